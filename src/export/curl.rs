//! The documented procedure as shell commands: `base64`, `curl` and `jq`.

use crate::auth::{BasicCredentials, Scope};
use crate::oci::{Address, Digest, Reference, RepositoryName, manifest};
use crate::registry::TokenEndpoint;

/// Whether secrets stand in a command as they are, or as a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Placeholders and shell variables.
    Hidden,
    /// As they are: only because the person asked.
    Shown,
}

/// `echo -n 'user:password' | base64`
#[must_use]
pub fn encode(credentials: &BasicCredentials, secrets: Secrets) -> String {
    let password = match secrets {
        Secrets::Hidden => "<password>",
        Secrets::Shown => credentials.password().expose(),
    };
    // GNU base64 breaks lines after 76 characters; the header must be one line.
    format!("echo -n {} | base64 -w0", quoted(&format!("{}:{password}", credentials.user())))
}

/// The request for a token.
#[must_use]
pub fn token(
    endpoint: &TokenEndpoint,
    service: &str,
    scope: &Scope,
    credentials: Option<&BasicCredentials>,
    secrets: Secrets,
) -> String {
    let header = credentials.map_or(String::new(), |credentials| {
        let value = match secrets {
            Secrets::Hidden => "Basic <base64 of user:password>".to_owned(),
            Secrets::Shown => credentials.header().expose().to_owned(),
        };
        format!(" \\\n  -H {}", quoted(&format!("Authorization: {value}")))
    });
    let url = endpoint.url(service, std::slice::from_ref(scope));
    format!("TOKEN=$(curl -sS{header} \\\n  {} \\\n  | jq -r '.token // .access_token')", quoted(&url))
}

/// The request for a manifest's digest.
#[must_use]
pub fn manifest(registry: &Address, name: &RepositoryName, reference: &Reference) -> String {
    let url = format!("{}/v2/{name}/manifests/{reference}", registry.origin());
    format!(
        "curl -sS -H \"Authorization: Bearer $TOKEN\" \\\n  -H {} \\\n  {} | sha256sum",
        quoted(&format!("Accept: {}", manifest::ACCEPT)),
        quoted(&url)
    )
}

/// The request for the referrers.
#[must_use]
pub fn referrers(registry: &Address, name: &RepositoryName, subject: &Digest) -> String {
    let url = format!("{}/v2/{name}/referrers/{subject}", registry.origin());
    format!("curl -sS -H \"Authorization: Bearer $TOKEN\" \\\n  {} | jq", quoted(&url))
}

/// A text as one word of a POSIX shell.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Actions;

    #[test]
    fn commands_as_the_documentation_has_them() {
        let registry = Address::parse("quay.example").unwrap();
        let repository = RepositoryName::parse("org/app").unwrap();
        let scope = Scope { repository, actions: Actions { push: true } };
        let credentials = BasicCredentials::parse("devtable", "it's").unwrap().unwrap();
        let command =
            |secrets| token(&TokenEndpoint::quay(&registry), "quay.example", &scope, Some(&credentials), secrets);

        assert_eq!(encode(&credentials, Secrets::Shown), r"echo -n 'devtable:it'\''s' | base64 -w0");
        let shown = command(Secrets::Shown);
        assert!(shown.contains("-H 'Authorization: Basic ZGV2dGFibGU6aXQncw=='"), "{shown}");
        assert!(
            shown.contains("'https://quay.example/v2/auth?service=quay.example&scope=repository:org/app:pull,push'"),
            "{shown}"
        );
        for hidden in [encode(&credentials, Secrets::Hidden), command(Secrets::Hidden)] {
            assert!(!hidden.contains("it's") && !hidden.contains("ZGV2"), "{hidden}");
        }
        let anonymous = token(&TokenEndpoint::quay(&registry), "q", &scope, None, Secrets::Shown);
        assert!(!anonymous.contains("Authorization"), "{anonymous}");
    }

    /// The commands are run, not only compared: what a shell makes of the words is what was meant.
    #[test]
    #[cfg(unix)]
    fn a_shell_reads_the_words_as_they_were_meant() {
        let credentials = BasicCredentials::parse("müller", "a'b\"c $HOME `x` \\n 密").unwrap().unwrap();
        let output = std::process::Command::new("sh")
            .args(["-c", &encode(&credentials, Secrets::Shown).replace("echo -n", "printf %s")])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), credentials.encoded().expose());
    }
}
