//! Where a link of a Markdown page leads once it is HTML beside the page.

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Link {
    /// To a place in this help, or in the same page.
    Help(String),
    /// To another site.
    Elsewhere(String),
    /// To a file of the repository that is not delivered: the reader sees its path instead.
    Repository(String),
}

impl Link {
    /// Reads the target of a link in a page of `docs/`.
    pub fn read(target: &str) -> Self {
        if target.starts_with("https://") || target.starts_with("http://") {
            return Self::Elsewhere(target.to_owned());
        }
        let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        match path.strip_suffix(".md") {
            _ if path.is_empty() => Self::Help(anchor),
            Some(name) if !name.contains('/') => Self::Help(format!("{}{anchor}", file(name))),
            _ => Self::Repository(repository(path)),
        }
    }
}

/// The file of the page that is called so.
pub fn file(name: &str) -> String {
    if name == "README" { "index.html".to_owned() } else { format!("{name}.html") }
}

/// The path from the repository's root.
fn repository(path: &str) -> String {
    path.strip_prefix("../").map_or_else(|| format!("docs/{path}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_html_elsewhere_or_are_paths() {
        for (target, link) in [
            ("verify.md", Link::Help("verify.html".into())),
            ("README.md", Link::Help("index.html".into())),
            ("verify.md#keys", Link::Help("verify.html#keys".into())),
            ("#keys", Link::Help("#keys".into())),
            ("https://example.test/a.md", Link::Elsewhere("https://example.test/a.md".into())),
            ("../deploy/nginx/cors.conf", Link::Repository("deploy/nginx/cors.conf".into())),
            ("../SECURITY.md", Link::Repository("SECURITY.md".into())),
            ("config-example.json", Link::Repository("docs/config-example.json".into())),
        ] {
            assert_eq!(Link::read(target), link, "{target}");
        }
    }
}
