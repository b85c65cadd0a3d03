//! Names in certificates (RFC 5280, section 4.2.1.6).

use crate::verify::hex;
use report::Value;
use std::net::IpAddr;
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode, Encode, Tag, Tagged};
use x509_cert::ext::pkix::name::GeneralName;

/// A name, as people write it.
pub fn code(name: &GeneralName) -> Value {
    Value::Code(match name {
        GeneralName::Rfc822Name(text) | GeneralName::DnsName(text) | GeneralName::UniformResourceIdentifier(text) => {
            text.to_string()
        }
        GeneralName::DirectoryName(name) => name.to_string(),
        GeneralName::RegisteredId(oid) => oid.to_string(),
        GeneralName::IpAddress(bytes) => address(bytes.as_bytes()),
        GeneralName::OtherName(other) => {
            let der = other.value.to_der().unwrap_or_default();
            let text = string(&der).and_then(|text| std::str::from_utf8(text).ok());
            text.map_or_else(|| format!("{} {}", other.type_id, hex(&der)), str::to_owned)
        }
        GeneralName::EdiPartyName(name) => hex(&name.to_der().unwrap_or_default()),
    })
}

fn address(bytes: &[u8]) -> String {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let address = four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from));
    address.map_or_else(|_| hex(bytes), |address| address.to_string())
}

/// The content of a string in DER; none of anything else.
pub fn string(der: &[u8]) -> Option<&[u8]> {
    let any = AnyRef::from_der(der).ok()?;
    matches!(any.tag(), Tag::Utf8String | Tag::Ia5String | Tag::PrintableString).then(|| any.value())
}
