//! How a figure grows with n: time = a · n^b, fitted to the sizes by least squares over their logarithms.

use super::figures::{Figure, write};

/// What is called linear: b at most this. The smallest sizes are left out of a fit, where what does not depend on n is
/// most of the time; what is left of it makes b smaller, never larger.
pub const LINEAR: f64 = 1.15;

/// How something grows.
pub struct Growth {
    /// Its figure's name, without the size.
    pub name: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// The sizes, and what was measured at each.
    pub points: Vec<(f64, f64)>,
}

/// b of time = a · n^b.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(n, time)| (n.ln(), time.ln())).collect();
    let number = logs.len() as f64;
    let (x, y) = logs.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / number, y + point.1 / number));
    let slope = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>();
    slope / logs.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}

/// Writes a part of the report that says how these grow.
pub fn tell(part: &str, all: &[Growth]) {
    let figures: Vec<Figure> = all
        .iter()
        .map(|Growth { name, what, points }| {
            let sizes: Vec<String> = points.iter().map(|(n, _)| n.to_string()).collect();
            let what = format!("b of time = a · n^b of: {what}, fitted over n = {}", sizes.join(", "));
            Figure::new(format!("{name}-growth"), what, "exponent", vec![exponent(points)]).at_most(LINEAR)
        })
        .collect();
    write(part, &figures);
}

#[test]
fn an_exponent_is_found_again() {
    for b in [0.0, 0.5, 1.0, 2.0] {
        let points: Vec<(f64, f64)> = [100.0, 1_000.0, 50_000.0_f64].map(|n| (n, 3.0 * n.powf(b))).into();
        assert!((exponent(&points) - b).abs() < 1e-9, "{b}");
    }
}
