//! Other registries' manners, each as an option.

mod common;

use common::{Answer, ask, base64, claims, token};
use refscope_demo::{Cors, Demo, KINDS, LinkForm, Options, SPAN, TokenAnswer, WayIn};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant, UNIX_EPOCH};

async fn bearer(demo: &Demo, repository: &str) -> String {
    let host = demo.host();
    format!("Bearer {}", token(&host, "demo:demo", &format!("repository:{repository}:pull"), &host).await)
}

async fn get(demo: &Demo, path: &str, authorization: Option<&str>) -> Answer {
    ask("GET", &format!("http://{}{path}", demo.host()), authorization).await
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// Follows links until there are none, as a client has to (RFC 8288), and gives all pages.
async fn pages(first: &str, authorization: &str) -> Vec<Value> {
    let mut url = reqwest::Url::parse(first).unwrap();
    let mut pages = Vec::new();
    loop {
        let answer = ask("GET", url.as_str(), Some(authorization)).await;
        assert_eq!(answer.status, 200, "{url}: {}", answer.body);
        pages.push(json(&answer));
        let Some(link) = answer.header("link") else { return pages };
        let target = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
        let next = url.join(target).unwrap();
        assert_ne!(next, url, "a link leads on");
        url = next;
    }
}

#[tokio::test]
async fn long_lists_come_in_pages_with_a_link_of_the_form_that_is_wished() {
    for (link, start) in
        [(LinkForm::Path, "</v2/"), (LinkForm::Absolute, "<http://127.0.0.1:"), (LinkForm::Query, "<?")]
    {
        let demo = Demo::start(Options { page_size: Some(2), link, ..Options::default() }).await.unwrap();
        let image = demo.content().image("demo/app", "1.0").unwrap().clone();
        let authorization = bearer(&demo, "demo/app").await;
        let path = format!("/v2/demo/app/referrers/{}", image.digest);
        let first = get(&demo, &path, Some(&authorization)).await;
        assert!(first.header("link").unwrap().starts_with(start), "{:?}", first.header("link"));

        let all = pages(&format!("http://{}{path}", demo.host()), &authorization).await;
        let sizes: Vec<_> = all.iter().map(|page| page["manifests"].as_array().unwrap().len()).collect();
        assert_eq!(sizes, [2, 2, 1]);
        let found: BTreeSet<_> = all
            .iter()
            .flat_map(|page| page["manifests"].as_array().unwrap())
            .map(|e| e["digest"].as_str().unwrap())
            .collect();
        assert_eq!(found, image.referrers.iter().map(|referrer| referrer.digest.as_str()).collect());

        demo.push_tags("demo/app", 5).await.unwrap();
        let tags = pages(&format!("http://{}/v2/demo/app/tags/list?n=3", demo.host()), &authorization).await;
        let names: Vec<_> = tags.iter().flat_map(|page| page["tags"].as_array().unwrap()).collect();
        assert_eq!(names.len(), 8, "{names:?}");
        assert!(
            tags.iter().all(|page| page["tags"].as_array().unwrap().len() <= 2),
            "no page is longer than asked for"
        );
        demo.stop().await;
    }
}

#[tokio::test]
async fn a_filter_survives_paging_and_may_be_ignored() {
    for (filter, applied, expected) in [(true, Some("artifactType"), 4), (false, None, 20)] {
        let options = Options { page_size: Some(3), filter, fill: false, ..Options::default() };
        let demo = Demo::start(options).await.unwrap();
        let tree = demo.push_many("demo/many", 20).await.unwrap();
        let authorization = bearer(&demo, "demo/many").await;
        let path = format!("/v2/demo/many/referrers/{}?artifactType=application/spdx%2Bjson", tree.digest);
        let first = get(&demo, &path, Some(&authorization)).await;
        assert_eq!(first.header("oci-filters-applied").as_deref(), applied);
        let all = pages(&format!("http://{}{path}", demo.host()), &authorization).await;
        assert!(all.len() > 1, "there is more than one page");
        let entries: Vec<_> = all.iter().flat_map(|page| page["manifests"].as_array().unwrap()).collect();
        assert_eq!(entries.len(), expected);
        assert_eq!(entries.iter().all(|entry| entry["artifactType"] == "application/spdx+json"), filter);
        demo.stop().await;
    }
}

#[tokio::test]
async fn where_passwords_go_with_every_request_there_are_no_tokens() {
    let demo = Demo::start(Options { way_in: WayIn::Basic, ..Options::default() }).await.unwrap();
    let basic = |pair: &str| format!("Basic {}", base64(pair));
    for (path, pair, status) in [
        ("/v2/", None, 401),
        ("/v2/", Some("demo:nope"), 401),
        ("/v2/", Some("demo:demo"), 200),
        ("/v2/auth", Some("demo:demo"), 404),
        ("/v2/public/hello/manifests/1.0", None, 401),
        ("/v2/demo/app/manifests/1.0", Some("demo:demo"), 200),
        ("/v2/internal/vault/manifests/1.0", Some("demo:demo"), 403),
        ("/v2/internal/vault/manifests/1.0", Some("admin:admin"), 200),
    ] {
        let answer = get(&demo, path, pair.map(basic).as_deref()).await;
        assert_eq!(answer.status, status, "{path} {pair:?}");
        let challenge = answer.header("www-authenticate");
        assert_eq!(challenge.as_deref(), (status == 401).then_some("Basic realm=\"demo\""), "{path} {pair:?}");
    }
    assert_eq!(get(&demo, "/v2/", Some("Bearer abc")).await.status, 401);
    demo.stop().await;
}

#[tokio::test]
async fn an_open_registry_asks_nobody() {
    let demo = Demo::start(Options { way_in: WayIn::Open, ..Options::default() }).await.unwrap();
    for path in ["/v2/", "/v2/demo/app/tags/list", "/v2/internal/vault/manifests/1.0"] {
        for authorization in [None, Some("Bearer abc")] {
            let answer = get(&demo, path, authorization).await;
            assert_eq!((answer.status, answer.header("www-authenticate")), (200, None), "{path}");
        }
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_token_may_say_nothing_and_is_accepted_all_the_same() {
    let demo = Demo::start(Options { token_answer: TokenAnswer::Opaque, ..Options::default() }).await.unwrap();
    let host = demo.host();
    let path = format!("/v2/auth?service={host}&scope=repository:demo/app:pull");
    let answer = json(&get(&demo, &path, Some(&format!("Basic {}", base64("demo:demo")))).await);
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["access_token", "expires_in", "issued_at"]);
    assert_eq!(answer["expires_in"], 3600);
    let issued = humantime::parse_rfc3339(answer["issued_at"].as_str().unwrap()).unwrap();
    assert!(issued.elapsed().unwrap() < Duration::from_secs(60));
    let token = answer["access_token"].as_str().unwrap();
    assert!(!token.contains('.'), "it is no JSON Web Token");
    for (repository, status) in [("demo/app", 200), ("demo/chart", 401)] {
        let tags = format!("/v2/{repository}/tags/list");
        assert_eq!(get(&demo, &tags, Some(&format!("Bearer {token}"))).await.status, status);
    }
    demo.expire_tokens();
    let answer = get(&demo, "/v2/demo/app/tags/list", Some(&format!("Bearer {token}"))).await;
    assert_eq!((answer.status, answer.body.as_str()), (401, r#"{"error":"Signature has expired"}"#));
    demo.stop().await;
}

#[tokio::test]
async fn tokens_expire_when_told_and_new_ones_are_valid() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let mut all = BTreeSet::new();
    for _ in 0..3 {
        let authorization = bearer(&demo, "demo/app").await;
        assert!(all.insert(authorization.clone()), "no token is given out again");
        assert_eq!(get(&demo, "/v2/demo/app/tags/list", Some(&authorization)).await.status, 200);
        demo.expire_tokens();
        let answer = get(&demo, "/v2/demo/app/tags/list", Some(&authorization)).await;
        assert_eq!((answer.status, answer.body.as_str()), (401, r#"{"error":"Signature has expired"}"#));
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer realm="));
        let claims = claims(&authorization);
        assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3600);
    }
    demo.stop().await;
}

#[tokio::test]
async fn another_host_gives_out_the_tokens() {
    let other = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    let realm = format!("http://{}/v2/auth", other.host());
    let options =
        Options { realm: Some(realm.clone()), service: Some("registry.example".to_owned()), ..Options::default() };
    let demo = Demo::start(Options { keys: Some(other.keys().clone()), ..options }).await.unwrap();
    let challenge = get(&demo, "/v2/", None).await.header("www-authenticate").unwrap();
    assert_eq!(challenge, format!("Bearer realm=\"{realm}\",service=\"registry.example\""));
    let scope = "repository:demo/app:pull";
    for (service, status) in [("registry.example", 200), ("127.0.0.1", 401)] {
        let authorization = format!("Bearer {}", token(&other.host(), "demo:demo", scope, service).await);
        assert_eq!(get(&demo, "/v2/demo/app/tags/list", Some(&authorization)).await.status, status, "{service}");
    }
    demo.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn blobs_are_elsewhere_and_need_no_credential_there() {
    let demo = Demo::start(Options { blob_redirect: true, ..Options::default() }).await.unwrap();
    let blob = demo.push_blob("demo/app", "text/plain", b"a blob".to_vec()).await.unwrap();
    let authorization = bearer(&demo, "demo/app").await;
    let path = format!("/v2/demo/app/blobs/{}", blob.digest);
    assert_eq!(get(&demo, &path, None).await.status, 401, "the way there is not open to all");

    let followed = get(&demo, &path, Some(&authorization)).await;
    assert_eq!((followed.status, followed.body.as_str()), (200, "a blob"));
    assert_eq!(followed.header("access-control-allow-origin").as_deref(), Some("*"));
    let [received] = demo.storage_requests().try_into().unwrap();
    assert_eq!(received.path, format!("/storage/{}", blob.digest));
    assert_eq!(received.header("authorization"), None, "this client keeps its token from other origins");

    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = client.get(format!("http://{}{path}", demo.host())).header("Authorization", &authorization);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 302);
    let place = format!("http://{}/storage/{}", demo.storage_host().unwrap(), blob.digest);
    assert_eq!(answer.headers()["location"].to_str().unwrap(), place);

    let nothing = format!("/v2/demo/app/blobs/sha256:{}", "0".repeat(64));
    assert_eq!(get(&demo, &nothing, Some(&authorization)).await.status, 404, "nobody is sent to what is not there");
    demo.stop().await;
}

async fn preflight(demo: &Demo) -> reqwest::Response {
    reqwest::Client::new()
        .request(reqwest::Method::OPTIONS, format!("http://{}/v2/", demo.host()))
        .header("Origin", "http://page.example")
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "authorization")
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn headers_that_were_forgotten_are_not_there() {
    for (cors, exposes, allows) in
        [(Cors::Any, true, true), (Cors::Unexposed, false, true), (Cors::WithoutAuthorization, true, false)]
    {
        let demo = Demo::start(Options { cors, fill: false, ..Options::default() }).await.unwrap();
        let answer = get(&demo, "/v2/", None).await;
        assert_eq!(answer.header("access-control-allow-origin").as_deref(), Some("*"), "{cors:?}");
        assert_eq!(answer.header("access-control-expose-headers").is_some(), exposes, "{cors:?}");
        let answer = preflight(&demo).await;
        let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap();
        assert_eq!(allowed.contains("authorization"), allows, "{cors:?}: {allowed}");
        demo.stop().await;
    }
}

#[tokio::test]
async fn answers_take_the_time_that_is_wished_but_not_what_the_demo_pushes() {
    let latency = Duration::from_millis(40);
    for (slow, fast) in [(true, false), (false, true)] {
        let (latency, preflight_latency) = if slow { (latency, Duration::ZERO) } else { (Duration::ZERO, latency) };
        let demo = Demo::start(Options { latency, preflight_latency, ..Options::default() }).await.unwrap();
        let start = Instant::now();
        if slow {
            get(&demo, "/v2/", None).await;
        }
        if fast {
            preflight(&demo).await;
        }
        // Not a measurement: a timer never fires early.
        assert!(start.elapsed() >= latency.max(preflight_latency));
        assert_eq!(demo.requests().len(), usize::from(slow), "what was pushed is not among the requests");
        demo.stop().await;
    }
}

/// An hour is longer than any test runs.
#[tokio::test]
async fn some_answers_can_be_kept_back_and_others_not() {
    let latency = Duration::from_secs(3600);
    let demo = Demo::start(Options { latency, latency_of: "/referrers/", ..Options::default() }).await.unwrap();
    let authorization = bearer(&demo, "demo/app").await;
    let image = demo.content().image("demo/app", "1.0").unwrap().clone();
    assert_eq!(get(&demo, "/v2/demo/app/manifests/1.0", Some(&authorization)).await.status, 200);
    let list = format!("/v2/demo/app/referrers/{}", image.digest);
    let kept_back = tokio::time::timeout(Duration::from_millis(300), get(&demo, &list, Some(&authorization))).await;
    assert!(kept_back.is_err(), "{}", kept_back.unwrap().body);
}

#[tokio::test]
async fn fifty_thousand_referrers_are_made_in_seconds_and_listed_page_by_page() {
    const COUNT: usize = 50_000;
    let demo = Demo::start(Options { page_size: Some(1000), fill: false, ..Options::default() }).await.unwrap();
    let start = Instant::now();
    let tree = demo.push_varied("demo/huge", COUNT).await.unwrap();
    println!("pushed in {:?}", start.elapsed());
    let authorization = bearer(&demo, "demo/huge").await;
    let start = Instant::now();
    let all = pages(&format!("http://{}/v2/demo/huge/referrers/{}", demo.host(), tree.digest), &authorization).await;
    println!("listed in {:?}", start.elapsed());
    assert_eq!(all.len(), COUNT / 1000);
    let entries: Vec<_> = all.iter().flat_map(|page| page["manifests"].as_array().unwrap()).collect();
    let digests: BTreeSet<_> = entries.iter().map(|entry| entry["digest"].as_str().unwrap()).collect();
    assert_eq!(digests, tree.levels[0].iter().map(String::as_str).collect());
    assert_eq!(digests.len(), COUNT, "no two alike");
    for (number, kind) in KINDS.iter().enumerate() {
        assert_eq!(entries.iter().filter(|entry| entry["artifactType"] == *kind).count(), COUNT / 10, "{number}");
    }
    let months = entries.iter().map(|entry| {
        let created = entry["annotations"]["org.opencontainers.image.created"].as_str().unwrap();
        let at = humantime::parse_rfc3339(created).unwrap().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!(SPAN.contains(&at), "{created}");
        (at - SPAN.start) * 24 / (SPAN.end - SPAN.start)
    });
    assert_eq!(months.collect::<BTreeSet<_>>(), (0..24).collect(), "every month of two years has some");
}

#[tokio::test]
async fn a_list_that_was_given_in_pages_has_what_was_pushed_since() {
    let demo = Demo::start(Options { page_size: Some(5), fill: false, ..Options::default() }).await.unwrap();
    let authorization = bearer(&demo, "demo/many").await;
    let listed = async |digest: &str| {
        let all = pages(&format!("http://{}/v2/demo/many/referrers/{digest}", demo.host()), &authorization).await;
        let entries = all.iter().flat_map(|page| page["manifests"].as_array().unwrap());
        entries.map(|entry| entry["digest"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let image = demo.push_varied("demo/many", 7).await.unwrap();
    let mut expected: BTreeSet<String> = image.levels[0].iter().cloned().collect();
    assert_eq!(listed(&image.digest).await, expected);
    // Over HTTP, others of the same image; and by themselves.
    expected.extend(demo.push_many("demo/many", 6).await.unwrap().levels.remove(0));
    assert_eq!(listed(&image.digest).await, expected);
    expected.extend(demo.push_varied("demo/many", 11).await.unwrap().levels.remove(0));
    assert_eq!(listed(&image.digest).await, expected);
    assert_eq!(expected.len(), 17);
}
