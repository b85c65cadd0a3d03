//! `cargo xtask serve`: from a fresh clone to the page in a browser, with something to look at.

use std::net::SocketAddr;

use refscope_demo::Demo;

use crate::{
    error::Error,
    ports::{self, Port},
    registry::{self, Manner},
    stop::Stop,
    tools,
    trunk::Trunk,
    workspace::Workspace,
};

/// What the person chose.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    /// Where the page is served.
    pub page: Port,
    /// Where the embedded registry listens.
    pub registry: Port,
    /// The page as visitors get it: small, and slower to build.
    pub release: bool,
    /// Whether a browser is opened where there is one.
    pub open: bool,
}

/// Checks and sets up, then serves until Ctrl-C.
///
/// # Errors
/// Whatever is missing on this machine, and Trunk's ending by itself.
pub fn run(workspace: &Workspace, choices: &Choices) -> Result<(), Error> {
    ports::ensure_both_free(choices.page, choices.registry)?;
    tools::ensure(workspace)?;
    crate::runtime()?.block_on(serve(workspace, choices))
}

async fn serve(workspace: &Workspace, choices: &Choices) -> Result<(), Error> {
    let mut stop = Stop::listen()?;
    let registry = registry::start(choices.registry, Manner::default()).await?;
    println!("Building the page: the first time takes about two minutes");
    let end = match Trunk::start(workspace, choices.page.address(), registry.addr(), choices.release) {
        Ok(trunk) => attend(trunk, &mut stop, &registry, choices.open).await,
        Err(error) => Err(error),
    };
    registry.stop().await;
    end
}

/// Waits until the page is there, then until somebody wants an end of it. Trunk has ended when this returns.
async fn attend(mut trunk: Trunk, stop: &mut Stop, registry: &Demo, open: bool) -> Result<(), Error> {
    let page = trunk.address();
    let greet = async {
        Trunk::answers(page).await?;
        let address = address_of(page, registry.addr());
        println!("{}", greeting(&address, registry));
        if open {
            show(&address);
        }
        std::future::pending().await
    };
    let end = tokio::select! {
        status = trunk.ended() => return Err(status.map_or_else(|error| error, Error::TrunkEnded)),
        end = greet => end,
        () = stop.wished() => Ok(()),
    };
    println!("\nEnding the page and the registry …");
    trunk.stop().await.and(end)
}

/// The page's address with the form filled in.
fn address_of(page: SocketAddr, registry: SocketAddr) -> String {
    let (repository, tag) = registry::IMAGE;
    format!("http://{page}/?registry={registry}&repository={repository}&tag={tag}")
}

fn greeting(address: &str, demo: &Demo) -> String {
    let (user, password) = registry::ACCOUNT;
    format!(
        "\nRefscope is ready:\n\n  {address}\n\n  user      {user}\n  password  {password}\n  \
         (both are filled in, like the image)\n\nTry also, with repository and tag:\n{}\nand these accounts:\n{}\n\
         A change of the source is built at once; reload the page to see it. Ctrl-C ends both.\n",
        registry::images(&demo.content().images),
        registry::accounts()
    )
}

/// Opens the browser if this machine has a screen to show one on.
fn show(address: &str) {
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(any(target_os = "macos", windows)) || has_screen {
        // The address stands above: without a browser nothing is lost.
        if let Err(error) = open::that_detached(address) {
            println!("No browser could be opened ({error}): open the address above yourself.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_fills_the_form_with_the_demo_image() {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(
            address_of(at(8080), at(5000)),
            "http://127.0.0.1:8080/?registry=127.0.0.1:5000&repository=demo/app&tag=1.0"
        );
    }
}
