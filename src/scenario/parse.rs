use std::collections::BTreeMap;
use std::sync::Arc;

use crate::client::ClientConfig;
use crate::scenario::branch;
use crate::scenario::words::Words;
use crate::scenario::{COMMANDS, Command, CommandSpec, Condition, Expected, ParseError, Trouble};
use crate::server::Word;
use crate::sim::Fault;
use crate::vocab::{ClientId, Config, ProcessId, ServerId, SimTime};

/// A line that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the text, from 1.
    pub number: usize,
    /// When it runs, if it stands outside the order.
    pub at: Option<SimTime>,
    /// What it does.
    pub command: Command,
    /// The command as it was written, without `at`, comment and space around it.
    pub text: String,
}

/// A scenario, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The ensemble before its settings; five voters if the scenario does not say.
    pub config: Config,
    /// The seed of chance; 1 if the scenario does not say.
    pub seed: u64,
    /// What it is called, if it says so.
    pub title: Option<String>,
    /// The lines that run in order.
    pub flow: Vec<Line>,
    /// The lines that run at a time, by time, then by place.
    pub timed: Vec<Line>,
    /// The clients that have been declared so far, each as it was last.
    pub clients: BTreeMap<ClientId, Arc<ClientConfig>>,
    headers: Vec<&'static str>,
    begun: bool,
}

impl Script {
    fn empty() -> Script {
        Script {
            config: Config::of_voters(5),
            seed: 1,
            title: None,
            flow: Vec::new(),
            timed: Vec::new(),
            clients: BTreeMap::new(),
            headers: Vec::new(),
            begun: false,
        }
    }

    /// Notes that a header stands here; what is wrong with that, if something is.
    pub(super) fn no_more_headers(&mut self, name: &'static str) -> Option<Trouble> {
        if self.headers.contains(&name) {
            return Some(Trouble::SaidBefore);
        }
        self.headers.push(name);
        self.begun.then_some(Trouble::MustComeFirst)
    }

    /// Takes one server of the ensemble.
    pub(super) fn server(&self, words: &mut Words) -> Result<ServerId, ParseError> {
        let id: ServerId = words.parse(Expected::Server)?;
        if self.config.members.contains_key(&id) {
            return Ok(id);
        }
        Err(words.trouble_before(Expected::Server, Trouble::NoSuchServer))
    }

    /// Takes servers of the ensemble, at least one, or `all`; each counts once.
    pub(super) fn servers(&self, words: &mut Words) -> Result<Vec<ServerId>, ParseError> {
        if words.take_if("all") {
            return Ok(self.config.members.keys().copied().collect());
        }
        let known = |it: &ServerId| self.config.members.contains_key(it);
        let Some(servers) = words.ids(ServerId::list, known) else {
            return Err(words.trouble_before(Expected::Server, Trouble::NoSuchServer));
        };
        if servers.is_empty() {
            return Err(words.error_near(Expected::Server, &["all"]));
        }
        Ok(servers)
    }

    /// Takes one client that has been declared.
    pub(super) fn client(&self, words: &mut Words) -> Result<ClientId, ParseError> {
        let id: ClientId = words.parse(Expected::Client)?;
        if self.clients.contains_key(&id) {
            return Ok(id);
        }
        Err(words.trouble_before(Expected::Client, Trouble::NoSuchClient))
    }

    /// Takes clients that have been declared, at least one; each counts once.
    pub(super) fn clients(&self, words: &mut Words) -> Result<Vec<ClientId>, ParseError> {
        let known = |it: &ClientId| self.clients.contains_key(it);
        let Some(clients) = words.ids(ClientId::list, known) else {
            return Err(words.trouble_before(Expected::Client, Trouble::NoSuchClient));
        };
        if clients.is_empty() {
            return Err(words.error(Expected::Client));
        }
        Ok(clients)
    }

    /// Takes one server or client.
    pub(super) fn process(&self, words: &mut Words) -> Result<ProcessId, ParseError> {
        if words.names(ClientId::list) {
            self.client(words).map(ProcessId::from)
        } else {
            self.server(words).map(ProcessId::from)
        }
    }

    /// Takes servers and clients, at least one, or `all` for all servers; each counts once.
    pub(super) fn processes(&self, words: &mut Words) -> Result<Vec<ProcessId>, ParseError> {
        let mut all: Vec<ProcessId> = Vec::new();
        loop {
            let found: Vec<ProcessId> = if words.names(ClientId::list) {
                self.clients(words)?.into_iter().map(ProcessId::from).collect()
            } else {
                self.servers(words)?.into_iter().map(ProcessId::from).collect()
            };
            all.extend(found.into_iter().filter(|it| !all.contains(it)).collect::<Vec<_>>());
            if !words.names(ClientId::list) && !words.names(ServerId::list) {
                return Ok(all);
            }
        }
    }

    /// `s1: srvr`: any word of four letters may be asked, though few are answered.
    fn four_letter(&self, server: ServerId, words: &mut Words) -> Result<Command, ParseError> {
        if !self.config.members.contains_key(&server) {
            return Err(words.trouble_before(Expected::Server, Trouble::NoSuchServer));
        }
        let word = words.take(Expected::FourLetterWord)?;
        if word.chars().count() != 4 || !word.is_ascii() {
            let error = words.trouble_before(Expected::FourLetterWord, Trouble::NotFourLetters);
            let nearest =
                Words::new(error.line, word).error_near(Expected::FourLetterWord, &Word::NAMES).nearest;
            return Err(ParseError { nearest, ..error });
        }
        words.finish()?;
        Ok(Command::Faults(vec![Fault::FourLetter(server, word.into())]))
    }

    /// Reads a line; one that runs at a time does not count from `until` on.
    fn read_line(&mut self, number: usize, text: &str, until: Option<SimTime>) -> Result<(), ParseError> {
        let mut words = Words::new(number, text);
        if words.is_empty() {
            return Ok(());
        }
        let at = if words.take_if("at") { Some(words.parse::<SimTime>(Expected::Time)?) } else { None };
        let line = self.read_command(number, at, &mut words)?;
        if line.command != Command::Header {
            self.begun = true;
        }
        match at {
            None => self.flow.push(line),
            Some(at) if until.is_some_and(|it| it <= at) => {}
            Some(at) => {
                let place = self.timed.partition_point(|it| it.at.is_some_and(|other| other <= at));
                self.timed.insert(place, line);
            }
        }
        Ok(())
    }

    fn read_command(
        &mut self,
        number: usize,
        at: Option<SimTime>,
        words: &mut Words,
    ) -> Result<Line, ParseError> {
        let name = words.take(Expected::Command)?;
        if let Some(server) = name.strip_suffix(':').and_then(|it| it.parse::<ServerId>().ok()) {
            let command = self.four_letter(server, words)?;
            return Ok(Line { number, at, command, text: words.text_from(name) });
        }
        if let Some(client) = name.strip_suffix(':').and_then(|it| it.parse().ok()) {
            let line = self.read_typed(client, words)?;
            let text = format!("{name} {line}");
            let command = Command::Faults(vec![Fault::Type(client, line)]);
            return Ok(Line { number, at, command, text });
        }
        let Some(spec) = CommandSpec::named(name) else {
            let names: Vec<&'static str> = COMMANDS.iter().map(|it| it.name).collect();
            let error = words.trouble_before(Expected::Command, Trouble::NotAtATime);
            let nearest = Words::new(number, name).error_near(Expected::Command, &names).nearest;
            return Err(ParseError { nearest, trouble: None, ..error });
        };
        if at.is_some() && !spec.is_act {
            return Err(words.trouble_before(Expected::Command, Trouble::NotAtATime));
        }
        let text = words.text_from(name);
        let command = if spec.is_act && words.have(&[LEADER, HOLDER]) {
            self.read_late(spec, words)?
        } else {
            let command = (spec.read)(words, self)?;
            words.finish()?;
            command
        };
        Ok(Line { number, at, command, text })
    }

    /// A line that names the leader or the holder, who are known only when it runs: it is read for anybody, and if it does
    /// something to somebody, kept as it is.
    fn read_late(&mut self, spec: &CommandSpec, words: &Words) -> Result<Command, ParseError> {
        let stand_in = |word: &str| match word {
            LEADER => self.config.members.keys().next().map(ServerId::to_string),
            HOLDER => self.clients.keys().next().map(ClientId::to_string),
            _ => None,
        };
        let text = words.with(stand_in);
        let mut anybody = Words::from(words, &text);
        match (spec.read)(&mut anybody, self).and_then(|it| anybody.finish().map(|()| it)) {
            Ok(Command::Faults(_)) => Ok(Command::Late(words.text_from(spec.name))),
            _ => {
                let mut words = words.clone();
                let command = (spec.read)(&mut words, self)?;
                words.finish()?;
                Ok(command)
            }
        }
    }

    /// A line that names whoever leads or holds, now that this is known: what it does, and as it would be written. `None` if
    /// nobody does of whom it speaks.
    pub(super) fn resolve(
        &self,
        text: &str,
        leader: Option<ServerId>,
        holder: Option<ClientId>,
    ) -> Option<(Command, String)> {
        let of = |word: &str| match word {
            LEADER => leader.map(|it| it.to_string()),
            HOLDER => holder.map(|it| it.to_string()),
            word => Some(word.to_owned()),
        };
        let text = text.split(' ').map(of).collect::<Option<Vec<String>>>()?.join(" ");
        let mut scratch = self.clone();
        let line = scratch.read_command(1, Some(SimTime::ZERO), &mut Words::new(1, &text)).ok()?;
        Some((line.command, line.text))
    }
}

/// Stands for the server that leads when the line runs.
const LEADER: &str = "leader";
/// Stands for the client that holds something, or believes so, when the line runs.
const HOLDER: &str = "holder";

impl Script {
    /// `c1: LINE`, what is typed at the shell of a client: all that stands there, to the letter.
    fn read_typed(&self, client: ClientId, words: &mut Words) -> Result<String, ParseError> {
        if !self.clients.contains_key(&client) {
            return Err(words.trouble_before(Expected::Client, Trouble::NoSuchClient));
        }
        match words.rest() {
            "" => Err(words.error(Expected::Text)),
            line => Ok(line.to_owned()),
        }
    }
}

/// Reads a scenario, of its branches none. A line that cannot be read is left out, and told; the others count.
pub fn parse(text: &str) -> (Script, Vec<ParseError>) {
    parse_branch(text, None)
}

/// The same as one of its branches goes; as the trunk, if there is no such branch.
pub fn parse_branch(text: &str, name: Option<&str>) -> (Script, Vec<ParseError>) {
    let (branches, mut errors) = branch::read_all(text);
    let line = branch::lineage(&branches, name);
    let mut script = Script::empty();
    // Whose line this is: its place in the lineage, `line.len()` of the trunk; nobody's that is to be run.
    let mut owner = Some(line.len());
    for (index, content) in text.lines().enumerate() {
        let number = index + 1;
        if branch::is_header(content) {
            owner = line.iter().position(|it| it.line == number);
            continue;
        }
        let Some(place) = owner else { continue };
        let until = line[..place].iter().map(|it| it.from).min();
        if let Err(error) = script.read_line(number, content, until) {
            errors.push(error);
        }
    }
    (script, errors)
}

/// Reads one act that a reader types or clicks, in a scenario's ensemble; `at` may not stand before it.
pub fn parse_act(script: &Script, text: &str) -> Result<String, ParseError> {
    read_act(script, text).map(|it| it.text)
}

/// The same, as what it does.
pub fn read_act(script: &Script, text: &str) -> Result<Line, ParseError> {
    let mut words = Words::new(1, text);
    let mut scratch = script.clone();
    scratch.read_command(1, Some(SimTime::ZERO), &mut words)
}

/// Reads a condition that a reader types, in a scenario's ensemble.
pub fn parse_condition(script: &Script, text: &str) -> Result<Condition, ParseError> {
    let mut words = Words::new(1, text);
    let condition = Condition::parse(&mut words, script)?;
    words.finish()?;
    Ok(condition)
}

/// What a line does to the world that a trace tells of; nothing, if it is none that does something to somebody.
pub fn faults(script: &Script, line: &str) -> Vec<Fault> {
    match read_act(script, line) {
        Ok(Line { command: Command::Faults(faults), .. }) => faults,
        _ => Vec::new(),
    }
}
