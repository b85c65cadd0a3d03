//! Why a browser could not read an answer: every verdict, from what such a browser would observe.

use refscope::auth::Secret;
use refscope::oci::Address;
use refscope::registry::diagnose::{Verdict, diagnose};
use refscope::registry::transport::{Request, Response, Transport, TransportError};
use std::time::Duration;

/// A browser, and the world as it lets the page see it.
#[derive(Clone, Copy)]
struct World {
    page: &'static str,
    is_online: bool,
    /// Whether anything answers at all.
    answers: bool,
    /// Whether answers to requests without headers may be read.
    is_readable: bool,
    /// The headers that a preflight allows.
    allowed: &'static [&'static str],
    permission: Option<&'static str>,
}

impl Transport for World {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let is_allowed = request.headers.iter().all(|(name, _)| self.allowed.contains(name));
        let is_seen = self.is_online && self.answers && self.is_readable && is_allowed;
        if is_seen { Ok(Response { status: 401, ..Response::default() }) } else { Err(TransportError::Unreadable) }
    }

    async fn pause(&self, _duration: Duration) {}

    fn now(&self) -> u64 {
        0
    }

    async fn answers_at_all(&self, _url: &str) -> bool {
        self.is_online && self.answers
    }

    fn page_origin(&self) -> Option<String> {
        Some(self.page.to_owned())
    }

    fn is_online(&self) -> bool {
        self.is_online
    }

    async fn local_network_permission(&self) -> Option<String> {
        self.permission.map(str::to_owned)
    }
}

/// All is well, but that the answer which matters could not be read.
const WORLD: World = World {
    page: "https://tools.example",
    is_online: true,
    answers: true,
    is_readable: true,
    allowed: &["Accept", "Authorization"],
    permission: None,
};

#[tokio::test]
async fn every_verdict_has_its_observations() {
    let page = || Some("https://tools.example".to_owned());
    let http = World { page: "http://tools.example", ..WORLD };
    let own = World { page: "https://quay.example", ..WORLD };
    let down = World { answers: false, ..WORLD };
    let https = "https://quay.example";
    for (world, host, verdict) in [
        (World { is_online: false, ..WORLD }, https, Verdict::Offline),
        // One's own machine is there without a network.
        (World { is_online: false, ..http }, "http://127.0.0.1:5000", Verdict::Unreachable),
        (WORLD, "http://quay.example", Verdict::MixedContent),
        // Browsers take one's own machine for safe.
        (World { answers: false, ..WORLD }, "http://localhost:5000", Verdict::Unreachable),
        (down, https, Verdict::Unreachable),
        (World { permission: Some("denied"), ..down }, "https://192.168.0.7", Verdict::LocalNetwork),
        (World { permission: Some("prompt"), ..down }, "https://192.168.0.7", Verdict::LocalNetwork),
        (World { permission: Some("prompt"), ..down }, https, Verdict::Unreachable),
        (World { permission: Some("granted"), ..down }, "https://192.168.0.7", Verdict::Unreachable),
        (World { is_readable: false, ..WORLD }, https, Verdict::NoCors { page: page() }),
        (World { allowed: &[], ..WORLD }, https, Verdict::NoPreflight { page: page() }),
        (
            World { allowed: &["Accept"], ..WORLD },
            https,
            Verdict::HeaderNotAllowed { page: page(), header: "Authorization" },
        ),
        (
            World { allowed: &["Authorization"], ..WORLD },
            https,
            Verdict::HeaderNotAllowed { page: page(), header: "Accept" },
        ),
        (WORLD, https, Verdict::Redirected),
        // Between a page and its own origin stands no permission.
        (World { is_readable: false, ..own }, https, Verdict::Redirected),
        (World { answers: false, ..own }, https, Verdict::Unreachable),
    ] {
        let host = Address::parse(host).unwrap();
        let request = Request {
            url: format!("{}/v2/a/manifests/1", host.origin()),
            headers: ["Accept", "Authorization"].map(|name| (name, Secret::new("x"))).into(),
            limit: 0,
            timeout: Duration::ZERO,
            follow_redirects: true,
        };
        let found = diagnose(&world, &host, &TransportError::Unreadable, &request).await;
        assert_eq!(found, verdict, "{} from {}", host.origin(), world.page);
    }
}
