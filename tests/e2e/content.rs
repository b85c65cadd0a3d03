//! What an artifact holds: opened, shown, saved; and never shown where its digest is not right.

use super::browser::devtools;
use super::page::{Page, with_page, with_registry};
use refscope_demo::hostile::{Fault, Hostile};
use refscope_demo::push::MANIFEST;
use refscope_demo::{Options, Pushed};
use serde_json::json;
use std::path::{Path, PathBuf};

const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const REPOSITORY: &str = "demo/parts";
/// The opener of the image's own manifest, and what it opens.
const OPENER: &str = "#step-image .result > .opener";
const OPENED: &str = "#step-image .result > .content";

/// Pushes `demo/parts:1.0` with these layers.
async fn push(page: &Page, layers: &[(&'static str, Vec<u8>)]) -> Vec<Pushed> {
    let config = page.demo.push_blob(REPOSITORY, CONFIG, br#"{"os":"linux"}"#.to_vec()).await.unwrap();
    let mut pushed = Vec::new();
    for (media_type, bytes) in layers {
        pushed.push(page.demo.push_blob(REPOSITORY, media_type, bytes.clone()).await.unwrap());
    }
    let layers: Vec<_> = pushed.iter().map(Pushed::descriptor).collect();
    let document = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config.descriptor(), "layers": layers});
    page.demo.push_manifest(REPOSITORY, &document, Some("1.0")).await.unwrap();
    pushed
}

/// Looks the image up and opens its manifest.
async fn open(page: &Page) {
    page.fill(REPOSITORY, "1.0", "demo", "demo").await;
    page.look().await;
    page.press(OPENER).await;
    page.find(&format!("{OPENED} .parts")).await;
}

/// The part with this digest.
fn part(digest: &str) -> String {
    format!("{OPENED} .parts > li[data-digest=\"{digest}\"]")
}

/// Shows a part; its title and what is in it.
async fn show(page: &Page, digest: &str) -> [String; 2] {
    let part = part(digest);
    page.press(&format!("{part} > .opener")).await;
    let shown = page.content(&format!("{part} .preview code")).await;
    [page.text(&format!("{part} .content .note")).await, shown]
}

#[tokio::test(flavor = "multi_thread")]
async fn text_json_and_bytes_are_shown_each_in_its_way() {
    with_page(async |page: Page| {
        let layers = [
            ("text/plain", "Grüße\nin two lines\n".into()),
            ("application/json", br#"{"a":[1,2],"b":"<b>"}"#.to_vec()),
            ("application/octet-stream", vec![0, 255, 65, 10]),
            ("application/x-empty", Vec::new()),
        ];
        let pushed = push(&page, &layers).await;
        open(&page).await;
        let text = show(&page, &pushed[0].digest).await;
        assert_eq!(text, ["Text, 21 B; the digest is right", "Grüße\nin two lines\n"]);
        let [title, json] = show(&page, &pushed[1].digest).await;
        assert_eq!(title, "JSON, 21 B; the digest is right");
        assert!(json.contains("\n  \"b\": \"<b>\""), "{json}");
        let [title, hex] = show(&page, &pushed[2].digest).await;
        assert_eq!(title, "Bytes, in hexadecimal, 4 B; the digest is right");
        assert!(hex.starts_with("00000000  00 ff 41 0a") && hex.trim_end().ends_with("..A."), "{hex}");
        page.press(&format!("{} > .opener", part(&pushed[3].digest))).await;
        let note = format!("{} .content .note", part(&pushed[3].digest));
        page.until("the note", async || (page.text(&note).await == "It is empty: 0 bytes.").then_some(())).await;

        // The config, and the document as it came.
        assert_eq!(page.text(&format!("{OPENED} .part-name")).await, "Config");
        let raw = page.content(&format!("{OPENED} > details pre")).await;
        assert!(raw.contains(&pushed[0].digest) && raw.contains("\"schemaVersion\": 2"), "{raw}");

        // Closed, nothing of it is left.
        page.press(OPENER).await;
        assert!(!page.find(OPENED).await.is_displayed().await.unwrap());
        assert!(page.all(&format!("{OPENED} *")).await.is_empty());
        assert_eq!(page.text(OPENER).await, "Open");
    })
    .await;
}

/// The page beside a registry with a fault; the image was looked up there.
async fn look_at_hostile(page: &Page, fault: &str) -> Hostile {
    let hostile = Hostile::start(Fault::named(fault).unwrap()).await.unwrap();
    page.fill("demo/app", "1.0", "demo", "demo").await;
    page.type_into("registry", &hostile.host()).await;
    page.look().await;
    hostile
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_not_what_their_digest_says_are_an_alarm() {
    with_page(async |page: Page| {
        let layer = format!("{OPENED} .parts > li:nth-child(2)");
        for (fault, words) in [
            ("blob-other-bytes", "ALARM: the bytes that {host} sent are not what their digest says."),
            ("blob-empty-body", "ALARM: {host} sent another number of bytes than the descriptor says."),
            ("blob-longer", "ALARM: {host} sent another number of bytes than the descriptor says."),
        ] {
            let hostile = look_at_hostile(&page, fault).await;
            let words = words.replace("{host}", &hostile.host());
            page.press(OPENER).await;
            for (button, place) in [(".opener", ".content"), (".save", ".saving")] {
                page.press(&format!("{layer} > {button}")).await;
                assert_eq!(page.text(&format!("{layer} > {place} .problem-what")).await, words, "{fault}: {button}");
            }
            assert!(page.all(&format!("{OPENED} .preview")).await.is_empty(), "{fault}: nothing of it is shown");
        }
        let hostile = look_at_hostile(&page, "manifest-other-bytes").await;
        let [what, ..] = page.problem("image").await;
        assert!(what.starts_with("ALARM") && what.contains(&hostile.host()), "{what}");
        assert!(page.text("#step-image .earlier-note").await.starts_with("From the look before"));
    })
    .await;
}

/// A folder for downloads, which is gone with this.
pub struct Downloads(PathBuf);

impl Downloads {
    /// A folder that the browser saves to from now on.
    pub async fn of(page: &Page, name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let parameters = json!({"behavior": "allow", "downloadPath": folder});
        devtools(&page.driver, "Browser.setDownloadBehavior", parameters).await;
        Self(folder)
    }

    /// The file of this name, once it has this many bytes: a browser puts an empty one there first.
    async fn file(&self, page: &Page, name: &str, size: usize) -> Vec<u8> {
        let path = self.0.join(name);
        let is_whole = || path.metadata().is_ok_and(|file| file.len() == size as u64);
        page.until(name, async || is_whole().then_some(())).await;
        std::fs::read(path).unwrap()
    }

    /// Takes the file of this name out of the folder, once the browser has it whole: as long as it writes, another one
    /// stands beside.
    pub async fn taken(&self, page: &Page, name: &str) -> Vec<u8> {
        let (path, partial) = (self.0.join(name), self.0.join(format!("{name}.crdownload")));
        let is_whole = || !partial.exists() && path.metadata().is_ok_and(|file| file.len() > 0);
        page.until(name, async || is_whole().then_some(())).await;
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        bytes
    }

    /// The names of all files that are there.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blobs_are_saved_whole_also_those_too_large_to_show() {
    with_page(async |page: Page| {
        // Bytes of which no two stretches are alike.
        let large: Vec<u8> = (0..100_000_001_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let layers = [("text/plain", b"small".to_vec()), ("application/octet-stream", large)];
        let pushed = push(&page, &layers).await;
        let downloads = Downloads::of(&page, "saved").await;
        open(&page).await;
        let second = part(&pushed[1].digest);
        assert_eq!(page.text(&format!("{second} .size")).await, "100 MB");
        assert!(page.text(&format!("{second} > .note")).await.contains("to be saved, not shown here"));
        assert!(page.all(&format!("{second} > .opener")).await.is_empty());
        for (pushed, (_, bytes)) in pushed.iter().zip(&layers) {
            page.press(&format!("{} > .save", part(&pushed.digest))).await;
            let file = downloads.file(&page, &pushed.digest.replace(':', "-"), bytes.len()).await;
            assert!(file == *bytes, "{} bytes of {}", file.len(), bytes.len());
            let said = page.text(&format!("{} .saving", part(&pushed.digest))).await;
            assert!(said.contains("digest"), "{said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn content_that_lies_elsewhere_is_read_there_without_a_credential() {
    with_registry(Options { blob_redirect: true, ..Options::default() }, async |page: Page| {
        let pushed = push(&page, &[("text/plain", b"from the storage".to_vec())]).await;
        let downloads = Downloads::of(&page, "redirected").await;
        open(&page).await;
        assert_eq!(show(&page, &pushed[0].digest).await[1], "from the storage");
        page.press(&format!("{} > .save", part(&pushed[0].digest))).await;
        let file = downloads.file(&page, &pushed[0].digest.replace(':', "-"), 16).await;
        assert_eq!(file, b"from the storage");
        let received = page.demo.storage_requests();
        assert!(received.iter().filter(|request| request.method == "GET").count() >= 2, "{received:?}");
        assert!(received.iter().all(|request| request.header("authorization").is_none()), "{received:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_secrets_forgotten_nothing_more_is_opened() {
    with_page(async |page: Page| {
        let pushed = push(&page, &[("text/plain", b"text".to_vec())]).await;
        open(&page).await;
        page.press("#forget").await;
        let asked = page.demo.requests().len();
        for button in [".save", ".opener"] {
            page.press(&format!("{} > {button}", part(&pushed[0].digest))).await;
            let said = page.text(&format!("{} .notice", part(&pushed[0].digest))).await;
            assert!(said.starts_with("Password and token are forgotten."), "{said}");
        }
        assert_eq!(page.demo.requests().len(), asked);
    })
    .await;
}
