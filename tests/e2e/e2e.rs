//! The built page in a real browser: `cargo xtask test` runs these on dist/.
