//! The browser's `fetch` as a carrier of requests. The other side is the server that brought this test.

use refscope::auth::Secret;
use refscope::registry::Transport;
use refscope::registry::fetch::Fetch;
use refscope::registry::transport::{Request, TransportError};
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;

fn request(url: &str) -> Request {
    Request {
        url: url.to_owned(),
        headers: vec![("Accept", Secret::new("text/html"))],
        limit: 1 << 20,
        timeout: Duration::from_secs(20),
        follow_redirects: true,
    }
}

fn own(path: &str) -> String {
    format!("{}{path}", Fetch.page_origin().unwrap())
}

#[wasm_bindgen_test]
async fn an_answer_of_any_status_is_one() {
    let page = Fetch.send(&request(&own("/"))).await.unwrap();
    assert!(page.is_success(), "{}", page.status);
    assert!(page.header("Content-Type").is_some_and(|value| value.starts_with("text/html")), "{:?}", page.headers);
    assert!(String::from_utf8_lossy(&page.body).contains("<script"), "the whole body");
    let missing = Fetch.send(&request(&own("/no-such-file"))).await.unwrap();
    assert_eq!(missing.status, 404);
}

#[wasm_bindgen_test]
async fn no_more_is_read_than_allowed() {
    let page = Fetch.send(&request(&own("/"))).await.unwrap();
    let limit = page.body.len();
    let just_enough = Request { limit, ..request(&own("/")) };
    assert_eq!(Fetch.send(&just_enough).await.unwrap().body.len(), limit);
    let too_little = Request { limit: limit - 1, ..request(&own("/")) };
    assert_eq!(Fetch.send(&too_little).await.unwrap_err(), TransportError::TooLarge(limit - 1));
}

#[wasm_bindgen_test]
async fn what_cannot_be_reached_or_sent_is_no_answer() {
    // Port 1 is one that browsers do not even try.
    assert_eq!(Fetch.send(&request("http://127.0.0.1:1/")).await.unwrap_err(), TransportError::Unreadable);
    assert!(!Fetch.answers_at_all("http://127.0.0.1:1/").await);
    assert!(Fetch.answers_at_all(&own("/")).await);
    let unsendable = Request { headers: vec![("Accept", Secret::new("a\nb"))], ..request(&own("/")) };
    assert_eq!(Fetch.send(&unsendable).await.unwrap_err(), TransportError::Unreadable);
}
