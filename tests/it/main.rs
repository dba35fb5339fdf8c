//! Everything that is tested from outside, in one binary.

mod clients;
mod compare;
mod determinism;
mod export;
mod figures;
mod four_letter;
mod golden;
mod lost_messages;
mod ops;
mod panes;
mod programs;
mod player;
mod recipe_scripts;
mod reference;
mod scenarios;
mod scripts;
mod simulation;
mod sync_plan;
mod standalone;
mod tidy;
mod tree;
mod world_scripts;
mod znodes;
mod watches;
mod zkcli;
