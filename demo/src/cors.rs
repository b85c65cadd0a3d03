//! What a proxy in front of Quay has to add for the page to work from another origin, or forgets to add.

use crate::options::Cors;
use axum::Router;
use axum::http::{HeaderName, Method, header};
use std::time::Duration;
use tower_http::cors::{Any, CorsLayer};

/// Adds the headers to all answers of `app`, and answers its preflights.
pub fn add(app: Router, cors: Cors) -> Router {
    match cors {
        Cors::Any => app.layer(layer().expose_headers(exposed())),
        Cors::Unexposed => app.layer(layer()),
        Cors::WithoutAuthorization => {
            app.layer(layer().allow_headers([header::ACCEPT, header::RANGE]).expose_headers(exposed()))
        }
        Cors::Quay => app,
    }
}

fn exposed() -> [HeaderName; 8] {
    [
        header::WWW_AUTHENTICATE,
        header::LINK,
        header::CONTENT_LENGTH,
        header::CONTENT_RANGE,
        header::RETRY_AFTER,
        HeaderName::from_static("docker-content-digest"),
        HeaderName::from_static("oci-filters-applied"),
        HeaderName::from_static("oci-subject"),
    ]
}

fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::AUTHORIZATION, header::ACCEPT, header::RANGE])
        .max_age(Duration::from_secs(600))
}
