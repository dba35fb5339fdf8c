use std::collections::BTreeSet;

use super::{json, log, mermaid, rust_test};
use crate::locale::Lang;
use crate::player::{PictureTheme, Player, picture};
use crate::trace::Entry;
use crate::vocab::{ServerId, SimTime};

/// A form in which something of a scenario can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The scenario itself.
    Scenario,
    /// The stage at the moment.
    Svg,
    /// A sequence diagram of a window.
    Mermaid,
    /// The trace of a window, an object a line.
    Json,
    /// What the servers would have logged in a window.
    Log,
    /// A test of the whole scenario.
    RustTest,
}

impl Format {
    /// Every one.
    pub const ALL: [Format; 6] =
        [Self::Scenario, Self::Svg, Self::Mermaid, Self::Json, Self::Log, Self::RustTest];

    /// What its files' names end in; the runner knows it by that name too.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Scenario => "zk",
            Self::Svg => "svg",
            Self::Mermaid => "mmd",
            Self::Json => "jsonl",
            Self::Log => "log",
            Self::RustTest => "rs",
        }
    }

    /// What it is on the web.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Json => "application/x-ndjson",
            Self::Scenario | Self::Mermaid | Self::Log | Self::RustTest => "text/plain;charset=utf-8",
        }
    }

    /// The one whose files end so.
    pub fn for_ending(ending: &str) -> Option<Format> {
        Self::ALL.into_iter().find(|it| it.ending() == ending)
    }
}

/// From one moment to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub from: SimTime,
    /// The last.
    pub to: SimTime,
}

impl Window {
    /// What of a trace lies in it.
    pub fn of(self, entries: &[Entry]) -> &[Entry] {
        let begin = entries.partition_point(|it| it.at < self.from);
        let end = entries.partition_point(|it| it.at <= self.to);
        &entries[begin.min(end)..end]
    }
}

/// More messages than that make a diagram that nobody reads.
const MOST_ARROWS: usize = 150;
/// A scenario that has no end is tested as far as that.
const MOST_STEPS: u64 = 200_000;

/// What a player shows, in a form. A window may reach beyond the cursor, as far as the run is known.
pub fn export(
    player: &Player,
    format: Format,
    window: Window,
    title: &str,
    lang: Lang,
    theme: PictureTheme,
) -> String {
    match format {
        Format::Scenario => player.text().to_owned(),
        Format::Svg => picture(&player.view(), title, lang, theme),
        Format::Mermaid => mermaid(window.of(player.entries()), title, MOST_ARROWS, lang),
        Format::Json => json(window.of(player.entries())),
        Format::Log => {
            let observers: BTreeSet<ServerId> =
                player.view().servers.iter().filter(|it| it.observer).map(|it| it.id).collect();
            log(player.entries(), window, &observers)
        }
        Format::RustTest => rust_test(player.text(), player.bookmark().branch.as_deref(), title, MOST_STEPS),
    }
}
