use std::cmp::Reverse;
use std::rc::Rc;

use yew::prelude::*;

use super::deed::{Deed, Group, Scene, What};
use super::fuzzy::fit;
use super::table::all;
use crate::ui::browser::{fields, storage};
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::widgets::{Dialog, Glyph, flag, icon};

/// No more are listed: who types a letter more sees what is meant.
const MOST: usize = 60;
/// So many of those done last stand first.
const RECENT: usize = 5;

/// See [`Palette`].
#[derive(Clone, PartialEq, Properties)]
pub struct PaletteProps {
    pub open: bool,
    pub scene: Scene,
    pub perform: Callback<What>,
    pub close: Callback<()>,
}

/// Everything that can be done, to be found by typing a part of it.
#[component]
pub fn Palette(PaletteProps { open, scene, perform, close }: &PaletteProps) -> Html {
    use_lang();
    let typed = use_state(String::new);
    let at = use_state(|| 0_usize);
    use_effect_with(*open, {
        let (typed, at) = (typed.clone(), at.clone());
        move |_| {
            typed.set(String::new());
            at.set(0);
        }
    });
    // As it is when the palette opens: what can be done is not to change under the reader's hands.
    let deeds = use_memo((*open, lang()), |(open, _)| if *open { all(scene) } else { Vec::new() });
    let found = use_memo((deeds.clone(), (*typed).clone()), |(deeds, typed)| listed(deeds, typed));
    let list = use_node_ref();
    use_effect_with((*at, found.clone()), {
        let list = list.clone();
        move |_| fields::reveal_within(&list, "[aria-selected=true]")
    });
    let choose = {
        let (perform, close) = (perform.clone(), close.clone());
        Callback::from(move |it: Deed| {
            remember(it.name());
            close.emit(());
            perform.emit(it.what);
        })
    };
    let oninput = {
        let (typed, at) = (typed.clone(), at.clone());
        move |event: InputEvent| {
            typed.set(fields::value(&event));
            at.set(0);
        }
    };
    let onkeydown = {
        let (at, found, choose, close) = (at.clone(), found.clone(), choose.clone(), close.clone());
        move |event: KeyboardEvent| {
            let (last, here) = (found.len().saturating_sub(1), *at);
            match event.key().as_str() {
                "ArrowDown" => at.set(if here == last { 0 } else { here + 1 }),
                "ArrowUp" => at.set(here.checked_sub(1).unwrap_or(last)),
                "Enter" => found.get(here).cloned().into_iter().for_each(|it| choose.emit(it.1)),
                "k" | "K" if event.ctrl_key() || event.meta_key() => close.emit(()),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let here = found.get(*at).map(|_| format!("deed-{}", *at));
    html! {
        <Dialog open={*open} name="palette" title={tr!("page.deeds.palette")} onclose={close.clone()}>
            <label class="search">
                { icon(Glyph::Search) }
                <input type="text" role="combobox" aria-expanded="true" aria-controls="deeds" aria-autocomplete="list" aria-activedescendant={here}
                    aria-label={tr!("page.deeds.search")} placeholder={tr!("page.deeds.search")} value={(*typed).clone()} {oninput} {onkeydown}
                    autofocus=true autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" />
            </label>
            <div ref={list} id="deeds" class="deeds" role="listbox" aria-label={tr!("page.deeds.palette")}>
                for (place, (group, deed)) in found.iter().enumerate() {
                    if place == 0 || found[place - 1].0 != *group { <p class="group" role="presentation">{ group.label() }</p> }
                    { option(place, place == *at, deed, &choose) }
                }
            </div>
            if found.is_empty() { <p class="empty" role="status">{ tr!("page.deeds.none") }</p> }
        </Dialog>
    }
}

fn option(place: usize, here: bool, deed: &Deed, choose: &Callback<Deed>) -> Html {
    let onclick = {
        let deed = deed.clone();
        choose.reform(move |_: MouseEvent| deed.clone())
    };
    html! {
        <div key={place} id={format!("deed-{place}")} role="option" aria-selected={flag(here)} data-harm={flag(deed.harm)} {onclick}>
            { icon(deed.glyph) }<span>{ deed.label.clone() }</span>
            if let Some(line) = &deed.line { <code>{ line.clone() }</code> }
            if let Some(key) = deed.key { <span class="caps" aria-label={key.chord()}>for it in key.caps() { <kbd>{ it }</kbd> }</span> }
        </div>
    }
}

/// Those that fit what is typed, by group: the group of the best one first, and in it the best one. As long as nothing is typed, what
/// was done last, then all.
fn listed(deeds: &Rc<Vec<Deed>>, typed: &str) -> Vec<(Group, Deed)> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        let recent = recent();
        let again = recent.iter().filter_map(|name| deeds.iter().find(|it| **it.name() == **name));
        let again = again.map(|it| (Group::Recent, it.clone()));
        let mut rest: Vec<_> = deeds.iter().map(|it| (it.group, it.clone())).collect();
        rest.sort_by_key(|it| it.0);
        return again.chain(rest).collect();
    }
    let text = |it: &Deed| {
        format!("{} {} {}", it.label, it.line.as_deref().unwrap_or_default(), it.group.label()).to_lowercase()
    };
    let mut found: Vec<_> = deeds.iter().filter_map(|it| Some((fit(&typed, &text(it))?, it))).collect();
    found.sort_by_key(|it| Reverse(it.0));
    found.truncate(MOST);
    let best = |group: Group| found.iter().position(|it| it.1.group == group);
    let mut listed: Vec<_> = found.iter().map(|it| (it.1.group, it.1.clone())).collect();
    listed.sort_by_key(|it| best(it.0));
    listed
}

fn recent() -> Vec<String> {
    storage::recall(storage::Key::Recent).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn remember(name: &str) {
    let before = recent().into_iter().filter(|it| it != name);
    let names: Vec<_> = std::iter::once(name.to_owned()).chain(before).take(RECENT).collect();
    storage::remember(storage::Key::Recent, Some(&names.join("\n")));
}
