use crate::vocab::Release;

/// What a learner does when NEWLEADER comes, step by step; a crash can fall between any two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewLeaderStep {
    /// Writes a snapshot, if the sync was a SNAP or TRUNC.
    TakeSnapshot,
    /// Writes `currentEpoch`.
    WriteCurrentEpoch,
    /// Hands all proposals that came to the log writer, which acknowledges each by itself, and goes on at once.
    HandToLogWriter,
    /// Logs all proposals that came, and waits for the flush; they are acknowledged after UPTODATE.
    LogAll,
    /// Logs and applies the proposals whose COMMIT has come, and waits for the flush.
    LogCommitted,
    /// Acknowledges NEWLEADER.
    Ack,
}

/// What differs between releases; the only place where a release is told from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What NEWLEADER leads to.
    pub on_new_leader: &'static [NewLeaderStep],
    /// A server that leaves office applies the tail of its log to its memory (ZOOKEEPER-2845).
    pub fast_forwards_on_shutdown: bool,
    /// A learner with a proposal that the leader never had, of an older epoch, gets TRUNC and then the proposals; later
    /// releases send SNAP.
    pub truncates_across_epochs: bool,
    /// Proposals may be read from the log on disk for a DIFF (3.5).
    pub syncs_from_txn_log: bool,
    /// A COMMIT between NEWLEADER and UPTODATE for a proposal that was handed on already ends the sync (ZOOKEEPER-4394).
    pub fails_on_commit_after_hand_over: bool,
    /// What `LogCommitted` applies goes into the committed log (ZOOKEEPER-4925).
    pub fills_committed_log: bool,
    /// A gap among the synced proposals of one epoch makes the learner give up the sync.
    pub rejects_gaps: bool,
    /// The shutdown of a learner waits for its log writer (ZOOKEEPER-4712); that of a leader always does.
    pub shutdown_waits_for_log: bool,
}

impl Rules {
    /// What a release does differently.
    pub fn of(release: Release) -> Rules {
        use NewLeaderStep as S;
        let newest = Rules {
            on_new_leader: &[S::TakeSnapshot, S::LogCommitted, S::WriteCurrentEpoch, S::Ack],
            fast_forwards_on_shutdown: true,
            truncates_across_epochs: false,
            syncs_from_txn_log: true,
            fails_on_commit_after_hand_over: false,
            fills_committed_log: true,
            rejects_gaps: true,
            shutdown_waits_for_log: true,
        };
        match release {
            Release::V3_9_5 => newest,
            Release::V3_9_3 => Rules { fills_committed_log: false, rejects_gaps: false, ..newest },
            Release::V3_9_2 => Rules {
                on_new_leader: &[S::TakeSnapshot, S::LogAll, S::WriteCurrentEpoch, S::Ack],
                fails_on_commit_after_hand_over: true,
                rejects_gaps: false,
                shutdown_waits_for_log: false,
                ..newest
            },
            Release::V3_8_0 => Rules {
                on_new_leader: &[S::TakeSnapshot, S::WriteCurrentEpoch, S::HandToLogWriter, S::Ack],
                fails_on_commit_after_hand_over: true,
                rejects_gaps: false,
                shutdown_waits_for_log: false,
                ..newest
            },
            Release::V3_4_10 => Rules {
                on_new_leader: &[S::TakeSnapshot, S::WriteCurrentEpoch, S::Ack],
                fast_forwards_on_shutdown: false,
                truncates_across_epochs: true,
                syncs_from_txn_log: false,
                rejects_gaps: false,
                ..newest
            },
        }
    }
}
