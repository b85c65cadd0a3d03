//! What the form begins with: from the address bar, or from the command that started the demo.

use crate::oci::paste;

/// What stands in the form's fields when the page opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefill {
    /// The registry's address.
    pub registry: String,
    /// The repository.
    pub repository: String,
    /// The tag or digest.
    pub reference: String,
    /// The embedded registry's own user name and password, which its source code tells anyway.
    pub demo_account: Option<(&'static str, &'static str)>,
}

impl Prefill {
    /// Reads the decoded pairs of the address bar's query: `registry`, `repository`, `tag` or `digest`,
    /// or all in one as `image`. Anything else, a password among them, is passed over.
    #[must_use]
    pub fn from_query(pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let pair = pairs.iter().find(|(key, _)| key == name);
            pair.map(|(_, value)| value.trim().to_owned()).filter(|value| value.len() <= 500)
        };
        let mut prefill =
            value("image").and_then(|image| paste::parse(&image)).map_or_else(Self::default, |image| Self {
                registry: image.registry.map(|registry| registry.short()).unwrap_or_default(),
                repository: image.repository.to_string(),
                reference: image.reference.map(|reference| reference.to_string()).unwrap_or_default(),
                demo_account: None,
            });
        for (field, found) in [
            (&mut prefill.registry, value("registry")),
            (&mut prefill.repository, value("repository")),
            (&mut prefill.reference, value("digest").or_else(|| value("tag"))),
        ] {
            if let Some(text) = found {
                *field = text;
            }
        }
        prefill
    }

    /// Adds the account of the embedded registry in a build that `cargo xtask serve` makes. Other
    /// builds do not contain it.
    #[must_use]
    pub fn with_demo_account(self) -> Self {
        let demo_account = option_env!("REFSCOPE_TRY_USER").zip(option_env!("REFSCOPE_TRY_PASSWORD"));
        Self { demo_account, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefill(pairs: &[(&str, &str)]) -> [String; 3] {
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let Prefill { registry, repository, reference, .. } = Prefill::from_query(&pairs);
        [registry, repository, reference]
    }

    #[test]
    fn the_address_bar_fills_the_form() {
        let expected = ["127.0.0.1:5000", "demo/app", "1.0"].map(str::to_owned);
        assert_eq!(prefill(&[("registry", "127.0.0.1:5000"), ("repository", "demo/app"), ("tag", "1.0")]), expected);
        assert_eq!(prefill(&[("image", "127.0.0.1:5000/demo/app:1.0")]), expected);
        assert_eq!(prefill(&[("image", "127.0.0.1:5000/demo/app:0.9"), ("tag", "1.0")]), expected);
        assert_eq!(prefill(&[("password", "x"), ("user", "y")]), ["", "", ""].map(str::to_owned));
    }
}
