//! A trace as the lines that ZooKeeper's servers would have written into their logs.
//!
//! Words, levels, threads and line numbers are those of 3.8.0 with its `conf/logback.xml` (`%d{ISO8601} [myid:%X{myid}] - %-5p
//! [%t:%C{1}@%L] - %m%n`), compared with logs of real servers. A line is written only where the trace knows all that stands in it. So
//! there are none with the addresses of the other end, with sessions' timeouts, or with durations of what takes no time here.

use std::collections::{BTreeMap, BTreeSet};

use super::Window;
use crate::election;
use crate::server::Note;
use crate::trace::{Entry, What};
use crate::vocab::{PeerState, ProcessId, ServerId, SimTime, Zxid};
use crate::wire::{Message, Segment};
use crate::zab::{self, Branch, Packet, SyncKind};

/// The lines of all servers within a window, in the order of time. What came before it is needed to know in which state a server was.
pub fn log(entries: &[Entry], window: Window, observers: &BTreeSet<ServerId>) -> String {
    let mut logs = Logs { observers, peers: BTreeMap::new(), out: String::new() };
    for entry in entries.iter().take_while(|it| it.at <= window.to) {
        let before = logs.out.len();
        logs.tell(entry);
        if entry.at < window.from {
            logs.out.truncate(before);
        }
    }
    logs.out
}

struct Logs<'a> {
    observers: &'a BTreeSet<ServerId>,
    peers: BTreeMap<ServerId, Peer>,
    out: String,
}

/// What is remembered of a server.
#[derive(Clone, Copy)]
struct Peer {
    state: PeerState,
    /// When its election began.
    since: SimTime,
}

/// Who writes a line: the thread, and the class with the number of the line.
enum By {
    Main(&'static str),
    Peer(&'static str),
    Receiver,
    Handler(&'static str),
    Connection,
    Sync(&'static str),
}

impl Logs<'_> {
    fn write(&mut self, at: SimTime, id: ServerId, level: &str, by: By, said: &str) {
        let n = id.0;
        let by = match by {
            By::Main(class) => format!("main:{class}"),
            By::Peer(class) => {
                format!("QuorumPeer[myid={n}](plain=[0:0:0:0:0:0:0:0]:2181)(secure=disabled):{class}")
            }
            By::Receiver => {
                format!("WorkerReceiver[myid={n}]:FastLeaderElection$Messenger$WorkerReceiver@391")
            }
            By::Handler(class) => format!("LearnerHandler:{class}"),
            By::Connection => format!("QuorumConnectionThread-[myid={n}]-1:QuorumCnxManager@514"),
            By::Sync(class) => format!("SyncThread:{n}:{class}"),
        };
        self.out += &format!("{} [myid:{n}] - {level:<5} [{by}] - {said}\n", date(at));
    }

    fn tell(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.what {
            What::State { server, from, to } => self.state(at, *server, *from, *to),
            What::Note { server, note } => match note {
                Note::Election(note) => self.election(at, *server, note),
                Note::Zab(note) => self.zab(at, *server, note),
                Note::DroppedToLarger { to } => {
                    let said = format!(
                        "Have smaller server identifier, so dropping the connection: (myId:{} --> sid:{})",
                        server.0, to.0
                    );
                    self.write(at, *server, "INFO", By::Connection, &said);
                }
                Note::CallsBack { .. }
                | Note::SentLastAgain { .. }
                | Note::Overwrote { .. }
                | Note::ServesReads { .. }
                | Note::ObserverWaits { .. } => {}
            },
            What::Arrived { from: ProcessId::Server(from), to: ProcessId::Server(to), segment, .. } => {
                self.arrived(at, *from, *to, segment);
            }
            _ => {}
        }
    }

    fn state(&mut self, at: SimTime, id: ServerId, from: Option<PeerState>, to: Option<PeerState>) {
        let Some(to) = to else {
            self.peers.remove(&id);
            return; // a process that is killed writes nothing
        };
        let since = self.peers.get(&id).map_or(at, |it| it.since);
        self.peers.insert(id, Peer { state: to, since });
        match from {
            None => self.write(
                at,
                id,
                "INFO",
                By::Main("QuorumPeerMain@152"),
                &format!("Starting quorum peer, myid={}", id.0),
            ),
            Some(PeerState::Looking) => {}
            Some(before) => {
                if before != PeerState::Leading {
                    let (class, said) = match before {
                        PeerState::Observing => ("Observer@249", "shutdown Observer"),
                        _ => ("Follower@286", "shutdown Follower"),
                    };
                    self.write(at, id, "INFO", By::Peer(class), said);
                }
                self.write(at, id, "INFO", By::Peer("ZooKeeperServer@839"), "shutting down");
                self.write(at, id, "INFO", By::Peer("QuorumPeer@917"), "Peer state changed: looking");
                self.write(at, id, "WARN", By::Peer("QuorumPeer@1585"), "PeerState set to LOOKING");
            }
        }
        let (line, took) = match to {
            PeerState::Looking => return, // it says so when the election begins
            PeerState::Observing => ("QuorumPeer@1518", None),
            PeerState::Following => ("QuorumPeer@1537", Some("Follower@77")),
            PeerState::Leading => ("QuorumPeer@1549", Some("Leader@588")),
        };
        let said = format!("Peer state changed: {}", to.name().to_lowercase());
        self.write(at, id, "INFO", By::Peer("QuorumPeer@903"), &said);
        self.write(at, id, "INFO", By::Peer(line), to.name());
        if let Some(class) = took {
            let said = format!("{} - LEADER ELECTION TOOK - {} MS", to.name(), at.since(since).as_millis());
            self.write(at, id, "INFO", By::Peer(class), &said);
        }
    }

    fn election(&mut self, at: SimTime, id: ServerId, note: &election::Note) {
        use election::Note as N;
        match note {
            N::NewElection { own, .. } => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.since = at;
                }
                self.write(at, id, "INFO", By::Peer("QuorumPeer@1455"), "LOOKING");
                // Who may not lead proposes `Long.MIN_VALUE`.
                let zxid = own.map_or_else(|| "0x8000000000000000".to_owned(), |it| it.zxid.hex());
                let said = format!("New election. My id = {}, proposed zxid={zxid}", id.0);
                self.write(at, id, "INFO", By::Peer("FastLeaderElection@946"), &said);
            }
            N::HeardNothing { next_wait, .. } => {
                let said = format!("Notification time out: {} ms", next_wait.as_millis());
                self.write(at, id, "INFO", By::Peer("FastLeaderElection@996"), &said);
            }
            _ => {}
        }
    }

    fn zab(&mut self, at: SimTime, id: ServerId, note: &zab::Note) {
        use zab::Note as N;
        match note {
            N::SyncDecided { learner, kind, branch, cannot_trunc, min, max, last, peer, .. } => {
                let said = format!(
                    "Synchronizing with Learner sid: {} maxCommittedLog={} minCommittedLog={} lastProcessedZxid={} peerLastZxid={}",
                    learner.0,
                    max.hex(),
                    min.hex(),
                    last.hex(),
                    peer.hex()
                );
                self.write(at, id, "INFO", By::Handler("LearnerHandler@805"), &said);
                if *cannot_trunc {
                    let said = format!(
                        "Cannot send TRUNC to peer sid: {} peer zxid is from different epoch",
                        learner.0
                    );
                    self.write(at, id, "WARN", By::Handler("LearnerHandler@1001"), &said);
                }
                if let Some((class, said)) = sending(*learner, *kind, *branch, *peer) {
                    self.write(at, id, "INFO", By::Handler(class), &said);
                }
            }
            N::QuorumConnected { epoch, sids } => {
                let said = format!(
                    "Have quorum of supporters, sids: [[{}]]; starting up and setting last processed zxid: {}",
                    list(sids),
                    Zxid::new(*epoch, 0).hex()
                );
                self.write(at, id, "INFO", By::Peer("Leader@1519"), &said);
                self.write(
                    at,
                    id,
                    "INFO",
                    By::Peer("QuorumPeer@917"),
                    "Peer state changed: leading - broadcast",
                );
            }
            N::NotSufficientFollowers { sids } => {
                let said = format!(
                    "Shutdown called. For the reason Not sufficient followers synced, only synced with sids: [ [{}] ]",
                    list(sids)
                );
                self.write(at, id, "INFO", By::Peer("Leader@819"), &said);
            }
            N::ZxidRolledOver { .. } => {
                let said = "Shutdown called. For the reason zxid lower 32 bits have rolled over, forcing re-election, and therefore new epoch start";
                self.write(at, id, "INFO", By::Peer("Leader@819"), said);
            }
            N::LeaderGone { .. } => self.exception(at, id, "java.io.EOFException"),
            N::LeaderSilent { .. } => {
                self.exception(at, id, "java.net.SocketTimeoutException: Read timed out")
            }
            N::TooBusyToSnap { .. } => {
                self.write(
                    at,
                    id,
                    "WARN",
                    By::Sync("SyncRequestProcessor@188"),
                    "Too busy to snap, skipping",
                );
            }
            _ => {}
        }
    }

    fn exception(&mut self, at: SimTime, id: ServerId, exception: &str) {
        let (class, said) = match self.observers.contains(&id) {
            true => ("Observer@132", "Exception when observing the leader"),
            false => ("Follower@128", "Exception when following the leader"),
        };
        self.write(at, id, "WARN", By::Peer(class), said);
        self.out += &format!("{exception}\n");
    }

    fn arrived(&mut self, at: SimTime, from: ServerId, id: ServerId, segment: &Segment) {
        let Some(Peer { state, .. }) = self.peers.get(&id).copied() else { return };
        match segment {
            // To one without a vote it answers without a word.
            Segment::Data(Message::Notification(n)) if !self.observers.contains(&from) => {
                let Some(vote) = n.vote else { return };
                let said = format!(
                    "Notification: my state:{state}; n.sid:{}, n.state:{}, n.leader:{}, n.round:{:#x}, n.peerEpoch:{:#x}, n.zxid:{}, message format version:0x2, n.config version:0x0",
                    from.0,
                    n.state,
                    vote.leader.0,
                    n.round.0,
                    vote.peer_epoch.0,
                    vote.zxid.hex()
                );
                self.write(at, id, "INFO", By::Receiver, &said);
            }
            Segment::Data(Message::Packet(packet)) => self.packet(at, id, packet),
            _ => {}
        }
    }

    /// What a learner says of the packets that bring it level.
    fn packet(&mut self, at: SimTime, id: ServerId, packet: &Packet) {
        let (level, class, said) = match packet {
            Packet::Diff { zxid } => {
                ("INFO", "Learner@565", format!("Getting a diff from the leader {}", zxid.hex()))
            }
            Packet::Snap { snapshot } => {
                ("INFO", "Learner@576", format!("Getting a snapshot from leader {}", snapshot.zxid.hex()))
            }
            Packet::Trunc { zxid } => (
                "WARN",
                "Learner@599",
                format!("Truncating log to get in sync with the leader {}", zxid.hex()),
            ),
            Packet::NewLeader { .. } => {
                ("INFO", "Learner@737", "Learner received NEWLEADER message".to_owned())
            }
            Packet::UpToDate => ("INFO", "Learner@721", "Learner received UPTODATE message".to_owned()),
            _ => return,
        };
        self.write(at, id, level, By::Peer(class), &said);
    }
}

/// What a leader says that it sends first, and where (`LearnerHandler.syncFollower`). Of a snapshot it says how many others are under way.
fn sending(learner: ServerId, kind: SyncKind, branch: Branch, peer: Zxid) -> Option<(&'static str, String)> {
    let sid = learner.0;
    Some(match (kind, branch) {
        (SyncKind::Diff { .. }, Branch::Level) => {
            ("LearnerHandler@850", format!("Sending DIFF zxid={} for peer sid: {sid}", peer.hex()))
        }
        (SyncKind::Diff { zxid }, _) => {
            let line = if peer.counter() == 0 { "LearnerHandler@988" } else { "LearnerHandler@977" };
            (line, format!("Sending DIFF zxid={}  for peer sid: {sid}", zxid.hex()))
        }
        (SyncKind::Trunc { zxid }, Branch::Ahead) => (
            "LearnerHandler@859",
            format!("Sending TRUNC to follower zxidToSend={} for peer sid:{sid}", zxid.hex()),
        ),
        (SyncKind::Trunc { zxid }, _) => {
            ("LearnerHandler@1005", format!("Sending TRUNC zxid={}  for peer sid: {sid}", zxid.hex()))
        }
        (SyncKind::Snap, _) => return None,
    })
}

fn list(sids: &BTreeSet<ServerId>) -> String {
    sids.iter().map(|it| it.0.to_string()).collect::<Vec<_>>().join(", ")
}

/// A scenario begins with the year.
fn date(at: SimTime) -> String {
    let millis = at.0 / 1_000;
    let (day, rest) = (millis / 86_400_000, millis % 86_400_000);
    // Scenarios of a month and more go on counting days.
    format!(
        "2026-01-{:02} {:02}:{:02}:{:02},{:03}",
        day + 1,
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1_000 % 60,
        rest % 1_000
    )
}
