//! Which question a path is.

/// A question of the distribution specification, or Quay's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/v2/`.
    Base,
    /// `/v2/auth`.
    Auth,
    /// Something in a repository.
    Repository {
        /// The repository's name.
        name: String,
        /// What of it.
        part: Part,
    },
    /// `/config.json`: not a registry's, but what a page beside it asks for.
    Config,
    /// Nothing that a registry has.
    Unknown,
}

/// What of a repository is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `/referrers/<digest>`.
    Referrers(String),
    /// `/tags/list`.
    Tags,
    /// `/manifests/…`.
    Manifest,
    /// `/blobs/…`.
    Blob,
}

impl Route {
    /// Reads a path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path {
            "/v2/" | "/v2" => return Self::Base,
            "/v2/auth" => return Self::Auth,
            "/config.json" => return Self::Config,
            _ => {}
        }
        let Some(rest) = path.strip_prefix("/v2/") else { return Self::Unknown };
        let found = [
            ("/referrers/", Part::Referrers as fn(String) -> Part),
            ("/manifests/", |_| Part::Manifest),
            ("/blobs/", |_| Part::Blob),
            ("/tags/", |_| Part::Tags),
        ]
        .into_iter()
        .find_map(|(word, part)| rest.rsplit_once(word).map(|(name, last)| (name, part(last.to_owned()))));
        match found {
            Some((name, part)) if !name.is_empty() => Self::Repository { name: name.to_owned(), part },
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_questions() {
        let repository = |name: &str, part| Route::Repository { name: name.to_owned(), part };
        for (path, route) in [
            ("/v2/", Route::Base),
            ("/v2/auth", Route::Auth),
            ("/v2/a/b/manifests/1.0", repository("a/b", Part::Manifest)),
            ("/v2/a/b/c/referrers/sha256:0", repository("a/b/c", Part::Referrers("sha256:0".to_owned()))),
            ("/v2/a/b/blobs/uploads/", repository("a/b", Part::Blob)),
            ("/v2/a/b/tags/list", repository("a/b", Part::Tags)),
            ("/v2//tags/list", Route::Unknown),
            ("/config.json", Route::Config),
            ("/favicon.ico", Route::Unknown),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }
}
