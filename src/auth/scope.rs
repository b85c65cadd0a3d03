//! What a token is asked for: `repository:<name>:<actions>` (distribution token specification, "Scope").

use crate::oci::RepositoryName;
use std::fmt;

/// What one wants to do in a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    /// To write as well. In Quay, asking for it creates a repository that does not exist.
    pub push: bool,
}

impl Actions {
    /// The specification's names, in the order of the documentation.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        if self.push { &["pull", "push"] } else { &["pull"] }
    }
}

/// The scope of a token: one repository and what is to be done in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Which repository.
    pub repository: RepositoryName,
    /// What is asked for. The registry may grant less without an error.
    pub actions: Actions,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "repository:{}:{}", self.repository, self.actions.names().join(","))
    }
}

/// Scopes with each repository named once, with all that is asked for in it; in the order of their first mention.
#[must_use]
pub fn merged(scopes: impl IntoIterator<Item = Scope>) -> Vec<Scope> {
    let mut merged: Vec<Scope> = Vec::new();
    for scope in scopes {
        match merged.iter_mut().find(|known| known.repository == scope.repository) {
            Some(known) => known.actions.push |= scope.actions.push,
            None => merged.push(scope),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_as_the_documentation_writes_them() {
        let repository = RepositoryName::parse("org/app").unwrap();
        let scope = |push| Scope { repository: repository.clone(), actions: Actions { push } }.to_string();
        assert_eq!(scope(false), "repository:org/app:pull");
        assert_eq!(scope(true), "repository:org/app:pull,push");
    }

    #[test]
    fn a_repository_is_asked_for_once() {
        let scope =
            |name: &str, push| Scope { repository: RepositoryName::parse(name).unwrap(), actions: Actions { push } };
        let texts = |scopes: Vec<Scope>| merged(scopes).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            texts(vec![scope("a", false), scope("b", false), scope("a", true), scope("b", false)]),
            ["repository:a:pull,push", "repository:b:pull"]
        );
        assert_eq!(texts(Vec::new()), [] as [&str; 0]);
    }
}
