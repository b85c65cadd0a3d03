//! A `Link` header, and its target: it leads where a browser says that it leads, and only if that is the
//! registry's own origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use refscope::oci::Address;
use refscope::oci::link::{self, LinkError};
use url::Url;

const REGISTRY: &str = "https://r.example:8443";

fuzz_target!(|text: &str| {
    if let Some(target) = link::next(text) {
        // In quotes, `NEX\T` is `NEXT`.
        let bare = text.to_ascii_lowercase().replace('\\', "");
        assert!(bare.contains("rel") && bare.contains("next") && text.contains(target));
        // What is read means the same when it is written plainly, whatever follows.
        assert_eq!(link::next(&format!("<{target}>; rel=next, {text}")), Some(target));
        assert_eq!(link::next(&format!("<x>; rel=prev;title=\"<, \\\"\" , <{target}>;rel=\"a next\"")), Some(target));
        check(target);
    }
    check(text);
});

/// Whether the `url` crate reads a path otherwise than browsers: up to its version 2.5.8, `..` does not leave a
/// folder that is called like a drive (servo/rust-url issue 1130).
fn has_drive(target: &str) -> bool {
    let path = format!("/{target}");
    path.as_bytes().windows(4).any(|at| matches!(at, [b'/', drive, b':' | b'|', b'/'] if drive.is_ascii_alphabetic()))
}

fn check(target: &str) {
    let registry = Address::parse(REGISTRY).expect("an address");
    for asked in ["/v2/a/b/tags/list?n=2", "", "//x/../y?z"] {
        let asked = format!("{REGISTRY}{asked}");
        let browsers = Url::parse(&asked).expect("an address").join(target).map(|mut url| {
            url.set_fragment(None);
            url
        });
        match link::resolve(target, &asked, &registry) {
            Ok(url) => {
                assert!(url.starts_with(&format!("{REGISTRY}/")), "{url}");
                let browsers = browsers.expect("an address that browsers can read");
                assert_eq!(browsers.origin().ascii_serialization(), REGISTRY);
                assert!(has_drive(target) || Url::parse(&url).as_ref() == Ok(&browsers), "{url} {browsers}");
                // An absolute address leads to itself, from wherever.
                assert_eq!(link::resolve(&url, &asked, &registry), Ok(url));
            }
            Err(LinkError::Foreign { address, path }) => {
                assert!(address != registry && path.starts_with('/'));
                // An IPv6 address may have several notations.
                if let Ok(browsers) = browsers
                    && !address.host().starts_with('[')
                {
                    assert_eq!(browsers.origin().ascii_serialization(), address.origin());
                }
            }
            Err(LinkError::Malformed(quoted)) => assert!(target.starts_with(&quoted) && quoted.chars().count() <= 200),
        }
    }
}
