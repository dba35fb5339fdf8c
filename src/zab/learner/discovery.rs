use super::{Learner, Stage, Sync};
use crate::storage::DiskOp;
use crate::vocab::{ConnId, Port, SimTime, Zxid};
use crate::zab::{Context, Effect, Note, Packet};

/// How often a learner tries to connect (`Learner.LeaderConnector`).
const MOST_TRIES: u8 = 5;

impl Learner {
    pub(super) fn connect(&mut self, ctx: &mut Context) {
        let conn = ConnId { opener: ctx.me.into(), port: Port::Quorum, serial: self.next_serial };
        self.next_serial += 1;
        self.tries += 1;
        self.stage = Stage::Connecting { conn };
        ctx.out.push(Effect::Connect { conn, to: self.leader });
    }

    pub(super) fn on_connected(&mut self, now: SimTime, conn: ConnId, ctx: &mut Context) {
        if self.stage != (Stage::Connecting { conn }) {
            return ctx.out.push(Effect::Close { conn });
        }
        self.stage = Stage::Registered { conn };
        self.since = now;
        let accepted_epoch = ctx.disk.accepted_epoch;
        ctx.send(
            conn,
            if ctx.config.is_voter(ctx.me) {
                Packet::FollowerInfo { accepted_epoch }
            } else {
                Packet::ObserverInfo { accepted_epoch }
            },
        );
    }

    pub(super) fn on_closed(&mut self, now: SimTime, conn: ConnId, ctx: &mut Context) {
        ctx.out.push(Effect::Close { conn });
        if self.conn() != Some(conn) {
            return;
        }
        match self.stage {
            Stage::Connecting { .. } => self.on_refused(now, ctx),
            // The packet loop finds out when its write is done.
            _ if self.writing => self.broken = true,
            _ => self.give_up(Note::LeaderGone { leader: self.leader }, ctx),
        }
    }

    /// Tries again a little later, unless that was the last try or the time is up (`LeaderConnector.connectToLeader`).
    fn on_refused(&mut self, now: SimTime, ctx: &mut Context) {
        let (leader, tries) = (self.leader, self.tries);
        let until = now + ctx.rules.connect_retry.unwrap_or(ctx.config.leader_connect_delay);
        let too_late = ctx.rules.connect_retry.is_none() && self.patience_ends(ctx.config) <= until;
        if MOST_TRIES <= tries || too_late {
            return self.give_up(Note::LeaderUnreachable { leader }, ctx);
        }
        self.stage = Stage::Waiting { since: now, until };
        ctx.note(Note::ConnectionRefused { leader, tries });
    }

    /// LEADERINFO (`Learner.registerWithLeader`): an epoch newer than any accepted one is accepted, on disk, first.
    pub(super) fn on_leader_info(&mut self, packet: &Packet, ctx: &mut Context) {
        let (Packet::LeaderInfo { epoch }, Some(conn)) = (packet, self.conn()) else {
            return self.give_up(Note::LeaderGone { leader: self.leader }, ctx);
        };
        let accepted_epoch = ctx.disk.accepted_epoch;
        self.epoch = *epoch;
        if accepted_epoch < *epoch {
            self.stage = Stage::Accepting { conn };
            self.writing = true;
            ctx.write(DiskOp::AcceptedEpoch(*epoch));
        } else if accepted_epoch == *epoch {
            self.ack_epoch(false, conn, ctx);
        } else {
            self.give_up(Note::LeaderBehind { leader: self.leader, epoch: *epoch, accepted_epoch }, ctx);
        }
    }

    pub(super) fn on_epoch_accepted(&mut self, ctx: &mut Context) {
        let Some(conn) = self.conn() else { return };
        self.ack_epoch(true, conn, ctx);
    }

    /// A learner that had accepted the epoch before does not count for it again.
    fn ack_epoch(&mut self, counts: bool, conn: ConnId, ctx: &mut Context) {
        let current_epoch = counts.then_some(ctx.disk.current_epoch);
        let last_zxid = ctx.database.last_processed;
        ctx.send(conn, Packet::AckEpoch { current_epoch, last_zxid });
        self.stage = Stage::Syncing { conn, sync: Sync { last_queued: Zxid::ZERO, ..Sync::default() } };
    }
}
