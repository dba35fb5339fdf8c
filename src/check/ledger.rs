use std::collections::BTreeMap;

use crate::sim::World;
use crate::trace::What;
use crate::vocab::{Epoch, PeerState, ServerId, Zxid};
use crate::wire::{Message, Segment};
use crate::zab::{self, Packet};
use crate::{server, tree::Tree};

/// An epoch that a quorum has acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Established {
    /// Its leader.
    pub leader: ServerId,
    /// The last transaction of its initial history.
    pub last: Zxid,
}

/// What has been proposed, delivered and established so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Every transaction that was proposed, with the one that its leader had before it.
    pub proposed: BTreeMap<Zxid, Zxid>,
    /// Every transaction that some server has delivered, with the digest of the first tree that ended with it.
    pub delivered: BTreeMap<Zxid, Option<u64>>,
    /// The last transaction that each server has in its tree, since it began to serve.
    pub last: BTreeMap<ServerId, Zxid>,
    /// The last proposal that reached each learner on its present connection.
    pub arrived: BTreeMap<ServerId, Zxid>,
    /// The epochs that have been established.
    pub established: BTreeMap<Epoch, Established>,
    /// The last transaction of each epoch that a client was told of.
    pub acknowledged: BTreeMap<Epoch, Zxid>,
    /// Whether a disk has been written or wiped from outside since.
    pub tampered: bool,
}

impl Ledger {
    /// The tree of a server that runs.
    pub fn tree(world: &World, server: ServerId) -> Option<&Tree> {
        Some(&world.server(server)?.database().tree)
    }

    /// The last transaction that a server had before what is delivered now, if it is known.
    pub fn before(&self, server: ServerId) -> Option<Zxid> {
        self.last.get(&server).copied()
    }

    /// Whether no transaction can lie between these two: the second is the next of the same epoch. That is nearly always so,
    /// and spares the looking up.
    pub fn are_adjacent(before: Zxid, zxid: Zxid) -> bool {
        before.epoch() == zxid.epoch() && before.counter().checked_add(1) == Some(zxid.counter())
    }

    /// Takes down what has happened, after the invariants have looked at it.
    pub(super) fn take_down(&mut self, world: &World, what: &What) {
        match what {
            What::Applied { server, zxid } => {
                let tree = Self::tree(world, *server).filter(|it| it.last() == *zxid);
                let digest = self.delivered.entry(*zxid).or_default();
                *digest = digest.or(tree.map(Tree::digest));
                self.last.insert(*server, *zxid);
            }
            What::Answered { zxid: Some(zxid), .. } => {
                let last = self.acknowledged.entry(zxid.epoch()).or_default();
                *last = (*last).max(*zxid);
            }
            What::State { server, to, .. } => {
                self.last.remove(server);
                if matches!(to, Some(PeerState::Following | PeerState::Observing)) {
                    self.arrived.remove(server);
                }
            }
            What::Arrived {
                to, segment: Segment::Data(Message::Packet(Packet::Proposal { txn })), ..
            } => {
                self.arrived.extend(to.server().map(|it| (it, txn.zxid)));
            }
            What::Note { server, note: server::Note::Zab(note) } => self.take_down_note(world, *server, note),
            _ => {}
        }
    }

    fn take_down_note(&mut self, world: &World, server: ServerId, note: &zab::Note) {
        match note {
            zab::Note::Proposed { zxid, after } => drop(self.proposed.insert(*zxid, *after)),
            zab::Note::QuorumConnected { epoch, .. } => {
                let last = Self::tree(world, server).map_or(Zxid::ZERO, Tree::last);
                self.last.insert(server, last);
                self.established.entry(*epoch).or_insert(Established { leader: server, last });
            }
            zab::Note::UpToDate { .. } => {
                let last = Self::tree(world, server).map_or(Zxid::ZERO, Tree::last);
                self.last.insert(server, last);
            }
            _ => {}
        }
    }

    /// A disk has been written from outside: what was delivered and acknowledged before says nothing about what follows.
    pub(super) fn forget(&mut self) {
        *self = Ledger {
            tampered: true,
            established: std::mem::take(&mut self.established),
            ..Ledger::default()
        };
        self.established.values_mut().for_each(|it| it.last = Zxid::ZERO);
    }
}
