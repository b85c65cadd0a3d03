//! The body of an error answer: whatever it is, the quotation is short, on one line, and there if anything
//! was said.
#![no_main]

use libfuzzer_sys::fuzz_target;
use refscope::oci::error::Refusal;
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    let refusal = Refusal::parse(body);
    for words in [&refusal.code, &refusal.message] {
        assert!(words.chars().count() <= 400);
        assert!(!words.chars().any(|c| c.is_control() || (c.is_whitespace() && c != ' ')), "{words:?}");
        assert!(words.trim() == words && !words.contains("  "), "{words:?}");
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(value) if value.is_object() || value.is_array() => {
            assert!(refusal.quote().is_some());
            if let Some(said) = value["errors"][0]["message"].as_str() {
                let said: Vec<_> = said.split(|c: char| c.is_whitespace() || c.is_control()).collect();
                let quoted = refusal.message.split(' ').next().unwrap_or_default();
                assert!(
                    quoted.is_empty() || said.iter().any(|word| word.starts_with(quoted)) || refusal.code.is_empty()
                );
            }
        }
        _ => assert!(refusal.code.is_empty()),
    }
    // A quotation that is quoted again says the same, unless it looks like a page or like JSON.
    if let Some(quote) = refusal.quote()
        && !quote.starts_with(['<', '{', '[', '"'])
        && quote.chars().count() <= 400
    {
        assert_eq!(Refusal::parse(quote.as_bytes()).quote(), Some(quote));
    }
});
