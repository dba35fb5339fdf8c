//! The branches of a scenario: what each does otherwise, going along another one, and two of them side by side.

use std::rc::Rc;

use yew::prelude::*;

use crate::player::{BranchView, Command, Counted, Difference};
use crate::trace::{line, sentence};
use crate::ui::browser::fields;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::{Dialog, Glyph, flag, icon};
use crate::vocab::SimTime;

/// See [`Branches`].
#[derive(Clone, PartialEq, Properties)]
pub struct BranchesProps {
    pub open: bool,
    pub tape: Tape,
    pub now: SimTime,
    /// The trunk first.
    pub branches: Rc<[BranchView]>,
    pub send: Callback<Command>,
    pub close: Callback<()>,
}

/// The tree of branches, and how two of them differ at the moment shown.
#[component]
pub fn Branches(props: &BranchesProps) -> Html {
    use_lang();
    let BranchesProps { open, tape, now, branches, send, close } = props;
    // Until the reader chooses: the trunk, and the branch gone along or the first one.
    let pair = use_state(|| None);
    let here = branches.iter().position(|it| it.current).filter(|it| 0 < *it).unwrap_or(1);
    let pair_now = pair.unwrap_or([0, here]).map(|it: usize| it.min(branches.len().saturating_sub(1)));
    let differs = use_memo(
        (tape.clone(), *now, pair_now, *open, branches.clone()),
        |(tape, _, pair, open, branches)| {
            let names = pair.map(|it| branches.get(it).and_then(|it| it.name.as_deref()));
            (*open && 1 < branches.len()).then(|| tape.read(|player| player.difference(names)))
        },
    );
    html! {
        <Dialog open={*open} name="branches" title={tr!("page.branches.label")} onclose={close.clone()}>
            <p class="hint">{ tr!("page.branches.hint") }</p>
            <ul class="tree">
                for it in branches.iter() { { branch(it, send) } }
            </ul>
            if let Some(difference) = &*differs {
                <h3>{ tr!("page.branches.compare") }</h3>
                <div class="pair">
                    for place in 0..2 { { choice(place, pair_now, branches, &pair) } }
                </div>
                { side_by_side(difference, &pair_now.map(|it| name(&branches[it])), send) }
            }
        </Dialog>
    }
}

fn name(branch: &BranchView) -> AttrValue {
    branch.name.as_deref().map_or_else(|| tr!("page.branches.trunk"), |it| it.to_owned().into())
}

fn branch(it: &BranchView, send: &Callback<Command>) -> Html {
    let called = it.name.clone();
    let switch = {
        let called = called.clone();
        send.reform(move |_: MouseEvent| Command::Switch(called.clone()))
    };
    let rename = called.clone().map(|called| {
        send.reform(move |event: Event| {
            Command::Rename(called.clone(), fields::value(&event).trim().to_owned())
        })
    });
    html! {
        <li key={called.as_deref().unwrap_or_default().to_owned()} data-depth={it.depth.to_string()} aria-current={it.current.then_some("true")}>
            <header>
                if let (Some(rename), Some(called)) = (rename, &called) {
                    <input value={called.to_string()} onchange={rename} aria-label={tr!("page.branches.name")} size="12" />
                    <span>{ tr!("page.branches.from", at = words::clock(it.from)) }</span>
                } else {
                    <strong>{ tr!("page.branches.trunk") }</strong>
                }
                if it.current {
                    <span class="here">{ icon(Glyph::Check) }{ tr!("page.branches.here") }</span>
                } else {
                    <button type="button" class="link" onclick={switch}>{ tr!("page.branches.switch", name = name(it)) }</button>
                }
            </header>
            if !it.lines.is_empty() {
                <ol>
                    for (line, taken_over) in it.lines.iter() {
                        <li data-copied={flag(*taken_over)} title={taken_over.then(|| tr!("page.branches.copied"))}><code>{ line.to_string() }</code></li>
                    }
                </ol>
            }
        </li>
    }
}

fn choice(
    place: usize,
    pair: [usize; 2],
    branches: &[BranchView],
    chosen: &UseStateHandle<Option<[usize; 2]>>,
) -> Html {
    let chosen = chosen.clone();
    let onchange = move |event: Event| {
        let mut next = pair;
        next[place] = fields::value(&event).parse().unwrap_or_default();
        chosen.set(Some(next));
    };
    html! {
        <select aria-label={tr!("page.branches.which", n = place + 1)} {onchange}>
            for (index, it) in branches.iter().enumerate() {
                <option value={index.to_string()} selected={index == pair[place]}>{ name(it) }</option>
            }
        </select>
    }
}

fn side_by_side(it: &Difference, names: &[AttrValue; 2], send: &Callback<Command>) -> Html {
    let row = |what: Html, both: [Html; 2]| html! { <tr><th scope="row">{ what }</th>for it in both { <td>{ it }</td> }</tr> };
    let counts = it.counts.iter().filter(|(_, [a, b])| a != b);
    let nothing = || html! { <span class="hint">{ tr!("page.branches.nothing") }</span> };
    let told = |entry: &Option<crate::trace::Entry>| match entry {
        Some(entry) => {
            html! { <><time>{ words::clock(entry.at) }</time><p>{ sentence(entry, lang()).unwrap_or_else(|| line(entry)) }</p></> }
        }
        None => nothing(),
    };
    let Some(first) = &it.first else {
        return html! { <p>{ tr!("page.branches.alike", at = words::clock(it.at)) }</p> };
    };
    let parting = first.iter().flatten().map(|it| it.at).min().unwrap_or_default();
    let go = send.reform(move |_: MouseEvent| Command::Seek(parting));
    html! {
        <>
            <div class="scroll" tabindex="0" role="region" aria-label={tr!("page.branches.compare")}>
            <table>
                <thead><tr><th scope="col">{ tr!("page.branches.at", at = words::clock(it.at)) }</th>for it in names { <th scope="col">{ it.clone() }</th> }</tr></thead>
                <tbody>
                    { row(tr!("page.branches.first").into(), first.each_ref().map(told)) }
                    for (id, both) in &it.servers { { row(html! { id }, both.clone().map(|it| html! { it })) } }
                    for (path, both) in &it.znodes {
                        { row(html! { <code>{ path.to_string() }</code> }, both.clone().map(|it| it.map_or_else(nothing, |it| html! { <code>{ format!("“{it}”") }</code> }))) }
                    }
                    if it.more_znodes { { row(html! { "…" }, [nothing(), nothing()]) } }
                    for (what, both) in counts { { row(counted(*what).into(), both.map(|it| html! { it })) } }
                </tbody>
            </table>
            </div>
            <button type="button" class="link" onclick={go}>{ tr!("page.branches.go") }</button>
        </>
    }
}

fn counted(what: Counted) -> AttrValue {
    match what {
        Counted::Messages => tr!("page.branches.messages"),
        Counted::Events => tr!("page.branches.events"),
        Counted::Reads => tr!("page.branches.reads"),
        Counted::Writes => tr!("page.branches.writes"),
        Counted::Znodes => tr!("page.branches.znodes"),
        Counted::Problems => tr!("page.branches.problems"),
    }
}
