//! Bad answers that may come at any step.

use super::Asked;
use crate::hostile::reply::{Delivery, Reply};
use serde_json::Value;

/// The size of what is announced and sent in full.
const HUNDRED_MB: u64 = 100 * 1024 * 1024;
const MB: usize = 1024 * 1024;

pub fn not_json(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("this is not JSON")
}

pub fn array(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("[1,2,3]")
}

pub fn string(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("\"a string\"")
}

pub fn number(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("17")
}

pub fn null(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("null")
}

pub fn truth(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("true")
}

pub fn cut_off(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::CutOff)
}

pub fn endless(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::Endless)
}

pub fn hundred_mb(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::Zeros(HUNDRED_MB))
}

pub fn drips(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::Drip)
}

pub fn byte_by_byte(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::ByteByByte)
}

pub fn stalls(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::Stalled)
}

pub fn silent(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::Silent)
}

pub fn reset(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::Reset)
}

pub fn reset_halfway(_: &Asked<'_>, good: Reply) -> Reply {
    good.sent(Delivery::ResetHalfway)
}

pub fn not_http(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("SSH-2.0-OpenSSH_9.9\r\n").sent(Delivery::Raw)
}

pub fn login_page(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::html(200, "Please log in")
}

pub fn wrong_content_type(_: &Asked<'_>, good: Reply) -> Reply {
    good.header("Content-Type", "image/png")
}

pub fn no_content_type(_: &Asked<'_>, good: Reply) -> Reply {
    good.without("Content-Type")
}

pub fn invalid_utf8(_: &Asked<'_>, good: Reply) -> Reply {
    let mut body = good.body.clone();
    // Within the last string of the document.
    let at = body.iter().rposition(|byte| *byte == b'"').unwrap_or_default();
    body.splice(at..at, *b"\xff\xfe\xc0\x80");
    good.body(body)
}

pub fn bom(_: &Asked<'_>, good: Reply) -> Reply {
    let body = [b"\xef\xbb\xbf", good.body.as_slice()].concat();
    good.body(body)
}

pub fn nested_arrays(_: &Asked<'_>, good: Reply) -> Reply {
    good.body(["[".repeat(100_000), "]".repeat(100_000)].concat())
}

pub fn empty(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("")
}

pub fn no_content(_: &Asked<'_>, good: Reply) -> Reply {
    good.body("").status(204)
}

pub fn redirect_loop(asked: &Asked<'_>, _: Reply) -> Reply {
    Reply::redirect(&format!("http://{}{}", asked.host, asked.path))
}

pub fn redirect_foreign(asked: &Asked<'_>, _: Reply) -> Reply {
    Reply::redirect(&format!("http://{}{}", asked.foreign, asked.path))
}

pub fn unauthorized(asked: &Asked<'_>, _: Reply) -> Reply {
    let challenge = format!("Bearer realm=\"http://{0}/v2/auth\",service=\"{0}\"", asked.host);
    Reply::error(401, "UNAUTHORIZED", "authentication required").header("WWW-Authenticate", challenge)
}

pub fn forbidden(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::html(403, "Forbidden by the firewall")
}

pub fn missing(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::html(404, "Not Found")
}

fn too_many(retry_after: &str) -> Reply {
    Reply::error(429, "TOOMANYREQUESTS", "slow down").header("Retry-After", retry_after)
}

/// Once; then all is well.
pub fn too_many_1(asked: &Asked<'_>, good: Reply) -> Reply {
    if asked.nth == 1 { too_many("1") } else { good }
}

pub fn too_many_huge(_: &Asked<'_>, _: Reply) -> Reply {
    too_many("99999999999999999999")
}

pub fn too_many_negative(_: &Asked<'_>, _: Reply) -> Reply {
    too_many("-1")
}

pub fn too_many_past(_: &Asked<'_>, _: Reply) -> Reply {
    too_many("Wed, 21 Oct 2015 07:28:00 GMT")
}

pub fn too_many_future(_: &Asked<'_>, _: Reply) -> Reply {
    too_many("Tue, 21 Oct 2098 07:28:00 GMT")
}

pub fn too_many_nonsense(_: &Asked<'_>, _: Reply) -> Reply {
    too_many("soon")
}

pub fn broken(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::error(500, "UNKNOWN", "unknown error")
}

pub fn bad_gateway(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::html(502, "Bad Gateway")
}

pub fn unavailable(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::html(503, "Service Unavailable")
}

pub fn unavailable_twice(asked: &Asked<'_>, good: Reply) -> Reply {
    if asked.nth <= 2 { unavailable(asked, good) } else { good }
}

pub fn gateway_timeout(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::html(504, "Gateway Timeout")
}

pub fn errors_of_no_objects(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::new(400, "application/json", "{\"errors\":[1,\"x\",null,[],{\"code\":5,\"message\":{}}]}")
}

pub fn error_of_1_mb(_: &Asked<'_>, _: Reply) -> Reply {
    Reply::error(400, "UNKNOWN", &"x".repeat(MB))
}

/// Every descriptor's size is `text`, which need be no number that JSON has a type for.
pub fn sizes(good: Reply, text: &str) -> Reply {
    let mark = 4_294_967_295_u64;
    let marked = good.edit(|document| each_descriptor(document, &|entry| entry["size"] = mark.into()));
    marked.replace(&mark.to_string(), text)
}

/// Every descriptor's digest is `text`.
pub fn digests(good: Reply, text: &str) -> Reply {
    good.edit(|document| each_descriptor(document, &|entry| entry["digest"] = text.into()))
}

/// Every descriptor, and the document itself, has these annotations.
pub fn annotated(good: Reply, key: &str, value: &str) -> Reply {
    good.edit(|document| {
        document["annotations"][key] = value.into();
        each_descriptor(document, &|entry| entry["annotations"][key] = value.into());
    })
}

fn each_descriptor(value: &mut Value, change: &impl Fn(&mut Value)) {
    if value.get("digest").is_some() {
        change(value);
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_descriptor(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_descriptor(field, change)),
        _ => {}
    }
}
