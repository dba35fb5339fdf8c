//! The built page in a real browser. `cargo xtask test` runs these on dist/; by hand, after `cargo xtask build`:
//!
//! ```sh
//! cargo test --package xtask --features browser --target-dir target/browser --test e2e
//! ```
//!
//! A test opens a [`Page`](xtask::browser::Page) and asks it; an error on the console fails whichever test it happens in.

mod visitor;
mod tour;

mod loading;
mod first_view;
mod moments;
mod branches;
mod spacetime;
mod links;
mod bad_input;
mod partition;
mod stories;
mod logs;
mod znodes;
mod why;
mod clients;
mod compare;
mod recipes;
mod settings;
mod overflow;
mod policies;
mod embed;
mod share;
mod offline;
mod hosting;
mod privacy;
mod deeds;
mod guide;
mod presenter;
mod touch;
mod keyboard;
mod accessibility;
mod listener;
mod looks;
mod twin;
