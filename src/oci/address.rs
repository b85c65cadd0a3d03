//! The address of a registry: `[http://|https://]host[:port]`.
//!
//! Parsed by a strict grammar rather than by a URL parser: what is not plainly a host is refused, so
//! there is no user part, path or backslash by which an address could mean another host than it shows.

use crate::text;
use crate::words::{Text, odd};
use std::fmt;
use thiserror::Error;

/// The scheme by which a registry is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain HTTP, port 80.
    Http,
    /// HTTP over TLS, port 443.
    Https,
}

impl Scheme {
    /// `http` or `https`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// The origin of a registry (RFC 6454): scheme, host and port.
///
/// The host is in lower case; a port that is the scheme's own is left out. Two addresses are equal
/// precisely when a browser holds them to be the same origin, but for an IPv6 address, which is kept as it
/// is written: two notations of one are two addresses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    scheme: Scheme,
    host: String,
    port: Option<u16>,
}

/// Why a text is not the address of a registry.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum AddressError {
    /// Nothing was given.
    Empty,
    /// A scheme other than http and https.
    Scheme(String),
    /// `user@host`.
    UserInfo,
    /// Something follows the host.
    Path(String),
    /// The host has a character that host names do not have, or is not well-formed.
    Host(String),
    /// The port is not a number between 1 and 65535.
    Port(String),
}

impl AddressError {
    /// The reason, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => text!("Enter the registry's host name, such as quay.io or registry.example:5000."),
            Self::Scheme(scheme) => text!(
                "“{scheme}://” is not a way to reach a registry. Use https:// or http://, or leave it out.",
                scheme
            ),
            Self::UserInfo => text!("Leave the user name out of the registry's address; it has a field of its own."),
            Self::Path(path) => text!(
                "“{path}” follows the host name. A registry's address is a host and, if need be, a port; a repository goes into its own field.",
                path
            ),
            Self::Host(host) => text!(
                "“{host}” is not a host name: letters, digits, hyphens and dots, an IPv4 address, or an IPv6 address in brackets.",
                host = &*odd::spelled(host)
            ),
            Self::Port(port) => text!("“{port}” is not a port: a number from 1 to 65535.", port),
        }
    }
}

impl Address {
    /// Reads `[scheme://]host[:port]`, with or without a slash at the end.
    ///
    /// Without a scheme it is `https`, except for this machine itself (`localhost`, `127.0.0.0/8`,
    /// `[::1]`), which container tools reach over plain HTTP too.
    ///
    /// # Errors
    /// [`AddressError`], whose text can be shown beside the field.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((name, rest)) => (Some(parse_scheme(name)?), rest),
            None => (None, text),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.is_empty() {
            return Err(AddressError::Empty);
        }
        if let Some(at) = rest.find(['/', '?', '#', '\\']) {
            return Err(AddressError::Path(rest[at..].to_owned()));
        }
        if rest.contains('@') {
            return Err(AddressError::UserInfo);
        }
        let (host, port) = split_port(rest)?;
        let host = parse_host(host)?;
        let scheme = scheme.unwrap_or(if is_this_machine(&host) { Scheme::Http } else { Scheme::Https });
        let port = port.filter(|port| *port != scheme.default_port());
        Ok(Self { scheme, host, port })
    }

    /// Splits an absolute address (`https://host[:port]` and what follows) into the origin and its path
    /// with query and fragment, as it is written. `None` where the origin is none by the strict grammar.
    #[must_use]
    pub fn split(url: &str) -> Option<(Self, &str)> {
        let host_at = url.find("://")? + 3;
        let path_at = url[host_at..].find(['/', '?', '#']).map_or(url.len(), |at| host_at + at);
        let (origin, path) = url.split_at(path_at);
        // White space around it is for what people type; here it would make another address of it.
        if origin.contains(|c: char| c.is_whitespace()) {
            return None;
        }
        Some((Self::parse(origin).ok()?, path))
    }

    /// `host[:port]`, as people write it in front of a repository; also Quay's `service`.
    #[must_use]
    pub fn host(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    /// `scheme://host[:port]`, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme.name(), self.host())
    }

    /// The scheme by which requests are sent.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether this is the person's own machine.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        is_this_machine(&self.host)
    }

    /// Whether it is plainly an address of this machine or of the local network: by its number (RFC 1918), or by a
    /// name that no public server has.
    #[must_use]
    pub fn is_local_network(&self) -> bool {
        let numbers: Vec<u8> = self.host.split('.').flat_map(str::parse).collect();
        let is_private = is_ipv4(&self.host)
            && matches!(numbers.as_slice(), [10, ..] | [192, 168, ..] | [172, 16..=31, ..] | [169, 254, ..]);
        let is_name = [".local", ".internal", ".lan", ".home.arpa"].iter().any(|end| self.host.ends_with(end));
        is_private || is_name || self.is_this_machine()
    }

    /// The shortest text that [`Address::parse`] reads as this address.
    #[must_use]
    pub fn short(&self) -> String {
        let host = self.host();
        match Self::parse(&host) {
            Ok(same) if same == *self => host,
            _ => self.origin(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

fn parse_scheme(name: &str) -> Result<Scheme, AddressError> {
    match name.to_ascii_lowercase().as_str() {
        "http" => Ok(Scheme::Http),
        "https" => Ok(Scheme::Https),
        _ => Err(AddressError::Scheme(name.to_owned())),
    }
}

fn split_port(text: &str) -> Result<(&str, Option<u16>), AddressError> {
    // The colons inside `[…]` belong to an IPv6 address.
    let after_host = text.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = text[after_host..].find(':').map(|at| at + after_host) else {
        return Ok((text, None));
    };
    let digits = &text[colon + 1..];
    let port = match digits.parse::<u16>() {
        Ok(port) if port > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => port,
        _ => return Err(AddressError::Port(digits.to_owned())),
    };
    Ok((&text[..colon], Some(port)))
}

fn parse_host(host: &str) -> Result<String, AddressError> {
    let refused = || AddressError::Host(host.to_owned());
    if let Some(v6) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return if is_ipv6(v6) { Ok(format!("[{}]", v6.to_ascii_lowercase())) } else { Err(refused()) };
    }
    let label_is_sound = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if host.len() > 253 || !host.split('.').all(label_is_sound) {
        return Err(refused());
    }
    // Browsers read a last label of digits as an IPv4 address, in forms such as `2130706433` or
    // `0x7f.1` that look like something else; only the dotted form of four numbers is taken.
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|b| b.is_ascii_digit()) || last.to_ascii_lowercase().starts_with("0x");
    if numeric && !is_ipv4(host) {
        return Err(refused());
    }
    Ok(host.to_ascii_lowercase())
}

// By hand, because the standard library's parsers would add 3 kB to the page.

/// Four numbers from 0 to 255, without leading zeros (which browsers read as octal).
fn is_ipv4(host: &str) -> bool {
    let is_number = |part: &str| {
        let is_plain = part == "0" || (!part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit()));
        is_plain && part.parse::<u8>().is_ok()
    };
    host.split('.').count() == 4 && host.split('.').all(is_number)
}

/// Eight groups of hexadecimal digits, or fewer with one `::` (RFC 4291 §2.2). An IPv4 address at its end
/// and a zone are not taken.
fn is_ipv6(text: &str) -> bool {
    let groups = |part: &str| {
        let is_group = |group: &str| (1..=4).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_hexdigit());
        match part {
            "" => Some(0),
            _ => part.split(':').all(is_group).then(|| part.split(':').count()),
        }
    };
    match text.split_once("::") {
        None => groups(text) == Some(8),
        Some((front, back)) => groups(front).zip(groups(back)).is_some_and(|(front, back)| front + back < 8),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || (host.starts_with("127.") && is_ipv4(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_type() {
        for (text, origin, host) in [
            ("quay.io", "https://quay.io", "quay.io"),
            (" Quay.IO/ ", "https://quay.io", "quay.io"),
            ("https://quay.example:443/", "https://quay.example", "quay.example"),
            ("http://quay.example", "http://quay.example", "quay.example"),
            ("HTTPS://quay.example:8443", "https://quay.example:8443", "quay.example:8443"),
            ("localhost:5000", "http://localhost:5000", "localhost:5000"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000", "127.0.0.1:5000"),
            ("https://127.0.0.1:5000", "https://127.0.0.1:5000", "127.0.0.1:5000"),
            ("[::1]:5000", "http://[::1]:5000", "[::1]:5000"),
            ("[2001:DB8::1]", "https://[2001:db8::1]", "[2001:db8::1]"),
            ("10.1.2.3", "https://10.1.2.3", "10.1.2.3"),
            ("my_registry:80", "https://my_registry:80", "my_registry:80"),
        ] {
            let address = Address::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(address.origin(), origin, "{text}");
            assert_eq!(address.host(), host, "{text}");
            assert_eq!(Address::parse(&address.short()).as_ref(), Ok(&address), "{text}");
        }
    }

    #[test]
    fn an_absolute_address_is_split_after_its_origin() {
        for (url, parts) in [
            ("https://quay.io/v2/?x", Some(("https://quay.io", "/v2/?x"))),
            ("HTTP://QUAY.io:80", Some(("http://quay.io", ""))),
            ("https://quay.io:8443?x=//y", Some(("https://quay.io:8443", "?x=//y"))),
            ("http://[::1]:5000#x", Some(("http://[::1]:5000", "#x"))),
            ("quay.io/v2/", None),
            ("//quay.io/v2/", None),
            ("/v2/?x=https://quay.io", None),
            ("https:///v2/", None),
            ("https://a@quay.io/v2/", None),
            ("https://quay.io\\@evil.example/", None),
            (" https://quay.io/", None),
            ("https://quay.io /", None),
        ] {
            let found = Address::split(url).map(|(address, path)| (address.origin(), path));
            assert_eq!(found, parts.map(|(origin, path)| (origin.to_owned(), path)), "{url}");
        }
    }

    #[test]
    fn addresses_of_the_local_network() {
        for (text, is_local) in [
            ("127.0.0.1:5000", true),
            ("localhost", true),
            ("10.1.2.3", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("quay.corp.internal", true),
            ("nas.local", true),
            ("quay.io", false),
            ("10.example", false),
            ("11.0.0.1", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_local_network(), is_local, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        use AddressError as E;
        for (text, error) in [
            ("", E::Empty),
            ("https://", E::Empty),
            ("ftp://quay.io", E::Scheme("ftp".into())),
            ("javascript://quay.io", E::Scheme("javascript".into())),
            ("good.example@evil.example", E::UserInfo),
            ("quay.io/ns/repo", E::Path("/ns/repo".into())),
            ("quay.io\\@evil.example", E::Path("\\@evil.example".into())),
            ("quay.io?x", E::Path("?x".into())),
            ("quay io", E::Host("quay io".into())),
            ("quay..io", E::Host("quay..io".into())),
            ("-quay.io", E::Host("-quay.io".into())),
            ("quäy.io", E::Host("quäy.io".into())),
            ("2130706433", E::Host("2130706433".into())),
            ("0x7f.1", E::Host("0x7f.1".into())),
            ("127.1", E::Host("127.1".into())),
            ("[::zz]", E::Host("[::zz]".into())),
            ("quay.io:", E::Port(String::new())),
            ("quay.io:0", E::Port("0".into())),
            ("quay.io:65536", E::Port("65536".into())),
            ("quay.io:+80", E::Port("+80".into())),
            ("quay.io:80:80", E::Port("80:80".into())),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text}");
        }
    }
}
