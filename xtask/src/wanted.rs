//! Programs that are looked for on this machine under the names and in the places they have on it.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::workspace::Workspace;

/// A program under the names it has on different systems.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The variable by which a person names it.
    pub variable: &'static str,
    /// Its names on the PATH.
    pub names: &'static [&'static str],
    /// Where it lies when it is not on the PATH; what is no whole path is meant inside the repository.
    pub usual_places: &'static [&'static str],
    /// What a person calls it.
    pub title: &'static str,
}

impl Wanted {
    /// Where it is.
    pub fn find(&self, workspace: &Workspace) -> Option<PathBuf> {
        self.find_in(self.named(), |name| {
            let is_name = name.components().count() == 1;
            which::which(if is_name { name.to_owned() } else { workspace.path(name) }).ok()
        })
    }

    /// What the person's variable says; empty is as good as not there.
    pub fn named(&self) -> Option<PathBuf> {
        env::var_os(self.variable).filter(|named| !named.is_empty()).map(PathBuf::from)
    }

    /// What the person names is taken or nothing: another program in its place would surprise.
    fn find_in(&self, named: Option<PathBuf>, there: impl Fn(&Path) -> Option<PathBuf>) -> Option<PathBuf> {
        if let Some(named) = named {
            return there(&named);
        }
        self.names.iter().chain(self.usual_places).find_map(|place| there(Path::new(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: Wanted = Wanted {
        variable: "CHROME",
        names: &["chromium", "google-chrome"],
        usual_places: &["/Applications/Google Chrome"],
        title: "Chromium or Chrome",
    };

    fn only(there: &'static str) -> impl Fn(&Path) -> Option<PathBuf> {
        move |asked| (asked == Path::new(there)).then(|| asked.to_owned())
    }

    #[test]
    fn a_program_is_found_by_name_and_in_its_usual_place() {
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
