use crate::locale::{Lang, find};
use crate::scenario::{Command, answer_parts, parse};

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
        "1-election" / "ballot-box",
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
        "8-bugs" / "acknowledged-too-early",
        "8-bugs" / "acknowledged-not-flushed",
        "8-bugs" / "epoch-before-history",
        "8-bugs" / "snapshot-in-memory",
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

    /// The lessons that it teaches, such as S2 or L1: see `tests/it/stories.rs`. They stand in the comment at its head.
    pub fn lessons(&self) -> impl Iterator<Item = &'static str> {
        let head = self.text.lines().take_while(|it| it.starts_with('#'));
        head.flat_map(|it| it.split(|c: char| !c.is_ascii_alphanumeric())).filter(|it| is_lesson(it))
    }

    /// Where its text stands in the repository.
    pub fn path(&self) -> String {
        format!("www/scenarios/{}/{}.zk", self.chapter, self.slug)
    }

    /// Its captions, and the answers to its questions, in order.
    pub fn words(&self, lang: Lang) -> Vec<String> {
        let said = |command: &Command| match command {
            Command::Say(text) | Command::Predict(text) => Some(caption(text, lang).to_owned()),
            Command::Option(choice) => Some(answer_parts(caption(&choice.text, lang)).0.to_owned()),
            _ => None,
        };
        parse(self.text).0.flow.iter().filter_map(|it| said(&it.command)).collect()
    }

    /// All that can be searched for in it, in every language, in small letters.
    pub fn haystack(&self) -> String {
        let mut all = self.slug.to_lowercase();
        for lang in Lang::ALL {
            let said = self.words(lang).join("\n");
            all.extend(
                ["\n", self.title(lang), "\n", self.summary(lang), "\n", &said].map(str::to_lowercase),
            );
        }
        self.lessons().for_each(|it| all.extend(["\n", it].map(str::to_lowercase)));
        all
    }

    /// The story so many places behind it in the gallery, or before it.
    pub fn beside(&self, places: isize) -> Option<&'static Story> {
        let place = gallery().iter().position(|it| it.slug == self.slug)?;
        gallery().get(place.checked_add_signed(places)?)
    }
}

fn is_lesson(word: &str) -> bool {
    let number = word.strip_prefix(['S', 'L']).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit())
}

/// The story with this name.
pub fn story(slug: &str) -> Option<&'static Story> {
    gallery().iter().find(|it| it.slug == slug)
}

/// What a text calls itself, in a line `title`.
pub fn own_title(text: &str, lang: Lang) -> Option<String> {
    parse(text).0.title.map(|it| caption(&it, lang).to_owned())
}

/// A text with this title, in the place of the one that it has; without one if the title is empty.
pub fn titled(text: &str, title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let others = text.lines().filter(|it| it.split_whitespace().next() != Some("title"));
    let line = (!title.is_empty()).then(|| format!("title {title}"));
    let lines: Vec<&str> = line.as_deref().into_iter().chain(others).collect();
    lines.join("\n") + "\n"
}

/// What `say` and its like show: a single word stands for a caption in `www/locales`, under `caption`; other text for itself.
pub fn caption(said: &str, lang: Lang) -> &str {
    if said.contains(char::is_whitespace) {
        said
    } else {
        find(lang, &format!("caption.{said}")).unwrap_or(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_text_has_one_title() {
        let text = titled("ensemble 3\nstart all\n", " Two   leaders ");
        assert_eq!(text, "title Two leaders\nensemble 3\nstart all\n");
        assert_eq!(own_title(&text, Lang::En).as_deref(), Some("Two leaders"));
        assert_eq!(titled(&text, "One"), "title One\nensemble 3\nstart all\n");
        assert_eq!(titled(&text, ""), "ensemble 3\nstart all\n");
    }

    #[test]
    fn a_story_knows_its_place_and_its_lessons() {
        let first = &gallery()[0];
        assert_eq!(first.lessons().collect::<Vec<_>>(), ["S2", "L1"]);
        assert_eq!((first.beside(-1), first.beside(1)), (None, Some(&gallery()[1])));
        assert!(first.haystack().contains("五台"), "in every language");
    }
}
