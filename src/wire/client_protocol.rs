use std::fmt;

use crate::session::Response;
use crate::tree::{Request, ZkError};
use crate::vocab::{SessionId, Zxid};
use crate::watch::WatchEvent;

/// The first message of a client on a connection (`ConnectRequest`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connect {
    /// The last zxid that the client has seen: a server that is behind it refuses.
    pub last_zxid_seen: Zxid,
    /// The timeout that it wishes, in milliseconds.
    pub timeout: u32,
    /// Its session; 0 for a new one.
    pub session: SessionId,
    /// That session's password.
    pub password: [u8; 16],
    /// Whether a server without a quorum will do.
    pub read_only: bool,
}

/// The answer to it (`ConnectResponse`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// The timeout as negotiated, in milliseconds; 0: there is no such session.
    pub timeout: u32,
    /// The session.
    pub session: SessionId,
    /// What to show to come back.
    pub password: [u8; 16],
    /// Whether the server has no quorum.
    pub read_only: bool,
}

/// What a client tells a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToServer {
    /// Who it is.
    Connect(Connect),
    /// A request; its number, negative for what the library sends by itself.
    Request { xid: i32, request: Request },
    /// The four-letter word `isro`, instead of a session: whether the server has a quorum.
    IsReadOnly,
}

/// What a server tells a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToClient {
    /// That it has a session, or none.
    Connected(Connected),
    /// What came of the request of that number; the last zxid that the server had applied.
    Reply { xid: i32, zxid: Zxid, result: Result<Response, ZkError> },
    /// That a watch has fired.
    Event(WatchEvent),
    /// The answer to `isro`: `rw`, `ro`, or `null` of a server that serves nobody.
    IsReadOnly(&'static str),
}

impl ToServer {
    /// Its name, as in traces: of a request that of the operation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Connect(_) => "connect",
            Self::Request { request, .. } => request.name(),
            Self::IsReadOnly => "isro",
        }
    }
}

impl ToClient {
    /// Its name, as in traces.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Connected(_) => "connected",
            Self::Reply { .. } => "reply",
            Self::Event(_) => "event",
            Self::IsReadOnly(_) => "isro",
        }
    }
}

impl fmt::Display for ToServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(it) if it.session == SessionId(0) => write!(f, "new session {} ms", it.timeout),
            Self::Connect(it) => write!(f, "session {} seen {}", it.session, it.last_zxid_seen),
            Self::Request { xid, request } => match request.path() {
                Some(path) => write!(f, "{path} xid {xid}"),
                None => write!(f, "xid {xid}"),
            },
            Self::IsReadOnly => Ok(()),
        }
    }
}

impl fmt::Display for ToClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected(it) if it.timeout == 0 => f.write_str("no such session"),
            Self::Connected(it) => write!(f, "session {} {} ms", it.session, it.timeout),
            Self::Reply { xid, zxid, result: Ok(_) } => write!(f, "xid {xid} zxid {zxid} OK"),
            Self::Reply { xid, zxid, result: Err(error) } => write!(f, "xid {xid} zxid {zxid} {error}"),
            Self::Event(event) => event.fmt(f),
            Self::IsReadOnly(answer) => f.write_str(answer),
        }
    }
}
