//! Ways in: other hosts' token endpoints, Basic, none at all; and tokens that run out.

use super::page::{Page, with_page, with_registry};
use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION};
use axum::http::{Method, Request, Response};
use refscope_demo::hostile::{Fault, Hostile};
use refscope_demo::{Options, TokenAnswer, WayIn};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::net::TcpListener;

/// A token endpoint on a host of its own: hands the questions on to the registry that it belongs to.
struct TokenServer {
    addr: SocketAddr,
    /// `host:port` of the registry; known later than the server's own.
    registry: Arc<OnceLock<String>>,
    /// The `Authorization` of each request, preflights left out.
    received: Arc<Mutex<Vec<Option<String>>>>,
}

impl TokenServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (registry, received) = (Arc::<OnceLock<String>>::default(), Arc::<Mutex<Vec<_>>>::default());
        let (known, noted) = (registry.clone(), received.clone());
        let app = Router::new().fallback(move |request: Request<Body>| {
            let (known, noted) = (known.clone(), noted.clone());
            async move { hand_on(request, &known, &noted).await }
        });
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { addr, registry, received }
    }

    fn received(&self) -> Vec<Option<String>> {
        self.received.lock().unwrap().clone()
    }
}

async fn hand_on(
    request: Request<Body>,
    registry: &OnceLock<String>,
    received: &Mutex<Vec<Option<String>>>,
) -> Response<Body> {
    let mut body = Body::empty();
    if request.method() != Method::OPTIONS {
        let authorization = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        received.lock().unwrap().push(authorization.clone());
        let url = format!("http://{}/v2/auth?{}", registry.get().unwrap(), request.uri().query().unwrap());
        let question = reqwest::Client::new().get(url).header(AUTHORIZATION, authorization.unwrap_or_default());
        body = Body::from(question.send().await.unwrap().bytes().await.unwrap());
    }
    let answer = Response::builder().header(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    answer.header(ACCESS_CONTROL_ALLOW_HEADERS, "Authorization").body(body).unwrap()
}

/// How often the registry itself was sent a password.
fn passwords(page: &Page) -> usize {
    let has_basic = |value: Option<&str>| value.is_some_and(|value| value.starts_with("Basic "));
    page.demo.requests().iter().filter(|request| has_basic(request.header("authorization"))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_gets_the_password_only_once_it_is_allowed() {
    let tokens = TokenServer::start().await;
    let realm = Some(format!("http://{}/token", tokens.addr));
    with_registry(Options { realm, ..Options::default() }, async move |page: Page| {
        tokens.registry.set(page.demo.host()).unwrap();
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        let [what, ..] = page.problem("challenge").await;
        let (host, other) = (page.demo.host(), tokens.addr.to_string());
        assert!(what.contains(&host) && what.contains(&other) && what.contains("Nothing was sent there"), "{what}");
        assert!(tokens.received().is_empty());
        assert_eq!(page.text("#allow-realm").await, format!("Allow {other} and look again"));

        page.press("#allow-realm").await;
        page.until_state("referrers", "done").await;
        assert_eq!(tokens.received(), [Some("Basic ZGVtbzpkZW1v".to_owned())]);
        assert!(page.text("#step-challenge .facts").await.contains(&format!("http://{other}/token")));
        // It holds until the page is closed, and for this registry.
        page.look().await;
        page.until_state("referrers", "done").await;
        assert_eq!(tokens.received().len(), 2);
        page.open("/").await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("challenge").await, "failed");
        assert_eq!(tokens.received().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registries_without_tokens() {
    with_registry(Options { way_in: WayIn::Basic, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.text("#step-challenge .summary").await, "with the Basic header, no token");
        assert_eq!(page.text("#step-token .summary").await, "none needed");
        let requests = page.demo.requests();
        let first = requests.iter().position(|request| request.path == "/v2/").unwrap();
        assert_eq!(requests[first].header("authorization"), None, "nothing before the registry asks for it");
        assert_eq!(passwords(&page), requests.len() - 1, "{requests:?}");
        // A wrong one is refused, and is not sent again.
        page.type_into("password", "wrong").await;
        let before = page.demo.requests().len();
        page.look().await;
        assert!(page.problem("image").await[0].contains("(401)"));
        assert_eq!(page.demo.requests().len(), before + 2, "the way in, and the image");
    })
    .await;
    with_registry(Options { way_in: WayIn::Open, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.text("#step-challenge .summary").await, "open to everyone");
        assert!(page.demo.requests().iter().all(|request| request.header("authorization").is_none()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_says_nothing_opens_all_the_same() {
    with_registry(Options { token_answer: TokenAnswer::Opaque, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.text("#step-token .summary").await, "opaque: only the registry can read it");
        assert_eq!(page.text("#token-granted").await, "not readable");
        assert_eq!(page.text("#token-lifetime").await, "valid for 60 minutes, as the answer says");
        assert!(page.all("#token-claims").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ran_out_is_renewed_once() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        page.press("#token-reveal").await;
        let token = page.text("#token-value").await;
        assert_eq!(passwords(&page), 1);
        page.demo.expire_tokens();
        page.press("#step-image .result > .opener").await;
        page.find("#step-image .content .parts").await;
        assert_eq!(passwords(&page), 2, "once more, and not again");
        page.press("#token-reveal").await;
        let renewed = page.text("#token-value").await;
        assert!(renewed.split('.').count() == 3 && renewed != token, "the new one is shown");
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.referrers().await.len(), 5, "the list stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_pause_is_given_it_and_the_person_sees_it() {
    with_page(async |page: Page| {
        let hostile = Hostile::start(Fault::named("token-429-retry-after-1").unwrap()).await.unwrap();
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &hostile.host()).await;
        page.watch("document.querySelector('.outcome span').textContent").await;
        page.look().await;
        page.until_state("referrers", "done").await;
        let said = page.watched::<String>().await;
        let pause = "The registry asks for a pause (429): going on in 1 second …";
        assert!(said.iter().any(|words| words == pause), "{said:?}");
        assert_eq!(said.last().map(String::as_str), Some("Found 4 referrers."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_press_sends_a_password_once_and_a_lock_is_explained() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "wrong").await;
        for count in 1..=3 {
            page.look().await;
            assert_eq!(page.state("token").await, "failed");
            assert_eq!(passwords(&page), count);
        }
        page.type_into("password", "demo").await;
        page.look().await;
        let [what, ..] = page.problem("token").await;
        assert!(what.contains("Quay has locked this account for a while (429)"), "{what}");
        assert_eq!(passwords(&page), 4, "the lock is not tried at");
    })
    .await;
}
