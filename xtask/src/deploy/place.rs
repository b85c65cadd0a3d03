//! Addresses as people give them on the command line, and what can be wrong with one.

use refscope::oci::address::{Address, AddressError, Scheme};

/// The page's folder where nobody says another.
const FOLDER: &str = "/refscope";

/// Why no file can be printed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Fault {
    /// No scheme: it could be meant either way.
    #[error("{flag} {text}: an address begins with https://, such as https://{text}")]
    NoScheme {
        /// The flag that has it.
        flag: &'static str,
        /// The address.
        text: String,
    },
    /// Without TLS where a browser comes.
    #[error("{flag} {text}: browsers send passwords there, so it has to be https://")]
    NoTls {
        /// The flag that has it.
        flag: &'static str,
        /// The address.
        text: String,
    },
    /// A query or a fragment.
    #[error("{flag} {text}: leave out what begins with “{sign}”")]
    Behind {
        /// The flag that has it.
        flag: &'static str,
        /// The address.
        text: String,
        /// `?` or `#`.
        sign: char,
    },
    /// A host that is none.
    #[error("{flag} {text}: {reason}")]
    Host {
        /// The flag that has it.
        flag: &'static str,
        /// The address.
        text: String,
        /// What is wrong.
        reason: AddressError,
    },
    /// Quay has the whole of its host.
    #[error("{flag} {text}: leave out the path “{path}”; a registry is always at /v2/ of its host")]
    Path {
        /// The flag that has it.
        flag: &'static str,
        /// The address.
        text: String,
        /// What follows the host.
        path: String,
    },
    /// A folder that the files cannot hold as it is.
    #[error("--page {text}: the page's folder “{path}” may have letters, digits, “-”, “_”, “.” and “/” only")]
    Folder {
        /// The address.
        text: String,
        /// What follows the host.
        path: String,
    },
    /// A folder in which the registry is.
    #[error("--page {0}: /v2/ is the registry's; give the page another folder")]
    Registry(String),
    /// TLS to the inside, which the files do not have.
    #[error("--inside {0}: these files reach it by http://, within one machine or network; for TLS change the file")]
    InsideTls(String),
    /// HAProxy without Quay.
    #[error("HAProxy serves no files: take nginx or caddy for the page alone, or give --quay")]
    NoFiles,
    /// CORS in an Ingress.
    #[error("how an Ingress adds headers depends on its controller: put nginx, caddy or haproxy in front of Quay")]
    NoCorsInIngress,
    /// CORS for one's own origin.
    #[error("page and Quay have one origin, which needs no CORS: leave out --cors")]
    OneOrigin,
    /// A proxy of itself.
    #[error(
        "{0} would pass /v2/ on to itself: give in --quay where this server reaches Quay, such as http://127.0.0.1:8080"
    )]
    Circle(String),
    /// Another host in a cluster.
    #[error(
        "a cluster has both under one origin when the page lies under Quay's own host: give --page https://{quay}{folder}/ instead of {page}"
    )]
    ClusterHost {
        /// The page's host.
        page: String,
        /// Quay's.
        quay: String,
        /// The page's path.
        folder: String,
    },
    /// A path on the server that its file cannot hold as it is.
    #[error("{flag} {text}: give a path from “/” on, of letters, digits, “-”, “_”, “.” and “/”")]
    OnServer {
        /// The flag that has it.
        flag: &'static str,
        /// The path.
        text: String,
    },
    /// A certificate alone.
    #[error("--certificate needs --key (only HAProxy has both in one file)")]
    NoKey,
}

/// The page's origin and its path without a slash at the end.
///
/// # Errors
/// [`Fault`].
pub fn page(text: &str) -> Result<(Address, String), Fault> {
    let (address, path) = split("--page", text)?;
    if address.scheme() == Scheme::Http {
        return Err(Fault::NoTls { flag: "--page", text: text.to_owned() });
    }
    let folder = path.trim_end_matches('/');
    let folder = if folder.is_empty() { FOLDER } else { folder };
    let is_odd = |part: &str| part.is_empty() || part == "." || part == "..";
    if !is_plain(folder) || folder[1..].split('/').any(is_odd) {
        return Err(Fault::Folder { text: text.to_owned(), path: path.to_owned() });
    }
    if folder == "/v2" || folder.starts_with("/v2/") {
        return Err(Fault::Registry(text.to_owned()));
    }
    Ok((address, folder.to_owned()))
}

/// Quay's origin; `is_public` where browsers come there.
///
/// # Errors
/// [`Fault`].
pub fn quay(text: &str, is_public: bool) -> Result<Address, Fault> {
    let address = host_alone("--quay", text)?;
    if is_public && address.scheme() == Scheme::Http {
        return Err(Fault::NoTls { flag: "--quay", text: text.to_owned() });
    }
    Ok(address)
}

/// A server behind this one.
///
/// # Errors
/// [`Fault`].
pub fn inside(text: &str) -> Result<Address, Fault> {
    let address = host_alone("--inside", text)?;
    if address.scheme() == Scheme::Https { Err(Fault::InsideTls(text.to_owned())) } else { Ok(address) }
}

/// A path on the server, without a slash at the end.
///
/// # Errors
/// [`Fault::OnServer`].
pub fn on_server(flag: &'static str, text: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let path = text.trim_end_matches('/');
    let is_whole = path.starts_with('/') && is_plain(path);
    if is_whole { Ok(Some(path.to_owned())) } else { Err(Fault::OnServer { flag, text: text.to_owned() }) }
}

/// Whether no server takes any of it for something else.
fn is_plain(path: &str) -> bool {
    path.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
}

fn host_alone(flag: &'static str, text: &str) -> Result<Address, Fault> {
    let (address, path) = split(flag, text)?;
    match path {
        "" | "/" => Ok(address),
        path => Err(Fault::Path { flag, text: text.to_owned(), path: path.to_owned() }),
    }
}

/// An address and its path, which may be empty.
fn split<'a>(flag: &'static str, text: &'a str) -> Result<(Address, &'a str), Fault> {
    let owned = || text.to_owned();
    let Some(host_at) = text.find("://").map(|at| at + 3) else {
        return Err(Fault::NoScheme { flag, text: owned() });
    };
    if let Some(sign) = text.chars().find(|c| "?#".contains(*c)) {
        return Err(Fault::Behind { flag, text: owned(), sign });
    }
    let path_at = text[host_at..].find('/').map_or(text.len(), |at| host_at + at);
    let (origin, path) = text.split_at(path_at);
    let address = Address::parse(origin).map_err(|reason| Fault::Host { flag, text: owned(), reason })?;
    Ok((address, path))
}
