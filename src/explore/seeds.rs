use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::sim::Rng;
use crate::vocab::Release;

/// The scenario of a seed: an ensemble of 1 to 9 servers, a phase of faults of all kinds, then everything is mended, and
/// a leader with all servers in touch is demanded in bounded time.
pub fn seeded_scenario(seed: u64) -> String {
    let mut draft = Draft::new(seed);
    draft.ensemble();
    for _ in 0..draft.rng.up_to(24) {
        draft.fault();
    }
    draft.mend();
    draft.text
}

/// A scenario in the making, and what is known of its servers.
struct Draft {
    rng: Rng,
    text: String,
    servers: u64,
    down: BTreeSet<u64>,
    paused: BTreeSet<u64>,
    held: Vec<(u64, u64)>,
    writes: u32,
}

impl Draft {
    fn new(seed: u64) -> Draft {
        // A generator of its own, far from the one that the scenario's world gets with the same seed.
        let rng = Rng::new(seed ^ 0x5eed_5eed_5eed_5eed);
        let text = format!("seed {seed}\n");
        Draft {
            rng,
            text,
            servers: 0,
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

    fn ensemble(&mut self) {
        self.servers = 1 + self.rng.up_to(8);
        self.text.insert_str(0, &format!("ensemble {}\n", self.servers));
        let observers = self.rng.up_to(self.servers / 3);
        for id in self.servers - observers + 1..=self.servers {
            self.line(format_args!("observers s{id}"));
        }
        let tick = [500, 1_000, 2_000][self.rng.up_to(2) as usize];
        self.line(format_args!("set tickTime {tick}"));
        let (latency, jitter) = (1 + self.rng.up_to(20), self.rng.up_to(20));
        self.line(format_args!("latency {latency}ms jitter {jitter}ms"));
        let release = Release::ALL[self.rng.up_to(Release::ALL.len() as u64 - 1) as usize];
        self.line(format_args!("release {release}"));
        for id in 1..=self.servers {
            let wait = self.rng.up_to(400);
            self.line(format_args!("start s{id}"));
            self.line(format_args!("wait {wait}ms"));
        }
    }

    fn fault(&mut self) {
        let id = 1 + self.rng.up_to(self.servers - 1);
        let other = 1 + self.rng.up_to(self.servers - 1);
        let (up, paused) = (!self.down.contains(&id), self.paused.contains(&id));
        match self.rng.up_to(12) {
            0 | 1 if up => {
                let act = if self.rng.up_to(2) == 0 { "poweroff" } else { "crash" };
                self.line(format_args!("{act} s{id}"));
                self.down.insert(id);
                self.paused.remove(&id);
            }
            0..=2 if !up => {
                self.line(format_args!("start s{id}"));
                self.down.remove(&id);
            }
            2 | 3 if paused => {
                self.line(format_args!("resume s{id}"));
                self.paused.remove(&id);
            }
            3 if up => {
                self.line(format_args!("pause s{id}"));
                self.paused.insert(id);
            }
            4 if id != other => {
                let way = if self.rng.up_to(1) == 0 { "|" } else { ">" };
                self.line(format_args!("cut s{id} {way} s{other}"));
            }
            5 if self.servers > 1 => self.line(format_args!("cut s{id} | rest")),
            6 => self.line(format_args!("heal")),
            7 if id != other => {
                let by = self.rng.up_to(900);
                self.line(format_args!("delay s{id} > s{other} {by}ms"));
            }
            8 if id != other => {
                self.line(format_args!("hold s{id} > s{other}"));
                self.held.push((id, other));
            }
            9 if id != other => self.line(format_args!("drop s{id} > s{other}")),
            10 | 11 if up => {
                self.writes += 1;
                let (number, times) = (self.writes, 1 + self.rng.up_to(4));
                self.line(format_args!("write s{id} /w{number}- times {times}"));
            }
            12 => {
                let takes = self.rng.up_to(60);
                self.line(format_args!("disk s{id} {takes}ms"));
            }
            _ => {}
        }
        let wait = self.rng.up_to(3_000);
        self.line(format_args!("wait {wait}ms"));
    }

    /// Everything works again; then progress is due: back-off and an election, once more after `syncLimit`, as who follows
    /// a machine that has lost power meanwhile does not know it before.
    fn mend(&mut self) {
        self.line(format_args!("heal"));
        for (from, to) in std::mem::take(&mut self.held) {
            self.line(format_args!("release s{from} > s{to}"));
        }
        for id in std::mem::take(&mut self.paused) {
            self.line(format_args!("resume s{id}"));
        }
        for id in std::mem::take(&mut self.down) {
            self.line(format_args!("start s{id}"));
        }
        self.line(format_args!("until settled within 180s"));
        self.line(format_args!("wait 12s"));
        self.line(format_args!("until settled within 60s"));
        self.line(format_args!("wait 5s"));
        self.line(format_args!("expect settled"));
    }
}
