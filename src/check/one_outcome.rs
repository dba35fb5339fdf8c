use super::RecipeLedger;
use crate::vocab::ClientId;

/// all sites of a transaction come to the same outcome.
pub fn check(ledger: &RecipeLedger, client: ClientId, transaction: &str, commit: bool) -> Option<String> {
    let (other, outcome) = ledger.decided.get(transaction)?;
    let word = |commit| if commit { "commit" } else { "abort" };
    (*outcome != commit)
        .then(|| format!("{transaction}: {client} knows of {}, {other} of {}", word(commit), word(*outcome)))
}
