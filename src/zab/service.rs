use std::collections::VecDeque;

use crate::storage::DiskOp;
use crate::tree::{Origin, Txn};
use crate::vocab::{SimTime, Span, Zxid};
use crate::zab::{Context, Effect, Note, Thread};

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
    /// Syncs that have come back behind one of them.
    syncs: VecDeque<(Zxid, Origin)>,
    /// When the next of them is.
    due: Option<SimTime>,
    /// How many writes the log writer waits for.
    writes: u32,
    /// The random part of the number of records before the next snapshot, once it matters (`randRoll`).
    roll: Option<u32>,
    /// Whether a snapshot is being written.
    snapshotting: bool,
    /// Whether a write has failed: the log writer has ended, and with it soon the role.
    failed: bool,
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

    /// Whether the log writer has ended, as a write of it failed (`ZooKeeperCriticalThread`).
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Hands a transaction to the log writer.
    pub fn log(&mut self, txn: Txn, ctx: &mut Context) {
        self.to_log.push_back(txn);
        self.flush_next(ctx);
    }

    /// What waits goes to disk in one flush, up to the record after which a snapshot is due; what comes meanwhile waits for
    /// the next.
    fn flush_next(&mut self, ctx: &mut Context) {
        if self.writes != 0 || self.to_log.is_empty() || self.failed {
            return;
        }
        let room = self.snapshot_after(ctx).saturating_sub(ctx.database.txn_count);
        let batch = self.to_log.len().min(room as usize + 1);
        self.flushing = self.to_log.drain(..batch).collect();
        ctx.database.txn_count += batch as u32;
        self.write(DiskOp::Append(self.flushing.clone()), ctx);
        if self.snapshot_after(ctx) < ctx.database.txn_count {
            match self.roll {
                None => ctx.out.push(Effect::AskChance),
                Some(_) => self.take_snapshot(ctx),
            }
        }
    }

    fn write(&mut self, op: DiskOp, ctx: &mut Context) {
        self.writes += 1;
        ctx.out.push(Effect::Write { thread: Thread::LogWriter, op });
    }

    /// With more records than these behind the last snapshot the next one is due: half of `snapCount`, and a random part
    /// of the other half, so that not all servers take one at once (`SyncRequestProcessor.shouldSnapshot`).
    fn snapshot_after(&self, ctx: &Context) -> u32 {
        ctx.config.snap_count / 2 + self.roll.unwrap_or(0)
    }

    /// The random part was drawn; it is asked for when it begins to matter.
    pub fn on_chance(&mut self, draw: u64, ctx: &mut Context) {
        let half = u64::from(ctx.config.snap_count / 2).max(1);
        self.roll = Some((draw % half) as u32);
        if self.snapshot_after(ctx) < ctx.database.txn_count {
            self.take_snapshot(ctx);
        }
    }

    /// The log goes on in a new file, and a thread of its own writes the tree as it is now; none begins while one runs.
    fn take_snapshot(&mut self, ctx: &mut Context) {
        self.roll = None;
        ctx.database.txn_count = 0;
        self.write(DiskOp::RollLog, ctx);
        let zxid = ctx.database.last_processed;
        if self.snapshotting {
            return ctx.note(Note::TooBusyToSnap { zxid });
        }
        self.snapshotting = true;
        ctx.note(Note::TakesSnapshot { zxid });
        let op = DiskOp::Snapshot { snapshot: ctx.database.snapshot() };
        ctx.out.push(Effect::Write { thread: Thread::Snapshotter, op });
    }

    /// A snapshot is written; one that cannot be written ends the process (`ZooKeeperServer.takeSnapshot`).
    pub fn on_snapshot(&mut self, ok: bool, ctx: &mut Context) {
        self.snapshotting = false;
        if !ok {
            ctx.note(Note::CannotWrite);
            ctx.out.push(Effect::Exit);
        }
    }

    /// A write of the log writer is done: what was flushed, to be acknowledged. After one that failed it does nothing more.
    pub fn on_written(&mut self, op: &DiskOp, ok: bool, ctx: &mut Context) -> Vec<Txn> {
        self.writes -= 1;
        if !ok && !self.failed {
            self.failed = true;
            ctx.note(Note::CannotWrite);
        }
        let flushed = match op {
            DiskOp::Append(_) if ok => std::mem::take(&mut self.flushing),
            _ => Vec::new(),
        };
        self.flush_next(ctx);
        flushed
    }

    /// Hands a committed transaction to the commit processor.
    pub fn commit(&mut self, now: SimTime, txn: Txn) {
        self.to_apply.push_back(txn);
        self.due = self.due.or(Some(now + APPLY));
    }

    /// A sync has come back: it is answered when all that was committed before it is in the tree.
    pub fn sync(&mut self, origin: Origin, ctx: &mut Context) {
        match self.to_apply.back() {
            Some(last) => self.syncs.push_back((last.zxid, origin)),
            None => ctx.out.push(Effect::Synced { origin }),
        }
    }

    /// Applies the next committed transaction, if its time has come; which.
    pub fn apply_due(&mut self, now: SimTime, ctx: &mut Context) -> Option<Txn> {
        if self.due.is_none_or(|it| now < it) {
            return None;
        }
        let txn = self.to_apply.pop_front();
        if let Some(txn) = txn.clone() {
            let applied = ctx.database.apply(&txn);
            ctx.database.add_committed(&txn);
            let zxid = txn.zxid;
            ctx.out.push(Effect::Applied { txn, applied });
            while let Some((_, origin)) = self.syncs.pop_front_if(|it| it.0 == zxid) {
                ctx.out.push(Effect::Synced { origin });
            }
        }
        self.due = (!self.to_apply.is_empty()).then(|| now + APPLY);
        txn
    }

    /// The end of the log writer: how many writes are under way, and what has not been handed to the disk.
    pub fn into_unwritten(self) -> (u32, Vec<Txn>) {
        (self.writes, if self.failed { Vec::new() } else { self.to_log.into() })
    }
}
