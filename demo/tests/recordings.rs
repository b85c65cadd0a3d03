//! The embedded registry beside the recorded exchanges with a running Quay: the same questions, answered
//! in the same way. Only names, dates and tokens differ.

mod common;

use common::{ask, recording, token};
use refscope_demo::{Cors, Demo, Options};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// The recorded Quay's host and repository.
const QUAY: &str = "127.0.0.1:8090";
const REPOSITORY: &str = "devtable/referrersdemo";

/// Who asks.
enum As<'a> {
    Nobody,
    Raw(&'a str),
    /// With a token for this scope and service, as `demo`.
    Token(&'a str, &'a str),
}

async fn demo(options: Options) -> Demo {
    Demo::start(Options { cors: Cors::Quay, ..options }).await.unwrap()
}

/// Asks as recorded, and compares status, content type, challenge, CORS and the shape of the body.
async fn same(demo: &Demo, name: &str, method: &str, path: &str, who: As<'_>) -> Value {
    let Some(recorded) = recording(name) else { return Value::Null };
    let host = demo.host();
    let authorization = match who {
        As::Nobody => None,
        As::Raw(value) => Some(value.to_owned()),
        As::Token(scope, service) => Some(format!("Bearer {}", token(&host, "demo:demo", scope, service).await)),
    };
    let answer = ask(method, &format!("http://{host}{path}"), authorization.as_deref()).await;

    assert_eq!(answer.status, recorded["response"]["status"], "{name}: status");
    let expected = |header: &str| {
        let headers = recorded["response"]["headers"].as_object().unwrap();
        let found = headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(header));
        found.map(|(_, value)| value.as_str().unwrap().replace(QUAY, &host))
    };
    for header in ["content-type", "access-control-allow-origin", "oci-filters-applied"] {
        assert_eq!(answer.header(header), expected(header), "{name}: {header}");
    }
    let challenge = expected("www-authenticate")
        .map(|value| value.replace(REPOSITORY, "demo/app").replace("devtable/manyreferrers", "demo/app"));
    assert_eq!(answer.header("www-authenticate"), challenge, "{name}: challenge");

    let body = recorded["response"]["body"].as_str().unwrap();
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::from(text));
    let (ours, theirs) = (parsed(&answer.body), parsed(body));
    match theirs {
        // Errors are the same to the letter, but for names.
        ref error if error.get("errors").or(error.get("error")).is_some() || error.is_string() => {
            let theirs = body.replace(REPOSITORY, "demo/app").replace("devtable/UPPER", "demo/UPPER");
            assert_eq!(ours, parsed(&theirs), "{name}: body");
        }
        Value::Object(fields) => {
            // Their order means nothing.
            let keys = |value: &Value| value.as_object().map(|o| o.keys().cloned().collect::<BTreeSet<_>>());
            assert_eq!(keys(&ours), keys(&Value::Object(fields)), "{name}: keys of the body");
        }
        other => assert_eq!(ours, other, "{name}: body"),
    }
    ours
}

#[tokio::test]
async fn the_token_endpoint_answers_as_quay_does() {
    let demo = demo(Options::default()).await;
    let host = demo.host();
    let auth = |rest: &str| format!("/v2/auth?service={host}{rest}");
    let pull = auth("&scope=repository:demo/app:pull");
    let basic = |pair: &str| format!("Basic {}", common::base64(pair));
    let right = basic("demo:demo");

    for (name, path, header) in [
        ("auth-anonymous-no-scope", auth(""), None),
        ("auth-anonymous", pull.clone(), None),
        ("auth-empty-credentials", pull.clone(), Some(basic(":"))),
        ("auth-malformed-basic", pull.clone(), Some("Basic !!!notbase64".to_owned())),
        ("auth-malformed-scope", auth("&scope=nonsense"), Some(right.clone())),
        ("auth-missing-namespace", auth("&scope=repository:nosuchns/x:pull,push"), Some(right.clone())),
        ("auth-missing-repository-pull", auth("&scope=repository:demo/doesnotexist:pull"), Some(right.clone())),
        ("auth-no-scope", auth(""), Some(right.clone())),
        ("auth-no-service", "/v2/auth?scope=repository:demo/app:pull".to_owned(), Some(right.clone())),
        ("auth-pull", pull.clone(), Some(right.clone())),
        ("auth-robot", pull.clone(), Some(basic("demo+robot:robot-secret"))),
        ("auth-unknown-user", pull.clone(), Some(basic("nobody:nope"))),
        ("auth-uppercase-repository", auth("&scope=repository:demo/UPPER:pull"), Some(right.clone())),
        ("auth-wrong-password", pull.clone(), Some(basic("demo:nope"))),
        ("auth-wrong-service", "/v2/auth?service=other.example&scope=repository:demo/app:pull".to_owned(), Some(right)),
    ] {
        let who = header.as_deref().map_or(As::Nobody, As::Raw);
        same(&demo, name, "GET", &path, who).await;
    }
    demo.stop().await;
}

#[tokio::test]
async fn tokens_carry_the_claims_that_quay_writes() {
    let Some(recorded) = recording("decoded-tokens") else { return };
    let demo = demo(Options::default()).await;
    let host = demo.host();
    for (name, user) in [("pull", "demo:demo"), ("anonymous", "")] {
        let text = token(&host, user, "repository:demo/app:pull", &host).await;
        let claims = common::claims(&text);
        let theirs = &recorded[name]["claims"];
        let keys = |value: &Value| {
            let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(&claims), keys(theirs), "{name}");
        assert_eq!(keys(&claims["context"]), keys(&theirs["context"]), "{name}");
        let lifetime = |claims: &Value| claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
        assert_eq!(lifetime(&claims), lifetime(theirs), "{name}");
        assert_eq!((&claims["iss"], &claims["aud"]), (&theirs["iss"], &Value::from(host.clone())), "{name}");
        assert_eq!(claims["access"][0]["actions"], theirs["access"][0]["actions"], "{name}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn repositories_answer_as_quays_do() {
    let demo = demo(Options::default()).await;
    let host = demo.host();
    let image = demo.content().image("demo/app", "1.0").unwrap().clone();
    let plain = demo.content().image("demo/plain", "1.0").unwrap().digest.clone();
    let referrers = format!("/v2/demo/app/referrers/{}", image.digest);
    let nothing = format!("sha256:{}", "0".repeat(64));
    let pull = || As::Token("repository:demo/app:pull", &host);

    let filter = |value: &str| format!("{referrers}?artifactType={value}");
    for (name, method, path, who) in [
        ("v2-anonymous", "GET", "/v2/".to_owned(), As::Nobody),
        ("preflight-auth", "OPTIONS", "/v2/auth".to_owned(), As::Nobody),
        ("referrers", "GET", referrers.clone(), pull()),
        ("referrers-no-token", "GET", referrers.clone(), As::Nobody),
        ("referrers-garbage-token", "GET", referrers.clone(), As::Raw("Bearer abc")),
        ("referrers-other-repository-token", "GET", referrers.clone(), As::Token("repository:demo/chart:pull", &host)),
        ("referrers-wrong-audience", "GET", referrers.clone(), As::Token("repository:demo/app:pull", "other.example")),
        ("referrers-filtered", "GET", filter("application/spdx%2Bjson"), pull()),
        ("referrers-filtered-none", "GET", filter("application/none"), pull()),
        ("referrers-filtered-unescaped-plus", "GET", filter("application/spdx+json"), pull()),
        ("referrers-unknown-digest", "GET", format!("/v2/demo/app/referrers/{nothing}"), pull()),
        ("referrers-malformed-digest", "GET", "/v2/demo/app/referrers/sha256:zz".to_owned(), pull()),
        (
            "referrers-empty",
            "GET",
            format!("/v2/demo/plain/referrers/{plain}"),
            As::Token("repository:demo/plain:pull", &host),
        ),
        ("manifest-unknown-tag", "GET", "/v2/demo/app/manifests/nosuchtag".to_owned(), pull()),
        ("manifest-index", "GET", "/v2/demo/app/manifests/1.0".to_owned(), pull()),
        ("blob-unknown", "GET", format!("/v2/demo/app/blobs/{nothing}"), pull()),
        ("tags-list", "GET", "/v2/demo/app/tags/list".to_owned(), pull()),
    ] {
        same(&demo, name, method, &path, who).await;
    }

    let anonymous = token(&host, "", "repository:demo/app:pull", &host).await;
    same(&demo, "referrers-anonymous-token", "GET", &referrers, As::Raw(&format!("Bearer {anonymous}"))).await;
    let good = token(&host, "demo:demo", "repository:demo/app:pull", &host).await;
    let (front, signature) = good.rsplit_once('.').unwrap();
    // Another character at its beginning: still Base64, no longer the signature.
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let tampered = format!("Bearer {front}.{other}{}", &signature[1..]);
    same(&demo, "referrers-tampered-token", "GET", &referrers, As::Raw(&tampered)).await;

    let filtered = same(&demo, "referrers-filtered", "GET", &filter("application/spdx%2Bjson"), pull()).await;
    if filtered != Value::Null {
        assert_eq!(filtered["manifests"].as_array().unwrap().len(), 1, "a filter that is escaped finds one");
    }
    demo.stop().await;
}

#[tokio::test]
async fn without_the_feature_there_is_no_referrers_api() {
    let demo = demo(Options { referrers_api: false, ..Options::default() }).await;
    let host = demo.host();
    let digest = demo.content().image("demo/app", "1.0").unwrap().digest.clone();
    let path = format!("/v2/demo/app/referrers/{digest}");
    same(&demo, "referrers-feature-off", "GET", &path, As::Token("repository:demo/app:pull", &host)).await;
    demo.stop().await;
}

#[tokio::test]
async fn a_few_wrong_passwords_lock_the_name_out_until_it_has_cooled_down() {
    let cool_down = Duration::from_millis(300);
    let demo = demo(Options { cool_down, fill: false, ..Options::default() }).await;
    let url = format!("http://{}/v2/auth?service=x&scope=repository:demo/app:pull", demo.host());
    let status = async |pair: &str| ask("GET", &url, Some(&format!("Basic {}", common::base64(pair)))).await.status;
    for _ in 0..3 {
        assert_eq!(status("demo:nope").await, 401);
    }
    let path = url.split_once("/v2/").map(|(_, rest)| format!("/v2/{rest}")).unwrap();
    let right = format!("Basic {}", common::base64("demo:demo"));
    same(&demo, "auth-too-many-attempts", "GET", &path, As::Raw(&right)).await;
    assert_eq!(status("admin:admin").await, 200, "another name is not locked out");
    // Until the condition holds; the test runner's own limit ends a wait that is in vain.
    while status("demo:demo").await != 200 {
        tokio::task::yield_now().await;
    }
    demo.stop().await;
}

#[tokio::test]
async fn asking_to_push_makes_the_repository() {
    let demo = demo(Options { fill: false, ..Options::default() }).await;
    let host = demo.host();
    let tags = format!("http://{host}/v2/demo/new/tags/list");
    let bearer = format!("Bearer {}", token(&host, "admin:admin", "repository:demo/new:pull", &host).await);
    assert_eq!(ask("GET", &tags, Some(&bearer)).await.status, 404, "asking to pull makes nothing");
    token(&host, "demo:demo", "repository:demo/new:pull,push", &host).await;
    assert_eq!(ask("GET", &tags, Some(&bearer)).await.status, 404, "who may not push makes nothing");
    token(&host, "admin:admin", "repository:demo/new:pull,push", &host).await;
    let answer = ask("GET", &tags, Some(&bearer)).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"name":"demo/new","tags":[]}"#));
    demo.stop().await;
}
