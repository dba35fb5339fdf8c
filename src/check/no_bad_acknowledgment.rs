use crate::vocab::ServerId;
use crate::zab::Note;

/// I-12: the leader can place every ACK that it gets.
pub fn check(server: ServerId, note: &Note) -> Option<String> {
    match note {
        Note::WrongNewLeaderAck { learner, zxid } | Note::UnknownAck { learner, zxid } => {
            Some(format!("{server} got an ACK of {zxid} from {learner}"))
        }
        _ => None,
    }
}
