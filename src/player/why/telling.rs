use std::ops::Range;

use crate::trace::{Entry, What};
use crate::vocab::ProcessId;
use crate::{client, election, server, zab};

/// How much an entry tells a reader of what went on in its step; variant order is the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Something left or reached a machine.
    Flight,
    /// A reason of no consequence.
    Aside,
    /// A state, a disk or an answer is another now.
    Outcome,
    /// Something new was asked for or begun, or is in a tree.
    Beginning,
    /// A decision.
    Decision,
    /// Why somebody gave somebody up.
    Turn,
    /// Somebody, or the scenario, did something.
    Act,
}

pub(super) fn weight(entry: &Entry) -> Weight {
    match &entry.what {
        What::Act { .. } | What::Said { .. } | What::Expected { .. } => Weight::Act,
        What::Note { note, .. } => match note {
            server::Note::Election(note) => of_election(note),
            server::Note::Zab(note) => of_zab(note),
            server::Note::ServesReads { .. } | server::Note::ObserverWaits { .. } => Weight::Decision,
            server::Note::DroppedToLarger { .. }
            | server::Note::CallsBack { .. }
            | server::Note::SentLastAgain { .. }
            | server::Note::Overwrote { .. } => Weight::Aside,
        },
        What::ClientNote { note, .. } => of_client(note),
        What::Asked { .. }
        | What::Called { .. }
        | What::Wrote { .. }
        | What::Believes { .. }
        | What::Came { .. }
        | What::Applied { .. } => Weight::Beginning,
        What::State { .. }
        | What::ClientState { .. }
        | What::Written { .. }
        | What::NotWritten { .. }
        | What::Answered { .. }
        | What::Replied { .. }
        | What::Told { .. }
        | What::Stored { .. }
        | What::Leased { .. }
        | What::FourLetter { .. }
        | What::Printed { .. } => Weight::Outcome,
        What::Sent { .. } | What::Arrived { .. } | What::Lost { .. } => Weight::Flight,
    }
}

fn of_election(note: &election::Note) -> Weight {
    use election::Note as N;
    match note {
        N::Compared { adopted: true, .. }
        | N::QuorumAgrees { .. }
        | N::BetterVoteInTime { .. }
        | N::Elected { .. }
        | N::JoinedEstablished { .. } => Weight::Decision,
        N::NewElection { .. }
        | N::JoinedLaterRound { .. }
        | N::HeardNothing { .. }
        | N::AnsweredEarlierRound { .. }
        | N::AnsweredLooking { .. }
        | N::AnsweredNonVoter { .. } => Weight::Beginning,
        N::Compared { adopted: false, .. }
        | N::WeighsNothing { .. }
        | N::IgnoredEarlierRound { .. }
        | N::IgnoredNonVoter { .. }
        | N::IgnoredEmptyDatabase { .. }
        | N::DiscardedWhileFinalizing { .. }
        | N::LeaderNotHeard { .. } => Weight::Aside,
    }
}

fn of_zab(note: &zab::Note) -> Weight {
    use zab::Note as N;
    match note {
        N::EpochChosen { .. }
        | N::EpochAcknowledged { .. }
        | N::SyncDecided { .. }
        | N::QuorumConnected { .. }
        | N::Committed { .. }
        | N::HistoryAcknowledged { .. }
        | N::UpToDate { .. } => Weight::Decision,
        N::Proposed { .. } | N::TakesSnapshot { .. } => Weight::Beginning,
        N::LearnerRegistered { .. } | N::TooBusyToSnap { .. } | N::UnknownAck { .. } => Weight::Outcome,
        N::FollowerAhead { .. }
        | N::WrongNewLeaderAck { .. }
        | N::NoQuorumInTime { .. }
        | N::NotSufficientFollowers { .. }
        | N::LearnerGone { .. }
        | N::LearnerSilent { .. }
        | N::LearnerLate { .. }
        | N::RefusesToStart { .. }
        | N::SessionExpired { .. }
        | N::UnexpectedPacket { .. }
        | N::ZxidRolledOver { .. }
        | N::ConnectionRefused { .. }
        | N::LeaderUnreachable { .. }
        | N::LeaderGone { .. }
        | N::LeaderSilent { .. }
        | N::LeaderBehind { .. }
        | N::CannotWrite
        | N::FindsNoDisk
        | N::VoterChangedMind { .. }
        | N::CannotTruncate { .. }
        | N::UnmatchedCommit { .. }
        | N::CommitAfterHandOver { .. }
        | N::GapInSync { .. } => Weight::Turn,
    }
}

fn of_client(note: &client::Note) -> Weight {
    use client::Note as N;
    match note {
        N::Waits { .. } => Weight::Aside,
        N::Established { .. } | N::FoundQuorum { .. } => Weight::Decision,
        N::NotHeard { .. }
        | N::NotConnected { .. }
        | N::TooLong { .. }
        | N::Lost { .. }
        | N::GivesUp { .. }
        | N::Abandoned { .. }
        | N::Expired { .. } => Weight::Turn,
    }
}

/// The place in `places` that tells most; of several the last, as it is the nearest to what came of it.
pub(super) fn telling(entries: &[Entry], places: Range<usize>) -> Option<usize> {
    places.max_by_key(|it| (weight(&entries[*it]), *it))
}

/// Whose doing an entry tells of.
pub(super) fn actor(entry: &Entry) -> Option<ProcessId> {
    match &entry.what {
        What::Act { .. } | What::Said { .. } | What::Expected { .. } => None,
        What::State { server, .. }
        | What::Note { server, .. }
        | What::Asked { server, .. }
        | What::Answered { server, .. }
        | What::FourLetter { server, .. }
        | What::Written { server, .. }
        | What::NotWritten { server, .. }
        | What::Applied { server, .. } => Some((*server).into()),
        What::ClientState { client, .. }
        | What::Called { client, .. }
        | What::Replied { client, .. }
        | What::Told { client, .. }
        | What::Believes { client, .. }
        | What::Came { client, .. }
        | What::Wrote { client, .. }
        | What::Stored { client, .. }
        | What::Leased { client, .. }
        | What::Printed { client, .. }
        | What::ClientNote { client, .. } => Some((*client).into()),
        What::Sent { from, .. } => Some(*from),
        What::Arrived { to, .. } | What::Lost { to, .. } => Some(*to),
    }
}
