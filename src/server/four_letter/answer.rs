use std::fmt::Write as _;

use super::clients::{connections, dump, watches_by_path, watches_by_session, watches_summary};
use super::conf::conf;
use super::kind::Kind;
use super::monitor::monitor;
use super::word::Word;
use crate::server::{Role, Server, Service};
use crate::storage::Disk;
use crate::vocab::SimTime;

const NOT_SERVING: &str = "This ZooKeeper instance is not currently serving requests";

/// How much of an answer is written at once (`BufferedWriter`).
const PIECE: usize = 8_192;

/// What a server with that disk answers at `now` to a word; nothing if it does not know it. Counts nothing, and resets nothing:
/// that is done by [`Server::step`] with [`Input::FourLetter`](crate::server::Input::FourLetter).
pub fn four_letter(server: &Server, disk: &Disk, now: SimTime, word: &str) -> String {
    let Ok(known) = word.parse::<Word>() else { return String::new() };
    if !server.config().allows_four_letter(word) {
        return format!("{word} is not executed because it is not in the whitelist.\n");
    }
    let serves = server.serves() != Service::Nobody;
    match known {
        Word::Ruok => "imok".to_owned(),
        Word::Envi => environment(server),
        Word::Isro => server.serves().isro().to_owned(),
        // The one that ends its line here does not.
        Word::Hash if !serves => NOT_SERVING.to_owned(),
        Word::Hash => String::new(),
        _ if !serves => format!("{NOT_SERVING}\n"),
        Word::Srvr => status(server, false),
        Word::Stat => status(server, true),
        Word::Mntr => monitor(server, now),
        Word::Cons => connections(server, false) + "\n",
        Word::Dump => dump(server, now),
        Word::Wchs => watches_summary(server),
        Word::Wchc => watches_by_session(server),
        Word::Wchp => watches_by_path(server),
        Word::Conf => conf(server, disk),
        Word::Dirs => format!("datadir_size: {0}\nlogdir_size: {0}\n", disk.size()),
        Word::Crst => "Connection stats reset.\n".to_owned(),
        Word::Srst => "Server stats reset.\n".to_owned(),
    }
}

/// In how many pieces an answer leaves, each of which the server counts.
pub fn pieces(text: &str) -> u64 {
    text.len().div_ceil(PIECE) as u64
}

/// `StatCommand`, `ServerStats.toString`.
fn status(server: &Server, with_clients: bool) -> String {
    let kind = Kind::of(server);
    let mut text = format!("Zookeeper version: {}\n", server.config().release);
    if kind == Kind::ReadOnly {
        text.push_str("READ-ONLY mode; serving only read-only clients\n");
    }
    if with_clients {
        let _ = writeln!(text, "Clients:\n{}", connections(server, true));
    }
    let (port, database) = (server.port(), server.database());
    let (stats, latency) = (port.stats(), port.stats().latency);
    let _ = writeln!(text, "Latency min/avg/max: {}/{}/{}", latency.min, latency.average(), latency.max);
    let _ = writeln!(text, "Received: {}\nSent: {}", stats.received, stats.sent);
    let _ = writeln!(text, "Connections: {}", port.cnxns().len() + 1);
    let _ = writeln!(text, "Outstanding: {}", port.outstanding());
    let _ = writeln!(text, "Zxid: {}", database.last_processed.hex());
    let _ = writeln!(text, "Mode: {}\nNode count: {}", kind.name(), database.tree.node_count());
    if let (Kind::Leader, Role::Leading(leader)) = (kind, server.role()) {
        let sizes = leader.proposal_sizes();
        let _ = writeln!(text, "Proposal sizes last/min/max: {}/{}/{}", sizes.last, sizes.min, sizes.max);
    }
    text
}

/// `EnvCommand`.
fn environment(server: &Server) -> String {
    format!("Environment:\nzookeeper.version={}\nhost.name={}\n", server.config().release, server.id())
}
