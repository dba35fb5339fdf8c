use std::sync::Arc;

use crate::tree::{Id, Origin, Request};
use crate::vocab::{ServerId, SessionId};

/// A client's request on its way to the leader, with what the leader has to know of who asks (`server.Request`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRequest {
    /// Whom to answer.
    pub origin: Origin,
    /// The session; 0 for the server itself.
    pub session: SessionId,
    /// Who its connection has shown to be.
    pub ids: Arc<[Id]>,
    /// What is asked.
    pub request: Arc<Request>,
    /// On a leader, of a client of its own: whether only its port knows the session. Nobody tells a leader that of others.
    pub scope: SessionScope,
}

/// How far a session is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionScope {
    /// To all; or to another server alone, of which its leader knows nothing.
    #[default]
    Global,
    /// To this server alone.
    Local,
    /// So too, and the request needs more: `localSessionsUpgradingEnabled` is off.
    NotUpgraded,
}

impl ClientRequest {
    /// A request that a server makes itself, in the name of a session or of none; nobody waits for the answer.
    pub fn of_server(server: ServerId, session: SessionId, request: Request) -> ClientRequest {
        let origin = Origin { server, request: Self::NOBODY };
        ClientRequest {
            origin,
            session,
            ids: Arc::from([]),
            request: Arc::new(request),
            scope: SessionScope::Global,
        }
    }

    /// The number of a request that nobody waits for.
    pub const NOBODY: u32 = 0;
}
