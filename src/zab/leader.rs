use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::vocab::{Config, ConnId, QuorumVerifier, ServerId, SimTime, Span, Zxid};
use crate::zab::{Effect, Input, Note, Packet};

/// How far a leader has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Waits for a quorum of FOLLOWERINFO; gives up at the deadline (`getEpochToPropose`, `initLimit`).
    Discovery { since: SimTime },
    /// Pings and counts its followers. `half_ticks` since it began, the next one `tickTime/2` after `since`.
    Broadcast { since: SimTime, half_ticks: u32 },
}

/// The leader's side of one learner's connection (`LearnerHandler`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearnerHandler {
    /// Whose it is; not known before its first packet.
    pub sid: Option<ServerId>,
    /// When it last said something.
    pub heard: SimTime,
    /// Counts as synced up to this tick (`tickOfNextAckDeadline`).
    pub synced_until: u32,
}

/// A server that has been elected, in office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    me: ServerId,
    config: Arc<Config>,
    quorum: QuorumVerifier,
    phase: Phase,
    last_proposed: Zxid,
    tick: u32,
    handlers: BTreeMap<ConnId, LearnerHandler>,
}

impl Leader {
    /// Takes office with a history that ends at `last_proposed`: listens for learners.
    pub fn new(
        now: SimTime,
        me: ServerId,
        config: Arc<Config>,
        last_proposed: Zxid,
        out: &mut Vec<Effect>,
    ) -> Leader {
        let quorum = config.quorum_verifier();
        let phase = Phase::Discovery { since: now };
        let handlers = BTreeMap::new();
        let mut leader = Leader { me, config, quorum, phase, last_proposed, tick: 0, handlers };
        leader.begin_if_quorum(now, out);
        leader
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Its learners' connections.
    pub fn handlers(&self) -> &BTreeMap<ConnId, LearnerHandler> {
        &self.handlers
    }

    /// The servers that are connected, itself included.
    pub fn connected(&self) -> BTreeSet<ServerId> {
        self.handlers.values().filter_map(|it| it.sid).chain([self.me]).collect()
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> Option<SimTime> {
        let silence = self.handlers.values().map(|it| it.heard + self.patience());
        silence.chain([self.phase_deadline()]).min()
    }

    /// When its phase ends or its next half tick comes.
    pub fn phase_deadline(&self) -> SimTime {
        match self.phase {
            Phase::Discovery { since } => since + self.config.ticks(self.config.init_limit),
            Phase::Broadcast { since, .. } => since + self.config.tick_time.half(),
        }
    }

    /// How long a learner may be silent: its socket's read timeout.
    pub fn patience(&self) -> Span {
        match self.phase {
            Phase::Discovery { .. } => self.config.ticks(self.config.init_limit),
            Phase::Broadcast { .. } => self.config.ticks(self.config.sync_limit),
        }
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Accepted { conn } => {
                let synced_until = self.tick + self.config.init_limit + self.config.sync_limit;
                self.handlers.insert(conn, LearnerHandler { sid: None, heard: now, synced_until });
            }
            Input::Received { conn, packet } => self.on_packet(now, conn, packet, out),
            Input::Closed { conn } => {
                if let Some(LearnerHandler { sid: Some(learner), .. }) = self.handlers.remove(&conn) {
                    out.push(Effect::Note(Note::LearnerGone { learner }));
                }
                out.push(Effect::Close { conn });
            }
            Input::Connected { .. } => unreachable!("a leader opens no connection to a learner"),
            Input::Wake => self.wake(now, out),
        }
    }

    fn on_packet(&mut self, now: SimTime, conn: ConnId, packet: Packet, out: &mut Vec<Effect>) {
        let Some(handler) = self.handlers.get_mut(&conn) else { return };
        handler.heard = now;
        match packet {
            Packet::FollowerInfo { .. } | Packet::ObserverInfo { .. } => {
                handler.sid = Some(conn.opener);
                out.push(Effect::Note(Note::LearnerRegistered { learner: conn.opener }));
                self.begin_if_quorum(now, out);
            }
            Packet::Ping { .. } => handler.synced_until = self.tick + self.config.sync_limit,
        }
    }

    fn begin_if_quorum(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let sids = self.connected();
        if matches!(self.phase, Phase::Discovery { .. }) && self.quorum.contains_quorum(&sids) {
            self.phase = Phase::Broadcast { since: now, half_ticks: 0 };
            self.handlers.values_mut().for_each(|it| it.heard = now);
            out.push(Effect::Note(Note::QuorumConnected { sids }));
        }
    }

    fn wake(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        self.drop_silent(now, out);
        if now < self.phase_deadline() {
            return;
        }
        match self.phase {
            Phase::Discovery { .. } => {
                out.push(Effect::Note(Note::NoQuorumInTime { sids: self.connected() }));
                self.give_up(out);
            }
            Phase::Broadcast { half_ticks, .. } => self.half_tick(now, half_ticks + 1, out),
        }
    }

    fn drop_silent(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let patience = self.patience();
        self.handlers.retain(|conn, it| {
            let silent = it.heard + patience <= now;
            if silent {
                out.extend(it.sid.map(|learner| Effect::Note(Note::LearnerSilent { learner })));
                out.push(Effect::Close { conn: *conn });
            }
            !silent
        });
    }

    /// Every second half tick is a tick, at which the leader counts its followers; then it pings them (`Leader.lead`).
    fn half_tick(&mut self, now: SimTime, half_ticks: u32, out: &mut Vec<Effect>) {
        self.phase = Phase::Broadcast { since: now, half_ticks };
        if half_ticks.is_multiple_of(2) {
            self.tick += 1;
            let synced = self.handlers.values().filter(|it| self.tick <= it.synced_until);
            let sids: BTreeSet<ServerId> = synced.filter_map(|it| it.sid).chain([self.me]).collect();
            if !self.quorum.contains_quorum(&sids) {
                out.push(Effect::Note(Note::NotSufficientFollowers { sids }));
                return self.give_up(out);
            }
        }
        let ping = Packet::Ping { zxid: self.last_proposed };
        let registered = self.handlers.iter().filter(|(_, it)| it.sid.is_some());
        out.extend(registered.map(|(conn, _)| Effect::Send { conn: *conn, packet: ping }));
    }

    fn give_up(&mut self, out: &mut Vec<Effect>) {
        out.extend(self.handlers.keys().map(|conn| Effect::Close { conn: *conn }));
        self.handlers.clear();
        out.push(Effect::GiveUp);
    }
}
