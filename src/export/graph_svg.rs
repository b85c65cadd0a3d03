//! The drawing of the tree as an SVG file that needs nothing but itself: no style sheet, no font, no script.
//!
//! It is a picture of what is on screen, in the reader's language, but always dark on light: it goes into documents
//! and onto paper.

use crate::explorer::graph::{BASELINES, Card, DETAIL, Edge, Graph, HEADING, INSET, MARK, RADIUS, SPACE, cut};

/// What the picture is of.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// What the picture is called.
    pub title: &'a str,
    /// Registry, repository and digest: told to those who hear it, and written below the drawing.
    pub about: &'a str,
}

/// The colours of the light theme in `style/tokens.css`, which a file cannot ask for.
const PANEL: &str = "#ffffff";
const SUNK: &str = "#eef0ed";
const TEXT: &str = "#1c2321";
const SOFT: &str = "#515b56";
const LINE: &str = "#79827b";
const ACCENT: &str = "#12566e";
const ACCENT_SOFT: &str = "#e1eef2";
/// How much the caption adds to the height, in pixels.
const FOOT: i32 = 24;

/// The colour of a kind.
fn colour(slug: &str) -> &'static str {
    match slug {
        "signature" => "#6a3fa0",
        "provenance" => "#12566e",
        "sbom" => "#1d6b3f",
        "scan" => "#9a4a08",
        "vex" => "#80620a",
        "attestation" => "#2b5ba8",
        "chart" => "#3d50b5",
        _ => SOFT,
    }
}

/// The size of the file's picture, in pixels.
#[must_use]
pub const fn size(graph: &Graph) -> (i32, i32) {
    (graph.width, graph.height + FOOT)
}

/// Writes the file.
#[must_use]
pub fn write(graph: &Graph, caption: Caption<'_>) -> String {
    let (width, height) = size(graph);
    let mut file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"sans-serif\" \
         font-size=\"{DETAIL}\" fill=\"{TEXT}\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{PANEL}\"/>\n",
        escaped(caption.title),
        escaped(caption.about)
    );
    for layer in &graph.layers {
        text(&mut file, (layer.x, BASELINES.layer), &format!("fill=\"{SOFT}\""), &escaped(&layer.name));
    }
    file.push_str("<g fill=\"none\">\n");
    // What is marked is drawn last, over the others.
    for is_on_path in [false, true] {
        graph.edges.iter().filter(|edge| edge.is_on_path == is_on_path).for_each(|edge| curve(&mut file, edge));
    }
    file.push_str("</g>\n");
    graph.cards.iter().for_each(|card| plate(&mut file, card));
    let left = graph.layers.first().map_or(INSET, |layer| layer.x);
    let about = cut(caption.about, DETAIL, width - 2 * left);
    text(&mut file, (left, height - INSET), &format!("fill=\"{SOFT}\""), &escaped(&about));
    file.push_str("</svg>\n");
    file
}

fn curve(file: &mut String, edge: &Edge) {
    let (stroke, width) = if edge.is_on_path { (ACCENT, "2.5") } else { (LINE, "1.25") };
    let dashes = if edge.is_repeat { " stroke-dasharray=\"5 4\"" } else { "" };
    let line = format!("<path d=\"{}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dashes}/>\n", edge.curve);
    file.push_str(&line);
}

fn plate(file: &mut String, card: &Card) {
    let (area, words) = (card.area, &card.words);
    let (stroke, width) = match (card.is_selected, card.is_on_path) {
        (true, _) => (ACCENT, 3),
        (_, true) => (ACCENT, 2),
        _ => (LINE, 1),
    };
    let fill = match (card.is_selected, card.is_dimmed) {
        (true, _) => ACCENT_SOFT,
        (_, true) => SUNK,
        _ => PANEL,
    };
    let dashes = if card.is_repeat || card.is_rest() { " stroke-dasharray=\"5 4\"" } else { "" };
    let colour = colour(words.slug);
    file.push_str(&format!(
        "<g transform=\"translate({} {})\">\n<title>{}</title>\n<rect width=\"{}\" height=\"{}\" rx=\"{RADIUS}\" \
         fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dashes}/>\n<path d=\"{MARK}\" fill=\"{colour}\"/>\n",
        area.x,
        area.y,
        escaped(&words.title),
        area.width,
        area.height,
    ));
    let heading = format!("<tspan font-weight=\"600\">{}</tspan>", escaped(&words.heading));
    let format = match &*words.format {
        "" => String::new(),
        format => format!("<tspan dx=\"{SPACE}\" fill=\"{SOFT}\">{}</tspan>", escaped(format)),
    };
    text(file, (INSET, BASELINES.heading), &format!("font-size=\"{HEADING}\""), &(heading + &format));
    let font = if card.is_rest() { "" } else { " font-family=\"monospace\"" };
    text(file, (INSET, BASELINES.detail), &format!("fill=\"{SOFT}\"{font}"), &escaped(&words.detail));
    file.push_str("</g>\n");
}

/// A line of words; `inside` is XML already.
fn text(file: &mut String, (x, y): (i32, i32), attributes: &str, inside: &str) {
    file.push_str(&format!("<text x=\"{x}\" y=\"{y}\" {attributes}>{inside}</text>\n"));
}

/// A text as XML has it, without the characters that no XML document may hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push('\n'),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::explorer::graph::{Area, Key, Layer, Words};

    fn card(id: usize, slug: &'static str, text: &str) -> Card {
        Card {
            key: Key::Node(id),
            area: Area { x: 24, y: 54, width: 200, height: 48 },
            parent: id.checked_sub(1),
            depth: id,
            position: 1,
            siblings: 1,
            has_children: false,
            can_open: false,
            is_selected: false,
            is_on_path: false,
            is_dimmed: false,
            is_repeat: false,
            words: Words {
                heading: text.to_owned(),
                format: text.to_owned(),
                detail: text.to_owned(),
                label: text.to_owned(),
                title: text.to_owned(),
                digest: String::new(),
                slug,
            },
        }
    }

    fn drawing(text: &str) -> Graph {
        let edge = |is_repeat, is_on_path| Edge { from: 0, to: 1, is_repeat, is_on_path, curve: "M0 0H9".to_owned() };
        Graph {
            cards: vec![card(0, "image", text), Card { is_selected: true, ..card(1, "sbom", text) }],
            edges: vec![edge(false, true), edge(true, false)],
            layers: vec![Layer { x: 24, width: 200, name: text.to_owned() }],
            width: 248,
            height: 126,
        }
    }

    #[test]
    fn any_words_make_a_valid_document_that_says_them() {
        let hostile = "</text><script>alert(1)</script> & \"'<![CDATA[ ]]> --> ü漢 \u{202e}";
        for (words, read) in
            [("SBOM", "SBOM"), (hostile, hostile), ("a\u{0}b\u{1b}\u{ffff}c", "a\u{fffd}b\u{fffd}\u{fffd}c")]
        {
            let file = write(&drawing(words), Caption { title: words, about: words });
            let document = roxmltree::Document::parse(&file).unwrap_or_else(|error| panic!("{error}: {file}"));
            let named = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).collect::<Vec<_>>();
            let root = document.root_element();
            assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
            assert_eq!((root.attribute("width"), root.attribute("height")), (Some("248"), Some("150")));
            assert_eq!(named("title").iter().map(|node| node.text()).collect::<Vec<_>>(), [Some(read); 3]);
            assert_eq!(named("desc")[0].text(), Some(read));
            assert_eq!(named("tspan")[0].text(), Some(read));
            assert!(named("script").is_empty() && named("style").is_empty());
            // Nothing of it lies elsewhere.
            assert!(document.descendants().flat_map(|node| node.attributes()).all(|a| !a.name().contains("href")));
        }
    }

    #[test]
    fn marks_dashes_and_the_order_of_curves() {
        let file = write(&drawing("x"), Caption { title: "t", about: "a" });
        let document = roxmltree::Document::parse(&file).unwrap();
        let curves: Vec<_> = document.descendants().filter(|node| node.attribute("d") == Some("M0 0H9")).collect();
        let of = |name: &str| curves.iter().map(|node| node.attribute(name)).collect::<Vec<_>>();
        assert_eq!(of("stroke-dasharray"), [Some("5 4"), None]);
        assert_eq!(of("stroke"), [Some(LINE), Some(ACCENT)]);
        let marks: Vec<_> = document.descendants().filter(|node| node.attribute("d") == Some(MARK)).collect();
        assert_eq!(marks.iter().map(|node| node.attribute("fill").unwrap()).collect::<Vec<_>>(), [SOFT, "#1d6b3f"]);
    }

    #[test]
    fn colours_are_those_of_the_light_theme() {
        let tokens = include_str!("../../style/tokens.css");
        let token = |name: &str| {
            let value = tokens.split_once(&format!("--{name}: light-dark(")).map(|(_, rest)| rest);
            value.and_then(|rest| rest.split_once(',')).map(|(light, _)| light)
        };
        for (name, colour) in [
            ("panel", PANEL),
            ("sunk", SUNK),
            ("text", TEXT),
            ("text-soft", SOFT),
            ("line-strong", LINE),
            ("accent", ACCENT),
            ("accent-soft", ACCENT_SOFT),
        ] {
            assert_eq!(token(name), Some(colour), "{name}");
        }
        for kind in crate::oci::Kind::ALL {
            assert_eq!(token(&format!("kind-{}", kind.slug())), Some(colour(kind.slug())), "{kind:?}");
        }
    }
}
