use crate::vocab::SimTime;
use crate::zab::{Leader, Learner};

/// What a server is busy with, and what it needs for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// LOOKING, but not yet in the election: the process starts, or an observer waits.
    Waiting { since: SimTime, until: SimTime, observer_delay: bool },
    /// LOOKING, but its log writer still has so many flushes to do; whether it has been an observer.
    Stopping { flushes: u32, observed: bool },
    /// LOOKING, in the election.
    Looking,
    /// LEADING.
    Leading(Leader),
    /// FOLLOWING.
    Following(Learner),
    /// OBSERVING.
    Observing(Learner),
}
