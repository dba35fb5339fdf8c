use std::sync::Arc;

use crate::tree::Txn;
use crate::vocab::Zxid;

/// A log file is never smaller: it is padded (`FilePadding`, 64 MiB).
const FILE_SIZE: u64 = 64 << 20;

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

    /// The next record begins a new file: after a start or a truncation.
    pub fn roll(&mut self) {
        self.roll = true;
    }

    /// The last record of the last file; what an inspection of the directory shows.
    pub fn last(&self) -> Zxid {
        self.files.iter().rev().find_map(|it| it.last()).map_or(Zxid::ZERO, |it| it.zxid)
    }

    /// The size of its files, in bytes.
    pub fn size(&self) -> u64 {
        FILE_SIZE * self.files.len() as u64
    }

    /// Cuts the log behind the first record that is `zxid` or above it, so that one above it survives where `zxid` itself
    /// is missing (`FileTxnLog.truncate`); false if there is no log at all.
    pub fn truncate(&mut self, zxid: Zxid) -> bool {
        let last = self.files.iter().position(|it| it.last().is_some_and(|it| zxid <= it.zxid));
        if let Some(last) = last {
            self.files.truncate(last + 1);
            let file = Arc::make_mut(&mut self.files[last]);
            let kept = file.partition_point(|it| it.zxid < zxid) + 1;
            file.truncate(kept);
        }
        self.roll = true;
        !self.files.is_empty()
    }

    /// All records, file by file.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &Txn> {
        self.files.iter().flat_map(|it| it.iter())
    }

    /// How many records come before `zxid`. As all that asks for a place in it, this takes the records of a file to ascend.
    pub fn len_before(&self, zxid: Zxid) -> usize {
        self.files.iter().map(|it| it.partition_point(|it| it.zxid < zxid)).sum()
    }

    /// The file that has a record of `zxid`; of several, the last.
    pub fn file_with(&self, zxid: Zxid) -> Option<&[Txn]> {
        let has = |it: &&Arc<Vec<Txn>>| it.binary_search_by_key(&zxid, |it| it.zxid).is_ok();
        self.files.iter().rev().find(has).map(|it| it.as_slice())
    }

    /// The records among which `zxid` is or would be, and all after them: from the beginning of the last file that begins
    /// at `zxid` or before, or of the first file. `None` if the files after that one are larger than `limit` bytes
    /// together; `FileTxnIterator.getStorageSize` does not count the file that it has opened.
    pub fn around(&self, zxid: Zxid, limit: Option<u64>) -> Option<Vec<Txn>> {
        let begins = |it: &Arc<Vec<Txn>>| it.first().is_some_and(|it| it.zxid <= zxid);
        let first = self.files.iter().rposition(begins).unwrap_or(0);
        let read = self.files.get(first..).unwrap_or_default();
        let size = FILE_SIZE * (read.len().saturating_sub(1) as u64);
        limit.is_none_or(|it| size <= it).then(|| read.iter().flat_map(|it| it.iter()).cloned().collect())
    }
}
