use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::server::client_port::connection;
use crate::server::{Cnxn, Role, Server};
use crate::vocab::{ConnId, Date, SessionId, SimTime, Span};
use crate::watch::WatcherId;

/// Where the one who asks is connected from.
const OPERATOR: &str = "/127.0.0.1:0";
/// What `zookeeper.nio.sessionlessCnxnTimeout` is, and the width of the buckets in which connections expire.
const SESSIONLESS: Span = Span::from_secs(10);

fn address(conn: ConnId) -> String {
    format!("/{}:{}", conn.opener, conn.serial)
}

/// The connections, first that of the one who asks, each on its line (`ServerCnxn.dumpConnectionInfo`).
pub fn connections(server: &Server, brief: bool) -> String {
    let mut text = format!(" {OPERATOR}[0](queued=0,recved=1,sent=0)\n");
    for (conn, cnxn) in server.port().cnxns() {
        let stats = &cnxn.stats;
        let (address, queued) = (address(*conn), server.port().outstanding_of(*conn));
        let _ = write!(text, " {address}[1](queued={queued},recved={},sent={}", stats.received, stats.sent);
        if !brief && cnxn.session != SessionId(0) {
            text.push_str(&session_of(cnxn));
        }
        text.push_str(")\n");
    }
    text
}

fn session_of(cnxn: &Cnxn) -> String {
    let stats = &cnxn.stats;
    let last_xid = stats.last_xid.map_or(String::new(), |it| format!(",lcxid={it:#x}"));
    format!(
        ",sid={},lop={},est={},to={}{last_xid},lzxid={},lresp={},llat={},minlat={},avglat={},maxlat={}",
        cnxn.session,
        stats.last_op,
        stats.established.as_wall_millis(),
        cnxn.timeout,
        stats.last_zxid.hex(),
        stats.last_response.since(SimTime::ZERO).as_millis(),
        stats.last_latency,
        stats.min_latency(),
        stats.average_latency(),
        stats.latency.max,
    )
}

/// `DumpCommand`: sessions, as far as the server knows when they end; ephemerals; and when connections end.
pub fn dump(server: &Server, now: SimTime) -> String {
    let mut text = "SessionTracker dump:\n".to_owned();
    text.push_str(&sessions(server));
    text.push_str("ephemeral nodes dump:\n");
    let mut by_session: BTreeMap<SessionId, Vec<&str>> = BTreeMap::new();
    for (session, path) in server.database().tree.ephemerals() {
        by_session.entry(session).or_default().push(path);
    }
    let _ = writeln!(text, "Sessions with Ephemerals ({}):", by_session.len());
    for (session, paths) in by_session {
        let _ = writeln!(text, "{session}:\n\t{}", paths.join("\n\t"));
    }
    text + "Connections dump:\n" + &connections_by_end(server, now)
}

/// A leader knows when they end (`ExpiryQueue.dump`), a learner only how long they last (`LearnerSessionTracker`).
fn sessions(server: &Server) -> String {
    let tracker = match server.role() {
        Role::Leading(leader) => leader.sessions(),
        _ => None,
    };
    let Some(tracker) = tracker else {
        let sessions: Vec<_> = server.database().tree.sessions().collect();
        let head = format!("Global Sessions({}):\n", sessions.len());
        return sessions.iter().fold(head, |text, (id, timeout)| format!("{text}{id}\t{timeout}ms\n"));
    };
    let buckets = tracker.expiry().buckets();
    let ends = buckets.map(|(at, ids)| (at, ids.iter().map(ToString::to_string).collect())).collect();
    format!("Session {}", sets(&ends))
}

/// When connections end by which nothing goes, as `NIOServerCnxnFactory` has it.
fn connections_by_end(server: &Server, now: SimTime) -> String {
    let mut ends: BTreeMap<SimTime, Vec<String>> = BTreeMap::new();
    let mut add = |touched: SimTime, timeout: Span, address: &str, session: SessionId| {
        let end = (touched + timeout).0 / SESSIONLESS.0 + 1;
        let line = format!("ip: {address} sessionId: {session}");
        ends.entry(SimTime(end * SESSIONLESS.0)).or_default().push(line);
    };
    add(now, SESSIONLESS, OPERATOR, SessionId(0));
    for (conn, cnxn) in server.port().cnxns() {
        let has_session = cnxn.session != SessionId(0);
        let timeout = if has_session { Span::from_millis(cnxn.timeout.into()) } else { SESSIONLESS };
        add(cnxn.stats.touched, timeout, &address(*conn), cnxn.session);
    }
    format!("Connections {}", sets(&ends))
}

fn sets(ends: &BTreeMap<SimTime, Vec<String>>) -> String {
    let all: usize = ends.values().map(Vec::len).sum();
    let mut text = format!("Sets ({})/({all}):\n", ends.len());
    for (at, lines) in ends {
        let (count, at) = (lines.len(), Date(at.as_wall_millis()));
        let _ = writeln!(text, "{count} expire at {at}:\n\t{}", lines.join("\n\t"));
    }
    text
}

/// `WatchManager.toString`, of the watches of data alone.
pub fn watches_summary(server: &Server) -> String {
    let watches = server.port().watches().data();
    let (connections, paths) = (watches.by_watcher().count(), watches.by_path().count());
    format!("{connections} connections watching {paths} paths\nTotal watches:{}\n", watches.count())
}

/// Of the watches of data alone, by session.
pub fn watches_by_session(server: &Server) -> String {
    let mut text = String::new();
    for (watcher, paths) in server.port().watches().data().by_watcher() {
        let _ = writeln!(text, "{}", session(server, watcher));
        text.extend(paths.iter().map(|path| format!("\t{path}\n")));
    }
    text + "\n"
}

/// Of the watches of data alone, by path.
pub fn watches_by_path(server: &Server) -> String {
    let mut text = String::new();
    for (path, watchers) in server.port().watches().data().by_path() {
        let _ = writeln!(text, "{path}");
        text.extend(watchers.keys().map(|it| format!("\t{}\n", session(server, *it))));
    }
    text + "\n"
}

fn session(server: &Server, watcher: WatcherId) -> SessionId {
    server.port().cnxns().get(&connection(watcher)).map_or(SessionId(0), |it| it.session)
}
