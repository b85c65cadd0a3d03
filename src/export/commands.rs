//! The same look by other tools: oras, cosign, regctl, skopeo, podman.
//!
//! A command names the image by its digest, so that it speaks of what is on screen though the tag may move. It never
//! has a password in it: `login` asks for that, and hands it on by standard input.

use super::curl::quoted;
use crate::oci::address::Scheme;
use crate::oci::{Address, Digest, Reference, RepositoryName};

/// What a command is about.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Where the registry is.
    pub registry: &'a Address,
    /// Which repository.
    pub repository: &'a RepositoryName,
    /// What the person asked for.
    pub reference: &'a Reference,
    /// What that is, once it is known.
    pub digest: Option<&'a Digest>,
    /// What refers to it, where one such thing is chosen.
    pub artifact: Option<&'a Digest>,
    /// As whom.
    pub user: Option<&'a str>,
    /// The artifact type to ask for; empty for all.
    pub artifact_type: &'a str,
}

/// The commands that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `oras discover`: the tree of referrers.
    OrasDiscover,
    /// `oras pull`: the files of one artifact.
    OrasPull,
    /// `oras login`, whose entry cosign and regctl use too.
    OrasLogin,
    /// `cosign tree`: what cosign knows to belong to the image.
    CosignTree,
    /// `cosign verify`, of a signature made with an identity.
    CosignVerifyIdentity,
    /// `cosign verify`, of a signature made with a key.
    CosignVerifyKey,
    /// `regctl artifact tree`: the tree with the platforms of an index.
    RegctlTree,
    /// `skopeo inspect`: what the image is.
    SkopeoInspect,
    /// `skopeo inspect --raw`: its manifest, byte by byte.
    SkopeoRaw,
    /// `podman login`, whose entry skopeo uses too.
    PodmanLogin,
}

impl Command {
    /// All of them, logins first as they come first for a private repository.
    pub const ALL: [Self; 10] = [
        Self::OrasLogin,
        Self::OrasDiscover,
        Self::OrasPull,
        Self::CosignTree,
        Self::CosignVerifyIdentity,
        Self::CosignVerifyKey,
        Self::RegctlTree,
        Self::PodmanLogin,
        Self::SkopeoInspect,
        Self::SkopeoRaw,
    ];

    /// A name for ids and tests; also its first words.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::OrasDiscover => "oras-discover",
            Self::OrasPull => "oras-pull",
            Self::OrasLogin => "oras-login",
            Self::CosignTree => "cosign-tree",
            Self::CosignVerifyIdentity => "cosign-verify",
            Self::CosignVerifyKey => "cosign-verify-key",
            Self::RegctlTree => "regctl-artifact-tree",
            Self::SkopeoInspect => "skopeo-inspect",
            Self::SkopeoRaw => "skopeo-inspect-raw",
            Self::PodmanLogin => "podman-login",
        }
    }

    /// What to type; `None` where what it is about is not known.
    #[must_use]
    pub fn text(self, about: &Subject<'_>) -> Option<String> {
        let image = word(&about.image());
        let (oras, cosign, containers) = about.transport_flags();
        let of_type = |flag: &str| match about.artifact_type {
            "" => String::new(),
            artifact_type => format!(" {flag} {}", word(artifact_type)),
        };
        Some(match self {
            Self::OrasDiscover => format!("oras discover{oras}{} {image}", of_type("--artifact-type")),
            Self::OrasPull => format!("oras pull{oras} {}", word(&about.at(about.artifact?))),
            Self::OrasLogin => about.login(&format!("oras login{oras}")),
            Self::CosignTree => format!("cosign tree{cosign} {image}"),
            Self::CosignVerifyIdentity => format!(
                "cosign verify{cosign} \\\n  --certificate-identity '<identity>' \\\n  \
                 --certificate-oidc-issuer '<issuer>' \\\n  {image}"
            ),
            Self::CosignVerifyKey => format!("cosign verify{cosign} --key cosign.pub {image}"),
            Self::RegctlTree => {
                // regctl has no flag for this: the setting of the host says it, here for one command.
                let host = match about.registry.scheme() {
                    Scheme::Http => format!(" --host {}", word(&format!("reg={},tls=disabled", about.host()))),
                    Scheme::Https => String::new(),
                };
                format!("regctl artifact tree{host} --digest-tags{} {image}", of_type("--filter-artifact-type"))
            }
            Self::SkopeoInspect => format!("skopeo inspect{containers} --no-tags {}", about.transport()),
            Self::SkopeoRaw => format!("skopeo inspect{containers} --raw {}", about.transport()),
            Self::PodmanLogin => about.login(&format!("podman login{containers}")),
        })
    }
}

impl Subject<'_> {
    /// The registry as tools call it: Docker Hub's API has a host of its own, under which they know no login.
    fn host(&self) -> String {
        let host = self.registry.host();
        match host.as_str() {
            "registry-1.docker.io" | "index.docker.io" => "docker.io".to_owned(),
            _ => host,
        }
    }

    fn at(&self, digest: &Digest) -> String {
        format!("{}/{}@{digest}", self.host(), self.repository)
    }

    fn image(&self) -> String {
        match self.digest {
            Some(digest) => self.at(digest),
            None => format!("{}/{}{}", self.host(), self.repository, self.reference.suffix()),
        }
    }

    /// The image in the notation of containers-transports(5), which skopeo takes.
    fn transport(&self) -> String {
        word(&format!("docker://{}", self.image()))
    }

    /// What oras, cosign, and skopeo and podman must be told of how the registry is reached.
    fn transport_flags(&self) -> (&'static str, &'static str, &'static str) {
        let is_localhost = self.host().split(':').next() == Some("localhost");
        match self.registry.scheme() {
            Scheme::Http => (" --plain-http", " --allow-http-registry", " --tls-verify=false"),
            // oras takes plain HTTP for granted at this name.
            Scheme::Https if is_localhost => (" --plain-http=false", "", ""),
            Scheme::Https => ("", "", ""),
        }
    }

    /// In a subshell, so that nothing of it stays; and in parentheses, so that a shell reads all of it before it
    /// asks: pasted line by line, the second line would be taken for the password.
    fn login(&self, command: &str) -> String {
        let user = self.user.map_or_else(|| "'<user>'".to_owned(), word);
        format!(
            "(printf 'Password: ' >&2; stty -echo; IFS= read -r PASSWORD; stty echo; echo >&2\n \
             printf %s \"$PASSWORD\" | {command} --username {user} --password-stdin {})",
            word(&self.host())
        )
    }
}

/// A text as one word of a POSIX shell, quoted where that is needed.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/:@._-+=,".contains(c);
    // A hyphen at its beginning would be an option, quoted or not; no image, user or type may begin with one.
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::super::sample::digest_of;
    use super::*;

    fn text(command: Command, registry: &str, user: Option<&str>, artifact_type: &str) -> String {
        let (digest, artifact) = (digest_of(1), digest_of(2));
        let subject = Subject {
            registry: &Address::parse(registry).unwrap(),
            repository: &RepositoryName::parse("org/app").unwrap(),
            reference: &Reference::parse("1.0").unwrap(),
            digest: Some(&digest),
            artifact: Some(&artifact),
            user,
            artifact_type,
        };
        command.text(&subject).unwrap()
    }

    #[test]
    fn commands_as_the_tools_document_them() {
        let image = format!("quay.io/org/app@{}", digest_of(1));
        for (command, expected) in [
            (Command::OrasDiscover, format!("oras discover {image}")),
            (Command::OrasPull, format!("oras pull quay.io/org/app@{}", digest_of(2))),
            (Command::CosignTree, format!("cosign tree {image}")),
            (
                Command::CosignVerifyIdentity,
                format!(
                    "cosign verify \\\n  --certificate-identity '<identity>' \\\n  --certificate-oidc-issuer '<issuer>' \\\n  {image}"
                ),
            ),
            (Command::CosignVerifyKey, format!("cosign verify --key cosign.pub {image}")),
            (Command::RegctlTree, format!("regctl artifact tree --digest-tags {image}")),
            (Command::SkopeoInspect, format!("skopeo inspect --no-tags docker://{image}")),
            (Command::SkopeoRaw, format!("skopeo inspect --raw docker://{image}")),
        ] {
            assert_eq!(text(command, "quay.io", None, ""), expected);
        }
    }

    #[test]
    fn how_a_registry_is_reached_is_said_to_each_tool_in_its_own_way() {
        for (registry, command, part) in [
            ("http://r.example", Command::OrasDiscover, "oras discover --plain-http r.example/org/app@sha256:"),
            ("http://r.example", Command::OrasPull, "oras pull --plain-http r.example/"),
            ("http://r.example", Command::OrasLogin, "oras login --plain-http --username"),
            ("http://r.example", Command::CosignTree, "cosign tree --allow-http-registry r.example/"),
            ("http://r.example", Command::CosignVerifyKey, "cosign verify --allow-http-registry --key"),
            ("http://r.example", Command::CosignVerifyIdentity, "cosign verify --allow-http-registry \\\n"),
            ("127.0.0.1:5000", Command::RegctlTree, "tree --host reg=127.0.0.1:5000,tls=disabled --digest-tags"),
            ("http://r.example", Command::SkopeoInspect, "skopeo inspect --tls-verify=false --no-tags docker://r."),
            ("http://r.example", Command::SkopeoRaw, "skopeo inspect --tls-verify=false --raw docker://r."),
            ("http://r.example", Command::PodmanLogin, "podman login --tls-verify=false --username"),
            ("https://localhost:5000", Command::OrasDiscover, "oras discover --plain-http=false localhost:5000/"),
            ("https://localhost:5000", Command::CosignTree, "cosign tree localhost:5000/"),
            ("[::1]:5000", Command::OrasDiscover, "oras discover --plain-http '[::1]:5000/org/app@sha256:"),
            ("[::1]:5000", Command::SkopeoRaw, "--raw 'docker://[::1]:5000/org/app@"),
            ("[::1]:5000", Command::RegctlTree, "--host 'reg=[::1]:5000,tls=disabled'"),
            ("[::1]:5000", Command::PodmanLogin, "--password-stdin '[::1]:5000')"),
            ("quay.example:8443", Command::CosignTree, "cosign tree quay.example:8443/org/app@"),
            ("registry-1.docker.io", Command::SkopeoRaw, "docker://docker.io/org/app@"),
            ("registry-1.docker.io", Command::OrasLogin, "--password-stdin docker.io)"),
        ] {
            let text = text(command, registry, Some("demo"), "");
            assert!(text.contains(part), "{registry} {command:?}: {text}");
        }
    }

    #[test]
    fn an_artifact_type_is_asked_for_where_the_tool_can() {
        for (command, part) in [
            (Command::OrasDiscover, "oras discover --artifact-type application/spdx+json quay.io/"),
            (Command::RegctlTree, "--digest-tags --filter-artifact-type application/spdx+json quay.io/"),
        ] {
            let text = text(command, "quay.io", None, "application/spdx+json");
            assert!(text.contains(part), "{text}");
        }
        let odd = text(Command::OrasDiscover, "quay.io", None, "a; rm -rf $HOME 'x'");
        assert!(odd.contains(r" --artifact-type 'a; rm -rf $HOME '\''x'\''' quay.io/"), "{odd}");
    }

    #[test]
    fn without_a_digest_the_reference_names_the_image_and_no_artifact_is_pulled() {
        let registry = Address::parse("quay.io").unwrap();
        let repository = RepositoryName::parse("org/app").unwrap();
        let reference = Reference::parse("1.0").unwrap();
        let subject = Subject {
            registry: &registry,
            repository: &repository,
            reference: &reference,
            digest: None,
            artifact: None,
            user: None,
            artifact_type: "",
        };
        assert_eq!(Command::CosignTree.text(&subject).unwrap(), "cosign tree quay.io/org/app:1.0");
        assert_eq!(Command::OrasPull.text(&subject), None);
        let login = Command::PodmanLogin.text(&subject).unwrap();
        assert!(login.contains("podman login --username '<user>' --password-stdin quay.io"), "{login}");
    }

    /// The shell itself says which words it makes of each command, and what comes in by standard input.
    #[test]
    #[cfg(unix)]
    fn a_shell_hands_the_words_on_as_they_were_meant() {
        use std::io::Write as _;
        use std::process::{Command as Process, Stdio};

        // Functions in the tools' places tell what they were called with.
        let stubs = "stty() { :; }\n\
             tell() { printf '<%s>' \"$@\"; }\n\
             oras() { tell \"$@\"; test \"$1\" = login && cat; }\n\
             podman() { tell \"$@\"; cat; }\n\
             regctl() { tell \"$@\"; }\n";
        let run = |command: &str| {
            let mut shell = Process::new("sh")
                .args(["-c", &format!("{stubs}{command}; printf \"[$PASSWORD]\"")])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            // A command that asks for nothing may have ended by now.
            let _ = shell.stdin.take().unwrap().write_all("p a'\"$s\\s\n".as_bytes());
            String::from_utf8(shell.wait_with_output().unwrap().stdout).unwrap()
        };
        for command in [Command::OrasLogin, Command::PodmanLogin] {
            let told = run(&text(command, "quay.io", Some("o'neill $x"), ""));
            let expected = "<login><--username><o'neill $x><--password-stdin><quay.io>p a'\"$s\\s[]";
            assert_eq!(told, expected, "{command:?}");
        }
        let told = run(&text(Command::RegctlTree, "[::1]:5000", None, "a b"));
        let image = format!("[::1]:5000/org/app@{}", digest_of(1));
        assert_eq!(
            told,
            format!(
                "<artifact><tree><--host><reg=[::1]:5000,tls=disabled><--digest-tags><--filter-artifact-type><a b><{image}>[]"
            )
        );
    }
}
