//! The page as a person uses it: fields by their names, steps by their states.

use super::browser::{self, Driver, Kind};
use super::site::{Edited, Site};
use refscope_demo::{Cors, Demo, Options};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;
use tokio::task::{LocalSet, spawn_local};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(40);

/// A page in a browser, beside a registry.
#[derive(Clone)]
pub struct Page {
    /// The browser.
    pub driver: WebDriver,
    /// The registry.
    pub demo: Arc<Demo>,
    /// Where the page comes from.
    pub origin: String,
    /// What is served in the place of the page's own files.
    pub edited: Edited,
}

/// Runs a test with the page open, beside a registry that is as the page needs it.
pub async fn with_page<F: Future<Output = ()> + 'static>(test: impl FnOnce(Page) -> F) {
    with_registry(Options::default(), test).await;
}

/// Runs a test with the page open, beside a registry that is as `options` say. The browser is closed
/// however the test ends; where it went well, the console must be empty but for what the browser itself
/// writes of answers with an error status.
pub async fn with_registry<F: Future<Output = ()> + 'static>(options: Options, test: impl FnOnce(Page) -> F) {
    with_console(options, &[], test).await;
}

/// The same, with words that lines of the console may have beside.
pub async fn with_console<F: Future<Output = ()> + 'static>(
    options: Options,
    expected: &[&str],
    test: impl FnOnce(Page) -> F,
) {
    with_browser(Kind::Chromium, options, expected, test).await;
}

/// The same, served with the headers that the page is delivered with.
pub async fn with_headers<F: Future<Output = ()> + 'static>(options: Options, test: impl FnOnce(Page) -> F) {
    with_site(Kind::Chromium, &Site::with_headers().await, options, &[], test).await;
}

/// The same in a browser of this kind.
pub async fn with_browser<F: Future<Output = ()> + 'static>(
    kind: Kind,
    options: Options,
    expected: &[&str],
    test: impl FnOnce(Page) -> F,
) {
    with_site(kind, &Site::start().await, options, expected, test).await;
}

async fn with_site<F: Future<Output = ()> + 'static>(
    kind: Kind,
    site: &Site,
    options: Options,
    expected: &[&str],
    test: impl FnOnce(Page) -> F,
) {
    let cors: &[&str] = if options.cors == Cors::Any { &[] } else { &["blocked by CORS policy"] };
    let demo = Arc::new(Demo::start(options).await.unwrap());
    with_files(kind, (&site.origin(), "/"), &site.edited, demo, &[expected, cors].concat(), test).await;
}

/// The same for a page at `path` of an origin, and a registry, that are there.
pub async fn with_origin<F: Future<Output = ()> + 'static>(
    kind: Kind,
    origin: &str,
    path: &str,
    demo: Arc<Demo>,
    expected: &[&str],
    test: impl FnOnce(Page) -> F,
) {
    with_files(kind, (origin, path), &Edited::default(), demo, expected, test).await;
}

/// The same for a page of which some files can be changed.
async fn with_files<F: Future<Output = ()> + 'static>(
    kind: Kind,
    (origin, path): (&str, &str),
    edited: &Edited,
    demo: Arc<Demo>,
    expected: &[&str],
    test: impl FnOnce(Page) -> F,
) {
    let running = Driver::start(kind);
    let driver = running.browser().await;
    let page = Page { driver: driver.clone(), demo, origin: origin.to_owned(), edited: edited.clone() };
    page.open(path).await;
    let result = LocalSet::new().run_until(async { spawn_local(test(page)).await }).await;
    let console = if kind.has_console() { browser::console(&driver).await } else { Vec::new() };
    driver.quit().await.unwrap();
    if let Err(panic) = result {
        eprintln!("console: {console:#?}");
        resume_unwind(panic.into_panic());
    }
    let is_expected = |line: &&String| {
        // Trunk writes hashes for all it preloads; Chromium says that it does not use the wasm's.
        line.contains("`integrity` attribute is currently ignored for preload")
            // What a test reads in the place that is drawn ahead; the page itself reads nothing there.
            || (line.starts_with("javascript ") && line.contains("in a subtree hidden by content-visibility"))
            || line.contains("Failed to load resource")
            || expected.iter().any(|words| line.contains(words))
    };
    let unexpected: Vec<_> = console.iter().filter(|line| !is_expected(line)).collect();
    assert_eq!(unexpected, [] as [&String; 0], "the console");
}

/// A row of the tree.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Line {
    pub digest: String,
    /// Empty for the image and its platforms.
    pub kind: String,
    /// From 1.
    pub level: usize,
}

/// The row of a digest; where it stands more than once, the first.
pub fn row(digest: &str) -> String {
    format!(".grid [data-digest=\"{digest}\"]:not([data-repeat])")
}

impl Page {
    /// Opens a path of the page and waits until the program is there. (For the form before that see `early.rs`.)
    pub async fn open(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.origin)).await.unwrap();
        self.find("#step-basic").await;
    }

    /// Waits until `holds` gives something.
    pub async fn until<T>(&self, what: &str, holds: impl AsyncFn() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(value) = holds().await {
                return value;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{what} did not come true; the page shows:\n{}",
                self.text("body").await
            );
        }
    }

    /// An element that is there, or comes.
    pub async fn find(&self, css: &str) -> WebElement {
        let start = Instant::now();
        loop {
            match self.driver.find(By::Css(css)).await {
                Ok(element) => return element,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{css}: {error}"),
            }
        }
    }

    /// Everything that a selector finds now.
    pub async fn all(&self, css: &str) -> Vec<WebElement> {
        self.driver.find_all(By::Css(css)).await.unwrap()
    }

    /// The text that a person sees.
    pub async fn text(&self, css: &str) -> String {
        let start = Instant::now();
        loop {
            // Between finding and reading, the page may have put another element in its place.
            match self.find(css).await.text().await {
                Ok(text) => return text,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{css}: {error}"),
            }
        }
    }

    /// The text as it stands in the document, seen or not.
    pub async fn content(&self, css: &str) -> String {
        self.find(css).await.prop("textContent").await.unwrap().unwrap_or_default()
    }

    /// What a field holds.
    pub async fn value(&self, id: &str) -> String {
        self.find(&format!("#{id}")).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Types into a field, in the place of what was there.
    pub async fn type_into(&self, id: &str, text: &str) {
        let field = self.find(&format!("#{id}")).await;
        field.click().await.unwrap();
        field.send_keys(Key::Control + "a").await.unwrap();
        field.send_keys(Key::Delete + "").await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses something.
    pub async fn press(&self, css: &str) {
        let start = Instant::now();
        // Between finding and pressing, the page may have put another element in its place.
        while let Err(error) = self.find(css).await.click().await {
            assert!(start.elapsed() < PATIENCE, "{css}: {error}");
        }
    }

    /// Fills the form by typing.
    pub async fn fill(&self, repository: &str, reference: &str, user: &str, password: &str) {
        let host = self.demo.host();
        for (id, text) in [
            ("registry", &*host),
            ("repository", repository),
            ("reference", reference),
            ("user", user),
            ("password", password),
        ] {
            self.type_into(id, text).await;
        }
    }

    /// Presses the button and waits until the look has ended, one way or another.
    pub async fn look(&self) {
        self.press("#look").await;
        self.ended().await;
    }

    /// Waits until no step runs any more.
    pub async fn ended(&self) {
        self.until("the end of the look", async || {
            // The button is busy from the press on, the steps follow.
            let script = "return document.querySelector('.outcome span').textContent !== ''
                && document.getElementById('look').ariaBusy !== 'true'
                && !document.querySelector(':is([data-state=running], [data-state=waiting])')";
            (self.script(script).await == true).then_some(())
        })
        .await;
    }

    /// Where a step stands.
    pub async fn state(&self, step: &str) -> String {
        self.find(&format!("#step-{step}")).await.attr("data-state").await.unwrap().unwrap()
    }

    /// The error of a step: what, why, now.
    pub async fn problem(&self, step: &str) -> [String; 3] {
        let part = async |name: &str| self.text(&format!("#step-{step} .problem-{name}")).await;
        [part("what").await, part("why").await, part("now").await]
    }

    /// Opens "Advanced" and types into one of its fields.
    pub async fn advanced(&self, id: &str, text: &str) {
        if self.find("#advanced").await.attr("open").await.unwrap().is_none() {
            self.press("#advanced > summary").await;
        }
        self.type_into(id, text).await;
    }

    /// Waits until a step stands at `state`.
    pub async fn until_state(&self, step: &str, state: &str) {
        self.until(&format!("{step}: {state}"), async || (self.state(step).await == state).then_some(())).await;
    }

    /// An attribute of everything that a selector finds now.
    pub async fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let script = "const [css, name] = arguments;
            return [...document.querySelectorAll(css)].map(element => element.getAttribute(name));";
        self.driver.execute(script, vec![css.into(), name.into()]).await.unwrap().convert().unwrap()
    }

    /// The text of everything that a selector finds now, seen or not.
    pub async fn contents(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(element => element.textContent);";
        self.driver.execute(script, vec![css.into()]).await.unwrap().convert().unwrap()
    }

    /// Notes what `expression`, in JavaScript, gives at each change of the page from now on, for [`Page::watched`]:
    /// what a person sees for a moment may be over before the driver looks.
    pub async fn watch(&self, expression: &str) {
        self.script(&format!(
            "window.watched = []; new MutationObserver(() => watched.push({expression}))
             .observe(document.body, {{childList: true, subtree: true, characterData: true, attributes: true}});"
        ))
        .await;
    }

    /// What has been noted since [`Page::watch`].
    pub async fn watched<T: serde::de::DeserializeOwned>(&self) -> Vec<T> {
        serde_json::from_value(self.script("return watched").await).unwrap()
    }

    /// Runs a script in the page. The page's own policy does not allow it; the driver may.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Pastes a text into a field, as the keyboard does.
    pub async fn paste(&self, id: &str, text: &str) {
        let script = "const [id, text] = arguments; const data = new DataTransfer(); data.setData('text', text);
            const field = document.getElementById(id); field.focus();
            return field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));";
        let arguments = vec![id.into(), text.into()];
        self.driver.execute(script, arguments).await.unwrap();
    }

    /// Every row of the list, from its first to its last: only what is seen stands in the document, so the list is
    /// scrolled through, and left where it was.
    pub async fn lines(&self) -> Vec<Line> {
        let script = "const done = arguments[0], grid = document.querySelector('.grid');
            if (!grid) { done([]); return; }
            const found = new Map(), before = grid.scrollTop, count = grid.ariaRowCount - 1;
            const take = () => grid.querySelectorAll('[data-node]').forEach(row => found.set(+row.ariaRowIndex,
              {digest: row.dataset.digest, kind: row.dataset.kind ?? '', level: +row.ariaLevel}));
            // The list draws what is seen when it is told that it was scrolled: before the next picture.
            const drawn = then => requestAnimationFrame(() => requestAnimationFrame(then));
            const step = () => {
              take();
              const top = grid.scrollTop;
              grid.scrollTop += grid.clientHeight / 2;
              drawn(() => {
                take();
                if (grid.scrollTop > top && found.size < count) { step(); return; }
                grid.scrollTop = before;
                drawn(() => done([...found].sort((a, b) => a[0] - b[0]).map(pair => pair[1])));
              });
            };
            step();";
        self.driver.execute_async(script, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// All that refers to something, as the list has it, seen or not.
    pub async fn rows(&self) -> Vec<Line> {
        self.lines().await.into_iter().filter(|line| !line.kind.is_empty()).collect()
    }

    /// The digests of [`Page::rows`].
    pub async fn digests(&self) -> Vec<String> {
        self.rows().await.into_iter().map(|row| row.digest).collect()
    }

    /// What refers to the image itself.
    pub async fn referrers(&self) -> Vec<Line> {
        let below = self.lines().await.into_iter().skip(1).take_while(|line| line.level > 1);
        below.filter(|line| line.level == 2).collect()
    }

    /// Selects the row of a digest and waits for what is said of it.
    pub async fn select(&self, digest: &str) {
        self.press(&format!("{} > :first-child", row(digest))).await;
        self.find(&format!(".detail[data-digest=\"{digest}\"]")).await;
    }
}
