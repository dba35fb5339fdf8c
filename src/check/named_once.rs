use super::RecipeLedger;
use crate::vocab::ClientId;

/// no two are given the same name.
pub fn check(ledger: &RecipeLedger, client: ClientId, name: &str) -> Option<String> {
    let other = ledger.named.get(name)?;
    Some(format!("{client} is named {name}, as {other} was"))
}
