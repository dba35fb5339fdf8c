//! The four-letter words, held to what a real server of 3.8.0 said in the same situations: `tests/golden/zkcli/4lw.json`, whose
//! README says what is replaced in it, and `script-four-letter-words`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use serde_json::Value;
use zookeeper_playground::client::ClientConfig;
use zookeeper_playground::locale::Lang;
use zookeeper_playground::scenario::{Problem, Run, four_letter_words, parse};
use zookeeper_playground::sim::{Fault, Timing, World};
use zookeeper_playground::trace::{Entry, What, line};
use zookeeper_playground::tree::{AclList, Create, CreateMode, Delete, Request, WatchMode};
use zookeeper_playground::vocab::{ClientId, Config, Release, ServerId, SessionId, Span};

use crate::figures::{Compared, Count, tell};

const A: ClientId = ClientId(1);
const B: ClientId = ClientId(2);
const C: ClientId = ClientId(3);
const NAMES: [(ClientId, &str); 3] = [(A, "a"), (B, "b"), (C, "c")];

const S1: ServerId = ServerId(1);
const S2: ServerId = ServerId(2);
const S3: ServerId = ServerId(3);
const S4: ServerId = ServerId(4);

/// Parts of the keys of `mntr` that are left out, for the reasons that the essay of `server::four_letter` gives.
const LEFT_OUT: [&str; 35] = [
    // Summaries.
    "zk_avg_",
    "zk_min_",
    "zk_max_",
    "zk_cnt_",
    "zk_sum_",
    "zk_p50_",
    "zk_p95_",
    "zk_p99_",
    "zk_p999_",
    // Sockets, bytes, threads, the JVM.
    "file_descriptor",
    "client_response_size",
    "response_",
    "bytes_received",
    "mtls",
    "tls",
    "handshake",
    "auth",
    "watch_bytes",
    "dead_watcher",
    // What does not happen here.
    "connection_drop",
    "connection_rejected",
    "throttle",
    "stale_",
    "large_requests",
    "sessionless",
    "cnxn_closed",
    "digest_mismatches",
    "unrecoverable",
    "insecure_admin",
    // Queues between threads, and the rest.
    "outstanding_changes",
    "queued",
    "commit_processor",
    "skip_learner_request",
    "zk_revalidate_count",
    "disloyal",
];

/// Some machines and clients, without a scenario.
struct Situation {
    world: World,
    record: Vec<Entry>,
    /// The sessions that have been seen, by the names that the recording has for them.
    sessions: BTreeMap<SessionId, &'static str>,
}

impl Situation {
    fn of(voters: u8, observers: &[ServerId], settings: &[(&str, &str)]) -> Situation {
        let mut config = Config::of_voters(voters);
        config.release = Release::V3_8_0;
        observers.iter().for_each(|it| config.make_observer(*it).unwrap());
        settings.iter().for_each(|(key, value)| config.set(key, value).unwrap());
        Situation {
            world: World::new(config, 1, Timing::default()),
            record: Vec::new(),
            sessions: BTreeMap::new(),
        }
    }

    fn cause(&mut self, fault: Fault) {
        self.world.cause(fault, &mut self.record).unwrap();
    }

    fn pass(&mut self, millis: u64) {
        let end = self.world.now() + Span::from_millis(millis);
        while self.world.next_due().is_some_and(|it| it <= end) {
            self.world.advance(&mut self.record);
        }
        self.world.pass_until(end);
    }

    fn ask(&mut self, server: ServerId, word: &str) -> String {
        self.cause(Fault::FourLetter(server, word.into()));
        match self.record.last().map(|it| &it.what) {
            Some(What::FourLetter { server: it, text, .. }) if *it == server => text.clone(),
            other => panic!("{server} says nothing to {word}: {other:?}"),
        }
    }

    /// Calls, and waits for the answer.
    fn call(&mut self, client: ClientId, request: Request) {
        self.cause(Fault::Call(client, request));
        self.pass(20);
        let ok = |it: &Entry| matches!(&it.what, What::Replied { client: it, .. } if *it == client);
        assert!(self.record.drain(..).any(|it| ok(&it)), "{client} is answered");
    }

    fn create(&mut self, client: ClientId, path: &str, mode: CreateMode, data: &str) {
        let (path, acl) = (path.into(), AclList::open());
        let create = Create {
            path,
            acl,
            mode,
            data: Some(data.as_bytes().into()),
            with_stat: true,
            ..Create::default()
        };
        self.call(client, Request::Create(create));
    }

    /// As `populate` in `record_4lw.py`; the third client's PING is sent by its library after 3.3 s.
    fn populate(&mut self, servers: [ServerId; 3]) {
        for ((client, _), (server, timeout)) in NAMES.iter().zip(servers.iter().zip([40_000, 20_000, 10_000]))
        {
            let config =
                ClientConfig { hosts: vec![*server], in_order: true, timeout, can_be_read_only: false };
            self.cause(Fault::StartClient(*client, Arc::new(config)));
            self.pass(1_100);
        }
        self.create(A, "/config", CreateMode::Persistent, "xxxxxxxxxx");
        self.create(A, "/lock", CreateMode::Persistent, "");
        self.create(A, "/lock/n-", CreateMode::EphemeralSequential, "");
        self.create(B, "/lock/n-", CreateMode::EphemeralSequential, "");
        self.create(A, "/alive", CreateMode::Ephemeral, "me");
        NAMES.iter().for_each(|(client, _)| self.call(*client, Request::Sync { path: "/".into() }));
        self.call(A, Request::GetData { path: "/config".into(), watch: true });
        self.call(B, Request::GetData { path: "/config".into(), watch: true });
        self.call(B, Request::GetChildren { path: "/lock".into(), watch: true });
        self.call(A, Request::Exists { path: "/nothing".into(), watch: true });
        self.call(B, Request::AddWatch { path: "/tree".into(), mode: WatchMode::PersistentRecursive });
        self.pass(3_400);
    }

    /// How many members are written into the tree.
    fn members(&self) -> usize {
        if self.world.hosts().len() == 1 { 0 } else { self.world.hosts().len() }
    }

    /// Sessions and connections by the names that the recording has for them.
    fn named(&mut self, text: &str) -> String {
        let servers = self.world.hosts().keys().filter_map(|it| self.world.server(*it));
        let cnxns: Vec<_> = servers.flat_map(|it| it.port().cnxns()).collect();
        let mut text = text.replace("127.0.0.1:0", "127.0.0.1:<client:4lw>");
        for (client, name) in NAMES {
            for (conn, cnxn) in cnxns.iter().filter(|(conn, _)| conn.opener == client.into()) {
                text = text
                    .replace(&format!("/{client}:{}", conn.serial), &format!("/127.0.0.1:<client:{name}>"));
                self.sessions.insert(cnxn.session, name);
            }
        }
        let seen = self.sessions.iter().filter(|(id, _)| **id != SessionId(0));
        seen.fold(text, |text, (id, name)| text.replace(&id.to_string(), &format!("<session:{name}>")))
    }
}

/// The members are written into the tree, and their addresses were longer where it was recorded.
fn with_longer_addresses(text: &str, members: usize) -> String {
    const KEY: &str = "zk_approximate_data_size\t";
    let more = members * ("127.0.0.1:12345:12345".len() - "s1:2888:3888".len());
    let longer = |line: &str| {
        let size = line.strip_prefix(KEY).and_then(|it| it.trim_end().parse::<usize>().ok());
        size.map_or_else(|| line.to_owned(), |it| format!("{KEY}{}\n", it + more))
    };
    text.split_inclusive('\n').map(longer).collect()
}

/// What is written in both, a line each, without what differs from run to run.
fn lines(word: &str, text: &str) -> Vec<String> {
    let plain = text.lines().filter_map(|it| plain(word, it));
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for it in plain {
        match blocks.last_mut().filter(|_| it.starts_with('\t')) {
            Some(block) => block.push(it),
            None => blocks.push(vec![it]),
        }
    }
    // Hash maps; sessions in `dump` are in the order in which they end.
    blocks.iter_mut().filter(|it| !it[0].starts_with("Session Sets")).for_each(|it| it[1..].sort());
    if matches!(word, "stat" | "cons" | "wchc" | "wchp" | "dump") {
        blocks.sort();
    }
    blocks.into_iter().flatten().collect()
}

/// One line; none if it is left out on both sides.
fn plain(word: &str, line: &str) -> Option<String> {
    let keep = |n: usize| line.splitn(n + 1, ' ').take(n).collect::<Vec<_>>().join(" ");
    let value = line.rsplit(':').next().unwrap_or_default();
    Some(match word {
        _ if line.starts_with("Zookeeper version: ") => {
            keep(3).split('-').next().unwrap_or_default().to_owned()
        }
        _ if line.starts_with("Latency ") => keep(2),
        _ if line.starts_with("Received: ") || line.starts_with("Sent: ") => keep(1),
        _ if line.starts_with("Proposal sizes ") => keep(3),
        "cons" => line.split(',').map(timeless).collect::<Vec<_>>().join(","),
        // When something ends depends on when the process began.
        "dump" if line.contains(" expire at ") => return None,
        "dump" if line.contains(" Sets (") => {
            line.split(" Sets ").next()?.to_owned() + " Sets" + line.rsplit('/').next()?
        }
        "conf" if line.starts_with("server.") => format!("{} {value}", line.split('=').next()?),
        "conf"
            if ["clientPort=", "data", "electionPort", "quorumPort"]
                .iter()
                .any(|it| line.starts_with(it)) =>
        {
            line.split('=').next()?.to_owned()
        }
        "dirs" => line.split(':').next()?.to_owned(),
        _ => line.to_owned(),
    })
}

fn timeless(field: &str) -> String {
    let (key, value) = field.split_once('=').unwrap_or((field, ""));
    let end = if value.ends_with(')') { ")" } else { "" };
    match key {
        "est" | "lresp" | "llat" | "minlat" | "avglat" | "maxlat" => format!("{key}{end}"),
        _ => field.to_owned(),
    }
}

fn recorded() -> BTreeMap<String, BTreeMap<String, String>> {
    let text = fs::read_to_string("tests/golden/zkcli/4lw.json").unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let words = |case: &Value| {
        let words = case["words"].as_object().unwrap();
        words
            .iter()
            .map(|(word, text)| (word.clone(), text.as_str().unwrap_or_default().to_owned()))
            .collect()
    };
    all["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["case"].as_str().unwrap().to_owned(), words(it)))
        .collect()
}

/// The recorded cases that have been compared, and what is wrong.
#[derive(Default)]
struct Comparison {
    done: Vec<String>,
    /// Answers, one to each word in each case.
    answers: Count,
    wrong: Vec<String>,
    /// How many of `LEFT_OUT` have been met.
    left_out: BTreeSet<&'static str>,
}

impl Comparison {
    /// Asks all that was asked in a recorded case, in the recorded order if it matters.
    fn case(&mut self, case: &str, situation: &mut Situation, server: ServerId, order: &[&str]) {
        let recorded = recorded();
        let (case, words) = recorded.iter().find(|it| it.0.starts_with(case)).expect("a recorded case");
        self.done.push(case.clone());
        let order: Vec<&str> =
            if order.is_empty() { words.keys().map(String::as_str).collect() } else { order.to_vec() };
        for word in order {
            let before = self.wrong.len();
            let ours = situation.ask(server, word);
            let ours = situation.named(&ours);
            // A standalone server has no epoch, an ensemble of one its first.
            let ours = if case.starts_with("standalone") {
                ours.replace("=0x10000000", "=0x").replace(" 0x10000000", " 0x")
            } else {
                ours
            };
            let ours = with_longer_addresses(&ours, situation.members());
            let theirs = &words[word];
            let ends = |text: &str| text.len() - text.trim_end_matches('\n').len();
            if ends(&ours) != ends(theirs) {
                self.wrong.push(format!("{case}: {word} ends otherwise: {:?}", ours));
            }
            if word == "mntr" && theirs.contains('\t') {
                self.monitor(case, &ours, theirs);
            } else {
                self.text(case, word, &ours, theirs);
            }
            let is_equal = before == self.wrong.len();
            self.answers += Count { equal: usize::from(is_equal), all: 1 };
        }
    }

    fn text(&mut self, case: &str, word: &str, ours: &str, theirs: &str) {
        let (ours, theirs) = (lines(word, ours), lines(word, theirs));
        if ours != theirs {
            self.wrong.push(format!("{case}: {word}\n  ours   {ours:?}\n  theirs {theirs:?}"));
        }
    }

    /// Ours in the order of theirs, with the same values but for those that differ from run to run; the rest is left out for a
    /// reason.
    fn monitor(&mut self, case: &str, ours: &str, theirs: &str) {
        let pairs = |text: &str| -> Vec<(String, String)> {
            let pair = |it: &str| it.split_once('\t').map(|(key, value)| (key.to_owned(), value.to_owned()));
            text.lines().map(|it| pair(it).unwrap_or_else(|| panic!("{it:?} is no pair"))).collect()
        };
        let (ours, theirs) = (pairs(ours), pairs(theirs));
        let known = theirs.iter().filter(|(key, _)| ours.iter().any(|it| it.0 == *key));
        let keys = |it: &(String, String)| it.0.clone();
        if !known.clone().map(keys).eq(ours.iter().map(keys)) {
            self.wrong.push(format!(
                "{case}: mntr: keys or order: {:?}",
                ours.iter().map(keys).collect::<Vec<_>>()
            ));
        }
        for (key, value) in known {
            let mine = &ours.iter().find(|it| it.0 == *key).expect("it is known").1;
            if value != "<n>" && key != "zk_version" && mine != value {
                self.wrong.push(format!("{case}: mntr: {key} is {mine}, was {value}"));
            }
        }
        for (key, _) in theirs.iter().filter(|(key, _)| !ours.iter().any(|it| it.0 == *key)) {
            match LEFT_OUT.iter().find(|it| key.contains(**it)) {
                Some(part) => drop(self.left_out.insert(part)),
                None => self.wrong.push(format!("{case}: mntr: {key} is left out without a reason")),
            }
        }
    }
}

#[test]
fn every_word_says_in_every_situation_what_a_real_server_says() {
    let mut comparison = Comparison::default();
    alone(&mut comparison);
    together(&mut comparison);
    let (Count { equal, all }, cases) = (comparison.answers, comparison.done.len());
    tell(&format!("four-letter words: {equal} of {all} answers equal, in {cases} situations"));
    let left = recorded().into_keys().filter(|it| !comparison.done.contains(it)).collect::<Vec<_>>();
    assert_eq!(left, [""; 0], "recorded, and not asked here");
    let unmet = LEFT_OUT.iter().filter(|it| !comparison.left_out.contains(*it)).collect::<Vec<_>>();
    assert_eq!(unmet, [&""; 0], "nothing of the kind is left out");
    assert!(comparison.wrong.is_empty(), "{}", comparison.wrong.join("\n"));
}

fn alone(comparison: &mut Comparison) {
    let mut one = Situation::of(1, &[], &[]);
    one.cause(Fault::Start(S1));
    one.pass(3_000);
    comparison.case("standalone, nothing in it", &mut one, S1, &[]);
    one.populate([S1; 3]);
    comparison.case("standalone, sessions a, b, c", &mut one, S1, &[]);
    one.cause(Fault::CrashClient(B));
    one.pass(300);
    comparison.case("standalone, connection of b cut", &mut one, S1, &[]);
    let order = ["srst", "crst", "srvr", "cons", "nope", "RUOK"];
    comparison.case("standalone, one after the other", &mut one, S1, &order);
    let mut default = Situation::of(1, &[], &[("4lw.commands.whitelist", "srvr")]);
    default.cause(Fault::Start(S1));
    default.pass(3_000);
    comparison.case("standalone, whitelist srvr", &mut default, S1, &[]);
}

fn together(comparison: &mut Comparison) {
    let mut four = Situation::of(4, &[S4], &[]);
    four.cause(Fault::Start(S1));
    four.pass(3_000);
    comparison.case("server 1 of 3, alone since its start", &mut four, S1, &[]);
    for server in [S2, S3, S4] {
        four.cause(Fault::Start(server));
        four.pass(3_000);
    }
    four.populate([S2, S1, S4]);
    for (role, server) in [("leader", S2), ("follower", S1), ("observer", S4)] {
        comparison.case(&format!("{role} (server"), &mut four, server, &[]);
    }
    for server in [S2, S3] {
        four.cause(Fault::Crash(server));
    }
    four.pass(3_000);
    comparison.case("server 1, was a follower", &mut four, S1, &[]);
    comparison.case("server 4, was an observer", &mut four, S4, &[]);
    let mut three = Situation::of(3, &[], &[("readonlymode.enabled", "true")]);
    three.cause(Fault::Start(S1));
    three.pass(5_000);
    comparison.case("server 1 of 3, alone, readonlymode", &mut three, S1, &[]);
}

/// Replays `script-four-letter-words`: three voters and an observer, one session at a follower, which has created a znode and
/// watches it.
pub fn replay(steps: &[Value]) -> Compared {
    let mut four = Situation::of(4, &[S4], &[("tickTime", "1000")]);
    [S1, S2, S3, S4].iter().for_each(|it| four.cause(Fault::Start(*it)));
    four.pass(3_000);
    let config = ClientConfig { hosts: vec![S1], in_order: true, timeout: 30_000, can_be_read_only: false };
    four.cause(Fault::StartClient(A, Arc::new(config)));
    four.pass(1_100);
    four.create(A, "/a", CreateMode::Persistent, "");
    four.call(A, Request::GetData { path: "/a".into(), watch: true });
    Compared::of(steps, |step| {
        let server = match step["role"].as_str() {
            // The other follower was asked once; it has no client.
            Some("follower") if step["sample"].as_str().is_some_and(|it| it.contains("connections\t1\n")) => {
                S2
            }
            Some("follower") => S1,
            Some("leader") => S3,
            Some("observer") => S4,
            _ => {
                [S2, S3].iter().for_each(|it| four.cause(Fault::Crash(*it)));
                four.pass(2_000);
                S1
            }
        };
        replay_step(&mut four, server, step)
    })
}

fn replay_step(four: &mut Situation, server: ServerId, step: &Value) -> Result<(), String> {
    // The name of a step may go on behind its word.
    let word = step["op"].as_str().and_then(|it| it.split(' ').next()).ok_or("no word")?;
    let mut said = |word: &str| {
        let said = four.ask(server, word);
        four.named(&said).replace("<client:4lw>", "PORT").replace("<client:a>", "PORT")
    };
    if let Some(keys) = step["keys"].as_array() {
        let said = said(word);
        let theirs = keys.iter().filter_map(Value::as_str).filter(|key| said.contains(&format!("{key}\t")));
        let ours =
            said.lines().filter_map(|it| it.split('\t').next()).filter(|it| keys.iter().any(|key| key == it));
        if !ours.clone().eq(theirs) || ours.count() < 20 {
            return Err(format!("keys: {said}"));
        }
        // How the addresses of the members were written there, and so the size of the tree, is not known.
        let varying =
            ["version", "latency", "packets", "uptime", "data_size", "proposal_size", "response_size"];
        let varies = |line: &&str| varying.iter().any(|it| line.contains(it));
        let sample = step["sample"].as_str().unwrap_or_default().lines().filter(|it| !varies(it));
        let known =
            |line: &&str| line.split('\t').next().is_some_and(|key| said.contains(&format!("{key}\t")));
        let other = sample.filter(known).find(|line| !said.lines().any(|it| it == *line));
        return other.map_or(Ok(()), |it| Err(format!("{it}, not as in {said}")));
    }
    for key in ["text", "mntr", "ruok"] {
        let Some(theirs) = step[key].as_str() else { continue };
        let word = if key == "text" { word } else { key };
        let theirs = theirs
            .split(|it: char| !it.is_alphanumeric())
            .find(|it| it.starts_with("0x10000") && it.len() == 17)
            .map_or_else(|| theirs.to_owned(), |session| theirs.replace(session, "<session:a>"));
        let (ours, theirs) = (lines(word, &said(word)), lines(word, &theirs));
        if ours != theirs {
            return Err(format!("{word}: {ours:?}, at {step}"));
        }
    }
    Ok(())
}

/// What a run of a scenario answers, word by word, and what went wrong.
fn play(text: &str) -> (Vec<(String, String)>, Vec<Problem>) {
    let (script, errors) = parse(text);
    let mut run = Run::new(script.into());
    let mut record = Vec::new();
    while !run.is_over() && run.step(&mut record).is_some() {}
    let said = record.iter().filter_map(|it| match &it.what {
        What::FourLetter { word, .. } => Some((word.to_string(), line(it))),
        _ => None,
    });
    (said.collect(), errors.into_iter().map(Problem::Parse).chain(run.problems().iter().cloned()).collect())
}

#[test]
fn a_line_asks_and_the_trace_answers_in_no_time() {
    let (said, problems) =
        play("ensemble 1\nstart s1\nuntil leader\ns1: ruok\nat 5s s1: isro\ns1: lead\nwait 6s\n");
    assert_eq!(problems, []);
    let ends = |place: usize, text: &str| assert!(said[place].1.ends_with(text), "{:?}", said[place]);
    ends(0, " s1 answers ruok: imok");
    ends(1, " s1 closes the connection of lead without a word");
    assert_eq!(said[2].1, "5.000000s s1 answers isro: rw");
}

#[test]
fn a_stopped_process_answers_when_it_goes_on_and_one_that_does_not_run_is_refused() {
    let text = "ensemble 1\nstart s1\nuntil leader\npause s1\nat 3s s1: ruok\nat 4s resume s1\nat 5s crash s1\nat 6s s1: ruok\nwait 7s\n";
    let (said, problems) = play(text);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].1, "4.000000s s1 answers ruok: imok");
    let told: Vec<String> = problems.iter().map(|it| it.text("en".into())).collect();
    assert_eq!(told, ["At 6s: not possible, s1 does not run."]);
}

#[test]
fn the_whitelist_counts_once_it_is_set() {
    let text =
        |list: &str| format!("ensemble 1\n{list}start s1\nuntil leader\ns1: srvr\ns1: ruok\ns1: isro\n");
    let refused = |list: &str| {
        let (said, problems) = play(&text(list));
        assert_eq!(problems, []);
        let not =
            |it: &(String, String)| it.1.contains("is not executed because it is not in the whitelist.");
        said.iter().filter(|it| not(it)).map(|it| it.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(refused(""), [""; 0]);
    assert_eq!(refused("set 4lw.commands.whitelist *\n"), [""; 0]);
    assert_eq!(refused("set 4lw.commands.whitelist ruok,mntr\n"), ["isro"]);
}

#[test]
fn a_word_has_four_letters() {
    let problems = |line: &str| {
        play(&format!("ensemble 1\n{line}\n"))
            .1
            .iter()
            .map(|it| (it.column(), it.text("en".into())))
            .collect::<Vec<_>>()
    };
    let found = problems("s1: state");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Some(5));
    assert!(found[0].1.contains("“stat”"), "{found:?}");
    assert_eq!(problems("s7: srvr")[0].0, Some(1));
    assert_eq!(problems("s1:")[0].0, Some(5));
    assert_eq!(problems("s1: srvr stat")[0].0, Some(10));
}

#[test]
fn every_word_has_its_help_in_every_language() {
    for (lang, (word, help)) in
        Lang::ALL.into_iter().flat_map(|lang| four_letter_words(lang).map(|it| (lang, it)))
    {
        assert_ne!(help, "", "{word}, {}", lang.tag());
    }
}

/// The page asks without being seen; a person is one more packet.
#[test]
fn what_is_only_looked_at_is_not_counted() {
    let mut one = Situation::of(1, &[], &[]);
    one.cause(Fault::Start(S1));
    one.pass(3_000);
    let received = |text: &str| text.lines().find(|it| it.starts_with("Received: ")).unwrap().to_owned();
    assert_eq!(one.world.four_letter(S1, "srvr").map(|it| received(&it)).as_deref(), Some("Received: 0"));
    assert_eq!(received(&one.ask(S1, "srvr")), "Received: 1");
    assert_eq!(received(&one.ask(S1, "srvr")), "Received: 2");
    assert_eq!(one.world.four_letter(S1, "srvr").map(|it| received(&it)).as_deref(), Some("Received: 2"));
    assert_eq!(one.world.four_letter(S2, "srvr"), None);
}

#[test]
fn what_is_under_way_is_outstanding_and_what_has_failed_has_no_name() {
    let mut one = Situation::of(1, &[], &[]);
    one.cause(Fault::Start(S1));
    one.pass(3_000);
    let config = ClientConfig { hosts: vec![S1], in_order: true, timeout: 30_000, can_be_read_only: false };
    one.cause(Fault::StartClient(A, Arc::new(config)));
    one.pass(1_100);
    one.call(A, Request::Delete(Delete { path: "/none".into(), version: -1 }));
    assert!(one.ask(S1, "cons").contains(",lop=NA,"));
    one.cause(Fault::SetFlush(S1, Some(Span::from_millis(100))));
    one.cause(Fault::Call(A, Request::Delete(Delete { path: "/none".into(), version: -1 })));
    one.cause(Fault::Call(A, Request::Exists { path: "/".into(), watch: false }));
    one.pass(50);
    assert!(one.ask(S1, "srvr").contains("\nOutstanding: 2\n"), "the read waits for the write");
    assert!(one.ask(S1, "cons").contains("[1](queued=2,recved=4,sent=2,"));
    one.pass(100);
    let (cons, srvr) = (one.ask(S1, "cons"), one.ask(S1, "srvr"));
    assert!(cons.contains("[1](queued=0,recved=4,sent=4,") && cons.contains(",lop=EXIS,"), "{cons}");
    assert!(cons.contains(",minlat=0,") && cons.contains(",llat=100,"), "{cons}");
    assert!(srvr.contains("\nOutstanding: 0\n") && srvr.contains("/100\nReceived: "), "{srvr}");
}

/// In buckets of ten seconds, counted from the beginning.
#[test]
fn connections_end_in_buckets() {
    let mut one = Situation::of(1, &[], &[]);
    one.cause(Fault::Start(S1));
    one.pass(3_000);
    let dump = one.ask(S1, "dump");
    let end = "1 expire at Thu Jan 01 00:00:20 UTC 2026:\n\tip: /127.0.0.1:0 sessionId: 0x0\n";
    assert!(dump.ends_with(&format!("\nConnections dump:\nConnections Sets (1)/(1):\n{end}")), "{dump}");
}
