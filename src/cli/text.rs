//! What zkCli prints: ZooKeeper's own words, the same in every language.

use crate::cli::java::date;
use crate::client::{Event, State};
use crate::tree::{AclList, Stat, ZkError};
use crate::watch::EventType;

/// A stat (`StatPrinter`).
pub fn stat(stat: &Stat) -> String {
    [
        format!("cZxid = {:#x}", stat.czxid),
        format!("ctime = {}", date(stat.ctime)),
        format!("mZxid = {:#x}", stat.mzxid),
        format!("mtime = {}", date(stat.mtime)),
        format!("pZxid = {:#x}", stat.pzxid),
        format!("cversion = {}", stat.cversion),
        format!("dataVersion = {}", stat.version),
        format!("aclVersion = {}", stat.aversion),
        format!("ephemeralOwner = {:#x}", stat.ephemeral_owner.map_or(0, |it| it.0)),
        format!("dataLength = {}", stat.data_length),
        format!("numChildren = {}", stat.num_children),
    ]
    .join("\n")
}

/// An ACL: two lines for each of its own.
pub fn acl(acl: &AclList) -> String {
    let lines = acl.lines().iter();
    let lines = lines.map(|it| format!("'{},'{}\n: {}", it.id.scheme, it.id.id, it.perms));
    lines.collect::<Vec<_>>().join("\n")
}

/// A list, as Java prints one.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    format!("[{}]", items.join(", "))
}

/// What zkCli's watcher prints. The library's own events of removal carry the state that the handle is in, the server's always say
/// SyncConnected.
pub fn event(event: &Event, state: State) -> String {
    let (state, kind, path) = match event {
        Event::State(state) => (state.name(), "None", "null"),
        Event::Watch(watch) => {
            let removal = matches!(
                watch.event,
                EventType::DataWatchRemoved
                    | EventType::ChildWatchRemoved
                    | EventType::PersistentWatchRemoved
            );
            let lost = removal && matches!(state, State::Connecting | State::Closed);
            (if lost { "Disconnected" } else { "SyncConnected" }, watch.event.name(), &*watch.path)
        }
    };
    format!("\nWATCHER::\n\nWatchedEvent state:{state} type:{kind} path:{path}")
}

/// Which servers clients may connect to, of the text in `/zookeeper/config` (`ConfigUtils.getClientConfigStr`).
pub fn client_config(config: &str) -> String {
    let version = config.lines().find_map(|it| it.strip_prefix("version=")).unwrap_or("");
    let servers = config.lines().filter(|it| it.starts_with("server."));
    let addresses: Vec<&str> = servers.map(|it| it.split_once(';').map_or("", |it| it.1)).collect();
    format!("{version} {}", addresses.join(","))
}

/// What a failed request comes to (`CliWrapperException`).
pub fn failure(error: ZkError, path: Option<&str>) -> String {
    let shown = path.unwrap_or("null");
    match error {
        ZkError::NoNode => format!("Node does not exist: {shown}"),
        ZkError::NoChildrenForEphemerals => format!("Ephemerals cannot have children: {shown}"),
        ZkError::NodeExists => format!("Node already exists: {shown}"),
        ZkError::NotEmpty => format!("Node not empty: {shown}"),
        ZkError::NotReadOnly => format!("Not a read-only call: {shown}"),
        ZkError::InvalidAcl => format!("Acl is not valid : {shown}"),
        ZkError::NoAuth => format!("Insufficient permission : {shown}"),
        ZkError::BadArguments => format!("Arguments are not valid : {shown}"),
        ZkError::BadVersion => format!("version No is not valid : {shown}"),
        ZkError::ReconfigInProgress => {
            "Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)".to_owned()
        }
        ZkError::NewConfigNoQuorum => "No quorum of new config is connected and up-to-date with the leader of last \
                                       commmitted config - try invoking reconfiguration after new servers are \
                                       connected and synced"
            .to_owned(),
        ZkError::QuotaExceeded => format!("Quota has exceeded : {shown}"),
        _ => exception(error, path),
    }
}

/// The exception's own message (`KeeperException.getMessage`).
pub fn exception(error: ZkError, path: Option<&str>) -> String {
    let code = match error {
        ZkError::NotEmpty => "Directory not empty",
        ZkError::SessionExpired => "Session expired",
        ZkError::InvalidCallback => "Invalid callback",
        ZkError::SessionMoved => "Session moved",
        ZkError::NotReadOnly => "Not a read-only call",
        ZkError::EphemeralOnLocalSession => "Ephemeral node on local session",
        ZkError::NoWatcher => "No such watcher",
        ZkError::ReconfigDisabled => "Reconfig is disabled",
        ZkError::SessionClosedRequireSaslAuth => "Session closed because client failed to authenticate",
        ZkError::QuotaExceeded => "Quota has exceeded",
        ZkError::ThrottledOp => "Op throttled due to high load",
        _ => error.name(),
    };
    match path {
        Some(path) => format!("KeeperErrorCode = {code} for {path}"),
        None => format!("KeeperErrorCode = {code}"),
    }
}
