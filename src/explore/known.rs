use super::Failure;
use crate::check::Invariant::{self, I3, I4, I5, I7, I8, I9, I10, I13, I14, J1, J4, J6};
use crate::server::{self, Role};
use crate::sim::World;
use crate::storage::DiskOp;
use crate::trace::What;
use crate::tree::Tree;
use crate::vocab::Release::{self, V3_4_10, V3_8_0, V3_9_2, V3_9_3, V3_9_5};
use crate::vocab::{PeerState, ServerId, Zxid};
use crate::zab::{Note, Stage, Sync, Thread};

/// A bug that releases of ZooKeeper have, how to see it at work, and what it may break from then on. What is broken before
/// any such sign is news.
#[derive(Clone, Copy, Debug)]
pub struct KnownBug {
    /// The issue, where one is known, and what it is.
    pub name: &'static str,
    releases: &'static [Release],
    breaks: &'static [Invariant],
    /// Whether servers may stay away for ever, so that what is demanded of all is not met.
    stalls: bool,
    shows: fn(&World, &What) -> bool,
}

/// What may be broken once one log is not what the others are.
const DIVERGENCE: [Invariant; 10] = [I3, I4, I5, I7, I8, I9, I10, I13, J1, J6];

/// Every known bug. Where no issue is named, seeds found it here, and reading the Java sources confirmed it.
const KNOWN_BUGS: [KnownBug; 14] = [
    KnownBug {
        name: "ZOOKEEPER-2845: a server looks again with a memory that lacks the end of its log",
        // Later only a learner that gives up before UPTODATE, whose shutdown stops half way.
        releases: &[V3_4_10, V3_8_0, V3_9_2],
        breaks: &DIVERGENCE,
        stalls: false,
        shows: |world, what| leaves_office(what).is_some_and(|id| memory_is_behind(world, id)),
    },
    KnownBug {
        name: "a learner takes the zxid of a DIFF for its last one before it has the transactions",
        releases: &[V3_4_10],
        breaks: &DIVERGENCE,
        stalls: false,
        shows: |world, what| match what {
            What::Written { op: DiskOp::Snapshot { snapshot }, .. } => {
                is_ahead(snapshot.zxid, &snapshot.tree)
            }
            _ => leaves_office(what).is_some_and(|id| memory_is_ahead(world, id)),
        },
    },
    KnownBug {
        name: "ZOOKEEPER-3642: a sync breaks off, and a SNAP that is not on disk stays in memory",
        releases: &[V3_4_10],
        breaks: &DIVERGENCE,
        stalls: false,
        shows: |world, what| leaves_office(what).is_some_and(|id| disk_is_behind(world, id)),
    },
    KnownBug {
        name: "ZOOKEEPER-4712: the log writer of a learner outlives its shutdown",
        releases: &[V3_8_0, V3_9_2],
        breaks: &DIVERGENCE,
        stalls: false,
        shows: |world, what| leaves_office(what).is_some_and(|id| still_logs(world, id)),
    },
    KnownBug {
        name: "ZOOKEEPER-4394: a COMMIT between NEWLEADER and UPTODATE ends the sync",
        releases: &[V3_8_0, V3_9_2],
        breaks: &[I10, I14],
        stalls: false,
        shows: |_, what| matches!(zab_note(what), Some((_, Note::CommitAfterHandOver { .. }))),
    },
    KnownBug {
        name: "ZOOKEEPER-3911, 4643, 4646: NEWLEADER is acknowledged before the history is on disk",
        releases: &[V3_4_10, V3_8_0],
        breaks: &DIVERGENCE,
        stalls: false,
        shows: |world, what| acknowledges_history(what).is_some_and(|id| owes_disk(world, id)),
    },
    KnownBug {
        name: "ZOOKEEPER-4925: what is committed during a sync is missing in the next leader's DIFF",
        releases: &[V3_9_3],
        breaks: &DIVERGENCE,
        stalls: true,
        shows: |world, what| acknowledges_history(what).is_some_and(|id| committed_log_is_behind(world, id)),
    },
    KnownBug {
        name: "ZOOKEEPER-2354: a crash between the history and currentEpoch, and the server starts no more",
        releases: &[V3_8_0, V3_9_2, V3_9_3, V3_9_5],
        breaks: &[J4],
        stalls: true,
        shows: |world, what| match what {
            What::State { server, to: None, .. } => !world.hosts()[server].disk.epochs_are_sound(),
            _ => false,
        },
    },
    KnownBug {
        name: "ZOOKEEPER-4882: what a full disk did not take stays in memory, and makes a hole in the log",
        releases: &Release::ALL,
        breaks: &DIVERGENCE,
        stalls: false,
        shows: |_, what| matches!(what, What::NotWritten { op: DiskOp::Append(_), .. }),
    },
    KnownBug {
        name: "TRUNC to a transaction that is not in the log leaves the one behind it",
        releases: &Release::ALL,
        breaks: &[I4, I10, J1],
        stalls: false,
        shows: |world, what| match what {
            What::Written { server, op: DiskOp::Truncate(zxid) } => {
                *zxid < world.hosts()[server].disk.log.last()
            }
            _ => false,
        },
    },
    KnownBug {
        name: "TRUNC does not undo a snapshot, and a new leader takes one of what nobody has committed yet",
        releases: &Release::ALL,
        breaks: &[I4, I10, J1],
        stalls: false,
        shows: |world, what| match what {
            What::Written { server, op: DiskOp::Truncate(zxid) } => {
                world.hosts()[server].disk.newest_snapshot().is_some_and(|it| *zxid < it.zxid)
            }
            _ => false,
        },
    },
    KnownBug {
        name: "SNAP leaves a log that goes beyond it",
        releases: &[V3_4_10],
        breaks: &[I4, I10, J1],
        stalls: false,
        shows: |world, what| match what {
            What::Written { server, op: DiskOp::Snapshot { snapshot } } => {
                is_in_sync(world, *server) && snapshot.zxid < world.hosts()[server].disk.log.last()
            }
            _ => false,
        },
    },
    KnownBug {
        name: "who has accepted an epoch that came to nothing follows no leader of an earlier one",
        releases: &Release::ALL,
        breaks: &[],
        stalls: true,
        shows: |_, what| matches!(zab_note(what), Some((_, Note::LeaderBehind { .. }))),
    },
    KnownBug {
        name: "TRUNC of a server without a log ends it, again and again",
        releases: &[V3_4_10],
        breaks: &[],
        stalls: true,
        shows: |_, what| matches!(zab_note(what), Some((_, Note::CannotTruncate { .. }))),
    },
];

impl KnownBug {
    /// Those of a release.
    pub(super) fn of(release: Release) -> Vec<&'static KnownBug> {
        KNOWN_BUGS.iter().filter(|it| it.releases.contains(&release)).collect()
    }

    /// Whether it is seen at work in what has just happened.
    pub(super) fn shows(&self, world: &World, what: &What) -> bool {
        (self.shows)(world, what)
    }

    /// Whether it explains this.
    pub(super) fn explains(&self, failure: &Failure) -> bool {
        match failure {
            Failure::Broken(invariant) => self.breaks.contains(invariant),
            Failure::Unmet(_) => self.stalls,
        }
    }
}

fn leaves_office(what: &What) -> Option<ServerId> {
    match what {
        What::State { server, from: Some(from), to: Some(PeerState::Looking) }
            if *from != PeerState::Looking =>
        {
            Some(*server)
        }
        _ => None,
    }
}

fn zab_note(what: &What) -> Option<(ServerId, &Note)> {
    match what {
        What::Note { server, note: server::Note::Zab(note) } => Some((*server, note)),
        _ => None,
    }
}

fn acknowledges_history(what: &What) -> Option<ServerId> {
    zab_note(what).filter(|(_, note)| matches!(note, Note::HistoryAcknowledged { .. })).map(|(id, _)| id)
}

fn memory_is_behind(world: &World, id: ServerId) -> bool {
    let log = world.hosts()[&id].disk.log.last();
    world.server(id).is_some_and(|it| it.database().last_processed < log)
}

fn memory_is_ahead(world: &World, id: ServerId) -> bool {
    world.server(id).is_some_and(|it| is_ahead(it.database().last_processed, &it.database().tree))
}

fn disk_is_behind(world: &World, id: ServerId) -> bool {
    let disk = world.hosts()[&id].disk.last_zxid();
    world.server(id).is_some_and(|it| disk < it.database().tree.last())
}

/// Whether a tree does not end where it is said to; a leader says so with its epoch, of which it has nothing yet.
fn is_ahead(last: Zxid, tree: &Tree) -> bool {
    tree.last() < last && last.counter() != 0
}

fn still_logs(world: &World, id: ServerId) -> bool {
    world.hosts()[&id].writes.get(&Thread::LogWriter).is_some_and(|it| !it.is_empty())
}

fn sync_of(world: &World, id: ServerId) -> Option<&Sync> {
    let Role::Following(learner) = world.server(id)?.role() else { return None };
    let Stage::Syncing { sync, .. } = learner.stage() else { return None };
    Some(sync)
}

fn is_in_sync(world: &World, id: ServerId) -> bool {
    sync_of(world, id).is_some()
}

fn owes_disk(world: &World, id: ServerId) -> bool {
    still_logs(world, id) || sync_of(world, id).is_some_and(|it| !it.not_logged.is_empty())
}

fn committed_log_is_behind(world: &World, id: ServerId) -> bool {
    let Some(database) = world.server(id).map(server::Server::database) else { return false };
    database.committed_log.back().is_some_and(|it| it.zxid < database.tree.last())
}
