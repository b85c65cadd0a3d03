//! The `Link` header (RFC 8288), by which a registry says where a list goes on (distribution
//! specification, "Listing Tags" and "Listing Referrers").

use super::address::Address;
use super::header::Reader;
use thiserror::Error;

/// The longest target that is followed, in bytes: servers need not take a longer one (RFC 9110 §4.1).
const LONGEST: usize = 8_000;

/// Why a link is not followed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    /// It leads to another origin, where nothing that is for the registry may go.
    #[error("the link leads to {address}, which is not the registry that was asked")]
    Foreign {
        /// Where it leads.
        address: Address,
        /// The path and query there. Behind a proxy the same path may be the right one at the registry's
        /// own address; that is for the client to decide.
        path: String,
    },
    /// It is no address, or one that browsers would change before they ask; with at most the first 200
    /// characters of its target.
    #[error("the link “{0}” is not an address that can be asked")]
    Malformed(String),
}

/// The target of the first link of relation `next`, as it is written; [`resolve`] makes an address of it.
///
/// Of several `rel` parameters the first counts (RFC 8288 §3.3). A link with an `anchor` speaks of another
/// document than the one it came with (§3.2) and is passed over, as is what follows no grammar.
#[must_use]
pub fn next(header: &str) -> Option<&str> {
    let mut reader = Reader::new(header);
    while reader.next_element() {
        let target = next_link(&mut reader);
        if target.is_some() {
            return target;
        }
        reader.skip_element();
    }
    None
}

/// Reads one link, and gives its target if the relation is `next`. Leaves what is no part of a link unread.
fn next_link<'a>(reader: &mut Reader<'a>) -> Option<&'a str> {
    if !reader.take('<') {
        return None;
    }
    let target = reader.until(|c| c == '>');
    if !reader.take('>') {
        return None;
    }
    let mut relations = None;
    let mut has_anchor = false;
    loop {
        reader.skip_space();
        if !reader.take(';') {
            break;
        }
        reader.skip_space();
        let name = reader.token();
        let value = reader.value(|c| c == ';' || c == ',');
        if name.eq_ignore_ascii_case("rel") && relations.is_none() {
            relations = Some(value.unwrap_or_default());
        } else if name.eq_ignore_ascii_case("anchor") {
            has_anchor = true;
        }
    }
    let is_next = relations?.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"));
    (is_next && !has_anchor).then(|| target.trim())
}

/// Where a list goes on, by the `Link` header of the answer to a request for `asked`; `None` where it ends.
///
/// # Errors
/// [`LinkError`]; also where the header is not empty but holds no link at all: to take that for the list's end
/// would be to take a part for the whole.
#[must_use]
pub fn follow(header: &str, asked: &str, registry: &Address) -> Option<Result<String, LinkError>> {
    match next(header) {
        Some(target) => Some(resolve(target, asked, registry)),
        None if header.trim().is_empty() || header.contains('>') => None,
        None => Some(Err(malformed(header))),
    }
}

/// Whether a text, all of it, is an http or https address that can be made a link: of a strictly written host, and
/// without what a browser would change.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && Address::split(text).is_some()
}

/// The absolute address that a link means, where it came with the answer to a request for `asked`
/// (RFC 3986 §5.2). It is always of the registry's own origin; its fragment is left out.
///
/// It may be the address that was asked: who follows links counts them.
///
/// # Errors
/// [`LinkError`]; also where `asked` itself is not of the registry's origin.
pub fn resolve(target: &str, asked: &str, registry: &Address) -> Result<String, LinkError> {
    let malformed = || malformed(target);
    // A browser takes `\` for `/`, leaves line breaks out, and encodes the rest.
    if target.len() > LONGEST || !target.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return Err(malformed());
    }
    let reference = without_fragment(target);
    let (base, asked_path) = Address::split(asked).ok_or_else(malformed)?;
    let (address, path) = if let Some(rest) = reference.strip_prefix("//") {
        let whole = format!("{}://{rest}", base.scheme().name());
        let (address, path) = Address::split(&whole).ok_or_else(malformed)?;
        (address, without_dots(path))
    } else if has_scheme(reference) {
        let (address, path) = Address::split(reference).ok_or_else(malformed)?;
        (address, without_dots(path))
    } else {
        (base, merged(reference, without_fragment(asked_path)))
    };
    if address == *registry { Ok(format!("{address}{path}")) } else { Err(LinkError::Foreign { address, path }) }
}

fn malformed(text: &str) -> LinkError {
    LinkError::Malformed(text.chars().take(200).collect())
}

fn without_fragment(reference: &str) -> &str {
    reference.split_once('#').map_or(reference, |(before, _)| before)
}

/// RFC 3986 §4.2: a colon in the first segment of a path would be the end of a scheme.
fn has_scheme(reference: &str) -> bool {
    reference.find([':', '/', '?']).is_some_and(|at| reference[at..].starts_with(':'))
}

/// RFC 3986 §5.2.2, for a reference without scheme and host: its path and query, seen from `asked`, which is
/// a path and query too.
fn merged(reference: &str, asked: &str) -> String {
    let path_of = |text: &str| text.find('?').unwrap_or(text.len());
    let asked_path = &asked[..path_of(asked)];
    match reference.as_bytes().first() {
        None => without_dots(asked),
        Some(b'?') => without_dots(&format!("{asked_path}{reference}")),
        Some(b'/') => without_dots(reference),
        Some(_) => {
            let folder = asked_path.rfind('/').map_or("/", |slash| &asked_path[..=slash]);
            without_dots(&format!("{folder}{reference}"))
        }
    }
}

/// RFC 3986 §5.2.4: a path without its `.` and `..`, as a browser would ask for it. The query stays.
fn without_dots(path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_at(path_and_query.find('?').unwrap_or(path_and_query.len()));
    let segments = path.strip_prefix('/').unwrap_or(path);
    let mut kept = Vec::new();
    let mut is_folder = false;
    for segment in segments.split('/') {
        // §6.2.2.2: `%2e` is a dot too.
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        // `/a/.` is the folder `/a/`.
        is_folder = matches!(plain.as_str(), "." | "..");
        match plain.as_str() {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    if is_folder {
        kept.push("");
    }
    format!("/{}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_among_links_of_every_form() {
        for (header, target) in [
            // As registries write them.
            (r#"</v2/a/b/tags/list?n=2&last=x>; rel="next""#, "/v2/a/b/tags/list?n=2&last=x"),
            (
                r#"<https://r.example/v2/_catalog?last=b&n=100>; rel="next""#,
                "https://r.example/v2/_catalog?last=b&n=100",
            ),
            // RFC 8288 §3.5.
            (
                r#"<http://example.com/TheBook/chapter2>; rel="next"; title="next chapter""#,
                "http://example.com/TheBook/chapter2",
            ),
            (
                r#"</TheBook/chapter2>; rel="previous"; title*=UTF-8'de'letztes%20Kapitel, </TheBook/chapter4>; rel="next"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel"#,
                "/TheBook/chapter4",
            ),
            ("<a>; rel=next", "a"),
            ("<a>;rel=NEXT;x=1", "a"),
            ("<a>; REL=\"prev\tNext\"", "a"),
            (" , ,\t< a >\t; rel = \"next\" ,", "a"),
            (r#"<a,b;c>; rel="next""#, "a,b;c"),
            (r#"<a>; rel="a NEX\T""#, "a"),
            (r#"<a>; title="x, <b>; rel=next"; rel=prev, <c>; rel=next"#, "c"),
            (r#"<a>; title="\", <b>; rel=next"; rel=next"#, "a"),
            ("<a>; rel=prev, <b>; rel=next, <c>; rel=next", "b"),
            ("<a>; rel; rel=next, <b>; rel=next", "b"),
            ("<a>; ; crossorigin; rel=next", "a"),
            // What comes before or after a link and follows no grammar hides no other link.
            ("nonsense, <a>; rel=next", "a"),
            (r#""<x>; rel=next, ", <a>; rel=next"#, "a"),
            ("<a> rel=next, <b>; rel=next", "b"),
            ("<>; rel=next", ""),
        ] {
            assert_eq!(next(header), Some(target), "{header}");
        }
    }

    #[test]
    fn headers_without_a_next_page() {
        for header in [
            "",
            ",",
            "<a>",
            "a; rel=next",
            "<a; rel=next",
            "<a>; rel=nextpage",
            "<a>; rel=\"x-next next-x\"",
            "<a>; relation=next",
            // RFC 8288 §3.3: later `rel` parameters are ignored.
            "<a>; rel=prev; rel=next",
            "<a>; rel=next; anchor=\"#part\"",
            "<a>; anchor=\"https://other.example/\"; rel=next",
            "<a>; title=\"never closed; rel=next",
            "é",
            "<é",
        ] {
            assert_eq!(next(header), None, "{header}");
        }
    }

    /// RFC 3986 §5.4, but for fragments, which are left out here.
    #[test]
    fn references_are_resolved_as_the_rfc_does_it() {
        let registry = Address::parse("http://a").unwrap();
        for (reference, url) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"),
            ("g?y#s", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("g#s/../x", "http://a/b/c/g"),
        ] {
            assert_eq!(resolve(reference, "http://a/b/c/d;p?q", &registry).as_deref(), Ok(url), "{reference}");
        }
        assert_eq!(resolve("g", "http://a", &registry).as_deref(), Ok("http://a/g"));
        assert_eq!(resolve("?x", "http://a", &registry).as_deref(), Ok("http://a/?x"));
    }

    const ASKED: &str = "https://r.example:8443/v2/a/b/tags/list?n=2";

    fn registry() -> Address {
        Address::parse("r.example:8443").unwrap()
    }

    #[test]
    fn a_list_that_goes_on_somehow_is_not_at_its_end() {
        let long = format!("<?x={}>; rel=\"next\"", "x".repeat(LONGEST));
        for header in ["/v2/a/b/tags/list?last=x; rel=next", "</v2/a/b/tags/list?last=x", "next", &long] {
            assert!(matches!(follow(header, ASKED, &registry()), Some(Err(LinkError::Malformed(_)))), "{header}");
        }
        for header in ["", " ", "</v2/>; rel=\"prev\"", "<https://docs.example/>; rel=deprecation"] {
            assert_eq!(follow(header, ASKED, &registry()), None, "{header}");
        }
        let next = "https://r.example:8443/v2/a/b/tags/list?last=x".to_owned();
        assert_eq!(follow("<?last=x>; rel=next", ASKED, &registry()), Some(Ok(next)));
    }

    #[test]
    fn links_of_the_registrys_own() {
        for (target, url) in [
            ("https://r.example:8443/v2/a/b/tags/list?last=x", "https://r.example:8443/v2/a/b/tags/list?last=x"),
            ("HTTPS://R.Example:8443/v2/", "https://r.example:8443/v2/"),
            ("//r.example:8443/v2/x", "https://r.example:8443/v2/x"),
            ("https://r.example:8443?n=1", "https://r.example:8443/?n=1"),
            ("?n=2&last=x", "https://r.example:8443/v2/a/b/tags/list?n=2&last=x"),
            ("list?last=a:b", "https://r.example:8443/v2/a/b/tags/list?last=a:b"),
            (
                "/v2/a/b/tags/list?last=https://evil.example/",
                "https://r.example:8443/v2/a/b/tags/list?last=https://evil.example/",
            ),
            ("/..//evil.example/", "https://r.example:8443//evil.example/"),
            ("/@evil.example/", "https://r.example:8443/@evil.example/"),
            // A drive is one in addresses of files only.
            ("/a:/../b|/..", "https://r.example:8443/"),
            ("/a/%2e%2E/b/%2e./c/.%2E", "https://r.example:8443/"),
            ("/v2/%2e./../a%2e%00", "https://r.example:8443/a%2e%00"),
        ] {
            assert_eq!(resolve(target, ASKED, &registry()).as_deref(), Ok(url), "{target}");
        }
    }

    #[test]
    fn other_origins_are_told_and_not_followed() {
        for (target, origin, path) in [
            ("https://evil.example/v2/a/b/tags/list?n=2", "https://evil.example", "/v2/a/b/tags/list?n=2"),
            ("//evil.example", "https://evil.example", "/"),
            ("//evil.example/../x#y", "https://evil.example", "/x"),
            ("http://r.example:8443/v2/", "http://r.example:8443", "/v2/"),
            ("https://r.example/v2/", "https://r.example", "/v2/"),
            ("https://r.example:8443.evil.example/", "", ""),
            ("https://r.example.evil.example:8443/", "https://r.example.evil.example:8443", "/"),
            ("https://10.0.0.1:8443/v2/", "https://10.0.0.1:8443", "/v2/"),
        ] {
            let expected = match Address::parse(origin) {
                Ok(address) => LinkError::Foreign { address, path: path.to_owned() },
                Err(_) => LinkError::Malformed(target.to_owned()),
            };
            assert_eq!(resolve(target, ASKED, &registry()), Err(expected), "{target}");
        }
        let asked_elsewhere = resolve("/v2/", "https://evil.example/v2/", &registry());
        assert!(matches!(asked_elsewhere, Err(LinkError::Foreign { .. })), "{asked_elsewhere:?}");
    }

    #[test]
    fn what_is_no_address_is_not_followed() {
        for target in [
            "javascript:alert(1)",
            "data:,x",
            "ftp://r.example:8443/v2/",
            "https:/v2/",
            "https:v2",
            "tags:list",
            "///evil.example/",
            "https:///evil.example/",
            "https://user@r.example:8443/v2/",
            "https://r.example:8443@evil.example/",
            "https://r.example:8443\\@evil.example/",
            "\\\\evil.example/",
            "/\\evil.example/",
            "/a b",
            "/a\tb",
            "/a\u{0}b",
            "/ä",
            "//r.exämple/",
            "https://2130706433/",
        ] {
            assert_eq!(resolve(target, ASKED, &registry()), Err(LinkError::Malformed(target.into())), "{target}");
        }
        let long = format!("/{}\\", "ä".repeat(500));
        let Err(LinkError::Malformed(quoted)) = resolve(&long, ASKED, &registry()) else { panic!() };
        assert_eq!(quoted.chars().count(), 200);
    }
}
