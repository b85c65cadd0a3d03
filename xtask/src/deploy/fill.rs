//! What stands in the files of `deploy/` for a host, a folder or a certificate, and what takes its place. Also the
//! tests' way to fill the files in, so that the servers there run what `cargo xtask deploy-file` prints.

use refscope::oci::address::{Address, Scheme};

/// How HAProxy speaks TLS to Quay; left out where Quay has none.
const HAPROXY_TLS: &str = "quay.example.com:443 ssl verify required ca-file /etc/ssl/certs/ca-certificates.crt sni str(quay.example.com) verifyhost quay.example.com";

/// Which of the two the server with the file is, for browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// The page's host.
    Page,
    /// Quay's.
    Quay,
}

/// What is filled in.
#[derive(Clone, Debug)]
pub struct Places {
    /// The server that the file is for.
    pub front: Front,
    /// The page's origin.
    pub page: Address,
    /// The page's path, without a slash at the end: `/refscope`.
    pub folder: String,
    /// Quay's origin; where it is the front, that which browsers see.
    pub quay: Option<Address>,
    /// What is behind the front and known to nobody else: Quay, or a server with the page's files.
    pub inside: Option<Address>,
    /// The folder with the page's files on the server.
    pub files: Option<String>,
    /// The front's certificate.
    pub certificate: Option<String>,
    /// Its key.
    pub key: Option<String>,
}

impl Places {
    /// The file with everything in its place that is known; what is not known stays.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        replace_all(text, &self.replacements())
    }

    /// The first that fits is taken, so the longer ones come first.
    fn replacements(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |from: &str, to: String| pairs.push((from.to_owned(), to));
        // What has the page's name but is not in its address: paths on the server, files of `deploy/`, the image.
        add("/var/www/refscope", self.files.clone().unwrap_or_else(|| "/var/www/refscope".to_owned()));
        for same in ["conf.d/refscope", "kubernetes/refscope", "registry.example.com/refscope"] {
            add(same, same.to_owned());
        }
        self.certificates(&mut add);
        if let Some(port) = port_of(self.front()) {
            add("listen 443 ssl", format!("listen {port} ssl"));
            add("bind :443", format!("bind :{port}"));
        }
        named("page", &self.page, &mut add);
        add("/refscope", self.folder.clone());
        if let Some(inside) = &self.inside {
            add("quay.internal:8080", with_port(inside));
            add("page.internal:8080", with_port(inside));
        }
        if let Some(quay) = &self.quay {
            add(HAPROXY_TLS, haproxy_server(quay));
            add(r"https://quay\.example\.com", quay.origin().replace('.', r"\."));
            add("Host quay.example.com", format!("Host {}", quay.host()));
            named("quay", quay, &mut add);
        }
        pairs
    }

    fn front(&self) -> &Address {
        match (self.front, &self.quay) {
            (Front::Quay, Some(quay)) => quay,
            _ => &self.page,
        }
    }

    fn certificates(&self, add: &mut impl FnMut(&str, String)) {
        let Some(certificate) = &self.certificate else { return };
        for host in ["page.example.com", "quay.example.com"] {
            add(&format!("/etc/haproxy/{host}.pem"), certificate.clone());
            if let Some(key) = &self.key {
                let both = format!("tls /etc/ssl/{host}.pem /etc/ssl/{host}.key");
                add(&format!("# {both}"), format!("tls {certificate} {key}"));
                add(&format!("/etc/ssl/{host}.pem"), certificate.clone());
                add(&format!("/etc/ssl/{host}.key"), key.clone());
            }
        }
    }
}

/// A host in each of the ways in which files name it: as an origin, as a site of Caddy, in words, and alone.
fn named(name: &str, address: &Address, add: &mut impl FnMut(&str, String)) {
    let host = format!("{name}.example.com");
    add(&format!("https://{host}"), address.origin());
    add(&format!("{host} {{"), format!("{} {{", address.host()));
    add(&format!("`{host}`"), format!("`{}`", address.host()));
    add(&host, host_of(address));
}

/// The host without its port.
fn host_of(address: &Address) -> String {
    let host = address.host();
    match port_of(address) {
        Some(port) => host.trim_end_matches(&format!(":{port}")).to_owned(),
        None => host,
    }
}

/// The port, where it is not the scheme's own.
fn port_of(address: &Address) -> Option<u16> {
    let host = address.host();
    // The colons inside `[…]` belong to an IPv6 address.
    let after = host.rfind(']').map_or(0, |bracket| bracket + 1);
    host[after..].split_once(':')?.1.parse().ok()
}

fn with_port(address: &Address) -> String {
    let own = if address.scheme() == Scheme::Https { 443 } else { 80 };
    format!("{}:{}", host_of(address), port_of(address).unwrap_or(own))
}

fn haproxy_server(quay: &Address) -> String {
    match quay.scheme() {
        Scheme::Http => with_port(quay),
        Scheme::Https => {
            HAPROXY_TLS.replace("quay.example.com:443", &with_port(quay)).replace("quay.example.com", &host_of(quay))
        }
    }
}

/// Replaces from left to right, so that nothing is replaced in what was put in.
fn replace_all(text: &str, pairs: &[(String, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some((from, to)) = pairs.iter().find(|(from, _)| rest.starts_with(from.as_str())) {
            filled.push_str(to);
            rest = &rest[from.len()..];
        } else {
            filled.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    filled
}
