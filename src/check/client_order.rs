use super::Heard;
use crate::client::Call;
use crate::session::Response;
use crate::tree::ZkError;
use crate::vocab::{ClientId, Zxid};

/// J-2, the order of a client's calls: servers answer them as they were made. `call` is answered. What the library fails by
/// itself, as it has no connection or no session, it may fail at any time.
pub fn answered(
    heard: &Heard,
    client: ClientId,
    call: Call,
    result: &Result<Response, ZkError>,
) -> Option<String> {
    let by_itself = matches!(
        result,
        Err(ZkError::ConnectionLoss
            | ZkError::SessionExpired
            | ZkError::AuthFailed
            | ZkError::RequestTimeout)
    );
    let (first, request) =
        heard.pending.first_key_value().filter(|(first, _)| !by_itself && **first < call)?;
    let known = heard.pending.contains_key(&call);
    known.then(|| format!("{client}: call {} is answered before {} {request}", call.0, first.0))
}

/// J-2, what a client sees never goes back: a reply of a server that has come to `zxid`.
pub fn seen(heard: &Heard, client: ClientId, zxid: Zxid) -> Option<String> {
    (zxid < heard.zxid).then(|| format!("{client} sees {zxid} after {}", heard.zxid))
}
