//! What has to be true of the embedded registry, with bare Quay's manners, behind any proxy.

use super::deploy::{EXPOSED, PAGE};
use super::program::{Folder, Running};
use super::support::native::Native;
use super::support::{direct, inquiry, look};
use refscope::registry::Entrance;
use refscope::registry::entrance::Source;
use refscope::registry::found::Way;
use refscope::session::{Session, Stage};
use refscope_demo::{Cors, Demo, Options, Recorded};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));
/// What a browser may do with an answer of the registry that is opened as a document under the page's origin: nothing.
const SANDBOX: &str = "default-src 'none'; sandbox";
const OTHER_PAGE: &str = "https://other.example";

/// A Quay as it comes: no page of another origin can read it.
pub async fn bare_quay() -> Demo {
    Demo::start(Options { cors: Cors::Quay, ..Options::default() }).await.unwrap()
}

/// A page, as small as one can be, with files that lie beside it compressed; gives its folder, with a slash at the end.
pub fn page(folder: &Folder) -> String {
    folder.write("page/refscope.wasm", "\0asm");
    folder.write("page/config.json", "{}");
    folder.write("page/config.json.gz", "of before it was changed");
    folder.write("page/app-0123456789abcdef.js", "export {}");
    folder.write("page/app-0123456789abcdef.js.gz", "gzip");
    folder.write("page/app-0123456789abcdef.js.br", "brotli");
    folder.write("page/index.html", "<!doctype html><title>Refscope</title>").replace("index.html", "")
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    /// All values of a header: a second one would spoil the first.
    fn all(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

async fn ask(method: Method, url: &str, headers: &[(&str, &str)]) -> Answer {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut request = client.request(method, url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, body: answer.text().await.unwrap() }
}

/// A whole look has to find what was pushed.
async fn finds_all(page: &'static str, proxy: &Running, quay: &Demo) -> Session {
    let session = look(Native { page }, inquiry(&proxy.host(), "demo/app", "1.0", ACCOUNT)).await;
    let Some(tree) = session.referrers.result.as_deref() else { panic!("{session:?}") };
    assert_eq!(tree.problem(), None);
    let mut found: Vec<_> = direct(tree).map(|found| found.referrer.digest().to_string()).collect();
    let image = quay.content().image("demo/app", "1.0").unwrap();
    let mut pushed: Vec<_> = image.referrers.iter().map(|referrer| referrer.digest.clone()).collect();
    found.sort();
    pushed.sort();
    assert_eq!(found, pushed);
    assert!(direct(tree).all(|found| found.ways == [Way::ReferrersApi]));
    // Behind a proxy too, it is Quay's own words that are followed, and its own name the token is for.
    let Some(Entrance::Bearer { endpoint, service, source, .. }) = session.challenge.result.as_deref() else {
        panic!("{:?}", session.challenge)
    };
    assert_eq!((service, *source), (&quay.host(), Source::Challenge));
    assert_eq!(endpoint.to_string(), format!("{}/v2/auth", proxy.origin()), "the password goes where it was typed for");
    session
}

/// What goes wrong at Quay has to be said through the proxy as well.
async fn says_what_goes_wrong(page: &'static str, host: &str) {
    for (tag, account, what) in [
        ("1.0", Some(("demo", "wrong")), "did not accept the user name “demo”"),
        ("9.9", ACCOUNT, "“demo/app” has no “9.9” (404)"),
        ("1.0", None, "An anonymous visitor may not read “demo/app”"),
    ] {
        let session = look(Native { page }, inquiry(host, "demo/app", tag, account)).await;
        let problem = session.token.problem.or(session.image.problem).unwrap();
        assert!(problem.what.to_string().contains(what), "{}", problem.what);
        assert_eq!(session.referrers.stage, Stage::Idle);
    }
}

/// The requests that came to Quay since there were `before`.
fn new_requests(quay: &Demo, before: usize) -> Vec<Recorded> {
    quay.requests().into_iter().skip(before).collect()
}

/// A request as the page sent it has to come to Quay: its path byte by byte, its token of any length, and
/// nothing that is of other applications on the proxy's host.
async fn passes_on_faithfully(proxy: &Running, quay: &Demo) {
    let before = quay.requests().len();
    let token = format!("Bearer {}", "x".repeat(20_000));
    let path = "/v2/demo/app/referrers/sha256:0?artifactType=application%2Fspdx%2Bjson";
    let headers = [("Authorization", token.as_str()), ("Cookie", "session=of-another")];
    let answer = ask(Method::GET, &format!("{}{path}", proxy.origin()), &headers).await;
    assert_eq!((answer.status, answer.body.as_str()), (401, "{\"error\":\"Invalid bearer token format\"}"));
    let arrived = &new_requests(quay, before)[0];
    assert_eq!(arrived.path, path);
    assert_eq!(arrived.header("authorization"), Some(token.as_str()));
}

/// The page and Quay under one origin.
pub async fn same_origin(proxy: &Running, quay: Demo) {
    let origin = proxy.origin();
    let html = ask(Method::GET, &format!("{origin}/refscope/"), &[("Authorization", "Basic c2VjcmV0")]).await;
    assert!(html.status == 200 && html.body.contains("<title>Refscope</title>"), "{}", html.body);
    assert!(html.all("content-type")[0].starts_with("text/html"));
    let wasm = ask(Method::GET, &format!("{origin}/refscope/refscope.wasm"), &[]).await;
    assert_eq!(wasm.all("content-type"), ["application/wasm"], "else the browser compiles it slowly or not at all");
    let without_slash = ask(Method::GET, &format!("{origin}/refscope"), &[]).await;
    assert_eq!(without_slash.status, 301);
    assert!(without_slash.all("location")[0].ends_with("/refscope/"));
    let elsewhere = ask(Method::GET, &format!("{origin}/api/v1/user/"), &[("Authorization", "Basic c2VjcmV0")]).await;
    assert_eq!(elsewhere.status, 404);
    assert_eq!(quay.requests(), [], "only what is under /v2/ is Quay's");

    let session = finds_all(origin, proxy, &quay).await;
    let Some(Entrance::Bearer { realm, .. }) = session.challenge.result.as_deref() else { unreachable!() };
    let named = realm.as_ref().map(|realm| realm.address().host());
    assert_eq!(named, Some(quay.host()), "Quay names itself, the page stays with the proxy");
    says_what_goes_wrong(origin, &proxy.host()).await;

    let token = ask(Method::GET, &format!("{origin}/v2/auth?scope=repository:public/hello:pull"), &[]).await;
    assert!(token.status == 200 && token.body.contains("token"));
    assert_eq!(token.all("cache-control"), ["no-store"]);
    for path in ["/v2/", "/v2/auth?scope=nonsense", "/v2/nosuch"] {
        let answer = ask(Method::GET, &format!("{origin}{path}"), &[]).await;
        assert_eq!(answer.all("content-security-policy"), [SANDBOX], "{path}: no page of the page's origin");
        assert_eq!(answer.all("x-content-type-options"), ["nosniff"], "{path}");
    }
    passes_on_faithfully(proxy, &quay).await;
    assert!(quay.requests().iter().all(|request| request.header("cookie").is_none()));
    quay.stop().await;
}

/// A page of the allowed origin can look and learns what goes wrong; one of another origin cannot.
pub async fn readable_by_one_page(proxy: &Running, quay: &Demo) {
    finds_all(PAGE, proxy, quay).await;
    says_what_goes_wrong(PAGE, &proxy.host()).await;
    passes_on_faithfully(proxy, quay).await;
    has_the_headers_once(proxy).await;
    let session = look(Native { page: OTHER_PAGE }, inquiry(&proxy.host(), "demo/app", "1.0", ACCOUNT)).await;
    let problem = session.challenge.problem.or(session.token.problem).unwrap();
    assert!(problem.what.to_string().contains("does not let this page read the answer (CORS)"), "{}", problem.what);
}

/// CORS in front of Quay.
pub async fn cors(proxy: &Running, quay: Demo) {
    readable_by_one_page(proxy, &quay).await;
    answers_preflights(proxy, &quay).await;

    // Quay is gone, the proxy is not: its own error has to be readable too.
    quay.stop().await;
    let session = look(Native { page: PAGE }, inquiry(&proxy.host(), "demo/app", "1.0", ACCOUNT)).await;
    let problem = session.challenge.problem.unwrap();
    assert!(problem.what.to_string().contains("is not available at the moment (50"), "{}", problem.what);
    let answer = ask(Method::GET, &format!("{}/v2/", proxy.origin()), &[]).await;
    assert_eq!(answer.all("access-control-allow-origin"), [PAGE]);
}

async fn answers_preflights(proxy: &Running, quay: &Demo) {
    let asked = [
        ("Origin", PAGE),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    let before = quay.requests().len();
    for path in ["/v2/", "/v2/auth?service=x", "/v2/demo/app/manifests/1.0", "/v2/demo/app/referrers/sha256:0"] {
        let answer = ask(Method::OPTIONS, &format!("{}{path}", proxy.origin()), &asked).await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{path}");
        for (name, value) in [
            ("access-control-allow-origin", PAGE),
            ("access-control-allow-methods", "GET, HEAD"),
            ("access-control-allow-headers", "Authorization, Accept"),
            ("access-control-max-age", "600"),
        ] {
            assert_eq!(answer.all(name), [value], "{path}");
        }
    }
    assert_eq!(new_requests(quay, before), [], "Quay does not know the question");
}

/// On success and on every kind of error; and nowhere but under `/v2/`.
async fn has_the_headers_once(proxy: &Running) {
    let garbage = [("Origin", PAGE), ("Authorization", "Bearer garbage")];
    for (path, headers, status) in [
        ("/v2/", &garbage[..1], 401),
        // Quay's own `Access-Control-Allow-Origin: *` is on this one.
        ("/v2/", &garbage[..], 401),
        ("/v2/auth?scope=repository:public/hello:pull", &garbage[..1], 200),
        ("/v2/auth?scope=nonsense", &garbage[..1], 400),
        ("/v2/nosuch", &garbage[..1], 404),
        ("/v2/auth?scope=repository:public/hello:pull", &[("Origin", OTHER_PAGE)][..], 200),
    ] {
        let answer = ask(Method::GET, &format!("{}{path}", proxy.origin()), headers).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.all("access-control-allow-origin"), [PAGE], "{path}");
        assert_eq!(answer.all("access-control-expose-headers"), [EXPOSED], "{path}");
    }
    let elsewhere = ask(Method::GET, &format!("{}/api/v1/user/", proxy.origin()), &garbage[..1]).await;
    assert_eq!(elsewhere.all("access-control-allow-origin"), [""; 0], "nothing else of Quay is opened");
}
