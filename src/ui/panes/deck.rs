//! What stands below the stage: playing, going anywhere, and all of the run along one axis.

use std::rc::Rc;

use yew::prelude::*;

use crate::player::{Command, DocumentChange, Milestone, Pace, Sought, Window};
use crate::ui::lang::{tr, use_lang};
use crate::ui::later::Diagram;
use crate::ui::panes::seek::Seek;
use crate::ui::panes::timeline::{Overview, Timeline, horizon};
use crate::ui::panes::transport::transport;
use crate::ui::store::Tape;
use crate::ui::widgets::{Glyph, flag, icon};
use crate::vocab::{ProcessId, ServerId, SimTime};

/// What can be done to the stretch of the axis that is in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// So many parts of a whole as long; a moment stays where it is.
    Zoom(SimTime, u64, u64),
    /// On by so many microseconds, or back.
    Move(i64),
    /// So far from where it was.
    From(Window, i64),
    /// This moment comes to its middle.
    Centre(SimTime),
    /// All of the run.
    All,
}

/// The stretch that is in view. It goes along with the cursor.
#[derive(Default)]
struct Axis {
    /// None is all of it.
    zoom: Option<Window>,
    now: SimTime,
    end: SimTime,
}

impl Axis {
    /// The window at a moment.
    fn at(&mut self, now: SimTime, end: SimTime, is_playing: bool) -> Window {
        let moved = self.now != now;
        (self.now, self.end) = (now, end);
        let zoom = self.zoom.map(|it| match (moved, is_playing) {
            (true, true) => it.following(now, end),
            (true, false) if !it.shows(now) => it.centred(now, end),
            _ => it.moved(0, end),
        });
        self.zoom = zoom.filter(|it| it.span() < Window::all(end).span());
        self.zoom.unwrap_or(Window::all(end))
    }

    fn change(&mut self, change: Change) {
        let (end, window) = (self.end, self.zoom.unwrap_or(Window::all(self.end)));
        self.zoom = match change {
            Change::Zoom(about, parts, whole) => Some(window.zoomed(about, parts, whole, end)),
            Change::Move(by) => Some(window.moved(by, end)),
            Change::From(window, by) => Some(window.moved(by, end)),
            Change::Centre(at) => Some(window.centred(at, end)),
            Change::All => None,
        };
    }
}

/// See [`Deck`].
#[derive(PartialEq, Properties)]
pub struct DeckProps {
    pub tape: Tape,
    /// How many entries are known.
    pub total: usize,
    pub now: SimTime,
    pub known_until: SimTime,
    pub is_playing: bool,
    pub pace: Pace,
    /// What can be undone, and done again.
    pub undoable: [Option<DocumentChange>; 2],
    pub selected: Option<ServerId>,
    /// Whether the space-time diagram is open.
    pub open: bool,
    pub hovered: Option<u64>,
    pub marked: Rc<[usize]>,
    /// Grows when colours may have changed.
    pub look: u32,
    /// What the reader goes to the next of.
    pub milestone: Milestone,
    pub sought: Option<Sought>,
    pub toggle: Callback<()>,
    pub choose: Callback<Milestone>,
    pub hover: Callback<Option<u64>>,
    pub pick: Callback<ProcessId>,
    pub send: Callback<Command>,
}

/// All of it. The diagram and the timeline share one window onto time.
#[component]
pub fn Deck(props: &DeckProps) -> Html {
    use_lang();
    let DeckProps { tape, send, .. } = props;
    let (total, now, known_until) = (props.total, props.now, props.known_until);
    let end = horizon(known_until);
    let axis = use_mut_ref(Axis::default);
    let redraw = use_force_update();
    let window = axis.borrow_mut().at(now, end, props.is_playing);
    let change = {
        let axis = axis.clone();
        use_callback((), move |change: Change, ()| {
            axis.borrow_mut().change(change);
            redraw.force_update();
        })
    };
    let zoomed = window != Window::all(end);
    html! {
        <section class="deck" aria-label={tr!("page.deck")} data-diagram={flag(props.open)}>
            { transport(now, props.is_playing, props.pace, &props.undoable, toggle(props), send) }
            <div class="tools">
                <Seek tape={tape.handle()} kind={props.milestone} sought={props.sought.clone()} choose={props.choose.clone()} send={send.clone()} />
                { zoom(window, now, zoomed, &change) }
            </div>
            if props.open {
                <Diagram tape={tape.clone()} {total} {now} {known_until} {window} selected={props.selected} hovered={props.hovered} marked={props.marked.clone()}
                    look={props.look} change={change.clone()} hover={props.hover.clone()} pick={props.pick.clone()} send={send.clone()} />
            }
            <Timeline tape={tape.clone()} {total} {now} {known_until} {window} {send} />
            if zoomed { <Overview tape={tape.clone()} {total} {now} {known_until} {window} {end} change={change.clone()} /> }
        </section>
    }
}

/// Opens and closes the diagram.
fn toggle(props: &DeckProps) -> Html {
    let label = tr!("page.spacetime.label");
    html! {
        <button type="button" class="step diagram" aria-label={label.clone()} aria-pressed={flag(props.open)} aria-keyshortcuts="D" title={format!("{label}  [D]")}
            onclick={props.toggle.reform(|_: MouseEvent| ())}>{ icon(Glyph::Diagram) }<span aria-hidden="true">{ tr!("page.spacetime.short") }</span></button>
    }
}

/// The buttons that zoom.
fn zoom(window: Window, now: SimTime, zoomed: bool, change: &Callback<Change>) -> Html {
    let about = if window.shows(now) { now } else { window.at(1, 2) };
    let button = |glyph: Glyph, label: AttrValue, disabled: bool, to: Change| {
        let onclick = change.reform(move |_: MouseEvent| to);
        html! { <button type="button" class="plain" aria-label={label.clone()} title={label} {disabled} {onclick}>{ icon(glyph) }</button> }
    };
    html! {
        <div class="zoom" role="group" aria-label={tr!("page.spacetime.zoom")}>
            { button(Glyph::Less, tr!("page.spacetime.zoom_out"), !zoomed, Change::Zoom(about, 2, 1)) }
            { button(Glyph::More, tr!("page.spacetime.zoom_in"), window.span().0 <= 10, Change::Zoom(about, 1, 2)) }
            { button(Glyph::Fit, tr!("page.spacetime.fit"), !zoomed, Change::All) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const END: SimTime = SimTime(10_000_000);

    #[test]
    fn what_is_in_view_goes_along_with_the_cursor() {
        let mut axis = Axis::default();
        assert_eq!(axis.at(SimTime(0), END, false), Window::all(END));
        axis.change(Change::Zoom(SimTime(0), 1, 10));
        assert_eq!(axis.at(SimTime(0), END, false).to, SimTime(1_000_000));
        assert_eq!(axis.at(SimTime(950_000), END, false).to, SimTime(1_000_000), "as long as it is in view");
        assert_eq!(axis.at(SimTime(960_000), END, true).to, SimTime(1_110_000), "played, it is led");
        assert!(axis.at(SimTime(7_000_000), END, false).shows(SimTime(7_000_000)));
        axis.change(Change::Move(-3_000_000));
        assert!(
            !axis.at(SimTime(7_000_000), END, false).shows(SimTime(7_000_000)),
            "until the reader looks elsewhere"
        );
        axis.change(Change::Zoom(SimTime(7_000_000), 100, 1));
        assert_eq!(axis.at(SimTime(7_000_000), END, false), Window::all(END));
    }
}
