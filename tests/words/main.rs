//! Every sentence of the page and of its inspector has its translation, and every translation its sentence.
//!
//! The sentences are found in the source (see [`source`]), so that nobody has to remember a list of them. What is
//! missing is printed as lines to paste into the catalogue.
#![cfg(not(target_arch = "wasm32"))]

mod source;

use regex::Regex;
use source::Sentence;
use std::collections::{BTreeMap, BTreeSet};

const CATALOGUE: &str = include_str!("../../src/words/zh-Hans.json");

fn catalogue() -> BTreeMap<String, String> {
    serde_json::from_str(CATALOGUE).unwrap()
}

fn sentences() -> Vec<Sentence> {
    source::read().sentences
}

/// The names in braces, in their order; `None` where a brace is not part of one.
fn places(template: &str) -> Option<BTreeSet<&str>> {
    let mut rest = template;
    let mut places = BTreeSet::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if before.contains('}') || !is_name {
            return None;
        }
        places.insert(name);
        rest = after;
    }
    (!rest.contains('}')).then_some(places)
}

#[test]
fn every_sentence_is_translated() {
    let known = catalogue();
    let sentences = sentences();
    for (source, least) in [("src/", 200), ("inspector/src/", 200)] {
        let found = sentences.iter().filter(|sentence| sentence.file.starts_with(source)).count();
        assert!(found > least, "{found} are not all sentences in {source}");
    }
    let missing: BTreeSet<_> =
        sentences.iter().filter(|s| !known.contains_key(&s.template)).map(|s| (&s.file, &s.template)).collect();
    let mut lines = Vec::new();
    let mut last = "";
    for (file, template) in missing {
        if std::mem::replace(&mut last, file) != file {
            lines.push(format!("of {file}:"));
        }
        lines.push(format!("  {}: \"\",", serde_json::to_string(template).unwrap()));
    }
    assert!(lines.is_empty(), "to be translated in src/words/zh-Hans.json:\n{}", lines.join("\n"));
}

#[test]
fn every_translation_is_of_a_sentence() {
    let sentences: BTreeSet<String> = sentences().into_iter().map(|sentence| sentence.template).collect();
    let known = catalogue();
    let unused: Vec<_> = known.keys().filter(|english| !sentences.contains(*english)).collect();
    assert!(unused.is_empty(), "no sentence of the page: {unused:#?}");
    // One line each and none twice: a document's map would keep the last in silence.
    let lines = CATALOGUE.lines().filter(|line| line.starts_with("  \"")).count();
    assert_eq!((lines, CATALOGUE.lines().count()), (known.len(), known.len() + 2), "a line for each, and two braces");
}

#[test]
fn places_are_the_same_in_every_language() {
    for Sentence { template, file, given } in sentences() {
        let wanted = places(&template).unwrap_or_else(|| panic!("{file}: a brace that opens no place: {template}"));
        let given: BTreeSet<&str> = given.iter().map(String::as_str).collect();
        // Of a number of things, none or one may be said without the number.
        let is_right = wanted == given || (given.contains("n") && wanted.is_empty());
        assert!(is_right, "{file}: {wanted:?} in the sentence, {given:?} given: {template}");
    }
    for (english, translated) in catalogue() {
        assert_eq!(places(&translated), places(&english), "{english}");
        assert!(!translated.trim().is_empty(), "{english}");
    }
}

#[test]
fn nothing_is_said_but_as_a_sentence() {
    let wrong = source::read().untranslatable;
    assert!(
        wrong.is_empty(),
        "words put on screen as they are. Say them (`say`, `live_say`, `text!`), or name them in \
         tests/words/source.rs as the same in every language:\n{}",
        wrong.join("\n")
    );
}

/// Full-width punctuation after Chinese, and a space between Chinese and Latin, as Chinese technical writing has it.
#[test]
fn chinese_is_set_as_chinese() {
    let half_width = Regex::new(r"\p{Han}[,;:?!()]|[,;:?!(]\p{Han}|\.\.\.").unwrap();
    let crowded = Regex::new(r"\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}").unwrap();
    for translated in catalogue().values() {
        assert!(!half_width.is_match(translated), "punctuation: {translated}");
        assert!(!crowded.is_match(translated), "spaces: {translated}");
    }
}
