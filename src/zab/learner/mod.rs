//! A learner, role by phase: a file for each. A follower has a vote and acknowledges; an observer does neither.
//!
//! Its packet loop takes one packet at a time. While it waits for a write of its own, packets queue up behind it.

mod discovery;
mod synchronization;
mod broadcast;

use std::collections::{BTreeMap, VecDeque};

use crate::storage::DiskOp;
use crate::tree::Txn;
use crate::vocab::{Config, ConnId, Epoch, ServerId, SessionId, SimTime, Span, Zxid};
use crate::zab::{Context, Effect, Input, NewLeaderStep, Note, Packet, Service, SyncKind, Thread};

/// How far a learner has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Opens a connection to the leader's quorum port.
    Connecting { conn: ConnId },
    /// Was refused; tries again at `until`.
    Waiting { since: SimTime, until: SimTime },
    /// Has said who it is, waits for the new epoch.
    Registered { conn: ConnId },
    /// Writes the epoch that it accepts.
    Accepting { conn: ConnId },
    /// Is being brought level.
    Syncing { conn: ConnId, sync: Sync },
    /// Serves.
    Broadcast { conn: ConnId },
}

/// A sync on its way (`Learner.syncWithLeader`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sync {
    /// What the leader has chosen, once it has said so (`QuorumPeer.SyncMode`).
    pub kind: Option<SyncKind>,
    /// Whether a snapshot is to be taken at NEWLEADER; until then, commits are applied to the tree at once.
    pub snapshot_needed: bool,
    /// Whether the tree in memory is a SNAP that is not yet on disk.
    pub foreign_tree: bool,
    /// Where the log is being cut.
    pub cut: Option<Zxid>,
    /// Whether NEWLEADER has been acknowledged.
    pub acknowledged: bool,
    /// Proposals that came and are not logged (`packetsNotLogged`).
    pub not_logged: VecDeque<Txn>,
    /// COMMITs that came and are not applied (`packetsCommitted`).
    pub committed: VecDeque<Zxid>,
    /// What NEWLEADER still leads to.
    pub steps: VecDeque<NewLeaderStep>,
    /// Logged at NEWLEADER, to be acknowledged after UPTODATE (3.9.2).
    pub owed: Vec<Zxid>,
    /// The last proposal that came.
    pub last_queued: Zxid,
}

/// A follower or an observer of one leader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    leader: ServerId,
    next_serial: u32,
    stage: Stage,
    tries: u8,
    /// When it began to connect, and when it last heard the leader.
    since: SimTime,
    epoch: Epoch,
    /// Whether it is as patient until UPTODATE as until NEWLEADER.
    patient: bool,
    /// Packets that wait for the packet loop, and whether the loop waits for a write.
    packets: VecDeque<Packet>,
    writing: bool,
    /// Whether the connection broke meanwhile.
    broken: bool,
    /// Logged or to be logged, in order, not yet committed (`pendingTxns`).
    pending: VecDeque<Txn>,
    /// Sessions of its clients that have shown a sign of life since the last PING, with their timeouts (`touchTable`).
    touched: BTreeMap<SessionId, u32>,
    service: Service,
}

impl Learner {
    /// Starts to connect to `leader`; `next_serial` is larger than that of any quorum connection opened before.
    pub fn new(now: SimTime, leader: ServerId, next_serial: u32, ctx: &mut Context) -> Learner {
        let mut learner = Learner {
            leader,
            next_serial,
            stage: Stage::Waiting { since: now, until: now },
            tries: 0,
            since: now,
            epoch: Epoch(0),
            patient: ctx.rules.patient_until_up_to_date,
            packets: VecDeque::new(),
            writing: false,
            broken: false,
            pending: VecDeque::new(),
            touched: BTreeMap::new(),
            service: Service::default(),
        };
        learner.connect(ctx);
        learner
    }

    /// The server that it follows.
    pub fn leader(&self) -> ServerId {
        self.leader
    }

    /// How far it has come.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The number of the next connection that it would open.
    pub fn next_serial(&self) -> u32 {
        self.next_serial
    }

    /// When it began to wait for the leader.
    pub fn since(&self) -> SimTime {
        self.since
    }

    /// Whether it has come as far as to serve, so that its shutdown runs through; an earlier one stops half way.
    pub fn has_served(&self) -> bool {
        matches!(self.stage, Stage::Broadcast { .. })
    }

    /// Whether what it has in memory is a SNAP that is not yet on disk.
    pub fn has_foreign_tree(&self) -> bool {
        matches!(&self.stage, Stage::Syncing { sync, .. } if sync.foreign_tree)
    }

    /// When it loses patience with the leader: `initLimit` before NEWLEADER is acknowledged, `syncLimit` after.
    pub fn patience_ends(&self, config: &Config) -> SimTime {
        self.since + self.patience(config)
    }

    fn patience(&self, config: &Config) -> Span {
        match &self.stage {
            Stage::Connecting { .. } | Stage::Waiting { .. } => {
                match config.connect_to_learner_master_limit {
                    0 => config.ticks(config.init_limit),
                    limit => config.ticks(limit),
                }
            }
            Stage::Registered { .. } | Stage::Accepting { .. } => config.ticks(config.init_limit),
            Stage::Syncing { sync, .. } if !sync.acknowledged || self.patient => {
                config.ticks(config.init_limit)
            }
            Stage::Syncing { .. } | Stage::Broadcast { .. } => config.ticks(config.sync_limit),
        }
    }

    /// Its log writer and its commit processor.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Takes its processors away, as it leaves office.
    pub fn take_service(&mut self) -> Service {
        std::mem::take(&mut self.service)
    }

    /// When it wants to be woken. A packet loop that waits for a write does not read, and so does not time out.
    pub fn deadline(&self, config: &Config) -> Option<SimTime> {
        let patience = (!self.writing).then(|| self.patience_ends(config));
        let retry = match self.stage {
            Stage::Waiting { until, .. } => Some(until),
            _ => None,
        };
        [patience, retry, self.service.deadline()].into_iter().flatten().min()
    }

    /// Takes one input to its end.
    pub fn step(&mut self, now: SimTime, input: Input, ctx: &mut Context) {
        match input {
            Input::Connected { conn } => self.on_connected(now, conn, ctx),
            Input::Received { conn, packet } => {
                if self.conn() == Some(conn) {
                    self.packets.push_back(packet);
                    self.read_packets(now, ctx);
                }
            }
            Input::Closed { conn } => self.on_closed(now, conn, ctx),
            Input::Written { thread: Thread::PacketLoop, op, ok } => {
                self.writing = false;
                self.since = now;
                self.on_written(now, &op, ok, ctx);
                self.read_packets(now, ctx);
                // What had come before the connection broke is read first.
                if self.broken && !self.writing && !self.has_given_up(ctx) {
                    self.give_up(Note::LeaderGone { leader: self.leader }, ctx);
                }
            }
            Input::Written { thread: Thread::Snapshotter, ok, .. } => self.service.on_snapshot(ok, ctx),
            Input::Written { thread: Thread::LogWriter, op, ok } => {
                for txn in self.service.on_written(&op, ok, ctx) {
                    self.acknowledge(txn.zxid, ctx);
                }
            }
            Input::Asked { request } => self.forward(Packet::Request { request }, ctx),
            Input::Revalidate { session, timeout } => {
                self.forward(Packet::Revalidate { session, timeout }, ctx);
            }
            Input::Touched { session, timeout } => drop(self.touched.insert(session, timeout)),
            Input::Chance { draw } => self.service.on_chance(draw, ctx),
            Input::SeenLooking { .. } => {}
            Input::Accepted { conn } => ctx.out.push(Effect::Close { conn }),
            Input::Wake => self.wake(now, ctx),
        }
    }

    /// The packet loop: goes on as long as it does not wait for a write.
    fn read_packets(&mut self, now: SimTime, ctx: &mut Context) {
        while !self.writing && !self.has_given_up(ctx) {
            let Some(packet) = self.packets.pop_front() else { return };
            self.since = now;
            match &self.stage {
                Stage::Registered { .. } => self.on_leader_info(&packet, ctx),
                Stage::Syncing { .. } => self.on_sync_packet(now, packet, ctx),
                Stage::Broadcast { .. } => {
                    self.on_broadcast_packet(now, packet, ctx);
                    // Its loop goes on while its server runs.
                    if self.service.has_failed() {
                        self.give_up(Note::CannotWrite, ctx);
                    }
                }
                Stage::Connecting { .. } | Stage::Waiting { .. } | Stage::Accepting { .. } => {
                    unreachable!(
                        "no packet comes before the learner has registered, and none is read while it writes"
                    )
                }
            }
        }
    }

    fn has_given_up(&self, ctx: &Context) -> bool {
        ctx.out.iter().any(|it| matches!(it, Effect::GiveUp | Effect::Exit))
    }

    /// A snapshot or a cut that fails ends the process, another write that fails its office.
    fn on_written(&mut self, now: SimTime, op: &DiskOp, ok: bool, ctx: &mut Context) {
        match &self.stage {
            _ if !ok => match op {
                DiskOp::Truncate(_) => {
                    ctx.note(Note::CannotTruncate { zxid: ctx.disk.log.last() });
                    ctx.out.push(Effect::Exit);
                }
                DiskOp::Snapshot { .. } => {
                    ctx.note(Note::CannotWrite);
                    ctx.out.push(Effect::Exit);
                }
                _ => self.give_up(Note::CannotWrite, ctx),
            },
            Stage::Accepting { .. } => self.on_epoch_accepted(ctx),
            Stage::Syncing { .. } => self.on_sync_written(now, ctx),
            Stage::Connecting { .. }
            | Stage::Waiting { .. }
            | Stage::Registered { .. }
            | Stage::Broadcast { .. } => {}
        }
    }

    /// The log writer has it on disk: a follower says so (`SendAckRequestProcessor`).
    fn acknowledge(&self, zxid: Zxid, ctx: &mut Context) {
        if let Some(conn) = self.conn().filter(|_| ctx.config.is_voter(ctx.me)) {
            ctx.send(conn, Packet::Ack { zxid });
        }
    }

    fn wake(&mut self, now: SimTime, ctx: &mut Context) {
        self.service.apply_due(now, ctx);
        let leader = self.leader;
        let patience_is_over = !self.writing && self.patience_ends(ctx.config) <= now;
        match self.stage {
            Stage::Waiting { until, .. } if until <= now && !patience_is_over => self.connect(ctx),
            Stage::Waiting { .. } | Stage::Connecting { .. } if patience_is_over => {
                self.give_up(Note::LeaderUnreachable { leader }, ctx);
            }
            _ if patience_is_over => self.give_up(Note::LeaderSilent { leader }, ctx),
            _ => {}
        }
    }

    fn give_up(&mut self, why: Note, ctx: &mut Context) {
        ctx.note(why);
        ctx.out.extend(self.conn().map(|conn| Effect::Close { conn }));
        ctx.out.push(Effect::GiveUp);
    }

    fn conn(&self) -> Option<ConnId> {
        match self.stage {
            Stage::Connecting { conn }
            | Stage::Registered { conn }
            | Stage::Accepting { conn }
            | Stage::Syncing { conn, .. }
            | Stage::Broadcast { conn } => Some(conn),
            Stage::Waiting { .. } => None,
        }
    }
}
