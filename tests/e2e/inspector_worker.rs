//! The worker as it is delivered, asked in Chromium what the inspector's own tests ask natively.

use crate::ask::{Layer, assert_sound, failed, manifest, told};
use crate::page::{Page, with_page};
use crate::rows::{case, rows};
use crate::support::published;
use crate::worker::{ask, start};
use report::Verdict;
use report::message::{Answer, Question};

async fn verdict(page: &Page, question: &Question, layers: &[Layer]) -> Verdict {
    let manifest = manifest(layers);
    let buffers: Vec<&[u8]> =
        std::iter::once(manifest.as_slice()).chain(layers.iter().map(|layer| layer.bytes.as_slice())).collect();
    match ask(page, question, &buffers).await {
        Answer::Verdicts(mut verdicts) if verdicts.len() == 1 => verdicts.remove(0),
        other => panic!("one verdict was expected: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_published_signature_gets_its_verdict_in_the_browser() {
    with_page(async |page: Page| {
        start(&page).await;
        let mut wrong = Vec::new();
        for row in rows() {
            let layer = Layer::new("application/vnd.dev.sigstore.bundle.v0.3+json", published(&row.bundle));
            let found = verdict(&page, &Question::Verify(case(&row)), &[layer]).await;
            assert_sound(&found);
            if format!("{:?}", found.outcome) != row.outcome || failed(&found) != row.failed {
                wrong.push(format!("{}, expected {} {:?}: {}", row.name, row.outcome, row.failed, told(&found)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}
