//! The table that a person reads at the end of a run.

use super::report::{Figure, Report};

/// Every figure a line, and one that sums them up.
#[must_use]
pub fn table(report: &Report) -> String {
    let head = ["figure", "value", "reference", "ratio", "limit", ""].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(report.figures.iter().map(row)).collect();
    let widths: [usize; 6] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    let mut text = String::new();
    for row in rows {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            // Names to the left, numbers to the right.
            text += &if column == 0 { format!("  {cell:width$}") } else { format!("  {cell:>width$}") };
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text + "\n" + &sum(report)
}

fn row(figure: &Figure) -> [String; 6] {
    let Figure { name, unit, value, beside, limit, .. } = figure;
    let verdict = match limit {
        None => "",
        Some(_) if figure.is_over() => "OVER",
        Some(_) => "ok",
    };
    [
        name.clone(),
        format!("{} {unit}", number(*value)),
        beside.as_ref().map(|beside| format!("{} {unit}", number(beside.value))).unwrap_or_default(),
        beside.as_ref().map(|beside| format!("{:.2}", beside.ratio)).unwrap_or_default(),
        limit.map(number).unwrap_or_default(),
        verdict.to_owned(),
    ]
}

fn sum(report: &Report) -> String {
    let limited = report.figures.iter().filter(|figure| figure.limit.is_some()).count();
    let over: Vec<&str> = report.over().map(|figure| figure.name.as_str()).collect();
    let verdict = match &*over {
        [] => format!("All {limited} figures with a limit are within it."),
        _ => format!("{} of {limited} figures with a limit are over it: {}.", over.len(), over.join("; ")),
    };
    let Report { date, commit, processors, browser, .. } = report;
    format!("{verdict}\n{date}, commit {commit}, {processors} processors, {browser}\n")
}

/// As many places as mean something.
#[must_use]
pub fn number(number: f64) -> String {
    match number.abs() {
        size if size >= 1000.0 => {
            let digits = format!("{number:.0}");
            let gap = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
            digits.char_indices().flat_map(|(at, digit)| gap(at).then_some(' ').into_iter().chain([digit])).collect()
        }
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::example;

    #[test]
    fn every_figure_has_its_line_and_what_is_over_is_named() {
        let table = table(&example());
        let squeezed: Vec<_> =
            table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        for line in [
            "figure value reference ratio limit",
            "within 110 ms 100 ms 1.10 1.25 ok",
            "over & <out> 300 ms 100 ms 3.00 1.50 OVER",
            "alone 130 000 ms 140 000 ok",
            "without a limit 7.00 ms",
            "1 of 3 figures with a limit are over it: over & <out>.",
        ] {
            assert!(squeezed.iter().any(|found| found == line), "{line} is missing in\n{table}");
        }
    }

    #[test]
    fn numbers_have_the_places_that_mean_something() {
        let numbers = [0.004, 1.234, 12.34, 123.4, 1234.5, 1_234_567.0];
        assert_eq!(numbers.map(number), ["0.00", "1.23", "12.3", "123", "1 234", "1 234 567"]);
    }
}
