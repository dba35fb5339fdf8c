use std::sync::Arc;

use crate::cli::quota::QuotaThen;
use crate::cli::{Screen, text};
use crate::session::Response;
use crate::tree::{AclList, Delete, Op, Request, SetAcl, Stat, TxnResult, ZkError};

/// One request of a command, and what is done with its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is asked.
    pub request: Request,
    /// What follows.
    pub then: Then,
}

/// What is done with a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing is printed.
    Nothing,
    /// `Created PATH`.
    SayCreated,
    /// The stat, if it was wished for.
    ShowStat { stat: bool },
    /// Data, and the stat if it was wished for.
    ShowData { stat: bool },
    /// The configuration, or what of it concerns clients.
    ShowConfig { stat: bool, for_clients: bool },
    /// The children, sorted.
    ShowChildren { stat: bool },
    /// The ACL.
    ShowAcl { stat: bool },
    /// The paths.
    ShowPaths,
    /// The number.
    ShowCount,
    /// Who the client is; an error is passed over, as in `ZooKeeper.whoAmI`.
    ShowIds,
    /// How a sync ended.
    SaySynced,
    /// Visits the znode, and then all below it (`ZKUtil.visitSubTreeDFS`).
    VisitFrom(Visit),
    /// Visits the children, and then what is below each.
    VisitBelow(Visit),
    /// Prints the exception of one znode among many, and goes on.
    Complain,
    /// Lists what is to be deleted, parents first: those before `next` have been asked for their children.
    ListTree { tree: Vec<Arc<str>>, next: u32, batch: i32 },
    /// Another batch is deleted.
    DeletedBatch,
    /// The handle is closed.
    Closed(After),
    /// Of `setquota`, `listquota` and `delquota`.
    Quota(QuotaThen),
}

/// What is done to every znode of a subtree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Its path is printed.
    Print,
    /// Its ACL is set.
    SetAcl { acl: AclList, version: i32 },
    /// It must not hold the limits of a quota, as `path` is to get one.
    FindQuota { path: Arc<str> },
}

/// What is done when the handle is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// The shell stays, not connected.
    Stay,
    /// Connects anew.
    Connect(String),
    /// The shell ends.
    Exit,
}

/// What comes next, in its order.
pub type Steps = Result<Vec<Step>, Failure>;

/// Why a command did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A message on stderr (`CliException`).
    Told(String),
    /// An exception that nobody catches: the shell ends.
    Uncaught(String),
}

impl Then {
    /// Whether the request's path is not one of the client's, which may have a chroot, but the server's own.
    pub fn is_absolute(&self) -> bool {
        matches!(self, Then::ShowConfig { .. } | Then::ShowPaths)
    }
}

impl Step {
    /// A request, and what follows.
    pub fn new(request: Request, then: Then) -> Step {
        Step { request, then }
    }

    /// Visits a subtree.
    pub fn visit(path: &str, watch: bool, visit: Visit) -> Step {
        Step::new(Request::GetData { path: path.into(), watch }, Then::VisitFrom(visit))
    }

    /// Deletes a subtree.
    pub fn delete_all(path: &str, batch: i32) -> Step {
        let path: Arc<str> = path.into();
        let tree = vec![Arc::clone(&path)];
        Step::new(Request::GetChildren { path, watch: false }, Then::ListTree { tree, next: 1, batch })
    }

    /// Goes on with the reply: the steps that come next, in their order.
    pub fn proceed(self, result: Result<Response, ZkError>, screen: &mut Screen) -> Steps {
        let path = named_path(&self.request);
        let failure = |error| Failure::Told(text::failure(error, path.as_deref()));
        match self.then {
            Then::Nothing => drop(result.map_err(failure)?),
            Then::SayCreated => {
                if result == Err(ZkError::InvalidAcl) {
                    screen.complain(&text::exception(ZkError::InvalidAcl, path.as_deref()));
                }
                if result == Err(ZkError::EphemeralOnLocalSession) {
                    screen.complain("Unable to create ephemeral node on a local session");
                }
                let Response::Path(path, _) = result.map_err(failure)? else { panic!("create gives a path") };
                screen.complain(&format!("Created {}", screen.client_path(&path)));
            }
            Then::SaySynced => match result {
                Ok(_) => screen.print("Sync is OK"),
                Err(error) => screen.print(&format!("Sync has failed. rc={}", error.code())),
            },
            Then::ShowIds => {
                screen.print("Auth scheme: User");
                if let Ok(Response::Ids(ids)) = result {
                    ids.iter().for_each(|it| screen.print(&format!("{}: {}", it.scheme, it.id)));
                }
            }
            Then::Complain => {
                if let Err(error) = result {
                    screen.print_part(&text::exception(error, path.as_deref()));
                }
            }
            Then::VisitFrom(visit) => {
                let answered = result.map(drop);
                return visit.begin(&self.request, answered).map_err(failure).map(|it| it.into_steps(screen));
            }
            Then::VisitBelow(visit) => match result {
                Ok(Response::Children(names, _)) => {
                    return Ok(visit.go_on(&self.request, names, screen));
                }
                // Listed a moment ago, and gone by now.
                Err(ZkError::NoNode) => {}
                other => drop(other.map_err(failure)?),
            },
            Then::ListTree { tree, next, batch } => {
                let Response::Children(names, _) = result.map_err(failure)? else {
                    panic!("a list of names")
                };
                let path = path.expect("it was asked for its children");
                return Ok(list_tree(tree, next, batch, &path, &names));
            }
            Then::DeletedBatch => match result {
                Ok(Response::Multi(parts)) if !parts.iter().any(|it| matches!(it, TxnResult::Failed(_))) => {}
                _ => return Err(Failure::Told("Failed to delete some node(s) in the subtree!".to_owned())),
            },
            Then::Closed(After::Stay) => {}
            Then::Closed(After::Connect(to)) => screen.connect(&to)?,
            Then::Closed(After::Exit) => screen.exit(),
            Then::Quota(then) => return then.proceed(&self.request, result, screen),
            then => show(&then, result.map_err(failure)?, screen),
        }
        Ok(Vec::new())
    }
}

/// Prints what a read, or a write with `-s`, has given.
fn show(then: &Then, response: Response, screen: &mut Screen) {
    let (shown, stat) = match (then, response) {
        (Then::ShowStat { stat }, Response::Stat(it)) => (None, stat.then_some(it)),
        (Then::ShowData { stat }, Response::Data(data, it)) => {
            (Some(as_text(data.as_deref())), stat.then_some(it))
        }
        (Then::ShowConfig { stat, for_clients }, Response::Data(data, it)) => {
            let config = as_text(data.as_deref());
            let config = if *for_clients { text::client_config(&config) } else { config };
            (Some(config), stat.then_some(it))
        }
        (Then::ShowChildren { stat }, Response::Children(mut names, it)) => {
            names.sort_unstable();
            (Some(text::list(&names)), it.filter(|_| *stat))
        }
        (Then::ShowAcl { stat }, Response::Acl(acl, it)) => (Some(text::acl(&acl)), stat.then_some(it)),
        (Then::ShowPaths, Response::Ephemerals(paths)) => (Some(text::list(&paths)), None),
        (Then::ShowCount, Response::Count(count)) => (Some(count.to_string()), None),
        (then, response) => panic!("{then:?} does not fit {response:?}"),
    };
    shown.iter().for_each(|it| screen.print(it));
    stat.iter().for_each(|it: &Stat| screen.print(&text::stat(it)));
}

/// Java's `new String(data)`, with `null` for null.
fn as_text(data: Option<&[u8]>) -> String {
    data.map_or_else(|| "null".to_owned(), |it| String::from_utf8_lossy(it).into_owned())
}

/// The path that an exception names; `getEphemerals` and what has no path name none.
fn named_path(request: &Request) -> Option<Arc<str>> {
    match request {
        Request::GetEphemerals { .. } => None,
        Request::Create(it) if it.acl.lines().is_empty() => None,
        Request::SetAcl(it) if it.acl.lines().is_empty() => None,
        _ => request.path().cloned(),
    }
}

/// The path of a child.
pub fn below(parent: &str, name: &str) -> Arc<str> {
    let parent = if parent == "/" { "" } else { parent };
    format!("{parent}/{name}").into()
}

/// The first steps of a visit.
enum Begun {
    Nothing,
    At { visit: Visit, path: Arc<str>, watch: bool },
}

impl Begun {
    fn into_steps(self, screen: &mut Screen) -> Vec<Step> {
        let Begun::At { visit, path, watch } = self else { return Vec::new() };
        let mut steps: Vec<Step> = visit.at(&path, screen).into_iter().collect();
        steps.push(Step::new(Request::GetChildren2 { path, watch }, Then::VisitBelow(visit)));
        steps
    }
}

impl Visit {
    /// The root must be there, but where a quota is looked for.
    fn begin(self, request: &Request, answered: Result<(), ZkError>) -> Result<Begun, ZkError> {
        match (&self, answered) {
            (Visit::FindQuota { .. }, Err(ZkError::NoNode)) => Ok(Begun::Nothing),
            (_, Err(error)) => Err(error),
            (_, Ok(())) => {
                let Request::GetData { path, watch } = request else { panic!("a visit begins with a read") };
                Ok(Begun::At { visit: self, path: Arc::clone(path), watch: *watch })
            }
        }
    }

    fn at(&self, path: &Arc<str>, screen: &mut Screen) -> Option<Step> {
        let path = Arc::clone(path);
        match self {
            Visit::Print => {
                screen.print(&path);
                None
            }
            Visit::SetAcl { acl, version } => {
                let request = SetAcl { path, acl: acl.clone(), version: *version };
                Some(Step::new(Request::SetAcl(request), Then::Complain))
            }
            Visit::FindQuota { path: wanted } => {
                let then = QuotaThen::FindBelow { path: Arc::clone(wanted) };
                Some(Step::new(Request::GetChildren { path, watch: false }, Then::Quota(then)))
            }
        }
    }

    fn go_on(self, request: &Request, mut names: Vec<Arc<str>>, screen: &mut Screen) -> Vec<Step> {
        let Request::GetChildren2 { path, watch } = request else { panic!("children are listed") };
        names.sort_unstable();
        let paths: Vec<Arc<str>> = names.iter().map(|it| below(path, it)).collect();
        let mut steps: Vec<Step> = paths.iter().filter_map(|it| self.at(it, screen)).collect();
        let further = |path| Request::GetChildren2 { path, watch: *watch };
        steps.extend(paths.into_iter().map(|it| Step::new(further(it), Then::VisitBelow(self.clone()))));
        steps
    }
}

/// Asks the next znode for its children; when all are known, deletes them from the leaves on, batch by batch, each as a multi
/// (`ZKUtil.deleteInBatch`, which does not wait for one batch before it sends the next).
fn list_tree(mut tree: Vec<Arc<str>>, next: u32, batch: i32, path: &str, names: &[Arc<str>]) -> Vec<Step> {
    tree.extend(names.iter().map(|it| below(path, it)));
    if let Some(path) = tree.get(next as usize).cloned() {
        let then = Then::ListTree { tree, next: next + 1, batch };
        return vec![Step::new(Request::GetChildren { path, watch: false }, then)];
    }
    let whole = usize::try_from(batch).ok().filter(|it| 0 < *it).unwrap_or(tree.len());
    tree.reverse();
    let delete = |path: &Arc<str>| Op::Delete(Delete { path: Arc::clone(path), version: -1 });
    let multi = |paths: &[Arc<str>]| Request::Multi(paths.iter().map(delete).collect());
    tree.chunks(whole).map(|it| Step::new(multi(it), Then::DeletedBatch)).collect()
}
