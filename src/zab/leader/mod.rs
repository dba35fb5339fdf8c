//! The leader, role by phase: a file for each.
//!
//! Its own thread and each learner's handler wait for one another at three gates (`getEpochToPropose`, `waitForEpochAck`,
//! `waitForNewLeaderAck`): the first to complete a quorum opens a gate for all. Here a gate is a set of servers and
//! whether it is open, and each handler a stage.

mod discovery;
mod synchronization;
mod broadcast;
mod liveness;
mod sessions;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::sessions::Sessions;
use crate::storage::DiskOp;
use crate::tree::{Origin, Request, Txn};
use crate::vocab::{Config, ConnId, Epoch, QuorumVerifier, ServerId, SimTime, Zxid};
use crate::zab::{Context, Effect, Input, Note, Packet, Service, Sizes, Thread};

/// How far a leader has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Writes a snapshot of what it has loaded (`ZooKeeperServer.loadData`), then waits for a quorum of FOLLOWERINFO.
    Discovery,
    /// Waits for a quorum of ACKEPOCH.
    EpochAcks,
    /// Waits for a quorum of ACKs of NEWLEADER.
    Synchronization,
    /// Orders writes.
    Broadcast,
}

/// Where a learner's handler stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandlerStage {
    /// Waits for FOLLOWERINFO or OBSERVERINFO.
    Info,
    /// Waits for the epoch.
    Epoch,
    /// Has sent LEADERINFO, waits for ACKEPOCH.
    AckEpoch,
    /// Waits for a quorum of those; the learner's last transaction.
    Election { peer: Zxid },
    /// Has sent the history and NEWLEADER, waits for the ACK.
    NewLeaderAck,
    /// Waits for a quorum of those.
    Startup,
    /// Has sent UPTODATE.
    Serving,
}

/// The leader's side of one learner's connection (`LearnerHandler`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnerHandler {
    /// Whose it is; not known before its first packet.
    pub sid: Option<ServerId>,
    /// Whether it has no vote.
    pub observer: bool,
    /// How far it has come.
    pub stage: HandlerStage,
    /// Whether it gets what is proposed and committed.
    pub forwarding: bool,
    /// When it last said something, or could not be expected to.
    pub heard: SimTime,
    /// Counts as synced up to this tick (`tickOfNextAckDeadline`).
    pub synced_until: u32,
    /// The proposal that it owes an ACK for, and the newest, and when they were sent (`SyncLimitCheck`).
    pub unacknowledged: VecDeque<(Zxid, SimTime)>,
}

/// A transaction on its way to a quorum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The transaction.
    pub txn: Txn,
    /// The voters that have it on disk.
    pub acks: BTreeSet<ServerId>,
}

/// A server that has been elected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    quorum: QuorumVerifier,
    phase: Phase,
    /// When the phase began.
    since: SimTime,
    /// The new epoch: while voters come, the largest that is possible so far.
    epoch: Epoch,
    /// What it had when it was elected: its current epoch and last transaction (`leaderStateSummary`).
    own: (Epoch, Zxid),
    /// Those whose votes elected it (`leadingVoteSet`), and since when it waits for them.
    voters: BTreeSet<ServerId>,
    waits_since: Option<SimTime>,
    /// Those who have come, those who take part, those who have the history.
    connecting: BTreeSet<ServerId>,
    electing: BTreeSet<ServerId>,
    acknowledged: BTreeSet<ServerId>,
    /// Whether the epoch is on disk, and known to all; whether a quorum takes part in it.
    /// Whether its own thread waits for a write, for which it has all the time it takes.
    writing: bool,
    epoch_is_set: bool,
    election_is_finished: bool,
    handlers: BTreeMap<ConnId, LearnerHandler>,
    tick: u32,
    half_ticks: u32,
    last_zxid: Zxid,
    last_proposed: Zxid,
    last_committed: Zxid,
    outstanding: BTreeMap<Zxid, Proposal>,
    pending_syncs: BTreeMap<Zxid, Vec<(ConnId, Origin)>>,
    sessions: Sessions,
    service: Service,
    /// Since when it serves, once it does.
    serves_since: SimTime,
    /// The sizes of what it has proposed.
    proposal_sizes: Sizes,
}

impl Leader {
    /// Takes office: loads what it has, and writes a snapshot of it. Learners may connect from now on.
    pub fn new(now: SimTime, voters: BTreeSet<ServerId>, ctx: &mut Context) -> Leader {
        let own = (ctx.disk.current_epoch, ctx.database.last_processed);
        ctx.write(DiskOp::Snapshot { snapshot: ctx.database.snapshot() });
        Leader {
            quorum: ctx.config.quorum_verifier(),
            phase: Phase::Discovery,
            since: now,
            epoch: Epoch(0),
            own,
            voters,
            waits_since: None,
            connecting: BTreeSet::new(),
            electing: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
            writing: true,
            epoch_is_set: false,
            election_is_finished: false,
            handlers: BTreeMap::new(),
            tick: 0,
            half_ticks: 0,
            last_zxid: Zxid::ZERO,
            last_proposed: Zxid::ZERO,
            last_committed: Zxid::ZERO,
            outstanding: BTreeMap::new(),
            pending_syncs: BTreeMap::new(),
            sessions: Sessions::default(),
            service: Service::default(),
            serves_since: now,
            proposal_sizes: Sizes::default(),
        }
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// When that phase, or the present half tick, began.
    pub fn since(&self) -> SimTime {
        self.since
    }

    /// Its learners' connections.
    pub fn handlers(&self) -> &BTreeMap<ConnId, LearnerHandler> {
        &self.handlers
    }

    /// Since when it serves, once it does.
    pub fn serves_since(&self) -> SimTime {
        self.serves_since
    }

    /// The sizes of what it has proposed, roughly, in bytes (`Leader.proposalStats`).
    pub fn proposal_sizes(&self) -> Sizes {
        self.proposal_sizes
    }

    /// Begins to count those anew (`srst`).
    pub fn reset_proposal_sizes(&mut self) {
        self.proposal_sizes = Sizes::default();
    }

    /// How many transactions have syncs that wait for their COMMIT.
    pub fn pending_syncs(&self) -> u64 {
        self.pending_syncs.len() as u64
    }

    /// Its log writer and its commit processor.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Takes its processors away, as it leaves office.
    pub fn take_service(&mut self) -> Service {
        std::mem::take(&mut self.service)
    }

    /// When it wants to be woken.
    pub fn deadline(&self, config: &Config) -> Option<SimTime> {
        let silence = self.handlers.values().map(|it| it.heard + self.patience(config, it));
        silence
            .chain((!self.writing).then(|| self.phase_deadline(config)))
            .chain(self.service.deadline())
            .chain(self.sessions.deadline())
            .min()
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, input: Input, ctx: &mut Context) {
        match input {
            Input::Accepted { conn } => self.on_accepted(now, conn, ctx),
            Input::Received { conn, packet } => self.on_packet(now, conn, packet, ctx),
            Input::Closed { conn } => {
                if let Some(LearnerHandler { sid: Some(learner), .. }) = self.handlers.remove(&conn) {
                    ctx.note(Note::LearnerGone { learner });
                }
                ctx.out.push(Effect::Close { conn });
            }
            Input::Connected { conn } => ctx.out.push(Effect::Close { conn }),
            Input::Written { thread: Thread::PacketLoop, op, ok } => self.on_written(now, &op, ok, ctx),
            Input::Written { thread: Thread::Snapshotter, ok, .. } => self.service.on_snapshot(ok, ctx),
            Input::Written { thread: Thread::LogWriter, op, ok } => {
                for txn in self.service.on_written(&op, ok, ctx) {
                    self.on_ack(now, ctx.me, txn.zxid, ctx);
                }
            }
            Input::Asked { request } => self.on_request(now, &request, ctx),
            Input::Touched { session, timeout } => drop(self.sessions.touch(now, session, timeout)),
            Input::Revalidate { session, timeout } => {
                let valid = self.sessions.revalidate(now, session, timeout, ctx.me);
                ctx.out.push(Effect::Revalidated { session, valid });
            }
            Input::Chance { draw } => self.service.on_chance(draw, ctx),
            Input::SeenLooking { sid } => self.on_seen_looking(now, sid, ctx),
            Input::Wake => self.wake(now, ctx),
        }
    }

    fn on_accepted(&mut self, now: SimTime, conn: ConnId, ctx: &Context) {
        let handler = LearnerHandler {
            sid: None,
            observer: false,
            stage: HandlerStage::Info,
            forwarding: false,
            heard: now,
            synced_until: self.tick + ctx.config.init_limit + ctx.config.sync_limit,
            unacknowledged: VecDeque::new(),
        };
        self.handlers.insert(conn, handler);
    }

    fn on_packet(&mut self, now: SimTime, conn: ConnId, packet: Packet, ctx: &mut Context) {
        let Some(handler) = self.handlers.get_mut(&conn) else { return };
        handler.heard = now;
        if handler.stage == HandlerStage::Serving {
            handler.synced_until = self.tick + ctx.config.sync_limit;
        }
        match (handler.stage, packet) {
            (HandlerStage::Info, Packet::FollowerInfo { accepted_epoch }) => {
                self.on_info(now, conn, false, accepted_epoch, ctx);
            }
            (HandlerStage::Info, Packet::ObserverInfo { accepted_epoch }) => {
                self.on_info(now, conn, true, accepted_epoch, ctx);
            }
            (HandlerStage::AckEpoch, Packet::AckEpoch { current_epoch, last_zxid }) => {
                self.on_ack_epoch(now, conn, current_epoch, last_zxid, ctx);
            }
            (HandlerStage::NewLeaderAck, Packet::Ack { zxid }) => {
                self.on_new_leader_ack(now, conn, zxid, ctx)
            }
            (HandlerStage::Serving | HandlerStage::Startup, Packet::Ack { zxid }) => {
                self.on_learner_ack(now, conn, zxid, ctx);
            }
            (HandlerStage::Serving, Packet::Request { request }) => match &*request.request {
                Request::Sync { .. } => self.on_sync(conn, request.origin, ctx),
                _ => self.on_request(now, &request, ctx),
            },
            (HandlerStage::Serving, Packet::Revalidate { session, timeout }) => {
                let valid = self.sessions.revalidate(now, session, timeout, conn.opening_server());
                ctx.send(conn, Packet::Revalidated { session, valid });
            }
            (_, Packet::Ping { touched, .. }) => {
                for (session, timeout) in touched {
                    self.sessions.touch(now, session, timeout);
                }
            }
            // As in LearnerHandler.run, which ends.
            (_, packet) => {
                ctx.note(Note::UnexpectedPacket { learner: conn.opening_server(), name: packet.name() });
                self.drop_handler(conn, ctx);
            }
        }
    }

    fn drop_handler(&mut self, conn: ConnId, ctx: &mut Context) {
        self.handlers.remove(&conn);
        ctx.out.push(Effect::Close { conn });
    }

    fn enter(&mut self, now: SimTime, phase: Phase) {
        self.phase = phase;
        self.since = now;
    }

    /// Steps down: all connections are closed, and the server looks again.
    fn give_up(&mut self, why: Note, ctx: &mut Context) {
        ctx.note(why);
        ctx.out.extend(self.handlers.keys().map(|conn| Effect::Close { conn: *conn }));
        self.handlers.clear();
        ctx.out.push(Effect::GiveUp);
    }
}
