//! How a look is taken: from the challenge to all that refers to the image.

use super::{Event, Inquiry, StepName};
use crate::auth::BasicCredentials;
use crate::oci::reference::ImageReference;
use crate::registry::client::{Client, Fetched, Granted};
use crate::registry::crawl::{self, Bounds, Frontier, Start};
use crate::registry::problem::{Circumstances, Problem};
use crate::registry::{ClientError, Entrance, Transport};
use std::cell::RefCell;

/// Looks at one image from the challenge to the referrers, and tells every turn.
pub async fn look<T: Transport>(client: &Client<T>, inquiry: Inquiry, tell: impl Fn(Event)) {
    if let Some(frontier) = find(client, inquiry, &tell).await {
        explore(client, &RefCell::new(frontier), &tell).await;
    }
}

/// The first part of a look: from the challenge to the image. Gives where the second part begins.
pub async fn find<T: Transport>(client: &Client<T>, inquiry: Inquiry, tell: &impl Fn(Event)) -> Option<Frontier> {
    tell(Event::Begun(Box::new(inquiry.clone())));
    let mut granted = None;
    let (step, error) = match steps(client, &inquiry, tell, &mut granted).await {
        Ok(image) => return Some(begin(client, inquiry, granted, image, tell)),
        Err(failure) => failure,
    };
    tell(Event::Failed(step, explain(&inquiry, granted.as_deref(), &error)));
    None
}

/// An error in words, for whoever made this inquiry.
#[must_use]
pub fn explain(inquiry: &Inquiry, granted: Option<&[String]>, error: &ClientError) -> Problem {
    let around = Circumstances {
        registry: &inquiry.image.registry,
        repository: &inquiry.image.repository,
        reference: &inquiry.image.reference,
        user: inquiry.credentials.as_ref().map(BasicCredentials::user),
        granted,
    };
    Problem::explain(error, &around)
}

/// The second part of a look, or more of it: all that refers to the image, within the bounds. After it was
/// cancelled it can be gone on with.
pub async fn explore<T: Transport>(client: &Client<T>, frontier: &RefCell<Frontier>, tell: &impl Fn(Event)) {
    tell(Event::Asking(StepName::Referrers));
    crawl::crawl(client, frontier, &|turn| tell(Event::Turn(turn))).await;
    tell(Event::Explored);
}

fn begin<T: Transport>(
    client: &Client<T>,
    inquiry: Inquiry,
    granted: Option<Vec<String>>,
    image: Fetched,
    tell: &impl Fn(Event),
) -> Frontier {
    let start = Start {
        user: inquiry.credentials.as_ref().map(|credentials| credentials.user().to_owned()),
        image: inquiry.image,
        granted,
        filter: inquiry.filter,
        may_go_on_unseen: client.is_cross_origin() && !image.is_stated,
        bounds: Bounds::default(),
    };
    let (frontier, turns) = Frontier::begin(start, &image);
    tell(Event::Image(Box::new(image)));
    turns.into_iter().for_each(|turn| tell(Event::Turn(turn)));
    frontier
}

async fn steps<T: Transport>(
    client: &Client<T>,
    inquiry: &Inquiry,
    tell: &impl Fn(Event),
    actions: &mut Option<Vec<String>>,
) -> Result<Fetched, (StepName, ClientError)> {
    let ImageReference { repository, reference, .. } = &inquiry.image;
    let at = |step| move |error| (step, error);

    tell(Event::Asking(StepName::Challenge));
    let entrance = entrance(client, inquiry).await.map_err(at(StepName::Challenge))?;
    tell(Event::Entrance(entrance.clone()));

    tell(Event::Asking(StepName::Token));
    let granted = enter(client, inquiry, entrance).await.map_err(at(StepName::Token))?;
    actions.clone_from(&granted.actions);
    tell(Event::Granted(granted));

    tell(Event::Asking(StepName::Image));
    client.manifest(repository, reference).await.map_err(at(StepName::Image))
}

/// Gets in. A realm on another host was taken for a proxy's; where there is no token endpoint behind that proxy,
/// it was none, and the person has to decide.
pub(super) async fn enter<T: Transport>(
    client: &Client<T>,
    inquiry: &Inquiry,
    entrance: Entrance,
) -> Result<Granted, ClientError> {
    let realm = match &entrance {
        Entrance::Bearer { realm, .. } => realm.clone(),
        Entrance::Basic | Entrance::Open => None,
    };
    let answer = client.enter(entrance, inquiry.credentials.clone(), inquiry.scope()).await;
    match (answer, realm) {
        (Err(ClientError::Refused { status: 404, .. }), Some(realm)) => Err(ClientError::ForeignRealm { realm }),
        (answer, _) => answer,
    }
}

/// How one gets in: by the registry's challenge, or by what the person set in its place.
pub(super) async fn entrance<T: Transport>(client: &Client<T>, inquiry: &Inquiry) -> Result<Entrance, ClientError> {
    let registry = &inquiry.image.registry;
    let found = match (&inquiry.endpoint, &inquiry.service) {
        // Both are known: there is nothing to ask.
        (Some(_), Some(_)) => Entrance::assumed(registry),
        // A realm on another host is no obstacle once the person has named the endpoint.
        (Some(_), None) => match client.challenge(&inquiry.allowed).await {
            Err(ClientError::ForeignRealm { .. } | ClientError::Challenge(_)) => Entrance::assumed(registry),
            answer => answer?,
        },
        (None, _) => client.challenge(&inquiry.allowed).await?,
    };
    Ok(found.with_typed(inquiry.service.as_deref(), inquiry.endpoint.as_ref(), registry))
}
