//! Everything that is tested from outside, in one binary.

mod determinism;
mod golden;
mod scenarios;
mod tidy;
