use std::collections::BTreeMap;

use crate::recipe::Token;
use crate::sim::Errand;
use crate::vocab::{ClientId, ConnId, ProcessId, ServerId, SimTime};
use crate::zab::Thread;

/// When a planned event is due; `seq` counts all ever planned, so events of one moment come in the order of planning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventKey {
    /// The moment.
    pub at: SimTime,
    /// The count.
    pub seq: u64,
}

/// What is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The first flight of a stream arrives. `side` 0 is from the opener, 1 to it.
    Arrive { conn: ConnId, side: usize },
    /// The first write of a thread, of a server's process in that life, has reached the disk.
    Flushed { server: ServerId, thread: Thread, life: u32 },
    /// A process that was stopped takes in what its kernel has kept for it, one input a turn.
    Inbox { process: ProcessId },
    /// Something comes to the store that was sent in that step.
    Errand { client: ClientId, errand: Errand, step: u64 },
    /// What the store said in that step to the wish for a lease comes to a client.
    Leased { client: ClientId, token: Option<Token>, step: u64 },
}

/// All that is planned, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    events: BTreeMap<EventKey, Event>,
    planned: u64,
}

impl Agenda {
    /// Plans an event.
    pub fn plan(&mut self, at: SimTime, event: Event) -> EventKey {
        let key = EventKey { at, seq: self.planned };
        self.planned += 1;
        self.events.insert(key, event);
        key
    }

    /// Takes a planned event back.
    pub fn cancel(&mut self, key: EventKey) {
        self.events.remove(&key);
    }

    /// When the next event is due.
    pub fn next_due(&self) -> Option<SimTime> {
        self.events.first_key_value().map(|(key, _)| key.at)
    }

    /// All of them, soonest first.
    pub fn events(&self) -> impl Iterator<Item = (&EventKey, &Event)> {
        self.events.iter()
    }

    /// Takes the next event.
    pub fn pop(&mut self) -> Option<(EventKey, Event)> {
        self.events.pop_first()
    }
}
