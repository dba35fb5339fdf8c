use std::borrow::Cow;
use std::fmt::Display;

use crate::client;
use crate::election::{self, Term, Vote};
use crate::locale::Lang;
use crate::recipe::{Belief, Fact, Goal, Token, Verdict};
use crate::server::Note;
use crate::t;
use crate::trace::{Entry, Loss, What};
use crate::vocab::PeerState;
use crate::zab::{self, Branch, SyncKind};

/// An entry as a sentence for a learner; `None` where the line of text says it all.
pub fn sentence(entry: &Entry, lang: Lang) -> Option<String> {
    let text = match &entry.what {
        What::Act { .. } | What::Said { .. } | What::Expected { .. } => return None,
        What::State { server, from, to } => state(server, *from, *to, lang),
        What::Note { server, note } => match note {
            Note::Election(note) => election(server, note, lang),
            Note::Zab(note) => broadcast(server, note, lang),
            Note::DroppedToLarger { to } => {
                t!("trace.dropped_to_larger", locale = lang, server = server, to = to).into()
            }
            Note::CallsBack { to } => t!("trace.calls_back", locale = lang, server = server, to = to).into(),
            Note::SentLastAgain { to } => {
                t!("trace.sent_last_again", locale = lang, server = server, to = to).into()
            }
            Note::Overwrote { to } => t!("trace.overwrote", locale = lang, server = server, to = to).into(),
            Note::ServesReads { after } => {
                t!("trace.serves_reads", locale = lang, server = server, after = after).into()
            }
            Note::ObserverWaits { wait } => {
                t!("trace.observer_waits", locale = lang, server = server, wait = wait).into()
            }
        },
        What::ClientState { client, from, to } => return client_state(client, *from, *to, lang),
        What::ClientNote { client, note } => client_note(client, note, lang),
        What::Told { client, event } => told(client, event, lang),
        What::Believes { client, from, to } => return belief(client, from.as_ref(), to.as_ref(), lang),
        What::Came { client, fact } => return came(client, fact, lang),
        What::Stored { client, token, verdict } => stored(client, *token, *verdict, lang),
        What::Leased { client, token } => leased(client, *token, lang),
        What::Wrote { .. } => return None,
        What::Called { .. } | What::Replied { .. } | What::Printed { .. } => return None,
        What::Sent { .. } | What::Arrived { .. } | What::Asked { .. } | What::Answered { .. } => return None,
        What::FourLetter { .. } => return None,
        What::Written { .. } | What::NotWritten { .. } | What::Applied { .. } => return None,
        What::Lost { to, segment, why, .. } => lost(to, segment.name(), *why, lang),
    };
    Some(text)
}

fn state(server: &dyn Display, from: Option<PeerState>, to: Option<PeerState>, lang: Lang) -> String {
    match (from, to) {
        (None, _) => t!("trace.state.started", locale = lang, server = server),
        (_, None) => t!("trace.state.ended", locale = lang, server = server),
        (_, Some(PeerState::Looking)) => t!("trace.state.looking", locale = lang, server = server),
        (_, Some(PeerState::Following)) => t!("trace.state.following", locale = lang, server = server),
        (_, Some(PeerState::Leading)) => t!("trace.state.leading", locale = lang, server = server),
        (_, Some(PeerState::Observing)) => t!("trace.state.observing", locale = lang, server = server),
    }
    .into()
}

/// What a client's state means; nothing where its notes say it better.
fn client_state(
    client: &dyn Display,
    from: Option<client::State>,
    to: Option<client::State>,
    lang: Lang,
) -> Option<String> {
    match (from, to) {
        (None, _) => Some(t!("trace.client.started", locale = lang, client = client).into()),
        (_, None) => Some(t!("trace.client.ended", locale = lang, client = client).into()),
        _ => None,
    }
}

/// What a program comes to believe; nothing while it is on its way.
fn belief(client: &dyn Display, from: Option<&Belief>, to: Option<&Belief>, lang: Lang) -> Option<String> {
    let held = from.and_then(Belief::hold);
    let text = match (held, to) {
        (_, None) => t!("trace.program.ended", locale = lang, client = client),
        (None, Some(Belief::Holds(hold))) if matches!(hold.goal, Goal::Barrier | Goal::Member) => {
            let (what, node) = (goal(hold.goal, lang), &hold.node);
            t!("trace.program.takes_part", locale = lang, client = client, what = what, node = node)
        }
        (None, Some(Belief::Holds(hold))) => {
            let (what, node, token) = (goal(hold.goal, lang), &hold.node, hold.token);
            t!("trace.program.holds", locale = lang, client = client, what = what, node = node, token = token)
        }
        (Some(_), Some(Belief::Holds(_))) => return None,
        (Some(hold), Some(_)) => {
            t!("trace.program.holds_no_more", locale = lang, client = client, what = goal(hold.goal, lang))
        }
        (None, Some(Belief::Waits { on })) => {
            t!("trace.program.waits", locale = lang, client = client, on = on)
        }
        (None, Some(Belief::Idle | Belief::Busy)) => return None,
    };
    Some(text.into())
}

/// What can be held, in the reader's words.
fn goal(goal: Goal, lang: Lang) -> Cow<'static, str> {
    match goal {
        Goal::Leader => t!("trace.program.goal.leader", locale = lang),
        Goal::Lock => t!("trace.program.goal.lock", locale = lang),
        Goal::Read => t!("trace.program.goal.read", locale = lang),
        Goal::Write => t!("trace.program.goal.write", locale = lang),
        Goal::Lease => t!("trace.program.goal.lease", locale = lang),
        Goal::Barrier => t!("trace.program.goal.barrier", locale = lang),
        Goal::Member => t!("trace.program.goal.member", locale = lang),
    }
}

fn came(client: &dyn Display, fact: &Fact, lang: Lang) -> Option<String> {
    let text = match fact {
        Fact::Failed { error } => t!("trace.program.failed", locale = lang, client = client, error = error),
        Fact::Puzzled { line } => t!("trace.program.puzzled", locale = lang, client = client, line = line),
        Fact::Put { item } => t!("trace.program.put", locale = lang, client = client, item = item),
        Fact::Took { item } => t!("trace.program.took", locale = lang, client = client, item = item),
        Fact::Counted { value } => {
            t!("trace.program.counted", locale = lang, client = client, value = value)
        }
        Fact::Named { name } => t!("trace.program.named", locale = lang, client = client, name = name),
        Fact::Configured { data, mzxid } => {
            t!("trace.program.configured", locale = lang, client = client, data = data, zxid = mzxid)
        }
        Fact::Sees { members } if members.is_empty() => {
            t!("trace.program.sees_nobody", locale = lang, client = client)
        }
        Fact::Sees { members } => {
            t!("trace.program.sees", locale = lang, client = client, members = members.join(", "))
        }
        Fact::Chose { member } => {
            t!("trace.program.chose", locale = lang, client = client, member = member)
        }
        Fact::Passed { barrier } => {
            t!("trace.program.passed", locale = lang, client = client, barrier = barrier)
        }
        Fact::Voted { site, yes: true } => {
            t!("trace.program.votes_yes", locale = lang, client = client, site = site)
        }
        Fact::Voted { site, yes: false } => {
            t!("trace.program.votes_no", locale = lang, client = client, site = site)
        }
        Fact::Decided { transaction, commit: true } => {
            t!("trace.program.commits", locale = lang, client = client, transaction = transaction)
        }
        Fact::Decided { transaction, commit: false } => {
            t!("trace.program.aborts", locale = lang, client = client, transaction = transaction)
        }
        Fact::Outrun { path } => t!("trace.program.outrun", locale = lang, client = client, path = path),
    };
    Some(text.into())
}

fn stored(client: &dyn Display, token: Token, verdict: Verdict, lang: Lang) -> String {
    match verdict {
        Verdict::Accepted => t!("trace.store.accepts", locale = lang, client = client, token = token),
        Verdict::AcceptedLate => {
            t!("trace.store.accepts_late", locale = lang, client = client, token = token)
        }
        Verdict::Refused => t!("trace.store.refuses", locale = lang, client = client, token = token),
    }
    .into()
}

fn leased(client: &dyn Display, token: Option<Token>, lang: Lang) -> String {
    match token {
        Some(token) => t!("trace.store.leases", locale = lang, client = client, token = token),
        None => t!("trace.store.leases_not", locale = lang, client = client),
    }
    .into()
}

fn client_note(client: &dyn Display, note: &client::Note, lang: Lang) -> String {
    use client::Note as N;
    match note {
        N::Waits { server, wait } => {
            t!("trace.client.waits", locale = lang, client = client, server = server, wait = wait)
        }
        N::NotHeard { server } => {
            t!("trace.client.not_heard", locale = lang, client = client, server = server)
        }
        N::NotConnected { server } => {
            t!("trace.client.not_connected", locale = lang, client = client, server = server)
        }
        N::TooLong { server, bytes } => {
            t!("trace.client.too_long", locale = lang, client = client, server = server, count = bytes)
        }
        N::Lost { server } => t!("trace.client.lost", locale = lang, client = client, server = server),
        N::Established { server, session, timeout } => t!(
            "trace.client.established",
            locale = lang,
            client = client,
            server = server,
            session = session,
            timeout = timeout
        ),
        N::FoundQuorum { server } => {
            t!("trace.client.found_quorum", locale = lang, client = client, server = server)
        }
        N::GivesUp { session } => {
            t!("trace.client.gives_up", locale = lang, client = client, session = session)
        }
        N::Abandoned { session } => {
            t!("trace.client.abandoned", locale = lang, client = client, session = session)
        }
        N::Expired { session } => {
            t!("trace.client.expired", locale = lang, client = client, session = session)
        }
    }
    .into()
}

fn told(client: &dyn Display, event: &client::Event, lang: Lang) -> String {
    match event {
        client::Event::State(state) => {
            t!("trace.client.state", locale = lang, client = client, state = state)
        }
        client::Event::Watch(event) => {
            t!("trace.client.watch", locale = lang, client = client, event = event)
        }
    }
    .into()
}

fn lost(to: &dyn Display, name: &str, why: Loss, lang: Lang) -> String {
    match why {
        Loss::NoPower => t!("trace.lost.no_power", locale = lang, to = to, name = name),
        Loss::NoConnection => t!("trace.lost.no_connection", locale = lang, to = to, name = name),
        Loss::Dropped => t!("trace.lost.dropped", locale = lang, to = to, name = name),
    }
    .into()
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|it| it.to_string()).collect();
    items.join(" ")
}

/// A vote without its terms, `s3`, or nobody.
fn candidate(vote: Option<Vote>, lang: Lang) -> String {
    vote.map_or_else(|| t!("trace.nobody", locale = lang).into(), |it| it.leader.to_string())
}

fn election(server: &dyn Display, note: &election::Note, lang: Lang) -> String {
    use election::Note as N;
    let text = match note {
        N::NewElection { round, own } => {
            let vote = candidate(*own, lang);
            t!("trace.new_election", locale = lang, server = server, round = round, vote = vote)
        }
        N::JoinedLaterRound { from, round } => {
            t!("trace.joined_later_round", locale = lang, server = server, from = from, round = round)
        }
        N::Compared { from, theirs, mine, adopted } => {
            return compared(server, from, *theirs, *mine, *adopted, lang);
        }
        N::WeighsNothing { from, leader } => {
            t!("trace.weighs_nothing", locale = lang, server = server, from = from, leader = leader)
        }
        N::IgnoredEarlierRound { from, theirs, mine } => {
            t!(
                "trace.ignored_earlier_round",
                locale = lang,
                server = server,
                from = from,
                theirs = theirs,
                mine = mine
            )
        }
        N::AnsweredEarlierRound { to, theirs } => {
            t!("trace.answered_earlier_round", locale = lang, server = server, to = to, theirs = theirs)
        }
        N::IgnoredNonVoter { from } => {
            t!("trace.ignored_non_voter", locale = lang, server = server, from = from)
        }
        N::IgnoredEmptyDatabase { from } => {
            t!("trace.ignored_empty_database", locale = lang, server = server, from = from)
        }
        N::AnsweredNonVoter { to } => t!("trace.answered_non_voter", locale = lang, server = server, to = to),
        N::AnsweredLooking { to, leader } => {
            let leader = leader.map_or_else(|| t!("trace.nobody", locale = lang).into(), |it| it.to_string());
            t!("trace.answered_looking", locale = lang, server = server, to = to, leader = leader)
        }
        N::QuorumAgrees { vote, supporters } => {
            let (leader, sids) = (vote.leader, list(supporters));
            t!("trace.quorum_agrees", locale = lang, server = server, sids = sids, leader = leader)
        }
        N::BetterVoteInTime { from, theirs } => {
            t!(
                "trace.better_vote_in_time",
                locale = lang,
                server = server,
                from = from,
                leader = theirs.leader
            )
        }
        N::DiscardedWhileFinalizing { from } => {
            t!("trace.discarded_while_finalizing", locale = lang, server = server, from = from)
        }
        N::HeardNothing { resent: true, next_wait } => {
            t!("trace.heard_nothing", locale = lang, server = server, wait = next_wait)
        }
        N::HeardNothing { resent: false, next_wait } => {
            t!("trace.heard_nothing_connects", locale = lang, server = server, wait = next_wait)
        }
        N::Elected { vote, state, .. } => {
            t!("trace.elected", locale = lang, server = server, leader = vote.leader, state = state)
        }
        N::JoinedEstablished { leader, same_round: true, .. } => {
            t!("trace.joined_same_round", locale = lang, server = server, leader = leader)
        }
        N::JoinedEstablished { leader, same_round: false, round } => {
            t!("trace.joined_established", locale = lang, server = server, leader = leader, round = round)
        }
        N::LeaderNotHeard { leader } => {
            t!("trace.leader_not_heard", locale = lang, server = server, leader = leader)
        }
    };
    text.into()
}

/// The comparison with the term that decided it.
fn compared(
    server: &dyn Display,
    from: &dyn Display,
    theirs: Vote,
    mine: Option<Vote>,
    adopted: bool,
    lang: Lang,
) -> String {
    let leader = theirs.leader;
    let Some(mine) = mine else {
        return t!("trace.adopted_first", locale = lang, server = server, from = from, leader = leader)
            .into();
    };
    let (theirs_is, mine_is): (String, String) = match theirs.decided_by(mine) {
        Term::PeerEpoch => (theirs.peer_epoch.to_string(), mine.peer_epoch.to_string()),
        Term::Zxid => (theirs.zxid.to_string(), mine.zxid.to_string()),
        Term::Leader | Term::Same => (theirs.leader.to_string(), mine.leader.to_string()),
    };
    let term = match theirs.decided_by(mine) {
        Term::PeerEpoch => t!("trace.term.peer_epoch", locale = lang),
        Term::Zxid => t!("trace.term.zxid", locale = lang),
        Term::Leader | Term::Same => t!("trace.term.leader", locale = lang),
    };
    let text = if adopted {
        t!(
            "trace.adopted",
            locale = lang,
            server = server,
            from = from,
            leader = leader,
            term = term,
            theirs = theirs_is,
            mine = mine_is
        )
    } else {
        t!(
            "trace.kept",
            locale = lang,
            server = server,
            from = from,
            leader = leader,
            own = mine.leader,
            term = term,
            theirs = theirs_is,
            mine = mine_is
        )
    };
    text.into()
}

fn broadcast(server: &dyn Display, note: &zab::Note, lang: Lang) -> String {
    use zab::Note as N;
    let text = match note {
        N::LearnerRegistered { learner } => {
            t!("trace.learner_registered", locale = lang, server = server, learner = learner)
        }
        N::EpochChosen { epoch, sids } => {
            t!("trace.epoch_chosen", locale = lang, server = server, epoch = epoch, sids = list(sids))
        }
        N::EpochAcknowledged { epoch, sids } => {
            t!("trace.epoch_acknowledged", locale = lang, server = server, epoch = epoch, sids = list(sids))
        }
        N::FollowerAhead { learner, .. } => {
            t!("trace.follower_ahead", locale = lang, server = server, learner = learner)
        }
        N::SyncDecided { .. } => return sync_decided(server, note, lang),
        N::WrongNewLeaderAck { learner, zxid } => {
            t!("trace.wrong_new_leader_ack", locale = lang, server = server, learner = learner, zxid = zxid)
        }
        N::QuorumConnected { epoch, sids } => {
            t!("trace.quorum_connected", locale = lang, server = server, epoch = epoch, sids = list(sids))
        }
        N::NoQuorumInTime { sids } => {
            t!("trace.no_quorum_in_time", locale = lang, server = server, sids = list(sids))
        }
        N::NotSufficientFollowers { sids } => {
            t!("trace.not_sufficient_followers", locale = lang, server = server, sids = list(sids))
        }
        N::LearnerGone { learner } => {
            t!("trace.learner_gone", locale = lang, server = server, learner = learner)
        }
        N::LearnerSilent { learner } => {
            t!("trace.learner_silent", locale = lang, server = server, learner = learner)
        }
        N::LearnerLate { learner, zxid } => {
            t!("trace.learner_late", locale = lang, server = server, learner = learner, zxid = zxid)
        }
        N::RefusesToStart { accepted_epoch, current_epoch, last_zxid } => t!(
            "trace.refuses_to_start",
            locale = lang,
            server = server,
            accepted = accepted_epoch,
            current = current_epoch,
            zxid = last_zxid
        ),
        N::Proposed { zxid, after } => {
            t!("trace.proposed", locale = lang, server = server, zxid = zxid, after = after)
        }
        N::SessionExpired { session } => {
            t!("trace.session_expired", locale = lang, server = server, session = session)
        }
        N::UnknownAck { learner, zxid } => {
            t!("trace.unknown_ack", locale = lang, server = server, learner = learner, zxid = zxid)
        }
        N::UnexpectedPacket { learner, name } => {
            t!("trace.unexpected_packet", locale = lang, server = server, learner = learner, name = name)
        }
        N::Committed { zxid, sids } => {
            t!("trace.committed", locale = lang, server = server, zxid = zxid, sids = list(sids))
        }
        N::ZxidRolledOver { zxid } => {
            t!("trace.zxid_rolled_over", locale = lang, server = server, zxid = zxid)
        }
        N::ConnectionRefused { leader, tries } => {
            t!("trace.connection_refused", locale = lang, server = server, leader = leader, tries = tries)
        }
        N::LeaderUnreachable { leader } => {
            t!("trace.leader_unreachable", locale = lang, server = server, leader = leader)
        }
        N::LeaderGone { leader } => t!("trace.leader_gone", locale = lang, server = server, leader = leader),
        N::LeaderSilent { leader } => {
            t!("trace.leader_silent", locale = lang, server = server, leader = leader)
        }
        N::LeaderBehind { leader, epoch, accepted_epoch } => t!(
            "trace.leader_behind",
            locale = lang,
            server = server,
            leader = leader,
            epoch = epoch,
            accepted = accepted_epoch
        ),
        N::HistoryAcknowledged { epoch } => {
            t!("trace.history_acknowledged", locale = lang, server = server, epoch = epoch)
        }
        N::UpToDate { epoch } => t!("trace.up_to_date", locale = lang, server = server, epoch = epoch),
        N::CannotWrite => t!("trace.cannot_write", locale = lang, server = server),
        N::FindsNoDisk => t!("trace.finds_no_disk", locale = lang, server = server),
        N::TakesSnapshot { zxid } => {
            t!("trace.takes_snapshot", locale = lang, server = server, zxid = zxid)
        }
        N::TooBusyToSnap { zxid } => {
            t!("trace.too_busy_to_snap", locale = lang, server = server, zxid = zxid)
        }
        N::VoterChangedMind { voter } => {
            t!("trace.voter_changed_mind", locale = lang, server = server, voter = voter)
        }
        N::CannotTruncate { zxid } => {
            t!("trace.cannot_truncate", locale = lang, server = server, zxid = zxid)
        }
        N::UnmatchedCommit { zxid, .. } => {
            t!("trace.unmatched_commit", locale = lang, server = server, zxid = zxid)
        }
        N::CommitAfterHandOver { zxid } => {
            t!("trace.commit_after_hand_over", locale = lang, server = server, zxid = zxid)
        }
        N::GapInSync { before, after } => {
            t!("trace.gap_in_sync", locale = lang, server = server, before = before, after = after)
        }
    };
    text.into()
}

/// DIFF, TRUNC or SNAP, and why.
fn sync_decided(server: &dyn Display, note: &zab::Note, lang: Lang) -> String {
    let zab::Note::SyncDecided { learner, kind, branch, cannot_trunc, min, max, last, peer, .. } = note
    else {
        return String::new();
    };
    let why = match branch {
        Branch::Forced => t!("trace.sync.forced", locale = lang),
        Branch::Level => t!("trace.sync.level", locale = lang, peer = peer),
        Branch::Ahead => t!("trace.sync.ahead", locale = lang, peer = peer, max = max),
        Branch::InCommittedLog if *cannot_trunc => t!("trace.sync.cannot_trunc", locale = lang, peer = peer),
        Branch::InCommittedLog => {
            t!("trace.sync.in_committed_log", locale = lang, peer = peer, min = min, max = max)
        }
        Branch::FromTxnLog => t!("trace.sync.from_txn_log", locale = lang, peer = peer, min = min),
        Branch::Otherwise => t!("trace.sync.otherwise", locale = lang, peer = peer, min = min, last = last),
    };
    let kind = match kind {
        SyncKind::Diff { .. } => "DIFF",
        SyncKind::Trunc { .. } => "TRUNC",
        SyncKind::Snap => "SNAP",
    };
    t!("trace.sync_decided", locale = lang, server = server, learner = learner, kind = kind, why = why).into()
}
