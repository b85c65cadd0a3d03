//! What the boxes say, and how wide that is.

use super::{Graph, Key, Layer, Words};
use crate::explorer::name_of;
use crate::oci::{Kind, digest};
use crate::registry::tree::{Node, Tree, What};
use crate::text;
use crate::words::{Text, odd};

/// The size of a heading, in pixels.
pub const HEADING: i32 = 14;
/// The size of the second line, in pixels.
pub const DETAIL: i32 = 12;
/// The widest that a line of words gets, in pixels.
pub const WIDEST: i32 = 230;

/// What siblings have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Platforms,
    Kind(Kind),
    Mixed,
}

type Say<'a> = &'a dyn Fn(&Text) -> String;

impl Group {
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Platforms => "platform",
            Self::Kind(kind) => kind.slug(),
            Self::Mixed => "other",
        }
    }

    /// That many more of them.
    fn more(self, n: usize) -> Text {
        let kind = match self {
            Self::Platforms => return text!("+ {n} more platforms", n = n),
            Self::Kind(kind) => kind,
            Self::Mixed => return text!("+ {n} more", n = n),
        };
        match kind {
            Kind::Signature => text!("+ {n} more signatures", n = n),
            Kind::Provenance => text!("+ {n} more provenances", n = n),
            Kind::Sbom => text!("+ {n} more SBOMs", n = n),
            Kind::ScanReport => text!("+ {n} more scan reports", n = n),
            Kind::Vex => text!("+ {n} more VEX documents", n = n),
            Kind::Attestation => text!("+ {n} more attestations", n = n),
            Kind::HelmChart => text!("+ {n} more Helm charts", n = n),
            Kind::Image => text!("+ {n} more images", n = n),
            Kind::Other => text!("+ {n} more artifacts", n = n),
        }
    }
}

/// What the box of a node says.
pub fn node(node: &Node, say: Say<'_>) -> Words {
    let (heading, format, slug) = match &node.what {
        What::Image => (say(&name_of(&node.what)), "", "image"),
        What::Platform(..) => (say(&name_of(&node.what)), "", "platform"),
        What::Artifact(found) | What::Repeat(_, found) => {
            let meaning = found.referrer.meaning;
            (say(&meaning.kind.text()), meaning.format, meaning.kind.slug())
        }
    };
    let short = digest::short(&node.digest);
    let name = if format.is_empty() { heading.clone() } else { format!("{heading} {format}") };
    let artifact_type = node.found().and_then(|found| found.referrer.artifact_type()).unwrap_or_default();
    let mut title = name.clone();
    for line in [artifact_type, node.digest.as_ref()].into_iter().filter(|line| !line.is_empty()) {
        title.push('\n');
        title.extend(odd::seen(line).chars().take(300));
    }
    let label = match node.what {
        What::Repeat(..) => {
            text!("{name}, {digest}, which stands elsewhere in the tree", name = name, digest = short.as_str())
        }
        _ => text!("{name}, {digest}", name = name, digest = short.as_str()),
    };
    let heading = cut(&heading, HEADING, WIDEST);
    let format = cut(format, HEADING, (WIDEST - width(&heading, HEADING)).max(0));
    Words {
        heading,
        format,
        detail: cut(&short, DETAIL, WIDEST),
        label: say(&label),
        title,
        digest: node.digest.to_string(),
        slug,
    }
}

/// What a box says that stands for more than is drawn; `can_open` where a press draws the next of them.
pub fn rest(number: usize, group: Group, can_open: bool, say: Say<'_>) -> Words {
    let heading = say(&group.more(number));
    let detail = say(&if can_open {
        text!("Draw the next {n}", n = super::STEP.min(number))
    } else {
        text!("See all in the table")
    });
    let label = format!("{heading}. {detail}");
    let detail = cut(&detail, DETAIL, WIDEST);
    Words {
        heading: cut(&heading, HEADING, WIDEST),
        format: String::new(),
        detail,
        title: label.clone(),
        label,
        digest: String::new(),
        slug: group.slug(),
    }
}

/// Puts a name above each column: with platforms in the tree they have one for themselves, before all that refers.
pub fn name_layers(graph: &mut Graph, tree: &Tree, say: Say<'_>) {
    let is_platform = |key| match key {
        Key::Node(id) => matches!(tree.nodes[id].what, What::Platform(..)),
        _ => false,
    };
    let has_platforms = graph.cards.iter().any(|card| is_platform(card.key));
    let mut layers: Vec<usize> = Vec::with_capacity(graph.cards.len());
    for card in &graph.cards {
        let skips = has_platforms && card.depth == 1 && !is_platform(card.key) && card.words.slug != "platform";
        layers.push(card.parent.map_or(0, |parent| layers[parent] + 1 + usize::from(skips)));
    }
    let names = |layer: usize| match layer.saturating_sub(usize::from(has_platforms)) {
        _ if layer == 0 => text!("Image"),
        0 => text!("Platforms"),
        1 => text!("Referrers"),
        2 => text!("Their referrers"),
        _ => Text::empty(),
    };
    let number = layers.iter().max().map_or(0, |last| last + 1);
    graph.layers = (0..number).map(|layer| Layer { name: say(&names(layer)), ..Layer::default() }).collect();
    for (card, layer) in graph.cards.iter_mut().zip(layers) {
        // Until it has its place, the column stands where that will be.
        card.area.x = i32::try_from(layer).unwrap_or_default();
    }
}

/// How wide a text is about, in pixels; on the safe side, as fonts differ.
pub fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().take(500).map(em).sum();
    hundredths * size / 100
}

/// The width of a character in hundredths of the font's size.
const fn em(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 34,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 96,
        'A'..='Z' | '+' => 72,
        ' '..='~' => 61,
        '\u{1100}'.. => 104,
        _ => 70,
    }
}

/// The text, or as much of it as fits, with an ellipsis.
pub fn cut(text: &str, size: i32, fitting: i32) -> String {
    if width(text, size) <= fitting && text.len() <= 400 {
        return text.to_owned();
    }
    let mut left = fitting * 100 / size.max(1) - em('…');
    let mut short: String = text
        .chars()
        .take_while(|c| {
            left -= em(*c);
            left >= 0
        })
        .collect();
    if fitting > 0 {
        short.push('…');
    }
    short
}
