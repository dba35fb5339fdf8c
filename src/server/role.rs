use crate::vocab::SimTime;
use crate::zab::{Leader, Learner};

/// What becomes of a server's memory when it leaves office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// It stays as it is.
    Keep,
    /// What the log has beyond it is applied (`ZKDatabase.fastForwardDataBase`).
    FastForward,
    /// It is read anew from disk (`ZKDatabase.clear`).
    Reload,
}

/// What a server is busy with, and what it needs for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// LOOKING, but not yet in the election: the process starts, or an observer waits.
    Waiting { since: SimTime, until: SimTime, observer_delay: bool },
    /// Out of office, though it does not say so yet: its log writer still has so many flushes to do; whether it has been
    /// an observer.
    Stopping { flushes: u32, observed: bool, memory: Memory },
    /// LOOKING, in the election.
    Looking,
    /// LEADING.
    Leading(Leader),
    /// FOLLOWING.
    Following(Learner),
    /// OBSERVING.
    Observing(Learner),
}
