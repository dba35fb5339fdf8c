/// What a process counts from its start, over all its roles (`ServerMetrics`); `srst` begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// How often it has begun to look for a leader.
    pub looking: u64,
    /// Transactions that it has proposed as a leader.
    pub proposals: u64,
    /// Those of them that it has committed.
    pub commits: u64,
    /// PROPOSALs that it got as a follower that serves.
    pub proposals_received: u64,
    /// COMMITs and INFORMs that it got as a learner that serves.
    pub commits_received: u64,
    /// How often it has brought a learner level by DIFF or TRUNC.
    pub diffs: u64,
    /// How often by SNAP.
    pub snaps: u64,
    /// How many clients have said who they are.
    pub connection_requests: u64,
    /// How many of them had a session already.
    pub revalidations: u64,
}

/// The sizes of some messages in bytes: the last, the smallest and the largest; −1 while there is none (`BufferStats`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The last.
    pub last: i32,
    /// The smallest.
    pub min: i32,
    /// The largest.
    pub max: i32,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes { last: -1, min: -1, max: -1 }
    }
}

impl Sizes {
    /// One more.
    pub fn add(&mut self, size: u64) {
        let size = i32::try_from(size).unwrap_or(i32::MAX);
        let min = if self.min < 0 { size } else { self.min.min(size) };
        *self = Sizes { last: size, min, max: self.max.max(size) };
    }
}
