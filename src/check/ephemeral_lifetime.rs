use super::Ledger;
use crate::sim::World;
use crate::tree::{NodeKind, Tree, Txn, TxnOp};
use crate::vocab::{ServerId, SessionId};

/// J-5: an ephemeral lives exactly as long as its session. Not longer: in no tree has one an owner that is not there.
pub fn check(world: &World, server: ServerId) -> Option<String> {
    let (session, path) = orphan(Ledger::tree(world, server)?)?;
    Some(format!("{server}: {path} outlives its session {session}"))
}

/// An ephemeral without its session, if there is one.
pub fn orphan(tree: &Tree) -> Option<(SessionId, &str)> {
    let mut all = tree.ephemerals();
    all.find(|(session, _)| tree.session(*session).is_none()).map(|(session, path)| (session, &**path))
}

/// Not shorter, unless a client deletes it: a session that ends takes nobody else's znode with it. `server` has logged `txns`.
pub fn closing(world: &World, server: ServerId, txns: &[Txn]) -> Option<String> {
    let tree = Ledger::tree(world, server)?;
    txns.iter().find_map(|txn| {
        let path = foreign(tree, txn)?;
        Some(format!("{server}: the end of session {} takes {path}, which is not its", txn.session))
    })
}

/// What the end of a session would delete and does not own, if there is such. It is asked of a tree that stands right before it:
/// what is still on its way to an earlier one could make the znode its own.
pub fn foreign<'a>(tree: &Tree, txn: &'a Txn) -> Option<&'a str> {
    let TxnOp::CloseSession { paths } = &txn.change else { return None };
    let (last, own) = (tree.last(), NodeKind::Ephemeral(txn.session));
    let is_next = (last.epoch(), last.counter() + 1) == (txn.zxid.epoch(), txn.zxid.counter());
    let mut paths = paths.iter().map(|it| &**it).filter(|_| is_next);
    paths.find(|path| tree.get(path).is_some_and(|it| it.kind != own))
}
