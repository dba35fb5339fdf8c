use crate::locale::{Lang, fill, find};

/// An experiment of the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Its name in `www/locales`, under `experiment.SLUG`.
    pub slug: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! prepared {
    ($($slug:literal),* $(,)?) => {
        &[$(Prepared {
            slug: $slug,
            text: include_str!(concat!("../../www/experiments/", $slug, ".zk")),
        }),*]
    };
}

/// Every prepared experiment; the first is the one that the page begins with.
pub fn experiments() -> &'static [Prepared] {
    prepared![
        "two_elections",
        "which_leader",
        "power_loss",
        "pause",
        "herd",
        "masters",
        "grace",
        "latches",
        "sizes",
        "releases"
    ]
}

impl Prepared {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        find(lang, &format!("experiment.{}.title", self.slug)).unwrap_or(self.slug)
    }

    /// What it asks, in a sentence or two.
    pub fn question(&self, lang: Lang) -> &'static str {
        find(lang, &format!("experiment.{}.question", self.slug)).unwrap_or_default()
    }
}

/// What an arrangement is called: a single word stands for a title in `www/locales`, under `arrangement`; other text for itself.
pub fn arrangement_title(word: &str, lang: Lang) -> &str {
    of_arrangement(word, "title", lang).unwrap_or(word)
}

/// Who elects whom in it, for that n, and by what; empty if nobody has written that down.
pub fn arrangement_says(word: &str, size: u16, lang: Lang) -> String {
    fill(lang, of_arrangement(word, "says", lang).unwrap_or_default(), &[("n", &size)]).into_owned()
}

fn of_arrangement(word: &str, what: &str, lang: Lang) -> Option<&'static str> {
    find(lang, &format!("arrangement.{word}.{what}"))
}
