use crate::locale::{Lang, find};

/// A scenario of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Story {
    /// Its name in links and in `www/locales`, under `story.SLUG`.
    pub slug: &'static str,
    /// The chapter that it belongs to.
    pub chapter: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! stories {
    ($($chapter:literal / $slug:literal),* $(,)?) => {
        &[$(Story {
            slug: $slug,
            chapter: $chapter,
            text: include_str!(concat!("../../www/scenarios/", $chapter, "/", $slug, ".zk")),
        }),*]
    };
}

/// Every story, in the order in which they are best read.
pub fn gallery() -> &'static [Story] {
    stories![
        "1-election" / "five-fresh-servers",
        "1-election" / "kill-the-leader",
        "1-election" / "zxid-before-id",
        "1-election" / "longest-history",
        "1-election" / "frozen-first",
        "1-election" / "epoch-before-zxid",
        "1-election" / "even-numbers",
        "1-election" / "four-states",
        "1-election" / "observers",
        "1-election" / "calls-back",
        "2-broadcast" / "one-write",
        "2-broadcast" / "fewer-acks",
        "2-broadcast" / "never-acknowledged",
        "3-sync" / "level-again",
        "3-sync" / "far-behind",
        "3-sync" / "lost-write",
        "3-sync" / "three-syncs",
        "3-sync" / "trunc-or-snap",
        "4-faults" / "silent-death",
        "4-faults" / "two-leaders",
        "4-faults" / "roll-over",
        "4-faults" / "big-snapshot",
        "5-sessions" / "lost-not-failed",
        "5-sessions" / "loss-or-expiry",
        "5-sessions" / "restart-the-leader",
        "5-sessions" / "days-without-quorum",
        "5-sessions" / "expired-yet-there",
        "5-sessions" / "stale-read",
        "5-sessions" / "sync-without-quorum",
        "5-sessions" / "seen-more",
        "5-sessions" / "five-promises",
        "6-watches" / "one-event",
        "6-watches" / "came-and-went",
        "6-watches" / "configuration",
        "6-watches" / "naming",
        "6-watches" / "membership",
        "7-recipes" / "recipe-election",
        "7-recipes" / "which-election",
        "7-recipes" / "herd",
        "7-recipes" / "ghost-in-the-line",
        "7-recipes" / "master-race",
        "7-recipes" / "by-number",
        "7-recipes" / "grace",
        "7-recipes" / "holder-that-is-not",
        "7-recipes" / "lease-or-lock",
        "7-recipes" / "two-latches",
        "7-recipes" / "shared-lock",
        "7-recipes" / "queue",
        "7-recipes" / "barriers",
        "7-recipes" / "two-phase-commit",
        "7-recipes" / "load-balancing",
    ]
}

/// The texts that stories have had, those of today first. A link names the one that it begins with by a checksum, so a text
/// that has been released stays here when the story is written anew.
pub(super) fn released() -> impl Iterator<Item = &'static str> {
    gallery().iter().map(|it| it.text).chain(RETIRED.iter().copied())
}

/// Texts that are no longer a story's.
const RETIRED: &[&str] = &[];

impl Story {
    /// Its title.
    pub fn title(&self, lang: Lang) -> &'static str {
        find(lang, &format!("story.{}.title", self.slug)).unwrap_or(self.slug)
    }

    /// What it shows, in a sentence or two.
    pub fn summary(&self, lang: Lang) -> &'static str {
        find(lang, &format!("story.{}.summary", self.slug)).unwrap_or_default()
    }
}

/// What `say` shows: a single word stands for a caption in `www/locales`, under `caption`; other text for itself.
pub fn caption(said: &str, lang: Lang) -> &str {
    if said.contains(char::is_whitespace) {
        said
    } else {
        find(lang, &format!("caption.{said}")).unwrap_or(said)
    }
}
