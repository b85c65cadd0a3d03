//! What of a bundle a root knows at all.
//!
//! A root that does not know the certificate authority, a log or the authority of time cannot say whether they did
//! their work. That is another thing than work that does not hold: the one is not trusted, the other is broken.

use super::trust::Root;
use sigstore_verify::tsa::{Error as TsaError, verify_timestamp_for_authority};
use sigstore_verify::types::{Bundle, SignatureBytes, TransparencyLogEntry};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SignedCertificateTimestampList, SubjectKeyIdentifier};

/// What `sigstore-tsa` says of a token that none of the authority's certificates signed; it has no error of its own.
const FOREIGN_TSA: &str = "CMS signer does not match any trusted TSA certificate";

/// Which parts of a bundle a root knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The authority that issued the certificate.
    pub authority: bool,
    /// The log of certificates; also where the root lists none.
    pub certificate_log: bool,
    /// The logs of all entries.
    pub log: bool,
    /// The authorities of all time stamps.
    pub time: bool,
}

impl Known {
    /// What a root knows of a bundle, whose signature is this.
    pub fn of(bundle: &Bundle, signature: &SignatureBytes, root: &Root) -> Self {
        let material = &bundle.verification_material;
        let leaf = bundle.signing_certificate().and_then(|leaf| Certificate::from_der(leaf.as_bytes()).ok());
        let stamps = &material.timestamp_verification_data.rfc3161_timestamps;
        Self {
            authority: leaf.as_ref().is_some_and(|leaf| is_issued_by(leaf, bundle, root)),
            certificate_log: leaf.as_ref().is_none_or(|leaf| is_certificate_log_known(leaf, root)),
            log: material.tlog_entries.iter().all(|entry| is_log_known(entry, root)),
            time: stamps.iter().all(|stamp| {
                let by = |authority| verify_timestamp_for_authority(&stamp.signed_timestamp, signature, authority);
                let authorities = root.root.tsa_authorities();
                // A token that is of another signature is broken whoever made it.
                authorities.iter().any(|authority| !matches!(by(authority), Err(error) if is_foreign(&error)))
            }),
        }
    }

    /// Whether it knows all of it.
    pub const fn is_all(self) -> bool {
        self.authority && self.certificate_log && self.log && self.time
    }

    /// How many parts it knows.
    pub fn count(self) -> u8 {
        [self.authority, self.certificate_log, self.log, self.time].into_iter().map(u8::from).sum()
    }
}

fn is_foreign(error: &TsaError) -> bool {
    matches!(error, TsaError::SignatureVerificationError(reason) if reason == FOREIGN_TSA)
}

/// Whether a log is one of the root's, by the ID of an entry or by the hint of a checkpoint's signature. Either counts:
/// an ID that was changed does not make the rest of a known log unknown.
fn is_log_known(entry: &TransparencyLogEntry, root: &Root) -> bool {
    let id = entry.log_id.key_id.as_bytes();
    let checkpoint = entry.inclusion_proof.as_ref().and_then(|proof| proof.checkpoint.checkpoint());
    let hints = checkpoint.map(|checkpoint| checkpoint.signatures()).unwrap_or_default();
    root.root.tlogs.iter().any(|log| {
        let known = log.log_id.key_id.as_bytes();
        known == id || hints.iter().any(|hint| known.starts_with(hint.key_id.as_slice()))
    })
}

/// Whether the certificate, or one that came with it, says to be issued by an authority of the root: by the key's
/// identifier where both state it, else by the name.
fn is_issued_by(leaf: &Certificate, bundle: &Bundle, root: &Root) -> bool {
    let authorities: Vec<Certificate> = root
        .root
        .certificate_authorities
        .iter()
        .flat_map(|authority| &authority.cert_chain.certificates)
        .filter_map(|certificate| Certificate::from_der(certificate.raw_bytes.as_bytes()).ok())
        .collect();
    let is_known = |certificate: &Certificate| authorities.iter().any(|authority| names(certificate, authority));
    is_known(leaf) || chain(bundle).iter().any(is_known)
}

/// The certificates that came with that of the signer.
fn chain(bundle: &Bundle) -> Vec<Certificate> {
    use sigstore_verify::types::VerificationMaterialContent::X509CertificateChain;
    match &bundle.verification_material.content {
        X509CertificateChain { certificates } => {
            let others = certificates.iter().skip(1);
            others.filter_map(|certificate| Certificate::from_der(certificate.raw_bytes.as_bytes()).ok()).collect()
        }
        _ => Vec::new(),
    }
}

fn names(certificate: &Certificate, authority: &Certificate) -> bool {
    let issuer = certificate.tbs_certificate.get::<AuthorityKeyIdentifier>().ok().flatten();
    let subject = authority.tbs_certificate.get::<SubjectKeyIdentifier>().ok().flatten();
    match (issuer.and_then(|(_, it)| it.key_identifier), subject) {
        (Some(issuer), Some((_, subject))) => issuer == subject.0,
        _ => certificate.tbs_certificate.issuer == authority.tbs_certificate.subject,
    }
}

/// Whether the root lists the log of certificates that the certificate names. One that names none is not of an unknown
/// log, but in none; a root that lists none asks for none.
fn is_certificate_log_known(leaf: &Certificate, root: &Root) -> bool {
    let list = leaf.tbs_certificate.get::<SignedCertificateTimestampList>().ok().flatten();
    let stamps = list.and_then(|(_, list)| list.parse_timestamps().ok()).unwrap_or_default();
    let ids: Vec<_> = stamps.iter().filter_map(|stamp| Some(stamp.parse_timestamp().ok()?.log_id.key_id)).collect();
    let logs = &root.root.ctlogs;
    ids.is_empty() || logs.is_empty() || logs.iter().any(|log| ids.iter().any(|id| log.log_id.key_id.as_bytes() == id))
}
