use super::{HandlerStage, Leader, Phase};
use crate::vocab::{ConnId, ServerId, SimTime, Zxid};
use crate::zab::{Context, Effect, Note, Packet, SyncKind, sync_plan};

impl Leader {
    /// Sends a learner what it lacks, then NEWLEADER; from now on it gets what is proposed and committed
    /// (`LearnerHandler.syncFollower`, `Leader.startForwarding`).
    pub(super) fn synchronize(&mut self, now: SimTime, conn: ConnId, peer: Zxid, ctx: &mut Context) {
        let plan = sync_plan(ctx.database, ctx.disk, peer, ctx.rules, ctx.config);
        ctx.note(Note::SyncDecided {
            learner: conn.opening_server(),
            kind: plan.kind,
            branch: plan.branch,
            source: plan.source,
            cannot_trunc: plan.cannot_trunc,
            min: plan.min,
            max: plan.max,
            last: plan.last,
            peer,
        });
        match plan.kind {
            SyncKind::Diff { .. } | SyncKind::Trunc { .. } => ctx.metrics.diffs += 1,
            SyncKind::Snap => ctx.metrics.snaps += 1,
        }
        ctx.send(
            conn,
            match plan.kind {
                SyncKind::Diff { zxid } => Packet::Diff { zxid },
                SyncKind::Trunc { zxid } => Packet::Trunc { zxid },
                SyncKind::Snap => Packet::Snap { snapshot: ctx.database.snapshot() },
            },
        );
        for txn in plan.proposals {
            let zxid = txn.zxid;
            ctx.send(conn, Packet::Proposal { txn });
            ctx.send(conn, Packet::Commit { zxid });
        }
        self.start_forwarding(conn, plan.sent_until, ctx);
        ctx.send(conn, Packet::NewLeader { zxid: Zxid::new(self.epoch, 0) });
        let handler = self.handlers.get_mut(&conn).expect("it is being synchronized");
        handler.stage = HandlerStage::NewLeaderAck;
        handler.heard = now;
    }

    fn start_forwarding(&mut self, conn: ConnId, sent_until: Zxid, ctx: &mut Context) {
        let handler = self.handlers.get_mut(&conn).expect("it is being synchronized");
        handler.forwarding = true;
        if self.last_proposed <= sent_until {
            return;
        }
        for txn in self.service.to_apply().filter(|it| sent_until < it.zxid) {
            ctx.out.push(Effect::Send { conn, packet: Packet::Proposal { txn: txn.clone() } });
            ctx.out.push(Effect::Send { conn, packet: Packet::Commit { zxid: txn.zxid } });
        }
        let outstanding = self.outstanding.values().filter(|it| sent_until < it.txn.zxid);
        for proposal in outstanding.filter(|_| !handler.observer) {
            ctx.out.push(Effect::Send { conn, packet: Packet::Proposal { txn: proposal.txn.clone() } });
        }
    }

    /// The ACK that a learner owes for NEWLEADER. Another ACK in its place does not count, but is taken for it
    /// (`waitForNewLeaderAck`, ZOOKEEPER-4685).
    pub(super) fn on_new_leader_ack(&mut self, now: SimTime, conn: ConnId, zxid: Zxid, ctx: &mut Context) {
        self.handlers.get_mut(&conn).expect("its packet came").stage = HandlerStage::Startup;
        if self.phase == Phase::Broadcast {
            return self.up_to_date(now, conn, ctx);
        }
        if zxid == Zxid::new(self.epoch, 0) {
            self.acknowledge_history(now, conn.opening_server(), ctx);
        } else {
            ctx.note(Note::WrongNewLeaderAck { learner: conn.opening_server(), zxid });
        }
    }

    pub(super) fn acknowledge_history(&mut self, now: SimTime, sid: ServerId, ctx: &mut Context) {
        if ctx.config.is_voter(sid) {
            self.acknowledged.insert(sid);
        }
        let complete = self.phase == Phase::Synchronization && self.acknowledged.contains(&ctx.me);
        if complete && self.quorum.contains_quorum(&self.acknowledged) {
            self.begin_broadcast(now, ctx);
        }
    }

    /// `startZkServer`: the leader serves, and then everybody who has the history.
    fn begin_broadcast(&mut self, now: SimTime, ctx: &mut Context) {
        self.enter(now, Phase::Broadcast);
        self.last_committed = Zxid::new(self.epoch, 0);
        ctx.database.last_processed = self.last_committed;
        if let Some(counter) = ctx.config.initial_counter {
            self.last_zxid = Zxid::new(self.epoch, counter);
        }
        ctx.note(Note::QuorumConnected { epoch: self.epoch, sids: self.acknowledged.clone() });
        self.serves_since = now;
        self.sessions.begin(now, ctx);
        ctx.out.push(Effect::Established { epoch: self.epoch });
        for conn in self.at_stage(|it| it == HandlerStage::Startup) {
            self.up_to_date(now, conn, ctx);
        }
    }

    fn up_to_date(&mut self, now: SimTime, conn: ConnId, ctx: &mut Context) {
        let handler = self.handlers.get_mut(&conn).expect("it waits");
        handler.stage = HandlerStage::Serving;
        handler.heard = now;
        ctx.send(conn, Packet::UpToDate);
    }
}
