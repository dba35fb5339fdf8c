use crate::vocab::Release;

/// What differs between releases in the tree and its watches; the only place here where a release is told from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// One connection may have several kinds of watch on one path; before 3.9 the last kind set replaced the earlier one,
    /// and `checkWatches` asked whether anybody had one there (ZOOKEEPER-4466). With it came the removal of persistent ones.
    pub keeps_watch_modes_apart: bool,
    /// An event is withheld from a connection that may not READ the znode (CVE-2024-23944; 3.8.4, 3.9.2).
    pub filters_events: bool,
    /// `exists` needs READ if the znode is there (the same).
    pub exists_needs_read: bool,
    /// An event carries the zxid of its transaction; before 3.9 it was −1.
    pub events_carry_zxid: bool,
    /// The members of the ensemble stand in `/zookeeper/config` (3.5).
    pub writes_members: bool,
}

impl Rules {
    /// What a release does differently. 3.4.10 stands here for 3.8.0: that it did not know containers, TTLs or persistent
    /// watches, let a parent's counter overflow, and looked for a znode before its permission, is not told apart.
    pub fn of(release: Release) -> Rules {
        let newest = Rules {
            keeps_watch_modes_apart: true,
            filters_events: true,
            exists_needs_read: true,
            events_carry_zxid: true,
            writes_members: true,
        };
        match release {
            Release::V3_9_5 | Release::V3_9_3 | Release::V3_9_2 => newest,
            Release::V3_8_0 | Release::V3_4_10 => Rules {
                keeps_watch_modes_apart: false,
                filters_events: false,
                exists_needs_read: false,
                events_carry_zxid: false,
                writes_members: release != Release::V3_4_10,
            },
        }
    }
}

/// System properties that the tree heeds, by their names and defaults; the same on every server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `zookeeper.extendedTypesEnabled`: TTL nodes may be created. Off.
    pub extended_types_enabled: bool,
    /// `enforceQuota`: hard limits are limits. Off.
    pub enforce_quota: bool,
    /// `znode.container.maxNeverUsedIntervalMs`: how long a container that never had a child may stay, in milliseconds;
    /// 0: for ever. 0.
    pub max_never_used_interval: u64,
}
