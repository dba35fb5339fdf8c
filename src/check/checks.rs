use super::{
    ClientLedger, Invariant, Ledger, RecipeLedger, acknowledged_writes, agreement, commit_consistency,
    epoch_order, global_primary_order, history_consistency, initial_history_integrity, integrity,
    local_primary_order, no_bad_acknowledgment, no_bad_commit, no_bad_proposal, no_bad_state,
    primary_integrity, primary_uniqueness, total_order, tree_equality,
};
use crate::server;
use crate::sim::World;
use crate::storage::DiskOp;
use crate::trace::{Entry, What};
use crate::tree::Tree;
use crate::vocab::{ServerId, SimTime, Zxid};
use crate::wire::{Message, Segment};
use crate::zab::{self, Packet};

/// An invariant that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// When.
    pub at: SimTime,
    /// By whom, in the words of the trace.
    pub found: String,
}

/// All invariants, over one run. The first violation of each is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    ledger: Ledger,
    clients: ClientLedger,
    recipes: RecipeLedger,
    violations: Vec<Violation>,
    off: bool,
}

impl Checks {
    /// None, to measure what they cost.
    pub fn off() -> Checks {
        Checks { off: true, ..Checks::default() }
    }

    /// What has been broken so far, in the order of time.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// A disk has been written or wiped from outside.
    pub fn forget(&mut self) {
        self.ledger.forget();
        self.clients.forget();
    }

    /// Looks at what one step of the world has written; returns how many invariants it has broken.
    pub fn observe(&mut self, world: &World, entries: &[Entry]) -> usize {
        let before = self.violations.len();
        let entries = if self.off { &[] } else { entries };
        for entry in entries {
            self.look(world, entry);
            self.ledger.take_down(world, &entry.what);
            for (invariant, found) in self.clients.look(world, &entry.what) {
                self.note(invariant, entry.at, found);
            }
            if let Some((invariant, found)) = self.recipes.look(world, &entry.what) {
                self.note(invariant, entry.at, Some(found));
            }
        }
        self.violations.len() - before
    }

    fn look(&mut self, world: &World, entry: &Entry) {
        let at = entry.at;
        match &entry.what {
            What::Applied { server, zxid } => self.delivered(world, at, *server, *zxid),
            What::Written { server, op: DiskOp::Append(txns) } => {
                let found = history_consistency::check(&self.ledger, world, *server, txns);
                self.note(Invariant::I10, at, found);
            }
            What::State { server, to: None, .. } => {
                self.note(Invariant::J4, at, epoch_order::check(world, *server))
            }
            What::Arrived {
                to, segment: Segment::Data(Message::Packet(Packet::Proposal { txn })), ..
            } => {
                let found = to.server().and_then(|it| no_bad_proposal::check(&self.ledger, it, txn.zxid));
                self.note(Invariant::I13, at, found);
            }
            What::Note { server, note: server::Note::Zab(note) } => self.reasoned(world, at, *server, note),
            _ => {}
        }
    }

    fn delivered(&mut self, world: &World, at: SimTime, server: ServerId, zxid: Zxid) {
        let ledger = &self.ledger;
        let found = [
            (Invariant::I2, integrity::check(ledger, server, zxid)),
            (Invariant::I3, agreement::check(ledger, server, zxid)),
            (Invariant::I4, total_order::check(ledger, server, zxid)),
            (Invariant::I5, local_primary_order::check(ledger, server, zxid)),
            (Invariant::I6, global_primary_order::check(ledger, server, zxid)),
            (Invariant::I9, commit_consistency::check(ledger, server, zxid)),
            (Invariant::J1, tree_equality::check(ledger, world, server, zxid)),
        ];
        found.into_iter().for_each(|(invariant, found)| self.note(invariant, at, found));
    }

    fn reasoned(&mut self, world: &World, at: SimTime, server: ServerId, note: &zab::Note) {
        match note {
            zab::Note::Proposed { zxid, after } => {
                let found = primary_integrity::check(&self.ledger, server, *zxid, *after);
                self.note(Invariant::I7, at, found);
            }
            zab::Note::QuorumConnected { epoch, .. } => {
                let last = Ledger::tree(world, server).map_or(Zxid::ZERO, Tree::last);
                let ledger = &self.ledger;
                let found = [
                    (Invariant::I1, primary_uniqueness::check(ledger, server, *epoch)),
                    (Invariant::I8, initial_history_integrity::check(ledger, server, *epoch, last)),
                    (Invariant::J6, acknowledged_writes::check(ledger, server, *epoch, last)),
                    (Invariant::J4, epoch_order::check(world, server)),
                ];
                found.into_iter().for_each(|(invariant, found)| self.note(invariant, at, found));
            }
            zab::Note::UpToDate { .. } => self.note(Invariant::J4, at, epoch_order::check(world, server)),
            _ => {
                self.note(Invariant::I11, at, no_bad_state::check(server, note));
                self.note(Invariant::I12, at, no_bad_acknowledgment::check(server, note));
                self.note(Invariant::I14, at, no_bad_commit::check(server, note));
            }
        }
    }

    fn note(&mut self, invariant: Invariant, at: SimTime, found: Option<String>) {
        let known = self.violations.iter().any(|it| it.invariant == invariant);
        self.violations.extend(found.filter(|_| !known).map(|found| Violation { invariant, at, found }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Established;
    use crate::election;
    use crate::sim::{Fault, Timing};
    use crate::storage::Disk;
    use crate::tree::{Origin, TxnOp, TxnRecord};
    use crate::vocab::{Config, Epoch, SessionId};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const S1: ServerId = ServerId(1);
    const S2: ServerId = ServerId(2);

    fn zxid(text: &str) -> Zxid {
        text.parse().unwrap()
    }

    /// s1 led epoch 1 from 0:0 and broadcast 1:1 and 1:2, which it delivered; s2 has delivered 1:1.
    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.established.insert(Epoch(1), Established { leader: S1, last: Zxid::ZERO });
        ledger.proposed.extend([(zxid("1:1"), zxid("0:0")), (zxid("1:2"), zxid("1:1"))]);
        ledger.delivered.extend([(zxid("1:1"), Some(7)), (zxid("1:2"), Some(8))]);
        ledger.last.extend([(S1, zxid("1:2")), (S2, zxid("1:1"))]);
        ledger.acknowledged.insert(Epoch(1), zxid("1:2"));
        ledger
    }

    /// A history that breaks each invariant, and the next step of the sound one, which does not.
    #[test]
    fn each_invariant_tells_a_broken_history_from_a_sound_one() {
        let it = ledger();
        assert!(primary_uniqueness::check(&it, S2, Epoch(1)).is_some());
        assert_eq!(primary_uniqueness::check(&it, S2, Epoch(2)), None);
        assert!(integrity::check(&it, S2, zxid("1:3")).is_some());
        assert_eq!(integrity::check(&it, S2, zxid("1:2")), None);
        assert!(agreement::check(&it, S2, zxid("1:3")).is_some());
        assert_eq!(agreement::check(&it, S2, zxid("1:2")), None);
        assert!(total_order::check(&it, S2, zxid("1:1")).is_some());
        assert_eq!(total_order::check(&it, S2, zxid("1:2")), None);
        assert!(global_primary_order::check(&it, S2, zxid("0:9")).is_some());
        assert_eq!(global_primary_order::check(&it, S2, zxid("1:2")), None);
        assert!(primary_integrity::check(&it, S2, zxid("2:1"), zxid("1:1")).is_some());
        assert_eq!(primary_integrity::check(&it, S2, zxid("2:1"), zxid("1:2")), None);
        assert!(acknowledged_writes::check(&it, S2, Epoch(2), zxid("1:1")).is_some());
        assert_eq!(acknowledged_writes::check(&it, S2, Epoch(2), zxid("1:2")), None);
        assert_eq!(
            acknowledged_writes::check(&it, S2, Epoch(1), zxid("0:0")),
            None,
            "that epoch began before"
        );
    }

    #[test]
    fn orders_within_and_after_an_initial_history() {
        let mut it = ledger();
        it.last.insert(S2, zxid("0:0"));
        assert!(local_primary_order::check(&it, S2, zxid("1:2")).is_some());
        assert_eq!(local_primary_order::check(&it, S2, zxid("1:1")), None);
        it.established.insert(Epoch(2), Established { leader: S1, last: zxid("1:2") });
        assert!(commit_consistency::check(&it, S2, zxid("2:1")).is_some());
        it.last.insert(S2, zxid("1:2"));
        assert_eq!(commit_consistency::check(&it, S2, zxid("2:1")), None);
        assert!(initial_history_integrity::check(&it, S2, Epoch(3), zxid("1:1")).is_some());
        assert_eq!(initial_history_integrity::check(&it, S2, Epoch(3), zxid("1:2")), None);
        it.established.insert(Epoch(4), Established { leader: S1, last: zxid("1:2") });
        assert!(
            initial_history_integrity::check(&it, S2, Epoch(3), zxid("2:1")).is_some(),
            "and 4 is without it"
        );
        it.arrived.insert(S2, zxid("1:1"));
        it.proposed.insert(zxid("1:3"), zxid("1:2"));
        assert!(no_bad_proposal::check(&it, S2, zxid("1:3")).is_some());
        assert_eq!(no_bad_proposal::check(&it, S2, zxid("1:2")), None);
    }

    #[test]
    fn notes_of_bad_messages_count() {
        let late = zab::Note::UnmatchedCommit { zxid: zxid("1:2"), pending: None };
        let wrong = zab::Note::UnknownAck { learner: S2, zxid: zxid("1:2") };
        let strange = zab::Note::UnexpectedPacket { learner: S2, name: "ACK" };
        assert!(no_bad_commit::check(S1, &late).is_some() && no_bad_commit::check(S1, &wrong).is_none());
        assert!(no_bad_acknowledgment::check(S1, &wrong).is_some());
        assert_eq!(no_bad_acknowledgment::check(S1, &late), None);
        assert!(no_bad_state::check(S1, &strange).is_some() && no_bad_state::check(S1, &late).is_none());
    }

    fn world_with(disk: Disk) -> World {
        let mut world = World::new(Config::of_voters(3), 1, Timing::default());
        world.cause(Fault::SetDisk(S1, Box::new(disk)), &mut Vec::new()).unwrap();
        world
    }

    #[test]
    fn disks_and_trees_are_compared() {
        let sound = Disk::with_history(zxid("1:2"), Epoch(1));
        assert_eq!(epoch_order::check(&world_with(sound.clone()), S1), None);
        let ahead = Disk { current_epoch: Epoch(0), ..sound.clone() };
        assert!(epoch_order::check(&world_with(ahead), S1).is_some());

        let origin = Origin { server: S1, request: 0 };
        let change = TxnOp::CreateSession { timeout: 1 };
        let record = TxnRecord { zxid: zxid("1:2"), time: 0, session: SessionId(1), origin, change };
        let logged = [record.clone().into()];
        assert_eq!(history_consistency::check(&ledger(), &world_with(sound.clone()), S1, &logged), None);
        let mut hole = Disk::default();
        hole.log.append(&logged);
        assert!(history_consistency::check(&ledger(), &world_with(hole), S1, &logged).is_some());
        let next = [TxnRecord { zxid: zxid("2:1"), ..record }.into()];
        let mut longer = sound.clone();
        longer.log.append(&next);
        let mut it = ledger();
        it.proposed.insert(zxid("2:1"), zxid("1:2"));
        assert_eq!(history_consistency::check(&it, &world_with(longer.clone()), S1, &next), None);
        it.proposed.insert(zxid("2:1"), zxid("1:1"));
        assert!(history_consistency::check(&it, &world_with(longer), S1, &next).is_some(), "1:2 is nobody's");

        let mut world = world_with(Disk::with_history(zxid("1:2"), Epoch(1)));
        world.cause(Fault::Start(S1), &mut Vec::new()).unwrap();
        let digest = Ledger::tree(&world, S1).unwrap().digest();
        let mut it = ledger();
        assert!(tree_equality::check(&it, &world, S1, zxid("1:2")).is_some());
        it.delivered.insert(zxid("1:2"), Some(digest));
        assert_eq!(tree_equality::check(&it, &world, S1, zxid("1:2")), None);
    }

    #[test]
    fn a_violation_is_noted_once() {
        let world = World::new(Config::of_voters(3), 1, Timing::default());
        let what = What::Applied { server: S1, zxid: zxid("1:1") };
        let entry = Entry { at: SimTime::ZERO, step: 1, cause: 1, what };
        let mut checks = Checks::default();
        assert_eq!(checks.observe(&world, std::slice::from_ref(&entry)), 1, "nobody proposed it");
        assert_eq!(checks.observe(&world, &[entry]), 1, "and it comes twice");
        assert_eq!(
            checks.violations().iter().map(|it| it.invariant.to_string()).collect::<Vec<_>>(),
            ["I-2", "I-4"]
        );
        let note = server::Note::Election(election::Note::IgnoredNonVoter { from: S2 });
        let silent = Entry { at: SimTime::ZERO, step: 2, cause: 2, what: What::Note { server: S1, note } };
        assert_eq!(checks.observe(&world, &[silent]), 0);
    }
}
