//! The check for administrators, over real HTTP against the embedded registry in its several manners, with a browser's
//! eyes; and what answers mean that no registry here gives.

use super::demo;
use super::support::native::Native;
use refscope::auth::BasicCredentials;
use refscope::check::{Event, Finding, Grade, Head, Observed, StepName, Subject, judge, report, run};
use refscope::oci::{Address, Reference, RepositoryName};
use refscope::registry::diagnose::Verdict;
use refscope::registry::transport::{Request, Response, Transport, TransportError};
use refscope::words::English;
use refscope_demo::{Cors, Demo, Options, WayIn};
use std::cell::RefCell;
use std::time::Duration;

const PAGE: Native = Native { page: "http://page.example" };
const USER: &str = "demo+robot";
const PASSWORD: &str = "robot-secret";

fn subject(registry: &str) -> Subject {
    Subject {
        registry: Address::parse(registry).unwrap(),
        repository: Some(RepositoryName::parse("demo/app").unwrap()),
        reference: Some(Reference::parse("1.0").unwrap()),
        credentials: BasicCredentials::parse(USER, PASSWORD).unwrap(),
        service: None,
        endpoint: None,
        allowed: Vec::new(),
        page: None,
        policy: String::new(),
    }
}

/// A whole check. Every step is told once, and none that was asked is left without an end.
async fn check<T: Transport>(transport: &T, subject: &Subject) -> Vec<Finding> {
    let events = RefCell::new(Vec::new());
    run(transport, subject, &|event| events.borrow_mut().push(event)).await;
    let found: Vec<Finding> = events
        .into_inner()
        .into_iter()
        .filter_map(|event| match event {
            Event::Found(finding) => Some(*finding),
            Event::Asking(_) => None,
        })
        .collect();
    for step in StepName::ALL {
        assert_eq!(found.iter().filter(|finding| finding.step == step).count(), 1, "{step:?}");
    }
    found
}

fn of(found: &[Finding], step: StepName) -> &Finding {
    found.iter().find(|finding| finding.step == step).unwrap()
}

/// The steps of a grade, by their slugs.
fn graded(found: &[Finding], grade: Grade) -> Vec<&str> {
    let all = StepName::ALL.into_iter().filter(|step| of(found, *step).grade == grade);
    all.map(StepName::slug).collect()
}

fn text(found: &[Finding]) -> String {
    let head = Head { registry: "http://registry".to_owned(), user: USER.to_owned(), ..Head::default() };
    report(&head, &found.iter().collect::<Vec<_>>(), &English)
}

#[tokio::test]
async fn all_is_well_with_cors_and_the_text_has_no_secret() {
    let demo = demo(Options::default()).await;
    let found = check(&PAGE, &subject(&demo.host())).await;
    assert_eq!(graded(&found, Grade::Fail), [""; 0]);
    assert_eq!(graded(&found, Grade::Warn), ["secure"], "the page of this test came by http");
    assert_eq!(graded(&found, Grade::NotApplicable), ["policy", "fallback"]);
    let exposed = of(&found, StepName::Exposed).seen.to_string();
    assert!(
        exposed.contains("Readable: WWW-Authenticate, Docker-Content-Digest and OCI-Filters-Applied."),
        "{exposed}"
    );

    let text = text(&found);
    assert!(text.contains(&format!("service {}", demo.host())) && text.contains("It allows: pull."), "{text}");
    let encoded = BasicCredentials::parse(USER, PASSWORD).unwrap().unwrap().encoded();
    let mut secrets = vec![PASSWORD.to_owned(), encoded.expose().to_owned()];
    for request in demo.requests() {
        let Some(value) = request.header("authorization") else { continue };
        let (scheme, value) = value.split_once(' ').unwrap();
        let is_token_endpoint = request.path.starts_with("/v2/auth");
        assert!(scheme == "Bearer" || is_token_endpoint, "a password for {}", request.path);
        secrets.extend(value.split('.').map(str::to_owned).filter(|part| part != "refscope"));
    }
    assert!(secrets.len() > 5, "token and password were sent");
    for secret in secrets {
        assert!(!text.contains(&secret) && !format!("{found:?}").contains(&secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn without_cors_every_route_fails_with_the_lines_to_add() {
    let demo = demo(Options { cors: Cors::Quay, ..Options::default() }).await;
    let found = check(&PAGE, &subject(&demo.host())).await;
    let routes = ["cors-base", "cors-token", "cors-manifests", "cors-referrers", "cors-blobs"];
    assert_eq!(graded(&found, Grade::Fail), routes);
    assert_eq!(of(&found, StepName::Reach).grade, Grade::Pass);
    for step in [StepName::CorsBase, StepName::CorsToken, StepName::CorsBlobs] {
        let lines = &of(&found, step).lines;
        assert!(lines.contains("Access-Control-Allow-Origin: http://page.example\n"), "{lines}");
        assert!(lines.contains("Access-Control-Allow-Headers: Authorization, Accept\n"), "{lines}");
        assert!(lines.contains("Access-Control-Expose-Headers: WWW-Authenticate, Link"), "{lines}");
    }
    assert!(text(&found).contains("        Access-Control-Allow-Origin: http://page.example\n"));
    assert!(!of(&found, StepName::CorsBase).why.is_empty(), "said once");
    assert!(of(&found, StepName::CorsToken).why.is_empty(), "and no more");
    assert!(demo.requests().iter().all(|request| !request.header("authorization").unwrap_or("").starts_with("Basic")));
}

#[tokio::test]
async fn what_is_half_allowed_is_told_apart() {
    let half = demo(Options { cors: Cors::WithoutAuthorization, ..Options::default() }).await;
    let found = check(&PAGE, &subject(&half.host())).await;
    let base = of(&found, StepName::CorsManifests);
    assert!(base.seen.to_string().contains("send the header “Authorization”"), "{base:?}");
    assert!(base.lines.starts_with("# OPTIONS") && !base.lines.contains("Expose"), "{}", base.lines);
    assert_eq!(of(&found, StepName::Token).grade, Grade::Fail);

    let hidden = demo(Options { cors: Cors::Unexposed, ..Options::default() }).await;
    let found = check(&PAGE, &subject(&hidden.host())).await;
    assert_eq!(graded(&found, Grade::Warn), ["secure", "challenge", "exposed"]);
    let exposed = of(&found, StepName::Exposed);
    assert!(exposed.seen.to_string().contains("Not readable: WWW-Authenticate, Docker-Content-Digest"), "{exposed:?}");
    assert!(exposed.lines.starts_with("Access-Control-Expose-Headers: "), "{exposed:?}");
}

#[tokio::test]
async fn on_the_same_origin_nothing_needs_leave_and_the_date_is_readable() {
    let demo = demo(Options { cors: Cors::Quay, ..Options::default() }).await;
    let origin: &'static str = format!("http://{}", demo.host()).leak();
    let found = check(&Native { page: origin }, &subject(&demo.host())).await;
    assert_eq!(graded(&found, Grade::Fail), [""; 0]);
    assert_eq!(of(&found, StepName::CorsBase).grade, Grade::NotApplicable);
    let clock = of(&found, StepName::Clock);
    assert!(clock.grade == Grade::Pass && clock.words[0].starts_with("Date: "), "{clock:?}");
}

#[tokio::test]
async fn without_the_referrers_api_the_tag_is_asked_for() {
    let demo = demo(Options { referrers_api: false, ..Options::default() }).await;
    let found = check(&PAGE, &subject(&demo.host())).await;
    let api = of(&found, StepName::Referrers);
    assert_eq!(api.grade, Grade::Warn);
    assert!(api.fix.to_string().contains("FEATURE_REFERRERS_API: true"), "{api:?}");
    assert_eq!(of(&found, StepName::Fallback).grade, Grade::Pass);
    let repository = RepositoryName::parse("demo/tagschema").ok();
    let found = check(&PAGE, &Subject { repository, ..subject(&demo.host()) }).await;
    let tag = of(&found, StepName::Fallback).seen.to_string();
    assert!(tag.starts_with("The index under the referrers tag is there"), "{tag}");
}

#[tokio::test]
async fn the_service_is_the_registrys_word_and_a_wrong_one_is_named() {
    let demo = demo(Options { service: Some("quay.inner".to_owned()), ..Options::default() }).await;
    let found = check(&PAGE, &subject(&demo.host())).await;
    let service = of(&found, StepName::Service);
    assert_eq!(service.grade, Grade::Pass);
    assert!(service.seen.to_string().contains("for the service quay.inner"), "{service:?}");

    let typed = Subject { service: Some("other.example".to_owned()), ..subject(&demo.host()) };
    let found = check(&PAGE, &typed).await;
    let service = of(&found, StepName::Service);
    assert_eq!(service.grade, Grade::Fail);
    assert!(service.seen.to_string().contains("made for another service"), "{service:?}");
    assert_eq!(service.words, ["Audience doesn't match"]);
}

#[tokio::test]
async fn other_ways_in() {
    for (way_in, account, scheme) in [(WayIn::Basic, true, "Scheme Basic"), (WayIn::Open, false, "None:")] {
        let demo = demo(Options { way_in, ..Options::default() }).await;
        let typed = subject(&demo.host());
        let credentials = typed.credentials.clone().filter(|_| account);
        let found = check(&PAGE, &Subject { credentials, ..typed }).await;
        assert_eq!(graded(&found, Grade::Fail), [""; 0], "{way_in:?}");
        assert!(of(&found, StepName::Challenge).seen.to_string().starts_with(scheme));
        for step in [StepName::Token, StepName::CorsToken, StepName::Service] {
            assert_eq!(of(&found, step).grade, Grade::NotApplicable, "{way_in:?}");
        }
        assert_eq!(of(&found, StepName::Blob).grade, Grade::Pass);
    }
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let demo = demo(Options::default()).await;
    let credentials = BasicCredentials::parse(USER, "wrong").unwrap();
    let found = check(&PAGE, &Subject { credentials, ..subject(&demo.host()) }).await;
    let token = of(&found, StepName::Token);
    assert!(token.grade == Grade::Fail && token.words == ["UNAUTHORIZED: Invalid Username or Password"], "{token:?}");
    let basic = demo
        .requests()
        .into_iter()
        .filter(|request| request.header("authorization").is_some_and(|value| value.starts_with("Basic")));
    assert_eq!(basic.count(), 1);
    assert_eq!(of(&found, StepName::Image).grade, Grade::NotApplicable);
}

#[tokio::test]
async fn without_a_repository_the_rest_is_checked() {
    let demo = demo(Options::default()).await;
    let bare = Subject { repository: None, reference: None, ..subject(&demo.host()) };
    let found = check(&PAGE, &bare).await;
    assert_eq!(graded(&found, Grade::Fail), [""; 0]);
    for step in [StepName::CorsBlobs, StepName::Token, StepName::Service, StepName::Clock] {
        assert_eq!(of(&found, step).grade, Grade::Pass, "{step:?}");
    }
    assert_eq!(of(&found, StepName::Image).grade, Grade::NotApplicable);
    let found = check(&PAGE, &Subject { credentials: None, ..bare }).await;
    assert_eq!(of(&found, StepName::Token).grade, Grade::NotApplicable);
    assert!(!text(&found).contains("demo/app"));
}

#[tokio::test]
async fn nobody_there_and_a_realm_elsewhere() {
    let gone = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    let host = gone.host();
    gone.stop().await;
    let found = check(&PAGE, &subject(&host)).await;
    assert_eq!(graded(&found, Grade::Fail), ["reach"]);
    assert_eq!(graded(&found, Grade::Pass), ["hosting"]);

    let elsewhere = Some("http://127.0.0.1:1/token".to_owned());
    let demo = demo(Options { realm: elsewhere, ..Options::default() }).await;
    let found = check(&PAGE, &subject(&demo.host())).await;
    assert_eq!(graded(&found, Grade::Fail), ["challenge"]);
    for step in [StepName::CorsToken, StepName::Token, StepName::Image] {
        assert_eq!(of(&found, step).grade, Grade::NotApplicable, "{step:?}");
    }
    assert_eq!(of(&found, StepName::CorsManifests).grade, Grade::Pass);
}

#[tokio::test]
async fn the_pages_own_policy_is_read() {
    let demo = demo(Options::default()).await;
    let page = Some(format!("http://{}/config.json", demo.host()));
    let host = demo.host();
    for (policy, grade) in [
        ("default-src 'none'; connect-src http: https:", Grade::Pass),
        ("", Grade::Pass),
        ("default-src 'self'", Grade::Fail),
    ] {
        let subject = Subject { page: page.clone(), policy: policy.to_owned(), ..subject(&host) };
        let found = check(&PAGE, &subject).await;
        let finding = of(&found, StepName::Policy);
        assert_eq!(finding.grade, grade, "{policy}");
        assert_eq!(finding.lines.contains(&host), grade == Grade::Fail, "{policy}");
    }
}

#[tokio::test]
async fn blobs_come_from_where_they_are_sent_on_to() {
    let demo = demo(Options { blob_redirect: true, ..Options::default() }).await;
    let found = check(&PAGE, &subject(&demo.host())).await;
    let blob = of(&found, StepName::Blob);
    let storage = format!("http://{}", demo.storage_host().unwrap());
    assert!(blob.grade == Grade::Pass && blob.seen.to_string().contains(&storage), "{blob:?}");
    assert!(!text(&found).contains("/storage/"), "no more of the address than its origin");

    let found = check(&Odd { hides_blobs: true, ..Odd::default() }, &subject(&demo.host())).await;
    let blob = of(&found, StepName::Blob);
    assert_eq!(graded(&found, Grade::Fail), ["blob"]);
    assert!(blob.lines.starts_with("Access-Control-Allow-Origin: http://page.example\n"), "{blob:?}");
    assert!(blob.fix.to_string().contains("FEATURE_PROXY_STORAGE: true"), "{blob:?}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_a_day() {
    let demo = demo(Options::default()).await;
    for (clock, words) in [(86_400, "24 hours behind"), (-86_400, "24 hours ahead")] {
        let found = check(&Odd { clock, ..Odd::default() }, &subject(&demo.host())).await;
        let finding = of(&found, StepName::Clock);
        assert_eq!(graded(&found, Grade::Fail), ["clock"], "all else is as before");
        assert!(finding.seen.to_string().contains(words), "{finding:?}");
    }
}

#[tokio::test]
async fn a_registry_that_repeats_what_it_was_sent_brings_no_secret_into_the_ticket() {
    let demo = demo(Options::default()).await;
    let found = check(&Odd { echoes: true, ..Odd::default() }, &subject(&demo.host())).await;
    assert!(!graded(&found, Grade::Fail).is_empty());
    let (text, encoded) = (text(&found), "ZGVtbytyb2JvdDpyb2JvdC1zZWNyZXQ=");
    assert!(text.contains("Basic *** of ***"), "{text}");
    assert!(!text.contains(PASSWORD) && !text.contains(encoded), "{text}");
    assert!(!format!("{found:?}").contains(PASSWORD));
}

#[tokio::test]
async fn a_registry_that_is_asked_at_the_pages_own_origin_needs_no_permission() {
    let demo = demo(Options::default()).await;
    let found = check(&Odd { passes_on: true, ..Odd::default() }, &subject(&demo.host())).await;
    let hosting = of(&found, StepName::Hosting);
    assert!(
        hosting.seen.to_string().starts_with("Page and registry share the origin http://page.example"),
        "{hosting:?}"
    );
    for step in [StepName::CorsBase, StepName::CorsManifests, StepName::CorsBlobs, StepName::Exposed] {
        assert_eq!(of(&found, step).grade, Grade::NotApplicable, "{step:?}");
    }
    assert_eq!(graded(&found, Grade::Fail), [] as [&str; 0]);
}

/// A browser at a machine where something is odd.
#[derive(Default)]
struct Odd {
    /// By how many seconds its clock is wrong.
    clock: i64,
    /// Blobs are sent on to where they may not be read.
    hides_blobs: bool,
    /// The token endpoint repeats what it was sent.
    echoes: bool,
    /// The page's own server passes questions on to the registry.
    passes_on: bool,
}

impl Transport for Odd {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let sent = request.headers.iter().find(|(name, _)| *name == "Authorization").map(|(_, value)| value.expose());
        let is_probe = sent.is_none_or(|value| value == "Bearer refscope");
        if self.hides_blobs && request.url.contains("/blobs/") && !is_probe {
            return Err(TransportError::Unreadable);
        }
        if self.echoes && request.url.contains("/v2/auth") && !is_probe {
            let body = format!("{{\"error\":\"no such account: {} of {PASSWORD}\"}}", sent.unwrap());
            return Ok(Response { status: 401, body: body.into_bytes(), ..Response::default() });
        }
        PAGE.send(request).await
    }

    async fn pause(&self, duration: Duration) {
        PAGE.pause(duration).await;
    }

    fn now(&self) -> u64 {
        PAGE.now().saturating_add_signed(self.clock)
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        PAGE.answers_at_all(url).await
    }

    fn page_origin(&self) -> Option<String> {
        PAGE.page_origin()
    }

    fn asked_at(&self, registry: &Address) -> Address {
        if self.passes_on { Address::parse(PAGE.page).unwrap() } else { registry.clone() }
    }

    fn is_online(&self) -> bool {
        true
    }
}

#[test]
fn what_was_observed_means_one_thing() {
    let page = || Some("https://tools.example".to_owned());
    let well = Observed { plain: true, accept: true, authorization: true, answers: true };
    let bare = Observed { plain: false, accept: false, authorization: false, ..well };
    let refused = |header| Some(Verdict::HeaderNotAllowed { page: page(), header });
    for (seen, verdict) in [
        (well, None),
        (bare, Some(Verdict::NoCors { page: page() })),
        // nginx adds headers to errors only where it is told so, and answers a request with a token well.
        (Observed { plain: false, ..well }, Some(Verdict::NoCors { page: page() })),
        (Observed { answers: false, ..bare }, Some(Verdict::Unreachable)),
        (Observed { plain: true, ..bare }, Some(Verdict::NoPreflight { page: page() })),
        (Observed { authorization: false, ..well }, refused("Authorization")),
        (Observed { accept: false, ..well }, refused("Accept")),
    ] {
        assert_eq!(seen.verdict(page().as_deref()), verdict, "{seen:?}");
    }
    // Only where manifests are asked for does the page send an `Accept` that needs leave; at `/v2/` it sends nothing.
    let host = Address::parse("quay.example").unwrap();
    let (accept, preflight) = (Observed { accept: false, ..well }, Observed { plain: true, ..bare });
    for (step, seen, grade) in [
        (StepName::CorsManifests, accept, Grade::Fail),
        (StepName::CorsBlobs, accept, Grade::Warn),
        (StepName::CorsBlobs, preflight, Grade::Fail),
        (StepName::CorsBase, preflight, Grade::Warn),
        (StepName::CorsBase, bare, Grade::Fail),
    ] {
        assert_eq!(judge(step, &host, page().as_deref(), seen).grade, grade, "{step:?}");
    }
}
