//! The short form of what `cargo xtask soak` does at length.

use super::{faults, memory};
use crate::page::with_console;
use refscope_demo::Options;

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_each_class_is_told_and_nothing_is_lost() {
    with_console(Options::default(), &faults::CONSOLE, async |page| {
        let picked = faults::of_each_class();
        println!("{} faults", picked.len());
        let complaints = faults::complaints(&page, picked, |_, _| ()).await;
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_lookups_leave_the_tab_as_it_was() {
    with_console(Options::default(), &memory::HASTE, async |page| {
        let samples = memory::curve(&page, 60, 6, None, |sample| println!("{sample}")).await;
        let grown = memory::grown(&samples);
        assert!(grown.is_empty(), "{}\n{samples:#?}", grown.join("\n"));
    })
    .await;
}
