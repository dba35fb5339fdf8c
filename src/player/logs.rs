use std::collections::BTreeSet;

use crate::player::history::History;
use crate::player::index::Topic;
use crate::scenario::Run;
use crate::server::{Role, Server};
use crate::sim::{Host, Write};
use crate::storage::{Disk, DiskOp};
use crate::trace::What;
use crate::tree::Txn;
use crate::vocab::{Epoch, ServerId, Zxid};
use crate::wire::{Message, Segment};
use crate::zab::{Packet, Service, Stage};
use crate::{server, zab};

/// The logs of all servers side by side: the same transaction has the same column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogsView {
    /// How many transactions come before those shown.
    pub earlier: usize,
    /// The last transactions that any server has, oldest first.
    pub columns: Vec<ColumnView>,
    /// A server each, by id.
    pub rows: Vec<LogView>,
}

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnView {
    /// Its number.
    pub zxid: Zxid,
    /// What it does, e.g. `create /a`.
    pub op: String,
    /// The voters that have it on disk, and whether those are a quorum.
    pub voters: BTreeSet<ServerId>,
    /// See `voters`.
    pub is_quorum: bool,
    /// No quorum has it, but one has a later one: it is not part of the history and will be cut off.
    pub is_passed: bool,
}

/// One server's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    /// Whose.
    pub id: ServerId,
    /// The two epoch files, as they are on disk.
    pub accepted_epoch: Epoch,
    /// See `accepted_epoch`.
    pub current_epoch: Epoch,
    /// Epochs that are being written to the two files.
    pub accepting: Option<Epoch>,
    /// See `accepting`.
    pub establishing: Option<Epoch>,
    /// A cell for each column; `None` where the server has not got the transaction.
    pub cells: Vec<Option<CellView>>,
    /// What a crash now would lose: transactions that are in its memory alone, shown or not.
    pub at_risk: BTreeSet<Zxid>,
}

/// How far a transaction has come on one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellView {
    /// Where it is kept.
    pub medium: Medium,
    /// The last thing that has been done with it.
    pub progress: Progress,
    /// It is the first of its log file.
    pub begins_file: bool,
    /// A snapshot on this server's disk ends with it.
    pub ends_snapshot: bool,
}

/// Where a server keeps a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Medium {
    /// Nowhere but in memory: a crash loses it.
    Memory,
    /// In its log on disk.
    Log,
    /// In a snapshot on disk, as part of the tree.
    Snapshot,
    /// In an old log file that no start reads, as a snapshot goes beyond it and does not contain it.
    Stale,
}

/// What a server has done with a transaction last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Has received it, and hands it to its log writer.
    Received,
    /// Has forced it to disk.
    Flushed,
    /// Has said so to the leader.
    Acknowledged,
    /// Knows that a quorum has it.
    Committed,
    /// Has it in its tree.
    Applied,
}

/// The logs at the cursor, at most `most` columns of them.
pub(super) fn logs(run: &Run, seen: usize, history: &History, most: usize) -> LogsView {
    let world = run.world();
    let held: Vec<(ServerId, Held)> = world.hosts().iter().map(|(id, it)| (*id, Held::of(it))).collect();
    let mut zxids: BTreeSet<Zxid> = BTreeSet::new();
    for (_, it) in &held {
        zxids.extend(it.disk.log.records().rev().take(most).map(|it| it.zxid));
        zxids.extend(it.in_memory.iter().map(|it| it.zxid));
    }
    let find = |zxid: &Zxid| held.iter().find_map(|(_, it)| it.find(*zxid));
    let mut shown: Vec<&Txn> = zxids.iter().rev().take(most).filter_map(find).collect();
    shown.reverse();
    let Some(first) = shown.first().map(|it| it.zxid) else {
        let rows = held.iter().map(|(id, it)| it.row(*id, Vec::new())).collect();
        return LogsView { rows, ..LogsView::default() };
    };
    let before = |it: &Held| it.disk.log.len_before(first);
    let facts: Vec<Facts> = shown.iter().map(|it| Facts::of(it.zxid, run, seen, history)).collect();
    let rows: Vec<LogView> = held
        .iter()
        .map(|(id, it)| {
            let cells = shown.iter().zip(&facts).map(|(txn, facts)| it.cell(*id, txn, facts));
            it.row(*id, mark_snapshots(cells.collect(), &shown, it.disk))
        })
        .collect();
    LogsView {
        earlier: held.iter().map(|(_, it)| before(it)).max().unwrap_or_default(),
        columns: columns(run, &shown, &rows),
        rows,
    }
}

fn columns(run: &Run, shown: &[&Txn], rows: &[LogView]) -> Vec<ColumnView> {
    let config = run.world().config();
    let quorum = config.quorum_verifier();
    let durable = |it: &LogView, place: usize| {
        it.cells[place].is_some_and(|it| matches!(it.medium, Medium::Log | Medium::Snapshot))
    };
    let mut columns: Vec<ColumnView> = Vec::new();
    for (place, txn) in shown.iter().enumerate() {
        let holders = rows.iter().filter(|it| config.is_voter(it.id) && durable(it, place));
        let voters: BTreeSet<ServerId> = holders.map(|it| it.id).collect();
        let is_quorum = quorum.contains_quorum(&voters);
        if is_quorum {
            columns.iter_mut().filter(|it| !it.is_quorum).for_each(|it| it.is_passed = true);
        }
        columns.push(ColumnView {
            zxid: txn.zxid,
            op: txn.change.to_string(),
            voters,
            is_quorum,
            is_passed: false,
        });
    }
    columns
}

/// The last snapshot that ends with or after each cell and before the next.
fn mark_snapshots(mut cells: Vec<Option<CellView>>, shown: &[&Txn], disk: &Disk) -> Vec<Option<CellView>> {
    for snapshot in &disk.snapshots {
        let place = shown.iter().rposition(|it| it.zxid <= snapshot.zxid);
        if let Some(cell) = place.and_then(|it| cells[it].as_mut()) {
            cell.ends_snapshot = true;
        }
    }
    cells
}

/// What the trace tells of a transaction up to the cursor.
#[derive(Default)]
pub(super) struct Facts {
    /// Who has told the leader that it has this on disk; the leader tells itself when it has.
    acknowledged: BTreeSet<ServerId>,
    /// Whether it is part of every history that goes beyond it: somebody has committed or applied it, or a quorum has it
    /// logged.
    pub is_settled: bool,
}

impl Facts {
    pub fn of(zxid: Zxid, run: &Run, seen: usize, history: &History) -> Facts {
        let (mut facts, mut leader) = (Facts::default(), None);
        for place in history.index.of(Topic::Txn(zxid)).iter().take_while(|it| **it < seen) {
            match &history.entries[*place].what {
                What::Note { server, note: server::Note::Zab(zab::Note::Proposed { .. }) } => {
                    leader = Some(*server)
                }
                What::Note { note: server::Note::Zab(zab::Note::Committed { .. }), .. }
                | What::Applied { .. } => facts.is_settled = true,
                What::Written { server, .. } if leader == Some(*server) => {
                    facts.acknowledged.insert(*server);
                }
                What::Sent { from, segment: Segment::Data(Message::Packet(Packet::Ack { .. })), .. } => {
                    facts.acknowledged.extend(from.server());
                }
                _ => {}
            }
        }
        let world = run.world();
        let mut logged = BTreeSet::new();
        logged.extend(
            world.hosts().iter().filter(|it| it.1.disk.log.file_with(zxid).is_some()).map(|it| *it.0),
        );
        facts.is_settled |= world.config().quorum_verifier().contains_quorum(&logged);
        facts
    }
}

/// What a crash of one server now would lose of its log.
pub(super) fn at_risk(run: &Run, server: ServerId) -> BTreeSet<Zxid> {
    run.world().hosts().get(&server).map(|it| Held::of(it).at_risk()).unwrap_or_default()
}

/// What one server has of the history, and where.
pub(super) struct Held<'a> {
    host: &'a Host,
    disk: &'a Disk,
    /// Received and not on disk, in order.
    in_memory: Vec<&'a Txn>,
    /// Has had its COMMIT, and waits to be applied.
    committed: BTreeSet<Zxid>,
}

impl<'a> Held<'a> {
    pub fn of(host: &'a Host) -> Held<'a> {
        let mut held = Held { host, disk: &host.disk, in_memory: Vec::new(), committed: BTreeSet::new() };
        for Write { op, .. } in host.writes.values().flatten() {
            if let DiskOp::Append(txns) = op {
                held.in_memory.extend(txns);
            }
        }
        if let Some(server) = &host.server {
            held.look_into(server);
        }
        held
    }

    fn look_into(&mut self, server: &'a Server) {
        match server.role() {
            Role::Leading(leader) => self.take_from(leader.service()),
            Role::Following(learner) | Role::Observing(learner) => {
                self.take_from(learner.service());
                if let Stage::Syncing { sync, .. } = learner.stage() {
                    self.in_memory.extend(&sync.not_logged);
                    self.committed.extend(&sync.committed);
                }
            }
            Role::Waiting { .. } | Role::Stopping { .. } | Role::Looking => {}
        }
    }

    fn take_from(&mut self, service: &'a Service) {
        self.in_memory.extend(service.to_log());
        self.committed.extend(service.to_apply().map(|it| it.zxid));
    }

    fn row(&self, id: ServerId, cells: Vec<Option<CellView>>) -> LogView {
        let writes = self.host.writes.values().flatten().map(|it| &it.op);
        let epoch = |read: fn(&DiskOp) -> Option<Epoch>| writes.clone().filter_map(read).next_back();
        LogView {
            id,
            accepted_epoch: self.disk.accepted_epoch,
            current_epoch: self.disk.current_epoch,
            accepting: epoch(|it| match it {
                DiskOp::AcceptedEpoch(epoch) => Some(*epoch),
                _ => None,
            }),
            establishing: epoch(|it| match it {
                DiskOp::CurrentEpoch(epoch) => Some(*epoch),
                _ => None,
            }),
            cells,
            at_risk: self.at_risk(),
        }
    }

    fn at_risk(&self) -> BTreeSet<Zxid> {
        let mut lost = BTreeSet::new();
        lost.extend(self.in_memory.iter().map(|it| it.zxid));
        lost
    }

    fn find(&self, zxid: Zxid) -> Option<&'a Txn> {
        let mut logged = self.disk.log.file_with(zxid).into_iter().flatten();
        logged
            .find(|it| it.zxid == zxid)
            .or_else(|| self.in_memory.iter().copied().find(|it| it.zxid == zxid))
    }

    /// Whether this server has a transaction where it, or the next start, would find it.
    pub fn keeps(&self, txn: &Txn, facts: &Facts) -> bool {
        self.medium(txn, facts).is_some_and(|it| it != Medium::Stale)
    }

    /// Whether it is in the tree of this server, if that runs.
    pub fn has_in_tree(&self, txn: &Txn, facts: &Facts) -> bool {
        self.host.server.as_ref().is_some_and(|it| {
            let tree = &it.database().tree;
            txn.zxid <= tree.last() && (facts.is_settled || tree.tells_of(txn) != Some(false))
        })
    }

    fn medium(&self, txn: &Txn, facts: &Facts) -> Option<Medium> {
        let snapshot = self.disk.newest_snapshot().filter(|it| txn.zxid <= it.zxid);
        let told = snapshot.and_then(|it| it.tree.tells_of(txn));
        let is_logged = self.disk.log.file_with(txn.zxid).is_some();
        if is_logged && !facts.is_settled && told == Some(false) {
            Some(Medium::Stale)
        } else if is_logged {
            Some(Medium::Log)
        } else if self.in_memory.iter().any(|it| it.zxid == txn.zxid) {
            Some(Medium::Memory)
        } else if snapshot.is_some() && (facts.is_settled || told == Some(true)) {
            Some(Medium::Snapshot)
        } else if self.has_in_tree(txn, facts) {
            Some(Medium::Memory)
        } else {
            None
        }
    }

    fn cell(&self, id: ServerId, txn: &Txn, facts: &Facts) -> Option<CellView> {
        let medium = self.medium(txn, facts)?;
        let progress = match medium {
            Medium::Stale => Progress::Flushed,
            _ if self.has_in_tree(txn, facts) => Progress::Applied,
            _ if self.committed.contains(&txn.zxid) => Progress::Committed,
            Medium::Memory => Progress::Received,
            _ if facts.acknowledged.contains(&id) => Progress::Acknowledged,
            Medium::Log | Medium::Snapshot => Progress::Flushed,
        };
        let first = self.disk.log.file_with(txn.zxid).and_then(|it| it.first());
        let begins_file = first.is_some_and(|it| it.zxid == txn.zxid);
        Some(CellView { medium, progress, begins_file, ends_snapshot: false })
    }
}
