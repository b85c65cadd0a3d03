//! What well-known annotation keys mean (image specification, "Pre-Defined Annotation Keys", and the conventions of
//! cosign, Sigstore, in-toto, BuildKit and Helm).

use crate::text;
use crate::words::Text;

/// What a key means, in a few words; `None` for one that is nobody's convention.
#[must_use]
pub fn meaning(key: &str) -> Option<Text> {
    let image = key.strip_prefix("org.opencontainers.image.");
    image.and_then(of_image).or_else(|| of_tools(key))
}

fn of_image(key: &str) -> Option<Text> {
    Some(match key {
        "created" => text!("When it was made"),
        "authors" => text!("Who is responsible for it"),
        "url" => text!("Where to read more about it"),
        "documentation" => text!("Where its documentation is"),
        "source" => text!("Where its source code is"),
        "version" => text!("The version of what is packaged"),
        "revision" => text!("The commit of the source code"),
        "vendor" => text!("Who distributes it"),
        "licenses" => text!("Its licences, as an SPDX expression"),
        "ref.name" => text!("The name it goes by where it is kept"),
        "title" => text!("Its title; for a file, its name"),
        "description" => text!("What it is, in its maker's words"),
        "base.digest" => text!("The digest of the image it was built on"),
        "base.name" => text!("The image it was built on"),
        _ => return None,
    })
}

fn of_tools(key: &str) -> Option<Text> {
    Some(match key {
        "in-toto.io/predicate-type" | "predicateType" | "dev.sigstore.bundle.predicateType" => {
            text!("What the statement inside says: the type of its predicate")
        }
        "dev.sigstore.bundle.content" => text!("What the Sigstore bundle holds: a signature, or a signed statement"),
        "dev.cosignproject.cosign/signature" => text!("cosign's signature of the payload, in Base64"),
        "dev.sigstore.cosign/certificate" => text!("The certificate of the key that signed"),
        "dev.sigstore.cosign/chain" => text!("The certificates above that of the signer"),
        "dev.sigstore.cosign/bundle" => text!("The entry in the transparency log"),
        "dev.sigstore.cosign/rfc3161timestamp" => text!("A time stamp by a third party (RFC 3161)"),
        "io.cncf.notary.x509chain.thumbprint#S256" => text!("The hashes of the signer's certificates"),
        "vnd.docker.reference.type" => text!("What it is to the image beside it, in BuildKit's words"),
        "vnd.docker.reference.digest" => text!("The image that it speaks of"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_specification_and_of_tools_are_explained_and_no_others() {
        let words = |key| meaning(key).map(|text| text.to_string());
        assert_eq!(words("org.opencontainers.image.revision").as_deref(), Some("The commit of the source code"));
        assert_eq!(words("dev.sigstore.cosign/bundle").as_deref(), Some("The entry in the transparency log"));
        for other in ["", "created", "org.opencontainers.image.", "org.example.created", "org.opencontainers.image.x"] {
            assert_eq!(words(other), None, "{other}");
        }
    }
}
