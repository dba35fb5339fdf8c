use super::kind::Kind;
use crate::server::Server;
use crate::session::negotiated_timeout;
use crate::storage::Disk;
use crate::vocab::{CLIENT_PORT, ELECTION_PORT, QUORUM_PORT};

/// `ZooKeeperServer.dumpConf`, and what `QuorumZooKeeperServer` and `ReadOnlyZooKeeperServer` add. Nobody counts a client's
/// connections here.
pub fn conf(server: &Server, disk: &Disk) -> String {
    let (config, kind) = (server.config(), Kind::of(server));
    let text = common(server, disk, if kind == Kind::Standalone { 0 } else { server.id().0 });
    match kind {
        Kind::Standalone => text,
        Kind::ReadOnly => text + &of_a_peer(server),
        Kind::Leader | Kind::Follower | Kind::Observer => {
            text + &of_a_peer(server) + "membership: \n" + &config.membership()
        }
    }
}

fn common(server: &Server, disk: &Disk, id: u8) -> String {
    let (config, size) = (server.config(), disk.size());
    let data = "/var/lib/zookeeper/version-2";
    let (min, max) = (config.min_session_timeout, config.max_session_timeout);
    let timeout = |wanted| negotiated_timeout(wanted, config.tick_time, min, max);
    let lines = [
        format!("clientPort={CLIENT_PORT}\nsecureClientPort=-1"),
        format!("dataDir={data}\ndataDirSize={size}\ndataLogDir={data}\ndataLogSize={size}"),
        format!("tickTime={}\nmaxClientCnxns=0", config.tick_time.as_millis()),
        format!("minSessionTimeout={}\nmaxSessionTimeout={}", timeout(0), timeout(u32::MAX)),
        format!("clientPortListenBacklog=-1\nserverId={id}\n"),
    ];
    lines.join("\n")
}

fn of_a_peer(server: &Server) -> String {
    let config = server.config();
    let lines = [
        format!("initLimit={}\nsyncLimit={}\nelectionAlg=3", config.init_limit, config.sync_limit),
        format!("electionPort={ELECTION_PORT}\nquorumPort={QUORUM_PORT}"),
        format!("peerType={}\n", u8::from(!config.is_voter(server.id()))),
    ];
    lines.join("\n")
}
