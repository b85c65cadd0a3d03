//! Documents of PEM blocks (RFC 7468): certificates, public keys, and private ones, which are never shown.

use super::{certificate, within};
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use pem::Pem;
use report::report::ColumnKind;
use report::{Body, Fact, Section, Value, say};

/// How a block begins.
const BEGIN: &str = "-----BEGIN ";
/// How the label of every kind of private key ends.
const PRIVATE: &str = "PRIVATE KEY";
/// How many bytes of words may stand before the first block.
const HEAD: usize = 8_192;
/// How many certificates are laid out one by one; more are a table.
const FEW: usize = 8;

/// Whether a document consists of PEM blocks, before which a few words may stand.
pub fn claims(input: &Input<'_>) -> bool {
    let bytes = input.bytes.trim_ascii();
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    // PGP's armour looks alike, and is another thing (RFC 9580, section 6.2).
    if has(head, "-----BEGIN PGP ") {
        return false;
    }
    bytes.starts_with(BEGIN.as_bytes())
        || (bytes.ends_with(b"-----") && has(head, "\n-----BEGIN "))
        || ((input.is_called("pem") || input.is_called("x-x509")) && has(input.bytes, BEGIN))
}

fn has(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}

/// Lays out the blocks. Of a document with a private key nothing is shown as it is, broken or not.
///
/// # Errors
/// That the blocks cannot be read, unless there is a private key among them.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let mut inspection = Inspection::of("PEM");
    let has_private = has(input.bytes, PRIVATE);
    if has_private {
        inspection.report.remarks.push(say!(
            "There is a private key in it, which is not shown. Whoever has it can sign in its owner's name: it should \
             not be in a registry, and must no longer be used."
        ));
    }
    match blocks(input.bytes) {
        Ok(blocks) => {
            lay_out(&mut inspection, &blocks);
            if inspection.report.sections.is_empty() && !has_private {
                return Err(fault(&blocks));
            }
            let begun = String::from_utf8_lossy(input.bytes).matches(BEGIN).count();
            let lost = begun.saturating_sub(blocks.len());
            if lost > 0 {
                let remark =
                    say!("Blocks without an end: {count}. Whoever made or stored it lost the rest.", count = lost);
                inspection.report.remarks.push(remark);
            }
        }
        Err(error) if has_private => inspection.report.remarks.push(error.words()),
        Err(error) => return Err(error),
    }
    Ok(inspection)
}

fn blocks(bytes: &[u8]) -> Result<Vec<Pem>, ReadError> {
    let blocks = pem::parse_many(bytes).map_err(|error| ReadError::malformed("PEM", error))?;
    match blocks.is_empty() {
        true => Err(ReadError::CutOff),
        false => Ok(blocks),
    }
}

fn lay_out(inspection: &mut Inspection, blocks: &[Pem]) {
    let (certificates, others): (Vec<&Pem>, Vec<&Pem>) = blocks.iter().partition(|block| is_certificate(block));
    if certificates.len() <= FEW {
        for block in certificates {
            certificate::append(inspection, say!("Certificate"), &[block.contents().to_vec()]);
        }
    } else {
        table(inspection, &certificates);
    }
    for block in others.iter().take(FEW) {
        match other(block) {
            Ok(section) => inspection.report.sections.push(section),
            Err(error) => inspection.report.remarks.push(error.words()),
        }
    }
    within::left_out(inspection, others.len(), FEW);
}

/// Why not even the first block can be read.
fn fault(blocks: &[Pem]) -> ReadError {
    let fault = blocks.first().and_then(|block| match is_certificate(block) {
        true => certificate::lay_out(block.contents()).err(),
        false => other(block).err(),
    });
    fault.unwrap_or(ReadError::CutOff)
}

fn is_certificate(block: &Pem) -> bool {
    matches!(block.tag(), "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
}

/// Many certificates, a row each.
fn table(inspection: &mut Inspection, blocks: &[&Pem]) {
    let mut grid = Grid::new([
        (say!("Subject"), ColumnKind::Word),
        (say!("Issuer"), ColumnKind::Word),
        (say!("Valid from"), ColumnKind::Time),
        (say!("Valid until"), ColumnKind::Time),
        (say!("Serial number"), ColumnKind::Code),
        (say!("SHA-256 fingerprint"), ColumnKind::Code),
    ]);
    let mut unread: u64 = 0;
    for block in blocks {
        match certificate::row(block.contents()) {
            Ok(row) => grid.push(&row.each_ref().map(String::as_str)),
            Err(_) => unread = unread.saturating_add(1),
        }
    }
    if unread > 0 {
        inspection.report.remarks.push(say!("Certificates that cannot be read: {count}", count = unread));
    }
    inspection.table(say!("Certificates"), grid);
}

/// What is no certificate.
fn other(block: &Pem) -> Result<Section, ReadError> {
    let kind = Fact::new(say!("Kind"), Value::Code(block.tag().to_owned()));
    if block.tag().ends_with(PRIVATE) {
        return Ok(Section::facts(say!("Private key"), vec![kind]));
    }
    if block.tag() == "PUBLIC KEY" {
        return Ok(Section { title: say!("Public key"), body: Body::Facts(certificate::key_facts(block.contents())?) });
    }
    let size = Fact::new(say!("Size"), Value::Size(block.contents().len() as u64));
    Ok(Section::facts(say!("Block"), vec![kind, size]))
}
