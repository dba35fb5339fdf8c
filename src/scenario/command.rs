use std::collections::BTreeSet;

use crate::check::Invariant;
use crate::scenario::words::Words;
use crate::scenario::{Condition, Expected, ParseError, Script, Trouble};
use crate::sim::{Fault, Medium, Pick};
use crate::storage::Disk;
use crate::tree::Op;
use crate::vocab::{Config, Epoch, ProcessId, Release, ServerId, SetError, Span, Zxid};
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
    spec!("session", "session SERVER", "session s2", true, |words, script| {
        Ok(Command::Faults(vec![Fault::Ask(script.server(words)?, Op::CreateSession)]))
    }),
    spec!("write", "write SERVER PATH [times N]", "write s2 /a", true, write),
    spec!("start", "start SERVERS", "start s1 s2 s3", true, |words, script| each(
        words,
        script,
        Fault::Start
    )),
    spec!("crash", "crash SERVERS", "crash s3", true, |words, script| each(words, script, Fault::Crash)),
    spec!("poweroff", "poweroff SERVERS", "poweroff s3", true, |words, script| {
        each(words, script, Fault::PowerOff)
    }),
    spec!("restart", "restart SERVERS", "restart s3", true, |words, script| each(
        words,
        script,
        Fault::Restart
    )),
    spec!("pause", "pause SERVERS", "pause s3", true, |words, script| each(words, script, Fault::Pause)),
    spec!("resume", "resume SERVERS", "resume s3", true, |words, script| each(words, script, Fault::Resume)),
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
    spec!("say", "say TEXT", "say Now s3 dies.", true, |words, _| {
        let mut text = words.take(Expected::Text)?.to_owned();
        while let Some(word) = words.peek() {
            text.push(' ');
            text.push_str(word);
            words.take(Expected::Text)?;
        }
        Ok(Command::Say(text))
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
const LONGEST_HISTORY: u32 = 10_000;

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
    let ask = |path: String| Fault::Ask(server, Op::Create { path: path.into() });
    Ok(Command::Faults(paths.into_iter().map(ask).collect()))
}

fn each(words: &mut Words, script: &Script, fault: fn(ServerId) -> Fault) -> Result<Command, ParseError> {
    Ok(Command::Faults(script.servers(words)?.into_iter().map(fault).collect()))
}

type Sides = (BTreeSet<ProcessId>, BTreeSet<ProcessId>, bool);

/// `s1 s2 | s3`, both ways, or `s1 > s2`, one way; `rest` stands for all others.
fn sides(words: &mut Words, script: &Script) -> Result<Sides, ParseError> {
    let from = script.servers(words)?;
    let both = words.one_of(&["|", ">"], Expected::Sides)? == "|";
    let to = if words.take_if("rest") {
        script.config.members.keys().copied().filter(|it| !from.contains(it)).collect()
    } else {
        script.servers(words)?
    };
    if to.iter().any(|it| from.contains(it)) {
        return Err(words.trouble_before(Expected::Server, Trouble::OnBothSides));
    }
    let processes = |it: Vec<ServerId>| it.into_iter().map(ProcessId::from).collect();
    Ok((processes(from), processes(to), both))
}

fn pick(words: &mut Words, script: &Script) -> Result<Pick, ParseError> {
    let from = script.server(words)?;
    words.one_of(&[">"], Expected::Arrow)?;
    let to = script.server(words)?;
    let named = words.peek().is_some_and(|it| it != "nth");
    let name = if named { Some(words.one_of(&Segment::NAMES, Expected::MessageName)?) } else { None };
    let nth = if words.take_if("nth") { Some(words.parse(Expected::Number)?) } else { None };
    Ok(Pick { from: from.into(), to: to.into(), name, nth })
}
