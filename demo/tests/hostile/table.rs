//! How to tell from the bytes that a fault is what it is called. A name without its step holds at every one.

use super::Raw;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

type Check = fn(&Raw) -> bool;

/// The check of a fault: that of its whole name, else that of its name without the step.
pub fn check(name: &str) -> Option<(&'static str, Check)> {
    let find = |wanted: &str| CHECKS.iter().find(|(row, _)| *row == wanted).copied();
    let steps = [
        "challenge-",
        "token-",
        "manifest-",
        "referrers-",
        "links-page-",
        "links-",
        "tag-schema-",
        "blob-",
        "everything-",
    ];
    find(name).or_else(|| steps.iter().filter_map(|step| name.strip_prefix(step)).find_map(find))
}

/// The names of all checks.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn announced(raw: &Raw) -> usize {
    raw.header("content-length").and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Everything that was announced arrived, and what stands for its digest is true.
fn is_whole(raw: &Raw) -> bool {
    let stated = raw.header("docker-content-digest");
    raw.status == 200 && announced(raw) == raw.body.len() && stated.is_none_or(|stated| stated == digest(&raw.body))
}

fn is_body(raw: &Raw, body: &str) -> bool {
    is_whole(raw) && raw.text() == body
}

fn has(raw: &Raw, words: &str) -> bool {
    is_whole(raw) && raw.text().contains(words)
}

fn realm(raw: &Raw, realm: &str) -> bool {
    raw.status == 401
        && raw.header("www-authenticate").is_some_and(|value| value.contains(&format!("realm=\"{realm}\"")))
}

fn challenge(raw: &Raw, value: &str) -> bool {
    raw.status == 401 && raw.header("www-authenticate") == Some(value)
}

fn link(raw: &Raw, start: &str) -> bool {
    is_whole(raw) && raw.header("link").is_some_and(|value| value.starts_with(start))
}

fn status(raw: &Raw, status: u16, content_type: &str) -> bool {
    raw.status == status && raw.header("content-type").is_some_and(|value| value.starts_with(content_type))
}

fn retry_after(raw: &Raw, value: &str) -> bool {
    raw.status == 429 && raw.header("retry-after") == Some(value)
}

fn token(raw: &Raw) -> Value {
    if is_whole(raw) { raw.json()["token"].clone() } else { Value::Null }
}

fn part(raw: &Raw, at: usize) -> Option<Value> {
    use base64::Engine as _;
    let token = token(raw);
    let part = token.as_str()?.split('.').nth(at)?;
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn claim(raw: &Raw, name: &str) -> Value {
    part(raw, 1).unwrap_or_default()[name].clone()
}

fn is_nothing(raw: &Raw) -> bool {
    raw.status == 0 && raw.body.is_empty()
}

const CHECKS: &[(&str, Check)] = &[
    // Bodies.
    ("not-json", |raw| is_body(raw, "this is not JSON")),
    ("array", |raw| is_whole(raw) && raw.json().is_array()),
    ("string", |raw| is_whole(raw) && raw.json().is_string()),
    ("number", |raw| is_whole(raw) && raw.json().is_number()),
    ("null", |raw| is_body(raw, "null")),
    ("true", |raw| is_body(raw, "true")),
    ("empty-object", |raw| is_body(raw, "{}")),
    ("empty-body", |raw| is_body(raw, "")),
    ("204", |raw| raw.status == 204 && raw.body.is_empty()),
    ("invalid-utf8", |raw| is_whole(raw) && std::str::from_utf8(&raw.body).is_err()),
    ("bom", |raw| is_whole(raw) && raw.text().starts_with("\u{feff}{")),
    ("nested-arrays", |raw| is_whole(raw) && raw.text() == "[".repeat(100_000) + &"]".repeat(100_000)),
    ("wrong-content-type", |raw| status(raw, 200, "image/png") && raw.json().is_object()),
    ("no-content-type", |raw| is_whole(raw) && raw.header("content-type").is_none() && raw.json().is_object()),
    ("login-page", |raw| status(raw, 200, "text/html") && raw.text().contains("log in")),
    ("schema-1", |raw| has(raw, "\"schemaVersion\":1")),
    // Sizes, digests, annotations.
    ("size-negative", |raw| has(raw, "\"size\":-1") && raw.json().is_object()),
    ("size-2-63", |raw| has(raw, "\"size\":9223372036854775808") && raw.json().is_object()),
    ("size-1e30", |raw| has(raw, "\"size\":1e30") && raw.json().is_object()),
    ("size-float", |raw| has(raw, "\"size\":1.5") && raw.json().is_object()),
    ("manifest-digest-none", |raw| has(raw, "\"digest\":\"not a digest\"")),
    ("tag-schema-digest-none", |raw| has(raw, "\"digest\":\"not a digest\"")),
    ("referrers-digest-none", |raw| has(raw, "\"digest\":\"../../../etc/passwd\"")),
    ("digest-unknown-algorithm", |raw| has(raw, "\"digest\":\"md5:0000")),
    ("annotations-bidi", |raw| has(raw, "\u{202e}")),
    ("annotations-long", |raw| has(raw, &"long ".repeat(2000))),
    ("annotations-markup", |raw| has(raw, "<script>alert(1)</script>")),
    ("annotations-javascript", |raw| has(raw, "\"javascript:alert")),
    ("annotations-wrong-types", |raw| is_whole(raw) && raw.json()["annotations"]["a"] == 1),
    ("header-mismatch", |raw| {
        let stated = raw.header("docker-content-digest").unwrap_or_default();
        raw.status == 200 && stated.len() == 71 && stated != digest(&raw.body)
    }),
    ("header-no-digest", |raw| raw.status == 200 && raw.header("docker-content-digest") == Some("yes")),
    ("manifest-other-bytes", |raw| {
        let stated = raw.header("docker-content-digest").unwrap_or_default();
        stated.len() == 71 && stated != digest(&raw.body) && raw.json()["annotations"]["swapped"] == "yes"
    }),
    ("manifest-duplicate-keys", |raw| is_whole(raw) && raw.text().matches("\"layers\":").count() == 2),
    ("manifest-layers-object", |raw| is_whole(raw) && raw.json()["layers"].is_object()),
    ("manifest-unknown-media-type", |raw| is_whole(raw) && raw.json()["mediaType"] == "application/x-surprise"),
    ("referrers-duplicate-keys", |raw| is_whole(raw) && raw.text().matches("\"manifests\":").count() == 2),
    ("referrers-manifests-object", |raw| is_whole(raw) && raw.json()["manifests"].is_object()),
    ("referrers-entries-no-objects", |raw| is_whole(raw) && raw.json()["manifests"][0] == 1),
    ("referrers-one-entry-bad", |raw| {
        is_whole(raw) && raw.json()["manifests"].as_array().is_some_and(|all| all.len() == 3)
    }),
    ("referrers-same-entry-1000-times", |raw| {
        let index = raw.json();
        let entries = index["manifests"].as_array().cloned().unwrap_or_default();
        entries.len() == 1000 && entries.iter().all(|entry| *entry == entries[0] && entry.is_object())
    }),
    ("referrers-artifact-type-number", |raw| is_whole(raw) && raw.json()["manifests"][1]["artifactType"] == 5),
    ("tag-schema-manifest", |raw| is_whole(raw) && raw.json()["layers"].is_array()),
    ("blob-other-bytes", |raw| raw.status == 200 && !raw.path.ends_with(&digest(&raw.body))),
    ("blob-longer", |raw| raw.path.ends_with(&digest(raw.body.strip_suffix(b" ").unwrap_or_default()))),
    // The way that bytes take.
    ("cut-off", |raw| raw.status == 200 && !raw.is_reset && raw.body.len() == announced(raw) / 2),
    ("reset-halfway", |raw| raw.status == 200 && raw.is_reset && raw.body.len() <= announced(raw) / 2),
    ("stalls", |raw| raw.status == 200 && !raw.is_reset && raw.body.len() == announced(raw) / 2),
    ("endless", |raw| raw.header("content-length").is_none() && raw.body.len() > 1024 * 1024),
    ("100-mb", |raw| announced(raw) == 100 * 1024 * 1024 && raw.body.len() > 1024 * 1024),
    ("drips", |raw| raw.status == 200 && raw.header("content-length").is_none() && raw.text() == "  "),
    ("byte-by-byte", |raw| is_whole(raw) && raw.json().is_object()),
    ("silent", |raw| is_nothing(raw) && !raw.is_reset),
    ("reset", |raw| is_nothing(raw) && raw.is_reset),
    ("not-http", |raw| raw.status == 0 && raw.text().starts_with("SSH-")),
    // Statuses.
    ("redirect-loop", |raw| {
        raw.status == 302 && raw.header("location") == Some(&format!("http://{}{}", raw.host, raw.path))
    }),
    ("redirect-foreign", |raw| {
        raw.status == 302
            && raw.header("location").is_some_and(|place| place.starts_with(&format!("http://{}/v2/", raw.foreign)))
    }),
    ("401", |raw| realm(raw, &format!("http://{}/v2/auth", raw.host))),
    ("403-html", |raw| status(raw, 403, "text/html")),
    ("404", |raw| status(raw, 404, "text/html")),
    ("404-html", |raw| status(raw, 404, "text/html")),
    ("429-retry-after-1", |raw| retry_after(raw, "1")),
    ("429-retry-after-huge", |raw| retry_after(raw, "99999999999999999999")),
    ("429-retry-after-negative", |raw| retry_after(raw, "-1")),
    ("429-retry-after-past", |raw| retry_after(raw, "Wed, 21 Oct 2015 07:28:00 GMT")),
    ("429-retry-after-future", |raw| retry_after(raw, "Tue, 21 Oct 2098 07:28:00 GMT")),
    ("429-retry-after-nonsense", |raw| retry_after(raw, "soon")),
    ("500", |raw| status(raw, 500, "application/json")),
    ("500-json", |raw| status(raw, 500, "application/json") && raw.json()["errors"][0]["code"] == "UNKNOWN"),
    ("502-html", |raw| status(raw, 502, "text/html")),
    ("503-always", |raw| status(raw, 503, "text/html")),
    ("503-twice", |raw| status(raw, 503, "text/html")),
    ("504-html", |raw| status(raw, 504, "text/html")),
    ("errors-no-objects", |raw| raw.status == 400 && raw.json()["errors"][0] == 1),
    ("error-1-mb", |raw| raw.status == 400 && raw.body.len() > 1024 * 1024 && raw.json().is_object()),
    // Challenges.
    ("challenge-missing", |raw| raw.status == 401 && raw.header("www-authenticate").is_none()),
    ("challenge-malformed", |raw| raw.header("www-authenticate").is_some_and(|value| value.matches('"').count() == 1)),
    ("challenge-empty", |raw| raw.status == 401 && raw.head.contains("\r\nWWW-Authenticate: \r\n")),
    ("challenge-commas", |raw| challenge(raw, ",,,,,")),
    ("challenge-unknown-scheme", |raw| challenge(raw, "Negotiate YII=")),
    ("challenge-100-kb", |raw| raw.header("www-authenticate").is_some_and(|value| value.len() > 100_000)),
    ("challenge-control-characters", |raw| raw.head.contains("http://a\u{1}\u{fffd}\u{fffd}/v2/auth")),
    ("challenge-without-realm", |raw| challenge(raw, "Bearer service=\"registry\"")),
    ("challenge-realm-empty", |raw| realm(raw, "")),
    ("challenge-realm-foreign", |raw| realm(raw, &format!("http://{}/v2/auth", raw.foreign))),
    ("challenge-realm-javascript", |raw| realm(raw, "javascript:alert(1)")),
    ("challenge-realm-ftp", |raw| realm(raw, &format!("ftp://{}/", raw.host))),
    ("challenge-realm-user-part", |raw| {
        realm(raw, &format!("http://{}@{}/v2/auth", raw.host.replace(':', "%3A"), raw.foreign))
    }),
    ("challenge-realm-backslash", |raw| realm(raw, &format!(r"http://{}\\@{}/v2/auth", raw.foreign, raw.host))),
    ("challenge-realm-protocol-relative", |raw| realm(raw, &format!("//{}/v2/auth", raw.foreign))),
    // Tokens.
    ("token-no-token", |raw| is_body(raw, "{}")),
    ("token-is-number", |raw| token(raw) == 17),
    ("token-empty-string", |raw| token(raw) == ""),
    ("token-line-break", |raw| token(raw) == "abc\r\nX-Injected: yes"),
    ("token-control-characters", |raw| token(raw).as_str().is_some_and(|text| text.contains('\0'))),
    ("token-not-ascii", |raw| token(raw).as_str().is_some_and(|text| !text.is_ascii())),
    ("token-1-mb", |raw| token(raw).as_str().is_some_and(|text| text.len() == 1024 * 1024)),
    ("token-duplicate-keys", |raw| is_whole(raw) && raw.text().matches("\"token\":").count() == 2),
    ("token-expires-in-negative", |raw| has(raw, "\"expires_in\":-60}")),
    ("token-expires-in-huge", |raw| has(raw, "\"expires_in\":1e300}")),
    ("token-expires-in-string", |raw| has(raw, "\"expires_in\":\"an hour\"}")),
    ("token-jwt-array", |raw| part(raw, 1).is_some_and(|claims| claims.is_array())),
    ("token-jwt-invalid-base64", |raw| {
        token(raw).as_str().is_some_and(|t| t.split('.').count() == 3) && part(raw, 1).is_none()
    }),
    ("token-jwt-alg-none", |raw| part(raw, 0).is_some_and(|head| head["alg"] == "none") && claim(raw, "sub") == "demo"),
    ("token-jwt-exp-before-iat", |raw| claim(raw, "exp").as_u64() < claim(raw, "iat").as_u64()),
    ("token-jwt-exp-huge", |raw| claim(raw, "exp") == u64::MAX),
    ("token-jwt-exp-string", |raw| claim(raw, "exp") == "tomorrow"),
    ("token-jwt-access-string", |raw| claim(raw, "access") == "all"),
    ("token-jwt-access-wrong-types", |raw| claim(raw, "access")[2]["type"] == 2),
    ("token-jwt-subject-markup", |raw| claim(raw, "sub").as_str().is_some_and(|text| text.contains("<script>"))),
    // Links.
    ("links-foreign", |raw| link(raw, &format!("<http://{}{}?page=2>", raw.foreign, raw.path))),
    ("links-foreign-protocol-relative", |raw| link(raw, &format!("<//{}{}?page=2>", raw.foreign, raw.path))),
    ("links-foreign-backslash", |raw| link(raw, &format!("</\\{}{}?page=2>", raw.foreign, raw.path))),
    ("links-foreign-user-part", |raw| {
        link(raw, &format!("<http://{}@{}{}?page=2>", raw.host.replace(':', "%3A"), raw.foreign, raw.path))
    }),
    ("links-javascript", |raw| link(raw, "<javascript:")),
    ("links-itself", |raw| link(raw, &format!("<{}>", raw.path))),
    ("links-back-and-forth", |raw| link(raw, &format!("<{}?page=2>", raw.path))),
    ("links-endless", |raw| link(raw, &format!("<{}?page=2>", raw.path))),
    ("links-endless-empty", |raw| link(raw, &format!("<{}?page=2>", raw.path)) && has(raw, "\"manifests\":[]")),
    ("links-endless-same-entries", |raw| link(raw, &format!("<{}?page=3>", raw.path))),
    ("links-malformed", |raw| raw.header("link") == Some(&format!("{}?page=2; rel=next", raw.path))),
    ("links-never-closed", |raw| raw.header("link") == Some(&format!("<{}?page=2", raw.path))),
    ("links-empty", |raw| is_whole(raw) && raw.head.contains("\r\nLink: \r\n")),
    ("links-100-kb", |raw| raw.header("link").is_some_and(|value| value.len() > 100_000)),
    ("links-other-path", |raw| link(raw, "</v2/demo/app/tags/list?page=2>")),
];
