//! Looking for what nobody thought of: scenarios drawn from seeds.

mod seeds;

pub use seeds::seeded_scenario;
