//! What the page says, and how numbers, sizes and lists are written.

pub mod odd;
mod text;

pub use text::{Arg, English, Language, Text, counted};

/// A size in bytes, as `646 B`, `1.4 kB`, `3.2 MB` (SI units, as registries show them).
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    // In tenths of a unit, by integers: the formatting of floats would add 4 kB to the page.
    let (mut tenths, mut unit) = match bytes.checked_mul(10) {
        Some(tenths) => (tenths, 0),
        None => (bytes / 100, 1),
    };
    while tenths >= 9_995 && unit + 1 < UNITS.len() {
        tenths = tenths / 1000 + u64::from(tenths % 1000 >= 500);
        unit += 1;
    }
    match (unit, tenths) {
        (0, _) => format!("{bytes} B"),
        (_, ..100) => format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit]),
        _ => format!("{} {}", (tenths + 5) / 10, UNITS[unit]),
    }
}

/// A duration in seconds, as `60 minutes`, `90 seconds`, `12 hours`, `30 days`.
#[must_use]
pub fn duration(seconds: u64) -> Text {
    let number = |number| usize::try_from(number).unwrap_or(usize::MAX);
    match seconds {
        s if s >= 172_800 && s % 86_400 == 0 => counted(number(s / 86_400), ["{n} days", "{n} day", "{n} days"]),
        s if s >= 7_200 && s % 3_600 == 0 => counted(number(s / 3_600), ["{n} hours", "{n} hour", "{n} hours"]),
        s if s >= 60 && s % 60 == 0 => counted(number(s / 60), ["{n} minutes", "{n} minute", "{n} minutes"]),
        s => counted(number(s), ["{n} seconds", "{n} second", "{n} seconds"]),
    }
}

/// A duration in seconds in the unit that says it best, rounded: about so many minutes, hours or days.
#[must_use]
pub fn roughly(seconds: u64) -> Text {
    let unit = match seconds {
        172_800.. => 86_400,
        7_200.. => 3_600,
        _ => 60,
    };
    duration((seconds + unit / 2) / unit * unit)
}

/// Seconds as `59:07` or `1:02:03`.
#[must_use]
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1449, "1.4 kB"),
            (9_960, "10 kB"),
            (646_000, "646 kB"),
            (999_600, "1.0 MB"),
            (3_200_000, "3.2 MB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(size(bytes), words);
        }
        for (seconds, words) in
            [(1, "1 second"), (90, "90 seconds"), (3600, "60 minutes"), (43_200, "12 hours"), (2_592_000, "30 days")]
        {
            assert_eq!(duration(seconds).to_string(), words);
        }
        assert_eq!([0, 59, 3599, 3723].map(clock), ["0:00", "0:59", "59:59", "1:02:03"]);
    }
}
