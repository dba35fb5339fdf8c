//! A chain in words.

use std::collections::BTreeSet;

use crate::locale::Lang;
use crate::player::why::{Clock, End, Fact, Hop, Link};
use crate::server::TimerKind;
use crate::storage::DiskOp;
use crate::t;
use crate::trace::{Entry, What, line, sentence};
use crate::vocab::{ProcessId, Span};

/// The question after a fact.
pub fn question(fact: &Fact, lang: Lang) -> String {
    match fact {
        Fact::Entry(_) => t!("why.ask.entry", locale = lang),
        Fact::State(server) => t!("why.ask.state", locale = lang, server = server),
        Fact::Vote(server) => t!("why.ask.vote", locale = lang, server = server),
        Fact::Logged(server) => t!("why.ask.logged", locale = lang, server = server),
        Fact::Txn(zxid) => t!("why.ask.txn", locale = lang, zxid = zxid),
        Fact::Znode(path, _) => t!("why.ask.znode", locale = lang, path = path),
        Fact::Sync(learner) => t!("why.ask.sync", locale = lang, learner = learner),
        Fact::Client(client) => t!("why.ask.client", locale = lang, client = client),
        Fact::Session(client) => t!("why.ask.session", locale = lang, client = client),
    }
    .into()
}

/// What happened, as a sentence, also where the trace leaves it to its line.
pub fn happened(link: &Link, entries: &[Entry], lang: Lang) -> String {
    let Some(entry) = entries.get(link.place) else { return String::new() };
    let text = match &entry.what {
        What::Act { line } => t!("why.act", locale = lang, line = line),
        What::Applied { server, zxid } => match &link.op {
            Some(op) => t!("why.applied_op", locale = lang, server = server, zxid = zxid, op = op),
            None => t!("why.applied", locale = lang, server = server, zxid = zxid),
        },
        What::Written { server, op } => return written(server, op, lang),
        What::Asked { server, request, .. } => {
            t!("why.asked", locale = lang, server = server, request = request)
        }
        What::Called { client, request, .. } => {
            t!("why.called", locale = lang, client = client, request = request)
        }
        What::Replied { client, result, .. } => match &**result {
            Ok(_) => t!("why.replied", locale = lang, client = client),
            Err(error) => t!("why.failed", locale = lang, client = client, error = error),
        },
        What::ClientState { client, to: Some(to), .. } => match sentence(entry, lang) {
            Some(sentence) => return sentence,
            None => t!("why.client", locale = lang, client = client, state = to.name()),
        },
        _ => {
            return sentence(entry, lang).unwrap_or_else(|| {
                let line = line(entry);
                line.split_once(' ').map_or(line.as_str(), |it| it.1).to_owned()
            });
        }
    };
    text.into()
}

fn written(server: &dyn std::fmt::Display, op: &DiskOp, lang: Lang) -> String {
    match op {
        DiskOp::Append(txns) => {
            let zxids: Vec<String> = txns.iter().map(|it| it.zxid.to_string()).collect();
            t!("why.wrote.log", locale = lang, server = server, zxids = zxids.join(" "))
        }
        DiskOp::Truncate(zxid) => t!("why.wrote.cut", locale = lang, server = server, zxid = zxid),
        DiskOp::Snapshot { snapshot } => {
            t!("why.wrote.snapshot", locale = lang, server = server, zxid = snapshot.zxid)
        }
        DiskOp::AcceptedEpoch(epoch) => {
            t!("why.wrote.accepted", locale = lang, server = server, epoch = epoch)
        }
        DiskOp::CurrentEpoch(epoch) => t!("why.wrote.current", locale = lang, server = server, epoch = epoch),
        DiskOp::RollLog => t!("why.wrote.rolled", locale = lang, server = server),
    }
    .into()
}

/// What led from an event to the one that it is the reason of.
pub fn led(hop: &Hop, entries: &[Entry], lang: Lang) -> String {
    let at = |place: usize| entries.get(place).map(|it| it.at);
    match hop {
        Hop::Message { name, from, to, sent, arrived, freed } => {
            let act = freed.and_then(|it| match &entries.get(it)?.what {
                What::Act { line } => Some(line),
                _ => None,
            });
            match sent.and_then(at).zip(at(*arrived)) {
                Some((sent, arrived)) if let Some(act) = act => {
                    let took = lasted(arrived.since(sent));
                    t!(
                        "why.hop.message_freed",
                        locale = lang,
                        name = name,
                        from = from,
                        to = to,
                        took = took,
                        act = act
                    )
                }
                Some((sent, arrived)) => {
                    let took = lasted(arrived.since(sent));
                    t!("why.hop.message", locale = lang, name = name, from = from, to = to, took = took)
                }
                None => t!("why.hop.message_only", locale = lang, name = name, from = from, to = to),
            }
        }
        Hop::Disk { server, .. } => t!("why.hop.disk", locale = lang, server = server),
        Hop::Store { client } => t!("why.hop.store", locale = lang, client = client),
        Hop::Kept { process } => t!("why.hop.kept", locale = lang, process = process),
        Hop::Clock { process, clock, since, until } => {
            return ran_out(process, *clock, &lasted(until.since(*since)), lang);
        }
        Hop::Silence { of, since: None } => t!("why.hop.silence", locale = lang, who = list(of)),
        Hop::Silence { of, since: Some(since) } => {
            t!("why.hop.silence_since", locale = lang, who = list(of), since = format!("{since:#}"))
        }
    }
    .into()
}

/// A clock that somebody had set.
fn ran_out(process: &ProcessId, clock: Clock, took: &str, lang: Lang) -> String {
    match clock {
        Clock::Server(TimerKind::Start) => {
            t!("why.clock.start", locale = lang, process = process, took = took)
        }
        Clock::Server(TimerKind::Finalize) => {
            t!("why.clock.finalize", locale = lang, process = process, took = took)
        }
        Clock::Server(TimerKind::Notification) => {
            t!("why.clock.notification", locale = lang, process = process, took = took)
        }
        Clock::Reconnect => t!("why.clock.reconnect", locale = lang, process = process, took = took),
        clock => {
            let name = name(clock, lang);
            t!("why.clock.other", locale = lang, process = process, took = took, clock = name)
        }
    }
    .into()
}

fn list(processes: &BTreeSet<ProcessId>) -> String {
    let names: Vec<String> = processes.iter().map(ToString::to_string).collect();
    names.join(" ")
}

/// As long as it was, in two or three digits: `1.4 ms`, `200 ms`, `4.9 s`.
fn lasted(span: Span) -> String {
    let tenths = |unit: u64| (span.0 + unit / 20) / (unit / 10);
    let said = |tenths: u64, unit: &str| match tenths % 10 {
        0 => format!("{} {unit}", tenths / 10),
        rest => format!("{}.{rest} {unit}", tenths / 10),
    };
    match span.0 {
        0..1_000 => format!("{} µs", span.0),
        1_000..100_000 => said(tenths(1_000), "ms"),
        100_000..1_000_000 => format!("{} ms", (span.0 + 500) / 1_000),
        _ => said(tenths(1_000_000), "s"),
    }
}

/// Where a chain ends that is not at what somebody did, which says so itself.
pub fn ended(end: &End, lang: Lang) -> Option<String> {
    let text = match end {
        End::Act => return None,
        End::Clock { process, clock } => {
            t!("why.end.clock", locale = lang, process = process, clock = name(*clock, lang))
        }
        End::Folded => t!("why.end.folded", locale = lang),
        End::Long => t!("why.end.long", locale = lang),
    };
    Some(text.into())
}

fn name(clock: Clock, lang: Lang) -> String {
    match clock {
        Clock::Server(kind) => match kind {
            TimerKind::Start => t!("why.timer.start", locale = lang),
            TimerKind::Notification => t!("why.timer.notification", locale = lang),
            TimerKind::Finalize => t!("why.timer.finalize", locale = lang),
            TimerKind::ObserverDelay => t!("why.timer.observer_delay", locale = lang),
            TimerKind::Tick => t!("why.timer.tick", locale = lang),
            TimerKind::InitLimit => t!("why.timer.init_limit", locale = lang),
            TimerKind::SyncLimit => t!("why.timer.sync_limit", locale = lang),
            TimerKind::ConnectRetry => t!("why.timer.connect_retry", locale = lang),
            TimerKind::CnxTimeout => t!("why.timer.cnx_timeout", locale = lang),
        },
        Clock::Session => t!("why.timer.session", locale = lang),
        Clock::Patience => t!("why.timer.patience", locale = lang),
        Clock::Reconnect => t!("why.timer.reconnect", locale = lang),
        Clock::Ping => t!("why.timer.ping", locale = lang),
        Clock::Program => t!("why.timer.program", locale = lang),
        Clock::Reads => t!("why.timer.reads", locale = lang),
        Clock::Other => t!("why.timer.other", locale = lang),
    }
    .into()
}
