//! Everything that is tested from outside, in one binary.

mod determinism;
mod golden;
mod player;
mod reference;
mod scenarios;
mod simulation;
mod sync_plan;
mod tidy;
