//! What was checked, counted as it stands above the list.

use super::Proof;
use crate::oci::Kind;
use crate::registry::tree::{Tree, What};
use report::{Findings, Outcome};
use std::collections::BTreeMap;

/// The numbers. Only what refers to the image or to a platform of it counts: that the signature of an SBOM holds is no
/// proof of the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many signatures came to each [`Outcome`], in its order.
    outcomes: [usize; 4],
    /// Who signed, of those signatures that are verified, and how many each.
    pub signers: BTreeMap<String, usize>,
    /// How many SBOMs were read, and how many packages the longest of them lists.
    pub sboms: (usize, u32),
    /// How many reports of scanners were read, and what the one says that found most.
    pub scans: (usize, Findings),
}

impl Tally {
    /// Counts what was checked of a tree.
    #[must_use]
    pub fn of(tree: &Tree, proof: &Proof) -> Self {
        let mut tally = Self::default();
        for node in &tree.nodes {
            let (What::Artifact(found) | What::Repeat(_, found)) = &node.what else { continue };
            let parent = node.parent.and_then(|parent| tree.nodes.get(parent));
            let is_of_image = parent.is_some_and(|parent| parent.what.is_subject());
            if let (true, Some(checked)) = (is_of_image, proof.of(node.digest.as_ref())) {
                tally.add(checked, found.referrer.meaning.kind);
            }
        }
        tally
    }

    fn add(&mut self, checked: &super::Checked, kind: Kind) {
        for verdict in &checked.verdicts {
            self.outcomes[verdict.outcome as usize] += 1;
            if let (Outcome::Verified, Some(signer)) = (verdict.outcome, &verdict.signer) {
                *self.signers.entry(signer.name.clone()).or_default() += 1;
            }
        }
        if checked.failed.is_some() && kind == Kind::Signature {
            self.outcomes[Outcome::NotChecked as usize] += 1;
        }
        if let Some(packages) = checked.summary.packages {
            self.sboms = (self.sboms.0 + 1, self.sboms.1.max(packages));
        }
        if let Some(findings) = checked.summary.findings {
            let weight = |findings: Findings| (findings.total(), findings.fixable);
            let most = if weight(findings) > weight(self.scans.1) { findings } else { self.scans.1 };
            self.scans = (self.scans.0 + 1, most);
        }
    }

    /// How many signatures came to an outcome.
    #[must_use]
    pub const fn count(&self, outcome: Outcome) -> usize {
        self.outcomes[outcome as usize]
    }

    /// Whether there was a signature at all.
    #[must_use]
    pub fn has_signatures(&self) -> bool {
        self.outcomes.iter().any(|number| *number > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::sample::{DIGESTS, tree};
    use crate::proof::Checked;
    use report::{Severity, Signer, Summary, Verdict, say};

    fn verdict(outcome: Outcome, who: &str) -> Verdict {
        Verdict {
            outcome,
            sentence: say!("so"),
            format: String::new(),
            signer: Some(Signer { name: who.to_owned(), ..Signer::default() }),
            steps: Vec::new(),
        }
    }

    #[test]
    fn signatures_of_the_image_count_and_those_of_its_sbom_do_not() {
        let mut proof = Proof::default();
        let (good, bad) = (verdict(Outcome::Verified, "acme"), verdict(Outcome::Broken, "mallory"));
        proof.note(DIGESTS[3], Checked { verdicts: vec![good.clone(), bad], ..Checked::default() });
        proof.note(DIGESTS[6], Checked { verdicts: vec![good], ..Checked::default() });
        let tally = Tally::of(&tree(), &proof);
        assert_eq!([Outcome::Verified, Outcome::Broken, Outcome::NotChecked].map(|of| tally.count(of)), [1, 1, 0]);
        assert_eq!(tally.signers.into_iter().collect::<Vec<_>>(), [("acme".to_owned(), 1)]);
    }

    #[test]
    fn the_longest_sbom_and_the_fullest_scan_are_told() {
        let mut proof = Proof::default();
        let mut findings = Findings::default();
        findings.add(Severity::High);
        let summary = |packages, findings| Checked { summary: Summary { packages, findings }, ..Checked::default() };
        proof.note(DIGESTS[2], summary(Some(7), None));
        proof.note(DIGESTS[4], summary(Some(9), Some(findings)));
        proof.note(DIGESTS[5], summary(None, Some(Findings::default())));
        let tally = Tally::of(&tree(), &proof);
        assert_eq!((tally.sboms, tally.scans), ((2, 9), (2, findings)));
        assert!(!tally.has_signatures());
    }

    #[test]
    fn a_signature_that_could_not_be_had_is_counted_as_not_checked() {
        let mut proof = Proof::default();
        proof.note(DIGESTS[3], Checked::failed(crate::text!("refused")));
        proof.note(DIGESTS[2], Checked::failed(crate::text!("refused")));
        assert_eq!(Tally::of(&tree(), &proof).count(Outcome::NotChecked), 1);
    }
}
