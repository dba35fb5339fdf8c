use std::collections::{BTreeMap, VecDeque};

use crate::server::{Input, Serials, Server};
use crate::storage::{Disk, DiskOp};
use crate::vocab::{SimTime, Span};
use crate::zab::Thread;

/// A machine with its disk, and the server process on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Whether it has power.
    pub power: bool,
    /// Whether the process is stopped (SIGSTOP).
    pub paused: bool,
    /// The process, if it runs.
    pub server: Option<Server>,
    /// When the process wants to be woken.
    pub deadline: Option<SimTime>,
    /// What survives the process.
    pub disk: Disk,
    /// How long a write takes, if not as long as usual.
    pub flush: Option<Span>,
    /// Whether the disk takes writes.
    pub medium: Medium,
    /// Writes under way, for each thread in their order.
    pub writes: BTreeMap<Thread, VecDeque<Write>>,
    /// Counts the processes: a write of an earlier one means nothing any more.
    pub life: u32,
    /// The connection counts to go on from.
    pub serials: Serials,
    /// What the kernel keeps for a process that is stopped, or has not taken it in yet, and the step that brought it.
    pub inbox: VecDeque<(u64, Input)>,
}

/// A write under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// What is written.
    pub op: DiskOp,
    /// The term of the role that asked.
    pub term: u32,
    /// The step in which it asked.
    pub step: u64,
}

/// What a disk is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Medium {
    /// It takes writes.
    Sound,
    /// It is full: what it holds can be read, and nothing can be written.
    Full,
    /// It is lost: nothing can be written, and what it held is gone with the process that had it open.
    Lost,
}

/// What a machine and its process are doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// The machine has no power.
    PoweredOff,
    /// The machine runs, the server does not.
    Down,
    /// The process is stopped.
    Paused,
    /// It runs.
    Running,
}

impl Host {
    /// A machine with power and an empty disk, on which nothing runs.
    pub fn new() -> Host {
        Host {
            power: true,
            paused: false,
            server: None,
            deadline: None,
            disk: Disk::default(),
            flush: None,
            medium: Medium::Sound,
            writes: BTreeMap::new(),
            life: 0,
            serials: Serials::default(),
            inbox: VecDeque::new(),
        }
    }

    /// What a lost disk held goes with the process that had it open.
    pub(super) fn forget_if_lost(&mut self) {
        if self.medium == Medium::Lost && self.server.is_none() {
            self.disk = Disk::default();
        }
    }

    /// When the process is to be woken, as it is now.
    pub(super) fn alarm(&self) -> Option<SimTime> {
        self.deadline.filter(|_| !self.paused && self.inbox.is_empty())
    }

    /// What it is doing.
    pub fn condition(&self) -> Condition {
        match (&self.server, self.power) {
            (_, false) => Condition::PoweredOff,
            (None, true) => Condition::Down,
            (Some(_), true) if self.paused => Condition::Paused,
            (Some(_), true) => Condition::Running,
        }
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::new()
    }
}
