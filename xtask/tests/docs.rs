//! The documents: their links lead somewhere, the entries on troubleshooting are those of the page, and the commands
//! run.

use refscope_demo::{Demo, Options};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

/// What stands before the name of a step of the check, in the anchor of its entry.
const CHECK: &str = "check-";
/// Anchors of entries that are of several messages.
const SECTIONS: [&str; 2] = ["config", "verdicts"];
/// The page whose commands are run against the embedded registry.
const PROCEDURE: &str = "docs/quay-token.md";

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All files of a folder and of those in it, by their paths in the repository, that end so.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(repository().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&name, ending));
        } else if name.ends_with(ending) {
            found.push(name);
        }
    }
    found.sort();
    found
}

/// The documents by their paths in the repository.
fn documents() -> Vec<String> {
    let top = ["README.md", "SECURITY.md", "CHANGELOG.md", "ARCHITECTURE.md"].map(str::to_owned);
    top.into_iter().chain(files("docs", ".md")).chain(files("deploy", ".md")).collect()
}

/// The lines outside blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// Where the links and pictures of a document lead.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        let outside_code: String = line.split('`').step_by(2).collect();
        let targets = outside_code.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned());
        found.extend(targets.map(|target| target.split(' ').next().unwrap().to_owned()));
    }
    found
}

/// The anchor that a heading has of itself: lower case, blanks as hyphens, other signs left out.
fn slug(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The anchors that a line sets by hand.
fn anchor(line: &str) -> Option<&str> {
    line.trim().strip_prefix("<a id=\"")?.strip_suffix("\"></a>")
}

fn anchors(text: &str) -> impl Iterator<Item = String> {
    prose(text).filter_map(|line| match anchor(line) {
        Some(id) => Some(id.to_owned()),
        None => line.starts_with('#').then(|| slug(line.trim_start_matches('#'))),
    })
}

/// What is wrong with a link of a document; nothing is asked of other hosts.
fn fault(from: &str, link: &str) -> Option<String> {
    if link.contains("://") {
        return (!link.starts_with("https://")).then(|| format!("{from}: {link} is not https"));
    }
    let (file, fragment) = link.split_once('#').map_or((link, None), |(file, id)| (file, Some(id)));
    let from_file = repository().join(from);
    let path = if file.is_empty() { from_file } else { from_file.parent().unwrap().join(file) };
    if !path.exists() {
        return Some(format!("{from}: {link} is not there"));
    }
    let (id, text) = (fragment?, fs::read_to_string(path).unwrap_or_default());
    (!anchors(&text).any(|found| found == id)).then(|| format!("{from}: {link} has no such anchor"))
}

#[test]
fn every_link_leads_somewhere() {
    let mut number = 0;
    let mut faults = Vec::new();
    for document in documents() {
        let text = read(&document);
        for link in links(&text) {
            number += 1;
            faults.extend(fault(&document, &link));
        }
        let mut ids = BTreeSet::new();
        let twice = anchors(&text).filter(|id| !ids.insert(id.clone()));
        faults.extend(twice.map(|id| format!("{document}: the anchor {id} is there twice")));
    }
    assert!(number > 50, "only {number} links were found");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_page_is_in_the_list_of_pages() {
    let listed: Vec<String> = links(&read("docs/README.md")).iter().map(|link| format!("docs/{link}")).collect();
    let pages = files("docs", ".md");
    let missing: Vec<_> = pages.iter().filter(|page| *page != "docs/README.md" && !listed.contains(page)).collect();
    assert!(missing.is_empty(), "not in docs/README.md: {missing:?}");
}

/// The messages of each entry.
type Entries = BTreeMap<String, BTreeSet<String>>;

/// Everything up to the comma or bracket that ends this argument of a call.
fn argument(text: &str) -> &str {
    let (mut depth, mut is_text) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_text = !is_text,
            '(' | '{' | '[' if !is_text => depth += 1,
            ')' | '}' | ']' if !is_text && depth > 0 => depth -= 1,
            ',' | ')' if !is_text && depth == 0 => return &text[..at],
            _ => {}
        }
    }
    text
}

/// The sentences that a piece of source makes.
fn sentences(source: &str) -> impl Iterator<Item = String> {
    let all = ["text!(", "say!("].into_iter().flat_map(|made| source.split(made).skip(1));
    all.filter_map(|rest| rest.split('"').nth(1)).map(ToOwned::to_owned)
}

/// The source of the page and of the inspector without tests, a line that goes on joined to the next.
fn sources() -> Vec<String> {
    let names = ["src", "inspector/src"].map(|folder| files(folder, ".rs"));
    let text = |name: &String| read(name).split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
    names.iter().flatten().map(|name| text(name).split("\\\n").map(str::trim_start).collect()).collect()
}

/// The messages that a problem may have, given the source before its making and that of its second argument.
fn messages(before: &str, what: &str) -> BTreeSet<String> {
    let what = what.trim();
    if what.chars().all(|c| c.is_ascii_lowercase()) {
        let made = before.rsplit_once(&format!("let {what} = ")).expect(what).1;
        return sentences(made.split_once("};").expect(what).0).collect();
    }
    sentences(what).collect()
}

/// The name of an entry with which arguments begin, and what follows it.
fn entry(arguments: &str) -> Option<(&str, &str)> {
    let (name, rest) = arguments.trim_start().strip_prefix('"')?.split_once("\",")?;
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!name.is_empty() && name.chars().all(is_name)).then_some((name, rest))
}

/// The entries that the source names, with the messages that lead there.
fn entries_of_the_source() -> Entries {
    let mut entries = Entries::new();
    for source in sources() {
        for (at, call) in source.match_indices("::new(") {
            let Some((name, rest)) = entry(&source[at + call.len()..]) else { continue };
            let found = messages(&source[..at], argument(rest));
            assert!(!found.is_empty(), "no message of {name} was found");
            entries.entry(name.to_owned()).or_default().extend(found);
        }
    }
    entries
}

/// The entries of the page, each an anchor above a heading, with what it quotes.
fn entries_of_the_page() -> Entries {
    let mut entries = Entries::new();
    let mut here = None;
    let text = read("docs/troubleshooting.md");
    for line in prose(&text) {
        if let Some(id) = anchor(line) {
            here = Some(id.to_owned());
            entries.entry(id.to_owned()).or_default();
        } else if line.starts_with("## ") && here.as_deref().is_none_or(|id| !SECTIONS.contains(&id)) {
            here = None;
        }
        if let (Some(id), Some(quote)) = (&here, line.strip_prefix("> ")) {
            entries.get_mut(id).unwrap().insert(quote.to_owned());
        }
    }
    entries
}

#[test]
fn the_entries_are_those_of_the_page_with_its_messages() {
    let source = entries_of_the_source();
    assert!(source.len() > 40, "only these were found: {source:#?}");
    let is_problem = |id: &String| !id.starts_with(CHECK) && !SECTIONS.contains(&id.as_str());
    let page: Entries = entries_of_the_page().into_iter().filter(|(id, _)| is_problem(id)).collect();
    let names = |entries: &Entries| entries.keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = names(&source).difference(&names(&page)).cloned().collect();
    let idle: Vec<_> = names(&page).difference(&names(&source)).cloned().collect();
    assert!(missing.is_empty() && idle.is_empty(), "without an entry: {missing:?}; of no message: {idle:?}");
    for (name, messages) in &source {
        assert_eq!(&page[name], messages, "the messages of {name}: the page's, then the source's");
    }
}

#[test]
fn every_step_of_the_check_has_its_entry() {
    let source = read("src/check/step.rs");
    let slugs = source.split_once("fn slug(").unwrap().1.split_once("\n    }").unwrap().0;
    let slugs: BTreeSet<String> = slugs.split("=> \"").skip(1).map(|s| s.split('"').next().unwrap().into()).collect();
    let page = entries_of_the_page();
    let there: BTreeSet<String> = page.keys().filter_map(|id| id.strip_prefix(CHECK)).map(ToOwned::to_owned).collect();
    assert!(slugs.len() > 10, "only these were found: {slugs:?}");
    assert_eq!(there, slugs, "the page's, then the source's");
    assert!(SECTIONS.iter().all(|id| page.contains_key(*id)), "{SECTIONS:?}");
}

/// What other sections quote is said somewhere.
#[test]
fn what_is_quoted_of_configuration_and_verdicts_is_said_somewhere() {
    let said: BTreeSet<String> = sources().iter().flat_map(|source| sentences(source)).collect();
    let page = entries_of_the_page();
    for section in SECTIONS {
        assert!(!page[section].is_empty(), "{section} quotes nothing");
        for quote in &page[section] {
            assert!(said.contains(quote), "nothing says: {quote}");
        }
    }
}

/// A block of commands, and what it needs of the reader's.
struct Block {
    text: String,
    needs: Option<String>,
}

/// The blocks of code in a language.
fn blocks(document: &str, language: &str) -> Vec<Block> {
    let text = read(document);
    let lines: Vec<&str> = text.lines().collect();
    let fence = format!("```{language}");
    let starts = lines.iter().enumerate().filter(|(_, line)| line.trim() == fence).map(|(at, _)| at);
    let block = |at: usize| {
        let body = lines[at + 1..].iter().take_while(|line| line.trim() != "```");
        let above = at.checked_sub(1).map_or("", |above| lines[above].trim());
        let needs = above.strip_prefix("<!-- needs: ").and_then(|rest| rest.strip_suffix(" -->"));
        Block { text: body.fold(String::new(), |all, line| all + line + "\n"), needs: needs.map(ToOwned::to_owned) }
    };
    starts.map(block).collect()
}

/// Whether every command of a block prints a file of `deploy/`.
fn prints_files(block: &Block) -> bool {
    let mut lines = block.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.all(|line| line.starts_with("cargo xtask deploy-file "))
}

#[test]
fn every_command_is_run_here_or_says_what_it_needs() {
    let (mut run, mut needing) = (0, 0);
    for document in documents() {
        for block in blocks(&document, "sh") {
            match &block.needs {
                Some(needs) => {
                    needing += 1;
                    assert!(needs.len() > 8, "{document}: needs what? {needs}");
                }
                None => {
                    run += 1;
                    let is_run = document == PROCEDURE || prints_files(&block);
                    assert!(is_run, "{document}: neither run nor marked by “<!-- needs: … -->”:\n{}", block.text);
                }
            }
        }
    }
    assert!(run > 10 && needing > 10, "{run} blocks are run, {needing} are not");
}

/// Every block that looks like JSON is some: those that are a `config.json` the page's own tests hold against the
/// schema (`src/settings/config/tests.rs`).
#[test]
fn every_block_of_json_is_json() {
    let mut number = 0;
    for document in documents() {
        for block in blocks(&document, "json") {
            number += 1;
            let read = serde_json::from_str::<serde_json::Value>(&block.text);
            assert!(read.is_ok_and(|value| value.is_object()), "{document}:\n{}", block.text);
        }
    }
    assert!(number > 4, "only {number} blocks were found");
}

/// Runs a script with bash in an empty folder.
fn bash(script: &str, input: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    fs::write(&file, script).unwrap();
    let mut bash = Command::new("bash");
    bash.arg(&file).current_dir(folder.path()).env("XTASK", env!("CARGO_BIN_EXE_xtask"));
    let mut running = bash.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    running.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn the_files_for_servers_are_printed_as_the_documents_say() {
    let mut number = 0;
    for document in documents() {
        for block in blocks(&document, "sh").iter().filter(|block| block.needs.is_none() && prints_files(block)) {
            number += 1;
            let cargo = "set -euo pipefail\ncargo() { shift; \"$XTASK\" \"$@\" | tee -a all; }\n";
            let output = bash(&format!("{cargo}{}\ncat all", block.text), "");
            let (said, least) = (said(&output), 1_000 * block.text.lines().count());
            let is_well = output.status.success() && said.len() > least && said.contains("example.com");
            assert!(is_well, "{document}:\n{}\n{said}", block.text);
        }
    }
    assert!(number > 5, "only {number} blocks were found");
}

/// Whether the programs of the procedure are here. Where CI runs, they have to be.
fn has_programs() -> bool {
    let has = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    let missing: Vec<&str> = ["bash", "curl", "jq"].into_iter().filter(|name| !has(name)).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "CI has no {missing:?}");
    if !missing.is_empty() {
        eprintln!("skipped: the commands of {PROCEDURE} need {missing:?}, which this machine has not");
    }
    missing.is_empty()
}

/// The procedure for a registry of this address: the values of the first block are put in the place of the examples.
fn procedure(values: &[(&str, String)]) -> String {
    let mut script = blocks(PROCEDURE, "sh").into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n");
    for (name, value) in values {
        let lines = script.lines().filter(|line| line.starts_with(&format!("{name}="))).collect::<Vec<_>>();
        assert_eq!(lines.len(), 1, "{name} is set once: {lines:?}");
        script = script.replace(lines[0], &format!("{name}='{value}'"));
    }
    format!("set -euo pipefail\n{script}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_procedure_for_a_token_works_as_it_is_written() {
    if !has_programs() {
        return;
    }
    let demo = Demo::start(Options::default()).await.unwrap();
    let image = demo.content().image("demo/app", "1.0").unwrap().clone();
    for (user, password) in [("demo", "demo"), ("demo+robot", "robot-secret"), ("admin", "admin")] {
        let values = [
            ("REGISTRY", format!("http://{}", demo.host())),
            ("REPOSITORY", image.repository.clone()),
            ("TAG", image.tag.clone()),
            ("USER_NAME", user.to_owned()),
        ];
        let script = procedure(&values);
        let output = tokio::task::spawn_blocking(move || bash(&script, &format!("{password}\n"))).await.unwrap();
        let said = said(&output);
        // Who may push is given no such token unasked.
        assert!(output.status.success() && !said.contains("\"push\""), "{user}: {said}");
        let service = format!("service: {}", demo.host());
        for part in [service.as_str(), "\"pull\"", "\"seconds\": 3600", &image.digest] {
            assert!(said.contains(part), "{user}: no {part} in\n{said}");
        }
        for referrer in &image.referrers {
            assert!(said.contains(&format!("{}\t{}", referrer.artifact_type, referrer.digest)), "{user}: {said}");
        }
        let number = image.referrers.iter().filter(|one| one.artifact_type == "application/spdx+json").count();
        assert!(number > 0 && said.lines().any(|line| line == number.to_string()), "{user}: {number} of\n{said}");
    }
    demo.stop().await;
}
