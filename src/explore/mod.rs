//! Looking for what nobody thought of.
//!
//! A seed draws a scenario: an ensemble, writes and faults of all kinds, then everything is mended, and progress is demanded.
//! [`judge`] runs it and says how it failed: an invariant that it broke, a demand that was not met. Releases of ZooKeeper
//! have known bugs; each has a sign, seen in the trace or the world when it is at work, and what was broken in a run without
//! such a sign is news. [`shrink_seed`] cuts a failing scenario down to the fewest steps that still fail in the same way.
//!
//! Programs over the client library are drawn in the same way, a kind at a time: [`DRAWN`] says which, and what each promises.
//!
//! Beside that, the load that benchmarks run.

mod seeds;
mod recipe_seeds;
mod known;
mod verdict;
mod shrink;
mod workload;
mod operations;

pub use operations::{Operation, TreeAlone, WholeWay};
pub use recipe_seeds::{DRAWN, Drawn, recipe_scenario};
pub use seeds::{release_of, seeded_scenario, seeded_scenario_on};
pub use shrink::{shrink, shrink_seed};
pub use verdict::{Failure, Finding, Verdict, judge};
pub use workload::{count_events, hour, idle_day, large_tree, workload};
