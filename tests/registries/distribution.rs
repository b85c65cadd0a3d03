//! The distribution registry 2.8: no referrers API, a token server that is not its own.

use super::program::{DOCKER_REGISTRY, Folder, Running};
use super::support::native::Native;
use super::support::{direct, ends, inquiry, look};
use refscope::oci::{Address, Kind};
use refscope::registry::found::{Outcome, Way};
use refscope::registry::tree::Tree;
use refscope::registry::{Entrance, TokenEndpoint};
use refscope::session::{Inquiry, Session, Stage};
use refscope_demo::push::{EMPTY, INDEX, MANIFEST, Pushed};
use refscope_demo::{Demo, Options, Pusher};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::process::Command;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));
/// How the registry calls itself to its token server: no host name at all.
const SERVICE: &str = "team registry";
const SIGNATURE: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";
const SBOM: &str = "application/spdx+json";
/// A page of another origin than the registry's.
const OTHER_PAGE: &str = "http://page.example";

/// The registry with an empty storage, which trusts the tokens of `issuer`.
fn docker_registry(folder: &Folder, addr: SocketAddr, issuer: &Demo) -> Command {
    let certificate = folder.write("token-server.pem", issuer.certificate_pem());
    // JSON is YAML.
    let config = json!({
        "version": "0.1",
        "log": {"level": "error", "accesslog": {"disabled": true}},
        "storage": {"filesystem": {"rootdirectory": folder.path().join("storage")}},
        "http": {
            "addr": addr.to_string(),
            "secret": "of this test alone",
            "headers": {
                "Access-Control-Allow-Origin": ["*"],
                "Access-Control-Allow-Headers": ["Authorization, Accept"],
                "Access-Control-Expose-Headers": ["WWW-Authenticate, Docker-Content-Digest"],
            },
        },
        "auth": {"token": {
            "realm": format!("http://{}/v2/auth", issuer.host()),
            "service": SERVICE,
            "issuer": "quay",
            "rootcertbundle": certificate,
        }},
    });
    let config = folder.write("config.yml", &config.to_string());
    let mut command = DOCKER_REGISTRY.command().unwrap();
    command.args(["serve", &config]);
    command
}

/// A registry and its token server. `None` where there is no program.
async fn registry() -> Option<(Running, Demo)> {
    DOCKER_REGISTRY.command()?;
    let issuer = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    let registry = Running::start(|folder, addr| docker_registry(folder, addr, &issuer)).await;
    Some((registry, issuer))
}

/// The token server that the registry names, on a host of its own.
fn realm(registry: &Running, issuer: &Demo) -> TokenEndpoint {
    let realm = format!("http://{}/v2/auth", issuer.host());
    TokenEndpoint::parse(&realm, &Address::parse(&registry.host()).unwrap()).unwrap()
}

/// As a person asks it who allows that token server.
fn asked(registry: &Running, issuer: &Demo, reference: &str, account: Option<(&str, &str)>) -> Inquiry {
    Inquiry { allowed: vec![realm(registry, issuer)], ..inquiry(&registry.host(), "demo/app", reference, account) }
}

async fn image(pusher: &Pusher, tag: &str, words: &str) -> Pushed {
    let config = pusher.blob("application/vnd.oci.image.config.v1+json", words.into()).await.unwrap();
    let layer = pusher.blob("application/vnd.oci.image.layer.v1.tar", words.into()).await.unwrap();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
    });
    pusher.manifest(&manifest, Some(tag)).await.unwrap()
}

/// Pushes what refers to `subject`, and gives its entry for the index.
async fn referrer(pusher: &Pusher, subject: &Pushed, artifact_type: &str) -> Value {
    let empty = pusher.blob(EMPTY, b"{}".to_vec()).await.unwrap();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": artifact_type,
        "config": empty.descriptor(),
        "layers": [empty.descriptor()],
        "subject": subject.descriptor(),
        "annotations": {"org.opencontainers.image.created": "2026-09-01T08:30:00Z"},
    });
    let mut entry = pusher.manifest(&manifest, None).await.unwrap().descriptor();
    entry["artifactType"] = json!(artifact_type);
    entry["annotations"] = manifest["annotations"].clone();
    entry
}

/// An image with two referrers, listed under the tag that the specification gives ("Referrers Tag Schema").
async fn push_referred(pusher: &Pusher) -> (Pushed, Vec<Value>) {
    let image = image(pusher, "1.0", "signed").await;
    let entries = vec![referrer(pusher, &image, SIGNATURE).await, referrer(pusher, &image, SBOM).await];
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries});
    pusher.manifest(&index, Some(&image.digest.replace(':', "-"))).await.unwrap();
    (image, entries)
}

async fn pusher(registry: &Running, issuer: &Demo) -> Pusher {
    Pusher::with_tokens_of(&issuer.host(), &registry.host(), SERVICE, "demo/app").await.unwrap()
}

/// The one thing that went wrong.
fn problem(session: Session) -> String {
    let steps = [session.challenge.problem, session.token.problem, session.image.problem, session.referrers.problem];
    let problems: Vec<_> = steps.into_iter().flatten().map(|problem| problem.what.to_string()).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.concat()
}

#[tokio::test]
async fn referrers_are_found_by_their_tag() {
    let Some((registry, issuer)) = registry().await else { return };
    let page = Native { page: registry.origin() };
    let pusher = pusher(&registry, &issuer).await;
    let (image, entries) = push_referred(&pusher).await;

    for reference in ["1.0", &image.digest] {
        let session = look(page.clone(), asked(&registry, &issuer, reference, ACCOUNT)).await;
        let Some(tree) = session.referrers.result.as_deref() else { panic!("{session:?}") };
        assert_eq!(tree.problem(), None);
        assert!(direct(tree).all(|found| found.ways == [Way::ReferrersTag]));
        assert_eq!(session.image.result.as_deref().unwrap().digest.to_string(), image.digest);
        let found = direct(tree).map(|found| found.referrer.digest().to_string());
        assert_eq!(found.collect::<Vec<_>>(), entries.iter().map(|e| e["digest"].clone()).collect::<Vec<_>>());
        assert_eq!(Tree::count_by_kind(direct(tree)), [(Kind::Signature, 1), (Kind::Sbom, 1)]);
        assert!(direct(tree).all(|found| found.referrer.created() == Some("2026-09-01T08:30:00Z")));
        let token = session.token.result.as_deref().unwrap().token.as_ref().unwrap();
        assert_eq!(token.jwt.as_ref().unwrap().known.audience.as_deref(), Some(SERVICE));
    }
    issuer.stop().await;
}

#[tokio::test]
async fn without_an_index_nothing_is_found_and_what_is_wrong_is_said() {
    let Some((registry, issuer)) = registry().await else { return };
    let page = Native { page: registry.origin() };
    image(&pusher(&registry, &issuer).await, "plain", "not signed").await;

    let session = look(page.clone(), asked(&registry, &issuer, "plain", ACCOUNT)).await;
    assert_eq!(session.referrers.stage, Stage::Done);
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!(tree.artifacts().count(), 0);
    let ends = ends(tree);
    assert_eq!(ends[0], (Way::ReferrersTag, Outcome::Absent));
    assert!(ends[1..].iter().all(|(_, end)| *end == Outcome::Absent), "{ends:?}");

    for (tag, account, what) in [
        ("9.9", ACCOUNT, "“demo/app” has no “9.9” (404)"),
        ("plain", Some(("demo", "wrong")), "did not accept the user name “demo”"),
        ("plain", None, "An anonymous visitor may not read “demo/app”"),
    ] {
        let session = look(page.clone(), asked(&registry, &issuer, tag, account)).await;
        assert!(problem(session.clone()).contains(what), "{}", problem(session));
    }
    issuer.stop().await;
}

#[tokio::test]
async fn the_password_goes_nowhere_that_nobody_allowed() {
    let Some((registry, issuer)) = registry().await else { return };
    let session = look(Native { page: registry.origin() }, inquiry(&registry.host(), "demo/app", "1.0", ACCOUNT)).await;
    assert_eq!(issuer.requests(), [], "the challenge names a host that the person did not");
    assert_eq!(session.image.result, None);
    // Its path is Quay's, so the client takes the registry for a Quay behind a proxy, and finds none there.
    let allow = session.token.problem.as_ref().and_then(|problem| problem.allow.clone());
    assert_eq!(allow, Some(realm(&registry, &issuer)));
    let what = problem(session);
    assert!(what.contains("wants your user name and password sent to another host"), "{what}");

    // Set by hand, it is allowed as well.
    let by_hand = Inquiry { endpoint: allow, ..inquiry(&registry.host(), "demo/app", "1.0", ACCOUNT) };
    let session = look(Native { page: registry.origin() }, by_hand).await;
    assert!(problem(session.clone()).contains("“demo/app” has no “1.0” (404)"), "{}", problem(session));
    issuer.stop().await;
}

/// Its `http.headers` are on answers to anyone, but a preflight is refused for want of the very header that
/// it asks about: a page on another host gets no further than the challenge without a proxy.
#[tokio::test]
async fn its_own_headers_are_not_enough_for_a_page_on_another_host() {
    let Some((registry, issuer)) = registry().await else { return };
    let preflight = reqwest::Client::new()
        .request(reqwest::Method::OPTIONS, format!("{}/v2/demo/app/manifests/plain", registry.origin()))
        .header("Origin", OTHER_PAGE)
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "authorization");
    let answer = preflight.send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["access-control-allow-origin"]),
        (401, &"*".parse().unwrap())
    );

    image(&pusher(&registry, &issuer).await, "plain", "not signed").await;
    let session = look(Native { page: OTHER_PAGE }, asked(&registry, &issuer, "plain", ACCOUNT)).await;
    assert!(matches!(session.challenge.result.as_deref(), Some(Entrance::Bearer { .. })), "{session:?}");
    assert_eq!(session.token.stage, Stage::Done);
    let what = problem(session);
    assert!(what.contains("lets this page read plain answers, but refuses"), "{what}");
    assert!(what.contains("(the preflight)"), "{what}");
    issuer.stop().await;
}
