use super::Ledger;
use crate::vocab::{Epoch, ServerId};

/// I-1: at most one established leader for each epoch. `server` establishes `epoch`.
pub fn check(ledger: &Ledger, server: ServerId, epoch: Epoch) -> Option<String> {
    let other = ledger.established.get(&epoch).filter(|it| it.leader != server)?;
    Some(format!("epoch {epoch}: {} and {server}", other.leader))
}
