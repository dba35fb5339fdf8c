//! The language of scenarios: what is typed in the page, kept in a `.zk` file, tested, and carried by a link.
//!
//! One line is one command; `#` begins a comment. Lines run in order, each as soon as the one before is done: `wait` and
//! `until` let time pass. A line that begins with `at TIME` stands outside that order and runs at its time. [`COMMANDS`]
//! is the one table of what can be written: the parser reads by it and the reference page is made from it. Beside it, a line
//! that begins with a server, `s1: srvr`, asks it a four-letter word.

mod recipes;
mod command;
mod condition;
mod prediction;
mod words;
mod branch;
mod parse;
mod problem;
mod run;
mod reference;

pub use branch::{Branch, branches, lineage};
pub use command::{COMMANDS, Command, CommandSpec};
pub use condition::{Condition, complete_condition};
pub use parse::{Line, Script, faults, parse, parse_act, parse_branch, parse_condition, read_act};
pub use prediction::{Choice, Grade, Question, answer_parts};
pub use problem::{Expected, ParseError, Problem, Trouble};
pub use recipes::{RECIPES, RecipeSpec};
pub use reference::{four_letter_words, reference_page};
pub use run::{Run, trace_hash};
