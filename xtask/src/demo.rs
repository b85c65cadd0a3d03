//! `cargo xtask demo`: the embedded registry alone.

use crate::{
    error::Error,
    ports::Port,
    registry::{self, Manner},
    stop::Stop,
};

/// Runs the registry until Ctrl-C.
///
/// # Errors
/// [`Error::PortInUse`] and the registry's own.
pub fn run(port: Port, manner: Manner) -> Result<(), Error> {
    port.ensure_free()?;
    crate::runtime()?.block_on(async {
        let mut stop = Stop::listen()?;
        let registry = registry::start(port, manner).await?;
        println!("{}", registry::greeting(&registry, manner));
        stop.wished().await;
        registry.stop().await;
        Ok(())
    })
}
