//! Whether the ports a command needs are free, asked before anything slow begins.

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

use crate::error::Error;

/// A port and the flag by which a person chooses another.
#[derive(Clone, Copy, Debug)]
pub struct Port {
    /// The number.
    pub number: u16,
    /// The flag, with its dashes.
    pub flag: &'static str,
}

impl Port {
    /// The address on this machine only: what is served here is for the person at it.
    #[must_use]
    pub fn address(self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.number).into()
    }

    /// Fails if nobody can listen here.
    ///
    /// # Errors
    /// [`Error::PortInUse`] or [`Error::PortRefused`].
    pub fn ensure_free(self) -> Result<(), Error> {
        TcpListener::bind(self.address()).map(drop).map_err(|source| self.refused(source))
    }

    /// The error for what the system said when somebody tried to listen here.
    #[must_use]
    pub fn refused(self, source: io::Error) -> Error {
        let Self { number: port, flag } = self;
        match source.kind() {
            ErrorKind::AddrInUse => Error::PortInUse { port, flag, free: self.next_free() },
            _ => Error::PortRefused { port, flag, source },
        }
    }

    /// The next port above that is free now; the same again if there is none.
    fn next_free(self) -> u16 {
        let free = |number: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *number)).is_ok();
        (self.number..=u16::MAX).skip(1).find(free).unwrap_or(self.number)
    }
}

/// Fails unless both ports are free and are two.
///
/// # Errors
/// [`Error::OnePortForTwo`], or those of [`Port::ensure_free`].
pub fn ensure_both_free(page: Port, registry: Port) -> Result<(), Error> {
    if page.number == registry.number {
        return Err(Error::OnePortForTwo(page.number));
    }
    page.ensure_free()?;
    registry.ensure_free()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> (TcpListener, Port) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let number = listener.local_addr().unwrap().port();
        (listener, Port { number, flag: "--registry-port" })
    }

    #[test]
    fn a_port_in_use_is_told_in_one_sentence_with_a_way_out() {
        let (_listener, port) = taken();
        let error = port.ensure_free().unwrap_err();
        let Error::PortInUse { free, .. } = error else { panic!("{error}") };
        assert!(free > port.number);
        assert_eq!(
            error.to_string(),
            format!(
                "port {} is in use by another program: end that one, or choose another port with --registry-port {free}",
                port.number
            )
        );
    }

    #[test]
    fn a_port_is_free_again_when_its_user_ended() {
        let (listener, port) = taken();
        assert!(port.ensure_free().is_err());
        drop(listener);
        assert!(port.ensure_free().is_ok());
    }

    #[test]
    fn one_port_cannot_serve_both() {
        let port = Port { number: 5000, flag: "--port" };
        assert!(matches!(ensure_both_free(port, port), Err(Error::OnePortForTwo(5000))));
    }
}
