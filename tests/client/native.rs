//! The carrier of these tests: what a broken server sends becomes the error that it would be in a browser.

use super::support::native::Native;
use refscope::auth::Secret;
use refscope::registry::transport::{Request, Response, Transport, TransportError};
use refscope_demo::hostile::{Fault, Hostile, REPOSITORY, TAG};
use std::time::Duration;

const PAGE: Native = Native { page: "http://page.example" };
/// More than the manifest has, less than what has no end.
const LIMIT: usize = 64 * 1024;
/// For what has to end by itself.
const LONG: Duration = Duration::from_secs(60);
/// For what never ends.
const SHORT: Duration = Duration::from_millis(500);

async fn hostile(fault: &str) -> Hostile {
    Hostile::start(Fault::named(fault).unwrap()).await.unwrap()
}

fn request(hostile: &Hostile, timeout: Duration) -> Request {
    Request {
        url: format!("http://{}/v2/{REPOSITORY}/manifests/{TAG}", hostile.host()),
        headers: vec![("Authorization", Secret::new("Bearer a.b.c"))],
        limit: LIMIT,
        timeout,
        follow_redirects: true,
    }
}

async fn ask(fault: &str, timeout: Duration) -> Result<Response, TransportError> {
    let hostile = hostile(fault).await;
    let answer = PAGE.send(&request(&hostile, timeout)).await;
    hostile.stop().await;
    answer
}

#[tokio::test]
async fn a_body_is_read_no_further_than_to_the_limit() {
    for fault in ["manifest-endless", "manifest-100-mb", "manifest-error-1-mb"] {
        assert_eq!(ask(fault, LONG).await.unwrap_err(), TransportError::TooLarge(LIMIT), "{fault}");
    }
    let hostile = hostile("manifest-endless").await;
    let mut size = 0;
    let answer = PAGE.stream(&request(&hostile, LONG), &mut |piece| size += piece.len()).await;
    assert_eq!(answer.unwrap_err(), TransportError::TooLarge(LIMIT));
    assert!(size <= LIMIT, "{size} bytes were handed on");
    hostile.stop().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_told_with_what_came_of_it() {
    let whole = ask("manifest-byte-by-byte", LONG).await.unwrap().body.len();
    assert_eq!(ask("manifest-cut-off", LONG).await.unwrap_err(), TransportError::CutOff(whole / 2));
    // A reset may overtake bytes that came before it.
    let reset = ask("manifest-reset-halfway", LONG).await.unwrap_err();
    assert!(matches!(reset, TransportError::CutOff(bytes) if bytes <= whole / 2), "{reset:?}");
}

#[tokio::test]
async fn what_never_ends_takes_too_long() {
    for fault in ["manifest-silent", "manifest-stalls", "manifest-drips"] {
        assert_eq!(ask(fault, SHORT).await.unwrap_err(), TransportError::Timeout(SHORT), "{fault}");
    }
}

#[tokio::test]
async fn no_answer_and_no_way_to_one_look_the_same() {
    for fault in ["manifest-reset", "manifest-redirect-loop"] {
        assert_eq!(ask(fault, LONG).await.unwrap_err(), TransportError::Unreadable, "{fault}");
    }
}

#[tokio::test]
async fn a_redirect_is_followed_without_the_token_or_not_at_all() {
    let hostile = hostile("manifest-redirect-foreign").await;
    let kept = Request { follow_redirects: false, ..request(&hostile, LONG) };
    assert_eq!(PAGE.send(&kept).await.unwrap_err(), TransportError::Unreadable);
    assert!(hostile.foreign().requests().is_empty());

    let answer = PAGE.send(&request(&hostile, LONG)).await.unwrap();
    let end = answer.redirected_to.unwrap();
    assert!(end.starts_with(&format!("http://{}/", hostile.foreign().host())), "{end}");
    let got = hostile.foreign().requests();
    assert!(!got.is_empty() && got.iter().all(|request| request.header("authorization").is_none()), "{got:?}");
    hostile.stop().await;
}
