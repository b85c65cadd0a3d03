//! Whether and when a question is asked again.
//!
//! A registry that is not available for a moment (502, 503, 504) is asked twice more, with growing pauses. One
//! that asks for a slower pace (429) is given the time that it states in `Retry-After` (RFC 9110 §10.2.3).
//! Everything else is an answer; a refused password above all, because a few of them lock an account.

use crate::oci::error::Refusal;
use crate::registry::transport::Response;

/// The pauses before a registry that is not available is asked again, in seconds.
const PAUSES: [u64; 2] = [1, 3];
/// The longest pause that is waited through, in seconds. What asks for more is told to the person.
const LONGEST: u64 = 60;
/// How often one question is slowed down.
const TIMES: usize = 3;

/// How often one question was asked again, and why.
#[derive(Clone, Copy, Debug, Default)]
pub struct Retry {
    unavailable: usize,
    slowed: usize,
}

impl Retry {
    /// The seconds to wait before the question is asked again; `None` where the answer stands.
    pub fn pause_after(&mut self, answer: &Response) -> Option<u64> {
        match answer.status {
            502..=504 => {
                let pause = *PAUSES.get(self.unavailable)?;
                self.unavailable += 1;
                Some(retry_after(answer).map_or(pause, |asked| asked.max(pause))).filter(|pause| *pause <= LONGEST)
            }
            429 if self.slowed < TIMES && !is_lock_out(answer) => {
                self.slowed += 1;
                retry_after(answer).map(|seconds| seconds.max(1)).filter(|seconds| *seconds <= LONGEST)
            }
            _ => None,
        }
    }
}

/// Quay's lock after wrong passwords is a 429 too, and lasts the longer the more often one asks.
fn is_lock_out(answer: &Response) -> bool {
    Refusal::parse(&answer.body).message.to_ascii_lowercase().contains("login attempts")
}

/// `Retry-After` in seconds. Its other form, a date, is left to the person: a clock that is wrong would turn it
/// into a wait of hours.
pub fn retry_after(answer: &Response) -> Option<u64> {
    answer.header("retry-after").and_then(|text| text.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [u64; 0] = [];

    fn answer(status: u16, retry_after: Option<&str>, body: &str) -> Response {
        let headers = retry_after.map(|value| ("Retry-After".to_owned(), value.to_owned()));
        let (headers, body) = (headers.into_iter().collect(), body.as_bytes().to_vec());
        Response { status, headers, body, ..Response::default() }
    }

    /// The pauses until the same answer is taken as it is.
    fn pauses(answer: &Response) -> Vec<u64> {
        let mut retry = Retry::default();
        std::iter::from_fn(|| retry.pause_after(answer)).take(10).collect()
    }

    #[test]
    fn who_is_not_available_is_asked_twice_more() {
        for status in [502, 503, 504] {
            assert_eq!(pauses(&answer(status, None, "")), [1, 3]);
        }
        assert_eq!(pauses(&answer(503, Some("7"), "")), [7, 7], "the registry knows better how long it takes");
        assert_eq!(pauses(&answer(503, Some("3600"), "")), NONE, "nobody waits an hour for a page");
    }

    #[test]
    fn who_asks_for_a_slower_pace_is_given_the_time() {
        assert_eq!(pauses(&answer(429, Some("2"), "")), [2, 2, 2]);
        assert_eq!(pauses(&answer(429, Some("0"), "")), [1, 1, 1], "never a loop without a pause");
        for silent in [None, Some("3600"), Some("-1"), Some("Wed, 21 Oct 2026 07:28:00 GMT"), Some("1e3")] {
            assert_eq!(pauses(&answer(429, silent, "")), NONE, "{silent:?}");
        }
    }

    #[test]
    fn everything_else_is_an_answer() {
        for status in [200, 302, 400, 401, 403, 404, 408, 500, 501, 505] {
            assert_eq!(pauses(&answer(status, Some("1"), "")), NONE, "{status}");
        }
        let locked = "Too many login attempts. \nPlease reset your Quay password and try again.";
        assert_eq!(pauses(&answer(429, Some("1"), locked)), NONE, "every further attempt lengthens the lock");
    }
}
