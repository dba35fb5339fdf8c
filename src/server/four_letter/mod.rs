//! What a server answers to the four-letter words: `echo srvr | nc localhost 2181`.
//!
//! Source: `server.command`, `ServerStats`, `ServerCnxn.dumpConnectionInfo`, `ZooKeeperServer.registerMetrics` and `dumpConf`, at
//! release 3.8.0; the commands are the same in 3.9.5, and an ensemble of 3.4.10 answers as these do. An answer is a pure function
//! of one server and the moment; what it tells of is counted where it happens, by the client port
//! ([`ServerStats`](super::ServerStats), [`CnxnStats`](super::CnxnStats)), by leader and learner
//! ([`Metrics`](crate::zab::Metrics)). It is made at once: no connection is opened and no time passes, but a process that is
//! stopped answers when it goes on. The one who asks sits at the server, `/127.0.0.1:0`, and is one of its connections, as with
//! the real one; a client's connection is shown by the client's name and the number of the connection, `/c1:3`, where ZooKeeper
//! has address and port.
//!
//! The server of an ensemble of one answers as a standalone one, which is what the real one makes of such a zoo.cfg, though inside it
//! leads. One that looks for a leader and meanwhile serves reads answers as a `ReadOnlyZooKeeperServer`.
//!
//! A word that is not known gets no answer: the connection is closed. `4lw.commands.whitelist` says which of the known ones are
//! answered; as long as nobody sets it all are, for the one who asks is the playground's own operator, while a real server that is
//! told nothing answers `srvr` alone.
//!
//! Left out:
//! - the build behind the version, «-${mvngit.commit.id}, built on …»;
//! - `gtmk` and `stmk`, which change what is logged by bits; they count as words that are not known;
//! - of `hash` the digests, one for every 128th transaction: there are none here, and it says nothing;
//! - of `envi` all but version and host, which are about the JVM and the machine;
//! - sessions and buckets that are empty but not yet taken out of an expiry queue, in `dump`;
//! - of `mntr` what is about sockets, bytes, threads and the JVM: `open_file_descriptor_count`, `max_file_descriptor_count`,
//!   `last_`, `min_` and `max_client_response_size`, `response_…`, `bytes_received_count`, `…mtls…`, `…tls…`, `…handshake…`,
//!   `…auth…`, `watch_bytes`, `…dead_watcher…`; what this model does not do: `connection_drop_…`, `connection_rejected`,
//!   `…throttle…`, `stale_…`, `large_requests_rejected`, `sessionless_connections_expired`,
//!   `cnxn_closed_without_zk_server_running`, `digest_mismatches_count`, `unrecoverable_error_count`,
//!   `insecure_admin_count`; the queues between threads: `outstanding_changes_…`, `…_queued`, `…commit_processor…`,
//!   `skip_learner_request_…`; `revalidate_count` and `quit_leading_due_to_disloyal_voter`; and all summaries, of which each is five
//!   or nine lines, `avg_`, `min_`, `max_`, `cnt_`, `sum_`, `p50_` … The order of the keys is ZooKeeper's.
//! - sizes in bytes are rough: of directories, and of proposals.

mod word;
mod kind;
mod answer;
mod clients;
mod monitor;
mod conf;

pub use answer::four_letter;
pub use word::{ParseWordError, Word};

pub(super) use answer::pieces;
