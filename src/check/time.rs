//! Clocks compared.

use crate::explorer::time::seconds;

/// The seconds since 1970 of an HTTP date in the form that is to be written (RFC 9110 §5.6.7, IMF-fixdate); `None` where
/// it is none.
#[must_use]
pub fn http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, date) = text.split_once(", ")?;
    let mut parts = date.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    (parts.next() == Some("GMT")).then(|| seconds(&format!("{year}-{month:02}-{day}T{time}Z")))?
}

/// By how many seconds another clock is ahead of (positive) or behind (negative) this machine's.
#[must_use]
pub fn skew(theirs: i64, ours: u64) -> i64 {
    theirs.saturating_sub(i64::try_from(ours).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_servers_write_them() {
        for (text, expected) in [
            ("Wed, 25 Nov 2026 03:06:57 GMT", Some(1_795_576_017)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Wed, 25 Nov 2026 03:06:57 CET", None),
            ("Wed, 25 Foo 2026 03:06:57 GMT", None),
            ("2026-11-25T03:06:57Z", None),
            ("Wed, ü 25", None),
            ("", None),
        ] {
            assert_eq!(http_date(text), expected, "{text}");
        }
    }

    #[test]
    fn ahead_and_behind() {
        assert_eq!((skew(160, 100), skew(40, 100)), (60, -60));
        assert_eq!(skew(i64::MIN, u64::MAX), i64::MIN);
    }
}
