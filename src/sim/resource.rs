//! The store beside the ensemble: what is sent to it, and what it says.

use crate::recipe::Token;
use crate::sim::{Event, Intake, World};
use crate::trace::{Entry, What};
use crate::vocab::{ClientId, Span};

/// What a client sends to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// A write.
    Write(Token),
    /// The wish for a lease of that length.
    Lease(Span),
}

impl World {
    /// It takes as long as any message; who sent it may be stopped or dead when it arrives.
    pub(super) fn send_to_store(&mut self, client: ClientId, errand: Errand, record: &mut Vec<Entry>) {
        if let Errand::Write(token) = errand {
            self.write(What::Wrote { client, token }, record);
        }
        let at = self.now + self.network.draw_plain_latency(&mut self.rng);
        self.agenda.plan(at, Event::Errand { client, errand, step: self.steps });
    }

    /// Something comes to the store.
    pub(super) fn at_store(&mut self, client: ClientId, errand: Errand, record: &mut Vec<Entry>) {
        match errand {
            Errand::Write(token) => {
                let verdict = self.store.write(token);
                self.write(What::Stored { client, token, verdict }, record);
            }
            Errand::Lease(span) => {
                let token = self.store.lease(self.now, client, span);
                let at = self.now + self.network.draw_plain_latency(&mut self.rng);
                self.agenda.plan(at, Event::Leased { client, token, step: self.steps });
            }
        }
    }

    /// What the store has said comes to a client, if that still runs.
    pub(super) fn leased(&mut self, client: ClientId, token: Option<Token>, record: &mut Vec<Entry>) {
        self.write(What::Leased { client, token }, record);
        let runs = self.clients.get(&client).is_some_and(|it| it.client.is_some());
        if runs {
            self.hand_to_client(client, Intake::Leased(token), record);
        }
    }
}
