//! Texts of the specifications' grammars, and texts that are nearly of one.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use refscope::oci::reference::ImageReference;
use refscope::oci::{Address, Reference, RepositoryName, digest};
use serde_json::{Map, Value};

/// Pieces of a grammar in any order, with anything between them.
pub fn mixed(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(pieces).prop_map(str::to_owned),
        1 => "[ -~]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// [`mixed`], and texts of no grammar at all.
pub fn any_text(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![4 => mixed(pieces), 1 => any::<String>()]
}

/// A repository's name, among them such as have parts that mean something in addresses.
pub fn repository() -> impl Strategy<Value = RepositoryName> {
    let part = prop_oneof![
        4 => "[a-z0-9]{1,5}((\\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}",
        1 => select(vec!["manifests", "referrers", "tags", "v2", "repository", "blobs"]).prop_map(str::to_owned),
    ];
    vec(part, 1..5).prop_map(|parts| RepositoryName::parse(&parts.join("/")).unwrap())
}

/// A digest of a known algorithm or of another.
pub fn digest_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "sha256:[0-9a-f]{64}",
        1 => "sha384:[0-9a-f]{96}",
        1 => "sha512:[0-9a-f]{128}",
        1 => "x[a-z0-9]{0,20}([+._-][a-z0-9]{1,20}){0,2}:[a-zA-Z0-9=_-]{1,100}",
    ]
}

pub fn reference() -> impl Strategy<Value = Reference> {
    prop_oneof![
        "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}".prop_map(|tag| Reference::parse(&tag).unwrap()),
        digest_text().prop_map(|text| Reference::Digest(digest::parse(&text).unwrap())),
    ]
}

/// A host that people have registries at, in any case.
pub fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "([a-zA-Z0-9]([a-zA-Z0-9_-]{0,8}[a-zA-Z0-9])?\\.){1,3}[a-zA-Z]{1,6}",
        1 => any::<[u8; 4]>().prop_map(|[a, b, c, d]| format!("{a}.{b}.{c}.{d}")),
        1 => any::<u128>().prop_map(|bits| format!("[{}]", std::net::Ipv6Addr::from_bits(bits))),
        1 => select(vec!["localhost", "127.0.0.1", "[::1]", "registry"]).prop_map(str::to_owned),
    ]
}

/// `[scheme://]host[:port]`
pub fn address_text() -> impl Strategy<Value = String> {
    let scheme = select(vec!["", "", "http://", "https://", "HTTPS://"]);
    let port = prop_oneof![
        2 => Just(String::new()),
        1 => select(vec![":80", ":443"]).prop_map(str::to_owned),
        2 => (1_u16..).prop_map(|port| format!(":{port}")),
    ];
    (scheme, host(), port).prop_map(|(scheme, host, port)| format!("{scheme}{host}{port}"))
}

pub fn address() -> impl Strategy<Value = Address> {
    address_text().prop_map(|text| Address::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

/// One whole reference.
pub fn image() -> impl Strategy<Value = ImageReference> {
    (address(), repository(), reference()).prop_map(|(registry, repository, reference)| ImageReference {
        registry,
        repository,
        reference,
    })
}

/// JSON that has the given names in it, now and then where they belong. Its fractions are such as every
/// reader of numbers reads alike.
pub fn json(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 8.0)),
        (0_u8..4).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        digest_text().prop_map(Value::from),
        select(names).prop_map(Value::from),
    ];
    let name = prop_oneof![5 => select(names).prop_map(str::to_owned), 1 => any::<String>()];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..6).prop_map(Value::from),
            2 => vec((name.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}
