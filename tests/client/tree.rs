//! The tree of all that refers to an image: whole, once each, within bounds, six questions at a time.

use super::canned::{self, Canned, digest_of};
use super::wire::{Before, Wire};
use super::{demo, inquiry};
use futures::future::abortable;
use refscope::registry::client::Fetched;
use refscope::registry::crawl::{Bounds, Frontier, Start};
use refscope::registry::transport::Request;
use refscope::registry::tree::{Asked, Tree, Turn, What};
use refscope::registry::{Client, Transport};
use refscope::session::{self, Event, Inquiry, Session, Stage};
use refscope_demo::{Demo, Options, Tree as Pushed};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));
const REPOSITORY: &str = "demo/tree";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

async fn demo_with(levels: &[usize], latency: Duration) -> (Demo, Pushed) {
    let demo = demo(Options { fill: false, latency, ..Options::default() }).await;
    let pushed = demo.push_tree(REPOSITORY, levels).await.unwrap();
    (demo, pushed)
}

fn all(pushed: &Pushed) -> BTreeSet<String> {
    pushed.levels.concat().into_iter().collect()
}

/// The digests of what a tree holds; none of them twice.
fn digests(tree: &Tree) -> BTreeSet<String> {
    let found: Vec<_> = tree.artifacts().map(|found| found.referrer.digest().to_string()).collect();
    let once: BTreeSet<_> = found.iter().cloned().collect();
    assert_eq!(once.len(), found.len(), "nothing is shown twice");
    once
}

/// How often each list was asked for.
fn lists(paths: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for path in paths {
        if let Some((_, digest)) = path.split_once("/referrers/") {
            *counts.entry(digest.to_owned()).or_default() += 1;
        }
    }
    counts
}

fn lists_of(demo: &Demo) -> BTreeMap<String, usize> {
    lists(demo.requests().into_iter().map(|request| request.path))
}

/// A look as far as the image, and a crawl of other bounds than a person's from there on.
async fn begin<T: Transport>(
    client: &Client<T>,
    asking: &Inquiry,
    bounds: Bounds,
    session: &RefCell<Session>,
) -> RefCell<Frontier> {
    let image = RefCell::new(None::<Fetched>);
    session::find(client, asking.clone(), &|event| {
        if let Event::Image(fetched) = event {
            *image.borrow_mut() = Some(*fetched);
        }
    })
    .await
    .unwrap();
    let start = Start {
        image: asking.image.clone(),
        user: None,
        granted: None,
        filter: String::new(),
        may_go_on_unseen: false,
        bounds,
    };
    let (frontier, turns) = Frontier::begin(start, &image.into_inner().unwrap());
    session.borrow_mut().apply(Event::Begun(Box::new(asking.clone())));
    turns.into_iter().for_each(|turn| session.borrow_mut().apply(Event::Turn(turn)));
    RefCell::new(frontier)
}

async fn explore<T: Transport>(client: &Client<T>, frontier: &RefCell<Frontier>, session: &RefCell<Session>) -> Tree {
    session::explore(client, frontier, &|event| session.borrow_mut().apply(event)).await;
    session.borrow().referrers.result.as_deref().unwrap().clone()
}

#[tokio::test]
async fn all_levels_are_found_each_node_once_and_in_its_place() {
    let (demo, pushed) = demo_with(&[4, 3, 2], Duration::ZERO).await;
    let session = super::look(Wire::new(), inquiry(&demo.host(), REPOSITORY, "1.0", ACCOUNT)).await;
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!((pushed.nodes(), digests(tree)), (4 + 12 + 24, all(&pushed)));
    for (depth, level) in pushed.levels.iter().enumerate() {
        let subjects = if depth == 0 { std::slice::from_ref(&pushed.digest) } else { &pushed.levels[depth - 1] };
        let each = level.len() / subjects.len();
        for (at, digest) in level.iter().enumerate() {
            let node = tree.nodes.iter().find(|node| node.digest.to_string() == *digest).unwrap();
            let parent = &tree.nodes[node.parent.unwrap()];
            assert_eq!((node.depth, parent.digest.to_string()), (depth + 1, subjects[at / each].clone()));
        }
    }
    assert!(tree.nodes.iter().enumerate().all(|(id, node)| node.parent.is_none_or(|parent| parent < id)));
    assert!(tree.nodes.iter().all(|node| node.asked == Asked::Fully));
    assert_eq!((session.referrers.stage, tree.is_bounded, tree.answered), (Stage::Done, false, tree.known));
    let lists = lists_of(&demo);
    assert_eq!(lists.len(), 1 + pushed.nodes(), "everything is asked about");
    assert!(lists.values().all(|times| *times == 1), "once: {lists:?}");
    demo.stop().await;
}

#[tokio::test]
async fn a_crawl_ends_at_its_depth_and_can_go_deeper() {
    let (demo, pushed) = demo_with(&[3, 2, 2, 1], Duration::ZERO).await;
    let asking = inquiry(&demo.host(), REPOSITORY, "1.0", ACCOUNT);
    let client = Client::new(Wire::new(), asking.image.registry.clone());
    let session = RefCell::new(Session::default());
    let frontier = begin(&client, &asking, Bounds { depth: 1, questions: 1_000 }, &session).await;
    for depth in 1..=4 {
        let tree = explore(&client, &frontier, &session).await;
        // The lists of everything at this depth were read: what they name is known, and no more.
        let known = (depth + 1).min(pushed.levels.len());
        assert_eq!(digests(&tree), pushed.levels[..known].concat().into_iter().collect());
        let is_asked = |depth_of: usize| if depth_of <= depth { Asked::Fully } else { Asked::NotYet };
        assert!(tree.nodes.iter().all(|node| node.asked == is_asked(node.depth)), "{depth}");
        assert_eq!((tree.is_bounded, session.borrow().referrers.stage), (depth < 4, Stage::Done), "{depth}");
        frontier.borrow_mut().widen(Bounds { depth: 1, questions: 1_000 });
    }
    assert!(lists_of(&demo).values().all(|times| *times == 1), "nothing is asked again");
    demo.stop().await;
}

#[tokio::test]
async fn a_crawl_ends_at_its_number_of_questions_and_can_ask_more() {
    let (demo, pushed) = demo_with(&[5, 4], Duration::ZERO).await;
    let asking = inquiry(&demo.host(), REPOSITORY, "1.0", ACCOUNT);
    let client = Client::new(Wire::new(), asking.image.registry.clone());
    let session = RefCell::new(Session::default());
    let frontier = begin(&client, &asking, Bounds { depth: 8, questions: 6 }, &session).await;
    // The way in, and the manifest.
    let before = demo.requests().len();
    let (mut asked, mut is_bounded) = (0, true);
    while is_bounded {
        let tree = explore(&client, &frontier, &session).await;
        is_bounded = tree.is_bounded;
        let questions = demo.requests().len() - before;
        assert_eq!(tree.answered, questions);
        assert!(questions > asked && questions - asked <= 6, "{asked} {questions}");
        assert!(tree.known > tree.answered || !is_bounded, "what is left is known");
        asked = questions;
        frontier.borrow_mut().widen(Bounds { depth: 0, questions: 6 });
    }
    assert_eq!(digests(session.borrow().referrers.result.as_deref().unwrap()), all(&pushed));
    // The list of each node and of the image, and cosign's three tags.
    assert_eq!(asked, pushed.nodes() + 1 + 3);
    demo.stop().await;
}

fn entry(digest: &str) -> Value {
    json!({"mediaType": MANIFEST, "digest": digest, "size": 7, "artifactType": "application/x-test"})
}

fn fake(letter: &str) -> String {
    format!("sha256:{}", letter.repeat(64))
}

#[tokio::test]
async fn circles_end_and_what_refers_to_two_stands_once() {
    let (platform1, platform2, a, b) = (fake("1"), fake("2"), fake("a"), fake("b"));
    let index = json!({"schemaVersion": 2, "manifests": [entry(&platform1), entry(&platform2)]});
    let image = digest_of(&index);
    // No honest registry has a circle: a digest would have to be known before its content is.
    let referrers = BTreeMap::from([
        (image.as_str(), vec![&a]),
        (&platform1, vec![&a, &b]),
        (&platform2, vec![&b, &b]),
        (&a, vec![&image]),
        (&b, vec![&b, &a]),
    ]);
    let registry = Canned::new(|path: &str| match path.rsplit_once('/').unwrap() {
        ("/v2/x/manifests", "1.0") => (200, index.clone()),
        ("/v2/x/referrers", digest) => {
            let entries: Vec<_> = referrers[digest].iter().map(|digest| entry(digest)).collect();
            (200, json!({"schemaVersion": 2, "manifests": entries}))
        }
        _ => (404, json!({})),
    });
    let session = super::look(&registry, inquiry(canned::HOST, "x", "1.0", None)).await;
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!(digests(tree), BTreeSet::from([a.clone(), b.clone()]));
    // Every reference is shown, whichever of the two was met first; the second leads to the first.
    let mut edges = BTreeSet::new();
    for node in tree.nodes.iter().filter(|node| node.found().is_some()) {
        edges.insert((tree.nodes[node.parent.unwrap()].digest.to_string(), node.digest.to_string()));
        if let What::Repeat(first, _) = node.what {
            assert_eq!(tree.nodes[first].digest, node.digest);
            assert!(!matches!(tree.nodes[first].what, What::Repeat(..)));
        }
    }
    let expected =
        referrers.iter().flat_map(|(subject, of)| of.iter().map(|of| ((*subject).to_owned(), (*of).clone())));
    assert_eq!(edges, expected.collect());
    let lists = lists(registry.asked.take());
    assert_eq!(
        lists.keys().collect::<Vec<_>>(),
        referrers.keys().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
    assert!(lists.values().all(|times| *times == 1), "{lists:?}");
    assert_eq!((session.referrers.stage, tree.answered), (Stage::Done, tree.known));
}

#[tokio::test]
async fn of_a_quick_registry_the_list_is_there_before_anything_else_is_asked() {
    let (demo, pushed) = demo_with(&[3], Duration::ZERO).await;
    let asking = inquiry(&demo.host(), REPOSITORY, "1.0", ACCOUNT);
    let session = RefCell::new(Session::default());
    let found_before = RefCell::new(None);
    let seeing = Before(Wire::new().pausing_for_ever(), |request: &Request| {
        if request.url.contains(".sig") && found_before.borrow().is_none() {
            let tree = session.borrow().referrers.result.as_deref().map(digests);
            *found_before.borrow_mut() = tree;
        }
    });
    let client = Client::new(seeing, asking.image.registry.clone());
    let frontier = begin(&client, &asking, Bounds::default(), &session).await;
    explore(&client, &frontier, &session).await;
    assert_eq!(found_before.take(), Some(all(&pushed)), "what was known when the first signature's tag was asked for");
}

#[tokio::test]
async fn of_a_slow_registry_nothing_waits_for_the_list() {
    let slow = Options { latency: Duration::from_secs(3600), latency_of: "/referrers/", ..Options::default() };
    let demo = demo(slow).await;
    let asking = inquiry(&demo.host(), "demo/app", "1.0", ACCOUNT);
    let session = RefCell::new(Session::default());
    let (told, asked) = tokio::sync::oneshot::channel();
    let told = RefCell::new(Some(told));
    let seeing = Before(Wire::new(), |request: &Request| {
        if request.url.contains(".sig") {
            told.take().into_iter().for_each(|told| told.send(()).unwrap());
        }
    });
    let client = Client::new(seeing, asking.image.registry.clone());
    let frontier = begin(&client, &asking, Bounds::default(), &session).await;
    tokio::select! {
        _ = explore(&client, &frontier, &session) => panic!("no list was answered"),
        told = asked => told.unwrap(),
    }
    assert_eq!(
        session.borrow().referrers.result.as_deref().map(digests),
        Some(BTreeSet::new()),
        "no list was answered"
    );
}

#[tokio::test]
async fn a_crawl_that_was_cancelled_goes_on_where_it_was() {
    let (demo, pushed) = demo_with(&[5, 4], Duration::from_millis(2)).await;
    for cancelled_at in [1, 2, 7, 15] {
        let asking = inquiry(&demo.host(), REPOSITORY, "1.0", ACCOUNT);
        let handle = RefCell::new(None::<futures::future::AbortHandle>);
        let sent = RefCell::new(0);
        let cancelling = Before(Wire::new(), |request: &Request| {
            *sent.borrow_mut() += usize::from(request.url.contains("/referrers/"));
            if *sent.borrow() == cancelled_at
                && let Some(handle) = handle.take()
            {
                handle.abort();
            }
        });
        let client = Client::new(cancelling, asking.image.registry.clone());
        let session = RefCell::new(Session::default());
        let frontier = begin(&client, &asking, Bounds::default(), &session).await;
        let (crawl, abort) = abortable(explore(&client, &frontier, &session));
        *handle.borrow_mut() = Some(abort);
        assert!(crawl.await.is_err(), "it is cancelled");
        session.borrow_mut().apply(Event::Cancelled);
        assert_eq!(session.borrow().referrers.stage, Stage::Cancelled);
        let cut = session.borrow().referrers.result.as_deref().unwrap().clone();
        assert!(cut.answered < cut.known, "{} of {}", cut.answered, cut.known);

        let tree = explore(&client, &frontier, &session).await;
        assert_eq!(digests(&tree), all(&pushed), "cancelled at {cancelled_at}");
        assert_eq!((session.borrow().referrers.stage, tree.answered), (Stage::Done, tree.known));
        assert!(tree.nodes.iter().all(|node| node.asked == Asked::Fully));
        // No more than what was under way is asked again.
        assert!(*sent.borrow() <= 1 + pushed.nodes() + 6, "{}", sent.borrow());
    }
    demo.stop().await;
}

#[tokio::test]
async fn six_questions_are_under_way_at_a_time() {
    for referrers_api in [true, false] {
        let latency = Duration::from_millis(5);
        let demo = demo(Options { referrers_api, latency, ..Options::default() }).await;
        demo.push_tree(REPOSITORY, &[20, 1]).await.unwrap();
        for repository in [REPOSITORY, "demo/app", "demo/buildkit"] {
            let wire = Wire::new();
            super::look(wire.clone(), inquiry(&demo.host(), repository, "1.0", ACCOUNT)).await;
            let most = wire.seen.most.get();
            assert!(most <= 6, "{repository}: {most}");
            if referrers_api {
                assert_eq!(most, 6, "{repository}: there is enough to ask");
            }
        }
        demo.stop().await;
    }
}

#[tokio::test]
async fn a_registry_that_fails_is_not_asked_for_ever() {
    let (demo, pushed) = demo_with(&[60], Duration::ZERO).await;
    for (has_list, failing_from) in [(false, 1), (true, 1), (true, 20)] {
        let others = RefCell::new(0);
        let index: Vec<_> = pushed.levels[0].iter().map(|digest| entry(digest)).collect();
        let image = json!({"schemaVersion": 2, "manifests": []});
        let registry = Canned::new(|path: &str| {
            if path.contains("/manifests/1.0") {
                return (200, image.clone());
            }
            if has_list && path.ends_with(&digest_of(&image)) {
                return (200, json!({"schemaVersion": 2, "manifests": index}));
            }
            *others.borrow_mut() += 1;
            match path.contains("/referrers/") {
                _ if *others.borrow() >= failing_from => (500, json!({"errors": [{"code": "UNKNOWN"}]})),
                true => (200, json!({"schemaVersion": 2, "manifests": []})),
                false => (404, json!({})),
            }
        });
        let asking = inquiry(canned::HOST, "x", "1.0", None);
        let client = Client::new(&registry, asking.image.registry.clone());
        let session = RefCell::new(Session::default());
        let frontier = begin(&client, &asking, Bounds::default(), &session).await;
        let tree = explore(&client, &frontier, &session).await;
        let failures = *others.borrow() + 1 - failing_from;
        // A few in a row, those that are under way meanwhile, and those before the list came; of more than sixty.
        assert!(failures <= 3 * 6, "{failures} questions to who only fails");
        let is_told = tree.nodes.iter().any(|node| node.problem().is_some());
        assert!(is_told, "failing from {failing_from}");
        if has_list {
            assert!(tree.is_bounded, "what was not asked is said to be left");
            assert_eq!(digests(&tree), all(&pushed), "what was read is kept");
        } else {
            assert_eq!(session.borrow().referrers.stage, Stage::Failed);
        }
    }
    demo.stop().await;
}

#[tokio::test]
async fn progress_only_grows_and_ends_at_all_that_is_known() {
    let (demo, _) = demo_with(&[3, 3], Duration::ZERO).await;
    let asking = inquiry(&demo.host(), REPOSITORY, "1.0", ACCOUNT);
    let client = Client::new(Wire::new(), asking.image.registry.clone());
    let told = RefCell::new(Vec::new());
    session::look(&client, asking, |event| {
        if let Event::Turn(Turn::Progress { answered, known, .. }) = event {
            told.borrow_mut().push((answered, known));
        }
    })
    .await;
    let told = told.into_inner();
    assert!(told.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1), "{told:?}");
    assert_eq!((told[0].0, *told.last().unwrap()), (0, (13 + 3, 13 + 3)), "the lists of 13, and cosign's tags");
    demo.stop().await;
}

#[tokio::test]
async fn a_subject_that_the_registry_does_not_have_makes_no_registry_without_the_api() {
    // More platforms than are asked about at a time; the registry lost all but the last.
    let platforms: Vec<_> = "123456789".chars().map(|digit| fake(&digit.to_string())).collect();
    let index =
        json!({"schemaVersion": 2, "manifests": platforms.iter().map(|digest| entry(digest)).collect::<Vec<_>>()});
    let (a, b) = (fake("a"), fake("b"));
    let lists = BTreeMap::from([(digest_of(&index), &a), (platforms[8].clone(), &b)]);
    let registry = Canned::new(|path: &str| match path.rsplit_once('/').unwrap() {
        ("/v2/x/manifests", "1.0") => (200, index.clone()),
        ("/v2/x/referrers", digest) => match lists.get(digest) {
            Some(referrer) => (200, json!({"schemaVersion": 2, "manifests": [entry(referrer)]})),
            None => (404, json!({"errors": [{"code": "MANIFEST_UNKNOWN"}]})),
        },
        _ => (404, json!({})),
    });
    let session = super::look(&registry, inquiry(canned::HOST, "x", "1.0", None)).await;
    let tree = session.referrers.result.as_deref().unwrap();
    assert_eq!(digests(tree), BTreeSet::from([a, b]));
    assert_eq!(session.referrers.stage, Stage::Done);
}
