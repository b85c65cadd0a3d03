//! What a registry is asked for, and how its answers reach the session: the engine's own functions.

use super::engine::{ToldOfTags, Work};
use super::look::{Look, Place, Trail};
use crate::oci::reference::ImageReference;
use crate::registry::client::Client;
use crate::registry::crawl::Bounds;
use crate::registry::fetch::Fetch;
use crate::session::{self, Event, Inquiry};
use crate::text;
use std::cell::RefCell;
use std::rc::Rc;

/// Takes a look: from the challenge to all that refers to the image.
pub fn look(look: Look, inquiry: Inquiry) -> Work {
    let client = Client::new(Fetch, inquiry.image.registry.clone());
    let client = Rc::new(client.telling(move |notice| look.note(Event::Notice(notice))));
    let ImageReference { registry, repository, .. } = inquiry.image.clone();
    let place = Rc::new(Place { registry, repository });
    let trail = Trail { client: client.clone(), place, inquiry: Rc::new(inquiry.clone()), frontier: None };
    look.leave(trail.clone());
    Box::pin(async move {
        let Some(frontier) = session::find(&client, inquiry, &|event| look.note(event)).await else { return };
        let frontier = Rc::new(RefCell::new(frontier));
        look.leave(Trail { frontier: Some(frontier.clone()), ..trail });
        session::explore(&client, &frontier, &|event| look.note(event)).await;
    })
}

/// Goes on with a look that was cancelled among the referrers, or that has reached its bounds.
pub fn go_on(look: Look) -> Work {
    Box::pin(async move {
        let Some(Trail { client, frontier: Some(frontier), .. }) = look.trail() else { return };
        frontier.borrow_mut().widen(Bounds::default());
        session::explore(&client, &frontier, &|event| look.note(event)).await;
    })
}

/// Lists the tags of a repository, with the client of the newest look where that is in already.
pub fn tags(look: Look, inquiry: Inquiry, tell: ToldOfTags) -> Work {
    let client = look.trail().filter(|trail| trail.is_for(&inquiry)).map(|trail| trail.client);
    let client = client.unwrap_or_else(|| Rc::new(Client::new(Fetch, inquiry.image.registry.clone())));
    Box::pin(async move {
        if let Err(error) = session::tags(&client, &inquiry, |tags| tell(Ok(tags))).await {
            let reason = session::explain(&inquiry, None, &error).what;
            tell(Err(text!("No list of tags: {reason}", reason = reason)));
        }
    })
}
