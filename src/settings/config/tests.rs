//! What the parser takes, and that the schema and the documents say the same.

use super::*;
use report::Named;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const FULL: &str = include_str!("../../../docs/config-example.json");
const DELIVERED: &str = include_str!("../../../config.json");
const SCHEMA: &str = include_str!("../../../config.schema.json");

/// The JSON blocks of the documents that are a `config.json`.
fn examples() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages =
        docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")).chain([root.join("README.md")]);
    let is_config = |block: &String| {
        let value: Value = serde_json::from_str(block).unwrap_or_default();
        value.as_object().is_some_and(|fields| read::KEYS.iter().any(|key| fields.contains_key(*key)))
    };
    let blocks = |page: std::path::PathBuf| {
        let text = std::fs::read_to_string(page).unwrap();
        let blocks = text.split("```json\n").skip(1).filter_map(|block| block.split("```").next());
        blocks.map(str::to_owned).filter(is_config).collect::<Vec<_>>()
    };
    pages.flat_map(blocks).collect()
}

fn faults(text: &str) -> Vec<String> {
    Config::read(text).1.iter().map(ToString::to_string).collect()
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

#[test]
fn the_delivered_file_says_what_no_file_says() {
    assert_eq!(Config::read(DELIVERED), (Config::default(), Vec::new()));
    assert_eq!(Config::read("{}"), (Config::default(), Vec::new()));
    let delivered: Value = serde_json::from_str(DELIVERED).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&delivered), names(&schema()["properties"]), "every option is in it");
    for part in ["actions", "history"] {
        assert_eq!(names(&delivered[part]), names(&schema()["properties"][part]["properties"]));
    }
    assert_eq!(names(&delivered["trust"]), names(&schema()["$defs"]["trust"]["properties"]));
}

#[test]
fn all_that_can_be_set_is_read() {
    let (config, faults) = Config::read(FULL);
    assert_eq!(faults, []);
    let address = |text: &str| Address::parse(text).unwrap();
    let plain = Registry {
        name: "registry.example:5000".to_owned(),
        address: address("registry.example:5000"),
        reached_at: Some(Reach::At(address("https://cors.example.com"))),
        service: String::new(),
        token_path: String::new(),
        repository: String::new(),
    };
    let quay = Registry {
        name: "Acme’s Quay".to_owned(),
        address: address("quay.example.com"),
        reached_at: Some(Reach::Page),
        service: "quay.example.com".to_owned(),
        token_path: "/v2/auth".to_owned(),
        repository: "acme/app".to_owned(),
    };
    assert_eq!(config.registries, [quay, plain]);
    assert_eq!((&*config.title, &*config.logo), ("Acme: what refers to an image", "A"));
    assert_eq!((config.others, config.check), (false, true));
    assert_eq!(config.history, Retention { entries: 20, days: 30 });
    assert_eq!(config.language, Tongue::Chinese);
    assert_eq!(config.links[0].address, "https://wiki.example.com/refscope");
    assert!(!config.trust.public_good && config.trust.identities.len() == 1);
    assert!(config.allows(&address("https://quay.example.com")) && !config.allows(&address("quay.io")));
}

/// A document with something wrong, and words of what is said of it.
const WRONG: &[(&str, &str)] = &[
    (r#"{"titel":"x"}"#, "“titel” is no setting"),
    (r#"{"title":7}"#, "“title” has to be a text."),
    (r#"{"logo":null}"#, "“logo” has to be a text."),
    (r#"{"$schema":[]}"#, "“$schema”"),
    ("[]", "“config.json” has to be an object"),
    (r#"{"registries":{}}"#, "“registries” has to be a list"),
    (r#"{"registries":["quay.io"]}"#, "“registries[0]” has to be an object"),
    (r#"{"registries":[{"address":"quay.io"},{"name":"x"}]}"#, "“registries[1].address” is missing."),
    (r#"{"registries":[{"address":"https://quay.io/v2"}]}"#, "“registries[0].address” has to be the address"),
    (r#"{"registries":[{"address":"quay.io","reachedAt":"proxy"}]}"#, "“registries[0].reachedAt” has to be “.”"),
    (r#"{"registries":[{"address":"quay.io","reachedAt":"https://a/b"}]}"#, "“registries[0].reachedAt”"),
    (r#"{"registries":[{"address":"quay.io","tokenPath":"https://auth.example"}]}"#, "a path such as /v2/auth"),
    (r#"{"registries":[{"address":"quay.io","tokenPath":"//auth.example"}]}"#, "a path such as /v2/auth"),
    (r#"{"registries":[{"address":"quay.io","repository":"Org/App"}]}"#, "a repository such as"),
    (r#"{"registries":[{"address":"quay.io","url":"x"}]}"#, "“registries[0].url” is no setting"),
    (r#"{"others":"no"}"#, "“others” has to be true or false."),
    (r#"{"others":false}"#, "“others” has to be true where no registry is named."),
    (r#"{"actions":{"push":true}}"#, "“actions.push” is no setting of this page; those there are check."),
    (r#"{"actions":{"check":1}}"#, "“actions.check” has to be true or false."),
    (r#"{"history":{"entries":51}}"#, "“history.entries” has to be a whole number from 0 to 50."),
    (r#"{"history":{"days":-1}}"#, "“history.days”"),
    (r#"{"history":{"days":1.5}}"#, "“history.days”"),
    (r#"{"history":"off"}"#, "“history” has to be an object"),
    (r#"{"language":"de"}"#, "“language” has to be one of auto, en and zh-Hans."),
    (r#"{"links":[{"name":"x","address":"javascript:alert(1)"}]}"#, "“links[0].address” has to be an address"),
    (r#"{"links":[{"address":"https://a.example"}]}"#, "“links[0].name” is missing."),
    (r#"{"trust":{"key":[]}}"#, "“trust.key” is no setting"),
    (r#"{"trust":{"keys":"pem"}}"#, "“trust.keys” has to be a list"),
    (r#"{"trust":{"keys":[{"pem":"x"}]}}"#, "“trust.keys[0].pem”"),
    (r#"{"trust":{"identities":[{"subject":1}]}}"#, "“trust.identities[0].subject”"),
];

#[test]
fn what_is_wrong_is_named_and_the_rest_counts() {
    for (text, words) in WRONG {
        let faults = faults(text);
        assert!(faults.len() == 1 && faults[0].contains(words), "{text}: {faults:?}");
    }
    let text =
        r#"{"title":"Acme","logo":1,"x":2,"registries":[{"address":"quay.io","service":3},7],"history":{"entries":5}}"#;
    let (config, faults) = Config::read(text);
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert_eq!((&*config.title, config.registries.len(), config.history.entries), ("Acme", 1, 5));
}

#[test]
fn what_is_no_json_is_named_and_all_is_as_without_it() {
    for text in ["", "{", "{'title':1}", "<!doctype html>", &"[".repeat(200_000)] {
        let (config, faults) = Config::read(text);
        assert_eq!(config, Config::default());
        assert!(faults.len() == 1 && faults[0].to_string().starts_with("It is not JSON: "), "{faults:?}");
    }
}

#[test]
fn what_cannot_be_read_gives_no_trust() {
    assert!(!Config::read(r#"{"trust":{"publicGood":"false"}}"#).0.trust.public_good);
    for identity in [r#"{"subject":1}"#, r#"{"issuer":"a","subjekt":"b"}"#, "7"] {
        let text = format!(r#"{{"trust":{{"identities":[{identity}]}}}}"#);
        assert_eq!(Config::read(&text).0.trust.identities, [], "{identity} would vouch for anyone");
    }
}

#[test]
fn texts_come_from_their_files_and_are_called_by_them() {
    let text = r#"{"trust":{"roots":[{"file":"trust/acme.json"}],"keys":[{"name":"release","text":"PEM"}],
        "certificates":[{"file":"gone.pem"}]}}"#;
    let trusted = Config::read(text).0.trust;
    assert_eq!(trusted.files().collect::<Vec<_>>(), ["trust/acme.json", "gone.pem"]);
    let trust = trusted.with(|file| file.ends_with(".json").then(|| "{}".to_owned()));
    let named = |name: &str, text: &str| vec![Named { name: name.to_owned(), text: text.to_owned() }];
    assert_eq!(trust.roots, named("acme.json", "{}"));
    assert_eq!(trust.keys, named("release", "PEM"));
    assert_eq!(trust.certificates, named("gone.pem", ""));
}

#[test]
fn the_schema_takes_what_the_page_takes() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let examples = examples();
    assert!(examples.len() >= 2, "the documents have examples");
    for text in examples.iter().map(String::as_str).chain([FULL, DELIVERED, "{}"]) {
        assert_eq!(faults(text), [] as [&str; 0], "{text}");
        let value: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [] as [&str; 0], "{text}");
    }
    for (text, _) in WRONG {
        assert!(!validator.is_valid(&serde_json::from_str(text).unwrap()), "the schema takes {text}");
    }
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn the_schema_knows_the_keys_that_the_page_knows() {
    let schema = schema();
    let whole = &schema["properties"];
    let parts = &schema["$defs"];
    for (object, keys) in [
        (whole, read::KEYS),
        (&whole["actions"]["properties"], read::ACTIONS),
        (&whole["history"]["properties"], read::HISTORY),
        (&parts["registry"]["properties"], read::REGISTRY),
        (&parts["link"]["properties"], read::LINK),
        (&parts["trust"]["properties"], trust::KEYS),
        (&parts["entry"]["properties"], trust::ENTRY),
        (&parts["identity"]["properties"], trust::IDENTITY),
    ] {
        let known: BTreeSet<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, keys.iter().copied().collect());
    }
    assert_eq!(parts.as_object().unwrap().len(), 5, "an object more is a line more above");
    assert_eq!(whole["history"]["properties"]["entries"]["maximum"], MOST_ENTRIES);
    assert_eq!(whole["history"]["properties"]["days"]["maximum"], MOST_DAYS);
    assert_eq!(whole["language"]["enum"], json!(Tongue::ALL.map(Tongue::slug)));
}
