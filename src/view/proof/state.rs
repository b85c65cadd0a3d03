//! What is proven, as views follow it and checks change it.

use crate::browser::{self, storage};
use crate::proof::{Checked, Proof};
use crate::session::StepName;
use crate::view::house;
use crate::view::look::Look;
use leptos::prelude::*;
use report::Trust;
use std::collections::HashMap;
use std::rc::Rc;

impl Look {
    /// Reads what is proven of the tree on screen, to be done again when that has changed.
    pub fn read_proof<R>(self, read: impl FnOnce(&Proof) -> R) -> R {
        self.proofs.track();
        self.begin_proof();
        read(&self.kept.get_value().proof.borrow())
    }

    /// Changes what is proven of the tree on screen.
    pub fn change_proof(self, change: impl FnOnce(&mut Proof)) {
        self.write_proof(change);
        self.proofs.update(|proofs| *proofs += 1);
    }

    fn write_proof(self, change: impl FnOnce(&mut Proof)) {
        self.begin_proof();
        change(&mut self.kept.get_value().proof.borrow_mut());
    }

    /// The same, seen after a while, with all else that has come by then: of very many results each would have all of
    /// them counted anew.
    pub fn note_proof(self, change: impl FnOnce(&mut Proof)) {
        self.write_proof(change);
        let kept = self.kept.get_value();
        if !kept.is_proof_due.replace(true) {
            let tell = move || {
                self.kept.get_value().is_proof_due.set(false);
                self.proofs.update(|proofs| *proofs += 1);
                self.time_drawing();
            };
            set_timeout(tell, self.pause());
        }
    }

    /// Which tree is on screen: one begins with each look.
    pub fn tree_number(self) -> u64 {
        self.session.with_untracked(|session| session.counts(StepName::Referrers).1)
    }

    fn begin_proof(self) {
        let kept = self.kept.get_value();
        if kept.proof.borrow_mut().begin(self.tree_number())
            && let Some(running) = kept.checking.take()
        {
            running.abort();
        }
    }

    /// What an artifact came to, not followed.
    pub fn checked(self, digest: &str) -> Option<Rc<Checked>> {
        untrack(|| self.read_proof(|proof| proof.of(digest).cloned()))
    }

    /// Whom the person trusts: what this tab has, else what the page came with. Read once.
    pub async fn trust(self) -> Trust {
        if let Some(trust) = untrack(|| self.read_proof(|proof| proof.trust.clone())) {
            return trust;
        }
        let kept = storage::read_in_tab(storage::TRUST).and_then(|text| serde_json::from_str(&text).ok());
        let trust = match kept {
            Some(trust) => trust,
            None => configured(self).await,
        };
        self.change_proof(|proof| proof.trust = Some(trust.clone()));
        trust
    }

    /// Changes whom the person trusts, for as long as the tab is open.
    pub fn change_trust(self, change: impl FnOnce(&mut Trust)) {
        self.change_proof(|proof| {
            let trust = proof.trust.get_or_insert_default();
            change(trust);
            storage::write_in_tab(storage::TRUST, &serde_json::to_string(trust).unwrap_or_default());
        });
        super::run::check_again(self);
    }

    /// Goes back to what the page came with.
    pub fn reset_trust(self) {
        storage::write_in_tab(storage::TRUST, "");
        self.change_proof(|proof| proof.trust = None);
        leptos::task::spawn_local(async move {
            self.trust().await;
            super::run::check_again(self);
        });
    }
}

/// Whom the people who host the page trust. Their settings come with the page; texts in files of their own, now.
async fn configured(look: Look) -> Trust {
    house::settled().await;
    let trust = look.form.config.with_untracked(|config| config.trust.clone());
    let mut texts = HashMap::new();
    for file in trust.files() {
        if let Ok(text) = browser::beside(file).await {
            texts.insert(file.to_owned(), text);
        }
    }
    trust.with(|file| texts.get(file).cloned())
}
