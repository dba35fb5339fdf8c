//! Looking for what nobody thought of: scenarios drawn from seeds. And the load that benchmarks run.

mod seeds;
mod workload;

pub use seeds::seeded_scenario;
pub use workload::{count_events, workload};
