//! An error: what happened, why that usually is, what to do now, in the registry's words too.

use crate::registry::Problem;
use leptos::prelude::*;

/// An error.
pub fn problem_view(problem: Problem) -> AnyView {
    let Problem { what, why, now, quote } = problem;
    let quote = quote.map(|words| {
        view! {
            <figure>
                <figcaption>"In the other side's words"</figcaption>
                <blockquote class="problem-quote">{words}</blockquote>
            </figure>
        }
    });
    view! {
        <div class="problem" role="alert">
            <p class="problem-what">{what}</p>
            {quote}
            <dl>
                <dt>"Why that usually is"</dt><dd class="problem-why">{why}</dd>
                <dt>"What to do now"</dt><dd class="problem-now">{now}</dd>
            </dl>
        </div>
    }
    .into_any()
}
