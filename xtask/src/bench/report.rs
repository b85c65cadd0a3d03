//! The report: every figure of a run, and where and when it was measured.

use std::{
    fs, io,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Something measured, as `tests/bench/figures.rs` writes it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Figure {
    /// The part of the bench that it comes from.
    #[serde(default)]
    pub part: String,
    /// A short name, the same from run to run.
    pub name: String,
    /// What was measured, in words.
    pub what: String,
    /// `ms`, `B`, …
    pub unit: String,
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
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Beside {
    /// What it is, in words.
    pub what: String,
    /// Its median, in the figure's unit.
    pub value: f64,
    /// The figure's value divided by this one's.
    pub ratio: f64,
}

impl Figure {
    /// What the limit is a limit of.
    #[must_use]
    pub fn judged(&self) -> f64 {
        self.beside.as_ref().map_or(self.value, |beside| beside.ratio)
    }

    /// How much of its limit it takes: over 1 it is too much.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        self.limit.map(|limit| self.judged() / limit)
    }

    /// Whether it is over its limit.
    #[must_use]
    pub fn is_over(&self) -> bool {
        // What is not a number is within nothing.
        self.share().is_some_and(|share| share.is_nan() || share > 1.0)
    }
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// When it was measured (RFC 3339).
    pub date: String,
    /// Of which commit.
    pub commit: String,
    /// On how many processors.
    pub processors: usize,
    /// In which browser.
    pub browser: String,
    /// The figures.
    pub figures: Vec<Figure>,
}

impl Report {
    /// A report of now, on this machine.
    #[must_use]
    pub fn new(figures: Vec<Figure>, browser: String, commit: String) -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let date = humantime::format_rfc3339_seconds(UNIX_EPOCH + std::time::Duration::from_secs(seconds));
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self { date: date.to_string(), commit, processors, browser, figures }
    }

    /// The figures that are over their limit.
    pub fn over(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(|figure| figure.is_over())
    }
}

/// Reads what the parts of the bench have written, by their names.
///
/// # Errors
/// [`Error::Io`]; [`Error::Figures`] for a file that holds no figures.
pub fn parts(folder: &Path) -> Result<Vec<Figure>, Error> {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::file("reading", folder))?,
    };
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(Error::file("reading", &path))?;
        let part = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let figures: Vec<Figure> =
            serde_json::from_str(&text).map_err(|source| Error::Figures { part: part.clone(), source })?;
        all.extend(figures.into_iter().map(|figure| Figure { part: part.clone(), ..figure }));
    }
    Ok(all)
}

/// Figures for the tests of what is made of them.
#[cfg(test)]
pub fn example() -> Report {
    let figure = |name: &str, value, beside: Option<f64>, limit| Figure {
        part: "example".to_owned(),
        name: name.to_owned(),
        what: "an example".to_owned(),
        unit: "ms".to_owned(),
        value,
        runs: vec![value],
        beside: beside.map(|of| Beside { what: "by hand".to_owned(), value: of, ratio: value / of }),
        limit,
    };
    let figures = vec![
        figure("within", 110.0, Some(100.0), Some(1.25)),
        figure("over & <out>", 300.0, Some(100.0), Some(1.5)),
        figure("alone", 130_000.0, None, Some(140_000.0)),
        figure("without a limit", 7.0, None, None),
    ];
    Report::new(figures, "Chromium 1".to_owned(), "0123456789ab".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_counts_where_there_is_a_reference_and_the_value_elsewhere() {
        let report = example();
        let over: Vec<_> = report.over().map(|figure| figure.name.as_str()).collect();
        assert_eq!(over, ["over & <out>"]);
        let shares: Vec<_> = report.figures.iter().map(Figure::share).collect();
        assert_eq!(shares[1], Some(2.0));
        assert_eq!(shares[3], None);
        let nothing = Figure { value: f64::NAN, limit: Some(1.0), ..report.figures[3].clone() };
        assert!(nothing.is_over());
    }

    #[test]
    fn parts_are_read_in_the_order_of_their_names_and_broken_ones_are_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(parts(&folder.path().join("none")).unwrap().is_empty());
        let figure = |name: &str| {
            format!(r#"[{{"name": "{name}", "what": "w", "unit": "ms", "value": 1.5, "runs": [1.5], "limit": 2.0}}]"#)
        };
        fs::write(folder.path().join("tree.json"), figure("b")).unwrap();
        fs::write(folder.path().join("lists.json"), figure("a")).unwrap();
        let read = parts(folder.path()).unwrap();
        let names: Vec<_> = read.iter().map(|figure| (figure.part.as_str(), figure.name.as_str())).collect();
        assert_eq!(names, [("lists", "a"), ("tree", "b")]);
        fs::write(folder.path().join("tree.json"), "{}").unwrap();
        let error = parts(folder.path()).unwrap_err();
        assert!(error.to_string().contains("tree"), "{error}");
    }
}
