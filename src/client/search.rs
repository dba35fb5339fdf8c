use crate::vocab::{ConnId, ServerId, SimTime, Span};

/// A client's search for a server with a quorum, while it makes do with one without (`SendThread.pingRwServer`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    last: SimTime,
    wait: Span,
    asked: Option<Asked>,
    found: Option<ServerId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    server: ServerId,
    conn: ConnId,
    until: SimTime,
}

impl Search {
    /// `minPingRwTimeout`, `maxPingRwTimeout`: the wait doubles from one server to the next.
    const SHORTEST_WAIT: Span = Span::from_millis(100);
    const LONGEST_WAIT: Span = Span::from_secs(60);
    /// How long it waits for an answer.
    const PATIENCE: Span = Span::from_secs(1);

    /// Nobody has been asked.
    pub fn new(now: SimTime) -> Search {
        Search { last: now, wait: Self::SHORTEST_WAIT, asked: None, found: None }
    }

    /// Whether the next server is to be asked now.
    pub fn is_due(&self, now: SimTime) -> bool {
        self.asked.is_none() && self.last + self.wait <= now
    }

    /// This server is asked.
    pub fn ask(&mut self, now: SimTime, server: ServerId, conn: ConnId) {
        self.last = now;
        self.wait = Span((self.wait.0 * 2).min(Self::LONGEST_WAIT.0));
        self.asked = Some(Asked { server, conn, until: now + Self::PATIENCE });
    }

    /// The connection over which one is asked.
    pub fn conn(&self) -> Option<ConnId> {
        self.asked.map(|it| it.conn)
    }

    /// The one that is asked has a quorum: it is the next to connect to. Which.
    pub fn succeed(&mut self) -> Option<ServerId> {
        let asked = self.asked.take()?;
        self.wait = Self::SHORTEST_WAIT;
        self.found = Some(asked.server);
        self.found
    }

    /// The server that was found, once.
    pub fn take_found(&mut self) -> Option<ServerId> {
        self.found.take()
    }

    /// Gives up on the one that is asked; the connection to close.
    pub fn abandon(&mut self) -> Option<ConnId> {
        self.asked.take().map(|it| it.conn)
    }

    /// When it gives up on the one that is asked, or asks the next.
    pub fn deadline(&self) -> SimTime {
        self.asked.map_or(self.last + self.wait, |it| it.until)
    }
}
