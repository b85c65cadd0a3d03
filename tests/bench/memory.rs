//! How much memory the page has taken.

use super::browser::devtools;
use super::page::Page;
use serde_json::json;

/// Bytes of a page.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// The memory of the page's own program. It only ever grows, so this is the most that it has needed at once, with
    /// what lies between.
    pub linear: f64,
    /// What JavaScript holds after all that nobody needs was collected: the document's own objects among it.
    pub script: f64,
}

/// Has the browser collect what nobody needs, such as the pages before this one.
pub async fn collect(page: &Page) {
    for _ in 0..2 {
        devtools(&page.driver, "HeapProfiler.collectGarbage", json!({})).await;
    }
}

impl Memory {
    /// Both.
    pub fn total(self) -> f64 {
        self.linear + self.script
    }

    /// Of the page as it stands.
    pub async fn of(page: &Page) -> Self {
        // The page's program gives the same to whoever starts it again.
        let script = "const done = arguments[0];
            import(document.querySelector('link[rel=modulepreload]').href)
              .then(page => done(page.initSync().memory.buffer.byteLength));";
        let linear = page.driver.execute_async(script, Vec::new()).await.unwrap().json().as_f64().unwrap();
        collect(page).await;
        let heap = devtools(&page.driver, "Runtime.getHeapUsage", json!({})).await;
        Self { linear, script: heap["usedSize"].as_f64().unwrap() }
    }
}
