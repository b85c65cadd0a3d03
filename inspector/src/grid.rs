//! A table whose rows stay here: the page asks for those that it shows.

use report::report::ColumnKind;
use report::{Column, Rows, Severity, Table, Window, Words};
use std::cmp::Ordering;

/// The most rows that are handed out at once.
const MOST: u32 = 1_000;
/// The most bytes of a cell that are kept: nobody reads more in a table.
const CELL_LIMIT: usize = 2_048;

/// Rows of cells. All text lies in one string: a table of 100,000 rows is two allocations.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    columns: Vec<Column>,
    text: String,
    /// Where each cell ends, row by row.
    ends: Vec<u32>,
    /// The rows of the newest window's search, in its order, so that scrolling does not sort again.
    view: Option<View>,
}

#[derive(Clone, Debug)]
struct View {
    search: String,
    sort: Option<(u32, bool)>,
    rows: Vec<u32>,
}

impl Grid {
    /// An empty table.
    #[must_use]
    pub fn new<const N: usize>(columns: [(Words, ColumnKind); N]) -> Self {
        let columns = columns.into_iter().map(|(title, kind)| Column { title, kind }).collect();
        Self { columns, ..Self::default() }
    }

    /// Appends a row; a cell is empty where the document states nothing.
    ///
    /// # Panics
    /// When there are not as many cells as columns: an error of the reader.
    pub fn push(&mut self, cells: &[&str]) {
        assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        for cell in cells {
            self.text.push_str(&cell[..cell.floor_char_boundary(CELL_LIMIT)]);
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        self.view = None;
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.ends.len() / self.columns.len().max(1)).unwrap_or(u32::MAX)
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What the page learns of it first.
    #[must_use]
    pub fn table(&self, number: u32) -> Table {
        Table { number, columns: self.columns.clone(), count: self.len() }
    }

    /// A cell; empty where there is none.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> &str {
        let at = row as usize * self.columns.len() + column as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The rows of a window.
    pub fn rows(&mut self, window: &Window) -> Rows {
        let is_same = |view: &View| view.search == window.search && view.sort == window.sort;
        if !self.view.as_ref().is_some_and(is_same) {
            self.view = Some(View { search: window.search.clone(), sort: window.sort, rows: self.chosen(window) });
        }
        let order = self.view.as_ref().map(|view| view.rows.as_slice()).unwrap_or_default();
        let wanted = order.iter().skip(window.from as usize).take(window.count.min(MOST) as usize);
        let columns = u32::try_from(self.columns.len()).unwrap_or_default();
        let row = |row: &u32| (0..columns).map(|column| self.cell(*row, column).to_owned()).collect();
        Rows { found: u32::try_from(order.len()).unwrap_or(u32::MAX), rows: wanted.map(row).collect() }
    }

    fn chosen(&self, window: &Window) -> Vec<u32> {
        let columns = u32::try_from(self.columns.len()).unwrap_or_default();
        let needle = window.search.trim().to_ascii_lowercase();
        let holds =
            |row: &u32| needle.is_empty() || (0..columns).any(|column| contains(self.cell(*row, column), &needle));
        let mut rows: Vec<u32> = (0..self.len()).filter(holds).collect();
        if let Some((column, is_down)) = window.sort.filter(|(column, _)| *column < columns) {
            let kind = self.columns[column as usize].kind;
            // What is not stated stands last, whichever way the rest is sorted.
            rows.sort_by(|a, b| {
                let (a, b) = (self.cell(*a, column), self.cell(*b, column));
                let order = compare(kind, a, b);
                a.is_empty().cmp(&b.is_empty()).then(if is_down { order.reverse() } else { order })
            });
        }
        rows
    }
}

/// Whether a text holds a needle, which is in lower case, without regard to ASCII case.
fn contains(text: &str, needle: &str) -> bool {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let Some(first) = needle.first() else { return true };
    // Most places fall at the first byte, before anything is compared.
    text.windows(needle.len()).any(|part| part[0].eq_ignore_ascii_case(first) && part.eq_ignore_ascii_case(needle))
}

fn compare(kind: ColumnKind, a: &str, b: &str) -> Ordering {
    match kind {
        ColumnKind::Number | ColumnKind::Size => {
            let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
            number(a).cmp(&number(b))
        }
        ColumnKind::Severity => Severity::of(a).cmp(&Severity::of(b)),
        ColumnKind::Version => by_version(a, b),
        ColumnKind::Word | ColumnKind::Code | ColumnKind::Time => {
            let lower = |byte: u8| byte.to_ascii_lowercase();
            a.bytes().map(lower).cmp(b.bytes().map(lower))
        }
    }
}

/// Runs of digits by their value, the rest by its bytes.
fn by_version(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let (digits, other) = (run(a, true), run(b, true));
        if !digits.is_empty() && !other.is_empty() {
            let (x, y) = (digits.trim_start_matches('0'), other.trim_start_matches('0'));
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[digits.len()..], &b[other.len()..]);
            continue;
        }
        let (words, others) = (run(a, false), run(b, false));
        let order = words.cmp(others);
        if order.is_ne() || (words.is_empty() && others.is_empty()) {
            return order.then(a.len().cmp(&b.len()));
        }
        (a, b) = (&a[words.len()..], &b[others.len()..]);
    }
}

/// The digits, or what is none, that a text begins with.
fn run(text: &str, is_digits: bool) -> &str {
    let end = text.bytes().position(|byte| byte.is_ascii_digit() != is_digits).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::say;

    fn versions(rows: &[[&str; 2]]) -> Grid {
        let mut grid = Grid::new([(say!("Name"), ColumnKind::Word), (say!("Version"), ColumnKind::Version)]);
        rows.iter().for_each(|row| grid.push(row));
        grid
    }

    fn names(rows: &Rows) -> Vec<&str> {
        rows.rows.iter().map(|row| row[0].as_str()).collect()
    }

    #[test]
    fn versions_are_sorted_as_people_count_and_what_is_missing_is_last() {
        let mut grid = versions(&[["a", "1.10.0"], ["b", ""], ["c", "1.9.0"], ["d", "1.9.0-rc1"]]);
        let up = Window { sort: Some((1, false)), count: 10, ..Window::default() };
        assert_eq!(names(&grid.rows(&up)), ["c", "d", "a", "b"]);
        let down = Window { sort: Some((1, true)), ..up };
        assert_eq!(names(&grid.rows(&down)), ["a", "d", "c", "b"]);
    }

    #[test]
    fn a_search_counts_all_and_hands_out_the_window() {
        let mut grid = versions(&[["OpenSSL", "3"], ["zlib", "1"], ["openssl-libs", "3"]]);
        let window = Window { search: "openssl".to_owned(), from: 1, count: 1, ..Window::default() };
        let rows = grid.rows(&window);
        assert_eq!((rows.found, names(&rows)), (2, vec!["openssl-libs"]));
        assert_eq!(grid.rows(&Window { search: "3".to_owned(), count: 9, ..Window::default() }).found, 2);
    }

    #[test]
    fn a_cell_that_nobody_would_read_is_cut_between_characters() {
        let long = format!("a{}", "é".repeat(10_000));
        let grid = versions(&[[&long, "1"]]);
        assert!(grid.cell(0, 0).len() <= CELL_LIMIT && long.starts_with(grid.cell(0, 0)));
        assert_eq!(grid.cell(0, 1), "1");
    }

    #[test]
    fn windows_beyond_the_end_and_columns_that_are_not_there_are_no_harm() {
        let mut grid = versions(&[["a", "1"]]);
        let window = Window { from: u32::MAX, count: u32::MAX, sort: Some((9, true)), ..Window::default() };
        assert_eq!(grid.rows(&window), Rows { found: 1, rows: Vec::new() });
        assert_eq!(grid.cell(7, 7), "");
    }
}
