use std::sync::Arc;

use crate::vocab::{Config, ConnId, Epoch, Port, ServerId, SimTime, Span};
use crate::zab::{Effect, Input, Note, Packet};

/// How often a learner tries to connect (`Learner.LeaderConnector`).
const MOST_TRIES: u8 = 5;

/// How far a learner has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Opens a connection to the leader's quorum port.
    Connecting { conn: ConnId },
    /// Was refused; tries again at `until`.
    Waiting { since: SimTime, until: SimTime },
    /// Has said who it is, waits for the leader's first packet.
    Registered { conn: ConnId },
    /// Has heard the leader.
    InTouch { conn: ConnId },
}

/// A follower or an observer of one leader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    me: ServerId,
    config: Arc<Config>,
    leader: ServerId,
    accepted_epoch: Epoch,
    next_serial: u32,
    stage: Stage,
    tries: u8,
    /// When it began to connect, and when it last heard the leader.
    since: SimTime,
}

impl Learner {
    /// Starts to connect to `leader`; `next_serial` is larger than that of any quorum connection opened before.
    pub fn new(
        now: SimTime,
        me: ServerId,
        config: Arc<Config>,
        leader: ServerId,
        accepted_epoch: Epoch,
        next_serial: u32,
        out: &mut Vec<Effect>,
    ) -> Learner {
        let stage = Stage::Waiting { since: now, until: now };
        let mut learner =
            Learner { me, config, leader, accepted_epoch, next_serial, stage, tries: 0, since: now };
        learner.connect(out);
        learner
    }

    /// The server that it follows.
    pub fn leader(&self) -> ServerId {
        self.leader
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The number of the next connection that it would open.
    pub fn next_serial(&self) -> u32 {
        self.next_serial
    }

    /// When it began to wait for the leader.
    pub fn since(&self) -> SimTime {
        self.since
    }

    /// When it loses patience with the leader; trying to connect, and waiting for the first packet, may take `initLimit`.
    pub fn patience_ends(&self) -> SimTime {
        self.since + self.patience()
    }

    fn patience(&self) -> Span {
        let config = &self.config;
        match self.stage {
            Stage::Connecting { .. } | Stage::Waiting { .. } => {
                match config.connect_to_learner_master_limit {
                    0 => config.ticks(config.init_limit),
                    limit => config.ticks(limit),
                }
            }
            Stage::Registered { .. } => config.ticks(config.init_limit),
            Stage::InTouch { .. } => config.ticks(config.sync_limit),
        }
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> SimTime {
        match self.stage {
            Stage::Waiting { until, .. } => until.min(self.patience_ends()),
            _ => self.patience_ends(),
        }
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Connected { conn } => self.on_connected(now, conn, out),
            Input::Received { conn, packet } => self.on_packet(now, conn, packet, out),
            Input::Closed { conn } => self.on_closed(now, conn, out),
            Input::Accepted { .. } => unreachable!("a learner does not listen on the quorum port"),
            Input::Wake => self.wake(now, out),
        }
    }

    fn connect(&mut self, out: &mut Vec<Effect>) {
        let conn = ConnId { opener: self.me, port: Port::Quorum, serial: self.next_serial };
        self.next_serial += 1;
        self.tries += 1;
        self.stage = Stage::Connecting { conn };
        out.push(Effect::Connect { conn, to: self.leader });
    }

    fn on_connected(&mut self, now: SimTime, conn: ConnId, out: &mut Vec<Effect>) {
        if self.stage != (Stage::Connecting { conn }) {
            return out.push(Effect::Close { conn });
        }
        self.stage = Stage::Registered { conn };
        self.since = now;
        let accepted_epoch = self.accepted_epoch;
        let packet = if self.config.is_voter(self.me) {
            Packet::FollowerInfo { accepted_epoch }
        } else {
            Packet::ObserverInfo { accepted_epoch }
        };
        out.push(Effect::Send { conn, packet });
    }

    fn on_packet(&mut self, now: SimTime, conn: ConnId, packet: Packet, out: &mut Vec<Effect>) {
        if self.conn() != Some(conn) {
            return;
        }
        match packet {
            Packet::Ping { .. } => {
                self.stage = Stage::InTouch { conn };
                self.since = now;
                out.push(Effect::Send { conn, packet });
            }
            Packet::FollowerInfo { .. } | Packet::ObserverInfo { .. } => {
                unreachable!("only learners send {}", packet.name())
            }
        }
    }

    fn on_closed(&mut self, now: SimTime, conn: ConnId, out: &mut Vec<Effect>) {
        out.push(Effect::Close { conn });
        if self.conn() != Some(conn) {
            return;
        }
        let leader = self.leader;
        match self.stage {
            Stage::Connecting { .. } => self.on_refused(now, out),
            Stage::Waiting { .. } => {}
            Stage::Registered { .. } | Stage::InTouch { .. } => {
                self.give_up(Note::LeaderGone { leader }, out);
            }
        }
    }

    /// Tries again a little later, unless that was the last try or the time is up (`LeaderConnector.connectToLeader`).
    fn on_refused(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let (leader, tries) = (self.leader, self.tries);
        let until = now + self.config.leader_connect_delay;
        if MOST_TRIES <= tries || self.patience_ends() <= until {
            return self.give_up(Note::LeaderUnreachable { leader }, out);
        }
        self.stage = Stage::Waiting { since: now, until };
        out.push(Effect::Note(Note::ConnectionRefused { leader, tries }));
    }

    fn wake(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        if now < self.deadline() {
            return;
        }
        let leader = self.leader;
        match self.stage {
            Stage::Waiting { .. } if now < self.patience_ends() => self.connect(out),
            Stage::Waiting { .. } | Stage::Connecting { .. } => {
                self.give_up(Note::LeaderUnreachable { leader }, out);
            }
            Stage::Registered { .. } | Stage::InTouch { .. } => {
                self.give_up(Note::LeaderSilent { leader }, out)
            }
        }
    }

    fn give_up(&mut self, why: Note, out: &mut Vec<Effect>) {
        out.push(Effect::Note(why));
        out.extend(self.conn().map(|conn| Effect::Close { conn }));
        out.push(Effect::GiveUp);
    }

    fn conn(&self) -> Option<ConnId> {
        match self.stage {
            Stage::Connecting { conn } | Stage::Registered { conn } | Stage::InTouch { conn } => Some(conn),
            Stage::Waiting { .. } => None,
        }
    }
}
