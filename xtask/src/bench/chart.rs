//! The chart for the documentation: how much of its limit each figure takes.

use super::{
    report::{Figure, Report},
    table::number,
};

/// Where the bars begin, where the limit stands, and how wide all of it is.
const LEFT: f64 = 250.0;
const LIMIT: f64 = 300.0;
const WIDTH: f64 = 760.0;
/// The height of a line, and of what stands above and below the lines.
const LINE: f64 = 26.0;
const HEAD: f64 = 44.0;
const FOOT: f64 = 34.0;
/// A bar of what is far too much ends here, in limits.
const MOST: f64 = 1.15;

/// Light and dark as the reader's system has it.
const STYLE: &str = "
  :root { --ground: #fff; --text: #1c2024; --soft: #5b626b; --good: #2f7d4f; --bad: #b3362b; --line: #8a929b }
  @media (prefers-color-scheme: dark) {
    :root { --ground: #14181c; --text: #e6e9ec; --soft: #a3abb4; --good: #57b07d; --bad: #ee7d70; --line: #7c858e }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--text) }
  .ground { fill: var(--ground) } .soft { fill: var(--soft) }
  .good { fill: var(--good) } .bad { fill: var(--bad) }
  .limit { stroke: var(--line); stroke-dasharray: 3 3 }
";

/// The chart.
#[must_use]
pub fn svg(report: &Report) -> String {
    let limited: Vec<(&Figure, f64)> =
        report.figures.iter().filter_map(|figure| Some((figure, figure.share()?))).collect();
    let bottom = HEAD + LINE * limited.len() as f64;
    let (limit, height) = (LEFT + LIMIT, bottom + FOOT);
    let bars: String = limited.iter().enumerate().map(|(at, (figure, share))| bar(at, figure, *share)).collect();
    let Report { date, commit, processors, browser, .. } = report;
    let day = date.split('T').next().unwrap_or_default();
    let source = escape(&format!("{day}, commit {commit}, {processors} processors, {browser}"));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title">
<title id="title">How much of its limit each figure of the bench takes</title>
<style>{STYLE}</style>
<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>
<text x="{limit}" y="26" text-anchor="middle" class="soft">limit</text>
<path class="limit" d="M{limit} 32V{bottom}"/>
{bars}<text x="16" y="{source_y}" class="soft">{source}</text>
</svg>
"#,
        source_y = bottom + 22.0,
    )
}

fn bar(at: usize, figure: &Figure, share: f64) -> String {
    let top = HEAD + LINE * at as f64;
    let length = LIMIT * if share.is_nan() { MOST } else { share.clamp(0.0, MOST) };
    let class = if figure.is_over() { "bad" } else { "good" };
    let name = escape(&figure.name);
    let unit = if figure.beside.is_some() { "×".to_owned() } else { figure.unit.clone() };
    let limit = number(figure.limit.unwrap_or_default());
    let words = escape(&format!("{} of {limit} {unit}", number(figure.judged())));
    format!(
        r#"<text x="{name_x}" y="{text_y}" text-anchor="end">{name}</text>
<rect class="{class}" x="{LEFT}" y="{bar_y}" width="{length:.1}" height="14" rx="3"/>
<text x="{words_x}" y="{text_y}">{words}</text>
"#,
        name_x = LEFT - 12.0,
        text_y = top + 15.0,
        bar_y = top + 3.0,
        words_x = LEFT + LIMIT * MOST + 12.0,
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::example;

    #[test]
    fn the_chart_is_well_formed_and_has_a_bar_for_each_limit() {
        let svg = svg(&example());
        let document = roxmltree::Document::parse(&svg).unwrap();
        let bars: Vec<_> = document
            .descendants()
            .filter(|node| node.tag_name().name() == "rect" && node.has_attribute("y"))
            .map(|node| (node.attribute("class").unwrap(), node.attribute("width").unwrap()))
            .collect();
        assert_eq!(bars, [("good", "264.0"), ("bad", "345.0"), ("good", "278.6")]);
        let words: Vec<_> = document.descendants().filter_map(|node| node.text()).collect();
        assert!(words.contains(&"over & <out>") && words.contains(&"3.00 of 1.50 ×"), "{words:?}");
        assert!(svg.contains("prefers-color-scheme: dark"));
    }
}
