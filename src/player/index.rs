use std::collections::BTreeMap;
use std::ops::Bound;

use crate::recipe::Verdict;
use crate::server::Note;
use crate::storage::DiskOp;
use crate::trace::{Entry, What};
use crate::tree::{Origin, Request, Txn, TxnOp};
use crate::vocab::{ClientId, ProcessId, ServerId, SessionId, Zxid};
use crate::wire::{Message, Segment, ToClient, ToServer};
use crate::zab::{self, Packet};
use crate::{client, election};

/// What an entry of the trace tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// A server compares two votes.
    Comparison(ServerId),
    /// It is decided how a learner is brought level.
    Sync(ServerId),
    /// A server's state changes.
    State(ServerId),
    /// It votes for somebody else.
    Vote(ServerId),
    /// Its log grows or is cut, or a snapshot is written.
    Logged(ServerId),
    /// A session is to end, or the transaction that ends it is told of.
    Ended(SessionId),
    /// A transaction is proposed, sent, logged, acknowledged, committed, applied or answered.
    Txn(Zxid),
    /// A transaction came of a request.
    Outcome(Origin),
    /// A server's client asks or is answered, its request is passed on, or a process of the server begins or ends.
    Clients(ServerId),
    /// A client's application calls, is answered or told something; a watch of it fires, or is set again; it ends.
    Client(ClientId),
    /// A client has that session, at first or again.
    Session(SessionId),
    /// A client's program has come to something.
    Fact(ClientId),
    /// A client writes to the store.
    Wrote(ClientId),
    /// A write has come to the store.
    Stored,
    /// One that has come to this.
    Verdict(Verdict),
    /// A log is cut, or a snapshot written, which a start reads instead of what is logged before it.
    Cut,
}

/// Where in the trace something is told of, so that nobody has to read all of it: places of entries, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Index(BTreeMap<Topic, Vec<usize>>);

impl Index {
    /// Takes the next entry in, which has this place.
    pub fn add(&mut self, place: usize, entry: &Entry) {
        match &entry.what {
            What::Note { server, note } => self.add_note(place, *server, note),
            What::State { server, from, to } => {
                self.put(Topic::State(*server), place);
                if from.is_none() || to.is_none() {
                    self.put(Topic::Clients(*server), place);
                }
            }
            What::Asked { server, .. } => self.put(Topic::Clients(*server), place),
            What::Answered { server, zxid, .. } => {
                self.put(Topic::Clients(*server), place);
                zxid.iter().for_each(|it| self.put(Topic::Txn(*it), place));
            }
            What::Written { server, op: DiskOp::Append(txns) } => {
                self.put(Topic::Logged(*server), place);
                txns.iter().for_each(|txn| self.add_txn(place, txn));
            }
            What::Written { server, op: DiskOp::Truncate(_) | DiskOp::Snapshot { .. } } => {
                self.put(Topic::Logged(*server), place);
                self.put(Topic::Cut, place);
            }
            What::Applied { zxid, .. } => self.put(Topic::Txn(*zxid), place),
            What::Sent { segment, from, to, .. }
            | What::Arrived { segment, from, to, .. }
            | What::Lost { segment, from, to, .. } => match segment {
                Segment::Data(Message::Packet(packet)) => self.add_packet(place, packet),
                Segment::Data(Message::ToClient(message)) if matches!(**message, ToClient::Event(_)) => {
                    self.add_client(place, *to);
                }
                Segment::Data(Message::ToServer(message)) if is_set_watches(message) => {
                    self.add_client(place, *from);
                }
                _ => {}
            },
            What::ClientState { client, .. }
            | What::Called { client, .. }
            | What::Replied { client, .. }
            | What::Told { client, .. } => self.put(Topic::Client(*client), place),
            What::ClientNote { client: _, note: client::Note::Established { session, .. } } => {
                self.put(Topic::Session(*session), place);
            }
            What::Came { client, .. } => self.put(Topic::Fact(*client), place),
            What::Wrote { client, .. } => self.put(Topic::Wrote(*client), place),
            What::Stored { verdict, .. } => {
                self.put(Topic::Stored, place);
                self.put(Topic::Verdict(*verdict), place);
            }
            What::Act { .. }
            | What::Said { .. }
            | What::Expected { .. }
            | What::FourLetter { .. }
            | What::ClientNote { .. }
            | What::Printed { .. }
            | What::Believes { .. }
            | What::Leased { .. }
            | What::NotWritten { .. }
            | What::Written { .. } => {}
        }
    }

    fn add_client(&mut self, place: usize, process: ProcessId) {
        if let Some(client) = process.client() {
            self.put(Topic::Client(client), place);
        }
    }

    fn add_note(&mut self, place: usize, server: ServerId, note: &Note) {
        let topic = match note {
            Note::Election(election::Note::Compared { adopted, .. }) => {
                if *adopted {
                    self.put(Topic::Vote(server), place);
                }
                Topic::Comparison(server)
            }
            Note::Election(election::Note::NewElection { .. } | election::Note::JoinedEstablished { .. }) => {
                Topic::Vote(server)
            }
            Note::Zab(zab::Note::SyncDecided { learner, .. }) => Topic::Sync(*learner),
            Note::Zab(zab::Note::SessionExpired { session }) => Topic::Ended(*session),
            Note::Zab(zab::Note::Proposed { zxid, .. } | zab::Note::Committed { zxid, .. }) => {
                Topic::Txn(*zxid)
            }
            _ => return,
        };
        self.put(topic, place);
    }

    fn add_packet(&mut self, place: usize, packet: &Packet) {
        match packet {
            Packet::Proposal { txn } | Packet::Inform { txn } => self.add_txn(place, txn),
            Packet::Ack { zxid } | Packet::Commit { zxid } if zxid.counter() != 0 => {
                self.put(Topic::Txn(*zxid), place);
            }
            Packet::Request { request } => self.put(Topic::Clients(request.origin.server), place),
            _ => {}
        }
    }

    fn add_txn(&mut self, place: usize, txn: &Txn) {
        self.put(Topic::Txn(txn.zxid), place);
        self.put(Topic::Outcome(txn.origin), place);
        if matches!(txn.change, TxnOp::CloseSession { .. }) {
            self.put(Topic::Ended(txn.session), place);
        }
    }

    fn put(&mut self, topic: Topic, place: usize) {
        self.0.entry(topic).or_default().push(place);
    }

    /// Forgets what lies behind the first `seen` entries.
    pub fn forget_after(&mut self, seen: usize) {
        self.0.retain(|_, places| {
            places.truncate(places.partition_point(|it| *it < seen));
            !places.is_empty()
        });
    }

    /// Where the first transaction behind `zxid` is told of first, other than the start of an epoch.
    pub fn next_txn(&self, zxid: Zxid) -> Option<usize> {
        let behind = self.0.range((Bound::Excluded(Topic::Txn(zxid)), Bound::Unbounded));
        let txns = behind.map_while(|(topic, places)| match topic {
            Topic::Txn(zxid) => Some((zxid, places)),
            _ => None,
        });
        txns.filter(|(zxid, _)| zxid.counter() != 0).filter_map(|(_, places)| places.first().copied()).min()
    }

    /// All that is told of a topic.
    pub fn of(&self, topic: Topic) -> &[usize] {
        self.0.get(&topic).map_or(&[], Vec::as_slice)
    }

    /// What was told of it within the first `seen` entries.
    pub fn before(&self, topic: Topic, seen: usize) -> &[usize] {
        let places = self.of(topic);
        &places[..places.partition_point(|it| *it < seen)]
    }

    /// What was told of it last within the first `seen` entries.
    pub fn last(&self, topic: Topic, seen: usize) -> Option<usize> {
        self.before(topic, seen).last().copied()
    }
}

fn is_set_watches(message: &ToServer) -> bool {
    matches!(message, ToServer::Request { request: Request::SetWatches(_), .. })
}

/// The transactions that an entry carries.
pub(super) fn carried(entry: &Entry) -> &[Txn] {
    match &entry.what {
        What::Written { op: DiskOp::Append(txns), .. } => txns,
        What::Sent { segment, .. } | What::Arrived { segment, .. } | What::Lost { segment, .. } => {
            match segment {
                Segment::Data(Message::Packet(Packet::Proposal { txn } | Packet::Inform { txn })) => {
                    std::slice::from_ref(txn)
                }
                _ => &[],
            }
        }
        _ => &[],
    }
}
