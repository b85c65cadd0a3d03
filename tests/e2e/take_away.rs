//! The look to take away: commands, credentials, documents, an OCI image layout; and a clipboard that is cleared.

use super::browser::devtools;
use super::content::Downloads;
use super::page::{Page, with_page, with_registry};
use refscope_demo::Options;
use refscope_demo::hostile::{Fault, Hostile};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::time::Duration;

/// Looks the demo's image up, and unfolds a part of the panel.
async fn look_and_unfold(page: &Page, part: &str) {
    page.fill("demo/app", "1.0", "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
    unfold(page, part).await;
}

async fn unfold(page: &Page, part: &str) {
    page.press("#take-away > summary").await;
    page.press(&format!("#{part} > summary")).await;
}

/// The digests of the image and of all that refers to it, from what was pushed.
fn pushed(page: &Page) -> (String, BTreeSet<String>) {
    let image = page.demo.content().image("demo/app", "1.0").unwrap();
    let mut waiting: Vec<_> = image.referrers.iter().collect();
    let mut digests = BTreeSet::new();
    while let Some(referrer) = waiting.pop() {
        digests.insert(referrer.digest.clone());
        waiting.extend(&referrer.referrers);
    }
    (image.digest.clone(), digests)
}

/// Lets the test read the clipboard, which a page may not without asking.
pub async fn may_read_clipboard(page: &Page) {
    let permissions = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    devtools(&page.driver, "Browser.grantPermissions", permissions).await;
}

/// What is on the clipboard.
pub async fn clipboard(page: &Page) -> String {
    let script = "navigator.clipboard.readText().then(arguments[0], error => arguments[0](`${error}`))";
    page.driver.execute_async(script, Vec::new()).await.unwrap().convert().unwrap()
}

async fn until_clipboard(page: &Page, text: &str) {
    page.until("the text on the clipboard", async || (clipboard(page).await == text).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_name_what_is_on_screen_and_are_copied() {
    with_page(async |page: Page| {
        may_read_clipboard(&page).await;
        look_and_unfold(&page, "take-commands").await;
        let (digest, _) = pushed(&page);
        let host = page.demo.host();
        let image = format!("{host}/demo/app@{digest}");
        for (slug, expected) in [
            ("oras-discover", format!("oras discover --plain-http {image}")),
            ("cosign-tree", format!("cosign tree --allow-http-registry {image}")),
            (
                "regctl-artifact-tree",
                format!("regctl artifact tree --host reg={host},tls=disabled --digest-tags {image}"),
            ),
            ("skopeo-inspect", format!("skopeo inspect --tls-verify=false --no-tags docker://{image}")),
        ] {
            assert_eq!(page.text(&format!("#take-{slug}")).await, expected);
            page.press(&format!("#take-{slug}-copy")).await;
            until_clipboard(&page, &expected).await;
        }
        for slug in ["oras-login", "podman-login"] {
            let login = page.text(&format!("#take-{slug}")).await;
            assert!(login.contains(&format!("--username demo --password-stdin {host})")), "{login}");
        }
        // Nothing is selected: there is no artifact to pull.
        assert!(!page.find("#take-oras-pull").await.is_displayed().await.unwrap());
        assert!(page.all("#take-commands .clipboard-note").await.is_empty(), "no secret was copied");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_there_when_revealed_and_the_clipboard_can_be_cleared() {
    with_page(async |page: Page| {
        may_read_clipboard(&page).await;
        look_and_unfold(&page, "take-credentials").await;
        // printf %s demo:demo | base64
        let encoded = "ZGVtbzpkZW1v";
        let host = page.demo.host();
        for id in ["take-config", "take-pull-secret"] {
            let shown = page.text(&format!("#{id}-value")).await;
            assert!(shown.contains("<base64 of ") && !shown.contains(encoded), "{shown}");
        }
        page.press("#take-config-reveal").await;
        let config = page.text("#take-config-value").await;
        let entry: Value = serde_json::from_str(&config).unwrap();
        assert_eq!(entry["auths"][host.as_str()]["auth"], encoded);
        page.press("#take-pull-secret-reveal").await;
        let yaml = page.text("#take-pull-secret-value").await;
        let name = host.replace(['.', ':'], "-");
        assert!(yaml.contains(&format!("name: {name}-pull\ntype: kubernetes.io/dockerconfigjson\n")), "{yaml}");

        // Copied, it says so, and is taken off again.
        let note = "#take-config-value ~ .clipboard-note";
        assert!(!page.find(note).await.is_displayed().await.unwrap());
        page.press("#take-config-copy").await;
        page.until("the note", async || page.text(note).await.starts_with("A secret is on the").then_some(())).await;
        assert_eq!(serde_json::from_str::<Value>(&clipboard(&page).await).unwrap(), entry);
        page.press(&format!("{note} .clear-clipboard")).await;
        until_clipboard(&page, "").await;
        page.until("the note", async || page.text(note).await.starts_with("The clipboard is cl").then_some(())).await;

        page.press("#forget").await;
        page.until("the entries gone", async || {
            (!page.find("#take-config-value").await.is_displayed().await.unwrap()).then_some(())
        })
        .await;
        let document = page.script("return document.documentElement.outerHTML").await.to_string();
        assert!(!document.contains(encoded), "nothing of it is left");
        assert!(page.text("#take-credentials").await.contains("There are none"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_is_saved_as_json_csv_and_markdown() {
    with_page(async |page: Page| {
        let downloads = Downloads::of(&page, "documents").await;
        look_and_unfold(&page, "take-documents").await;
        let (digest, referrers) = pushed(&page);
        page.press("#take-json").await;
        let document: Value =
            serde_json::from_slice(&downloads.taken(&page, "demo-app-1.0-referrers.json").await).unwrap();
        assert_eq!((&document["digest"], document.get("complete")), (&Value::from(digest.clone()), None));
        let mut waiting: Vec<&Value> = document["platforms"].as_array().unwrap().iter().chain([&document]).collect();
        let mut found = BTreeSet::new();
        while let Some(node) = waiting.pop() {
            for child in node["referrers"].as_array().unwrap() {
                found.insert(child["digest"].as_str().unwrap().to_owned());
                waiting.push(child);
            }
        }
        assert!(found.is_superset(&referrers) && !referrers.is_empty(), "{found:?}");

        page.press("#take-csv").await;
        let csv = String::from_utf8(downloads.taken(&page, "demo-app-1.0-referrers.csv").await).unwrap();
        assert_eq!(csv.matches("\r\n").count(), found.len() + 1);
        assert!(found.iter().all(|digest| csv.contains(digest)), "{csv}");
        page.press("#take-md").await;
        let text = String::from_utf8(downloads.taken(&page, "demo-app-1.0-referrers.md").await).unwrap();
        assert!(found.iter().all(|digest| text.contains(digest)), "{text}");
        let said = page.text("#take-documents [role=status]").await;
        assert!(said.starts_with("The tree is saved as Markdown"), "{said}");
    })
    .await;
}

/// The files of a layout; each blob has been checked against its name.
fn layout(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        if let Some(hex) = name.strip_prefix("blobs/sha256/") {
            assert_eq!(refscope_demo::push::digest(&content), format!("sha256:{hex}"));
        }
        files.insert(name, content);
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn the_image_with_all_that_refers_to_it_is_saved_as_a_layout() {
    with_page(async |page: Page| {
        let downloads = Downloads::of(&page, "layout").await;
        look_and_unfold(&page, "take-layout").await;
        let (digest, referrers) = pushed(&page);
        page.press("#take-layout-save").await;
        page.until("the end", async || page.text(".take-outcome").await.starts_with("Saved: ").then_some(())).await;
        let whole = layout(&downloads.taken(&page, "demo-app-1.0.tar").await);
        assert_eq!(whole["oci-layout"], br#"{"imageLayoutVersion":"1.0.0"}"#);
        let index: Value = serde_json::from_slice(&whole["index.json"]).unwrap();
        let entries = index["manifests"].as_array().unwrap();
        assert_eq!(entries[0]["digest"], digest.as_str());
        assert_eq!(entries[0]["annotations"]["org.opencontainers.image.ref.name"], "1.0");
        let named: BTreeSet<_> = entries.iter().map(|entry| entry["digest"].as_str().unwrap().to_owned()).collect();
        assert!(named.is_superset(&referrers), "{named:?}");
        for digest in &named {
            assert!(whole.contains_key(&format!("blobs/{}", digest.replace(':', "/"))), "{digest}");
        }

        // Without the layers it is smaller, and says what is left out.
        page.press("#take-layers").await;
        page.press("#take-layout-save").await;
        page.until("the end", async || page.text(".take-outcome").await.contains("Left out: 2 layers.").then_some(()))
            .await;
        let slim = layout(&downloads.taken(&page, "demo-app-1.0.tar").await);
        assert!(slim.len() < whole.len() && slim["index.json"] == whole["index.json"]);
        assert!(slim.keys().all(|name| whole.contains_key(name)));
        assert_eq!(page.text("#take-layout-save").await, "Save as OCI layout");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_is_cancelled_and_nothing_is_saved() {
    let options = Options { latency: Duration::from_millis(400), ..Options::default() };
    with_registry(options, async |page: Page| {
        let downloads = Downloads::of(&page, "cancelled").await;
        look_and_unfold(&page, "take-layout").await;
        page.press("#take-layout-save").await;
        page.until("the progress", async || page.text("#take-layout-save").await.contains("cancel").then_some(()))
            .await;
        assert!(page.find("#take-layout progress").await.is_displayed().await.unwrap());
        page.press("#take-layout-save").await;
        page.until("the end", async || page.text(".take-outcome").await.starts_with("Cancelled.").then_some(())).await;
        assert!(!page.find("#take-layout progress").await.is_displayed().await.unwrap());
        assert_eq!(page.text("#take-layout-save").await, "Save as OCI layout");
        assert!(downloads.names().is_empty(), "{:?}", downloads.names());
        // With the secrets forgotten nothing is asked for.
        page.press("#forget").await;
        page.press("#take-layout-save").await;
        let said = page.text(".take-outcome .notice").await;
        assert!(said.starts_with("Password and token are forgotten."), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_its_digest_says_ends_the_download() {
    with_page(async |page: Page| {
        let downloads = Downloads::of(&page, "alarm").await;
        let hostile = Hostile::start(Fault::named("blob-other-bytes").unwrap()).await.unwrap();
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &hostile.host()).await;
        page.look().await;
        unfold(&page, "take-layout").await;
        page.press("#take-layout-save").await;
        let what = page.text(".take-outcome .problem-what").await;
        assert!(what.starts_with("ALARM") && what.contains(&hostile.host()), "{what}");
        let stopped = page.text(".take-outcome .notice").await;
        assert!(stopped.starts_with("Stopped at sha256:") && stopped.ends_with("Nothing was saved."), "{stopped}");
        assert!(downloads.names().is_empty(), "{:?}", downloads.names());
    })
    .await;
}
