//! `cargo xtask deploy-file`: a file of `deploy/` with one's own hosts in it.

pub mod fill;
mod place;

use std::fs;

use clap::{Args, ValueEnum};

use crate::{error::Error, workspace::Workspace};
use fill::{Front, Places};
pub use place::Fault;

/// What may still stand in a file, and what has to stand there.
const UNKNOWN: [(&str, &str); 3] = [
    ("quay.internal:8080", "where this server reaches Quay, or say it with --inside"),
    ("page.internal:8080", "the web server with the page's files, or say it with --inside"),
    ("registry.example.com/refscope:1.0", "the image that you built by deploy/container/Containerfile"),
];

/// What the file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Server {
    /// nginx
    Nginx,
    /// Caddy
    Caddy,
    /// HAProxy
    Haproxy,
    /// OpenShift: the container with the page, and Routes
    Openshift,
    /// Kubernetes: the container with the page, and an Ingress
    Kubernetes,
}

/// How page and Quay come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The page alone.
    Page,
    /// One host passes `/v2/` on to Quay.
    SameOrigin,
    /// The headers in front of Quay.
    Cors,
}

/// What a person says of their hosts.
#[derive(Args, Debug)]
pub struct Wishes {
    /// The program that reads the file
    server: Server,
    /// Where people will open the page; its folder is /refscope/ if the address has none
    #[arg(long, value_name = "ADDRESS")]
    page: String,
    /// Quay's address; without it the file is for the page alone
    #[arg(long, value_name = "ADDRESS")]
    quay: Option<String>,
    /// Page and Quay stay on two hosts: print the file that adds CORS headers in front of Quay
    #[arg(long, requires = "quay")]
    cors: bool,
    /// What only this server reaches, such as http://quay.internal:8080: Quay with --cors, the page's web server
    /// with HAProxy under one origin
    #[arg(long, value_name = "ADDRESS")]
    inside: Option<String>,
    /// The folder with the page's files on that server [default: /var/www/refscope]
    #[arg(long, value_name = "FOLDER")]
    files: Option<String>,
    /// The certificate's file on that server; with HAProxy, certificate and key in one
    #[arg(long, value_name = "FILE")]
    certificate: Option<String>,
    /// The key's file on that server
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<String>,
}

/// Prints the file, and on standard error what is still to be replaced in it.
///
/// # Errors
/// [`Fault`] for an address that cannot be used or a file that there is not; [`Error::Io`].
pub fn run(workspace: &Workspace, wishes: &Wishes) -> Result<(), Error> {
    let text = print(workspace, wishes)?;
    print!("{text}");
    for (name, what) in UNKNOWN {
        if text.contains(name) {
            eprintln!("note: replace {name} by {what}");
        }
    }
    Ok(())
}

fn print(workspace: &Workspace, wishes: &Wishes) -> Result<String, Error> {
    let way = way(wishes);
    let places = places(wishes, way)?;
    let read = |name: &&str| {
        let path = workspace.path("deploy").join(name);
        fs::read_to_string(&path).map_err(Error::file("reading", path))
    };
    let texts = files(wishes.server, way)?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(places.fill(&texts.join("---\n")))
}

fn way(wishes: &Wishes) -> Way {
    match (&wishes.quay, wishes.cors) {
        (None, _) => Way::Page,
        (Some(_), false) => Way::SameOrigin,
        (Some(_), true) => Way::Cors,
    }
}

/// The files of `deploy/`, in the order in which they are printed.
fn files(server: Server, way: Way) -> Result<&'static [&'static str], Fault> {
    Ok(match (server, way) {
        (Server::Nginx, Way::Page) => &["nginx/page.conf"],
        (Server::Nginx, Way::SameOrigin) => &["nginx/same-origin.conf"],
        (Server::Nginx, Way::Cors) => &["nginx/cors.conf"],
        (Server::Caddy, Way::Page) => &["caddy/page.Caddyfile"],
        (Server::Caddy, Way::SameOrigin) => &["caddy/same-origin.Caddyfile"],
        (Server::Caddy, Way::Cors) => &["caddy/cors.Caddyfile"],
        (Server::Haproxy, Way::Page) => return Err(Fault::NoFiles),
        (Server::Haproxy, Way::SameOrigin) => &["haproxy/same-origin.cfg"],
        (Server::Haproxy, Way::Cors) => &["haproxy/cors.cfg"],
        (Server::Openshift, Way::Page) => &["kubernetes/refscope.yaml", "openshift/page-route.yaml"],
        (Server::Openshift, Way::SameOrigin) => &["kubernetes/refscope.yaml", "openshift/same-origin-route.yaml"],
        (Server::Openshift, Way::Cors) => &["openshift/cors-route.yaml"],
        (Server::Kubernetes, Way::Page | Way::SameOrigin) => &["kubernetes/refscope.yaml", "kubernetes/ingress.yaml"],
        (Server::Kubernetes, Way::Cors) => return Err(Fault::NoCorsInIngress),
    })
}

fn places(wishes: &Wishes, way: Way) -> Result<Places, Fault> {
    let (page, folder) = place::page(&wishes.page)?;
    let quay = wishes.quay.as_deref().map(|text| place::quay(text, way == Way::Cors)).transpose()?;
    let is_cluster = matches!(wishes.server, Server::Openshift | Server::Kubernetes);
    match &quay {
        Some(quay) if way == Way::Cors && *quay == page => return Err(Fault::OneOrigin),
        Some(quay) if way == Way::SameOrigin && is_cluster && *quay != page => {
            return Err(Fault::ClusterHost { page: page.host(), quay: quay.host(), folder });
        }
        Some(quay) if way == Way::SameOrigin && !is_cluster && *quay == page => return Err(Fault::Circle(page.host())),
        _ => {}
    }
    let has_key = wishes.key.is_some() || matches!(wishes.server, Server::Haproxy);
    if wishes.certificate.is_some() && !has_key {
        return Err(Fault::NoKey);
    }
    let inside = wishes.inside.as_deref().map(place::inside).transpose()?;
    Ok(Places {
        front: if way == Way::Cors { Front::Quay } else { Front::Page },
        page,
        folder,
        quay,
        inside,
        files: place::on_server("--files", wishes.files.as_deref())?,
        certificate: place::on_server("--certificate", wishes.certificate.as_deref())?,
        key: place::on_server("--key", wishes.key.as_deref())?,
    })
}

#[cfg(test)]
mod tests;
