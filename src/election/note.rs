use std::collections::BTreeSet;

use crate::election::Vote;
use crate::vocab::{PeerState, Round, ServerId, Span};

/// Why a server did what it did in an election. No rule reads a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Entered `lookForLeader` and voted for itself (an observer: for nobody).
    NewElection { round: Round, own: Option<Vote> },
    /// A notification of a later round: took that round over and emptied the ballot box.
    JoinedLaterRound { from: ServerId, round: Round },
    /// Compared a vote of this round with its own one; `adopted` if it was better.
    Compared { from: ServerId, theirs: Vote, mine: Option<Vote>, adopted: bool },
    /// The candidate has no weight in the quorum, and so never wins.
    WeighsNothing { from: ServerId, leader: ServerId },
    /// A LOOKING server's notification of an earlier round does not count.
    IgnoredEarlierRound { from: ServerId, theirs: Round, mine: Round },
    /// Told a LOOKING server in an earlier round of its own round and vote.
    AnsweredEarlierRound { to: ServerId, theirs: Round },
    /// The sender or its candidate has no vote.
    IgnoredNonVoter { from: ServerId },
    /// One of the two servers has an unexpectedly empty database.
    IgnoredEmptyDatabase { from: ServerId },
    /// Told a server without a vote what it believes.
    AnsweredNonVoter { to: ServerId },
    /// Told a LOOKING server whom it follows.
    AnsweredLooking { to: ServerId, leader: Option<ServerId> },
    /// A quorum shares its vote: waits `finalizeWait` for a better one.
    QuorumAgrees { vote: Vote, supporters: BTreeSet<ServerId> },
    /// A better vote came while it waited: the election goes on.
    BetterVoteInTime { from: ServerId, theirs: Vote },
    /// A vote that is no better came while it waited: it is discarded, not put into the box.
    DiscardedWhileFinalizing { from: ServerId },
    /// No notification came for a while: sent its vote again (or only tried to connect), and will wait longer.
    HeardNothing { resent: bool, next_wait: Span },
    /// No better vote came: the election is over for this server.
    Elected { vote: Vote, round: Round, state: PeerState },
    /// A quorum follows `leader`, and the leader itself says that it leads: joined without further ado.
    JoinedEstablished { leader: ServerId, round: Round, same_round: bool },
    /// A quorum follows `leader`, but that server has not said that it leads (`checkLeader`): does not follow it.
    LeaderNotHeard { leader: ServerId },
}
