//! The answer of a token endpoint, and the claims of a token in one.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use refscope::auth::{Actions, Scope, Token};
use refscope::oci::RepositoryName;
use serde_json::{Value, json};

fuzz_target!(|data: &[u8]| {
    match Token::parse_answer(data) {
        Ok(token) => {
            check(&token);
            let answer: Value = serde_json::from_slice(data).expect("an answer is JSON");
            let stated = |name: &str| answer[name].as_str().filter(|text| !text.is_empty());
            assert_eq!(Some(token.secret.expose()), stated("token").or(stated("access_token")));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }

    // The same bytes as the claims of a token, which the three layers around them would else keep out of reach.
    let text = format!("{}.{}.c2ln", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#), URL_SAFE_NO_PAD.encode(data));
    let token = Token::parse_answer(json!({ "token": text }).to_string().as_bytes()).expect("a token");
    check(&token);
    let claims = serde_json::from_slice::<Value>(data).ok().filter(Value::is_object);
    assert_eq!(token.jwt.is_some(), claims.is_some());
    if let (Some(jwt), Some(claims)) = (&token.jwt, claims) {
        assert_eq!(jwt.known.issuer.as_deref(), claims["iss"].as_str());
        assert_eq!(serde_json::from_str::<Value>(&jwt.claims).expect("JSON"), claims);
    }
});

fn check(token: &Token) {
    let secret = token.secret.expose();
    assert!(!secret.is_empty() && secret.bytes().all(|b| b.is_ascii_graphic()));
    assert!(format!("{token:?}").starts_with("Token { secret: ***,"));
    let repository = RepositoryName::parse("org/app").expect("a name");
    let granted = token.granted(&Scope { repository, actions: Actions::default() });
    assert_eq!(granted.is_some(), token.jwt.is_some());
    let Some(jwt) = &token.jwt else {
        assert_eq!(token.lifetime(), token.expires_in);
        return;
    };
    let granted = granted.unwrap_or_default();
    for (at, action) in granted.iter().enumerate() {
        assert!(!granted[..at].contains(action), "each action once");
        assert!(jwt.known.access.iter().any(|entry| entry.name == "org/app" && entry.actions.contains(action)));
    }
}
