use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::tree::{
    AclList, Change, Id, Map, Perms, Rules, SetWatches, Tree, WatchMode, WatcherType, ZkError, split, upwards,
};
use crate::vocab::Zxid;
use crate::watch::{EventType, WatchEvent};

/// Who watches: a connection, as the server that keeps the watch numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatcherId(pub u64);

/// The kinds of watch that one connection has on one path (`WatchStats`). Before 3.9 never more than one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// One that fires once.
    pub standard: bool,
    /// One that stays.
    pub persistent: bool,
    /// One that stays, and is of all below too.
    pub recursive: bool,
}

impl Kept {
    const NONE: Kept = Kept { standard: false, persistent: false, recursive: false };
    const STANDARD: Kept = Kept { standard: true, ..Self::NONE };

    fn of(mode: WatchMode) -> Kept {
        match mode {
            WatchMode::Persistent => Kept { persistent: true, ..Self::NONE },
            WatchMode::PersistentRecursive => Kept { recursive: true, ..Self::NONE },
        }
    }

    fn with(self, more: Kept) -> Kept {
        Kept {
            standard: self.standard || more.standard,
            persistent: self.persistent || more.persistent,
            recursive: self.recursive || more.recursive,
        }
    }

    fn without(self, less: Kept) -> Kept {
        Kept {
            standard: self.standard && !less.standard,
            persistent: self.persistent && !less.persistent,
            recursive: self.recursive && !less.recursive,
        }
    }
}

/// The watches of one kind, of data or of children (`WatchManager`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watches {
    by_path: Map<Arc<str>, Arc<BTreeMap<WatcherId, Kept>>>,
    by_watcher: Map<WatcherId, Arc<BTreeSet<Arc<str>>>>,
}

impl Watches {
    /// How many there are: a connection on a path counts once.
    pub fn count(&self) -> u64 {
        self.by_path.values().map(|it| it.len() as u64).sum()
    }

    /// The connections that have one, each with its paths (`wchc`).
    pub fn by_watcher(&self) -> impl Iterator<Item = (WatcherId, &BTreeSet<Arc<str>>)> {
        self.by_watcher.iter().map(|(id, paths)| (*id, &**paths))
    }

    /// The paths that have one, each with its connections (`wchp`).
    pub fn by_path(&self) -> impl Iterator<Item = (&Arc<str>, &BTreeMap<WatcherId, Kept>)> {
        self.by_path.iter().map(|(path, watchers)| (path, &**watchers))
    }

    /// The connections that have one on exactly this path.
    pub fn watchers(&self, path: &str) -> Vec<WatcherId> {
        self.by_path.get(path).map(|it| it.keys().copied().collect()).unwrap_or_default()
    }

    /// What a connection has on a path.
    pub fn kept(&self, path: &str, watcher: WatcherId) -> Kept {
        self.by_path.get(path).and_then(|it| it.get(&watcher)).copied().unwrap_or(Kept::NONE)
    }

    fn has_any(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    fn add(&mut self, path: &Arc<str>, watcher: WatcherId, kind: Kept, rules: Rules) {
        let before = if rules.keeps_watch_modes_apart { self.kept(path, watcher) } else { Kept::NONE };
        self.set(path, watcher, before.with(kind));
    }

    /// A connection whose watches have all fired is still among those that watch: ZooKeeper forgets it when it ends.
    fn set(&mut self, path: &Arc<str>, watcher: WatcherId, kept: Kept) {
        let mut watchers = self.by_path.get(path).cloned().unwrap_or_default();
        let mut paths = self.by_watcher.get(&watcher).cloned().unwrap_or_default();
        if kept == Kept::NONE {
            Arc::make_mut(&mut watchers).remove(&watcher);
            Arc::make_mut(&mut paths).remove(path);
        } else {
            Arc::make_mut(&mut watchers).insert(watcher, kept);
            Arc::make_mut(&mut paths).insert(Arc::clone(path));
        }
        if watchers.is_empty() {
            self.by_path.remove_mut(path);
        } else {
            self.by_path.insert_mut(Arc::clone(path), watchers);
        }
        self.by_watcher.insert_mut(watcher, paths);
    }

    /// Takes kinds of watch from a connection; whether it had one of them. From 3.9 on it is forgotten with its last.
    fn remove(&mut self, path: &Arc<str>, watcher: WatcherId, kinds: Kept, rules: Rules) -> bool {
        let before = self.kept(path, watcher);
        let after = before.without(kinds);
        if before == after {
            return false;
        }
        self.set(path, watcher, after);
        if rules.keeps_watch_modes_apart && self.by_watcher.get(&watcher).is_some_and(|it| it.is_empty()) {
            self.by_watcher.remove_mut(&watcher);
        }
        true
    }

    fn remove_watcher(&mut self, watcher: WatcherId) {
        let paths = self.by_watcher.get(&watcher).cloned().unwrap_or_default();
        paths.iter().for_each(|path| self.set(path, watcher, Kept::NONE));
        self.by_watcher.remove_mut(&watcher);
    }

    /// Who is to be told (`WatchManager.triggerWatch`): whoever watches the path, and recursively whoever watches one above
    /// it. Standard watches are gone with it.
    fn trigger(&mut self, path: &Arc<str>, event: EventType) -> BTreeSet<WatcherId> {
        let mut told = BTreeSet::new();
        for (level, watched) in upwards(path).enumerate() {
            let Some(watchers) = self.by_path.get(watched).cloned() else { continue };
            for (watcher, kept) in &*watchers {
                let recursively = kept.recursive && event != EventType::NodeChildrenChanged;
                if recursively || (level == 0 && (kept.standard || kept.persistent)) {
                    told.insert(*watcher);
                }
                if level == 0 && kept.standard {
                    self.set(path, *watcher, kept.without(Kept::STANDARD));
                }
            }
        }
        told
    }
}

/// Some connections, and what they are told, provided that the ACL permits it.
struct Told<'a> {
    watchers: BTreeSet<WatcherId>,
    event: EventType,
    path: Arc<str>,
    acl: &'a AclList,
}

/// All watches that a server keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchTable {
    rules: Rules,
    data: Watches,
    child: Watches,
}

impl WatchTable {
    /// Without any.
    pub fn new(rules: Rules) -> WatchTable {
        WatchTable { rules, data: Watches::default(), child: Watches::default() }
    }

    /// Those of `getData`, `exists` and `addWatch`; what `wchs`, `wchc` and `wchp` tell of.
    pub fn data(&self) -> &Watches {
        &self.data
    }

    /// Those of `getChildren` and `addWatch`.
    pub fn child(&self) -> &Watches {
        &self.child
    }

    /// How many there are, as `mntr` tells it.
    pub fn count(&self) -> u64 {
        self.data.count() + self.child.count()
    }

    /// Sets the watch of `getData` or `exists`.
    pub fn watch_data(&mut self, path: &Arc<str>, watcher: WatcherId) {
        self.data.add(path, watcher, Kept::STANDARD, self.rules);
    }

    /// Sets the watch of `getChildren`.
    pub fn watch_children(&mut self, path: &Arc<str>, watcher: WatcherId) {
        self.child.add(path, watcher, Kept::STANDARD, self.rules);
    }

    /// `addWatch`: in both tables; from 3.9 on a recursive one in that of data alone.
    pub fn add_watch(&mut self, path: &Arc<str>, watcher: WatcherId, mode: WatchMode) {
        self.data.add(path, watcher, Kept::of(mode), self.rules);
        if mode == WatchMode::Persistent || !self.rules.keeps_watch_modes_apart {
            self.child.add(path, watcher, Kept::of(mode), self.rules);
        }
    }

    /// `removeWatches`: `NoWatcher` if there was none; `MarshallingError` for a type that the release does not know.
    pub fn remove_watches(
        &mut self,
        path: &Arc<str>,
        watcher: WatcherId,
        kind: WatcherType,
    ) -> Result<(), ZkError> {
        let (in_child, in_data) = self.meant(kind)?;
        let from_child = in_child.is_some_and(|it| self.child.remove(path, watcher, it, self.rules));
        let from_data = in_data.is_some_and(|it| self.data.remove(path, watcher, it, self.rules));
        if from_child || from_data { Ok(()) } else { Err(ZkError::NoWatcher) }
    }

    /// `checkWatches`: whether there is one to remove. Before 3.9 it was enough that anybody had one on the path.
    pub fn check_watches(&self, path: &str, watcher: WatcherId, kind: WatcherType) -> Result<(), ZkError> {
        let (in_child, in_data) = self.meant(kind)?;
        let has = |watches: &Watches, kinds: Kept| {
            if !self.rules.keeps_watch_modes_apart {
                return watches.has_any(path);
            }
            let kept = watches.kept(path, watcher);
            kept != kept.without(kinds)
        };
        let found =
            in_child.is_some_and(|it| has(&self.child, it)) || in_data.is_some_and(|it| has(&self.data, it));
        if found { Ok(()) } else { Err(ZkError::NoWatcher) }
    }

    /// Which kinds a type means in the table of children and in that of data (`DataTree.removeWatch`, `containsWatcher`).
    fn meant(&self, kind: WatcherType) -> Result<(Option<Kept>, Option<Kept>), ZkError> {
        let all = Kept { standard: true, persistent: true, recursive: true };
        let apart = self.rules.keeps_watch_modes_apart;
        let plain = if apart { Kept::STANDARD } else { all };
        match kind {
            WatcherType::Children => Ok((Some(plain), None)),
            WatcherType::Data => Ok((None, Some(plain))),
            WatcherType::Any => Ok((Some(all), Some(all))),
            WatcherType::Persistent | WatcherType::PersistentRecursive if !apart => {
                Err(ZkError::MarshallingError)
            }
            WatcherType::Persistent => {
                let kept = Kept::of(WatchMode::Persistent);
                Ok((Some(kept), Some(kept)))
            }
            WatcherType::PersistentRecursive => Ok((None, Some(Kept::of(WatchMode::PersistentRecursive)))),
        }
    }

    /// Forgets a connection that has ended.
    pub fn remove_watcher(&mut self, watcher: WatcherId) {
        self.data.remove_watcher(watcher);
        self.child.remove_watcher(watcher);
    }

    /// The events of the changes of transaction `zxid`, in the order in which each connection gets them; `ids` tells who a
    /// connection has shown to be. A watch whose event is withheld has fired all the same.
    pub fn fire<'a>(
        &mut self,
        changes: &[Change],
        zxid: Zxid,
        ids: impl Fn(WatcherId) -> &'a [Id],
    ) -> Vec<(WatcherId, WatchEvent)> {
        let rules = self.rules;
        let mut events = Vec::new();
        if self.data.by_path.is_empty() && self.child.by_path.is_empty() {
            return events;
        }
        for told in changes.iter().flat_map(|it| self.trigger(it)) {
            let zxid = Some(zxid).filter(|_| rules.events_carry_zxid);
            let event = WatchEvent { event: told.event, path: told.path, zxid };
            let may_hear =
                |it: &&WatcherId| !rules.filters_events || told.acl.check(Perms::READ, ids(**it)).is_ok();
            events.extend(told.watchers.iter().filter(may_hear).map(|it| (*it, event.clone())));
        }
        events
    }

    /// What a change sets off, table by table (`DataTree.createNode`, `deleteNode`, `setData`).
    fn trigger<'a>(&mut self, change: &'a Change) -> Vec<Told<'a>> {
        use EventType::{NodeCreated, NodeDataChanged, NodeDeleted};
        let told =
            |watchers, event, path: &Arc<str>, acl| Told { watchers, event, path: Arc::clone(path), acl };
        match change {
            Change::Created { path, acl, parent_acl } => {
                vec![
                    told(self.data.trigger(path, NodeCreated), NodeCreated, path, acl),
                    self.trigger_parent(path, parent_acl),
                ]
            }
            Change::Deleted { path, acl, parent_acl } => {
                let of_data = self.data.trigger(path, NodeDeleted);
                // Nobody hears of it twice.
                let of_children = &self.child.trigger(path, NodeDeleted) - &of_data;
                vec![
                    told(of_data, NodeDeleted, path, acl),
                    told(of_children, NodeDeleted, path, acl),
                    self.trigger_parent(path, parent_acl),
                ]
            }
            Change::DataChanged { path, acl } => {
                vec![told(self.data.trigger(path, NodeDataChanged), NodeDataChanged, path, acl)]
            }
        }
    }

    fn trigger_parent<'a>(&mut self, path: &str, acl: &'a AclList) -> Told<'a> {
        let (event, path) = (EventType::NodeChildrenChanged, parent_of(path));
        Told { watchers: self.child.trigger(&path, event), event, path, acl }
    }

    /// Sets a client's watches again after it came back, or tells it at once what has happened since `relative_zxid`
    /// (`DataTree.setWatches`). Nothing is withheld here. Persistent watches tell nothing: what happened meanwhile is lost.
    pub fn set_again(&mut self, tree: &Tree, watcher: WatcherId, wanted: &SetWatches) -> Vec<WatchEvent> {
        let since = wanted.relative_zxid;
        let mut events = Vec::new();
        let mut tell = |event, path: &Arc<str>| {
            events.push(WatchEvent { event, path: Arc::clone(path), zxid: None });
        };
        for path in &wanted.data {
            match tree.get(path) {
                None => tell(EventType::NodeDeleted, path),
                Some(node) if since < node.mzxid => tell(EventType::NodeDataChanged, path),
                Some(_) => self.watch_data(path, watcher),
            }
        }
        for path in &wanted.exist {
            match tree.get(path) {
                Some(_) => tell(EventType::NodeCreated, path),
                None => self.watch_data(path, watcher),
            }
        }
        for path in &wanted.child {
            match tree.get(path) {
                None => tell(EventType::NodeDeleted, path),
                Some(node) if since < node.pzxid => tell(EventType::NodeChildrenChanged, path),
                Some(_) => self.watch_children(path, watcher),
            }
        }
        for path in &wanted.persistent {
            self.add_watch(path, watcher, WatchMode::Persistent);
        }
        for path in &wanted.persistent_recursive {
            self.add_watch(path, watcher, WatchMode::PersistentRecursive);
        }
        events
    }
}

fn parent_of(path: &str) -> Arc<str> {
    let parent = split(path).map_or("", |it| it.0);
    Arc::from(if parent.is_empty() { "/" } else { parent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{Epoch, Release};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const ME: WatcherId = WatcherId(1);

    fn table(release: Release) -> WatchTable {
        WatchTable::new(Rules::of(release))
    }

    fn created(path: &str) -> Change {
        Change::Created { path: path.into(), acl: AclList::open(), parent_acl: AclList::open() }
    }

    fn fired(table: &mut WatchTable, change: &Change) -> Vec<String> {
        let zxid = Zxid::new(Epoch(1), 7);
        table
            .fire(std::slice::from_ref(change), zxid, |_| &[])
            .into_iter()
            .map(|it| it.1.to_string())
            .collect()
    }

    /// ZOOKEEPER-4466.
    #[test]
    fn before_3_9_the_last_kind_set_replaces_the_earlier_one() {
        let left = |release| {
            let mut table = table(release);
            let path = Arc::from("/n");
            table.add_watch(&path, ME, WatchMode::Persistent);
            table.watch_data(&path, ME);
            assert_eq!(fired(&mut table, &created("/n")), ["NodeCreated /n"]);
            table.data().kept("/n", ME)
        };
        assert_eq!(left(Release::V3_8_0), Kept::NONE);
        assert_eq!(left(Release::V3_9_5), Kept::of(WatchMode::Persistent));
    }

    #[test]
    fn from_3_9_on_each_kind_is_removed_by_itself() {
        let path = Arc::from("/n");
        let mut table = table(Release::V3_9_5);
        table.watch_data(&path, ME);
        table.add_watch(&path, ME, WatchMode::PersistentRecursive);
        assert_eq!(table.count(), 1, "one connection on one path, in one table");
        assert_eq!(table.check_watches("/n", WatcherId(2), WatcherType::Any), Err(ZkError::NoWatcher));
        assert_eq!(table.remove_watches(&path, ME, WatcherType::Data), Ok(()));
        assert_eq!(table.remove_watches(&path, ME, WatcherType::Data), Err(ZkError::NoWatcher));
        assert_eq!(table.check_watches("/n", ME, WatcherType::PersistentRecursive), Ok(()));
        assert_eq!(table.remove_watches(&path, ME, WatcherType::Any), Ok(()));
        assert_eq!(table, self::table(Release::V3_9_5));
    }

    #[test]
    fn an_old_server_knows_three_types_and_does_not_ask_whose_watch_it_is() {
        let path = Arc::from("/n");
        let mut table = table(Release::V3_8_0);
        table.watch_data(&path, ME);
        let other = WatcherId(2);
        assert_eq!(table.check_watches("/n", other, WatcherType::Data), Ok(()));
        assert_eq!(table.check_watches("/n", other, WatcherType::Children), Err(ZkError::NoWatcher));
        assert_eq!(table.remove_watches(&path, other, WatcherType::Data), Err(ZkError::NoWatcher));
        let unknown = table.remove_watches(&path, ME, WatcherType::Persistent);
        assert_eq!(unknown, Err(ZkError::MarshallingError));
    }

    #[test]
    fn an_event_is_withheld_from_those_who_may_not_read() {
        let change = Change::DataChanged { path: "/n".into(), acl: AclList::new(Vec::new()) };
        let closed = Change::DataChanged {
            path: "/n".into(),
            acl: AclList::new(vec![crate::tree::Acl { perms: Perms::READ, id: Id::ip("10.0.0.1") }]),
        };
        for (release, told) in [(Release::V3_8_0, 1), (Release::V3_9_2, 0)] {
            let mut table = table(release);
            table.watch_data(&"/n".into(), ME);
            assert_eq!(fired(&mut table, &closed).len(), told, "{release}");
            assert_eq!(fired(&mut table, &change).len(), 0, "it has fired all the same");
        }
    }
}
