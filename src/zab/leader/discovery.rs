use super::{HandlerStage, Leader, Phase};
use crate::storage::DiskOp;
use crate::vocab::{ConnId, Epoch, ServerId, SimTime, Zxid};
use crate::zab::{Context, Effect, Note, Packet};

impl Leader {
    /// A write of the leader's own thread is done: the thread goes on.
    pub(super) fn on_written(&mut self, now: SimTime, op: &DiskOp, ok: bool, ctx: &mut Context) {
        self.writing = false;
        match op {
            // A snapshot that cannot be written ends the process, an epoch that cannot be its office.
            DiskOp::Snapshot { .. } if !ok => {
                ctx.note(Note::CannotWrite);
                ctx.out.push(Effect::Exit);
            }
            _ if !ok => self.give_up(Note::CannotWrite, ctx),
            DiskOp::Snapshot { .. } if self.phase == Phase::Discovery => {
                self.since = now;
                self.propose_epoch(now, ctx.me, true, ctx.disk.accepted_epoch, ctx);
            }
            DiskOp::AcceptedEpoch(_) => self.on_epoch_set(now, ctx),
            DiskOp::CurrentEpoch(_) => {
                self.enter(now, Phase::Synchronization);
                self.acknowledge_history(now, ctx.me, ctx);
            }
            DiskOp::Snapshot { .. } | DiskOp::Append(_) | DiskOp::RollLog | DiskOp::Truncate(_) => {}
        }
    }

    /// FOLLOWERINFO, OBSERVERINFO.
    pub(super) fn on_info(
        &mut self,
        now: SimTime,
        conn: ConnId,
        observer: bool,
        accepted: Epoch,
        ctx: &mut Context,
    ) {
        let sid = conn.opening_server();
        let handler = self.handlers.get_mut(&conn).expect("its packet came");
        handler.sid = Some(sid);
        handler.observer = observer;
        handler.stage = HandlerStage::Epoch;
        ctx.note(Note::LearnerRegistered { learner: sid });
        if self.epoch_is_set {
            self.send_leader_info(now, conn, ctx);
        } else {
            self.propose_epoch(now, sid, ctx.config.is_voter(sid), accepted, ctx);
        }
    }

    /// `getEpochToPropose`: one more than the largest accepted epoch of a quorum, the leader among them.
    fn propose_epoch(
        &mut self,
        now: SimTime,
        sid: ServerId,
        votes: bool,
        accepted: Epoch,
        ctx: &mut Context,
    ) {
        if self.quorum.contains_quorum(&self.connecting) && self.connecting.contains(&ctx.me) {
            return; // chosen, and being written
        }
        if self.epoch <= accepted {
            self.epoch = Epoch(accepted.0 + 1);
        }
        if votes {
            self.connecting.insert(sid);
        }
        if sid == ctx.me {
            self.waits_since = Some(now);
        }
        if self.connecting.contains(&ctx.me) && self.quorum.contains_quorum(&self.connecting) {
            ctx.note(Note::EpochChosen { epoch: self.epoch, sids: self.connecting.clone() });
            self.writing = true;
            ctx.write(DiskOp::AcceptedEpoch(self.epoch));
        }
    }

    /// One of those who elected it looks again: with `maxTimeToWaitForEpoch` it does not wait for the others to come
    /// (`Leader.reportLookingSid`).
    pub(super) fn on_seen_looking(&mut self, now: SimTime, voter: ServerId, ctx: &mut Context) {
        let waits = self.phase == Phase::Discovery && !self.quorum.contains_quorum(&self.connecting);
        let (Some(most), Some(since)) = (ctx.config.max_time_to_wait_for_epoch, self.waits_since) else {
            return;
        };
        if waits && self.voters.contains(&voter) && since + most < now {
            self.give_up(Note::VoterChangedMind { voter }, ctx);
        }
    }

    /// The gate of the epoch is open: everybody who waits is told, and the leader takes part in it itself.
    fn on_epoch_set(&mut self, now: SimTime, ctx: &mut Context) {
        self.epoch_is_set = true;
        self.last_zxid = Zxid::new(self.epoch, 0);
        self.last_proposed = self.last_zxid;
        self.enter(now, Phase::EpochAcks);
        let waiting: Vec<ConnId> = self.at_stage(|it| it == HandlerStage::Epoch);
        for conn in waiting {
            self.send_leader_info(now, conn, ctx);
        }
        self.electing.insert(ctx.me);
        self.finish_election_if_quorum(now, ctx);
    }

    fn send_leader_info(&mut self, now: SimTime, conn: ConnId, ctx: &mut Context) {
        let handler = self.handlers.get_mut(&conn).expect("it waits");
        handler.stage = HandlerStage::AckEpoch;
        handler.heard = now;
        ctx.send(conn, Packet::LeaderInfo { epoch: self.epoch });
    }

    /// ACKEPOCH (`waitForEpochAck`). A learner that is more recent than the leader is turned away; that deposes nobody.
    pub(super) fn on_ack_epoch(
        &mut self,
        now: SimTime,
        conn: ConnId,
        current_epoch: Option<Epoch>,
        last_zxid: Zxid,
        ctx: &mut Context,
    ) {
        let learner = conn.opening_server();
        if !self.election_is_finished
            && let Some(current_epoch) = current_epoch
        {
            if self.own < (current_epoch, last_zxid) {
                ctx.note(Note::FollowerAhead { learner, current_epoch, last_zxid });
                return self.drop_handler(conn, ctx);
            }
            if last_zxid != Zxid::UNEXPECTED_EMPTY && ctx.config.is_voter(learner) {
                self.electing.insert(learner);
            }
        }
        self.handlers.get_mut(&conn).expect("its packet came").stage =
            HandlerStage::Election { peer: last_zxid };
        if self.election_is_finished {
            self.synchronize(now, conn, last_zxid, ctx);
        } else {
            self.finish_election_if_quorum(now, ctx);
        }
    }

    fn finish_election_if_quorum(&mut self, now: SimTime, ctx: &mut Context) {
        if self.election_is_finished
            || !self.electing.contains(&ctx.me)
            || !self.quorum.contains_quorum(&self.electing)
        {
            return;
        }
        self.election_is_finished = true;
        ctx.note(Note::EpochAcknowledged { epoch: self.epoch, sids: self.electing.clone() });
        self.writing = true;
        ctx.write(DiskOp::CurrentEpoch(self.epoch));
        for conn in self.at_stage(|it| matches!(it, HandlerStage::Election { .. })) {
            let HandlerStage::Election { peer } = self.handlers[&conn].stage else { continue };
            self.synchronize(now, conn, peer, ctx);
        }
    }

    /// The handlers that stand somewhere.
    pub(super) fn at_stage(&self, is: impl Fn(HandlerStage) -> bool) -> Vec<ConnId> {
        self.handlers.iter().filter(|(_, it)| is(it.stage)).map(|(conn, _)| *conn).collect()
    }
}
