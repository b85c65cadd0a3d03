//! nginx, Caddy and HAProxy with a configuration, in a folder outside of which they leave nothing; and the files of
//! `deploy/` as `cargo xtask deploy-file` fills them in, for servers and certificates of a test.

use super::fill::{Front, Places};
use super::program::{CADDY, Folder, HAPROXY, NGINX, free_address};
use super::tls::CERTIFICATE;
use refscope::oci::Address;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// A whole configuration around a site, which leaves nothing outside of `folder`.
fn main_conf(folder: &Folder, site: &str) -> String {
    let site = folder.write("site.conf", site);
    let at = folder.path().display();
    // Without a master there is one process, which ends with the test and runs as whoever runs the test.
    let text = format!(
        "daemon off; master_process off; pid {at}/pid; error_log stderr;
        events {{}}
        http {{
            access_log off;
            types {{ text/html html; application/wasm wasm; }}
            client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;
            uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
            include {site};
        }}"
    );
    folder.write("nginx.conf", &text)
}

/// nginx with a site.
pub fn nginx(folder: &Folder, site: &str) -> Command {
    let mut command = NGINX.command().unwrap();
    command.arg("-e").arg("stderr").arg("-p").arg(folder.path()).arg("-c").arg(main_conf(folder, site));
    command
}

/// Caddy with a site, which leaves nothing outside of `folder`.
pub fn caddy(folder: &Folder, word: &str, site: &str) -> Command {
    // No port for its own commands, no certificates, and no other machine may connect.
    let text = format!("{{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}}\n{site}");
    let config = folder.write("Caddyfile", &text);
    let mut command = CADDY.command().unwrap();
    command.args([word, "--adapter", "caddyfile", "--config", &config]);
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(name, folder.path());
    }
    // Where Caddy looks for those whom this machine trusts.
    command.env("SSL_CERT_FILE", folder.path().join(AUTHORITY));
    command
}

/// HAProxy with this configuration.
pub fn haproxy(folder: &Folder, text: &str) -> Command {
    let config = folder.write("haproxy.cfg", text);
    let mut command = HAPROXY.command().unwrap();
    // `-db`: one process in the foreground.
    command.args(["-db", "-f", &config]);
    command
}

/// The file with whom the server trusts.
pub const AUTHORITY: &str = "authority.pem";

/// The file with the address at which a server without TLS sends people to the one with it.
pub const PLAIN: &str = "plain";

/// Where people open the page.
pub const FOLDER: &str = "/refscope";

/// What the file for the server at `addr` says of the page there, and of a Quay at `quay`.
pub fn places(folder: &Folder, addr: SocketAddr, files: &str, quay: Option<&str>) -> Places {
    let pem = CERTIFICATE.certificate_pem().to_owned();
    let key = CERTIFICATE.key_pem().unwrap();
    folder.write("both.pem", &format!("{pem}{key}"));
    Places {
        front: Front::Page,
        page: Address::parse(&format!("https://{addr}")).unwrap(),
        folder: FOLDER.to_owned(),
        quay: quay.map(|quay| Address::parse(quay).unwrap()),
        inside: None,
        files: Some(files.trim_end_matches('/').to_owned()),
        certificate: Some(folder.write("certificate.pem", &pem)),
        key: Some(folder.write("key.pem", &key)),
    }
}

/// A file of `deploy/`, filled in. No other machine may connect, and the authority of the test is trusted alone.
pub fn deployed(folder: &Folder, file: &str, places: &Places) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file);
    let text = places.fill(&std::fs::read_to_string(path).unwrap());
    let authority = folder.write(AUTHORITY, CERTIFICATE.authority_pem());
    let plain = free_address();
    folder.write(PLAIN, &plain.to_string());
    text.replace("/etc/ssl/certs/ca-certificates.crt", &authority)
        .replace("listen 80;", &format!("listen {plain};"))
        .replace("bind :80\n", &format!("bind {plain}\n"))
        .replace("listen ", "listen 127.0.0.1:")
        .replace("listen 127.0.0.1:127.0.0.1:", "listen 127.0.0.1:")
        .replace("bind :", "bind 127.0.0.1:")
}
