use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::vocab::{Release, ServerId, Span};

/// The ports of every server, as in zoo_sample.cfg; each has a machine of its own.
pub const CLIENT_PORT: u32 = 2_181;
/// See [`CLIENT_PORT`].
pub const QUORUM_PORT: u32 = 2_888;
/// See [`CLIENT_PORT`].
pub const ELECTION_PORT: u32 = 3_888;

/// Whether a server votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberKind {
    /// A voter: takes part in elections, acknowledges proposals.
    Participant,
    /// A learner without a vote (`peerType=observer`).
    Observer,
}

/// One `server.N` line of zoo.cfg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Whether it votes.
    pub kind: MemberKind,
    /// Its group of a hierarchical quorum (`group.G`), if there are groups.
    pub group: Option<u32>,
    /// Its weight in that group (`weight.N`); a server of weight 0 never leads. 1 by default.
    pub weight: u32,
}

/// zoo.cfg and the system properties, by their names and defaults; the same on every server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Every server, voters and observers.
    pub members: BTreeMap<ServerId, Member>,
    /// `tickTime`, the unit of the limits. 2000 ms, as in zoo_sample.cfg.
    pub tick_time: Span,
    /// `initLimit`, in ticks: how long connecting and synchronizing may take. 10.
    pub init_limit: u32,
    /// `syncLimit`, in ticks: how long leader and learner may be silent. 5.
    pub sync_limit: u32,
    /// `connectToLearnerMasterLimit`, in ticks: how long a learner tries to connect; 0 stands for `initLimit`.
    pub connect_to_learner_master_limit: u32,
    /// `zookeeper.fastleader.minNotificationInterval`: the first wait for a notification. 200 ms.
    pub min_notification_interval: Span,
    /// `zookeeper.fastleader.maxNotificationInterval`: the longest wait for one. 60 s.
    pub max_notification_interval: Span,
    /// `zookeeper.cnxTimeout`: how long an election connection may take to open. 5 s.
    pub cnx_timeout: Span,
    /// `zookeeper.leaderConnectDelayDuringRetryMs`: the pause between a learner's tries to connect. 100 ms.
    pub leader_connect_delay: Span,
    /// `zookeeper.observer.election.DelayMs`: an observer waits a random part of it before it looks again. 200 ms.
    pub observer_election_delay: Span,
    /// The release whose rules the servers follow.
    pub release: Release,
    /// `zookeeper.forceSnapshotSync`: every sync is a SNAP. Off.
    pub force_snapshot_sync: bool,
    /// `zookeeper.snapshotSizeFactor` in hundredths: how large the log files behind the first may be against the snapshot
    /// for a sync from disk; negative: no sync from disk. 33.
    pub snapshot_size_factor: i32,
    /// `snapCount`: after half as many records, and a random part of as many again, a server writes a snapshot. 100 000.
    pub snap_count: u32,
    /// `zookeeper.leader.maxTimeToWaitForEpoch`: after so long a new leader gives up as soon as one of its voters is seen to
    /// look again. None (-1): it waits for `initLimit`.
    pub max_time_to_wait_for_epoch: Option<Span>,
    /// `minSessionTimeout` in milliseconds. None: two ticks.
    pub min_session_timeout: Option<u32>,
    /// `maxSessionTimeout` in milliseconds. None: twenty ticks.
    pub max_session_timeout: Option<u32>,
    /// `zookeeper.extendedTypesEnabled`: TTL nodes may be created. Off.
    pub extended_types_enabled: bool,
    /// `enforceQuota`: hard limits of quotas are limits. Off.
    pub enforce_quota: bool,
    /// `znode.container.checkIntervalMs`: how often the leader looks for containers and TTL nodes to delete. A minute.
    pub container_check_interval: Span,
    /// `znode.container.maxNeverUsedIntervalMs`: how long a container stays that never had a child; 0: for ever. 0.
    pub container_max_never_used: Span,
    /// `readonlymode.enabled`: a server that finds no quorum serves reads to clients that put up with it. Off.
    pub read_only_mode_enabled: bool,
    /// `localSessionsEnabled`: new sessions are known to their server alone, and cost no transaction. Off.
    pub local_sessions_enabled: bool,
    /// `localSessionsUpgradingEnabled`: they become global when they want to own an ephemeral. Off.
    pub local_sessions_upgrading_enabled: bool,
    /// `jute.maxbuffer`, on servers and clients: a message of more bytes ends its connection. 0xfffff, a byte less than a
    /// megabyte.
    pub jute_max_buffer: u32,
    /// `zookeeper.testingonly.initialZxid`: where the counter begins in every epoch, to see it roll over. None.
    pub initial_counter: Option<u32>,
    /// `4lw.commands.whitelist`: the four-letter words that are answered, `srvr` always among them. None: all, as the
    /// playground asks as its own operator; a server that is told nothing answers `srvr` alone.
    pub four_letter_whitelist: Option<BTreeSet<String>>,
}

/// Why a setting was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetError {
    /// No setting has this name.
    UnknownKey,
    /// The value is not one that this key takes.
    BadValue,
    /// The key names a server or group member that the ensemble has not.
    NoSuchServer,
}

impl Config {
    /// How long an election waits for a better vote once a quorum agrees (`FastLeaderElection.finalizeWait`, a constant).
    pub const FINALIZE_WAIT: Span = Span::from_millis(200);

    /// What `jute.maxbuffer` is if nobody sets it.
    pub const JUTE_MAX_BUFFER: u32 = 0xf_ffff;

    /// The fixed names that [`Config::set`] takes, beside `group.G` and `weight.N`.
    pub const KEYS: [&'static str; 25] = [
        "tickTime",
        "initLimit",
        "syncLimit",
        "connectToLearnerMasterLimit",
        "zookeeper.fastleader.minNotificationInterval",
        "zookeeper.fastleader.maxNotificationInterval",
        "zookeeper.cnxTimeout",
        "zookeeper.leaderConnectDelayDuringRetryMs",
        "zookeeper.observer.election.DelayMs",
        "zookeeper.forceSnapshotSync",
        "zookeeper.snapshotSizeFactor",
        "snapCount",
        "zookeeper.leader.maxTimeToWaitForEpoch",
        "minSessionTimeout",
        "maxSessionTimeout",
        "zookeeper.extendedTypesEnabled",
        "enforceQuota",
        "znode.container.checkIntervalMs",
        "znode.container.maxNeverUsedIntervalMs",
        "readonlymode.enabled",
        "localSessionsEnabled",
        "localSessionsUpgradingEnabled",
        "jute.maxbuffer",
        "zookeeper.testingonly.initialZxid",
        "4lw.commands.whitelist",
    ];

    /// An ensemble of `n` voters, `s1` to `sn`, with the defaults of zoo_sample.cfg.
    pub fn of_voters(n: u8) -> Config {
        let voter = Member { kind: MemberKind::Participant, group: None, weight: 1 };
        Config {
            members: (1..=n).map(|id| (ServerId(id), voter)).collect(),
            tick_time: Span::from_millis(2_000),
            init_limit: 10,
            sync_limit: 5,
            connect_to_learner_master_limit: 0,
            min_notification_interval: Self::FINALIZE_WAIT,
            max_notification_interval: Span::from_secs(60),
            cnx_timeout: Span::from_secs(5),
            leader_connect_delay: Span::from_millis(100),
            observer_election_delay: Span::from_millis(200),
            release: Release::default(),
            force_snapshot_sync: false,
            snapshot_size_factor: 33,
            snap_count: 100_000,
            max_time_to_wait_for_epoch: None,
            min_session_timeout: None,
            max_session_timeout: None,
            extended_types_enabled: false,
            enforce_quota: false,
            container_check_interval: Span::from_secs(60),
            container_max_never_used: Span::ZERO,
            read_only_mode_enabled: false,
            local_sessions_enabled: false,
            local_sessions_upgrading_enabled: false,
            jute_max_buffer: Self::JUTE_MAX_BUFFER,
            initial_counter: None,
            four_letter_whitelist: None,
        }
    }

    /// Sets one key to `value`, both as in zoo.cfg: times are milliseconds, limits are ticks.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SetError> {
        if let Some(group) = key.strip_prefix("group.") {
            return self.set_group(group, value);
        }
        if let Some(server) = key.strip_prefix("weight.") {
            let weight = value.parse().ok().filter(|it| *it <= 1_000_000).ok_or(SetError::BadValue)?;
            self.member_mut(server)?.weight = weight;
            return Ok(());
        }
        let number = || value.parse::<u32>().ok().filter(|it| *it <= 86_400_000).ok_or(SetError::BadValue);
        let positive = || number().and_then(|it| if it == 0 { Err(SetError::BadValue) } else { Ok(it) });
        let flag = || value.parse::<bool>().map_err(|_| SetError::BadValue);
        let millis = || positive().map(|it| Span::from_millis(u64::from(it)));
        match key {
            "tickTime" => self.tick_time = millis()?,
            "initLimit" => self.init_limit = positive()?,
            "syncLimit" => self.sync_limit = positive()?,
            "connectToLearnerMasterLimit" => self.connect_to_learner_master_limit = number()?,
            "zookeeper.fastleader.minNotificationInterval" => self.min_notification_interval = millis()?,
            "zookeeper.fastleader.maxNotificationInterval" => self.max_notification_interval = millis()?,
            "zookeeper.cnxTimeout" => self.cnx_timeout = millis()?,
            "zookeeper.leaderConnectDelayDuringRetryMs" => self.leader_connect_delay = millis()?,
            "zookeeper.observer.election.DelayMs" => {
                self.observer_election_delay = Span::from_millis(u64::from(number()?));
            }
            "zookeeper.forceSnapshotSync" => {
                self.force_snapshot_sync = flag()?;
            }
            "zookeeper.snapshotSizeFactor" => self.snapshot_size_factor = hundredths(value)?,
            // Less than 2 is taken for 2 (`ZooKeeperServer.getSnapCount`).
            "snapCount" => self.snap_count = positive()?.max(2),
            "zookeeper.leader.maxTimeToWaitForEpoch" => {
                let off = value == "-1";
                self.max_time_to_wait_for_epoch =
                    if off { None } else { Some(Span::from_millis(u64::from(number()?))) };
            }
            "minSessionTimeout" => self.min_session_timeout = Some(positive()?),
            "maxSessionTimeout" => self.max_session_timeout = Some(positive()?),
            "zookeeper.extendedTypesEnabled" => {
                self.extended_types_enabled = flag()?;
            }
            "enforceQuota" => self.enforce_quota = flag()?,
            "znode.container.checkIntervalMs" => self.container_check_interval = millis()?,
            "znode.container.maxNeverUsedIntervalMs" => {
                self.container_max_never_used = Span::from_millis(u64::from(number()?));
            }
            "readonlymode.enabled" => self.read_only_mode_enabled = flag()?,
            "localSessionsEnabled" => self.local_sessions_enabled = flag()?,
            "localSessionsUpgradingEnabled" => self.local_sessions_upgrading_enabled = flag()?,
            "jute.maxbuffer" => self.jute_max_buffer = positive()?,
            "zookeeper.testingonly.initialZxid" => {
                // Of 0xffffffff nothing would be left to count.
                let counter = value.parse().ok().filter(|it| *it < u32::MAX);
                self.initial_counter = Some(counter.ok_or(SetError::BadValue)?);
            }
            "4lw.commands.whitelist" => {
                let words = value.split(',').map(str::trim).filter(|it| !it.is_empty());
                self.four_letter_whitelist = Some(words.map(str::to_owned).collect());
            }
            _ => return Err(SetError::UnknownKey),
        }
        Ok(())
    }

    /// Whether the real one would run alone, without elections and epochs: one voter and nobody else
    /// (`QuorumPeerConfig.isDistributed`, `standaloneEnabled`). Here it leads an ensemble of one.
    pub fn is_standalone(&self) -> bool {
        self.members.len() == 1
    }

    /// Who belongs to the ensemble, as it stands in `/zookeeper/config` (`QuorumMaj.toString`, `QuorumHierarchical.toString`):
    /// without `;` and an address for clients, as `clientPort` tells it; the version is 0 as long as nobody reconfigures. The
    /// last line has no end.
    pub fn membership(&self) -> String {
        let mut text = String::new();
        for (id, member) in &self.members {
            let kind = match member.kind {
                MemberKind::Participant => "participant",
                MemberKind::Observer => "observer",
            };
            let _ = writeln!(text, "server.{}={id}:{QUORUM_PORT}:{ELECTION_PORT}:{kind}", id.0);
        }
        let mut groups = BTreeMap::<u32, Vec<String>>::new();
        for (id, member) in &self.members {
            if let Some(group) = member.group {
                groups.entry(group).or_default().push(id.0.to_string());
            }
        }
        text.extend(groups.iter().map(|(group, ids)| format!("group.{group}={}\n", ids.join(":"))));
        if !groups.is_empty() {
            for (id, member) in &self.members {
                let _ = writeln!(text, "weight.{}={}", id.0, member.weight);
            }
        }
        text + "version=0"
    }

    /// Whether a four-letter word is answered (`FourLetterCommands.isEnabled`).
    pub fn allows_four_letter(&self, word: &str) -> bool {
        self.four_letter_whitelist
            .as_ref()
            .is_none_or(|it| word == "srvr" || it.contains(word) || it.contains("*"))
    }

    fn set_group(&mut self, group: &str, value: &str) -> Result<(), SetError> {
        let group = group.parse().map_err(|_| SetError::UnknownKey)?;
        for server in value.split(':') {
            self.member_mut(server)?.group = Some(group);
        }
        Ok(())
    }

    fn member_mut(&mut self, server: &str) -> Result<&mut Member, SetError> {
        let id = server.parse().map(ServerId).map_err(|_| SetError::BadValue)?;
        self.members.get_mut(&id).ok_or(SetError::NoSuchServer)
    }

    /// Makes `server` an observer.
    pub fn make_observer(&mut self, server: ServerId) -> Result<(), SetError> {
        self.members.get_mut(&server).ok_or(SetError::NoSuchServer)?.kind = MemberKind::Observer;
        Ok(())
    }

    /// Whether `server` has a vote.
    pub fn is_voter(&self, server: ServerId) -> bool {
        self.members.get(&server).is_some_and(|it| it.kind == MemberKind::Participant)
    }

    /// The servers with a vote, in order.
    pub fn voters(&self) -> impl Iterator<Item = ServerId> + '_ {
        self.members.iter().filter(|(_, it)| it.kind == MemberKind::Participant).map(|(id, _)| *id)
    }

    /// The rule that says which sets of servers are enough.
    pub fn quorum_verifier(&self) -> QuorumVerifier {
        let voters = self.members.iter().filter(|(_, it)| it.kind == MemberKind::Participant);
        if self.members.values().any(|it| it.group.is_some()) {
            let grouped = voters.filter_map(|(id, it)| Some((*id, (it.group?, it.weight))));
            QuorumVerifier::Hierarchical(grouped.collect())
        } else {
            QuorumVerifier::Majority(voters.map(|(id, _)| *id).collect())
        }
    }

    /// `ticks` times `tickTime`.
    pub fn ticks(&self, ticks: u32) -> Span {
        self.tick_time.times(ticks)
    }
}

/// A decimal number with up to two digits behind the point, times a hundred.
fn hundredths(value: &str) -> Result<i32, SetError> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = format!("{fraction:0<2}");
    let whole: i32 = whole.parse().ok().filter(|it: &i32| it.abs() < 1_000).ok_or(SetError::BadValue)?;
    let fraction: i32 = digits.get(..2).and_then(|it| it.parse().ok()).ok_or(SetError::BadValue)?;
    Ok(if value.starts_with('-') { whole * 100 - fraction } else { whole * 100 + fraction })
}

/// Which sets of servers are a quorum; any two quorums share a server (`QuorumMaj`, `QuorumHierarchical`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuorumVerifier {
    /// More than half of these voters.
    Majority(BTreeSet<ServerId>),
    /// More than half of the groups that weigh anything, in each more than half of the weight: server to (group, weight).
    Hierarchical(BTreeMap<ServerId, (u32, u32)>),
}

impl QuorumVerifier {
    /// Whether `servers` are enough. Servers without a vote do not count.
    pub fn contains_quorum(&self, servers: &BTreeSet<ServerId>) -> bool {
        match self {
            Self::Majority(voters) => voters.intersection(servers).count() > voters.len() / 2,
            Self::Hierarchical(voters) => {
                let mut groups: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
                for (id, (group, weight)) in voters {
                    let (present, total) = groups.entry(*group).or_default();
                    *total += weight;
                    *present += if servers.contains(id) { *weight } else { 0 };
                }
                let weighty = groups.values().filter(|(_, total)| *total > 0).count();
                groups.values().filter(|(present, total)| *present > total / 2).count() > weighty / 2
            }
        }
    }

    /// The fewest servers that would have to join `servers` for a quorum; 0 if they are one.
    pub fn missing(&self, servers: &BTreeSet<ServerId>) -> usize {
        match self {
            Self::Majority(voters) => {
                (voters.len() / 2 + 1).saturating_sub(voters.intersection(servers).count())
            }
            Self::Hierarchical(voters) => {
                let mut groups: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
                for (id, (group, weight)) in voters {
                    groups.entry(*group).or_default().push((*weight, servers.contains(id)));
                }
                let weighty = groups.values().filter(|it| it.iter().any(|(weight, _)| *weight > 0));
                let mut missing: Vec<usize> = weighty.map(|it| missing_in_group(it)).collect();
                missing.sort_unstable();
                missing.iter().take(missing.len() / 2 + 1).sum()
            }
        }
    }

    /// A server's weight; 1 for all where there are no groups (`QuorumVerifier.getWeight`).
    pub fn weight(&self, server: ServerId) -> u32 {
        match self {
            Self::Majority(_) => 1,
            Self::Hierarchical(voters) => voters.get(&server).map_or(0, |(_, weight)| *weight),
        }
    }
}

/// The fewest absent members, heaviest first, that give a group more than half of its weight.
fn missing_in_group(members: &[(u32, bool)]) -> usize {
    let total: u32 = members.iter().map(|(weight, _)| weight).sum();
    let mut present: u32 = members.iter().filter(|(_, here)| *here).map(|(weight, _)| weight).sum();
    let mut absent: Vec<u32> = members.iter().filter(|(_, here)| !here).map(|(weight, _)| *weight).collect();
    absent.sort_unstable();
    let mut joined = 0;
    while present <= total / 2 {
        let Some(weight) = absent.pop() else { break };
        present += weight;
        joined += 1;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn enough(config: &Config, servers: &[u8]) -> bool {
        config.quorum_verifier().contains_quorum(&servers.iter().map(|it| ServerId(*it)).collect())
    }

    #[test]
    fn a_majority_is_more_than_half_of_the_voters() {
        assert!(enough(&Config::of_voters(5), &[1, 2, 3]));
        assert!(!enough(&Config::of_voters(6), &[1, 2, 3]));
        let mut config = Config::of_voters(4);
        config.make_observer(ServerId(4)).unwrap();
        assert!(enough(&config, &[1, 2]));
        assert!(!enough(&config, &[1, 4]), "an observer does not count");
    }

    /// golden/ens-weights: three groups of two; servers 1 to 4 are the first quorum.
    #[test]
    fn a_hierarchical_quorum_is_most_of_most_groups() {
        let mut config = Config::of_voters(6);
        for (group, members) in [("group.1", "1:2"), ("group.2", "3:4"), ("group.3", "5:6")] {
            config.set(group, members).unwrap();
        }
        assert!(enough(&config, &[1, 2, 3, 4]));
        assert!(!enough(&config, &[1, 2, 3]));
        assert!(!enough(&config, &[1, 3, 5]), "half of a group is not more than half");
        let missing = |servers: &[u8]| {
            config.quorum_verifier().missing(&servers.iter().map(|it| ServerId(*it)).collect())
        };
        assert_eq!((missing(&[]), missing(&[1, 3, 5]), missing(&[1, 2, 3, 4])), (4, 2, 0));
    }

    #[test]
    fn servers_of_no_weight_add_nothing() {
        let mut config = Config::of_voters(5);
        config.set("group.1", "1:2:3:4:5").unwrap();
        config.set("weight.4", "0").unwrap();
        config.set("weight.5", "0").unwrap();
        assert!(enough(&config, &[1, 2]));
        assert!(!enough(&config, &[1, 4, 5]));
        assert_eq!(config.quorum_verifier().weight(ServerId(4)), 0);
    }

    #[test]
    fn a_setting_is_refused_with_its_reason() {
        let mut config = Config::of_voters(3);
        assert_eq!(config.set("tickTime", "1000"), Ok(()));
        assert_eq!(config.set("tickTime", "fast"), Err(SetError::BadValue));
        assert_eq!(config.set("syncLimit", "0"), Err(SetError::BadValue));
        assert_eq!(config.set("tickTme", "1"), Err(SetError::UnknownKey));
        assert_eq!(config.set("weight.9", "1"), Err(SetError::NoSuchServer));
        let taken = |config: &mut Config, key: &str| {
            config.set(key, "100").is_ok() || config.set(key, "true").is_ok()
        };
        assert!(Config::KEYS.iter().all(|key| taken(&mut config, key)));
        assert_eq!(config.set("zookeeper.snapshotSizeFactor", "-1"), Ok(()));
        assert_eq!(config.snapshot_size_factor, -100);
    }
}
