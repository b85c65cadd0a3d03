//! Chromium, its driver, and what both of them report.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use thirtyfour::common::command::{Command as Ask, ExtensionCommand};
use thirtyfour::prelude::*;

/// A running chromedriver; ended by its own process id.
pub struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// Starts chromedriver on a free port of its own choice.
    pub fn start() -> Self {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // "ChromeDriver was started successfully on port 12345."
        let port = lines
            .map(Result::unwrap)
            .find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>().ok())
            .expect("chromedriver says its port");
        Self { process, address: format!("http://127.0.0.1:{port}") }
    }

    /// Opens a browser without a window, with a profile of its own that is thrown away.
    pub async fn browser(&self) -> WebDriver {
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
        wanted.set("goog:loggingPrefs", json!({"browser": "ALL", "performance": "ALL"})).unwrap();
        WebDriver::new(&self.address, wanted).await.unwrap()
    }
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
async fn log(driver: &WebDriver, kind: &str) -> Vec<Value> {
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
