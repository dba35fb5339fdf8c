use std::collections::BTreeSet;

use yew::prelude::*;

use crate::player::view::{Branch, BranchView, Source, SyncKind, SyncMode, SyncView};
use crate::player::{Command, Fact};
use crate::ui::lang::{Lang, tr};
use crate::ui::panes::{why, words};
use crate::ui::widgets::{Glyph, flag, icon};
use crate::vocab::Zxid;

/// What the ruler asks for.
pub struct Hands<'a> {
    pub flip: &'a Callback<()>,
    pub send: &'a Callback<Command>,
    pub ask: &'a Callback<Fact>,
}

/// How a learner was brought level last: a line, and on request the ruler and the branches of the decision.
pub fn last_sync(sync: &SyncView, open: bool, lang: Lang, hands: &Hands) -> Html {
    let Hands { flip, send, ask } = *hands;
    let label =
        tr!("page.sync.label", kind = kind(sync.kind), leader = sync.leader, at = words::clock(sync.at));
    html! {
        <section class="sync" aria-label={tr!("page.sync.section")}>
            <h3><button type="button" class="plain" aria-expanded={flag(open)} onclick={flip.reform(|_: MouseEvent| ())}>
                { icon(Glyph::Ruler) }<span>{ label }</span>
            </button>{ why::ask(Fact::Sync(sync.learner), lang, ask) }</h3>
            if open {
                { ruler(sync) }
                { branches(sync) }
                <p class="hint">{ source(sync) }{ " " }{ moment(sync, send) }</p>
            }
        </section>
    }
}

fn kind(it: SyncKind) -> String {
    match it {
        SyncKind::Diff { zxid } => format!("DIFF {zxid}"),
        SyncKind::Trunc { zxid } => format!("TRUNC {zxid}"),
        SyncKind::Snap => "SNAP".to_owned(),
    }
}

fn moment(sync: &SyncView, send: &Callback<Command>) -> Html {
    let place = sync.entry;
    html! {
        <button type="button" class="link" onclick={send.reform(move |_: MouseEvent| Command::SeekEntry(place))}>
            { tr!("page.path.go", at = words::clock(sync.at)) }
        </button>
    }
}

/// A stretch of the ruler, between two of its points.
struct Stretch {
    class: &'static str,
    from: Zxid,
    to: Zxid,
    label: AttrValue,
}

/// The zxids that decide, in their order and at equal distances, for those between may be millions.
fn ruler(sync: &SyncView) -> Html {
    let SyncView { min, max, last, peer, .. } = *sync;
    let mut points = BTreeSet::new();
    points.extend([min, max, last, peer]);
    points.extend(match sync.kind {
        SyncKind::Trunc { zxid } => Some(zxid),
        SyncKind::Diff { .. } | SyncKind::Snap => None,
    });
    let column = |zxid: Zxid| points.iter().position(|it| *it == zxid).unwrap_or_default() + 1;
    let stretch = |it: &Stretch| {
        let (from, to) = (column(it.from), column(it.to));
        let span = to - from + 1;
        // From the middle of its first column to the middle of its last.
        let style = format!("grid-column: {from} / span {span}; margin-inline: calc(50% / {span})");
        html! { <i class={it.class} ~style={style}>if span > 1 { <span>{ it.label.clone() }</span> }</i> }
    };
    let names = |zxid: Zxid| {
        let names = [(min, "minCommittedLog"), (max, "maxCommittedLog"), (last, "lastZxid")];
        let skipped = |name: &str| sync.is_empty && name != "lastZxid";
        names.into_iter().filter(move |(at, name)| *at == zxid && !skipped(name)).map(|it| it.1)
    };
    html! {
        <>
            <p class="unseen">{ tr!("page.sync.numbers", min = min, max = max, leader = sync.leader, last = last, learner = sync.learner, peer = peer) }</p>
            <div class="ruler" aria-hidden="true" ~style={format!("grid-template-columns: repeat({}, minmax(0, 1fr))", points.len())}>
                for it in points.iter().copied() {
                    <div class="leader" key={format!("l{it}")} ~style={format!("grid-column: {}", column(it))}>
                        for name in names(it) { <span>{ name }</span> }
                    </div>
                }
                <i class="axis"></i>
                if !sync.is_empty {
                    { stretch(&Stretch { class: "committed", from: min, to: max, label: AttrValue::Static("committedLog") }) }
                }
                for it in points.iter().copied() {
                    <b key={format!("z{it}")} data-peer={flag(it == peer)} ~style={format!("grid-column: {}", column(it))}>{ it.to_string() }</b>
                }
                for it in moves(sync).iter() { { stretch(it) } }
                <div class="learner" ~style={format!("grid-column: {}", column(peer))}>{ tr!("page.sync.learner", id = sync.learner) }</div>
            </div>
        </>
    }
}

/// What the sync does to the learner's log: what is cut off, and what is sent.
fn moves(sync: &SyncView) -> Vec<Stretch> {
    let SyncView { max, last, peer, .. } = *sync;
    let cut = match sync.kind {
        SyncKind::Trunc { zxid } => Some(zxid).filter(|it| *it < peer),
        SyncKind::Diff { .. } | SyncKind::Snap => None,
    };
    let mut moves = Vec::new();
    moves.extend(cut.map(|zxid| Stretch { class: "cut", from: zxid, to: peer, label: tr!("page.sync.cut") }));
    let from = cut.unwrap_or(peer);
    if sync.kind == SyncKind::Snap {
        let (from, to) = (peer.min(last), peer.max(last));
        moves.push(Stretch { class: "sent", from, to, label: tr!("page.sync.snap") });
    } else if sync.source != Source::Nothing && from < max {
        moves.push(Stretch { class: "sent", from, to: max, label: tr!("page.sync.sent") });
    }
    moves
}

/// The branches in the order in which they are tried; the first whose condition holds is taken.
fn branches(sync: &SyncView) -> Html {
    html! {
        <ol class="branches" aria-label={tr!("page.sync.branches")}>
            for it in sync.branches.iter() {
                <li key={it.branch as usize} data-held={held(it.held)}>
                    { icon(match it.held { Some(true) => Glyph::Check, Some(false) => Glyph::Close, None => Glyph::Skipped }) }
                    <span class="unseen">{ match it.held {
                        Some(true) => tr!("page.sync.taken"),
                        Some(false) => tr!("page.sync.not_taken"),
                        None => tr!("page.sync.not_asked"),
                    } }</span>
                    <b>{ name(it.branch) }</b>
                    <span>{ condition(it, sync) }
                        if it.held == Some(true) { <strong>{ format!(" → {}", kind(sync.kind)) }</strong> }
                    </span>
                </li>
            }
        </ol>
    }
}

fn held(it: Option<bool>) -> &'static str {
    match it {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unasked",
    }
}

fn name(it: Branch) -> AttrValue {
    match it {
        Branch::Forced => tr!("page.sync.forced"),
        Branch::Level => tr!("page.sync.level"),
        Branch::Ahead => tr!("page.sync.ahead"),
        Branch::InCommittedLog => tr!("page.sync.within"),
        Branch::FromTxnLog => tr!("page.sync.on_disk"),
        Branch::Otherwise => tr!("page.sync.otherwise"),
    }
}

/// The condition of a branch with the numbers in it; of one that was not asked for, the condition alone.
fn condition(it: &BranchView, sync: &SyncView) -> AttrValue {
    let SyncView { min, max, last, peer, .. } = *sync;
    match (it.branch, it.held) {
        (Branch::Forced, Some(true)) => tr!("page.sync.forced_yes"),
        (Branch::Forced, _) => tr!("page.sync.forced_no"),
        (Branch::Level, None) => tr!("page.sync.level_if"),
        (Branch::Level, Some(true)) => format!("{peer} = lastZxid {last}").into(),
        (Branch::Level, Some(false)) => format!("{peer} ≠ lastZxid {last}").into(),
        (Branch::Ahead, None) => tr!("page.sync.ahead_if"),
        (Branch::Ahead, Some(true)) => tr!("page.sync.ahead_yes", peer = peer, max = max),
        (Branch::Ahead, Some(false)) if max < peer => tr!("page.sync.ahead_epoch", peer = peer),
        (Branch::Ahead, Some(false)) => format!("{peer} ≤ maxCommittedLog {max}").into(),
        (Branch::InCommittedLog, None) => tr!("page.sync.within_if"),
        (Branch::InCommittedLog, Some(true)) if sync.cannot_trunc => {
            tr!("page.sync.within_refused", min = min, max = max, peer = peer)
        }
        (Branch::InCommittedLog, Some(true)) => {
            format!("minCommittedLog {min} ≤ {peer} ≤ maxCommittedLog {max}").into()
        }
        (Branch::InCommittedLog, Some(false)) if peer < min => {
            format!("{peer} < minCommittedLog {min}").into()
        }
        (Branch::InCommittedLog, Some(false)) => format!("maxCommittedLog {max} < {peer}").into(),
        (Branch::FromTxnLog, None) => tr!("page.sync.on_disk_if"),
        (Branch::FromTxnLog, Some(true)) if sync.cannot_trunc => {
            tr!("page.sync.on_disk_refused", min = min, peer = peer)
        }
        (Branch::FromTxnLog, Some(true)) => tr!("page.sync.on_disk_yes", min = min, peer = peer),
        (Branch::FromTxnLog, Some(false)) if peer < min => {
            tr!("page.sync.on_disk_no", min = min, peer = peer)
        }
        (Branch::FromTxnLog, Some(false)) => format!("{peer} ≥ minCommittedLog {min}").into(),
        (Branch::Otherwise, _) => tr!("page.sync.otherwise_if"),
    }
}

/// Where what follows comes from.
fn source(sync: &SyncView) -> AttrValue {
    match sync.source {
        _ if SyncMode::from(sync.kind) == SyncMode::Snap => tr!("page.sync.from_tree", leader = sync.leader),
        Source::Nothing => tr!("page.sync.from_nothing"),
        Source::Memory => tr!("page.sync.from_memory", leader = sync.leader),
        Source::TxnLog => tr!("page.sync.from_log", leader = sync.leader),
        Source::Snapshot => tr!("page.sync.from_tree", leader = sync.leader),
    }
}
