use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::client;
use crate::recipe::Store;
use crate::server::{Effect, Input, Note, Server, four_letter};
use crate::sim::alarms::Alarms;
use crate::sim::{
    Agenda, ClientHost, Condition, End, Errand, Event, Fault, FaultError, Host, Medium, Network, Pick, Rng,
    Write,
};
use crate::storage::DiskOp;
use crate::trace::{Entry, Loss, What};
use crate::tree::{Request, Tree};
use crate::vocab::{
    ClientId, Config, ConnId, PeerState, Port, ProcessId, Release, ServerId, SetError, SimTime, Span,
};
use crate::wire::{Message, Segment};
use crate::zab::{self, Thread};

/// What things take, where ZooKeeper's configuration does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// What everything takes on the network, at least.
    pub latency: Span,
    /// How much longer it takes at most.
    pub jitter: Span,
    /// From a process's open election port to its first election, at least. Measured on 3.8.0: 75 to 121 ms.
    pub startup: Span,
    /// How much longer that takes at most.
    pub startup_jitter: Span,
    /// How long a write takes until it is on the medium, at least.
    pub flush: Span,
    /// How much longer at most.
    pub flush_jitter: Span,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            latency: Span::from_millis(1),
            jitter: Span(500),
            startup: Span::from_millis(75),
            startup_jitter: Span::from_millis(45),
            flush: Span::from_millis(1),
            flush_jitter: Span::from_millis(1),
        }
    }
}

/// Machines, servers, network, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub(super) now: SimTime,
    pub(super) steps: u64,
    /// What the step under way comes of (see [`Entry::cause`]).
    pub(super) cause: u64,
    pub(super) rng: Rng,
    pub(super) agenda: Agenda,
    pub(super) alarms: Alarms,
    pub(super) network: Network,
    timing: Timing,
    config: Arc<Config>,
    hosts: BTreeMap<ServerId, Host>,
    pub(super) clients: BTreeMap<ClientId, ClientHost>,
    pub(super) store: Store,
}

/// A `World` can be kept, compared and sent to a worker.
const _: () = {
    const fn is_a_value<T: Clone + Eq + Send + Sync>() {}
    is_a_value::<World>();
};

/// Whose turn it is at one moment: events before deadlines, deadlines by server. Variant order is the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Event,
    Wake(ProcessId),
}

impl World {
    /// `config`'s machines, with power, and with nothing running on them.
    pub fn new(config: Config, seed: u64, timing: Timing) -> World {
        World {
            now: SimTime::ZERO,
            steps: 0,
            cause: 0,
            rng: Rng::new(seed),
            agenda: Agenda::default(),
            alarms: Alarms::default(),
            network: Network::new(timing.latency, timing.jitter),
            timing,
            hosts: config.members.keys().map(|id| (*id, Host::new())).collect(),
            config: Arc::new(config),
            clients: BTreeMap::new(),
            store: Store::default(),
        }
    }

    /// The moment.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many steps it has made.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The machines.
    pub fn hosts(&self) -> &BTreeMap<ServerId, Host> {
        &self.hosts
    }

    /// The clients.
    pub fn clients(&self) -> &BTreeMap<ClientId, ClientHost> {
        &self.clients
    }

    /// The resource beside the ensemble.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The connections and links.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The configuration of servers that start from now on.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Changes a setting, for servers that start from now on.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SetError> {
        Arc::make_mut(&mut self.config).set(key, value)
    }

    /// Changes the release whose rules servers follow that start from now on.
    pub fn set_release(&mut self, release: Release) {
        Arc::make_mut(&mut self.config).release = release;
    }

    /// Takes a server's vote, for servers that start from now on.
    pub fn make_observer(&mut self, server: ServerId) -> Result<(), SetError> {
        Arc::make_mut(&mut self.config).make_observer(server)
    }

    /// Changes how long everything takes on the network, from now on.
    pub fn set_latency(&mut self, latency: Span, jitter: Span) {
        self.network.latency = latency;
        self.network.jitter = jitter;
    }

    /// A running server, stopped or not.
    pub fn server(&self, id: ServerId) -> Option<&Server> {
        self.hosts.get(&id)?.server.as_ref()
    }

    /// The server that leads with a quorum connected; of several, the one that was elected last.
    pub fn leader(&self) -> Option<ServerId> {
        let servers = self.hosts.iter().filter_map(|(id, it)| Some((*id, it.server.as_ref()?)));
        let leaders = servers.filter(|(_, it)| it.state() == PeerState::Leading && it.is_established());
        leaders.max_by_key(|(id, it)| (it.election().round(), *id)).map(|(id, _)| id)
    }

    /// The client that holds what only one may hold; of several that believe so, the first whose session lives, or else the
    /// first.
    pub fn holder(&self) -> Option<ClientId> {
        let believers = self.clients.iter().filter(|(_, it)| it.holds_alone());
        believers.map(|(id, it)| (!self.is_alive(it), *id)).min().map(|(_, id)| id)
    }

    /// Whether a client's session lives: in the tree that is ahead of all others. Of who holds a lease of the store: whether
    /// that runs.
    pub fn is_alive(&self, client: &ClientHost) -> bool {
        if client.program().is_some_and(|it| it.recipe().is_of_store()) {
            let token = client.belief().and_then(|it| it.hold().map(|it| it.token));
            return token.is_some_and(|it| self.store.grants(self.now, it));
        }
        let Some(session) = client.client.as_ref().map(client::Client::session) else { return false };
        self.newest_tree().is_some_and(|it| it.session(session).is_some())
    }

    /// The tree of a running server that is ahead of all others.
    pub fn newest_tree(&self) -> Option<&Tree> {
        let trees = self.hosts.values().filter_map(|it| Some(&it.server.as_ref()?.database().tree));
        trees.max_by_key(|it| it.last()).map(AsRef::as_ref)
    }

    /// What is on its way to the store, soonest first: when it arrives, and who has sent it.
    pub fn errands(&self) -> impl Iterator<Item = (SimTime, ClientId, Errand)> {
        self.agenda.events().filter_map(|(key, event)| match event {
            Event::Errand { client, errand, .. } => Some((key.at, *client, *errand)),
            _ => None,
        })
    }

    /// What comes next on each connection and way on which something moves, soonest first.
    pub fn arriving(&self) -> impl Iterator<Item = &Segment> {
        self.agenda.events().filter_map(|(_, event)| match event {
            Event::Arrive { conn, side } => {
                let connection = self.network.connections().get(conn)?;
                connection.streams[*side].flights.front().map(|it| &it.segment)
            }
            _ => None,
        })
    }

    /// When the next turn is due; `None` if nothing will ever happen by itself.
    pub fn next_due(&self) -> Option<SimTime> {
        self.next_turn().map(|(at, _)| at)
    }

    fn next_turn(&self) -> Option<(SimTime, Turn)> {
        let event = self.agenda.next_due().map(|at| (at, Turn::Event));
        let wake = self.alarms.next(self.now).map(|(at, process)| (at, Turn::Wake(process)));
        event.into_iter().chain(wake).min()
    }

    /// Takes the next turn; `None` when nothing is left to do.
    pub fn advance(&mut self, record: &mut Vec<Entry>) -> Option<SimTime> {
        let (at, turn) = self.next_turn()?;
        self.now = at;
        self.begin_step();
        match turn {
            Turn::Event => self.run_next_event(record),
            Turn::Wake(ProcessId::Server(id)) => self.step(id, Input::Wake, record),
            Turn::Wake(ProcessId::Client(id)) => self.wake_client(id, record),
        }
        Some(at)
    }

    /// Lets time pass until `at`, up to which nothing is due.
    pub fn pass_until(&mut self, at: SimTime) {
        assert!(self.next_due().is_none_or(|it| at <= it), "something is due before {at}");
        self.now = self.now.max(at);
    }

    /// A step comes of nothing, as long as nobody knows better.
    fn begin_step(&mut self) {
        self.steps += 1;
        self.cause = self.steps;
    }

    /// Writes down something that is not the world's own doing.
    pub fn note(&mut self, what: What, record: &mut Vec<Entry>) {
        self.begin_step();
        self.write(what, record);
    }

    /// Writes down what a step has come to.
    pub fn conclude(&mut self, step: u64, what: What, record: &mut Vec<Entry>) {
        self.begin_step();
        self.cause = step;
        self.write(what, record);
    }

    pub(super) fn write(&self, what: What, record: &mut Vec<Entry>) {
        record.push(Entry { at: self.now, step: self.steps, cause: self.cause, what });
    }

    fn run_next_event(&mut self, record: &mut Vec<Entry>) {
        match self.agenda.pop().expect("an event is due").1 {
            Event::Arrive { conn, side } => self.arrive(conn, side, record),
            Event::Flushed { server, thread, life } => self.flushed(server, thread, life, record),
            Event::Inbox { process: ProcessId::Server(id) } => self.take_in(id, record),
            Event::Inbox { process: ProcessId::Client(id) } => self.take_in_client(id, record),
            Event::Errand { client, errand, step } => {
                self.cause = step;
                self.at_store(client, errand, record);
            }
            Event::Leased { client, token, step } => {
                self.cause = step;
                self.leased(client, token, record);
            }
        }
    }

    /// A kernel gets something from the network.
    fn arrive(&mut self, conn: ConnId, side: usize, record: &mut Vec<Entry>) {
        let (flight, from, to) = self.network.arrive(self.now, &mut self.agenda, conn, side);
        let (id, there) = (flight.id, 1 - side);
        self.cause = flight.step;
        let segment = flight.segment;
        let open = self.network.end(conn, there) == End::Open;
        let listens = self.listens(to, conn.port);
        let why = match segment {
            _ if !self.has_power(to) => Some(Loss::NoPower),
            Segment::Syn if listens => None,
            Segment::Syn | Segment::SynAck | Segment::Data(_) if !open => Some(Loss::NoConnection),
            _ => None,
        };
        if let Some(why) = why {
            self.write(What::Lost { flight: id, from, to, segment, why }, record);
            if why == Loss::NoConnection {
                self.send(conn, there, Segment::Rst, record);
            }
            return self.network.settle(conn);
        }
        self.write(What::Arrived { flight: id, from, to, segment: segment.clone() }, record);
        match segment {
            Segment::Syn => {
                self.network.set_end(conn, there, End::Open);
                self.send(conn, there, Segment::SynAck, record);
                self.signal(to, Input::Accepted { conn }, record);
            }
            Segment::SynAck => self.signal(to, Input::Connected { conn }, record),
            Segment::Data(message) => self.signal(to, Input::Received { conn, message }, record),
            Segment::Fin if open => self.signal(to, Input::Closed { conn }, record),
            Segment::Rst if open => {
                self.network.set_end(conn, there, End::Closed);
                self.signal(to, Input::Closed { conn }, record);
            }
            Segment::Fin | Segment::Rst => {}
        }
        self.network.settle(conn);
    }

    /// Hands something from the network to a process.
    fn signal(&mut self, to: ProcessId, input: Input, record: &mut Vec<Entry>) {
        match to {
            ProcessId::Server(id) => self.deliver(id, input, record),
            ProcessId::Client(id) => {
                let input = match input {
                    Input::Connected { conn } => client::Input::Connected { conn },
                    Input::Received { conn, message: Message::ToClient(message) } => {
                        let message = Arc::unwrap_or_clone(message);
                        client::Input::Received { conn, message }
                    }
                    Input::Closed { conn } => client::Input::Closed { conn },
                    _ => unreachable!("nothing else comes to a client from the network"),
                };
                self.deliver_to_client(id, input, record);
            }
        }
    }

    fn has_power(&self, process: ProcessId) -> bool {
        process.server().is_none_or(|it| self.hosts[&it].power)
    }

    /// Whether a process takes connections on one of its ports.
    fn listens(&self, process: ProcessId, port: Port) -> bool {
        process.server().and_then(|it| self.server(it)).is_some_and(|it| it.listens(port))
    }

    /// Hands something to a process; its kernel keeps it while the process is stopped.
    fn deliver(&mut self, to: ServerId, input: Input, record: &mut Vec<Entry>) {
        let host = self.hosts.get_mut(&to).expect("a member");
        if host.paused || !host.inbox.is_empty() {
            host.inbox.push_back((self.steps, input));
        } else {
            self.step(to, input, record);
        }
    }

    /// A process that goes on takes in one thing that its kernel has kept, unless it has closed that connection since.
    fn take_in(&mut self, server: ServerId, record: &mut Vec<Entry>) {
        let host = self.hosts.get_mut(&server).expect("a member");
        if host.paused {
            return;
        }
        let Some((step, input)) = host.inbox.pop_front() else { return };
        self.alarms.set(server.into(), host.alarm());
        if !host.inbox.is_empty() {
            self.agenda.plan(self.now, Event::Inbox { process: server.into() });
        }
        self.cause = step;
        let stale = match &input {
            Input::Accepted { conn } | Input::Connected { conn } | Input::Received { conn, .. } => {
                let side = usize::from(conn.opener != server.into());
                self.network.end(*conn, side) != End::Open
            }
            Input::Closed { .. }
            | Input::Written { .. }
            | Input::Asked { .. }
            | Input::FourLetter { .. }
            | Input::Chance { .. }
            | Input::Wake => false,
        };
        if !stale {
            self.step(server, input, record);
        }
    }

    /// One step of one server, and what it asks for.
    fn step(&mut self, id: ServerId, input: Input, record: &mut Vec<Entry>) {
        let host = self.hosts.get_mut(&id).expect("a member");
        let server = host.server.as_mut().expect("a process that runs");
        let before = server.state();
        let effects = server.step(self.now, &host.disk, input);
        let after = server.state();
        host.deadline = server.deadline();
        self.alarms.set(id.into(), host.alarm());
        if before != after {
            self.write(What::State { server: id, from: Some(before), to: Some(after) }, record);
        }
        let (mut asked, mut exits) = (0, false);
        for effect in effects {
            match effect {
                Effect::Connect { conn, to } => {
                    self.network.open(conn, to.into());
                    self.send(conn, 0, Segment::Syn, record);
                }
                Effect::Send { conn, message } => {
                    let side = usize::from(conn.opener != id.into());
                    if self.network.end(conn, side) == End::Open {
                        self.send(conn, side, Segment::Data(message), record);
                    }
                }
                Effect::Close { conn } => self.close(conn, usize::from(conn.opener != id.into()), record),
                Effect::Write { thread, op, term } => self.start_write(id, thread, op, term),
                Effect::Applied { txn } => self.write(What::Applied { server: id, zxid: txn.zxid }, record),
                Effect::Answered { request, zxid } => {
                    self.write(What::Answered { server: id, request, zxid }, record);
                }
                Effect::FourLetter { word, text } => {
                    self.write(What::FourLetter { server: id, word, text }, record);
                }
                Effect::Exit => exits = true,
                Effect::AskChance => asked += 1,
                Effect::Note(note) => self.write(What::Note { server: id, note }, record),
            }
        }
        for _ in 0..asked {
            let draw = self.rng.next_u64();
            self.step(id, Input::Chance { draw }, record);
        }
        if exits {
            self.crash(id, record).expect("the process runs");
        }
    }

    /// A thread's writes are done one after another.
    fn start_write(&mut self, id: ServerId, thread: Thread, op: DiskOp, term: u32) {
        let host = self.hosts.get_mut(&id).expect("a member");
        let queue = host.writes.entry(thread).or_default();
        queue.push_back(Write { op, term, step: self.steps });
        if queue.len() == 1 {
            self.plan_flush(id, thread);
        }
    }

    fn plan_flush(&mut self, id: ServerId, thread: Thread) {
        let host = &self.hosts[&id];
        let takes = match host.writes[&thread].front() {
            // Nothing is forced to the medium.
            Some(Write { op: DiskOp::RollLog, .. }) => Span::ZERO,
            _ => host
                .flush
                .unwrap_or_else(|| self.timing.flush + Span(self.rng.up_to(self.timing.flush_jitter.0))),
        };
        self.agenda.plan(self.now + takes, Event::Flushed { server: id, thread, life: host.life });
    }

    /// The disk has it. A write of a process that has died since has not happened.
    fn flushed(&mut self, id: ServerId, thread: Thread, life: u32, record: &mut Vec<Entry>) {
        let host = self.hosts.get_mut(&id).expect("a member");
        if host.life != life {
            return;
        }
        let queue = host.writes.get_mut(&thread).expect("a write was planned");
        let Write { op, term, step } = queue.pop_front().expect("a write was planned");
        self.cause = step;
        let more = !queue.is_empty();
        let ok = host.medium == Medium::Sound && host.disk.perform(&op);
        if more {
            self.plan_flush(id, thread);
        }
        let what = op.clone();
        let what = if ok {
            What::Written { server: id, op: what }
        } else {
            What::NotWritten { server: id, op: what }
        };
        self.write(what, record);
        self.deliver(id, Input::Written { thread, op, ok, term }, record);
    }

    pub(super) fn send(&mut self, conn: ConnId, side: usize, segment: Segment, record: &mut Vec<Entry>) {
        let Some(connection) = self.network.connections().get(&conn) else { return };
        let (from, to) = (connection.streams[side].from, connection.streams[side].to);
        let (moment, agenda, rng) = ((self.now, self.steps), &mut self.agenda, &mut self.rng);
        let flight = self.network.send(moment, agenda, rng, (conn, side), segment.clone());
        self.write(What::Sent { flight, from, to, segment }, record);
    }

    /// A process, or the kernel for it, closes its end and tells the other one.
    pub(super) fn close(&mut self, conn: ConnId, side: usize, record: &mut Vec<Entry>) {
        if self.network.end(conn, side) != End::Open {
            return;
        }
        if self.network.end(conn, 1 - side) == End::Open {
            self.send(conn, side, Segment::Fin, record);
        }
        self.network.set_end(conn, side, End::Closed);
    }

    /// Does something to the world; part of the step in which the act was written down.
    pub fn cause(&mut self, fault: Fault, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        match fault {
            Fault::Start(id) => self.start(id, record),
            Fault::Crash(id) => self.crash(id, record),
            Fault::PowerOff(id) => self.power_off(id, record),
            Fault::Restart(id) => {
                if self.host(id)?.server.is_some() {
                    self.crash(id, record)?;
                }
                self.start(id, record)
            }
            Fault::Pause(id) => self.pause(id),
            Fault::Resume(id) => self.resume(id),
            Fault::SetDisk(id, disk) => match self.host(id)? {
                host if host.server.is_some() => Err(FaultError::Runs(id.into())),
                host => {
                    host.disk = *disk;
                    Ok(())
                }
            },
            Fault::SetFlush(id, flush) => {
                self.host(id)?.flush = flush;
                Ok(())
            }
            Fault::SetMedium(id, medium) => {
                let host = self.host(id)?;
                host.medium = medium;
                host.forget_if_lost();
                Ok(())
            }
            Fault::Ask(id, request) => self.ask(id, request, record),
            Fault::FourLetter(id, word) => self.ask_word(id, word, record),
            Fault::StartClient(id, config) => self.start_client(id, config, record),
            Fault::Run(id, recipe) => self.run_recipe(id, recipe, record),
            Fault::Fence(fenced) => {
                self.store.fenced = fenced;
                Ok(())
            }
            Fault::Type(id, line) => self.type_line(id, line, record),
            Fault::Call(id, request) => self.call(id, request, record),
            Fault::CrashClient(id) => self.crash_client(id, record),
            Fault::PauseClient(id) => self.pause_client(id),
            Fault::ResumeClient(id) => self.resume_client(id),
            Fault::SetClock(id, rate) => self.set_clock(id, rate),
            Fault::Cut { from, to, both } => {
                self.network.cut(self.now, &mut self.agenda, &mut self.rng, links(&from, &to, both));
                Ok(())
            }
            Fault::Heal { from, to, both } => self.heal(links(&from, &to, both)),
            Fault::HealAll => {
                let delays = self.network.delays().keys().copied();
                let all = self.network.cuts().iter().copied().chain(delays).collect();
                self.heal(all)
            }
            Fault::Delay { from, to, both, by } => {
                self.network.delay(links(&from, &to, both), by);
                Ok(())
            }
            Fault::Hold(pick) => {
                let held = self.network.hold(self.now, &mut self.agenda, pick);
                held.then_some(()).ok_or(FaultError::NoSuchMessage(pick.from, pick.to))
            }
            Fault::Release(pick) => {
                let released = self.network.release(self.now, &mut self.agenda, &mut self.rng, pick);
                released.then_some(()).ok_or(FaultError::NoSuchMessage(pick.from, pick.to))
            }
            Fault::Drop(pick) => self.drop_message(pick, record),
        }
    }

    fn ask(&mut self, id: ServerId, request: Request, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        if self.host(id)?.server.is_none() {
            return Err(FaultError::DoesNotRun(id.into()));
        }
        let number = self.server(id).map_or(0, |it| it.port().upcoming());
        self.write(What::Asked { server: id, request: Arc::new(request.clone()), number }, record);
        self.deliver(id, Input::Asked { request }, record);
        Ok(())
    }

    /// Asks a four-letter word. It takes no time; a process that is stopped answers when it goes on.
    fn ask_word(&mut self, id: ServerId, word: Arc<str>, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        if self.host(id)?.server.is_none() {
            return Err(FaultError::DoesNotRun(id.into()));
        }
        self.deliver(id, Input::FourLetter { word }, record);
        Ok(())
    }

    /// What a server would answer to a four-letter word now, stopped or not, though nobody asks: nothing is counted and nothing
    /// reset. `None` if it does not run.
    pub fn four_letter(&self, id: ServerId, word: &str) -> Option<String> {
        let host = self.hosts.get(&id)?;
        host.server.as_ref().map(|it| four_letter(it, &host.disk, self.now, word))
    }

    /// To be called when it has changed when a process is to be woken.
    fn set_alarm(&mut self, id: ServerId) {
        self.alarms.set(id.into(), self.hosts[&id].alarm());
    }

    fn host(&mut self, id: ServerId) -> Result<&mut Host, FaultError> {
        self.hosts.get_mut(&id).ok_or(FaultError::NoSuchServer(id))
    }

    fn heal(&mut self, links: Vec<(ProcessId, ProcessId)>) -> Result<(), FaultError> {
        self.network.heal(self.now, &mut self.agenda, &mut self.rng, links);
        Ok(())
    }

    fn start(&mut self, id: ServerId, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        let (now, timing, config) = (self.now, self.timing, Arc::clone(&self.config));
        let startup = timing.startup + Span(self.rng.up_to(timing.startup_jitter.0));
        let host = self.host(id)?;
        if host.server.is_some() {
            return Err(FaultError::Runs(id.into()));
        }
        host.power = true;
        if host.medium == Medium::Lost {
            self.write(What::Note { server: id, note: Note::Zab(zab::Note::FindsNoDisk) }, record);
            return Ok(());
        }
        host.disk.log.roll();
        if zab::Rules::of(config.release).mends_current_epoch {
            host.disk.mend_current_epoch();
        }
        if !host.disk.epochs_are_sound() {
            let (accepted_epoch, current_epoch) = (host.disk.accepted_epoch, host.disk.current_epoch);
            let last_zxid = host.disk.last_zxid();
            let note = zab::Note::RefusesToStart { accepted_epoch, current_epoch, last_zxid };
            self.write(What::Note { server: id, note: Note::Zab(note) }, record);
            return Ok(());
        }
        let server = Server::boot(now, id, config, &host.disk, host.serials, startup);
        let state = server.state();
        host.deadline = server.deadline();
        host.server = Some(server);
        self.set_alarm(id);
        self.write(What::State { server: id, from: None, to: Some(state) }, record);
        Ok(())
    }

    /// Ends the process; says what state it was in.
    fn end_process(&mut self, id: ServerId, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        let host = self.host(id)?;
        let server = host.server.take().ok_or(FaultError::DoesNotRun(id.into()))?;
        host.serials = server.serials();
        host.paused = false;
        host.deadline = None;
        host.inbox.clear();
        host.writes.clear();
        host.life += 1;
        host.forget_if_lost();
        self.set_alarm(id);
        self.write(What::State { server: id, from: Some(server.state()), to: None }, record);
        Ok(())
    }

    fn crash(&mut self, id: ServerId, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        self.end_process(id, record)?;
        for (conn, side) in self.open_ends(id.into()) {
            self.close(conn, side, record);
        }
        Ok(())
    }

    fn power_off(&mut self, id: ServerId, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        match self.host(id)?.condition() {
            Condition::PoweredOff => return Err(FaultError::HasNoPower(id)),
            Condition::Down => {}
            Condition::Paused | Condition::Running => self.end_process(id, record)?,
        }
        self.host(id)?.power = false;
        for (conn, side) in self.open_ends(id.into()) {
            self.network.set_end(conn, side, End::Closed);
        }
        Ok(())
    }

    pub(super) fn open_ends(&self, id: ProcessId) -> Vec<(ConnId, usize)> {
        let mine =
            self.network.connections().iter().filter(|(_, it)| it.streams.iter().any(|it| it.from == id));
        let ends = mine.map(|(conn, it)| (*conn, it.side_of(id), it.ends[it.side_of(id)]));
        ends.filter(|(_, _, end)| *end == End::Open).map(|(conn, side, _)| (conn, side)).collect()
    }

    fn pause(&mut self, id: ServerId) -> Result<(), FaultError> {
        let host = self.host(id)?;
        match host.condition() {
            Condition::Running => host.paused = true,
            Condition::Paused => return Err(FaultError::IsPaused(id.into())),
            Condition::Down | Condition::PoweredOff => return Err(FaultError::DoesNotRun(id.into())),
        }
        self.set_alarm(id);
        Ok(())
    }

    fn resume(&mut self, id: ServerId) -> Result<(), FaultError> {
        let now = self.now;
        let host = self.host(id)?;
        if host.condition() != Condition::Paused {
            return Err(FaultError::IsNotPaused(id.into()));
        }
        host.paused = false;
        if !host.inbox.is_empty() {
            self.agenda.plan(now, Event::Inbox { process: id.into() });
        }
        self.set_alarm(id);
        Ok(())
    }

    /// Loses a message, and with it the connection: both ends hear of it as of a reset.
    fn drop_message(&mut self, pick: Pick, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        let dropped = self.network.drop_from(self.now, &mut self.agenda, pick);
        let (conn, side, lost) = dropped.ok_or(FaultError::NoSuchMessage(pick.from, pick.to))?;
        for it in lost {
            let (from, to, why) = (pick.from, pick.to, Loss::Dropped);
            self.write(What::Lost { flight: it.id, from, to, segment: it.segment, why }, record);
        }
        self.send(conn, side, Segment::Rst, record);
        self.send(conn, 1 - side, Segment::Rst, record);
        Ok(())
    }
}

/// Every directed link from one of `from` to one of `to`, and with `both` the way back.
fn links(from: &BTreeSet<ProcessId>, to: &BTreeSet<ProcessId>, both: bool) -> Vec<(ProcessId, ProcessId)> {
    let there = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
    there.flat_map(|(a, b)| [Some((a, b)), both.then_some((b, a))]).flatten().collect()
}
