//! What a person should see of an exchange, worked out from its JSON.

use super::exchange::{Exchange, query};
use super::replay::{self, HOST, Replay, gives_leave};
use crate::{inquiry, look};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use refscope::oci::manifest::Manifest;
use refscope::oci::{Address, Descriptor, MediaType, Reference, RepositoryName, conventions, digest};
use refscope::registry::client::Fetched;
use refscope::registry::crawl::{Bounds, Frontier, Start};
use refscope::registry::found::{Found, Outcome, Way};
use refscope::registry::{Client, Entrance, Problem};
use refscope::session::{self, Event, Inquiry, Session, Stage};
use regex::Regex;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;

const REPOSITORY: &str = "devtable/referrersdemo";
const ACCOUNT: Option<(&str, &str)> = Some(("devtable", "password"));

/// The answer is an error: it is explained, in the registry's own words too.
fn explained(exchange: &Exchange, problem: Option<&Problem>) {
    let problem = problem.unwrap_or_else(|| panic!("{}: nothing is said of status {}", exchange.name, exchange.status));
    for text in [&problem.what, &problem.why, &problem.now] {
        assert!(!text.to_string().trim().is_empty(), "{}: {problem:?}", exchange.name);
    }
    let words: String = exchange.words().chars().take(100).collect();
    let quote = problem.quote.as_deref().unwrap_or_default();
    assert!(quote.contains(&words), "{}: {quote:?} does not quote {words:?}", exchange.name);
}

fn hash(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

pub async fn challenge(exchange: &Exchange) {
    let session = look(Replay::new(exchange), inquiry(HOST, REPOSITORY, "latest", ACCOUNT)).await;
    let name = &exchange.name;
    match exchange.status {
        200..300 => assert_eq!(session.challenge.result.as_deref(), Some(&Entrance::Open), "{name}"),
        401 => {
            let header = exchange.header("www-authenticate").unwrap_or_else(|| panic!("{name}: 401 without a word"));
            let value =
                |key| Regex::new(&format!("{key}=\"([^\"]*)\"")).unwrap().captures(header).unwrap()[1].to_owned();
            let path = Regex::new("^https?://[^/]*").unwrap().replace(&value("realm"), "").into_owned();
            let Some(Entrance::Bearer { endpoint, service, .. }) = session.challenge.result.as_deref() else {
                panic!("{name}: {:?}", session.challenge)
            };
            assert_eq!((endpoint.to_string(), service), (format!("http://{HOST}{path}"), &value("service")), "{name}");
        }
        _ => return explained(exchange, session.challenge.problem.as_ref()),
    }
    assert_eq!(session.referrers.stage, Stage::Done, "{name}");
}

/// The look that would ask for such a token, as far as a person can type it.
fn asking_for(exchange: &Exchange) -> (Inquiry, bool) {
    let scope = exchange.parameter("scope").unwrap_or_default();
    let parts: Vec<_> = scope.split(':').collect();
    let repository = match parts[..] {
        ["repository", name, _] => RepositoryName::parse(name).ok(),
        _ => None,
    };
    let service = exchange.parameter("service");
    let is_whole = repository.is_some() && service.is_some();
    let account = exchange.account();
    let account = account.as_ref().map(|(user, password)| (user.as_str(), password.as_str()));
    let mut asking = inquiry(HOST, repository.as_ref().map_or(REPOSITORY, RepositoryName::as_str), "latest", account);
    asking.actions.push = parts.last().is_some_and(|actions| actions.split(',').any(|action| action == "push"));
    asking.service = service;
    (asking, is_whole)
}

pub async fn token(exchange: &Exchange) {
    let (asking, is_whole) = asking_for(exchange);
    let repository = asking.image.repository.as_str().to_owned();
    let replay = Replay::new(exchange);
    let asked = replay.asked.clone();
    let session = look(replay, asking).await;
    let name = &exchange.name;
    if is_whole {
        assert!(asked.borrow().contains(&exchange.path), "{name}: {:?}", asked.borrow());
    }
    if !exchange.is_success() {
        assert_eq!((&session.token.result, session.token.stage), (&None, Stage::Failed), "{name}");
        return explained(exchange, session.token.problem.as_ref());
    }
    let answer = exchange.json();
    let text = answer["token"].as_str().or(answer["access_token"].as_str()).unwrap();
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text.split('.').nth(1).unwrap()).unwrap()).unwrap();
    let granted = session.token.result.as_deref().unwrap_or_else(|| panic!("{name}: {:?}", session.token));
    let token = granted.token.as_ref().unwrap();
    assert_eq!(token.secret.expose(), text, "{name}");
    let entries = claims["access"].as_array().into_iter().flatten();
    let actions: Vec<&str> = entries
        .filter(|entry| entry["type"] == "repository" && entry["name"] == *repository)
        .flat_map(|entry| entry["actions"].as_array().unwrap())
        .map(|action| action.as_str().unwrap())
        .collect();
    assert_eq!(granted.actions.as_deref().unwrap(), actions, "{name}");
    assert_eq!(granted.is_nothing(), !actions.contains(&"pull"), "{name}");
    let known = &token.jwt.as_ref().unwrap().known;
    assert_eq!(known.subject.as_deref(), claims["sub"].as_str(), "{name}");
    assert_eq!(known.audience.as_deref(), claims["aud"].as_str(), "{name}");
    let lifetime = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
    assert_eq!(token.lifetime(), Some(lifetime), "{name}");
}

pub async fn manifest(exchange: &Exchange, repository: &str, reference: &str) {
    let session = look(Replay::new(exchange), inquiry(HOST, repository, reference, ACCOUNT)).await;
    let name = &exchange.name;
    if !exchange.is_success() {
        assert_eq!(session.image.result, None, "{name}");
        return explained(exchange, session.image.problem.as_ref());
    }
    let image = session.image.result.as_deref().unwrap_or_else(|| panic!("{name}: {:?}", session.image.problem));
    assert_eq!(image.digest.to_string(), hash(exchange.body.as_bytes()), "{name}");
    if let Some(stated) = exchange.header("docker-content-digest") {
        assert_eq!(image.digest.to_string(), stated, "{name}");
    }
    let document = exchange.json();
    let platform = |entry: &Value| {
        let field = |key: &str| entry["platform"][key].as_str().map(str::to_owned);
        (entry["digest"].as_str().unwrap().to_owned(), field("os"), field("architecture"), field("variant"))
    };
    let expected: Vec<_> = document["manifests"].as_array().into_iter().flatten().map(platform).collect();
    let shown = image.manifest.children().iter().map(|child| {
        let platform = child.platform.clone();
        let digest = child.descriptor.digest().to_string();
        platform.map_or_else(
            || (digest.clone(), None, None, None),
            |p| (digest.clone(), Some(p.os), Some(p.architecture), p.variant),
        )
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{name}");
    assert_eq!(session.referrers.stage, Stage::Done, "{name}");
}

/// The client never asks without wanting the bytes; what such an answer says is true of the bytes all the same.
pub async fn head(exchange: &Exchange, all: &[Exchange], repository: &str, reference: &str) {
    let name = &exchange.name;
    let whole = all.iter().find(|other| other.method == "GET" && other.path == exchange.path);
    let whole = whole.unwrap_or_else(|| panic!("{name}: a HEAD is compared with the GET of the same path; record it"));
    let session = look(Replay::new(whole), inquiry(HOST, repository, reference, ACCOUNT)).await;
    match session.image.result.as_deref() {
        Some(image) => {
            assert_eq!(Some(image.digest.to_string().as_str()), exchange.header("docker-content-digest"), "{name}");
            assert_eq!(Some(image.bytes.len().to_string().as_str()), exchange.header("content-length"), "{name}");
        }
        None => assert!(!exchange.is_success(), "{name}"),
    }
}

/// A list's entries: digest, type and annotations.
type Entry = (String, Option<String>, BTreeMap<String, String>);

fn entries(list: &Value) -> Vec<Entry> {
    let entry = |entry: &Value| {
        let annotations = entry["annotations"].as_object().into_iter().flatten();
        let annotations = annotations.map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()));
        let text = |key: &str| entry[key].as_str().map(str::to_owned);
        (text("digest").unwrap(), text("artifactType"), annotations.collect())
    };
    list["manifests"].as_array().into_iter().flatten().map(entry).collect()
}

fn shown(found: &Found) -> Entry {
    let annotations = found.referrer.descriptor().annotations().clone().unwrap_or_default();
    let artifact_type = found.referrer.artifact_type().map(str::to_owned);
    (found.referrer.digest().to_string(), artifact_type, annotations.into_iter().collect())
}

/// A look at the manifest of a digest, whose bytes nobody recorded: it begins with what the client would have
/// fetched.
async fn look_at(replay: Replay, asking: Inquiry, digest: refscope::oci::Digest) -> Session {
    let client = Client::new(replay, asking.image.registry.clone());
    let session = RefCell::new(Session::default());
    let tell = |event| session.borrow_mut().apply(event);
    session::find(&client, asking.clone(), &|_| ()).await.unwrap();
    tell(Event::Begun(Box::new(asking.clone())));
    let bytes = replay::manifest().to_string().into_bytes();
    let fetched = Fetched { digest, manifest: Manifest::parse(&bytes, None).unwrap(), bytes, is_stated: true };
    let start = Start {
        image: asking.image,
        user: ACCOUNT.map(|(user, _)| user.to_owned()),
        granted: None,
        filter: asking.filter,
        may_go_on_unseen: false,
        bounds: Bounds::default(),
    };
    let (frontier, turns) = Frontier::begin(start, &fetched);
    turns.into_iter().for_each(|turn| tell(Event::Turn(turn)));
    session::explore(&client, &RefCell::new(frontier), &tell).await;
    session.into_inner()
}

pub async fn referrers(exchange: &Exchange, repository: &str, subject: &str) {
    let name = &exchange.name;
    let Ok(digest) = digest::parse(subject) else {
        // Such a thing is told to the person before anything is sent.
        let error = Reference::parse(subject).expect_err(name).to_string();
        return assert!(error.contains(subject), "{name}: {error}");
    };
    let mut asking = inquiry(HOST, repository, "latest", ACCOUNT);
    asking.filter = exchange.parameter("artifactType").unwrap_or_default();
    let replay = Replay::new(exchange);
    let asked = replay.asked.clone();
    let session = look_at(replay, asking.clone(), digest).await;
    let bare = exchange.path.split('?').next().unwrap();
    let sent = asked.borrow().iter().any(|path| path.starts_with(bare) && query(path) == query(&exchange.path));
    assert!(sent, "{name}: {:?}", asked.borrow());

    let tree = session.referrers.result.as_deref().unwrap();
    let found: Vec<_> = tree.children(0).filter_map(|(_, node)| node.found()).map(shown).collect();
    let first = &tree.nodes[0].attempts[0];
    match exchange.status {
        200..300 => {
            assert_eq!(found, entries(&exchange.json()), "{name}");
            assert_eq!((first.way, &first.end), (Way::ReferrersApi, &Ok(Outcome::Listed)), "{name}");
            let applied = exchange.header("oci-filters-applied").unwrap_or_default();
            assert_eq!(tree.is_filtered_by_registry, applied.contains("artifactType"), "{name}");
            assert_eq!((session.referrers.stage, &session.referrers.problem), (Stage::Done, &None), "{name}");
        }
        // There is no such API: the referrers tag is looked for, which nobody made.
        404 => {
            assert_eq!((first.way, &first.end), (Way::ReferrersTag, &Ok(Outcome::Absent)), "{name}");
            assert_eq!((found, session.referrers.stage), (Vec::new(), Stage::Done), "{name}");
        }
        _ => {
            assert_eq!((found, session.referrers.stage), (Vec::new(), Stage::Failed), "{name}");
            explained(exchange, session.referrers.problem.as_ref());
        }
    }
}

/// A client that is in, and the session that knows of it.
async fn entered(exchange: &Exchange, repository: &str) -> (Client<Replay>, Session) {
    let asking = inquiry(HOST, repository, "latest", ACCOUNT);
    let client = Client::new(Replay::new(exchange), Address::parse(HOST).unwrap());
    let session = RefCell::new(Session::default());
    session::find(&client, asking, &|event| session.borrow_mut().apply(event)).await.unwrap();
    (client, session.into_inner())
}

pub async fn page(exchange: &Exchange, repository: &str) {
    let (client, session) = entered(exchange, repository).await;
    let filter = exchange.parameter("artifactType").unwrap_or_default();
    let repository = RepositoryName::parse(repository).unwrap();
    match client.more_referrers(&repository, &format!("http://{HOST}{}", exchange.path), &filter).await {
        Ok(batch) => {
            let found: Vec<_> = batch.found.iter().map(shown).collect();
            assert_eq!((exchange.is_success(), found), (true, entries(&exchange.json())), "{}", exchange.name);
        }
        Err(error) => explained(exchange, session.explain(&error).as_ref()),
    }
}

pub async fn blob(exchange: &Exchange, repository: &str, subject: &str) {
    let (client, session) = entered(exchange, repository).await;
    let target = Descriptor::new(
        MediaType::from("application/octet-stream"),
        exchange.body.len() as u64,
        digest::parse(subject).unwrap(),
    );
    match client.blob(&RepositoryName::parse(repository).unwrap(), &target).await {
        Ok(bytes) => {
            let name = &exchange.name;
            assert_eq!((exchange.is_success(), bytes.as_slice()), (true, exchange.body.as_bytes()), "{name}");
            assert_eq!(hash(&bytes), subject, "{name}");
        }
        Err(error) => explained(exchange, session.explain(&error).as_ref()),
    }
}

pub async fn tags(exchange: &Exchange, repository: &str) {
    let (client, session) = entered(exchange, repository).await;
    let told = RefCell::new(None);
    let asking = inquiry(HOST, repository, "latest", ACCOUNT);
    match session::tags(&client, &asking, |tags| *told.borrow_mut() = Some(tags)).await {
        Ok(()) => {
            let tags = told.into_inner().unwrap();
            let list = exchange.json();
            let all = list["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap());
            let (made, named): (Vec<_>, Vec<_>) = all.partition(|tag| conventions::machine_tag(tag).is_some());
            assert_eq!(tags.named.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), named, "{}", exchange.name);
            assert_eq!(tags.made, made.len(), "{}", exchange.name);
        }
        Err(error) => explained(exchange, session.explain(&error).as_ref()),
    }
}

pub async fn preflight(exchange: &Exchange) {
    let session = look(Replay::new(exchange), inquiry(HOST, REPOSITORY, "latest", ACCOUNT)).await;
    let name = &exchange.name;
    if gives_leave(exchange, &["authorization".to_owned(), "accept".to_owned()]) {
        assert_eq!(session.referrers.stage, Stage::Done, "{name}");
        return;
    }
    let problem = session.token.problem.unwrap_or_else(|| panic!("{name}: nothing is said"));
    assert!(problem.what.to_string().contains("preflight"), "{name}: {}", problem.what);
    assert!(problem.remedies.iter().any(|remedy| remedy.lines.contains("http://page.example")), "{name}");
    assert_eq!((session.token.result, session.referrers.result), (None, None), "{name}");
}
