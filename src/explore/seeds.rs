use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::sim::Rng;
use crate::vocab::Release;

/// The most voters, observers, clients and faults that a seed draws.
const VOTERS: u64 = 9;
const OBSERVERS: u64 = 3;
const CLIENTS: u64 = 3;
const FAULTS: u64 = 24;

/// The messages that a seed may hold by name: one of each step from discovery to broadcast.
const HELD: [&str; 10] = [
    "NOTIFICATION",
    "FOLLOWERINFO",
    "LEADERINFO",
    "ACKEPOCH",
    "NEWLEADER",
    "UPTODATE",
    "PROPOSAL",
    "ACK",
    "COMMIT",
    "REQUEST",
];

/// The scenario of a seed: an ensemble of 1 to 9 voters and up to 3 observers, a phase of writes, of sessions and of faults
/// of all kinds, then everything is mended, and progress is demanded in bounded time: a leader with every server in touch, a
/// committed write through each of them, and all of them level.
///
/// Disks are not wiped and not written: what is lost after that proves nothing. Nor is a SNAP forced, which is for testing
/// and leaves logs as they are.
pub fn seeded_scenario(seed: u64) -> String {
    let mut draft = Draft::new(seed);
    draft.ensemble();
    draft.start();
    for _ in 0..draft.rng.up_to(FAULTS) {
        draft.fault();
        draft.pause_between();
    }
    draft.mend();
    draft.text + &demands(draft.servers)
}

/// The same with the rules of a given release.
pub fn seeded_scenario_on(release: Release, seed: u64) -> String {
    let text = seeded_scenario(seed);
    text.replacen(&format!("release {}\n", release_of(&text)), &format!("release {release}\n"), 1)
}

/// The release that a scenario names first; the newest if it names none.
pub fn release_of(text: &str) -> Release {
    text.lines().find_map(release_in).unwrap_or_default()
}

/// The release that a line names; it may also name a message to be let go.
fn release_in(line: &str) -> Option<Release> {
    line.strip_prefix("release ")?.parse().ok()
}

/// A scenario in the making, and what is known of its servers.
struct Draft {
    rng: Rng,
    text: String,
    servers: u64,
    clients: u64,
    down: BTreeSet<u64>,
    paused: BTreeSet<u64>,
    /// What is held, as it was said.
    held: Vec<String>,
    writes: u32,
}

impl Draft {
    fn new(seed: u64) -> Draft {
        Draft {
            // A generator of its own, far from the one that the scenario's world gets with the same seed.
            rng: Rng::new(seed ^ 0x5eed_5eed_5eed_5eed),
            text: format!("seed {seed}\n"),
            servers: 0,
            clients: 0,
            down: BTreeSet::new(),
            paused: BTreeSet::new(),
            held: Vec::new(),
            writes: 0,
        }
    }

    fn line(&mut self, line: std::fmt::Arguments) {
        let _ = self.text.write_fmt(line);
        self.text.push('\n');
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.up_to(all.len() as u64 - 1) as usize]
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.rng.up_to(many - 1) == 0
    }

    fn server(&mut self) -> u64 {
        1 + self.rng.up_to(self.servers - 1)
    }

    fn ensemble(&mut self) {
        // Three are enough for most that can go wrong, and soonest show it.
        let voters = if self.one_in(2) { 3 } else { 1 + self.rng.up_to(VOTERS - 1) };
        let observers = self.rng.up_to(OBSERVERS);
        self.servers = voters + observers;
        self.text.insert_str(0, &format!("ensemble {}\n", self.servers));
        for id in voters + 1..=self.servers {
            self.line(format_args!("observers s{id}"));
        }
        let tick = self.one_of(&[500, 1_000, 2_000]);
        self.line(format_args!("set tickTime {tick}"));
        if self.one_in(4) {
            let (init, sync) = (5 + self.rng.up_to(5), 2 + self.rng.up_to(3));
            self.line(format_args!("set initLimit {init}"));
            self.line(format_args!("set syncLimit {sync}"));
        }
        if self.one_in(4) {
            self.line(format_args!("set zookeeper.snapshotSizeFactor -1"));
        }
        if self.one_in(4) {
            let count = 2 + self.rng.up_to(8);
            self.line(format_args!("set snapCount {count}"));
        }
        if self.one_in(8) {
            self.line(format_args!("set zookeeper.leader.maxTimeToWaitForEpoch 500"));
        }
        let (latency, jitter) = (1 + self.rng.up_to(20), self.rng.up_to(20));
        self.line(format_args!("latency {latency}ms jitter {jitter}ms"));
        let release = self.one_of(&Release::ALL);
        self.line(format_args!("release {release}"));
    }

    fn start(&mut self) {
        for id in 1..=self.servers {
            let wait = self.rng.up_to(400);
            self.line(format_args!("start s{id}"));
            self.line(format_args!("wait {wait}ms"));
        }
    }

    fn fault(&mut self) {
        match self.rng.up_to(10) {
            0 | 1 => self.end_process(),
            2 => self.begin_process(),
            3 => self.stop_or_go_on(),
            4 => self.cut(),
            5 => self.hold(),
            6 => self.let_go(),
            7 => self.slow_down(),
            8 => self.client(),
            _ => self.write(),
        }
    }

    fn end_process(&mut self) {
        let id = self.server();
        if self.down.contains(&id) {
            return self.begin_process();
        }
        let act = self.one_of(&["crash", "crash", "restart", "poweroff"]);
        self.line(format_args!("{act} s{id}"));
        self.paused.remove(&id);
        if act != "restart" {
            self.down.insert(id);
        }
        // Misfortunes never come singly.
        if self.one_in(3) {
            self.end_process();
        }
    }

    fn begin_process(&mut self) {
        if let Some(id) = self.down.pop_first() {
            self.line(format_args!("start s{id}"));
        }
    }

    fn stop_or_go_on(&mut self) {
        let id = self.server();
        if self.paused.remove(&id) {
            self.line(format_args!("resume s{id}"));
        } else if !self.down.contains(&id) {
            self.line(format_args!("pause s{id}"));
            self.paused.insert(id);
        }
    }

    /// A link, one way or both, or all links of a server; or all is mended.
    fn cut(&mut self) {
        let (id, other) = (self.server(), self.server());
        let way = self.one_of(&["|", ">"]);
        match self.rng.up_to(2) {
            0 => self.line(format_args!("heal")),
            1 if id != other => self.line(format_args!("cut s{id} {way} s{other}")),
            _ if self.servers > 1 => self.line(format_args!("cut s{id} {way} rest")),
            _ => {}
        }
    }

    fn hold(&mut self) {
        let (id, other) = (self.server(), self.server());
        if id == other {
            return;
        }
        let name = if self.one_in(2) { format!(" {}", self.one_of(&HELD)) } else { String::new() };
        let what = format!("s{id} > s{other}{name}");
        self.line(format_args!("hold {what}"));
        self.held.push(what);
    }

    fn let_go(&mut self) {
        let (id, other) = (self.server(), self.server());
        if !self.held.is_empty() && self.one_in(2) {
            let what = self.held.remove(0);
            self.line(format_args!("release {what}"));
        } else if id != other {
            self.line(format_args!("drop s{id} > s{other}"));
        }
    }

    /// A link or a disk; or a disk takes nothing more.
    fn slow_down(&mut self) {
        let (id, other) = (self.server(), self.server());
        let most = self.one_of(&[60, 900]);
        let by = self.rng.up_to(most);
        if self.one_in(2) {
            self.line(format_args!("disk s{id} {by}ms"));
        } else if self.one_in(8) {
            self.line(format_args!("disk s{id} full"));
        } else if id != other {
            self.line(format_args!("delay s{id} > s{other} {by}ms"));
        }
    }

    /// One comes, or something becomes of it, whose session then expires or not.
    fn client(&mut self) {
        if self.clients < CLIENTS && self.one_in(2) {
            self.clients += 1;
            let (id, timeout) = (self.clients, 1 + self.rng.up_to(9));
            self.line(format_args!("client c{id} timeout {timeout}s"));
        } else if self.clients != 0 {
            let (id, act) =
                (1 + self.rng.up_to(self.clients - 1), self.one_of(&["crash", "pause", "resume", "start"]));
            self.line(format_args!("{act} c{id}"));
        }
    }

    fn write(&mut self) {
        self.writes += 1;
        let (id, number, times) = (self.server(), self.writes, 1 + self.rng.up_to(4));
        self.line(format_args!("write s{id} /w{number}- times {times}"));
    }

    /// Faults come one upon the other, or when most of what they led to is over.
    fn pause_between(&mut self) {
        let most = self.one_of(&[30, 300, 3_000]);
        let wait = self.rng.up_to(most);
        self.line(format_args!("wait {wait}ms"));
    }

    /// Everything works again. A server that has ended of itself is started, too, as soon as all have noticed.
    fn mend(&mut self) {
        self.line(format_args!("heal"));
        self.line(format_args!("disk all normal"));
        for what in std::mem::take(&mut self.held) {
            self.line(format_args!("release {what}"));
        }
        for id in std::mem::take(&mut self.paused) {
            self.line(format_args!("resume s{id}"));
        }
        self.line(format_args!("wait 2s"));
        self.line(format_args!("start all"));
    }
}

/// What is demanded of `servers` servers once everything works: they settle, once more after `initLimit` and `syncLimit`, as
/// a leader does not know sooner that machines have lost power meanwhile; then a write through each is committed, and all are
/// level.
pub(super) fn demands(servers: u64) -> String {
    let each = |line: fn(u64) -> String| (1..=servers).map(line).collect::<String>();
    let writes = each(|id| format!("write s{id} /last{id}\n"));
    let committed = each(|id| format!("until all has /last{id} within 10s\n"));
    format!(
        "until settled within 180s\nwait 32s\nuntil settled within 60s\n\
         {writes}{committed}until level within 10s\nexpect settled\n"
    )
}
