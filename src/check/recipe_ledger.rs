use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Invariant, counted_once, exclusion, named_once, one_outcome, taken_in_order, taken_once};
use crate::recipe::{Belief, Fact, Goal, Hold, Kind, Order, sequence};
use crate::server::Note;
use crate::sim::World;
use crate::storage::DiskOp;
use crate::trace::What;
use crate::tree::TxnOp;
use crate::vocab::{ClientId, SessionId, Zxid};
use crate::zab;

/// What programs believe to hold and have come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecipeLedger {
    holders: BTreeMap<ClientId, Holder>,
    /// The transactions that end sessions, as logs have them.
    closings: BTreeMap<Zxid, SessionId>,
    /// The sessions whose end some server has applied: they are over for ever.
    over: BTreeSet<SessionId>,
    /// What was taken out of queues, and by whom.
    pub taken: BTreeMap<Arc<str>, ClientId>,
    /// The number that each client took last out of which queue, if it takes by number.
    pub last_taken: BTreeMap<(ClientId, Arc<str>), i32>,
    /// Which counter was counted to what, and by whom.
    pub counted: BTreeMap<(Arc<str>, i64), ClientId>,
    /// Who was given which name.
    pub named: BTreeMap<Arc<str>, ClientId>,
    /// Which transaction came to what outcome, and who knew it first.
    pub decided: BTreeMap<Arc<str>, (ClientId, bool)>,
}

/// One that believes to hold something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Holder {
    path: Arc<str>,
    hold: Hold,
    session: SessionId,
}

impl RecipeLedger {
    /// Who believes to hold something at that path, and has a session.
    pub fn alive(&self, path: &str) -> impl Iterator<Item = (ClientId, Goal)> {
        let alive =
            self.holders.iter().filter(move |(_, it)| *it.path == *path && !self.over.contains(&it.session));
        alive.map(|(id, it)| (*id, it.hold.goal))
    }

    /// Holds what has happened against what recipes promise, then takes it down.
    pub(super) fn look(&mut self, world: &World, what: &What) -> Option<(Invariant, String)> {
        match what {
            What::Believes { client, to, .. } => self.believes(world, *client, to.as_ref()),
            What::Written { op: DiskOp::Append(txns), .. } => {
                let closings = txns.iter().filter(|it| matches!(it.change, TxnOp::CloseSession { .. }));
                self.closings.extend(closings.map(|it| (it.zxid, it.session)));
                None
            }
            What::Applied { zxid, .. } => {
                self.over.extend(self.closings.get(zxid));
                None
            }
            // What the leader of an epoch has from before is committed with it.
            What::Note { server, note: Note::Zab(zab::Note::QuorumConnected { .. }) } => {
                let tree = world.server(*server).map(|it| &it.database().tree)?;
                let known = self.closings.range(..=tree.last()).map(|it| it.1);
                self.over.extend(known.filter(|it| tree.session(**it).is_none()));
                None
            }
            What::Came { client, fact } => self.came(world, *client, fact),
            _ => None,
        }
    }

    fn believes(
        &mut self,
        world: &World,
        client: ClientId,
        to: Option<&Belief>,
    ) -> Option<(Invariant, String)> {
        self.holders.remove(&client);
        let hold = to.and_then(Belief::hold)?;
        let host = &world.clients()[&client];
        let recipe = host.program()?.recipe();
        if !recipe.kind.is_by_session() {
            return None;
        }
        let session = host.client.as_ref()?.session();
        if self.over.contains(&session) {
            return None;
        }
        let found = exclusion::check(self, client, &recipe.path, hold, recipe.kind.leases());
        let path = Arc::clone(&recipe.path);
        self.holders.insert(client, Holder { path, hold: hold.clone(), session });
        found.map(|it| (Invariant::R1, it))
    }

    fn came(&mut self, world: &World, client: ClientId, fact: &Fact) -> Option<(Invariant, String)> {
        let recipe = world.clients()[&client].program()?.recipe();
        let path = Arc::clone(&recipe.path);
        match fact {
            Fact::Took { item } => {
                let twice = taken_once::check(self, client, item);
                self.taken.insert(Arc::clone(item), client);
                let by_number = recipe.kind == Kind::Consume { order: Order::Number };
                let number = sequence(item).filter(|_| by_number);
                let disordered = number.and_then(|it| taken_in_order::check(self, client, &path, it));
                self.last_taken.extend(number.map(|it| ((client, path), it)));
                let twice = twice.map(|it| (Invariant::R2, it));
                twice.or(disordered.map(|it| (Invariant::R6, it)))
            }
            Fact::Counted { value } => {
                let found = counted_once::check(self, client, &path, *value);
                self.counted.insert((path, *value), client);
                found.map(|it| (Invariant::R3, it))
            }
            Fact::Named { name } => {
                let found = named_once::check(self, client, name);
                self.named.insert(Arc::clone(name), client);
                found.map(|it| (Invariant::R4, it))
            }
            Fact::Decided { commit, .. } => {
                let found = one_outcome::check(self, client, &path, *commit);
                self.decided.entry(path).or_insert((client, *commit));
                found.map(|it| (Invariant::R5, it))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Token;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const C1: ClientId = ClientId(1);
    const C2: ClientId = ClientId(2);

    fn hold(goal: Goal) -> Hold {
        Hold { goal, node: "/l/lock-0000000000".into(), token: Token(1) }
    }

    /// c1 holds something at /l.
    fn ledger(goal: Goal, over: bool) -> RecipeLedger {
        let holder = Holder { path: "/l".into(), hold: hold(goal), session: SessionId(1) };
        let over = if over { [SessionId(1)].into() } else { BTreeSet::new() };
        RecipeLedger { holders: [(C1, holder)].into(), over, ..RecipeLedger::default() }
    }

    #[test]
    fn who_has_no_session_holds_nothing() {
        use Goal::{Barrier, Leader, Lease, Lock, Read, Write};
        for (first, second, fits) in [
            (Leader, Leader, false),
            (Lock, Lock, false),
            (Read, Read, true),
            (Read, Write, false),
            (Write, Read, false),
            (Lease, Lease, false),
            (Barrier, Barrier, true),
        ] {
            let found = |over| exclusion::check(&ledger(first, over), C2, "/l", &hold(second), 1);
            assert_eq!(found(false).is_none(), fits, "{first:?} {second:?}");
            assert_eq!(found(true), None, "{first:?} {second:?}");
        }
        assert_eq!(exclusion::check(&ledger(Lease, false), C2, "/l", &hold(Lease), 2), None);
        assert_eq!(exclusion::check(&ledger(Lock, false), C2, "/m", &hold(Lock), 1), None);
        assert_eq!(exclusion::check(&ledger(Lock, false), C1, "/l", &hold(Lock), 1), None);
    }

    #[test]
    fn what_is_said_once_is_not_said_again() {
        let mut it = RecipeLedger::default();
        it.taken.insert("/q/1".into(), C1);
        it.counted.insert(("/n".into(), 3), C1);
        it.named.insert("/i/1".into(), C1);
        it.decided.insert("/t".into(), (C1, true));
        assert!(taken_once::check(&it, C2, "/q/1").is_some());
        assert_eq!(taken_once::check(&it, C2, "/q/2"), None);
        it.last_taken.insert((C1, "/q".into()), 4);
        assert!(taken_in_order::check(&it, C1, "/q", 3).is_some());
        assert_eq!(taken_in_order::check(&it, C1, "/q", 5), None);
        assert_eq!(taken_in_order::check(&it, C2, "/q", 3), None);
        assert!(counted_once::check(&it, C2, "/n", 3).is_some());
        assert_eq!(counted_once::check(&it, C2, "/n", 4), None);
        assert!(named_once::check(&it, C2, "/i/1").is_some());
        assert_eq!(named_once::check(&it, C2, "/i/2"), None);
        assert!(one_outcome::check(&it, C2, "/t", false).is_some());
        assert_eq!(one_outcome::check(&it, C2, "/t", true), None);
    }
}
