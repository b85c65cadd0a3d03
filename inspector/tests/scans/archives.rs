//! Archives that several programs wrote, and ones beyond every limit.

use super::*;
use crate::plain::gzip;

/// The same tree, packed by four programs, each of which writes long names in a way of its own.
const SAME: [&str; 4] = ["gnu.tar", "bsdtar.tar.gz", "busybox.tar.gz", "python.tar.gz"];

fn names(inspection: &mut Inspection) -> Vec<String> {
    let rows = inspection.grids.first_mut().map(all).unwrap_or_default();
    rows.into_iter().map(|mut row| row.swap_remove(0)).collect()
}

#[test]
fn the_same_tree_is_the_same_list_whoever_packed_it() {
    let long = format!("site/{}", "long-".repeat(25));
    let time = "2026-11-25T12:00:00Z";
    for name in SAME {
        let mut inspection = read(&file(name));
        assert_eq!(remarks(&inspection), "", "{name}");
        assert_eq!(inspection.report.format, if name == "gnu.tar" { "tar" } else { "tar, gzip" });
        assert_eq!(fact(&inspection, "Size of the files"), "3006 bytes", "{name}");
        let mut rows = rows(&mut inspection);
        rows.iter_mut().for_each(|row| row[0] = row[0].trim_end_matches('/').to_owned());
        rows.sort();
        let expected = [
            ["site", "", "0755", time, ""],
            ["site/home", "", "0777", time, "index.html"],
            ["site/index.html", "6", "0640", time, ""],
            [&long, "", "0755", time, ""],
            [&format!("{long}/pages"), "", "0755", time, ""],
            [&format!("{long}/pages/einführung.txt"), "3000", "0644", time, ""],
        ];
        assert_eq!(rows, expected, "{name}");
    }
}

#[test]
fn a_chart_as_helm_packs_it() {
    let mut inspection = read_as("application/vnd.cncf.helm.chart.content.v1.tar+gzip", &file("helm.tgz"));
    let names = names(&mut inspection);
    assert_eq!(
        (names.len(), names[0].as_str(), names[24].as_str()),
        (25, "web/Chart.yaml", "web/charts/cache/.helmignore")
    );
}

#[test]
fn what_is_cut_off_anywhere_lists_the_beginning_and_says_so() {
    for name in SAME.into_iter().chain(["helm.tgz"]) {
        let bytes = file(name);
        let whole = names(&mut read(&bytes));
        // Between two entries a tar may end: it then looks as though it were whole.
        for end in (300..bytes.len()).filter(|end| end % 512 != 0 || name != "gnu.tar") {
            let mut inspection = read_as("application/x-tar", &bytes[..end]);
            let names = names(&mut inspection);
            assert!(whole.starts_with(&names), "{name} up to {end}");
            let is_said = ["not complete", "too early"].iter().any(|words| remarks(&inspection).contains(words));
            assert!(names == whole || is_said, "{name} up to {end}: {}", remarks(&inspection));
        }
    }
}

fn entry(name: &str, kind: tar::EntryType, bytes: &[u8], into: &mut Vec<u8>) {
    let mut header = tar::Header::new_ustar();
    header.set_path(name).unwrap();
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    into.extend_from_slice(header.as_bytes());
    into.extend_from_slice(bytes);
    into.resize(into.len().next_multiple_of(512), 0);
}

#[test]
fn more_entries_than_the_limit_are_not_listed() {
    let mut one = Vec::new();
    entry("a", tar::EntryType::Regular, b"", &mut one);
    for (count, listed) in [(100_000, 100_000), (100_003, 100_000)] {
        let inspection = read(&gzip(&one.repeat(count)));
        assert_eq!(inspection.grids[0].len(), listed);
        assert_eq!(remarks(&inspection).contains("more entries"), count > 100_000, "{count}");
    }
}

#[test]
fn names_are_kept_up_to_a_limit_and_none_is_longer_than_a_mebibyte() {
    let long = |length: usize| {
        let mut bytes = Vec::new();
        entry("././@LongLink", tar::EntryType::GNULongName, "n".repeat(length).as_bytes(), &mut bytes);
        entry("a", tar::EntryType::Regular, b"", &mut bytes);
        bytes
    };
    let inspection = read(&long(1 << 20).repeat(40));
    assert_eq!(inspection.grids[0].len(), 32, "32 MiB of names");
    assert!(remarks(&inspection).contains("more entries"));
    let mut bytes = Vec::new();
    entry("first", tar::EntryType::Regular, b"", &mut bytes);
    bytes.extend(long((1 << 20) + 1));
    let mut inspection = read(&bytes);
    assert!(remarks(&inspection).contains("not complete"), "{}", remarks(&inspection));
    assert_eq!(names(&mut inspection), ["first"]);
}
