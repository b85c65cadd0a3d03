//! Registries that are asked at another origin than the one people know: behind the page's own server, or behind a
//! proxy that adds CORS headers.
//!
//! Everything else goes on by the address that people know: commands to copy, whose token it is, what is on screen.
//! So addresses are changed at the door to the network, on the way out and on the way back.

use super::transport::Response;

/// A registry, and where it is asked; both are origins (`https://host[:port]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// As people know it.
    pub known: String,
    /// Where it is asked.
    pub asked: String,
}

/// The address with another origin, where it has the first one.
fn moved(url: &str, from: &str, to: &str) -> Option<String> {
    let rest = url.strip_prefix(from).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))?;
    Some(format!("{to}{rest}"))
}

/// Where an address is asked, and the route by which; `None` where that is the address itself.
#[must_use]
pub fn find<'a>(routes: &'a [Route], url: &str) -> Option<(String, &'a Route)> {
    routes.iter().find_map(|route| Some((moved(url, &route.known, &route.asked)?, route)))
}

impl Route {
    /// An answer as if it came from the registry that people know: where it came from, and what its headers name.
    #[must_use]
    pub fn back(&self, mut answer: Response) -> Response {
        let known = |url: &str| moved(url, &self.asked, &self.known);
        answer.redirected_to = answer.redirected_to.map(|url| known(&url).unwrap_or(url));
        let (asked, own) = (format!("{}/", self.asked), format!("{}/", self.known));
        for (_, value) in &mut answer.headers {
            *value = value.replace(&asked, &own);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route() -> Route {
        Route { known: "https://quay.example".to_owned(), asked: "https://tools.example:8443".to_owned() }
    }

    #[test]
    fn only_the_registrys_own_origin_is_moved() {
        let routes = [route()];
        let asked = |url: &str| find(&routes, url).map(|(url, _)| url);
        assert_eq!(asked("https://quay.example/v2/?a=b").as_deref(), Some("https://tools.example:8443/v2/?a=b"));
        for url in [
            "https://quay.example.evil/v2/",
            "https://quay.example:444/v2/",
            "http://quay.example/v2/",
            "https://quay.example@evil/v2/",
            "https://auth.example/?of=https://quay.example/v2/",
        ] {
            assert_eq!(asked(url), None, "{url}");
        }
    }

    #[test]
    fn an_answer_is_the_registrys_own() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let answer = Response {
            redirected_to: Some("https://tools.example:8443/v2/a/blobs/b".to_owned()),
            status: 401,
            headers: vec![
                header("www-authenticate", "Bearer realm=\"https://tools.example:8443/v2/auth\",service=\"q\""),
                header("link", "<https://tools.example:8443.evil/v2/>; rel=next"),
            ],
            body: b"https://tools.example:8443/".to_vec(),
        };
        let back = route().back(answer.clone());
        assert_eq!(back.redirected_to.as_deref(), Some("https://quay.example/v2/a/blobs/b"));
        assert_eq!(back.headers[0].1, "Bearer realm=\"https://quay.example/v2/auth\",service=\"q\"");
        assert_eq!((&back.headers[1], &back.body), (&answer.headers[1], &answer.body));
        let elsewhere = Response { redirected_to: Some("https://storage.example/x".to_owned()), ..answer };
        assert_eq!(route().back(elsewhere.clone()).redirected_to, elsewhere.redirected_to);
    }
}
