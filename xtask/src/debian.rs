//! Programs from Debian's packages, where this machine has them.

use std::{fs, io, path::PathBuf};

use crate::{
    error::Error,
    process::{answer, run, run_well},
    workspace::Workspace,
};

/// Where archives lie until they are unpacked.
const ARCHIVES: &str = "target/tools/debian-archives";

/// Installs packages by apt-get; `false` where there is none, or where this person may not.
///
/// # Errors
/// [`Error::Start`].
pub fn install(workspace: &Workspace, packages: &[&str]) -> Result<bool, Error> {
    let Some(apt_get) = AptGet::with_rights(workspace) else { return Ok(false) };
    println!("Installing {} by apt-get: once, about a minute", packages.join(" and "));
    // If it fails, apt-get says why, and the search that follows finds nothing.
    apt_get.run(workspace, &["update"])?;
    apt_get.run(workspace, &[&["install", "-y", "--no-install-recommends"], packages].concat())?;
    Ok(true)
}

/// Unpacks packages, and those they need that are not installed, into `target/tools/debian` without installing
/// any: installing a server's package starts the server. Takes no rights, unless apt-get has to learn first which
/// packages there are. `false` where it cannot be done.
///
/// # Errors
/// [`Error::Start`], [`Error::Failed`] and [`Error::Io`].
pub fn unpack(workspace: &Workspace, packages: &[&str]) -> Result<bool, Error> {
    if ["apt-get", "dpkg-deb"].iter().any(|program| which::which(program).is_err()) {
        return Ok(false);
    }
    println!("Unpacking {} into target/tools/debian: once, some seconds", packages.join(", "));
    let archives = match download(workspace, packages)? {
        Some(archives) => archives,
        None => {
            let Some(apt_get) = AptGet::with_rights(workspace) else { return Ok(false) };
            apt_get.run(workspace, &["update"])?;
            let Some(archives) = download(workspace, packages)? else { return Ok(false) };
            archives
        }
    };
    let to = workspace.path("target/tools/debian");
    for archive in archives {
        run_well(workspace.command("dpkg-deb").arg("--extract").arg(&archive).arg(&to))?;
    }
    let archives = workspace.path(ARCHIVES);
    fs::remove_dir_all(&archives).map_err(Error::file("removing", archives))?;
    Ok(true)
}

/// Fetches the packages' archives; `None` where apt-get does not know them, or not where they lie now.
fn download(workspace: &Workspace, packages: &[&str]) -> Result<Option<Vec<PathBuf>>, Error> {
    let mut simulation = workspace.command("apt-get");
    let simulation = answer(simulation.args(["install", "--simulate", "--no-install-recommends"]).args(packages));
    let needed = would_be_installed(&simulation);
    // An installed one would not be named, though its program may be missing.
    let others = packages.iter().copied().filter(|package| !needed.contains(package));
    let names: Vec<_> = needed.iter().copied().chain(others).collect();
    let folder = workspace.path(ARCHIVES);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file("removing", folder)(error)),
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(Error::file("making", &folder))?;
    let mut command = workspace.command("apt-get");
    // For root, apt-get would use another account, which may not write here, and warn of that.
    command.current_dir(&folder).args(["download", "-qq", "-o", "APT::Sandbox::User=root"]);
    if !run(command.args(names))?.success() {
        return Ok(None);
    }
    let entries = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    Ok(Some(entries.map_err(Error::file("reading", folder))?.into_iter().map(|entry| entry.path()).collect()))
}

/// The names in lines such as `Inst nginx (1.22.1-9 Debian:12.13/oldstable [amd64])`.
fn would_be_installed(simulation: &str) -> Vec<&str> {
    simulation.lines().filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next()).collect()
}

/// apt-get as someone who may change this machine.
struct AptGet {
    program: &'static str,
    before: &'static [&'static str],
}

impl AptGet {
    /// `None` where there is no apt-get, or where this person may not. sudo hands no variables on, so env sets it.
    fn with_rights(workspace: &Workspace) -> Option<Self> {
        which::which("apt-get").ok()?;
        if is_root() {
            return Some(Self { program: "env", before: &["DEBIAN_FRONTEND=noninteractive", "apt-get"] });
        }
        let may = answer(workspace.command("sudo").args(["-n", "id", "-u"])) == "0";
        let before = &["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        may.then_some(Self { program: "sudo", before })
    }

    fn run(&self, workspace: &Workspace, arguments: &[&str]) -> Result<(), Error> {
        run(workspace.command(self.program).args(self.before).args(arguments)).map(drop)
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulation_names_the_packages_that_are_missing() {
        let simulation = "\
NOTE: This is only a simulation!
The following NEW packages will be installed:
  nginx nginx-common
Inst nginx-common (1.22.1-9 Debian:12.13/oldstable [all])
Inst nginx [1.22.0-1] (1.22.1-9 Debian:12.13/oldstable [amd64]) []
Conf nginx-common (1.22.1-9 Debian:12.13/oldstable [all])
Conf nginx (1.22.1-9 Debian:12.13/oldstable [amd64])
";
        assert_eq!(would_be_installed(simulation), ["nginx-common", "nginx"]);
        assert_eq!(would_be_installed("E: Unable to locate package nginx"), [""; 0]);
    }
}
