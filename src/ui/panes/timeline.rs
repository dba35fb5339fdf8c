use yew::prelude::*;

use crate::player::{Command, Mark, MarkKind};
use crate::ui::browser::pointer;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::words;
use crate::ui::store::Tape;
use crate::vocab::SimTime;

/// See [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    pub tape: Tape,
    /// How many entries are known.
    pub total: usize,
    pub now: SimTime,
    pub known_until: SimTime,
    pub send: Callback<Command>,
}

/// The end of the axis: a round number, so that the axis stands still while the run grows.
fn horizon(known_until: SimTime) -> SimTime {
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

/// Where the ticks are: five or fewer, at round times.
fn ticks(end: SimTime) -> Vec<SimTime> {
    let leading = end.0 / 10_u64.pow(end.0.ilog10());
    let parts = if leading == 2 { 4 } else { 5 };
    (0..=parts).map(|it| SimTime(end.0 / parts * it)).collect()
}

/// How far along the axis `at` lies: `12.345%`.
fn percent(at: SimTime, end: SimTime) -> String {
    let share = u128::from(at.0.min(end.0)) * 100_000 / u128::from(end.0.max(1));
    format!("{}.{:03}%", share / 1_000, share % 1_000)
}

/// The whole run on one axis: a slider with marks where something happened.
#[component]
pub fn Timeline(TimelineProps { tape, total, now, known_until, send }: &TimelineProps) -> Html {
    use_lang();
    let end = horizon(*known_until);
    let node = use_node_ref();
    let dragging = use_mut_ref(|| false);
    let seek = {
        let (node, send) = (node.clone(), send.clone());
        move |event: &PointerEvent| {
            if let Some((x, _)) = pointer::position_at(event, &node) {
                let share = (x / pointer::width_of(&node)).clamp(0.0, 1.0);
                send.emit(Command::Seek(SimTime((share * end.0 as f64) as u64)));
            }
        }
    };
    let onpointerdown = {
        let (seek, node, dragging) = (seek.clone(), node.clone(), dragging.clone());
        move |event: PointerEvent| {
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
            let stride = end.0 / if event.shift_key() { 10 } else { 100 };
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => now.0.saturating_sub(stride),
                "ArrowRight" | "ArrowUp" => (now.0 + stride).min(end.0),
                "PageDown" => now.0.saturating_sub(end.0 / 10),
                "PageUp" => (now.0 + end.0 / 10).min(end.0),
                "Home" => 0,
                "End" => end.0,
                _ => return,
            };
            event.prevent_default();
            send.emit(Command::Seek(SimTime(to)));
        }
    };
    let share = |at: SimTime| percent(at, end);
    html! {
        <div class="timeline" ref={node} role="slider" tabindex="0" aria-label={tr!("page.timeline.label")} aria-valuemin="0"
            aria-valuemax={(end.0 / 1_000).to_string()} aria-valuenow={(now.0 / 1_000).to_string()} aria-valuetext={words::clock(*now)}
            {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release} {onkeydown}>
            <div class="track">
                <i class="known" ~style={format!("width: {}", share(*known_until))}></i>
                <i class="past" ~style={format!("width: {}", share(*now))}></i>
            </div>
            <Marks tape={tape.clone()} total={*total} {end} />
            <i class="cursor" ~style={format!("left: {}", share(*now))}></i>
            <div class="ticks" aria-hidden="true">
                for at in ticks(end) { <span ~style={format!("left: {}", share(at))}>{ tick_label(at) }</span> }
            </div>
        </div>
    }
}

fn tick_label(at: SimTime) -> String {
    match at.0 {
        it if it >= 60_000_000 && it % 60_000_000 == 0 => format!("{} min", it / 60_000_000),
        _ => at.to_string().replace('s', " s"),
    }
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
    total: usize,
    end: SimTime,
}

/// Where something happened.
#[component]
fn Marks(MarksProps { tape, end, .. }: &MarksProps) -> Html {
    use_lang();
    let shown = tape.read(|it| worth_drawing(it.marks(), end.0 / 300));
    html! {
        <svg class="marks" aria-hidden="true">
            for mark in shown {
                <svg x={percent(mark.at, *end)} overflow="visible" data-mark={mark_key(mark.kind)}>
                    <title>{ format!("{} {}", words::clock(mark.at), mark_name(mark.kind)) }</title>
                    <path d={mark_shape(mark.kind)} />
                </svg>
            }
        </svg>
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
fn mark_shape(kind: MarkKind) -> &'static str {
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
        let secs =
            |end: u64| ticks(SimTime(end * 1_000_000)).iter().map(|it| it.0 / 1_000).collect::<Vec<_>>();
        assert_eq!(secs(1), [0, 200, 400, 600, 800, 1_000]);
        assert_eq!(secs(2), [0, 500, 1_000, 1_500, 2_000]);
        assert_eq!(secs(50), [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    }
}
