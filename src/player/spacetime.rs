//! The space-time diagram as data: who was what when, what went from whom to whom, and what is worth a mark.
//!
//! A [`Spacetime`] reads each entry of the trace once. What has come to an end is kept by the magnitude of the time that it
//! took, in the order of its ends; so what crosses a window is found by a binary search for each magnitude, and a message that
//! was held for minutes is found although it was sent long before. Pings are folded: they are no events.

use std::collections::BTreeMap;
use std::mem;

use crate::player::history::mark;
use crate::player::view::FlightKind;
use crate::player::window::Window;
use crate::player::{ClientState, MarkKind, read};
use crate::scenario::{Script, faults};
use crate::sim::Fault;
use crate::storage::DiskOp;
use crate::trace::{Entry, Loss, What};
use crate::vocab::{PeerState, ProcessId, ServerId, SimTime};
use crate::wire::{Message, Segment, ToClient};

/// What something that travels is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassageKind {
    /// SYN, SYN-ACK, FIN, RST and the first message.
    Connection,
    /// A vote.
    Notification,
    /// FOLLOWERINFO, OBSERVERINFO, LEADERINFO, ACKEPOCH.
    Discovery,
    /// DIFF, TRUNC, SNAP, NEWLEADER, UPTODATE.
    Synchronization,
    /// PROPOSAL, INFORM.
    Proposal,
    /// ACK.
    Ack,
    /// COMMIT.
    Commit,
    /// What a client asks, or a learner asks for it.
    Request,
    /// The answer to a client.
    Reply,
    /// A watch event.
    Event,
}

impl PassageKind {
    /// Every kind.
    pub const ALL: [PassageKind; 10] = [
        Self::Connection,
        Self::Notification,
        Self::Discovery,
        Self::Synchronization,
        Self::Proposal,
        Self::Ack,
        Self::Commit,
        Self::Request,
        Self::Reply,
        Self::Event,
    ];

    /// Of what travels; none of a ping.
    fn of(segment: &Segment) -> Option<PassageKind> {
        Some(match segment {
            Segment::Data(Message::ToServer(it)) if ["ping", "isro"].contains(&it.name()) => return None,
            Segment::Data(Message::ToClient(message)) => match &**message {
                ToClient::Event(_) => Self::Event,
                ToClient::IsReadOnly(_) => return None,
                ToClient::Reply { xid, .. } if *xid == crate::client::Packet::PING => return None,
                ToClient::Reply { .. } | ToClient::Connected(_) => Self::Reply,
            },
            other => match read::kind(other) {
                FlightKind::Connection => Self::Connection,
                FlightKind::Notification => Self::Notification,
                FlightKind::Discovery => Self::Discovery,
                FlightKind::Synchronization => Self::Synchronization,
                FlightKind::Proposal => Self::Proposal,
                FlightKind::Ack => Self::Ack,
                FlightKind::Commit => Self::Commit,
                FlightKind::Request => Self::Request,
                FlightKind::Ping => return None,
            },
        })
    }
}

/// Something that went from one process to another, or is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its number in the run, that of the flight on the stage.
    pub flight: u64,
    /// From.
    pub from: ProcessId,
    /// To.
    pub to: ProcessId,
    /// What it is.
    pub kind: PassageKind,
    /// The candidate of a vote.
    pub candidate: Option<ServerId>,
    /// Its name, as in traces.
    pub name: &'static str,
    /// When it was sent, and the place of that in the trace.
    pub sent: (SimTime, usize),
    /// When it arrived or was lost, and the place of that; none while it is on its way.
    pub ended: Option<(SimTime, usize)>,
    /// Why it came to nothing.
    pub lost: Option<Loss>,
}

/// What a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does not run.
    Down,
    /// Its machine has no power.
    PoweredOff,
    /// It is stopped.
    Paused,
    /// A server, in that state.
    Server(PeerState),
    /// A client, in that state.
    Client(ClientState),
}

/// A process was the same thing all along a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From.
    pub from: SimTime,
    /// Until.
    pub to: SimTime,
    /// What.
    pub standing: Standing,
}

/// A process's line through time.
#[derive(Clone, Debug, Default)]
struct Lane {
    /// From when on it is what; the first is at the beginning.
    changes: Vec<(SimTime, Standing)>,
    running: Option<Standing>,
    paused: bool,
    powerless: bool,
}

impl Lane {
    fn change(&mut self, at: SimTime) {
        let standing = match self.running {
            None if self.powerless => Standing::PoweredOff,
            None => Standing::Down,
            Some(_) if self.paused => Standing::Paused,
            Some(standing) => standing,
        };
        if self.changes.last().is_some_and(|it| it.0 == at) {
            self.changes.pop();
        }
        if self.changes.last().is_none_or(|it| it.1 != standing) {
            self.changes.push((at, standing));
        }
    }

    fn run(&mut self, at: SimTime, standing: Option<Standing>) {
        self.running = standing;
        self.paused &= standing.is_some();
        self.powerless &= standing.is_none();
        self.change(at);
    }

    fn stretches(&self, window: Window, until: SimTime) -> Vec<Stretch> {
        let end = window.to.min(until);
        let first = self.changes.partition_point(|it| it.0 <= window.from).saturating_sub(1);
        let ends = self.changes.iter().skip(first + 1).map(|it| it.0).chain([end]);
        let stretches = self.changes[first..].iter().zip(ends).map(|(change, next)| Stretch {
            from: change.0.max(window.from),
            to: next.min(end),
            standing: change.1,
        });
        stretches.take_while(|it| it.from < end).collect()
    }
}

/// A moment of one process, or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: SimTime,
    /// What it is.
    pub kind: MarkKind,
    /// Whom it concerns.
    pub who: Option<ProcessId>,
    /// Its place in the trace.
    pub place: usize,
}

/// A write to a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskWrite {
    /// When it was done.
    pub at: SimTime,
    /// Whose disk.
    pub server: ServerId,
    /// Its place in the trace.
    pub place: usize,
    /// Whether it has failed.
    pub failed: bool,
}

/// All of a trace, ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct Spacetime {
    /// How many entries have been read, and the last of them: when, and in which step.
    read: usize,
    last: Option<(SimTime, u64)>,
    lanes: BTreeMap<ProcessId, Lane>,
    /// By the number of bits of the microseconds that they took; in each by their ends.
    ended: Vec<Vec<Passage>>,
    under_way: BTreeMap<u64, Passage>,
    writes: Vec<DiskWrite>,
    happenings: Vec<Happening>,
}

/// What is in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// Servers, then clients, each with what it was from the window's beginning to its end, or as far as is known.
    pub lanes: Vec<(ProcessId, Vec<Stretch>)>,
    /// How many messages cross the window.
    pub messages: usize,
    /// Those of them that look different; none if they are too many to be told apart.
    pub passages: Vec<Passage>,
    /// Instead: how many each process sent in each part of the window, by kind.
    pub crowd: Vec<Crowd>,
    /// Writes to disks: of those that would lie on each other, one.
    pub writes: Vec<DiskWrite>,
    /// Acts, captions, leaders and such.
    pub happenings: Vec<Happening>,
}

/// How many messages a process sent in a part of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// The sender, as a place in [`Scene::lanes`].
    pub lane: usize,
    /// The first column of the part.
    pub column: u32,
    /// How many of each of [`PassageKind::ALL`].
    pub counts: [u32; PassageKind::ALL.len()],
}

/// So many columns are one part of a crowd.
pub const CROWD: u32 = 4;
/// A mark is so many columns wide.
const MARK: u32 = 4;
/// More than so many messages for each column that look different are a crowd.
const MOST_FOR_A_COLUMN: usize = 4;

impl Spacetime {
    /// Reads what it has not read yet. If that is not what follows on what it has read, it begins anew.
    pub fn read(&mut self, script: &Script, entries: &[Entry]) {
        let last = self.read.checked_sub(1).map(|it| entries.get(it).map(|it| (it.at, it.step)));
        if last.is_none_or(|it| it != self.last) {
            *self = Spacetime::default();
            for id in script.config.members.keys() {
                self.lane(ProcessId::from(*id)).change(SimTime::ZERO);
            }
        }
        for (place, entry) in entries.iter().enumerate().skip(self.read) {
            self.add(script, place, entry);
        }
        self.read = entries.len();
        self.last = entries.last().map(|it| (it.at, it.step));
    }

    fn lane(&mut self, process: ProcessId) -> &mut Lane {
        let lane = self.lanes.entry(process).or_default();
        if lane.changes.is_empty() {
            lane.change(SimTime::ZERO);
        }
        lane
    }

    fn add(&mut self, script: &Script, place: usize, entry: &Entry) {
        let at = entry.at;
        match &entry.what {
            What::State { server, to, .. } => self.lane((*server).into()).run(at, to.map(Standing::Server)),
            What::ClientState { client, to, .. } => {
                self.lane((*client).into()).run(at, to.map(Standing::Client));
            }
            What::Act { line } => self.act(script, at, line),
            // That the log goes on in a new file is nothing to see.
            What::Written { server, op } if *op != DiskOp::RollLog => {
                self.writes.push(DiskWrite { at, server: *server, place, failed: false });
            }
            What::NotWritten { server, .. } => {
                self.writes.push(DiskWrite { at, server: *server, place, failed: true });
            }
            What::Sent { flight, from, to, segment } => self.send(at, place, (*flight, *from, *to), segment),
            What::Arrived { flight, .. } => self.end(*flight, at, place, None),
            What::Lost { flight, why, .. } => self.end(*flight, at, place, Some(*why)),
            _ => {}
        }
        if let Some(kind) = mark(entry) {
            self.happenings.push(Happening { at, kind, who: who(entry), place });
        }
    }

    fn send(
        &mut self,
        at: SimTime,
        place: usize,
        (flight, from, to): (u64, ProcessId, ProcessId),
        segment: &Segment,
    ) {
        let Some(kind) = PassageKind::of(segment) else { return };
        self.lane(from);
        self.lane(to);
        let candidate = match segment {
            Segment::Data(Message::Notification(it)) => it.vote.map(|it| it.leader),
            _ => None,
        };
        let (name, sent) = (segment.name(), (at, place));
        self.under_way.insert(
            flight,
            Passage { flight, from, to, kind, candidate, name, sent, ended: None, lost: None },
        );
    }

    fn end(&mut self, flight: u64, at: SimTime, place: usize, lost: Option<Loss>) {
        let Some(passage) = self.under_way.remove(&flight) else { return };
        let magnitude = magnitude(at.since(passage.sent.0).0);
        if self.ended.len() <= magnitude {
            self.ended.resize_with(magnitude + 1, Vec::new);
        }
        self.ended[magnitude].push(Passage { ended: Some((at, place)), lost, ..passage });
    }

    /// Pauses and losses of power are no changes of a server's state: only the act tells of them.
    fn act(&mut self, script: &Script, at: SimTime, line: &str) {
        if !["pause", "resume", "poweroff"].iter().any(|it| line.starts_with(it)) {
            return;
        }
        for fault in faults(script, line) {
            let (process, paused, powerless): (ProcessId, _, _) = match fault {
                Fault::Pause(id) => (id.into(), true, false),
                Fault::PauseClient(id) => (id.into(), true, false),
                Fault::Resume(id) => (id.into(), false, false),
                Fault::ResumeClient(id) => (id.into(), false, false),
                Fault::PowerOff(id) => (id.into(), false, true),
                _ => continue,
            };
            let lane = self.lane(process);
            lane.paused = paused && lane.running.is_some();
            lane.powerless = powerless;
            lane.change(at);
        }
    }

    /// What is in a window that is so many columns wide; `until` is how far the run is known.
    pub fn scene(&self, window: Window, until: SimTime, columns: u32) -> Scene {
        let lanes: Vec<_> =
            self.lanes.iter().map(|(id, lane)| (*id, lane.stretches(window, until))).collect();
        let mut crossing: Vec<&Passage> = self.crossing(window, until).collect();
        let messages = crossing.len();
        let columns = columns.max(1);
        if columns as usize <= messages {
            crossing = distinct(&crossing, window, columns);
        }
        let is_crowd = MOST_FOR_A_COLUMN * (columns as usize) < crossing.len();
        let crowd = if is_crowd { self.crowd(window, until, columns) } else { Vec::new() };
        let passages = crossing.into_iter().filter(|_| !is_crowd).copied().collect();
        let in_view = |at: SimTime| window.shows(at);
        let first = self.writes.partition_point(|it| it.at < window.from);
        let mut writes: Vec<DiskWrite> = Vec::new();
        let mut taken = BTreeMap::new();
        for write in self.writes[first..].iter().take_while(|it| in_view(it.at)) {
            let column = column(window, columns.div_ceil(MARK), write.at);
            if write.failed || taken.insert(write.server, column) != Some(column) {
                writes.push(*write);
            }
        }
        let first = self.happenings.partition_point(|it| it.at < window.from);
        let happenings = self.happenings[first..].iter().take_while(|it| in_view(it.at)).copied().collect();
        Scene { lanes, messages, passages, crowd, writes, happenings }
    }

    /// The messages that are on their way at some time of a window.
    fn crossing(&self, window: Window, until: SimTime) -> impl Iterator<Item = &Passage> {
        let ended = self.ended.iter().enumerate().flat_map(move |(magnitude, all)| {
            // Whatever takes less than this and ends later, was sent later as well.
            let latest = window.to.0.saturating_add(1_u64.checked_shl(magnitude as u32).unwrap_or(u64::MAX));
            let end = |it: &Passage| it.ended.map_or(0, |it| it.0.0);
            let first = all.partition_point(|it| end(it) < window.from.0);
            let last = all.partition_point(|it| end(it) <= latest);
            all[first..last].iter()
        });
        let under_way = self.under_way.values().filter(move |_| window.from <= until);
        ended.chain(under_way).filter(move |it| it.sent.0 <= window.to)
    }

    fn crowd(&self, window: Window, until: SimTime, columns: u32) -> Vec<Crowd> {
        let places: BTreeMap<ProcessId, usize> = self.lanes.keys().copied().zip(0..).collect();
        let parts = (columns / CROWD + 1) as usize;
        let mut counts = vec![[0; PassageKind::ALL.len()]; parts * places.len()];
        for it in self.crossing(window, until).filter(|it| window.shows(it.sent.0)) {
            let part = (column(window, columns, it.sent.0).max(0) as usize / CROWD as usize).min(parts - 1);
            counts[places[&it.from] * parts + part][it.kind as usize] += 1;
        }
        let filled = counts.into_iter().enumerate().filter(|it| it.1.iter().any(|it| 0 < *it));
        filled
            .map(|(at, counts)| Crowd { lane: at / parts, column: (at % parts) as u32 * CROWD, counts })
            .collect()
    }

    /// A message by its number, if it crosses a window.
    pub fn passage(&self, flight: u64, window: Window, until: SimTime) -> Option<Passage> {
        self.crossing(window, until).find(|it| it.flight == flight).copied()
    }
}

/// In which of so many columns a moment lies; before the window, in a negative one.
fn column(window: Window, columns: u32, at: SimTime) -> i64 {
    let from = i128::from(at.0) - i128::from(window.from.0);
    (from * i128::from(columns)).div_euclid(i128::from(window.span().0.max(1))) as i64
}

/// One of those that look the same, as they begin and end in the same columns.
fn distinct<'a>(passages: &[&'a Passage], window: Window, columns: u32) -> Vec<&'a Passage> {
    let mut looks: Vec<(u64, u64, usize)> = Vec::with_capacity(passages.len());
    for (place, it) in passages.iter().enumerate() {
        // Far outside the window, a column more or less makes no difference.
        let column = |at: SimTime| column(window, columns, at).clamp(-30_000, 30_000) as u16;
        let ended = it.ended.map_or(u16::MAX / 2, |it| column(it.0));
        let process = |it: ProcessId| match it {
            ProcessId::Server(id) => u16::from(id.0),
            ProcessId::Client(id) => 256 + u16::from(id.0),
        };
        let ends = [column(it.sent.0), ended, process(it.from), process(it.to)];
        let ends = ends.into_iter().fold(0, |all, it| all << 16 | u64::from(it));
        let lost = it.lost.map_or(0, |it| 1 + it as u64);
        let candidate = it.candidate.map_or(0, |it| u64::from(it.0));
        looks.push((ends, (it.kind as u64) << 16 | lost << 8 | candidate, place));
    }
    looks.sort_unstable();
    looks.dedup_by_key(|it| (it.0, it.1));
    looks.iter().map(|it| passages[it.2]).collect()
}

fn magnitude(micros: u64) -> usize {
    (u64::BITS - micros.leading_zeros()) as usize
}

fn who(entry: &Entry) -> Option<ProcessId> {
    match &entry.what {
        What::State { server, .. } | What::Note { server, .. } | What::Asked { server, .. } => {
            Some((*server).into())
        }
        What::Believes { client, .. } | What::Called { client, .. } | What::Stored { client, .. } => {
            Some((*client).into())
        }
        _ => None,
    }
}

const _: () = assert!(mem::size_of::<Passage>() <= 128, "there may be hundreds of thousands");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::{Command, Player};
    use crate::vocab::Span;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const STORY: &str = "ensemble 3\nstart all\nuntil settled\nclient c1 s1\nuntil c1 CONNECTED\nhold s3 > s1 PROPOSAL\n\
        c1: create /a\nwait 500ms\npause s1\nwait 300ms\nresume s1\nwait 2s\npoweroff s2\nwait 1s\nstart s2\nwait 5s\n";
    const UNTIL: SimTime = SimTime(12_000_000);

    fn played(text: &str) -> (Player, Spacetime) {
        let mut player = Player::open(text);
        player.apply(Command::Seek(UNTIL)).unwrap();
        let mut spacetime = Spacetime::default();
        spacetime.read(player.script(), player.entries());
        (player, spacetime)
    }

    fn scene(spacetime: &Spacetime, from: u64, to: u64) -> Scene {
        spacetime.scene(Window { from: SimTime(from), to: SimTime(to) }, UNTIL, 1_000_000)
    }

    /// What was sent, and no ping.
    fn sent(player: &Player) -> Vec<u64> {
        let sent = player.entries().iter().filter_map(|it| match &it.what {
            What::Sent { flight, segment, .. } => PassageKind::of(segment).map(|_| *flight),
            _ => None,
        });
        sent.collect()
    }

    #[test]
    fn each_message_is_there_once_and_no_ping_is() {
        let (player, spacetime) = played(STORY);
        let mut found: Vec<u64> = scene(&spacetime, 0, UNTIL.0).passages.iter().map(|it| it.flight).collect();
        found.sort_unstable();
        assert_eq!(found, sent(&player));
        assert!(100 < found.len());
        let named = |name| {
            player
                .entries()
                .iter()
                .any(|it| matches!(&it.what, What::Sent { segment, .. } if segment.name() == name))
        };
        let drawn = |name| scene(&spacetime, 0, UNTIL.0).passages.iter().any(|it| it.name == name);
        assert!(named("COMMIT") && drawn("COMMIT"));
        assert!(!drawn("PING") && !drawn("ping"));
    }

    #[test]
    fn a_message_is_in_every_window_that_it_crosses_and_in_no_other() {
        let (_, spacetime) = played(STORY);
        let all = scene(&spacetime, 0, UNTIL.0).passages;
        let held =
            all.iter().find(|it| it.name == "PROPOSAL" && it.ended.is_none()).expect("it is held for ever");
        assert_eq!((held.from.to_string(), held.to.to_string()), ("s3".to_owned(), "s1".to_owned()));
        for (from, to) in [(0, 200_000), (240_000, 240_010), (900_000, 1_700_000), (5_000_000, UNTIL.0)] {
            let mut expected: Vec<u64> = all
                .iter()
                .filter(|it| it.sent.0.0 <= to && it.ended.is_none_or(|it| from <= it.0.0))
                .map(|it| it.flight)
                .collect();
            let mut found: Vec<u64> =
                scene(&spacetime, from, to).passages.iter().map(|it| it.flight).collect();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{from} to {to}");
        }
    }

    #[test]
    fn what_a_process_is_covers_its_lane_without_a_gap() {
        let (_, spacetime) = played(STORY);
        for (from, to) in [(0, UNTIL.0), (1_234_567, 4_000_000), (11_000_000, 20_000_000)] {
            for (process, stretches) in scene(&spacetime, from, to).lanes {
                let ends = stretches.iter().map(|it| it.to).collect::<Vec<_>>();
                let begins = stretches.iter().map(|it| it.from).collect::<Vec<_>>();
                assert_eq!(begins[0], SimTime(from), "{process}");
                assert_eq!(ends.last(), Some(&SimTime(to).min(UNTIL)), "{process}: no farther than is known");
                assert_eq!(begins[1..], ends[..ends.len() - 1], "{process}");
                assert!(stretches.windows(2).all(|it| it[0].standing != it[1].standing), "{process}");
            }
        }
        let lanes = scene(&spacetime, 0, UNTIL.0).lanes;
        let was = |lane: usize, standing| lanes[lane].1.iter().any(|it| it.standing == standing);
        assert!(was(0, Standing::Paused) && was(1, Standing::PoweredOff) && !was(2, Standing::Paused));
        assert!(was(3, Standing::Client(ClientState::Connected)));
    }

    #[test]
    fn what_looks_the_same_is_drawn_once_and_a_crowd_is_counted() {
        let writes: String = (0..300).map(|it| format!("write s1 /w{it}\nwait 2ms\n")).collect();
        let (player, spacetime) = played(&format!("ensemble 3\nstart all\nuntil settled\n{writes}"));
        let all = sent(&player).len();
        let wide = spacetime.scene(Window::all(UNTIL), UNTIL, 100_000);
        assert_eq!((wide.messages, wide.crowd.len()), (all, 0));
        let narrow = spacetime.scene(Window::all(UNTIL), UNTIL, 100);
        assert_eq!(narrow.messages, all);
        let drawn = |scene: &Scene| {
            scene.passages.len() + scene.crowd.iter().flat_map(|it| it.counts).sum::<u32>() as usize
        };
        assert!(drawn(&narrow) < all && narrow.crowd.is_empty(), "they lie in the same columns");
        let dense = Window { from: SimTime::ZERO, to: SimTime::ZERO + Span::from_secs(1) };
        let dense = spacetime.scene(dense, UNTIL, 100);
        assert!(dense.passages.is_empty() && 1_000 < dense.messages, "too many to be told apart");
    }

    #[test]
    fn another_future_is_read_anew() {
        let (mut player, mut spacetime) = played(STORY);
        player.apply(Command::Seek(SimTime(1_000_000))).unwrap();
        player.apply(Command::Act("crash s2".to_owned())).unwrap();
        player.apply(Command::Seek(UNTIL)).unwrap();
        spacetime.read(player.script(), player.entries());
        let mut fresh = Spacetime::default();
        fresh.read(player.script(), player.entries());
        assert_eq!(scene(&spacetime, 0, UNTIL.0), scene(&fresh, 0, UNTIL.0));
    }
}
