//! Credentials, scopes, and the answers of token endpoints.

use crate::cases;
use crate::grammar::{any_text, json, repository};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::option;
use proptest::prelude::*;
use refscope::auth::basic::BasicError;
use refscope::auth::{Actions, BasicCredentials, Scope, Token};
use refscope::oci::RepositoryName;
use serde_json::{Value, json};

const CREDENTIAL_PIECES: &[&str] = &["demo", "+robot", ":", " ", "\n", "\u{7f}", "\u{85}", "ü", "密", "p@ss"];

const ANSWER_NAMES: &[&str] =
    &["token", "access_token", "expires_in", "issued_at", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.x"];

const CLAIM_NAMES: &[&str] =
    &["iss", "aud", "sub", "iat", "nbf", "exp", "access", "type", "name", "actions", "repository", "pull", "push"];

fn jwt(claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(claims), part("signature"))
}

fn answer(body: &Value) -> Result<Token, refscope::auth::token::TokenError> {
    Token::parse_answer(body.to_string().as_bytes())
}

proptest! {
    #![proptest_config(cases(512))]

    /// As a server reads the header by RFC 7617: what it finds is what was typed.
    #[test]
    fn a_server_reads_the_credentials_that_were_typed(
        user in prop_oneof![any_text(CREDENTIAL_PIECES), "[a-z+]{1,8}"], password in any_text(CREDENTIAL_PIECES),
    ) {
        let is_control = |text: &str| text.chars().any(char::is_control);
        match BasicCredentials::parse(&user, &password) {
            Ok(Some(credentials)) => {
                let header = credentials.header();
                let encoded = header.expose().strip_prefix("Basic ").unwrap();
                let decoded = String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap();
                prop_assert!(!is_control(&decoded));
                prop_assert_eq!(decoded.split_once(':'), Some((user.trim(), password.as_str())));
            }
            Ok(None) => prop_assert!(user.trim().is_empty() && password.is_empty()),
            Err(BasicError::Colon) => prop_assert!(user.contains(':')),
            Err(BasicError::Control) => prop_assert!(is_control(&user) || is_control(&password)),
            Err(BasicError::NoUser) => prop_assert!(user.trim().is_empty()),
        }
    }

    #[test]
    fn a_scope_has_three_parts_that_tell_what_it_is_for(repository in repository(), push in any::<bool>()) {
        let scope = Scope { repository: repository.clone(), actions: Actions { push } };
        let written = scope.to_string();
        let parts: Vec<_> = written.split(':').collect();
        prop_assert_eq!(parts.len(), 3);
        prop_assert_eq!(parts[0], "repository");
        prop_assert_eq!(RepositoryName::parse(parts[1]), Ok(repository));
        prop_assert_eq!(parts[2].split(',').collect::<Vec<_>>(), scope.actions.names());
    }

    #[test]
    fn claims_read_as_they_were_written(
        issuer in any::<String>(), audience in option::of(any::<String>()), start in any::<i32>(), length in 0_i64..100_000,
        repository in repository(), actions in proptest::collection::vec("[a-z]{1,5}", 0..4), expires_in in option::of(any::<u64>()),
    ) {
        let start = i64::from(start);
        let access = json!([{"type": "repository", "name": repository.as_str(), "actions": actions}]);
        let claims = json!({"iss": issuer, "aud": audience, "iat": start, "exp": start + length, "access": access});
        let text = jwt(&claims.to_string());
        let body = match expires_in {
            Some(seconds) => json!({"token": text, "expires_in": seconds}),
            None => json!({"access_token": text}),
        };
        let token = answer(&body).unwrap();
        let header = token.header();
        prop_assert_eq!(header.expose().strip_prefix("Bearer "), Some(text.as_str()));
        prop_assert_eq!((token.lifetime(), token.expires_in), (u64::try_from(length).ok(), expires_in));
        let read = token.jwt.clone().unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&read.claims).unwrap(), claims);
        prop_assert_eq!((read.known.issuer, read.known.audience), (Some(issuer), audience));
        let granted = token.granted(&Scope { repository, actions: Actions::default() }).unwrap();
        prop_assert!(actions.iter().all(|action| granted.contains(action)) && granted.len() <= actions.len());
    }

    #[test]
    fn claims_of_any_shape_are_read_or_absent(claims in json(CLAIM_NAMES)) {
        let token = answer(&json!({"token": jwt(&claims.to_string())})).unwrap();
        prop_assert_eq!(token.jwt.is_some(), claims.is_object());
        if let Some(jwt) = &token.jwt {
            prop_assert_eq!(serde_json::from_str::<Value>(&jwt.claims).unwrap(), claims.clone());
            let subject = claims["sub"].as_str();
            prop_assert_eq!(jwt.known.subject.as_deref(), subject);
            prop_assert_eq!(token.lifetime().is_some(), matches!(
                (jwt.known.issued_at.or(jwt.known.not_before), jwt.known.expires_at), (Some(start), Some(end))
                if end.checked_sub(start).is_some_and(|seconds| seconds >= 0)
            ));
        }
    }

    #[test]
    fn an_answer_of_any_shape_gives_a_sendable_token_or_none(
        body in prop_oneof![json(ANSWER_NAMES).prop_map(|value| value.to_string().into_bytes()), any::<Vec<u8>>()],
    ) {
        if let Ok(token) = Token::parse_answer(&body) {
            prop_assert!(!token.secret.is_empty());
            prop_assert!(token.secret.expose().bytes().all(|b| b.is_ascii_graphic()));
            let printed = format!("{token:?}");
            prop_assert!(printed.starts_with("Token { secret: ***,"), "{}", printed);
        }
    }

    #[test]
    fn an_error_never_quotes_the_token(secret in "[a-zA-Z]{12,20}", at in 0_usize..60) {
        let mut body = json!({"note": 1, "token": [secret], "access_token": {"x": secret}}).to_string();
        body.truncate(at.min(body.len()));
        let error = Token::parse_answer(body.as_bytes()).unwrap_err();
        prop_assert!(!format!("{error} {error:?}").contains(&secret[..6]), "{}", error);
    }
}
