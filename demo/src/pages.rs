//! Long lists in pages, each with a `Link` to the next (distribution specification, "Listing Referrers"
//! and "Listing Tags"; RFC 8288).

use crate::options::LinkForm;
use axum::http::HeaderValue;
use std::ops::Range;

/// How pages are cut and linked.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The most entries of a page; `None`: there is one page.
    pub size: Option<usize>,
    /// How links are written.
    pub form: LinkForm,
    /// `host:port` of the registry.
    pub host: String,
}

impl Pages {
    /// Which of `count` entries are on the page that `query` asks for (`page=<number>`, from 1), and the link
    /// to the next. Whatever else the query asks for is kept in the link.
    pub fn cut(&self, count: usize, path: &str, query: &str) -> (Range<usize>, Option<HeaderValue>) {
        let Some(size) = self.size else { return (0..count, None) };
        let page = query.split('&').find_map(|pair| pair.strip_prefix("page=")).and_then(|text| text.parse().ok());
        let page: usize = page.unwrap_or(1).max(1);
        let start = page.saturating_sub(1).saturating_mul(size).min(count);
        let end = start.saturating_add(size).min(count);
        if end == count {
            return (start..end, None);
        }
        let next = format!("page={}", page + 1);
        let whole = without_page(query);
        let query = if whole.is_empty() { next } else { format!("{whole}&{next}") };
        (start..end, self.link(path, &query))
    }

    /// The query with which tags are asked for: no more than a page's worth.
    pub fn limit(&self, query: &str) -> String {
        let Some(size) = self.size else { return query.to_owned() };
        let wish = query.split('&').find_map(|pair| pair.strip_prefix("n=")).and_then(|text| text.parse().ok());
        let n = format!("n={}", wish.map_or(size, |wish: usize| wish.min(size)));
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("n="));
        kept.chain([n.as_str()]).collect::<Vec<_>>().join("&")
    }

    /// A link of the form `</path?query>; rel="next"`, written in the form that is wished.
    pub fn rewrite(&self, link: &HeaderValue) -> Option<HeaderValue> {
        let target = link.to_str().ok()?.strip_prefix('<')?.split_once('>')?.0;
        let (path, query) = target.split_once('?')?;
        self.link(path, query)
    }

    fn link(&self, path: &str, query: &str) -> Option<HeaderValue> {
        let target = match self.form {
            LinkForm::Path => format!("{path}?{query}"),
            LinkForm::Absolute => format!("http://{}{path}?{query}", self.host),
            LinkForm::Query => format!("?{query}"),
        };
        HeaderValue::from_str(&format!("<{target}>; rel=\"next\"")).ok()
    }
}

/// A query but for the page that it asks for.
pub fn without_page(query: &str) -> String {
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("page="));
    kept.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(size: usize, form: LinkForm) -> Pages {
        Pages { size: Some(size), form, host: "h:1".to_owned() }
    }

    #[test]
    fn lists_are_cut_and_the_rest_is_linked_to() {
        let path = "</v2/a/referrers/d?page=2>; rel=\"next\"";
        let kept = "<http://h:1/v2/a/referrers/d?artifactType=x%2By&page=3>; rel=\"next\"";
        for (size, form, query, range, link) in [
            (2, LinkForm::Path, "", 0..2, Some(path)),
            (2, LinkForm::Absolute, "page=2&artifactType=x%2By", 2..4, Some(kept)),
            (2, LinkForm::Query, "page=1", 0..2, Some("<?page=2>; rel=\"next\"")),
            (2, LinkForm::Path, "page=3", 4..5, None),
            (2, LinkForm::Path, "page=9", 5..5, None),
            (5, LinkForm::Path, "", 0..5, None),
            (4, LinkForm::Path, "page=nonsense", 0..4, Some(path)),
        ] {
            let (cut, found) = pages(size, form).cut(5, "/v2/a/referrers/d", query);
            assert_eq!(cut, range, "{size} {query}");
            assert_eq!(found.as_ref().map(|value| value.to_str().unwrap()), link, "{size} {query}");
        }
        assert_eq!(Pages { size: None, ..pages(1, LinkForm::Path) }.cut(5, "/", "page=2"), (0..5, None));
    }

    #[test]
    fn no_more_tags_are_asked_for_than_a_page_has() {
        for (query, expected) in [("", "n=3"), ("n=2", "n=2"), ("last=b&n=9", "last=b&n=3"), ("n=x", "n=3")] {
            assert_eq!(pages(3, LinkForm::Path).limit(query), expected);
        }
        assert_eq!(Pages { size: None, ..pages(1, LinkForm::Path) }.limit("n=9"), "n=9");
    }
}
