use std::fmt;
use std::str::FromStr;

/// A server's number in the ensemble (sid, the content of its `myid` file), 1 to 254. Written `s3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u8);

impl ServerId {
    /// The largest server id, as in a ZooKeeper with extended types.
    pub const MAX: ServerId = ServerId(254);

    /// The servers that one word names: `s3`, or from one to another, `s1..s5`. None if it names none.
    pub fn list(text: &str) -> Vec<ServerId> {
        numbers(text, 's').map(ServerId).collect()
    }
}

impl fmt::Display for ServerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}", self.0)
    }
}

/// A client process's number, 1 to 254. Written `c1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u8);

impl ClientId {
    /// The clients that one word names: `c3`, or from one to another, `c1..c5`. None if it names none.
    pub fn list(text: &str) -> Vec<ClientId> {
        numbers(text, 'c').map(ClientId).collect()
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

impl FromStr for ClientId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        number(text, 'c').map(ClientId)
    }
}

/// A process on the network. Written as the server or the client that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessId {
    /// A member of the ensemble.
    Server(ServerId),
    /// A client of it.
    Client(ClientId),
}

impl ProcessId {
    /// The server that it is.
    pub fn server(self) -> Option<ServerId> {
        match self {
            Self::Server(id) => Some(id),
            Self::Client(_) => None,
        }
    }

    /// The client that it is.
    pub fn client(self) -> Option<ClientId> {
        match self {
            Self::Client(id) => Some(id),
            Self::Server(_) => None,
        }
    }
}

impl From<ServerId> for ProcessId {
    fn from(id: ServerId) -> ProcessId {
        ProcessId::Server(id)
    }
}

impl From<ClientId> for ProcessId {
    fn from(id: ClientId) -> ProcessId {
        ProcessId::Client(id)
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(id) => id.fmt(f),
            Self::Client(id) => id.fmt(f),
        }
    }
}

impl FromStr for ProcessId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        text.parse().map(Self::Server).or_else(|_| text.parse().map(Self::Client))
    }
}

/// A session's number, for as long as the client lives through reconnects; the high byte is the server that opened it.
/// Written as ZooKeeper writes it, `0x100000000000001`. 0 is no session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

impl SessionId {
    /// The server that opened it.
    pub fn server(self) -> ServerId {
        ServerId((self.0 >> 56) as u8)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// The text is not a letter and a number from 1 to 254.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseIdError;

impl FromStr for ServerId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        number(text, 's').map(ServerId)
    }
}

/// The numbers that a word names, from one to another. None if the first is larger.
fn numbers(text: &str, letter: char) -> impl Iterator<Item = u8> + use<> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let ends = number(first, letter).and_then(|first| Ok(first..=number(last, letter)?));
    ends.into_iter().flatten()
}

/// A number from 1 to 254 behind a letter, without leading zeros.
fn number(text: &str, letter: char) -> Result<u8, ParseIdError> {
    let digits = text.strip_prefix(letter).ok_or(ParseIdError)?;
    let plain = digits.bytes().all(|it| it.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|it| plain && (1..=ServerId::MAX.0).contains(it)).ok_or(ParseIdError)
}

/// What a server takes itself for (`QuorumPeer.ServerState`); carried by every notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeerState {
    /// In search of a leader.
    Looking,
    /// A voter that follows a leader.
    Following,
    /// The leader, or a server that has just been elected.
    Leading,
    /// A learner without a vote.
    Observing,
}

impl PeerState {
    /// Every state, in the order of the wire protocol.
    pub const ALL: [PeerState; 4] = [Self::Looking, Self::Following, Self::Leading, Self::Observing];

    /// ZooKeeper's own word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Looking => "LOOKING",
            Self::Following => "FOLLOWING",
            Self::Leading => "LEADING",
            Self::Observing => "OBSERVING",
        }
    }
}

impl fmt::Display for PeerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_server_id_reads_what_it_writes() {
        for number in 1..=254 {
            assert_eq!(ServerId(number).to_string().parse(), Ok(ServerId(number)));
        }
        for wrong in ["", "s", "s0", "s255", "s01", "3", "S3", "s-1", "s 1"] {
            assert_eq!(wrong.parse::<ServerId>(), Err(ParseIdError), "{wrong}");
        }
        assert_eq!("c7".parse(), Ok(ProcessId::Client(ClientId(7))));
        assert_eq!("s7".parse(), Ok(ProcessId::Server(ServerId(7))));
        assert_eq!("d7".parse::<ProcessId>(), Err(ParseIdError));
        assert_eq!(ClientId::list("c2..c4"), [ClientId(2), ClientId(3), ClientId(4)]);
        assert_eq!(ServerId::list("s9"), [ServerId(9)]);
        for none in ["c4..c2", "c1..", "s1..c3", "c1...c3", "c"] {
            assert_eq!(ClientId::list(none), [], "{none}");
        }
    }
}
