//! Requests over the network, with a browser's eyes: what a page of an origin may ask and see (Fetch
//! standard, "CORS protocol").

use refscope::registry::transport::{Request, Response, Transport, TransportError};
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Client, Method, Url};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Headers of an answer that a page on another origin sees without permission.
const SAFE: [&str; 7] =
    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"];
/// The longest value of `Accept` that a page may send to another origin without asking
/// ("CORS-safelisted request-header").
const SAFE_LENGTH: usize = 128;
/// How long the question whether anything answers at all may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(10);

/// A native HTTP client that keeps to a browser's rules.
#[derive(Clone, Debug)]
pub struct Native {
    /// Where the page would come from. What it asks there needs no permission.
    pub page: &'static str,
}

impl Native {
    fn client(request: &Request) -> Client {
        let redirects = if request.follow_redirects {
            reqwest::redirect::Policy::default()
        } else {
            reqwest::redirect::Policy::none()
        };
        Client::builder().redirect(redirects).timeout(request.timeout).build().unwrap()
    }

    fn is_own(&self, url: &Url) -> bool {
        url.origin().ascii_serialization() == self.page
    }

    /// Whether an answer lets this page read it: one header, with this origin or with all ("CORS check").
    fn may_read(&self, headers: &HeaderMap) -> bool {
        let allowed: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
        matches!(allowed[..], [value] if value == "*" || value == self.page)
    }

    /// Whether the registry lets this page send headers of its own, which a browser asks before it does
    /// ("CORS-preflight fetch"). A `*` does not cover `Authorization`.
    async fn may_send(&self, client: &Client, request: &Request) -> Result<bool, reqwest::Error> {
        let headers = request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.expose().len()));
        let mut asked: Vec<_> = headers.filter(|(name, size)| name != "accept" || *size > SAFE_LENGTH).collect();
        if asked.is_empty() {
            return Ok(true);
        }
        asked.sort();
        let asked: Vec<_> = asked.into_iter().map(|(name, _)| name).collect();
        let preflight = client
            .request(Method::OPTIONS, &request.url)
            .header("Origin", self.page)
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", asked.join(","));
        let answer = preflight.send().await?;
        let allowed = names(answer.headers(), "access-control-allow-headers");
        let is_allowed = |name: &String| allowed.contains(name) || (allowed == ["*"] && name != "authorization");
        Ok(answer.status().is_success() && self.may_read(answer.headers()) && asked.iter().all(is_allowed))
    }

    /// What the page sees of an answer's headers.
    fn seen(&self, answer: &reqwest::Response) -> Vec<(String, String)> {
        let exposed = names(answer.headers(), "access-control-expose-headers");
        let is_seen = |name: &HeaderName| {
            self.is_own(answer.url())
                || SAFE.contains(&name.as_str())
                || exposed.iter().any(|exposed| exposed == name.as_str())
        };
        let seen = answer.headers().iter().filter(|(name, _)| is_seen(name));
        seen.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
    }
}

/// The names in a header that lists some, in lower case.
fn names(headers: &HeaderMap, header: &str) -> Vec<String> {
    let lists = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect()
}

/// What it means for the page that there is no answer.
fn unanswered(error: &reqwest::Error, request: &Request) -> TransportError {
    if error.is_timeout() { TransportError::Timeout(request.timeout) } else { TransportError::Unreadable }
}

/// Reads a body to its end, or to the piece that makes it larger than is allowed.
async fn read(
    mut answer: reqwest::Response,
    request: &Request,
    take: &mut dyn FnMut(&[u8]),
) -> Result<(), TransportError> {
    let mut size = 0;
    loop {
        let piece = match answer.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => return Ok(()),
            Err(error) if error.is_timeout() => return Err(TransportError::Timeout(request.timeout)),
            Err(_) => return Err(TransportError::CutOff(size)),
        };
        size += piece.len();
        if size > request.limit {
            return Err(TransportError::TooLarge(request.limit));
        }
        take(&piece);
    }
}

impl Transport for Native {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let mut body = Vec::new();
        let mut answer = self.stream(request, &mut |piece| body.extend_from_slice(piece)).await?;
        if answer.is_success() {
            answer.body = body;
        }
        Ok(answer)
    }

    async fn stream(&self, request: &Request, take: &mut dyn FnMut(&[u8])) -> Result<Response, TransportError> {
        let client = Self::client(request);
        let url = Url::parse(&request.url).map_err(|_| TransportError::Unreadable)?;
        let is_own = self.is_own(&url);
        if !is_own && !self.may_send(&client, request).await.map_err(|error| unanswered(&error, request))? {
            return Err(TransportError::Unreadable);
        }
        let mut builder = client.get(url.clone());
        if !is_own {
            builder = builder.header("Origin", self.page);
        }
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.expose());
        }
        let answer = builder.send().await.map_err(|error| unanswered(&error, request))?;
        // A browser fails where it may not follow; it gives no redirect to a page.
        let is_stopped = !request.follow_redirects && answer.status().is_redirection();
        if is_stopped || (!self.is_own(answer.url()) && !self.may_read(answer.headers())) {
            return Err(TransportError::Unreadable);
        }
        let mut whole = Response {
            redirected_to: (*answer.url() != url).then(|| answer.url().to_string()),
            status: answer.status().as_u16(),
            headers: self.seen(&answer),
            body: Vec::new(),
        };
        if whole.is_success() {
            read(answer, request, take).await?;
        } else {
            read(answer, request, &mut |piece| whole.body.extend_from_slice(piece)).await?;
        }
        Ok(whole)
    }

    async fn pause(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        Client::builder().timeout(PROBE_TIMEOUT).build().unwrap().get(url).send().await.is_ok()
    }

    fn page_origin(&self) -> Option<String> {
        Some(self.page.to_owned())
    }

    fn is_online(&self) -> bool {
        true
    }
}
