use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::server::Server;
use crate::session::negotiated_timeout;
use crate::storage::Disk;
use crate::vocab::{Config, MemberKind};

/// The ports of every server, as in zoo_sample.cfg; each has a machine of its own.
const CLIENT_PORT: u32 = 2_181;
const QUORUM_PORT: u32 = 2_888;
const ELECTION_PORT: u32 = 3_888;

/// `ZooKeeperServer.dumpConf`, `QuorumZooKeeperServer.dumpConf`. Nobody counts a client's connections here.
pub fn conf(server: &Server, disk: &Disk) -> String {
    let (config, id, size) = (server.config(), server.id(), disk.size());
    let data = "/var/lib/zookeeper/version-2";
    let (min, max) = (config.min_session_timeout, config.max_session_timeout);
    let timeout = |wanted| negotiated_timeout(wanted, config.tick_time, min, max);
    let lines = [
        format!("clientPort={CLIENT_PORT}\nsecureClientPort=-1"),
        format!("dataDir={data}\ndataDirSize={size}\ndataLogDir={data}\ndataLogSize={size}"),
        format!("tickTime={}\nmaxClientCnxns=0", config.tick_time.as_millis()),
        format!("minSessionTimeout={}\nmaxSessionTimeout={}", timeout(0), timeout(u32::MAX)),
        format!("clientPortListenBacklog=-1\nserverId={}", id.0),
        format!("initLimit={}\nsyncLimit={}\nelectionAlg=3", config.init_limit, config.sync_limit),
        format!("electionPort={ELECTION_PORT}\nquorumPort={QUORUM_PORT}"),
        format!("peerType={}\nmembership: ", u8::from(!config.is_voter(id))),
    ];
    lines.join("\n") + "\n" + &membership(config)
}

/// `QuorumMaj.toString`, `QuorumHierarchical.toString`; the last line has no end.
fn membership(config: &Config) -> String {
    let mut text = String::new();
    for (id, member) in &config.members {
        let kind = match member.kind {
            MemberKind::Participant => "participant",
            MemberKind::Observer => "observer",
        };
        let _ = writeln!(text, "server.{}={id}:{QUORUM_PORT}:{ELECTION_PORT}:{kind}", id.0);
    }
    let mut groups = BTreeMap::<u32, Vec<String>>::new();
    for (id, member) in &config.members {
        if let Some(group) = member.group {
            groups.entry(group).or_default().push(id.0.to_string());
        }
    }
    text.extend(groups.iter().map(|(group, ids)| format!("group.{group}={}\n", ids.join(":"))));
    if !groups.is_empty() {
        for (id, member) in &config.members {
            let _ = writeln!(text, "weight.{}={}", id.0, member.weight);
        }
    }
    text + "version=0"
}
