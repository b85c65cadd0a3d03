//! The steps of `cargo xtask test`, in order. A step more is a row more.

use std::process::Command;

use serde::Deserialize;

use crate::{
    axe, chrome::Chrome, debian, error::Error, firefox::Firefox, process::answer, servers, tools::WASM,
    workspace::Workspace,
};

/// What a step runs.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// Cargo; its success is the result.
    Cargo(&'static [&'static str]),
    /// Every test of the workspace that runs without a browser.
    HostTests,
    /// Other tests without a browser: cargo.
    Tests(&'static [&'static str]),
    /// Tests that start other people's registries and proxies: cargo.
    Registries(&'static [&'static str]),
    /// Tests of the page's parts inside a browser: cargo, with wasm-bindgen's test runner.
    PartsInBrowser(&'static [&'static str]),
    /// The released page, built twice, compared and weighed.
    Dist,
    /// Tests that drive browsers with the released page in them: cargo.
    PageInBrowsers(&'static [&'static str]),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What a person reads.
    pub heading: &'static str,
    /// What is run.
    pub work: Work,
}

/// Everything that CI runs.
pub const STEPS: &[Step] = &[
    Step { heading: "Format", work: Work::Cargo(&["fmt", "--all", "--check"]) },
    Step {
        heading: "Clippy, this machine",
        work: Work::Cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    },
    Step {
        heading: "Clippy, wasm",
        work: Work::Cargo(&["clippy", "-p", "refscope", "--target", WASM, "--all-targets", "--", "-D", "warnings"]),
    },
    Step { heading: "Tests, this machine", work: Work::HostTests },
    Step { heading: "Examples in the documentation", work: Work::Tests(&["test", "--workspace", "--doc"]) },
    Step {
        // A workspace of its own, which nothing else would compile.
        heading: "Fuzz targets, compiled",
        work: Work::Cargo(&["check", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz"]),
    },
    Step {
        heading: "Tests against other registries and proxies",
        work: Work::Registries(&["test", "-p", "refscope", "--no-fail-fast", "--test", "registries"]),
    },
    Step {
        heading: "Tests of the page's parts, in a browser",
        work: Work::PartsInBrowser(&["test", "-p", "refscope", "--target", WASM, "--no-fail-fast", "--test", "web"]),
    },
    Step { heading: "The released page", work: Work::Dist },
    Step {
        heading: "Tests of the released page, in browsers",
        work: Work::PageInBrowsers(&["test", "-p", "refscope", "--no-fail-fast", "--test", "e2e"]),
    },
];

/// Test targets that have a step of their own above.
const WITH_OWN_STEP: [&str; 3] = ["registries", "web", "e2e"];

/// The test target that measures; `cargo xtask bench` runs it.
pub const BENCH: &str = "bench";

/// The test target that takes long; `cargo xtask soak` runs it.
pub const SOAK: &str = "soak";

impl Step {
    /// Whether `test --quick` runs it as well.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        matches!(self.work, Work::Cargo(_) | Work::HostTests | Work::Tests(_))
    }

    /// Whether it has to tell of tests that passed: a step that runs none proves nothing.
    #[must_use]
    pub fn counts(&self) -> bool {
        !matches!(self.work, Work::Cargo(_) | Work::Dist)
    }
}

/// Cargo, for all tests of this machine's own kind. Cargo cannot leave a test target out, so all others
/// are named.
///
/// # Errors
/// [`Error::Metadata`] when cargo does not tell the targets; those of [`debian::install`].
pub fn host_tests(workspace: &Workspace) -> Result<Command, Error> {
    // What the documented commands are run with (xtask/tests/docs.rs).
    if ["curl", "jq"].iter().any(|program| which::which(program).is_err()) {
        debian::install(workspace, &["curl", "jq"])?;
    }
    let metadata = answer(workspace.cargo().args(["metadata", "--no-deps", "--format-version", "1"]));
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins"]);
    for name in host_test_targets(&metadata)? {
        cargo.args(["--test", &name]);
    }
    Ok(cargo)
}

/// Cargo with the environment of tests that start registries and proxies.
///
/// # Errors
/// [`Error::NoServers`].
pub fn registries(workspace: &Workspace, arguments: &[&str]) -> Result<Command, Error> {
    let mut cargo = workspace.cargo();
    cargo.args(arguments).envs(servers::ensure(workspace)?);
    Ok(cargo)
}

/// Cargo with the environment of tests inside a browser.
///
/// # Errors
/// [`Error::NoChrome`].
pub fn parts_in_browser(workspace: &Workspace, arguments: &[&str]) -> Result<Command, Error> {
    let chrome = Chrome::ensure(workspace)?;
    let mut cargo = workspace.cargo();
    // By name: cargo would cut a path at its spaces. `target/tools/bin` is first on the PATH.
    cargo.args(arguments).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    cargo.env("CHROMEDRIVER", chrome.driver);
    // The runner takes the first driver it is told of, and this is to be Chrome's.
    for other in ["GECKODRIVER", "GECKODRIVER_REMOTE", "SAFARIDRIVER", "SAFARIDRIVER_REMOTE", "CHROMEDRIVER_REMOTE"] {
        cargo.env_remove(other);
    }
    // In seconds; the usual 5 and 20 are short for a busy machine of two cores.
    cargo.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60").env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok(cargo)
}

/// Cargo with the environment of tests that drive Chromium alone.
///
/// # Errors
/// [`Error::NoChrome`]; [`Error::Page`] when there is no released page to try.
pub fn page_in_chromium(workspace: &Workspace, arguments: &[&str]) -> Result<Command, Error> {
    let dist = workspace.dist();
    if !dist.join("index.html").is_file() {
        return Err(crate::page::Fault::Missing("index.html".to_owned()).into());
    }
    let chrome = Chrome::ensure(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(arguments).env("REFSCOPE_DIST", dist);
    cargo.env("CHROMEDRIVER", chrome.driver).env("CHROME", chrome.browser);
    Ok(cargo)
}

/// The same for all tests of the released page: with Firefox, with what finds faults of accessibility, and with the
/// servers that may host it.
///
/// # Errors
/// Those of [`page_in_chromium`], [`Firefox::ensure`], [`axe::ensure`] and [`servers::ensure`].
pub fn page_in_browsers(workspace: &Workspace, arguments: &[&str]) -> Result<Command, Error> {
    let mut cargo = page_in_chromium(workspace, arguments)?;
    let firefox = Firefox::ensure(workspace)?;
    cargo.env("GECKODRIVER", firefox.driver).env("FIREFOX", firefox.browser);
    cargo.env("AXE", axe::ensure(workspace)?).envs(servers::ensure(workspace)?);
    Ok(cargo)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The names of the test targets that need neither browser nor servers, from the answer of `cargo metadata`.
fn host_test_targets(metadata: &str) -> Result<Vec<String>, Error> {
    let metadata: Metadata = serde_json::from_str(metadata)?;
    let targets = metadata.packages.into_iter().flat_map(|package| package.targets);
    let tests = targets.filter(|target| target.kind.iter().any(|kind| kind == "test"));
    let is_elsewhere = |name: &str| WITH_OWN_STEP.contains(&name) || [BENCH, SOAK].contains(&name);
    Ok(tests.map(|target| target.name).filter(|name| !is_elsewhere(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_with_a_step_of_their_own_are_not_among_those_of_this_machine() {
        let metadata = r#"{"packages": [
            {"name": "refscope", "targets": [
                {"name": "refscope", "kind": ["lib"]},
                {"name": "client", "kind": ["test"]},
                {"name": "registries", "kind": ["test"]},
                {"name": "web", "kind": ["test"]},
                {"name": "bench", "kind": ["test"]},
                {"name": "soak", "kind": ["test"]},
                {"name": "e2e", "kind": ["test"]}]},
            {"name": "xtask", "targets": [{"name": "commands", "kind": ["test"]}]}]}"#;
        assert_eq!(host_test_targets(metadata).unwrap(), ["client", "commands"]);
    }

    #[test]
    fn every_test_target_that_is_left_out_has_its_step() {
        for name in WITH_OWN_STEP {
            let names = |arguments: &[&str]| arguments.windows(2).any(|pair| pair == ["--test", name]);
            let has = STEPS.iter().any(|step| match step.work {
                Work::Registries(arguments) | Work::PartsInBrowser(arguments) | Work::PageInBrowsers(arguments) => {
                    names(arguments)
                }
                _ => false,
            });
            assert!(has, "{name} has no step");
        }
    }

    #[test]
    fn this_workspaces_own_targets_are_told_by_cargo() {
        let command = host_tests(&Workspace::here()).unwrap();
        let arguments: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        assert!(arguments.windows(2).any(|pair| pair == ["--test", "commands"]), "{arguments:?}");
        assert!(!arguments.iter().any(|word| WITH_OWN_STEP.contains(&word.as_str())), "{arguments:?}");
    }
}
