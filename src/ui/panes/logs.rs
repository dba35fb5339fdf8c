use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use crate::player::Command;
use crate::player::view::{CellView, ColumnView, LogView, LogsView, Medium, Progress, ServerView, Subject};
use crate::ui::browser::fields;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::path;
use crate::ui::panes::words::{self, Figure};
use crate::ui::store::Tape;
use crate::ui::widgets::{Act, Glyph, act, flag, hue};
use crate::vocab::{Epoch, ServerId, Zxid};

/// How many transactions are shown at most; the last ones.
const COLUMNS: usize = 12;
/// Of that many servers or more, those that have the same share a row.
const CROWD: usize = 10;

/// See [`Logs`].
#[derive(Clone, PartialEq, Properties)]
pub struct LogsProps {
    pub tape: Tape,
    /// How many steps the world has made, and how many entries lie in the past: as long as they stay, so do the logs.
    pub steps: u64,
    pub past: usize,
    /// How many entries are known.
    pub total: usize,
    pub servers: Arc<[ServerView]>,
    pub selected: Option<ServerId>,
    /// The write that is followed.
    pub followed: Option<Subject>,
    /// What a client would create next.
    pub next: Rc<str>,
    pub follow: Callback<Option<Subject>>,
    pub select: Callback<ServerId>,
    pub send: Callback<Command>,
}

/// The logs of all servers side by side, and the way of one write.
#[component]
pub fn Logs(props: &LogsProps) -> Html {
    use_lang();
    let LogsProps { tape, servers, selected, followed, next, follow, select, send, .. } = props;
    let (logs, way) = tape.read(|it| (it.logs(COLUMNS), followed.and_then(|write| it.path(write))));
    let zxid = way.as_ref().and_then(|it| it.zxid);
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(*followed, move |_| fields::reveal(&node));
    }
    let open = follow.reform(|it: Zxid| Some(Subject::Txn(it)));
    let onact = send.reform(Command::Act);
    let heads: Rc<[Head]> = heads(&logs).into();
    html! {
        <section class="logs" aria-label={tr!("page.logs.label")}>
            { legend() }
            if logs.columns.is_empty() {
                <p class="empty">{ tr!("page.logs.empty") }</p>
            }
            <div class="sheet" tabindex="0" role="region" aria-label={tr!("page.logs.table")}>
                <table data-empty={flag(logs.columns.is_empty())}>
                    { head(&logs, zxid, &open) }
                    <tbody>
                        for group in groups(&logs.rows, servers) {
                            <Row key={group.row.id.0} selected={selected.is_some_and(|it| group.ids.contains(&it))} group={group.clone()} heads={heads.clone()}
                                followed={zxid} open={open.clone()} select={select.clone()} />
                        }
                    </tbody>
                    if !logs.columns.is_empty() { { foot(&logs) } }
                </table>
            </div>
            { risks(&logs) }
            if let Some(it) = &way {
                <div ref={node}>{ path::path(it, send, &follow.reform(|()| None)) }</div>
            } else if !logs.columns.is_empty() {
                <p class="hint">{ tr!("page.logs.follow") }</p>
            }
            if let Some(id) = selected {
                <div class="acts">
                    { act(&Act { label: tr!("page.faults.write"), line: format!("write {id} {next}"), glyph: Glyph::Client, harm: false }, &onact) }
                </div>
            }
        </section>
    }
}

/// Servers that have the same in their logs, and are in the same state.
#[derive(Clone, Debug, PartialEq)]
struct Group {
    /// The first of them.
    server: Figure,
    row: LogView,
    ids: Vec<ServerId>,
}

fn groups(rows: &[LogView], servers: &[ServerView]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (row, server) in rows.iter().zip(servers) {
        let server = Figure::from(server);
        let alike = |it: &&mut Group| {
            (it.server.state, it.server.condition, it.server.observer)
                == (server.state, server.condition, server.observer)
                && it.row == LogView { id: it.row.id, ..row.clone() }
        };
        match groups.iter_mut().find(alike).filter(|_| CROWD <= rows.len()) {
            Some(group) => group.ids.push(row.id),
            None => groups.push(Group { server, row: row.clone(), ids: vec![row.id] }),
        }
    }
    groups
}

/// What of a column its cells need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    zxid: Zxid,
    /// The first of its epoch.
    begins_epoch: bool,
    is_passed: bool,
}

fn heads(logs: &LogsView) -> Vec<Head> {
    let mut before = None;
    let head = |it: &ColumnView| {
        let epoch = it.zxid.epoch();
        let begins_epoch = before.replace(epoch) != Some(epoch);
        Head { zxid: it.zxid, begins_epoch, is_passed: it.is_passed }
    };
    logs.columns.iter().map(head).collect()
}

/// The stages of a transaction on one server, each as it looks in the table.
fn legend() -> Html {
    let stages = [
        Progress::Received,
        Progress::Flushed,
        Progress::Acknowledged,
        Progress::Committed,
        Progress::Applied,
    ];
    html! {
        <ol class="stages" aria-label={tr!("page.logs.stages")}>
            for it in stages {
                <li title={progress_is(it)}>
                    <span class="cell" data-progress={progress_key(it)} data-medium={medium_key(if it == Progress::Received { Medium::Memory } else { Medium::Log })}>
                        { progress(it) }
                    </span>
                </li>
            }
        </ol>
    }
}

/// The zxids, by epoch.
fn head(logs: &LogsView, followed: Option<Zxid>, open: &Callback<Zxid>) -> Html {
    let mut epochs: Vec<(Epoch, usize)> = Vec::new();
    for column in &logs.columns {
        match epochs.last_mut().filter(|it| it.0 == column.zxid.epoch()) {
            Some((_, count)) => *count += 1,
            None => epochs.push((column.zxid.epoch(), 1)),
        }
    }
    let earlier = (logs.earlier != 0).then(|| tr!("page.logs.earlier", n = logs.earlier));
    html! {
        <thead>
            <tr class="epochs">
                <td>{ earlier }</td>
                for (epoch, count) in epochs {
                    <th key={epoch.0} scope="colgroup" colspan={count.to_string()} data-epoch="begins">{ tr!("page.logs.epoch", epoch = epoch) }</th>
                }
            </tr>
            <tr>
                <th scope="col"><span class="unseen">{ tr!("page.twin.server") }</span></th>
                for (column, head) in logs.columns.iter().zip(heads(logs)) { { zxid_head(column, head, followed, open) } }
            </tr>
        </thead>
    }
}

fn zxid_head(column: &ColumnView, head: Head, followed: Option<Zxid>, open: &Callback<Zxid>) -> Html {
    let zxid = column.zxid;
    html! {
        <th key={zxid.to_string()} scope="col" data-epoch={head.begins_epoch.then_some("begins")} data-passed={flag(column.is_passed)}>
            <button type="button" aria-pressed={flag(followed == Some(zxid))} title={format!("{zxid} {}", column.op)}
                onclick={open.reform(move |_: MouseEvent| zxid)}>
                <b>{ zxid.to_string() }</b><small>{ short(&column.op) }</small>
            </button>
        </th>
    }
}

/// There is room for a path, with a sign for what is done to it, or for a word: `/a`, `− /a`, `= /a`, `Session`.
fn short(op: &str) -> String {
    match op.split_once(' ') {
        Some(("create", path)) => path.to_owned(),
        Some(("delete", path)) => format!("− {path}"),
        Some(("setData", path)) => format!("= {path}"),
        Some((name, _)) => name.to_owned(),
        None => op.trim_start_matches("create").to_owned(),
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    group: Group,
    heads: Rc<[Head]>,
    followed: Option<Zxid>,
    selected: bool,
    open: Callback<Zxid>,
    select: Callback<ServerId>,
}

/// One server's log, after its two epoch files; or that of several.
#[component]
fn Row(RowProps { group, heads, followed, selected, open, select }: &RowProps) -> Html {
    use_lang();
    let Group { server, row, ids } = group;
    let id = row.id;
    let candidate = server.vote.map_or(id, |it| it.leader);
    html! {
        <tr data-state={words::state_key(*server)} data-hue={hue(candidate)} data-selected={flag(*selected)}>
            <th scope="row">
                <div>
                    <button type="button" class="who" aria-pressed={flag(*selected)} onclick={select.reform(move |_: MouseEvent| id)}>{ list(ids) }</button>
                    if 1 < ids.len() { <small>{ format!("×{}", ids.len()) }</small> }
                    <span class="state">{ words::state(*server) }</span>
                </div>
                <dl>
                    { epoch_file("acceptedEpoch", row.accepted_epoch, row.accepting) }
                    { epoch_file("currentEpoch", row.current_epoch, row.establishing) }
                </dl>
            </th>
            for (head, it) in heads.iter().zip(row.cells.iter()) { { cell(*head, *it, id, *followed == Some(head.zxid), open) } }
        </tr>
    }
}

/// What is on disk, and what is on its way there.
fn epoch_file(name: &'static str, epoch: Epoch, writing: Option<Epoch>) -> Html {
    html! {
        <div>
            <dt>{ name }</dt>
            <dd>{ epoch.to_string() }
                if let Some(next) = writing.filter(|it| *it != epoch) {
                    <ins title={tr!("page.logs.epoch_in_memory")}>{ format!("→ {next}") }</ins>
                }
            </dd>
        </div>
    }
}

fn cell(head: Head, it: Option<CellView>, server: ServerId, followed: bool, open: &Callback<Zxid>) -> Html {
    let zxid = head.zxid;
    let begins = head.begins_epoch.then_some("begins");
    let Some(it) = it else {
        return html! { <td key={zxid.to_string()} data-epoch={begins} data-followed={flag(followed)}><span class="unseen">{ "–" }</span></td> };
    };
    let mut told = vec![progress_is(it.progress), medium_is(it.medium, it.progress)];
    told.extend(it.begins_file.then(|| tr!("page.logs.begins_file")));
    told.extend(it.ends_snapshot.then(|| tr!("page.logs.ends_snapshot")));
    let told: Vec<&str> = told.iter().map(AttrValue::as_str).filter(|it| !it.is_empty()).collect();
    html! {
        <td key={zxid.to_string()} data-epoch={begins} data-followed={flag(followed)} data-file={it.begins_file.then_some("begins")}
            data-snapshot={it.ends_snapshot.then_some("ends")} onclick={open.reform(move |_: MouseEvent| zxid)}
            title={format!("{zxid}, {server}: {}", told.join(" "))}>
            <span class="cell" data-progress={progress_key(it.progress)} data-medium={medium_key(it.medium)} data-passed={flag(head.is_passed)}>
                if it.medium != Medium::Stale { { progress(it.progress) } }
                if let Some(medium) = medium(it.medium, it.progress) { <small>{ medium }</small> }
            </span>
        </td>
    }
}

/// On how many voters' disks each is.
fn foot(logs: &LogsView) -> Html {
    html! {
        <tfoot><tr>
            <th scope="row">{ tr!("page.logs.voters") }</th>
            for (column, head) in logs.columns.iter().zip(heads(logs)) {
                <td key={column.zxid.to_string()} data-epoch={head.begins_epoch.then_some("begins")} data-quorum={flag(column.is_quorum)}
                    title={list(&column.voters.iter().copied().collect::<Vec<_>>())}>
                    { column.voters.len().to_string() }
                    <small>{ if column.is_quorum { tr!("page.logs.quorum") } else { tr!("page.logs.no_quorum") } }</small>
                </td>
            }
        </tr></tfoot>
    }
}

/// What a crash now would lose, and what may be lost although it is on some disk.
fn risks(logs: &LogsView) -> Html {
    let mut losers: Vec<(&BTreeSet<Zxid>, Vec<ServerId>)> = Vec::new();
    for row in logs.rows.iter().filter(|it| !it.at_risk.is_empty()) {
        match losers.iter_mut().find(|it| *it.0 == row.at_risk) {
            Some((_, servers)) => servers.push(row.id),
            None => losers.push((&row.at_risk, vec![row.id])),
        }
    }
    let loose = logs.columns.iter().filter(|it| !it.is_quorum && !it.voters.is_empty());
    html! {
        <ul class="risks">
            if losers.is_empty() { <li>{ tr!("page.logs.safe") }</li> }
            for (zxids, servers) in losers { <li data-risk="memory">{ at_risk(&servers, zxids) }</li> }
            for it in loose { <li data-risk={if it.is_passed { "passed" } else { "loose" }}>{ loose_end(it) }</li> }
        </ul>
    }
}

/// What those servers would lose in a crash.
pub fn at_risk(servers: &[ServerId], lost: &BTreeSet<Zxid>) -> AttrValue {
    match servers {
        [id] => tr!("page.logs.at_risk", id = id, zxids = zxids(lost)),
        ids => tr!("page.logs.each_at_risk", ids = list(ids), zxids = zxids(lost)),
    }
}

/// `s1, s2`, or of many `s1, s2 … s9`.
fn list(ids: &[ServerId]) -> String {
    match ids {
        [first, second, .., last] if 3 < ids.len() => format!("{first}, {second} … {last}"),
        _ => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// `1:2, 1:3`, or of many `1:2 … 1:9`.
fn zxids(all: &BTreeSet<Zxid>) -> String {
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if 6 < all.len() => format!("{first} … {last}"),
        _ => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn loose_end(column: &ColumnView) -> AttrValue {
    let holders = list(&column.voters.iter().copied().collect::<Vec<_>>());
    if column.is_passed {
        tr!("page.logs.passed", zxid = column.zxid, servers = holders)
    } else {
        tr!("page.logs.loose", zxid = column.zxid, servers = holders)
    }
}

fn progress(it: Progress) -> AttrValue {
    match it {
        Progress::Received => tr!("page.logs.received"),
        Progress::Flushed => tr!("page.logs.flushed"),
        Progress::Acknowledged => AttrValue::Static("ACK"),
        Progress::Committed => AttrValue::Static("COMMIT"),
        Progress::Applied => tr!("page.logs.applied"),
    }
}

fn progress_is(it: Progress) -> AttrValue {
    match it {
        Progress::Received => tr!("page.logs.received_is"),
        Progress::Flushed => tr!("page.logs.flushed_is"),
        Progress::Acknowledged => tr!("page.logs.acknowledged_is"),
        Progress::Committed => tr!("page.logs.committed_is"),
        Progress::Applied => tr!("page.logs.applied_is"),
    }
}

fn progress_key(it: Progress) -> &'static str {
    match it {
        Progress::Received => "received",
        Progress::Flushed => "flushed",
        Progress::Acknowledged => "acknowledged",
        Progress::Committed => "committed",
        Progress::Applied => "applied",
    }
}

/// Where it is kept, if that is not what its progress says.
fn medium(it: Medium, progress: Progress) -> Option<AttrValue> {
    match it {
        Medium::Log => None,
        Medium::Memory => (progress != Progress::Received).then(|| tr!("page.logs.memory")),
        Medium::Snapshot => Some(tr!("page.logs.snapshot")),
        Medium::Stale => Some(tr!("page.logs.stale")),
    }
}

fn medium_is(it: Medium, progress: Progress) -> AttrValue {
    match it {
        Medium::Log => AttrValue::Static(""),
        Medium::Memory if progress == Progress::Received => AttrValue::Static(""),
        Medium::Memory => tr!("page.logs.memory_is"),
        Medium::Snapshot => tr!("page.logs.snapshot_is"),
        Medium::Stale => tr!("page.logs.stale_is"),
    }
}

fn medium_key(it: Medium) -> &'static str {
    match it {
        Medium::Memory => "memory",
        Medium::Log => "log",
        Medium::Snapshot => "snapshot",
        Medium::Stale => "stale",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_a_transaction_does_fits_into_its_column() {
        for (op, told) in [
            ("create /a", "/a"),
            ("delete /a", "− /a"),
            ("setData /a", "= /a"),
            ("createSession", "Session"),
            ("closeSession", "closeSession"),
            ("error NoNode", "error"),
        ] {
            assert_eq!(short(op), told);
        }
    }

    #[test]
    fn many_are_told_by_the_first_and_the_last() {
        let ids = |last: u8| (1..=last).map(ServerId).collect::<Vec<_>>();
        assert_eq!(list(&ids(3)), "s1, s2, s3");
        assert_eq!(list(&ids(9)), "s1, s2 … s9");
        let all: BTreeSet<Zxid> = (1..=7).map(|it| Zxid::new(Epoch(1), it)).collect();
        assert_eq!(zxids(&all), "1:1 … 1:7");
    }
}
