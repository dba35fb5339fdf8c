use crate::vocab::ServerId;
use crate::zab::Note;

/// I-11: a message arrives only in a state that has a rule for it.
pub fn check(server: ServerId, note: &Note) -> Option<String> {
    match note {
        Note::UnexpectedPacket { learner, name } => Some(format!("{server} got {name} from {learner}")),
        _ => None,
    }
}
