use yew::prelude::*;

use super::geometry::{Detail, Point, Px, hexagon, is_roomy, px};
use crate::player::view::Condition;
use crate::ui::deeds::Thing;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::words::{self, Figure};
use crate::ui::widgets::{flag, hue};
use crate::vocab::{PeerState, ProcessId, ServerId};

/// See [`Server`].
#[derive(PartialEq, Properties)]
pub struct ServerProps {
    pub server: Figure,
    /// Whether its name has numbers in it, which change with every write: of a dot, only while the reader looks at it.
    pub exact: bool,
    pub at: (i32, i32),
    pub radius: i32,
    pub reach: i32,
    pub detail: Detail,
    pub leads: bool,
    pub selected: bool,
    /// Whether Tab stops here; from one of the stage to another, arrows lead.
    pub stop: bool,
    pub land: Callback<ProcessId>,
    pub select: Callback<ServerId>,
    pub hover: Callback<Option<ServerId>>,
}

/// One server: a button whose shape, colour and text are its state.
#[component]
pub fn Server(props: &ServerProps) -> Html {
    use_lang();
    let ServerProps {
        server,
        exact,
        at: (x, y),
        radius,
        reach,
        detail,
        leads,
        selected,
        stop,
        land,
        select,
        hover,
    } = props;
    let id = server.id;
    let onclick = select.reform(move |_: MouseEvent| id);
    let onkeydown = {
        let select = select.clone();
        move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                select.emit(id);
            }
        }
    };
    let onfocus = {
        let (hover, land) = (hover.clone(), land.clone());
        move |_: FocusEvent| {
            hover.emit(Some(id));
            land.emit(id.into());
        }
    };
    let r = f64::from(*radius);
    let candidate = server.vote.map(|it| it.leader);
    html! {
        <g class="server" transform={format!("translate({x} {y})")} role="button" tabindex={if *stop { "0" } else { "-1" }}
            aria-pressed={flag(*selected)}
            data-state={words::state_key(*server)} data-hue={hue(candidate.unwrap_or(id))} data-leads={flag(*leads)}
            data-server={id.to_string()} data-thing={Thing::Server(id).to_string()} {onclick} {onkeydown}
            onpointerdown={|event: PointerEvent| event.stop_propagation()}
            onpointerenter={hover.reform(move |_| Some(id))} onpointerleave={hover.reform(|_| None)}
            {onfocus} onblur={hover.reform(|_: FocusEvent| None)}>
            <title>{ if *exact { words::summary(*server) } else { words::brief(*server) } }</title>
            <g>
                <circle class="reach" r={px(r + 14.0)} />
                <circle class="ring" r={px(r + 5.0)} />
                { body(*server, r) }
                if server.condition == Condition::Paused { { frost(r) } }
                if server.state == Some(PeerState::Leading) { { crown(r) } }
                { name(*server, r) }
                if *detail != Detail::Dot { { labels(*server, r, f64::from(*reach), *detail) } }
            </g>
        </g>
    }
}

/// The shape of a state: a leader is a hexagon, an observer a square, all others a circle.
fn body(server: Figure, r: f64) -> Html {
    match server.state {
        Some(PeerState::Leading) => html! { <path class="body" d={hexagon(r * 1.08)} /> },
        Some(PeerState::Observing) => square(r),
        None if server.observer => square(r),
        Some(PeerState::Looking) if server.observer => square(r),
        _ => html! { <circle class="body" r={px(r)} /> },
    }
}

fn square(r: f64) -> Html {
    let (side, corner) = (px(r * 1.76), px(r * 0.3));
    let edge = px(-r * 0.88);
    html! { <rect class="body" x={edge.clone()} y={edge} width={side.clone()} height={side} rx={corner} /> }
}

fn frost(r: f64) -> Html {
    let tip = Px(r * 0.78);
    let flake = (0..3).map(|turn| {
        html! { <path transform={format!("rotate({})", turn * 60)} d={format!("M0 -{tip}V{tip}m-4 -5l4 4l4 -4M0 -{tip}m-4 5l4 -4l4 4")} /> }
    });
    html! { <g class="frost"><circle r={px(r)} />{ for flake }</g> }
}

fn crown(r: f64) -> Html {
    let scale = (r / 34.0).clamp(0.4, 1.3);
    let lift = -r * 1.08 - 5.0 * scale;
    html! {
        <path class="crown" transform={format!("translate(0 {}) scale({})", Px(lift), Px(scale))}
            d="M-16 0 L-19 -17 L-9 -9.5 L0 -22 L9 -9.5 L19 -17 L16 0 Z" />
    }
}

fn name(server: Figure, r: f64) -> Html {
    let full = is_roomy(r);
    let size = if full { r * 0.56 } else { (r * 0.72).clamp(9.0, 22.0) };
    let y = if full { -r * 0.06 } else { size * 0.36 };
    html! {
        <>
            <text class="id" ~style={format!("font-size: {}px", Px(size))} y={px(y)}>{ server.id.to_string() }</text>
            if full {
                <text class="state" ~style={format!("font-size: {}px", Px((r * 0.235).clamp(9.0, 15.0)))} y={px(r * 0.36)}>
                    { words::state(server) }
                </text>
                <text class="phase" ~style={format!("font-size: {}px", Px((r * 0.2).clamp(8.5, 12.5)))} y={px(r * 0.62)}>
                    { words::phase(server) }
                </text>
            }
        </>
    }
}

/// What stands below the shape.
fn labels(server: Figure, r: f64, reach: f64, detail: Detail) -> Html {
    let base = reach + 14.0;
    let mut lines: Vec<(&'static str, AttrValue)> = Vec::new();
    let roomy = is_roomy(r);
    if !roomy {
        lines.push(("state", words::state(server)));
    }
    match (server.state, server.vote) {
        (Some(PeerState::Looking), Some(vote)) => {
            lines.push(("vote", tr!("page.stage.votes", candidate = vote.leader)))
        }
        // Where there is little room, whom it follows is told by the arrow and the colour.
        _ if !roomy => lines.extend(words::phase(server).map(|it| ("phase", it))),
        (Some(PeerState::Following | PeerState::Observing), Some(vote)) => {
            lines.push(("vote", tr!("page.stage.follows", candidate = vote.leader)));
        }
        (Some(PeerState::Looking | PeerState::Leading) | None, _) | (_, None) => {}
    }
    if detail == Detail::Full {
        let (round, zxid) = (server.round.to_string(), server.last_zxid.to_string());
        let facts = match server.state {
            Some(_) => tr!("page.stage.facts", round = round, zxid = zxid),
            None => tr!("page.stage.facts_down", zxid = zxid),
        };
        lines.push(("facts", facts));
    }
    html! {
        for (index, (class, text)) in lines.into_iter().enumerate() {
            <text class={format!("label {class}")} y={px(base + 15.0 * index as f64)}>{ text }</text>
        }
    }
}

/// Rounded to whole pixels, so that a server is drawn anew only when it really moves.
pub fn whole(at: Point) -> (i32, i32) {
    (at.x.round() as i32, at.y.round() as i32)
}
