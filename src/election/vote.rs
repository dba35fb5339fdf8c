use std::fmt;

use crate::vocab::{Epoch, ServerId, Zxid};

/// A claim that `leader` should lead. Its order, field by field, *is* `FastLeaderElection.totalOrderPredicate` among
/// servers of some weight: the epoch comes before the zxid, and the zxid before the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vote {
    /// The candidate's `currentEpoch`. It may be ahead of the zxid's epoch.
    pub peer_epoch: Epoch,
    /// The candidate's last logged transaction.
    pub zxid: Zxid,
    /// The candidate.
    pub leader: ServerId,
}

/// What decides between two votes: the first term in which they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// The candidates' epochs differ.
    PeerEpoch,
    /// Their last transactions differ.
    Zxid,
    /// Only their ids differ.
    Leader,
    /// Nothing differs: it is the same vote.
    Same,
}

impl Vote {
    /// The first term in which two votes differ.
    pub fn decided_by(self, other: Vote) -> Term {
        if self.peer_epoch != other.peer_epoch {
            Term::PeerEpoch
        } else if self.zxid != other.zxid {
            Term::Zxid
        } else if self.leader != other.leader {
            Term::Leader
        } else {
            Term::Same
        }
    }
}

impl fmt::Display for Vote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (epoch {}, zxid {})", self.leader, self.peer_epoch, self.zxid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn epoch_before_zxid_before_id() {
        fn check(less: (u32, &str, u8), more: (u32, &str, u8), term: Term) {
            let vote = |(epoch, zxid, id): (u32, &str, u8)| Vote {
                peer_epoch: Epoch(epoch),
                zxid: zxid.parse().unwrap(),
                leader: ServerId(id),
            };
            assert!(vote(less) < vote(more));
            assert_eq!(vote(less).decided_by(vote(more)), term);
        }
        check((1, "1:2", 3), (2, "1:2", 1), Term::PeerEpoch);
        check((1, "1:9", 1), (2, "1:2", 3), Term::PeerEpoch);
        check((1, "1:99", 3), (1, "1:102", 2), Term::Zxid);
        check((0, "0:0", 1), (0, "0:0", 2), Term::Leader);
    }
}
