//! The other browser that the tests drive, and the program that drives it.

use std::path::PathBuf;

use crate::{debian, error::Error, tools, wanted::Wanted, workspace::Workspace};

const BROWSER: Wanted = Wanted {
    variable: "FIREFOX",
    names: &["firefox-esr", "firefox"],
    usual_places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
        r"C:\Program Files (x86)\Mozilla Firefox\firefox.exe",
    ],
    title: "Firefox",
};

const DRIVER: Wanted =
    Wanted { variable: "GECKODRIVER", names: &["geckodriver"], usual_places: &[], title: "geckodriver" };

/// A browser and its driver.
#[derive(Debug)]
pub struct Firefox {
    /// The browser's program.
    pub browser: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

impl Firefox {
    /// Finds both. Where they are missing, the browser is installed on Debian and its kin if this person may, and the
    /// driver is built into `target/tools`.
    ///
    /// # Errors
    /// [`Error::NoFirefox`] with what to install; those of [`tools::ensure_geckodriver`].
    pub fn ensure(workspace: &Workspace) -> Result<Self, Error> {
        Ok(Self { browser: Self::browser(workspace)?, driver: Self::driver(workspace)? })
    }

    fn browser(workspace: &Workspace) -> Result<PathBuf, Error> {
        if let Some(browser) = BROWSER.find(workspace) {
            return Ok(browser);
        }
        // Whoever names a program does not want another one installed.
        if BROWSER.named().is_none() && debian::install(workspace, &["firefox-esr"])? {
            return BROWSER.find(workspace).ok_or(Error::NoFirefox { missing: BROWSER.title });
        }
        Err(Error::NoFirefox { missing: BROWSER.title })
    }

    fn driver(workspace: &Workspace) -> Result<PathBuf, Error> {
        if let Some(driver) = DRIVER.find(workspace) {
            return Ok(driver);
        }
        if DRIVER.named().is_some() {
            return Err(Error::NoFirefox { missing: DRIVER.title });
        }
        tools::ensure_geckodriver(workspace)?;
        Ok(workspace.tool("geckodriver"))
    }
}
