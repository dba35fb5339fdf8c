use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Invariant, client_order, ephemeral_lifetime, watch_order};
use crate::client::{Call, Event, KeeperState, Packet, State};
use crate::session::Response;
use crate::sim::World;
use crate::storage::DiskOp;
use crate::trace::What;
use crate::tree::{Request, ZkError};
use crate::vocab::{ClientId, Zxid};
use crate::watch::{EventType, WatchEvent};
use crate::wire::{Message, Segment, ToClient};

/// What one client has asked and heard, since its process started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The largest zxid in the header of a reply.
    pub zxid: Zxid,
    /// Calls that wait for the answer of a server, oldest first.
    pub pending: BTreeMap<Call, Arc<Request>>,
    /// Watches of `getData` and `exists`, with the `mzxid` that the znode had when they were set; none if it was not there.
    pub data: BTreeMap<Arc<str>, Option<Zxid>>,
    /// Watches of `getChildren2`, with the `pzxid` that the znode had.
    pub children: BTreeMap<Arc<str>, Zxid>,
}

/// What clients have asked and heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientLedger {
    clients: BTreeMap<ClientId, Heard>,
}

impl ClientLedger {
    /// Holds what has happened against the invariants that clients rely on, then takes it down.
    pub(super) fn look(&mut self, world: &World, what: &What) -> Vec<(Invariant, Option<String>)> {
        let found = self.hold(world, what);
        self.take_down(what);
        found
    }

    fn hold(&self, world: &World, what: &What) -> Vec<(Invariant, Option<String>)> {
        let heard = |client: &ClientId| self.clients.get(client);
        match what {
            What::Replied { client, call, result } => {
                let Some(it) = heard(client) else { return Vec::new() };
                let shown =
                    it.pending.get(call).and_then(|request| watch_order::check(it, *client, request, result));
                vec![
                    (Invariant::J2, client_order::answered(it, *client, *call, result)),
                    (Invariant::J3, shown),
                ]
            }
            What::Arrived { to, segment: Segment::Data(Message::ToClient(message)), .. } => {
                let Some((client, it)) = to.client().and_then(|id| Some((id, heard(&id)?))) else {
                    return Vec::new();
                };
                vec![(Invariant::J2, zxid_of(message).and_then(|zxid| client_order::seen(it, client, zxid)))]
            }
            What::Applied { server, .. } => vec![(Invariant::J5, ephemeral_lifetime::check(world, *server))],
            What::Written { server, op: DiskOp::Append(txns) } => {
                vec![(Invariant::J5, ephemeral_lifetime::closing(world, *server, txns))]
            }
            _ => Vec::new(),
        }
    }

    fn take_down(&mut self, what: &What) {
        match what {
            // A process starts, or a new handle takes the place of a dead one.
            What::ClientState {
                client,
                from: None | Some(State::Closed | State::AuthFailed),
                to: Some(State::Connecting),
            } => {
                self.clients.insert(*client, Heard::default());
            }
            What::Called { client, call, request } => {
                // The library answers `addauth` itself, at once.
                if let (Some(it), false) =
                    (self.clients.get_mut(client), matches!(**request, Request::Auth { .. }))
                {
                    it.pending.insert(*call, request.clone());
                }
            }
            What::Replied { client, call, result } => {
                if let Some(it) = self.clients.get_mut(client)
                    && let Some(request) = it.pending.remove(call)
                {
                    it.register(&request, result);
                }
            }
            What::Told { client, event } => {
                if let Some(it) = self.clients.get_mut(client) {
                    it.told(event);
                }
            }
            What::Arrived { to, segment: Segment::Data(Message::ToClient(message)), .. } => {
                let known = to.client().and_then(|id| self.clients.get_mut(&id));
                if let (Some(it), Some(zxid)) = (known, zxid_of(message)) {
                    it.zxid = it.zxid.max(zxid);
                }
            }
            _ => {}
        }
    }

    /// A disk has been written from outside: what clients have seen before says nothing about what follows.
    pub(super) fn forget(&mut self) {
        self.clients.values_mut().for_each(|it| *it = Heard::default());
    }
}

/// What a reply says of its server's view; that to `auth` says nothing.
fn zxid_of(message: &ToClient) -> Option<Zxid> {
    match message {
        // The library does not look at that of a ping, and so may go to a server that is behind it.
        ToClient::Reply { xid, .. } if *xid == Packet::PING => None,
        ToClient::Reply { zxid, .. } => Some(*zxid).filter(|it| *it != Zxid::ZERO),
        ToClient::Connected(_) | ToClient::Event(_) | ToClient::IsReadOnly(_) => None,
    }
}

impl Heard {
    /// The watch that a request asked for and got. What a later release keeps apart an earlier one overwrites
    /// (ZOOKEEPER-4466), so that an `addWatch` ends what was known of its path.
    pub fn register(&mut self, request: &Request, result: &Result<Response, ZkError>) {
        match (request, result) {
            (Request::GetData { path, watch: true }, Ok(Response::Data(_, stat)))
            | (Request::Exists { path, watch: true }, Ok(Response::Stat(stat))) => {
                self.data.insert(Arc::clone(path), Some(stat.mzxid));
            }
            (Request::Exists { path, watch: true }, Err(ZkError::NoNode)) => {
                self.data.insert(Arc::clone(path), None);
            }
            (Request::GetChildren2 { path, watch: true }, Ok(Response::Children(_, Some(stat)))) => {
                self.children.insert(Arc::clone(path), stat.pzxid);
            }
            (Request::AddWatch { path, .. } | Request::RemoveWatches { path, .. }, Ok(_)) => {
                self.forget(path)
            }
            // Who may not read is not told either (CVE-2024-23944).
            (_, Err(ZkError::NoAuth)) => {
                if let Some(path) = request.path() {
                    self.forget(path);
                }
            }
            _ => {}
        }
    }

    fn forget(&mut self, path: &str) {
        self.data.remove(path);
        self.children.remove(path);
    }

    fn told(&mut self, event: &Event) {
        match event {
            Event::Watch(WatchEvent { event, path, .. }) => match event {
                EventType::NodeCreated | EventType::NodeDataChanged => drop(self.data.remove(path)),
                EventType::NodeChildrenChanged => drop(self.children.remove(path)),
                EventType::NodeDeleted => self.forget(path),
                EventType::DataWatchRemoved
                | EventType::ChildWatchRemoved
                | EventType::PersistentWatchRemoved => {}
            },
            Event::State(KeeperState::Expired | KeeperState::Closed | KeeperState::AuthFailed) => {
                self.data.clear();
                self.children.clear();
            }
            Event::State(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Timing;
    use crate::tree::{AclList, NodeKind, Origin, Tree, Txn, TxnOp, TxnRecord};
    use crate::vocab::{Config, ServerId, SessionId};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const C1: ClientId = ClientId(1);
    const S1: ServerId = ServerId(1);

    fn zxid(text: &str) -> Zxid {
        text.parse().unwrap()
    }

    fn get(watch: bool) -> Request {
        Request::GetData { path: "/a".into(), watch }
    }

    fn called(call: u32, request: Request) -> What {
        What::Called { client: C1, call: Call(call), request: request.into() }
    }

    fn replied(call: u32, result: Result<Response, ZkError>) -> What {
        What::Replied { client: C1, call: Call(call), result: result.into() }
    }

    fn data(mzxid: &str) -> Result<Response, ZkError> {
        let node = crate::tree::Znode { mzxid: zxid(mzxid), ..crate::tree::Znode::default() };
        Ok(Response::Data(None, node.stat()))
    }

    fn changed() -> What {
        let event = WatchEvent { event: EventType::NodeDataChanged, path: "/a".into(), zxid: None };
        What::Told { client: C1, event: Event::Watch(event) }
    }

    fn arrived(at: &str) -> What {
        let reply = ToClient::Reply { xid: 1, zxid: zxid(at), result: Ok(Response::Done) };
        let segment = Segment::Data(Message::ToClient(reply.into()));
        What::Arrived { flight: 1, from: S1.into(), to: C1.into(), segment }
    }

    /// The invariants that a history breaks.
    fn broken(history: Vec<What>) -> Vec<String> {
        let world = World::new(Config::of_voters(3), 1, Timing::default());
        let started =
            What::ClientState { client: C1, from: None, to: Some(crate::client::State::Connecting) };
        let mut ledger = ClientLedger::default();
        let all = [started].into_iter().chain(history);
        let found = all.flat_map(|what| ledger.look(&world, &what)).filter(|it| it.1.is_some());
        found.map(|it| it.0.to_string()).collect()
    }

    #[test]
    fn calls_are_answered_in_their_order() {
        let two = || vec![called(0, get(false)), called(1, get(false))];
        let then = |more: Vec<What>| broken(two().into_iter().chain(more).collect());
        assert_eq!(then(vec![replied(0, data("1:1")), replied(1, data("1:1"))]), [""; 0]);
        assert_eq!(then(vec![replied(1, data("1:1"))]), ["J-2"]);
        assert_eq!(then(vec![replied(1, Err(ZkError::ConnectionLoss))]), [""; 0]);
    }

    #[test]
    fn what_a_client_sees_never_goes_back() {
        assert_eq!(broken(vec![arrived("1:2"), arrived("1:2"), arrived("2:0")]), [""; 0]);
        assert_eq!(broken(vec![arrived("1:2"), arrived("1:1")]), ["J-2"]);
    }

    #[test]
    fn an_event_comes_before_what_shows_the_change() {
        let watched = || vec![called(0, get(true)), replied(0, data("1:1")), called(1, get(false))];
        let then = |more: Vec<What>| broken(watched().into_iter().chain(more).collect());
        assert_eq!(then(vec![replied(1, data("1:1"))]), [""; 0]);
        assert_eq!(then(vec![changed(), replied(1, data("1:2"))]), [""; 0]);
        assert_eq!(then(vec![replied(1, data("1:2"))]), ["J-3"]);
        assert_eq!(then(vec![replied(1, Err(ZkError::NoNode))]), ["J-3"]);
    }

    fn txn(counter: u32, session: u64, change: TxnOp) -> Txn {
        let zxid = Zxid::new(crate::vocab::Epoch(1), counter);
        let origin = Origin { server: S1, request: 0 };
        TxnRecord { zxid, time: 0, session: SessionId(session), origin, change }.into()
    }

    /// A tree in which session 7 lives, and `owner` owns /e.
    fn tree(owner: u64) -> Tree {
        let mut tree = Tree::default();
        let kind = NodeKind::Ephemeral(SessionId(owner));
        let (path, acl) = ("/e".into(), AclList::open());
        let create = TxnOp::Create { path, data: None, acl, kind, parent_creates: 1, with_stat: false };
        tree.apply(&txn(1, 7, TxnOp::CreateSession { timeout: 1 }));
        tree.apply(&txn(2, owner, create));
        tree
    }

    #[test]
    fn an_ephemeral_lives_as_long_as_its_session() {
        assert_eq!(ephemeral_lifetime::orphan(&tree(7)), None);
        assert_eq!(ephemeral_lifetime::orphan(&tree(8)), Some((SessionId(8), "/e")));
        let closes = |session| txn(3, session, TxnOp::CloseSession { paths: vec!["/e".into()] });
        assert_eq!(ephemeral_lifetime::foreign(&tree(7), &closes(7)), None);
        assert_eq!(ephemeral_lifetime::foreign(&tree(7), &closes(8)), Some("/e"));
    }
}
