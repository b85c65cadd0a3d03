//! Every recorded exchange that concerns the client: what a person should see of it.

use super::transport::Recorded;
use super::{inquiry, look};
use refscope::registry::Entrance;
use refscope::registry::entrance::Source;
use refscope::registry::found::{Found, Outcome, Way};
use refscope::registry::tree::Tree;
use refscope::session::{Session, Stage, StepName};

const HOST: &str = "127.0.0.1:8090";
const REPOSITORY: &str = "devtable/referrersdemo";
const ACCOUNT: Option<(&str, &str)> = Some(("devtable", "password"));

/// The answers of a look that goes well; tests put another one in front of it.
fn quay() -> Option<Recorded> {
    Recorded::default()
        .with("/v2/auth", "auth-pull")?
        .with("/manifests/latest", "manifest-by-tag")?
        .with("/manifests/multi", "manifest-index")?
        .with("/referrers/sha256:b2321c", "referrers")?
        .with("/referrers/sha256:1fb008", "referrers-of-index")?
        .with("/referrers/", "referrers-empty")?
        .with("/manifests/sha256-", "manifest-unknown-tag")?
        .with("/v2/", "v2-anonymous")
}

/// What refers to the image itself.
fn direct(tree: &Tree) -> Vec<&Found> {
    tree.children(0).filter_map(|(_, node)| node.found()).collect()
}

/// A look in which one question is answered by another recording.
async fn with_answer(word: &'static str, recording: &str, account: Option<(&str, &str)>) -> Option<Session> {
    let mut recorded = Recorded::default().with(word, recording)?;
    for (word, name) in [
        ("/v2/auth", "auth-pull"),
        ("/manifests/latest", "manifest-by-tag"),
        ("/referrers/", "referrers"),
        // Nobody made cosign's tags.
        ("/manifests/sha256-", "manifest-unknown-tag"),
        ("/v2/", "v2-anonymous"),
    ] {
        recorded = recorded.with(word, name)?;
    }
    Some(look(recorded, inquiry(HOST, REPOSITORY, "latest", account)).await)
}

#[tokio::test]
async fn a_look_that_goes_well() {
    let Some(recorded) = quay() else { return };
    let asked = recorded.asked.clone();
    let session = look(recorded, inquiry(HOST, REPOSITORY, "latest", ACCOUNT)).await;

    let Some(Entrance::Bearer { endpoint, service, source, .. }) = session.challenge.result.as_deref() else {
        panic!("{:?}", session.challenge)
    };
    assert_eq!((endpoint.to_string().as_str(), service.as_str()), ("http://127.0.0.1:8090/v2/auth", HOST));
    assert_eq!(*source, Source::Challenge);

    let granted = session.token.result.as_deref().unwrap();
    assert_eq!(granted.actions.as_deref(), Some(["pull".to_owned()].as_slice()));
    let token = granted.token.as_ref().unwrap();
    assert_eq!((token.expires_in, token.lifetime()), (None, Some(3600)), "only the token itself says how long");
    assert_eq!(token.jwt.as_ref().unwrap().known.subject.as_deref(), Some("devtable"));

    let image = session.image.result.as_deref().unwrap();
    assert!(image.digest.to_string().starts_with("sha256:b2321c739bca"), "as Docker-Content-Digest says");

    let found = direct(session.referrers.result.as_deref().unwrap());
    let kinds: Vec<_> = found.iter().map(|found| found.referrer.meaning.kind.slug()).collect();
    assert_eq!(kinds, ["sbom", "signature", "provenance"]);
    assert_eq!(found[0].referrer.created(), Some("2026-01-02T00:00:00Z"));
    assert!(found.iter().all(|found| found.ways == [Way::ReferrersApi]));

    let asked = asked.borrow();
    let paths: Vec<_> = asked.iter().map(|(url, _)| url.strip_prefix("http://127.0.0.1:8090").unwrap()).collect();
    assert_eq!(paths[1], format!("/v2/auth?service={HOST}&scope=repository:{REPOSITORY}:pull"));
    // The list, cosign's three tags, and a list for each of the three referrers.
    assert_eq!(paths.len(), 3 + 1 + 3 + 3, "{paths:?}");
    assert!(
        paths[3].starts_with(&format!("/v2/{REPOSITORY}/referrers/sha256:b2321c")),
        "what is looked for comes first"
    );
    let authorizations: Vec<_> = asked.iter().map(|(_, value)| value.as_deref().map(|v| &v[..6])).collect();
    assert_eq!(authorizations[..2], [None, Some("Basic ")]);
    assert!(authorizations[2..].iter().all(|value| *value == Some("Bearer")), "{authorizations:?}");
}

#[tokio::test]
async fn an_index_and_lists_of_other_lengths() {
    let Some(recorded) = quay() else { return };
    let session = look(recorded, inquiry(HOST, REPOSITORY, "multi", ACCOUNT)).await;
    assert_eq!(session.image.result.as_deref().unwrap().manifest.children().len(), 2);
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!(direct(tree).len(), 1);
    assert_eq!(tree.subjects().count(), 3, "the index and its two platforms are asked about");

    for (recording, length) in [("referrers-many", 30), ("referrers-nested", 1), ("referrers-empty", 0)] {
        let Some(session) = with_answer("/referrers/", recording, ACCOUNT).await else { return };
        let tree = session.referrers.result.as_deref().unwrap();
        assert_eq!((direct(tree).len(), tree.nodes[0].unreadable.len()), (length, 0), "{recording}");
        assert_eq!(session.referrers.stage, Stage::Done);
    }
}

#[tokio::test]
async fn tokens_that_grant_less_than_was_asked_for() {
    for (recording, actions) in [
        ("auth-anonymous", &[][..]),
        ("auth-missing-namespace", &[]),
        ("auth-pull", &["pull"]),
        ("auth-robot", &[]),
        ("auth-pull-push", &["push", "pull"]),
    ] {
        let Some(session) = with_answer("/v2/auth", recording, ACCOUNT).await else { return };
        let granted = session.token.result.as_deref().unwrap();
        let token = granted.token.as_ref().unwrap().jwt.as_ref().unwrap();
        let found = token.known.access.iter().flat_map(|access| &access.actions).collect::<Vec<_>>();
        assert_eq!(found, actions, "{recording}");
    }
    let Some(session) = with_answer("/v2/auth", "auth-no-service", ACCOUNT).await else { return };
    assert_eq!(
        session.token.result.as_deref().unwrap().token.as_ref().unwrap().jwt.as_ref().unwrap().known.audience,
        None
    );
}

/// Which step fails, a part of what is said of it, and the registry's words that are quoted.
#[tokio::test]
async fn each_recorded_failure_is_the_error_that_a_person_should_see() {
    use StepName::{Image, Referrers, Token};
    let auth = "/v2/auth";
    let manifest = "/manifests/latest";
    let referrers = "/referrers/";
    for (word, recording, account, step, what, quote) in [
        (
            auth,
            "auth-wrong-password",
            ACCOUNT,
            Token,
            "did not accept the user name “devtable”",
            "Invalid Username or Password",
        ),
        (
            auth,
            "auth-unknown-user",
            Some(("nobody", "x")),
            Token,
            "did not accept the user name “nobody”",
            "Invalid Username or Password",
        ),
        (
            auth,
            "auth-malformed-basic",
            ACCOUNT,
            Token,
            "did not accept the user name",
            "Specified credentials are invalid",
        ),
        (auth, "auth-empty-credentials", None, Token, "gives no anonymous token", "Invalid Username or Password"),
        (auth, "auth-anonymous-no-scope", None, Token, "gives no anonymous token", "not authorized"),
        (auth, "auth-too-many-attempts", ACCOUNT, Token, "Quay has locked this account", "Too many login attempts"),
        (auth, "auth-unicode-password", ACCOUNT, Token, "Quay has locked this account", "Too many login attempts"),
        (
            auth,
            "auth-malformed-scope",
            ACCOUNT,
            Token,
            "did not understand the request",
            "Unable to decode repository and actions",
        ),
        (auth, "auth-uppercase-repository", ACCOUNT, Token, "for a repository's name", "Invalid repository name"),
        (
            manifest,
            "manifest-unknown-tag",
            ACCOUNT,
            Image,
            "has no “latest” (404)",
            "MANIFEST_UNKNOWN: manifest unknown",
        ),
        (referrers, "referrers-no-token", ACCOUNT, Referrers, "does not let “devtable” read", "not authorized"),
        (
            referrers,
            "referrers-other-repository-token",
            ACCOUNT,
            Referrers,
            "does not let “devtable” read",
            "not authorized",
        ),
        (referrers, "referrers-anonymous-token", ACCOUNT, Referrers, "does not let “devtable” read", "not authorized"),
        (
            referrers,
            "referrers-garbage-token",
            ACCOUNT,
            Referrers,
            "does not accept the token",
            "Invalid bearer token format",
        ),
        (
            referrers,
            "referrers-tampered-token",
            ACCOUNT,
            Referrers,
            "does not accept the token",
            "Signature verification failed",
        ),
        (
            referrers,
            "referrers-wrong-audience",
            ACCOUNT,
            Referrers,
            "made for another service",
            "Audience doesn't match",
        ),
        (
            referrers,
            "referrers-unknown-digest",
            ACCOUNT,
            Referrers,
            "knows no manifest of this digest",
            "MANIFEST_INVALID: manifest invalid",
        ),
    ] {
        let Some(session) = with_answer(word, recording, account).await else { return };
        let failed = [
            (Token, session.token.problem.as_ref()),
            (Image, session.image.problem.as_ref()),
            (Referrers, session.referrers.problem.as_ref()),
        ];
        let (at, problem) = failed.into_iter().find_map(|(at, problem)| Some((at, problem?))).expect(recording);
        assert_eq!(at, step, "{recording}");
        assert!(problem.what.to_string().contains(what), "{recording}: {}", problem.what);
        assert!(problem.quote.as_deref().unwrap_or_default().contains(quote), "{recording}: {:?}", problem.quote);
        assert!(!problem.why.is_empty() && !problem.now.is_empty(), "{recording}");
    }
}

#[tokio::test]
async fn an_anonymous_token_that_opens_nothing_is_named_as_the_cause() {
    let Some(recorded) = Recorded::default().with("/v2/auth", "auth-anonymous") else { return };
    let recorded =
        recorded.with("/manifests/", "referrers-anonymous-token").unwrap().with("/v2/", "v2-anonymous").unwrap();
    let session = look(recorded, inquiry(HOST, REPOSITORY, "latest", None)).await;
    assert!(session.token.result.as_deref().unwrap().is_nothing());
    let problem = session.image.problem.unwrap();
    assert!(problem.what.to_string().contains("An anonymous visitor may not read"), "{}", problem.what);
    assert!(problem.now.to_string().contains("Enter a user name"), "{}", problem.now);
}

#[tokio::test]
async fn without_the_feature_the_referrers_tag_is_read_and_the_list_says_so() {
    let Some(recorded) = Recorded::default().with("/referrers/", "referrers-feature-off") else { return };
    let off = recorded.with("/manifests/latest", "manifest-by-tag").unwrap().with("/v2/auth", "auth-pull").unwrap();
    let off = [".sig", ".att", ".sbom", "/manifests/sha256-4d", "/manifests/sha256-80", "/manifests/sha256-ea"]
        .into_iter()
        .fold(off, |off, word| off.with(word, "manifest-unknown-tag").unwrap());
    let none = off.clone().with("/manifests/sha256-b2321c", "manifest-unknown-tag").unwrap();
    let session = look(none.with("/v2/", "v2-anonymous").unwrap(), inquiry(HOST, REPOSITORY, "latest", ACCOUNT)).await;
    let tree = session.referrers.result.as_deref().unwrap();
    let end = &tree.nodes[0].attempts[0];
    assert_eq!((end.way, &end.end), (Way::ReferrersTag, &Ok(Outcome::Absent)));
    assert_eq!(direct(tree).len(), 0);

    // An index under that tag is a list as any other.
    let some = off.with("/manifests/sha256-b2321c", "referrers").unwrap();
    let session = look(some.with("/v2/", "v2-anonymous").unwrap(), inquiry(HOST, REPOSITORY, "latest", ACCOUNT)).await;
    let found = direct(session.referrers.result.as_deref().unwrap());
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|found| found.ways == [Way::ReferrersTag]));
}

#[tokio::test]
async fn a_manifest_by_digest_has_to_have_that_digest() {
    let asked = "sha256:4d0541cc115ebffba02e3971c6107887e423abe3a7c20c7708639f4fcb4cf8f6";
    for (recording, is_right) in [("manifest-by-digest", true), ("manifest-by-tag", false)] {
        let Some(recorded) = Recorded::default().with("/manifests/", recording) else { return };
        let recorded = recorded.with("/v2/auth", "auth-pull").unwrap().with("/referrers/", "referrers-nested").unwrap();
        let recorded = recorded.with("/v2/", "v2-anonymous").unwrap();
        let session = look(recorded, inquiry(HOST, REPOSITORY, asked, ACCOUNT)).await;
        match session.image.problem {
            None => assert!(is_right, "{recording}"),
            Some(problem) => {
                assert!(!is_right && problem.what.to_string().starts_with("ALARM"), "{recording}: {}", problem.what)
            }
        }
    }
}
