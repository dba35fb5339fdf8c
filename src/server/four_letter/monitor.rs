use std::fmt::{self, Display, Write as _};

use super::kind::Kind;
use crate::server::{Role, Server};
use crate::vocab::SimTime;
use crate::zab::{Leader, LearnerHandler};

/// The lines of `mntr` (`MonitorCommand`): first what is no number, then gauges and counters in ZooKeeper's order.
pub fn monitor(server: &Server, now: SimTime) -> String {
    let mut lines = Lines(String::new());
    lines.add("version", server.config().release);
    let kind = Kind::of(server);
    lines.add("server_state", kind.name());
    if kind.is_in_quorum() {
        lines.add("peer_state", Lower(server));
    }
    if let Role::Observing(learner) = server.role() {
        lines.add("observer_master_id", learner.leader().0);
    }
    gauges(server, now, &mut lines);
    counters(server, &mut lines);
    lines.0
}

fn gauges(server: &Server, now: SimTime, lines: &mut Lines) {
    let (port, tree, kind) = (server.port(), &server.database().tree, Kind::of(server));
    let stats = port.stats();
    let leader = match server.role() {
        Role::Leading(leader) if kind == Kind::Leader => Some(leader),
        _ => None,
    };
    let followers = |leader: &Leader, votes| {
        let votes = |it: &LearnerHandler| it.sid.is_some_and(|it| server.config().is_voter(it)) == votes;
        leader.handlers().values().filter(|it| it.forwarding && !it.observer && votes(it)).count()
    };
    let synced = |leader: &Leader| followers(leader, true) + followers(leader, false);
    let observers =
        |leader: &Leader| leader.handlers().values().filter(|it| it.forwarding && it.observer).count();
    let up_for = |leader: &Leader| now.since(leader.serves_since()).as_millis();
    lines.add("ephemerals_count", tree.ephemerals().count());
    lines.add("num_alive_connections", port.cnxns().len() + 1);
    lines.add("avg_latency", stats.latency.average());
    lines.add_some("min_proposal_size", leader.map(|it| it.proposal_sizes().min));
    lines.add("outstanding_requests", port.outstanding());
    lines.add("znode_count", tree.node_count());
    lines.add("global_sessions", tree.sessions().count());
    lines.add("packets_sent", stats.sent);
    lines.add("packets_received", stats.received);
    lines.add_some("max_proposal_size", leader.map(|it| it.proposal_sizes().max));
    lines.add_some("synced_followers", leader.map(synced));
    lines.add("watch_count", port.watches().count());
    lines.add_some("synced_non_voting_followers", leader.map(|it| followers(it, false)));
    lines.add_some("synced_observers", leader.map(observers));
    lines.add("min_latency", stats.latency.min);
    lines.add("approximate_data_size", tree.approximate_data_size());
    lines.add_some("last_proposal_size", leader.map(|it| it.proposal_sizes().last));
    lines.add_some("pending_syncs", leader.map(Leader::pending_syncs));
    lines.add_some("leader_uptime", leader.map(up_for));
    lines.add("local_sessions", server.port().local_sessions());
    lines.add("uptime", now.since(stats.since).as_millis());
    lines.add("max_latency", stats.latency.max);
    lines.add_some("learners", leader.map(|it| it.handlers().len()));
    lines.add_some("quorum_size", kind.is_in_quorum().then(|| server.config().voters().count()));
}

fn counters(server: &Server, lines: &mut Lines) {
    // One that is alone neither looks for a leader nor proposes anything to anybody.
    let (mut metrics, alone) = (*server.metrics(), Kind::of(server) == Kind::Standalone);
    if alone {
        (metrics.proposals, metrics.looking, metrics.commits) = (0, 0, 0);
    }
    lines.add("proposal_count", metrics.proposals);
    lines.add("looking_count", metrics.looking);
    lines.add("learner_proposal_received_count", metrics.proposals_received);
    lines.add("learner_commit_received_count", metrics.commits_received);
    lines.add("connection_request_count", metrics.connection_requests);
    lines.add("diff_count", metrics.diffs);
    lines.add("connection_revalidate_count", metrics.revalidations);
    lines.add("snap_count", metrics.snaps);
    lines.add("commit_count", metrics.commits);
}

struct Lines(String);

impl Lines {
    fn add(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.0, "zk_{key}\t{value}");
    }

    /// What not every server has.
    fn add_some(&mut self, key: &str, value: Option<impl Display>) {
        value.into_iter().for_each(|it| self.add(key, it));
    }
}

/// The state of the peer and how far it has come: one that answers serves (`QuorumPeer.getDetailedPeerState`).
struct Lower<'a>(&'a Server);

impl Display for Lower<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} - broadcast", self.0.state().name().to_lowercase())
    }
}
