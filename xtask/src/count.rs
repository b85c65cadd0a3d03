//! Counting the tests that ran, from what the test programs print.

use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that were not run.
    pub ignored: u64,
}

impl Count {
    /// Adds what a line of output tells; other lines tell nothing. The line is the same from Rust's own
    /// test programs and from wasm-bindgen's in a browser:
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; …`.
    pub fn read(&mut self, line: &str) {
        if let Some(found) = Self::in_line(&without_colour(line)) {
            *self += found;
        }
    }

    fn in_line(line: &str) -> Option<Self> {
        let (_, numbers) = line.trim_start().strip_prefix("test result: ")?.split_once(". ")?;
        let number = |what: &str| -> Option<u64> {
            let parts = numbers.split(';').map(str::trim);
            parts.filter_map(|part| part.split_once(' ')).find(|(_, word)| *word == what)?.0.parse().ok()
        };
        Some(Self { passed: number("passed")?, failed: number("failed")?, ignored: number("ignored").unwrap_or(0) })
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// The line without the escape sequences by which a terminal shows colours.
fn without_colour(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(output: &str) -> Count {
        let mut count = Count::default();
        output.lines().for_each(|line| count.read(line));
        count
    }

    #[test]
    fn the_results_of_several_test_programs_add_up() {
        let output = "\
running 2 tests
test oci::digest::tests::parses ... ok
test result: ok. 41 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.31s

     Running tests/client.rs
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.02s
error: test failed, to rerun pass `--test client`
";
        assert_eq!(count(output), Count { passed: 44, failed: 2, ignored: 2 });
    }

    #[test]
    fn the_result_of_tests_in_a_browser_is_read() {
        let output =
            "test web::the_form_is_there ... ok\n\ntest result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out\n";
        assert_eq!(count(output), Count { passed: 5, failed: 0, ignored: 0 });
    }

    #[test]
    fn colours_do_not_hide_a_result() {
        let line = "test result: \u{1b}[31mFAILED\u{1b}(B\u{1b}[m. 1 passed; 4 failed; 0 ignored; 0 measured";
        assert_eq!(count(line), Count { passed: 1, failed: 4, ignored: 0 });
    }

    #[test]
    fn lines_that_only_look_alike_count_nothing() {
        for line in [
            "test x ... ok",
            "result: ok. 3 passed; 0 failed",
            "say 'test result: ok. 3 passed; 0 failed;'",
            "test result: ok",
            "test result: ok. many passed; 0 failed;",
        ] {
            assert_eq!(count(line), Count::default(), "{line}");
        }
    }
}
