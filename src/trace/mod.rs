//! What happened, as data and as one line of text.
//!
//! The world writes [`Entry`] after [`Entry`] while it runs; nothing reads them but people and tests. [`line`] gives the
//! one line of an entry, the same in a golden file, on the page and on the clipboard; [`sentence`] says it to a learner, in the
//! words of `www/locales`; [`TraceHash`] sums a trace up.

mod entry;
mod line;
mod hash;
mod tally;
mod wording;

pub use entry::{Entry, Kind, Loss, What};
pub use hash::TraceHash;
pub use line::line;
pub use tally::Tally;
pub use wording::sentence;
