//! The words of the form that stands in `index.html`, in Chinese: what `early.js` puts there for who reads that, from the
//! page's own translation.

use std::{collections::BTreeMap, fs, path::Path};

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::{
    error::Error,
    split::{integrity, replaced, short_hash},
    workspace::Workspace,
};

/// The translation: sentences by the English ones.
const WORDS: &str = "src/words/zh-Hans.json";
/// The attributes that are sentences.
const SAID: [&str; 2] = ["placeholder", "aria-label"];
/// Where the page is told of the file.
const PLACE: &str = "<meta content=./early.json name=refscope-early>";

/// Writes the file of words, and names it in the page.
///
/// # Errors
/// [`Error::Split`] where the page has no place for it; [`Error::Io`]; [`Error::Metadata`] where the translation is no JSON.
pub fn translate(workspace: &Workspace, dist: &Path, page: &str) -> Result<String, Error> {
    let path = workspace.path(WORDS);
    let catalogue = fs::read_to_string(&path).map_err(Error::file("reading", path))?;
    let words = serde_json::to_string(&words_of(page, &serde_json::from_str(&catalogue)?))?;
    let name = format!("early-{}.json", short_hash(&[words.as_bytes()]));
    let place = format!("<meta content=\"./{name} {}\" name=refscope-early>", integrity(words.as_bytes()));
    let path = dist.join(name);
    fs::write(&path, words).map_err(Error::file("writing", path))?;
    replaced(page, PLACE, &place)
}

/// What is said in a page and has a translation, without the space around it.
fn words_of(page: &str, catalogue: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut said = Vec::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    for Ok(token) in Tokenizer::new_with_emitter(page, DefaultEmitter::<()>::default()) {
        match token {
            Token::String(string) => said.push(text(&string.value)),
            Token::StartTag(tag) => {
                let is_said = |name: &[u8]| SAID.iter().any(|said| said.as_bytes() == name);
                said.extend(
                    tag.attributes.iter().filter(|(name, _)| is_said(name)).map(|(_, value)| text(&value.value)),
                );
            }
            _ => {}
        }
    }
    let is_there = |(english, _): &(&String, &String)| said.iter().any(|said| said == english.trim());
    let words = catalogue.iter().filter(is_there);
    words.map(|(english, other)| (english.trim().to_owned(), other.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_in_texts_and_attributes_is_translated() {
        let pairs = [("Look up", "查"), ("all types", "全部"), ("It's. ", "是"), ("elsewhere", "别处")];
        let catalogue = pairs.map(|(english, other)| (english.to_owned(), other.to_owned())).into();
        let page = "<p>It's. <b>bold</b></p><input placeholder='all types' value=elsewhere><button> Look up</button>";
        let words = words_of(page, &catalogue);
        let words: Vec<_> = words.iter().map(|(english, other)| (english.as_str(), other.as_str())).collect();
        assert_eq!(words, [("It's.", "是"), ("Look up", "查"), ("all types", "全部")]);
    }
}
