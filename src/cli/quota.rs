use std::sync::Arc;

use crate::cli::step::{Failure, Step, Steps, Then, Visit};
use crate::cli::{Screen, text};
use crate::session::Response;
use crate::tree::{
    AclList, Create, Data, Delete, LIMITS, QUOTA_ROOT, Request, STATS, SetData, StatsTrack, ZkError,
};

/// What is done with a reply of `setquota`, `listquota` and `delquota`. `path` is whose quota it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaThen {
    /// `path` must be there to get a quota.
    MustExist { path: Arc<str> },
    /// No znode below may have one.
    FindBelow { path: Arc<str> },
    /// No znode above may have one.
    FindAbove { path: Arc<str> },
    /// Creates it if it is not there.
    Make,
    /// Somebody else may have created it meanwhile.
    Made,
    /// Writes the limits, or changes those that there are.
    Limits { path: Arc<str>, wanted: StatsTrack },
    /// Takes what is wanted into the limits, which are written after the warnings if `write`.
    Change { path: Arc<str>, wanted: StatsTrack, write: bool },
    /// Warns if more is used than is allowed.
    Warn { path: Arc<str>, limits: StatsTrack, write: bool },
    /// Reads the limits, to print them.
    ListLimits { path: Arc<str> },
    /// Prints both.
    ListUsed { path: Arc<str>, limits: StatsTrack },
    /// There must be a quota to take something from; everything if `keys` is empty.
    ToTake { path: Arc<str>, keys: Vec<&'static str> },
    /// Takes these limits away.
    Take { path: Arc<str>, keys: Vec<&'static str> },
    /// Deletes what the quota consists of.
    DeleteAll { path: Arc<str> },
    /// Deletes a znode of the quota's tree without children, and looks at its parent.
    Trim { path: Arc<str> },
    /// One thing is done.
    Did { path: Arc<str> },
}

/// The steps of `setquota`. (`SetQuotaCommand.createQuota`)
pub fn set(path: &str, wanted: StatsTrack) -> Vec<Step> {
    let quota = format!("{QUOTA_ROOT}{path}");
    let path: Arc<str> = path.into();
    let name = || Arc::clone(&path);
    // As Java splits: empty pieces at the end do not count.
    let names: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
    let places: Vec<Arc<str>> =
        (1..=names.len()).map(|it| format!("{QUOTA_ROOT}/{}", names[..it].join("/")).into()).collect();
    let mut steps = vec![exists(name(), QuotaThen::MustExist { path: name() })];
    steps.push(Step::visit(&quota, false, Visit::FindQuota { path: name() }));
    let above = places.iter().take(names.len().saturating_sub(1)).cloned();
    steps.extend(above.map(|it| children(it, QuotaThen::FindAbove { path: name() })));
    steps.extend(places.into_iter().map(|it| exists(it, QuotaThen::Make)));
    steps.push(exists(place(&path, LIMITS), QuotaThen::Limits { path: name(), wanted }));
    steps
}

/// The steps of `listquota`.
pub fn list(path: &str) -> Vec<Step> {
    vec![read(place(path, LIMITS), QuotaThen::ListLimits { path: path.into() })]
}

/// The steps of `delquota`: the limits of these keys, or all of it (`DelQuotaCommand.delQuota`).
pub fn delete(path: &str, keys: Vec<&'static str>) -> Vec<Step> {
    vec![exists(place(path, LIMITS), QuotaThen::ToTake { path: path.into(), keys })]
}

/// Where the limits or the use of a path stand.
pub fn place(path: &str, name: &str) -> Arc<str> {
    format!("{QUOTA_ROOT}{path}/{name}").into()
}

impl QuotaThen {
    /// Goes on with the reply.
    pub fn proceed(self, request: &Request, result: Result<Response, ZkError>, screen: &mut Screen) -> Steps {
        let asked = Arc::clone(request.path().expect("quotas are kept at paths"));
        let failure = |error| Failure::Told(text::failure(error, Some(&asked)));
        let absent = |path: &str| Failure::Told(format!("quota for {path} does not exist."));
        match (self, result) {
            (Self::MustExist { path }, Err(ZkError::NoNode)) => {
                Err(Failure::Told(format!("{path} does not exist.")))
            }
            (Self::FindBelow { .. } | Self::FindAbove { .. }, Err(ZkError::NoNode)) => Ok(Vec::new()),
            (Self::FindBelow { path }, Ok(Response::Children(names, _))) => {
                let own = *asked == format!("{QUOTA_ROOT}{path}");
                refuse_if(!own && has_limits(&names), || format!("{path} has a child {}", trimmed(&asked)))
            }
            (Self::FindAbove { path }, Ok(Response::Children(names, _))) => {
                refuse_if(has_limits(&names), || format!("{path} has a parent {}", trimmed(&asked)))
            }
            (Self::Make, Err(ZkError::NoNode)) => Ok(vec![create(asked, None, QuotaThen::Made)]),
            (Self::Made, Err(ZkError::NodeExists)) => Ok(Vec::new()),
            (Self::Limits { path, wanted }, Err(ZkError::NoNode)) => Ok(write_anew(path, wanted)),
            (Self::Limits { path, wanted }, Ok(_)) => {
                Ok(vec![read(asked, QuotaThen::Change { path, wanted, write: true })])
            }
            (Self::Change { path, wanted, write }, Ok(Response::Data(data, _))) => {
                let limits = changed(track(&data)?, &wanted);
                Ok(vec![read(place(&path, STATS), QuotaThen::Warn { path, limits, write })])
            }
            (Self::Warn { path, limits, write }, Ok(Response::Data(data, _))) => {
                warn(&limits, &track(&data)?, screen);
                let set = || Step::new(set_data(place(&path, LIMITS), &limits), Then::Nothing);
                Ok(write.then(set).into_iter().collect())
            }
            (Self::ListLimits { path }, Ok(Response::Data(data, _))) => {
                let limits = track(&data)?;
                Ok(vec![read(place(&path, STATS), QuotaThen::ListUsed { path, limits })])
            }
            (Self::ListUsed { path, limits }, Ok(Response::Data(data, _))) => {
                screen.print(&format!("Output quota for {path} {limits}"));
                screen.print(&format!("Output stat for {path} {}", track(&data)?));
                Ok(Vec::new())
            }
            (Self::ToTake { path, .. }, Err(ZkError::NoNode)) => {
                screen.print(&format!("Quota does not exist for {path}"));
                Ok(Vec::new())
            }
            (Self::ToTake { path, keys }, Ok(_)) => Ok(vec![read(asked, QuotaThen::Take { path, keys })]),
            (Self::Take { path, keys }, Ok(Response::Data(data, _))) => take(path, &keys, track(&data)?),
            (Self::DeleteAll { path }, Ok(Response::Children(names, _))) => {
                Ok(delete_all(&asked, &path, &names))
            }
            (Self::Trim { path }, Ok(Response::Children(names, _))) => {
                Ok(trim(&asked, path, names.is_empty()))
            }
            (
                Self::ListLimits { path }
                | Self::ListUsed { path, .. }
                | Self::Take { path, .. }
                | Self::DeleteAll { path }
                | Self::Trim { path }
                | Self::Did { path },
                Err(ZkError::NoNode),
            ) => Err(absent(&path)),
            (_, Err(error)) => Err(failure(error)),
            (Self::MustExist { .. } | Self::Make | Self::Made | Self::Did { .. }, Ok(_)) => Ok(Vec::new()),
            (then, Ok(response)) => panic!("{then:?} does not fit {response:?}"),
        }
    }
}

fn refuse_if(found: bool, whose: impl Fn() -> String) -> Steps {
    if found { Err(Failure::Told(format!("{} which has a quota", whose()))) } else { Ok(Vec::new()) }
}

fn has_limits(names: &[Arc<str>]) -> bool {
    names.iter().any(|it| **it == *LIMITS)
}

fn trimmed(quota: &str) -> &str {
    quota.strip_prefix(QUOTA_ROOT).unwrap_or(quota)
}

fn write_anew(path: Arc<str>, wanted: StatsTrack) -> Vec<Step> {
    let mut nothing = StatsTrack::default();
    nothing.set("count", 0);
    nothing.set("bytes", 0);
    let made = |name, track: &StatsTrack| {
        Step::new(create_request(place(&path, name), as_data(track)), Then::Nothing)
    };
    let (limits, used) = (made(LIMITS, &wanted), made(STATS, &nothing));
    let again = read(place(&path, LIMITS), QuotaThen::Change { path, wanted, write: false });
    vec![limits, used, again]
}

const KEYS: [&str; 4] = ["count", "bytes", "countHardLimit", "byteHardLimit"];

fn changed(mut limits: StatsTrack, wanted: &StatsTrack) -> StatsTrack {
    let given = KEYS.iter().map(|it| (it, wanted.value(it))).filter(|(_, value)| -1 < *value);
    given.for_each(|(key, value)| limits.set(key, value));
    limits
}

fn warn(limits: &StatsTrack, used: &StatsTrack, screen: &mut Screen) {
    for (soft, hard) in [("count", "countHardLimit"), ("bytes", "byteHardLimit")] {
        let is_less = |key| (0..used.value(soft)).contains(&limits.value(key));
        if is_less(soft) || is_less(hard) {
            let used = used.value(soft);
            screen.print(&format!(
                "[Warning]: the {soft} quota you create is less than the existing {soft}:{used}"
            ));
        }
    }
}

fn take(path: Arc<str>, keys: &[&'static str], mut limits: StatsTrack) -> Steps {
    if keys.is_empty() {
        let quota = format!("{QUOTA_ROOT}{path}").into();
        return Ok(vec![children(quota, QuotaThen::DeleteAll { path })]);
    }
    keys.iter().for_each(|it| limits.set(it, -1));
    let request = set_data(place(&path, LIMITS), &limits);
    Ok(vec![Step::new(request, Then::Quota(QuotaThen::Did { path }))])
}

fn delete_all(quota: &Arc<str>, path: &Arc<str>, names: &[Arc<str>]) -> Vec<Step> {
    let mut steps: Vec<Step> = names.iter().map(|it| remove(format!("{quota}/{it}").into(), path)).collect();
    steps.extend(look_to_trim(Arc::clone(quota), Arc::clone(path)));
    steps
}

fn trim(quota: &Arc<str>, path: Arc<str>, is_empty: bool) -> Vec<Step> {
    if !is_empty {
        return Vec::new();
    }
    let parent = quota.rsplit_once('/').map_or("", |it| it.0);
    std::iter::once(remove(Arc::clone(quota), &path)).chain(look_to_trim(parent.into(), path)).collect()
}

fn look_to_trim(quota: Arc<str>, path: Arc<str>) -> Option<Step> {
    (*quota != *QUOTA_ROOT).then(|| children(quota, QuotaThen::Trim { path }))
}

fn remove(place: Arc<str>, path: &Arc<str>) -> Step {
    let request = Request::Delete(Delete { path: place, version: -1 });
    Step::new(request, Then::Quota(QuotaThen::Did { path: Arc::clone(path) }))
}

fn exists(path: Arc<str>, then: QuotaThen) -> Step {
    Step::new(Request::Exists { path, watch: false }, Then::Quota(then))
}

fn read(path: Arc<str>, then: QuotaThen) -> Step {
    Step::new(Request::GetData { path, watch: false }, Then::Quota(then))
}

fn children(path: Arc<str>, then: QuotaThen) -> Step {
    Step::new(Request::GetChildren { path, watch: false }, Then::Quota(then))
}

fn create(path: Arc<str>, data: Data, then: QuotaThen) -> Step {
    Step::new(create_request(path, data), Then::Quota(then))
}

fn create_request(path: Arc<str>, data: Data) -> Request {
    Request::Create(Create { path, data, acl: AclList::open(), ..Create::default() })
}

fn set_data(path: Arc<str>, track: &StatsTrack) -> Request {
    Request::SetData(SetData { path, data: as_data(track), version: -1 })
}

fn as_data(track: &StatsTrack) -> Data {
    Some(track.to_string().into_bytes().into())
}

/// The text of a quota; one that is none brings the shell down.
fn track(data: &Data) -> Result<StatsTrack, Failure> {
    let text = String::from_utf8_lossy(data.as_deref().unwrap_or_default());
    let malformed =
        || Failure::Uncaught(format!("java.lang.NumberFormatException: For input string: \"{text}\""));
    StatsTrack::parse(&text).ok_or_else(malformed)
}
