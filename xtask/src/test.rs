//! `cargo xtask test`: what CI runs, step by step, with one count at the end.

use std::{process::Command, time::Duration, time::Instant};

use crate::{
    count::Count,
    dist::{self, Build},
    error::Error,
    process::{run_reading_output, run_well},
    steps::{self, STEPS, Step, Work},
    tools,
    workspace::Workspace,
};

/// How a step ended.
struct Outcome {
    step: Step,
    count: Count,
    end: Result<(), Error>,
    time: Duration,
}

/// Runs every step, or the quick ones, whatever the earlier ones gave, and tells whether all is well.
/// The last line printed is `N passed, M failed`.
#[must_use]
pub fn run(workspace: &Workspace, quick: bool) -> bool {
    let steps: Vec<_> = STEPS.iter().copied().filter(|step| step.is_quick() || !quick).collect();
    let all = steps.len();
    let attempt = |(at, step): (usize, Step)| {
        println!("\n── {} of {all}: {} ──", at + 1, step.heading);
        let outcome = attempt(workspace, step);
        println!("{}", outcome.line());
        outcome
    };
    let outcomes: Vec<_> = steps.into_iter().enumerate().map(attempt).collect();
    println!("\n── All steps ──");
    for outcome in &outcomes {
        println!("{}", outcome.line());
    }
    let Count { passed, failed, .. } = sum(&outcomes);
    println!("\n{passed} passed, {failed} failed");
    failed == 0
}

fn attempt(workspace: &Workspace, step: Step) -> Outcome {
    let start = Instant::now();
    let mut count = Count::default();
    let end = work(workspace, step.work, &mut count);
    let end = if end.is_ok() && step.counts() && count.passed == 0 { Err(Error::NoTests) } else { end };
    Outcome { step, count, end, time: start.elapsed() }
}

fn work(workspace: &Workspace, work: Work, count: &mut Count) -> Result<(), Error> {
    match work {
        Work::Cargo(arguments) => {
            if arguments.contains(&tools::WASM) {
                tools::ensure_target(workspace)?;
            }
            run_well(workspace.cargo().args(arguments))
        }
        Work::HostTests => tests(&mut steps::host_tests(workspace)?, count),
        Work::Tests(arguments) => tests(workspace.cargo().args(arguments), count),
        Work::Registries(arguments) => tests(&mut steps::registries(workspace, arguments)?, count),
        Work::PartsInBrowser(arguments) => {
            tools::ensure(workspace)?;
            tests(&mut steps::parts_in_browser(workspace, arguments)?, count)
        }
        Work::Dist => dist::run(workspace, Build::Twice),
        Work::PageInBrowsers(arguments) => tests(&mut steps::page_in_browsers(workspace, arguments)?, count),
    }
}

fn tests(command: &mut Command, count: &mut Count) -> Result<(), Error> {
    let status = run_reading_output(command, |line| count.read(line))?;
    if status.success() { Ok(()) } else { Err(Error::TestsFailed) }
}

impl Outcome {
    /// A step that failed without a failed test to show for it (a warning, a build, a weight) counts as one.
    fn counted(&self) -> Count {
        let least = u64::from(self.end.is_err());
        Count { failed: self.count.failed.max(least), ..self.count }
    }

    /// The step in one line, with the reason if it failed.
    fn line(&self) -> String {
        let Self { step, count: Count { passed, failed, ignored }, end, time } = self;
        let mark = if end.is_ok() { "ok    " } else { "FAILED" };
        let mut line = format!("{mark} {:<44} {:>7.1} s", step.heading, time.as_secs_f64());
        if step.counts() {
            line += &format!("  {passed} passed, {failed} failed");
        }
        if *ignored > 0 {
            line += &format!(", {ignored} ignored");
        }
        match end {
            Ok(()) => line,
            Err(error) => format!("{line}\n       {error}"),
        }
    }
}

fn sum(outcomes: &[Outcome]) -> Count {
    outcomes.iter().fold(Count::default(), |mut sum, outcome| {
        sum += outcome.counted();
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(work: Work, passed: u64, failed: u64, end: Result<(), Error>) -> Outcome {
        let step = Step { heading: "A step", work };
        Outcome { step, count: Count { passed, failed, ignored: 0 }, end, time: Duration::from_millis(1500) }
    }

    #[test]
    fn every_failed_step_shows_in_the_sum() {
        let outcomes = [
            outcome(Work::Cargo(&[]), 0, 0, Err(Error::Fetch)),
            outcome(Work::HostTests, 10, 2, Err(Error::TestsFailed)),
            outcome(Work::HostTests, 5, 0, Ok(())),
        ];
        assert_eq!(sum(&outcomes), Count { passed: 15, failed: 3, ignored: 0 });
    }

    #[test]
    fn the_line_of_a_failed_step_tells_why() {
        let line = outcome(Work::HostTests, 10, 2, Err(Error::TestsFailed)).line();
        assert!(line.starts_with("FAILED A step") && line.contains("1.5 s  10 passed, 2 failed"), "{line}");
        assert!(line.ends_with(&Error::TestsFailed.to_string()), "{line}");
    }

    #[test]
    fn the_quick_steps_need_neither_browser_nor_servers() {
        let (quick, slow): (Vec<&Step>, Vec<&Step>) = STEPS.iter().partition(|step| step.is_quick());
        assert!(quick.iter().any(|step| matches!(step.work, Work::HostTests)));
        for step in slow {
            let why = matches!(
                step.work,
                Work::Dist | Work::Registries(_) | Work::PartsInBrowser(_) | Work::PageInBrowsers(_)
            );
            assert!(why, "{} is left out", step.heading);
        }
    }
}
