//! A text is found among very many, within the time between two keys.

/// Texts one after another in one piece of memory, in lower case; of letters beyond ASCII each case is a letter of its
/// own (the tables of all of them would be 5 kB of the page).
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: Vec<u8>,
    /// Where each ends; one byte that is in no needle stands behind it.
    ends: Vec<usize>,
    letters: Letters,
}

/// Which bytes occur, a bit each. Digests are written in two dozen: most of what is typed is in none of them.
#[derive(Clone, Debug, Default)]
struct Letters([u64; 4]);

impl Letters {
    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn have(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }
}

const BETWEEN: u8 = b'\n';

impl Texts {
    /// Appends a text.
    pub fn add(&mut self, text: &str) {
        let letters = &mut self.letters;
        let small = |byte: u8| {
            let byte = byte.to_ascii_lowercase();
            letters.add(byte);
            byte
        };
        self.bytes.extend(text.bytes().map(small));
        self.ends.push(self.bytes.len());
        self.bytes.push(BETWEEN);
    }

    /// A text in lower case; empty where there is none.
    #[must_use]
    pub fn get(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).map_or(0, |end| end + 1) };
        self.ends.get(at).and_then(|end| self.bytes.get(start..*end)).unwrap_or_default()
    }

    /// Tells which of them hold the needle, in their order.
    pub fn find(&self, needle: &Needle, mut found: impl FnMut(usize)) {
        if !self.may_hold(needle) {
            return;
        }
        let (mut from, mut text) = (0, 0);
        while let Some(at) = needle.find(&self.bytes, from) {
            while self.ends.get(text).is_some_and(|end| *end < at) {
                text += 1;
            }
            let Some(end) = self.ends.get(text) else { return };
            found(text);
            from = end + 1;
        }
    }

    /// Whether all that the needle is made of occurs in them.
    #[must_use]
    pub fn may_hold(&self, needle: &Needle) -> bool {
        needle.bytes.iter().all(|byte| self.letters.have(*byte))
    }

    /// Whether one of them holds the needle.
    #[must_use]
    pub fn holds(&self, at: usize, needle: &Needle) -> bool {
        needle.find(self.get(at), 0).is_some()
    }
}

/// What is looked for, prepared (Horspool's way: the byte under the needle's end tells how far it may leap). The
/// standard library's way costs as much again for each hit, of which there are tens of thousands.
#[derive(Clone, Debug)]
pub struct Needle {
    bytes: Vec<u8>,
    leaps: [u8; 256],
}

impl Needle {
    /// A text in any case of ASCII letters; `None` for an empty one, which is everywhere.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let bytes = text.trim().to_ascii_lowercase().into_bytes();
        let (_, front) = bytes.split_last()?;
        let leap = |distance: usize| u8::try_from(distance).unwrap_or(u8::MAX);
        let mut leaps = [leap(bytes.len()); 256];
        for (at, byte) in front.iter().enumerate() {
            leaps[usize::from(*byte)] = leap(front.len() - at);
        }
        Some(Self { bytes, leaps })
    }

    /// The first place from `from` on.
    fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let (last, front) = self.bytes.split_last()?;
        let mut end = from + front.len();
        while let Some(byte) = text.get(end) {
            let start = end - front.len();
            if byte == last && text.get(start..end) == Some(front) {
                return Some(start);
            }
            end += usize::from(self.leaps[usize::from(*byte)]);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str], needle: &str) -> Vec<usize> {
        let mut all = Texts::default();
        texts.iter().for_each(|text| all.add(text));
        let needle = Needle::new(needle).unwrap();
        let mut found = Vec::new();
        all.find(&needle, |at| found.push(at));
        let one_by_one: Vec<usize> = (0..texts.len()).filter(|at| all.holds(*at, &needle)).collect();
        assert_eq!(found, one_by_one, "{needle:?}");
        found
    }

    #[test]
    fn texts_are_found_in_any_case_and_each_once() {
        let texts = ["sha256:ABAB", "", "aabab\nab", "GRÜSSE", "b", "sha256:cdab"];
        for (needle, expected) in [
            ("ab", &[0, 2, 5][..]),
            ("AB", &[0, 2, 5]),
            ("abab", &[0, 2]),
            ("aab", &[2]),
            ("b", &[0, 2, 4, 5]),
            ("sha256", &[0, 5]),
            ("cdab", &[5]),
            ("  cdab ", &[5]),
            ("grÜsse", &[3]),
            ("ü", &[]),
            ("abb", &[]),
            ("absha", &[]),
            ("sha256:cdabx", &[]),
        ] {
            assert_eq!(found(&texts, needle), expected, "{needle}");
        }
        assert!(Needle::new("").is_none() && Needle::new(" \t").is_none());
    }

    #[test]
    fn what_is_found_is_what_the_standard_library_finds() {
        // Short texts of few letters, so that much nearly fits.
        let mut state = 7_u32;
        let mut word = |len: u32| -> String {
            let mut letter = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if state >> 30 == 0 { 'a' } else { 'b' }
            };
            (0..len).map(|_| letter()).collect()
        };
        let texts: Vec<String> = (0..200).map(|n| word(n % 17)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for len in 1..9 {
            let needle = word(len);
            let expected: Vec<usize> = (0..texts.len()).filter(|at| texts[*at].contains(&needle)).collect();
            assert_eq!(found(&texts, &needle), expected, "{needle}");
        }
        let long = "ab".repeat(300);
        let within = format!("x{long}");
        assert_eq!(found(&["ab", &within], &long), [1]);
    }
}
