//! The tree as Markdown (CommonMark): nested lists, for an issue or a report.
//!
//! What a registry says stands in code spans, on one line, without control characters and without marks that turn the
//! direction of writing: no renderer finds markup, links or mentions in it.

use super::outline::Outline;
use crate::oci::Digest;
use crate::oci::reference::ImageReference;
use crate::registry::found::Found;
use crate::registry::tree::{Node, Tree, What};

/// The most characters of an annotation or type that are written.
const LIMIT: usize = 200;
/// Deeper than this, lists are not nested further: renderers give up far below what a tree can have.
const NESTING: usize = 12;

/// Writes the tree of an image, piece by piece.
pub fn write(image: &ImageReference, digest: &Digest, tree: &Tree, take: &mut dyn FnMut(&str)) {
    let count = tree.artifacts().count();
    let kinds = Tree::count_by_kind(tree.artifacts());
    take(&format!("# What refers to {}\n\nDigest: {}\n\n", code(&image.to_string()), code(digest.as_ref())));
    if !tree.filter.is_empty() {
        take(&format!("Asked for the artifact type {} alone.\n\n", code(&tree.filter)));
    }
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{}: {count}", kind.words())).collect();
    match count {
        0 => take("Nothing was found."),
        _ => take(&format!("Found: {count}. {}.", kinds.join(", "))),
    }
    if tree.is_bounded || !tree.nodes.iter().all(Node::is_whole) {
        take(" **Not complete**: some questions failed, or were not asked.");
    }
    take(" What these artifacts claim has not been verified.\n\n");
    for (id, depth) in Outline::of(tree).below(0) {
        if let Some(node) = tree.nodes.get(id) {
            take(&item(node, depth));
        }
    }
}

fn item(node: &Node, depth: usize) -> String {
    let indent = "  ".repeat(depth.min(NESTING));
    let head = match (&node.what, node.found()) {
        (What::Platform(_, Some(platform)), _) => format!("Platform {}", code(&platform.to_string())),
        (What::Platform(_, None), _) => "Manifest of the index".to_owned(),
        (_, Some(found)) => title(found),
        (_, None) => "Image".to_owned(),
    };
    let mut text = format!("{indent}- {head} {}", code(node.digest.as_ref()));
    if let Some(found) = node.found() {
        text.push_str(&format!(", {} bytes", found.referrer.size()));
        if let Some(created) = found.referrer.created() {
            text.push_str(&format!(", created {}", code(created)));
        }
    }
    if matches!(node.what, What::Repeat(..)) {
        text.push_str(" (listed elsewhere, too)");
    }
    if !node.is_whole() {
        text.push_str(" (what refers to it is not known completely)");
    }
    text.push('\n');
    for (key, value) in node.found().map(|found| found.referrer.annotations()).unwrap_or_default() {
        text.push_str(&format!("{indent}  - {} = {}\n", code(key), code(value)));
    }
    text
}

fn title(found: &Found) -> String {
    let meaning = &found.referrer.meaning;
    let format = if meaning.format.is_empty() { String::new() } else { format!(" ({})", meaning.format) };
    let kind = format!("**{}**{format}", meaning.kind.words());
    match found.referrer.artifact_type() {
        Some(artifact_type) => format!("{kind} {}", code(artifact_type)),
        None => kind,
    }
}

/// A text as a code span (CommonMark §6.1): fenced by more backticks than it has in a row.
fn code(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut line: String =
        text.chars().take(LIMIT).map(|c| if is_hidden(c) || c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().nth(LIMIT).is_some() {
        line.push('…');
    }
    // A span of blanks alone would be none.
    if line.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(1 + line.split(|c| c != '`').map(str::len).max().unwrap_or(0));
    // A blank on each side is taken off again; it keeps backticks at the ends from the fence.
    format!("{fence} {line} {fence}")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use std::time::Instant;

    fn written(tree: &Tree) -> String {
        let image = ImageReference {
            registry: sample::registry(),
            repository: sample::repository(),
            reference: sample::reference(),
        };
        let mut text = String::new();
        write(&image, &sample::digest_of(0), tree, &mut |piece| text.push_str(piece));
        text
    }

    #[test]
    fn the_tree_is_a_nested_list() {
        let text = written(&sample::tree());
        assert!(text.starts_with("# What refers to ` quay.example:8443/org/app:1.0 `\n"), "{text}");
        assert!(text.contains("\nFound: 4. Signature: 1, SBOM: 1, Attestation: 1, Other artifact: 1. What"), "{text}");
        let heads: Vec<String> = text
            .lines()
            .filter(|line| line.trim_start().starts_with("- ") && !line.contains(" = "))
            .map(|line| line.split(" ` sha256").next().unwrap().to_owned())
            .collect();
        assert_eq!(
            heads,
            [
                "- Image",
                "  - Platform ` linux/amd64 `",
                "    - **Signature** (Notation) ` application/vnd.cncf.notary.signature `",
                "      - **Attestation** (in-toto) ` application/vnd.in-toto+json `",
                "      - **SBOM** (SPDX) ` application/spdx+json `",
                "  - Platform ` linux/arm64/v8 `",
                "    - **Other artifact**",
                "  - **SBOM** (SPDX) ` application/spdx+json `",
            ]
        );
        assert!(text.contains("created ` 2026-01-02T03:04:05Z `\n"), "{text}");
        assert!(!text.contains("Not complete"));
    }

    #[test]
    fn hostile_annotations_stay_inside_their_code() {
        let text = written(&sample::tree());
        assert!(!text.contains(['\u{202e}', '\r']));
        let expected =
            "- ` note ` = `` =HYPERLINK(\"http://evil.example\")  # `x` | <img src=x onerror=alert(1)>  ``\n";
        assert!(text.contains(expected), "{text}");
        for (said, expected) in [
            ("x", "` x `"),
            ("`", "`` ` ``"),
            ("``` a ``", "```` ``` a `` ````"),
            ("a\nb", "` a b `"),
            ("", "(empty)"),
            (" \u{200b}\n", "(empty)"),
            (&"x".repeat(300), &format!("` {}… `", "x".repeat(200))),
        ] {
            assert_eq!(code(said), expected);
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        let mut tree = sample::flat(1);
        assert!(written(&tree).contains("\nNothing was found. What"));
        tree.is_bounded = true;
        assert!(written(&tree).contains("Nothing was found. **Not complete**"));
        let mut tree = sample::tree();
        tree.nodes[3].unreadable.push("entry 1".to_owned());
        tree.filter = "x/y".to_owned();
        let text = written(&tree);
        assert!(text.contains("**Not complete**") && text.contains("(what refers to it is not known completely)\n"));
        assert!(text.contains("the artifact type ` x/y ` alone"), "{text}");
    }

    #[test]
    fn fifty_thousand_items() {
        for make in [sample::flat, sample::chain] {
            let tree = make(50_000);
            let begun = Instant::now();
            let mut size = 0;
            write_to_nothing(&tree, &mut size);
            assert!(size > 50_000 * 80 && size < 50_000 * 300, "{size} bytes");
            assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
        }
    }

    fn write_to_nothing(tree: &Tree, size: &mut usize) {
        let image = ImageReference {
            registry: sample::registry(),
            repository: sample::repository(),
            reference: sample::reference(),
        };
        write(&image, &sample::digest_of(0), tree, &mut |piece| *size += piece.len());
    }
}
