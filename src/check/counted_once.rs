use super::RecipeLedger;
use crate::vocab::ClientId;

/// no two count to the same number: no update is lost.
pub fn check(ledger: &RecipeLedger, client: ClientId, path: &str, value: i64) -> Option<String> {
    let other = ledger.counted.get(&(path.into(), value))?;
    Some(format!("{client} counts {path} to {value}, to which {other} has counted"))
}
