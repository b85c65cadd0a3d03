//! The address bar: what is looked at, and how, as the pairs of a query. A link opens the same view for whoever has it,
//! so there is no place in it for a user name, a password or a token.

use super::Prefill;
use crate::explorer::{Dates, Query, ViewName};
use crate::oci::reference::ImageReference;
use crate::oci::{Address, Kind, Reference, RepositoryName, digest};
use crate::registry::endpoint::encode;

/// The longest text of one value, in bytes. What is longer is neither written nor read.
const VALUE: usize = 500;
/// The most artifact types.
const TYPES: usize = 20;

/// An image by its names, each as a person would type it; empty where the address names none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The registry.
    pub registry: String,
    /// The repository.
    pub repository: String,
    /// The tag or digest.
    pub reference: String,
}

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Which image.
    pub image: Named,
    /// In which view.
    pub view: ViewName,
    /// What is looked for in it.
    pub query: Query,
    /// The digest of what is selected; empty for nothing.
    pub selected: String,
    /// The tag or digest that the image is compared with; empty for none.
    pub compare: String,
}

impl Named {
    /// Without the image's own type, the shortest names that mean the same.
    #[must_use]
    pub fn of(image: &ImageReference) -> Self {
        Self {
            registry: image.registry.short(),
            repository: image.repository.to_string(),
            reference: image.reference.to_string(),
        }
    }

    /// What was typed or linked, each part in its shortest form where it means something.
    fn read(prefill: Prefill) -> Self {
        let Prefill { registry, repository, reference, .. } = prefill;
        Self {
            registry: Address::parse(&registry).map_or(registry, |registry| registry.short()),
            repository: RepositoryName::parse(&repository).map_or(repository, |name| name.to_string()),
            reference: Reference::parse(&reference).map_or(reference, |reference| reference.to_string()),
        }
    }

    /// The image, where all three names mean something.
    #[must_use]
    pub fn image(&self) -> Option<ImageReference> {
        Some(ImageReference {
            registry: Address::parse(&self.registry).ok()?,
            repository: RepositoryName::parse(&self.repository).ok()?,
            reference: Reference::parse(&self.reference).ok()?,
        })
    }

    /// As tools write it: `registry/repository:tag`, or with `@` before a digest.
    #[must_use]
    pub fn whole(&self) -> String {
        let mark = if self.reference.contains(':') { '@' } else { ':' };
        format!("{}/{}{mark}{}", self.registry, self.repository, self.reference)
    }

    /// What means nothing is not written: it may be a password that got into the wrong field.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let registry = Address::parse(&self.registry).ok().map(|_| ("registry", self.registry.clone()));
        let repository = RepositoryName::parse(&self.repository).ok().map(|name| ("repository", name.to_string()));
        let reference = Reference::parse(&self.reference).ok().map(|reference| match reference {
            Reference::Tag(tag) => ("tag", tag.as_str().to_owned()),
            Reference::Digest(digest) => ("digest", digest.to_string()),
        });
        registry.into_iter().chain(repository).chain(reference).collect()
    }
}

impl Link {
    /// Reads the decoded pairs of a query. What is unknown, too long or means nothing is passed over.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> Self {
        let all = |name: &'static str| {
            pairs.iter().filter(move |(key, value)| key == name && value.len() <= VALUE).map(|(_, value)| value.clone())
        };
        let value = |name| all(name).next().unwrap_or_default();
        let is_day = |day: &String| is_day(day);
        let query = Query {
            text: value("filter"),
            kinds: Kind::ALL.into_iter().filter(|kind| all("kind").any(|slug| slug == kind.slug())).collect(),
            artifact_types: all("type").filter(|name| !name.is_empty()).take(TYPES).collect(),
            annotation: all("annotation").next().filter(|key| !key.is_empty()).map(|key| (key, all("value").next())),
            created: Dates {
                from: all("from").find(is_day).unwrap_or_default(),
                to: all("to").find(is_day).unwrap_or_default(),
            },
        };
        Self {
            image: Named::read(Prefill::from_query(pairs)),
            view: ViewName::ALL.into_iter().find(|view| view.slug() == value("view")).unwrap_or_default(),
            query,
            selected: digest::parse(&value("select")).map(|digest| digest.to_string()).unwrap_or_default(),
            compare: Reference::parse(&value("compare")).map(|reference| reference.to_string()).unwrap_or_default(),
        }
    }

    /// The query as it stands in the address bar, from its `?` on; empty where there is nothing to say.
    #[must_use]
    pub fn address(&self) -> String {
        let pairs: Vec<String> =
            self.pairs().into_iter().map(|(name, value)| format!("{name}={}", encode(&value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// The pairs, of which each means something.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let Query { text, kinds, artifact_types, annotation, created } = &self.query;
        let mut pairs = self.image.pairs();
        if self.view != ViewName::default() {
            pairs.push(("view", self.view.slug().to_owned()));
        }
        let mut add = |name: &'static str, value: &str| {
            if !value.is_empty() && value.len() <= VALUE {
                pairs.push((name, value.to_owned()));
            }
        };
        add("filter", text);
        Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)).for_each(|kind| add("kind", kind.slug()));
        artifact_types.iter().take(TYPES).for_each(|name| add("type", name));
        if let Some((key, value)) = annotation.as_ref().filter(|(key, _)| key.len() <= VALUE) {
            add("annotation", key);
            value.iter().for_each(|value| add("value", value));
        }
        for (name, day) in [("from", &created.from), ("to", &created.to)] {
            if is_day(day) {
                add(name, day);
            }
        }
        add("select", &self.selected);
        add("compare", &self.compare);
        pairs
    }
}

/// Whether it is a day as `2026-11-25`. That a month has no 31st is for the comparison to find out.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_form = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    has_form && ("01"..="12").contains(&&text[5..7]) && ("01"..="31").contains(&&text[8..])
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn read(pairs: &[(&str, &str)]) -> Link {
        Link::read(&owned(pairs))
    }

    /// What the browser makes of an address.
    fn decoded(address: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(address.trim_start_matches('?').as_bytes()).into_owned().collect()
    }

    fn full() -> Link {
        Link {
            image: Named {
                registry: "127.0.0.1:5000".to_owned(),
                repository: "demo/app".to_owned(),
                reference: "1.0".to_owned(),
            },
            view: ViewName::Table,
            query: Query {
                text: "a+b & c=ü?#%20".to_owned(),
                kinds: vec![Kind::Signature, Kind::Sbom],
                artifact_types: vec!["application/spdx+json".to_owned(), "text/x;a=b".to_owned()],
                annotation: Some(("org.example/key=odd".to_owned(), Some("v&w".to_owned()))),
                created: Dates { from: "2026-01-31".to_owned(), to: "2026-11-25".to_owned() },
            },
            selected: DIGEST.to_owned(),
            compare: "0.9".to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for link in [
            Link::default(),
            full(),
            Link { view: ViewName::Graph, ..Link::default() },
            Link { compare: DIGEST.to_owned(), ..full() },
            Link { image: Named { reference: DIGEST.to_owned(), ..full().image }, ..full() },
            Link { query: Query { annotation: Some(("k".to_owned(), None)), ..Query::default() }, ..Link::default() },
        ] {
            assert_eq!(Link::read(&decoded(&link.address())), link, "{}", link.address());
        }
    }

    #[test]
    fn an_address_reads_well() {
        let link = Link { query: Query { text: "spdx".to_owned(), ..Query::default() }, ..full() };
        let expected = format!(
            "?registry=127.0.0.1:5000&repository=demo/app&tag=1.0&view=table&filter=spdx&select={DIGEST}&compare=0.9"
        );
        assert_eq!(link.address(), expected);
        assert_eq!(Link::default().address(), "");
    }

    #[test]
    fn all_in_one_is_the_same_link() {
        let one = read(&[("image", "127.0.0.1:5000/demo/app:1.0"), ("view", "table")]);
        assert_eq!(one, Link { image: full().image, view: ViewName::Table, ..Link::default() });
        assert_eq!(read(&[("registry", " https://quay.io/ ")]).image.registry, "quay.io", "the shortest form");
    }

    #[test]
    fn what_means_nothing_is_passed_over() {
        let long = "x".repeat(VALUE + 1);
        for pairs in [
            [("view", "nonsense"), ("kind", "nonsense")],
            [("select", "sha256:zz"), ("compare", "a b")],
            [("from", "2026-13-01"), ("to", "2026-1-1")],
            [("from", "yesterday!"), ("to", "２０２６-01")],
            [("filter", &long), ("type", &long)],
            [("annotation", &long), ("value", "v")],
            [("", ""), ("\u{0}", "\u{202e}")],
        ] {
            assert_eq!(read(&pairs), Link::default(), "{pairs:?}");
        }
        let many: Vec<(&str, &str)> = vec![("type", "a/b"); 1000];
        assert_eq!(read(&many).query.artifact_types.len(), TYPES);
        let mut link = full();
        link.query.text = long;
        assert!(!link.address().contains("filter="), "written no more than read");
    }

    #[test]
    fn no_secret_finds_a_place_in_it() {
        let secrets = ["eve", "hunter2", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"];
        let mut pairs = Vec::new();
        for name in ["user", "username", "password", "pass", "token", "authorization", "service", "token-endpoint"] {
            pairs.extend(secrets.map(|secret| (name, secret)));
        }
        assert_eq!(read(&pairs).address(), "", "names that it does not know");
        for registry in ["eve:hunter2@quay.io", "https://eve:hunter2@quay.io/", "quay.io/?token=hunter2"] {
            let link = read(&[("registry", registry), ("repository", "a/b"), ("tag", "1")]);
            assert_eq!(link.address(), "?repository=a/b&tag=1", "{registry}");
            assert_eq!(link.image.image(), None, "{registry}");
        }
        let image = read(&[("image", "https://eve:hunter2@quay.io/a/b:1")]).address();
        assert!(!image.contains("hunter2"), "{image}");
    }
}
