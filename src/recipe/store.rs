use super::Token;
use crate::vocab::{ClientId, SimTime, Span};

/// A resource outside of ZooKeeper, which holders write to: it hears of sessions from nobody. It also gives leases, as
/// Redis does with `SET key value NX PX`, so that a lock without ZooKeeper can be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Whether it looks at the token of a write (fencing): one that is smaller than one before is refused.
    pub fenced: bool,
    /// The largest token that it has seen.
    pub highest: Token,
    lease: Option<(ClientId, SimTime)>,
    leases: u64,
}

/// What becomes of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is done.
    Accepted,
    /// It is done, although one with a larger token was done before: who wrote it believes to hold what it does not.
    AcceptedLate,
    /// It is refused for that.
    Refused,
}

impl Verdict {
    /// Its word in the trace.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepts",
            Self::AcceptedLate => "accepts too late",
            Self::Refused => "refuses",
        }
    }
}

impl Store {
    /// A write arrives.
    pub fn write(&mut self, token: Token) -> Verdict {
        let verdict = match (token < self.highest, self.fenced) {
            (false, _) => Verdict::Accepted,
            (true, false) => Verdict::AcceptedLate,
            (true, true) => Verdict::Refused,
        };
        self.highest = self.highest.max(token);
        verdict
    }

    /// Whether that lease runs still.
    pub fn grants(&self, at: SimTime, token: Token) -> bool {
        token.0 == self.leases && self.lease.is_some_and(|(_, until)| at < until)
    }

    /// Somebody asks for the lease, for that long from now on: the number of this lease, if it is free.
    pub fn lease(&mut self, at: SimTime, client: ClientId, span: Span) -> Option<Token> {
        let taken = self.lease.is_some_and(|(holder, until)| holder != client && at < until);
        if taken {
            return None;
        }
        let renewed = self.lease.is_some_and(|(holder, until)| holder == client && at < until);
        self.leases += u64::from(!renewed);
        self.lease = Some((client, at + span));
        Some(Token(self.leases))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const C1: ClientId = ClientId(1);
    const C2: ClientId = ClientId(2);

    #[test]
    fn only_a_fence_keeps_a_late_writer_out() {
        for (fenced, verdict) in [(false, Verdict::AcceptedLate), (true, Verdict::Refused)] {
            let mut store = Store { fenced, ..Store::default() };
            assert_eq!(store.write(Token(5)), Verdict::Accepted);
            assert_eq!(store.write(Token(8)), Verdict::Accepted);
            assert_eq!(store.write(Token(5)), verdict);
            assert_eq!(store.write(Token(8)), Verdict::Accepted);
        }
    }

    #[test]
    fn a_lease_ends_by_itself() {
        let mut store = Store::default();
        assert_eq!(store.lease(SimTime(0), C1, Span(10)), Some(Token(1)));
        assert_eq!(store.lease(SimTime(5), C2, Span(10)), None);
        assert_eq!(store.lease(SimTime(9), C1, Span(10)), Some(Token(1)), "it goes on");
        assert_eq!(store.lease(SimTime(18), C2, Span(10)), None);
        assert!(store.grants(SimTime(18), Token(1)));
        assert!(!store.grants(SimTime(19), Token(1)));
        assert_eq!(store.lease(SimTime(19), C2, Span(10)), Some(Token(2)));
        assert!(!store.grants(SimTime(19), Token(1)), "another has it");
    }
}
