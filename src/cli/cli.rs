use std::collections::VecDeque;
use std::sync::Arc;

use crate::cli::command::{COMMANDS, Command, Does, Line, close};
use crate::cli::java::decode_int;
use crate::cli::step::{After, Failure, Step, Steps};
use crate::cli::words::words;
use crate::cli::{Effect, Screen, text};
use crate::client::{Event, State};
use crate::session::Response;
use crate::tree::{Create, Delete, Op, Request, SetAcl, SetData, WatchMode, ZkError, validate};
use crate::watch::WatchEvent;

/// What happens to a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line was typed.
    Typed(String),
    /// The library says what came of the call.
    Replied(Result<Response, ZkError>),
    /// The library tells what nobody has asked for.
    Told(Event),
}

/// zkCli (`ZooKeeperMain`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cli {
    /// Where it connects to, as it was written.
    host: String,
    chroot: Arc<str>,
    /// Every line so far; of a redo the one that was done again.
    history: Vec<String>,
    /// The words of the last line that had any.
    words: Vec<String>,
    prints_watches: bool,
    /// What `addWatch` was told last, which it keeps.
    watch_mode: WatchMode,
    /// What is left of the command that runs, the next step last; `None` at the prompt.
    running: Option<Vec<Step>>,
    /// Whether the command that runs was called by a redo.
    in_redo: bool,
    /// The last step, which waits for its reply.
    asked: Option<Step>,
    /// What the command has printed without an end of line.
    partial: String,
    /// Typed while a command runs.
    typed: VecDeque<String>,
    prompt: String,
    /// All that was printed since the last line began.
    printed: String,
    over: bool,
}

impl Cli {
    /// A shell that connects to `host`, as it is written in the prompt; and what it prints.
    pub fn new(host: &str) -> (Cli, Vec<Effect>) {
        let mut cli = Cli {
            host: host.to_owned(),
            chroot: "".into(),
            history: Vec::new(),
            words: Vec::new(),
            prints_watches: true,
            watch_mode: WatchMode::PersistentRecursive,
            running: None,
            in_redo: false,
            asked: None,
            partial: String::new(),
            typed: VecDeque::new(),
            prompt: String::new(),
            printed: String::new(),
            over: false,
        };
        cli.renew_prompt(State::Connecting);
        let mut screen = Screen::default();
        for line in [&format!("Connecting to {host}"), "Welcome to ZooKeeper!", "JLine support is enabled"] {
            screen.print(line);
        }
        (cli, screen.effects)
    }

    /// What stands before the next line; its state is that of the moment when the command before had ended.
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// Whether it waits for a line.
    pub fn is_idle(&self) -> bool {
        self.running.is_none() && !self.over
    }

    /// All that was printed since the last line began to be carried out, each line with its end.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// The lines so far, as `history` numbers them.
    pub fn history(&self) -> &[String] {
        &self.history
    }

    /// Takes one input to its end. `state` is where the library's handle stands.
    pub fn step(&mut self, state: State, input: Input) -> Vec<Effect> {
        let mut screen = Screen {
            partial: std::mem::take(&mut self.partial),
            chroot: Arc::clone(&self.chroot),
            ..Screen::default()
        };
        match input {
            _ if self.over => {}
            Input::Typed(line) => self.typed.push_back(line),
            Input::Told(event) => self.tell(&event, state, &mut screen),
            Input::Replied(result) => {
                let step = self.asked.take().expect("it waits for this reply");
                let steps = step.proceed(result, &mut screen);
                self.go_on(steps, state, &mut screen);
            }
        }
        let mut shown = 0;
        while self.is_idle()
            && let Some(line) = self.typed.pop_front()
        {
            self.keep(&mut shown, &screen);
            self.printed.clear();
            self.execute(line, after(state, &screen), &mut screen);
        }
        self.keep(&mut shown, &screen);
        self.partial = screen.partial;
        self.chroot = screen.chroot;
        screen.effects
    }

    fn keep(&mut self, shown: &mut usize, screen: &Screen) {
        for effect in &screen.effects[*shown..] {
            if let Effect::Print(it) = effect {
                self.printed.push_str(&it.text);
                self.printed.push('\n');
            }
        }
        *shown = screen.effects.len();
    }

    fn tell(&mut self, event: &Event, state: State, screen: &mut Screen) {
        if !self.prints_watches {
            return;
        }
        let event = match event {
            Event::State(state) => Event::State(*state),
            Event::Watch(watch) => {
                let path = screen.client_path(&watch.path).into();
                Event::Watch(WatchEvent { path, ..watch.clone() })
            }
        };
        screen.print(&text::event(&event, state));
    }

    /// Carries a line out; one without a word does what the line before did, and an empty one nothing.
    fn execute(&mut self, line: String, state: State, screen: &mut Screen) {
        if line.is_empty() {
            return;
        }
        self.take_words(&line);
        self.history.push(line);
        self.running = Some(Vec::new());
        let steps = self.begin(state, screen);
        self.go_on(steps, state, screen);
    }

    fn take_words(&mut self, line: &str) {
        let words = words(line);
        if !words.is_empty() {
            self.words = words;
        }
    }

    /// The first steps of a command (`processZKCmd`).
    fn begin(&mut self, state: State, screen: &mut Screen) -> Steps {
        let words = self.words.clone();
        let Some(name) = words.first() else {
            return Err(Failure::Uncaught("java.lang.NullPointerException".to_owned()));
        };
        let Some(command) = Command::named(name) else {
            let usages = COMMANDS.iter().map(|it| format!("\n\t{}", it.usage())).collect::<String>();
            let heading = "ZooKeeper -server host:port -client-configuration properties-file cmd args";
            screen.complain(&format!("{heading}{usages}"));
            return Err(Failure::Told(format!("Command not found: Command not found {name}")));
        };
        match command.does {
            Does::Shell(does) => {
                let was_in_redo = self.in_redo;
                let steps = does(self, &words, state, screen)?;
                let is_done = steps.is_empty() && self.in_redo == was_in_redo;
                if is_done && !is_alive(after(state, screen)) {
                    screen.print("Not connected");
                }
                Ok(steps)
            }
            Does::Ask(_) if !is_alive(state) => {
                screen.print("Not connected");
                Ok(Vec::new())
            }
            Does::Ask(does) => does(&mut Line::parse(command, &words, &mut self.watch_mode)?, screen),
        }
    }

    /// Goes on with the next step, until one has to wait for its reply or none is left.
    fn go_on(&mut self, mut steps: Steps, state: State, screen: &mut Screen) {
        loop {
            match steps {
                Ok(steps) => self.running.get_or_insert_default().extend(steps.into_iter().rev()),
                Err(Failure::Told(message)) => {
                    screen.flush();
                    screen.complain(&message);
                    self.running = None;
                }
                Err(Failure::Uncaught(exception)) => {
                    screen.complain(&format!("Exception in thread \"main\" {exception}"));
                    screen.exit();
                }
            }
            if screen.effects.contains(&Effect::Exit) {
                self.over = true;
                return;
            }
            let Some(step) = self.running.as_mut().and_then(Vec::pop) else {
                return self.finish(after(state, screen), screen);
            };
            steps = match refused(&step.request) {
                None => return self.ask(step, screen),
                Some(Refusal::Path(failure)) => Err(failure),
                Some(Refusal::Acl) => step.proceed(Err(ZkError::InvalidAcl), screen),
            };
        }
    }

    fn ask(&mut self, step: Step, screen: &mut Screen) {
        let is_absolute = step.then.is_absolute() || screen.chroot.is_empty();
        let request = if is_absolute { step.request.clone() } else { below_chroot(&step.request, screen) };
        screen.effects.push(Effect::Call { request, local: screen.local });
        self.asked = Some(step);
    }

    fn finish(&mut self, state: State, screen: &mut Screen) {
        screen.flush();
        if self.in_redo && !is_alive(state) {
            screen.print("Not connected");
        }
        (self.running, self.in_redo) = (None, false);
        self.renew_prompt(state);
    }

    fn renew_prompt(&mut self, state: State) {
        self.prompt = format!("[zk: {}({}) {}] ", self.host, state.name(), self.history.len());
    }

    pub(super) fn connect(&mut self, words: &[String], state: State, screen: &mut Screen) -> Steps {
        if let Some(host) = words.get(1) {
            self.host.clone_from(host);
        }
        if is_alive(state) {
            return Ok(vec![close(After::Connect(self.host.clone()))]);
        }
        screen.connect(&self.host)?;
        Ok(Vec::new())
    }

    pub(super) fn quit(&mut self, _: &[String], state: State, screen: &mut Screen) -> Steps {
        if is_alive(state) {
            return Ok(vec![close(After::Exit)]);
        }
        screen.exit();
        Ok(Vec::new())
    }

    /// The last ten lines and this one.
    pub(super) fn show_history(&mut self, _: &[String], _: State, screen: &mut Screen) -> Steps {
        let first = self.history.len().saturating_sub(11);
        let lines = self.history.iter().enumerate().skip(first);
        lines.for_each(|(number, line)| screen.print(&format!("{number} - {line}")));
        Ok(Vec::new())
    }

    pub(super) fn print_watches(&mut self, words: &[String], _: State, screen: &mut Screen) -> Steps {
        match words.get(1) {
            Some(word) => self.prints_watches = word == "on",
            None => {
                let state = if self.prints_watches { "on" } else { "off" };
                screen.print(&format!("printwatches is {state}"));
            }
        }
        Ok(Vec::new())
    }

    /// Does an earlier line again, in whose place the history then has that line.
    pub(super) fn redo(&mut self, words: &[String], state: State, screen: &mut Screen) -> Steps {
        let Some(number) = words.get(1) else { return Ok(Vec::new()) };
        let number = decode_int(number).map_err(Failure::Uncaught)?;
        let earlier = &self.history[..self.history.len() - 1];
        let Some(line) = usize::try_from(number).ok().and_then(|it| earlier.get(it)).cloned() else {
            return Err(Failure::Told("Command index out of range".to_owned()));
        };
        self.take_words(&line);
        if self.words.first().is_some_and(|it| it == "redo") {
            return Err(Failure::Told("No redoing redos".to_owned()));
        }
        self.history.pop();
        self.history.push(line);
        self.in_redo = true;
        self.begin(state, screen)
    }
}

/// `States.isAlive`.
fn is_alive(state: State) -> bool {
    !matches!(state, State::Closed | State::AuthFailed)
}

/// Where the handle stands after what has been asked for: a new one connects.
fn after(state: State, screen: &Screen) -> State {
    let connects = screen.effects.iter().any(|it| matches!(it, Effect::Connect { .. }));
    if connects { State::Connecting } else { state }
}

/// Why the library does not even send a request.
enum Refusal {
    Path(Failure),
    Acl,
}

fn refused(request: &Request) -> Option<Refusal> {
    let path = request.path()?;
    let problem = match request {
        // As if the number stood behind it already.
        Request::Create(it) if it.mode.is_sequential() => validate(&format!("{path}1")),
        _ => validate(path),
    };
    if let Err(problem) = problem {
        return Some(Refusal::Path(match request {
            // The one command that does not catch it.
            Request::AddWatch { .. } => {
                Failure::Uncaught(format!("java.lang.IllegalArgumentException: {problem}"))
            }
            _ => Failure::Told(problem.to_string()),
        }));
    }
    let has_none = match request {
        Request::Create(it) => it.acl.lines().is_empty(),
        Request::SetAcl(it) => it.acl.lines().is_empty(),
        _ => false,
    };
    has_none.then_some(Refusal::Acl)
}

/// A request as the server gets it from a client with a chroot (`prependChroot`).
fn below_chroot(request: &Request, screen: &Screen) -> Request {
    let at = |path: &Arc<str>| screen.server_path(path);
    let delete = |it: &Delete| {
        // The root is not deleted, wherever it is.
        let path = if &*it.path == "/" { Arc::clone(&it.path) } else { at(&it.path) };
        Delete { path, version: it.version }
    };
    match request {
        Request::Create(it) => Request::Create(Create { path: at(&it.path), ..it.clone() }),
        Request::Delete(it) => Request::Delete(delete(it)),
        Request::SetData(it) => Request::SetData(SetData { path: at(&it.path), ..it.clone() }),
        Request::SetAcl(it) => Request::SetAcl(SetAcl { path: at(&it.path), ..it.clone() }),
        Request::GetData { path, watch } => Request::GetData { path: at(path), watch: *watch },
        Request::Exists { path, watch } => Request::Exists { path: at(path), watch: *watch },
        Request::GetChildren { path, watch } => Request::GetChildren { path: at(path), watch: *watch },
        Request::GetChildren2 { path, watch } => Request::GetChildren2 { path: at(path), watch: *watch },
        Request::GetAllChildrenNumber { path } => Request::GetAllChildrenNumber { path: at(path) },
        Request::GetAcl { path } => Request::GetAcl { path: at(path) },
        Request::Sync { path } => Request::Sync { path: at(path) },
        Request::AddWatch { path, mode } => Request::AddWatch { path: at(path), mode: *mode },
        Request::RemoveWatches { path, kind } => Request::RemoveWatches { path: at(path), kind: *kind },
        Request::Multi(ops) => {
            let moved = |op: &Op| match op {
                Op::Delete(it) => Op::Delete(delete(it)),
                other => other.clone(),
            };
            Request::Multi(ops.iter().map(moved).collect())
        }
        other => other.clone(),
    }
}
