//! What `index.html` makes a browser download before the page works, and what it must not contain.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, HtmlString, Spanned, StartTag, Token, Tokenizer};

/// Why a built page cannot be delivered.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A script in the page itself, which its Content-Security-Policy forbids.
    #[error("index.html has an inline script ({0}), which its Content-Security-Policy forbids: move it to a file")]
    InlineScript(String),
    /// A path that is only right at the root of a host.
    #[error("index.html names the absolute path {0}, and dist/ must lie under any path: make it relative")]
    AbsolutePath(String),
    /// A file from elsewhere, which is neither weighed nor under our control.
    #[error("index.html loads {0} from another place: put the file into the page")]
    Elsewhere(String),
    /// Who builds the page to compare it could not.
    #[error("two builds of the same source differ in dist/{0}: something in the build depends on time, order or place")]
    Differs(String),
    /// No policy that the headers could have from it.
    #[error("index.html has no Content-Security-Policy")]
    NoPolicy,
    /// A file that browsers may keep for ever would be called the same in the next version.
    #[error("dist/{0} has no hash in its name")]
    NoHash(String),
    /// A server would send something else in the file's place.
    #[error("dist/{0} does not unpack to the file that it is of: build the page again")]
    Packed(String),
    /// A file that is named but not there.
    #[error("dist/{0} is missing: build the page with `cargo xtask dist`")]
    Missing(String),
}

/// The files that `index.html` names, each once, as paths relative to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Style sheets, scripts, preloaded modules and wasm.
    pub needed: Vec<String>,
    /// Icons: shown by the browser, not needed to start.
    pub icons: Vec<String>,
    /// The Content-Security-Policy.
    pub policy: Option<String>,
}

impl Page {
    /// Reads the HTML and checks it.
    ///
    /// # Errors
    /// [`Fault::InlineScript`], [`Fault::AbsolutePath`] or [`Fault::Elsewhere`]: the first one found.
    pub fn read(html: &str) -> Result<Self, Fault> {
        let mut emitter = DefaultEmitter::<()>::default();
        // Or the text of a script would be read as tags.
        emitter.naively_switch_states(true);
        let mut page = Self::default();
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            if let Token::StartTag(tag) = token {
                page.take(&Tag::from(tag))?;
            }
        }
        Ok(page)
    }

    fn take(&mut self, tag: &Tag) -> Result<(), Fault> {
        tag.check()?;
        let is_policy = |name: &str| name.eq_ignore_ascii_case("Content-Security-Policy");
        if tag.name == "meta" && tag.get("http-equiv").is_some_and(is_policy) {
            self.policy = tag.get("content").map(str::to_owned);
        }
        let (list, path) = match (tag.name.as_str(), tag.rel()) {
            ("script", _) => (&mut self.needed, tag.get("src")),
            ("link", "stylesheet" | "modulepreload" | "preload" | "later-modulepreload" | "later-preload") => {
                (&mut self.needed, tag.get("href"))
            }
            ("link", "icon") => (&mut self.icons, tag.get("href")),
            _ => return Ok(()),
        };
        let Some(path) = path else { return Ok(()) };
        if path.contains(':') {
            return Err(Fault::Elsewhere(path.to_owned()));
        }
        let path = resolve("", path);
        if !list.contains(&path) {
            list.push(path);
        }
        Ok(())
    }
}

/// A start tag as text; names are lower case, as the tokenizer makes them.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl From<StartTag<()>> for Tag {
    fn from(tag: StartTag<()>) -> Self {
        let text = |bytes: &HtmlString| String::from_utf8_lossy(bytes).into_owned();
        let pair = |(name, value): (&HtmlString, &Spanned<HtmlString, ()>)| (text(name), text(&value.value));
        Self { name: text(&tag.name), attributes: tag.attributes.iter().map(pair).collect() }
    }
}

impl Tag {
    fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    fn rel(&self) -> &str {
        self.get("rel").unwrap_or_default()
    }

    fn check(&self) -> Result<(), Fault> {
        if self.name == "script" && self.get("src").is_none() {
            return Err(Fault::InlineScript("<script>".to_owned()));
        }
        if let Some(handler) = self.attributes.keys().find(|name| name.starts_with("on")) {
            return Err(Fault::InlineScript(format!("<{} {handler}>", self.name)));
        }
        for path in ["src", "href"].into_iter().filter_map(|name| self.get(name)) {
            if path.trim_start().to_ascii_lowercase().starts_with("javascript:") {
                return Err(Fault::InlineScript(path.to_owned()));
            }
            if path.trim_start().starts_with('/') {
                return Err(Fault::AbsolutePath(path.to_owned()));
            }
        }
        Ok(())
    }
}

/// The files that a module imports statically by relative path (`from './snippets/x.js'`), as wasm-bindgen
/// writes it, relative to the page. `module` is the module's own path.
pub fn imports(module: &str, source: &str) -> Vec<String> {
    let folder = module.rsplit_once('/').map_or("", |(folder, _)| folder);
    let statements = source.lines().map(str::trim).filter(|line| {
        let import = line.starts_with("import ") || line.starts_with("export ");
        import && (line.contains(" from ") || line.starts_with("import '") || line.starts_with("import \""))
    });
    let quoted = statements.filter_map(|line| line.trim_end_matches(';').rsplit(['\'', '"']).nth(1));
    quoted.filter(|path| path.starts_with("./") || path.starts_with("../")).map(|path| resolve(folder, path)).collect()
}

/// A relative reference without its query and its dots.
fn resolve(folder: &str, reference: &str) -> String {
    let path = reference.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.trim().split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trunk_writes_is_read() {
        let page = Page::read(
            r#"<!DOCTYPE html><head>
            <link rel="icon" href="./icon-1.svg" integrity="sha384-x"/>
            <link rel="stylesheet" href="./base-1.css" integrity="sha384-x"/>
            <!-- <script>alert(1)</script> -->
            <script src="./boot-1.js" type="module"></script>
            <link rel="modulepreload" href="./refscope-1.js" crossorigin="anonymous">
            <link rel="preload" href="./refscope-1_bg.wasm" as="fetch" type="application/wasm">
            <link rel="preload" href="refscope-1_bg.wasm" as="fetch" type="application/wasm">
            </head><body><a href="https://example.test/">x</a></body>"#,
        );
        let needed = ["base-1.css", "boot-1.js", "refscope-1.js", "refscope-1_bg.wasm"].map(str::to_owned).to_vec();
        assert_eq!(page, Ok(Page { needed, icons: vec!["icon-1.svg".to_owned()], policy: None }));
    }

    #[test]
    fn inline_scripts_are_found_in_each_of_their_forms() {
        for (html, found) in [
            ("<script>import init from './x.js'</script>", "<script>"),
            ("<SCRIPT TYPE=module>1 < 2</SCRIPT>", "<script>"),
            ("<body onload='start()'>", "<body onload>"),
            ("<a href=' JavaScript:alert(1)'>x</a>", " JavaScript:alert(1)"),
        ] {
            assert_eq!(Page::read(html), Err(Fault::InlineScript(found.to_owned())), "{html}");
        }
    }

    #[test]
    fn absolute_paths_and_other_hosts_are_found() {
        for (html, fault) in [
            ("<script src=/boot.js></script>", Fault::AbsolutePath("/boot.js".to_owned())),
            ("<link rel=stylesheet href='/a.css'>", Fault::AbsolutePath("/a.css".to_owned())),
            ("<a href='/'>home</a>", Fault::AbsolutePath("/".to_owned())),
            ("<script src='//cdn.test/x.js'></script>", Fault::AbsolutePath("//cdn.test/x.js".to_owned())),
            ("<script src='https://cdn.test/x.js'></script>", Fault::Elsewhere("https://cdn.test/x.js".to_owned())),
        ] {
            assert_eq!(Page::read(html), Err(fault), "{html}");
        }
    }

    #[test]
    fn snippets_that_a_module_imports_are_found() {
        let source = "import { a } from './snippets/x-1/inline0.js';\nimport * as b from \"./y.js\"\n\
                      import '../z.js';\nconst text = 'from ./no.js';\nimport c from 'bare';\n";
        assert_eq!(imports("app.js", source), ["snippets/x-1/inline0.js", "y.js", "z.js"]);
        assert_eq!(imports("snippets/x-1/a.js", "import '../b.js';"), ["snippets/b.js"]);
    }

    #[test]
    fn this_projects_own_page_has_neither() {
        let html = std::fs::read_to_string(crate::workspace::Workspace::here().path("index.html")).unwrap();
        assert!(Page::read(&html).is_ok_and(|page| page.needed.contains(&"boot.js".to_owned())));
    }
}
