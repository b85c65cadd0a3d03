//! The browsers, their drivers, and what both of them report.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use thirtyfour::common::command::{Command as Ask, ExtensionCommand};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, FirefoxCapabilities, PageLoadStrategy};

/// What is traced: what the developer tools' own timeline shows, and the marks that a page sets.
const TRACED: &str = "devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing";

/// A browser, and what it is to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, with its console and the requests it sends.
    Chromium,
    /// The same, and it takes certificates over one key, whoever vouches for them: the one whose SHA-256 this is, in
    /// Base64.
    Trusting(&'static str),
    /// Chromium, with its console and the trace of all it does; see `tests/bench/trace.rs`.
    Traced,
    /// Chromium, with its console alone: to note each request takes it time, the more the deeper in a program it is sent.
    Unwatched,
    /// Chromium, which goes on before a page is loaded whole.
    Hasty,
    /// Firefox. It reports nothing: WebDriver has no command for a log, and geckodriver added none. What its console
    /// says is therefore not checked.
    Firefox,
}

impl Kind {
    /// Whether the console can be asked for.
    pub fn has_console(self) -> bool {
        self != Self::Firefox
    }
}

/// A running driver; ended by its own process id.
pub struct Driver {
    kind: Kind,
    process: Child,
    address: String,
}

impl Driver {
    /// Starts a driver on a free port of its own choice. On a machine with much to do one may end at once.
    pub fn start(kind: Kind) -> Self {
        (0..3).find_map(|_| Self::try_to_start(kind)).expect("the driver says its port")
    }

    fn try_to_start(kind: Kind) -> Option<Self> {
        let (variable, name, sign) = match kind {
            // "ChromeDriver was started successfully on port 12345."
            Kind::Chromium | Kind::Trusting(_) | Kind::Traced | Kind::Unwatched | Kind::Hasty => {
                ("CHROMEDRIVER", "chromedriver", "successfully on port ")
            }
            // "1700000000000 geckodriver INFO Listening on 127.0.0.1:12345"
            Kind::Firefox => ("GECKODRIVER", "geckodriver", "Listening on 127.0.0.1:"),
        };
        let program = std::env::var_os(variable).unwrap_or_else(|| name.into());
        let mut command = Command::new(&program);
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        if kind == Kind::Firefox {
            // Firefox writes into its home beside the profile, and as root it starts in no other person's home.
            let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firefox-home");
            std::fs::create_dir_all(&home).unwrap();
            command.arg("--websocket-port=0").env("HOME", home).env("MOZ_HEADLESS", "1");
            for inherited in ["XDG_RUNTIME_DIR", "XAUTHORITY", "DISPLAY"] {
                command.env_remove(inherited);
            }
        }
        let mut process = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.split(sign).nth(1)?.trim_end_matches('.').parse::<u16>().ok());
        let Some(port) = port else {
            let status = process.wait().unwrap();
            eprintln!("{} has ended without a word: {status}", program.display());
            return None;
        };
        // A pipe that nobody reads would hold the driver up once it is full.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { kind, process, address: format!("http://127.0.0.1:{port}") })
    }

    /// Opens a browser without a window, with a profile of its own that is thrown away.
    pub async fn browser(&self) -> WebDriver {
        match self.kind {
            Kind::Firefox => WebDriver::new(&self.address, firefox()).await,
            kind => WebDriver::new(&self.address, chromium(kind)).await,
        }
        .unwrap()
    }
}

fn chromium(kind: Kind) -> ChromeCapabilities {
    let mut wanted = DesiredCapabilities::chrome();
    for argument in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,1000",
        "--lang=en-GB",
    ] {
        wanted.add_arg(argument).unwrap();
    }
    if let Ok(chrome) = std::env::var("CHROME") {
        wanted.set_binary(&chrome).unwrap();
    }
    if let Kind::Trusting(key) = kind {
        wanted.add_arg(&format!("--ignore-certificate-errors-spki-list={key}")).unwrap();
    }
    if kind == Kind::Hasty {
        wanted.set_page_load_strategy(PageLoadStrategy::None).unwrap();
    }
    if kind == Kind::Traced {
        let prefs = json!({"enableNetwork": false, "enablePage": false, "traceCategories": TRACED});
        wanted.set_browser_option("perfLoggingPrefs", prefs).unwrap();
    }
    let requests = if kind == Kind::Unwatched { "OFF" } else { "ALL" };
    wanted.set("goog:loggingPrefs", json!({"browser": "ALL", "performance": requests})).unwrap();
    wanted
}

fn firefox() -> FirefoxCapabilities {
    let mut wanted = DesiredCapabilities::firefox();
    for argument in ["-headless", "--width=1280", "--height=1000"] {
        wanted.add_arg(argument).unwrap();
    }
    if let Ok(firefox) = std::env::var("FIREFOX") {
        wanted.set_firefox_binary(&firefox).unwrap();
    }
    wanted.set_browser_option("prefs", json!({"intl.accept_languages": "en-GB"})).unwrap();
    wanted
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command that thirtyfour does not have.
#[derive(Debug)]
struct Post(&'static str, Value);

impl ExtensionCommand for Post {
    fn parameters_json(&self) -> Option<Value> {
        Some(self.1.clone())
    }

    fn method(&self) -> reqwest::Method {
        reqwest::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        self.0.into()
    }
}

/// What has been logged since it was last asked for.
pub async fn log(driver: &WebDriver, kind: &str) -> Vec<Value> {
    let answer = driver.handle().cmd(Ask::GetLog(kind.into())).await.unwrap();
    answer.value_json().unwrap().as_array().unwrap().clone()
}

/// The lines of the console.
pub async fn console(driver: &WebDriver) -> Vec<String> {
    log(driver, "browser").await.iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
}

/// The requests that the browser has sent, as the developer tools show them.
pub async fn requests(driver: &WebDriver) -> Vec<Value> {
    let entries = log(driver, "performance").await;
    let messages =
        entries.iter().map(|entry| serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap());
    let mut sent = Vec::new();
    for mut entry in messages {
        if entry["message"]["method"] == "Network.requestWillBeSent" {
            sent.push(entry["message"]["params"]["request"].take());
        }
    }
    sent
}

/// Tells the browser to behave as another one: a protocol command of its developer tools.
pub async fn devtools(driver: &WebDriver, command: &str, parameters: Value) -> Value {
    let body = json!({"cmd": command, "params": parameters});
    driver
        .handle()
        .cmd(Ask::ExtensionCommand(Box::new(Post("/goog/cdp/execute", body))))
        .await
        .unwrap()
        .value_json()
        .unwrap()
}
