use crate::trace::{Entry, line};

/// Sums a trace up, line by line: 64-bit FNV-1a over the lines, each with its line feed. Written as 16 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceHash(pub u64);

impl TraceHash {
    /// Of an empty trace.
    pub const EMPTY: TraceHash = TraceHash(0xcbf2_9ce4_8422_2325);

    /// Of the trace with one entry more.
    pub fn with(self, entry: &Entry) -> TraceHash {
        self.with_bytes(line(entry).as_bytes()).with_bytes(b"\n")
    }

    /// Of what was summed up so far and `bytes`.
    pub fn with_bytes(self, bytes: &[u8]) -> TraceHash {
        TraceHash(
            bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }
}

impl std::fmt::Display for TraceHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The published test vector of FNV-1a, 64 bits.
    #[test]
    fn it_is_fnv_1a() {
        assert_eq!(TraceHash::EMPTY.with_bytes(b"foobar").to_string(), "85944171f73967e8");
    }
}
