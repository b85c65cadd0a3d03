//! axe-core, inside the page: which faults of accessibility a program can find.

use super::page::Page;
use serde_json::Value;
use std::time::Duration;

/// WCAG 2.2, levels A and AA, with all that came before it; and what is good practice beyond.
const RUN: &str = "const done = arguments[0];
    axe.run(document, {
      runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
      resultTypes: ['violations'],
    }).then(found => done({rules: found.passes.length, violations: found.violations}), error => done(String(error)));";

impl Page {
    /// Fails if axe-core finds a fault in the page as it stands.
    pub async fn axe(&self, state: &str) {
        let found = self.violations().await;
        assert!(found.is_empty(), "{state}:\n{}", found.join("\n"));
    }

    /// The faults that axe-core finds: rule, place, and what to put right. `cargo xtask test` brings it, and names its
    /// file in `AXE`.
    pub async fn violations(&self) -> Vec<String> {
        let file = std::env::var_os("AXE").expect("AXE: run by `cargo xtask test`");
        // By the driver: the page's own policy allows no script but the page's.
        if self.script("return typeof window.axe").await == "undefined" {
            self.script(&std::fs::read_to_string(file).unwrap()).await;
        }
        self.driver.set_script_timeout(Duration::from_secs(120)).await.unwrap();
        let answer = self.driver.execute_async(RUN, Vec::new()).await.unwrap().json().clone();
        // A search that tried no rule would find nothing, too.
        assert!(answer["rules"].as_u64().is_some_and(|rules| rules > 10), "{answer}");
        answer["violations"].as_array().unwrap().iter().flat_map(faults).collect()
    }
}

/// A line for each element that breaks a rule.
fn faults(violation: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| {
            let what = text(&node["failureSummary"]).replace('\n', " ");
            format!("  {} ({}): {}: {what}", text(&violation["id"]), text(&violation["impact"]), node["target"])
        })
        .collect()
}
