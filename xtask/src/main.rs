//! The project's own commands: `cargo xtask serve | demo | dist | deploy-file | bench | soak | screenshots | test`.

mod axe;
mod bench;
mod chrome;
mod count;
mod debian;
mod demo;
mod deploy;
mod dist;
mod early;
mod error;
mod firefox;
mod later;
mod lock;
mod pack;
mod page;
mod ports;
mod process;
mod registry;
mod screenshots;
mod serve;
mod servers;
mod sheets;
mod slim;
mod soak;
mod split;
mod steps;
mod stop;
mod test;
mod tools;
mod trunk;
mod twice;
mod wanted;
mod weigh;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{dist::Build, error::Error, ports::Port, registry::Manner, serve::Choices, workspace::Workspace};

/// The commands of Refscope's own repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the page and open it, with an embedded registry to look at; installs what that needs
    Serve {
        /// Where the page is served on this machine
        #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
        port: u16,
        /// Where the embedded registry listens on this machine
        #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..))]
        registry_port: u16,
        /// Build the page as visitors get it: small, but slower to build
        #[arg(long)]
        release: bool,
        /// Do not open a browser
        #[arg(long)]
        no_open: bool,
    },
    /// Run the embedded registry alone
    Demo {
        /// Where it listens on this machine
        #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..))]
        port: u16,
        /// Without any content, for pushing your own
        #[arg(long)]
        bare: bool,
        /// Like a registry older than the referrers API: clients have to use the referrers tag schema
        #[arg(long)]
        no_referrers_api: bool,
    },
    /// Build the page into dist/, ready to be copied to a server, and weigh it; fails if it is too heavy
    Dist {
        /// Only judge the dist/ that is there, without building it
        #[arg(long)]
        check: bool,
        /// Build it twice and compare both byte by byte
        #[arg(long, conflicts_with = "check")]
        twice: bool,
    },
    /// Print a file of deploy/ with your own hosts in it: nginx, caddy, haproxy, openshift, kubernetes
    DeployFile(deploy::Wishes),
    /// Build the page and measure it in a browser: a report, a table and a chart in target/bench/
    Bench(bench::Wishes),
    /// Build the page and try it at length in a browser: every bad answer, and many lookups in one tab
    Soak {
        /// How many lookups
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(30..))]
        lookups: u32,
        /// For how many minutes at the most they go on; 0 for as long as they take
        #[arg(long, default_value_t = 0)]
        minutes: u32,
    },
    /// Build the page and photograph each of its views into target/screenshots/
    Screenshots {
        /// Photograph the dist/ that is there, without building it
        #[arg(long)]
        no_build: bool,
    },
    /// Run everything that CI runs
    Test {
        /// Leave out the released page, the browsers and other people's registries
        #[arg(long)]
        quick: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command; `false` when it ended as it should, but not well.
fn run(command: Command) -> Result<bool, Error> {
    let workspace = Workspace::here();
    match command {
        Command::Serve { port, registry_port, release, no_open } => {
            let page = Port { number: port, flag: "--port" };
            let registry = Port { number: registry_port, flag: "--registry-port" };
            serve::run(&workspace, &Choices { page, registry, release, open: !no_open })?;
        }
        Command::Demo { port, bare, no_referrers_api } => {
            let manner = Manner { bare, without_referrers_api: no_referrers_api };
            demo::run(Port { number: port, flag: "--port" }, manner)?;
        }
        Command::Dist { check, twice } => dist::run(&workspace, Build::wished(check, twice))?,
        Command::DeployFile(wishes) => deploy::run(&workspace, &wishes)?,
        Command::Bench(wishes) => return bench::run(&workspace, &wishes),
        Command::Soak { lookups, minutes } => soak::run(&workspace, lookups, minutes)?,
        Command::Screenshots { no_build } => screenshots::run(&workspace, no_build)?,
        Command::Test { quick } => return Ok(test::run(&workspace, quick)),
    }
    Ok(true)
}

/// Where the commands that wait for several things at once do so.
fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::io("starting threads"))
}
