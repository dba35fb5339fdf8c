//! The clients of a world: their processes, and what is done to them.

use std::sync::Arc;

use crate::cli;
use crate::client::{Call, Client, ClientConfig, Effect, Input, Rules};
use crate::recipe::{self, Recipe};
use crate::session::Response;
use crate::sim::application::{self, Application, Demand};
use crate::sim::{ClientHost, End, Errand, Event, FaultError, Intake, World};
use crate::trace::{Entry, What};
use crate::tree::{Request, ZkError};
use crate::vocab::{ClientId, ConnId, Port, ServerId};
use crate::wire::{Message, Segment, ToServer};

impl World {
    /// A client process starts: a shell, or the program that it was given, whose library begins to connect.
    pub(super) fn start_client(
        &mut self,
        id: ClientId,
        config: Arc<ClientConfig>,
        record: &mut Vec<Entry>,
    ) -> Result<(), FaultError> {
        let now = self.now;
        let rules = Rules::of(self.config());
        let host = self.clients.entry(id).or_default();
        if host.client.is_some() {
            return Err(FaultError::Runs(id.into()));
        }
        let names: Vec<String> = config.hosts.iter().map(|it| format!("{it}:2181")).collect();
        let (client, effects) = Client::new(host.clock.local(now), id, config, rules, host.next_serial);
        let to = Some(client.state());
        host.client = Some(client);
        let recipe = host.recipe.clone();
        self.write(What::ClientState { client: id, from: None, to }, record);
        match recipe {
            Some(recipe) => self.seat(id, application::program(id, &recipe), record),
            None => {
                let (shell, shown) = application::shell(&names.join(","));
                self.seat(id, shell, record);
                self.perform(id, shown, record);
            }
        }
        self.perform_client(id, effects, record);
        self.step_application(id, recipe::Input::Started, record);
        Ok(())
    }

    /// A program takes the place of what sits at a client, now and whenever that starts anew.
    pub(super) fn run_recipe(
        &mut self,
        id: ClientId,
        recipe: Arc<Recipe>,
        record: &mut Vec<Entry>,
    ) -> Result<(), FaultError> {
        let host = self.client_host(id)?;
        if host.client.is_none() {
            return Err(FaultError::DoesNotRun(id.into()));
        }
        host.recipe = Some(Arc::clone(&recipe));
        self.seat(id, application::program(id, &recipe), record);
        self.step_application(id, recipe::Input::Started, record);
        Ok(())
    }

    /// Puts an application at a client's library.
    fn seat(&mut self, id: ClientId, application: Application, record: &mut Vec<Entry>) {
        let Some(host) = self.clients.get_mut(&id) else { return };
        let (from, to) = (host.belief(), application.belief());
        (host.application, host.waits_for) = (Some(Arc::new(application)), None);
        self.note_belief(id, from, to, record);
    }

    fn note_belief(
        &self,
        client: ClientId,
        from: Option<recipe::Belief>,
        to: Option<recipe::Belief>,
        record: &mut Vec<Entry>,
    ) {
        if from != to {
            self.write(What::Believes { client, from, to }, record);
        }
    }

    /// Opens a connection without a client library behind it: who speaks by [`World::say`] finds in the trace what comes back.
    /// `id` is nobody else's, and has one connection only.
    pub fn dial(&mut self, id: ClientId, to: ServerId, record: &mut Vec<Entry>) -> ConnId {
        let conn = ConnId { opener: id.into(), port: Port::Client, serial: 0 };
        self.network.open(conn, to.into());
        self.send(conn, 0, Segment::Syn, record);
        conn
    }

    /// Says something over such a connection, if it still stands.
    pub fn say(&mut self, conn: ConnId, message: ToServer, record: &mut Vec<Entry>) {
        if self.network.end(conn, 0) == End::Open {
            self.send(conn, 0, Segment::Data(Message::ToServer(Arc::new(message))), record);
        }
    }

    /// Closes such a connection.
    pub fn hang_up(&mut self, conn: ConnId, record: &mut Vec<Entry>) {
        self.close(conn, 0, record);
    }

    /// A line is typed at its shell; the terminal keeps it for a process that is stopped.
    pub(super) fn type_line(
        &mut self,
        id: ClientId,
        line: String,
        record: &mut Vec<Entry>,
    ) -> Result<(), FaultError> {
        let host = self.client_host(id)?;
        if host.client.is_none() {
            return Err(FaultError::DoesNotRun(id.into()));
        }
        self.hand_to_client(id, Intake::Line(line.into()), record);
        Ok(())
    }

    /// Its application calls.
    pub(super) fn call(
        &mut self,
        id: ClientId,
        request: Request,
        record: &mut Vec<Entry>,
    ) -> Result<(), FaultError> {
        let host = self.client_host(id)?;
        if host.client.is_none() {
            return Err(FaultError::DoesNotRun(id.into()));
        }
        let call = host.next_call();
        self.write(What::Called { client: id, call, request: Arc::new(request.clone()) }, record);
        self.deliver_to_client(id, Input::Called { call, request }, record);
        Ok(())
    }

    /// The process dies; its kernel closes its connection, so its server hears of it. Its session lives on.
    pub(super) fn crash_client(&mut self, id: ClientId, record: &mut Vec<Entry>) -> Result<(), FaultError> {
        let host = self.client_host(id)?;
        let belief = host.belief();
        let client = host.client.take().ok_or(FaultError::DoesNotRun(id.into()))?;
        host.next_serial = client.next_serial();
        (host.paused, host.deadline) = (false, None);
        host.inbox.clear();
        self.alarms.set(id.into(), None);
        let from = Some(client.state());
        self.note_belief(id, belief, None, record);
        self.write(What::ClientState { client: id, from, to: None }, record);
        for (conn, side) in self.open_ends(id.into()) {
            self.close(conn, side, record);
        }
        Ok(())
    }

    pub(super) fn pause_client(&mut self, id: ClientId) -> Result<(), FaultError> {
        let host = self.client_host(id)?;
        match (&host.client, host.paused) {
            (None, _) => Err(FaultError::DoesNotRun(id.into())),
            (Some(_), true) => Err(FaultError::IsPaused(id.into())),
            (Some(_), false) => {
                host.paused = true;
                self.alarms.set(id.into(), None);
                Ok(())
            }
        }
    }

    pub(super) fn resume_client(&mut self, id: ClientId) -> Result<(), FaultError> {
        let now = self.now;
        let host = self.client_host(id)?;
        if !host.paused {
            return Err(FaultError::IsNotPaused(id.into()));
        }
        host.paused = false;
        let (alarm, waits) = (host.alarm(), !host.inbox.is_empty());
        self.alarms.set(id.into(), alarm);
        if waits {
            self.agenda.plan(now, Event::Inbox { process: id.into() });
        }
        Ok(())
    }

    /// Its clock runs at another rate from now on.
    pub(super) fn set_clock(&mut self, id: ClientId, rate: u32) -> Result<(), FaultError> {
        let now = self.now;
        let host = self.client_host(id)?;
        host.clock.set_rate(now, rate);
        host.plan();
        let alarm = host.alarm();
        self.alarms.set(id.into(), alarm);
        Ok(())
    }

    fn client_host(&mut self, id: ClientId) -> Result<&mut ClientHost, FaultError> {
        self.clients.get_mut(&id).ok_or(FaultError::NoSuchProcess(id.into()))
    }

    /// Hands something to a process; its kernel keeps it while the process is stopped.
    pub(super) fn deliver_to_client(&mut self, id: ClientId, input: Input, record: &mut Vec<Entry>) {
        self.hand_to_client(id, Intake::Library(input), record);
    }

    pub(super) fn hand_to_client(&mut self, id: ClientId, intake: Intake, record: &mut Vec<Entry>) {
        let Some(host) = self.clients.get_mut(&id) else { return };
        if host.paused || !host.inbox.is_empty() {
            host.inbox.push_back((self.steps, intake));
        } else {
            self.let_client_take(id, intake, record);
        }
    }

    fn let_client_take(&mut self, id: ClientId, intake: Intake, record: &mut Vec<Entry>) {
        match intake {
            Intake::Library(input) => self.step_client(id, input, record),
            Intake::Line(line) => self.step_application(id, recipe::Input::Typed(line), record),
            Intake::Leased(token) => self.step_application(id, recipe::Input::Leased(token), record),
        }
    }

    /// A process that goes on takes in one thing that its kernel has kept, unless that connection is closed since.
    pub(super) fn take_in_client(&mut self, id: ClientId, record: &mut Vec<Entry>) {
        let Some(host) = self.clients.get_mut(&id).filter(|it| !it.paused) else { return };
        let Some((step, intake)) = host.inbox.pop_front() else { return };
        self.alarms.set(id.into(), host.alarm());
        if !host.inbox.is_empty() {
            self.agenda.plan(self.now, Event::Inbox { process: id.into() });
        }
        self.cause = step;
        let stale = match &intake {
            Intake::Library(Input::Connected { conn } | Input::Received { conn, .. }) => {
                self.network.end(*conn, 0) != End::Open
            }
            Intake::Library(
                Input::Closed { .. }
                | Input::Called { .. }
                | Input::RemovesLocally { .. }
                | Input::Abandoned
                | Input::Chance { .. }
                | Input::Wake,
            )
            | Intake::Line(_)
            | Intake::Leased(_) => false,
        };
        if !stale {
            self.let_client_take(id, intake, record);
        }
    }

    /// The deadline of a client process came: its library's, its application's, or both.
    pub(super) fn wake_client(&mut self, id: ClientId, record: &mut Vec<Entry>) {
        let now = self.now;
        let Some(host) = self.clients.get(&id) else { return };
        let local = host.clock.local(now);
        let due = |it: Option<crate::vocab::SimTime>| it.is_some_and(|it| it <= local);
        let library = due(host.client.as_ref().and_then(Client::deadline));
        let application = due(host.application.as_ref().and_then(|it| it.deadline()));
        if library {
            self.step_client(id, Input::Wake, record);
        }
        if application {
            self.step_application(id, recipe::Input::Wake, record);
        }
    }

    /// One step of one client, and what it asks for.
    pub(super) fn step_client(&mut self, id: ClientId, input: Input, record: &mut Vec<Entry>) {
        let now = self.now;
        let Some(host) = self.clients.get_mut(&id) else { return };
        let local = host.clock.local(now);
        let Some(client) = &mut host.client else { return };
        let before = client.state();
        let effects = client.step(local, input);
        let after = client.state();
        if before != after {
            self.write(What::ClientState { client: id, from: Some(before), to: Some(after) }, record);
        }
        self.perform_client(id, effects, record);
    }

    fn perform_client(&mut self, id: ClientId, effects: Vec<Effect>, record: &mut Vec<Entry>) {
        let (mut asked, mut heard) = (0, Vec::new());
        for effect in effects {
            match effect {
                Effect::Connect { conn, to } => {
                    self.network.open(conn, to.into());
                    self.send(conn, 0, Segment::Syn, record);
                }
                Effect::Send { conn, message } => {
                    if self.network.end(conn, 0) == End::Open {
                        self.send(conn, 0, Segment::Data(Message::ToServer(Arc::new(message))), record);
                    }
                }
                Effect::Close { conn } => self.close(conn, 0, record),
                Effect::AskChance => asked += 1,
                Effect::Replied { call, result } => {
                    heard.extend(self.awaited_reply(id, call, &result));
                    self.write(What::Replied { client: id, call, result: Arc::new(result) }, record);
                }
                Effect::Event(event) => {
                    heard.push(recipe::Input::Told(event.clone()));
                    self.write(What::Told { client: id, event }, record);
                }
                Effect::Note(note) => self.write(What::ClientNote { client: id, note }, record),
            }
        }
        if let Some(host) = self.clients.get_mut(&id) {
            host.plan();
            self.alarms.set(id.into(), host.alarm());
        }
        for _ in 0..asked {
            let draw = self.rng.next_u64();
            self.step_client(id, Input::Chance { draw }, record);
        }
        for input in heard {
            self.step_application(id, input, record);
        }
    }

    /// The reply, if the application waits for it.
    fn awaited_reply(
        &mut self,
        id: ClientId,
        call: Call,
        result: &Result<Response, ZkError>,
    ) -> Option<recipe::Input> {
        let host = self.clients.get_mut(&id)?;
        if host.waits_for != Some(call) {
            return None;
        }
        host.waits_for = None;
        Some(recipe::Input::Replied(result.clone()))
    }

    /// Hands something to a client's application. What a step of it causes at once waits its turn, so that many steps in a row,
    /// as at a handle that is dead, do not lie upon each other.
    pub(super) fn step_application(&mut self, id: ClientId, input: recipe::Input, record: &mut Vec<Entry>) {
        let now = self.now;
        let Some(host) = self.clients.get_mut(&id) else { return };
        host.for_application.push_back(input);
        if host.for_application.len() > 1 {
            return;
        }
        loop {
            let Some(host) = self.clients.get_mut(&id) else { return };
            let from = host.belief();
            let Some(demands) = host.step_application(now) else { return };
            let to = host.belief();
            host.plan();
            self.alarms.set(id.into(), host.alarm());
            self.note_belief(id, from, to, record);
            self.perform(id, demands, record);
            self.clients.get_mut(&id).and_then(|it| it.for_application.pop_front());
        }
    }

    fn perform(&mut self, id: ClientId, demands: Vec<Demand>, record: &mut Vec<Entry>) {
        for demand in demands {
            match demand {
                Demand::Shell(cli::Effect::Print(printed)) => {
                    self.write(What::Printed { client: id, printed }, record);
                }
                Demand::Shell(cli::Effect::Call { request, local }) => {
                    self.call_for_application(id, request, local, record);
                }
                Demand::Shell(cli::Effect::Connect { servers }) => self.connect_anew(id, servers, record),
                Demand::Shell(cli::Effect::Exit) => self.crash_client(id, record).expect("it has just run"),
                Demand::Program(recipe::Effect::Call(request)) => {
                    self.call_for_application(id, request, false, record);
                }
                Demand::Program(recipe::Effect::Renew) => self.renew(id, record),
                Demand::Program(recipe::Effect::Draw) => {
                    let draw = u128::from(self.rng.next_u64()) << 64 | u128::from(self.rng.next_u64());
                    self.step_application(id, recipe::Input::Drew(draw), record);
                }
                Demand::Program(recipe::Effect::Write(token)) => {
                    self.send_to_store(id, Errand::Write(token), record);
                }
                Demand::Program(recipe::Effect::Lease(span)) => {
                    self.send_to_store(id, Errand::Lease(span), record);
                }
                Demand::Program(recipe::Effect::Expire) => self.step_client(id, Input::Abandoned, record),
                Demand::Program(recipe::Effect::Say(fact)) => {
                    if let Some(host) = self.clients.get_mut(&id) {
                        host.last_fact = Some(fact.clone());
                    }
                    self.write(What::Came { client: id, fact }, record);
                }
            }
        }
    }

    fn call_for_application(&mut self, id: ClientId, request: Request, local: bool, record: &mut Vec<Entry>) {
        let Some(host) = self.clients.get_mut(&id) else { return };
        let call = host.next_call();
        host.waits_for = Some(call);
        self.write(What::Called { client: id, call, request: Arc::new(request.clone()) }, record);
        let input = match request {
            Request::RemoveWatches { path, kind } if local => Input::RemovesLocally { call, path, kind },
            request => Input::Called { call, request },
        };
        self.step_client(id, input, record);
    }

    /// A program whose session is over takes a new handle for the same servers.
    fn renew(&mut self, id: ClientId, record: &mut Vec<Entry>) {
        let Some(client) = self.clients.get(&id).and_then(|it| it.client.as_ref()) else { return };
        self.connect_anew(id, client.config().hosts.clone(), record);
    }

    /// A new handle takes the place of one that is dead, with the same wishes.
    fn connect_anew(&mut self, id: ClientId, servers: Vec<ServerId>, record: &mut Vec<Entry>) {
        let now = self.now;
        let rules = Rules::of(self.config());
        let known = |it: &ServerId| self.config().members.contains_key(it);
        let hosts = servers.into_iter().filter(known).collect();
        let Some(host) = self.clients.get_mut(&id) else { return };
        let Some(old) = host.client.take() else { return };
        let config = Arc::new(ClientConfig { hosts, ..old.config().clone() });
        let (client, effects) = Client::new(host.clock.local(now), id, config, rules, old.next_serial());
        let (from, to) = (Some(old.state()), Some(client.state()));
        host.client = Some(client);
        self.write(What::ClientState { client: id, from, to }, record);
        self.perform_client(id, effects, record);
    }
}
