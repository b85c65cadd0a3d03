//! The protocol of the browser's developer tools, spoken with the browser itself: what comes as events, the driver does
//! not hand on.

use crate::page::Page;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How often garbage is collected before a look at the heap: what was kept alive by what one collection frees is freed
/// by the next.
const COLLECTIONS: usize = 5;

/// The tools, at the page that is open.
pub struct DevTools {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    newest: u64,
}

impl DevTools {
    /// Opens them.
    pub async fn open(page: &Page) -> Self {
        let capabilities = serde_json::to_value(page.driver.handle().capabilities()).unwrap();
        let address = capabilities["goog:chromeOptions"]["debuggerAddress"].as_str().unwrap().to_owned();
        let list = reqwest::get(format!("http://{address}/json/list")).await.unwrap().text().await.unwrap();
        let targets: Vec<Value> = serde_json::from_str(&list).unwrap();
        let is_page = |target: &&Value| target["url"].as_str().unwrap().starts_with(&page.origin);
        let target = targets.iter().find(|target| target["type"] == "page" && is_page(target)).expect("the page");
        let (socket, _) = connect_async(target["webSocketDebuggerUrl"].as_str().unwrap()).await.unwrap();
        Self { socket, newest: 0 }
    }

    /// What a command gives, and the events that came with it.
    async fn ask(&mut self, method: &str, parameters: Value) -> (Value, Vec<Value>) {
        self.newest += 1;
        let command = json!({"id": self.newest, "method": method, "params": parameters}).to_string();
        self.socket.send(Message::text(command)).await.unwrap();
        let mut events = Vec::new();
        loop {
            let message = self.socket.next().await.expect("an answer").unwrap();
            let Ok(text) = message.to_text() else { continue };
            let mut message: Value = serde_json::from_str(text).unwrap();
            if message["id"] == self.newest {
                assert_eq!(message["error"], Value::Null, "{method}");
                return (message["result"].take(), events);
            }
            events.push(message);
        }
    }

    /// All that the page's scripts hold, as V8 writes it down, once nothing is left that nobody holds. The memory of
    /// WebAssembly is not in it.
    pub async fn heap(&mut self) -> String {
        self.ask("HeapProfiler.enable", json!({})).await;
        for _ in 0..COLLECTIONS {
            self.ask("HeapProfiler.collectGarbage", json!({})).await;
        }
        let (_, events) = self.ask("HeapProfiler.takeHeapSnapshot", json!({"captureNumericValue": false})).await;
        let chunks = events.iter().filter(|event| event["method"] == "HeapProfiler.addHeapSnapshotChunk");
        chunks.map(|event| event["params"]["chunk"].as_str().unwrap()).collect()
    }

    /// The addresses of the tab's history.
    pub async fn history(&mut self) -> String {
        self.ask("Page.getNavigationHistory", json!({})).await.0.to_string()
    }
}
