use std::fmt;

use crate::vocab::{ProcessId, ServerId};

/// What a connection is for; zoo.cfg names a port for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Port {
    /// Notifications of an election (3888). Open as long as the process runs.
    Election,
    /// Learners to their leader (2888). Open while a server leads.
    Quorum,
    /// Clients to a server (2181). Open as long as the process runs.
    Client,
}

impl Port {
    /// The word for it in traces and scenarios.
    pub fn name(self) -> &'static str {
        match self {
            Self::Election => "election",
            Self::Quorum => "quorum",
            Self::Client => "client",
        }
    }
}

/// One TCP connection, for ever: who opened it, what for, and the opener's own count. Written `s1.election.4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnId {
    /// Who opened it.
    pub opener: ProcessId,
    /// What for.
    pub port: Port,
    /// The opener's count of its connections to that port, over all its lives.
    pub serial: u32,
}

impl ConnId {
    /// The server that opened it; every connection but those of clients is opened by one.
    pub fn opening_server(&self) -> ServerId {
        self.opener.server().expect("servers open election and quorum connections")
    }
}

impl fmt::Display for ConnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.opener, self.port.name(), self.serial)
    }
}
