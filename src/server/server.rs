use std::collections::BTreeSet;
use std::sync::Arc;

use crate::election::{self, CnxEffect, CnxInput, CnxManager, Election, Vote};
use crate::server::client_port::{ClientPort, PortContext, PortEffect, Service as Clients};
use crate::server::four_letter::{Word, four_letter, pieces};
use crate::server::role::Memory;
use crate::server::{Effect, Input, Note, Role, Timer, TimerKind};
use crate::session::session_id;
use crate::storage::{Database, Disk, DiskOp, empty_tree};
use crate::tree::{self, Request};
use crate::vocab::{Config, ConnId, PeerState, Port, ServerId, SessionId, SimTime, Span};
use crate::wire::Message;
use crate::zab::{
    self, ClientRequest, Context, Leader, Learner, Metrics, Phase, Rules, Service, Stage, Thread,
};

/// The numbers of the next connections that a server opens, one count for each port; they outlive the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Serials {
    /// On the election port.
    pub election: u32,
    /// On the quorum port.
    pub quorum: u32,
}

/// The moment of a step, and the disk as it is then.
#[derive(Clone, Copy)]
struct At<'a> {
    now: SimTime,
    disk: &'a Disk,
}

/// A running server (`QuorumPeer`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    me: ServerId,
    config: Arc<Config>,
    rules: Rules,
    database: Database,
    quorum_serial: u32,
    cnx: CnxManager,
    election: Election,
    role: Role,
    /// Counts the roles: a write that an earlier one asked for means nothing to the present one.
    term: u32,
    /// Requests without a session that have not been answered.
    requests: BTreeSet<u32>,
    port: ClientPort,
    reads: Reads,
    metrics: Metrics,
}

/// Whether a server that looks for a leader serves reads meanwhile (`QuorumPeer.run`, `readonlymode.enabled`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Not,
    From(SimTime),
    Served,
}

/// How long it looks at least before it takes itself for cut off.
const GRACE: Span = Span::from_secs(2);

impl Server {
    /// Starts a process on what its disk holds. Its ports are open at once; it looks for a leader after `startup`.
    pub fn boot(
        now: SimTime,
        me: ServerId,
        config: Arc<Config>,
        disk: &Disk,
        serials: Serials,
        startup: Span,
    ) -> Server {
        let database = Database::load(disk, empty_tree(now, &config));
        let port = ClientPort::new(tree::Rules::of(config.release));
        let own = Vote { peer_epoch: disk.current_epoch, zxid: database.last_processed, leader: me };
        Server {
            me,
            rules: Rules::of(config.release),
            database,
            quorum_serial: serials.quorum,
            cnx: CnxManager::new(me, Arc::clone(&config), serials.election),
            election: Election::new(me, Arc::clone(&config), own),
            config,
            role: Role::Waiting { since: now, until: now + startup, observer_delay: false },
            term: 0,
            requests: BTreeSet::new(),
            port,
            reads: Reads::Not,
            metrics: Metrics::default(),
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

    /// What it has in memory.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Its clients.
    pub fn port(&self) -> &ClientPort {
        &self.port
    }

    /// What its process counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Its number.
    pub fn id(&self) -> ServerId {
        self.me
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
            Role::Waiting { .. } | Role::Stopping { .. } | Role::Looking | Role::Leading(_) => {
                self.quorum_serial
            }
        };
        Serials { election: self.cnx.next_serial(), quorum }
    }

    /// Whether it accepts connections on `port`: the election port always, the quorum port while it leads.
    pub fn listens(&self, port: Port) -> bool {
        match port {
            Port::Election | Port::Client => true,
            Port::Quorum => matches!(self.role, Role::Leading(_)),
        }
    }

    /// Whether it serves: it leads with a quorum that has the history, or has been brought level by its leader.
    pub fn is_established(&self) -> bool {
        match &self.role {
            Role::Waiting { .. } | Role::Stopping { .. } | Role::Looking => false,
            Role::Leading(leader) => leader.phase() == Phase::Broadcast,
            Role::Following(learner) | Role::Observing(learner) => {
                matches!(learner.stage(), Stage::Broadcast { .. })
            }
        }
    }

    /// Whom it serves.
    pub fn serves(&self) -> Clients {
        match self.reads {
            _ if self.is_established() => Clients::Everybody,
            Reads::Served => Clients::Readers,
            Reads::Not | Reads::From(_) => Clients::Nobody,
        }
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> Option<SimTime> {
        let reads = match self.reads {
            Reads::From(at) => Some(at),
            Reads::Not | Reads::Served => None,
        };
        let role = match &self.role {
            Role::Waiting { until, .. } => Some(*until),
            Role::Stopping { .. } => None,
            Role::Looking => self.election.deadline(),
            Role::Leading(leader) => leader.deadline(&self.config),
            Role::Following(learner) | Role::Observing(learner) => learner.deadline(&self.config),
        };
        [role, reads, self.cnx.deadline(), self.port.deadline()].into_iter().flatten().min()
    }

    /// Takes one input to its end, with its disk as it is now. Same state, same `now`, same disk, same input: same effects.
    pub fn step(&mut self, now: SimTime, disk: &Disk, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let at = At { now, disk };
        match input {
            Input::Accepted { conn } => match conn.port {
                Port::Election => self.connections(at, CnxInput::Accepted { conn }, &mut out),
                Port::Quorum => self.broadcast(at, zab::Input::Accepted { conn }, &mut out),
                Port::Client => self.port.on_accepted(now, conn),
            },
            Input::Connected { conn } => match conn.port {
                Port::Election => self.connections(at, CnxInput::Connected { conn }, &mut out),
                Port::Quorum => self.broadcast(at, zab::Input::Connected { conn }, &mut out),
                Port::Client => unreachable!("servers open no connections to clients"),
            },
            Input::Received { conn, message } => self.on_message(at, conn, message, &mut out),
            Input::Closed { conn } => match conn.port {
                Port::Election => self.connections(at, CnxInput::Closed { conn }, &mut out),
                Port::Quorum => self.broadcast(at, zab::Input::Closed { conn }, &mut out),
                Port::Client => self.with_port(at, |port, ctx| port.on_closed(conn, ctx), &mut out),
            },
            Input::Written { thread, op, ok, term } => self.on_written(at, thread, op, ok, term, &mut out),
            Input::Asked { request } => self.on_asked(at, request, &mut out),
            Input::FourLetter { word } => {
                let text = self.on_four_letter(at, &word);
                out.push(Effect::FourLetter { word, text });
            }
            Input::Chance { draw } => self.on_chance(at, draw, &mut out),
            Input::Wake => self.wake(at, &mut out),
        }
        out
    }

    fn on_message(&mut self, at: At, conn: ConnId, message: Message, out: &mut Vec<Effect>) {
        match message {
            Message::Initial { sid } => self.connections(at, CnxInput::Greeted { conn, from: sid }, out),
            Message::Notification(notification) => {
                self.connections(at, CnxInput::Received { conn, notification }, out);
            }
            Message::Packet(packet) => self.broadcast(at, zab::Input::Received { conn, packet }, out),
            Message::ToServer(message) => {
                self.with_port(at, |port, ctx| port.on_message(conn, Arc::unwrap_or_clone(message), ctx), out)
            }
            Message::ToClient(_) => unreachable!("nobody tells a server what is for a client"),
        }
    }

    fn on_written(&mut self, at: At, thread: Thread, op: DiskOp, ok: bool, term: u32, out: &mut Vec<Effect>) {
        if let Role::Stopping { flushes, observed, memory } = &mut self.role {
            *flushes -= u32::from(thread == Thread::LogWriter);
            let (left, observed, memory) = (*flushes, *observed, *memory);
            if left == 0 {
                self.stop(at, observed, memory, out);
            }
        } else if term == self.term {
            self.broadcast(at, zab::Input::Written { thread, op, ok }, out);
        }
    }

    /// Somebody asks for a change without a session; the connection breaks if the server does not serve.
    fn on_asked(&mut self, at: At, wanted: Request, out: &mut Vec<Effect>) {
        let number = self.port.next_number();
        if !self.is_established() {
            return out.push(Effect::Answered { request: number, zxid: None });
        }
        self.requests.insert(number);
        let session = match wanted {
            Request::CreateSession { .. } => session_id(self.me, at.now.as_wall_millis(), u64::from(number)),
            _ => SessionId(0),
        };
        let mut request = ClientRequest::of_server(self.me, session, wanted);
        request.origin.request = number;
        self.broadcast(at, zab::Input::Asked { request }, out);
    }

    /// Somebody asks one of the four-letter words. It is a packet like any other to a server that serves, and so is the answer.
    fn on_four_letter(&mut self, at: At, word: &str) -> String {
        let Ok(known) = word.parse::<Word>() else { return String::new() };
        let serves = self.serves() != Clients::Nobody;
        if serves {
            self.port.count_received();
        }
        let allowed = self.config.allows_four_letter(word);
        match known {
            Word::Crst if allowed && serves => self.port.reset_connections(),
            Word::Srst if allowed && serves => {
                self.port.reset_stats();
                self.metrics = Metrics::default();
                if let Role::Leading(leader) = &mut self.role {
                    leader.reset_proposal_sizes();
                }
            }
            _ => {}
        }
        let text = four_letter(self, at.disk, at.now, word);
        if serves {
            self.port.count_sent(pieces(&text));
        }
        text
    }

    /// Lets the client port work, and does what it asks for.
    fn with_port(
        &mut self,
        at: At,
        work: impl FnOnce(&mut ClientPort, &mut PortContext),
        out: &mut Vec<Effect>,
    ) {
        let service = self.serves();
        let mut effects = Vec::new();
        let leader = match &mut self.role {
            Role::Leading(leader) if service == Clients::Everybody => Some(leader),
            _ => None,
        };
        let mut ctx = PortContext {
            now: at.now,
            me: self.me,
            config: &self.config,
            database: &self.database,
            leader,
            service,
            metrics: &mut self.metrics,
            out: &mut effects,
        };
        work(&mut self.port, &mut ctx);
        self.perform_port(at, effects, out);
    }

    fn perform_port(&mut self, at: At, effects: Vec<PortEffect>, out: &mut Vec<Effect>) {
        for effect in effects {
            match effect {
                PortEffect::Send { conn, message } => {
                    out.push(Effect::Send { conn, message: Message::ToClient(Arc::new(message)) });
                }
                PortEffect::Close { conn } => out.push(Effect::Close { conn }),
                PortEffect::Ask(input) => self.broadcast(at, input, out),
            }
        }
    }

    fn wake(&mut self, at: At, out: &mut Vec<Effect>) {
        if self.cnx.deadline().is_some_and(|it| it <= at.now) {
            self.connections(at, CnxInput::Wake, out);
        }
        if self.port.deadline().is_some_and(|it| it <= at.now) {
            self.with_port(at, ClientPort::wake, out);
        }
        if matches!(self.reads, Reads::From(it) if it <= at.now) {
            self.serve_reads(at, out);
        }
        match &self.role {
            Role::Waiting { until, .. } if *until <= at.now => self.look_for_leader(at, out),
            Role::Waiting { .. } | Role::Stopping { .. } => {}
            Role::Looking => {
                let have_delivered = self.cnx.have_delivered();
                self.elect(at, election::Input::Wake { have_delivered }, out);
            }
            Role::Leading(_) | Role::Following(_) | Role::Observing(_) => {
                self.broadcast(at, zab::Input::Wake, out);
            }
        }
    }

    fn grace(&self) -> Span {
        GRACE.max(self.config.tick_time)
    }

    /// It still looks for a leader: `ReadOnlyZooKeeperServer.startup`.
    fn serve_reads(&mut self, at: At, out: &mut Vec<Effect>) {
        self.reads = Reads::Served;
        self.port.begin(at.now, &self.config);
        out.push(Effect::Note(Note::ServesReads { after: self.grace() }));
    }

    /// The election is over: who was served reads has to come back, with another session.
    fn end_reads(&mut self, at: At, out: &mut Vec<Effect>) {
        if std::mem::replace(&mut self.reads, Reads::Not) == Reads::Served {
            let mut closed = Vec::new();
            self.port.close_all(&mut closed);
            self.perform_port(at, closed, out);
        }
    }

    /// Enters `lookForLeader` with its first vote: for itself, if it is a voter.
    fn look_for_leader(&mut self, at: At, out: &mut Vec<Effect>) {
        self.role = Role::Looking;
        if self.config.read_only_mode_enabled {
            self.reads = Reads::From(at.now + self.grace());
        }
        self.metrics.looking += 1;
        let (peer_epoch, zxid) = (at.disk.current_epoch, self.database.last_processed);
        let own = Vote { peer_epoch, zxid, leader: self.me };
        let own = Some(own).filter(|_| self.config.is_voter(self.me));
        self.elect(at, election::Input::Start { own }, out);
    }

    fn elect(&mut self, at: At, input: election::Input, out: &mut Vec<Effect>) {
        for effect in self.election.step(at.now, input) {
            match effect {
                election::Effect::Send { to, notification } => {
                    self.connections(at, CnxInput::ToSend { to, notification }, out);
                }
                election::Effect::ConnectAll => self.connections(at, CnxInput::ConnectAll, out),
                election::Effect::Note(note) => out.push(Effect::Note(Note::Election(note))),
            }
        }
        if matches!(self.role, Role::Looking) {
            self.take_up_role(at, out);
        }
    }

    fn connections(&mut self, at: At, input: CnxInput, out: &mut Vec<Effect>) {
        for effect in self.cnx.step(at.now, input) {
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
                    if notification.state == PeerState::Looking && matches!(self.role, Role::Leading(_)) {
                        self.broadcast(at, zab::Input::SeenLooking { sid: from }, out);
                    }
                    self.elect(at, election::Input::Heard { from, notification }, out);
                }
                CnxEffect::DroppedToLarger { to } => out.push(Effect::Note(Note::DroppedToLarger { to })),
                CnxEffect::CallsBack { to } => out.push(Effect::Note(Note::CallsBack { to })),
                CnxEffect::SentLastAgain { to } => out.push(Effect::Note(Note::SentLastAgain { to })),
                CnxEffect::Overwrote { to } => out.push(Effect::Note(Note::Overwrote { to })),
            }
        }
    }

    fn broadcast(&mut self, at: At, input: zab::Input, out: &mut Vec<Effect>) {
        let mut effects = Vec::new();
        let mut ctx = Context {
            me: self.me,
            config: &self.config,
            rules: &self.rules,
            database: &mut self.database,
            disk: at.disk,
            metrics: &mut self.metrics,
            out: &mut effects,
        };
        match (&mut self.role, input) {
            (Role::Leading(leader), input) => leader.step(at.now, input, &mut ctx),
            (Role::Following(learner) | Role::Observing(learner), input) => {
                learner.step(at.now, input, &mut ctx)
            }
            // What belongs to a role that has ended since: its end is closed.
            (_, zab::Input::Accepted { conn } | zab::Input::Closed { conn }) => {
                out.push(Effect::Close { conn })
            }
            (_, _) => {}
        }
        self.perform(at, effects, out);
    }

    fn perform(&mut self, at: At, effects: Vec<zab::Effect>, out: &mut Vec<Effect>) {
        let term = self.term;
        for effect in effects {
            match effect {
                zab::Effect::Connect { conn, to } => out.push(Effect::Connect { conn, to }),
                zab::Effect::Send { conn, packet } => {
                    out.push(Effect::Send { conn, message: Message::Packet(packet) });
                }
                zab::Effect::Close { conn } => out.push(Effect::Close { conn }),
                zab::Effect::Write { thread, op } => out.push(Effect::Write { thread, op, term }),
                zab::Effect::Applied { txn, applied } => {
                    let mine = txn.origin.server == self.me && self.requests.remove(&txn.origin.request);
                    let (request, zxid) = (txn.origin.request, Some(txn.zxid));
                    out.push(Effect::Applied { txn: txn.clone() });
                    if mine {
                        out.push(Effect::Answered { request, zxid });
                    }
                    self.with_port(at, |port, ctx| port.on_applied(&txn, &applied, ctx), out);
                }
                zab::Effect::Synced { origin } => {
                    self.with_port(at, |port, ctx| port.on_synced(origin, ctx), out)
                }
                zab::Effect::Revalidated { session, valid } => {
                    self.with_port(at, |port, ctx| port.on_revalidated(session, valid, ctx), out);
                }
                zab::Effect::Established { epoch } => self.election.establish(epoch),
                zab::Effect::GiveUp => self.leave_office(at, out),
                zab::Effect::Exit => out.push(Effect::Exit),
                zab::Effect::AskChance => out.push(Effect::AskChance),
                zab::Effect::Note(note) => out.push(Effect::Note(Note::Zab(note))),
            }
        }
    }

    fn take_up_role(&mut self, at: At, out: &mut Vec<Effect>) {
        match self.election.state() {
            PeerState::Looking => {}
            PeerState::Leading => {
                let voters = self.election.supporters();
                self.take_office(at, |now, ctx, _| Role::Leading(Leader::new(now, voters, ctx)), out);
            }
            PeerState::Following => self.become_learner(at, Role::Following, out),
            PeerState::Observing => self.become_learner(at, Role::Observing, out),
        }
    }

    fn become_learner(&mut self, at: At, role: fn(Learner) -> Role, out: &mut Vec<Effect>) {
        let leader = self.election.vote().expect("a settled server has a vote").leader;
        self.take_office(at, |now, ctx, serial| role(Learner::new(now, leader, serial, ctx)), out);
    }

    fn take_office(
        &mut self,
        at: At,
        role: impl FnOnce(SimTime, &mut Context, u32) -> Role,
        out: &mut Vec<Effect>,
    ) {
        self.term += 1;
        self.end_reads(at, out);
        self.port.begin(at.now, &self.config);
        let mut effects = Vec::new();
        let mut ctx = Context {
            me: self.me,
            config: &self.config,
            rules: &self.rules,
            database: &mut self.database,
            disk: at.disk,
            metrics: &mut self.metrics,
            out: &mut effects,
        };
        self.role = role(at.now, &mut ctx, self.quorum_serial);
        self.perform(at, effects, out);
    }

    /// Out of office or without a leader: its clients lose their connections, its log writer comes to its end.
    fn leave_office(&mut self, at: At, out: &mut Vec<Effect>) {
        self.quorum_serial = self.serials().quorum;
        for request in std::mem::take(&mut self.requests) {
            out.push(Effect::Answered { request, zxid: None });
        }
        let mut closed = Vec::new();
        self.port.close_all(&mut closed);
        self.perform_port(at, closed, out);
        let observed = matches!(self.role, Role::Observing(_));
        let end = End::of(&self.role, &self.rules);
        let service = match &mut self.role {
            Role::Leading(leader) => leader.take_service(),
            Role::Following(learner) | Role::Observing(learner) => learner.take_service(),
            Role::Waiting { .. } | Role::Stopping { .. } | Role::Looking => Service::default(),
        };
        let (writes, rest) = service.into_unwritten();
        let flushes = writes + u32::from(!rest.is_empty());
        if !rest.is_empty() {
            out.push(Effect::Write { thread: Thread::LogWriter, op: DiskOp::Append(rest), term: self.term });
        }
        if flushes != 0 && end.waits_for_log {
            self.role = Role::Stopping { flushes, observed, memory: end.memory };
        } else {
            self.stop(at, observed, end.memory, out);
        }
    }

    /// The end of a shutdown: what is in the log and not in memory is applied (`ZKDatabase.fastForwardDataBase`). Then the
    /// server looks again, at once or, as an observer, after a random wait.
    fn stop(&mut self, at: At, observed: bool, memory: Memory, out: &mut Vec<Effect>) {
        self.election.look_again();
        match memory {
            Memory::Keep => {}
            Memory::FastForward => self.database.fast_forward(at.disk),
            Memory::Reload => self.database.reload(at.disk, empty_tree(at.now, &self.config)),
        }
        if observed && self.config.observer_election_delay != Span::ZERO {
            self.role = Role::Waiting { since: at.now, until: SimTime(u64::MAX), observer_delay: true };
            out.push(Effect::AskChance);
        } else {
            self.look_for_leader(at, out);
        }
    }

    /// The random wait of an observer, whole milliseconds (`Observer.waitForObserverElectionDelay`).
    fn on_chance(&mut self, at: At, draw: u64, out: &mut Vec<Effect>) {
        let Role::Waiting { until, observer_delay: true, .. } = &mut self.role else {
            return self.broadcast(at, zab::Input::Chance { draw }, out);
        };
        let wait = Span::from_millis(draw % self.config.observer_election_delay.as_millis().max(1));
        *until = at.now + wait;
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
            Role::Stopping { .. } => {}
            Role::Leading(leader) => {
                let kind = match leader.phase() {
                    Phase::Discovery | Phase::EpochAcks | Phase::Synchronization => TimerKind::InitLimit,
                    Phase::Broadcast => TimerKind::Tick,
                };
                timers.push(timer(kind, leader.since(), leader.phase_deadline(&self.config)));
            }
            Role::Following(learner) | Role::Observing(learner) => timers.push(match learner.stage() {
                Stage::Waiting { since, until } => timer(TimerKind::ConnectRetry, *since, *until),
                Stage::Broadcast { .. } => {
                    timer(TimerKind::SyncLimit, learner.since(), learner.patience_ends(&self.config))
                }
                _ => timer(TimerKind::InitLimit, learner.since(), learner.patience_ends(&self.config)),
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

/// How a role ends.
struct End {
    waits_for_log: bool,
    memory: Memory,
}

impl End {
    /// A leader always waits for its log writer, a learner only since ZOOKEEPER-4712. A learner that had not come to serve
    /// stops half way, and keeps what it has in memory; but a SNAP that is not on disk is given up (ZOOKEEPER-3642).
    fn of(role: &Role, rules: &Rules) -> End {
        let (leads, served, foreign) = match role {
            Role::Leading(_) => (true, true, false),
            Role::Following(it) | Role::Observing(it) => (false, it.has_served(), it.has_foreign_tree()),
            Role::Waiting { .. } | Role::Stopping { .. } | Role::Looking => (false, false, false),
        };
        let memory = match rules.fast_forwards_on_shutdown {
            true if foreign => Memory::Reload,
            true if served => Memory::FastForward,
            _ => Memory::Keep,
        };
        End { waits_for_log: leads || rules.shutdown_waits_for_log, memory }
    }
}
