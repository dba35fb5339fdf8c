use crate::vocab::ServerId;

/// The servers that a client may connect to, in the order in which it tries them (`StaticHostProvider`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    servers: Vec<ServerId>,
    /// The one tried last, none yet at the beginning.
    current: Option<u8>,
    /// The one that it was connected to last; with the first attempt, the first one.
    last: Option<u8>,
}

impl Hosts {
    /// In this order.
    pub fn new(servers: Vec<ServerId>) -> Hosts {
        Hosts { servers, current: None, last: None }
    }

    /// How many.
    pub fn count(&self) -> u32 {
        self.servers.len() as u32
    }

    /// Puts them into a random order, once, before the first is tried.
    pub fn shuffle(&mut self, mut draw: u64) {
        for i in (1..self.servers.len()).rev() {
            let n = i as u64 + 1;
            self.servers.swap(i, (draw % n) as usize);
            draw /= n;
        }
    }

    /// The next one, and whether to wait a second first, as all have been tried since the last connection.
    pub fn advance(&mut self) -> (ServerId, bool) {
        assert!(!self.servers.is_empty(), "without hosts there is nothing to try");
        let next = self.current.map_or(0, |it| (it + 1) % self.servers.len() as u8);
        let full_round = self.last == Some(next);
        self.current = Some(next);
        self.last = self.last.or(Some(0));
        (self.servers[usize::from(next)], full_round)
    }

    /// The one tried last has become the session's.
    pub fn connected(&mut self) {
        self.last = self.current;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_full_round_is_told() {
        let mut hosts = Hosts::new((1..=3).map(ServerId).collect());
        let mut next = || {
            let (ServerId(id), waits) = hosts.advance();
            (id, waits)
        };
        assert_eq!((next(), next(), next(), next()), ((1, false), (2, false), (3, false), (1, true)));
        hosts.connected();
        assert_eq!(hosts.advance(), (ServerId(2), false));
    }
}
