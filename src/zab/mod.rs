//! The broadcast protocol, as far as it goes today: a leader and its learners find each other and keep in touch.
//!
//! Source: ZooKeeper 3.8.0's `Leader`, `LearnerHandler`, `Learner`, `Follower`, `Observer`. A learner connects to the
//! server that it voted for and says who it is; the leader waits for a quorum, then pings everybody twice a tick and
//! steps down when too few answer; each side gives up when it has heard nothing for `syncLimit` ticks.
//!
//! Left out, and to come in its place: what lies between the quorum of FOLLOWERINFO and the first PING. There a real
//! leader agrees on an epoch (LEADERINFO, ACKEPOCH), brings its learners level (DIFF, TRUNC, SNAP, NEWLEADER, UPTODATE)
//! and then orders writes. Until it is here, epochs and histories stay as the scenario set them, and a leader goes from
//! discovery straight to its pings.

mod packet;
mod note;
mod leader;
mod learner;

pub use leader::{Leader, LearnerHandler, Phase};
pub use learner::{Learner, Stage};
pub use note::Note;
pub use packet::Packet;

use crate::vocab::{ConnId, ServerId};

/// What happens to a leader or a learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A learner's connection was accepted (leader only).
    Accepted { conn: ConnId },
    /// Our connection to the leader stands (learner only).
    Connected { conn: ConnId },
    /// A packet.
    Received { conn: ConnId, packet: Packet },
    /// The other end is gone, or refused.
    Closed { conn: ConnId },
    /// The deadline came.
    Wake,
}

/// What a leader or a learner asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a connection to the leader.
    Connect { conn: ConnId, to: ServerId },
    /// Send a packet.
    Send { conn: ConnId, packet: Packet },
    /// Close our end.
    Close { conn: ConnId },
    /// Leave office: the server looks again.
    GiveUp,
    /// The reason of a step.
    Note(Note),
}
