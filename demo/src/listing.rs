//! Lists of referrers as Quay writes them, and kept: a list of 50,000 in pages of 100 would else be made 500 times.

use crate::answer::Answer;
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, LINK};
use axum::http::{Response, StatusCode, response};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most bytes of an index that is rewritten.
const INDEX_LIMIT: usize = 64 * 1024 * 1024;

/// A list as the registry has it.
#[derive(Debug)]
pub struct Listing {
    headers: HeaderMap,
    /// All of the index but its entries.
    index: Map<String, Value>,
    entries: Vec<Value>,
}

impl Listing {
    /// Reads the registry's answer; one that is no list is handed on as it is.
    pub async fn read(response: Response<Body>) -> Result<Self, Response<Body>> {
        if !response.status().is_success() {
            return Err(response);
        }
        let (response::Parts { headers, .. }, body) = response.into_parts();
        let failed = |words| Answer::error(StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", words).send();
        let bytes = axum::body::to_bytes(body, INDEX_LIMIT).await;
        let bytes = bytes.map_err(|_| failed("the index is too large"))?;
        let index = serde_json::from_slice::<Map<String, Value>>(&bytes);
        let mut index = index.map_err(|_| failed("the index is none"))?;
        let entries = match index.remove("manifests") {
            Some(Value::Array(entries)) => entries,
            _ => Vec::new(),
        };
        Ok(Self { headers, index, entries })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The answer with these of the entries. The annotations of all of them are the index's own, too, of which the
    /// first one of a key counts: so does Quay.
    pub fn answer(&self, range: Range<usize>, link: Option<HeaderValue>) -> Response<Body> {
        let entries = self.entries.get(range).unwrap_or_default();
        let mut index = self.index.clone();
        let mut merged = Map::new();
        for (key, value) in entries.iter().filter_map(|entry| entry["annotations"].as_object()).flatten() {
            merged.entry(key).or_insert_with(|| value.clone());
        }
        if !merged.is_empty() {
            index.insert("annotations".to_owned(), Value::Object(merged));
        }
        index.insert("manifests".to_owned(), Value::Array(entries.to_vec()));
        let mut response = Response::new(Body::from(Value::Object(index).to_string()));
        let headers = response.headers_mut();
        *headers = self.headers.clone();
        headers.remove(CONTENT_LENGTH);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/vnd.oci.image.index.v1+json"));
        if let Some(link) = link {
            headers.insert(LINK, link);
        }
        response
    }
}

/// The lists that were asked for since something was pushed.
#[derive(Clone, Debug, Default)]
pub struct Listings(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// How often something was pushed or deleted.
    turn: u64,
    lists: HashMap<String, Arc<Listing>>,
}

impl Listings {
    /// The list of this address, and the turn in which it was looked for.
    pub fn get(&self, address: &str) -> (Option<Arc<Listing>>, u64) {
        let kept = self.kept();
        (kept.lists.get(address).cloned(), kept.turn)
    }

    /// Keeps it, if nothing was pushed since that turn.
    pub fn keep(&self, address: String, listing: Arc<Listing>, turn: u64) {
        let mut kept = self.kept();
        if kept.turn == turn {
            kept.lists.insert(address, listing);
        }
    }

    /// Forgets all: something was pushed or deleted.
    pub fn forget(&self) {
        let mut kept = self.kept();
        kept.turn += 1;
        kept.lists.clear();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_was_read_before_a_push_is_not_kept_after_it() {
        let listings = Listings::default();
        let list = || Arc::new(Listing { headers: HeaderMap::new(), index: Map::new(), entries: Vec::new() });
        let (_, turn) = listings.get("/a");
        listings.keep("/a".to_owned(), list(), turn);
        assert!(listings.get("/a").0.is_some());
        listings.forget();
        listings.keep("/a".to_owned(), list(), turn);
        assert!(listings.get("/a").0.is_none());
    }
}
