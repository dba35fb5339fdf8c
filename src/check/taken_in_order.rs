use super::RecipeLedger;
use crate::vocab::ClientId;

/// a consumer takes what is in a queue by its numbers, the lowest first. Of several, each does so for itself.
pub fn check(ledger: &RecipeLedger, client: ClientId, path: &str, number: i32) -> Option<String> {
    let last = ledger.last_taken.get(&(client, path.into()))?;
    (number < *last).then(|| format!("{client} takes number {number} of {path} after number {last}"))
}
