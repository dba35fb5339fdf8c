//! What the real zkCli.sh said, replayed: every session of `tests/golden/zkcli` is typed again at the shells of a world's clients, and
//! every entry of it has to say the same, line by line.
//!
//! The recorded server is alone, ours is an ensemble of one with epochs, so of its zxids the counters are compared. Its times and
//! session ids are what the recording puts in their place. Hosts have other names here. Frames of Java's stack traces are passed
//! over, and what comes out of Java's hash tables is sorted on both sides. What differs all the same stands in `listed.txt` with the
//! reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use zookeeper_playground::client::ClientConfig;
use zookeeper_playground::scenario::{Run, parse};
use zookeeper_playground::sim::{Fault, World};
use zookeeper_playground::trace::{Entry, What};
use zookeeper_playground::vocab::{ClientId, ServerId, SessionId, Span};

use crate::figures::tell;

const FOLDER: &str = "tests/golden/zkcli";

/// How long the recorder waited at most for what a command or somebody else causes.
const PATIENCE: Span = Span::from_secs(60);
/// And how long for what may come behind it.
const AFTERMATH: Span = Span::from_millis(300);

/// A line with its stream: `o` or `e`.
type Out = (String, String);

#[derive(Deserialize)]
struct Recorded {
    by: Option<String>,
    line: Option<String>,
    #[serde(rename = "do")]
    done: Option<String>,
    prompt: Option<String>,
    out: Vec<Out>,
    #[serde(default)]
    maybe: Vec<Out>,
    exit: Option<i32>,
}

#[test]
fn the_shell_says_what_zkcli_says() {
    let listed = listed();
    let (mut equal, mut known, mut wrong) = (0, 0, Vec::new());
    let mut reasons: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (name, entries) in sessions() {
        let mut replay = Replay::new(&name);
        for (index, recorded) in entries.iter().enumerate() {
            let place = index + 1;
            let listed = listed.get_key_value(&(name.clone(), place));
            match (replay.play(recorded), listed) {
                (Ok(()), None) => equal += 1,
                (Ok(()), Some(_)) => {
                    wrong.push(format!("{name} {place} is listed, but equal: take it off the list"))
                }
                (Err(_), Some(((session, _), reason))) => {
                    reasons.entry((session, reason)).or_default().push(place.to_string());
                    known += 1;
                }
                (Err(difference), None) => wrong.push(format!("{name} {place}: {difference}")),
            }
        }
    }
    for ((session, reason), places) in reasons {
        tell(&format!("listed: zkCli, session {session}, {}: {reason}", places.join(", ")));
    }
    let all = equal + known + wrong.len();
    tell(&format!("zkCli: {equal} of {all} entries equal, {known} listed"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(known, listed.len(), "the list names entries that there are not");
}

fn sessions() -> BTreeMap<String, Vec<Recorded>> {
    let files = fs::read_dir(FOLDER).unwrap().map(|it| it.unwrap().path());
    let session = |path: &Path| Some(path.file_stem()?.to_str()?.strip_prefix("session-")?.to_owned());
    let named = files.filter_map(|path| Some((session(&path)?, path)));
    named
        .map(|(name, path)| (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()))
        .collect()
}

/// `SESSION ENTRY[-ENTRY] REASON`, entries from 1.
fn listed() -> BTreeMap<(String, usize), String> {
    let text = fs::read_to_string(format!("{FOLDER}/listed.txt")).unwrap();
    let mut listed = BTreeMap::new();
    for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let mut words = line.splitn(3, ' ');
        let mut word = || words.next().unwrap_or_else(|| panic!("{line}: SESSION ENTRY REASON"));
        let (session, places, reason) = (word(), word(), word());
        let (first, last) = places.split_once('-').unwrap_or((places, places));
        for place in first.parse().unwrap()..=last.parse().unwrap() {
            listed.insert((session.to_owned(), place), reason.to_owned());
        }
    }
    listed
}

struct Replay {
    world: World,
    record: Vec<Entry>,
    /// What each client has printed since that was last looked at.
    printed: BTreeMap<ClientId, Vec<Out>>,
    /// The sessions of each client, in their order.
    sessions: Vec<(ClientId, SessionId)>,
    /// Whose next prompt may say CONNECTING or CONNECTED, by a race.
    racing: BTreeSet<ClientId>,
    is_alone: bool,
    /// What the servers write into `/zookeeper/config`.
    members: String,
}

impl Replay {
    /// A new world, with the settings of `scripts.py`.
    fn new(session: &str) -> Replay {
        let is_alone = session != "ensemble";
        let settings = match session {
            "create" | "parser" => "set zookeeper.extendedTypesEnabled true\n",
            "quota-enforced" => "set enforceQuota true\n",
            _ => "",
        };
        let servers = if is_alone { 1 } else { 3 };
        // With this seed the client of three hosts goes to s2 first, as the recorded one did.
        let text = format!(
            "ensemble {servers}\nseed 1\nrelease 3.8.0\n{settings}start all\nuntil settled\nwait 2s\n"
        );
        let (script, errors) = parse(&text);
        assert_eq!(errors, []);
        let mut run = Run::new(script.into());
        let mut record = Vec::new();
        while !run.is_over() && run.step(&mut record).is_some() {}
        assert_eq!(run.problems(), []);
        record.clear();
        let world = run.world().clone();
        let members = world.server(ServerId(1)).expect("it was started").config().membership();
        Replay {
            world,
            record,
            printed: BTreeMap::new(),
            sessions: Vec::new(),
            racing: BTreeSet::new(),
            is_alone,
            members,
        }
    }

    /// Does what was done, and compares what came of it.
    fn play(&mut self, recorded: &Recorded) -> Result<(), String> {
        let by = recorded.by.as_ref().map_or(ClientId(1), |it| it.parse().unwrap());
        let expected: Vec<Out> = recorded.out.iter().map(|it| (it.0.clone(), hosts_renamed(&it.1))).collect();
        match (&recorded.line, &recorded.done) {
            (Some(line), _) => {
                self.compare_prompt(by, recorded)?;
                self.type_line(by, &hosts_renamed(line));
            }
            (None, Some(done)) => {
                if let Some(line) = self.perform(by, done) {
                    return self.run_one(by, &line, &expected, recorded);
                }
                // What somebody else's end causes is an entry of its own.
                if !done.starts_with("zkCli.sh") {
                    return Ok(());
                }
            }
            (None, None) => self.wait(|it| expected.len() <= it.printed.get(&by).map_or(0, Vec::len)),
        }
        self.compare(by, recorded.line.as_deref(), &expected, &recorded.maybe)?;
        match recorded.exit {
            Some(_) if self.world.clients()[&by].client.is_some() => Err("it should have ended".to_owned()),
            _ => Ok(()),
        }
    }

    fn compare_prompt(&mut self, by: ClientId, recorded: &Recorded) -> Result<(), String> {
        let expected = recorded.prompt.as_deref().map(hosts_renamed);
        let mut found = self.world.clients()[&by].cli().map(|it| it.prompt().to_owned());
        if self.racing.remove(&by) {
            found = found.map(|it| it.replace("(CONNECTING)", "(CONNECTED)"));
        }
        if expected == found { Ok(()) } else { Err(format!("prompt {found:?}, not {expected:?}")) }
    }

    fn type_line(&mut self, by: ClientId, line: &str) {
        self.cause(Fault::Type(by, line.to_owned()));
        self.wait(|it| it.world.clients()[&by].cli().is_none_or(|it| it.is_idle()));
        self.pass(AFTERMATH);
    }

    /// What was done to a process; the line of a shell that was started for one command.
    fn perform(&mut self, by: ClientId, done: &str) -> Option<String> {
        let words: Vec<&str> = done.split(' ').collect();
        let server = || ServerId(words.last().unwrap().parse().unwrap());
        match words[..] {
            ["zkCli.sh", "-server", hosts, ..] => {
                let options = done.split_once(hosts).unwrap().1.trim();
                let timeout = options.strip_prefix("-timeout ").and_then(|it| it.parse().ok());
                self.start_client(by, &hosts_renamed(hosts), timeout.unwrap_or(30_000));
                let line = options.trim_start_matches("-waitforconnection ");
                return (timeout.is_none() && !line.is_empty()).then(|| line.to_owned());
            }
            ["kill", "-9", "server", _] => self.cause(Fault::Crash(server())),
            ["start", "server", _] => self.cause(Fault::Start(server())),
            ["wait", seconds, "s"] => self.pass(Span::from_secs(seconds.parse().unwrap())),
            ["SIGSTOP", "server", id, "for", seconds, "s"] => {
                self.cause(Fault::Pause(ServerId(id.parse().unwrap())));
                self.pass(Span::from_secs(seconds.parse().unwrap()));
            }
            ["SIGCONT", "server", _] => self.cause(Fault::Resume(server())),
            ["SIGSTOP", client, "for", seconds, "s"] => {
                self.cause(Fault::PauseClient(client.parse().unwrap()));
                self.pass(Span::from_secs(seconds.parse().unwrap()));
            }
            ["SIGCONT", client] => self.cause(Fault::ResumeClient(client.parse().unwrap())),
            ["end", "of", "input"] => self.cause(Fault::CrashClient(by)),
            _ => panic!("what is «{done}»?"),
        }
        self.pass(AFTERMATH);
        None
    }

    fn start_client(&mut self, id: ClientId, hosts: &str, timeout: u32) {
        if self.world.clients().get(&id).is_some_and(|it| it.client.is_some()) {
            self.cause(Fault::CrashClient(id));
        }
        let hosts = hosts.split(',').map(|it| it.split(':').next().unwrap().parse().unwrap()).collect();
        let config = ClientConfig { hosts, in_order: false, timeout, can_be_read_only: false };
        self.cause(Fault::StartClient(id, Arc::new(config)));
        self.pass(AFTERMATH);
        self.racing.insert(id);
    }

    /// A shell that was started for one command prints no welcome, and no more than that command says.
    fn run_one(
        &mut self,
        by: ClientId,
        line: &str,
        expected: &[Out],
        recorded: &Recorded,
    ) -> Result<(), String> {
        self.printed.remove(&by);
        self.type_line(by, &line.replace("127.0.0.1:<port>", "s1:2181"));
        let said = |it: &&Out| it.1.starts_with("Connecting to");
        let rest: Vec<Out> = expected.iter().filter(|it| !said(it)).cloned().collect();
        let greeting = ["", "WATCHER::", "", "WatchedEvent state:SyncConnected type:None path:null"];
        let is_greeted = rest.len() >= 4 && rest.iter().zip(greeting).all(|(it, known)| it.1 == known);
        self.compare(by, Some(line), if is_greeted { &rest[4..] } else { &rest }, &recorded.maybe)
    }

    fn cause(&mut self, fault: Fault) {
        let shown = format!("{fault:?}");
        self.world.cause(fault, &mut self.record).unwrap_or_else(|error| panic!("{shown}: {error:?}"));
        self.take_in();
    }

    /// Lets time pass until something is true, or for a minute.
    fn wait(&mut self, is_true: impl Fn(&Replay) -> bool) {
        let end = self.world.now() + PATIENCE;
        while !is_true(self) && self.world.next_due().is_some_and(|it| it <= end) {
            self.world.advance(&mut self.record);
            self.take_in();
        }
    }

    fn pass(&mut self, span: Span) {
        let end = self.world.now() + span;
        while self.world.next_due().is_some_and(|it| it <= end) {
            self.world.advance(&mut self.record);
            self.take_in();
        }
        self.world.pass_until(end);
    }

    /// Sorts what was printed by its client, and keeps the sessions in mind.
    fn take_in(&mut self) {
        for entry in self.record.drain(..) {
            if let What::Printed { client, printed } = entry.what {
                let stream = if printed.stderr { "e" } else { "o" };
                let lines = printed.text.split('\n').map(|it| (stream.to_owned(), it.to_owned()));
                self.printed.entry(client).or_default().extend(lines);
            }
        }
        for (id, host) in self.world.clients() {
            let session = host.client.as_ref().map(|it| (*id, it.session()));
            let new = session.filter(|it| it.1 != SessionId(0) && !self.sessions.contains(it));
            self.sessions.extend(new);
        }
    }

    fn compare(
        &mut self,
        by: ClientId,
        line: Option<&str>,
        expected: &[Out],
        maybe: &[Out],
    ) -> Result<(), String> {
        let found = self.printed.remove(&by).unwrap_or_default();
        let found: Vec<Out> = found.into_iter().map(|(stream, text)| (stream, self.normal(&text))).collect();
        let more = |parts: &[&[Out]]| in_order(line, &parts.concat());
        let (found, plain) = (in_order(line, &found), more(&[expected]));
        if found == plain || [more(&[expected, maybe]), more(&[maybe, expected])].contains(&found) {
            return Ok(());
        }
        Err(format!("{} {}", line.unwrap_or("(nothing typed)"), first_difference(&plain, &found)))
    }

    /// A line with what a recording cannot know in the recording's words.
    fn normal(&self, line: &str) -> String {
        let Some((key, value)) = line.split_once(" = ") else { return line.to_owned() };
        let number = value.strip_prefix("0x").and_then(|it| u64::from_str_radix(it, 16).ok());
        let value = match (key, number) {
            ("cZxid" | "mZxid" | "pZxid", Some(zxid)) if self.is_alone => {
                format!("{:#x}", zxid & 0xffff_ffff)
            }
            ("ctime" | "mtime", _) if !value.ends_with("UTC 1970") => format!("<{key}>"),
            // The members are written into the tree, and their addresses were longer where it was recorded.
            ("dataLength", _) if value == self.members.len().to_string() => {
                let more = "127.0.0.1:12345:12345".len() - "s1:2888:3888".len();
                (self.members.len() + self.world.hosts().len() * more).to_string()
            }
            ("ephemeralOwner", Some(owner)) if owner != 0 => self.session_name(SessionId(owner)),
            _ => value.to_owned(),
        };
        format!("{key} = {value}")
    }

    fn session_name(&self, session: SessionId) -> String {
        let place = self.sessions.iter().position(|it| it.1 == session).expect("somebody's session");
        let client = self.sessions[place].0;
        match self.sessions[..place].iter().filter(|it| it.0 == client).count() {
            0 => format!("<session:{client}>"),
            earlier => format!("<session:{client}#{}>", earlier + 1),
        }
    }
}

fn hosts_renamed(text: &str) -> String {
    let named = |text: String, id| {
        text.replace(&format!("127.0.0.1:<port{id}>"), &format!("s{id}:2181"))
            .replace(&format!("127.0.0.1:<quorum{id}>:<election{id}>"), &format!("s{id}:2888:3888"))
    };
    (1..=3)
        .fold(text.replace("127.0.0.1:<port>", "s1:2181").replace("127.0.0.1:notaport", "s1:notaport"), named)
}

/// Without the frames of stack traces; and sorted where the order is that of a hash table, or of two threads.
fn in_order(line: Option<&str>, lines: &[Out]) -> Vec<Out> {
    let mut lines: Vec<Out> = lines.iter().filter(|it| !it.1.starts_with("\tat ")).cloned().collect();
    let command = line.and_then(|it| it.split_whitespace().next());
    let is_start = lines.first().is_some_and(|it| it.1.starts_with("Connecting to"));
    match command {
        Some("whoami") => lines.sort(),
        Some("getEphemerals") => lines.iter_mut().for_each(|it| {
            let mut paths: Vec<&str> = it.1.trim_matches(['[', ']']).split(", ").collect();
            paths.sort_unstable();
            it.1 = paths.join(", ");
        }),
        // A session is over, and its ephemerals go in any order; or the welcome and the first event meet.
        None if is_start || lines.len() == 8 => lines.sort(),
        _ => {}
    }
    lines
}

fn first_difference(expected: &[Out], found: &[Out]) -> String {
    let place = expected.iter().zip(found).take_while(|(a, b)| a == b).count();
    let shown =
        |it: Option<&Out>| it.map_or_else(|| "nothing more".to_owned(), |it| format!("{} «{}»", it.0, it.1));
    let (wanted, got) = (shown(expected.get(place)), shown(found.get(place)));
    format!("\n    line {} of {}: expected {wanted}\n    {:>23} {got}", place + 1, expected.len(), "found")
}
