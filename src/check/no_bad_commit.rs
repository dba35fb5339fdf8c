use crate::vocab::ServerId;
use crate::zab::Note;

/// I-14: a COMMIT names the oldest pending proposal.
pub fn check(server: ServerId, note: &Note) -> Option<String> {
    match note {
        Note::UnmatchedCommit { zxid, .. } | Note::CommitAfterHandOver { zxid } => {
            Some(format!("{server} got a COMMIT of {zxid}"))
        }
        _ => None,
    }
}
