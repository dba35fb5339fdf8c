use std::fmt::{self, Display};

use crate::client;
use crate::election::{self, Vote};
use crate::recipe::Belief;
use crate::server::Note;
use crate::storage::DiskOp;
use crate::trace::{Entry, Loss, What};
use crate::vocab::PeerState;
use crate::zab::{self, SyncKind};

/// An entry's one line: `0.201345s s1 → s2 NOTIFICATION s3 (epoch 0, zxid 0:0) round 1 LOOKING #12`.
///
/// `→` is sent, `⇥` arrived, `✕` lost; `·` is a reason. The words are ZooKeeper's and not translated.
pub fn line(entry: &Entry) -> String {
    format!("{:#} {}", entry.at, Line(&entry.what))
}

struct Line<'a>(&'a What);

impl Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut flight =
            |from: &dyn Display, mark: &str, to: &dyn Display, segment: &dyn Display, name: &str| {
                write!(f, "{from} {mark} {to} {name}")?;
                let detail = segment.to_string();
                if detail.is_empty() { Ok(()) } else { write!(f, " {detail}") }
            };
        match self.0 {
            What::Act { line } => write!(f, "> {line}"),
            What::Said { text } => write!(f, "# {text}"),
            What::Expected { line, found: None } => write!(f, "expect {line}: true"),
            What::Expected { line, found: Some(found) } => write!(f, "expect {line}: FALSE, found {found}"),
            What::State { server, from, to } => write!(f, "{server} {} → {}", state(*from), state(*to)),
            What::Asked { server, request, .. } => write!(f, "client → {server} {request}"),
            What::ClientState { client, from, to } => {
                write!(f, "{client} {} → {}", client_state(*from), client_state(*to))
            }
            What::Called { client, call, request } => write!(f, "{client} calls {request} ({})", call.0),
            What::Replied { client, call, result } => match &**result {
                Ok(_) => write!(f, "{client} got OK ({})", call.0),
                Err(error) => write!(f, "{client} got {error} ({})", call.0),
            },
            What::Told { client, event } => write!(f, "{client} is told {event}"),
            What::Believes { client, from, to } => write!(f, "{client} {} → {}", belief(from), belief(to)),
            What::Came { client, fact } => write!(f, "{client} {fact}"),
            What::Wrote { client, token } => write!(f, "{client} → store token {token}"),
            What::Stored { client, token, verdict } => {
                write!(f, "store {} token {token} of {client}", verdict.name())
            }
            What::Leased { client, token: Some(token) } => write!(f, "{client} has lease {token}"),
            What::Leased { client, token: None } => write!(f, "{client} gets no lease"),
            What::Printed { client, printed } => {
                let mark = if printed.stderr { "!" } else { "|" };
                write!(f, "{client} {mark} {}", printed.text.trim_start_matches('\n').replace('\n', " ⏎ "))
            }
            What::ClientNote { client, note } => write!(f, "{client} · {}", ClientReason(note)),
            What::Answered { server, request, zxid: Some(zxid) } => {
                write!(f, "{server} → client #{request} OK {zxid}")
            }
            What::Answered { server, request, zxid: None } => {
                write!(f, "{server} → client #{request} ConnectionLoss")
            }
            What::FourLetter { server, word, text } if text.is_empty() => {
                write!(f, "{server} closes the connection of {word} without a word")
            }
            What::FourLetter { server, word, text } => {
                write!(
                    f,
                    "{server} answers {word}: {}",
                    text.trim_end().replace('\n', " ⏎ ").replace('\t', " ")
                )
            }
            What::Written { server, op } => write!(f, "{server} wrote {}", Write(op)),
            What::NotWritten { server, op } => write!(f, "{server} could not write {}", Write(op)),
            What::Applied { server, zxid } => write!(f, "{server} applied {zxid}"),
            What::Note { server, note } => write!(f, "{server} · {}", Reason(note)),
            What::Sent { flight: id, from, to, segment } => {
                flight(from, "→", to, segment, segment.name())?;
                write!(f, " #{id}")
            }
            What::Arrived { flight: id, from, to, segment } => {
                flight(from, "⇥", to, segment, segment.name())?;
                write!(f, " #{id}")
            }
            What::Lost { flight: id, from, to, segment, why } => {
                flight(from, "✕", to, segment, segment.name())?;
                write!(f, " #{id} ({})", loss(*why))
            }
        }
    }
}

fn belief(belief: &Option<Belief>) -> String {
    belief.as_ref().map_or_else(|| "no program".to_owned(), Belief::to_string)
}

fn client_state(state: Option<client::State>) -> &'static str {
    state.map_or("DOWN", client::State::name)
}

struct ClientReason<'a>(&'a client::Note);

impl Display for ClientReason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use client::Note as N;
        match self.0 {
            N::Waits { server, wait } => write!(f, "waits {wait} before it connects to {server}"),
            N::NotHeard { server } => write!(f, "has not heard from {server}: leaves it"),
            N::NotConnected { server } => write!(f, "could not connect to {server} in time"),
            N::TooLong { server, bytes } => {
                write!(f, "cannot read {bytes} bytes from {server}: leaves it")
            }
            N::Lost { server } => write!(f, "has lost its connection to {server}"),
            N::Established { server, session, timeout } => {
                write!(f, "has session {session} at {server}, timeout {timeout} ms")
            }
            N::FoundQuorum { server } => write!(f, "found {server} with a quorum"),
            N::GivesUp { session } => write!(f, "gives session {session} up"),
            N::Abandoned { session } => write!(f, "lets its program give session {session} up"),
            N::Expired { session } => write!(f, "is told that session {session} has expired"),
        }
    }
}

struct Write<'a>(&'a DiskOp);

impl Display for Write<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            DiskOp::AcceptedEpoch(epoch) => write!(f, "acceptedEpoch {epoch}"),
            DiskOp::CurrentEpoch(epoch) => write!(f, "currentEpoch {epoch}"),
            DiskOp::Append(txns) => write!(f, "log {}", list(txns.iter().map(|it| it.zxid))),
            DiskOp::RollLog => f.write_str("a new log file"),
            DiskOp::Truncate(zxid) => write!(f, "log cut after {zxid}"),
            DiskOp::Snapshot { snapshot } => write!(f, "snapshot {}", snapshot.zxid),
        }
    }
}

fn state(state: Option<PeerState>) -> &'static str {
    state.map_or("DOWN", PeerState::name)
}

fn loss(why: Loss) -> &'static str {
    match why {
        Loss::NoPower => "no power",
        Loss::NoConnection => "no connection",
        Loss::Dropped => "dropped",
    }
}

fn nobody(vote: Option<Vote>) -> String {
    vote.map_or_else(|| "nobody".to_owned(), |it| it.to_string())
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|it| it.to_string()).collect();
    items.join(" ")
}

struct Reason<'a>(&'a Note);

impl Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Note::Election(note) => election_reason(note, f),
            Note::Zab(note) => zab_reason(note, f),
            Note::DroppedToLarger { to } => {
                write!(f, "have smaller server identifier, so dropping the connection to {to}")
            }
            Note::CallsBack { to } => write!(f, "calls {to} back"),
            Note::SentLastAgain { to } => {
                write!(f, "new connection: sends the last notification to {to} again")
            }
            Note::Overwrote { to } => write!(f, "a newer notification replaces the queued one to {to}"),
            Note::ServesReads { after } => write!(f, "serves reads after {after} without a leader"),
            Note::ObserverWaits { wait } => write!(f, "waits {wait} before it looks again"),
        }
    }
}

fn election_reason(note: &election::Note, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use election::Note as N;
    match note {
        N::NewElection { round, own } => write!(f, "new election, round {round}, own vote {}", nobody(*own)),
        N::JoinedLaterRound { from, round } => {
            write!(f, "{from} is in round {round}: joins it, empties the box")
        }
        N::Compared { from, theirs, mine, adopted } => {
            let verdict = if *adopted { "adopts" } else { "keeps its own vote, not" };
            write!(f, "{verdict} {theirs} from {from}, had {}", nobody(*mine))
        }
        N::WeighsNothing { from, leader } => write!(f, "{leader}, for which {from} votes, weighs nothing"),
        N::IgnoredEarlierRound { from, theirs, mine } => {
            write!(f, "ignores {from}: round {theirs} is before {mine}")
        }
        N::AnsweredEarlierRound { to, theirs } => {
            write!(f, "tells {to}, still in round {theirs}, of its round")
        }
        N::IgnoredNonVoter { from } => write!(f, "ignores {from}: no voter, or for no voter"),
        N::IgnoredEmptyDatabase { from } => write!(f, "ignores {from}: an unexpectedly empty database"),
        N::AnsweredNonVoter { to } => write!(f, "tells {to}, no voter, its current vote"),
        N::AnsweredLooking { to, leader } => match leader {
            Some(leader) => write!(f, "tells {to} that {leader} leads"),
            None => write!(f, "tells {to} that nobody leads"),
        },
        N::QuorumAgrees { vote, supporters } => {
            write!(f, "quorum {} for {vote}: waits for a better vote", list(supporters))
        }
        N::BetterVoteInTime { from, theirs } => write!(f, "better vote {theirs} from {from}: goes on"),
        N::DiscardedWhileFinalizing { from } => write!(f, "discards a vote of {from} while it waits"),
        N::HeardNothing { resent, next_wait } => {
            let act = if *resent { "sends its vote again" } else { "tries to connect" };
            write!(f, "heard nothing: {act}, waits {next_wait} next")
        }
        N::Elected { vote, round, state } => write!(f, "election over: {state}, vote {vote}, round {round}"),
        N::JoinedEstablished { leader, round, same_round } => {
            let by = if *same_round { "in this round" } else { "out of this election" };
            write!(f, "a quorum follows {leader}, {by}: joins, round {round}")
        }
        N::LeaderNotHeard { leader } => {
            write!(f, "a quorum follows {leader}, which does not say that it leads")
        }
    }
}

fn zab_reason(note: &zab::Note, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use zab::Note as N;
    match note {
        N::LearnerRegistered { learner } => write!(f, "{learner} has registered"),
        N::EpochChosen { epoch, sids } => write!(f, "new epoch {epoch}, by {}", list(sids)),
        N::EpochAcknowledged { epoch, sids } => write!(f, "epoch {epoch} acknowledged by {}", list(sids)),
        N::FollowerAhead { learner, current_epoch, last_zxid } => {
            write!(f, "{learner} is ahead of the leader: currentEpoch {current_epoch}, lastZxid {last_zxid}")
        }
        N::SyncDecided { learner, kind, min, max, last, peer, cannot_trunc, .. } => {
            let refused = if *cannot_trunc { ", cannot send TRUNC across epochs" } else { "" };
            write!(
                f,
                "sync of {learner}: {} (peer {peer}, min {min}, max {max}, last {last}{refused})",
                sync(*kind)
            )
        }
        N::WrongNewLeaderAck { learner, zxid } => {
            write!(f, "{learner} acknowledged {zxid} where NEWLEADER was due")
        }
        N::QuorumConnected { epoch, sids } => write!(f, "epoch {epoch} established with {}", list(sids)),
        N::NoQuorumInTime { sids } => write!(f, "no quorum within initLimit, only {}", list(sids)),
        N::NotSufficientFollowers { sids } => {
            write!(f, "not sufficient followers synced, only synced with sids: {}", list(sids))
        }
        N::LearnerGone { learner } => write!(f, "the connection to {learner} broke"),
        N::LearnerSilent { learner } => write!(f, "{learner} has been silent for too long"),
        N::LearnerLate { learner, zxid } => write!(f, "{learner} owes the ACK of {zxid} for too long"),
        N::RefusesToStart { accepted_epoch, current_epoch, last_zxid } => write!(
            f,
            "refuses to start: acceptedEpoch {accepted_epoch}, currentEpoch {current_epoch}, last zxid {last_zxid}"
        ),
        N::Proposed { zxid, after } => write!(f, "proposes {zxid} after {after}"),
        N::SessionExpired { session } => write!(f, "session {session} expires"),
        N::UnknownAck { learner, zxid } => write!(f, "{learner} acknowledged {zxid}, which is not proposed"),
        N::UnexpectedPacket { learner, name } => {
            write!(f, "{name} from {learner} is not due: closes its connection")
        }
        N::Committed { zxid, sids } => write!(f, "{zxid} committed, on disk at {}", list(sids)),
        N::ZxidRolledOver { zxid } => {
            write!(f, "zxid {zxid}: lower 32 bits have rolled over, forcing re-election")
        }
        N::ConnectionRefused { leader, tries } => write!(f, "{leader} refuses the connection, try {tries}"),
        N::LeaderUnreachable { leader } => write!(f, "could not connect to {leader}: looks again"),
        N::LeaderGone { leader } => write!(f, "the connection to {leader} broke: looks again"),
        N::LeaderSilent { leader } => write!(f, "{leader} has been silent for too long: looks again"),
        N::LeaderBehind { leader, epoch, accepted_epoch } => {
            write!(f, "{leader} leads epoch {epoch}, but {accepted_epoch} was accepted: looks again")
        }
        N::HistoryAcknowledged { epoch } => write!(f, "acknowledges the history of epoch {epoch}"),
        N::UpToDate { epoch } => write!(f, "is up to date in epoch {epoch}: serves"),
        N::CannotWrite => f.write_str("cannot write to its disk"),
        N::FindsNoDisk => f.write_str("finds no disk: does not start"),
        N::TakesSnapshot { zxid } => write!(f, "takes a snapshot at {zxid}"),
        N::TooBusyToSnap { zxid } => write!(f, "too busy to snap at {zxid}, skipping"),
        N::VoterChangedMind { voter } => write!(f, "quits leading, as {voter} has changed its mind"),
        N::CannotTruncate { zxid } => write!(f, "not able to truncate the log, which ends at {zxid}: exits"),
        N::UnmatchedCommit { zxid, pending } => match pending {
            Some(pending) => write!(f, "committing {zxid}, but next pending txn {pending}: exits"),
            None => write!(f, "committing {zxid} without seeing txn"),
        },
        N::CommitAfterHandOver { zxid } => write!(f, "COMMIT of {zxid} finds no proposal: the sync fails"),
        N::GapInSync { before, after } => write!(f, "{after} follows {before}: a gap, the sync fails"),
    }
}

fn sync(kind: SyncKind) -> String {
    match kind {
        SyncKind::Diff { zxid } => format!("DIFF {zxid}"),
        SyncKind::Trunc { zxid } => format!("TRUNC {zxid}"),
        SyncKind::Snap => "SNAP".to_owned(),
    }
}
