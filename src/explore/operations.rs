use std::ops::Range;
use std::sync::Arc;

use crate::client::{ClientConfig, State};
use crate::sim::{Fault, Timing, World};
use crate::trace::What;
use crate::tree::{
    AclList, Create, Delete, Header, Origin, Outstanding, Request, Requester, SetData, Settings, Tree,
    prepare,
};
use crate::vocab::{ClientId, Config, Epoch, ServerId, SessionId, SimTime, Span, Zxid};

const SERVER: ServerId = ServerId(1);
const CLIENT: ClientId = ClientId(1);

/// How many requests are under way at once: as many as a real server takes (`globalOutstandingLimit`).
const PIPELINE: u32 = 1_000;

/// How many znodes have the same parent.
const CHILDREN: u32 = 1_000;

/// What every znode holds.
const DATA: [u8; 100] = [b'x'; 100];

/// One kind of request of those that benchmarks send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `create`.
    Create,
    /// `setData`, whatever the version.
    Set,
    /// `getData`, without a watch.
    Get,
    /// `delete`, whatever the version.
    Delete,
}

impl Operation {
    /// Its request for the znode of that number.
    fn request(self, number: u32) -> Request {
        let path: Arc<str> = format!("/d{:03}/n{number:06}", number / CHILDREN).into();
        match self {
            Self::Create => create(path),
            Self::Set => Request::SetData(SetData { path, data: Some(DATA.into()), version: -1 }),
            Self::Get => Request::GetData { path, watch: false },
            Self::Delete => Request::Delete(Delete { path, version: -1 }),
        }
    }
}

fn create(path: Arc<str>) -> Request {
    Request::Create(Create { path, data: Some(DATA.into()), acl: AclList::open(), ..Create::default() })
}

/// The parents of so many znodes, from the first on.
fn parents(znodes: u32) -> impl Iterator<Item = Request> {
    (0..znodes.div_ceil(CHILDREN)).map(|it| create(format!("/d{it:03}").into()))
}

/// One client of one server: what it costs to take a request from the client's library over the network through the server
/// into its tree, and the answer back, with the trace that is made of it; no invariants.
#[derive(Debug)]
pub struct WholeWay {
    world: World,
}

impl WholeWay {
    /// The client is connected; there are parents for so many znodes, and no more.
    pub fn with_room_for(znodes: u32) -> WholeWay {
        let mut way = WholeWay { world: World::new(Config::of_voters(1), 1, Timing::default()) };
        let hosts = vec![SERVER];
        let config = ClientConfig { hosts, in_order: true, timeout: 40_000, can_be_read_only: false };
        way.world.cause(Fault::Start(SERVER), &mut Vec::new()).expect("it does not run yet");
        way.advance_until(|it| it.server(SERVER).is_some_and(|it| it.is_established()));
        way.world.cause(Fault::StartClient(CLIENT, Arc::new(config)), &mut Vec::new()).expect("the same");
        let state = |it: &World| it.clients()[&CLIENT].client.as_ref().map(|it| it.state());
        way.advance_until(|it| state(it) == Some(State::Connected));
        way.ask(parents(znodes));
        way
    }

    fn advance_until(&mut self, done: impl Fn(&World) -> bool) {
        while !done(&self.world) {
            self.world.advance(&mut Vec::new()).expect("a world with a server has a next event");
        }
    }

    /// Asks for these znodes, pipelined.
    pub fn perform(&mut self, operation: Operation, numbers: Range<u32>) {
        for begin in numbers.clone().step_by(PIPELINE as usize) {
            let end = numbers.end.min(begin + PIPELINE);
            self.ask((begin..end).map(|it| operation.request(it)));
        }
    }

    /// Asks everything at once, and waits for the answers.
    fn ask(&mut self, requests: impl Iterator<Item = Request>) {
        let (mut record, mut waiting) = (Vec::new(), 0);
        for request in requests {
            self.world.cause(Fault::Call(CLIENT, request), &mut record).expect("it runs");
            waiting += 1;
        }
        while 0 < waiting {
            record.clear();
            self.world.advance(&mut record);
            for entry in &record {
                if let What::Replied { result, .. } = &entry.what {
                    assert!(result.is_ok(), "{result:?}");
                    waiting -= 1;
                }
            }
        }
    }
}

/// A tree without anything around it: what it costs to prepare a request, to apply what comes of it, and to read.
#[derive(Debug)]
pub struct TreeAlone {
    tree: Tree,
    outstanding: Outstanding,
    settings: Settings,
    zxid: Zxid,
}

impl TreeAlone {
    /// There are parents for so many znodes, and no more.
    pub fn with_room_for(znodes: u32) -> TreeAlone {
        let mut alone = TreeAlone {
            tree: Tree::default(),
            outstanding: Outstanding::default(),
            settings: Settings::default(),
            zxid: Zxid::new(Epoch(1), 0),
        };
        parents(znodes).for_each(|it| alone.write(&it));
        alone
    }

    /// Does it to these znodes.
    pub fn perform(&mut self, operation: Operation, numbers: Range<u32>) {
        for request in numbers.map(|it| operation.request(it)) {
            match &request {
                Request::GetData { path, .. } => assert!(self.tree.get_data(path, &[]).is_ok(), "{path}"),
                _ => self.write(&request),
            }
        }
    }

    fn write(&mut self, request: &Request) {
        self.zxid = Zxid::new(self.zxid.epoch(), self.zxid.counter() + 1);
        let (zxid, origin) = (self.zxid, Origin { server: SERVER, request: 0 });
        let time = (SimTime::ZERO + Span::from_millis(zxid.counter().into())).as_wall_millis();
        let requester =
            Requester { session: SessionId(1), ids: &[], standing: Ok(()), global_standing: Ok(()) };
        let header = Header { zxid, time, origin };
        let txn = prepare(&self.tree, &mut self.outstanding, &self.settings, header, &requester, request);
        self.tree.apply(&txn);
        self.outstanding.applied(zxid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn both_loads_do_the_same_to_the_tree() {
        let (mut way, mut alone) = (WholeWay::with_room_for(1_010), TreeAlone::with_room_for(1_010));
        for (operation, numbers) in [
            (Operation::Create, 0..1_010),
            (Operation::Set, 990..1_005),
            (Operation::Get, 0..1_010),
            (Operation::Delete, 995..1_010),
        ] {
            way.perform(operation, numbers.clone());
            alone.perform(operation, numbers);
        }
        let tree = &way.world.server(SERVER).expect("it runs").database().tree;
        let told = |tree: &Tree| {
            let nodes = tree.nodes().map(|(path, it)| (Arc::clone(path), it.data.clone(), it.version));
            nodes.collect::<Vec<_>>()
        };
        assert_eq!(told(tree), told(&alone.tree));
        assert_eq!(told(tree).len(), 4 + 2 + 995);
    }
}
