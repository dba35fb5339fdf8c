//! The panes: each is a function of plain data, and asks for things by [`Command`](crate::player::Command).

pub mod words;
pub mod ensemble;
pub mod ballots;
pub mod faults;
pub mod path;
pub mod logs;
pub mod watch;
pub mod znodes;
pub mod clients;
pub mod programs;
pub mod runner;
pub mod shell;
pub mod sync;
pub mod server;
pub mod trace;
pub mod timeline;
pub mod transport;
pub mod editor;
pub mod script;
pub mod compare;
pub mod console;
pub mod twin;
pub mod inventory;
pub mod checks;
pub mod gallery;
pub mod help;
