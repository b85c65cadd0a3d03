//! One page of Markdown as a page of HTML.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::link::{self, Link};

/// What a page must not hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// HTML other than an anchor: the page's policy would block some of it, and Markdown says the rest.
    #[error("only `<a id=\"…\"></a>` and comments may be HTML, and not {0}")]
    Html(String),
    /// Pictures are not delivered.
    #[error("a picture, {0}: none is delivered with the help")]
    Picture(String),
}

/// What all pages have in common.
pub struct Help {
    /// Each page's name and title.
    pub titles: Vec<(String, String)>,
    /// The style sheet.
    pub style: File,
    /// The script that sets the reader's theme, beside the page itself.
    pub theme: Option<File>,
}

/// A file that a page loads.
pub struct File {
    /// Its name.
    pub name: String,
    /// What a browser checks it by (Subresource Integrity, section 3.5).
    pub integrity: String,
}

impl Help {
    /// The page as HTML.
    ///
    /// # Errors
    /// What it must not hold.
    pub fn page(&self, name: &str, text: &str) -> Result<String, Fault> {
        let (title, body) = (escape(title(text)), body(text)?);
        let theme = |File { name, integrity }: &File| {
            format!("<script src=\"../{name}\" integrity=\"{integrity}\"></script>\n")
        };
        let File { name: style, integrity } = &self.style;
        Ok(format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; \
             style-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title} · Refscope</title>\n{theme}<link rel=\"stylesheet\" href=\"{style}\" \
             integrity=\"{integrity}\">\n</head>\n<body>\n\
             <header><a href=\"../\">Refscope</a> <span>Help</span></header>\n{menu}\n<main>\n{body}</main>\n\
             </body>\n</html>\n",
            theme = self.theme.as_ref().map(theme).unwrap_or_default(),
            menu = self.menu(name),
        ))
    }

    /// Links to all pages, the one that is open marked.
    fn menu(&self, open: &str) -> String {
        let first = self.titles.iter().filter(|(name, _)| name == "README");
        let others = self.titles.iter().filter(|(name, _)| name != "README");
        let items = first.chain(others).map(|(name, title)| {
            let current = if name == open { " aria-current=\"page\"" } else { "" };
            format!("<li><a href=\"{}\"{current}>{}</a></li>\n", link::file(name), escape(title))
        });
        format!("<nav aria-label=\"Help\"><ul>\n{}</ul></nav>", items.collect::<String>())
    }
}

/// The first heading.
pub fn title(text: &str) -> &str {
    text.lines().find_map(|line| line.strip_prefix("# ")).map_or("Help", str::trim)
}

fn body(text: &str) -> Result<String, Fault> {
    let mut page = Page::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        page.take(event)?;
    }
    let mut out = String::new();
    html::push_html(&mut out, page.events.into_iter());
    Ok(out)
}

/// The events of a page on their way to HTML.
#[derive(Default)]
struct Page<'a> {
    events: Vec<Event<'a>>,
    /// Where the heading began that is being read, and its text so far.
    heading: Option<(usize, HeadingLevel, String)>,
    /// The names of headings that there are.
    names: Vec<String>,
    /// How each open link has to be closed.
    links: Vec<&'static str>,
}

impl<'a> Page<'a> {
    fn take(&mut self, event: Event<'a>) -> Result<(), Fault> {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading = Some((self.events.len(), level, String::new()));
                self.push("");
            }
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::Start(Tag::Link { dest_url, .. }) => self.begin_link(&dest_url),
            Event::End(TagEnd::Link) => {
                let end = self.links.pop().unwrap_or_default();
                self.push(end);
            }
            Event::Start(Tag::Image { dest_url, .. }) => return Err(Fault::Picture(dest_url.into_string())),
            Event::Html(html) | Event::InlineHtml(html) => self.anchor(html)?,
            Event::Start(Tag::Table(_)) => {
                self.push("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
                self.events.push(event);
            }
            Event::End(TagEnd::Table) => {
                self.events.push(event);
                self.push("</div>");
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.push("<div class=\"code\" tabindex=\"0\" role=\"group\" aria-label=\"Code\">");
                self.events.push(event);
            }
            Event::End(TagEnd::CodeBlock) => {
                self.events.push(event);
                self.push("</div>");
            }
            Event::Text(_) | Event::Code(_) => {
                if let (Some((_, _, heading)), Event::Text(text) | Event::Code(text)) = (&mut self.heading, &event) {
                    heading.push_str(text);
                }
                self.events.push(event);
            }
            other => self.events.push(other),
        }
        Ok(())
    }

    fn push(&mut self, html: impl Into<CowStr<'a>>) {
        self.events.push(Event::InlineHtml(html.into()));
    }

    /// Gives the heading a name to link to, as the places give it where Markdown is read.
    fn end_heading(&mut self, level: HeadingLevel) {
        if let Some((at, _, text)) = self.heading.take() {
            let name = slug(&text);
            let taken = self.names.iter().filter(|other| **other == name).count();
            let id = if taken == 0 { name.clone() } else { format!("{name}-{taken}") };
            self.names.push(name);
            self.events[at] = Event::InlineHtml(format!("<{level} id=\"{}\">", escape(&id)).into());
        }
        self.push(format!("</{level}>\n"));
    }

    fn begin_link(&mut self, target: &str) {
        let (begin, end) = match Link::read(target) {
            Link::Help(target) => (format!("<a href=\"{}\">", escape(&target)), "</a>"),
            Link::Elsewhere(target) => (format!("<a href=\"{}\" rel=\"noreferrer\">", escape(&target)), "</a>"),
            Link::Repository(path) => (format!("<span title=\"{} in the repository\">", escape(&path)), "</span>"),
        };
        self.push(begin);
        self.links.push(end);
    }

    fn anchor(&mut self, html: CowStr<'a>) -> Result<(), Fault> {
        let text = html.trim();
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let id = text.strip_prefix("<a id=\"").and_then(|rest| rest.split_once("\">")).map(|(id, _)| id);
        match id {
            Some(id) if is_name(id) && text.matches('<').count() <= 2 => self.events.push(Event::InlineHtml(html)),
            None if text.starts_with("<!--") || text.is_empty() || text == "</a>" => {
                if text == "</a>" {
                    self.events.push(Event::InlineHtml(html));
                }
            }
            _ => return Err(Fault::Html(text.to_owned())),
        }
        Ok(())
    }
}

/// A heading's name: lower case, words joined by hyphens, no other signs.
fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to_and_links_lead_to_html() {
        let html = body("# A `b` c?\n\n## Twice\n\n## Twice\n\n[x](verify.md#keys) [y](../deploy/a.conf)\n").unwrap();
        for part in [
            "<h1 id=\"a-b-c\">A <code>b</code> c?</h1>",
            "<h2 id=\"twice\">",
            "<h2 id=\"twice-1\">",
            "<a href=\"verify.html#keys\">x</a>",
            "<span title=\"deploy/a.conf in the repository\">y</span>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn anchors_are_kept_comments_are_not_and_nothing_else_is_html() {
        let html = body("<a id=\"no-cors\"></a>\n### Title\n\n<!-- needs: a registry -->\n\ntext <b\n").unwrap();
        assert!(html.contains("<a id=\"no-cors\"></a>"), "{html}");
        assert!(!html.contains("needs"), "{html}");
        assert!(html.contains("text &lt;b"), "{html}");
        for bad in ["<script>alert(1)</script>", "a <img src=x> b", "<a id=\"x\" onclick=\"y\"></a>"] {
            assert!(matches!(body(bad), Err(Fault::Html(_))), "{bad}: {:?}", body(bad));
        }
        assert_eq!(body("![x](y.png)"), Err(Fault::Picture("y.png".into())));
    }

    #[test]
    fn a_page_names_the_others_and_has_no_inline_script() {
        let titles = vec![("README".into(), "Help".into()), ("verify".into(), "Verify & trust".into())];
        let file = |name: &str| File { name: name.into(), integrity: format!("sha384-of-{name}") };
        let help = Help { titles, style: file("help-1.css"), theme: Some(file("theme-1.js")) };
        let html = help.page("verify", "# Verify & trust\n").unwrap();
        assert!(html.contains("<title>Verify &amp; trust · Refscope</title>"), "{html}");
        assert!(html.contains("<a href=\"verify.html\" aria-current=\"page\">Verify &amp; trust</a>"), "{html}");
        assert!(html.contains("<a href=\"index.html\">Help</a>"), "{html}");
        for part in [
            "script-src 'self'",
            "trusted-types 'none'",
            "<script src=\"../theme-1.js\" integrity=\"sha384-of-theme-1.js\"></script>",
            "<link rel=\"stylesheet\" href=\"help-1.css\" integrity=\"sha384-of-help-1.css\">",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
