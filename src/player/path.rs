use std::collections::BTreeSet;

use crate::player::history::History;
use crate::player::index::{Topic, carried};
use crate::player::logs::{Facts, Held};
use crate::scenario::Run;
use crate::storage::DiskOp;
use crate::trace::{Entry, What};
use crate::tree::{Origin, Txn};
use crate::vocab::{ProcessId, ServerId, SimTime, Zxid};
use crate::wire::{Message, Segment, ToClient, ToServer};
use crate::zab::Packet;
use crate::{server, zab};

/// A write that a reader follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// By its number.
    Txn(Zxid),
    /// By the place in the trace where a client asked for it, as it has no number yet.
    Asked(usize),
}

/// The way of a write from the client that asks for it to all the trees, and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathView {
    /// Its number, once a leader has given it one that is known.
    pub zxid: Option<Zxid>,
    /// What it does, e.g. `create /a`.
    pub op: String,
    /// In their order; one that nobody has to pass is left out.
    pub stations: Vec<StationView>,
    /// What has become of it.
    pub fate: Fate,
    /// What its client knows: it was answered, or lost its connection; `None` while it waits, or if nobody asked.
    pub answered: Option<bool>,
}

/// One station, with all who pass it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationView {
    /// Which.
    pub station: Station,
    /// By server.
    pub stops: Vec<StopView>,
}

/// What has to happen to a write, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Station {
    /// A client asks a server.
    Asked,
    /// That server passes it on to its leader: REQUEST.
    Request,
    /// The leader gives it a zxid.
    Proposed,
    /// The leader's PROPOSAL reaches a voter.
    Proposal,
    /// A voter has it on disk.
    Logged,
    /// A voter's ACK reaches the leader.
    Acknowledged,
    /// The leader has a quorum of ACKs.
    Committed,
    /// The leader's COMMIT reaches a voter.
    Commit,
    /// The leader's INFORM reaches an observer.
    Inform,
    /// It is in a server's tree.
    Applied,
    /// The client has its answer.
    Answered,
}

/// One server at one station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopView {
    /// Which server.
    pub server: ServerId,
    /// Whether and when.
    pub when: When,
    /// Whether this was the ACK that made the quorum.
    pub decisive: bool,
}

/// Whether something has happened by the moment of the cursor. A moment has its place in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Not yet; when it will, if that is known.
    NotYet(Option<(usize, SimTime)>),
    /// It was sent then, and is on its way.
    Underway(usize, SimTime),
    /// Then.
    Done(usize, SimTime),
    /// The server has it from its log, as it has started or looked for a leader since.
    Loaded,
    /// It came to nothing then.
    Lost(usize, SimTime),
    /// It was done, and then undone: the log was cut.
    Undone(usize, SimTime),
}

/// What has become of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has no number yet.
    Asked,
    /// It is proposed: how many ACKs the leader has, and how many more would make a quorum.
    Proposed { acks: usize, missing: usize },
    /// A quorum has acknowledged it.
    Committed,
    /// Its leader did not come to commit it, but a later one has it in its history.
    Adopted(ServerId),
    /// No server has it any more.
    Gone,
}

/// What is known of one stop: places in the trace.
#[derive(Clone, Copy, Default)]
struct Track {
    sent: Option<usize>,
    done: Option<usize>,
    lost: Option<usize>,
}

/// One more than the largest id.
const SERVERS: usize = ServerId::MAX.0 as usize + 1;

/// Reads a path off the trace.
struct Reader<'a> {
    run: &'a Run,
    seen: usize,
    history: &'a History,
    /// By station, then by server.
    tracks: Vec<Track>,
    txn: Option<Txn>,
    leader: Option<ServerId>,
    /// Whose ACKs made the quorum.
    quorum: BTreeSet<ServerId>,
    facts: Facts,
}

/// The path of a write as it is known at the cursor; `None` if there is no such write.
pub(super) fn path(run: &Run, seen: usize, history: &History, subject: Subject) -> Option<PathView> {
    let (zxid, asked) = match subject {
        Subject::Txn(zxid) => (Some(zxid), asked_for(history, zxid)),
        Subject::Asked(place) => {
            let origin = origin_at(history, place)?;
            (outcome(history, origin, place), Some((place, origin)))
        }
    };
    let mut reader = Reader {
        run,
        seen,
        history,
        tracks: vec![Track::default(); (Station::Answered as usize + 1) * SERVERS],
        txn: None,
        leader: None,
        quorum: BTreeSet::new(),
        facts: zxid.map(|it| Facts::of(it, run, seen, history)).unwrap_or_default(),
    };
    zxid.iter().for_each(|it| reader.read_txn(*it));
    if let Some((place, origin)) = asked {
        reader.read_client(place, origin);
        reader.read_reply(place, origin.server);
    }
    if let (None, Some(zxid)) = (&reader.txn, zxid) {
        reader.txn = reader.find_on_disk(zxid);
    }
    let op = match (&reader.txn, asked.map(|(place, _)| &history.entries[place].what)) {
        (Some(txn), _) => txn.change.to_string(),
        (None, Some(What::Asked { request, .. })) => request.to_string(),
        (None, _) => return None,
    };
    let proposed = reader.leader.map(|it| reader.stop(Station::Proposed, it).when);
    let zxid = zxid.filter(|_| asked.is_none() || matches!(proposed, Some(When::Done(..))));
    let origin = asked.map(|(_, origin)| origin.server);
    Some(PathView {
        zxid,
        op,
        stations: reader.stations(origin),
        fate: reader.fate(zxid),
        answered: origin.and_then(|it| reader.answered(it)),
    })
}

/// Who asked at `place`, and the number of the request.
fn origin_at(history: &History, place: usize) -> Option<Origin> {
    let What::Asked { server, .. } = &history.entries.get(place)?.what else { return None };
    requests(history, *server).find(|it| it.0 == place).map(|it| it.1)
}

/// The transaction that came of a request that was made at `place`.
fn outcome(history: &History, origin: Origin, place: usize) -> Option<Zxid> {
    let told = history.index.of(Topic::Outcome(origin)).iter().find(|it| place < **it)?;
    carried(&history.entries[*told]).iter().find(|it| it.origin == origin).map(|it| it.zxid)
}

/// Where the request was made that became this transaction: by nobody's session, or by a client's.
fn asked_for(history: &History, zxid: Zxid) -> Option<(usize, Origin)> {
    let told = history.index.of(Topic::Txn(zxid));
    let txns = told.iter().flat_map(|it| carried(&history.entries[*it]));
    let origin = txns.into_iter().find(|it| it.zxid == zxid)?.origin;
    let before = requests(history, origin.server).take_while(|it| it.0 < told[0]);
    let alone = before.filter(|it| it.1 == origin).last().map(|it| it.0);
    // Numbers begin anew with a process: of two, the later is meant.
    Some((alone.max(asked_by_client(history, told[0], origin))?, origin))
}

/// Where the client's message came in that the server passed on to its leader, or proposed, in the same step.
fn asked_by_client(history: &History, proposed: usize, origin: Origin) -> Option<usize> {
    let passed_on = |it: &&usize| matches!(&history.entries[**it].what, What::Sent { segment, .. } if asks(segment, origin));
    let clients = history.index.of(Topic::Clients(origin.server));
    let before = &clients[..clients.partition_point(|it| *it < proposed)];
    let place = before.iter().rev().find(passed_on).copied().unwrap_or(proposed);
    let step = history.entries[place].step;
    let same_step = (0..place).rev().take_while(|it| history.entries[*it].step == step);
    same_step.into_iter().find(|it| client_request(&history.entries[*it], origin.server).is_some())
}

/// The client and the number of a request that reaches `server`.
fn client_request(entry: &Entry, server: ServerId) -> Option<(ProcessId, i32)> {
    let What::Arrived { from, to, segment: Segment::Data(Message::ToServer(message)), .. } = &entry.what
    else {
        return None;
    };
    match **message {
        ToServer::Request { xid, .. } if *to == ProcessId::Server(server) => Some((*from, xid)),
        _ => None,
    }
}

/// All requests of a server's clients; they are numbered anew in each of its processes.
fn requests(history: &History, server: ServerId) -> impl Iterator<Item = (usize, Origin)> {
    history.index.of(Topic::Clients(server)).iter().filter_map(move |place| {
        match &history.entries[*place].what {
            What::Asked { number, .. } => Some((*place, Origin { server, request: *number })),
            _ => None,
        }
    })
}

impl Reader<'_> {
    fn entry(&self, place: usize) -> &Entry {
        &self.history.entries[place]
    }

    fn track(&mut self, station: Station, server: ServerId) -> &mut Track {
        &mut self.tracks[station as usize * SERVERS + usize::from(server.0)]
    }

    fn tracked(&self, station: Station, server: ServerId) -> Track {
        self.tracks[station as usize * SERVERS + usize::from(server.0)]
    }

    fn done(&mut self, station: Station, server: ServerId, place: usize) {
        self.track(station, server).done.get_or_insert(place);
    }

    fn read_txn(&mut self, zxid: Zxid) {
        let history = self.history;
        for place in history.index.of(Topic::Txn(zxid)).iter().copied() {
            match &history.entries[place].what {
                What::Note { server, note: server::Note::Zab(note) } => match note {
                    zab::Note::Proposed { .. } => {
                        self.leader = Some(*server);
                        self.done(Station::Proposed, *server, place);
                    }
                    zab::Note::Committed { sids, .. } => {
                        self.quorum.clone_from(sids);
                        self.done(Station::Committed, *server, place);
                    }
                    _ => {}
                },
                What::Written { server, op: DiskOp::Append(txns) } => {
                    self.txn = txns.iter().find(|it| it.zxid == zxid).cloned().or(self.txn.take());
                    self.done(Station::Logged, *server, place);
                    if self.leader == Some(*server) {
                        self.done(Station::Acknowledged, *server, place); // it tells itself
                    }
                }
                What::Applied { server, .. } => self.done(Station::Applied, *server, place),
                What::Sent { from, to, segment: Segment::Data(Message::Packet(packet)), .. } => {
                    self.read_packet(packet, (*from, *to), |it| it.sent = it.sent.or(Some(place)));
                }
                What::Arrived { from, to, segment: Segment::Data(Message::Packet(packet)), .. } => {
                    self.read_packet(packet, (*from, *to), |it| it.done = it.done.or(Some(place)));
                }
                What::Lost { from, to, segment: Segment::Data(Message::Packet(packet)), .. } => {
                    self.read_packet(packet, (*from, *to), |it| it.lost = it.lost.or(Some(place)));
                }
                _ => {}
            }
        }
    }

    fn read_packet(&mut self, packet: &Packet, ends: (ProcessId, ProcessId), mark: impl Fn(&mut Track)) {
        let (Some(from), Some(to)) = (ends.0.server(), ends.1.server()) else { return };
        let votes = self.run.world().config().is_voter(to);
        let (station, server) = match packet {
            Packet::Proposal { txn } | Packet::Inform { txn } => {
                self.txn.get_or_insert_with(|| txn.clone());
                (if votes { Station::Proposal } else { Station::Inform }, to)
            }
            Packet::Ack { .. } => (Station::Acknowledged, from),
            Packet::Commit { .. } => (if votes { Station::Commit } else { Station::Inform }, to),
            _ => return,
        };
        mark(self.track(station, server));
    }

    fn read_client(&mut self, asked: usize, origin: Origin) {
        let history = self.history;
        let me = origin.server;
        self.done(Station::Asked, me, asked);
        for place in history.index.of(Topic::Clients(me)).iter().copied().filter(|it| asked < *it) {
            match &history.entries[place].what {
                What::Sent { segment, .. } if asks(segment, origin) => {
                    self.track(Station::Request, me).sent.get_or_insert(place);
                }
                What::Arrived { segment, .. } if asks(segment, origin) => {
                    self.done(Station::Request, me, place)
                }
                What::Lost { segment, .. } if asks(segment, origin) => {
                    self.track(Station::Request, me).lost.get_or_insert(place);
                }
                What::Answered { request, zxid, .. } if *request == origin.request => {
                    let track = self.track(Station::Answered, me);
                    *if zxid.is_some() { &mut track.done } else { &mut track.lost } = Some(place);
                    return;
                }
                // Its client loses the connection.
                What::State { to: None, .. } => {
                    self.track(Station::Answered, me).lost = Some(place);
                    return;
                }
                _ => {}
            }
        }
    }

    /// Where a client with a session is answered: as soon as the server that it asked has the transaction in its tree.
    fn read_reply(&mut self, asked: usize, me: ServerId) {
        let history = self.history;
        let Some((client, asked)) = client_request(self.entry(asked), me) else { return };
        let Some(applied) = self.tracked(Station::Applied, me).done else { return };
        let step = self.entry(applied).step;
        let same_step = history.entries[applied..].iter().take_while(|it| it.step == step);
        let reply = same_step.into_iter().position(|it| match &it.what {
            What::Sent { to, segment: Segment::Data(Message::ToClient(message)), .. } => {
                *to == client && matches!(**message, ToClient::Reply { xid, .. } if xid == asked)
            }
            _ => false,
        });
        if let Some(reply) = reply {
            *self.track(Station::Answered, me) = Track { done: Some(applied + reply), ..Track::default() };
        }
    }

    fn stations(&self, origin: Option<ServerId>) -> Vec<StationView> {
        let world = self.run.world();
        let config = world.config();
        let leader = self.leader.or(world.leader());
        let voters: Vec<ServerId> = config.voters().collect();
        let others: Vec<ServerId> = voters.iter().copied().filter(|it| Some(*it) != leader).collect();
        let observers = config.members.keys().copied().filter(|it| !config.is_voter(*it)).collect();
        let all = config.members.keys().copied().collect();
        let one = |it: Option<ServerId>| it.into_iter().collect::<Vec<_>>();
        if self.leader.is_none() && origin.is_none() {
            return self.listed([(Station::Logged, voters), (Station::Applied, all)]);
        }
        self.listed([
            (Station::Asked, one(origin)),
            (Station::Request, one(origin.filter(|it| Some(*it) != leader))),
            (Station::Proposed, one(leader)),
            (Station::Proposal, others.clone()),
            (Station::Logged, voters.clone()),
            (Station::Acknowledged, voters),
            (Station::Committed, one(leader)),
            (Station::Commit, others),
            (Station::Inform, observers),
            (Station::Applied, all),
            (Station::Answered, one(origin)),
        ])
    }

    fn listed<const N: usize>(&self, stations: [(Station, Vec<ServerId>); N]) -> Vec<StationView> {
        let stations = stations.into_iter().filter(|(_, servers)| !servers.is_empty());
        stations
            .map(|(station, servers)| StationView {
                station,
                stops: servers.into_iter().map(|it| self.stop(station, it)).collect(),
            })
            .collect()
    }

    fn stop(&self, station: Station, server: ServerId) -> StopView {
        let Track { sent, done, lost } = self.tracked(station, server);
        let past = |it: Option<usize>| it.filter(|it| *it < self.seen).map(|it| (it, self.entry(it).at));
        let cut = done.filter(|_| station == Station::Logged).and_then(|it| self.cut_after(server, it));
        let when = match (past(done), past(cut), past(lost), past(sent)) {
            (Some(_), Some((place, at)), ..) => When::Undone(place, at),
            (Some((place, at)), ..) => When::Done(place, at),
            (None, _, Some((place, at)), _) => When::Lost(place, at),
            _ if self.has_from_before(station, server) => When::Loaded,
            (None, _, None, Some((place, at))) => When::Underway(place, at),
            _ => When::NotYet(done.or(lost).map(|it| (it, self.entry(it).at))),
        };
        let decisive = station == Station::Acknowledged && self.decisive() == Some(server);
        StopView { server, when, decisive }
    }

    /// Where a log lost its record at `place`, or it came to nothing, unless the transaction has come back since.
    fn cut_after(&self, server: ServerId, place: usize) -> Option<usize> {
        let txn = self.txn.as_ref()?;
        let cuts = self.history.index.of(Topic::Cut).iter().copied();
        let last = cuts.rev().take_while(|it| place < *it).find(|it| match &self.entry(*it).what {
            What::Written { server: of, op: DiskOp::Truncate(to) } => *of == server && *to < txn.zxid,
            What::Written { server: of, op: DiskOp::Snapshot { snapshot } } => {
                *of == server && txn.zxid <= snapshot.zxid && snapshot.tree.tells_of(txn) == Some(false)
            }
            _ => false,
        });
        last.filter(|_| !Held::of(&self.run.world().hosts()[&server]).keeps(txn, &self.facts))
    }

    /// Whether it is on disk, or in the tree, and came there without a trace: before the beginning, or as the tail of a log.
    fn has_from_before(&self, station: Station, server: ServerId) -> bool {
        match (station, &self.txn) {
            (Station::Logged, Some(txn)) => {
                self.run.world().hosts()[&server].disk.log.file_with(txn.zxid).is_some()
            }
            (Station::Applied, _) => self.is_in_tree(server),
            _ => false,
        }
    }

    fn is_in_tree(&self, server: ServerId) -> bool {
        let host = &self.run.world().hosts()[&server];
        self.txn.as_ref().is_some_and(|it| Held::of(host).has_in_tree(it, &self.facts))
    }

    /// Whose ACK came last of those that made the quorum.
    fn decisive(&self) -> Option<ServerId> {
        let acks = self.quorum.iter().filter_map(|it| {
            let done = self.tracked(Station::Acknowledged, *it).done?;
            Some((done, *it))
        });
        acks.max().map(|(_, it)| it)
    }

    fn fate(&self, zxid: Option<Zxid>) -> Fate {
        let Some(zxid) = zxid else { return Fate::Asked };
        let world = self.run.world();
        let has_done =
            |station, server: &ServerId| self.tracked(station, *server).done.is_some_and(|it| it < self.seen);
        let done = |station| {
            world.hosts().keys().copied().filter(|it| has_done(station, it)).collect::<BTreeSet<_>>()
        };
        if !done(Station::Committed).is_empty() {
            return Fate::Committed;
        }
        let kept = |txn: &Txn| world.hosts().values().any(|it| Held::of(it).keeps(txn, &self.facts));
        if !self.txn.as_ref().is_some_and(kept) {
            return Fate::Gone;
        }
        let later = world.leader().filter(|it| zxid.epoch() < world.hosts()[it].disk.current_epoch);
        if let Some(leader) = later.filter(|it| self.is_in_tree(*it)) {
            return Fate::Adopted(leader);
        }
        let acks = done(Station::Acknowledged);
        let missing = world.config().quorum_verifier().missing(&acks);
        Fate::Proposed { acks: acks.len(), missing }
    }

    /// A transaction that a disk had before anything happened.
    fn find_on_disk(&self, zxid: Zxid) -> Option<Txn> {
        self.run
            .world()
            .hosts()
            .values()
            .find_map(|it| it.disk.log.file_with(zxid)?.iter().find(|it| it.zxid == zxid).cloned())
    }

    fn answered(&self, origin: ServerId) -> Option<bool> {
        match self.stop(Station::Answered, origin).when {
            When::Done(..) => Some(true),
            When::Lost(..) => Some(false),
            When::NotYet(_) | When::Underway(..) | When::Loaded | When::Undone(..) => None,
        }
    }
}

fn asks(segment: &Segment, of: Origin) -> bool {
    matches!(segment, Segment::Data(Message::Packet(Packet::Request { request })) if request.origin == of)
}
