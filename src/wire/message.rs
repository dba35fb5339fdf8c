use std::fmt::{self, Display};
use std::sync::Arc;

use crate::election::Notification;
use crate::vocab::ServerId;
use crate::wire::{ToClient, ToServer};
use crate::zab::Packet;

/// What one process tells another over a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The first message on an election connection: who opened it (`QuorumCnxManager.InitialMessage`).
    Initial { sid: ServerId },
    /// A vote.
    Notification(Notification),
    /// Leader and learner.
    Packet(Packet),
    /// A client to a server.
    ToServer(Arc<ToServer>),
    /// A server to a client.
    ToClient(Arc<ToClient>),
}

/// What the network carries: messages, and what opens and closes the connections for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Asks for a connection.
    Syn,
    /// Grants it.
    SynAck,
    /// A message.
    Data(Message),
    /// The process closed its end, or died: its kernel says so.
    Fin,
    /// There is no such connection here, or nobody listens.
    Rst,
}

impl Segment {
    /// Its name, as in traces and in `hold s1 > s2 NAME`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Syn => "SYN",
            Self::SynAck => "SYN-ACK",
            Self::Fin => "FIN",
            Self::Rst => "RST",
            Self::Data(Message::Initial { .. }) => "INITIAL",
            Self::Data(Message::Notification(_)) => "NOTIFICATION",
            Self::Data(Message::Packet(packet)) => packet.name(),
            Self::Data(Message::ToServer(message)) => message.name(),
            Self::Data(Message::ToClient(message)) => message.name(),
        }
    }

    /// Every name.
    pub const NAMES: [&'static str; 55] = [
        "SYN",
        "SYN-ACK",
        "FIN",
        "RST",
        "INITIAL",
        "NOTIFICATION",
        "FOLLOWERINFO",
        "OBSERVERINFO",
        "LEADERINFO",
        "ACKEPOCH",
        "DIFF",
        "TRUNC",
        "SNAP",
        "NEWLEADER",
        "UPTODATE",
        "PROPOSAL",
        "ACK",
        "COMMIT",
        "INFORM",
        "REQUEST",
        "SYNC",
        "REVALIDATE",
        "PING",
        "connect",
        "connected",
        "reply",
        "event",
        "create",
        "create2",
        "createContainer",
        "createTTL",
        "delete",
        "setData",
        "setACL",
        "check",
        "multi",
        "getData",
        "exists",
        "getChildren",
        "getChildren2",
        "getAllChildrenNumber",
        "getACL",
        "getEphemerals",
        "multiRead",
        "sync",
        "addWatch",
        "removeWatches",
        "checkWatches",
        "setWatches",
        "setWatches2",
        "whoAmI",
        "auth",
        "closeSession",
        "ping",
        "isro",
    ];
}

/// The content without the name: `s3 (epoch 0, zxid 0:0) round 1 LOOKING`.
impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Data(message) = self else { return Ok(()) };
        match message {
            Message::Initial { sid } => write!(f, "{sid}"),
            Message::Notification(n) => {
                match n.vote {
                    Some(vote) => write!(f, "{vote}")?,
                    None => f.write_str("nobody")?,
                }
                write!(f, " round {} {}", n.round, n.state)
            }
            Message::Packet(packet) => packet_detail(packet, f),
            Message::ToServer(message) => message.fmt(f),
            Message::ToClient(message) => message.fmt(f),
        }
    }
}

fn packet_detail(packet: &Packet, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match packet {
        Packet::FollowerInfo { accepted_epoch } | Packet::ObserverInfo { accepted_epoch } => {
            write!(f, "acceptedEpoch {accepted_epoch}")
        }
        Packet::LeaderInfo { epoch } => write!(f, "epoch {epoch}"),
        Packet::AckEpoch { current_epoch: Some(epoch), last_zxid } => {
            write!(f, "currentEpoch {epoch} lastZxid {last_zxid}")
        }
        Packet::AckEpoch { current_epoch: None, last_zxid } => {
            write!(f, "currentEpoch -1 lastZxid {last_zxid}")
        }
        Packet::Snap { snapshot } => snapshot.zxid.fmt(f),
        Packet::UpToDate => Ok(()),
        Packet::Proposal { txn } | Packet::Inform { txn } => write!(f, "{} {}", txn.zxid, txn.change),
        Packet::Request { request } => request.request.fmt(f),
        Packet::Revalidate { session, .. } => session.fmt(f),
        Packet::Revalidated { session, valid } => write!(f, "{session} {valid}"),
        Packet::Sync { origin } => write!(f, "{}#{}", origin.server, origin.request),
        Packet::Diff { zxid }
        | Packet::Trunc { zxid }
        | Packet::NewLeader { zxid }
        | Packet::Ack { zxid }
        | Packet::Commit { zxid }
        | Packet::Ping { zxid, .. } => zxid.fmt(f),
    }
}
