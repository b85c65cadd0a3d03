//! HTTP Basic authentication (RFC 7617).

use super::secret::Secret;
use crate::text;
use crate::words::Text;
use base64ct::{Base64, Encoding as _};
use thiserror::Error;

/// A user name and a password or robot token, known to be sendable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasicCredentials {
    user: String,
    password: Secret,
}

/// Why credentials cannot be sent by HTTP Basic. The texts can be shown beside the user name's field.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum BasicError {
    /// RFC 7617 §2: the first colon ends the user name.
    Colon,
    /// RFC 7617 §2: neither part may contain control characters.
    Control,
    /// A password without a user name.
    NoUser,
}

impl BasicError {
    /// The reason, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Colon => text!(
                "A user name cannot contain “:”: HTTP Basic joins name and password by the first colon (RFC 7617), so the registry would read another name."
            ),
            Self::Control => text!(
                "User name and password cannot contain control characters, such as a line break at the end of a copied text (RFC 7617)."
            ),
            Self::NoUser => {
                text!("Enter the user name that belongs to the password, or leave both empty to look anonymously.")
            }
        }
    }
}

impl BasicCredentials {
    /// Takes a user name and a password. Both empty means anonymous: `None`.
    ///
    /// # Errors
    /// [`BasicError`] where RFC 7617 does not allow the pair.
    pub fn parse(user: &str, password: &str) -> Result<Option<Self>, BasicError> {
        let user = user.trim();
        if user.is_empty() {
            return if password.is_empty() { Ok(None) } else { Err(BasicError::NoUser) };
        }
        if user.contains(':') {
            return Err(BasicError::Colon);
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err(BasicError::Control);
        }
        Ok(Some(Self { user: user.to_owned(), password: Secret::new(password) }))
    }

    /// The user name, which is no secret.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// `base64(utf8(user ":" password))`: what the documented `echo -n … | base64` prints.
    #[must_use]
    pub fn encoded(&self) -> Secret {
        Secret::new(Base64::encode_string(format!("{}:{}", self.user, self.password.expose()).as_bytes()))
    }

    /// The value of the `Authorization` header.
    #[must_use]
    pub fn header(&self) -> Secret {
        Secret::new(format!("Basic {}", self.encoded().expose()))
    }

    /// The password or robot token.
    #[must_use]
    pub const fn password(&self) -> &Secret {
        &self.password
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_the_rfc_builds_them() {
        for (user, password, header) in [
            // RFC 7617 §2 and §2.1.
            ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("test", "123£", "Basic dGVzdDoxMjPCow=="),
            ("devtable", "password", "Basic ZGV2dGFibGU6cGFzc3dvcmQ="),
            (" demo+robot ", "a:b:c", "Basic ZGVtbytyb2JvdDphOmI6Yw=="),
            ("demo", "", "Basic ZGVtbzo="),
            ("müller", "密码", "Basic bcO8bGxlcjrlr4bnoIE="),
        ] {
            let credentials = BasicCredentials::parse(user, password).unwrap().unwrap();
            assert_eq!(credentials.header().expose(), header, "{user}");
        }
    }

    #[test]
    fn pairs_that_cannot_be_sent() {
        for (user, password, error) in [
            ("a:b", "x", BasicError::Colon),
            ("a", "x\n", BasicError::Control),
            ("a\u{7f}b", "x", BasicError::Control),
            ("", "x", BasicError::NoUser),
        ] {
            assert_eq!(BasicCredentials::parse(user, password), Err(error), "{user}");
        }
        assert_eq!(BasicCredentials::parse(" ", ""), Ok(None), "anonymous");
    }
}
