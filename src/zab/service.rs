use std::collections::VecDeque;

use crate::storage::{Database, DiskOp};
use crate::tree::Txn;
use crate::vocab::{SimTime, Span};
use crate::zab::{Effect, Thread};

/// How long the commit processor takes for one transaction: short, but a crash can fall into it.
const APPLY: Span = Span(20);

/// The processors of a running server: the log writer and the commit processor, each with its queue, each a step of its
/// own (`SyncRequestProcessor`; `CommitProcessor` and `FinalRequestProcessor`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Handed to the log writer, not yet being flushed.
    to_log: VecDeque<Txn>,
    /// Being forced to disk.
    flushing: Vec<Txn>,
    /// Committed, not yet applied (`toBeApplied`).
    to_apply: VecDeque<Txn>,
    /// When the next of them is.
    due: Option<SimTime>,
}

impl Service {
    /// What has been handed to the log writer and is not yet being flushed.
    pub fn to_log(&self) -> impl Iterator<Item = &Txn> {
        self.to_log.iter()
    }

    /// What is committed and not applied.
    pub fn to_apply(&self) -> impl Iterator<Item = &Txn> {
        self.to_apply.iter()
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> Option<SimTime> {
        self.due
    }

    /// Whether the log writer has nothing to do.
    pub fn log_writer_is_idle(&self) -> bool {
        self.flushing.is_empty() && self.to_log.is_empty()
    }

    /// Hands a transaction to the log writer.
    pub fn log(&mut self, txn: Txn, out: &mut Vec<Effect>) {
        self.to_log.push_back(txn);
        self.flush_next(out);
    }

    /// All that waits goes to disk in one flush; what comes meanwhile waits for the next.
    fn flush_next(&mut self, out: &mut Vec<Effect>) {
        if self.flushing.is_empty() && !self.to_log.is_empty() {
            self.flushing = self.to_log.drain(..).collect();
            out.push(Effect::Write { thread: Thread::LogWriter, op: DiskOp::Append(self.flushing.clone()) });
        }
    }

    /// The flush is done: what was flushed, to be acknowledged.
    pub fn on_flushed(&mut self, out: &mut Vec<Effect>) -> Vec<Txn> {
        let flushed = std::mem::take(&mut self.flushing);
        self.flush_next(out);
        flushed
    }

    /// Hands a committed transaction to the commit processor.
    pub fn commit(&mut self, now: SimTime, txn: Txn) {
        self.to_apply.push_back(txn);
        self.due = self.due.or(Some(now + APPLY));
    }

    /// Applies the next committed transaction, if its time has come.
    pub fn apply_due(&mut self, now: SimTime, database: &mut Database, out: &mut Vec<Effect>) {
        if self.due.is_none_or(|it| now < it) {
            return;
        }
        if let Some(txn) = self.to_apply.pop_front() {
            database.apply(&txn);
            database.add_committed(&txn);
            out.push(Effect::Applied { txn });
        }
        self.due = (!self.to_apply.is_empty()).then(|| now + APPLY);
    }

    /// The end of the log writer: whether a flush is under way, and what has not been handed to the disk.
    pub fn into_unflushed(self) -> (bool, Vec<Txn>) {
        (!self.flushing.is_empty(), self.to_log.into())
    }
}
