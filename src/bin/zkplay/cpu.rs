//! CPU time, which a busy machine does not stretch.

#![expect(clippy::disallowed_types, reason = "it measures")]

use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What this thread has used so far; where the system does not tell (only Linux does), the time that has passed.
pub fn spent() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|it| it.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BEGUN.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// How many of `events` come to a second.
pub fn per_second(events: u64, span: Duration) -> u64 {
    events * 1_000_000 / u64::try_from(span.as_micros()).unwrap_or(u64::MAX).max(1)
}
