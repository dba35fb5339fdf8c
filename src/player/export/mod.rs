//! What a reader takes away: the forms in which what is on the screen can be handed out, each a pure function to text.
//!
//! All of them are views of the trace between two moments, but for the picture (see `picture`) and the test, which are of the whole
//! scenario. Nothing in them is made up, but for what a form asks for and the world does not know: the log lines begin on a
//! fixed day, and have the usual ports.
//!
//! A program that makes its own pictures of traces reads the JSON; a document that wants a diagram takes Mermaid; who greps real logs
//! finds the same words in the log lines; and a scenario that shall stay true becomes a test. A snippet puts the playground itself into
//! another document. The way back is a file: any text of reasonable size.

mod file;
mod format;
mod json;
mod log;
mod mermaid;
mod rust_test;
mod snippet;

pub use file::{FileError, LARGEST_FILE, file_name, text_of};
pub use format::{Format, Window, export};
pub use json::{JsonEntry, json};
pub use log::log;
pub use mermaid::mermaid;
pub use rust_test::rust_test;
pub use snippet::{LONGEST_ADDRESS, Shared, Snippet};
