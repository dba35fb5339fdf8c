use std::collections::BTreeSet;

use crate::sim::Rng;
use crate::vocab::Release;

/// A program that seeds try: what stands behind `run CLIENTS`, and what has to come true once everything works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The recipe and its words.
    pub recipe: &'static str,
    /// What each client runs beside it, for recipes that need two kinds of programs; the clients take turns.
    pub beside: Option<&'static str>,
    /// The conditions, one after the other.
    pub demands: &'static [&'static str],
    /// Whether it is a variant that is known to break, for the sake of a story.
    pub naive: bool,
}

const ONE_HOLDER: &[&str] = &["holders 1", "nobody stuck"];

const NOBODY_STUCK: &[&str] = &["nobody stuck"];

const fn naive(recipe: &'static str, demands: &'static [&'static str]) -> Drawn {
    Drawn { naive: true, ..drawn(recipe, demands) }
}

const fn drawn(recipe: &'static str, demands: &'static [&'static str]) -> Drawn {
    Drawn { recipe, beside: None, demands, naive: false }
}

const fn beside(recipe: &'static str, beside: &'static str, demands: &'static [&'static str]) -> Drawn {
    Drawn { beside: Some(beside), ..drawn(recipe, demands) }
}

/// Every program that seeds try.
pub const DRAWN: &[Drawn] = &[
    drawn("election guid", ONE_HOLDER),
    drawn("election herd guid", ONE_HOLDER),
    drawn("latch", ONE_HOLDER),
    drawn("latch session", ONE_HOLDER),
    drawn("latch for 300ms", ONE_HOLDER),
    drawn("master", ONE_HOLDER),
    drawn("master for 300ms", ONE_HOLDER),
    drawn("master by-number", ONE_HOLDER),
    drawn("master by-number for 300ms", ONE_HOLDER),
    drawn("master grace 3s", ONE_HOLDER),
    drawn("lock for 300ms", ONE_HOLDER),
    drawn("writelock for 300ms", ONE_HOLDER),
    beside("writelock for 300ms", "readlock for 300ms", NOBODY_STUCK),
    drawn("semaphore 2 for 300ms", NOBODY_STUCK),
    drawn("lease 2s", ONE_HOLDER),
    drawn("double-barrier of 2 for 300ms", NOBODY_STUCK),
    beside("produce puts 5 every 100ms", "consume", NOBODY_STUCK),
    drawn("counter adds 5 every 200ms", NOBODY_STUCK),
    drawn("config", NOBODY_STUCK),
    drawn("naming", NOBODY_STUCK),
    drawn("member", NOBODY_STUCK),
    beside("member", "balance every 300ms", NOBODY_STUCK),
    beside("coordinate sites 1", "site yes", NOBODY_STUCK),
    naive("election", ONE_HOLDER),
    naive("counter careless adds 5 every 200ms", NOBODY_STUCK),
];

/// The line from which on faults are drawn.
pub const BEGUN: &str = "# Faults.";

/// The line from which on everything works again.
pub const MENDED: &str = "# Everything works again.";

/// What may be held on its way between a server and a client.
const HELD: [&str; 8] =
    ["reply", "event", "connected", "create2", "getChildren", "exists", "getData", "delete"];

/// The scenario of a seed for a program: a small ensemble, some clients that run it, a phase of faults, most of them of clients,
/// at every point of the program; then everything is mended, and it is demanded what the recipe promises.
pub fn recipe_scenario(drawn: &Drawn, seed: u64) -> String {
    let mut draft = Draft {
        rng: Rng::new(seed ^ 0x7ec1_9e5e_ed00_0000),
        text: String::new(),
        servers: 3,
        clients: 0,
        down: BTreeSet::new(),
        paused: BTreeSet::new(),
        held: Vec::new(),
    };
    draft.start(drawn, seed);
    for _ in 0..4 + draft.rng.up_to(20) {
        draft.fault();
        let most = draft.one_of(&[3, 30, 300, 3_000, 9_000]);
        let wait = draft.rng.up_to(most);
        draft.line(format!("wait {wait}ms"));
    }
    draft.mend();
    for demand in drawn.demands {
        draft.line(format!("until {demand} within 60s"));
    }
    draft.text
}

/// A scenario in the making.
struct Draft {
    rng: Rng,
    text: String,
    servers: u64,
    clients: u64,
    down: BTreeSet<String>,
    paused: BTreeSet<String>,
    held: Vec<String>,
}

impl Draft {
    fn line(&mut self, line: String) {
        self.text.push_str(&line);
        self.text.push('\n');
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.up_to(all.len() as u64 - 1) as usize]
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.rng.up_to(many - 1) == 0
    }

    fn start(&mut self, drawn: &Drawn, seed: u64) {
        self.servers = self.one_of(&[1, 3, 3, 3, 5]);
        self.clients = 2 + self.rng.up_to(3);
        let tick = self.one_of(&[500, 1_000]);
        // Servers without known bugs of their own: the program is on trial.
        let release = self.one_of(&[Release::V3_9_3, Release::V3_9_5]);
        let (servers, clients) = (self.servers, self.clients);
        self.line(format!("ensemble {servers}\nseed {seed}\nset tickTime {tick}\nrelease {release}"));
        let (latency, jitter) = (1 + self.rng.up_to(10), self.rng.up_to(20));
        self.line(format!("latency {latency}ms jitter {jitter}ms\nstart all\nuntil settled"));
        for id in 1..=clients {
            let timeout = 1 + self.rng.up_to(5);
            self.line(format!("client c{id} timeout {timeout}s"));
        }
        for id in 1..=clients {
            let recipe = drawn.beside.filter(|_| id % 2 == 0).unwrap_or(drawn.recipe);
            self.line(format!("run c{id} {recipe}"));
        }
        self.line(BEGUN.to_owned());
        let wait = self.rng.up_to(400);
        self.line(format!("wait {wait}ms"));
    }

    fn client(&mut self) -> String {
        format!("c{}", 1 + self.rng.up_to(self.clients - 1))
    }

    fn server(&mut self) -> String {
        format!("s{}", 1 + self.rng.up_to(self.servers - 1))
    }

    fn fault(&mut self) {
        match self.rng.up_to(11) {
            0 | 1 => self.die_or_come_back(),
            2..=4 => self.stop_or_go_on(),
            5 | 6 => self.cut(),
            7 | 8 => self.hold(),
            9 => self.let_go(),
            10 => {
                let (id, rate) = (self.client(), 50 + self.rng.up_to(150));
                self.line(format!("clock {id} {rate}%"));
            }
            _ => self.line("heal".to_owned()),
        }
    }

    fn somebody(&mut self) -> String {
        if self.one_in(4) { self.server() } else { self.client() }
    }

    fn die_or_come_back(&mut self) {
        let id = self.somebody();
        self.paused.remove(&id);
        if self.down.remove(&id) {
            self.line(format!("start {id}"));
        } else {
            self.line(format!("crash {id}"));
            self.down.insert(id);
        }
    }

    fn stop_or_go_on(&mut self) {
        let id = self.somebody();
        if self.paused.remove(&id) {
            self.line(format!("resume {id}"));
        } else if !self.down.contains(&id) {
            self.line(format!("pause {id}"));
            self.paused.insert(id);
        }
    }

    fn cut(&mut self) {
        let (client, server) = (self.client(), self.server());
        let way = self.one_of(&["|", ">"]);
        match self.rng.up_to(2) {
            0 => self.line("heal".to_owned()),
            1 => self.line(format!("cut {client} {way} {server}")),
            _ => self.line(format!("cut {client} {way} all")),
        }
    }

    fn hold(&mut self) {
        let (client, server, name) = (self.client(), self.server(), self.one_of(&HELD));
        let name = if self.one_in(2) { format!(" {name}") } else { String::new() };
        let (from, to) = if self.one_in(2) { (client, server) } else { (server, client) };
        let what = format!("{from} > {to}{name}");
        self.line(format!("hold {what}"));
        self.held.push(what);
    }

    fn let_go(&mut self) {
        let (client, server) = (self.client(), self.server());
        if !self.held.is_empty() && self.one_in(2) {
            let what = self.held.remove(0);
            self.line(format!("release {what}"));
        } else if self.one_in(2) {
            self.line(format!("drop {server} > {client}"));
        } else {
            self.line(format!("drop {client} > {server}"));
        }
    }

    /// A client whose program began anew must have had the time to find that its last session is over.
    fn mend(&mut self) {
        self.line(MENDED.to_owned());
        self.line("heal".to_owned());
        for what in std::mem::take(&mut self.held) {
            self.line(format!("release {what}"));
        }
        for id in std::mem::take(&mut self.paused) {
            self.line(format!("resume {id}"));
        }
        for id in std::mem::take(&mut self.down) {
            self.line(format!("start {id}"));
        }
        for id in 1..=self.clients {
            self.line(format!("clock c{id} 100%"));
        }
        self.line("until settled within 60s\nwait 15s".to_owned());
    }
}
