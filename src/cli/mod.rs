//! The shell that sits at a client: zkCli, line by line, with its flags, its output and its errors.
//!
//! Source: `ZooKeeperMain` and the commands of `org.apache.zookeeper.cli` at release 3.8.0, and commons-cli's `DefaultParser`; what
//! they really print was recorded (`tests/golden/zkcli`), and `tests/it/zkcli.rs` holds the shell to it. A [`Cli`] is a machine:
//! [`Cli::step`] takes a line, a reply or an event and returns what is printed and the next request. Like the real one it does one
//! command after the other, and lines that are typed meanwhile wait. A command that needs many requests is a list of
//! [steps](step::Step), each of which may put others in front of what is left. [`COMMANDS`] is the one table of the commands: the
//! parser, the usages and the completion are made from it.
//!
//! All that is printed are ZooKeeper's own words, so they stand here and not among the locales.
//!
//! Left out: the options of zkCli.sh itself, the frames of Java's stack traces, JLine's expansion of `!` and `^`, and `reconfig`,
//! which is refused as by a server without `reconfigEnabled`. Hosts are called `s1` to `s254`; who has another name has no address.

mod java;
mod words;
mod options;
mod text;
mod step;
mod quota;
mod command;
mod screen;
mod cli;
mod complete;

pub use cli::{Cli, Input};
pub use command::{COMMANDS, Command};
pub use complete::{Completion, complete};
use screen::Screen;
pub use screen::{Effect, Printed};
pub use words::quoted;
