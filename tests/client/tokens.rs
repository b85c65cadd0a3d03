//! Tokens that run out: renewed in time, once, with the right scopes, and never with a password that was refused.

use super::inquiry;
use super::wire::{Before, Wire};
use refscope::auth::{Actions, BasicCredentials, Scope};
use refscope::oci::{Address, Digest, RepositoryName, digest};
use refscope::registry::client::{Client, Notice};
use refscope::registry::{Entrance, Transport};
use refscope::session::{self, Session, Stage};
use refscope_demo::{Demo, Options, TokenAnswer};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));

/// What was asked of the token endpoint: path with query, and the value of `Authorization`.
fn asked_for_tokens(demo: &Demo) -> Vec<(String, Option<String>)> {
    let is_for_token = |path: &str| path.starts_with("/v2/auth");
    let requests = demo.requests().into_iter().filter(|request| is_for_token(&request.path));
    requests.map(|request| (request.path.clone(), request.header("authorization").map(str::to_owned))).collect()
}

/// The tokens that were sent with questions about repositories, in the order of their first use.
fn sent_tokens(demo: &Demo) -> Vec<String> {
    let mut tokens = Vec::new();
    for request in demo.requests() {
        match request.header("authorization") {
            Some(value) if value.starts_with("Bearer ") && !tokens.iter().any(|token| token == value) => {
                tokens.push(value.to_owned());
            }
            _ => {}
        }
    }
    tokens
}

fn scope(repository: &str, push: bool) -> Scope {
    Scope { repository: RepositoryName::parse(repository).unwrap(), actions: Actions { push } }
}

async fn enter<T: Transport>(client: &Client<T>, account: Option<(&str, &str)>, scope: Scope) {
    let (user, password) = account.unwrap_or_default();
    let entrance = client.challenge(&[]).await.unwrap();
    client.enter(entrance, BasicCredentials::parse(user, password).unwrap(), scope).await.unwrap();
}

/// A client with a clock of its own that stands at 1,000, and has a token for `demo/app`.
async fn client_at_1000(demo: &Demo) -> (Client<Wire>, Wire, Rc<RefCell<Vec<Notice>>>) {
    let wire = Wire::new();
    wire.seen.now.set(1_000);
    let notices = Rc::<RefCell<Vec<Notice>>>::default();
    let told = notices.clone();
    let client = Client::new(wire.clone(), address(demo));
    let client = client.telling(move |notice| told.borrow_mut().push(notice));
    enter(&client, ACCOUNT, scope("demo/app", false)).await;
    (client, wire, notices)
}

fn address(demo: &Demo) -> Address {
    Address::parse(&demo.host()).unwrap()
}

/// What a question is about: the demo's image.
fn app(demo: &Demo) -> (RepositoryName, Digest) {
    let image = demo.content().image("demo/app", "1.0").unwrap();
    (RepositoryName::parse("demo/app").unwrap(), digest::parse(&image.digest).unwrap())
}

#[tokio::test]
async fn a_token_is_renewed_before_it_runs_out() {
    for (seconds, token_answer) in
        [(3_600, TokenAnswer::Jwt), (3_600, TokenAnswer::Opaque), (20, TokenAnswer::Jwt), (20, TokenAnswer::Opaque)]
    {
        let token_lifetime = Duration::from_secs(seconds);
        let demo = Demo::start(Options { token_lifetime, token_answer, ..Options::default() }).await.unwrap();
        let (client, wire, notices) = client_at_1000(&demo).await;
        let (name, image) = app(&demo);
        for (passed, renewals) in [(0, 0), (seconds / 2, 0), (seconds - 1, 1), (seconds, 1), (seconds + seconds / 2, 1)]
        {
            wire.seen.now.set(1_000 + passed);
            assert_eq!(client.referrers(&name, &image, "").await.unwrap().found.len(), 5);
            assert_eq!(asked_for_tokens(&demo).len(), 1 + renewals, "{passed} of {seconds} seconds have passed");
        }
        let asked = asked_for_tokens(&demo);
        assert_eq!(asked[0], asked[1], "the same is asked for, by the same account");
        let notices = notices.take();
        let [Notice::Renewed(granted)] = &notices[..] else { panic!("{notices:?}") };
        let last = sent_tokens(&demo).pop();
        assert_eq!(Some(granted.token.as_ref().unwrap().header().expose()), last.as_deref());
        demo.stop().await;
    }
}

#[tokio::test]
async fn six_questions_at_a_time_make_one_renewal() {
    let latency = Duration::from_millis(5);
    let demo = Demo::start(Options { latency, ..Options::default() }).await.unwrap();
    let (client, wire, notices) = client_at_1000(&demo).await;
    let (name, image) = app(&demo);
    // Once because its time is nearly over, once because the registry says so.
    for renewals in 1..=2 {
        if renewals == 1 {
            wire.seen.now.set(1_000 + 3_599)
        } else {
            demo.expire_tokens()
        }
        let questions = (0..6).map(|_| client.referrers(&name, &image, ""));
        for answer in futures::future::join_all(questions).await {
            assert_eq!(answer.unwrap().found.len(), 5);
        }
        assert_eq!(asked_for_tokens(&demo).len(), 1 + renewals);
        assert_eq!(notices.borrow().len(), renewals);
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_token_that_expires_in_the_middle_of_a_crawl_is_renewed_once() {
    let options = Options { latency: Duration::from_millis(5), fill: false, ..Options::default() };
    let demo = Demo::start(options).await.unwrap();
    let pushed = demo.push_tree("demo/tree", &[6, 3]).await.unwrap();
    for account in [ACCOUNT, Some(("demo+robot", "robot-secret"))] {
        let before = asked_for_tokens(&demo).len();
        let lists = Cell::new(0);
        let expiring = Before(Wire::new(), |request: &refscope::registry::transport::Request| {
            lists.set(lists.get() + usize::from(request.url.contains("/referrers/")));
            if lists.get() == 5 {
                demo.expire_tokens();
                lists.set(6);
            }
        });
        let session = super::look(expiring, inquiry(&demo.host(), "demo/tree", "1.0", account)).await;
        assert_eq!((session.referrers.stage, &session.referrers.problem), (Stage::Done, &None));
        let tree = session.referrers.result.as_deref().unwrap();
        let found: BTreeSet<_> = tree.artifacts().map(|found| found.referrer.digest().to_string()).collect();
        assert_eq!(found, pushed.levels.concat().into_iter().collect());
        assert!(tree.nodes.iter().all(|node| node.problem().is_none()));
        assert_eq!(asked_for_tokens(&demo).len() - before, 2, "one to begin with, one in its place");
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_refused_password_is_not_sent_again() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let (client, wire, notices) = client_at_1000(&demo).await;
    let (name, image) = app(&demo);
    // Someone else's wrong passwords lock the account.
    for _ in 0..3 {
        super::look(Wire::new(), inquiry(&demo.host(), "demo/app", "1.0", Some(("demo", "wrong")))).await;
    }
    demo.expire_tokens();
    let before = asked_for_tokens(&demo).len();
    for _ in 0..3 {
        let error = client.referrers(&name, &image, "").await.unwrap_err();
        let problem = session::explain(&inquiry(&demo.host(), "demo/app", "1.0", ACCOUNT), None, &error);
        assert!(problem.what.to_string().contains("The token has run out (401)"), "{}", problem.what);
        wire.seen.now.set(wire.seen.now.get() + 3_600);
    }
    assert_eq!(asked_for_tokens(&demo).len() - before, 1, "every further attempt lengthens the lock");
    assert_eq!(*notices.borrow(), []);
    demo.stop().await;
}

#[tokio::test]
async fn entered_again_it_asks_for_what_it_asked_before_as_well() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let wire = Wire::new();
    let client = Client::new(wire.clone(), address(&demo));
    let expected = |scopes: &[&str]| {
        let scopes: Vec<_> = scopes.iter().map(|scope| format!("&scope=repository:{scope}")).collect();
        format!("/v2/auth?service={}{}", demo.host(), scopes.concat())
    };
    for (account, repository, push, scopes) in [
        (ACCOUNT, "demo/app", false, &["demo/app:pull"][..]),
        (ACCOUNT, "demo/chart", false, &["demo/chart:pull", "demo/app:pull"]),
        (ACCOUNT, "demo/app", true, &["demo/app:pull,push", "demo/chart:pull"]),
        // Asked for once, it stays asked for.
        (ACCOUNT, "demo/app", false, &["demo/app:pull,push", "demo/chart:pull"]),
        // Another account begins anew.
        (Some(("admin", "admin")), "demo/plain", false, &["demo/plain:pull"]),
        (None, "public/hello", false, &["public/hello:pull"]),
    ] {
        enter(&client, account, scope(repository, push)).await;
        assert_eq!(asked_for_tokens(&demo).last().unwrap().0, expected(scopes));
    }
    demo.stop().await;
}

#[tokio::test]
async fn an_anonymous_token_is_renewed_too() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let client = Client::new(Wire::new(), address(&demo));
    enter(&client, None, scope("public/hello", false)).await;
    let image = demo.content().image("public/hello", "1.0").unwrap();
    let (name, image) = (RepositoryName::parse("public/hello").unwrap(), digest::parse(&image.digest).unwrap());
    for renewals in 0..3 {
        assert_eq!(client.referrers(&name, &image, "").await.unwrap().found.len(), 1);
        let asked = asked_for_tokens(&demo);
        assert_eq!(asked.len(), 1 + renewals);
        assert!(asked.iter().all(|(path, authorization)| authorization.is_none() && path == &asked[0].0), "{asked:?}");
        demo.expire_tokens();
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_refusal_that_is_not_about_time_makes_no_renewal() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let (client, ..) = client_at_1000(&demo).await;
    let image = demo.content().image("internal/vault", "1.0").unwrap();
    let (name, image) = (RepositoryName::parse("internal/vault").unwrap(), digest::parse(&image.digest).unwrap());
    for _ in 0..3 {
        client.referrers(&name, &image, "").await.unwrap_err();
    }
    assert_eq!(asked_for_tokens(&demo).len(), 1);
    demo.stop().await;
}

#[tokio::test]
async fn the_renewed_token_is_the_one_that_is_shown() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let session = Rc::new(RefCell::new(Session::default()));
    let told = session.clone();
    let asking = inquiry(&demo.host(), "demo/app", "1.0", ACCOUNT);
    let client = Client::new(Wire::new(), asking.image.registry.clone())
        .telling(move |notice| told.borrow_mut().apply(session::Event::Notice(notice)));
    session::look(&client, asking, |event| session.borrow_mut().apply(event)).await;
    demo.expire_tokens();
    let (name, image) = app(&demo);
    client.referrers(&name, &image, "").await.unwrap();
    let session = session.borrow().clone();
    let Some(Entrance::Bearer { .. }) = session.challenge.result.as_deref() else { panic!("{session:?}") };
    let shown = session.token.result.as_deref().unwrap().token.as_ref().unwrap().header();
    assert_eq!(Some(shown.expose()), sent_tokens(&demo).last().map(String::as_str));
    assert_eq!((session.token.stage, session.referrers.stage), (Stage::Done, Stage::Done));
    demo.stop().await;
}
