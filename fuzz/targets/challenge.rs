//! A `WWW-Authenticate` header: what is read from it reads the same when it is written plainly, is not changed
//! by what follows, and never sends credentials to another origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use refscope::auth::Challenge;
use refscope::oci::Address;
use refscope::registry::entrance::{Entrance, Source};
use refscope::registry::transport::Response;
use std::fmt::Write as _;

fuzz_target!(|header: &str| {
    let challenges = Challenge::parse_all(header);
    for challenge in &challenges {
        let names = challenge.parameters.iter().map(|(name, _)| name);
        for name in names.chain([&challenge.scheme]) {
            assert!(
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()),
                "{name}"
            );
        }
    }
    let plain = written(&challenges);
    assert_eq!(Challenge::parse_all(&plain), challenges, "{plain}");

    if !challenges.is_empty() {
        let followed = Challenge::parse_all(&format!("{plain}, {header}"));
        let last = challenges.len() - 1;
        assert_eq!(followed[..last], challenges[..last]);
        assert_eq!(followed[last].scheme, challenges[last].scheme);
        assert!(followed[last].parameters.starts_with(&challenges[last].parameters));
    }

    let registry = Address::parse("https://quay.example:8443").expect("an address");
    let headers = vec![("www-authenticate".to_owned(), header.to_owned())];
    match Entrance::from_answer(
        &Response { status: 401, headers, body: Vec::new(), redirected_to: None },
        &registry,
        &[],
    ) {
        Ok(Entrance::Bearer { endpoint, source, .. }) => {
            assert_eq!((endpoint.address(), source), (&registry, Source::Challenge));
            let url = url::Url::parse(&endpoint.url("s", &[])).expect("an address that browsers can read");
            assert_eq!(url.origin().ascii_serialization(), registry.origin());
        }
        Ok(Entrance::Basic) => assert!(challenges.iter().any(|c| c.scheme == "basic")),
        Ok(Entrance::Open) => panic!("401 is not open"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// The plainest form of challenges: every value in quotes.
fn written(challenges: &[Challenge]) -> String {
    let mut header = String::new();
    for Challenge { scheme, parameters } in challenges {
        let _ = write!(header, "{}{scheme}", if header.is_empty() { "" } else { ", " });
        for (at, (name, value)) in parameters.iter().enumerate() {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(header, "{} {name}=\"{value}\"", if at == 0 { "" } else { "," });
        }
    }
    header
}
