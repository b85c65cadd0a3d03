//! The members of a JSON object that nothing is known of, as facts: what is nested by a path, numbers and order as they
//! are.

use crate::input::Inspection;
use report::{Body, Fact, Value, Words, say};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt;

/// How deep members are taken apart; what is below stands as JSON.
const DEPTH: u8 = 6;
/// How many facts there are at most.
const MOST: usize = 300;
/// The most bytes of a value.
const LONGEST: usize = 4_096;

/// The members of an object, in its order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// Appends a section with the facts of a value, unless there are none.
pub fn append(inspection: &mut Inspection, title: Words, raw: Option<&RawValue>) {
    let mut facts = Vec::new();
    let is_whole = raw.is_none_or(|raw| add(&mut facts, String::new(), raw, 0));
    if !facts.is_empty() {
        if !is_whole {
            let remark = say!("Under “{section}” only the beginning is shown.", section = title.clone());
            inspection.report.remarks.push(remark);
        }
        inspection.section(title, Body::Facts(facts));
    }
}

/// Appends the facts of a value at a path; says whether there was room for all.
fn add(facts: &mut Vec<Fact>, path: String, raw: &RawValue, depth: u8) -> bool {
    let text = raw.get();
    if depth < DEPTH {
        if text.starts_with('{')
            && let Ok(Members(members)) = serde_json::from_str(text)
        {
            let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            return members.iter().all(|(name, value)| add(facts, at(name), value, depth.saturating_add(1)));
        }
        if text.starts_with('[')
            && let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(text)
        {
            let mut values = values.iter().enumerate();
            return values.all(|(place, value)| add(facts, format!("{path}[{place}]"), value, depth.saturating_add(1)));
        }
    }
    if text == "null" || text == "\"\"" {
        return true;
    }
    if facts.len() >= MOST {
        return false;
    }
    let value = serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned());
    facts.push(Fact { name: Value::Code(path), value: Value::Code(short(value)) });
    true
}

/// A text that is not longer than what is shown of one value.
fn short(mut text: String) -> String {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
    text
}
