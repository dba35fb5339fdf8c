//! Reads a run off: what the panes show of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::election::Note;
use crate::player::clients::{client_flights, figures};
use crate::player::history::History;
use crate::player::index::Topic;
use crate::player::programs::programs;
use crate::player::store::store;
use crate::player::view::{
    BallotRow, BallotsView, CheckView, ComparisonView, ConnectionView, FlightKind, FlightView, Invariant,
    LinkView, PhaseView, ServerView, View,
};
use crate::scenario::Run;
use crate::server::{self, Role, Server};
use crate::sim::{Connection, End, Host, World};
use crate::trace::What;
use crate::vocab::{MemberKind, ProcessId, ServerId};
use crate::wire::{Message, Segment};
use crate::zab::{Packet, Phase, Stage};

pub(super) fn view(run: &Run, seen: usize, history: &History) -> View {
    let world = run.world();
    View {
        now: world.now(),
        known_until: history.until,
        entries: seen,
        steps: world.steps(),
        servers: world.hosts().iter().map(|(id, host)| server_view(world, *id, host)).collect(),
        flights: flights(world),
        links: links(world),
        connections: connections(world),
        caption: run.caption().map(Arc::from),
        leader: world.leader(),
        checks: checks(run),
        clients: figures(world).into(),
        client_flights: client_flights(world).into(),
        programs: programs(world, seen, history).into(),
        store: store(world, seen, history).map(Arc::new),
    }
}

fn checks(run: &Run) -> Arc<[CheckView]> {
    let violations = run.checks().violations();
    let check = |invariant| {
        let broken =
            violations.iter().find(|it| it.invariant == invariant).map(|it| (it.at, it.found.clone()));
        CheckView { invariant, broken }
    };
    Invariant::ALL.into_iter().map(check).collect()
}

/// What `server` has compared last.
fn comparison(history: &History, seen: usize, server: ServerId) -> Option<ComparisonView> {
    let entry = &history.entries[history.index.last(Topic::Comparison(server), seen)?];
    match &entry.what {
        What::Note {
            note: server::Note::Election(Note::Compared { from, theirs, mine, adopted }), ..
        } => {
            let (from, theirs, mine, adopted) = (*from, *theirs, *mine, *adopted);
            Some(ComparisonView { at: entry.at, from, theirs, mine, adopted })
        }
        _ => None,
    }
}

fn server_view(world: &World, id: ServerId, host: &Host) -> ServerView {
    let server = host.server.as_ref();
    let member = world.config().members[&id];
    ServerView {
        id,
        observer: member.kind == MemberKind::Observer,
        weight: world.config().quorum_verifier().weight(id),
        condition: host.condition(),
        state: server.map(Server::state),
        phase: server.map(phase),
        established: server.is_some_and(Server::is_established),
        round: server.map(|it| it.election().round()).unwrap_or_default(),
        vote: server.and_then(|it| it.election().vote()),
        last_zxid: host.disk.last_zxid(),
        accepted_epoch: host.disk.accepted_epoch,
        current_epoch: host.disk.current_epoch,
        timers: server.map(Server::timers).unwrap_or_default(),
    }
}

fn phase(server: &Server) -> PhaseView {
    match server.role() {
        Role::Waiting { .. } => PhaseView::Waiting,
        Role::Stopping { .. } => PhaseView::Stopping,
        Role::Looking => PhaseView::Election,
        Role::Leading(leader) => match leader.phase() {
            Phase::Discovery | Phase::EpochAcks => PhaseView::Discovery,
            Phase::Synchronization => PhaseView::Synchronization,
            Phase::Broadcast => PhaseView::Broadcast,
        },
        Role::Following(learner) | Role::Observing(learner) => match learner.stage() {
            Stage::Connecting { .. } | Stage::Waiting { .. } => PhaseView::Connecting,
            Stage::Registered { .. } => PhaseView::Registered,
            Stage::Accepting { .. } => PhaseView::Accepting,
            Stage::Syncing { sync, .. } => PhaseView::Syncing(sync.kind.map(Into::into)),
            Stage::Broadcast { .. } => PhaseView::Serving,
        },
    }
}

/// The ballot box of `server`, if it has one to show.
pub(super) fn ballots(run: &Run, seen: usize, history: &History, server: ServerId) -> Option<BallotsView> {
    let process = run.world().server(server)?;
    let election = process.election();
    let ballots = election.ballots()?;
    let supporters = election.supporters();
    let rows = process.config().voters().map(|from| BallotRow {
        from,
        received: ballots.received.get(&from).copied(),
        out_of_election: ballots.out_of_election.get(&from).copied(),
        counts: supporters.contains(&from),
    });
    Some(BallotsView {
        rows: rows.collect(),
        is_quorum: election.is_quorum(&supporters),
        missing: process.config().quorum_verifier().missing(&supporters),
        supporters,
        comparison: comparison(history, seen, server),
    })
}

fn flights(world: &World) -> Arc<[FlightView]> {
    let network = world.network();
    let mut flights = Vec::new();
    for stream in network.connections().values().flat_map(|it| &it.streams) {
        let (Some(from), Some(to)) = (stream.from.server(), stream.to.server()) else { continue };
        let mut stalled = network.is_stalled(stream);
        for flight in &stream.flights {
            stalled |= flight.held;
            flights.push(FlightView {
                id: flight.id,
                from,
                to,
                kind: kind(&flight.segment),
                segment: flight.segment.clone(),
                sent: flight.sent,
                arrives: (!stalled).then_some(flight.arrives),
                held: flight.held,
                nth: 0,
            });
        }
    }
    flights.sort_by_key(|it| it.id);
    let mut counts: BTreeMap<(ServerId, ServerId), usize> = BTreeMap::new();
    for flight in &mut flights {
        let count = counts.entry((flight.from, flight.to)).or_default();
        *count += 1;
        flight.nth = *count;
    }
    flights.into()
}

/// What travels, by kind.
pub(super) fn kind(segment: &Segment) -> FlightKind {
    match segment {
        Segment::Syn
        | Segment::SynAck
        | Segment::Fin
        | Segment::Rst
        | Segment::Data(Message::Initial { .. }) => FlightKind::Connection,
        Segment::Data(Message::Notification(_)) => FlightKind::Notification,
        Segment::Data(Message::ToServer(_) | Message::ToClient(_)) => FlightKind::Request,
        Segment::Data(Message::Packet(packet)) => match packet {
            Packet::FollowerInfo { .. }
            | Packet::ObserverInfo { .. }
            | Packet::LeaderInfo { .. }
            | Packet::AckEpoch { .. } => FlightKind::Discovery,
            Packet::Diff { .. }
            | Packet::Trunc { .. }
            | Packet::Snap { .. }
            | Packet::NewLeader { .. }
            | Packet::UpToDate => FlightKind::Synchronization,
            Packet::Proposal { .. } | Packet::Inform { .. } => FlightKind::Proposal,
            Packet::Ack { .. } => FlightKind::Ack,
            Packet::Commit { .. } => FlightKind::Commit,
            Packet::Request { .. }
            | Packet::Sync { .. }
            | Packet::Revalidate { .. }
            | Packet::Revalidated { .. } => FlightKind::Request,
            Packet::Ping { .. } => FlightKind::Ping,
        },
    }
}

fn links(world: &World) -> Arc<[LinkView]> {
    let network = world.network();
    let all: BTreeSet<_> = network.cuts().iter().chain(network.delays().keys()).copied().collect();
    let view = |link: (ProcessId, ProcessId)| {
        let (from, to) = (link.0.server()?, link.1.server()?);
        let cut = network.cuts().contains(&link);
        Some(LinkView { from, to, cut, delay: network.delays().get(&link).copied() })
    };
    all.into_iter().filter_map(view).collect()
}

fn connections(world: &World) -> Arc<[ConnectionView]> {
    let connections = world.network().connections().iter();
    let standing = connections.filter_map(|(id, it)| {
        let half_open = match it.ends {
            [End::Open, End::Open] => false,
            [End::Open, End::Closed] => !told(it, 1),
            [End::Closed, End::Open] => !told(it, 0),
            _ => return None,
        };
        let shown = half_open || it.ends == [End::Open, End::Open];
        let to = it.streams[0].to.server().filter(|_| id.opener.server().is_some())?;
        shown.then_some(ConnectionView { id: *id, to, half_open })
    });
    standing.collect()
}

/// Whether word of the closing of `side` is on its way.
fn told(connection: &Connection, side: usize) -> bool {
    connection.streams[side].flights.iter().any(|it| matches!(it.segment, Segment::Fin | Segment::Rst))
}
