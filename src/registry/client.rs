//! A registry, asked one question at a time: challenge, token, manifest, referrers.

use super::diagnose::diagnose;
use super::endpoint::{Entrance, TokenEndpoint};
use super::error::{ClientError, Question};
use super::transport::{Request, Response, Transport};
use crate::auth::{BasicCredentials, Scope, Secret, Token};
use crate::oci::error::Refusal;
use crate::oci::manifest::{self, Manifest};
use crate::oci::referrers::Referrers;
use crate::oci::{Address, Digest, Reference, RepositoryName, digest};
use std::time::Duration;

/// The most bytes of a manifest or index: the specification asks registries to take 4 MiB.
const MANIFEST_LIMIT: usize = 4 * 1024 * 1024;
/// The most bytes of a token answer or of an error.
const SMALL_LIMIT: usize = 256 * 1024;
/// How long one exchange may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one registry.
#[derive(Clone, Debug)]
pub struct Client<T> {
    transport: T,
    registry: Address,
}

/// A manifest as it was fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// What the bytes hash to; what referrers point to.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: usize,
    /// What it says.
    pub manifest: Manifest,
}

/// By which way a list of referrers was had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// `GET /v2/<name>/referrers/<digest>`.
    ReferrersApi,
    /// The referrers API is not there (404); the index under the referrers tag was read.
    ReferrersTag,
    /// The referrers API is not there (404), and there is no index under the referrers tag.
    Nothing,
}

/// The referrers of one digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// The list.
    pub referrers: Referrers,
    /// How it was had.
    pub found_by: FoundBy,
}

impl<T: Transport> Client<T> {
    /// A client of `registry`, whose requests `transport` carries.
    pub const fn new(transport: T, registry: Address) -> Self {
        Self { transport, registry }
    }

    /// The registry that this is a client of.
    pub const fn registry(&self) -> &Address {
        &self.registry
    }

    /// Asks how one gets in: `GET /v2/` without credentials (distribution specification, "Determining
    /// Support"). A status that is neither success nor a challenge is an error.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn challenge(&self) -> Result<Entrance, ClientError> {
        let request = self.request(format!("{}/v2/", self.registry.origin()), None, SMALL_LIMIT);
        let answer = self.send(Question::Challenge, &request).await?;
        if !answer.is_success() && answer.status != 401 {
            return Err(refused(Question::Challenge, &answer));
        }
        Entrance::from_answer(&answer, &self.registry)
    }

    /// Asks for a token (distribution token specification, "Requesting a Token"). Without credentials
    /// it is asked anonymously, without the header.
    ///
    /// The credentials go to `endpoint` and nowhere else: a redirect is not followed.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn token(
        &self,
        endpoint: &TokenEndpoint,
        service: &str,
        scope: &Scope,
        credentials: Option<&BasicCredentials>,
    ) -> Result<Token, ClientError> {
        let authorization = credentials.map(BasicCredentials::header);
        let url = endpoint.url(service, Some(&scope.to_string()));
        let mut request = self.request(url, authorization.as_ref(), SMALL_LIMIT);
        request.follow_redirects = false;
        let answer = self.send_to(endpoint.address(), Question::Token, &request).await?;
        if !answer.is_success() {
            return Err(refused(Question::Token, &answer));
        }
        Ok(Token::parse_answer(&answer.body)?)
    }

    /// Fetches a manifest and computes its digest ("Pulling manifests"). What was asked for by digest
    /// must have that digest; a `Docker-Content-Digest` header is compared, not trusted.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Digest`] where the bytes are not what they should be.
    pub async fn manifest(
        &self,
        name: &RepositoryName,
        reference: &Reference,
        authorization: Option<&Secret>,
    ) -> Result<Fetched, ClientError> {
        let url = format!("{}/v2/{name}/manifests/{reference}", self.registry.origin());
        let mut request = self.request(url, authorization, MANIFEST_LIMIT);
        request.headers.push(("Accept", Secret::new(manifest::ACCEPT)));
        let answer = self.send(Question::Manifest, &request).await?;
        if !answer.is_success() {
            return Err(refused(Question::Manifest, &answer));
        }
        let stated = answer.header("docker-content-digest").and_then(|text| digest::parse(text).ok());
        let asked_for = match reference {
            Reference::Digest(digest) => Some(digest.clone()),
            Reference::Tag(_) => stated,
        };
        let digest = match asked_for {
            Some(expected) => {
                digest::verify(&expected, &answer.body)?;
                expected
            }
            None => digest::of(&answer.body),
        };
        let manifest = Manifest::parse(&answer.body, answer.header("content-type"))?;
        Ok(Fetched { digest, size: answer.body.len(), manifest })
    }

    /// Lists the referrers of a manifest ("Listing Referrers"), by the API where the registry has it,
    /// else by the referrers tag.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn referrers(
        &self,
        name: &RepositoryName,
        subject: &Digest,
        authorization: Option<&Secret>,
    ) -> Result<Listing, ClientError> {
        let url = format!("{}/v2/{name}/referrers/{subject}", self.registry.origin());
        let answer = self.send(Question::Referrers, &self.index_request(url, authorization)).await?;
        match answer.status {
            200..300 => Ok(Listing { referrers: Referrers::parse(&answer.body)?, found_by: FoundBy::ReferrersApi }),
            404 => self.referrers_by_tag(name, subject, authorization).await,
            _ => Err(refused(Question::Referrers, &answer)),
        }
    }

    /// "Referrers Tag Schema": the index under a tag that is made from the subject's digest. No index
    /// there means no referrers.
    async fn referrers_by_tag(
        &self,
        name: &RepositoryName,
        subject: &Digest,
        authorization: Option<&Secret>,
    ) -> Result<Listing, ClientError> {
        let tag = digest::referrers_tag(subject);
        let url = format!("{}/v2/{name}/manifests/{tag}", self.registry.origin());
        let answer = self.send(Question::Referrers, &self.index_request(url, authorization)).await?;
        if answer.status == 404 {
            return Ok(Listing { referrers: Referrers::default(), found_by: FoundBy::Nothing });
        }
        if !answer.is_success() {
            return Err(refused(Question::Referrers, &answer));
        }
        Ok(Listing { referrers: Referrers::parse(&answer.body)?, found_by: FoundBy::ReferrersTag })
    }

    fn index_request(&self, url: String, authorization: Option<&Secret>) -> Request {
        let mut request = self.request(url, authorization, MANIFEST_LIMIT);
        request.headers.push(("Accept", Secret::new("application/vnd.oci.image.index.v1+json")));
        request
    }

    fn request(&self, url: String, authorization: Option<&Secret>, limit: usize) -> Request {
        let headers = authorization.map(|value| ("Authorization", value.clone())).into_iter().collect();
        Request { url, headers, limit, timeout: TIMEOUT, follow_redirects: true }
    }

    async fn send(&self, question: Question, request: &Request) -> Result<Response, ClientError> {
        self.send_to(&self.registry, question, request).await
    }

    async fn send_to(&self, host: &Address, question: Question, request: &Request) -> Result<Response, ClientError> {
        match self.transport.send(request).await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                let verdict = diagnose(&self.transport, host, &error).await;
                Err(ClientError::NoAnswer { question, error, verdict })
            }
        }
    }
}

fn refused(question: Question, answer: &Response) -> ClientError {
    ClientError::Refused {
        question,
        status: answer.status,
        refusal: Refusal::parse(&answer.body),
        retry_after: answer.header("retry-after").and_then(|text| text.trim().parse().ok()),
    }
}
