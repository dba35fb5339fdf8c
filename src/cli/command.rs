use std::sync::Arc;

use crate::cli::java::parse_int;
use crate::cli::options::{Options, Parsed, parse};
use crate::cli::step::{After, Failure, Step, Steps, Then, Visit};
use crate::cli::{Cli, Screen, quota, text};
use crate::client::State;
use crate::tree::{
    Acl, AclList, CONFIG, Create, CreateMode, Data, Delete, Id, LIMITS, Perms, QUOTA_ROOT, Request, SetAcl,
    SetData, StatsTrack, WatchMode, WatcherType, ZkError,
};

/// A command of the shell.
pub struct Command {
    /// The first word.
    pub name: &'static str,
    /// What follows it, as the usage shows.
    pub form: &'static str,
    /// The options that it knows.
    pub options: Options,
    pub(super) does: Does,
}

/// How a command is carried out.
#[derive(Clone, Copy)]
pub(super) enum Does {
    /// By the shell itself, be it connected or not.
    Shell(fn(&mut Cli, &[String], State, &mut Screen) -> Steps),
    /// By requests.
    Ask(fn(&mut Line, &mut Screen) -> Steps),
}

/// A line of a command that is carried out by requests.
pub(super) struct Line<'a> {
    command: &'static Command,
    words: &'a [String],
    parsed: Parsed,
    /// What `addWatch` was told last.
    pub mode: &'a mut WatchMode,
}

macro_rules! command {
    ($name:literal, $form:literal, [$($flag:literal)*], [$($valued:literal)*], $does:expr) => {
        Command {
            name: $name,
            form: $form,
            options: Options { flags: &[$($flag),*], valued: &[$($valued),*], ..Options::NONE },
            does: $does,
        }
    };
}

use Does::{Ask, Shell};

/// The usage that stands for a missing option.
const ONE_QUOTA: &str = "[-n num soft quota, -b bytes soft quota, -N num hard quota, -B bytes hard quota]";

/// Every command, by name as Java sorts.
pub const COMMANDS: &[Command] = &[
    command!(
        "addWatch",
        "[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is PERSISTENT_RECURSIVE",
        [],
        ["m"],
        Ask(add_watch)
    ),
    command!("addauth", "scheme auth", [], [], Ask(add_auth)),
    command!("close", "", [], [], Ask(|_, _| Ok(vec![close(After::Stay)]))),
    command!("config", "[-c] [-w] [-s]", ["s" "w" "c"], [], Ask(config)),
    command!("connect", "host:port", [], [], Shell(Cli::connect)),
    command!("create", "[-s] [-e] [-c] [-t ttl] path [data] [acl]", ["e" "s" "c"], ["t"], Ask(create)),
    command!("delete", "[-v version] path", [], ["v"], Ask(delete)),
    command!("deleteall", "path [-b batch size]", [], ["b"], Ask(delete_all)),
    Command {
        name: "delquota",
        form: "[-n|-b|-N|-B] path",
        options: Options { flags: &["n", "b", "N", "B"], exclusive: true, ..Options::NONE },
        does: Ask(delete_quota),
    },
    command!("get", "[-s] [-w] path", ["s" "w"], [], Ask(get)),
    command!("getAcl", "[-s] path", ["s"], [], Ask(get_acl)),
    command!("getAllChildrenNumber", "path", [], [], Ask(get_all_children_number)),
    command!("getEphemerals", "path", [], [], Ask(get_ephemerals)),
    command!("history", "", [], [], Shell(Cli::show_history)),
    command!("listquota", "path", [], [], Ask(list_quota)),
    command!("ls", "[-s] [-w] [-R] path", ["?" "s" "w" "R"], [], Ask(ls)),
    command!("printwatches", "on|off", [], [], Shell(Cli::print_watches)),
    command!("quit", "", [], [], Shell(Cli::quit)),
    command!(
        "reconfig",
        "[-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]] | \
         [-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]",
        ["s"],
        ["v" "file" "members" "add" "remove"],
        Ask(reconfig)
    ),
    command!("redo", "cmdno", [], [], Shell(Cli::redo)),
    command!("removewatches", "path [-c|-d|-a] [-l]", ["c" "d" "a" "l"], [], Ask(remove_watches)),
    command!("set", "[-s] [-v version] path data", ["s"], ["v"], Ask(set)),
    command!("setAcl", "[-s] [-v version] [-R] path acl", ["s" "R"], ["v"], Ask(set_acl)),
    Command {
        name: "setquota",
        form: "-n|-b|-N|-B val path",
        options: Options {
            flags: &[],
            valued: &["n", "b", "N", "B"],
            exclusive: true,
            required: Some(ONE_QUOTA),
        },
        does: Ask(set_quota),
    },
    command!("stat", "[-w] path", ["w"], [], Ask(stat)),
    command!("sync", "path", [], [], Ask(sync)),
    command!("version", "", [], [], Ask(version)),
    command!("whoami", "", [], [], Ask(|_, _| Ok(vec![Step::new(Request::WhoAmI, Then::ShowIds)]))),
];

/// Those that take whatever stands behind them, options or not.
const UNPARSED: [&str; 2] = ["close", "whoami"];

impl Command {
    /// The command of this name.
    pub fn named(name: &str) -> Option<&'static Command> {
        COMMANDS.iter().find(|it| it.name == name)
    }

    /// `create [-s] [-e] [-c] [-t ttl] path [data] [acl]`
    pub fn usage(&self) -> String {
        format!("{} {}", self.name, self.form)
    }
}

impl<'a> Line<'a> {
    /// Parses the options.
    pub fn parse(
        command: &'static Command,
        words: &'a [String],
        mode: &'a mut WatchMode,
    ) -> Result<Line<'a>, Failure> {
        let parsed = match UNPARSED.contains(&command.name) {
            true => Parsed::default(),
            false => parse(&command.options, words).map_err(Failure::Told)?,
        };
        Ok(Line { command, words, parsed, mode })
    }

    fn has(&self, option: &str) -> bool {
        self.parsed.has(option)
    }

    fn arg(&self, place: usize) -> &str {
        &self.parsed.args[place]
    }

    /// At least so many words, with the command's own name.
    fn at_least(&self, words: usize) -> Result<(), Failure> {
        if self.parsed.args.len() < words { Err(self.usage()) } else { Ok(()) }
    }

    fn usage(&self) -> Failure {
        Failure::Told(self.command.usage())
    }

    /// A third word means `-w`, as it once did: it says so, and reads the line again with that option in the place of the third
    /// word of all, which need not be the same.
    fn retain_watch(&mut self, form: &str, screen: &mut Screen) -> Result<(), Failure> {
        if self.parsed.args.len() <= 2 {
            return Ok(());
        }
        let name = self.command.name;
        let was = format!("'{name} path [watch]' has been deprecated.");
        screen.complain(&format!("{was} Please use '{name} {form}' instead."));
        let mut words = self.words.to_vec();
        words[2] = "-w".to_owned();
        self.parsed = parse(&self.command.options, &words).map_err(Failure::Told)?;
        Ok(())
    }

    /// The version after `-v`; −1: any.
    fn version(&self) -> Result<i32, Failure> {
        self.parsed.value("v").map_or(Ok(-1), |it| parse_int(it).map_err(Failure::Uncaught))
    }
}

fn told(text: &str) -> Failure {
    Failure::Told(text.to_owned())
}

pub(super) fn close(after: After) -> Step {
    Step::new(Request::CloseSession, Then::Closed(after))
}

fn add_watch(line: &mut Line, _: &mut Screen) -> Steps {
    if line.parsed.args.len() != 2 {
        return Err(line.usage());
    }
    // The mode is kept for the next time.
    *line.mode = match line.parsed.value("m").map(str::to_uppercase).as_deref() {
        None => *line.mode,
        Some("PERSISTENT") => WatchMode::Persistent,
        Some("PERSISTENT_RECURSIVE") => WatchMode::PersistentRecursive,
        Some(_) => return Err(line.usage()),
    };
    let request = Request::AddWatch { path: line.arg(1).into(), mode: *line.mode };
    Ok(vec![Step::new(request, Then::Nothing)])
}

fn add_auth(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    let auth = line.parsed.args.get(2).map(|it| it.as_str().into());
    let request = Request::Auth { scheme: line.arg(1).into(), auth };
    Ok(vec![Step::new(request, Then::Nothing)])
}

fn config(line: &mut Line, _: &mut Screen) -> Steps {
    let request = Request::GetData { path: CONFIG.into(), watch: line.has("w") };
    Ok(vec![Step::new(request, Then::ShowConfig { stat: line.has("s"), for_clients: line.has("c") })])
}

/// The longest time to live, in milliseconds.
const LONGEST_TTL: i64 = (1 << 40) - 1;

fn create(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(2)?;
    let ttl = ttl(line)?;
    let mode = match (line.has("e"), line.has("s"), line.has("c")) {
        (true, true, _) => CreateMode::EphemeralSequential,
        (true, false, _) => CreateMode::Ephemeral,
        (false, true, _) if ttl.is_some() => CreateMode::PersistentSequentialWithTtl,
        (false, true, _) => CreateMode::PersistentSequential,
        (false, false, true) => CreateMode::Container,
        (false, false, false) if ttl.is_some() => CreateMode::PersistentWithTtl,
        (false, false, false) => CreateMode::Persistent,
    };
    let args = &line.parsed.args;
    let data = args.get(2).and_then(|it| bytes(it));
    let acl = args.get(3).map_or_else(AclList::open, |it| read_acl(it, screen));
    let request = Create { path: line.arg(1).into(), data, acl, mode, ttl, with_stat: false };
    Ok(vec![Step::new(Request::Create(request), Then::SayCreated)])
}

fn ttl(line: &Line) -> Result<Option<i64>, Failure> {
    if line.has("c") && (line.has("e") || line.has("s")) {
        return Err(told(
            "-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.",
        ));
    }
    let Some(text) = line.parsed.value("t") else { return Ok(None) };
    let ttl: i64 = text.parse().map_err(|_| told("-t argument must be a long value"))?;
    if line.has("e") {
        return Err(told("TTLs cannot be used with Ephemeral znodes"));
    }
    if line.has("c") {
        return Err(told("TTLs cannot be used with Container znodes"));
    }
    if !(1..=LONGEST_TTL).contains(&ttl) {
        return Err(told(&format!("ttl must be positive and cannot be larger than: {LONGEST_TTL}")));
    }
    Ok(Some(ttl))
}

fn bytes(text: &str) -> Data {
    Some(text.as_bytes().into())
}

/// Reads `scheme:id:perms,…`; what is wrong is told and passed over (`AclParser`).
fn read_acl(text: &str, screen: &mut Screen) -> AclList {
    let mut lines = Vec::new();
    for line in text.trim_end_matches(',').split(',') {
        let parts = line.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once(':')?)));
        let Some((scheme, (id, letters))) = parts else {
            screen.complain(&format!("{line} does not have the form scheme:id:perm"));
            continue;
        };
        let mut perms = Perms::default();
        for letter in letters.chars() {
            perms = perms
                | match letter {
                    'r' => Perms::READ,
                    'w' => Perms::WRITE,
                    'c' => Perms::CREATE,
                    'd' => Perms::DELETE,
                    'a' => Perms::ADMIN,
                    _ => {
                        screen.complain(&format!("Unknown perm type: {letter}"));
                        Perms::default()
                    }
                };
        }
        lines.push(Acl { perms, id: Id::new(scheme, id) });
    }
    AclList::new(lines)
}

fn delete(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(2)?;
    if 2 < line.parsed.args.len() {
        // And nothing is made of it.
        screen.complain(
            "'delete path [version]' has been deprecated. Please use 'delete [-v version] path' instead.",
        );
    }
    let request = Delete { path: line.arg(1).into(), version: line.version()? };
    Ok(vec![Step::new(Request::Delete(request), Then::Nothing)])
}

fn delete_all(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    let batch = line.parsed.value("b").map_or(Ok(1_000), str::parse);
    let batch = batch.map_err(|_| told("-b argument must be an int value"))?;
    Ok(vec![Step::delete_all(line.arg(1), batch)])
}

fn delete_quota(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    let keys = QUOTAS.iter().filter(|(option, _)| line.has(option)).map(|it| it.1).collect();
    Ok(quota::delete(line.arg(1), keys))
}

fn get(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(2)?;
    line.retain_watch("[-s] [-w] path", screen)?;
    let request = Request::GetData { path: line.arg(1).into(), watch: line.has("w") };
    Ok(vec![Step::new(request, Then::ShowData { stat: line.has("s") })])
}

fn get_acl(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    let request = Request::GetAcl { path: line.arg(1).into() };
    Ok(vec![Step::new(request, Then::ShowAcl { stat: line.has("s") })])
}

fn get_all_children_number(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    Ok(vec![Step::new(Request::GetAllChildrenNumber { path: line.arg(1).into() }, Then::ShowCount)])
}

fn get_ephemerals(line: &mut Line, _: &mut Screen) -> Steps {
    let prefix = line.parsed.args.get(1).map_or("/", |it| it.as_str()).into();
    Ok(vec![Step::new(Request::GetEphemerals { prefix }, Then::ShowPaths)])
}

fn list_quota(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(2)?;
    screen.complain(&format!("absolute path is {}", quota::place(line.arg(1), LIMITS)));
    Ok(quota::list(line.arg(1)))
}

fn ls(line: &mut Line, screen: &mut Screen) -> Steps {
    if line.has("?") {
        screen.print("usage: ls [options] path\n -?   help\n -R   recurse\n -s   stat\n -w   watch");
    }
    line.retain_watch("[-w] path", screen)?;
    line.at_least(2)?;
    let watch = line.has("w");
    if line.has("R") {
        return Ok(vec![Step::visit(line.arg(1), watch, Visit::Print)]);
    }
    let stat = line.has("s");
    let path = line.arg(1).into();
    Ok(vec![Step::new(Request::GetChildren2 { path, watch }, Then::ShowChildren { stat })])
}

/// Refused, as by a server that does not have `reconfigEnabled`; but first the line must make sense.
fn reconfig(line: &mut Line, _: &mut Screen) -> Steps {
    let (whole, step) = (line.has("file") || line.has("members"), line.has("add") || line.has("remove"));
    if !whole && !step {
        return Err(line.usage());
    }
    if line.parsed.value("v").is_some_and(|it| i64::from_str_radix(it, 16).is_err()) {
        return Err(told("-v must be followed by a long (configuration version)"));
    }
    if whole && step {
        return Err(told(
            "Can't use -file or -members together with -add or -remove (mixing incremental and \
             non-incremental modes is not allowed)",
        ));
    }
    if line.has("file") && line.has("members") {
        return Err(told("Can't use -file and -members together (conflicting non-incremental modes)"));
    }
    if let Some(file) = line.parsed.value("file") {
        return Err(told(&format!("Error processing {file}{file} (No such file or directory)")));
    }
    Err(Failure::Told(text::failure(ZkError::ReconfigDisabled, None)))
}

fn remove_watches(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(2)?;
    let kind = match (line.has("c"), line.has("d")) {
        (true, _) => WatcherType::Children,
        (false, true) => WatcherType::Data,
        (false, false) => WatcherType::Any,
    };
    screen.local = line.has("l");
    let request = Request::RemoveWatches { path: line.arg(1).into(), kind };
    Ok(vec![Step::new(request, Then::Nothing)])
}

fn set(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(3)?;
    let request = SetData { path: line.arg(1).into(), data: bytes(line.arg(2)), version: line.version()? };
    Ok(vec![Step::new(Request::SetData(request), Then::ShowStat { stat: line.has("s") })])
}

fn set_acl(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(3)?;
    let path: Arc<str> = line.arg(1).into();
    let acl = read_acl(line.arg(2), screen);
    let version = line.version()?;
    if line.has("R") {
        return Ok(vec![Step::visit(&path, false, Visit::SetAcl { acl, version })]);
    }
    let request = Request::SetAcl(SetAcl { path, acl, version });
    Ok(vec![Step::new(request, Then::ShowStat { stat: line.has("s") })])
}

/// The options of quotas, and their keys.
const QUOTAS: [(&str, &str); 4] =
    [("n", "count"), ("b", "bytes"), ("N", "countHardLimit"), ("B", "byteHardLimit")];

fn set_quota(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    if line.arg(1).starts_with(QUOTA_ROOT) {
        return Err(told(&format!("cannot set a quota under the path: {QUOTA_ROOT}")));
    }
    let mut wanted = StatsTrack::default();
    QUOTAS.iter().for_each(|(_, key)| wanted.set(key, -1));
    let not_a_number = || told("NumberFormatException happens when parsing the option value");
    for (option, key) in QUOTAS {
        let Some(text) = line.parsed.value(option) else { continue };
        if key.starts_with("count") {
            let count: i32 = text.parse().map_err(|_| not_a_number())?;
            if count <= 0 {
                return Err(told("the num quota must be greater than zero"));
            }
            wanted.set(key, i64::from(count));
        } else {
            let bytes: i64 = text.parse().map_err(|_| not_a_number())?;
            if bytes < 0 {
                return Err(told("the bytes quota must be greater than or equal to zero"));
            }
            wanted.set(key, bytes);
        }
    }
    Ok(quota::set(line.arg(1), wanted))
}

fn stat(line: &mut Line, screen: &mut Screen) -> Steps {
    line.at_least(2)?;
    line.retain_watch("[-w] path", screen)?;
    let request = Request::Exists { path: line.arg(1).into(), watch: line.has("w") };
    Ok(vec![Step::new(request, Then::ShowStat { stat: true })])
}

fn sync(line: &mut Line, _: &mut Screen) -> Steps {
    line.at_least(2)?;
    Ok(vec![Step::new(Request::Sync { path: line.arg(1).into() }, Then::SaySynced)])
}

/// As Debian's package says it, which was recorded.
const VERSION: &str = "3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC";

fn version(line: &mut Line, screen: &mut Screen) -> Steps {
    if 1 < line.parsed.args.len() {
        return Err(line.usage());
    }
    screen.print(&format!("ZooKeeper CLI version: {VERSION}"));
    Ok(Vec::new())
}
