//! Content by its digest: nothing is given that is not what its digest says, from wherever it comes.

use super::wire::Wire;
use super::{inquiry, look};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use refscope::oci::manifest::{Body, Manifest};
use refscope::oci::{Address, Descriptor, Digest, MediaType, RepositoryName, digest};
use refscope::registry::client::{Client, PREVIEW_LIMIT};
use refscope::registry::{ClientError, Problem};
use refscope::session;
use refscope_demo::hostile::{Fault, Hostile};
use refscope_demo::{Demo, Keys, Options, WayIn};
use std::collections::BTreeSet;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));
const APP: &str = "demo/app";

fn app() -> RepositoryName {
    RepositoryName::parse(APP).unwrap()
}

fn descriptor(digest: Digest, size: usize) -> Descriptor {
    Descriptor::new(MediaType::from("application/octet-stream"), size as u64, digest)
}

/// A client that is in, and what it has seen.
async fn client(host: &str) -> (Client<Wire>, Wire) {
    let wire = Wire::new();
    let client = Client::new(wire.clone(), Address::parse(host).unwrap());
    session::find(&client, inquiry(host, APP, "1.0", ACCOUNT), &|_| ()).await.unwrap();
    (client, wire)
}

async fn demo(options: Options) -> (Demo, Client<Wire>, Wire) {
    let demo = super::demo(options).await;
    let (client, wire) = client(&demo.host()).await;
    (demo, client, wire)
}

/// An error as a person reads it.
fn explained(host: &str, error: &ClientError) -> Problem {
    session::explain(&inquiry(host, APP, "1.0", ACCOUNT), None, error)
}

/// Saves a blob, and gives its pieces, too, if that ends well.
async fn save(client: &Client<Wire>, target: &Descriptor) -> Result<Vec<Vec<u8>>, ClientError> {
    let mut pieces = Vec::new();
    client.save_blob(&app(), target, &mut |piece| pieces.push(piece.to_vec())).await.map(|()| pieces)
}

#[tokio::test]
async fn everything_that_a_tree_names_can_be_opened() {
    let (demo, client, _) = demo(Options::default()).await;
    let session = look(Wire::new(), inquiry(&demo.host(), APP, "1.0", ACCOUNT)).await;
    let tree = session.referrers.result.as_deref().unwrap();
    let mut opened = BTreeSet::new();
    for found in tree.artifacts() {
        let target = &found.referrer.descriptor();
        let bytes = client.manifest_bytes(&app(), target).await.unwrap();
        assert_eq!((digest::of(&bytes), bytes.len() as u64), (target.digest().clone(), target.size()));
        let manifest = Manifest::parse(&bytes, None).unwrap();
        assert!(manifest.subject.is_some(), "it refers to something");
        let Body::Image { config, layers } = manifest.body else { panic!("{target:?}") };
        for blob in layers.iter().chain([&*config]) {
            let bytes = client.blob(&app(), blob).await.unwrap();
            assert_eq!((digest::of(&bytes), bytes.len() as u64), (blob.digest().clone(), blob.size()));
            assert_eq!(save(&client, blob).await.unwrap().concat(), bytes);
            opened.insert(blob.digest().to_string());
        }
    }
    assert!(opened.len() > 5, "{opened:?}");
    demo.stop().await;
}

#[tokio::test]
async fn embedded_data_is_used_without_asking_and_checked() {
    let (demo, client, wire) = demo(Options::default()).await;
    let (right, wrong) = (b"some bytes".as_slice(), b"others now".as_slice());
    let with_data = |data: &str, size: usize| {
        let mut target = descriptor(digest::of(right), size);
        target.set_data(Some(data.to_owned()));
        target
    };
    let before = wire.seen.asked.borrow().len();
    let target = with_data(&STANDARD.encode(right), right.len());
    assert_eq!(client.blob(&app(), &target).await.unwrap(), right);
    for (data, size) in [
        (STANDARD.encode(wrong), right.len()),
        (STANDARD.encode(right), right.len() + 1),
        (STANDARD.encode(&right[1..]), right.len()),
        ("no Base64!".to_owned(), right.len()),
        (String::new(), right.len()),
    ] {
        let error = client.blob(&app(), &with_data(&data, size)).await.unwrap_err();
        let problem = explained(&demo.host(), &error);
        assert!(problem.what.to_string().starts_with("ALARM"), "{data}: {}", problem.what);
    }
    assert_eq!(wire.seen.asked.borrow().len(), before, "nothing is asked for");
    demo.stop().await;
}

#[tokio::test]
async fn another_size_or_digest_is_an_alarm() {
    let (demo, client, _) = demo(Options::default()).await;
    let bytes = b"a blob of some bytes".to_vec();
    let blob = demo.push_blob(APP, "text/plain", bytes.clone()).await.unwrap();
    let is = digest::parse(&blob.digest).unwrap();
    assert_eq!(client.blob(&app(), &descriptor(is.clone(), bytes.len())).await.unwrap(), bytes);
    for size in [0, bytes.len() - 1, bytes.len() + 1, 1_000_000] {
        let target = descriptor(is.clone(), size);
        let expected = ClientError::Size { expected: size as u64, actual: bytes.len() as u64 };
        assert_eq!(client.blob(&app(), &target).await, Err(expected.clone()));
        assert_eq!(save(&client, &target).await, Err(expected.clone()));
        assert!(explained(&demo.host(), &expected).what.to_string().starts_with("ALARM"));
    }
    let image = digest::parse(&demo.content().image(APP, "1.0").unwrap().digest).unwrap();
    let error = client.manifest_bytes(&app(), &descriptor(image, 7)).await.unwrap_err();
    assert!(matches!(error, ClientError::Size { expected: 7, .. }), "{error}");
    demo.stop().await;

    let hostile = Hostile::start(Fault::named("blob-other-bytes").unwrap()).await.unwrap();
    let client = self::client(&hostile.host()).await.0;
    let target = descriptor(digest::of(b"not much of a layer"), 19);
    for error in [client.blob(&app(), &target).await.unwrap_err(), save(&client, &target).await.unwrap_err()] {
        let problem = explained(&hostile.host(), &error);
        assert!(problem.what.to_string().contains("are not what their digest says"), "{}", problem.what);
        assert!(problem.quote.unwrap().contains(target.digest().as_ref()));
    }
    hostile.stop().await;
}

#[tokio::test]
async fn what_cannot_be_checked_is_not_shown_and_no_alarm() {
    let (demo, client, wire) = demo(Options::default()).await;
    let before = wire.seen.asked.borrow().len();
    let mut target = descriptor(digest::parse(&format!("blake3:{}", "0".repeat(64))).unwrap(), 1);
    target.set_data(Some(STANDARD.encode("x")));
    for error in [client.blob(&app(), &target).await.unwrap_err(), save(&client, &target).await.unwrap_err()] {
        let problem = explained(&demo.host(), &error);
        assert!(problem.what.to_string().contains("cannot be checked here"), "{}", problem.what);
    }
    assert_eq!(wire.seen.asked.borrow().len(), before);
    demo.stop().await;
}

#[tokio::test]
async fn blobs_from_a_storage_elsewhere_without_a_credential() {
    let (demo, client, wire) = demo(Options { blob_redirect: true, ..Options::default() }).await;
    let bytes = b"a blob that is elsewhere".to_vec();
    let blob = demo.push_blob(APP, "text/plain", bytes.clone()).await.unwrap();
    let target = descriptor(digest::parse(&blob.digest).unwrap(), bytes.len());
    assert_eq!(client.blob(&app(), &target).await.unwrap(), bytes);
    assert_eq!(save(&client, &target).await.unwrap().concat(), bytes);
    assert_eq!(demo.storage_requests().len(), 2);
    assert!(demo.storage_requests().iter().all(|request| request.header("authorization").is_none()));
    let storage = demo.storage_host().unwrap();
    assert!(!wire.seen.asked.borrow().iter().any(|url| url.contains(&storage)), "only the redirect leads there");
    demo.stop().await;

    // What goes with every request is a password: it is not left to the browser to take it out.
    let (demo, client, _) =
        self::demo(Options { way_in: WayIn::Basic, blob_redirect: true, ..Options::default() }).await;
    let blob = demo.push_blob(APP, "text/plain", bytes.clone()).await.unwrap();
    let target = descriptor(digest::parse(&blob.digest).unwrap(), bytes.len());
    let error = client.blob(&app(), &target).await.unwrap_err();
    let problem = explained(&demo.host(), &error);
    assert!(problem.what.to_string().contains("can be read, but not its answer to this request"), "{}", problem.what);
    assert!(problem.why.to_string().contains("an object storage"), "{}", problem.why);
    assert_eq!(demo.storage_requests(), []);
    demo.stop().await;
}

#[tokio::test]
async fn a_blob_is_saved_in_pieces_and_what_is_too_large_is_not_shown() {
    let (demo, client, _) = demo(Options::default()).await;
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|number| (number % 251) as u8).collect();
    let blob = demo.push_blob(APP, "application/octet-stream", bytes.clone()).await.unwrap();
    let target = descriptor(digest::parse(&blob.digest).unwrap(), bytes.len());
    let pieces = save(&client, &target).await.unwrap();
    assert!(pieces.len() > 1, "it is never held whole");
    assert!(pieces.concat() == bytes);
    demo.stop().await;

    let hostile = Hostile::start(Fault::named("blob-100-mb").unwrap()).await.unwrap();
    let client = self::client(&hostile.host()).await.0;
    let size = 100 * 1024 * 1024;
    let target = descriptor(digest::of(b"not much of a layer"), size);
    let error = client.blob(&app(), &target).await.unwrap_err();
    let limit = refscope::registry::transport::TransportError::TooLarge(PREVIEW_LIMIT.try_into().unwrap());
    assert!(matches!(&error, ClientError::NoAnswer { error, .. } if *error == limit), "{error}");
    hostile.stop().await;
}

#[tokio::test]
async fn saving_waits_and_renews_as_every_question_does() {
    let hostile = Hostile::start(Fault::named("blob-503-twice").unwrap()).await.unwrap();
    let (client, wire) = self::client(&hostile.host()).await;
    let target = descriptor(digest::of(b"not much of a layer"), 19);
    assert_eq!(save(&client, &target).await.unwrap().concat(), b"not much of a layer");
    assert_eq!(wire.seen.pauses.take(), [1, 3]);
    hostile.stop().await;

    let keys = Some(Keys::new().unwrap());
    let (demo, client, _) = demo(Options { keys, ..Options::default() }).await;
    let blob = demo.push_blob(APP, "text/plain", b"a blob".to_vec()).await.unwrap();
    demo.expire_tokens();
    let target = descriptor(digest::parse(&blob.digest).unwrap(), 6);
    assert_eq!(save(&client, &target).await.unwrap().concat(), b"a blob", "no piece comes twice, and none of an error");
    demo.stop().await;
}
