use crate::vocab::{Release, Span};

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

/// How a leader chooses between DIFF, TRUNC and SNAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncDecision {
    /// By the committed log in memory alone. A learner with a proposal that the leader never had gets TRUNC, and then the
    /// proposals.
    CommittedLog,
    /// By the committed log, and by the log on disk. TRUNC does not cross an epoch: SNAP then.
    CommittedAndTxnLog,
}

/// What differs between releases; the only place where a release is told from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What NEWLEADER leads to.
    pub on_new_leader: &'static [NewLeaderStep],
    /// A server that leaves office applies the tail of its log to its memory (ZOOKEEPER-2845).
    pub fast_forwards_on_shutdown: bool,
    /// How DIFF, TRUNC or SNAP is chosen.
    pub decision: SyncDecision,
    /// A learner takes the zxid of a DIFF for its last one at once, before it has the proposals; later releases move it
    /// with each.
    pub diff_moves_last_zxid: bool,
    /// A learner waits for `initLimit` until UPTODATE, not only until NEWLEADER.
    pub patient_until_up_to_date: bool,
    /// How long a learner waits between two tries to connect; none: `leaderConnectDelayDuringRetryMs`, in all no longer
    /// than `initLimit`.
    pub connect_retry: Option<Span>,
    /// A server whose `currentEpoch` is behind its log starts all the same: it was interrupted while it wrote it
    /// (`updatingEpoch`).
    pub mends_current_epoch: bool,
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
            decision: SyncDecision::CommittedAndTxnLog,
            diff_moves_last_zxid: false,
            patient_until_up_to_date: false,
            connect_retry: None,
            mends_current_epoch: false,
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
                decision: SyncDecision::CommittedLog,
                diff_moves_last_zxid: true,
                patient_until_up_to_date: true,
                connect_retry: Some(Span::from_secs(1)),
                mends_current_epoch: true,
                rejects_gaps: false,
                ..newest
            },
        }
    }
}
