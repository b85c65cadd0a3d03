//! Manifests and indexes as the registry sends them (image specification; Docker's schema 2 has the
//! same shape).

use super::json::{self, DescriptorError};
use crate::text;
use crate::words::Text;
use oci_spec::image::Descriptor;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use thiserror::Error;

/// What to send as `Accept` when a manifest is asked for. Without it, Quay converts to Docker's
/// schema 1, whose bytes have another digest.
pub const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.docker.distribution.manifest.v2+json";

/// A manifest of one image or artifact, or an index of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// The media type that the document states, or else the one of the answer.
    pub media_type: String,
    /// The artifact type that it states.
    stated_type: Option<String>,
    /// Which of the two it is.
    pub body: Body,
    /// What it refers to, where it does.
    pub subject: Option<Descriptor>,
    /// Its own annotations.
    pub annotations: HashMap<String, String>,
}

/// The two forms of a manifest.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// One image or artifact.
    Image {
        /// Its configuration; empty for most artifacts.
        config: Box<Descriptor>,
        /// Its content, in layers.
        layers: Vec<Descriptor>,
    },
    /// Several manifests, as a rule one a platform.
    Index(Vec<Child>),
}

/// A manifest that an index lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// Where it is.
    pub descriptor: Descriptor,
    /// For which platform, where the index says so.
    pub platform: Option<Platform>,
}

/// A platform (image specification, "Image Index Property Descriptions"), by the words that the index has:
/// also such as no list knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// `linux`, as a rule.
    pub os: String,
    /// `amd64`, `arm64` and so on.
    pub architecture: String,
    /// `v8`, for instance.
    pub variant: Option<String>,
}

/// Why bytes are not a manifest.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum ManifestError {
    /// Not JSON, cut off, nested too deeply, or of another shape than the specification's.
    Shape(String),
    /// A descriptor in it is none.
    Descriptor {
        /// Where it stands, such as `layers, entry 2`.
        place: String,
        /// What is wrong with it.
        error: DescriptorError,
    },
    /// Docker's schema 1, which has no digest that a referrer could name.
    Schema1,
}

impl ManifestError {
    /// The reason, as a sentence; what a parser says of it is in English always.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Shape(error) => text!("the answer is not a manifest: {error}", error),
            Self::Descriptor { place, error } => {
                text!("the answer is not a manifest: {place}: {error}", place, error = error.to_string())
            }
            Self::Schema1 => text!("the registry answered in Docker's schema 1, which no referrer can point to"),
        }
    }
}

impl Manifest {
    /// Reads a manifest. `content_type` is the answer's header; the document's own word counts more,
    /// its shape counts where both are silent or generic.
    ///
    /// # Errors
    /// [`ManifestError`], quoting the parser.
    pub fn parse(bytes: &[u8], content_type: Option<&str>) -> Result<Self, ManifestError> {
        let document = json::parse(bytes).map_err(|error| ManifestError::Shape(error.to_string()))?;
        match document.get("schemaVersion").and_then(Value::as_u64) {
            Some(1) => return Err(ManifestError::Schema1),
            Some(2) => {}
            _ => return Err(ManifestError::Shape("its schemaVersion is not 2".to_owned())),
        }
        let stated = json::text(&document, "mediaType").or_else(|| {
            let essence = content_type?.split(';').next()?.trim().to_ascii_lowercase();
            is_manifest_type(&essence).then_some(essence)
        });
        let is_index = match stated.as_deref() {
            Some(name) if is_manifest_type(name) => name.contains("index") || name.contains("list"),
            _ => document.get("manifests").is_some(),
        };
        let (body, usual) = if is_index {
            (Body::Index(children(&document)?), "application/vnd.oci.image.index.v1+json")
        } else {
            let config = descriptor(document.get("config").unwrap_or(&Value::Null), || "config".to_owned())?;
            let layers = descriptors(&document, "layers")?;
            (Body::Image { config: Box::new(config), layers }, "application/vnd.oci.image.manifest.v1+json")
        };
        let stated_type = json::text(&document, "artifactType").filter(|name| !name.is_empty());
        // Some tools write `null` for what there is not.
        let subject = document.get("subject").filter(|value| !value.is_null());
        let subject = subject.map(|value| descriptor(value, || "subject".to_owned())).transpose()?;
        let annotations = document.get("annotations").and_then(json::annotations).unwrap_or_default();
        let media_type = stated.unwrap_or_else(|| usual.to_owned());
        Ok(Self { media_type, stated_type, body, subject, annotations })
    }

    /// The manifests of an index; none for a single manifest.
    #[must_use]
    pub fn children(&self) -> &[Child] {
        match &self.body {
            Body::Index(manifests) => manifests,
            Body::Image { .. } => &[],
        }
    }

    /// The artifact type by the specification's rules: the manifest's own, else its config's media
    /// type; an index without one has none.
    #[must_use]
    pub fn artifact_type(&self) -> Option<String> {
        let of_config = || match &self.body {
            Body::Index(_) => None,
            Body::Image { config, .. } => Some(config.media_type().to_string()),
        };
        self.stated_type.clone().or_else(of_config)
    }
}

fn is_manifest_type(name: &str) -> bool {
    name.contains("vnd.oci.image.") || name.contains("vnd.docker.distribution.manifest.")
}

fn children(document: &Value) -> Result<Vec<Child>, ManifestError> {
    let descriptors = descriptors(document, "manifests")?;
    let platforms = json::list(document, "manifests").iter().map(|entry| Platform::read(entry.get("platform")?));
    Ok(descriptors.into_iter().zip(platforms).map(|(descriptor, platform)| Child { descriptor, platform }).collect())
}

fn descriptors(document: &Value, key: &str) -> Result<Vec<Descriptor>, ManifestError> {
    if !matches!(document.get(key), None | Some(Value::Array(_) | Value::Null)) {
        return Err(ManifestError::Shape(format!("its “{key}” is not a list")));
    }
    let entries = json::list(document, key).iter().enumerate();
    entries.map(|(at, entry)| descriptor(entry, || format!("{key}, entry {}", at + 1))).collect()
}

fn descriptor(value: &Value, place: impl Fn() -> String) -> Result<Descriptor, ManifestError> {
    json::descriptor(value).map_err(|error| ManifestError::Descriptor { place: place(), error })
}

impl Platform {
    fn read(value: &Value) -> Option<Self> {
        let text = |key| json::text(value, key);
        Some(Self { os: text("os")?, architecture: text("architecture")?, variant: text("variant") })
    }
}

impl fmt::Display for Platform {
    /// `linux/arm64/v8`, as container tools write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:b2321c739bca79bd5c9ce656d62655f43865663f9bae99389650338cb55110b0";

    fn image(extra: &str) -> String {
        format!(
            r#"{{"schemaVersion":2{extra},"config":{{"mediaType":"application/vnd.example.config","digest":"{DIGEST}","size":2}},"layers":[]}}"#
        )
    }

    fn index(extra: &str) -> String {
        format!(
            r#"{{"schemaVersion":2{extra},"manifests":[{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{DIGEST}","size":400,"platform":{{"os":"linux","architecture":"arm64","variant":"v8"}}}}]}}"#
        )
    }

    #[test]
    fn the_document_says_what_it_is_then_the_header_then_its_shape() {
        let oci = r#","mediaType":"application/vnd.oci.image.index.v1+json""#;
        for (text, content_type, children) in [
            (index(oci), None, 1),
            (index(oci), Some("text/html"), 1),
            (index(""), Some("application/vnd.docker.distribution.manifest.list.v2+json; charset=utf-8"), 1),
            (index(""), Some("application/json"), 1),
            (image(""), Some("application/vnd.oci.image.manifest.v1+json"), 0),
            (image(""), None, 0),
        ] {
            let manifest = Manifest::parse(text.as_bytes(), content_type).unwrap();
            assert_eq!(manifest.children().len(), children, "{text} {content_type:?}");
        }
        let parsed = Manifest::parse(index("").as_bytes(), None).unwrap();
        let platform = parsed.children()[0].platform.as_ref().unwrap();
        assert_eq!(platform.to_string(), "linux/arm64/v8");
    }

    #[test]
    fn artifact_types_follow_the_specification() {
        let of = |text: String| Manifest::parse(text.as_bytes(), None).unwrap().artifact_type();
        assert_eq!(of(image("")).as_deref(), Some("application/vnd.example.config"));
        assert_eq!(of(image(r#","artifactType":"application/spdx+json""#)).as_deref(), Some("application/spdx+json"));
        assert_eq!(of(index("")), None);
        assert_eq!(of(index(r#","artifactType":"a/b""#)).as_deref(), Some("a/b"));
    }

    #[test]
    fn what_is_written_as_null_is_not_there() {
        let subject = |extra: &str| Manifest::parse(image(extra).as_bytes(), None).map(|manifest| manifest.subject);
        assert_eq!(subject(r#","subject":null"#), Ok(None));
        assert!(subject(r#","subject":"sha256:""#).is_err());
        let digest = subject(&format!(r#","subject":{{"mediaType":"a/b","digest":"{DIGEST}","size":2}}"#));
        assert_eq!(digest.unwrap().unwrap().digest().as_ref(), DIGEST);
        let layers = image("").replace(r#""layers":[]"#, r#""layers":null"#);
        assert!(Manifest::parse(layers.as_bytes(), None).is_ok());
    }

    #[test]
    fn what_is_no_manifest() {
        assert_eq!(Manifest::parse(br#"{"schemaVersion":1,"name":"x"}"#, None), Err(ManifestError::Schema1));
        let cut = &image("")[..60];
        let deep = "[".repeat(100_000);
        let negative = image("").replace(r#""size":2"#, r#""size":-2"#);
        let object = image("").replace(r#""layers":[]"#, r#""layers":{}"#);
        for bad in [&*object, "", "true", "<html>", cut, deep.as_str(), r#"{"schemaVersion":2}"#, negative.as_str()] {
            let error = Manifest::parse(bad.as_bytes(), None).unwrap_err();
            assert!(!matches!(error, ManifestError::Schema1), "{bad}: {error}");
        }
    }
}
