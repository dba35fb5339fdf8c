use std::collections::BTreeSet;

use super::{HandlerStage, Leader, LearnerHandler, Phase};
use crate::vocab::{Config, ServerId, SimTime, Span};
use crate::zab::{Context, Effect, Note, Packet};

impl Leader {
    /// When its phase ends for want of a quorum, or its next half tick comes.
    pub fn phase_deadline(&self, config: &Config) -> SimTime {
        match self.phase {
            Phase::Discovery | Phase::EpochAcks | Phase::Synchronization => {
                self.since + config.ticks(config.init_limit)
            }
            Phase::Broadcast => self.since + config.tick_time.half(),
        }
    }

    /// How long a learner may be silent: its socket's read timeout, `initLimit` until it has acknowledged NEWLEADER.
    pub(super) fn patience(&self, config: &Config, handler: &LearnerHandler) -> Span {
        match handler.stage {
            HandlerStage::Serving => config.ticks(config.sync_limit),
            _ => config.ticks(config.init_limit),
        }
    }

    pub(super) fn wake(&mut self, now: SimTime, ctx: &mut Context) {
        if let Some(txn) = self.service.apply_due(now, ctx) {
            self.sessions.applied(&txn);
        }
        self.drop_silent(now, ctx);
        self.look_after_sessions(now, ctx);
        if self.writing || now < self.phase_deadline(ctx.config) {
            return;
        }
        match self.phase {
            Phase::Discovery => self.give_up(Note::NoQuorumInTime { sids: self.connecting.clone() }, ctx),
            Phase::EpochAcks => self.give_up(Note::NoQuorumInTime { sids: self.electing.clone() }, ctx),
            Phase::Synchronization => {
                self.give_up(Note::NoQuorumInTime { sids: self.acknowledged.clone() }, ctx)
            }
            Phase::Broadcast => self.half_tick(now, ctx),
        }
    }

    fn drop_silent(&mut self, now: SimTime, ctx: &mut Context) {
        let late = self.handlers.iter().filter(|(_, it)| it.heard + self.patience(ctx.config, it) <= now);
        let late: Vec<_> = late.map(|(conn, it)| (*conn, it.sid)).collect();
        for (conn, sid) in late {
            ctx.out.extend(sid.map(|learner| Effect::Note(Note::LearnerSilent { learner })));
            self.drop_handler(conn, ctx);
        }
    }

    /// Every second half tick is a tick, at which the leader counts its followers; then it pings them (`Leader.lead`).
    fn half_tick(&mut self, now: SimTime, ctx: &mut Context) {
        // «Unexpected internal error»: its server is no longer running.
        if self.service.has_failed() {
            return self.give_up(Note::CannotWrite, ctx);
        }
        self.since = now;
        self.half_ticks += 1;
        if self.half_ticks.is_multiple_of(2) {
            self.tick += 1;
            let synced = self.handlers.values().filter(|it| self.tick <= it.synced_until);
            let sids: BTreeSet<ServerId> = synced.filter_map(|it| it.sid).chain([ctx.me]).collect();
            if !self.quorum.contains_quorum(&sids) {
                return self.give_up(Note::NotSufficientFollowers { sids }, ctx);
            }
        }
        self.ping(now, ctx);
    }

    /// A learner that owes an ACK for longer than `syncLimit` is not pinged but dropped (`SyncLimitCheck`).
    fn ping(&mut self, now: SimTime, ctx: &mut Context) {
        let limit = ctx.config.ticks(ctx.config.sync_limit);
        let zxid = self.last_proposed;
        let pinged = |it: &LearnerHandler| {
            !matches!(
                it.stage,
                HandlerStage::Info
                    | HandlerStage::Epoch
                    | HandlerStage::AckEpoch
                    | HandlerStage::Election { .. }
            )
        };
        let all: Vec<_> = self
            .handlers
            .iter()
            .filter(|(_, it)| pinged(it))
            .map(|(conn, it)| {
                let late = it.unacknowledged.front().filter(|(_, sent)| *sent + limit <= now);
                (*conn, it.sid, late.map(|it| it.0))
            })
            .collect();
        for (conn, sid, late) in all {
            match (sid, late) {
                (Some(learner), Some(zxid)) => {
                    ctx.note(Note::LearnerLate { learner, zxid });
                    self.drop_handler(conn, ctx);
                }
                _ => ctx.send(conn, Packet::Ping { zxid, touched: Vec::new() }),
            }
        }
    }
}
