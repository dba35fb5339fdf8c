use std::collections::BTreeSet;
use std::ops::Range;

use crate::player::history::History;
use crate::player::index::{Topic, carried};
use crate::player::why::silence::{Silent, culprit, freed};
use crate::player::why::telling::{Weight, actor, telling, weight};
use crate::player::why::{Fact, Question};
use crate::scenario::{Run, Script};
use crate::server::{Note, Role, TimerKind};
use crate::sim::World;
use crate::storage::DiskOp;
use crate::trace::{Entry, What};
use crate::tree::TxnOp;
use crate::vocab::{ClientId, PeerState, ProcessId, ServerId, SessionId, SimTime, Span, Zxid};
use crate::wire::{Message, Segment, ToServer};
use crate::zab::{self, Packet, SyncKind};
use crate::{client, election};

/// No chain has more links than this.
const MOST_LINKS: usize = 30;
/// Nor does one go through more steps, counted with those that tell nothing.
const MOST_STEPS: usize = 400;
/// How far a run is replayed to look at its clocks.
const MOST_REPLAYED: u32 = 200_000;

/// Why something is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// What was asked for.
    pub fact: Fact,
    /// One, or two: of a sync, why it was this one, and why just then.
    pub strands: Vec<Strand>,
}

/// One line of causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strand {
    /// What it is the reason of.
    pub kind: StrandKind,
    /// The fact first, then what led to it, newest first.
    pub links: Vec<Link>,
    /// Where it ends.
    pub end: End,
}

/// What a strand is the reason of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrandKind {
    /// That it happened.
    Whole,
    /// That it happened so, and not otherwise.
    Manner,
    /// That it happened just then.
    Moment,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place of the entry that tells of it.
    pub place: usize,
    /// When.
    pub at: SimTime,
    /// Of a transaction in a tree: what it does.
    pub op: Option<String>,
    /// What led from it to the link before it, newest first; nothing where both are of one step, or the one is the reason of the
    /// other.
    pub hops: Vec<Hop>,
}

/// What leads from one event to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// A message; places in the trace, of its sending as far as that is known, and of the act that let it go on, if it had waited.
    Message {
        name: &'static str,
        from: ProcessId,
        to: ProcessId,
        sent: Option<usize>,
        arrived: usize,
        freed: Option<usize>,
    },
    /// A write that came to be done; the place in the trace.
    Disk { server: ServerId, written: usize },
    /// Something that went to the store, or came from it.
    Store { client: ClientId },
    /// It waited in the kernel while the process was stopped.
    Kept { process: ProcessId },
    /// A clock ran out.
    Clock { process: ProcessId, clock: Clock, since: SimTime, until: SimTime },
    /// Nothing was heard of them; since when, if that is known.
    Silence { of: BTreeSet<ProcessId>, since: Option<SimTime> },
}

/// A clock that sets something off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    /// One of a server's role.
    Server(TimerKind),
    /// A session's timeout, at the leader.
    Session,
    /// A client waits for a word of its server, or for a connection.
    Patience,
    /// A client waits before it connects anew.
    Reconnect,
    /// A client's ping.
    Ping,
    /// A program's own clock.
    Program,
    /// A server that looks for a leader for so long serves reads.
    Reads,
    /// One that has no name.
    Other,
}

/// Where a strand ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Somebody, or the scenario, did it.
    Act,
    /// A clock ran out that goes round, or of which it is not known when it was set.
    Clock { process: ProcessId, clock: Clock },
    /// What lies before it is not kept: pings.
    Folded,
    /// It goes on, and nobody would read it.
    Long,
}

impl Chain {
    /// Every place in the trace that it touches, in their order: to be marked elsewhere.
    pub fn places(&self) -> Vec<usize> {
        let links = || self.strands.iter().flat_map(|it| &it.links);
        let hops = links().flat_map(|it| &it.hops).flat_map(|it| match it {
            Hop::Message { sent, arrived, freed, .. } => [*sent, Some(*arrived), *freed],
            Hop::Disk { written, .. } => [Some(*written), None, None],
            Hop::Store { .. } | Hop::Kept { .. } | Hop::Clock { .. } | Hop::Silence { .. } => [None; 3],
        });
        let mut places: Vec<usize> = links().map(|it| it.place).chain(hops.flatten()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// What led to what was asked for; `None` where the trace is another one since.
pub(in crate::player) fn chain(history: &History, script: &Script, question: &Question) -> Option<Chain> {
    let entry = history.entries.get(question.place)?;
    if (entry.at, entry.step) != (question.at, question.step) {
        return None;
    }
    let tracer = || Tracer { history, script, links: Vec::new(), hops: Vec::new(), followed: None };
    let moment = tracer().strand(StrandKind::Whole, question.place, None);
    let manner = tracer().manner(question.place);
    let strands = match manner {
        None => vec![moment],
        Some(it) => vec![
            tracer().strand(StrandKind::Manner, question.place, Some(it)),
            Strand { kind: StrandKind::Moment, ..moment },
        ],
    };
    Some(Chain { fact: question.fact.clone(), strands })
}

/// Goes back from one event to the next.
struct Tracer<'a> {
    history: &'a History,
    script: &'a Script,
    links: Vec<Link>,
    /// Those that lead to the last link from what comes next.
    hops: Vec<Hop>,
    /// The transaction that is followed, once one is met.
    followed: Option<Zxid>,
}

/// Where it goes on, or that it does not.
enum Back {
    To(usize),
    Ended(End),
}

impl<'a> Tracer<'a> {
    fn strand(mut self, kind: StrandKind, fact: usize, first: Option<usize>) -> Strand {
        self.show(fact);
        let mut here = first.map_or(fact, |it| self.pass(it));
        for _ in 0..MOST_STEPS {
            match self.back(here) {
                Back::Ended(end) => return Strand { kind, links: self.links, end },
                Back::To(next) => here = next,
            }
            if self.links.len() == MOST_LINKS {
                break;
            }
        }
        Strand { kind, links: self.links, end: End::Long }
    }

    fn entry(&self, place: usize) -> &'a Entry {
        &self.history.entries[place]
    }

    /// The places of all that a step has written.
    fn step(&self, step: u64) -> Range<usize> {
        let entries = &self.history.entries;
        entries.partition_point(|it| it.step < step)..entries.partition_point(|it| it.step <= step)
    }

    /// The last entry before `before` that tells of this topic and fits.
    fn last(&self, topic: Topic, before: usize, fits: impl Fn(&Entry) -> bool) -> Option<usize> {
        self.history.index.before(topic, before).iter().rev().copied().find(|it| fits(self.entry(*it)))
    }

    fn show(&mut self, place: usize) {
        let (entry, hops) = (self.entry(place), std::mem::take(&mut self.hops));
        self.links.push(Link { place, at: entry.at, op: self.op(entry), hops });
    }

    fn op(&self, entry: &Entry) -> Option<String> {
        let What::Applied { zxid, .. } = entry.what else { return None };
        let told = self.history.index.of(Topic::Txn(zxid)).iter().flat_map(|it| carried(self.entry(*it)));
        told.filter(|it| it.zxid == zxid).map(|it| said(&it.change)).next()
    }

    /// Goes on from there; shows it, if it tells something.
    fn pass(&mut self, place: usize) -> usize {
        if Weight::Flight < weight(self.entry(place)) && self.links.iter().all(|it| it.place != place) {
            self.show(place);
        }
        place
    }

    fn to(&mut self, place: usize) -> Back {
        Back::To(self.pass(place))
    }

    /// From one event to what led to it.
    fn back(&mut self, here: usize) -> Back {
        let entry = self.entry(here);
        self.follow(entry);
        if let Some(place) = self.by_content(here) {
            return self.to(place);
        }
        let step = self.step(entry.step);
        let first = self.entry(step.start);
        if weight(first) == Weight::Act && first.cause == first.step {
            self.pass(step.start);
            return Back::Ended(End::Act);
        }
        if let Some(back) = self.silenced(here) {
            return back;
        }
        if !(here == step.start && is_trigger(entry)) {
            let best = telling(&self.history.entries, step.clone()).unwrap_or(here);
            if weight(entry) < weight(self.entry(best)) {
                return self.to(best);
            }
        }
        if first.cause == first.step { self.clock(here) } else { self.trigger(step.start) }
    }

    /// The transaction that it tells of is followed from now on, unless another one is already.
    fn follow(&mut self, entry: &Entry) {
        let told = match &entry.what {
            What::Applied { zxid, .. }
            | What::Note {
                note: Note::Zab(zab::Note::Committed { zxid, .. } | zab::Note::Proposed { zxid, .. }),
                ..
            } => Some(*zxid),
            What::Sent { segment: Segment::Data(Message::Packet(packet)), .. }
            | What::Arrived { segment: Segment::Data(Message::Packet(packet)), .. } => match packet {
                Packet::Ack { zxid } | Packet::Commit { zxid } => Some(*zxid).filter(|it| it.counter() != 0),
                Packet::Proposal { txn } | Packet::Inform { txn } => Some(txn.zxid),
                _ => None,
            },
            _ => None,
        };
        self.followed = self.followed.or(told);
    }

    /// What lies behind something that had waited in a queue, or that is true for longer: what put it there, not what took it out.
    fn by_content(&mut self, here: usize) -> Option<usize> {
        match &self.entry(here).what {
            What::Applied { server, zxid } => self.last(Topic::Txn(*zxid), here, |it| match &it.what {
                What::Note { server: by, note: Note::Zab(zab::Note::Committed { .. }) } => by == server,
                What::Arrived { to, segment: Segment::Data(Message::Packet(packet)), .. } => {
                    *to == (*server).into() && matches!(packet, Packet::Commit { .. } | Packet::Inform { .. })
                }
                _ => false,
            }),
            What::Written { server, op: DiskOp::Append(txns) } => {
                let followed = self.followed.filter(|zxid| txns.iter().any(|it| it.zxid == *zxid));
                let zxid = followed.or(txns.last().map(|it| it.zxid))?;
                self.followed = self.followed.or(Some(zxid));
                let place = self.last(Topic::Txn(zxid), here, |it| match &it.what {
                    What::Note { server: by, note: Note::Zab(zab::Note::Proposed { .. }) } => by == server,
                    What::Arrived { to, segment: Segment::Data(Message::Packet(packet)), .. } => {
                        *to == (*server).into()
                            && matches!(packet, Packet::Proposal { .. } | Packet::Inform { .. })
                    }
                    _ => false,
                })?;
                self.hops.push(Hop::Disk { server: *server, written: here });
                Some(place)
            }
            What::ClientNote { note: client::Note::Expired { session }, .. } => {
                self.history.index.before(Topic::Ended(*session), here).first().copied()
            }
            _ => None,
        }
    }

    /// What sets off a step that comes of another one.
    fn trigger(&mut self, first: usize) -> Back {
        let entry = self.entry(first);
        let cause = self.step(entry.cause);
        if cause.is_empty() {
            return Back::Ended(End::Folded);
        }
        let mut told = telling(&self.history.entries, cause.clone()).unwrap_or(cause.start);
        match &entry.what {
            What::Arrived { flight: id, from, to, segment }
            | What::Lost { flight: id, from, to, segment, .. } => {
                let sent = cause
                    .clone()
                    .find(|it| matches!(self.entry(*it).what, What::Sent { flight, .. } if flight == *id));
                let freed = freed(self.history, self.script, (*from, *to), sent.unwrap_or(first)..first);
                let (name, from, to) = (segment.name(), *from, *to);
                self.hops.push(Hop::Message { name, from, to, sent, arrived: first, freed });
                self.follow(entry);
                // What was noted before it was sent tells more of it than what was noted later.
                let before = telling(&self.history.entries, cause.start..sent.map_or(cause.end, |it| it + 1));
                told = before.filter(|it| Weight::Aside < weight(self.entry(*it))).unwrap_or(told);
                told = self.said_earlier(segment, from, told, sent.unwrap_or(first)).unwrap_or(told);
            }
            What::Written { server, .. } | What::NotWritten { server, .. } => {
                self.hops.push(Hop::Disk { server: *server, written: first });
            }
            What::Stored { client, .. } | What::Leased { client, .. } => {
                self.hops.push(Hop::Store { client: *client });
            }
            What::Expected { .. } => {}
            _ => self.hops.extend(actor(entry).map(|process| Hop::Kept { process })),
        }
        self.to(told)
    }

    /// A message may have waited for its connection: what had been decided, or called, before.
    fn said_earlier(&self, segment: &Segment, from: ProcessId, told: usize, sent: usize) -> Option<usize> {
        match segment {
            Segment::Data(Message::Notification(_)) if weight(self.entry(told)) <= Weight::Aside => {
                self.history.index.last(Topic::Vote(from.server()?), sent)
            }
            Segment::Data(Message::ToServer(message)) => match &**message {
                ToServer::Request { xid, request } if 0 < *xid => self.last(
                    Topic::Client(from.client()?),
                    sent,
                    |it| matches!(&it.what, What::Called { request: called, .. } if **called == *request),
                ),
                _ => None,
            },
            _ => None,
        }
    }

    /// A clock that ran out: where it was set.
    fn clock(&mut self, here: usize) -> Back {
        let entry = self.entry(here);
        match actor(entry) {
            Some(ProcessId::Server(id)) => self.server_clock(here, id),
            Some(ProcessId::Client(id)) => self.client_clock(here, id),
            None => Back::Ended(End::Act),
        }
    }

    fn server_clock(&mut self, here: usize, server: ServerId) -> Back {
        let entry = self.entry(here);
        let (process, until, start) = (ProcessId::from(server), entry.at, self.step(entry.step).start);
        let vote = self.history.index.last(Topic::Vote(server), start);
        if let What::Note { note: Note::ServesReads { .. }, .. } = &entry.what {
            return self.set_at(here, process, Clock::Reads, vote);
        }
        let run = self.before(here);
        let timers = run.as_ref().and_then(|it| it.world().server(server)).map(|it| it.timers());
        let due = timers.into_iter().flatten().find(|it| it.until <= until);
        let Some(timer) = due else { return self.unnamed_clock(here, server) };
        let set = match timer.kind {
            TimerKind::Tick => None,
            // It is set anew by whatever is heard; what it waits with is its vote.
            TimerKind::Notification => vote,
            // Every vote that is no better starts it anew.
            TimerKind::Finalize => (0..start).rev().find(|it| agrees(self.entry(*it), server)),
            TimerKind::Start
            | TimerKind::ObserverDelay
            | TimerKind::InitLimit
            | TimerKind::SyncLimit
            | TimerKind::ConnectRetry
            | TimerKind::CnxTimeout => self.doing(process, timer.since, start),
        };
        self.set_at(here, process, Clock::Server(timer.kind), set)
    }

    /// One that is not among those that a server shows: what its note says of it.
    fn unnamed_clock(&mut self, here: usize, server: ServerId) -> Back {
        let (process, entry) = (ProcessId::from(server), self.entry(here));
        let What::Note { note: Note::Zab(note), .. } = &entry.what else {
            return Back::Ended(End::Clock { process, clock: Clock::Other });
        };
        let clock = match note {
            zab::Note::SessionExpired { .. } => Clock::Session,
            zab::Note::LearnerSilent { .. } => Clock::Server(TimerKind::SyncLimit),
            // Its patience began when it took up its role.
            zab::Note::LeaderUnreachable { .. } => {
                let role = self.history.index.last(Topic::State(server), self.step(entry.step).start);
                return self.set_at(here, process, Clock::Server(TimerKind::InitLimit), role);
            }
            _ => Clock::Other,
        };
        Back::Ended(End::Clock { process, clock })
    }

    fn client_clock(&mut self, here: usize, client: ClientId) -> Back {
        let process = ProcessId::from(client);
        let step = self.step(self.entry(here).step);
        let does = |fits: fn(&What) -> bool| step.clone().any(|it| fits(&self.entry(it).what));
        let connects = does(|it| matches!(it, What::Sent { segment: Segment::Syn, .. }));
        if connects {
            let lost = self.last(Topic::Client(client), step.start, |it| {
                matches!(it.what, What::ClientState { to: Some(_), .. })
            });
            return self.set_at(here, process, Clock::Reconnect, lost);
        }
        let clock = if does(|it| matches!(it, What::ClientNote { .. })) {
            Clock::Patience
        } else if does(|it| {
            matches!(it, What::Called { .. } | What::Wrote { .. } | What::Believes { .. } | What::Came { .. })
        }) {
            Clock::Program
        } else {
            Clock::Ping
        };
        Back::Ended(End::Clock { process, clock })
    }

    /// Goes on where a clock was set, if that is known.
    fn set_at(&mut self, here: usize, process: ProcessId, clock: Clock, set: Option<usize>) -> Back {
        let Some(set) = set else { return Back::Ended(End::Clock { process, clock }) };
        let (since, until) = (self.entry(set).at, self.entry(here).at);
        self.hops.push(Hop::Clock { process, clock, since, until });
        self.to(set)
    }

    /// What a process did at that moment, before `before`.
    fn doing(&self, process: ProcessId, at: SimTime, before: usize) -> Option<usize> {
        let entries = &self.history.entries;
        let moment = entries.partition_point(|it| it.at < at)..entries.partition_point(|it| it.at <= at);
        let its = moment.filter(|it| *it < before && actor(self.entry(*it)) == Some(process));
        its.max_by_key(|it| (weight(self.entry(*it)), *it))
    }

    /// The run just before the step of an entry.
    fn before(&self, here: usize) -> Option<Run> {
        let step = self.entry(here).step;
        let mut run = self.history.last_that(|it| it.run.world().steps() < step).run.clone();
        let mut written = Vec::new();
        for _ in 0..MOST_REPLAYED {
            if step <= run.world().steps() + 1 {
                break;
            }
            run.step(&mut written)?;
            written.clear();
        }
        (run.world().steps() + 1 == step).then_some(run)
    }

    /// Who was not heard, where nothing but that is the reason of an event, and who silenced them.
    fn silenced(&mut self, here: usize) -> Option<Back> {
        let silent = self.silent(here)?;
        let since = self.before(here).map_or(SimTime::ZERO, |it| self.silent_since(here, it.world()));
        let place = culprit(self.history, self.script, &silent, since, here)?;
        let step = self.step(self.entry(place).step);
        let since = Some(since).filter(|_| silent.is_dated);
        self.hops.push(Hop::Silence { of: silent.named, since });
        Some(self.to(telling(&self.history.entries, step).unwrap_or(place)))
    }

    fn silent(&self, here: usize) -> Option<Silent> {
        let mut silent = Silent { is_dated: true, ..Silent::default() };
        match &self.entry(here).what {
            What::Note { server, note: Note::Zab(note) } => {
                let listener = ProcessId::from(*server);
                match note {
                    zab::Note::LearnerSilent { learner } | zab::Note::LearnerLate { learner, .. } => {
                        silent.add((*learner).into(), listener);
                    }
                    zab::Note::LeaderSilent { leader } | zab::Note::LeaderUnreachable { leader } => {
                        silent.add((*leader).into(), listener);
                    }
                    zab::Note::NotSufficientFollowers { sids } | zab::Note::NoQuorumInTime { sids } => {
                        let missing = self.script.config.voters().filter(|it| !sids.contains(it));
                        missing.for_each(|it| silent.add(it.into(), listener));
                        silent.is_dated = false;
                    }
                    zab::Note::SessionExpired { session } => {
                        silent.is_dated = false; // the clock of a session says only by when it was heard
                        let (client, at) = self.client_of(*session, here)?;
                        silent.add(client.into(), at.into());
                        if at != *server {
                            silent.add(at.into(), listener);
                        }
                        silent.speakers.remove(&listener);
                        silent.named = [client.into()].into();
                    }
                    _ => return None,
                }
            }
            What::ClientNote { client, note } => match note {
                client::Note::NotHeard { server } | client::Note::NotConnected { server } => {
                    silent.add((*server).into(), (*client).into());
                    silent.speakers.insert((*client).into()); // who is stopped hears nothing
                }
                client::Note::GivesUp { .. } => {
                    let hosts = self.script.clients.get(client)?.hosts.iter();
                    hosts.for_each(|it| silent.add((*it).into(), (*client).into()));
                    silent.speakers.insert((*client).into());
                    silent.is_dated = false;
                }
                _ => return None,
            },
            _ => return None,
        }
        Some(silent)
    }

    /// Whose session it is, and at which server it was last.
    fn client_of(&self, session: SessionId, here: usize) -> Option<(ClientId, ServerId)> {
        let place = self.history.index.last(Topic::Session(session), here)?;
        match &self.entry(place).what {
            What::ClientNote { client, note: client::Note::Established { server, .. } } => {
                Some((*client, *server))
            }
            _ => None,
        }
    }

    /// Since when they were silent: what the clock that ran out says, in the world just before.
    fn silent_since(&self, here: usize, world: &World) -> SimTime {
        let entry = self.entry(here);
        let ago = |span: Span| SimTime(entry.at.0.saturating_sub(span.0));
        let config = world.config();
        match &entry.what {
            What::Note { server, note: Note::Zab(note) } => {
                let process = world.server(*server);
                match note {
                    zab::Note::LearnerSilent { learner } => {
                        let handlers = process.and_then(|it| match it.role() {
                            Role::Leading(leader) => Some(leader.handlers()),
                            _ => None,
                        });
                        let its = handlers.and_then(|it| it.values().find(|it| it.sid == Some(*learner)));
                        its.map_or(SimTime::ZERO, |it| it.heard)
                    }
                    zab::Note::SessionExpired { session } => {
                        let timeout = process.and_then(|it| it.database().tree.session(*session));
                        ago(Span::from_millis(timeout.unwrap_or_default().into()) + config.tick_time)
                    }
                    zab::Note::NotSufficientFollowers { .. } => ago(config.ticks(config.sync_limit)),
                    _ => {
                        let timers = process.map(|it| it.timers()).into_iter().flatten();
                        let limits = [TimerKind::InitLimit, TimerKind::SyncLimit, TimerKind::ConnectRetry];
                        timers
                            .filter(|it| limits.contains(&it.kind))
                            .map(|it| it.since)
                            .min()
                            .unwrap_or_default()
                    }
                }
            }
            What::ClientNote { client, note: client::Note::GivesUp { .. } } => {
                let its = world.clients().get(client).and_then(|it| it.client.as_ref());
                ago(Span::from_millis(u64::from(its.map_or(0, |it| it.timeout())) * 4 / 3))
            }
            What::ClientNote { client, .. } => {
                let host = world.clients().get(client);
                let patience =
                    host.and_then(|host| Some(host.clock.global(host.client.as_ref()?.patience().0)));
                patience.unwrap_or_default()
            }
            _ => SimTime::ZERO,
        }
    }

    /// Of a sync: what made it this one. TRUNC: what the learner has logged and the leader has not. Otherwise: how the learner
    /// came to be away when what it lacks was proposed.
    fn manner(&self, here: usize) -> Option<usize> {
        let What::Note { note: Note::Zab(zab::Note::SyncDecided { learner, kind, peer, .. }), .. } =
            &self.entry(here).what
        else {
            return None;
        };
        match kind {
            SyncKind::Trunc { .. } => self.last(Topic::Logged(*learner), here, |it| {
                matches!(&it.what, What::Written { op: DiskOp::Append(txns), .. } if txns.iter().any(|it| it.zxid == *peer))
            }),
            SyncKind::Diff { .. } | SyncKind::Snap => {
                let lacked = self.history.index.next_txn(*peer).filter(|it| *it < here)?;
                let left = self.last(Topic::State(*learner), lacked, |it| {
                    let from = [PeerState::Following, PeerState::Leading, PeerState::Observing];
                    matches!(it.what, What::State { from: Some(it), .. } if from.contains(&it))
                })?;
                telling(&self.history.entries, self.step(self.entry(left).step))
            }
        }
    }
}

/// What a transaction does, in ZooKeeper's words; with the ephemerals that go with a session.
fn said(change: &TxnOp) -> String {
    match change {
        TxnOp::CloseSession { paths } if !paths.is_empty() => format!("{change}, delete {}", paths.join(" ")),
        _ => change.to_string(),
    }
}

/// Whether a server finds that a quorum agrees with it.
fn agrees(entry: &Entry, server: ServerId) -> bool {
    let What::Note { server: by, note: Note::Election(election::Note::QuorumAgrees { .. }) } = &entry.what
    else {
        return false;
    };
    *by == server
}

/// What comes first in a step that it sets off.
fn is_trigger(entry: &Entry) -> bool {
    matches!(
        entry.what,
        What::Arrived { .. }
            | What::Lost { .. }
            | What::Written { .. }
            | What::NotWritten { .. }
            | What::Stored { .. }
            | What::Leased { .. }
    )
}
