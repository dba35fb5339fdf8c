use std::collections::VecDeque;

use super::{Learner, Stage, Sync};
use crate::storage::{DiskOp, empty_tree};
use crate::tree::Txn;
use crate::vocab::{SimTime, Zxid};
use crate::zab::{Context, Effect, NewLeaderStep, Note, Packet, SyncKind};

impl Learner {
    fn sync(&mut self) -> &mut Sync {
        match &mut self.stage {
            Stage::Syncing { sync, .. } => sync,
            _ => unreachable!("it is being synchronized"),
        }
    }

    /// `Learner.syncWithLeader`, one packet.
    pub(super) fn on_sync_packet(&mut self, now: SimTime, packet: Packet, ctx: &mut Context) {
        match packet {
            // DIFF keeps what is in memory.
            Packet::Diff { zxid } => {
                self.sync().kind = Some(SyncKind::Diff { zxid });
                if ctx.rules.diff_moves_last_zxid {
                    ctx.database.last_processed = zxid;
                }
                ctx.database.write_members(now, ctx.config);
            }
            Packet::Snap { snapshot } => {
                ctx.database.replace(&snapshot);
                ctx.database.write_members(now, ctx.config);
                let sync = self.sync();
                sync.kind = Some(SyncKind::Snap);
                (sync.snapshot_needed, sync.foreign_tree) = (true, true);
            }
            Packet::Trunc { zxid } => {
                let sync = self.sync();
                sync.kind = Some(SyncKind::Trunc { zxid });
                sync.snapshot_needed = true;
                sync.cut = Some(zxid);
                self.writing = true;
                ctx.write(DiskOp::Truncate(zxid));
            }
            Packet::Proposal { txn } => self.queue_proposal(txn, ctx),
            Packet::Commit { zxid } => self.on_sync_commit(zxid, ctx),
            Packet::Inform { txn } => self.on_sync_inform(txn, ctx),
            Packet::NewLeader { .. } => {
                self.sync().steps = ctx.rules.on_new_leader.iter().copied().collect();
                self.take_steps(ctx);
            }
            Packet::UpToDate => self.on_up_to_date(now, ctx),
            // A learner in sync reads no pings (`syncWithLeader` has no case for them).
            Packet::Ping { .. } | Packet::Sync { .. } | Packet::Revalidated { .. } => {}
            Packet::FollowerInfo { .. }
            | Packet::ObserverInfo { .. }
            | Packet::LeaderInfo { .. }
            | Packet::AckEpoch { .. }
            | Packet::Ack { .. }
            | Packet::Revalidate { .. }
            | Packet::Request { .. } => unreachable!("a leader does not send this to a learner in sync"),
        }
    }

    fn queue_proposal(&mut self, txn: Txn, ctx: &mut Context) {
        let sync = self.sync();
        let before = std::mem::replace(&mut sync.last_queued, txn.zxid);
        let after = txn.zxid;
        sync.not_logged.push_back(txn);
        let gap = before != Zxid::ZERO
            && before.epoch() == after.epoch()
            && before.counter() + 1 != after.counter();
        if gap && ctx.rules.rejects_gaps {
            self.give_up(Note::GapInSync { before, after }, ctx);
        }
    }

    /// A COMMIT: applied at once while a snapshot is still to be taken, else remembered until the history is logged.
    fn on_sync_commit(&mut self, zxid: Zxid, ctx: &mut Context) {
        let fails = ctx.rules.fails_on_commit_after_hand_over;
        let sync = self.sync();
        if sync.acknowledged && fails && sync.not_logged.is_empty() {
            return self.give_up(Note::CommitAfterHandOver { zxid }, ctx);
        }
        if sync.snapshot_needed && !sync.acknowledged {
            if sync.not_logged.front().is_some_and(|it| it.zxid == zxid) {
                let txn = sync.not_logged.pop_front().expect("it was there");
                apply(txn, ctx);
            }
        } else {
            sync.committed.push_back(zxid);
        }
    }

    fn on_sync_inform(&mut self, txn: Txn, ctx: &mut Context) {
        let sync = self.sync();
        if sync.snapshot_needed && !sync.acknowledged {
            apply(txn, ctx);
        } else {
            sync.committed.push_back(txn.zxid);
            sync.not_logged.push_back(txn);
        }
    }

    /// A write of the packet loop is done.
    pub(super) fn on_sync_written(&mut self, now: SimTime, ctx: &mut Context) {
        if !self.sync().steps.is_empty() {
            return self.take_steps(ctx);
        }
        // The log has been cut: what is in memory is read anew, and taken to end where it was cut.
        if let Some(zxid) = self.sync().cut.take() {
            ctx.database.reload(ctx.disk, empty_tree(now, ctx.config));
            ctx.database.last_processed = zxid;
            ctx.database.write_members(now, ctx.config);
        }
    }

    /// What NEWLEADER leads to, up to the next write that is to be waited for.
    fn take_steps(&mut self, ctx: &mut Context) {
        while !self.writing && !self.has_given_up(ctx) {
            let Some(step) = self.sync().steps.pop_front() else { return };
            self.take_step(step, ctx);
        }
    }

    fn take_step(&mut self, step: NewLeaderStep, ctx: &mut Context) {
        let votes = ctx.config.is_voter(ctx.me);
        match step {
            NewLeaderStep::TakeSnapshot => {
                if self.sync().snapshot_needed {
                    self.write(DiskOp::Snapshot { snapshot: ctx.database.snapshot() }, ctx);
                }
            }
            NewLeaderStep::WriteCurrentEpoch => self.write(DiskOp::CurrentEpoch(self.epoch), ctx),
            NewLeaderStep::HandToLogWriter if votes => {
                for txn in std::mem::take(&mut self.sync().not_logged) {
                    self.pending.push_back(txn.clone());
                    self.service.log(txn, ctx);
                }
            }
            NewLeaderStep::LogAll if votes => {
                let txns: Vec<Txn> = std::mem::take(&mut self.sync().not_logged).into();
                self.sync().owed = txns.iter().map(|it| it.zxid).collect();
                self.pending.extend(txns.iter().cloned());
                self.write_if_any(txns, ctx);
            }
            NewLeaderStep::LogCommitted if votes => {
                let txns = self.take_committed(ctx);
                self.write_if_any(txns, ctx);
            }
            NewLeaderStep::HandToLogWriter | NewLeaderStep::LogAll | NewLeaderStep::LogCommitted => {}
            NewLeaderStep::Ack => {
                let sync = self.sync();
                (sync.acknowledged, sync.foreign_tree) = (true, false);
                ctx.note(Note::HistoryAcknowledged { epoch: self.epoch });
                if let Some(conn) = self.conn() {
                    ctx.send(conn, Packet::Ack { zxid: Zxid::new(self.epoch, 0) });
                }
            }
        }
    }

    fn write(&mut self, op: DiskOp, ctx: &mut Context) {
        self.writing = true;
        ctx.write(op);
    }

    fn write_if_any(&mut self, txns: Vec<Txn>, ctx: &mut Context) {
        if !txns.is_empty() {
            self.write(DiskOp::Append(txns), ctx);
        }
    }

    /// The proposals whose COMMIT has come, applied; to be logged.
    fn take_committed(&mut self, ctx: &mut Context) -> Vec<Txn> {
        let sync = self.sync();
        let mut taken = Vec::new();
        while let Some(zxid) = sync.committed.pop_front() {
            if sync.not_logged.front().is_some_and(|it| it.zxid == zxid) {
                taken.extend(sync.not_logged.pop_front());
            }
        }
        taken.iter().for_each(|txn| apply(txn.clone(), ctx));
        taken
    }

    /// UPTODATE: serves; what came since NEWLEADER is logged and committed in order.
    fn on_up_to_date(&mut self, now: SimTime, ctx: &mut Context) {
        let Some(conn) = self.conn() else { return };
        let sync = std::mem::take(self.sync());
        self.stage = Stage::Broadcast { conn };
        ctx.send(conn, Packet::Ack { zxid: Zxid::new(self.epoch, 0) });
        ctx.note(Note::UpToDate { epoch: self.epoch });
        ctx.out.push(Effect::Established { epoch: self.epoch });
        let Sync { not_logged, mut committed, owed, .. } = sync;
        owed.into_iter().for_each(|zxid| self.acknowledge(zxid, ctx));
        if ctx.config.is_voter(ctx.me) {
            for txn in not_logged {
                self.log_request(txn, ctx);
            }
            committed.into_iter().for_each(|zxid| self.commit(now, zxid, ctx));
        } else {
            self.observe(now, not_logged, &mut committed, ctx);
        }
    }

    fn observe(
        &mut self,
        now: SimTime,
        txns: VecDeque<Txn>,
        committed: &mut VecDeque<Zxid>,
        ctx: &mut Context,
    ) {
        for txn in txns {
            if committed.front() == Some(&txn.zxid) {
                committed.pop_front();
                self.inform(now, txn, ctx);
            }
        }
    }
}

/// Applies a committed transaction during the sync.
fn apply(txn: Txn, ctx: &mut Context) {
    let applied = ctx.database.apply(&txn);
    if ctx.rules.fills_committed_log {
        ctx.database.add_committed(&txn);
    }
    ctx.out.push(Effect::Applied { txn, applied });
}
