//! What could be trusted by a text that a person gives.

use super::crypto;
use super::trust::{Root, blocks, certificates, keys};
use report::trust::{Named, Trust};
use report::{Value, Words, say};

/// A root, keys or certificates: whatever the text holds, and nothing else.
///
/// # Errors
/// Why it is none of them, in words.
pub fn recognise(named: &Named) -> Result<Trust, Words> {
    crypto::install();
    let name = named.name.as_str();
    let refused = |reason: Value| say!("“{name}” cannot be used for trust: {reason}", name, reason);
    if named.text.trim_start().starts_with('{') {
        let root = Root::parse(name, &named.text).map_err(refused)?.root;
        if root.certificate_authorities.is_empty() && root.tlogs.is_empty() {
            return Err(say!(
                "“{name}” names no certificate authority and no log. A trusted root is a JSON document of the type {kind}.",
                name,
                kind = Value::Code("application/vnd.dev.sigstore.trustedroot+json;version=0.1".to_owned())
            ));
        }
        return Ok(Trust { roots: vec![named.clone()], ..Trust::default() });
    }
    let is_certificate = |block: &pem::Pem| block.tag() == "CERTIFICATE";
    let found = blocks(named).map_err(refused)?;
    // A file may hold both: each part is trusted for what it is.
    let part = |of: fn(&pem::Pem) -> bool| -> Option<Named> {
        let text: String = found.iter().filter(|block| of(block)).map(pem::encode).collect();
        (!text.is_empty()).then(|| Named { name: named.name.clone(), text })
    };
    let key = part(|block| block.tag() != "CERTIFICATE");
    let certificate = found.iter().any(is_certificate).then(|| part(|block| block.tag() == "CERTIFICATE")).flatten();
    key.iter().try_for_each(|named| keys(named).map(drop)).map_err(refused)?;
    certificate.iter().try_for_each(|named| certificates(named).map(drop)).map_err(refused)?;
    Ok(Trust { keys: key.into_iter().collect(), certificates: certificate.into_iter().collect(), ..Trust::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sigstore_verify::trust_root::SIGSTORE_PRODUCTION_TRUSTED_ROOT;

    /// Of RFC 8032, section 7.1, test 1, as SubjectPublicKeyInfo by RFC 8410.
    const ED25519: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    fn of(text: &str) -> Result<Trust, String> {
        recognise(&Named { name: "given".to_owned(), text: text.to_owned() }).map_err(|words| words.english())
    }

    #[test]
    fn a_text_is_what_is_in_it() {
        let root = of(SIGSTORE_PRODUCTION_TRUSTED_ROOT).unwrap();
        assert_eq!((root.roots.len(), root.keys.len(), root.certificates.len()), (1, 0, 0));
        let key = of(&format!("a comment\n{ED25519}")).unwrap();
        assert_eq!((key.roots.len(), key.keys.len(), key.certificates.len()), (0, 1, 0));
        assert!(!key.keys[0].text.contains("comment"));
    }

    #[test]
    fn what_is_none_of_them_is_refused_by_name_with_the_reason() {
        let private = ED25519.replace("PUBLIC", "PRIVATE");
        for (text, reason) in [
            ("", "-----BEGIN"),
            ("{}", "given"),
            ("{\"a\":", "given"),
            (&private, "private key"),
            ("hello", "-----BEGIN"),
        ] {
            let refused = of(text).unwrap_err();
            assert!(refused.contains("given") && refused.contains(reason), "{text}: {refused}");
        }
    }
}
