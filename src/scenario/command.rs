use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::Invariant;
use crate::client::ClientConfig;
use crate::scenario::branch;
use crate::scenario::recipes::recipe;
use crate::scenario::words::Words;
use crate::scenario::{Choice, Condition, Expected, ParseError, Script, Trouble};
use crate::sim::{Fault, Medium, Pick};
use crate::storage::Disk;
use crate::tree::{AclList, Create, Request};
use crate::vocab::{ClientId, Config, Epoch, ProcessId, Release, ServerId, SetError, Span, Zxid};
use crate::wire::Segment;

/// What one line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What the world is made of; done when it is made.
    Header,
    /// Takes votes.
    Observers(Vec<ServerId>),
    /// Changes a setting.
    Set { key: String, value: String },
    /// Changes the release.
    Release(Release),
    /// Changes how long everything takes on the network.
    Latency { latency: Span, jitter: Span },
    /// Does something to the world, server by server.
    Faults(Vec<Fault>),
    /// The same for a line that names whoever leads or holds when it runs: the line.
    Late(String),
    /// From here on is counted what happens, and an experiment aligns its arrangements here.
    Mark,
    /// Lets time pass.
    Wait(Span),
    /// Lets time pass until something is true, or for as long.
    Until { condition: Condition, within: Span },
    /// Something has to be true now.
    Expect(Condition),
    /// An invariant has to have been broken by now, as it is in this story.
    Breaks(Invariant),
    /// Tells the reader something.
    Say(String),
    /// Asks the reader what will be.
    Predict(String),
    /// An answer to what was asked last.
    Option(Choice),
    /// Tells which of the answers are true.
    Reveal,
}

/// One command of the language: its name, its form, and how it is read. What it does is in `www/locales`, under
/// `command.NAME`.
pub struct CommandSpec {
    /// The first word.
    pub name: &'static str,
    /// The form of the whole line.
    pub usage: &'static str,
    /// A line as one would write it.
    pub example: &'static str,
    /// Whether a reader can do it at any moment: it may stand behind `at`.
    pub is_act: bool,
    pub(super) read: fn(&mut Words, &mut Script) -> Result<Command, ParseError>,
}

/// How long `until` waits if the line does not say.
const UNTIL_AT_MOST: Span = Span::from_secs(120);

macro_rules! spec {
    ($name:literal, $usage:literal, $example:literal, $is_act:literal, $read:expr) => {
        CommandSpec { name: $name, usage: $usage, example: $example, is_act: $is_act, read: $read }
    };
}

/// Every command, in the order of the reference page.
pub const COMMANDS: &[CommandSpec] = &[
    spec!("ensemble", "ensemble N", "ensemble 5", false, ensemble),
    spec!("seed", "seed N", "seed 7", false, seed),
    spec!("observers", "observers SERVERS", "observers s4 s5", false, |words, script| {
        let servers = script.servers(words)?;
        Ok(Command::Observers(servers))
    }),
    spec!("set", "set KEY VALUE", "set tickTime 1000", false, set),
    spec!("latency", "latency SPAN [jitter SPAN]", "latency 10ms jitter 4ms", true, latency),
    spec!("history", "history SERVERS ZXID [epoch N]", "history s1 1:99", false, history),
    spec!("wipe", "wipe SERVERS", "wipe s1", true, |words, script| {
        each(words, script, |id| Fault::SetDisk(id, Box::default()))
    }),
    spec!("disk", "disk SERVERS SPAN|full|lost|normal", "disk s1 200ms", true, disk),
    spec!(
        "client",
        "client CLIENTS [SERVERS] [timeout SPAN] [readonly]",
        "client c1 s2 s3 timeout 6s",
        true,
        client
    ),
    spec!("clock", "clock CLIENTS RATE%", "clock c1 150%", true, |words, script| {
        let clients = script.clients(words)?;
        let rate = words.take(Expected::Rate)?.strip_suffix('%').and_then(|it| it.parse::<u32>().ok());
        let rate = rate.filter(|it| (1..=1_000).contains(it));
        let rate = rate.ok_or_else(|| words.trouble_before(Expected::Rate, Trouble::OutOfRange))?;
        Ok(Command::Faults(clients.into_iter().map(|id| Fault::SetClock(id, rate * 10_000)).collect()))
    }),
    spec!(
        "run",
        "run CLIENTS RECIPE [PATH] [WORDS] [for SPAN] [writes SPAN]",
        "run c1 election",
        true,
        |words, script| {
            let clients = script.clients(words)?;
            let recipe = Arc::new(recipe(words)?);
            let run = |id| Fault::Run(id, Arc::clone(&recipe));
            Ok(Command::Faults(clients.into_iter().map(run).collect()))
        }
    ),
    spec!("store", "store fenced|open", "store fenced", true, |words, _| {
        let word = words.one_of(&["fenced", "open"], Expected::Word("fenced"))?;
        Ok(Command::Faults(vec![Fault::Fence(word == "fenced")]))
    }),
    spec!("session", "session SERVER", "session s2", true, |words, script| {
        // Longer than any scenario: nobody keeps it alive.
        let open = Request::CreateSession { timeout: u32::MAX };
        Ok(Command::Faults(vec![Fault::Ask(script.server(words)?, open)]))
    }),
    spec!("write", "write SERVER PATH [times N]", "write s2 /a", true, write),
    spec!("start", "start PROCESSES", "start s1 s2 s3", true, |words, script| {
        processes(words, script, Fault::Start, start_client)
    }),
    spec!("crash", "crash PROCESSES", "crash s3", true, |words, script| {
        processes(words, script, Fault::Crash, |_, id| Fault::CrashClient(id))
    }),
    spec!("poweroff", "poweroff SERVERS", "poweroff s3", true, |words, script| {
        each(words, script, Fault::PowerOff)
    }),
    spec!("restart", "restart SERVERS", "restart s3", true, |words, script| each(
        words,
        script,
        Fault::Restart
    )),
    spec!("pause", "pause PROCESSES", "pause s3", true, |words, script| {
        processes(words, script, Fault::Pause, |_, id| Fault::PauseClient(id))
    }),
    spec!("resume", "resume PROCESSES", "resume s3", true, |words, script| {
        processes(words, script, Fault::Resume, |_, id| Fault::ResumeClient(id))
    }),
    spec!(
        "cut",
        "cut SERVERS | SERVERS, cut SERVERS > SERVERS",
        "cut s1 s2 | rest",
        true,
        |words, script| {
            let (from, to, both) = sides(words, script)?;
            Ok(Command::Faults(vec![Fault::Cut { from, to, both }]))
        }
    ),
    spec!("heal", "heal [SERVERS | SERVERS]", "heal", true, |words, script| {
        if words.is_empty() {
            return Ok(Command::Faults(vec![Fault::HealAll]));
        }
        let (from, to, both) = sides(words, script)?;
        Ok(Command::Faults(vec![Fault::Heal { from, to, both }]))
    }),
    spec!("delay", "delay SERVERS | SERVERS SPAN", "delay s5 > rest 600ms", true, |words, script| {
        let (from, to, both) = sides(words, script)?;
        let by = words.parse(Expected::Span)?;
        Ok(Command::Faults(vec![Fault::Delay { from, to, both, by }]))
    }),
    spec!(
        "hold",
        "hold SERVER > SERVER [NAME] [nth N]",
        "hold s1 > s2 NOTIFICATION",
        true,
        |words, script| { Ok(Command::Faults(vec![Fault::Hold(pick(words, script)?)])) }
    ),
    spec!(
        "release",
        "release SERVER > SERVER [NAME] [nth N], release VERSION",
        "release s1 > s2",
        true,
        |words, script| {
            if let Some(release) = words.peek().and_then(|it| it.parse().ok()) {
                words.take(Expected::Release)?;
                return Ok(Command::Release(release));
            }
            Ok(Command::Faults(vec![Fault::Release(pick(words, script)?)]))
        }
    ),
    spec!("drop", "drop SERVER > SERVER [NAME] [nth N]", "drop s1 > s2 PING", true, |words, script| {
        Ok(Command::Faults(vec![Fault::Drop(pick(words, script)?)]))
    }),
    spec!("mark", "mark", "mark", true, |_, _| Ok(Command::Mark)),
    spec!("wait", "wait SPAN", "wait 2s", false, |words, _| Ok(Command::Wait(words.parse(Expected::Span)?))),
    spec!("until", "until CONDITION [within SPAN]", "until leader", false, |words, script| {
        let condition = Condition::parse(words, script)?;
        let within = if words.take_if("within") { words.parse(Expected::Span)? } else { UNTIL_AT_MOST };
        Ok(Command::Until { condition, within })
    }),
    spec!("expect", "expect CONDITION", "expect s1 s2 FOLLOWING", true, |words, script| {
        Ok(Command::Expect(Condition::parse(words, script)?))
    }),
    spec!("breaks", "breaks INVARIANT", "breaks I-14", false, |words, _| {
        let known = Invariant::ALL.into_iter().find(|it| words.peek() == Some(&*it.to_string()));
        let invariant = known.ok_or_else(|| words.error(Expected::Invariant))?;
        words.take(Expected::Invariant)?;
        Ok(Command::Breaks(invariant))
    }),
    spec!("title", "title TEXT", "title The leader dies", false, |words, script| {
        if let Some(trouble) = script.no_more_headers("title") {
            return Err(words.trouble_before(Expected::Command, trouble));
        }
        script.title = Some(words.text()?);
        Ok(Command::Header)
    }),
    spec!("say", "say TEXT", "say Now s3 dies.", true, |words, _| Ok(Command::Say(words.text()?))),
    spec!("predict", "predict TEXT", "predict Who leads now?", true, |words, _| {
        Ok(Command::Predict(words.text()?))
    }),
    spec!(
        "option",
        "option [partly] CONDITION : TEXT [| TEXT]",
        "option leader s3 : s3 | The first quorum decides.",
        true,
        |words, script| Ok(Command::Option(Choice::parse(words, script)?))
    ),
    spec!("reveal", "reveal", "reveal", true, |_, _| Ok(Command::Reveal)),
    spec!("branch", "branch NAME [of NAME] from TIME", "branch late from 8s", false, |words, _| {
        branch::read(words, &[]).map(|_| Command::Header)
    }),
];

impl CommandSpec {
    /// The command with this name.
    pub fn named(name: &str) -> Option<&'static CommandSpec> {
        COMMANDS.iter().find(|it| it.name == name)
    }
}

fn ensemble(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    if let Some(trouble) = script.no_more_headers("ensemble") {
        return Err(words.trouble_before(Expected::Command, trouble));
    }
    let voters = words.parse(Expected::ServerCount)?;
    if !(1..=ServerId::MAX.0).contains(&voters) {
        return Err(words.trouble_before(Expected::ServerCount, Trouble::NoSuchServer));
    }
    script.config = Config::of_voters(voters);
    Ok(Command::Header)
}

fn seed(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    if let Some(trouble) = script.no_more_headers("seed") {
        return Err(words.trouble_before(Expected::Command, trouble));
    }
    script.seed = words.parse(Expected::Number)?;
    Ok(Command::Header)
}

/// A setting is tried out when it is read, so that a wrong one is found at its place.
fn set(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    let key = words.take(Expected::Key)?;
    let value = words.peek().unwrap_or_default();
    match script.config.clone().set(key, value) {
        Err(SetError::UnknownKey) => {
            let at_key = words.trouble_before(Expected::Key, Trouble::Setting(SetError::UnknownKey));
            let near = Words::new(at_key.line, key).error_near(Expected::Key, &Config::KEYS).nearest;
            Err(ParseError { nearest: near, ..at_key })
        }
        Err(error) if words.is_empty() => {
            Err(ParseError { trouble: None, ..words.trouble(Expected::Value, Trouble::Setting(error)) })
        }
        Err(error) => Err(words.trouble(Expected::Value, Trouble::Setting(error))),
        Ok(()) => Ok(Command::Set { key: key.to_owned(), value: words.take(Expected::Value)?.to_owned() }),
    }
}

fn latency(words: &mut Words, _: &mut Script) -> Result<Command, ParseError> {
    let latency = words.parse(Expected::Span)?;
    let jitter = if words.take_if("jitter") { words.parse(Expected::Span)? } else { Span::ZERO };
    Ok(Command::Latency { latency, jitter })
}

/// And it ends in this epoch at the latest, so that many more can follow.
const LAST_EPOCH: Epoch = Epoch(1_000_000);

/// A history is made of that many transactions at most.
const LONGEST_HISTORY: u32 = 100_000;

fn disk(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    let servers = script.servers(words)?;
    let media = [("full", Medium::Full), ("lost", Medium::Lost), ("normal", Medium::Sound)];
    let medium = media.into_iter().find(|(word, _)| words.take_if(word)).map(|(_, medium)| medium);
    let flush = match medium {
        Some(Medium::Sound) => Some(None),
        Some(_) => None,
        None => Some(Some(words.parse(Expected::Flush)?)),
    };
    let acts = servers.into_iter().flat_map(|id| {
        let medium = medium.map(|it| Fault::SetMedium(id, it));
        medium.into_iter().chain(flush.map(|it| Fault::SetFlush(id, it)))
    });
    Ok(Command::Faults(acts.collect()))
}

fn history(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    let servers = script.servers(words)?;
    let zxid: Zxid = words.parse(Expected::Zxid)?;
    if zxid != Zxid::UNEXPECTED_EMPTY && LONGEST_HISTORY < zxid.counter() {
        return Err(words.trouble_before(Expected::Zxid, Trouble::TooLong));
    }
    let epoch = if words.take_if("epoch") { Epoch(words.parse(Expected::Number)?) } else { Epoch(0) };
    if LAST_EPOCH < epoch.max(zxid.epoch()) {
        return Err(words.trouble_before(Expected::Number, Trouble::TooLong));
    }
    let disk = Disk::with_history(zxid, epoch);
    Ok(Command::Faults(servers.into_iter().map(|id| Fault::SetDisk(id, Box::new(disk.clone()))).collect()))
}

/// Creates a znode, or several with a number behind the path, all asked for at once.
fn write(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    let server = script.server(words)?;
    let path = words.take(Expected::Path)?;
    if !path.starts_with('/') {
        return Err(words.trouble_before(Expected::Path, Trouble::NotAPath));
    }
    let times = if words.take_if("times") { Some(words.parse::<u16>(Expected::Number)?) } else { None };
    let paths: Vec<String> = match times {
        None => vec![path.to_owned()],
        Some(times) => (1..=times).map(|it| format!("{path}{it}")).collect(),
    };
    let ask = |path: String| {
        let create = Create { path: path.into(), acl: AclList::open(), ..Create::default() };
        Fault::Ask(server, Request::Create(create))
    };
    Ok(Command::Faults(paths.into_iter().map(ask).collect()))
}

/// What is done to servers and clients alike.
fn processes(
    words: &mut Words,
    script: &Script,
    server: fn(ServerId) -> Fault,
    client: fn(&Script, ClientId) -> Fault,
) -> Result<Command, ParseError> {
    let fault = |id| match id {
        ProcessId::Server(id) => server(id),
        ProcessId::Client(id) => client(script, id),
    };
    Ok(Command::Faults(script.processes(words)?.into_iter().map(fault).collect()))
}

/// Starts a client again, with what it was declared with.
fn start_client(script: &Script, id: ClientId) -> Fault {
    Fault::StartClient(id, Arc::clone(&script.clients[&id]))
}

/// How long a session may be silent if nothing is said: as zkCli wishes.
const SESSION_TIMEOUT: Span = Span::from_secs(30);

fn client(words: &mut Words, script: &mut Script) -> Result<Command, ParseError> {
    let clients = words.ids(ClientId::list, |_| true).unwrap_or_default();
    if clients.is_empty() {
        return Err(words.error(Expected::Client));
    }
    let named = words.names(ServerId::list);
    let hosts = if named { script.servers(words)? } else { script.config.members.keys().copied().collect() };
    let timeout: Span = if words.take_if("timeout") { words.parse(Expected::Span)? } else { SESSION_TIMEOUT };
    let timeout = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    let can_be_read_only = words.take_if("readonly");
    let config = Arc::new(ClientConfig { hosts, in_order: named, timeout, can_be_read_only });
    script.clients.extend(clients.iter().map(|it| (*it, Arc::clone(&config))));
    let start = |id| Fault::StartClient(id, Arc::clone(&config));
    Ok(Command::Faults(clients.into_iter().map(start).collect()))
}

fn each(words: &mut Words, script: &Script, fault: fn(ServerId) -> Fault) -> Result<Command, ParseError> {
    Ok(Command::Faults(script.servers(words)?.into_iter().map(fault).collect()))
}

type Sides = (BTreeSet<ProcessId>, BTreeSet<ProcessId>, bool);

/// `s1 s2 | s3`, both ways, or `s1 > s2`, one way; `rest` stands for all others.
fn sides(words: &mut Words, script: &Script) -> Result<Sides, ParseError> {
    let from = script.processes(words)?;
    let both = words.one_of(&["|", ">"], Expected::Sides)? == "|";
    let to = if words.take_if("rest") {
        let servers = script.config.members.keys().map(|it| ProcessId::from(*it));
        servers.filter(|it| !from.contains(it)).collect()
    } else {
        script.processes(words)?
    };
    if to.iter().any(|it| from.contains(it)) {
        return Err(words.trouble_before(Expected::Server, Trouble::OnBothSides));
    }
    Ok((from.into_iter().collect(), to.into_iter().collect(), both))
}

fn pick(words: &mut Words, script: &Script) -> Result<Pick, ParseError> {
    let from = script.process(words)?;
    words.one_of(&[">"], Expected::Arrow)?;
    let to = script.process(words)?;
    let named = words.peek().is_some_and(|it| it != "nth");
    let name = if named { Some(words.one_of(&Segment::NAMES, Expected::MessageName)?) } else { None };
    let nth = if words.take_if("nth") { Some(words.parse(Expected::Number)?) } else { None };
    Ok(Pick { from, to, name, nth })
}
