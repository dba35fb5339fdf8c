//! What a server keeps over a crash, and what it has in memory of that.
//!
//! Source: `FileTxnLog`, `FileSnap`, `FileTxnSnapLog`, `ZKDatabase`. A [`Disk`] holds the two epoch files, the log in its
//! files, and the snapshots: only what has been forced to the medium, for a crash leaves nothing else (ZooKeeper buffers
//! appended records in the process until it flushes). A [`Database`] is the tree in memory with the tail of the committed
//! history. `/zookeeper/config` is in it, though in no transaction: every server [writes](Database::write_members) by itself who
//! belongs to the ensemble. Left out: torn records, checksums, and the deletion of old files.

mod disk;
mod txn_log;
mod database;

pub use database::{Database, empty_tree};
pub use disk::{Disk, DiskOp, Snapshot};
pub use txn_log::TxnLog;
