//! The browser that the tests drive, and the program that drives it: found, or installed where that is simple.

use std::path::PathBuf;

use crate::{debian, error::Error, wanted::Wanted, workspace::Workspace};

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
        Self::find(workspace).or_else(|error| {
            // Whoever names a program does not want another one installed.
            let is_named = [BROWSER, DRIVER].iter().any(|wanted| wanted.named().is_some());
            if is_named || !debian::install(workspace, &["chromium", "chromium-driver"])? {
                return Err(error);
            }
            Self::find(workspace)
        })
    }

    fn find(workspace: &Workspace) -> Result<Self, Error> {
        let browser = BROWSER.find(workspace).ok_or(Error::NoChrome { missing: BROWSER.title })?;
        let driver = DRIVER.find(workspace).ok_or(Error::NoChrome { missing: DRIVER.title })?;
        Ok(Self { browser, driver })
    }
}
