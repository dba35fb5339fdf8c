use crate::vocab::{Config, Release};

/// What differs between releases and settings in the client library; the only place here where a release is told from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A client that has heard of no server for four thirds of its timeout takes its session for expired without being told.
    /// Since 3.9.3; before, it tries for ever. The event that says so is the last one: no `Closed` follows it.
    pub expires_by_itself: bool,
    /// `jute.maxbuffer`: it reads no message of more bytes. Set, it is the same as on the servers; if it is not, that of 3.4 is
    /// four megabytes (`packetLen`).
    pub longest_message: u32,
}

impl Rules {
    /// What a release does differently, with these settings.
    pub fn of(config: &Config) -> Rules {
        let is_set = config.jute_max_buffer != Config::JUTE_MAX_BUFFER;
        let longest_message = match config.release {
            Release::V3_4_10 if !is_set => 4_096 * 1_024,
            _ => config.jute_max_buffer,
        };
        Rules { expires_by_itself: Release::V3_9_3 <= config.release, longest_message }
    }
}
