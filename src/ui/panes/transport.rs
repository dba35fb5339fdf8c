use yew::prelude::*;

use crate::player::{Command, DocumentChange, Pace};
use crate::ui::browser::fields;
use crate::ui::deeds::change;
use crate::ui::lang::tr;
use crate::ui::panes::words;
use crate::ui::widgets::{Glyph, flag, icon};
use crate::vocab::SimTime;

/// The paces of the slider, from a thousandth of real time to a thousandfold.
const PACES: [(u32, u32); 19] = [
    (1, 1000),
    (1, 500),
    (1, 200),
    (1, 100),
    (1, 50),
    (1, 20),
    (1, 10),
    (1, 5),
    (1, 2),
    (1, 1),
    (2, 1),
    (5, 1),
    (10, 1),
    (20, 1),
    (50, 1),
    (100, 1),
    (200, 1),
    (500, 1),
    (1000, 1),
];

/// `1/50×`, `20×`.
fn times(num: u32, den: u32) -> String {
    if den == 1 { format!("{num}×") } else { format!("{num}/{den}×") }
}

/// Play, pause, step, and how fast; `more` stands among them.
pub fn transport(
    now: SimTime,
    is_playing: bool,
    pace: Pace,
    undoable: &[Option<DocumentChange>; 2],
    more: Html,
    send: &Callback<Command>,
) -> Html {
    let button = |class: &'static str,
                  glyph: Glyph,
                  label: AttrValue,
                  key: &'static str,
                  command: Command| {
        let onclick = send.reform(move |_: MouseEvent| command.clone());
        html! {
            <button type="button" {class} aria-label={label.clone()} aria-keyshortcuts={key} title={format!("{label}  [{key}]")} {onclick}>
                { icon(glyph) }
            </button>
        }
    };
    let (glyph, label) = if is_playing {
        (Glyph::Pause, tr!("page.transport.pause"))
    } else {
        (Glyph::Play, tr!("page.transport.play"))
    };
    html! {
        <div class="transport" role="toolbar" aria-label={tr!("page.transport.label")}>
            { button("step", Glyph::Restart, tr!("page.transport.restart"), "Home", Command::Restart) }
            { button("step", Glyph::StepBack, tr!("page.transport.back"), "ArrowLeft", Command::StepBack) }
            { button("primary", glyph, label, "Space", Command::Toggle) }
            { button("step", Glyph::StepOn, tr!("page.transport.on"), "ArrowRight", Command::StepEvent) }
            <button type="button" class="step wide" aria-keyshortcuts="N" title={format!("{}  [N]", tr!("page.transport.election"))}
                onclick={send.reform(|_: MouseEvent| Command::ToNextElection)}>
                { icon(Glyph::ToElection) }<span>{ tr!("page.transport.election_short") }</span>
            </button>
            { undo(undoable, send) }
            <output class="clock" aria-live="off" aria-label={tr!("page.transport.now")}>{ words::clock(now) }</output>
            { more }
            { pace_control(pace, send) }
        </div>
    }
}

/// What can be taken back and done again, by name.
fn undo([done, undone]: &[Option<DocumentChange>; 2], send: &Callback<Command>) -> Html {
    let (back, again) = (done.as_ref().map(change), undone.as_ref().map(change));
    let back_label = back
        .as_ref()
        .map_or_else(|| tr!("page.branches.undo_nothing"), |it| tr!("page.branches.undo", what = it));
    let again_label = again
        .as_ref()
        .map_or_else(|| tr!("page.branches.redo_nothing"), |it| tr!("page.branches.redo", what = it));
    html! {
        if back.is_some() || again.is_some() {
            <button type="button" class="step undo" aria-label={back_label.clone()} title={format!("{back_label}  [Z]")} disabled={back.is_none()}
                aria-keyshortcuts="Z" onclick={send.reform(|_: MouseEvent| Command::Undo)}>
                { icon(Glyph::Undo) }
                // Anew for each act, so that it shows itself.
                if let Some(it) = &back { <code key={it.to_string()}>{ it.clone() }</code> }
            </button>
            <button type="button" class="step" aria-label={again_label.clone()} title={format!("{again_label}  [Shift Z]")} disabled={again.is_none()}
                aria-keyshortcuts="Shift+Z" onclick={send.reform(|_: MouseEvent| Command::Redo)}>{ icon(Glyph::Redo) }</button>
        }
    }
}

/// Adaptive, or a fixed factor over six decades.
fn pace_control(pace: Pace, send: &Callback<Command>) -> Html {
    let index = match pace {
        Pace::Adaptive => 4,
        Pace::Times(num, den) => PACES.iter().position(|it| it == &(num, den)).unwrap_or(9),
    };
    let adaptive = pace == Pace::Adaptive;
    let shown =
        if adaptive { tr!("page.transport.adaptive") } else { times(PACES[index].0, PACES[index].1).into() };
    let toggle = send.reform(move |_: MouseEvent| {
        Command::SetPace(if adaptive { Pace::Times(PACES[index].0, PACES[index].1) } else { Pace::Adaptive })
    });
    let oninput = send.reform(|event: InputEvent| {
        let index = fields::value(&event).parse::<usize>().unwrap_or(9).min(PACES.len() - 1);
        Command::SetPace(Pace::Times(PACES[index].0, PACES[index].1))
    });
    html! {
        <div class="pace" data-adaptive={flag(adaptive)}>
            <button type="button" class="plain" aria-pressed={flag(adaptive)} onclick={toggle} title={tr!("page.transport.adaptive_hint")}>
                { tr!("page.transport.adaptive") }
            </button>
            <input type="range" min="0" max={(PACES.len() - 1).to_string()} step="1" value={index.to_string()} {oninput}
                aria-label={tr!("page.transport.pace")} aria-valuetext={shown.clone()} />
            <output>{ if adaptive { AttrValue::Static("") } else { shown } }</output>
        </div>
    }
}
