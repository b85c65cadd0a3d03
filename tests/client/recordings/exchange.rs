//! A recorded exchange, and which of the client's questions it is.

use regex::Regex;
use serde_json::Value;
use std::path::Path;

/// A recorded request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The file's name.
    pub name: String,
    /// The method.
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    /// The headers that were sent.
    sent: Vec<(String, String)>,
    /// The status of the answer.
    pub status: u16,
    /// The headers of the answer.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

/// The client's questions, and what they are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// How does one get in?
    Challenge,
    /// A token.
    Token,
    /// A manifest: repository and reference.
    Manifest(String, String),
    /// The same, asked without wanting its bytes.
    Head(String, String),
    /// The first part of a list of referrers: repository and digest.
    Referrers(String, String),
    /// A further part of such a list: repository.
    Page(String),
    /// A blob: repository and digest.
    Blob(String, String),
    /// The tags of a repository.
    Tags(String),
    /// What a browser asks before it sends a request with headers of its own.
    Preflight,
}

impl Kind {
    /// Which question a request is; `None` for what the client does not know.
    pub fn of(method: &str, path: &str) -> Option<Self> {
        if method == "OPTIONS" {
            return Some(Self::Preflight);
        }
        let bare = path.split('?').next().unwrap_or_default();
        let rest = bare.strip_prefix("/v2/")?;
        let parts = |word: &str| rest.rsplit_once(word).map(|(name, last)| (name.to_owned(), last.to_owned()));
        let found = match rest {
            "" => Self::Challenge,
            "auth" => Self::Token,
            _ if rest.ends_with("/tags/list") => Self::Tags(parts("/tags/list")?.0),
            _ => match (parts("/manifests/"), parts("/referrers/"), parts("/blobs/")) {
                (Some((name, reference)), ..) if method == "HEAD" => return Some(Self::Head(name, reference)),
                (Some((name, reference)), ..) => Self::Manifest(name, reference),
                (_, Some((name, _)), _) if query(path).iter().any(|(key, _)| key != "artifactType") => Self::Page(name),
                (_, Some((name, digest)), _) => Self::Referrers(name, digest),
                (.., Some((name, digest))) => Self::Blob(name, digest),
                _ => return None,
            },
        };
        (method == "GET").then_some(found)
    }
}

/// The query of a path, decoded as servers decode it.
pub fn query(path: &str) -> Vec<(String, String)> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl Exchange {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{name}: {value}")).to_owned();
        let headers = |value: &Value| {
            let pairs = value.as_object().into_iter().flatten();
            pairs.map(|(key, value)| (key.clone(), text(value))).collect::<Vec<_>>()
        };
        let (request, response) = (&document["request"], &document["response"]);
        Self {
            method: text(&request["method"]),
            path: text(&request["path"]),
            sent: headers(&request["headers"]),
            status: response["status"].as_u64().unwrap().try_into().unwrap(),
            headers: headers(&response["headers"]),
            body: text(&response["body"]),
            name,
        }
    }

    /// Which question it is.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.method, &self.path).unwrap_or_else(|| {
            panic!("{}: {} {} is no question that the client knows: teach this test", self.name, self.method, self.path)
        })
    }

    /// A header of the answer, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The value of a parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        query(&self.path).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Name and password that were sent; `None` where there were none, or none that anyone can type.
    pub fn account(&self) -> Option<(String, String)> {
        use base64::Engine as _;
        let encoded = find(&self.sent, "authorization")?.strip_prefix("Basic ")?;
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
        let (user, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
        (!user.is_empty()).then(|| (user.to_owned(), password.to_owned()))
    }

    /// What the registry says about an error, without markup, on one line.
    pub fn words(&self) -> String {
        let json = self.json();
        let said = [&json["errors"][0]["message"], &json["error"]].into_iter().find_map(Value::as_str);
        let plain = Regex::new("<[^>]*>").unwrap().replace_all(said.unwrap_or(&self.body), " ").into_owned();
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
