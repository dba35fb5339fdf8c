//! What the page remembers on this device, and nowhere else. A browser that forbids it just forgets. As a part of another
//! page it has no memory: neither would the reader's draft belong there, nor what is chosen there into the playground.

use web_sys::Storage;

use super::host;

/// The things that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Language,
    Theme,
    /// The scenario text that is being written and has not been run.
    Draft,
    /// Whether the list of events shows sentences or lines.
    Wording,
    /// Whether the space-time diagram is open.
    Diagram,
    /// How the reader has foreseen what came of the stories.
    Predictions,
    /// What was done last by way of the palette, a line each.
    Recent,
    /// That the reader has been shown around.
    Guided,
}

impl Key {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "zkplay.language",
            Self::Theme => "zkplay.theme",
            Self::Draft => "zkplay.draft",
            Self::Wording => "zkplay.wording",
            Self::Diagram => "zkplay.diagram",
            Self::Predictions => "zkplay.predictions",
            Self::Recent => "zkplay.recent",
            Self::Guided => "zkplay.guided",
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window().filter(|_| !host::is_there())?.local_storage().ok()?
}

/// What was remembered under `key`.
pub fn recall(key: Key) -> Option<String> {
    storage()?.get_item(key.name()).ok()?
}

/// Remembers `value` under `key`; forgets it if there is none.
pub fn remember(key: Key, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _full_or_forbidden = match value {
        Some(value) => storage.set_item(key.name(), value),
        None => storage.remove_item(key.name()),
    };
}
