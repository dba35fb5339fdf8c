use crate::server::{Role, Server};

/// What a server that answers is to the one who asks (`ServerStats.Provider.getState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The only one of its ensemble: of such a zoo.cfg the real one makes a server without elections
    /// (`QuorumPeerConfig.isDistributed`). Ours leads itself, and does not say so.
    Standalone,
    /// LEADING.
    Leader,
    /// FOLLOWING.
    Follower,
    /// OBSERVING.
    Observer,
    /// LOOKING, and meanwhile it serves reads (`ReadOnlyZooKeeperServer`).
    ReadOnly,
}

impl Kind {
    /// What this server is.
    pub fn of(server: &Server) -> Kind {
        match server.role() {
            _ if server.config().is_standalone() => Self::Standalone,
            Role::Leading(_) => Self::Leader,
            Role::Following(_) => Self::Follower,
            Role::Observing(_) => Self::Observer,
            Role::Waiting { .. } | Role::Stopping { .. } | Role::Looking => Self::ReadOnly,
        }
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standalone => "standalone",
            Self::Leader => "leader",
            Self::Follower => "follower",
            Self::Observer => "observer",
            Self::ReadOnly => "read-only",
        }
    }

    /// Whether it is part of a quorum that has come to serve (`QuorumZooKeeperServer`).
    pub fn is_in_quorum(self) -> bool {
        matches!(self, Self::Leader | Self::Follower | Self::Observer)
    }
}
