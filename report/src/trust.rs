//! Whom the person trusts: `trust` in `config.json`, and what is typed or dropped.

use serde::{Deserialize, Serialize};

/// All that signatures are checked against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Trust {
    /// Whether the Sigstore public-good root is trusted, as the program carries it.
    pub public_good: bool,
    /// Roots of one's own: the text of a `trusted_root.json`.
    pub roots: Vec<Named>,
    /// Public keys in PEM.
    pub keys: Vec<Named>,
    /// X.509 certificates in PEM, for Notation.
    pub certificates: Vec<Named>,
    /// Who may have signed, where a root says who did.
    pub identities: Vec<Identity>,
}

/// A text and what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Whose signatures count. `*` in issuer and subject stands for any characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Identity {
    /// The repositories for which it counts: those whose `registry/name` begins so, at a slash; empty for all.
    pub repository: String,
    /// The issuer, as `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// The identity that the issuer vouches for, as `https://github.com/acme/*`.
    pub subject: String,
}
