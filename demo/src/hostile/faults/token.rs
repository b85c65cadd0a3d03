//! `GET /v2/auth`.

use super::{Fault, Step, Twist, twist};
use crate::hostile::reply::Reply;
use crate::hostile::site::{claims, jwt};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const MB: usize = 1024 * 1024;
/// A second in 2033: no token of these tests is older.
const LATER: u64 = 2_000_000_000;

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::Token, name, about, twist)
}

fn token(good: Reply, token: &Value) -> Reply {
    good.edit(|answer| answer["token"] = token.clone())
}

fn with_claim(good: Reply, name: &str, value: &Value) -> Reply {
    let mut claims = claims("registry", LATER);
    claims[name] = value.clone();
    token(good, &jwt(&claims).into())
}

fn lasting(good: Reply, seconds: &str) -> Reply {
    // A token that states no time of its own, so that the answer's counts.
    good.body(format!("{{\"token\":\"opaque\",\"expires_in\":{seconds}}}"))
}

pub const FAULTS: &[Fault] = &[
    fault("token-not-json", "words", twist::not_json),
    fault("token-array", "an array", twist::array),
    fault("token-string", "a string", twist::string),
    fault("token-number", "a number", twist::number),
    fault("token-null", "null", twist::null),
    fault("token-true", "true", twist::truth),
    fault("token-no-token", "an object without a token", |_, good| good.body("{}")),
    fault("token-is-number", "a token that is a number", |_, good| token(good, &json!(17))),
    fault("token-empty-string", "a token of no characters", |_, good| token(good, &json!(""))),
    fault("token-line-break", "a token that would begin another header", |_, good| {
        token(good, &json!("abc\r\nX-Injected: yes"))
    }),
    fault("token-control-characters", "a token that no header takes", |_, good| {
        token(good, &json!("a\u{0}b\u{7f}c\u{1b}"))
    }),
    fault("token-not-ascii", "a token of letters that no header takes", |_, good| token(good, &json!("tökèn-密"))),
    fault("token-1-mb", "a token of a megabyte", |_, good| token(good, &json!("x".repeat(MB)))),
    fault("token-duplicate-keys", "two tokens under one name", |_, good| {
        good.body("{\"token\":\"first\",\"token\":\"second\"}")
    }),
    fault("token-expires-in-negative", "it ran out before it was given", |_, good| lasting(good, "-60")),
    fault("token-expires-in-huge", "it lasts longer than the sun", |_, good| lasting(good, "1e300")),
    fault("token-expires-in-string", "it lasts for a word", |_, good| lasting(good, "\"an hour\"")),
    fault("token-jwt-array", "claims that are an array", |_, good| token(good, &jwt(&json!([1, 2])).into())),
    fault("token-jwt-invalid-base64", "claims that are not Base64", |_, good| {
        token(good, &json!("eyJhbGciOiJSUzI1NiJ9.!!!not*base64!!!.c2ln"))
    }),
    fault("token-jwt-alg-none", "a token that nobody signed", |_, good| {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let claims = claims("registry", LATER).to_string();
        token(good, &format!("{}.{}.", part("{\"alg\":\"none\"}"), part(&claims)).into())
    }),
    fault("token-jwt-exp-before-iat", "it ran out before it was made", |_, good| {
        with_claim(good, "exp", &json!(LATER - 3600))
    }),
    fault("token-jwt-exp-huge", "it lasts longer than dates do", |_, good| with_claim(good, "exp", &json!(u64::MAX))),
    fault("token-jwt-exp-string", "it lasts until a word", |_, good| with_claim(good, "exp", &json!("tomorrow"))),
    fault("token-jwt-access-string", "access that is a string", |_, good| with_claim(good, "access", &json!("all"))),
    fault("token-jwt-access-wrong-types", "access entries of the wrong types", |_, good| {
        with_claim(good, "access", &json!([1, null, {"type": 2, "name": [], "actions": "pull"}]))
    }),
    fault("token-jwt-subject-markup", "a subject that is a script", |_, good| {
        with_claim(good, "sub", &json!("<script>alert(1)</script><img src=x onerror=alert(2)>"))
    }),
    fault("token-wrong-content-type", "the right answer as a picture", twist::wrong_content_type),
    fault("token-no-content-type", "the right answer without a content type", twist::no_content_type),
    fault("token-invalid-utf8", "bytes that are not UTF-8", twist::invalid_utf8),
    fault("token-bom", "the right answer behind a byte order mark", twist::bom),
    fault("token-nested-arrays", "100,000 arrays in each other", twist::nested_arrays),
    fault("token-empty-body", "200 and nothing", twist::empty),
    fault("token-204", "204", twist::no_content),
    fault("token-cut-off", "half of what was announced", twist::cut_off),
    fault("token-endless", "a body without end", twist::endless),
    fault("token-100-mb", "a body of 100 MB", twist::hundred_mb),
    fault("token-drips", "a byte every fifth of a second, for ever", twist::drips),
    fault("token-byte-by-byte", "the right answer, a byte at a time", twist::byte_by_byte),
    fault("token-silent", "the connection is taken, and nothing is said", twist::silent),
    fault("token-reset", "the connection is reset", twist::reset),
    fault("token-login-page", "200 and a page to log in", twist::login_page),
    fault("token-redirect-loop", "a redirect to itself", twist::redirect_loop),
    fault("token-redirect-foreign", "a redirect to another origin", twist::redirect_foreign),
    fault("token-401", "401 whatever is sent", twist::unauthorized),
    fault("token-403-html", "403 and a page", twist::forbidden),
    fault("token-404", "there is no token endpoint", twist::missing),
    fault("token-429-retry-after-1", "429 once, for a second", twist::too_many_1),
    fault("token-429-retry-after-huge", "429 for ever", twist::too_many_huge),
    fault("token-429-retry-after-negative", "429 until a second ago", twist::too_many_negative),
    fault("token-500-json", "500 in the error envelope", twist::broken),
    fault("token-502-html", "502 and a page", twist::bad_gateway),
    fault("token-503-always", "503 each time", twist::unavailable),
    fault("token-503-twice", "503 twice, then all is well", twist::unavailable_twice),
    fault("token-504-html", "504 and a page", twist::gateway_timeout),
    fault("token-errors-no-objects", "an error envelope whose errors are none", twist::errors_of_no_objects),
    fault("token-error-1-mb", "an error of a megabyte", twist::error_of_1_mb),
];
