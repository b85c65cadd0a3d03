//! Points in time as artifacts state them, and days as a person picks them.

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// The seconds since 1970 (UTC) of an RFC 3339 time; `None` where it is none. Parts of a second are left out.
#[must_use]
pub fn seconds(rfc3339: &str) -> Option<i64> {
    let text = rfc3339.as_bytes();
    let start = day(rfc3339.get(..10)?)?;
    if !matches!(text.get(10)?, b'T' | b't' | b' ') || text.get(13)? != &b':' || text.get(16)? != &b':' {
        return None;
    }
    let (hour, minute, second) = (pair(text, 11, 23)?, pair(text, 14, 59)?, pair(text, 17, 60)?);
    let mut rest = text.get(19..)?;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        rest = &fraction[digits..];
    }
    let offset = match rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let offset = pair(rest, 1, 23)? * 3600 + pair(rest, 4, 59)? * 60;
            if *sign == b'+' { offset } else { -offset }
        }
        _ => return None,
    };
    Some(start + hour * 3600 + minute * 60 + second - offset)
}

/// The first second of a day that is written as `2026-11-25`; `None` where it is none.
#[must_use]
pub fn day(text: &str) -> Option<i64> {
    let text = text.as_bytes();
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let (century, year) = (pair(text, 0, 99)?, pair(text, 2, 99)?);
    let (year, month, day) = (century * 100 + year, pair(text, 5, 12)?, pair(text, 8, 31)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        0 => return None,
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day == 0 || day > length {
        return None;
    }
    // Years are counted from March, so that the leap day is the last of one.
    let year = year - i64::from(month < 3);
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some((days + (153 * ((month + 9) % 12) + 2) / 5 + day - 719_469) * DAY)
}

/// Two digits of at most `most`.
fn pair(text: &[u8], at: usize, most: i64) -> Option<i64> {
    let digit = |at: usize| text.get(at).filter(|c| c.is_ascii_digit()).map(|c| i64::from(c - b'0'));
    let number = digit(at)? * 10 + digit(at + 1)?;
    (number <= most).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_rfc_3339_writes_them() {
        // The values are those of `date -u -d … +%s`.
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-25T03:06:57Z", 1_795_576_017),
            ("2026-11-25t03:06:57.123456789z", 1_795_576_017),
            ("2026-11-25 05:06:57+02:00", 1_795_576_017),
            ("2026-11-24T21:36:57-05:30", 1_795_576_017),
            ("0000-03-01T00:00:00Z", -62_162_035_200),
            ("9999-12-31T23:59:60Z", 253_402_300_800),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for bad in [
            "",
            "2026-11-25",
            "2026-11-25T03:06:57",
            "2026-11-25T03:06Z",
            "2026-11-25T24:00:00Z",
            "2026-11-25T03:60:00Z",
            "2026-11-25T03:06:57.Z",
            "2026-11-25T03:06:57+0200",
            "2026-11-25T03:06:57+24:00",
            "2026-11-25T03:06:57Zx",
            "2026-02-30T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "٢٠٢٦-11-25T03:06:57Z",
            "2026-11-2",
        ] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day("1970-01-02"), Some(DAY));
        assert_eq!(day("2024-02-29"), Some(1_709_164_800));
        for bad in ["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-1-1", "26-11-25", "", "2026/11/25"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
