//! Other registries' manners: how one gets in, how lists are cut, and the older ways by which things refer.

use super::front::{Front, Rules};
use super::wire::Wire;
use super::{demo, inquiry};
use refscope::oci::Kind;
use refscope::registry::entrance::Source;
use refscope::registry::found::{Found, Outcome, Way};
use refscope::registry::tree::{Tree, What};
use refscope::registry::{Client, Entrance};
use refscope::session::{Inquiry, Session, Stage};
use refscope_demo::{Demo, Image, LinkForm, Options, TokenAnswer, WayIn};
use std::cell::RefCell;
use std::collections::BTreeSet;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));

async fn look(inquiry: Inquiry) -> Session {
    super::look(Wire::new(), inquiry).await
}

fn tree(session: &Session) -> &Tree {
    session.referrers.result.as_deref().unwrap_or_else(|| panic!("{session:?}"))
}

fn direct(tree: &Tree) -> Vec<&Found> {
    tree.children(0).filter_map(|(_, node)| node.found()).collect()
}

fn digests<'a>(found: impl IntoIterator<Item = &'a Found>) -> BTreeSet<String> {
    found.into_iter().map(|found| found.referrer.digest().to_string()).collect()
}

/// The look found all that was pushed, and nothing is wrong with it.
fn is_whole(session: &Session, image: &Image) {
    assert_eq!((session.referrers.stage, &session.referrers.problem), (Stage::Done, &None));
    let pushed: BTreeSet<_> = image.referrers.iter().map(|referrer| referrer.digest.clone()).collect();
    assert_eq!(digests(direct(tree(session))), pushed);
    assert!(!pushed.is_empty());
}

fn app(demo: &Demo) -> Image {
    demo.content().image("demo/app", "1.0").unwrap().clone()
}

#[tokio::test]
async fn a_password_with_every_request() {
    let demo = demo(Options { way_in: WayIn::Basic, ..Options::default() }).await;
    let host = demo.host();
    let session = look(inquiry(&host, "demo/app", "1.0", ACCOUNT)).await;
    is_whole(&session, &app(&demo));
    assert_eq!(session.challenge.result.as_deref(), Some(&Entrance::Basic));
    assert_eq!(session.token.result.as_deref().unwrap().token, None, "there are no tokens");
    let requests = demo.requests();
    assert!(!requests.iter().any(|request| request.path.starts_with("/v2/auth")));
    for request in &requests {
        let sent = request.header("authorization");
        let expected = (request.path != "/v2/").then_some("Basic ZGVtbzpkZW1v");
        assert_eq!(sent, expected, "{}: nothing is sent before it is asked for", request.path);
    }

    let before = requests.len();
    let session = look(inquiry(&host, "demo/app", "1.0", Some(("demo", "wrong")))).await;
    let problem = session.image.problem.as_ref().unwrap();
    assert!(problem.what.to_string().contains("does not let “demo” read “demo/app” (401)"), "{}", problem.what);
    assert!(problem.now.to_string().contains("the password"), "{}", problem.now);
    assert_eq!(demo.requests().len(), before + 2, "a refused password is not tried again");

    let session = look(inquiry(&host, "demo/app", "1.0", None)).await;
    let problem = session.image.problem.as_ref().unwrap();
    assert!(problem.what.to_string().contains("does not let an anonymous visitor read"), "{}", problem.what);
    assert!(problem.now.to_string().contains("Enter a user name"), "{}", problem.now);
    demo.stop().await;
}

#[tokio::test]
async fn a_registry_that_asks_nobody_is_sent_no_password() {
    let demo = demo(Options { way_in: WayIn::Open, ..Options::default() }).await;
    for account in [None, ACCOUNT] {
        let session = look(inquiry(&demo.host(), "demo/app", "1.0", account)).await;
        is_whole(&session, &app(&demo));
        assert_eq!(session.challenge.result.as_deref(), Some(&Entrance::Open));
    }
    assert!(demo.requests().iter().all(|request| request.header("authorization").is_none()));
    demo.stop().await;
}

#[tokio::test]
async fn a_token_that_says_nothing() {
    let demo = demo(Options { token_answer: TokenAnswer::Opaque, ..Options::default() }).await;
    let session = look(inquiry(&demo.host(), "demo/app", "1.0", ACCOUNT)).await;
    is_whole(&session, &app(&demo));
    let granted = session.token.result.as_deref().unwrap();
    let token = granted.token.as_ref().unwrap();
    assert_eq!((&token.jwt, token.expires_in, token.lifetime()), (&None, Some(3600), Some(3600)));
    assert_eq!((&granted.actions, granted.is_nothing()), (&None, false), "nobody can say what it allows");

    let session = look(inquiry(&demo.host(), "internal/vault", "1.0", ACCOUNT)).await;
    let problem = session.image.problem.as_ref().unwrap();
    assert!(problem.what.to_string().contains("does not let “demo” read “internal/vault”"), "{}", problem.what);
    demo.stop().await;
}

/// A registry whose realm is at another host, and that host, which gives out tokens under a path of its own.
async fn with_realm_elsewhere() -> (Demo, Demo, Front) {
    let tokens = demo(Options { fill: false, ..Options::default() }).await;
    let path = |asked: &str| asked.strip_prefix("/token?").map(|query| format!("/v2/auth?{query}"));
    let other = Front::start(Rules { behind: tokens.host(), path, challenge: None }).await;
    let options = Options {
        realm: Some(format!("http://{}/token", other.host)),
        service: Some("registry.example".to_owned()),
        keys: Some(tokens.keys().clone()),
        ..Options::default()
    };
    (demo(options).await, tokens, other)
}

#[tokio::test]
async fn a_realm_on_another_host_is_asked_once_the_person_allows_it() {
    let (demo, tokens, other) = with_realm_elsewhere().await;
    for account in [None, ACCOUNT] {
        let asking = inquiry(&demo.host(), "demo/app", "1.0", account);
        let session = look(asking.clone()).await;
        let problem = session.challenge.problem.as_ref().unwrap();
        for host in [&demo.host(), &other.host] {
            assert!(problem.what.to_string().contains(host.as_str()), "{host}: {}", problem.what);
        }
        let realm = problem.allow.clone().unwrap();
        assert_eq!(realm.to_string(), format!("http://{}/token", other.host));
        assert_eq!(other.came(), [], "nothing is sent there before");
        if account.is_none() {
            continue;
        }
        let session = look(Inquiry { allowed: vec![realm], ..asking }).await;
        is_whole(&session, &app(&demo));
    }
    let [(path, authorization)] = other.came().try_into().unwrap();
    assert_eq!(path, "/token?service=registry.example&scope=repository:demo/app:pull");
    assert_eq!(authorization.as_deref(), Some("Basic ZGVtbzpkZW1v"));
    let is_basic = |request: &refscope_demo::Recorded| {
        request.header("authorization").is_some_and(|value| value.starts_with("Basic"))
    };
    assert!(!demo.requests().iter().any(is_basic), "the registry has no use for the password");
    demo.stop().await;
    tokens.stop().await;
}

#[tokio::test]
async fn a_realm_like_quays_that_the_typed_host_does_not_serve() {
    let tokens = demo(Options { fill: false, ..Options::default() }).await;
    let options = Options {
        realm: Some(format!("http://{}/v2/auth", tokens.host())),
        service: Some("registry.example".to_owned()),
        keys: Some(tokens.keys().clone()),
        ..Options::default()
    };
    let demo = demo(options).await;
    let path = |asked: &str| (!asked.starts_with("/v2/auth")).then(|| asked.to_owned());
    let typed = Front::start(Rules { behind: demo.host(), path, challenge: None }).await;

    let asking = inquiry(&typed.host, "demo/app", "1.0", ACCOUNT);
    let session = look(asking.clone()).await;
    let problem = session.token.problem.as_ref().unwrap();
    assert!(
        problem.what.to_string().contains(&tokens.host()) && problem.what.to_string().contains(&typed.host),
        "{}",
        problem.what
    );
    let realm = problem.allow.clone().unwrap();
    assert_eq!(realm.to_string(), format!("http://{}/v2/auth", tokens.host()));
    assert_eq!(tokens.requests(), [], "the other host is not asked before it is allowed");

    let session = look(Inquiry { allowed: vec![realm], ..asking }).await;
    is_whole(&session, &app(&demo));
    assert_eq!(tokens.requests().len(), 1);
    demo.stop().await;
    tokens.stop().await;
}

#[tokio::test]
async fn of_several_challenges_the_bearers_is_answered() {
    let demo = demo(Options::default()).await;
    let host = demo.host();
    for challenge in [
        format!("Negotiate, Basic realm=\"a, b\", Bearer realm=\"http://{host}/v2/auth\",service=\"{host}\""),
        format!("BEARER  Realm = \"http://{host}/v2/auth\" ,, Service=\"{host}\" , Basic realm=\"x, Bearer y\""),
    ] {
        let rules = Rules { behind: host.clone(), path: |asked| Some(asked.to_owned()), challenge: Some(challenge) };
        let front = Front::start(rules).await;
        let session = look(inquiry(&front.host, "demo/app", "1.0", ACCOUNT)).await;
        is_whole(&session, &app(&demo));
        let Some(Entrance::Bearer { service, source, .. }) = session.challenge.result.as_deref() else {
            panic!("{:?}", session.challenge)
        };
        assert_eq!((service, source), (&host, &Source::Challenge));
    }
    demo.stop().await;
}

#[tokio::test]
async fn long_lists_in_pages_with_a_filter_that_has_a_plus() {
    const SPDX: &str = "application/spdx+json";
    for link in [LinkForm::Path, LinkForm::Absolute, LinkForm::Query] {
        for filter in [true, false] {
            let options = Options { page_size: Some(3), link, filter, fill: false, ..Options::default() };
            let demo = demo(options).await;
            let pushed = demo.push_many("demo/many", 20).await.unwrap();
            let asking = inquiry(&demo.host(), "demo/many", "1.0", ACCOUNT);
            let session = look(Inquiry { filter: SPDX.to_owned(), ..asking.clone() }).await;
            let found = direct(tree(&session));
            // Their types are five in turn.
            let of_type: BTreeSet<_> = pushed.levels[0].iter().step_by(5).cloned().collect();
            assert_eq!(digests(found.iter().copied()), of_type, "{link:?}, {filter}");
            assert!(found.iter().all(|found| found.referrer.artifact_type() == Some(SPDX)));
            assert_eq!((tree(&session).is_filtered_by_registry, tree(&session).filter.as_str()), (filter, SPDX));
            assert_eq!(session.referrers.stage, Stage::Done);
            let list = format!("/referrers/{}?", pushed.digest);
            let asked: Vec<_> = demo.requests().into_iter().filter(|request| request.path.contains(&list)).collect();
            assert!(asked.len() > 1, "there is more than one page");
            assert!(asked.iter().all(|request| request.path.contains("artifactType=application/spdx%2Bjson")));

            let session = look(asking).await;
            assert_eq!(digests(direct(tree(&session))), pushed.levels[0].iter().cloned().collect(), "without a filter");
            demo.stop().await;
        }
    }
}

#[tokio::test]
async fn referrers_under_the_referrers_tag() {
    let demo = demo(Options { referrers_api: false, ..Options::default() }).await;
    let image = demo.content().image("demo/tagschema", "1.0").unwrap();
    let asking = inquiry(&demo.host(), "demo/tagschema", "1.0", ACCOUNT);
    let session = look(asking.clone()).await;
    let found = direct(tree(&session));
    let types: BTreeSet<_> = found
        .iter()
        .map(|found| (found.referrer.digest().to_string(), found.referrer.artifact_type().unwrap().to_owned()))
        .collect();
    // Of one, the index knows only that its configuration is empty; its own manifest says what it is.
    let pushed: BTreeSet<_> = image.older.iter().map(|older| (older.digest.clone(), older.types[0].clone())).collect();
    assert_eq!(types, pushed);
    assert_eq!(found.len(), image.older.len(), "what is listed twice is shown once");
    assert!(found.iter().all(|found| found.ways == [Way::ReferrersTag]));
    let attempt = &tree(&session).nodes[0].attempts[0];
    assert_eq!((attempt.way, &attempt.end), (Way::ReferrersTag, &Ok(Outcome::Listed)));
    assert_eq!(session.referrers.stage, Stage::Done);

    // The page filters, and knows the type of what the index has none of.
    for older in &image.older {
        let session = look(Inquiry { filter: older.types[0].clone(), ..asking.clone() }).await;
        assert_eq!(digests(direct(tree(&session))), BTreeSet::from([older.digest.clone()]), "{:?}", older.types);
        assert!(!tree(&session).is_filtered_by_registry);
    }
    demo.stop().await;
}

#[tokio::test]
async fn attestations_in_an_index_stand_at_their_platform() {
    let demo = demo(Options::default()).await;
    let image = demo.content().image("demo/buildkit", "1.0").unwrap();
    let session = look(inquiry(&demo.host(), "demo/buildkit", "1.0", ACCOUNT)).await;
    let tree = tree(&session);
    let at: BTreeSet<_> = tree
        .nodes
        .iter()
        .filter_map(|node| Some((node.found()?, &tree.nodes[node.parent?])))
        .map(|(found, subject)| (found.referrer.digest().to_string(), subject.digest.to_string()))
        .collect();
    let pushed: BTreeSet<_> = image.older.iter().map(|older| (older.digest.clone(), older.subject.clone())).collect();
    assert_eq!(at, pushed);
    assert_eq!(pushed.len(), 2);
    for found in tree.artifacts() {
        assert_eq!(
            (found.ways.as_slice(), found.kinds().collect::<Vec<_>>()),
            ([Way::Buildkit].as_slice(), vec![Kind::Sbom, Kind::Provenance])
        );
    }
    let platforms = tree.nodes.iter().filter(|node| matches!(node.what, What::Platform(..))).count();
    assert_eq!(platforms, 2, "an attestation is no platform");
    demo.stop().await;
}

#[tokio::test]
async fn signature_attestation_and_sbom_under_cosigns_tags() {
    for referrers_api in [true, false] {
        let demo = demo(Options { referrers_api, ..Options::default() }).await;
        let image = demo.content().image("demo/legacy", "1.0").unwrap();
        let session = look(inquiry(&demo.host(), "demo/legacy", "1.0", ACCOUNT)).await;
        let found: BTreeSet<_> = direct(tree(&session))
            .into_iter()
            .map(|found| {
                (found.referrer.digest().to_string(), format!("{:?}", found.ways), found.referrer.meaning.kind)
            })
            .collect();
        let ways = [
            (".sig", Kind::Signature, Kind::Signature),
            // What is attested is how the image was built.
            (".att", Kind::Attestation, Kind::Provenance),
            (".sbom", Kind::Sbom, Kind::Sbom),
        ];
        let pushed: BTreeSet<_> = image
            .older
            .iter()
            .map(|older| {
                let tag = older.tag.as_deref().unwrap();
                let (_, way, kind) = ways.iter().find(|(ending, ..)| tag.ends_with(ending)).unwrap();
                (older.digest.clone(), format!("{:?}", [Way::CosignTag(*way)]), *kind)
            })
            .collect();
        assert_eq!(found, pushed, "referrers API: {referrers_api}");
        demo.stop().await;
    }
}

#[tokio::test]
async fn tags_page_by_page_without_those_that_machines_made() {
    for link in [LinkForm::Path, LinkForm::Absolute, LinkForm::Query] {
        let options = Options { page_size: Some(2), link, referrers_api: false, ..Options::default() };
        let demo = demo(options).await;
        let mut given = demo.push_tags("demo/legacy", 5).await.unwrap();
        given.push("1.0".to_owned());
        for (repository, named, made) in
            [("demo/legacy", given.as_slice(), 3), ("demo/tagschema", &["1.0".to_owned()], 1)]
        {
            let asking = inquiry(&demo.host(), repository, "latest", ACCOUNT);
            let client = Client::new(Wire::new(), asking.image.registry.clone());
            let told = RefCell::new(Vec::new());
            refscope::session::tags(&client, &asking, |tags| told.borrow_mut().push(tags)).await.unwrap();
            let told = told.into_inner();
            let last = told.last().unwrap();
            let found: BTreeSet<_> = last.named.iter().map(|tag| tag.as_str().to_owned()).collect();
            assert_eq!(found, named.iter().cloned().collect(), "{link:?}");
            assert_eq!((last.named.len(), last.made, last.is_cut), (named.len(), made, false));
            // A registry may link to a page more, without tags.
            assert!(told.len() >= (named.len() + made).div_ceil(2), "what is known is told after each page");
            assert!(told[..told.len() - 1].iter().all(|tags| tags.is_cut));
        }
        let asking = inquiry(&demo.host(), "demo/nosuch", "latest", ACCOUNT);
        let client = Client::new(Wire::new(), asking.image.registry.clone());
        let error =
            refscope::session::tags(&client, &asking, |_| panic!("there is nothing to tell")).await.unwrap_err();
        let problem = refscope::session::explain(&asking, None, &error);
        assert!(
            problem.what.to_string().contains("There is no repository “demo/nosuch” here (404)"),
            "{}",
            problem.what
        );
        demo.stop().await;
    }
}
