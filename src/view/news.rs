//! How what happens in a look reaches the views: in what order, and how soon.

use super::look::Look;
use crate::browser;
use crate::registry::client::Notice;
use crate::registry::tree::Turn;
use crate::session::{Event, Session, StepName};
use leptos::prelude::*;
use std::time::Duration;

/// How long changes of the tree are collected before they are drawn.
const DRAWING: Duration = Duration::from_millis(120);
/// How long nothing new comes before a look's news is drawn on its way to the list, that it has begun included: drawn
/// between two answers of a quick registry, it would keep the next question waiting; while a slow one is waited for, it
/// costs nothing, and a person sees it come at once.
const QUIET: Duration = Duration::from_millis(25);

impl Look {
    /// Takes note of what happened in a look.
    pub fn note(self, event: Event) {
        if matches!(event, Event::Granted(_) | Event::Notice(Notice::Renewed(_))) {
            self.token_arrived.set(browser::now());
        }
        // A turn of the tree is news for the tree alone.
        let is_turn = matches!(event, Event::Turn(_));
        // It is the last turn of each answer.
        let is_answer_noted = matches!(event, Event::Turn(Turn::Progress { .. }));
        let is_on_its_way = matches!(
            event,
            Event::Begun(_) | Event::Asking(_) | Event::Entrance(_) | Event::Granted(_) | Event::Image(_)
        );
        if matches!(event, Event::Turn(Turn::Begun { .. })) {
            self.kept.get_value().has_drawn.set(false);
        }
        let selected = self.selected_digest();
        let results = |session: &Session| session.counts(StepName::Referrers).1;
        let before = self.session.with_untracked(results);
        self.session.update_untracked(|session| session.apply(event));
        if self.session.with_untracked(results) != before {
            // Places in the tree before mean nothing in this one.
            self.select_digest(selected);
        }
        if is_turn {
            self.draw_soon(is_answer_noted);
        } else if is_on_its_way {
            self.tell_soon();
        } else {
            self.tell();
        }
    }

    /// Tells the views all that is new.
    fn tell(self) {
        self.kept.get_value().untold_since.set(None);
        self.arrive_now();
        StepName::ALL.into_iter().for_each(|step| self.announce(step));
        self.draw();
        self.session.notify();
        self.is_busy.set(self.session.with_untracked(Session::is_running));
    }

    /// Tells it once nothing new has come for a moment, and after a while in any case.
    fn tell_soon(self) {
        let kept = self.kept.get_value();
        let now = js_sys::Date::now();
        kept.news.set(now);
        if kept.untold_since.get().is_none() {
            kept.untold_since.set(Some(now));
            self.wait_for_quiet(now, QUIET);
        }
    }

    /// Looks after a moment whether it is quiet. A timer for each piece of news would cost more than the news.
    fn wait_for_quiet(self, since: f64, moment: Duration) {
        let see = move || {
            let kept = self.kept.get_value();
            if kept.untold_since.get() != Some(since) {
                return;
            }
            let (now, quiet) = (js_sys::Date::now(), QUIET.as_millis() as f64);
            let left = (kept.news.get() + quiet).min(since + DRAWING.as_millis() as f64) - now;
            // A clock that was set back would have it wait for hours.
            if left > 0.0 && left <= quiet {
                self.wait_for_quiet(since, Duration::from_millis(left as u64 + 1));
            } else {
                self.tell();
            }
        };
        set_timeout(see, moment);
    }

    fn announce(self, step: StepName) {
        let (changes, results) = self.session.with_untracked(|session| session.counts(step));
        announce(self.results[step as usize], results);
        announce(self.changes[step as usize], changes);
    }

    fn draw(self) {
        self.draw_rows();
        self.draw_rest();
    }

    fn draw_rows(self) {
        self.announce(StepName::Referrers);
        self.seek();
        self.rows.update(|rows| *rows += 1);
    }

    fn draw_rest(self) {
        self.turns.update(|turns| *turns += 1);
    }

    /// Draws the first rows, and after the next picture what is said of them all: what a person waits for is on screen
    /// before it is counted.
    fn draw_first(self) {
        self.draw_rows();
        request_animation_frame(move || {
            set_timeout(move || set_timeout(move || self.draw_rest(), browser::BREATH), Duration::ZERO);
        });
    }

    /// Draws the tree after a while, with all that has come by then: a thousand answers, each drawn for itself,
    /// would keep the browser busy longer than the network. The first rows are what a person waits for: they are drawn
    /// as soon as all of their answer is noted, and all else that is new waits until they are on screen.
    fn draw_soon(self, is_answer_noted: bool) {
        let kept = self.kept.get_value();
        let has_some = |session: &Session| session.newest().is_some_and(|tree| tree.artifacts().next().is_some());
        if !kept.has_drawn.get() {
            if !self.session.with_untracked(has_some) {
                self.tell_soon();
            } else if is_answer_noted {
                kept.has_drawn.set(true);
                self.draw_first();
                self.time_drawing();
                self.tell_soon();
            }
        } else if !kept.is_draw_due.replace(true) {
            let draw = move || {
                self.kept.get_value().is_draw_due.set(false);
                self.draw();
                self.time_drawing();
            };
            set_timeout(draw, self.pause());
        }
    }

    /// How long changes are collected: a large tree takes long to be drawn, and the page is to have time for more
    /// than that.
    pub(super) fn pause(self) -> Duration {
        DRAWING.max(Duration::from_millis((2.0 * self.kept.get_value().drawing.get()) as u64))
    }

    /// Notes how long it takes until all is done that a change of a signal has set off.
    pub(super) fn time_drawing(self) {
        let begun = js_sys::Date::now();
        set_timeout(move || self.kept.get_value().drawing.set(js_sys::Date::now() - begun), Duration::ZERO);
    }
}

/// Sets a signal where that changes it.
fn announce(signal: RwSignal<u64>, count: u64) {
    if signal.get_untracked() != count {
        signal.set(count);
    }
}
