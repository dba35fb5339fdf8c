use std::collections::BTreeSet;

use super::{HandlerStage, Leader, Phase, Proposal};
use crate::tree::{Origin, Txn};
use crate::vocab::{ConnId, ServerId, SimTime, Zxid};
use crate::zab::{ClientRequest, Context, Effect, Note, Packet};

impl Leader {
    /// A change that a client asks for gets the next zxid and is proposed (`PrepRequestProcessor`, `Leader.propose`).
    pub(super) fn on_request(&mut self, now: SimTime, request: &ClientRequest, ctx: &mut Context) {
        assert_eq!(self.phase, Phase::Broadcast, "requests are taken by a server that serves");
        let counter = self.last_zxid.counter() + 1;
        let zxid = Zxid::new(self.epoch, counter);
        if counter == u32::MAX {
            return self.give_up(Note::ZxidRolledOver { zxid }, ctx);
        }
        self.last_zxid = zxid;
        self.last_proposed = zxid;
        let after = self.outstanding.last_key_value().map_or_else(|| self.last_txn(ctx), |(zxid, _)| *zxid);
        ctx.note(Note::Proposed { zxid, after });
        let txn = self.sessions.prepare(now, zxid, request, ctx);
        ctx.metrics.proposals += 1;
        self.proposal_sizes.add(txn.size() - Txn::FRAME);
        self.outstanding.insert(zxid, Proposal { txn: txn.clone(), acks: BTreeSet::new() });
        for (conn, handler) in self.handlers.iter_mut().filter(|(_, it)| it.forwarding && !it.observer) {
            if matches!(handler.stage, HandlerStage::Startup | HandlerStage::Serving) {
                // Only the oldest and the newest are remembered.
                handler.unacknowledged.truncate(1);
                handler.unacknowledged.push_back((zxid, now));
            }
            ctx.out.push(Effect::Send { conn: *conn, packet: Packet::Proposal { txn: txn.clone() } });
        }
        self.service.log(txn, ctx);
    }

    /// The last transaction that it has in its tree or on the way there.
    fn last_txn(&self, ctx: &Context) -> Zxid {
        self.service.to_apply().last().map_or(ctx.database.tree.last(), |it| it.zxid)
    }

    /// An ACK on a learner's connection after that of NEWLEADER.
    pub(super) fn on_learner_ack(&mut self, now: SimTime, conn: ConnId, zxid: Zxid, ctx: &mut Context) {
        let handler = self.handlers.get_mut(&conn).expect("its packet came");
        if handler.unacknowledged.front().is_some_and(|it| it.0 == zxid) {
            handler.unacknowledged.pop_front();
        }
        if !handler.observer {
            self.on_ack(now, conn.opening_server(), zxid, ctx);
        }
    }

    /// Somebody has a proposal on disk (`Leader.processAck`, `tryToCommit`): strictly in order.
    pub(super) fn on_ack(&mut self, now: SimTime, sid: ServerId, zxid: Zxid, ctx: &mut Context) {
        let Some(proposal) = self.outstanding.get_mut(&zxid).filter(|_| zxid.counter() != 0) else {
            if !self.outstanding.is_empty() && self.last_committed < zxid {
                ctx.note(Note::UnknownAck { learner: sid, zxid });
            }
            return;
        };
        if ctx.config.is_voter(sid) {
            proposal.acks.insert(sid);
        }
        let first = self.outstanding.first_key_value().is_some_and(|(oldest, _)| *oldest == zxid);
        let quorum = self.quorum.contains_quorum(&self.outstanding[&zxid].acks);
        if first && quorum {
            self.commit(now, zxid, ctx);
        }
    }

    fn commit(&mut self, now: SimTime, zxid: Zxid, ctx: &mut Context) {
        let Proposal { txn, acks } = self.outstanding.remove(&zxid).expect("it was proposed");
        self.last_committed = zxid;
        ctx.metrics.commits += 1;
        ctx.note(Note::Committed { zxid, sids: acks });
        for (conn, handler) in self.handlers.iter().filter(|(_, it)| it.forwarding) {
            let packet =
                if handler.observer { Packet::Inform { txn: txn.clone() } } else { Packet::Commit { zxid } };
            ctx.out.push(Effect::Send { conn: *conn, packet });
        }
        self.service.commit(now, txn);
        for (conn, origin) in self.pending_syncs.remove(&zxid).unwrap_or_default() {
            ctx.send(conn, Packet::Sync { origin });
        }
    }

    /// SYNC: answered at once, or right after the COMMIT of what was proposed last (`processSync`). No quorum is asked.
    pub(super) fn on_sync(&mut self, conn: ConnId, origin: Origin, ctx: &mut Context) {
        if self.outstanding.is_empty() {
            ctx.send(conn, Packet::Sync { origin });
        } else {
            self.pending_syncs.entry(self.last_proposed).or_default().push((conn, origin));
        }
    }
}
