use super::RecipeLedger;
use crate::vocab::ClientId;

/// nothing is taken out of a queue twice.
pub fn check(ledger: &RecipeLedger, client: ClientId, item: &str) -> Option<String> {
    let other = ledger.taken.get(item)?;
    Some(format!("{client} takes {item}, which {other} has taken"))
}
