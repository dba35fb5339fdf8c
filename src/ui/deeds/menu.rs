use yew::prelude::*;

use super::deed::{Deed, Scene, Thing, What};
use super::table::on;
use crate::ui::browser::dialog::{is_on, use_modal};
use crate::ui::browser::fields;
use crate::ui::browser::things::Found;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::words;
use crate::ui::widgets::{flag, icon};

/// A thing that the reader asks about, and where its menu opens, in CSS pixels of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointed {
    pub thing: Thing,
    pub at: (i32, i32),
    /// How far along it, in thousandths.
    pub share: Option<u64>,
}

impl Pointed {
    /// `None` where nobody knows such a thing.
    pub fn new(found: &Found) -> Option<Pointed> {
        let thing = found.thing.parse().ok()?;
        Some(Pointed { thing, at: (found.x as i32, found.y as i32), share: found.share })
    }
}

/// See [`Menu`].
#[derive(Clone, PartialEq, Properties)]
pub struct MenuProps {
    pub pointed: Option<Pointed>,
    pub scene: Scene,
    pub perform: Callback<What>,
    pub close: Callback<()>,
}

/// What can be done to a thing.
#[component]
pub fn Menu(MenuProps { pointed, scene, perform, close }: &MenuProps) -> Html {
    use_lang();
    let node = use_node_ref();
    let deeds = pointed.as_ref().map(|it| on(scene, &it.thing, it.share)).unwrap_or_default();
    use_modal(&node, pointed.is_some());
    use_effect_with(pointed.is_some(), {
        let node = node.clone();
        move |_| fields::focus_within(&node, "[role=menuitem]")
    });
    let onkeydown = {
        let (node, close) = (node.clone(), close.clone());
        move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => drop(fields::focus_beside(&node, "[role=menuitem]", 1)),
                "ArrowUp" => drop(fields::focus_beside(&node, "[role=menuitem]", -1)),
                "Home" => fields::focus_within(&node, "[role=menuitem]"),
                "End" => fields::focus_within(&node, "[role=menuitem]:last-child"),
                "Tab" => close.emit(()),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let onclick = {
        let (node, close) = (node.clone(), close.clone());
        move |event: MouseEvent| {
            if is_on(&event, &node) {
                close.emit(());
            }
        }
    };
    // A second one would open above it.
    let oncontextmenu = |event: MouseEvent| event.prevent_default();
    let (x, y) = pointed.as_ref().map_or((0, 0), |it| it.at);
    let name = pointed.as_ref().map(|it| name(it, scene)).unwrap_or_default();
    html! {
        <dialog ref={node} class="context" aria-label={name.clone()} onclose={pointed.as_ref().map(|_| close.reform(|_: Event| ()))} {onclick} {onkeydown} {oncontextmenu}
            ~style={format!("--x: {x}px; --y: {y}px; --rows: {}", deeds.len() + 1)}>
            if pointed.is_some() {
                <p aria-hidden="true">{ name.clone() }</p>
                <div role="menu" aria-label={name}>
                    for deed in deeds { { item(deed, perform, close) } }
                </div>
            }
        </dialog>
    }
}

fn item(deed: Deed, perform: &Callback<What>, close: &Callback<()>) -> Html {
    let Deed { what, label, line, glyph, harm, key, .. } = deed;
    let (perform, close) = (perform.clone(), close.clone());
    let onclick = move |_: MouseEvent| {
        close.emit(());
        perform.emit(what.clone());
    };
    html! {
        <button type="button" role="menuitem" tabindex="-1" data-harm={flag(harm)} {onclick}>
            { icon(glyph) }<span>{ label }</span>
            if let Some(line) = line { <code>{ line }</code> }
            if let Some(key) = key { <span class="caps" aria-hidden="true">for it in key.caps() { <kbd>{ it }</kbd> }</span> }
        </button>
    }
}

/// What the menu is of.
fn name(pointed: &Pointed, scene: &Scene) -> AttrValue {
    match &pointed.thing {
        Thing::Server(id) => {
            let server = scene.view.servers.iter().find(|it| it.id == *id);
            server.map_or_else(AttrValue::default, |it| words::summary(it.into()))
        }
        Thing::Link(a, b) => format!("{a} – {b}").into(),
        Thing::Client(id) => id.to_string().into(),
        Thing::Znode(path) => path.to_string().into(),
        Thing::Axis(..) => tr!("page.timeline.label"),
        Thing::Stage => tr!("page.stage.label"),
    }
}
