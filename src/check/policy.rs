//! Whether a Content-Security-Policy lets a page ask an origin (CSP level 3, "connect-src").

use crate::oci::Address;
use crate::oci::address::Scheme;

/// Whether every policy in the text lets a page of the origin `page` ask `target`. Several are joined by commas, as those
/// of several headers are.
#[must_use]
pub fn allows(policies: &str, target: &Address, page: Option<&str>) -> bool {
    policies.split(',').all(|policy| match sources(policy) {
        Some(sources) => sources.split_whitespace().any(|source| matches(source, target, page)),
        None => true,
    })
}

/// What follows the directive that counts for requests: `connect-src`, else `default-src`.
fn sources(policy: &str) -> Option<&str> {
    let directive = |wanted: &str| {
        policy.split(';').find_map(|directive| {
            let directive = directive.trim();
            let (name, rest) = directive.split_once(char::is_whitespace).unwrap_or((directive, ""));
            name.eq_ignore_ascii_case(wanted).then_some(rest)
        })
    };
    directive("connect-src").or_else(|| directive("default-src"))
}

fn matches(source: &str, target: &Address, page: Option<&str>) -> bool {
    let source = source.to_ascii_lowercase();
    let is_https = target.scheme() == Scheme::Https;
    match source.as_str() {
        "*" | "http:" => true,
        "https:" => is_https,
        "'self'" => page == Some(target.origin().as_str()),
        source => is_host(source, target, page),
    }
}

/// A host source: `[scheme://]host[:port]`, the host with `*.` before it for all below it. A path is not looked at: all
/// that is asked of a registry is under one.
fn is_host(source: &str, target: &Address, page: Option<&str>) -> bool {
    let page_scheme = page.and_then(|page| page.split_once("://")).map_or("http", |(scheme, _)| scheme);
    let (scheme, rest) = source.split_once("://").unwrap_or((page_scheme, source));
    // What allows http allows https as well.
    if scheme != target.scheme().name() && !(scheme == "http" && target.scheme() == Scheme::Https) {
        return false;
    }
    let rest = rest.split('/').next().unwrap_or_default();
    let usual = if target.scheme() == Scheme::Https { "443" } else { "80" };
    let split = |host: &str| match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name.to_owned(), port.to_owned()),
        _ => (host.to_owned(), usual.to_owned()),
    };
    let ((wanted, port), (host, own_port)) = (split(rest), split(&target.host()));
    let is_name = wanted.strip_prefix('*').map_or(wanted == host, |end| end.starts_with('.') && host.ends_with(end));
    is_name && (port == "*" || port == own_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_as_servers_send_them() {
        for (policy, target, expected) in [
            ("", "quay.example", true),
            ("script-src 'self'", "quay.example", true),
            ("default-src 'none'; connect-src http: https:", "quay.example", true),
            ("default-src 'none'", "quay.example", false),
            ("default-src 'self'", "quay.example", false),
            ("default-src 'self'", "tools.example", true),
            ("connect-src 'self' https://quay.example", "quay.example", true),
            ("connect-src quay.example", "https://quay.example", true),
            ("connect-src quay.example", "http://quay.example", false),
            ("Connect-Src *.example:8443", "quay.example:8443", true),
            ("connect-src *.example", "quay.example:8443", false),
            ("connect-src *.example:*", "quay.example:8443", true),
            ("connect-src *.example", "quayxexample", false),
            ("connect-src https:", "http://quay.example", false),
            ("connect-src", "quay.example", false),
            // Each of several has to allow it.
            ("connect-src *, default-src 'none'", "quay.example", false),
        ] {
            let target = Address::parse(target).unwrap();
            assert_eq!(allows(policy, &target, Some("https://tools.example")), expected, "{policy}: {target}");
        }
    }
}
