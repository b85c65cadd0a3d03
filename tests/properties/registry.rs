//! The addresses of token endpoints.

use crate::cases;
use crate::grammar::{address, any_text, repository};
use proptest::prelude::*;
use refscope::auth::{Actions, Scope};
use refscope::registry::TokenEndpoint;
use refscope::registry::endpoint::encode;
use url::Url;

const PIECES: &[&str] = &[
    "/v2/auth",
    "/",
    "//",
    "https://",
    "http://",
    "auth.example",
    ":8443",
    "?",
    "&",
    "=",
    "a",
    "..",
    "%2F",
    "#",
    "\\",
    "@",
    " ",
    "é",
    "\t",
];

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn an_endpoint_reads_as_it_is_written_and_stays_where_it_says(
        text in prop_oneof![any_text(PIECES), "/[!-~]{0,16}", "https://[a-z.:@]{1,12}/[!-~]{0,8}"],
        registry in address(), elsewhere in address(), service in any::<String>(),
        first in repository(), second in repository(), push in any::<bool>(),
    ) {
        let Ok(endpoint) = TokenEndpoint::parse(&text, &registry) else { return Ok(()) };
        let written = endpoint.to_string();
        prop_assert_eq!(TokenEndpoint::parse(&written, &elsewhere), Ok(endpoint.clone()), "{}", written);
        let scopes = [first, second].map(|repository| Scope { repository, actions: Actions { push } });
        let whole = endpoint.url(&service, &scopes);
        let url = Url::parse(&whole).unwrap();
        prop_assert_eq!(url.origin().ascii_serialization(), endpoint.address().origin());
        prop_assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None));
        let pairs: Vec<_> = url.query_pairs().collect();
        let [.., (service_name, service_value), one, other] = pairs.as_slice() else {
            return Err(TestCaseError::fail(whole));
        };
        prop_assert_eq!((service_name.as_ref(), service_value.as_ref()), ("service", service.as_str()));
        for ((name, value), scope) in [one, other].into_iter().zip(&scopes) {
            let asked = scope.to_string();
            prop_assert_eq!((name.as_ref(), value.as_ref()), ("scope", asked.as_str()));
        }
        if text.trim().starts_with('/') {
            prop_assert_eq!(endpoint.address(), &registry);
        }
    }

    #[test]
    fn an_encoded_value_is_one_value(value in any::<String>()) {
        let query = format!("a={}&b=c", encode(&value));
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        prop_assert_eq!(pairs, [("a".to_owned(), value), ("b".to_owned(), "c".to_owned())]);
    }
}
