use std::sync::Arc;

use crate::player::history::History;
use crate::player::index::{Topic, carried};
use crate::server::Note;
use crate::sim::World;
use crate::storage::DiskOp;
use crate::trace::{Entry, What};
use crate::tree::TxnOp;
use crate::vocab::{ClientId, ServerId, SimTime, Zxid};
use crate::zab;

/// What a reader may ask «why?» of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Something that happened, by its place in the trace.
    Entry(usize),
    /// What a server takes itself for, or that it does not run.
    State(ServerId),
    /// Whom it votes for.
    Vote(ServerId),
    /// Where its log ends.
    Logged(ServerId),
    /// That a transaction is committed, or has come as far as it has.
    Txn(Zxid),
    /// That a znode is there, as it is, or is gone: in the tree of that server, or in any.
    Znode(Arc<str>, Option<ServerId>),
    /// How a learner was brought level.
    Sync(ServerId),
    /// Where a client stands.
    Client(ClientId),
    /// That its session is, or has ended.
    Session(ClientId),
}

/// A fact at the moment when it was asked for: the entry that told of it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What was asked for.
    pub fact: Fact,
    /// The place of the entry.
    pub place: usize,
    /// When it happened.
    pub at: SimTime,
    /// In which step: another entry at that place, after an act in the past, is not what was asked for.
    pub step: u64,
}

/// The question after a fact, as it is told within the first `seen` entries; `None` where nothing is known of it.
pub(in crate::player) fn ask(fact: &Fact, history: &History, seen: usize, world: &World) -> Option<Question> {
    let place = Reader { history, seen, world }.place(fact)?;
    let entry = &history.entries[place];
    Some(Question { fact: fact.clone(), place, at: entry.at, step: entry.step })
}

struct Reader<'a> {
    history: &'a History,
    seen: usize,
    world: &'a World,
}

impl Reader<'_> {
    fn place(&self, fact: &Fact) -> Option<usize> {
        match fact {
            Fact::Entry(place) => Some(*place).filter(|it| *it < self.history.entries.len()),
            Fact::State(server) => self.history.index.last(Topic::State(*server), self.seen),
            Fact::Vote(server) => self.history.index.last(Topic::Vote(*server), self.seen),
            Fact::Logged(server) => self.logged(*server),
            Fact::Txn(zxid) => self.txn(*zxid, None),
            Fact::Znode(path, server) => self.znode(path, *server),
            Fact::Sync(learner) => self.history.index.last(Topic::Sync(*learner), self.seen),
            Fact::Client(client) => {
                self.last(Topic::Client(*client), |it| matches!(it.what, What::ClientState { .. }))
            }
            Fact::Session(client) => self.session(*client),
        }
    }

    fn last(&self, topic: Topic, fits: impl Fn(&Entry) -> bool) -> Option<usize> {
        let places = self.history.index.before(topic, self.seen);
        places.iter().rev().copied().find(|it| fits(&self.history.entries[*it]))
    }

    /// The write that brought its log to where it ends.
    fn logged(&self, server: ServerId) -> Option<usize> {
        let end = self.world.hosts().get(&server)?.disk.last_zxid();
        let topic = Topic::Logged(server);
        let log = self.last(topic, |it| match &it.what {
            What::Written { op: DiskOp::Append(txns), .. } => txns.last().is_some_and(|it| it.zxid == end),
            What::Written { op: DiskOp::Truncate(zxid), .. } => *zxid == end,
            _ => false,
        });
        // A tree that was taken over.
        log.or_else(|| {
            self.last(topic, |it| match &it.what {
                What::Written { op: DiskOp::Snapshot { snapshot }, .. } => snapshot.zxid == end,
                _ => false,
            })
        })
    }

    /// How far a transaction has come: applied by that server, or committed; or else what is known of it.
    fn txn(&self, zxid: Zxid, server: Option<ServerId>) -> Option<usize> {
        let topic = Topic::Txn(zxid);
        let applied = |it: &Entry| matches!(it.what, What::Applied { server: by, .. } if server.is_none_or(|it| it == by));
        let committed =
            |it: &Entry| matches!(it.what, What::Note { note: Note::Zab(zab::Note::Committed { .. }), .. });
        let of_server = server.and_then(|_| self.last(topic, applied));
        let known = of_server.or_else(|| self.last(topic, committed)).or_else(|| self.last(topic, applied));
        known.or_else(|| self.history.index.last(topic, self.seen))
    }

    /// The last transaction that has touched it and is in a tree.
    fn znode(&self, path: &str, server: Option<ServerId>) -> Option<usize> {
        let mut looked_at: Option<Zxid> = None;
        for entry in self.history.entries[..self.seen].iter().rev() {
            for txn in carried(entry).iter().rev().filter(|it| touches(&it.change, path)) {
                if looked_at.is_some_and(|it| it == txn.zxid) {
                    continue;
                }
                looked_at = Some(txn.zxid);
                let topic = Topic::Txn(txn.zxid);
                let applied = |by: ServerId| {
                    self.last(topic, |it| matches!(it.what, What::Applied { server, .. } if by == server))
                };
                if let Some(place) = server.and_then(applied).or_else(|| self.first_applied(txn.zxid)) {
                    return Some(place);
                }
            }
        }
        None
    }

    fn first_applied(&self, zxid: Zxid) -> Option<usize> {
        let mut places = self.history.index.before(Topic::Txn(zxid), self.seen).iter().copied();
        places.find(|it| matches!(self.history.entries[*it].what, What::Applied { .. }))
    }

    /// The end of a client's session, if it has come, or else its beginning.
    fn session(&self, client: ClientId) -> Option<usize> {
        let session = self.world.clients().get(&client)?.client.as_ref()?.session();
        let ended = self.history.index.before(Topic::Ended(session), self.seen).first().copied();
        ended.or_else(|| self.history.index.last(Topic::Session(session), self.seen))
    }
}

fn touches(change: &TxnOp, path: &str) -> bool {
    match change {
        TxnOp::CloseSession { paths } => paths.iter().any(|it| **it == *path),
        TxnOp::Create { path: it, .. }
        | TxnOp::Delete { path: it }
        | TxnOp::SetData { path: it, .. }
        | TxnOp::SetAcl { path: it, .. } => **it == *path,
        TxnOp::Multi(parts) => !parts.iter().any(TxnOp::is_error) && parts.iter().any(|it| touches(it, path)),
        TxnOp::CreateSession { .. } | TxnOp::Check { .. } | TxnOp::Error(_) => false,
    }
}
