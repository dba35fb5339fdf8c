//! Replays those `script-*` that are about elections among clients: `herd-*`, where everyone watches the parent or the one before
//! it, and `kazoo-election-10`. Programs of ours take part in the place of theirs; who leads after whom, how many watch events, reads and
//! names of children each change takes, and what the first leader believes when it wakes, must be the same.
//!
//! Not compared: how long it took (the recordings' timeouts are unknown), the data of kazoo's znodes, for which ours stand by their
//! sessions, and kazoo's reads, which nobody recorded.

use std::sync::Arc;

use crate::figures::{Compared, Count};
use serde_json::{Value, json};
use zookeeper_playground::client::{ClientConfig, Event, KeeperState, State};
use zookeeper_playground::recipe::{ContestRules, Goal, Kind, Recipe, Style};
use zookeeper_playground::sim::{ClientHost, Fault, Pick, Timing, World};
use zookeeper_playground::trace::{Entry, Tally, What};
use zookeeper_playground::tree::{AclList, Create, Request, Tree};
use zookeeper_playground::vocab::{ClientId, Config, Release, ServerId, Span};
use zookeeper_playground::watch::EventType;

use crate::standalone::difference;

/// The scripts that are replayed here alone.
pub const IS_ABOUT: [&str; 3] = ["herd-all-10", "herd-predecessor-10", "kazoo-election-10"];

const SERVER: ServerId = ServerId(1);
const PARENT: &str = "/election";
const TIMEOUT: u32 = 4_000;
/// Longer than a session lives on.
const PATIENCE: Span = Span::from_secs(10);

/// Replays one script; an error is the first difference.
pub fn replay(script: &Value) -> Result<Compared, String> {
    let steps = script["steps"].as_array().ok_or("no steps")?;
    let outcome = match script["name"].as_str() {
        Some("kazoo-election-10") => replay_kazoo(steps),
        _ => replay_herd(steps),
    };
    // The last step tells of the whole, so none counts where one differs.
    let equal = if outcome.is_ok() { steps.len() } else { 0 };
    Ok(Compared { steps: Count { equal, all: steps.len() }, difference: outcome.err() })
}

fn equal(theirs: &Value, ours: &Value, step: &Value) -> Result<(), String> {
    difference(theirs, ours).map_or(Ok(()), |it| Err(format!("{it}, at {step}")))
}

fn replay_herd(steps: &[Value]) -> Result<(), String> {
    let totals = steps.last().ok_or("no steps")?;
    let style = if totals["style"] == "herd" { Style::Herd } else { Style::Documentation };
    let names: Vec<&str> = names(&totals["leadershipOrder"]);
    let mut stage = Stage::new(&names);
    stage.take_part(&names, ContestRules { style, ..ContestRules::of(Goal::Leader, "n-") });
    let setup = stage.tally.clone();
    let mut order = vec![stage.leader()];
    for step in &steps[..steps.len() - 1] {
        let (leader, before) = (stage.leader(), stage.tally.clone());
        stage.cause(Fault::CrashClient(id(&leader)));
        stage.until_next(&leader);
        let ours = json!({
            "leader": leader,
            "next": stage.leader(),
            "watchEvents": stage.tally.events - before.events,
            "contendersLeft": stage.tree().children(PARENT).len(),
        });
        order.push(stage.leader());
        equal(&without(step, &["t", "op", "afterMs"]), &ours, step)?;
    }
    let ours = json!({
        "leadershipOrder": order,
        "setupReads": setup.reads,
        "events": stage.tally.events,
        "reads": stage.tally.reads,
        "childNamesRead": stage.tally.names,
    });
    equal(&without(totals, &["t", "op", "style", "n", "formula"]), &ours, totals)
}

fn replay_kazoo(steps: &[Value]) -> Result<(), String> {
    let rules = ContestRules {
        style: Style::Curator, // kazoo too watches by `get`
        protected: true,
        ..ContestRules::of(Goal::Leader, "__lock__")
    };
    let names = names(&steps[0]["data"]);
    let mut stage = Stage::new(&names);
    stage.take_part(&names, rules);
    let mut order = vec![stage.leader()];
    for step in steps {
        let (theirs, ours) = match step["op"].as_str() {
            Some("queue") => (without(step, &["t", "op"]), stage.queue()),
            Some("leader frozen") => {
                let leader = stage.leader();
                let known = stage.events.len();
                stage.cause(Fault::PauseClient(id(&leader)));
                stage.until_next(&leader);
                let count = |kind| stage.events[known..].iter().filter(|it| **it == kind).count();
                let ours = json!({
                    "leader": leader,
                    "next": stage.leader(),
                    "deletedWatchEvents": count(EventType::NodeDeleted),
                    "childWatchEvents": count(EventType::NodeChildrenChanged),
                });
                order.push(stage.leader());
                (without(step, &["t", "op", "takeoverMs"]), ours)
            }
            Some("order") => (step["leadership"].clone(), json!(order)),
            Some("first leader thawed") => {
                stage.cause(Fault::ResumeClient(id(&order[0])));
                stage.until(Span::from_secs(4), |_| false);
                let lines: Vec<&String> = stage.lines.iter().filter(|it| it.starts_with(&order[0])).collect();
                (step["lines"].clone(), json!(lines))
            }
            _ => return Err(format!("no step of an election: {step}")),
        };
        equal(&theirs, &ours, step)?;
    }
    // Frozen and thawed, and told that it is suspended, it has believed to lead all the time.
    let expected = [format!("{} state LOST", order[0])];
    if stage.disappointed == expected { Ok(()) } else { Err(format!("ended by {:?}", stage.disappointed)) }
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn without(step: &Value, keys: &[&str]) -> Value {
    let fields = step.as_object().expect("a step").iter();
    let kept = fields.filter(|(key, _)| !keys.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Ours are counted from 1.
fn id(name: &str) -> ClientId {
    let number: u8 = name.strip_prefix('c').and_then(|it| it.parse().ok()).expect("c0, c1, …");
    ClientId(number + 1)
}

fn name(id: ClientId) -> String {
    format!("c{}", id.0 - 1)
}

/// One server, clients with programs, and what they were told.
struct Stage {
    world: World,
    tally: Tally,
    events: Vec<EventType>,
    /// What a client would print of itself, as kazoo's did.
    lines: Vec<String>,
    /// The last of these lines before somebody ceased to believe that it leads.
    disappointed: Vec<String>,
}

impl Stage {
    /// Every client has its session, and the parent is there.
    fn new(names: &[&str]) -> Stage {
        let config = Config { release: Release::V3_8_0, ..Config::of_voters(1) };
        let mut stage = Stage {
            world: World::new(config, 1, Timing::default()),
            tally: Tally::default(),
            events: Vec::new(),
            lines: Vec::new(),
            disappointed: Vec::new(),
        };
        stage.cause(Fault::Start(SERVER));
        stage.until_true(|it| it.world.server(SERVER).is_some_and(|it| it.is_established()));
        let parent = Create { path: PARENT.into(), acl: AclList::open(), ..Create::default() };
        stage.cause(Fault::Ask(SERVER, Request::Create(parent)));
        let config =
            ClientConfig { hosts: vec![SERVER], in_order: true, timeout: TIMEOUT, can_be_read_only: false };
        let config = Arc::new(config);
        for name in names {
            stage.cause(Fault::StartClient(id(name), Arc::clone(&config)));
        }
        let connected = |it: &ClientHost| it.client.as_ref().is_some_and(|it| it.state() == State::Connected);
        stage.until_true(|it| it.tree().get(PARENT).is_some() && it.world.clients().values().all(connected));
        stage
    }

    /// All begin in this order, and none hears of its own znode before each has one: the recorder created all before the
    /// first was listed. Then nothing more happens by itself.
    fn take_part(&mut self, names: &[&str], rules: ContestRules) {
        let (path, kind) = (PARENT.into(), Kind::Contest(rules));
        let recipe = Arc::new(Recipe { name: "", path, holds_for: None, writes_every: None, kind });
        let reply =
            |it: &str| Pick { from: SERVER.into(), to: id(it).into(), name: Some("reply"), nth: None };
        for (known, it) in names.iter().enumerate() {
            self.cause(Fault::Hold(reply(it)));
            self.cause(Fault::Run(id(it), Arc::clone(&recipe)));
            self.until_true(|it| it.tree().children(PARENT).len() == known + 1);
        }
        assert_eq!(self.tally.reads, 0, "none has heard of its znode");
        for it in names {
            self.cause(Fault::Release(reply(it)));
        }
        self.until_true(|it| it.leaders().len() == 1);
        self.until(Span::from_millis(500), |_| false);
    }

    fn cause(&mut self, fault: Fault) {
        let mut record = Vec::new();
        self.world.cause(fault, &mut record).unwrap();
        self.take_in(record);
    }

    fn until_true(&mut self, done: impl Fn(&Stage) -> bool) {
        assert!(self.until(PATIENCE, done), "it does not come");
    }

    /// Lets time pass until something is true, at most for so long; whether it is.
    fn until(&mut self, span: Span, done: impl Fn(&Stage) -> bool) -> bool {
        let end = self.world.now() + span;
        while !done(self) {
            if self.world.next_due().is_none_or(|it| end < it) {
                self.world.pass_until(end);
                return done(self);
            }
            let mut record = Vec::new();
            self.world.advance(&mut record);
            self.take_in(record);
        }
        true
    }

    /// Lets time pass until another leads, and what that causes is over.
    fn until_next(&mut self, leader: &str) {
        self.until_true(|it| it.leaders().iter().any(|it| it != leader));
        self.until(Span::from_millis(500), |_| false);
    }

    fn tree(&self) -> &Tree {
        &self.world.server(SERVER).expect("it runs").database().tree
    }

    /// Who believes to lead, and has a session.
    fn leaders(&self) -> Vec<String> {
        let clients = self.world.clients().iter();
        let lead = clients.filter(|(_, it)| it.holds_alone() && self.world.is_alive(it));
        lead.map(|(id, _)| name(*id)).collect()
    }

    fn leader(&self) -> String {
        let leaders = self.leaders();
        assert_eq!(leaders.len(), 1, "{leaders:?}");
        leaders[0].clone()
    }

    /// The znodes in their order, without what makes a name unique, and whose they are.
    fn queue(&self) -> Value {
        let owner = |path: &str| {
            let session = self.tree().get(path).and_then(|it| it.stat().ephemeral_owner);
            let mut clients = self.world.clients().iter();
            clients.find(|(_, it)| it.client.as_ref().map(|it| it.session()) == session).map(|it| name(*it.0))
        };
        let short = |it: &Arc<str>| it.split("__").skip(1).collect::<Vec<_>>().join("__");
        let mut queue: Vec<(String, Option<String>)> = self
            .tree()
            .children(PARENT)
            .iter()
            .map(|it| (short(it), owner(&format!("{PARENT}/{it}"))))
            .collect();
        queue.sort();
        let (children, data): (Vec<_>, Vec<_>) = queue.into_iter().unzip();
        json!({ "children": children, "data": data })
    }

    fn take_in(&mut self, record: Vec<Entry>) {
        for entry in record {
            self.tally.add(&entry);
            match entry.what {
                What::Told { event: Event::Watch(event), .. } => self.events.push(event.event),
                What::Told { client, event: Event::State(state) } => self.told(client, state),
                What::Believes { client, to: Some(belief), .. } if belief.hold().is_some() => {
                    self.lines.push(format!("{} LEADER", name(client)));
                }
                What::Believes { from: Some(belief), to: Some(_), .. } if belief.hold().is_some() => {
                    self.disappointed.extend(self.lines.last().cloned());
                }
                _ => {}
            }
        }
    }

    fn told(&mut self, client: ClientId, state: KeeperState) {
        let state = match state {
            KeeperState::SyncConnected => "CONNECTED",
            KeeperState::Disconnected => "SUSPENDED",
            KeeperState::Expired => "LOST",
            other => panic!("{other:?} is no state of kazoo's"),
        };
        self.lines.push(format!("{} state {state}", name(client)));
    }
}
