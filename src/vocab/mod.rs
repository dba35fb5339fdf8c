//! The words that every layer speaks: who, when, which transaction, and how many are enough.
//!
//! All are small values with an order and one text form, used alike in scenarios, traces, links and on the page.

mod ids;
mod connection;
mod time;
mod date;
mod zxid;
mod release;
mod ensemble;

pub use connection::{ConnId, Port};
pub use date::Date;
pub use ensemble::{
    CLIENT_PORT, Config, ELECTION_PORT, Member, MemberKind, QUORUM_PORT, QuorumVerifier, SetError,
};
pub use ids::{ClientId, ParseIdError, PeerState, ProcessId, ServerId, SessionId};
pub use release::{ParseReleaseError, Release};
pub use time::{ParseSpanError, SimTime, Span};
pub use zxid::{Epoch, ParseZxidError, Round, Zxid};
