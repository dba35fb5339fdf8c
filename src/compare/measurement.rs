use std::collections::BTreeMap;

use crate::trace::Tally;
use crate::vocab::{ProcessId, Span};

/// A change of who leads, by its steps; each from the failure on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who led before, if anybody did.
    pub from: Option<ProcessId>,
    /// Who leads now.
    pub to: ProcessId,
    /// When somebody noticed.
    pub detected: Span,
    /// When the next one took itself for the leader.
    pub elected: Span,
    /// When it did its first work as such.
    pub recovered: Span,
}

/// What one arrangement did after the failure, to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measurement {
    /// The change among the servers, if there was one.
    pub servers: Option<Change>,
    /// The change among the clients' programs, if there was one.
    pub recipe: Option<Change>,
    /// How long it was watched after the failure.
    pub watched: Span,
    /// How long no server led with a quorum.
    pub leaderless: Span,
    /// How long no program held what it should, and its session lived.
    pub holderless: Span,
    /// How long two or more servers took themselves for the leader.
    pub two_leaders: Span,
    /// How long two or more programs believed to hold what one may hold.
    pub two_believers: Span,
    /// What was counted.
    pub tally: Tally,
    /// How many messages each process sent and got, without signs of life.
    pub load: BTreeMap<ProcessId, u64>,
    /// How many expectations of its scenario were wrong, or lines impossible.
    pub problems: usize,
}

/// A number of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// From the failure until somebody noticed, in microseconds.
    Detection,
    /// From then until the next one took itself for the leader.
    Election,
    /// From then until its first work.
    Recovery,
    /// The three together.
    Outage,
    /// How long nobody led, or held.
    Nobody,
    /// How long two believed to.
    Two,
    /// Messages, without signs of life.
    Messages,
    /// Their bytes.
    Bytes,
    /// Watch events.
    Events,
    /// Reads of clients.
    Reads,
    /// Names of children that clients were sent.
    Names,
    /// Writes of clients.
    Writes,
    /// The largest load of one participant.
    Load,
}

impl Metric {
    /// Every metric, in the order of a table.
    pub const ALL: [Metric; 13] = [
        Self::Detection,
        Self::Election,
        Self::Recovery,
        Self::Outage,
        Self::Nobody,
        Self::Two,
        Self::Messages,
        Self::Bytes,
        Self::Events,
        Self::Reads,
        Self::Names,
        Self::Writes,
        Self::Load,
    ];

    /// Whether it is a time, in microseconds; else a number.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Self::Detection | Self::Election | Self::Recovery | Self::Outage | Self::Nobody | Self::Two
        )
    }

    /// Its name in CSV and in locales.
    pub fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Election => "election",
            Self::Recovery => "recovery",
            Self::Outage => "outage",
            Self::Nobody => "nobody",
            Self::Two => "two",
            Self::Messages => "messages",
            Self::Bytes => "bytes",
            Self::Events => "events",
            Self::Reads => "reads",
            Self::Names => "names",
            Self::Writes => "writes",
            Self::Load => "load",
        }
    }
}

impl Measurement {
    /// The change that the arrangement is about: that of the programs, if any runs and changed, else that of the servers.
    pub fn change(&self) -> Option<&Change> {
        self.recipe.as_ref().or(self.servers.as_ref())
    }

    /// A number of it; `None` if nothing of that kind happened.
    pub fn value(&self, metric: Metric) -> Option<u64> {
        let change = self.change();
        let (nobody, two) = match self.recipe {
            Some(_) => (self.holderless, self.two_believers),
            None => (self.leaderless, self.two_leaders),
        };
        Some(match metric {
            Metric::Detection => change?.detected.0,
            Metric::Election => change.map(|it| it.elected.0 - it.detected.0)?,
            Metric::Recovery => change.map(|it| it.recovered.0 - it.elected.0)?,
            Metric::Outage => change?.recovered.0,
            Metric::Nobody => nobody.0,
            Metric::Two => two.0,
            Metric::Messages => self.tally.total(),
            Metric::Bytes => self.tally.bytes,
            Metric::Events => self.tally.events,
            Metric::Reads => self.tally.reads,
            Metric::Names => self.tally.names,
            Metric::Writes => self.tally.writes,
            Metric::Load => self.load.values().copied().max().unwrap_or_default(),
        })
    }
}
