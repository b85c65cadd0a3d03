//! The client against registries and proxies that other people wrote: Debian's docker-registry, and the
//! embedded registry with bare Quay's manners behind nginx, Caddy and HAProxy with the files of `deploy/`.
//! A program that is not installed is named, and its tests are left out; in CI they fail.
#![cfg(not(target_arch = "wasm32"))]

mod caddy;
mod certificate;
mod deploy;
mod distribution;
#[allow(dead_code, reason = "shared with the tests in browsers and with xtask, which use all of it")]
#[path = "../../xtask/src/deploy/fill.rs"]
mod fill;
mod haproxy;
mod headers;
mod nginx;
mod program;
mod proxied;
mod servers;
#[path = "../support/mod.rs"]
mod support;
#[allow(dead_code, reason = "shared with the tests in browsers")]
mod tls;
mod upstream;
