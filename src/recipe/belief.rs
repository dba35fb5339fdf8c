use std::fmt;
use std::sync::Arc;

use crate::tree::ZkError;
use crate::vocab::Zxid;

/// What a program can come to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// It leads the others.
    Leader,
    /// It has the lock.
    Lock,
    /// It may read, with others.
    Read,
    /// It may write, alone.
    Write,
    /// One of so many leases.
    Lease,
    /// It is within a barrier, with all others.
    Barrier,
    /// It is in a group.
    Member,
}

impl Goal {
    /// Every goal.
    pub const ALL: [Goal; 7] =
        [Self::Leader, Self::Lock, Self::Read, Self::Write, Self::Lease, Self::Barrier, Self::Member];

    /// Whether only one may hold it at a time.
    pub fn is_exclusive(self) -> bool {
        matches!(self, Self::Leader | Self::Lock | Self::Write)
    }

    /// Its word in the trace.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Lock => "lock",
            Self::Read => "read lock",
            Self::Write => "write lock",
            Self::Lease => "lease",
            Self::Barrier => "barrier",
            Self::Member => "membership",
        }
    }
}

/// A number that grows with each holder, which a resource can look at (a fencing token). Of a znode: its `czxid`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token(pub u64);

impl From<Zxid> for Token {
    fn from(zxid: Zxid) -> Token {
        Token(u64::from(zxid.epoch().0) << 32 | u64::from(zxid.counter()))
    }
}

/// As a zxid if it is one: `1:5`; else as a number.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 >> 32, self.0 & 0xffff_ffff) {
            (0, number) => number.fmt(f),
            (epoch, counter) => write!(f, "{epoch}:{counter}"),
        }
    }
}

/// Something that a program believes to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// What.
    pub goal: Goal,
    /// The znode that stands for it.
    pub node: Arc<str>,
    /// What it shows to a resource.
    pub token: Token,
}

/// What a program takes for true of itself. Nobody tells it when it ceases to be so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Belief {
    /// It takes part in nothing, or no more.
    #[default]
    Idle,
    /// It is on its way: it asks and reads.
    Busy,
    /// It waits until something happens to a znode.
    Waits {
        /// That znode.
        on: Arc<str>,
    },
    /// It holds something.
    Holds(Hold),
}

impl Belief {
    /// What it believes to hold.
    pub fn hold(&self) -> Option<&Hold> {
        match self {
            Self::Holds(hold) => Some(hold),
            _ => None,
        }
    }
}

impl fmt::Display for Belief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle => f.write_str("idle"),
            Self::Busy => f.write_str("busy"),
            Self::Waits { on } => write!(f, "waits {on}"),
            Self::Holds(Hold { goal, node, token }) => {
                write!(f, "holds {} {node} token {token}", goal.name())
            }
        }
    }
}

/// Something that a program has come to, beside what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// It has put something into a queue: the znode's path.
    Put { item: Arc<str> },
    /// It has taken something out of a queue, and nobody else will.
    Took { item: Arc<str> },
    /// It has counted to this.
    Counted { value: i64 },
    /// It was given this name: the path of the znode that stands for it.
    Named { name: Arc<str> },
    /// It works by this configuration, and since which transaction.
    Configured { data: Arc<str>, mzxid: Zxid },
    /// These are there, as far as it knows.
    Sees { members: Vec<Arc<str>> },
    /// It has sent a request to that member.
    Chose { member: Arc<str> },
    /// The barrier is open.
    Passed { barrier: Arc<str> },
    /// It says yes or no to the transaction.
    Voted { site: Arc<str>, yes: bool },
    /// It knows the outcome.
    Decided { transaction: Arc<str>, commit: bool },
    /// Its write was refused: somebody else has written since it read.
    Outrun { path: Arc<str> },
    /// A call failed for good: it takes no part any more.
    Failed { error: ZkError },
    /// It does not know this command.
    Puzzled { line: Arc<str> },
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put { item } => write!(f, "put {item}"),
            Self::Took { item } => write!(f, "took {item}"),
            Self::Counted { value } => write!(f, "counted {value}"),
            Self::Named { name } => write!(f, "named {name}"),
            Self::Configured { data, mzxid } => write!(f, "configured {data} of {mzxid}"),
            Self::Sees { members } if members.is_empty() => f.write_str("sees nobody"),
            Self::Sees { members } => write!(f, "sees {}", members.join(" ")),
            Self::Chose { member } => write!(f, "chose {member}"),
            Self::Passed { barrier } => write!(f, "passed {barrier}"),
            Self::Voted { site, yes } => write!(f, "voted {} {site}", if *yes { "yes" } else { "no" }),
            Self::Decided { transaction, commit } => {
                write!(f, "decided {} {transaction}", if *commit { "commit" } else { "abort" })
            }
            Self::Outrun { path } => write!(f, "outrun {path}"),
            Self::Failed { error } => write!(f, "failed {error}"),
            Self::Puzzled { line } => write!(f, "unknown {line}"),
        }
    }
}
