use yew::prelude::*;

use crate::player::{Command, Mark, MarkKind, Window};
use crate::ui::browser::frame::use_merged;
use crate::ui::browser::pointer;
use crate::ui::deeds::Thing;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::deck::Change;
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::vocab::{SimTime, Span};

/// See [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    pub tape: Tape,
    /// How many entries are known.
    pub total: usize,
    pub now: SimTime,
    pub known_until: SimTime,
    /// What of the run is in view.
    pub window: Window,
    pub send: Callback<Command>,
}

/// Of marks of a kind, one is drawn in each of so many parts of the axis: they are about as wide.
const APART: u64 = 120;

/// The end of the axis: a round number, so that the axis stands still while the run grows.
pub fn horizon(known_until: SimTime) -> SimTime {
    let mut unit = 1_000_000;
    loop {
        for step in [1, 2, 5] {
            if unit * step >= known_until.0.saturating_add(1) {
                return SimTime(unit * step);
            }
        }
        unit *= 10;
    }
}

/// Where the ticks are: six or fewer, at round times.
fn ticks(window: Window) -> Vec<SimTime> {
    let step = step(window.span());
    let first = window.from.0.div_ceil(step);
    (first..=window.to.0 / step).map(|it| SimTime(it * step)).collect()
}

/// A round time that goes five times or less into a span.
fn step(span: Span) -> u64 {
    let decades = (0..18).map(|it| 10_u64.pow(it));
    let mut steps = decades.flat_map(|it| [it, 2 * it, 5 * it]);
    steps.find(|it| span.0 <= 5 * it).unwrap_or(span.0.max(1))
}

/// How far along the axis `at` lies: `12.345%`; its ends, for what is not in view.
fn percent(at: SimTime, window: Window) -> String {
    let since = at.clamp(window.from, window.to).since(window.from).0;
    let share = u128::from(since) * 100_000 / u128::from(window.span().0.max(1));
    format!("{}.{:03}%", share / 1_000, share % 1_000)
}

/// The window on one axis: a slider with marks where something happened.
#[component]
pub fn Timeline(TimelineProps { tape, now, known_until, window, send, .. }: &TimelineProps) -> Html {
    use_lang();
    let (window, end) = (*window, horizon(*known_until));
    let node = use_node_ref();
    let dragging = use_mut_ref(|| false);
    let go = use_merged(send.reform(Command::Seek));
    let seek = {
        let node = node.clone();
        move |event: &PointerEvent| {
            if let Some((x, _)) = pointer::position_at(event, &node) {
                go.emit(moment(window, x, pointer::width_of(&node)));
            }
        }
    };
    let onpointerdown = {
        let (seek, node, dragging) = (seek.clone(), node.clone(), dragging.clone());
        move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            pointer::capture(&event, &node);
            *dragging.borrow_mut() = true;
            seek(&event);
        }
    };
    let onpointermove = {
        let dragging = dragging.clone();
        move |event: PointerEvent| {
            if *dragging.borrow() {
                seek(&event);
            }
        }
    };
    let release = {
        let dragging = dragging.clone();
        move |_: PointerEvent| *dragging.borrow_mut() = false
    };
    let onkeydown = {
        let (send, now) = (send.clone(), *now);
        move |event: KeyboardEvent| {
            let span = window.span().0;
            let stride = (span / if event.shift_key() { 10 } else { 100 }).max(1);
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => now.0.saturating_sub(stride),
                "ArrowRight" | "ArrowUp" => (now.0 + stride).min(end.0),
                "PageDown" => now.0.saturating_sub(span / 10),
                "PageUp" => (now.0 + span / 10).min(end.0),
                "Home" => 0,
                "End" => end.0,
                _ => return,
            };
            event.prevent_default();
            send.emit(Command::Seek(SimTime(to)));
        }
    };
    let share = |at: SimTime| percent(at, window);
    html! {
        <div class="timeline" ref={node} role="slider" tabindex="0" data-thing={Thing::Axis(window.from, window.to).to_string()} aria-label={tr!("page.timeline.label")} aria-valuemin="0"
            aria-valuemax={(end.0 / 1_000).to_string()} aria-valuenow={(now.0 / 1_000).to_string()} aria-valuetext={words::clock(*now)}
            {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release} {onkeydown}>
            <div class="track">
                <i class="known" ~style={format!("width: {}", share(*known_until))}></i>
                <i class="past" ~style={format!("width: {}", share(*now))}></i>
            </div>
            <Marks tape={tape.clone()} known={tape.read(|it| it.marks().len())} {window} />
            if window.shows(*now) { <i class="cursor" ~style={format!("left: {}", share(*now))}></i> }
            <div class="ticks" aria-hidden="true">
                for (index, at) in ticks(window).into_iter().enumerate() { <span ~style={format!("left: {}", share(at))} data-end={at_end(at, window)}>{ tick_label(at, window, index) }</span> }
            </div>
        </div>
    }
}

/// At which end of the axis a tick stands, where its label would jut out.
fn at_end(at: SimTime, window: Window) -> Option<&'static str> {
    let near = window.span().0 / 40;
    match at {
        _ if at.since(window.from).0 <= near => Some("left"),
        _ if window.to.since(at).0 <= near => Some("right"),
        _ => None,
    }
}

/// The moment, or from the second on, where all differ only in the smallest places, how much later it is than the first.
fn tick_label(at: SimTime, window: Window, index: usize) -> String {
    let step = step(window.span());
    let fine = step < 1_000 && window.from.0 != 0;
    match at.0 {
        it if fine && index != 0 => {
            let first = window.from.0.div_ceil(step) * step;
            match it - first {
                it if step.is_multiple_of(100) => format!("+{} ms", it as f64 / 1_000.0),
                it => format!("+{it} µs"),
            }
        }
        it if it >= 60_000_000 && it % 60_000_000 == 0 => format!("{} min", it / 60_000_000),
        _ => at.to_string().replace('s', " s"),
    }
}

/// The moment at so many pixels of a width.
fn moment(window: Window, x: f64, width: f64) -> SimTime {
    let share = (x / width).clamp(0.0, 1.0);
    window.at((share * 1_000_000.0).round() as u64, 1_000_000)
}

/// One mark of a kind for all that lies within `grain`; beside an act nothing is marked but a leader or a failure.
fn worth_drawing(marks: &[Mark], grain: u64) -> Vec<Mark> {
    let near = |it: &Mark, mark: &Mark| it.at.0.abs_diff(mark.at.0) <= grain;
    let is_act = |it: &Mark| it.kind == MarkKind::Act;
    let yields = |it: &Mark| matches!(it.kind, MarkKind::Looking | MarkKind::Caption);
    let mut shown: Vec<Mark> = Vec::new();
    for mark in marks {
        let covered = yields(mark) && shown.iter().rev().take(4).any(|it| is_act(it) && near(it, mark));
        let repeated = shown.iter().rev().find(|it| it.kind == mark.kind).is_some_and(|it| near(it, mark));
        if !covered && !repeated {
            if is_act(mark) {
                shown.retain(|it| !(yields(it) && near(it, mark)));
            }
            shown.push(*mark);
        }
    }
    shown
}

#[derive(PartialEq, Properties)]
struct MarksProps {
    tape: Tape,
    /// How many there are.
    known: usize,
    window: Window,
}

/// Where something happened.
#[component]
fn Marks(MarksProps { tape, window, .. }: &MarksProps) -> Html {
    use_lang();
    let shown = tape.read(|it| worth_drawing(within(it.marks(), *window), window.span().0 / APART));
    html! {
        <svg class="marks" aria-hidden="true">
            for mark in shown {
                <svg x={percent(mark.at, *window)} overflow="visible" data-mark={mark_key(mark.kind)}>
                    <title>{ format!("{} {}", words::clock(mark.at), mark_name(mark.kind)) }</title>
                    <path d={mark_shape(mark.kind)} />
                </svg>
            }
        </svg>
    }
}

/// The marks that are in view.
fn within(marks: &[Mark], window: Window) -> &[Mark] {
    let first = marks.partition_point(|it| it.at < window.from);
    let last = marks.partition_point(|it| it.at <= window.to);
    &marks[first..last]
}

/// See [`Overview`].
#[derive(PartialEq, Properties)]
pub struct OverviewProps {
    pub tape: Tape,
    pub total: usize,
    pub now: SimTime,
    pub known_until: SimTime,
    pub window: Window,
    pub end: SimTime,
    pub change: Callback<Change>,
}

/// All of the run in a strip, with what is in view framed; it can be dragged. What it does, keys do at the timeline and the diagram.
#[component]
pub fn Overview(props: &OverviewProps) -> Html {
    use_lang();
    let OverviewProps { tape, now, known_until, window, end, change, .. } = props;
    let all = Window::all(*end);
    let node = use_node_ref();
    let dragging = use_mut_ref(|| false);
    let go = use_merged(change.reform(Change::Centre));
    let centre = {
        let node = node.clone();
        move |event: &PointerEvent| {
            if let Some((x, _)) = pointer::position_at(event, &node) {
                go.emit(moment(all, x, pointer::width_of(&node)));
            }
        }
    };
    let onpointerdown = {
        let (centre, node, dragging) = (centre.clone(), node.clone(), dragging.clone());
        move |event: PointerEvent| {
            pointer::capture(&event, &node);
            *dragging.borrow_mut() = true;
            centre(&event);
        }
    };
    let onpointermove = {
        let dragging = dragging.clone();
        move |event: PointerEvent| {
            if *dragging.borrow() {
                centre(&event);
            }
        }
    };
    let release = move |_: PointerEvent| *dragging.borrow_mut() = false;
    let shown = tape.read(|it| worth_drawing(it.marks(), end.0 / APART));
    let width = (window.span().0 as f64 * 100.0 / all.span().0 as f64).max(0.1);
    html! {
        <div class="overview" ref={node} aria-hidden="true" title={tr!("page.spacetime.overview")} {onpointerdown} {onpointermove}
            onpointerup={release.clone()} onpointercancel={release}>
            <i class="known" ~style={format!("width: {}", percent(*known_until, all))}></i>
            for mark in shown { <i data-mark={mark_key(mark.kind)} ~style={format!("left: {}", percent(mark.at, all))}></i> }
            <i class="now" ~style={format!("left: {}", percent(*now, all))}></i>
            <i class="frame" ~style={format!("left: {}; width: {width:.3}%", percent(window.from, all))}></i>
        </div>
    }
}

fn mark_key(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Act => "act",
        MarkKind::Looking => "looking",
        MarkKind::Leader => "leader",
        MarkKind::Caption => "caption",
        MarkKind::Failure => "failure",
        MarkKind::Holder => "holder",
        MarkKind::Late => "late",
        MarkKind::Refused => "refused",
    }
}

fn mark_name(kind: MarkKind) -> AttrValue {
    match kind {
        MarkKind::Act => tr!("page.mark.act"),
        MarkKind::Looking => tr!("page.mark.looking"),
        MarkKind::Leader => tr!("page.mark.leader"),
        MarkKind::Caption => tr!("page.mark.caption"),
        MarkKind::Failure => tr!("page.mark.failure"),
        MarkKind::Holder => tr!("page.mark.holder"),
        MarkKind::Late => tr!("page.mark.late"),
        MarkKind::Refused => tr!("page.mark.refused"),
    }
}

/// Each kind has a shape of its own, at most 16 units high, around x = 0.
pub fn mark_shape(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Act => "M2 0L-4 8H-.5L-2 15L4 6.5H.5Z",
        MarkKind::Looking => "M0 4l4 4l-4 4l-4 -4Z",
        MarkKind::Leader => "M-6 12L-7 3.5L-3 6.5L0 1.5L3 6.5L7 3.5L6 12Z",
        MarkKind::Caption => "M-5 3h10v7h-6l-3 3v-3h-1z",
        MarkKind::Failure => "M-4 4l8 8m0 -8l-8 8",
        MarkKind::Holder => "M-3.4 6.6V15H0V13H3V11H0V6.6a4 4 0 1 0 -3.4 0Z",
        MarkKind::Late => "M0 1L7.5 14H-7.5ZM-1 5.5H1V10H-1ZM-1 11H1V13H-1Z",
        MarkKind::Refused => "M-5.5 3L0 1L5.5 3V8C5.5 11.5 3 14 0 15.5C-3 14 -5.500 11.500 -5.5 8Z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_axis_ends_at_a_round_time_after_what_is_known() {
        assert_eq!(horizon(SimTime(0)), SimTime(1_000_000));
        assert_eq!(horizon(SimTime(1_000_000)), SimTime(2_000_000));
        assert_eq!(horizon(SimTime(4_200_000)), SimTime(5_000_000));
        assert_eq!(horizon(SimTime(86_400_000_000)), SimTime(100_000_000_000));
    }

    #[test]
    fn marks_of_a_kind_that_lie_together_are_one() {
        let mark = |kind, at| Mark { at: SimTime(at), kind, entry: 0 };
        let marks = [
            mark(MarkKind::Act, 0),
            mark(MarkKind::Looking, 0),
            mark(MarkKind::Leader, 4),
            mark(MarkKind::Act, 5),
        ];
        assert_eq!(worth_drawing(&marks, 9), [marks[0], marks[2]]);
        assert_eq!(worth_drawing(&marks, 4), [marks[0], marks[2], marks[3]]);
    }

    #[test]
    fn ticks_are_round() {
        let secs = |end: u64| {
            ticks(Window::all(SimTime(end * 1_000_000))).iter().map(|it| it.0 / 1_000).collect::<Vec<_>>()
        };
        assert_eq!(secs(1), [0, 200, 400, 600, 800, 1_000]);
        assert_eq!(secs(2), [0, 500, 1_000, 1_500, 2_000]);
        assert_eq!(secs(50), [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    }

    #[test]
    fn of_moments_that_lie_close_together_only_the_first_is_told_in_full() {
        let labels = |from: u64, to: u64| {
            let window = Window { from: SimTime(from), to: SimTime(to) };
            let ticks = ticks(window).into_iter().enumerate();
            ticks.map(|(index, at)| tick_label(at, window, index)).collect::<Vec<_>>()
        };
        assert_eq!(labels(1_200_000, 1_200_010)[..3], ["1.2 s", "+2 µs", "+4 µs"]);
        assert_eq!(labels(1_200_001, 1_200_900)[..2], ["1.2002 s", "+0.2 ms"]);
        assert_eq!(labels(1_150_000, 1_350_000), ["1.15 s", "1.2 s", "1.25 s", "1.3 s", "1.35 s"]);
    }
}
