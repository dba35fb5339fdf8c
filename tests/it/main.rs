//! Everything that is tested from outside, in one binary.

mod determinism;
mod golden;
mod panes;
mod player;
mod reference;
mod scenarios;
mod simulation;
mod tidy;
