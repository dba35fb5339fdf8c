use std::fmt;
use std::sync::Arc;

use crate::vocab::{ServerId, Zxid};

/// What a client asks to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// A session opens.
    CreateSession,
    /// A znode is created.
    Create {
        /// Its path.
        path: Arc<str>,
    },
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateSession => f.write_str("createSession"),
            Self::Create { path } => write!(f, "create {path}"),
        }
    }
}

/// Who asked, to find whom to answer when the transaction is applied: the server that took the request, and its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The server that the client is connected to.
    pub server: ServerId,
    /// That server's number of the request.
    pub request: u32,
}

/// A transaction: what is proposed, logged, and applied everywhere in the order of the zxids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Txn {
    /// Its number.
    pub zxid: Zxid,
    /// What it does.
    pub op: Op,
    /// Who asked.
    pub origin: Origin,
}

impl Txn {
    /// The digest of a history that goes on with this transaction (64-bit FNV-1a over number and content).
    pub fn hashed_onto(&self, digest: u64) -> u64 {
        let text = match &self.op {
            Op::CreateSession => "",
            Op::Create { path } => path,
        };
        let zxid = [self.zxid.epoch().0, self.zxid.counter()].map(u32::to_le_bytes);
        let bytes = zxid.iter().flatten().chain(text.as_bytes());
        bytes.fold(digest ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}
