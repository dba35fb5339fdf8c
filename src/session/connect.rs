use crate::vocab::{ServerId, SessionId, Span};

/// The timeout that a client gets who asks for `wanted`, all in milliseconds: not under `min` and not over `max`, which are 2
/// and 20 ticks unless `minSessionTimeout` and `maxSessionTimeout` say otherwise.
pub fn negotiated_timeout(wanted: u32, tick: Span, min: Option<u32>, max: Option<u32>) -> u32 {
    let ticks = |n| u32::try_from(tick.times(n).as_millis()).unwrap_or(u32::MAX);
    wanted.max(min.unwrap_or_else(|| ticks(2))).min(max.unwrap_or_else(|| ticks(20)))
}

/// The number of a server's `count`th new session, counted from 0, since it started `millis` milliseconds after some epoch: a
/// byte for the server, 40 bits of time, 16 to count in (`SessionTrackerImpl.initializeNextSessionId`).
pub fn session_id(server: ServerId, millis: u64, count: u64) -> SessionId {
    SessionId((u64::from(server.0) << 56 | (millis << 24) >> 8).wrapping_add(count))
}

/// The password of a session, which a client must show to come back (`ZooKeeperServer.generatePasswd`): the first bytes of
/// `java.util.Random`, seeded with the id and a number that is not very secret.
pub fn password(session: SessionId) -> [u8; 16] {
    const SUPER_SECRET: u64 = 0xb341_5c00;
    const MULTIPLIER: u64 = 0x5_deec_e66d;
    const MASK: u64 = (1 << 48) - 1;
    let mut state = (session.0 ^ SUPER_SECRET ^ MULTIPLIER) & MASK;
    let mut bytes = [0; 16];
    for word in bytes.chunks_exact_mut(4) {
        state = state.wrapping_mul(MULTIPLIER).wrapping_add(0xb) & MASK;
        let [_, _, b5, b4, b3, b2, _, _] = state.to_be_bytes();
        word.copy_from_slice(&[b2, b3, b4, b5]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_session_id_begins_with_its_server() {
        let id = session_id(ServerId(1), 0x01_0203_0405, 3);
        assert_eq!(id, SessionId(0x0101_0203_0405_0003));
    }

    /// `new Random(0)` begins with −1155484576, −723955400, 1033096058, −1690734402.
    #[test]
    fn a_password_is_what_java_draws() {
        let words: Vec<i32> = password(SessionId(0xb341_5c00))
            .chunks_exact(4)
            .map(|it| i32::from_le_bytes([it[0], it[1], it[2], it[3]]))
            .collect();
        assert_eq!(words, [-1_155_484_576, -723_955_400, 1_033_096_058, -1_690_734_402]);
    }
}
