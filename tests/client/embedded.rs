//! The client over real HTTP against the embedded registry.

use super::support::native::Native;
use super::support::{direct, ends};
use super::{inquiry, look};
use refscope::auth::Actions;
use refscope::oci::Kind;
use refscope::registry::TokenEndpoint;
use refscope::registry::found::{Outcome, Way};
use refscope::registry::tree::Tree;
use refscope::session::{Session, Stage};
use refscope_demo::{Cors, Demo, Options};

const PAGE: Native = Native { page: "http://page.example" };
const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));

async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

/// The one thing that went wrong.
fn problem(session: &Session) -> String {
    let steps =
        [&session.challenge.problem, &session.token.problem, &session.image.problem, &session.referrers.problem];
    let problems: Vec<_> = steps.into_iter().flatten().collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].what.to_string()
}

#[tokio::test]
async fn a_look_finds_what_was_pushed() {
    let demo = demo().await;
    let expected = demo.content().image("demo/app", "1.0").unwrap();
    for reference in ["1.0", "latest", &expected.digest] {
        let session = look(PAGE, inquiry(&demo.host(), "demo/app", reference, ACCOUNT)).await;
        assert_eq!(session.image.result.as_deref().unwrap().digest.to_string(), expected.digest);
        let tree = session.referrers.result.as_deref().unwrap();
        let mut found: Vec<_> = direct(tree).map(|found| found.referrer.digest().to_string()).collect();
        let mut pushed: Vec<_> = expected.referrers.iter().map(|referrer| referrer.digest.clone()).collect();
        found.sort();
        pushed.sort();
        assert_eq!(found, pushed);
        assert!(direct(tree).all(|found| found.ways == [Way::ReferrersApi]));
        let counts = Tree::count_by_kind(direct(tree));
        assert_eq!(counts, [(Kind::Signature, 1), (Kind::Provenance, 1), (Kind::Sbom, 2), (Kind::ScanReport, 1)]);
    }
    demo.stop().await;
}

#[tokio::test]
async fn every_account_gets_in_with_its_own_characters() {
    let demo = demo().await;
    for account in [("demo", "demo"), ("demo+robot", "robot-secret"), ("müller", "pässwörd-密码"), ("admin", "admin")]
    {
        let session = look(PAGE, inquiry(&demo.host(), "demo/app", "1.0", Some(account))).await;
        assert_eq!(session.referrers.stage, Stage::Done, "{account:?}");
        let known = &session.token.result.as_deref().unwrap().token.as_ref().unwrap().jwt.as_ref().unwrap().known;
        assert_eq!(known.subject.as_deref(), Some(account.0));
    }
    let session = look(PAGE, inquiry(&demo.host(), "public/hello", "1.0", None)).await;
    assert_eq!(direct(session.referrers.result.as_deref().unwrap()).count(), 1, "anonymously");
    let anonymous: Vec<_> =
        demo.requests().into_iter().filter(|request| request.path.contains("public/hello")).collect();
    assert_eq!(anonymous[0].header("authorization"), None, "without credentials there is no header");
    demo.stop().await;
}

#[tokio::test]
async fn what_goes_wrong_is_said() {
    let demo = demo().await;
    let host = demo.host();
    for (repository, tag, account, what) in [
        ("demo/app", "1.0", Some(("demo", "wrong")), "did not accept the user name “demo”"),
        ("demo/app", "9.9", ACCOUNT, "“demo/app” has no “9.9” (404)"),
        ("demo/nosuch", "1.0", ACCOUNT, "“demo/nosuch” has no “1.0” (404)"),
        ("internal/vault", "1.0", ACCOUNT, "“demo” may not read “internal/vault”"),
        ("nosuchns/app", "1.0", ACCOUNT, "“demo” may not read “nosuchns/app”"),
        ("demo/app", "1.0", None, "An anonymous visitor may not read “demo/app”"),
    ] {
        let session = look(PAGE, inquiry(&host, repository, tag, account)).await;
        assert!(problem(&session).contains(what), "{repository}: {}", problem(&session));
        assert_eq!(session.referrers.result, None);
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_a_lock_out_is_explained() {
    let demo = demo().await;
    let host = demo.host();
    for attempt in 1..=3 {
        look(PAGE, inquiry(&host, "demo/app", "1.0", Some(("demo", "wrong")))).await;
        let tried = demo.requests().iter().filter(|request| request.path.starts_with("/v2/auth")).count();
        assert_eq!(tried, attempt, "nothing is tried again by itself");
    }
    let session = look(PAGE, inquiry(&host, "demo/app", "1.0", ACCOUNT)).await;
    assert!(problem(&session).contains("locked this account"), "{}", problem(&session));
    demo.stop().await;
}

#[tokio::test]
async fn nothing_refers_to_it() {
    let demo = demo().await;
    let session = look(PAGE, inquiry(&demo.host(), "demo/plain", "1.0", ACCOUNT)).await;
    assert_eq!(session.referrers.stage, Stage::Done);
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!(tree.artifacts().count(), 0);
    let ends = ends(tree);
    assert_eq!(ends[0], (Way::ReferrersApi, Outcome::Listed));
    let cosign = [Kind::Signature, Kind::Attestation, Kind::Sbom].map(|kind| (Way::CosignTag(kind), Outcome::Absent));
    assert!(ends.len() == 4 && cosign.iter().all(|end| ends.contains(end)), "{ends:?}");
    demo.stop().await;
}

#[tokio::test]
async fn a_registry_without_cors_a_registry_that_is_down_and_one_without_the_feature() {
    let demo = Demo::start(Options { cors: Cors::Quay, ..Options::default() }).await.unwrap();
    let host = demo.host();
    let session = look(PAGE, inquiry(&host, "demo/app", "1.0", ACCOUNT)).await;
    assert!(problem(&session).contains("does not let this page read the answer (CORS)"), "{}", problem(&session));
    demo.stop().await;

    let session = look(PAGE, inquiry(&host, "demo/app", "1.0", ACCOUNT)).await;
    assert!(problem(&session).contains("Nothing that this browser accepts answers"), "{}", problem(&session));

    let demo = Demo::start(Options { referrers_api: false, ..Options::default() }).await.unwrap();
    let session = look(PAGE, inquiry(&demo.host(), "demo/app", "1.0", ACCOUNT)).await;
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!(tree.artifacts().count(), 0);
    assert_eq!(ends(tree)[0], (Way::ReferrersTag, Outcome::Absent));
    let api = demo.requests().into_iter().filter(|request| request.path.contains("/referrers/")).count();
    assert_eq!(api, tree.subjects().count(), "side by side for image and platforms, and never again");
    demo.stop().await;
}

#[tokio::test]
async fn what_is_set_by_hand_is_used() {
    let demo = demo().await;
    let host = demo.host();
    let registry = refscope::oci::Address::parse(&host).unwrap();

    let wrong = super::Inquiry { service: Some("other.example".into()), ..inquiry(&host, "demo/app", "1.0", ACCOUNT) };
    let session = look(PAGE, wrong).await;
    assert!(problem(&session).contains("made for another service"), "{}", problem(&session));

    let push = super::Inquiry {
        actions: Actions { push: true },
        service: Some(host.clone()),
        endpoint: Some(TokenEndpoint::parse("/v2/auth", &registry).unwrap()),
        ..inquiry(&host, "demo/app", "1.0", Some(("admin", "admin")))
    };
    let before = demo.requests().len();
    let session = look(PAGE, push).await;
    assert_eq!(session.referrers.stage, Stage::Done);
    let granted = session.token.result.as_deref().unwrap();
    assert_eq!(granted.actions.as_deref(), Some(["push".to_owned(), "pull".to_owned()].as_slice()));
    let asked: Vec<_> = demo.requests().into_iter().skip(before).map(|request| request.path).collect();
    assert_eq!(
        asked[0],
        format!("/v2/auth?service={host}&scope=repository:demo/app:pull,push"),
        "nothing is asked twice"
    );
    demo.stop().await;
}
