//! Who is told of which change: the watches that one server keeps for the connections to it.
//!
//! Source: `WatchManager` (of which a server has two, one for data and one for children), the triggers in `DataTree`, and the
//! filter of CVE-2024-23944. Watches are never replicated and end with their connection; a client that comes back sets them
//! again, with the last zxid that it has seen, so that nothing is missed: [`WatchTable::set_again`].
//!
//! What holds for a client: an event reaches it before any reply that shows the change, because the events of a transaction
//! leave before anything else is answered. A standard watch fires once; several changes before it is set again are one event.

mod event;
mod table;

pub use event::{EventType, WatchEvent};
pub use table::{Kept, WatchTable, WatcherId, Watches};
