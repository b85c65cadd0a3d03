//! `GET /v2/`.

use super::{Fault, Step, Twist, twist};
use crate::hostile::reply::Reply;

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::Challenge, name, about, twist)
}

fn challenge(value: impl AsRef<[u8]>) -> Reply {
    Reply::new(401, "text/html; charset=utf-8", "true").header("WWW-Authenticate", value)
}

fn realm(realm: &str) -> Reply {
    challenge(format!("Bearer realm=\"{realm}\",service=\"registry\""))
}

pub const FAULTS: &[Fault] = &[
    fault("challenge-missing", "401 without a challenge", |_, good| good.status(401).without("WWW-Authenticate")),
    fault("challenge-malformed", "a quote that is never closed", |asked, _| {
        challenge(format!("Bearer realm=\"http://{}/v2/auth", asked.host))
    }),
    fault("challenge-empty", "a challenge of no characters", |_, _| challenge("")),
    fault("challenge-commas", "a challenge of commas alone", |_, _| challenge(",,,,,")),
    fault("challenge-unknown-scheme", "a scheme that no page can follow", |_, _| challenge("Negotiate YII=")),
    fault("challenge-100-kb", "a challenge of 100 kB", |asked, _| {
        let padding = "x".repeat(100_000);
        challenge(format!("Bearer realm=\"http://{}/v2/auth\",service=\"{padding}\"", asked.host))
    }),
    fault("challenge-control-characters", "a realm that is no text", |_, _| {
        challenge(b"Bearer realm=\"http://a\x01\xff\xfe/v2/auth\",service=\"s\"")
    }),
    fault("challenge-without-realm", "Bearer, but not from where", |_, _| challenge("Bearer service=\"registry\"")),
    fault("challenge-realm-empty", "a realm of no characters", |_, _| realm("")),
    fault("challenge-realm-foreign", "a realm on another origin", |asked, _| {
        realm(&format!("http://{}/v2/auth", asked.foreign))
    }),
    fault("challenge-realm-javascript", "a realm that is a script", |_, _| realm("javascript:alert(1)")),
    fault("challenge-realm-ftp", "a realm that is not HTTP", |asked, _| realm(&format!("ftp://{}/", asked.host))),
    fault("challenge-realm-user-part", "the registry's host as the user part of a foreign realm", |asked, _| {
        realm(&format!("http://{}@{}/v2/auth", asked.host.replace(':', "%3A"), asked.foreign))
    }),
    fault("challenge-realm-backslash", "a realm whose host ends at a backslash, for browsers alone", |asked, _| {
        // Quoted pair: the value has one backslash.
        realm(&format!("http://{}\\\\@{}/v2/auth", asked.foreign, asked.host))
    }),
    fault("challenge-realm-protocol-relative", "a realm without a scheme, on another origin", |asked, _| {
        realm(&format!("//{}/v2/auth", asked.foreign))
    }),
    fault("challenge-login-page", "200 and a page to log in", twist::login_page),
    fault("challenge-redirect-loop", "a redirect to itself", twist::redirect_loop),
    fault("challenge-redirect-foreign", "a redirect to another origin", twist::redirect_foreign),
    fault("challenge-404", "there is no /v2/", twist::missing),
    fault("challenge-403-html", "403 and a page", twist::forbidden),
    fault("challenge-429-retry-after-1", "429 once, for a second", twist::too_many_1),
    fault("challenge-500-json", "500 in the error envelope", twist::broken),
    fault("challenge-502-html", "502 and a page", twist::bad_gateway),
    fault("challenge-503-always", "503 each time", twist::unavailable),
    fault("challenge-503-twice", "503 twice, then all is well", twist::unavailable_twice),
    fault("challenge-504-html", "504 and a page", twist::gateway_timeout),
    fault("challenge-endless", "a body without end", twist::endless),
    fault("challenge-not-http", "what listens speaks something else", twist::not_http),
    fault("challenge-silent", "the connection is taken, and nothing is said", twist::silent),
    fault("challenge-reset", "the connection is reset", twist::reset),
];
