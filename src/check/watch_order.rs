use super::Heard;
use crate::session::Response;
use crate::tree::{Request, ZkError};
use crate::vocab::{ClientId, Zxid};

/// J-3: a watch event reaches its client before any reply that shows the change. A reply to `request` must show a watched
/// znode as it was when the watch was set, for as long as no event has come.
pub fn check(
    heard: &Heard,
    client: ClientId,
    request: &Request,
    result: &Result<Response, ZkError>,
) -> Option<String> {
    let path = request.path()?;
    let (watched, shown) = match (request, result) {
        (Request::GetData { .. }, Ok(Response::Data(_, stat)))
        | (Request::Exists { .. }, Ok(Response::Stat(stat))) => (*heard.data.get(path)?, Some(stat.mzxid)),
        (Request::GetChildren2 { .. }, Ok(Response::Children(_, Some(stat)))) => {
            (Some(*heard.children.get(path)?), Some(stat.pzxid))
        }
        (Request::GetData { .. } | Request::Exists { .. }, Err(ZkError::NoNode)) => {
            (*heard.data.get(path)?, None)
        }
        (Request::GetChildren2 { .. }, Err(ZkError::NoNode)) => (Some(*heard.children.get(path)?), None),
        _ => return None,
    };
    let word = |zxid: Option<Zxid>| zxid.map_or_else(|| "nothing".to_owned(), |it| it.to_string());
    (watched != shown).then(|| {
        format!(
            "{client} watches {path} as of {}, and is shown {} without an event",
            word(watched),
            word(shown)
        )
    })
}
