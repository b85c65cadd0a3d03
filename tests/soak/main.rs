//! The long form of the torture room, by `cargo xtask soak`: every fault of the hostile registry, and a thousand lookups
//! in one tab.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, reason = "what these share with the end-to-end tests is used there in full")]

#[path = "../e2e/browser.rs"]
mod browser;
#[path = "../e2e/torture/faults.rs"]
mod faults;
#[path = "../e2e/torture/memory.rs"]
mod memory;
#[path = "../e2e/page.rs"]
mod page;
#[path = "../e2e/site.rs"]
mod site;

use refscope_demo::Options;
use refscope_demo::hostile::Fault;
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// A number that `cargo xtask soak` was given.
fn wish(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// The faults to look at: all, or those of which `REFSCOPE_SOAK_FAULTS` has a part of the name.
fn wanted() -> Vec<Fault> {
    let parts = std::env::var("REFSCOPE_SOAK_FAULTS").unwrap_or_default();
    let is_wanted = |fault: &Fault| parts.split(',').any(|part| fault.name().contains(part));
    let wanted: Vec<Fault> = Fault::all().filter(is_wanted).collect();
    assert!(!wanted.is_empty(), "no fault is named like {parts}");
    wanted
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_told_and_nothing_is_lost() {
    page::with_console(Options::default(), &faults::CONSOLE, async |page| {
        let start = Instant::now();
        let tell = |at, all| {
            if usize::is_multiple_of(at, 25) || at == all {
                println!("faults: {at} of {all}, {:.0} s", start.elapsed().as_secs_f64());
            }
        };
        let complaints = faults::complaints(&page, wanted(), tell).await;
        println!("faults: {}", if complaints.is_empty() { "ok" } else { "failed" });
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_lookups_leave_the_tab_as_it_was() {
    let lookups = wish("REFSCOPE_SOAK_LOOKUPS").unwrap_or(1000).max(30);
    let minutes = wish("REFSCOPE_SOAK_MINUTES").filter(|minutes| *minutes > 0);
    page::with_console(Options::default(), &memory::HASTE, async move |page| {
        let until = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes as u64));
        let told = RefCell::new(0);
        let tell = |sample: &memory::Sample| {
            told.replace(sample.lookups);
            println!("{sample}");
        };
        let samples = memory::curve(&page, lookups, (lookups / 30).max(3), until, tell).await;
        let grown = memory::grown(&samples);
        println!("\n{} lookups; by lookups: heap, wasm, nodes, listeners", told.borrow());
        samples.iter().for_each(|sample| println!("  {sample}"));
        println!(
            "memory: {}",
            if grown.is_empty() { "ok".to_owned() } else { format!("failed\n{}", grown.join("\n")) }
        );
        assert!(grown.is_empty(), "{}", grown.join("\n"));
    })
    .await;
}
