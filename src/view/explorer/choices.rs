//! A group of boxes to tick, each with a number beside it. Boxes stay as they are while numbers change, so that the
//! focus does; what has no number is hidden.

use crate::view::element::{El, el, is_checked, said};
use crate::view::language::say;
use crate::words::{Arg, Text};
use std::cell::RefCell;
use std::rc::Rc;

/// One of the choices.
pub struct Choice {
    /// What it is picked by.
    pub key: String,
    /// What it is called.
    pub label: Text,
    /// How many there are; `None` where that is of no interest.
    pub number: Option<usize>,
    /// Whether it is picked.
    pub is_picked: bool,
}

/// What is done when a box is ticked, or the tick taken away.
type Pick = Rc<dyn Fn(&str, bool)>;

struct Drawn {
    key: String,
    item: El,
    input: El,
    number: El,
}

/// A group that shows what `choices` gives, and tells when a box is ticked or the tick is taken away.
pub fn choices(
    class: &str,
    label: Text,
    choices: impl Fn() -> Vec<Choice> + 'static,
    pick: impl Fn(&str, bool) + 'static,
) -> El {
    let group = el("div").attrs(&[("class", class), ("role", "group")]).say_attr("aria-label", label);
    let pick: Pick = Rc::new(pick);
    let drawn = RefCell::new(Vec::<Drawn>::new());
    let owner = leptos::prelude::Owner::current().unwrap_or_default();
    let list = group.clone();
    group.follow(move || {
        let mut drawn = drawn.borrow_mut();
        let choices = choices();
        for known in drawn.iter().filter(|known| choices.iter().all(|choice| choice.key != known.key)) {
            known.item.clone().flag("hidden", true);
        }
        for (place, choice) in choices.iter().enumerate() {
            let at = place_of(&drawn, &choice.key).unwrap_or_else(|| {
                // Before the next of those that stand there, none of which is moved.
                let next = choices[place..].iter().find_map(|choice| place_of(&drawn, &choice.key));
                // It lives as long as the group, not as long as one turn of this effect.
                let new = owner.with(|| draw(choice, pick.clone()));
                list.with_before(&new.item, next.map(|next| &drawn[next].item));
                drawn.push(new);
                drawn.len() - 1
            });
            let known = &drawn[at];
            let number = choice.number.map(|number| say(&Arg::from(number).into()));
            known.item.clone().flag("hidden", choice.number == Some(0) && !choice.is_picked);
            known.number.clone().replace(Vec::new()).text(&number.unwrap_or_default());
            known.input.clone().checked(choice.is_picked);
        }
    })
}

fn place_of(drawn: &[Drawn], key: &str) -> Option<usize> {
    drawn.iter().position(|known| known.key == key)
}

fn draw(choice: &Choice, pick: Pick) -> Drawn {
    let key = choice.key.clone();
    let input = el("input").attrs(&[("type", "checkbox"), ("value", &key)]);
    let input = input.on("change", move |event| pick(&key, is_checked(&event)));
    let number = el("span").class("number-of");
    let label = said("span", "choice-name", choice.label.clone());
    let item = el("label").class("choice").with_all(vec![input.clone(), label, number.clone()]);
    Drawn { key: choice.key.clone(), item, input, number }
}
