//! The wish of the person, or of the system, that a command end.

use tokio::signal;

use crate::error::Error;

/// Ctrl-C, and where there are such signals: end, and the terminal was closed.
#[derive(Debug)]
pub struct Stop {
    #[cfg(unix)]
    signals: [signal::unix::Signal; 3],
}

#[cfg(unix)]
impl Stop {
    /// Listens from now on: a signal that comes later is not lost, and no longer ends this program by itself.
    ///
    /// # Errors
    /// [`Error::Io`] when the system refuses.
    pub fn listen() -> Result<Self, Error> {
        use signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(Error::io("listening for Ctrl-C"));
        let signals =
            [listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?, listen(SignalKind::hangup())?];
        Ok(Self { signals })
    }

    /// Comes back when the wish was uttered.
    pub async fn wished(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Stop {
    /// Nothing to prepare here.
    ///
    /// # Errors
    /// None.
    pub fn listen() -> Result<Self, Error> {
        Ok(Self {})
    }

    /// Comes back when the wish was uttered.
    pub async fn wished(&mut self) {
        if signal::ctrl_c().await.is_err() {
            // Nobody can tell this program anything: it runs until it is ended from outside.
            std::future::pending::<()>().await;
        }
    }
}
