//! All that the page asks of the browser: the only users of `web-sys`.

pub mod canvas;
pub mod clipboard;
pub mod dialog;
pub mod file;
pub mod frame;
pub mod fields;
pub mod host;
pub mod keys;
pub mod location;
pub mod media;
pub mod offline;
pub mod panic;
pub mod pointer;
pub mod root;
pub mod screen;
pub mod sight;
pub mod size;
pub mod storage;
pub mod swipe;
pub mod things;
pub mod words;
pub mod worker;

mod listen;
mod promise;
