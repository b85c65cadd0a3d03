//! OpenVEX 0.2.0 and older: which vulnerabilities concern which products, and why not.

use super::findings::{Text, code, plain, time};
use super::within::json;
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Section, say};
use serde::Deserialize;

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, rename = "@context", alias = "context")]
    context: Text<'a>,
    #[serde(borrow, rename = "@id", alias = "id")]
    id: Text<'a>,
    #[serde(borrow)]
    author: Text<'a>,
    #[serde(borrow)]
    role: Text<'a>,
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow)]
    last_updated: Text<'a>,
    #[serde(borrow)]
    tooling: Text<'a>,
    #[serde(borrow)]
    statements: Vec<Statement<'a>>,
}

#[derive(Deserialize)]
struct Statement<'a> {
    #[serde(borrow)]
    vulnerability: Option<Named<'a>>,
    #[serde(borrow)]
    products: Option<Vec<Named<'a>>>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    justification: Text<'a>,
    #[serde(borrow)]
    impact_statement: Text<'a>,
    #[serde(borrow)]
    action_statement: Text<'a>,
    #[serde(borrow)]
    status_notes: Text<'a>,
}

/// A text before 0.2.0, an object since.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named<'a> {
    Object {
        #[serde(borrow, rename = "@id", alias = "id")]
        id: Text<'a>,
        #[serde(borrow)]
        name: Text<'a>,
        #[serde(borrow)]
        identifiers: Option<Identifiers<'a>>,
    },
    Text(#[serde(borrow)] Text<'a>),
}

/// What a product without an `@id` is known by.
#[derive(Deserialize)]
struct Identifiers<'a> {
    #[serde(borrow)]
    purl: Text<'a>,
    #[serde(borrow)]
    cpe23: Text<'a>,
    #[serde(borrow)]
    cpe22: Text<'a>,
}

impl Named<'_> {
    fn text(&self) -> &str {
        let (id, name, identifiers) = match self {
            Self::Object { id, name, identifiers } => (plain(id), plain(name), identifiers.as_ref()),
            Self::Text(text) => return plain(text),
        };
        let others = identifiers.map(|all| [&all.purl, &all.cpe23, &all.cpe22].map(plain)).unwrap_or_default();
        [name, id].into_iter().chain(others).find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// Whether a document has the context of OpenVEX.
pub fn claims(input: &Input<'_>) -> bool {
    // Some libraries forget the sign before the name.
    let context = input.shape().text("@context").or_else(|| input.shape().text("context"));
    context.is_some_and(|context| context.contains("openvex")) || input.is_called("openvex")
}

/// Lays out the statements, a row for each product.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = json(input.bytes)?;
    let version = plain(&document.context).rsplit_once("/v").map(|(_, version)| version).unwrap_or_default();
    let mut inspection = Inspection::of(format!("OpenVEX {version}").trim());
    let mut facts = Vec::new();
    code(&mut facts, say!("Author"), plain(&document.author));
    code(&mut facts, say!("Role"), plain(&document.role));
    time(&mut facts, say!("Time"), plain(&document.timestamp));
    time(&mut facts, say!("Last updated"), plain(&document.last_updated));
    code(&mut facts, say!("Tool"), plain(&document.tooling));
    code(&mut facts, say!("ID"), plain(&document.id));
    inspection.report.sections.push(Section::facts(say!("Document"), facts));
    inspection.table(say!("Statements"), statements(&document.statements));
    Ok(inspection)
}

fn statements(statements: &[Statement<'_>]) -> Grid {
    let mut grid = Grid::new([
        (say!("ID"), ColumnKind::Code),
        (say!("Product"), ColumnKind::Code),
        (say!("Status"), ColumnKind::Word),
        (say!("Justification"), ColumnKind::Word),
        (say!("Explanation"), ColumnKind::Word),
    ]);
    for statement in statements {
        let said = [&statement.impact_statement, &statement.action_statement, &statement.status_notes];
        let said: Vec<&str> = said.into_iter().map(plain).filter(|text| !text.is_empty()).collect();
        let (said, id) = (said.join(" "), statement.vulnerability.as_ref().map(Named::text).unwrap_or_default());
        let mut push = |product| {
            grid.push(&[id, product, plain(&statement.status), plain(&statement.justification), &said]);
        };
        match statement.products.as_deref() {
            // The product is then what the document is attached to.
            None | Some([]) => push(""),
            Some(products) => products.iter().for_each(|product| push(product.text())),
        }
    }
    grid
}
