//! What to write into which server's configuration, so that a browser may read a registry's answers. The whole
//! files, tested with the servers themselves, lie in `deploy/`.

use crate::oci::Address;
use crate::text;
use crate::words::Text;

/// Lines for one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Which server, and which of the two ways.
    pub title: Text,
    /// The lines, with the page's origin and the registry's address filled in.
    pub lines: String,
}

const NGINX: &str = r#"location /v2/ {
    if ($request_method = OPTIONS) {
        add_header Access-Control-Allow-Origin "{page}" always;
        add_header Access-Control-Allow-Methods "GET, HEAD" always;
        add_header Access-Control-Allow-Headers "Authorization, Accept" always;
        add_header Access-Control-Max-Age 600 always;
        return 204;
    }
    proxy_hide_header Access-Control-Allow-Origin;
    add_header Access-Control-Allow-Origin "{page}" always;
    add_header Access-Control-Expose-Headers "{exposed}" always;
    # proxy_pass … as it is now
}"#;

const CADDY: &str = r#"@preflight {
	method OPTIONS
	path /v2/*
}
handle @preflight {
	header {
		Access-Control-Allow-Origin "{page}"
		Access-Control-Allow-Methods "GET, HEAD"
		Access-Control-Allow-Headers "Authorization, Accept"
		Access-Control-Max-Age 600
	}
	respond 204
}
handle /v2/* {
	header {
		Access-Control-Allow-Origin "{page}"
		Access-Control-Expose-Headers "{exposed}"
	}
	# Quay's own address, as it is now
	reverse_proxy http://quay.internal:8080 {
		header_down -Access-Control-Allow-Origin
	}
}"#;

const HAPROXY: &str = r#"http-request set-var(txn.registry) bool(true) if { path_beg /v2/ }
http-request return status 204 hdr Access-Control-Allow-Methods "GET, HEAD" hdr Access-Control-Allow-Headers "Authorization, Accept" hdr Access-Control-Max-Age 600 if METH_OPTIONS { path_beg /v2/ }
http-after-response set-header Access-Control-Allow-Origin "{page}" if { var(txn.registry) -m bool }
http-after-response set-header Access-Control-Expose-Headers "{exposed}" if { var(txn.registry) -m bool }"#;

const ROUTE: &str = r#"# spec of a second Route for the host, with path: /v2
httpHeaders:
  actions:
    response:
    - {name: Access-Control-Allow-Origin, action: {type: Set, set: {value: "{page}"}}}
    - {name: Access-Control-Allow-Methods, action: {type: Set, set: {value: "GET, HEAD"}}}
    - {name: Access-Control-Allow-Headers, action: {type: Set, set: {value: "Authorization, Accept"}}}
    - {name: Access-Control-Max-Age, action: {type: Set, set: {value: "600"}}}
    - {name: Access-Control-Expose-Headers, action: {type: Set, set: {value: "{exposed}"}}}"#;

const SAME_ORIGIN: &str = r#"# in the server that people open, beside the page:
location /refscope/ { alias /var/www/refscope/; }
location /v2/ {
    proxy_pass {registry};
    proxy_set_header Host {host};
    proxy_ssl_server_name on;
}
# then enter that server's own name as registry"#;

/// The headers that a page of another origin has to be shown.
pub const EXPOSED: &str = "WWW-Authenticate, Link, Docker-Content-Digest, OCI-Filters-Applied, Retry-After";

/// The lines for every server that is known, for a page of the origin `page`.
#[must_use]
pub fn all(page: Option<&str>, registry: &Address) -> Vec<Remedy> {
    let page = page.unwrap_or("https://page.example.com");
    let filled = |lines: &str| {
        lines
            .replace("{page}", page)
            .replace("{exposed}", EXPOSED)
            .replace("{registry}", &registry.origin())
            .replace("{host}", &registry.host())
    };
    [
        (text!("nginx, in front of Quay"), NGINX),
        (text!("Caddy, in front of Quay"), CADDY),
        (text!("HAProxy, in front of Quay"), HAPROXY),
        (text!("OpenShift route"), ROUTE),
        (text!("Without CORS: one host for page and registry (nginx)"), SAME_ORIGIN),
    ]
    .map(|(title, lines)| Remedy { title, lines: filled(lines) })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that a server reads, without their indentation.
    fn code(text: &str) -> Vec<&str> {
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    }

    /// `tests/registries` runs the servers themselves with these files.
    #[test]
    fn the_lines_are_those_of_the_tested_files() {
        let shown = all(Some("{page}"), &Address::parse("quay.example").unwrap());
        for (server, before, tested, after) in [
            ("nginx,", "location /v2/ {", include_str!("../../../deploy/nginx/cors-lines.conf"), "}"),
            ("Caddy,", "", include_str!("../../../deploy/caddy/cors-lines.Caddyfile"), ""),
            ("HAProxy,", "", include_str!("../../../deploy/haproxy/cors-lines.cfg"), ""),
            ("OpenShift ", "", include_str!("../../../deploy/openshift/cors-lines.yaml"), ""),
        ] {
            let remedy = shown.iter().find(|remedy| remedy.title.to_string().starts_with(server)).unwrap();
            let expected = [before, tested, after].join("\n");
            assert_eq!(code(&remedy.lines), code(&expected), "{server}");
        }
    }
}
