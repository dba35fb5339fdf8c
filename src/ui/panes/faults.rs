use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use crate::player::view::{Condition, LinkView};
use crate::ui::browser::fields;
use crate::ui::deeds;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::ensemble::cut_line;
use crate::ui::widgets::{Act, Glyph, act, flag, hue, line_act};
use crate::vocab::ServerId;

/// What can be done to a server's links; each button shows the line of the scenario that it writes.
pub fn faults(id: ServerId, ids: &Rc<[ServerId]>, links: &Arc<[LinkView]>, onact: &Callback<String>) -> Html {
    html! {
        <section class="faults" aria-label={tr!("page.faults.label", id = id)}>
            <Links {id} ids={ids.clone()} links={links.clone()} onact={onact.clone()} />
            <Partition ids={ids.clone()} broken={!links.is_empty()} onact={onact.clone()} />
        </section>
    }
}

/// What can be done to a server's machine and process, in one row.
pub fn process(id: ServerId, condition: Condition, onact: &Callback<String>) -> Html {
    html! { <div class="process" role="group" aria-label={tr!("page.faults.server", id = id)}>for it in deeds::harm(id, condition) { { line_act(&(&it).into(), onact) } }</div> }
}

#[derive(PartialEq, Properties)]
struct LinksProps {
    id: ServerId,
    ids: Rc<[ServerId]>,
    links: Arc<[LinkView]>,
    onact: Callback<String>,
}

/// The links between this server and another one.
#[component]
fn Links(LinksProps { id, ids, links, onact }: &LinksProps) -> Html {
    use_lang();
    let chosen = use_state(|| None::<ServerId>);
    let others: Vec<ServerId> = ids.iter().copied().filter(|it| it != id).collect();
    let Some(peer) = chosen.filter(|it| others.contains(it)).or(others.first().copied()) else {
        return html! {};
    };
    let onchange = {
        let chosen = chosen.clone();
        move |event: Event| chosen.set(fields::value(&event).parse().ok())
    };
    let between = |it: &&LinkView| (it.from == *id && it.to == peer) || (it.from == peer && it.to == *id);
    let touched = links.iter().any(|it| between(&it));
    let cut = links.iter().filter(between).any(|it| it.cut);
    let act = |label: AttrValue, line: String, glyph: Glyph, harm: bool| {
        act(&Act { label, line, glyph, harm }, onact)
    };
    html! {
        <>
            <h3><label>
                { tr!("page.faults.link", id = id) }
                <select {onchange}>
                    for other in others.iter() {
                        <option value={other.to_string()} selected={*other == peer}>{ other.to_string() }</option>
                    }
                </select>
            </label></h3>
            <div class="acts">
                if !cut {
                    { act(tr!("page.faults.cut"), format!("cut {id} | {peer}"), Glyph::Cut, true) }
                    { act(tr!("page.faults.cut_way", from = id, to = peer), format!("cut {id} > {peer}"), Glyph::Cut, true) }
                    { act(tr!("page.faults.delay"), format!("delay {id} | {peer} 600ms"), Glyph::Clock, true) }
                }
                if touched { { act(tr!("page.faults.heal"), format!("heal {id} | {peer}"), Glyph::Heal, false) } }
            </div>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct PartitionProps {
    ids: Rc<[ServerId]>,
    broken: bool,
    onact: Callback<String>,
}

/// A partition by ticking one side of it: what a stroke across the stage does, for the keyboard.
#[component]
fn Partition(PartitionProps { ids, broken, onact }: &PartitionProps) -> Html {
    use_lang();
    let side = use_state(Vec::<ServerId>::new);
    let (one, other): (Vec<ServerId>, Vec<ServerId>) = ids.iter().copied().partition(|it| side.contains(it));
    let flip = |id: ServerId| {
        let side = side.clone();
        move |_: MouseEvent| {
            let mut next = (*side).clone();
            match next.iter().position(|it| *it == id) {
                Some(at) => drop(next.remove(at)),
                None => next.push(id),
            }
            side.set(next);
        }
    };
    html! {
        <>
            <h3>{ tr!("page.faults.partition") }</h3>
            <p class="hint">{ tr!("page.faults.partition_hint") }</p>
            <div class="sides" role="group" aria-label={tr!("page.faults.partition_side")}>
                for id in ids.iter().copied() {
                    <button key={id.0} type="button" class="chip" data-hue={hue(id)} aria-pressed={flag(side.contains(&id))}
                        onclick={flip(id)}>{ id.to_string() }</button>
                }
            </div>
            <div class="acts">
                if !one.is_empty() && !other.is_empty() {
                    { act(&Act { label: tr!("page.faults.cut_sides"), line: cut_line(&one, &other), glyph: Glyph::Cut, harm: true }, onact) }
                }
                if *broken {
                    { act(&Act { label: tr!("page.faults.heal_all"), line: "heal".to_owned(), glyph: Glyph::Heal, harm: false }, onact) }
                }
            </div>
        </>
    }
}
