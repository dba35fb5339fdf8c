use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::draw::Drawing;
use super::palette::{Palette, kind_key, kind_name, swatches};
use super::plot::{Plot, Point, Target, distance};
use crate::player::spacetime::{Passage, PassageKind, Scene, Spacetime};
use crate::player::{Command, Window};
use crate::trace;
use crate::ui::browser::canvas::Canvas;
use crate::ui::browser::frame::use_merged;
use crate::ui::browser::pointer::{self, Turn, use_wheel};
use crate::ui::browser::size::use_size;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::deck::Change;
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::ui::widgets::flag;
use crate::vocab::{ProcessId, ServerId, SimTime, Span};

/// See [`Diagram`].
#[derive(Clone, PartialEq, Properties)]
pub struct DiagramProps {
    pub tape: Tape,
    /// How many entries are known.
    pub total: usize,
    pub now: SimTime,
    pub known_until: SimTime,
    pub window: Window,
    pub selected: Option<ServerId>,
    /// The message that the reader points at, here or on the stage.
    pub hovered: Option<u64>,
    /// Places of entries that something else wants to be seen, in order.
    pub marked: Rc<[usize]>,
    /// Grows when colours may have changed.
    pub look: u32,
    pub change: Callback<Change>,
    pub hover: Callback<Option<u64>>,
    pub pick: Callback<ProcessId>,
    pub send: Callback<Command>,
}

/// A pixel of a lane's name is worth pressing from this height on.
const PRESSABLE: f64 = 24.0;
/// A pointer that has moved less has not moved.
const STILL: f64 = 4.0;

/// Where each finger is, and what they have become.
#[derive(Default)]
struct Hands {
    fingers: BTreeMap<i32, Point>,
    /// The window when the drag began, and where.
    drag: Option<(Window, Point)>,
    moved: bool,
}

/// The diagram. Beside what it draws: a drag moves it, the wheel and two fingers zoom, a click goes there.
#[component]
pub fn Diagram(props: &DiagramProps) -> Html {
    use_lang();
    let DiagramProps { tape, window, known_until: until, hovered, .. } = props;
    let (root, canvas) = (use_node_ref(), use_node_ref());
    let size = use_size(&canvas).unwrap_or((800.0, 200.0));
    let memory = use_mut_ref(|| (0, Spacetime::default()));
    let key = (tape.clone(), props.total, *until, *window, size.0 as u32);
    let scene = use_memo(key, |(tape, _, until, window, columns)| {
        let mut memory = memory.borrow_mut();
        if memory.0 != tape.revision() {
            *memory = (tape.revision(), Spacetime::default());
        }
        tape.read(|it| memory.1.read(it.script(), it.entries()));
        memory.1.scene(*window, *until, *columns)
    });
    let plot = Rc::new(Plot::new(&scene, *window, size));
    let over = hovered.and_then(|it| memory.borrow().1.passage(it, *window, *until));
    use_painting(&root, &canvas, props, &scene, &plot, over);

    let hands = use_mut_ref(Hands::default);
    let pointing = use_pointing(props, &canvas, &scene, &plot, &hands);
    let onkeydown = keys(props);
    use_wheel(&canvas, {
        let (change, plot) = (props.change.clone(), plot.clone());
        Callback::from(move |turn: Turn| change.emit(turned(&plot, turn)))
    });
    let kinds: Vec<PassageKind> = PassageKind::ALL
        .into_iter()
        .filter(|kind| {
            scene.passages.iter().any(|it| it.kind == *kind)
                || scene.crowd.iter().any(|it| 0 < it.counts[*kind as usize])
        })
        .collect();
    html! {
        <div class="spacetime" ref={root} role="group" tabindex="0" aria-label={tr!("page.spacetime.label")} aria-describedby="spacetime-keys"
            aria-keyshortcuts="+ - 0 ArrowLeft ArrowRight" {onkeydown}>
            <div class="names">
                for (lane, (process, _)) in scene.lanes.iter().enumerate() { { name(props, &plot, lane, *process) } }
            </div>
            <div class="plot">
                <canvas ref={canvas} role="img" aria-label={summary(&scene, *window)} data-over={flag(over.is_some())}
                    onpointerdown={pointing.down} onpointermove={pointing.moved} onpointerup={pointing.up.clone()}
                    onpointercancel={pointing.cancel} onpointerleave={pointing.leave}></canvas>
                { future(&plot, props.now, *until) }
                if let Some(it) = &over { { told(props, &plot, it) } }
            </div>
            <footer>
                <ul class="legend">
                    for it in kinds { <li data-kind={kind_key(it)}><i></i>{ kind_name(it) }</li> }
                </ul>
                if !scene.crowd.is_empty() { <p>{ tr!("page.spacetime.crowd", n = scene.messages) }</p> }
                <p id="spacetime-keys" class="unseen">{ tr!("page.spacetime.keys") }</p>
            </footer>
            { swatches() }
        </div>
    }
}

/// A process's name before its lane; where lanes are too low to be pressed, a word, and where they are lower still, some.
fn name(props: &DiagramProps, plot: &Plot, lane: usize, process: ProcessId) -> Html {
    let style = format!("top: {:.1}px", plot.y(lane));
    let selected = props.selected.is_some() && props.selected == process.server();
    if plot.gap() < PRESSABLE {
        let each = (11.0 / plot.gap()).ceil().max(1.0) as usize;
        return html! { if lane.is_multiple_of(each) { <span ~style={style} data-selected={flag(selected)} aria-hidden="true">{ process.to_string() }</span> } };
    }
    let onclick = props.pick.reform(move |_: MouseEvent| process);
    html! {
        <button type="button" ~style={style} aria-pressed={flag(selected)} title={tr!("page.spacetime.lane", id = process)} {onclick}>{ process.to_string() }</button>
    }
}

/// The cursor, and a veil over what lies behind it; over what is not known yet, a thicker one.
fn future(plot: &Plot, now: SimTime, until: SimTime) -> Html {
    let left = |at: SimTime| format!("left: {:.2}px", plot.x(at).clamp(0.0, plot.width));
    html! {
        <>
            <i class="veil" ~style={left(now)}></i>
            <i class="unknown" ~style={left(until)}></i>
            if plot.window.shows(now) { <i class="cursor" ~style={left(now)}></i> }
        </>
    }
}

/// What the message is that the reader points at.
fn told(props: &DiagramProps, plot: &Plot, it: &Passage) -> Html {
    let Some((from, to)) = plot.ends(it, props.known_until) else { return Html::default() };
    let middle = ((from.0 + to.0) / 2.0).clamp(0.0, plot.width);
    let side = if middle < plot.width / 2.0 { "0%" } else { "-100%" };
    let y = (from.1 + to.1) / 2.0;
    let down = if y < plot.height / 2.0 { "0.75rem" } else { "calc(-100% - 0.75rem)" };
    let line = props.tape.read(|player| {
        let entry = player.entries().get(it.sent.1)?;
        match &entry.what {
            trace::What::Sent { segment, .. } => Some(segment.to_string()),
            _ => None,
        }
    });
    let fate = match (it.ended, it.lost) {
        (None, _) => tr!("page.spacetime.under_way", at = words::clock(it.sent.0)),
        (Some((at, _)), None) => {
            tr!("page.spacetime.took", at = words::clock(it.sent.0), span = in_millis(at.since(it.sent.0)))
        }
        (Some((at, _)), Some(_)) => {
            tr!("page.spacetime.lost", at = words::clock(it.sent.0), end = words::clock(at))
        }
    };
    html! {
        <output class="told" ~style={format!("left: {middle:.0}px; top: {y:.0}px; translate: {side} {down}")}>
            <strong>{ format!("{} {} → {}", it.name, it.from, it.to) }</strong>
            <code>{ line.unwrap_or_default() }</code><span>{ fate }</span>
        </output>
    }
}

/// To the microsecond: messages differ by few of them.
fn in_millis(span: Span) -> String {
    format!("{}.{:03} ms", span.0 / 1_000, span.0 % 1_000)
}

/// The diagram in a sentence, for those who do not see it.
fn summary(scene: &Scene, window: Window) -> AttrValue {
    let all: Vec<String> = scene.lanes.iter().map(|it| it.0.to_string()).collect();
    let (from, to) = (window.from.to_string(), window.to.to_string());
    tr!("page.spacetime.summary", from = from, to = to, who = all.join(", "), count = scene.messages)
}

/// Draws whenever something has changed, and at no other time.
#[hook]
fn use_painting(
    root: &NodeRef,
    canvas: &NodeRef,
    props: &DiagramProps,
    scene: &Rc<Scene>,
    plot: &Rc<Plot>,
    over: Option<Passage>,
) {
    // The style sheets take a new theme on only after the page has been drawn for it.
    let settled = use_state(|| 0);
    use_effect_with(props.look, {
        let settled = settled.setter();
        move |look| {
            let look = *look + 1;
            let timeout = Timeout::new(30, move || settled.set(look));
            move || drop(timeout)
        }
    });
    let palette = use_mut_ref(|| None::<(u32, Palette)>);
    let size = (plot.width, plot.height);
    let key = (scene.clone(), size, over, props.selected, props.marked.clone(), *settled, lang());
    let (root, canvas, plot, tape, until) =
        (root.clone(), canvas.clone(), plot.clone(), props.tape.clone(), props.known_until);
    use_effect_with(key, move |(scene, size, over, selected, marked, settled, _)| {
        let mut palette = palette.borrow_mut();
        if palette.as_ref().is_none_or(|it| it.0 != *settled) {
            *palette = Palette::read(&root).map(|it| (*settled, it));
        }
        if let (Some(canvas), Some((_, palette))) = (Canvas::wiped(&canvas, *size), palette.as_ref()) {
            tape.read(|player| {
                let (plot, entries, selected, hovered) = (&plot, player.entries(), *selected, *over);
                let canvas = &canvas;
                Drawing { canvas, plot, scene, palette, entries, until, selected, hovered, marked }.draw();
            });
        }
    });
}

/// What pointers do.
struct Pointing {
    down: Callback<PointerEvent>,
    moved: Callback<PointerEvent>,
    up: Callback<PointerEvent>,
    cancel: Callback<PointerEvent>,
    leave: Callback<PointerEvent>,
}

#[hook]
fn use_pointing(
    props: &DiagramProps,
    canvas: &NodeRef,
    scene: &Rc<Scene>,
    plot: &Rc<Plot>,
    hands: &Rc<RefCell<Hands>>,
) -> Pointing {
    let change = use_merged(props.change.clone());
    let at = |event: &PointerEvent, canvas: &NodeRef| pointer::position_at(event, canvas).unwrap_or_default();
    let down = {
        let (canvas, hands, window) = (canvas.clone(), hands.clone(), props.window);
        Callback::from(move |event: PointerEvent| {
            pointer::capture(&event, &canvas);
            let mut hands = hands.borrow_mut();
            let point = at(&event, &canvas);
            hands.fingers.insert(event.pointer_id(), point);
            hands.moved = hands.moved && 1 < hands.fingers.len();
            hands.drag = Some((window, point));
        })
    };
    let moved = {
        let (canvas, hands, scene, plot) = (canvas.clone(), hands.clone(), scene.clone(), plot.clone());
        let (hover, until, hovered) = (props.hover.clone(), props.known_until, props.hovered);
        Callback::from(move |event: PointerEvent| {
            let point = at(&event, &canvas);
            let mut hands = hands.borrow_mut();
            if hands.fingers.contains_key(&event.pointer_id()) {
                change_by(&mut hands, event.pointer_id(), point, &plot)
                    .into_iter()
                    .for_each(|it| change.emit(it));
                return;
            }
            let over = match plot.target(&scene, until, point) {
                Target::Passage(it, _) => Some(it.flight),
                _ => None,
            };
            if over != hovered {
                hover.emit(over);
            }
        })
    };
    let up = {
        let (canvas, hands, scene, plot) = (canvas.clone(), hands.clone(), scene.clone(), plot.clone());
        let (hover, until, send) = (props.hover.clone(), props.known_until, props.send.clone());
        Callback::from(move |event: PointerEvent| {
            let mut hands = hands.borrow_mut();
            hands.fingers.remove(&event.pointer_id());
            if hands.moved || !hands.fingers.is_empty() {
                return;
            }
            send.emit(Command::Pause);
            send.emit(match plot.target(&scene, until, at(&event, &canvas)) {
                Target::Passage(it, place) => {
                    hover.emit(Some(it.flight));
                    Command::SeekEntry(place)
                }
                Target::Place(place) => Command::SeekEntry(place),
                Target::Moment(at) => Command::Seek(at),
            });
        })
    };
    let cancel = {
        let hands = hands.clone();
        Callback::from(move |_| *hands.borrow_mut() = Hands::default())
    };
    let leave = {
        let (hover, hovered) = (props.hover.clone(), props.hovered);
        Callback::from(move |event: PointerEvent| {
            if hovered.is_some() && event.pointer_type() == "mouse" {
                hover.emit(None);
            }
        })
    };
    Pointing { down, moved, up, cancel, leave }
}

/// One finger, or the mouse, drags; two also zoom.
fn change_by(hands: &mut Hands, finger: i32, point: Point, plot: &Plot) -> Option<Change> {
    let (window, begun) = hands.drag?;
    let before = hands.fingers.insert(finger, point)?;
    hands.moved |= STILL < distance(point, begun);
    let other = hands.fingers.iter().find(|it| *it.0 != finger).map(|it| *it.1);
    match other {
        None if hands.moved => {
            let by = (begun.0 - point.0) * window.span().0 as f64 / plot.width.max(1.0);
            Some(Change::From(window, by as i64))
        }
        None => None,
        Some(other) => {
            hands.moved = true;
            hands.drag = Some((plot.window, point));
            let spread = |it: Point| distance(it, other).max(10.0);
            let parts = (1_024.0 * spread(before) / spread(point)) as u64;
            Some(Change::Zoom(plot.at((point.0 + other.0) / 2.0), parts, 1_024))
        }
    }
}

/// Up and down zooms at the pointer, aside moves.
fn turned(plot: &Plot, turn: Turn) -> Change {
    const FOR_TWICE: f64 = 240.0;
    let (aside, down) = turn.by;
    if down.abs() < aside.abs() {
        return Change::Move((aside * plot.window.span().0 as f64 / plot.width.max(1.0)) as i64);
    }
    let parts = 1_024.0 * (down / FOR_TWICE).clamp(-2.0, 2.0).exp2();
    Change::Zoom(plot.at(turn.x), parts as u64, 1_024)
}

/// What keys do while the focus is here.
fn keys(props: &DiagramProps) -> Callback<KeyboardEvent> {
    let (change, window, now) = (props.change.clone(), props.window, props.now);
    let about = if window.shows(now) { now } else { window.at(1, 2) };
    Callback::from(move |event: KeyboardEvent| {
        let tenth = (window.span().0 / 10).max(1) as i64;
        let change_to = match event.key().as_str() {
            "+" | "=" => Change::Zoom(about, 1, 2),
            "-" | "_" => Change::Zoom(about, 2, 1),
            "0" => Change::All,
            "ArrowLeft" => Change::Move(-tenth),
            "ArrowRight" => Change::Move(tenth),
            _ => return,
        };
        event.prevent_default();
        change.emit(change_to);
    })
}
