use crate::vocab::SimTime;

/// What a countdown leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimerKind {
    /// A process that has been started enters its first election.
    Start,
    /// No notification came: it sends its own again (`notTimeout`).
    Notification,
    /// A quorum agrees: it waits for a better vote (`finalizeWait`).
    Finalize,
    /// An observer waits before it looks again.
    ObserverDelay,
    /// The leader's half tick: it pings, and every second time counts its followers.
    Tick,
    /// Nobody, or too few, have come: it gives up (`initLimit`).
    InitLimit,
    /// The other side has been silent: it gives up (`syncLimit`).
    SyncLimit,
    /// The next try to connect to the leader.
    ConnectRetry,
    /// An election connection that does not come to stand is given up.
    CnxTimeout,
}

/// A countdown that will cause something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// What happens then.
    pub kind: TimerKind,
    /// When it began.
    pub since: SimTime,
    /// When it ends.
    pub until: SimTime,
}
