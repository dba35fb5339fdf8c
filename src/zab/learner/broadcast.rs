use super::{Learner, Stage};
use crate::tree::Txn;
use crate::vocab::{SimTime, Zxid};
use crate::zab::{Context, Effect, Note, Packet};

impl Learner {
    /// `Follower.processPacket`, `Observer.processPacket`.
    pub(super) fn on_broadcast_packet(&mut self, now: SimTime, packet: Packet, ctx: &mut Context) {
        match packet {
            Packet::Ping { zxid, .. } => self.answer_ping(zxid, ctx),
            Packet::Proposal { txn } => {
                ctx.metrics.proposals_received += 1;
                self.log_request(txn, ctx);
            }
            Packet::Commit { zxid } => {
                ctx.metrics.commits_received += 1;
                self.commit(now, zxid, ctx);
            }
            Packet::Inform { txn } => {
                ctx.metrics.commits_received += 1;
                self.inform(now, txn, ctx);
            }
            Packet::Sync { origin } => self.service.sync(origin, ctx),
            Packet::Revalidated { session, valid } => ctx.out.push(Effect::Revalidated { session, valid }),
            Packet::UpToDate => {}
            Packet::FollowerInfo { .. }
            | Packet::ObserverInfo { .. }
            | Packet::LeaderInfo { .. }
            | Packet::AckEpoch { .. }
            | Packet::Diff { .. }
            | Packet::Trunc { .. }
            | Packet::Snap { .. }
            | Packet::NewLeader { .. }
            | Packet::Ack { .. }
            | Packet::Revalidate { .. }
            | Packet::Request { .. } => unreachable!("a leader does not send {} now", packet.name()),
        }
    }

    fn answer_ping(&mut self, zxid: Zxid, ctx: &mut Context) {
        if let Some(conn) = self.conn() {
            let touched = std::mem::take(&mut self.touched).into_iter().collect();
            ctx.send(conn, Packet::Ping { zxid, touched });
        }
    }

    /// PROPOSAL: pending until its COMMIT, and off to the log writer (`FollowerZooKeeperServer.logRequest`).
    pub(super) fn log_request(&mut self, txn: Txn, ctx: &mut Context) {
        self.pending.push_back(txn.clone());
        self.service.log(txn, ctx);
    }

    /// COMMIT: of the oldest pending proposal and no other (`FollowerZooKeeperServer.commit`).
    pub(super) fn commit(&mut self, now: SimTime, zxid: Zxid, ctx: &mut Context) {
        match self.pending.front().map(|it| it.zxid) {
            Some(pending) if pending == zxid => {
                let txn = self.pending.pop_front().expect("it was there");
                self.service.commit(now, txn);
            }
            // Nothing pending is only warned of; another proposal ends the process.
            pending => {
                ctx.note(Note::UnmatchedCommit { zxid, pending });
                ctx.out.extend(pending.map(|_| Effect::Exit));
            }
        }
    }

    /// INFORM: logged without an ACK, and applied (`ObserverZooKeeperServer.commitRequest`).
    pub(super) fn inform(&mut self, now: SimTime, txn: Txn, ctx: &mut Context) {
        self.service.log(txn.clone(), ctx);
        self.service.commit(now, txn);
    }

    /// What a client of this server asks for, and the leader has to know of (`FollowerRequestProcessor`).
    pub(super) fn forward(&mut self, packet: Packet, ctx: &mut Context) {
        match self.stage {
            Stage::Broadcast { conn } => ctx.send(conn, packet),
            _ => unreachable!("requests are taken by a server that serves"),
        }
    }
}
