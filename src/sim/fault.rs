use std::collections::BTreeSet;
use std::sync::Arc;

use crate::client::ClientConfig;
use crate::recipe::Recipe;
use crate::sim::Medium;
use crate::storage::Disk;
use crate::tree::Request;
use crate::vocab::{ClientId, ProcessId, ServerId, Span};

/// Something in flight, chosen by where it flies, and by name and place where that is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// From.
    pub from: ProcessId,
    /// To.
    pub to: ProcessId,
    /// Only what has this name, one of `Segment::NAMES`.
    pub name: Option<&'static str>,
    /// Which of those, oldest first, from 1.
    pub nth: Option<u32>,
}

/// What somebody does to the world: planned harm, and its mending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Starts the server; switches the machine on first if need be.
    Start(ServerId),
    /// Kills the process (kill -9). Its kernel closes its connections, so the others hear of it.
    Crash(ServerId),
    /// Takes the machine's power. Nobody is told.
    PowerOff(ServerId),
    /// Kills the process, if it runs, and starts it again.
    Restart(ServerId),
    /// Stops the process (SIGSTOP, a long GC): connections stay, data waits in the kernel.
    Pause(ServerId),
    /// Lets it go on: first it takes in what has waited, then its timers.
    Resume(ServerId),
    /// Lets nothing pass from `from` to `to` any more, and with `both` nothing back. What is sent waits.
    Cut { from: BTreeSet<ProcessId>, to: BTreeSet<ProcessId>, both: bool },
    /// Undoes `Cut` and `Delay` between `from` and `to`; what has waited goes on.
    Heal { from: BTreeSet<ProcessId>, to: BTreeSet<ProcessId>, both: bool },
    /// Undoes every cut and delay.
    HealAll,
    /// Slows a link down by `by`.
    Delay { from: BTreeSet<ProcessId>, to: BTreeSet<ProcessId>, both: bool, by: Span },
    /// Holds something in flight, and with it all behind it on the same connection. If there is no such thing, holds
    /// the next that is sent.
    Hold(Pick),
    /// Lets something held go on; without a place, the oldest that is held.
    Release(Pick),
    /// Loses something in flight. TCP loses no single message, so the connection breaks there.
    Drop(Pick),
    /// Writes a server's disk, while it does not run.
    SetDisk(ServerId, Box<Disk>),
    /// Makes every write of a server take so long; `None`: as usual.
    SetFlush(ServerId, Option<Span>),
    /// Makes a server's disk take writes, or not.
    SetMedium(ServerId, Medium),
    /// Somebody asks that server for a change, without a session.
    Ask(ServerId, Request),
    /// Somebody asks that server a four-letter word.
    FourLetter(ServerId, Arc<str>),
    /// Starts a client.
    StartClient(ClientId, Arc<ClientConfig>),
    /// Lets a program run at a client.
    Run(ClientId, Arc<Recipe>),
    /// Makes the store look at tokens, or not.
    Fence(bool),
    /// Somebody types a line at a client's shell.
    Type(ClientId, String),
    /// A client's application calls.
    Call(ClientId, Request),
    /// Kills a client's process. Its session lives on until it expires.
    CrashClient(ClientId),
    /// Stops a client's process (SIGSTOP, a long GC).
    PauseClient(ClientId),
    /// Lets it go on.
    ResumeClient(ClientId),
    /// Makes a client's clock run fast or slow: microseconds in a second, at least 1.
    SetClock(ClientId, u32),
}

/// Why an act is not possible now; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultError {
    /// The ensemble has no such server.
    NoSuchServer(ServerId),
    /// There is no such client.
    NoSuchProcess(ProcessId),
    /// It runs already.
    Runs(ProcessId),
    /// It does not run.
    DoesNotRun(ProcessId),
    /// It has no power already.
    HasNoPower(ServerId),
    /// It is stopped already.
    IsPaused(ProcessId),
    /// It is not stopped.
    IsNotPaused(ProcessId),
    /// Nobody leads, or nobody holds, of whom the line speaks.
    Nobody,
    /// Nothing that fits is in flight (to be released: is held).
    NoSuchMessage(ProcessId, ProcessId),
}
