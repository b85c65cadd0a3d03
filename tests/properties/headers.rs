//! `WWW-Authenticate` and `Link`.

use crate::cases;
use crate::grammar::any_text;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use refscope::auth::Challenge;
use refscope::oci::Address;
use refscope::oci::link::{self, LinkError};
use url::Url;

const CHALLENGE_PIECES: &[&str] = &[
    "Bearer ",
    "Basic ",
    "Negotiate YWJj==",
    "realm",
    "=",
    "\"",
    "\\",
    "\\\"",
    ",",
    ", ",
    " ",
    "\t",
    "service=",
    "scope=",
    "https://quay.example/v2/auth",
    "\"repository:a/b:pull,push\"",
    "é",
    "x",
    "/",
    "==",
];

const LINK_PIECES: &[&str] = &[
    "<",
    ">",
    "</v2/x>",
    "; ",
    ";",
    ", ",
    ",",
    "rel",
    "=",
    "next",
    "\"next\"",
    "\"prev NEXT\"",
    "prev",
    "\"",
    "\\",
    "anchor=",
    "title",
    " ",
    "\t",
    "é",
];

const TARGET_PIECES: &[&str] = &[
    "https:",
    "http:",
    "javascript:",
    "//",
    "/",
    "/v2/",
    "..",
    ".",
    "%2e",
    "?",
    "n=2&last=x",
    "#",
    "@",
    ":",
    ":8443",
    "\\",
    " ",
    "\t",
    "\n",
    "r.example",
    "evil.example",
    "tags",
    "list",
    "é",
    "[::1]",
    "127.1",
    "xn--",
];

/// White space as it may stand about in a header.
fn space() -> impl Strategy<Value = String> {
    "[ \t]{0,2}"
}

/// A value, and one of the ways in which it can be written.
fn value() -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof!["[a-zA-Z0-9:/._-]{1,12}", "[ -~]{0,12}", "[a-zä\u{4e2d} ,;=\"\\\\<>]{0,8}"];
    (text, any::<[bool; 8]>()).prop_map(|(text, choices)| {
        let is_token = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":/._-".contains(&b));
        if is_token && choices[0] {
            return (text.clone(), text);
        }
        let mut written = String::from("\"");
        for (at, c) in text.chars().enumerate() {
            if matches!(c, '"' | '\\') || (choices[at % 8] && at > 4) {
                written.push('\\');
            }
            written.push(c);
        }
        (text, written + "\"")
    })
}

/// Something, and how it was written.
type Written<T> = (T, String);

fn challenge() -> impl Strategy<Value = Written<Challenge>> {
    let name = || "[a-zA-Z][a-zA-Z0-9!#$%&'*+.^_`|~-]{0,8}";
    let parameter = (name(), space(), space(), value()).prop_map(|(name, before, after, (value, written))| {
        ((name.to_ascii_lowercase(), value), format!("{name}{before}={after}{written}"))
    });
    let comma = (space(), space()).prop_map(|(before, after)| format!("{before},{after}"));
    // Credentials of a scheme without parameters, such as `Negotiate YWJj==`.
    let token68 = prop_oneof![2 => Just(String::new()), 1 => "[a-zA-Z0-9._~+/-]{1,9}={0,2}"];
    (name(), token68, vec((parameter, comma), 0..4)).prop_map(|(scheme, token68, parameters)| {
        let mut written = format!("{scheme} ");
        if parameters.is_empty() {
            written += &token68;
        }
        let mut expected = Challenge { scheme: scheme.to_ascii_lowercase(), parameters: Vec::new() };
        for (at, ((pair, text), comma)) in parameters.into_iter().enumerate() {
            written += if at == 0 { "" } else { &comma };
            written += &text;
            expected.parameters.push(pair);
        }
        (expected, written)
    })
}

/// The target of a link, of the kinds that lead somewhere.
fn target() -> impl Strategy<Value = String> {
    let origin = (
        prop_oneof![6 => select(vec!["https://", "http://", "//"]), 1 => select(vec!["HTTPS://", "https:/"])],
        prop_oneof![6 => Just(""), 1 => select(vec!["user@", "quay.example@"])],
        prop_oneof![6 => select(vec!["r.example", "Quay.Example"]), 1 => select(vec!["127.0.0.1", "r.example.evil.example"])],
        prop_oneof![6 => select(vec!["", ":8443"]), 1 => select(vec![":5000", ":443", ":80"])],
    );
    let origin = origin.prop_map(|(scheme, user, host, port)| format!("{scheme}{user}{host}{port}"));
    let path = vec(select(vec!["/", "/.", "/..", "..", "/v2", "list", ";x", "/a", "?n=2", "/%2e.", "#f", ":"]), 0..7);
    let path = path.prop_map(|parts| parts.concat());
    prop_oneof![
        4 => (origin, path.clone()).prop_map(|(origin, path)| origin + &path),
        2 => path,
        1 => any_text(TARGET_PIECES),
        1 => "[a-z?/.:#@]{0,12}",
    ]
}

/// A link, whether it is one of `next`, and how it is written.
fn link_value() -> impl Strategy<Value = Written<(String, bool)>> {
    let relation = select(vec!["next", "NEXT", "prev", "prev next", "nextpage", "a  Next b", ""]);
    let other = || (select(vec!["title", "type", "hreflang", "x", "x", "anchor"]), value());
    ("[!-=?-~]{0,12}", relation, any::<bool>(), vec(other(), 0..3), vec(other(), 0..3), (space(), space(), space()))
        .prop_map(|(target, relation, is_quoted, before, after, (a, b, c))| {
            let write = |(name, (_, value)): &(&str, (String, String))| format!("{a};{b}{name}{c}={a}{value}");
            let is_word = !relation.is_empty() && !relation.contains(' ');
            let rel = if is_word && !is_quoted { relation.to_owned() } else { format!("\"{relation}\"") };
            let has_anchor = before.iter().chain(&after).any(|(name, _)| *name == "anchor");
            let before: String = before.iter().map(write).collect();
            let after: String = after.iter().map(write).collect();
            let written = format!("<{target}>{before}{b};{a}rel{c}={b}{rel}{after}");
            let is_next = !has_anchor && relation.split(' ').any(|word| word.eq_ignore_ascii_case("next"));
            ((target, is_next), written)
        })
}

/// Whether the `url` crate reads a path otherwise than browsers: up to its version 2.5.8, `..` does not leave a
/// folder that is called like a drive (servo/rust-url issue 1130).
fn has_drive(target: &str) -> bool {
    let path = format!("/{target}");
    path.as_bytes().windows(4).any(|at| matches!(at, [b'/', drive, b':' | b'|', b'/'] if drive.is_ascii_alphabetic()))
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn challenges_read_as_they_were_meant(challenges in vec(challenge(), 0..4), comma in "[ \t]{0,2},[ ,]{0,2}") {
        let (expected, written): (Vec<_>, Vec<_>) = challenges.into_iter().unzip();
        let header = written.join(&comma);
        prop_assert_eq!(Challenge::parse_all(&header), expected, "{}", header);
    }

    #[test]
    fn what_follows_a_challenge_does_not_change_it(
        (expected, written) in challenge(), junk in any_text(CHALLENGE_PIECES),
    ) {
        let found = Challenge::parse_all(&format!("{written}, {junk}"));
        prop_assert_eq!(&found[0].scheme, &expected.scheme);
        prop_assert!(found[0].parameters.starts_with(&expected.parameters), "{:?}", found);
    }

    #[test]
    fn schemes_and_names_are_tokens_in_lower_case(header in any_text(CHALLENGE_PIECES)) {
        for challenge in Challenge::parse_all(&header) {
            let names = challenge.parameters.iter().map(|(name, _)| name);
            for name in names.chain([&challenge.scheme]) {
                let is_token = |b: u8| b.is_ascii_graphic() && !b.is_ascii_uppercase() && !b"\"(),/:;<=>?@[\\]{}".contains(&b);
                prop_assert!(!name.is_empty() && name.bytes().all(is_token), "{}", name);
            }
        }
    }

    #[test]
    fn the_first_next_link_is_found(links in vec(link_value(), 0..4), comma in "[ \t]{0,2},[ ,]{0,2}") {
        let header = links.iter().map(|(_, written)| written.as_str()).collect::<Vec<_>>().join(&comma);
        let expected = links.iter().find_map(|((target, is_next), _)| is_next.then_some(target.as_str()));
        prop_assert_eq!(link::next(&header), expected, "{}", header);
    }

    #[test]
    fn a_next_link_is_what_stands_in_brackets(header in any_text(LINK_PIECES)) {
        if let Some(target) = link::next(&header) {
            let at = target.as_ptr() as usize - header.as_ptr() as usize;
            prop_assert!(header[..at].trim_end().ends_with('<'), "{} in {}", target, header);
            prop_assert!(header[at + target.len()..].trim_start().starts_with('>'));
            // In quotes, `NEX\T` is `NEXT`.
            let bare = header.to_ascii_lowercase().replace('\\', "");
            prop_assert!(bare.contains("next") && bare.contains("rel"));
        }
    }

    /// What a browser would ask for is the judge, both of where a link leads and of what it says there.
    #[test]
    fn a_link_leads_where_a_browser_says_or_nowhere(
        target in target(),
        asked in select(vec!["", "/", "/v2/a/b/tags/list?n=2", "/v2/a/b/referrers/sha256:0?artifactType=a/b", "//x/../y"]),
        registry in select(vec!["https://r.example:8443", "http://127.0.0.1:5000", "https://quay.example"]),
    ) {
        let asked = format!("{registry}{asked}");
        let browsers = Url::parse(&asked).unwrap().join(&target);
        let registry = Address::parse(registry).unwrap();
        match link::resolve(&target, &asked, &registry) {
            Ok(url) => {
                let prefix = format!("{registry}/");
                prop_assert!(url.starts_with(&prefix), "{}", url);
                let mut browsers = browsers.unwrap();
                browsers.set_fragment(None);
                prop_assert_eq!(browsers.origin().ascii_serialization(), registry.origin());
                prop_assert!(has_drive(&target) || Url::parse(&url).unwrap() == browsers, "{} {}", url, browsers);
            }
            Err(LinkError::Foreign { address, path }) => {
                prop_assert_ne!(&address, &registry);
                prop_assert!(path.starts_with('/'));
                if let Ok(browsers) = browsers {
                    prop_assert_eq!(browsers.origin().ascii_serialization(), address.origin());
                }
            }
            Err(LinkError::Malformed(quoted)) => prop_assert!(quoted.chars().count() <= 200),
        }
    }
}
