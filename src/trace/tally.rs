use std::collections::BTreeMap;

use crate::client::Event;
use crate::recipe::Verdict;
use crate::session::Response;
use crate::trace::{Entry, What};
use crate::tree::Request;
use crate::wire::{Message, Segment, ToClient, ToServer};
use crate::zab::Packet;

/// The number of every ping (`ClientCnxn.PING_XID`).
const PING_XID: i32 = -2;

/// How much of what there was: counted over a part of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Watch events of which clients' applications were told.
    pub events: u64,
    /// Calls of clients that read.
    pub reads: u64,
    /// Calls of clients that change something.
    pub writes: u64,
    /// The names of children that clients have read.
    pub names: u64,
    /// Writes that the store has done although one with a larger token was done before.
    pub late: u64,
    /// Writes that it has refused for that.
    pub refused: u64,
    /// Messages that were sent, by name, without signs of life: what their number is about is how long one looks.
    pub messages: BTreeMap<&'static str, u64>,
    /// Their bytes.
    pub bytes: u64,
}

impl Tally {
    /// Takes one entry more.
    pub fn add(&mut self, entry: &Entry) {
        match &entry.what {
            What::Told { event: Event::Watch(_), .. } => self.events += 1,
            What::Called { request, .. } if request.is_write() => self.writes += 1,
            What::Called { request, .. } if reads(request) => self.reads += 1,
            What::Replied { result, .. } => {
                if let Ok(Response::Children(names, _)) = &**result {
                    self.names += names.len() as u64;
                }
            }
            What::Stored { verdict: Verdict::AcceptedLate, .. } => self.late += 1,
            What::Stored { verdict: Verdict::Refused, .. } => self.refused += 1,
            What::Sent { segment, .. } if Tally::counts(segment) => {
                *self.messages.entry(segment.name()).or_default() += 1;
                if let Segment::Data(message) = segment {
                    self.bytes += message.size();
                }
            }
            _ => {}
        }
    }

    /// Whether it is a message, and no sign of life.
    pub fn counts(segment: &Segment) -> bool {
        match segment {
            Segment::Data(Message::Packet(Packet::Ping { .. })) => false,
            Segment::Data(Message::ToServer(message)) => {
                !matches!(&**message, ToServer::Request { request: Request::Ping, .. })
            }
            Segment::Data(Message::ToClient(message)) => {
                !matches!(&**message, ToClient::Reply { xid: PING_XID, .. })
            }
            Segment::Data(_) => true,
            Segment::Syn | Segment::SynAck | Segment::Fin | Segment::Rst => false,
        }
    }

    /// All messages.
    pub fn total(&self) -> u64 {
        self.messages.values().sum()
    }
}

fn reads(request: &Request) -> bool {
    matches!(
        request,
        Request::GetData { .. }
            | Request::Exists { .. }
            | Request::GetChildren { .. }
            | Request::GetChildren2 { .. }
            | Request::GetAllChildrenNumber { .. }
            | Request::GetAcl { .. }
            | Request::GetEphemerals { .. }
            | Request::MultiRead(_)
    )
}
