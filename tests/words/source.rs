//! The sentences in the source of the page and of its inspector.
//!
//! The rule: outside `src/view`, a sentence is what stands in `text!`, `counted` or `Text::from`, and in the inspector
//! what stands in `say!`: of nothing else can it make the words of a report. In `src/view`, where most of what is
//! written is for people, it is the other way round: every literal that reads like words is a sentence, unless it
//! names something of the markup ([`MARKUP`]). A text that is put on screen as it is, by [`BARE`], is not said in the
//! reader's language, so there must be no words in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Ident, LitStr, Token};

/// Where the source is.
const SOURCES: &[&str] = &["src", "inspector/src"];
/// Macros that make a sentence. `text!` goes by another name where `text` is taken; `say!` is the inspector's.
const MACROS: &[&str] = &["text", "sentence", "say"];
/// Functions by whose arguments elements are made and found.
const MARKUP: &[&str] = &[
    "attr",
    "attrs",
    "cell",
    "class",
    "el",
    "find",
    "flag",
    "focus",
    "get",
    "id",
    "live_attr",
    "live_flag",
    "on",
    "shaped",
    "svg",
    "contains",
    "ends_with",
    "starts_with",
    "split",
    "get_data",
    "query_selector",
    "query_selector_all",
    "replace",
    "trim_start_matches",
    "expect",
];
/// Functions that put a text on screen as it is.
const BARE: &[&str] = &["button", "first_text", "live_text", "text"];
/// Functions that say a sentence, by its place among their arguments; those before it are markup.
const SAY: &[(&str, usize)] = &[
    ("Text::from", 0),
    ("say", 0),
    ("live_say", 0),
    ("press", 0),
    ("note", 0),
    ("notice", 0),
    ("fact", 0),
    ("code", 0),
    ("custom", 0),
    ("say_attr", 1),
    ("live_say_attr", 1),
    ("choices", 1),
    ("said", 2),
    ("spoken", 2),
];
/// Fields of structs whose content is said.
const SAID_FIELDS: &[&str] = &["about", "example", "help", "label", "title"];
/// The same in every language. The last one is what is said where the translation is missing.
const UNTRANSLATABLE: &[&str] = &[
    "Refscope",
    "English",
    "简体中文",
    "PNG",
    "SVG",
    "无法加载中文翻译：此页面自身程序的一部分未能从其服务器加载，或与构建时不符。请重新加载页面；如果仍无效，请告知此页面的维护者。",
];
/// Names of keys and of what a row is asked to do.
const KEYS: &[&str] =
    &["ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Click", "End", "Enter", "Fold", "Home", "PageDown", "PageUp"];

/// A sentence.
pub struct Sentence {
    /// In English, with its places.
    pub template: String,
    /// In which file.
    pub file: String,
    /// The places that are filled.
    pub given: BTreeSet<String>,
}

/// What was found.
#[derive(Default)]
pub struct Source {
    pub sentences: Vec<Sentence>,
    /// Words that are put on screen as they are.
    pub untranslatable: Vec<String>,
}

/// Reads the whole source of the page and of the inspector.
pub fn read() -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut reader = Reader { file: String::new(), is_view: false, mode: Mode::Plain, found: Source::default() };
    for path in SOURCES.iter().flat_map(|source| files(&root.join(source))) {
        reader.file = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        reader.is_view = reader.file.starts_with("src/view/");
        let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
        reader.visit_file(&file);
    }
    reader.found
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.into_iter().flat_map(inside).filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
}

/// What a literal is, by where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Plain,
    Markup,
    Bare,
    /// In a text that is put together: no sentence can be found in it.
    Format,
    Say,
    /// One of the sentences of `counted`.
    Numbers,
}

struct Reader {
    file: String,
    is_view: bool,
    mode: Mode,
    found: Source,
}

/// The arguments of `text!` and of `say!`.
struct TextMacro {
    template: LitStr,
    places: Vec<(Ident, Option<Expr>)>,
}

impl Parse for TextMacro {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let template = input.parse()?;
        let mut places = Vec::new();
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let name = input.parse()?;
            let value = input.parse::<Option<Token![=]>>()?.map(|_| input.parse()).transpose()?;
            places.push((name, value));
        }
        Ok(Self { template, places })
    }
}

/// Whether there are words in it, outside its places.
fn has_words(text: &str) -> bool {
    let outside = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    outside.flat_map(|part| part.split(|c: char| !c.is_alphabetic())).any(|word| word.chars().count() > 1)
}

/// Whether it reads like words for people, and not like a name in the markup.
fn reads_like_words(text: &str) -> bool {
    let is_css = ["minmax(", ":not(", "visually-hidden"].iter().any(|part| text.contains(part));
    has_words(text)
        && !is_css
        && !KEYS.contains(&text)
        && (text.trim().contains(' ') || text.starts_with(char::is_uppercase))
}

impl Reader {
    fn within(&mut self, mode: Mode, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.mode, mode);
        visit(self);
        self.mode = before;
    }

    fn sentence(&mut self, template: String, given: &[&str]) {
        if has_words(&template) {
            let given = given.iter().map(|name| (*name).to_owned()).collect();
            self.found.sentences.push(Sentence { template, file: self.file.clone(), given });
        }
    }

    fn literal(&mut self, text: &str) {
        if UNTRANSLATABLE.contains(&text) {
            return;
        }
        match self.mode {
            Mode::Say => self.sentence(text.to_owned(), &[]),
            Mode::Numbers => self.sentence(text.to_owned(), &["n"]),
            Mode::Plain if self.is_view && reads_like_words(text) => self.sentence(text.to_owned(), &[]),
            Mode::Bare if has_words(text) => {
                self.found.untranslatable.push(format!("{}: {text:?}", self.file));
            }
            Mode::Format if reads_like_words(text) => {
                self.found.untranslatable.push(format!("{}: {text:?}", self.file));
            }
            Mode::Plain | Mode::Markup | Mode::Bare | Mode::Format => {}
        }
    }

    fn arguments<'a>(&mut self, name: &str, arguments: impl Iterator<Item = &'a Expr>) {
        let said =
            SAY.iter().find(|(known, _)| *known == name && (self.is_view || name == "Text::from")).map(|(_, at)| *at);
        for (at, argument) in arguments.enumerate() {
            if name == "counted" && at == 1 {
                if matches!(argument, Expr::Path(_)) {
                    self.found.untranslatable.push(format!("{}: counted wants its sentences in place", self.file));
                }
                self.within(Mode::Numbers, |reader| reader.visit_expr(argument));
                continue;
            }
            if let ("template", Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) = (name, argument) {
                let (template, given) = (text.value(), BTreeSet::new());
                self.found.sentences.push(Sentence { template, file: self.file.clone(), given });
            }
            let mode = match said {
                Some(place) if at == place => Mode::Say,
                Some(place) if at < place => Mode::Markup,
                _ if !self.is_view => Mode::Plain,
                _ if name == "words" && at < 2 => Mode::Markup,
                _ if name == "words" || BARE.contains(&name) => Mode::Bare,
                _ if MARKUP.contains(&name) => Mode::Markup,
                // What only hands on: the literal is still what it was.
                _ if matches!(name, "Some" | "Ok" | "Err") => self.mode,
                _ => Mode::Plain,
            };
            self.within(mode, |reader| reader.visit_expr(argument));
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.literal(&text.value());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_pat(&mut self, _: &'ast syn::Pat) {}

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| {
            let condition = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
            attribute.path().is_ident("cfg") && (condition == "test" || condition.starts_with("all (test"))
        };
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let is_comparison = matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_));
        let mode = if is_comparison { Mode::Markup } else { self.mode };
        self.within(mode, |reader| visit::visit_expr_binary(reader, binary));
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let name = match &*call.func {
            Expr::Path(path) => {
                let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                if names == ["Text", "from"] {
                    "Text::from".to_owned()
                } else {
                    names.last().cloned().unwrap_or_default()
                }
            }
            _ => String::new(),
        };
        self.visit_expr(&call.func);
        self.arguments(&name, call.args.iter());
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        self.arguments(&call.method.to_string(), call.args.iter());
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        let is_said = matches!(&field.member, syn::Member::Named(name) if SAID_FIELDS.contains(&&*name.to_string()));
        let mode = if self.is_view && is_said { Mode::Say } else { Mode::Plain };
        self.within(mode, |reader| visit::visit_field_value(reader, field));
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let name = called.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if MACROS.contains(&&*name) {
            let text: TextMacro = called.parse_body().unwrap_or_else(|error| panic!("{}: {error}", self.file));
            let given: Vec<String> = text.places.iter().map(|(name, _)| name.to_string()).collect();
            self.sentence(text.template.value(), &given.iter().map(String::as_str).collect::<Vec<_>>());
            let values = text.places.iter().filter_map(|(_, value)| value.as_ref());
            values.for_each(|value| self.within(Mode::Plain, |reader| reader.visit_expr(value)));
        } else if let Ok(arguments) = called.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            let is_text = matches!(&*name, "format" | "write" | "writeln") && self.is_view;
            let mode = match self.mode {
                Mode::Plain | Mode::Say if is_text => Mode::Format,
                mode => mode,
            };
            self.within(mode, |reader| arguments.iter().for_each(|argument| reader.visit_expr(argument)));
        }
    }
}
