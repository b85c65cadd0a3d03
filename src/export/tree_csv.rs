//! The tree as CSV (RFC 4180): a row per referrer, in the order of the tree.
//!
//! Cells that a spreadsheet would take for a formula begin with an apostrophe, so that an annotation computes
//! nothing and sends nothing where the file is opened. The first row names the columns. UTF-8, lines end in CR LF.

use super::outline::{self, Outline};
use crate::registry::found::Found;
use crate::registry::tree::{Node, Tree, What};
use serde_json::Value;

/// The columns. `depth` counts from the image; `created` is what the publisher says; `annotations` is a JSON object.
pub const COLUMNS: [&str; 12] = [
    "subject",
    "platform",
    "depth",
    "kind",
    "artifact type",
    "digest",
    "media type",
    "size",
    "created",
    "found by",
    "repeated",
    "annotations",
];

/// Writes the tree, piece by piece.
pub fn write(tree: &Tree, take: &mut dyn FnMut(&str)) {
    take(&row(&COLUMNS));
    let platforms = outline::platforms(tree);
    for (id, _) in Outline::of(tree).below(0) {
        let Some(node) = tree.nodes.get(id) else { continue };
        if let Some(found) = node.found() {
            let platform = platforms[id].map(ToString::to_string).unwrap_or_default();
            take(&referrer(tree, node, found, &platform));
        }
    }
}

fn referrer(tree: &Tree, node: &Node, found: &Found, platform: &str) -> String {
    let referrer = &found.referrer;
    let subject = node.parent.map(|parent| tree.nodes[parent].digest.to_string()).unwrap_or_default();
    let kinds: Vec<&str> = found.kinds().map(|kind| kind.slug()).collect();
    let ways: Vec<&str> = found.ways.iter().map(|way| outline::way(*way)).collect();
    row(&[
        &subject,
        platform,
        &node.depth.to_string(),
        &kinds.join(" "),
        referrer.artifact_type().unwrap_or_default(),
        referrer.digest().as_ref(),
        referrer.media_type(),
        &referrer.size().to_string(),
        referrer.created().unwrap_or_default(),
        &ways.join(" "),
        if matches!(node.what, What::Repeat(..)) { "yes" } else { "no" },
        &annotations(found),
    ])
}

fn annotations(found: &Found) -> String {
    let annotations = found.referrer.annotations();
    if annotations.is_empty() {
        return String::new();
    }
    let pairs = annotations.iter().map(|(key, value)| format!("{}:{}", Value::from(*key), Value::from(*value)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

fn row(cells: &[&str; COLUMNS.len()]) -> String {
    let mut row = String::new();
    for (at, text) in cells.iter().enumerate() {
        if at > 0 {
            row.push(',');
        }
        cell(&mut row, text);
    }
    row.push_str("\r\n");
    row
}

fn cell(row: &mut String, text: &str) {
    // What spreadsheets begin a formula with, full-width forms too, and what some of them skip before one.
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if !is_formula && !text.contains([',', ';', '"', '\r', '\n', '\t', ' ']) {
        row.push_str(text);
        return;
    }
    row.push('"');
    if is_formula {
        row.push('\'');
    }
    row.push_str(&text.replace('"', "\"\""));
    row.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use std::time::Instant;

    fn written(tree: &Tree) -> String {
        let mut text = String::new();
        write(tree, &mut |piece| text.push_str(piece));
        text
    }

    /// A reader by the grammar of RFC 4180 §2.
    fn parsed(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            match c {
                '"' if cell.is_empty() => {
                    while let Some(c) = characters.next() {
                        match c {
                            '"' if characters.peek() == Some(&'"') => cell.extend(characters.next()),
                            '"' => break,
                            _ => cell.push(c),
                        }
                    }
                    assert!(matches!(characters.peek(), Some(',' | '\r')), "a quote ends its cell");
                }
                ',' => row.push(std::mem::take(&mut cell)),
                '\r' => {
                    assert_eq!(characters.next(), Some('\n'));
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                _ => cell.push(c),
            }
        }
        assert!(row.is_empty() && cell.is_empty(), "the last row ends, too");
        rows
    }

    #[test]
    fn there_is_a_row_for_each_referrer() {
        let rows = parsed(&written(&sample::tree()));
        let digest = |number| sample::digest_of(number).to_string();
        assert_eq!(rows[0], COLUMNS);
        let facts: Vec<_> =
            rows[1..].iter().map(|row| [&row[0], &row[1], &row[2], &row[3], &row[5], &row[10]]).collect();
        assert_eq!(
            facts,
            [
                [&digest(1), "linux/amd64", "2", "signature", &digest(4), "no"],
                [&digest(4), "linux/amd64", "3", "attestation", &digest(6), "no"],
                [&digest(4), "linux/amd64", "3", "sbom", &digest(3), "yes"],
                [&digest(2), "linux/arm64/v8", "2", "other", &digest(5), "no"],
                [&digest(0), "", "1", "sbom", &digest(3), "no"],
            ]
        );
        assert_eq!(rows[5][4], "application/spdx+json");
        assert_eq!(rows[5][6..10], [sample::MANIFEST, "703", "2026-01-02T03:04:05Z", "referrers-api"]);
        let annotations: Value = serde_json::from_str(&rows[5][11]).unwrap();
        assert_eq!(annotations["note"], sample::HOSTILE);
        assert_eq!((rows[4][9].as_str(), rows[1][11].as_str()), ("cosign-tag", ""));
    }

    #[test]
    fn nothing_that_a_registry_says_becomes_a_formula() {
        for begin in ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            let mut tree = sample::flat(2);
            let annotations = [("org.opencontainers.image.created", begin)];
            let found = sample::found(1, Some(begin), &annotations, crate::registry::found::Way::ReferrersApi);
            tree.nodes[1].what = What::Artifact(found);
            let rows = parsed(&written(&tree));
            assert_eq!((&rows[1][4], &rows[1][8]), (&format!("'{begin}"), &format!("'{begin}")), "{begin}");
        }
        for (text, expected) in
            [("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a=b", "a=b"), ("", ""), ("x y", "\"x y\"")]
        {
            let mut row = String::new();
            cell(&mut row, text);
            assert_eq!(row, expected);
        }
    }

    #[test]
    fn fifty_thousand_rows() {
        for make in [sample::flat, sample::chain] {
            let tree = make(50_001);
            let begun = Instant::now();
            let mut rows = 0;
            write(&tree, &mut |row| rows += row.matches("\r\n").count());
            assert_eq!(rows, 50_001);
            assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
        }
    }
}
