use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::election::{Note, Notification, Vote};
use crate::vocab::{Config, Epoch, PeerState, QuorumVerifier, Round, ServerId, SimTime, Span, Zxid};

/// A vote as somebody cast it: what the ballot box holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// For whom.
    pub vote: Vote,
    /// In which round.
    pub round: Round,
    /// What the voter said it was.
    pub state: PeerState,
}

impl Ballot {
    /// `Vote.equals`: a LOOKING voter must agree in every term; settled ones in leader and epoch, as their zxid and
    /// round are no longer comparable (ZOOKEEPER-1732, -1805).
    pub fn agrees_with(&self, other: &Ballot) -> bool {
        if self.state == PeerState::Looking || other.state == PeerState::Looking {
            self.vote == other.vote && self.round == other.round
        } else {
            self.vote.leader == other.vote.leader && self.vote.peer_epoch == other.vote.peer_epoch
        }
    }
}

/// What happens to an election.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The server enters `lookForLeader`; `own` is its first vote, `None` for one that may not lead.
    Start { own: Option<Vote> },
    /// A notification arrived on the election port, in whatever state the server is.
    Heard { from: ServerId, notification: Notification },
    /// The deadline came. `have_delivered`: some send queue is empty (`QuorumCnxManager.haveDelivered`).
    Wake { have_delivered: bool },
}

/// What an election asks for, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Put a notification into the send queue for `to`, which is another server.
    Send { to: ServerId, notification: Notification },
    /// Try to connect to every server that there is a send queue for.
    ConnectAll,
    /// The reason of a step.
    Note(Note),
}

/// A server in `lookForLeader`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looking {
    /// The vote it began with.
    pub own: Option<Vote>,
    /// The ballot box: who voted for whom in this round (`recvset`).
    pub received: BTreeMap<ServerId, Ballot>,
    /// What settled servers say, of any round (`outofelection`).
    pub out_of_election: BTreeMap<ServerId, Ballot>,
    /// How long it waits for a notification (`notTimeout`); doubles each time that none comes.
    pub wait: Span,
    /// Since when it has waited.
    pub waiting_since: SimTime,
    /// Whether a quorum agrees with it, and it waits for a better vote (`finalizeWait`).
    pub finalizing: bool,
}

/// FastLeaderElection on one server, in any state: a settled server still answers those who look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Election {
    me: ServerId,
    config: Arc<Config>,
    quorum: QuorumVerifier,
    state: PeerState,
    /// The round (`logicalclock`).
    round: Round,
    /// The vote that it stands for (`proposedLeader`, `proposedZxid`, `proposedEpoch`).
    proposal: Option<Vote>,
    /// The outcome of its last election (`QuorumPeer.currentVote`), and the round of it.
    current: (Option<Vote>, Round),
    looking: Option<Looking>,
    /// The box of its last election, and the vote that won, to be looked at; no rule reads it.
    last: Option<(Looking, Vote)>,
    /// Notifications not yet taken in (`recvqueue`), in the order of arrival.
    queue: VecDeque<(ServerId, Notification)>,
}

impl Election {
    /// A server that has just started: LOOKING by default, in round 0, with a current vote for itself
    /// (`QuorumPeer.startLeaderElection`).
    pub fn new(me: ServerId, config: Arc<Config>, current: Vote) -> Election {
        Election {
            me,
            quorum: config.quorum_verifier(),
            config,
            state: PeerState::Looking,
            round: Round(0),
            proposal: None,
            current: (Some(current), Round(0)),
            looking: None,
            last: None,
            queue: VecDeque::new(),
        }
    }

    /// What the server takes itself for.
    pub fn state(&self) -> PeerState {
        self.state
    }

    /// Its round.
    pub fn round(&self) -> Round {
        self.round
    }

    /// The vote that it tells others: its proposal while it looks, the outcome afterwards.
    pub fn vote(&self) -> Option<Vote> {
        if self.state == PeerState::Looking { self.proposal } else { self.current.0 }
    }

    /// The election that it is in, if it looks.
    pub fn looking(&self) -> Option<&Looking> {
        self.looking.as_ref()
    }

    /// The ballots of the election that it is in, or of its last one.
    pub fn ballots(&self) -> Option<&Looking> {
        self.looking.as_ref().or(self.last.as_ref().map(|it| &it.0))
    }

    /// Who agrees with its vote, or agreed with the one that won, by those ballots.
    pub fn supporters(&self) -> BTreeSet<ServerId> {
        let ballot = |vote, state| Ballot { vote, round: self.round, state };
        match (&self.looking, self.proposal, &self.last) {
            (Some(looking), Some(vote), _) => {
                supporters(&looking.received, &ballot(vote, PeerState::Looking))
            }
            (None, _, Some((ballots, vote))) => {
                let mut agreed = supporters(&ballots.received, &ballot(*vote, PeerState::Looking));
                agreed.extend(supporters(&ballots.out_of_election, &ballot(*vote, PeerState::Following)));
                agreed
            }
            (Some(_), None, _) | (None, _, None) => BTreeSet::new(),
        }
    }

    /// Whether `servers` are a quorum.
    pub fn is_quorum(&self, servers: &BTreeSet<ServerId>) -> bool {
        self.quorum.contains_quorum(servers)
    }

    /// When it wants to be woken.
    pub fn deadline(&self) -> Option<SimTime> {
        self.looking
            .as_ref()
            .map(|it| it.waiting_since + if it.finalizing { Config::FINALIZE_WAIT } else { it.wait })
    }

    /// The server is out of office, or has lost its leader, and looks again; it enters the election by `Input::Start`
    /// (`QuorumPeer.updateServerState`). What it hears until then waits in the queue.
    pub fn look_again(&mut self) {
        self.state = PeerState::Looking;
    }

    /// The epoch is established: the vote that it tells others names it from now on (`updateElectionVote`).
    pub fn establish(&mut self, epoch: Epoch) {
        if let Some(vote) = &mut self.current.0 {
            vote.peer_epoch = epoch;
        }
    }

    /// Takes one input to its end. Same state, same `now`, same input: same effects.
    pub fn step(&mut self, now: SimTime, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            Input::Start { own } => self.start(now, own, &mut out),
            Input::Heard { from, notification } => self.receive(from, notification, &mut out),
            Input::Wake { have_delivered } => self.wake(now, have_delivered, &mut out),
        }
        self.drain(now, &mut out);
        out
    }

    fn start(&mut self, now: SimTime, own: Option<Vote>, out: &mut Vec<Effect>) {
        assert_eq!(self.state, PeerState::Looking, "only a LOOKING server looks for a leader");
        self.round = self.round.next();
        self.proposal = own;
        self.looking = Some(Looking {
            own,
            received: BTreeMap::new(),
            out_of_election: BTreeMap::new(),
            wait: self.config.min_notification_interval,
            waiting_since: now,
            finalizing: false,
        });
        out.push(Effect::Note(Note::NewElection { round: self.round, own }));
        self.send_notifications(out);
    }

    /// The receiver thread, in every state (`FastLeaderElection.Messenger.WorkerReceiver`).
    fn receive(&mut self, from: ServerId, n: Notification, out: &mut Vec<Effect>) {
        if !self.config.is_voter(from) {
            out.push(Effect::Note(Note::AnsweredNonVoter { to: from }));
            let answer = Notification { vote: self.current.0, round: self.round, state: self.state };
            return self.send(from, answer, out);
        }
        if self.state == PeerState::Looking {
            self.queue.push_back((from, n));
            if n.state == PeerState::Looking && n.round < self.round {
                out.push(Effect::Note(Note::AnsweredEarlierRound { to: from, theirs: n.round }));
                self.send(from, self.proposal_notification(), out);
            }
        } else if n.state == PeerState::Looking {
            let (vote, round) = self.current;
            out.push(Effect::Note(Note::AnsweredLooking { to: from, leader: vote.map(|it| it.leader) }));
            self.send(from, Notification { vote, round, state: self.state }, out);
        }
    }

    /// Nothing came for as long as it was ready to wait (`lookForLeader`, n == null).
    fn wake(&mut self, now: SimTime, have_delivered: bool, out: &mut Vec<Effect>) {
        if self.deadline().is_none_or(|it| now < it) {
            return;
        }
        let Some(looking) = &mut self.looking else { return };
        if looking.finalizing {
            let vote = self.proposal.expect("a quorum agrees on a vote");
            return self.leave(vote, self.round, None, out);
        }
        looking.wait = looking.wait.times(2).min(self.config.max_notification_interval);
        looking.waiting_since = now;
        out.push(Effect::Note(Note::HeardNothing { resent: have_delivered, next_wait: looking.wait }));
        if have_delivered {
            self.send_notifications(out);
        } else {
            out.push(Effect::ConnectAll);
        }
    }

    /// Takes in what has arrived, while it looks.
    fn drain(&mut self, now: SimTime, out: &mut Vec<Effect>) {
        while let Some(looking) = &mut self.looking {
            let Some((from, n)) = self.queue.pop_front() else { return };
            looking.waiting_since = now;
            if looking.finalizing { self.finalize(from, n, out) } else { self.consider(from, n, out) }
        }
    }

    /// `lookForLeader`, the inner loop: only a better vote counts now, whoever it is from; all else is lost.
    fn finalize(&mut self, from: ServerId, n: Notification, out: &mut Vec<Effect>) {
        match n.vote {
            Some(theirs) if self.beats(theirs, self.proposal) => {
                out.push(Effect::Note(Note::BetterVoteInTime { from, theirs }));
                self.queue.push_back((from, n)); // to the end, as the real one puts it back
                self.looking.as_mut().expect("it looks").finalizing = false;
            }
            _ if from == self.me => {}
            _ => out.push(Effect::Note(Note::DiscardedWhileFinalizing { from })),
        }
    }

    /// `lookForLeader`, the outer loop: one notification.
    fn consider(&mut self, from: ServerId, n: Notification, out: &mut Vec<Effect>) {
        let Some(vote) = n.vote.filter(|it| self.config.is_voter(from) && self.config.is_voter(it.leader))
        else {
            return out.push(Effect::Note(Note::IgnoredNonVoter { from }));
        };
        match n.state {
            PeerState::Looking => self.hear_looking(from, vote, n.round, out),
            PeerState::Observing => {}
            PeerState::Following | PeerState::Leading => {
                self.hear_settled(from, Ballot { vote, round: n.round, state: n.state }, out);
            }
        }
    }

    fn hear_looking(&mut self, from: ServerId, vote: Vote, round: Round, out: &mut Vec<Effect>) {
        let looking = self.looking.as_mut().expect("it looks");
        let own = looking.own;
        if vote.zxid == Zxid::UNEXPECTED_EMPTY || own.is_some_and(|it| it.zxid == Zxid::UNEXPECTED_EMPTY) {
            return out.push(Effect::Note(Note::IgnoredEmptyDatabase { from }));
        }
        if round < self.round {
            return out.push(Effect::Note(Note::IgnoredEarlierRound {
                from,
                theirs: round,
                mine: self.round,
            }));
        }
        if self.round < round {
            looking.received.clear();
            self.round = round;
            out.push(Effect::Note(Note::JoinedLaterRound { from, round }));
            let adopted = self.compare(from, vote, own, out);
            self.proposal = if adopted { Some(vote) } else { own };
            self.send_notifications(out);
        } else if self.compare(from, vote, self.proposal, out) {
            self.proposal = Some(vote);
            self.send_notifications(out);
        }
        let ballot = Ballot { vote, round, state: PeerState::Looking };
        let supporters = {
            self.looking.as_mut().expect("it looks").received.insert(from, ballot);
            self.supporters()
        };
        if let Some(vote) = self.proposal.filter(|_| self.quorum.contains_quorum(&supporters)) {
            self.looking.as_mut().expect("it looks").finalizing = true;
            out.push(Effect::Note(Note::QuorumAgrees { vote, supporters }));
        }
    }

    /// A notification of a server that has a leader or is one (`receivedFollowingNotification`).
    fn hear_settled(&mut self, from: ServerId, ballot: Ballot, out: &mut Vec<Effect>) {
        let round = self.round;
        let looking = self.looking.as_mut().expect("it looks");
        let mut agreed = false;
        if ballot.round == round {
            looking.received.insert(from, ballot);
            if self.quorum.contains_quorum(&supporters(&looking.received, &ballot)) {
                agreed = true;
                if leads(self.me, round, &looking.received, &ballot) {
                    return self.leave(ballot.vote, ballot.round, Some(true), out);
                }
            }
        }
        looking.out_of_election.insert(from, ballot);
        if self.quorum.contains_quorum(&supporters(&looking.out_of_election, &ballot)) {
            agreed = true;
            if leads(self.me, round, &looking.out_of_election, &ballot) {
                self.round = ballot.round;
                return self.leave(ballot.vote, ballot.round, Some(false), out);
            }
        }
        if agreed {
            out.push(Effect::Note(Note::LeaderNotHeard { leader: ballot.vote.leader }));
        }
    }

    /// The end of `lookForLeader`. `joined`: by the word of settled servers, of the same round or of another.
    fn leave(&mut self, vote: Vote, round: Round, joined: Option<bool>, out: &mut Vec<Effect>) {
        self.state = if vote.leader == self.me {
            PeerState::Leading
        } else if self.config.is_voter(self.me) {
            PeerState::Following
        } else {
            PeerState::Observing
        };
        self.current = (Some(vote), round);
        self.last = self.looking.take().map(|it| (it, vote));
        self.queue.clear();
        out.push(Effect::Note(match joined {
            None => Note::Elected { vote, round, state: self.state },
            Some(same_round) => Note::JoinedEstablished { leader: vote.leader, round, same_round },
        }));
    }

    fn compare(&self, from: ServerId, theirs: Vote, mine: Option<Vote>, out: &mut Vec<Effect>) -> bool {
        let adopted = self.beats(theirs, mine);
        if self.quorum.weight(theirs.leader) == 0 {
            out.push(Effect::Note(Note::WeighsNothing { from, leader: theirs.leader }));
        } else if mine != Some(theirs) {
            out.push(Effect::Note(Note::Compared { from, theirs, mine, adopted }));
        }
        adopted
    }

    /// `totalOrderPredicate`: a server of no weight never wins.
    fn beats(&self, theirs: Vote, mine: Option<Vote>) -> bool {
        self.quorum.weight(theirs.leader) != 0 && mine < Some(theirs)
    }

    /// Sends its proposal to every voter, itself included.
    fn send_notifications(&mut self, out: &mut Vec<Effect>) {
        let notification = self.proposal_notification();
        let config = Arc::clone(&self.config);
        for to in config.voters() {
            self.send(to, notification, out);
        }
    }

    fn proposal_notification(&self) -> Notification {
        Notification { vote: self.proposal, round: self.round, state: self.state }
    }

    /// A message to itself goes straight into the receive queue (`QuorumCnxManager.toSend`).
    fn send(&mut self, to: ServerId, notification: Notification, out: &mut Vec<Effect>) {
        if to == self.me {
            self.queue.push_back((to, notification));
        } else {
            out.push(Effect::Send { to, notification });
        }
    }
}

/// Those in `box_` who agree with `ballot` (`getVoteTracker`).
fn supporters(box_: &BTreeMap<ServerId, Ballot>, ballot: &Ballot) -> BTreeSet<ServerId> {
    box_.iter().filter(|(_, it)| it.agrees_with(ballot)).map(|(id, _)| *id).collect()
}

/// `checkLeader`: another server leads only by its own word; I lead only if that was said in my round.
fn leads(me: ServerId, round: Round, box_: &BTreeMap<ServerId, Ballot>, ballot: &Ballot) -> bool {
    let leader = ballot.vote.leader;
    if leader == me {
        ballot.round == round
    } else {
        box_.get(&leader).is_some_and(|it| it.state == PeerState::Leading)
    }
}
