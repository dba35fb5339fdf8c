use std::collections::BTreeMap;
use std::fmt;

/// Where quotas are kept.
pub const ROOT: &str = "/zookeeper/quota";
/// The name of the znode that holds the limits of the subtree that its parent's path names.
pub const LIMITS: &str = "zookeeper_limits";
/// The name of the znode that holds what is used.
pub const STATS: &str = "zookeeper_stats";

/// The text of a limits or stats node: `count=5,bytes=20=;byteHardLimit=30;countHardLimit=6` (`StatsTrack`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatsTrack(BTreeMap<String, i64>);

impl StatsTrack {
    /// Reads such a text; `None` where Java throws.
    pub fn parse(text: &str) -> Option<StatsTrack> {
        if text.is_empty() {
            return Some(StatsTrack::default());
        }
        // As `[,;]+` splits: separators at the end do not count, one at the beginning does.
        let mut pairs = BTreeMap::new();
        let separators = [',', ';'];
        let body = text.trim_end_matches(separators);
        let mut pieces = body.split(separators).enumerate().filter(|(at, it)| *at == 0 || !it.is_empty());
        pieces.try_for_each(|(_, pair)| {
            let mut halves = pair.trim_end_matches('=').split('=');
            let (key, value) = (halves.next()?, halves.next()?);
            let value = if value.is_empty() { -1 } else { value.parse().ok()? };
            pairs.insert(key.to_owned(), value);
            Some(())
        })?;
        Some(StatsTrack(pairs))
    }

    /// What stands behind a key: `count`, `bytes`, `countHardLimit`, `byteHardLimit`; −1 if nothing.
    pub fn value(&self, key: &str) -> i64 {
        self.0.get(key).copied().unwrap_or(-1)
    }

    /// Writes something behind a key.
    pub fn set(&mut self, key: &str, value: i64) {
        self.0.insert(key.to_owned(), value);
    }

    /// The same with `count` and `bytes` moved.
    pub(super) fn moved(mut self, count: i64, bytes: i64) -> StatsTrack {
        let (count, bytes) =
            (self.value("count").wrapping_add(count), self.value("bytes").wrapping_add(bytes));
        self.0.insert("count".to_owned(), count);
        self.0.insert("bytes".to_owned(), bytes);
        self
    }

    /// What is used by so many znodes with so many bytes.
    pub(super) fn of(count: i64, bytes: i64) -> StatsTrack {
        StatsTrack(BTreeMap::from([("count".to_owned(), count), ("bytes".to_owned(), bytes)]))
    }

    /// Whether `more` on top of what is `used` goes over the hard limit.
    pub(super) fn is_exceeded(&self, used: &StatsTrack, key: &str, hard: &str, more: i64) -> bool {
        let limit = self.value(hard);
        -1 < limit && limit < used.value(key).wrapping_add(more)
    }
}

impl fmt::Display for StatsTrack {
    /// `count` and `bytes` first, as old clients want it; and a stray `=` before the rest, so that they stop there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "count={},bytes={}", self.value("count"), self.value("bytes"))?;
        let rest = self.0.iter().filter(|(key, _)| !["count", "bytes"].contains(&key.as_str()));
        for (place, (key, value)) in rest.enumerate() {
            write!(f, "{};{key}={value}", if place == 0 { "=" } else { "" })?;
        }
        Ok(())
    }
}

/// A path as the trie of quotas knows it: its names that are more than blanks, each behind a slash (`PathTrie.split`). "" for
/// the root.
pub(super) fn trie_path(path: &str) -> String {
    path.split('/').filter(|it| it.chars().any(|c| ' ' < c)).fold(String::new(), |all, it| all + "/" + it)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_quota_reads_what_it_writes() {
        fn check(text: &str, written: Option<&str>) {
            assert_eq!(StatsTrack::parse(text).map(|it| it.to_string()).as_deref(), written, "{text:?}");
        }
        check("", Some("count=-1,bytes=-1"));
        check("count=5,bytes=20", Some("count=5,bytes=20"));
        check("bytes=+7;count=-1;", Some("count=-1,bytes=7"));
        check("count=5,bytes==20", Some("count=5,bytes=-1"));
        let hard = "count=5,bytes=20=;byteHardLimit=30;countHardLimit=6";
        check(hard, Some(hard));
        for wrong in ["count", "count=", "count=x", ",count=1", "count=99999999999999999999"] {
            check(wrong, None);
        }
    }

    #[test]
    fn blank_names_are_left_out_of_the_trie() {
        assert_eq!(trie_path("/a/b"), "/a/b");
        assert_eq!(trie_path("/a/ /b"), "/a/b");
        assert_eq!(trie_path("/"), "");
    }
}
