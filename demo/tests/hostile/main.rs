//! The hostile registry really sends what each of its faults says, and is a good registry otherwise.

#[path = "../common/mod.rs"]
mod common;
mod table;

use common::ask;
use refscope_demo::hostile::{Fault, Foreign, Hostile, REPOSITORY, Step, TAG};
use serde_json::Value;
use std::collections::BTreeSet;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The most bytes of an answer that are read here: more than the longest one that is meant to be read.
const LIMIT: usize = 2 * 1024 * 1024;
const TOKEN: &str = "Bearer a.b.c";

/// An answer, byte by byte.
pub struct Raw {
    /// The status; 0 where there is no head.
    pub status: u16,
    /// The head's lines.
    pub head: String,
    /// What came of the body.
    pub body: Vec<u8>,
    /// Whether the connection was reset.
    pub is_reset: bool,
    /// `host:port` of the registry.
    pub host: String,
    /// `host:port` of the foreign origin.
    pub foreign: String,
    /// The path that was asked for.
    pub path: String,
}

impl Raw {
    /// The value of a header, which must not be there twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value);
        assert!(found.next().is_none(), "{name} is there once");
        value
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What follows the head, where there is one.
fn body(bytes: &[u8]) -> Option<&[u8]> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| &bytes[at + 4..])
}

/// Asks, and reads what comes: all of it, or `limit` bytes of the body. Hangs up at once after having asked where
/// nothing more comes otherwise.
async fn raw(hostile: &Hostile, path: &str, hangs_up: bool, limit: usize) -> Raw {
    let mut stream = TcpStream::connect(hostile.addr()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: {TOKEN}\r\n\r\n", hostile.host());
    stream.write_all(request.as_bytes()).await.unwrap();
    if hangs_up {
        stream.shutdown().await.unwrap();
    }
    let (mut bytes, mut is_reset) = (Vec::new(), false);
    while body(&bytes).map_or(0, <[u8]>::len) < limit {
        match stream.read_buf(&mut bytes).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
                is_reset = true;
                break;
            }
        }
    }
    let (head, body) = match body(&bytes).map(<[u8]>::len) {
        Some(length) => {
            let body = bytes.split_off(bytes.len() - length);
            (String::from_utf8_lossy(&bytes).into_owned(), body)
        }
        None => (String::new(), bytes),
    };
    let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or_default();
    let (host, foreign) = (hostile.host(), hostile.foreign().host());
    Raw { status, head, body, is_reset, host, foreign, path: path.to_owned() }
}

/// The path at which a fault is met.
async fn path(hostile: &Hostile) -> String {
    let image = hostile.image();
    let repository = format!("/v2/{REPOSITORY}");
    match hostile.fault().step() {
        Step::Challenge => "/v2/".to_owned(),
        Step::Token => format!("/v2/auth?service=registry&scope=repository:{REPOSITORY}:pull"),
        Step::Manifest | Step::Everything => format!("{repository}/manifests/{TAG}"),
        Step::Referrers | Step::LinkPages => format!("{repository}/referrers/{image}"),
        Step::TagSchema => format!("{repository}/manifests/{}", image.replace(':', "-")),
        Step::Blob => {
            let manifest = raw(hostile, &format!("{repository}/manifests/{TAG}"), false, LIMIT).await.json();
            format!("{repository}/blobs/{}", manifest["config"]["digest"].as_str().unwrap())
        }
    }
}

#[test]
fn the_table_is_large_and_its_names_are_good() {
    let names: Vec<_> = Fault::all().map(Fault::name).collect();
    assert!(names.len() >= 48, "{}", names.len());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "no name is there twice");
    for fault in Fault::all() {
        let name = fault.name();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        let step = match fault.step() {
            Step::Challenge => "challenge-",
            Step::Token => "token-",
            Step::Manifest => "manifest-",
            Step::Referrers => "referrers-",
            Step::LinkPages => "links-",
            Step::TagSchema => "tag-schema-",
            Step::Blob => "blob-",
            Step::Everything => "everything-",
        };
        assert!(name.starts_with(step) && !fault.about().is_empty(), "{name}");
        assert_eq!(Fault::named(name), Some(fault));
    }
}

#[tokio::test]
async fn each_fault_sends_what_it_says() {
    let (mut used, mut wrong) = (BTreeSet::new(), Vec::new());
    for fault in Fault::all() {
        let name = fault.name();
        let hostile = Hostile::start(fault).await.unwrap();
        let path = path(&hostile).await;
        let (row, check) = table::check(name).unwrap_or_else(|| panic!("{name}: there is no check"));
        used.insert(row);
        let hangs_up = name.ends_with("-silent") || name.ends_with("-stalls");
        // Every drop takes its time; the second one shows that the first is not all.
        let limit = if name.ends_with("-drips") { 2 } else { LIMIT };
        let mut answer = raw(&hostile, &path, hangs_up, limit).await;
        if name.starts_with("links-page-") {
            assert!(answer.header("link").is_some_and(|link| link.contains("page=2")), "{name}: the first is good");
            answer = raw(&hostile, &format!("{path}?page=2"), hangs_up, limit).await;
        }
        let shown: String = answer.text().chars().take(300).collect();
        if !check(&answer) {
            wrong.push(format!("{name} (reset: {})\n{}\n\n{shown}\n", answer.is_reset, answer.head));
        }
        if answer.status != 0 {
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{name}");
            assert!(answer.header("access-control-expose-headers").unwrap().contains("WWW-Authenticate"), "{name}");
        }
        assert!(hostile.requests().iter().any(|request| request.path == path), "{name}: it is recorded");
        hostile.stop().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unused: Vec<_> = table::names().filter(|row| !used.contains(row)).collect();
    assert_eq!(unused, [] as [&str; 0], "every check is of some fault");
}

#[tokio::test]
async fn some_faults_pass() {
    let mut count = 0;
    for fault in Fault::all() {
        let expected: &[u16] = match fault.name() {
            name if name.ends_with("-503-twice") => &[503, 503],
            name if name.ends_with("-429-retry-after-1") => &[429],
            _ => continue,
        };
        count += 1;
        let hostile = Hostile::start(fault).await.unwrap();
        let path = path(&hostile).await;
        for status in expected {
            assert_eq!(raw(&hostile, &path, false, LIMIT).await.status, *status, "{}", fault.name());
        }
        assert_eq!(raw(&hostile, &path, false, LIMIT).await.status, 200, "{}", fault.name());
        hostile.stop().await;
    }
    assert!(count >= 8, "{count}");
}

#[tokio::test]
async fn all_else_is_as_a_good_registry_answers() {
    let hostile = Hostile::start(Fault::named("blob-401").unwrap()).await.unwrap();
    let origin = format!("http://{}", hostile.host());
    let get = async |path: &str| ask("GET", &format!("{origin}{path}"), Some(TOKEN)).await;
    let json = |answer: &common::Answer| serde_json::from_str::<Value>(&answer.body).unwrap();

    let challenge = ask("GET", &format!("{origin}/v2/"), None).await;
    let expected = format!("Bearer realm=\"{origin}/v2/auth\",service=\"{}\"", hostile.host());
    assert_eq!((challenge.status, challenge.header("www-authenticate")), (401, Some(expected)));
    let token = json(&ask("GET", &format!("{origin}/v2/auth"), None).await);
    let claims = common::claims(token["token"].as_str().unwrap());
    assert_eq!(claims["access"][0]["actions"][0], "pull");

    let manifest = get("/v2/demo/app/manifests/1.0").await;
    assert_eq!(manifest.header("docker-content-digest").as_deref(), Some(hostile.image()));
    let first = get(&format!("/v2/demo/app/referrers/{}", hostile.image())).await;
    let link = first.header("link").unwrap();
    let next = link.strip_prefix('<').unwrap().split('>').next().unwrap();
    let second = get(next).await;
    assert_eq!(second.header("link"), None);
    let mut digests = BTreeSet::new();
    for page in [&first, &second] {
        for entry in json(page)["manifests"].as_array().unwrap() {
            let digest = entry["digest"].as_str().unwrap().to_owned();
            let referrer = get(&format!("/v2/demo/app/manifests/{digest}")).await;
            assert_eq!(json(&referrer)["artifactType"], entry["artifactType"]);
            assert_eq!(referrer.header("docker-content-digest").as_deref(), Some(&*digest));
            let nested = get(&format!("/v2/demo/app/referrers/{digest}")).await;
            assert_eq!(json(&nested)["manifests"].as_array().unwrap().len(), 0);
            digests.insert(digest);
        }
    }
    assert_eq!(digests.len(), 4);
    let base = hostile.image().replace(':', "-");
    for tag in [base.clone(), format!("{base}.sig")] {
        assert_eq!(get(&format!("/v2/demo/app/manifests/{tag}")).await.status, 404, "{tag}");
    }
    assert_eq!(ask("GET", &format!("{origin}/v2/demo/app/manifests/1.0"), None).await.status, 401);
    hostile.stop().await;
}

#[tokio::test]
async fn the_foreign_origin_takes_everything_and_lets_everyone_read() {
    let foreign = Foreign::start().await.unwrap();
    let answer = ask("GET", &format!("http://{}/v2/auth?x=1", foreign.host()), Some("Basic abc")).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin").as_deref()), (200, Some("*")));
    let preflight = ask("OPTIONS", &format!("http://{}/", foreign.host()), None).await;
    assert!(preflight.header("access-control-allow-headers").unwrap().contains("Authorization"));
    let received = foreign.requests();
    assert_eq!((received[0].path.as_str(), received[0].header("authorization")), ("/v2/auth?x=1", Some("Basic abc")));
    let addr = foreign.addr();
    foreign.stop().await;
    assert!(TcpStream::connect(addr).await.is_err(), "it has ended");
}
