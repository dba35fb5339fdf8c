//! `cargo xtask bench`: one table of what the engine and the page cost, each figure beside its goal.
//!
//! | part | what |
//! |---|---|
//! | `engine` | events a second, an idle day, going anywhere in an hour, a large tree: natively and as wasm, by the page's own profile |
//! | `frames` | what a frame takes, by the size of the ensemble, with a large tree and a long space-time diagram |
//! | `loading` | what a visitor loads, and when they see the page and can use it, on a fast and on a slow device |
//! | `rest` | what the processor does while nobody plays, nobody looks, or nobody can see it |
//! | `heap` | whether memory stays as it is while one plays |
//!
//! A benchmark prints and never fails: whether a goal is met depends on the machine, and on what else that does. So times of the
//! processor, the best of several rounds and medians are told, and ratios of what was measured in one run. What must hold on
//! every machine, bytes and requests, `cargo xtask weigh` tests.

mod table;
mod engine;
mod frames;
mod loading;
mod rest;
mod heap;
mod parts;

pub use parts::run;
