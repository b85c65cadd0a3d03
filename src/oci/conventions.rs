//! Older ways by which things refer to an image, from before there was a `subject` field: cosign's tags, and
//! the attestations that BuildKit puts into an index beside the images.

use super::artifact::Kind;
use super::digest;
use super::manifest::Child;
use super::reference::Tag;
use oci_spec::image::{Descriptor, Digest};

/// What cosign appends to the digest in a tag, and what stands under such a tag.
const COSIGN: [(&str, Kind); 3] = [(".sig", Kind::Signature), (".att", Kind::Attestation), (".sbom", Kind::Sbom)];

/// The algorithms whose digests tags are made of, and how many hexadecimal digits they have.
const ALGORITHMS: [(&str, usize); 4] = [("sha256", 64), ("sha384", 96), ("sha512", 128), ("blake3", 64)];

/// To how many characters the referrers tag schema cuts a digest.
const CUT: usize = 64;

/// Says what an entry of an index is for, where it is no image.
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
/// The only such type: BuildKit's attestations.
const ATTESTATION_MANIFEST: &str = "attestation-manifest";
/// Which entry of the same index an attestation speaks of.
const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

/// The tags under which cosign keeps what it has about an image, and what each claims to be:
/// `sha256-<hex>.sig`, `.att` and `.sbom`. None where that would be no tag, as for a SHA-512, which is too long.
pub fn cosign_tags(subject: &Digest) -> impl Iterator<Item = (Tag, Kind)> {
    let stem = format!("{}-{}", subject.algorithm(), subject.digest());
    COSIGN.into_iter().filter_map(move |(suffix, kind)| Some((Tag::parse(&format!("{stem}{suffix}")).ok()?, kind)))
}

/// What made a tag that no person gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineTag {
    /// The referrers tag schema: the tag of a list of referrers.
    Referrers,
    /// cosign: the tag of what is of this kind.
    Cosign(Kind),
}

/// Tells a tag that is made of a digest from one that a person gave, which may look much like it: only a
/// known algorithm with as many digits as it has is held to be a digest.
#[must_use]
pub fn machine_tag(tag: &str) -> Option<MachineTag> {
    let (algorithm, encoded) = tag.split_once('-')?;
    let (_, whole) = ALGORITHMS.into_iter().find(|(name, _)| *name == algorithm)?;
    let (hex, made_by) = match COSIGN.into_iter().find_map(|(end, kind)| Some((encoded.strip_suffix(end)?, kind))) {
        Some((hex, kind)) => (hex, MachineTag::Cosign(kind)),
        None => (encoded, MachineTag::Referrers),
    };
    // Some clients make referrers tags without cutting the digest.
    let has_length = hex.len() == whole || (hex.len() == CUT && made_by == MachineTag::Referrers);
    (has_length && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))).then_some(made_by)
}

/// An attestation that stands in an index beside what it speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexAttestation<'a> {
    /// Where it is.
    pub descriptor: &'a Descriptor,
    /// The manifest that it speaks of, as a rule of the same index; `None` where it names none.
    pub subject: Option<Digest>,
}

/// BuildKit's attestations among the manifests of an index, in their order.
pub fn attestations(children: &[Child]) -> impl Iterator<Item = IndexAttestation<'_>> {
    children.iter().filter(|child| is_attestation(child)).map(|child| IndexAttestation {
        descriptor: &child.descriptor,
        subject: annotation(child, REFERENCE_DIGEST).and_then(|text| digest::parse(text).ok()),
    })
}

/// The manifests of an index that are there for their own sake: neither attestations nor of the platform
/// `unknown/unknown`, which is written so that nobody runs what is no image.
pub fn images(children: &[Child]) -> impl Iterator<Item = &Child> {
    let is_unknown = |child: &&Child| {
        let platform = child.platform.as_ref();
        platform.is_some_and(|platform| platform.os == "unknown" && platform.architecture == "unknown")
    };
    children.iter().filter(move |child| !is_attestation(child) && !is_unknown(child))
}

/// Whether an entry of an index is one of BuildKit's attestations, by its own word.
#[must_use]
pub fn is_attestation(child: &Child) -> bool {
    annotation(child, REFERENCE_TYPE) == Some(ATTESTATION_MANIFEST)
}

fn annotation<'a>(child: &'a Child, key: &str) -> Option<&'a str> {
    child.descriptor.annotations().as_ref()?.get(key).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::manifest::Manifest;

    const HEX: &str = "b2321c739bca79bd5c9ce656d62655f43865663f9bae99389650338cb55110b0";

    #[test]
    fn cosign_derives_three_tags_from_a_digest() {
        let tags: Vec<_> = cosign_tags(&digest::parse(&format!("sha256:{HEX}")).unwrap())
            .map(|(tag, kind)| (tag.as_str().to_owned(), kind))
            .collect();
        let tag = |suffix| format!("sha256-{HEX}.{suffix}");
        let expected = [(tag("sig"), Kind::Signature), (tag("att"), Kind::Attestation), (tag("sbom"), Kind::Sbom)];
        assert_eq!(tags, expected);
        for no_tag in [format!("sha512:{HEX}{HEX}"), "multihash+base58:Qm=".to_owned()] {
            assert_eq!(cosign_tags(&digest::parse(&no_tag).unwrap()).count(), 0, "{no_tag}");
        }
    }

    #[test]
    fn tags_that_are_made_of_digests() {
        use MachineTag::{Cosign, Referrers};
        for (tag, made_by) in [
            (format!("sha256-{HEX}"), Referrers),
            (format!("sha384-{HEX}"), Referrers),
            (format!("sha384-{HEX}{}", &HEX[..32]), Referrers),
            (format!("sha512-{HEX}"), Referrers),
            (format!("blake3-{HEX}"), Referrers),
            (format!("sha256-{HEX}.sig"), Cosign(Kind::Signature)),
            (format!("sha256-{HEX}.att"), Cosign(Kind::Attestation)),
            (format!("sha256-{HEX}.sbom"), Cosign(Kind::Sbom)),
        ] {
            assert_eq!(machine_tag(&tag), Some(made_by), "{tag}");
        }
    }

    #[test]
    fn tags_that_people_give() {
        let upper = HEX.to_uppercase();
        for tag in [
            "".to_owned(),
            "latest".to_owned(),
            "sha256".to_owned(),
            "sha256-".to_owned(),
            "sha256-.sig".to_owned(),
            "sha-b2321c7".to_owned(),
            "sha256-b2321c7".to_owned(),
            HEX.to_owned(),
            format!("sha256:{HEX}"),
            format!("sha256-{HEX}0"),
            format!("sha256-{}", &HEX[1..]),
            format!("sha256-{}g", &HEX[1..]),
            format!("sha256-{upper}"),
            format!("SHA256-{HEX}"),
            format!("sha256_{HEX}"),
            format!("md5-{HEX}"),
            format!("v1-{HEX}"),
            format!("sha256-{HEX}.sig.sig"),
            format!("sha256-{HEX}.json"),
            format!("sha256-{HEX}-sig"),
            format!("sha384-{HEX}.sig"),
        ] {
            assert_eq!(machine_tag(&tag), None, "{tag}");
        }
    }

    fn index(entries: &[String]) -> Manifest {
        let text = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
        Manifest::parse(text.as_bytes(), None).unwrap()
    }

    fn entry(last: char, os: &str, annotations: &str) -> String {
        let digest = digest_of(last);
        format!(
            r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":7,"platform":{{"os":"{os}","architecture":"{os}"}},"annotations":{{{annotations}}}}}"#
        )
    }

    fn digest_of(last: char) -> Digest {
        digest::parse(&format!("sha256:{}{last}", "0".repeat(63))).unwrap()
    }

    #[test]
    fn attestations_in_an_index_are_paired_with_what_they_speak_of() {
        let about = |digest: &str| {
            format!(r#""vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{digest}""#)
        };
        let manifest = index(&[
            entry('1', "linux", ""),
            entry('2', "linux", r#""vnd.docker.reference.digest":"x""#),
            entry('3', "unknown", &about(digest_of('1').as_ref())),
            entry('4', "linux", &about(digest_of('2').as_ref())),
            entry('5', "unknown", &about("sha256:zz")),
            entry('6', "unknown", r#""vnd.docker.reference.type":"attestation-manifest""#),
            entry('7', "unknown", ""),
            entry('8', "unknown", r#""vnd.docker.reference.type":"something-else""#),
        ]);
        let found: Vec<_> = attestations(manifest.children())
            .map(|attestation| (attestation.descriptor.digest().clone(), attestation.subject))
            .collect();
        let expected = [
            (digest_of('3'), Some(digest_of('1'))),
            (digest_of('4'), Some(digest_of('2'))),
            (digest_of('5'), None),
            (digest_of('6'), None),
        ];
        assert_eq!(found, expected);
        let images: Vec<_> = images(manifest.children()).map(|child| child.descriptor.digest().clone()).collect();
        assert_eq!(images, [digest_of('1'), digest_of('2')]);
    }

    #[test]
    fn an_entry_without_a_platform_is_there_for_its_own_sake() {
        let manifest = index(&[entry('1', "linux", "").replace("platform", "other")]);
        assert_eq!(manifest.children()[0].platform, None);
        assert_eq!(images(manifest.children()).count(), 1);
        assert_eq!(attestations(manifest.children()).count(), 0);
    }
}
