//! A transparency log in Rekor's manner: it promises, and proves that an entry is in it.

use super::{Key, SignError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What it calls itself in its checkpoints.
const ORIGIN: &str = "rekor.acme.example";

type Hash = [u8; 32];

/// A log.
pub struct Log {
    key: Key,
    leaves: Vec<Hash>,
}

/// An entry, as it is in the log.
pub struct Entry {
    kind: &'static str,
    body: String,
    index: usize,
    time: u64,
    id: Hash,
    promise: Vec<u8>,
    proof: Value,
}

impl Log {
    /// An empty one.
    pub const fn new(key: Key) -> Self {
        Self { key, leaves: Vec::new() }
    }

    /// The key that it signs with.
    pub const fn key(&self) -> &Key {
        &self.key
    }

    /// Appends an entry at a time, in seconds since 1970.
    pub fn append(&mut self, kind: &'static str, spec: &Value, time: u64) -> Result<Entry, SignError> {
        // In the order of the keys, which RFC 8785 asks for.
        let body = json!({"apiVersion": "0.0.1", "kind": kind, "spec": spec}).to_string();
        let index = self.leaves.len();
        self.leaves.push(hash(&[&[0], body.as_bytes()]));
        let (id, body) = (self.key.id()?, STANDARD.encode(body));
        let payload = promised(&body, time, &id, index);
        Ok(Entry { kind, promise: self.key.sign(payload.as_bytes())?, body, index, time, id, proof: self.proof()? })
    }

    /// That the last entry is in the tree (RFC 6962, section 2.1.1).
    fn proof(&self) -> Result<Value, SignError> {
        let (mut hashes, mut rest) = (Vec::new(), self.leaves.as_slice());
        while rest.len() > 1 {
            let (left, right) = rest.split_at(left_of(rest.len()));
            hashes.push(STANDARD.encode(tree(left)));
            rest = right;
        }
        hashes.reverse();
        let (size, root) = (self.leaves.len(), STANDARD.encode(tree(&self.leaves)));
        let note = format!("{ORIGIN} - 1\n{size}\n{root}\n");
        let mut signature = self.key.id()?[..4].to_vec();
        signature.extend(self.key.sign(note.as_bytes())?);
        let envelope = format!("{note}\n— {ORIGIN} {}\n", STANDARD.encode(signature));
        Ok(json!({
            "logIndex": (size - 1).to_string(),
            "rootHash": root,
            "treeSize": size.to_string(),
            "hashes": hashes,
            "checkpoint": {"envelope": envelope},
        }))
    }
}

impl Entry {
    /// As a bundle has it.
    pub fn in_bundle(&self) -> Value {
        json!({
            "logIndex": self.index.to_string(),
            "logId": {"keyId": STANDARD.encode(self.id)},
            "kindVersion": {"kind": self.kind, "version": "0.0.1"},
            "integratedTime": self.time.to_string(),
            "inclusionPromise": {"signedEntryTimestamp": STANDARD.encode(&self.promise)},
            "inclusionProof": self.proof,
            "canonicalizedBody": self.body,
        })
    }

    /// As cosign has it in an annotation.
    pub fn in_annotation(&self) -> Value {
        json!({
            "SignedEntryTimestamp": STANDARD.encode(&self.promise),
            "Payload": {
                "body": self.body,
                "integratedTime": self.time,
                "logIndex": self.index,
                "logID": hex(&self.id),
            },
        })
    }
}

/// What the log's promise is over.
fn promised(body: &str, time: u64, id: &[u8], index: usize) -> String {
    let id = hex(id);
    format!(r#"{{"body":"{body}","integratedTime":{time},"logID":"{id}","logIndex":{index}}}"#)
}

/// The hash of a tree (RFC 6962, section 2.1). It goes as deep as the number of entries has bits.
fn tree(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => hash(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(left_of(leaves.len()));
            hash(&[&[1], &tree(left), &tree(right)])
        }
    }
}

/// How many of at least two leaves are on the left: the largest power of two that is less.
const fn left_of(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
