//! Clients of an ensemble, with what they ask: the library against what facts.md (8.7) says of it, and many of them at once
//! against the invariants that clients rely on.

use std::sync::Arc;

use zookeeper_playground::check::{Checks, Invariant, Violation};
use zookeeper_playground::client::{Call, ClientConfig, Event, KeeperState, Note, State};
use zookeeper_playground::session::Response;
use zookeeper_playground::sim::{Fault, Rng, Timing, World};
use zookeeper_playground::trace::What;
use zookeeper_playground::tree::{AclList, Create, CreateMode, Delete, Request, SetData, ZkError};
use zookeeper_playground::vocab::{ClientId, Config, ProcessId, Release, ServerId, SimTime, Span};

const C1: ClientId = ClientId(1);

/// An ensemble with clients, held against the invariants.
struct Stage {
    world: World,
    checks: Checks,
    replies: Vec<(ClientId, Call, Result<Response, ZkError>)>,
    told: Vec<(ClientId, Event)>,
    /// Whom clients have lost.
    lost: Vec<ServerId>,
}

impl Stage {
    fn new(settings: &[(&str, &str)], release: Release, seed: u64) -> Stage {
        let mut config = Config { release, ..Config::of_voters(3) };
        settings.iter().for_each(|(key, value)| config.set(key, value).unwrap());
        let world = World::new(config, seed, Timing::default());
        let mut stage = Stage {
            world,
            checks: Checks::default(),
            replies: Vec::new(),
            told: Vec::new(),
            lost: Vec::new(),
        };
        (1..=3).for_each(|id| stage.cause(Fault::Start(ServerId(id))));
        stage.pass(Span::from_secs(3));
        assert!(stage.world.leader().is_some(), "three servers find a leader");
        stage
    }

    fn cause(&mut self, fault: Fault) {
        let mut record = Vec::new();
        // An act that is not possible now changes nothing.
        let _ = self.world.cause(fault, &mut record);
        self.take_in(record);
    }

    fn take_in(&mut self, record: Vec<zookeeper_playground::trace::Entry>) {
        self.checks.observe(&self.world, &record);
        for entry in record {
            match entry.what {
                What::Replied { client, call, result } => {
                    self.replies.push((client, call, std::sync::Arc::unwrap_or_clone(result)))
                }
                What::ClientNote { note: Note::Lost { server }, .. } => self.lost.push(server),
                What::Told { client, event } => self.told.push((client, event)),
                _ => {}
            }
        }
    }

    fn pass(&mut self, span: Span) {
        let end = self.world.now() + span;
        while self.world.next_due().is_some_and(|it| it <= end) {
            let mut record = Vec::new();
            self.world.advance(&mut record);
            self.take_in(record);
        }
        self.world.pass_until(end);
    }

    fn start(&mut self, id: ClientId, hosts: &[u8], timeout: u32) {
        let hosts = hosts.iter().map(|it| ServerId(*it)).collect();
        let config = ClientConfig { hosts, in_order: true, timeout, can_be_read_only: false };
        self.cause(Fault::StartClient(id, Arc::new(config)));
    }

    fn state(&self, id: ClientId) -> State {
        self.world.clients()[&id].client.as_ref().unwrap().state()
    }

    /// Cuts a client off from servers, or undoes it.
    fn cut(&mut self, id: ClientId, servers: &[u8], cut: bool) {
        let from = [ProcessId::from(id)].into();
        let to = servers.iter().map(|it| ServerId(*it).into()).collect();
        let both = true;
        self.cause(if cut { Fault::Cut { from, to, both } } else { Fault::Heal { from, to, both } });
    }

    fn has_been_told(&self, id: ClientId, state: KeeperState) -> bool {
        self.told.contains(&(id, Event::State(state)))
    }
}

fn create(path: &str, mode: CreateMode) -> Request {
    Request::Create(Create { path: path.into(), acl: AclList::open(), mode, ..Create::default() })
}

fn get(path: &str) -> Request {
    Request::GetData { path: path.into(), watch: false }
}

/// Nobody knows whether the write happened; here it did.
#[test]
fn what_is_under_way_fails_with_connection_loss() {
    let mut stage = Stage::new(&[], Release::V3_8_0, 1);
    stage.start(C1, &[1, 2, 3], 6_000);
    stage.pass(Span::from_secs(1));
    stage.cause(Fault::Call(C1, create("/a", CreateMode::Persistent)));
    stage.cause(Fault::Call(C1, get("/a")));
    stage.pass(Span::from_millis(2));
    stage.cause(Fault::Crash(ServerId(1)));
    stage.pass(Span::from_millis(20));
    let lost = |call| (C1, Call(call), Err(ZkError::ConnectionLoss));
    assert_eq!(stage.replies, [lost(0), lost(1)]);
    assert!(stage.has_been_told(C1, KeeperState::Disconnected));
    stage.pass(Span::from_secs(5));
    stage.cause(Fault::Call(C1, get("/a")));
    stage.pass(Span::from_secs(1));
    assert!(matches!(stage.replies[2], (_, Call(2), Ok(Response::Data(..)))), "{:?}", stage.replies);
}

/// It hears that its session is over when it is connected again. A library since 3.9.3 does not wait for that.
#[test]
fn a_client_that_is_cut_off_for_hours_does_not_know() {
    for (release, knows) in [(Release::V3_8_0, false), (Release::V3_9_5, true)] {
        let mut stage = Stage::new(&[], release, 1);
        stage.start(C1, &[1, 2, 3], 6_000);
        stage.pass(Span::from_secs(1));
        stage.cause(Fault::Call(C1, create("/e", CreateMode::Ephemeral)));
        stage.pass(Span::from_secs(1));
        stage.cut(C1, &[1, 2, 3], true);
        stage.pass(Span::from_secs(7_200));
        assert_eq!(stage.world.server(ServerId(1)).unwrap().database().tree.sessions().count(), 0);
        assert_eq!(stage.has_been_told(C1, KeeperState::Expired), knows, "{release}");
        stage.cut(C1, &[1, 2, 3], false);
        stage.pass(Span::from_secs(10));
        assert!(stage.has_been_told(C1, KeeperState::Expired));
        assert_eq!(stage.state(C1), State::Closed);
    }
}

/// `lastZxidSeen`: what it has read it will not see undone.
#[test]
fn a_server_that_is_behind_what_a_client_has_seen_is_left() {
    let mut stage = Stage::new(&[("syncLimit", "100")], Release::V3_8_0, 1);
    let leader = stage.world.leader().unwrap();
    let [behind, other] = [1, 2, 3].into_iter().filter(|it| *it != leader.0).collect::<Vec<u8>>()[..] else {
        panic!("two followers");
    };
    // The leader cannot reach it: it serves what it had.
    let (from, to) = ([ProcessId::from(leader)].into(), [ServerId(behind).into()].into());
    stage.cause(Fault::Cut { from, to, both: false });
    stage.start(C1, &[other, behind, leader.0], 6_000);
    stage.pass(Span::from_secs(1));
    stage.cause(Fault::Call(C1, create("/a", CreateMode::Persistent)));
    stage.pass(Span::from_secs(1));
    let last = stage.world.clients()[&C1].client.as_ref().unwrap().last_zxid();
    assert!(stage.world.server(ServerId(behind)).unwrap().database().last_processed < last);
    stage.cause(Fault::Crash(ServerId(other)));
    stage.pass(Span::from_secs(4));
    assert_eq!(
        stage.lost[..2],
        [ServerId(other), ServerId(behind)],
        "the one that died, and the one that is behind"
    );
}

/// A request that is too long for a server ends the connection; a byte less does not.
#[test]
fn a_request_longer_than_jute_maxbuffer_ends_the_connection() {
    let mut stage = Stage::new(&[("jute.maxbuffer", "100")], Release::V3_8_0, 1);
    stage.start(C1, &[1], 6_000);
    stage.pass(Span::from_secs(1));
    // Header 8, path 4 + 2, length 4, version 4.
    let set = |length: usize| {
        let data = Some(vec![b'x'; length].into());
        Request::SetData(SetData { path: "/a".into(), data, version: -1 })
    };
    stage.cause(Fault::Call(C1, create("/a", CreateMode::Persistent)));
    stage.cause(Fault::Call(C1, set(100 - 22)));
    stage.pass(Span::from_millis(50));
    assert!(stage.replies.iter().all(|it| it.2.is_ok()), "{:?}", stage.replies);
    stage.cause(Fault::Call(C1, set(100 - 21)));
    stage.pass(Span::from_millis(50));
    assert_eq!(stage.replies[2].2, Err(ZkError::ConnectionLoss));
}

/// With an upgrade a local session owns its first ephemeral after one more transaction, on a leader as on a follower.
#[test]
fn a_local_session_becomes_global_for_an_ephemeral() {
    let settings = [("localSessionsEnabled", "true"), ("localSessionsUpgradingEnabled", "true")];
    for host in 1..=3 {
        let mut stage = Stage::new(&settings, Release::V3_8_0, 1);
        stage.start(C1, &[host], 6_000);
        stage.pass(Span::from_secs(1));
        let tree = |stage: &Stage| stage.world.server(ServerId(host)).unwrap().database().tree.clone();
        let local = |stage: &Stage| stage.world.server(ServerId(host)).unwrap().port().local_sessions();
        assert_eq!((tree(&stage).sessions().count(), local(&stage)), (0, 1));
        let before = tree(&stage).last().counter();
        stage.cause(Fault::Call(C1, create("/e", CreateMode::Ephemeral)));
        stage.cause(Fault::Call(C1, get("/e")));
        stage.pass(Span::from_secs(20));
        assert!(stage.replies.iter().all(|it| it.2.is_ok()), "s{host}: {:?}", stage.replies);
        assert_eq!((tree(&stage).last().counter() - before, local(&stage)), (2, 0));
        assert_eq!(tree(&stage).ephemerals().count(), 1, "its pings keep it alive");
        stage.cause(Fault::CrashClient(C1));
        stage.pass(Span::from_secs(10));
        assert_eq!(tree(&stage).ephemerals().count(), 0);
        assert_eq!(stage.checks.violations(), []);
    }
}

/// A local session expires by its own server's count, and leaves no trace.
#[test]
fn a_silent_local_session_ends_without_a_transaction() {
    let mut stage = Stage::new(&[("localSessionsEnabled", "true")], Release::V3_8_0, 1);
    stage.start(C1, &[1], 6_000);
    stage.pass(Span::from_secs(1));
    stage.cause(Fault::CrashClient(C1));
    let local = |stage: &Stage| stage.world.server(ServerId(1)).unwrap().port().local_sessions();
    stage.pass(Span::from_secs(4));
    assert_eq!(local(&stage), 1);
    stage.pass(Span::from_secs(5));
    assert_eq!(local(&stage), 0);
    assert_eq!(stage.world.server(ServerId(1)).unwrap().database().tree.last().counter(), 0);
}

/// Some request of one of a few kinds, about one of a few znodes.
fn any_request(rng: &mut Rng) -> Request {
    let path: Arc<str> = format!("/n{}", rng.up_to(3)).into();
    let watch = rng.up_to(1) == 1;
    match rng.up_to(8) {
        0 => create(&path, CreateMode::Persistent),
        1 => create(&path, CreateMode::Ephemeral),
        2 => Request::Delete(Delete { path, version: -1 }),
        3 => Request::SetData(SetData { path, data: None, version: -1 }),
        4 => Request::GetData { path, watch },
        5 => Request::Exists { path, watch },
        6 => Request::GetChildren2 { path: "/".into(), watch },
        7 => Request::Sync { path },
        _ => create("/s-", CreateMode::EphemeralSequential),
    }
}

/// What may befall an ensemble of three with three clients, and is mended by and by.
fn any_fault(rng: &mut Rng) -> Fault {
    let server = ServerId(1 + rng.up_to(2) as u8);
    let client = ClientId(1 + rng.up_to(2) as u8);
    match rng.up_to(9) {
        0 => Fault::Crash(server),
        1 | 2 => Fault::Start(server),
        3 => Fault::Cut { from: [client.into()].into(), to: [server.into()].into(), both: rng.up_to(1) == 1 },
        4 => Fault::Cut { from: [server.into()].into(), to: [client.into()].into(), both: false },
        5 => Fault::Pause(server),
        6 | 7 => Fault::Resume(server),
        _ => Fault::HealAll,
    }
}

#[test]
fn clients_can_rely_on_order_whatever_happens() {
    let (mut answered, mut events) = (0, 0);
    for seed in 1..=40 {
        let release = Release::ALL[1 + seed as usize % 4];
        let mut stage = Stage::new(&[("tickTime", "500")], release, seed);
        let mut rng = Rng::new(seed);
        (1..=3).for_each(|id| stage.start(ClientId(id), &[1, 2, 3], 4_000));
        while stage.world.now() < SimTime(40_000_000) {
            let client = ClientId(1 + rng.up_to(2) as u8);
            match rng.up_to(30) {
                0 | 1 => stage.cause(any_fault(&mut rng)),
                2 if stage.state(client) == State::Closed => {
                    stage.cause(Fault::CrashClient(client));
                    stage.start(client, &[3, 2, 1], 4_000);
                }
                _ => stage.cause(Fault::Call(client, any_request(&mut rng))),
            }
            stage.pass(Span(rng.up_to(60_000)));
        }
        let clients_rely_on = [Invariant::J2, Invariant::J3, Invariant::J5];
        let all = stage.checks.violations().iter();
        // Of the servers' own, those releases are known to break some.
        let counts = |it: &&Violation| release == Release::V3_9_5 || clients_rely_on.contains(&it.invariant);
        let broken: Vec<&Violation> = all.filter(counts).collect();
        assert!(broken.is_empty(), "seed {seed}, release {release}: {broken:?}");
        answered += stage.replies.iter().filter(|it| it.2.is_ok()).count();
        events += stage.told.iter().filter(|it| matches!(it.1, Event::Watch(_))).count();
    }
    println!("clients: {answered} calls answered, {events} events");
    assert!(
        10_000 < answered && 1_000 < events,
        "{answered} calls, {events} events: too few to mean anything"
    );
}
