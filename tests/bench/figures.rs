//! A figure, and the part of the report that a measurement writes. `cargo xtask bench` reads the parts, and makes the
//! report, the table and the chart of them.

use serde::Serialize;
use std::path::Path;

/// Something measured: as a ratio to a reference of the same run wherever there is one.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// A short name, the same from run to run.
    pub name: String,
    /// What was measured, in words.
    pub what: String,
    /// `ms`, `B`, `B/row`, `requests` …
    pub unit: &'static str,
    /// The median.
    pub value: f64,
    /// Every run, in its order.
    pub runs: Vec<f64>,
    /// What it is measured beside, in the same run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
    /// The value, or the ratio where there is a reference, is to be at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

/// A reference.
#[derive(Clone, Debug, Serialize)]
pub struct Beside {
    /// What it is, in words.
    pub what: String,
    /// Its median, in the figure's unit.
    pub value: f64,
    /// The figure's value divided by this one's.
    pub ratio: f64,
}

impl Figure {
    /// A figure of these runs.
    pub fn new(name: impl Into<String>, what: impl Into<String>, unit: &'static str, runs: Vec<f64>) -> Self {
        let value = median(&runs);
        Self { name: name.into(), what: what.into(), unit, value, runs, beside: None, limit: None }
    }

    /// The same beside a reference of these runs.
    #[must_use]
    pub fn beside(self, what: impl Into<String>, runs: &[f64]) -> Self {
        let value = median(runs);
        let beside = Beside { what: what.into(), value, ratio: self.value / value };
        Self { beside: Some(beside), ..self }
    }

    /// The same with a limit.
    #[must_use]
    pub fn at_most(self, limit: f64) -> Self {
        Self { limit: Some(limit), ..self }
    }
}

/// The middle one.
pub fn median(runs: &[f64]) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Writes a part of the report to where `cargo xtask bench` reads it, and prints it.
pub fn write(part: &str, figures: &[Figure]) {
    for Figure { name, value, unit, beside, limit, .. } in figures {
        let ratio =
            beside.as_ref().map(|beside| format!(", {:.2} × {:.1} ({})", beside.ratio, beside.value, beside.what));
        let limit = limit.map(|limit| format!(", at most {limit}"));
        println!("{name}: {value:.1} {unit}{}{}", ratio.unwrap_or_default(), limit.unwrap_or_default());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench/parts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{part}.json")), serde_json::to_string_pretty(figures).unwrap()).unwrap();
}
