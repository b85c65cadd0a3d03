//! The style sheets that the page begins with, as one file: each of its own would be another wait for the network, and
//! the form is not painted before the last of them is there.

use std::{fs, path::Path};

use crate::{
    error::Error,
    page::Page,
    split::{integrity, replaced, short_hash},
};

/// Puts one style sheet in the place of all that the page names, in the folder and in the page's text.
///
/// # Errors
/// [`Error::Page`]; [`Error::Split`] where the page names them in another way than Trunk does; [`Error::Io`].
pub fn join(dist: &Path, mut page: String) -> Result<String, Error> {
    let mut joined = Vec::new();
    let mut place = None;
    for name in Page::read(&page)?.needed.into_iter().filter(|name| name.ends_with(".css")) {
        let path = dist.join(&name);
        let bytes = fs::read(&path).map_err(Error::file("reading", &path))?;
        let link = link(&name, &bytes);
        place = place.or_else(|| page.find(&link));
        page = replaced(&page, &link, "")?;
        joined.extend(bytes);
        fs::remove_file(&path).map_err(Error::file("removing", &path))?;
    }
    // Where the first one stood, after the script that has to run before it.
    if let Some(place) = place {
        let name = format!("style-{}.css", short_hash(&[&joined]));
        page.insert_str(place, &link(&name, &joined));
        let path = dist.join(name);
        fs::write(&path, joined).map_err(Error::file("writing", &path))?;
    }
    Ok(page)
}

/// Has the browser ask for the scripts and the style sheet of the page's head all at once. It would ask for one after
/// the other: where a page has its policy in itself, Chromium does not look ahead for files.
///
/// # Errors
/// [`Error::Split`] where the page has no script that it waits for, or names one in another way than Trunk does.
pub fn ask_at_once(page: &str) -> Result<String, Error> {
    let tags = |begin: &'static str| page.split('<').filter(move |tag| tag.starts_with(begin));
    let scripts = tags("script ").filter(|tag| !tag.contains("type=module")).skip(1).map(|tag| ("script", tag, "src"));
    let sheets = tags("link ").filter(|tag| tag.contains("rel=stylesheet")).map(|tag| ("style", tag, "href"));
    let mut hints = String::new();
    for (kind, tag, name) in scripts.chain(sheets) {
        let (Some(address), Some(hash)) = (attribute(tag, name), attribute(tag, "integrity")) else {
            return Err(Error::Split(format!("<{tag} has no address or no hash")));
        };
        hints.push_str(&format!("<link as={kind} href={address} integrity={hash} rel=preload>"));
    }
    let Some(first) = page.find("<script ") else { return Err(Error::Split("the page has no script".to_owned())) };
    Ok(format!("{}{hints}{}", &page[..first], &page[first..]))
}

/// The value of an attribute that stands without quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split([' ', '>']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// As Trunk writes it.
fn link(name: &str, bytes: &[u8]) -> String {
    format!("<link href=./{name} integrity={} rel=stylesheet>", integrity(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them_are_one_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path();
        let sheets = [("tokens-1.css", "@layer a,b;"), ("base-2.css", "@layer a{p{color:red}}")];
        sheets.iter().for_each(|(name, text)| fs::write(dist.join(name), text).unwrap());
        let [first, second] = sheets.map(|(name, text)| link(name, text.as_bytes()));
        let page = join(dist, format!("<script src=./early-1.js></script>{first}<meta>{second}<p>")).unwrap();
        let needed = Page::read(&page).unwrap().needed;
        assert_eq!(needed.len(), 2, "{page}");
        assert_eq!(fs::read_to_string(dist.join(&needed[1])).unwrap(), "@layer a,b;@layer a{p{color:red}}");
        assert_eq!(fs::read_dir(dist).unwrap().count(), 1);
        let link = page.strip_prefix("<script src=./early-1.js></script>").unwrap();
        assert!(link.starts_with("<link href=./style-") && link.ends_with("<meta><p>"), "{page}");
    }

    #[test]
    fn a_page_that_names_them_in_another_way_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.css"), "p {}").unwrap();
        let page = "<link rel=stylesheet href=./a.css>".to_owned();
        assert!(matches!(join(folder.path(), page), Err(Error::Split(_))));
    }

    #[test]
    fn what_the_form_waits_for_is_asked_for_before_the_first_script_stops_the_reading() {
        let page = "<p><script integrity=a src=./t.js></script><script integrity=b src=./e.js></script>\
                    <link href=./s.css integrity=c rel=stylesheet><script integrity=d src=./m.js type=module></script>";
        let hints =
            "<link as=script href=./e.js integrity=b rel=preload><link as=style href=./s.css integrity=c rel=preload>";
        let (before, after) = page.split_at("<p>".len());
        assert_eq!(ask_at_once(page).unwrap(), format!("{before}{hints}{after}"));
        assert!(matches!(ask_at_once("<p>"), Err(Error::Split(_))));
    }
}
