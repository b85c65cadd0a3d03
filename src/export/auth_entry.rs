//! Credentials as container tools and Kubernetes keep them: `config.json` of Docker, and a pull secret.
//!
//! The results are secrets; asked for with [`Secrets::Hidden`] they have a placeholder where the secret belongs, to be
//! shown before the person asks for more.

use super::curl::Secrets;
use crate::auth::{BasicCredentials, Secret};
use crate::oci::Address;
use base64ct::{Base64, Encoding as _};
use serde_json::Value;

/// The most characters of a Kubernetes name of the stricter sort (RFC 1123 label).
const NAME_LIMIT: usize = 63;
/// What a pull secret's name ends with.
const SUFFIX: &str = "-pull";

/// The entry for `~/.docker/config.json` or `auth.json`: `{"auths": {"<host>": {"auth": "<base64>"}}}`.
#[must_use]
pub fn config_json(registry: &Address, credentials: &BasicCredentials, secrets: Secrets) -> Secret {
    let encoded = match secrets {
        Secrets::Hidden => Secret::new("<base64 of user:password>"),
        Secrets::Shown => credentials.encoded(),
    };
    let host = Value::from(key(registry));
    Secret::new(format!(
        "{{\n  \"auths\": {{\n    {host}: {{\n      \"auth\": \"{}\"\n    }}\n  }}\n}}\n",
        encoded.expose()
    ))
}

/// A secret of the type `kubernetes.io/dockerconfigjson`, to be named among a pod's `imagePullSecrets`.
#[must_use]
pub fn pull_secret(registry: &Address, credentials: &BasicCredentials, secrets: Secrets) -> Secret {
    let data = match secrets {
        Secrets::Hidden => Secret::new("<base64 of config.json>"),
        Secrets::Shown => {
            let config = config_json(registry, credentials, secrets);
            Secret::new(Base64::encode_string(config.expose().as_bytes()))
        }
    };
    Secret::new(format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  \
         .dockerconfigjson: {}\n",
        pull_secret_name(registry),
        data.expose()
    ))
}

/// A name for a registry's pull secret that Kubernetes takes (RFC 1123): `quay-io-pull`.
#[must_use]
pub fn pull_secret_name(registry: &Address) -> String {
    let mut name = String::new();
    for c in registry.host().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(NAME_LIMIT - SUFFIX.len());
    format!("{}{SUFFIX}", name.trim_end_matches('-'))
}

/// What tools look a registry up by: its host, but for Docker Hub, whose entry has the address of its first API.
fn key(registry: &Address) -> String {
    let host = registry.host();
    match host.as_str() {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => "https://index.docker.io/v1/".to_owned(),
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::json;

    fn credentials() -> BasicCredentials {
        BasicCredentials::parse("org+robot", "s\"ecret").unwrap().unwrap()
    }

    #[test]
    fn an_entry_holds_the_header_under_the_registrys_name() {
        for (registry, key) in [
            ("quay.io", "quay.io"),
            ("http://localhost:5000", "localhost:5000"),
            ("[::1]:5000", "[::1]:5000"),
            ("registry-1.docker.io", "https://index.docker.io/v1/"),
        ] {
            let registry = Address::parse(registry).unwrap();
            let config = config_json(&registry, &credentials(), Secrets::Shown);
            let config = json::parse(config.expose().as_bytes()).unwrap();
            // printf %s 'org+robot:s"ecret' | base64
            assert_eq!(config["auths"][key]["auth"], "b3JnK3JvYm90OnMiZWNyZXQ=");
            assert_eq!(config["auths"].as_object().unwrap().len(), 1);
        }
    }

    #[test]
    fn a_pull_secret_holds_the_entry() {
        let registry = Address::parse("quay.io").unwrap();
        let yaml = pull_secret(&registry, &credentials(), Secrets::Shown);
        let (head, data) = yaml.expose().trim_end().rsplit_once(' ').unwrap();
        assert_eq!(
            head,
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: quay-io-pull\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson:"
        );
        let config = config_json(&registry, &credentials(), Secrets::Shown);
        assert_eq!(Base64::decode_vec(data).unwrap(), config.expose().as_bytes());
    }

    #[test]
    fn before_reveal_nothing_of_the_secret_is_there() {
        let registry = Address::parse("quay.io").unwrap();
        let (config, yaml) = (
            config_json(&registry, &credentials(), Secrets::Hidden),
            pull_secret(&registry, &credentials(), Secrets::Hidden),
        );
        for text in [config.expose(), yaml.expose()] {
            assert!(text.contains("<base64 of "), "{text}");
            assert!(!text.contains("b3Jn") && !text.contains("ecret\"") && !text.contains("robot"), "{text}");
        }
    }

    #[test]
    fn names_are_such_as_kubernetes_takes() {
        let long = format!("{}.example", "a-".repeat(29) + "b");
        for (registry, name) in [
            ("quay.io", "quay-io-pull"),
            ("localhost:5000", "localhost-5000-pull"),
            ("[2001:DB8::1]:5000", "2001-db8-1-5000-pull"),
            ("my_registry:80", "my-registry-80-pull"),
            (long.as_str(), &format!("{}-pull", &long[..57])),
        ] {
            let name_of = pull_secret_name(&Address::parse(registry).unwrap());
            assert_eq!(name_of, name);
            assert!(name_of.len() <= 63, "{name_of}");
        }
    }
}
