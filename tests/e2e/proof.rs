//! Signatures checked and documents counted, as a person sees it: over the embedded registry's really signed content.

use crate::page::{Page, row, with_page};
use refscope_demo::Expected;
use report::{Outcome, Trust};
use std::collections::BTreeMap;

const REPOSITORY: &str = "acme/signed";
/// Which tags there are, and what all signatures of each come to.
const TAGS: [(&str, Outcome); 4] = [
    ("1.0", Outcome::Verified),
    ("strangers", Outcome::NotTrusted),
    ("tampered", Outcome::Broken),
    ("unchecked", Outcome::NotChecked),
];

fn slug(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "verified",
        Outcome::NotTrusted => "not-trusted",
        Outcome::Broken => "broken",
        Outcome::NotChecked => "not-checked",
    }
}

/// Opens the page as one whom this is trusted by.
async fn open(page: &Page, trust: &Trust) {
    let trust = serde_json::to_string(trust).unwrap();
    page.script(&format!("sessionStorage.setItem('refscope.trust', {trust:?})")).await;
    page.open("/").await;
}

async fn look_up(page: &Page, tag: &str) {
    page.fill(REPOSITORY, tag, "demo", "demo").await;
    page.look().await;
    page.find("#check-all").await;
}

/// Checks all signatures of what is on screen.
pub async fn check(page: &Page) {
    page.press("#check-all").await;
    page.until("the end of the checks", async || (page.text(".proof-head .note").await == "Checked.").then_some(()))
        .await;
}

/// What the list says above itself, by outcome.
async fn counts(page: &Page) -> BTreeMap<String, String> {
    let outcomes = page.attributes(".proof-counts li", "data-outcome").await;
    outcomes.into_iter().zip(page.contents(".proof-counts li").await).collect()
}

/// What is a document by its own account has no signature to be checked, and that is said of it.
const UNSIGNED: &str = "provenance that nobody signed";

fn of_tag(page: &Page, outcome: Outcome) -> impl Iterator<Item = &(String, Expected)> {
    let is_signature = |expected: &Expected| expected.about != UNSIGNED;
    page.demo.verdicts().iter().filter(move |(_, expected)| expected.outcome == outcome && is_signature(expected))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_stands_above_the_list_in_it_and_beside_it_with_its_steps() {
    with_page(async |page: Page| {
        open(&page, page.demo.trust()).await;
        for (tag, outcome) in TAGS {
            look_up(&page, tag).await;
            assert!(page.all(".proof-counts").await.is_empty(), "nothing is said before it is checked");
            check(&page).await;
            let counts = counts(&page).await;
            assert_eq!(counts.keys().collect::<Vec<_>>(), [slug(outcome)], "{tag}: {counts:?}");
            let expected: Vec<_> = of_tag(&page, outcome).collect();
            let number: usize = counts[slug(outcome)].split(' ').next().unwrap().parse().unwrap();
            assert_eq!(number, expected.len(), "{tag}: {counts:?}");
            let digests = page.digests().await;
            for (digest, expected) in expected {
                assert!(digests.contains(digest), "{tag}: {}", expected.about);
                page.select(digest).await;
                let verdict = format!(".verdicts[data-digest=\"{digest}\"] > .verdict");
                page.find(&verdict).await;
                let found = page.attributes(&verdict, "data-outcome").await;
                assert_eq!(found, [slug(outcome)], "{}", expected.about);
                let chips = page.attributes(&format!("{} .chip.verdict-badge", row(digest)), "data-outcome").await;
                assert_eq!(chips, [slug(outcome)], "{}", expected.about);
                let states = page.attributes(&format!("{verdict} .verdict-steps li"), "data-state").await;
                let is_whole = states.iter().all(|state| state == "passed" || state == "not-asked");
                assert!(!states.is_empty() && is_whole == (outcome == Outcome::Verified), "{states:?}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_and_what_the_documents_say_stands_above_the_list() {
    with_page(async |page: Page| {
        open(&page, page.demo.trust()).await;
        look_up(&page, "1.0").await;
        check(&page).await;
        let signers = page.contents(".proof-signers code").await;
        let named = |part: &str| signers.iter().any(|name| name.contains(part));
        assert!(named("release key") && named("release.yaml@refs/tags/1.0") && named("CN=Release"), "{signers:?}");
        let packages = page.text(".proof-sboms").await;
        assert!(packages.contains("47 packages"), "{packages}");
        let findings = page.text(".proof-scans").await;
        assert!(["critical", "high", "medium", "low"].iter().all(|severity| findings.contains(severity)), "{findings}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_trusts_is_said_in_the_page_and_what_was_checked_is_checked_again() {
    with_page(async |page: Page| {
        open(&page, &Trust::default()).await;
        look_up(&page, "1.0").await;
        check(&page).await;
        let before = counts(&page).await;
        assert!(before.contains_key("not-trusted") && !before.contains_key("verified"), "{before:?}");
        page.press("#trust > summary").await;
        assert_eq!(page.text("#trust > summary").await, "Trusted: nobody");
        for (text, summary) in texts(page.demo.trust()) {
            page.script(&format!(
                "const field = document.getElementById('trust-text'); field.value = {text:?}; field.dispatchEvent(new Event('input'));"
            ))
            .await;
            page.press("#trust-add").await;
            page.until(&summary, async || page.text("#trust > summary").await.contains(&summary).then_some(())).await;
        }
        for identity in &page.demo.trust().identities {
            page.type_into("trust-subject", &identity.subject).await;
            page.type_into("trust-issuer", &identity.issuer).await;
            page.press("#trust-identity-add").await;
        }
        let expected = of_tag(&page, Outcome::Verified).count();
        let all = format!("{expected} signatures verified");
        page.until(&all, async || (counts(&page).await.get("verified") == Some(&all)).then_some(())).await;
        assert_eq!(counts(&page).await.len(), 1);
        // What is refused is told with its reason, and what was typed stays.
        page.script("const field = document.getElementById('trust-text'); field.value = 'no key'; field.dispatchEvent(new Event('input'));").await;
        page.press("#trust-add").await;
        assert!(page.text(".trust-given [role=alert]").await.contains("BEGIN"));
        assert_eq!(page.value("trust-text").await, "no key");
    })
    .await;
}

/// What is pasted, and what the panel's title then says.
fn texts(trust: &Trust) -> Vec<(String, String)> {
    let mut texts = vec![(trust.roots[0].text.clone(), "1 root".to_owned())];
    let keys: String = trust.keys.iter().map(|key| key.text.as_str()).collect();
    texts.push((keys, "1 key".to_owned()));
    let certificates: String = trust.certificates.iter().map(|certificate| certificate.text.as_str()).collect();
    texts.push((certificates, "1 certificate".to_owned()));
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_document_without_a_signature_just_that_is_said() {
    with_page(async |page: Page| {
        open(&page, page.demo.trust()).await;
        look_up(&page, "unchecked").await;
        check(&page).await;
        let (digest, _) = page.demo.verdicts().iter().find(|(_, expected)| expected.about == UNSIGNED).unwrap();
        assert!(page.all(&format!("{} .chip.verdict-badge", row(digest))).await.is_empty());
        page.select(digest).await;
        assert!(page.text(".proof-of").await.contains("no signature"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_is_trusted_from_its_own_verdict() {
    with_page(async |page: Page| {
        let trust = Trust { identities: Vec::new(), ..page.demo.trust().clone() };
        open(&page, &trust).await;
        look_up(&page, "1.0").await;
        check(&page).await;
        let before = counts(&page).await;
        let keyless = page.attributes(".grid .chip.verdict-badge[data-outcome=not-trusted]", "data-outcome").await;
        assert!(!keyless.is_empty(), "{before:?}");
        let digest = page
            .script("return document.querySelector('.chip.verdict-badge[data-outcome=not-trusted]').closest('[role=row]').dataset.digest")
            .await;
        let digest = digest.as_str().unwrap();
        page.select(digest).await;
        page.press(".trust-identity").await;
        page.find(&format!(".verdicts[data-digest=\"{digest}\"] > .verdict[data-outcome=verified]")).await;
        let summary = page.text("#trust > summary").await;
        assert!(summary.contains("1 identity"), "{summary}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_alone_can_be_checked_and_a_new_look_begins_anew() {
    with_page(async |page: Page| {
        open(&page, page.demo.trust()).await;
        look_up(&page, "tampered").await;
        let (digest, _) = of_tag(&page, Outcome::Broken).next().unwrap().clone();
        page.select(&digest).await;
        page.press(".check-this").await;
        page.find(".verdict[data-outcome=broken]").await;
        assert_eq!(counts(&page).await["broken"], "1 signature broken");
        assert_eq!(page.text(".proof-head .note").await, "Not everything was checked.");
        look_up(&page, "tampered").await;
        assert!(page.all(".proof-counts").await.is_empty());
    })
    .await;
}

/// The view of what was checked.
pub async fn checked(page: &Page) {
    open(page, page.demo.trust()).await;
    look_up(page, "1.0").await;
    check(page).await;
}

/// The view of one that is broken.
pub async fn broken(page: &Page) {
    open(page, page.demo.trust()).await;
    look_up(page, "tampered").await;
    check(page).await;
    let (digest, _) = of_tag(page, Outcome::Broken).next().unwrap();
    page.select(digest).await;
    page.find(".verdict[data-outcome=broken] .verdict-steps").await;
}

/// The view of whom one trusts.
pub async fn trust(page: &Page) {
    open(page, page.demo.trust()).await;
    look_up(page, "1.0").await;
    page.press("#trust > summary").await;
    page.find(".trust-list").await;
}

/// The view of an SBOM that was opened.
pub async fn report(page: &Page) {
    look_up(page, "1.0").await;
    report_here(page).await;
}

/// Opens an SBOM of what is on screen.
pub async fn report_here(page: &Page) {
    let sbom = page.rows().await.into_iter().find(|row| row.kind == "sbom").unwrap();
    page.select(&sbom.digest).await;
    page.press(".detail > .opener").await;
    page.press(".detail .content .parts li:last-child > .opener").await;
    page.find(".report-table tbody tr").await;
}
