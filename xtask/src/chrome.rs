//! The browser that the tests drive, and the program that drives it: found, or installed where that is simple.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    error::Error,
    process::{answer, run},
    workspace::Workspace,
};

/// A program under the names it has on different systems.
struct Wanted {
    /// The variable by which a person names it.
    variable: &'static str,
    names: &'static [&'static str],
    /// Where it lies when it is not on the PATH.
    usual_places: &'static [&'static str],
    /// What a person calls it.
    title: &'static str,
}

const BROWSER: Wanted = Wanted {
    variable: "CHROME",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    usual_places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ],
    title: "Chromium or Chrome",
};

const DRIVER: Wanted = Wanted {
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    usual_places: &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    title: "chromedriver",
};

/// A browser and its driver.
#[derive(Debug)]
pub struct Chrome {
    /// The browser's program.
    pub browser: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

impl Chrome {
    /// Finds both; on Debian and its kin installs them first if they are missing and this person may.
    ///
    /// # Errors
    /// [`Error::NoChrome`] with what to install.
    pub fn ensure(workspace: &Workspace) -> Result<Self, Error> {
        Self::find().or_else(|error| {
            // Whoever names a program does not want another one installed.
            if [BROWSER, DRIVER].iter().any(|wanted| wanted.named().is_some()) || !install(workspace)? {
                return Err(error);
            }
            Self::find()
        })
    }

    fn find() -> Result<Self, Error> {
        let browser = BROWSER.find().ok_or(Error::NoChrome { missing: BROWSER.title })?;
        let driver = DRIVER.find().ok_or(Error::NoChrome { missing: DRIVER.title })?;
        Ok(Self { browser, driver })
    }
}

impl Wanted {
    fn find(&self) -> Option<PathBuf> {
        self.find_in(self.named(), |name| which::which(name).ok())
    }

    /// What the person's variable says; empty is as good as not there.
    fn named(&self) -> Option<PathBuf> {
        env::var_os(self.variable).filter(|named| !named.is_empty()).map(PathBuf::from)
    }

    /// What the person names is taken or nothing: another browser in its place would surprise.
    fn find_in(&self, named: Option<PathBuf>, on_path: impl Fn(&Path) -> Option<PathBuf>) -> Option<PathBuf> {
        if let Some(named) = named {
            return on_path(&named);
        }
        let by_name = self.names.iter().find_map(|name| on_path(Path::new(name)));
        by_name.or_else(|| self.usual_places.iter().find_map(|place| on_path(Path::new(place))))
    }
}

/// Installs both by apt-get; `false` where there is none, or where this person may not.
fn install(workspace: &Workspace) -> Result<bool, Error> {
    let Some((program, before)) = apt_get(workspace) else { return Ok(false) };
    println!("Installing chromium and chromium-driver by apt-get: once, about a minute");
    for arguments in [&["update"][..], &["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"]] {
        let mut command = workspace.command(program);
        // If it fails, apt-get says why, and the search that follows finds nothing.
        run(command.args(before).args(arguments))?;
    }
    Ok(true)
}

/// The program, and the words before apt-get's own arguments. sudo hands no variables on, so env sets it.
fn apt_get(workspace: &Workspace) -> Option<(&'static str, &'static [&'static str])> {
    which::which("apt-get").ok()?;
    if is_root() {
        return Some(("env", &["DEBIAN_FRONTEND=noninteractive", "apt-get"]));
    }
    let may = answer(workspace.command("sudo").args(["-n", "id", "-u"])) == "0";
    may.then_some(("sudo", &["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]))
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

    fn only(there: &'static str) -> impl Fn(&Path) -> Option<PathBuf> {
        move |asked| (asked == Path::new(there)).then(|| asked.to_owned())
    }

    #[test]
    fn a_browser_is_found_by_name_and_in_its_usual_place() {
        assert_eq!(BROWSER.find_in(None, only("google-chrome")), Some("google-chrome".into()));
        let usual = BROWSER.usual_places[0];
        assert_eq!(BROWSER.find_in(None, only(usual)), Some(usual.into()));
        assert_eq!(BROWSER.find_in(None, only("firefox")), None);
    }

    #[test]
    fn the_one_that_the_person_names_is_the_only_one_taken() {
        let named = |name: &str| Some(PathBuf::from(name));
        assert_eq!(BROWSER.find_in(named("/opt/chrome"), only("/opt/chrome")), Some("/opt/chrome".into()));
        assert_eq!(BROWSER.find_in(named("/opt/gone"), only("chromium")), None);
    }
}
