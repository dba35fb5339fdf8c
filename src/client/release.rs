use crate::vocab::Release;

/// What differs between releases in the client library; the only place here where a release is told from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A client that has heard of no server for four thirds of its timeout takes its session for expired without being told.
    /// Since 3.9.3; before, it tries for ever. The event that says so is the last one: no `Closed` follows it.
    pub expires_by_itself: bool,
}

impl Rules {
    /// What a release does differently.
    pub fn of(release: Release) -> Rules {
        Rules { expires_by_itself: Release::V3_9_3 <= release }
    }
}
