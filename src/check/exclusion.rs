use super::RecipeLedger;
use crate::recipe::{Goal, Hold};
use crate::vocab::ClientId;

/// of all whose session lives, as many hold as may: one that leads or has the lock, readers without a writer, so many
/// leases. Who believes to hold, but has no session any more, does not count.
pub fn check(
    ledger: &RecipeLedger,
    client: ClientId,
    path: &str,
    hold: &Hold,
    leases: usize,
) -> Option<String> {
    let others = ledger.alive(path).filter(|(id, _)| *id != client);
    let (ids, goals): (Vec<ClientId>, Vec<Goal>) = others.unzip();
    let fits = match hold.goal {
        Goal::Leader | Goal::Lock | Goal::Write => goals.is_empty(),
        Goal::Read => goals.iter().all(|it| *it == Goal::Read),
        Goal::Lease => goals.len() < leases,
        Goal::Barrier | Goal::Member => true,
    };
    let names: Vec<String> = ids.iter().map(|it| it.to_string()).collect();
    (!fits).then(|| format!("{client} holds the {} of {path} beside {}", hold.goal.name(), names.join(" ")))
}
