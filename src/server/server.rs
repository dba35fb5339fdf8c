use std::sync::Arc;

use crate::election::{self, CnxEffect, CnxInput, CnxManager, Election, Vote};
use crate::server::{Effect, Input, Note, Role, Timer, TimerKind};
use crate::storage::Disk;
use crate::vocab::{Config, ConnId, PeerState, Port, ServerId, SimTime, Span};
use crate::wire::Message;
use crate::zab::{self, Leader, Learner, Phase, Stage};

/// The numbers of the next connections that a server opens, one count for each port; they outlive the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Serials {
    /// On the election port.
    pub election: u32,
    /// On the quorum port.
    pub quorum: u32,
}

/// A running server (`QuorumPeer`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    me: ServerId,
    config: Arc<Config>,
    disk: Disk,
    quorum_serial: u32,
    cnx: CnxManager,
    election: Election,
    role: Role,
}

impl Server {
    /// Starts a process on what its disk holds. Its ports are open at once; it looks for a leader after `startup`.
    pub fn boot(
        now: SimTime,
        me: ServerId,
        config: Arc<Config>,
        disk: Disk,
        serials: Serials,
        startup: Span,
    ) -> Server {
        let own = Vote { peer_epoch: disk.current_epoch, zxid: disk.last_zxid, leader: me };
        Server {
            me,
            disk,
            quorum_serial: serials.quorum,
            cnx: CnxManager::new(me, Arc::clone(&config), serials.election),
            election: Election::new(me, Arc::clone(&config), own),
            config,
            role: Role::Waiting { since: now, until: now + startup, observer_delay: false },
        }
    }

    /// What it takes itself for.
    pub fn state(&self) -> PeerState {
        self.election.state()
    }

    /// What it is busy with.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Its side of the election.
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// Its election connections.
    pub fn cnx(&self) -> &CnxManager {
        &self.cnx
    }

    /// The configuration that it was started with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The counts that its next life goes on from.
    pub fn serials(&self) -> Serials {
        let quorum = match &self.role {
            Role::Following(learner) | Role::Observing(learner) => learner.next_serial(),
            Role::Waiting { .. } | Role::Looking | Role::Leading(_) => self.quorum_serial,
        };
        Serials { election: self.cnx.next_serial(), quorum }
    }

    /// Whether it accepts connections on `port`: the election port always, the quorum port while it leads.
    pub fn listens(&self, port: Port) -> bool {
        match port {
            Port::Election => true,
            Port::Quorum => matches!(self.role, Role::Leading(_)),
        }
    }

    /// Whether it is in office with a quorum, or has registered with its leader.
    pub fn is_established(&self) -> bool {
        match &self.role {
            Role::Waiting { .. } | Role::Looking => false,
            Role::Leading(leader) => matches!(leader.phase(), Phase::Broadcast { .. }),
            Role::Following(learner) | Role::Observing(learner) => {
                matches!(learner.stage(), Stage::Registered { .. } | Stage::InTouch { .. })
            }
        }
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> Option<SimTime> {
        let role = match &self.role {
            Role::Waiting { until, .. } => Some(*until),
            Role::Looking => self.election.deadline(),
            Role::Leading(leader) => leader.deadline(),
            Role::Following(learner) | Role::Observing(learner) => Some(learner.deadline()),
        };
        [role, self.cnx.deadline()].into_iter().flatten().min()
    }

    /// Takes one input to its end. Same state, same `now`, same input: same effects.
    pub fn step(&mut self, now: SimTime, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            Input::Accepted { conn } => match conn.port {
                Port::Election => self.connections(now, CnxInput::Accepted { conn }, &mut out),
                Port::Quorum => self.broadcast(now, zab::Input::Accepted { conn }, &mut out),
            },
            Input::Connected { conn } => match conn.port {
                Port::Election => self.connections(now, CnxInput::Connected { conn }, &mut out),
                Port::Quorum => self.broadcast(now, zab::Input::Connected { conn }, &mut out),
            },
            Input::Received { conn, message } => self.on_message(now, conn, message, &mut out),
            Input::Closed { conn } => match conn.port {
                Port::Election => self.connections(now, CnxInput::Closed { conn }, &mut out),
                Port::Quorum => self.broadcast(now, zab::Input::Closed { conn }, &mut out),
            },
            Input::Chance { draw } => self.on_chance(now, draw, &mut out),
            Input::Wake => self.wake(now, &mut out),
        }
        out
    }

    fn on_message(&mut self, now: SimTime, conn: ConnId, message: Message, out: &mut Vec<Effect>) {
        match message {
            Message::Initial { sid } => self.connections(now, CnxInput::Greeted { conn, from: sid }, out),
            Message::Notification(notification) => {
                self.connections(now, CnxInput::Received { conn, notification }, out);
            }
            Message::Packet(packet) => self.broadcast(now, zab::Input::Received { conn, packet }, out),
        }
    }

    fn wake(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        if self.cnx.deadline().is_some_and(|it| it <= now) {
            self.connections(now, CnxInput::Wake, out);
        }
        match &self.role {
            Role::Waiting { until, .. } if *until <= now => self.look_for_leader(now, out),
            Role::Waiting { .. } => {}
            Role::Looking => {
                let have_delivered = self.cnx.have_delivered();
                self.elect(now, election::Input::Wake { have_delivered }, out);
            }
            Role::Leading(_) | Role::Following(_) | Role::Observing(_) => {
                self.broadcast(now, zab::Input::Wake, out);
            }
        }
    }

    /// Enters `lookForLeader` with its first vote: for itself, if it is a voter.
    fn look_for_leader(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        self.role = Role::Looking;
        let Disk { current_epoch, last_zxid, .. } = self.disk;
        let own = Vote { peer_epoch: current_epoch, zxid: last_zxid, leader: self.me };
        let own = Some(own).filter(|_| self.config.is_voter(self.me));
        self.elect(now, election::Input::Start { own }, out);
    }

    fn elect(&mut self, now: SimTime, input: election::Input, out: &mut Vec<Effect>) {
        for effect in self.election.step(now, input) {
            match effect {
                election::Effect::Send { to, notification } => {
                    self.connections(now, CnxInput::ToSend { to, notification }, out);
                }
                election::Effect::ConnectAll => self.connections(now, CnxInput::ConnectAll, out),
                election::Effect::Note(note) => out.push(Effect::Note(Note::Election(note))),
            }
        }
        if matches!(self.role, Role::Looking) {
            self.take_up_role(now, out);
        }
    }

    fn connections(&mut self, now: SimTime, input: CnxInput, out: &mut Vec<Effect>) {
        for effect in self.cnx.step(now, input) {
            match effect {
                CnxEffect::Connect { conn, to } => out.push(Effect::Connect { conn, to }),
                CnxEffect::Greet { conn } => {
                    out.push(Effect::Send { conn, message: Message::Initial { sid: self.me } });
                }
                CnxEffect::Send { conn, notification } => {
                    out.push(Effect::Send { conn, message: Message::Notification(notification) });
                }
                CnxEffect::Close { conn } => out.push(Effect::Close { conn }),
                CnxEffect::Heard { from, notification } => {
                    self.elect(now, election::Input::Heard { from, notification }, out);
                }
                CnxEffect::DroppedToLarger { to } => out.push(Effect::Note(Note::DroppedToLarger { to })),
                CnxEffect::CallsBack { to } => out.push(Effect::Note(Note::CallsBack { to })),
                CnxEffect::SentLastAgain { to } => out.push(Effect::Note(Note::SentLastAgain { to })),
                CnxEffect::Overwrote { to } => out.push(Effect::Note(Note::Overwrote { to })),
            }
        }
    }

    fn broadcast(&mut self, now: SimTime, input: zab::Input, out: &mut Vec<Effect>) {
        let mut effects = Vec::new();
        match (&mut self.role, input) {
            // What belongs to a role that has ended since: its end is closed.
            (Role::Leading(_), zab::Input::Connected { conn })
            | (Role::Following(_) | Role::Observing(_), zab::Input::Accepted { conn })
            | (
                Role::Waiting { .. } | Role::Looking,
                zab::Input::Accepted { conn } | zab::Input::Closed { conn },
            ) => {
                out.push(Effect::Close { conn });
            }
            (Role::Waiting { .. } | Role::Looking, _) => {}
            (Role::Leading(leader), _) => leader.step(now, input, &mut effects),
            (Role::Following(learner) | Role::Observing(learner), _) => {
                learner.step(now, input, &mut effects)
            }
        }
        self.perform(now, effects, out);
    }

    fn perform(&mut self, now: SimTime, effects: Vec<zab::Effect>, out: &mut Vec<Effect>) {
        for effect in effects {
            match effect {
                zab::Effect::Connect { conn, to } => out.push(Effect::Connect { conn, to }),
                zab::Effect::Send { conn, packet } => {
                    out.push(Effect::Send { conn, message: Message::Packet(packet) });
                }
                zab::Effect::Close { conn } => out.push(Effect::Close { conn }),
                zab::Effect::GiveUp => self.become_looking(now, out),
                zab::Effect::Note(note) => out.push(Effect::Note(Note::Zab(note))),
            }
        }
    }

    fn take_up_role(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        match self.election.state() {
            PeerState::Looking => {}
            PeerState::Leading => self.become_leading(now, out),
            PeerState::Following => self.become_learner(now, Role::Following, out),
            PeerState::Observing => self.become_learner(now, Role::Observing, out),
        }
    }

    fn become_leading(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        let mut effects = Vec::new();
        let config = Arc::clone(&self.config);
        self.role = Role::Leading(Leader::new(now, self.me, config, self.disk.last_zxid, &mut effects));
        self.perform(now, effects, out);
    }

    fn become_learner(&mut self, now: SimTime, role: fn(Learner) -> Role, out: &mut Vec<Effect>) {
        let leader = self.election.vote().expect("a settled server has a vote").leader;
        let mut effects = Vec::new();
        let (config, epoch) = (Arc::clone(&self.config), self.disk.accepted_epoch);
        self.role = role(Learner::new(now, self.me, config, leader, epoch, self.quorum_serial, &mut effects));
        self.perform(now, effects, out);
    }

    /// Out of office or without a leader: looks again, at once or, as an observer, after a random wait.
    fn become_looking(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        self.quorum_serial = self.serials().quorum;
        let observer = matches!(self.role, Role::Observing(_));
        self.election.look_again();
        if observer && self.config.observer_election_delay != Span::ZERO {
            self.role = Role::Waiting { since: now, until: SimTime(u64::MAX), observer_delay: true };
            out.push(Effect::AskChance);
        } else {
            self.look_for_leader(now, out);
        }
    }

    /// The random wait of an observer, whole milliseconds (`Observer.waitForObserverElectionDelay`).
    fn on_chance(&mut self, now: SimTime, draw: u64, out: &mut Vec<Effect>) {
        let Role::Waiting { until, observer_delay: true, .. } = &mut self.role else { return };
        let wait = Span::from_millis(draw % self.config.observer_election_delay.as_millis().max(1));
        *until = now + wait;
        out.push(Effect::Note(Note::ObserverWaits { wait }));
    }

    /// The countdowns that will cause something, soonest first.
    pub fn timers(&self) -> Vec<Timer> {
        let timer = |kind, since, until| Timer { kind, since, until };
        let mut timers = Vec::new();
        match &self.role {
            Role::Waiting { since, until, observer_delay } => {
                let kind = if *observer_delay { TimerKind::ObserverDelay } else { TimerKind::Start };
                timers.push(timer(kind, *since, *until));
            }
            Role::Looking => {
                timers.extend(self.election.looking().zip(self.election.deadline()).map(|(it, until)| {
                    let kind = if it.finalizing { TimerKind::Finalize } else { TimerKind::Notification };
                    timer(kind, it.waiting_since, until)
                }))
            }
            Role::Leading(leader) => {
                let (kind, since) = match leader.phase() {
                    Phase::Discovery { since } => (TimerKind::InitLimit, since),
                    Phase::Broadcast { since, .. } => (TimerKind::Tick, since),
                };
                timers.push(timer(kind, since, leader.phase_deadline()));
            }
            Role::Following(learner) | Role::Observing(learner) => timers.push(match learner.stage() {
                Stage::Waiting { since, until } => timer(TimerKind::ConnectRetry, since, until),
                Stage::Connecting { .. } | Stage::Registered { .. } => {
                    timer(TimerKind::InitLimit, learner.since(), learner.patience_ends())
                }
                Stage::InTouch { .. } => {
                    timer(TimerKind::SyncLimit, learner.since(), learner.patience_ends())
                }
            }),
        }
        let dialing = self.cnx.peers().values().filter_map(|it| it.dialing);
        timers.extend(dialing.map(|(_, until)| {
            timer(TimerKind::CnxTimeout, SimTime(until.0.saturating_sub(self.config.cnx_timeout.0)), until)
        }));
        timers.sort_by_key(|it| it.until);
        timers
    }
}
