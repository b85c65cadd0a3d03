//! The registries and proxies that the tests start: found, or unpacked where that is simple.

use std::path::PathBuf;

use crate::{debian, error::Error, wanted::Wanted, workspace::Workspace};

/// Each is named as its Debian package is.
const SERVERS: [Wanted; 4] = [
    server("NGINX", &["nginx"], &["/usr/sbin/nginx", "target/tools/debian/usr/sbin/nginx"], "nginx"),
    server("CADDY", &["caddy"], &["target/tools/debian/usr/bin/caddy"], "caddy"),
    server("HAPROXY", &["haproxy"], &["/usr/sbin/haproxy", "target/tools/debian/usr/sbin/haproxy"], "haproxy"),
    server(
        "DOCKER_REGISTRY",
        &["docker-registry"],
        &["target/tools/debian/usr/bin/docker-registry"],
        "docker-registry",
    ),
];

const fn server(
    variable: &'static str,
    names: &'static [&'static str],
    usual_places: &'static [&'static str],
    title: &'static str,
) -> Wanted {
    Wanted { variable, names, usual_places, title }
}

/// Finds all of them, each under the variable by which the tests are told of it; unpacks those that are missing,
/// where this machine has Debian's packages.
///
/// # Errors
/// [`Error::NoServers`] with what to install.
pub fn ensure(workspace: &Workspace) -> Result<Vec<(&'static str, PathBuf)>, Error> {
    let missing = missing(workspace);
    // Whoever names a program does not want another one unpacked.
    let unpackable: Vec<_> = missing.iter().filter(|wanted| wanted.named().is_none()).map(|w| w.title).collect();
    if !unpackable.is_empty() {
        debian::unpack(workspace, &unpackable)?;
    }
    let found =
        SERVERS.iter().filter_map(|wanted| Some((wanted.variable, wanted.find(workspace)?))).collect::<Vec<_>>();
    if found.len() == SERVERS.len() {
        return Ok(found);
    }
    let names: Vec<_> = self::missing(workspace).iter().map(|wanted| wanted.title).collect();
    Err(Error::NoServers { missing: names.join(", ") })
}

fn missing(workspace: &Workspace) -> Vec<Wanted> {
    SERVERS.into_iter().filter(|wanted| wanted.find(workspace).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without this an unpacked program would not be found again, and be unpacked before each run.
    #[test]
    fn every_server_is_looked_for_where_it_is_unpacked() {
        for wanted in SERVERS {
            let unpacked =
                |place: &&str| place.starts_with("target/tools/debian/usr/") && place.ends_with(wanted.title);
            assert!(wanted.usual_places.iter().any(unpacked), "{}", wanted.title);
        }
    }
}
