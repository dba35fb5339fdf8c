use crate::trace::{self, Entry};

/// An entry of the trace as an object of its own.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct JsonEntry {
    /// Microseconds since the beginning.
    pub at: u64,
    /// In which step of the world.
    pub step: u64,
    /// The step that it comes of.
    pub cause: u64,
    /// What it is about, coarsely: `message`, `state`, `note` …
    pub kind: String,
    /// The servers that it is about: none, one or two.
    pub servers: Vec<String>,
    /// Its line of the trace.
    pub line: String,
}

impl From<&Entry> for JsonEntry {
    fn from(entry: &Entry) -> JsonEntry {
        JsonEntry {
            at: entry.at.0,
            step: entry.step,
            cause: entry.cause,
            kind: format!("{:?}", entry.kind()).to_lowercase(),
            servers: entry.servers().iter().flatten().map(ToString::to_string).collect(),
            line: trace::line(entry),
        }
    }
}

/// A trace, an object a line.
pub fn json(entries: &[Entry]) -> String {
    let line = |it: &Entry| serde_json::to_string(&JsonEntry::from(it)).expect("strings and numbers") + "\n";
    entries.iter().map(line).collect()
}
