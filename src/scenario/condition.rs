use std::fmt;

use crate::client::{self, Client};
use crate::election::Vote;
use crate::recipe::Belief;
use crate::scenario::words::Words;
use crate::scenario::{Expected, ParseError, Script, Trouble};
use crate::sim::{self, ClientHost, Host, World};
use crate::trace::Tally;
use crate::tree::Tree;
use crate::vocab::{ClientId, Epoch, PeerState, Round, ServerId, Zxid};
use crate::wire::Segment;

/// Something that is true of a world or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Some server leads with a quorum connected.
    Leader,
    /// This one does.
    LeaderIs(ServerId),
    /// None does.
    NoLeader,
    /// There is a leader, and every server that runs is in office or registered with it.
    Settled,
    /// All servers that run have the same tree, each with its last transaction on disk.
    Level,
    /// The tree of some server that runs has this znode.
    Exists(String),
    /// No program waits for something of which it can never be told.
    NobodyStuck,
    /// So many clients believe to hold what only one may hold.
    Believers(u64),
    /// So many of those have a session that lives.
    Holders(u64),
    /// So much has been counted since the last `mark`.
    Counted(Count, u64),
    /// Of every one of these servers.
    Servers(Vec<ServerId>, Fact),
    /// Of every one of these clients.
    Clients(Vec<ClientId>, ClientFact),
}

/// Something that is true of a client or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientFact {
    /// Where its handle stands.
    State(client::State),
    /// Its process does not run.
    Down,
    /// Its process is stopped.
    Paused,
    /// Its shell has printed this since its last line began.
    Printed(String),
    /// Its program believes to hold something.
    Holds,
    /// Its program waits for a change of a znode: of this, if one is named.
    Waits(Option<String>),
    /// Its program takes part in nothing.
    Idle,
    /// What its program has come to last, in the words of the trace.
    Says(String),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Watch events of which clients were told.
    Events,
    /// Their reads.
    Reads,
    /// Their writes.
    Writes,
    /// The names of children that they were sent.
    Names,
    /// Writes that the store has done too late.
    Late,
    /// Writes that it has refused.
    Refused,
    /// Messages that anybody sent.
    Messages,
    /// Those with this name.
    Named(&'static str),
}

impl Count {
    const ALL: [(Count, &'static str); 7] = [
        (Self::Events, "events"),
        (Self::Reads, "reads"),
        (Self::Writes, "writes"),
        (Self::Names, "names"),
        (Self::Late, "late"),
        (Self::Refused, "refused"),
        (Self::Messages, "messages"),
    ];

    fn of(self, tally: &Tally) -> u64 {
        match self {
            Self::Events => tally.events,
            Self::Reads => tally.reads,
            Self::Writes => tally.writes,
            Self::Names => tally.names,
            Self::Late => tally.late,
            Self::Refused => tally.refused,
            Self::Messages => tally.total(),
            Self::Named(name) => tally.messages.get(name).copied().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            _ => Self::ALL.iter().find(|it| it.0 == *self).map_or(Ok(()), |it| f.write_str(it.1)),
        }
    }
}

/// Something that is true of a server or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// It takes itself for this.
    State(PeerState),
    /// Its process does not run.
    Down,
    /// Its process is stopped.
    Paused,
    /// Its vote is for this server; as long as it looks, its proposal.
    Votes(ServerId),
    /// It is in this round.
    Round(Round),
    /// Its log ends here.
    Zxid(Zxid),
    /// Its `currentEpoch` is this.
    Epoch(Epoch),
    /// Its tree has this znode.
    Has(String),
    /// Its tree does not have it.
    Lacks(String),
    /// Its tree has this znode with this content.
    Data(String, String),
}

/// The words that a condition may begin with, beside servers and clients.
const FIRST_WORDS: [&str; 10] =
    ["leader", "no", "settled", "level", "exists", "all", "believers", "holders", "counted", "nobody"];

/// The words that may follow the servers of a condition.
const FACTS: [&str; 13] = [
    "LOOKING",
    "FOLLOWING",
    "LEADING",
    "OBSERVING",
    "DOWN",
    "PAUSED",
    "votes",
    "round",
    "zxid",
    "epoch",
    "has",
    "lacks",
    "data",
];

/// The words that may follow the clients of a condition.
const CLIENT_FACTS: [&str; 12] = [
    "CONNECTING",
    "CONNECTED",
    "CONNECTEDREADONLY",
    "CLOSED",
    "AUTH_FAILED",
    "DOWN",
    "PAUSED",
    "printed",
    "holds",
    "waits",
    "idle",
    "says",
];

impl Condition {
    /// Reads a condition.
    pub(super) fn parse(words: &mut Words, script: &Script) -> Result<Condition, ParseError> {
        if words.take_if("leader") {
            let named = words.peek().is_some_and(|it| it.starts_with('s'));
            return if named { Ok(Self::LeaderIs(script.server(words)?)) } else { Ok(Self::Leader) };
        }
        if words.take_if("no") {
            words.one_of(&["leader"], Expected::Word("leader"))?;
            return Ok(Self::NoLeader);
        }
        if words.take_if("settled") {
            return Ok(Self::Settled);
        }
        if words.take_if("level") {
            return Ok(Self::Level);
        }
        if words.take_if("exists") {
            return Ok(Self::Exists(path(words)?));
        }
        if words.take_if("nobody") {
            words.one_of(&["stuck"], Expected::Word("stuck"))?;
            return Ok(Self::NobodyStuck);
        }
        if words.take_if("believers") {
            return Ok(Self::Believers(words.parse(Expected::Number)?));
        }
        if words.take_if("holders") {
            return Ok(Self::Holders(words.parse(Expected::Number)?));
        }
        if words.take_if("counted") {
            let counts = Count::ALL.map(|it| it.1);
            let known: Vec<&'static str> = counts.into_iter().chain(Segment::NAMES).collect();
            let what = words.one_of(&known, Expected::Condition)?;
            let count = Count::ALL.iter().find(|it| it.1 == what).map_or(Count::Named(what), |it| it.0);
            return Ok(Self::Counted(count, words.parse(Expected::Number)?));
        }
        if words.names(ClientId::list) {
            let clients = script.clients(words)?;
            return Ok(Self::Clients(clients, ClientFact::parse(words)?));
        }
        if !words.names(ServerId::list) && words.peek() != Some("all") {
            return Err(words.error_near(Expected::Condition, &FIRST_WORDS));
        }
        let servers = script.servers(words)?;
        Ok(Self::Servers(servers, Fact::parse(words, script)?))
    }

    /// Whether it is true now.
    pub fn holds(&self, world: &World, tally: &Tally) -> bool {
        match self {
            Self::NobodyStuck => stuck(world).next().is_none(),
            Self::Believers(count) => believers(world).count() as u64 == *count,
            Self::Holders(count) => holders(world).count() as u64 == *count,
            Self::Counted(what, count) => what.of(tally) == *count,
            Self::Leader => world.leader().is_some(),
            Self::LeaderIs(id) => world.leader() == Some(*id),
            Self::NoLeader => world.leader().is_none(),
            Self::Settled => {
                let mut running = world.hosts().values().filter_map(|it| it.server.as_ref());
                world.leader().is_some() && running.all(crate::server::Server::is_established)
            }
            Self::Level => is_level(world),
            Self::Exists(path) => running(world).any(|(_, _, tree)| tree.get(path).is_some()),
            Self::Servers(servers, fact) => servers.iter().all(|id| fact.holds(world, *id)),
            Self::Clients(clients, fact) => clients.iter().all(|id| fact.holds(world, *id)),
        }
    }

    /// What is the case instead, in the words of the language.
    pub fn found(&self, world: &World, tally: &Tally) -> String {
        match self {
            Self::NobodyStuck => format!("stuck {}", list(stuck(world))),
            Self::Believers(_) => format!("believers {}", list(believers(world))),
            Self::Holders(_) => format!("holders {}", list(holders(world))),
            Self::Counted(what, _) => format!("counted {what} {}", what.of(tally)),
            Self::Leader | Self::LeaderIs(_) | Self::NoLeader => match world.leader() {
                Some(id) => format!("leader {id}"),
                None => "no leader".to_owned(),
            },
            Self::Settled => {
                let all: Vec<String> = world.hosts().keys().map(|id| state_of(world, *id)).collect();
                all.join(", ")
            }
            Self::Level => {
                let all: Vec<String> =
                    running(world).map(|(id, host, tree)| end_of(id, host, tree)).collect();
                all.join(", ")
            }
            Self::Exists(path) => format!("nobody has {path}"),
            Self::Servers(servers, fact) => {
                let wrong = servers.iter().filter(|id| !fact.holds(world, **id));
                let found: Vec<String> = wrong.map(|id| fact.found(world, *id)).collect();
                found.join(", ")
            }
            Self::Clients(clients, fact) => {
                let wrong = clients.iter().filter(|id| !fact.holds(world, **id));
                let found: Vec<String> = wrong.map(|id| fact.found(world, *id)).collect();
                found.join(", ")
            }
        }
    }
}

/// What the last word of a condition that is being written can become, each as the whole line: the words that may stand
/// there and begin like it. Nothing where only the reader knows: paths, numbers, texts.
pub fn complete_condition(script: &Script, typed: &str) -> Vec<String> {
    let begun = typed.rsplit(char::is_whitespace).next().unwrap_or_default();
    let kept = &typed[..typed.len() - begun.len()];
    let words: Vec<&str> = kept.split_whitespace().collect();
    let servers = || script.config.members.keys().map(ToString::to_string);
    let clients = || script.clients.keys().map(ToString::to_string);
    let all = |known: &[&str]| known.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let is_of = |is_one: fn(&str) -> bool| !words.is_empty() && words.iter().all(|it| is_one(it));
    let is_new = |it: &String| !words.contains(&it.as_str());
    let next: Vec<String> = match words[..] {
        [] => all(&FIRST_WORDS).into_iter().chain(servers()).chain(clients()).collect(),
        ["no"] => all(&["leader"]),
        ["nobody"] => all(&["stuck"]),
        ["counted"] => all(&Count::ALL.map(|it| it.1)),
        ["leader"] | [.., "votes"] => servers().collect(),
        ["all"] => all(&FACTS),
        _ if is_of(|it| !ServerId::list(it).is_empty()) => {
            all(&FACTS).into_iter().chain(servers().filter(is_new)).collect()
        }
        _ if is_of(|it| !ClientId::list(it).is_empty()) => {
            all(&CLIENT_FACTS).into_iter().chain(clients().filter(is_new)).collect()
        }
        _ => Vec::new(),
    };
    let fits = |it: &String| it.starts_with(begun) && it != begun;
    next.into_iter().filter(fits).map(|it| format!("{kept}{it}")).collect()
}

impl ClientFact {
    fn parse(words: &mut Words) -> Result<ClientFact, ParseError> {
        let word = words.one_of(&CLIENT_FACTS, Expected::Condition)?;
        let state = client::State::ALL.into_iter().find(|it| it.name() == word);
        Ok(match (state, word) {
            (Some(state), _) => Self::State(state),
            (None, "DOWN") => Self::Down,
            (None, "PAUSED") => Self::Paused,
            (None, "holds") => Self::Holds,
            (None, "idle") => Self::Idle,
            (None, "says") => Self::Says(text(words)?),
            (None, "waits") if words.peek().is_some_and(|it| it.starts_with('/')) => {
                Self::Waits(Some(path(words)?))
            }
            (None, "waits") => Self::Waits(None),
            (None, _) => Self::Printed(text(words)?),
        })
    }

    fn holds(&self, world: &World, id: ClientId) -> bool {
        let Some(host) = world.clients().get(&id) else { return *self == Self::Down };
        match self {
            Self::State(state) => host.client.as_ref().is_some_and(|it| it.state() == *state),
            Self::Down => host.client.is_none(),
            Self::Paused => host.paused,
            Self::Holds => host.belief().is_some_and(|it| it.hold().is_some()),
            Self::Idle => host.belief() == Some(Belief::Idle),
            Self::Waits(path) => match host.belief() {
                Some(Belief::Waits { on }) => path.as_ref().is_none_or(|it| **it == *on),
                _ => false,
            },
            Self::Says(text) => host.last_fact.as_ref().is_some_and(|it| it.to_string() == *text),
            Self::Printed(text) => host.cli().is_some_and(|it| single_spaced(it.printed()).contains(text)),
        }
    }

    fn found(&self, world: &World, id: ClientId) -> String {
        let host = world.clients().get(&id);
        match self {
            Self::Holds | Self::Idle | Self::Waits(_) => {
                let belief = host.and_then(ClientHost::belief);
                return belief.map_or_else(|| format!("{id} runs no program"), |it| format!("{id} {it}"));
            }
            Self::Says(_) => {
                let fact = host.and_then(|it| it.last_fact.as_ref());
                return fact.map_or_else(|| format!("{id} has said nothing"), |it| format!("{id} says {it}"));
            }
            Self::State(_) | Self::Down | Self::Paused => return client_state_of(world, id),
            Self::Printed(_) => {}
        }
        let printed = world.clients().get(&id).and_then(|it| it.cli()).map(|it| it.printed());
        match printed.map(single_spaced).filter(|it| !it.is_empty()) {
            Some(printed) => format!("{id} printed {printed}"),
            None => format!("{id} printed nothing"),
        }
    }
}

/// Whose program waits for nothing: its client has no session by which it could be told, or no watch there, or one that only
/// a change of what is not there any more could fire.
fn stuck(world: &World) -> impl Iterator<Item = ClientId> {
    let waiting = world.clients().iter().filter_map(|(id, host)| match host.belief()? {
        Belief::Waits { on } => Some((*id, host, on)),
        _ => None,
    });
    let is_there = |on: &str| running(world).any(|(_, _, tree)| tree.get(on).is_some());
    let is_watched = move |host: &ClientHost, on: &str| {
        host.client.as_ref().map(Client::watches).is_some_and(|it| {
            it.exist.contains(on) || is_there(on) && (it.data.contains(on) || it.child.contains(on))
        })
    };
    waiting.filter(move |(_, host, on)| !is_watched(host, on) || !world.is_alive(host)).map(|(id, _, _)| id)
}

/// Who believes to hold what only one may hold.
fn believers(world: &World) -> impl Iterator<Item = ClientId> {
    world.clients().iter().filter(|(_, it)| it.holds_alone()).map(|(id, _)| *id)
}

/// Who of those has a session that lives.
fn holders(world: &World) -> impl Iterator<Item = ClientId> {
    believers(world).filter(|id| world.is_alive(&world.clients()[id]))
}

fn list(clients: impl Iterator<Item = ClientId>) -> String {
    let names: Vec<String> = clients.map(|it| it.to_string()).collect();
    format!("{} {}", names.len(), names.join(" ")).trim_end().to_owned()
}

fn client_state_of(world: &World, id: ClientId) -> String {
    let host = world.clients().get(&id);
    let paused = host.is_some_and(|it| it.paused);
    let state = host.and_then(|it| it.client.as_ref()).map_or("DOWN", |it| it.state().name());
    format!("{id} {}", if paused { "PAUSED" } else { state })
}

impl Fact {
    fn parse(words: &mut Words, script: &Script) -> Result<Fact, ParseError> {
        let word = words.one_of(&FACTS, Expected::Condition)?;
        if let Some(state) = PeerState::ALL.into_iter().find(|it| it.name() == word) {
            return Ok(Self::State(state));
        }
        Ok(match word {
            "DOWN" => Self::Down,
            "PAUSED" => Self::Paused,
            "votes" => Self::Votes(script.server(words)?),
            "round" => Self::Round(Round(words.parse(Expected::Number)?)),
            "zxid" => Self::Zxid(words.parse(Expected::Zxid)?),
            "has" => Self::Has(path(words)?),
            "lacks" => Self::Lacks(path(words)?),
            "data" => Self::Data(path(words)?, text(words)?),
            _ => Self::Epoch(Epoch(words.parse(Expected::Number)?)),
        })
    }

    fn holds(&self, world: &World, id: ServerId) -> bool {
        let Some(host) = world.hosts().get(&id) else { return false };
        let server = host.server.as_ref();
        match self {
            Self::State(state) => server.is_some_and(|it| it.state() == *state),
            Self::Down => server.is_none(),
            Self::Paused => host.condition() == sim::Condition::Paused,
            Self::Votes(leader) => vote_of(world, id).is_some_and(|it| it.leader == *leader),
            Self::Round(round) => server.is_some_and(|it| it.election().round() == *round),
            Self::Zxid(zxid) => host.disk.last_zxid() == *zxid,
            Self::Epoch(epoch) => host.disk.current_epoch == *epoch,
            Self::Has(path) => data_of(world, id, path).is_some_and(|it| it.is_some()),
            Self::Lacks(path) => data_of(world, id, path).is_some_and(|it| it.is_none()),
            Self::Data(path, text) => data_of(world, id, path).flatten().is_some_and(|it| it == *text),
        }
    }

    fn found(&self, world: &World, id: ServerId) -> String {
        let host = &world.hosts()[&id];
        match self {
            Self::State(_) | Self::Down | Self::Paused => state_of(world, id),
            Self::Votes(_) => match vote_of(world, id) {
                Some(vote) => format!("{id} votes {}", vote.leader),
                None => format!("{id} has no vote"),
            },
            Self::Round(_) => match &host.server {
                Some(server) => format!("{id} round {}", server.election().round()),
                None => format!("{id} DOWN"),
            },
            Self::Zxid(_) => format!("{id} zxid {}", host.disk.last_zxid()),
            Self::Epoch(_) => format!("{id} epoch {}", host.disk.current_epoch),
            Self::Has(path) | Self::Lacks(path) | Self::Data(path, _) => match data_of(world, id, path) {
                None => format!("{id} DOWN"),
                Some(None) => format!("{id} lacks {path}"),
                Some(Some(text)) => format!("{id} data {path} {text}"),
            },
        }
    }
}

/// The words up to the end, or up to `within SPAN`; single-spaced, as they are compared.
fn text(words: &mut Words) -> Result<String, ParseError> {
    let mut text = words.take(Expected::Text)?.to_owned();
    while let Some(word) = words.peek().filter(|it| *it != "within") {
        text = format!("{text} {word}");
        words.take(Expected::Text)?;
    }
    Ok(text)
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn path(words: &mut Words) -> Result<String, ParseError> {
    let path = words.take(Expected::Path)?;
    match path.starts_with('/') {
        true => Ok(path.to_owned()),
        false => Err(words.trouble_before(Expected::Path, Trouble::NotAPath)),
    }
}

/// What a server's own tree has there, if the server runs; null as zkCli shows it.
fn data_of(world: &World, id: ServerId, path: &str) -> Option<Option<String>> {
    let node = world.server(id)?.database().tree.get(path);
    let text = |data: &[u8]| single_spaced(&String::from_utf8_lossy(data));
    Some(node.map(|it| it.data.as_deref().map_or_else(|| "null".to_owned(), text)))
}

/// Every server that runs, with its machine and its tree.
fn running(world: &World) -> impl Iterator<Item = (ServerId, &Host, &Tree)> {
    world.hosts().iter().filter_map(|(id, host)| Some((*id, host, &*host.server.as_ref()?.database().tree)))
}

fn is_level(world: &World) -> bool {
    let Some((_, _, first)) = running(world).next() else { return true };
    running(world).all(|(_, host, tree)| tree.last() == first.last() && tree.last() <= host.disk.last_zxid())
        && running(world).all(|(_, _, tree)| tree.agrees_with(first))
}

/// Where a server's tree ends, and its disk, if that is behind.
fn end_of(id: ServerId, host: &Host, tree: &Tree) -> String {
    let (last, digest, logged) = (tree.last(), tree.digest(), host.disk.last_zxid());
    let behind = if logged < last { format!(" on disk {logged}") } else { String::new() };
    format!("{id} {last}{behind} ({digest:016x})")
}

fn vote_of(world: &World, id: ServerId) -> Option<Vote> {
    world.server(id)?.election().vote()
}

fn state_of(world: &World, id: ServerId) -> String {
    let state = world.server(id).map_or("DOWN", |it| it.state().name());
    let paused = world.hosts()[&id].condition() == sim::Condition::Paused;
    format!("{id} {state}{}", if paused { " PAUSED" } else { "" })
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leader => f.write_str("leader"),
            Self::LeaderIs(id) => write!(f, "leader {id}"),
            Self::NoLeader => f.write_str("no leader"),
            Self::Settled => f.write_str("settled"),
            Self::Level => f.write_str("level"),
            Self::Exists(path) => write!(f, "exists {path}"),
            Self::NobodyStuck => f.write_str("nobody stuck"),
            Self::Believers(count) => write!(f, "believers {count}"),
            Self::Holders(count) => write!(f, "holders {count}"),
            Self::Counted(what, count) => write!(f, "counted {what} {count}"),
            Self::Servers(servers, fact) => {
                for id in servers {
                    write!(f, "{id} ")?;
                }
                fact.fmt(f)
            }
            Self::Clients(clients, fact) => {
                for id in clients {
                    write!(f, "{id} ")?;
                }
                match fact {
                    ClientFact::State(state) => f.write_str(state.name()),
                    ClientFact::Down => f.write_str("DOWN"),
                    ClientFact::Paused => f.write_str("PAUSED"),
                    ClientFact::Printed(text) => write!(f, "printed {text}"),
                    ClientFact::Holds => f.write_str("holds"),
                    ClientFact::Idle => f.write_str("idle"),
                    ClientFact::Waits(None) => f.write_str("waits"),
                    ClientFact::Waits(Some(path)) => write!(f, "waits {path}"),
                    ClientFact::Says(text) => write!(f, "says {text}"),
                }
            }
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => state.fmt(f),
            Self::Down => f.write_str("DOWN"),
            Self::Paused => f.write_str("PAUSED"),
            Self::Votes(leader) => write!(f, "votes {leader}"),
            Self::Round(round) => write!(f, "round {round}"),
            Self::Zxid(zxid) => write!(f, "zxid {zxid}"),
            Self::Epoch(epoch) => write!(f, "epoch {epoch}"),
            Self::Has(path) => write!(f, "has {path}"),
            Self::Lacks(path) => write!(f, "lacks {path}"),
            Self::Data(path, text) => write!(f, "data {path} {text}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::complete_condition;
    use crate::scenario::{Problem, Run, parse};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// What is the case instead, on three servers of which s1 is cut off and lacks /a; `None`: it is true.
    fn found(expectation: &str) -> Option<String> {
        let cut_off = "ensemble 3\nstart all\nuntil settled\ncut s1 | rest\nwrite s2 /a\nuntil s2 s3 has /a";
        let mut run = Run::new(parse(&format!("{cut_off}\nwait 10ms\nexpect {expectation}")).0.into());
        while !run.is_over() && run.step(&mut Vec::new()).is_some() {}
        run.problems().iter().find_map(|it| match it {
            Problem::Expectation { found, .. } => Some(found.clone()),
            _ => None,
        })
    }

    #[test]
    fn a_znode_exists_once_anybody_has_it() {
        assert_eq!(found("exists /a"), None);
        assert_eq!(found("exists /b").as_deref(), Some("nobody has /b"));
    }

    #[test]
    fn a_condition_is_completed_word_by_word() {
        fn check(typed: &str, completions: &[&str]) {
            let script = parse("ensemble 3\nclient c1").0;
            assert_eq!(complete_condition(&script, typed), completions, "{typed}");
        }
        check("le", &["leader", "level"]);
        check("leader ", &["leader s1", "leader s2", "leader s3"]);
        check("exists /", &[]);
        check("s1 zx", &["s1 zxid"]);
        check("s1 s2 s", &["s1 s2 s3"]);
        check("s1 votes ", &["s1 votes s1", "s1 votes s2", "s1 votes s3"]);
        check("c1 CONNECT", &["c1 CONNECTING", "c1 CONNECTED", "c1 CONNECTEDREADONLY"]);
        check("s1 zxid ", &[]);
    }

    #[test]
    fn a_server_that_lacks_a_write_is_told_from_those_that_have_it() {
        assert_eq!(found("s2 s3 has /a"), None);
        assert_eq!(found("all has /a").as_deref(), Some("s1 lacks /a"));
        let ends = found("level").expect("they are not level");
        assert!(
            ends.starts_with("s1 0:0 (") && ends.contains("s2 1:1 (") && ends.contains("s3 1:1 ("),
            "{ends}"
        );
    }
}
