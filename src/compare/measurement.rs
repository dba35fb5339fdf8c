use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A change of who leads, by its steps; each in microseconds since the failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who led before, if anybody did.
    pub from: Option<String>,
    /// Who leads now.
    pub to: String,
    /// When somebody noticed.
    pub detected: u64,
    /// When the next one took itself for the leader.
    pub elected: u64,
    /// When it did its first work as such.
    pub recovered: u64,
}

/// Times during which something was the case, in order: from when until when, in microseconds since the failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stretches(pub Vec<(u64, u64)>);

impl Stretches {
    /// Adds one that begins no earlier than the last one ends.
    pub(super) fn add(&mut self, from: u64, until: u64) {
        match self.0.last_mut() {
            _ if from == until => {}
            Some(last) if last.1 == from => last.1 = until,
            _ => self.0.push((from, until)),
        }
    }

    /// How long they are together, in microseconds.
    pub fn total(&self) -> u64 {
        self.0.iter().map(|it| it.1 - it.0).sum()
    }
}

/// What became of who leads, or of what one alone may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Who led at the failure, if anybody did.
    pub before: Option<String>,
    /// The change, if there was one.
    pub change: Option<Change>,
    /// When no server led with a quorum; when no program held what it should, and its session lived. Who is paused leads nobody.
    pub nobody: Stretches,
    /// When two or more took themselves for the leader, or the holder; who is paused goes on to do so.
    pub two: Stretches,
}

/// What one arrangement did after the failure, to its end: plain data, so that it may come from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurement {
    /// Among the servers.
    pub servers: Course,
    /// Among the clients' programs.
    pub recipe: Course,
    /// The failure, in microseconds since the scenario began.
    pub at: u64,
    /// How long it was watched after that, in microseconds.
    pub watched: u64,
    /// Messages by name, without signs of life.
    pub messages: BTreeMap<String, u64>,
    /// Their bytes.
    pub bytes: u64,
    /// Watch events that clients were told.
    pub events: u64,
    /// Reads of clients.
    pub reads: u64,
    /// Names of children that clients were sent.
    pub names: u64,
    /// Writes of clients.
    pub writes: u64,
    /// Writes that the store beside the ensemble has done although a later holder had written before.
    pub late: u64,
    /// Writes that it has refused for that.
    pub refused: u64,
    /// How many messages each process sent and got, without signs of life.
    pub load: BTreeMap<String, u64>,
    /// How many expectations of its scenario were wrong, or lines impossible.
    pub problems: u32,
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
    /// Writes of a former holder that the store has done behind those of a later one.
    Late,
    /// Those that it has refused.
    Refused,
    /// The largest load of one participant.
    Load,
}

impl Metric {
    /// Every metric, in the order of a table.
    pub const ALL: [Metric; 15] = [
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
        Self::Late,
        Self::Refused,
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
            Self::Late => "late",
            Self::Refused => "refused",
            Self::Load => "load",
        }
    }
}

impl Measurement {
    /// What the arrangement is about: the programs, if any of them holds something now that another did; else the servers.
    pub fn course(&self) -> &Course {
        if self.recipe.change.is_some() { &self.recipe } else { &self.servers }
    }

    /// A number of it; `None` if nothing of that kind happened.
    pub fn value(&self, metric: Metric) -> Option<u64> {
        let course = self.course();
        let change = course.change.as_ref();
        Some(match metric {
            Metric::Detection => change?.detected,
            Metric::Election => change.map(|it| it.elected - it.detected)?,
            Metric::Recovery => change.map(|it| it.recovered - it.elected)?,
            Metric::Outage => change?.recovered,
            Metric::Nobody => course.nobody.total(),
            Metric::Two => course.two.total(),
            Metric::Messages => self.messages.values().sum(),
            Metric::Bytes => self.bytes,
            Metric::Events => self.events,
            Metric::Reads => self.reads,
            Metric::Names => self.names,
            Metric::Writes => self.writes,
            Metric::Late => self.late,
            Metric::Refused => self.refused,
            Metric::Load => self.load.values().copied().max().unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn stretches_that_touch_are_one() {
        let mut stretches = Stretches::default();
        [(0, 5), (5, 5), (5, 8), (10, 12)].into_iter().for_each(|(from, until)| stretches.add(from, until));
        assert_eq!((&stretches.0[..], stretches.total()), (&[(0, 8), (10, 12)][..], 10));
    }
}
