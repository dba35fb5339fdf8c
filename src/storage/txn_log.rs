use std::sync::Arc;

use crate::tree::Txn;
use crate::vocab::Zxid;

/// The transaction log on disk: files, each named after its first zxid, records in the order of appending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxnLog {
    /// Oldest first.
    files: Vec<Arc<Vec<Txn>>>,
    /// Whether the next record begins a file of its own.
    roll: bool,
}

impl TxnLog {
    /// Appends records that have been forced to the medium.
    pub fn append(&mut self, txns: &[Txn]) {
        if txns.is_empty() {
            return;
        }
        if self.roll || self.files.is_empty() {
            self.files.push(Arc::default());
            self.roll = false;
        }
        let file = self.files.last_mut().expect("there is a file");
        Arc::make_mut(file).extend_from_slice(txns);
    }

    /// The next record begins a new file: after a start, a snapshot, or a truncation (`FileTxnLog.rollLog`).
    pub fn roll(&mut self) {
        self.roll = true;
    }

    /// The last record of the last file; what an inspection of the directory shows.
    pub fn last(&self) -> Zxid {
        self.files.iter().rev().find_map(|it| it.last()).map_or(Zxid::ZERO, |it| it.zxid)
    }

    /// Cuts everything after `zxid`; false if no record is `zxid` or before, so that nothing could be cut rightly.
    pub fn truncate(&mut self, zxid: Zxid) -> bool {
        let found = self.records().any(|it| it.zxid <= zxid) || zxid.counter() == 0;
        self.files.retain(|it| it.first().is_some_and(|it| it.zxid <= zxid));
        if let Some(last) = self.files.last_mut() {
            Arc::make_mut(last).retain(|it| it.zxid <= zxid);
        }
        self.roll = true;
        found
    }

    /// All records, file by file.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Txn> {
        self.files.iter().flat_map(|it| it.iter())
    }

    /// The records among which `zxid` is or would be, and all after them: from the beginning of the last file that begins
    /// at `zxid` or before, or of the first file. `None` if the files after that one are larger than `limit` bytes
    /// together (`FileTxnIterator.getStorageSize` does not count the file that it has opened).
    pub fn around(&self, zxid: Zxid, limit: u64) -> Option<Vec<Txn>> {
        let begins = |it: &Arc<Vec<Txn>>| it.first().is_some_and(|it| it.zxid <= zxid);
        let first = self.files.iter().rposition(begins).unwrap_or(0);
        let rest = self.files.get(first + 1..).unwrap_or_default();
        let size: u64 = rest.iter().flat_map(|it| it.iter()).map(Txn::size).sum();
        let read = self.files.get(first..).unwrap_or_default();
        (size <= limit).then(|| read.iter().flat_map(|it| it.iter()).cloned().collect())
    }

    /// How many files there are, and the first zxid of each.
    pub fn files(&self) -> impl Iterator<Item = (Zxid, usize)> + '_ {
        self.files.iter().filter_map(|it| Some((it.first()?.zxid, it.len())))
    }
}
