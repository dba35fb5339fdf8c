use std::rc::Rc;

use yew::prelude::*;

use super::clients::clients;
use super::flights::{flights, nearest, position};
use super::geometry::{Detail, Layout, Point, Px, Size, px};
use super::links::{Ground, stands};
use super::server::{Server, whole};
use super::timers::timers;
use crate::player::Command;
use crate::player::view::{FlightView, ServerView, View};
use crate::ui::browser::size::use_size;
use crate::ui::browser::{fields, pointer, things};
use crate::ui::deeds::{Pointed, Thing, on_flight};
use crate::ui::lang::{tr, use_lang};
use crate::ui::later::Cutter;
use crate::ui::panes::words::Figure;
use crate::ui::widgets::{Glyph, act, flag, icon};
use crate::vocab::{ClientId, ProcessId, ServerId};

/// See [`Ensemble`].
#[derive(PartialEq, Properties)]
pub struct EnsembleProps {
    pub view: Rc<View>,
    pub selected: Option<ServerId>,
    /// The message that the reader points at, here or elsewhere.
    pub hovered: Option<u64>,
    /// The reader wants nothing to move.
    pub still: bool,
    pub select: Callback<ServerId>,
    /// Shows a client.
    pub meet: Callback<ClientId>,
    /// Points at a message.
    pub hover: Callback<Option<u64>>,
    /// Whether a cut is drawn by keys or by a finger, in all directions.
    pub cutting: bool,
    pub cutter: Callback<bool>,
    /// Asks what can be done to something.
    pub point: Callback<Pointed>,
    pub send: Callback<Command>,
}

/// A line that is being drawn across the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub from: Point,
    pub to: Point,
}

impl Stroke {
    const SHORTEST: f64 = 40.0;

    /// The cut that it stands for; `None` while it is short or leaves all on one side.
    pub fn line(&self, layout: &Layout) -> Option<String> {
        let (one, other) = layout.sides(self.from, self.to);
        let enough = self.from.distance(self.to) >= Self::SHORTEST && !one.is_empty() && !other.is_empty();
        enough.then(|| cut_line(&one, &other))
    }
}

/// `cut s1 s2 | s3 s4 s5`, the smaller id's side first.
pub fn cut_line(one: &[ServerId], other: &[ServerId]) -> String {
    let (first, second) = if one.iter().min() < other.iter().min() { (one, other) } else { (other, one) };
    let list = |it: &[ServerId]| it.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    format!("cut {} | {}", list(first), list(second))
}

/// The stage. Beside what its parts tell: a stroke across it draws a partition, a click on a message opens its menu.
#[component]
pub fn Ensemble(props: &EnsembleProps) -> Html {
    use_lang();
    let EnsembleProps { view, selected, still, select, meet, cutting, cutter, send, .. } = props;
    let node = use_node_ref();
    let (width, height) = use_size(&node).unwrap_or((900.0, 640.0));
    let ids: Vec<ServerId> = view.servers.iter().map(|it| it.id).collect();
    let layout = use_memo((ids, width as u32, height as u32), |(ids, width, height)| {
        Layout::new(Size { width: f64::from(*width), height: f64::from(*height) }, ids)
    });
    let stroke = use_state(|| None::<Stroke>);
    let picked = use_state(|| None::<u64>);
    let near = use_state(|| None::<ServerId>);
    let cut = stroke.and_then(|it| it.line(&layout));

    let pick = {
        let (picked, send) = (picked.clone(), send.clone());
        Callback::from(move |flight| {
            send.emit(Command::Pause);
            picked.set(Some(flight));
        })
    };
    let onpointerdown = {
        let (stroke, picked, node) = (stroke.clone(), picked.clone(), node.clone());
        let (layout, view, still, pick) = (layout.clone(), view.clone(), *still, pick.clone());
        move |event: PointerEvent| {
            picked.set(None);
            let draws = event.is_primary() && event.button() == 0;
            let Some((x, y)) = pointer::position_at(&event, &node).filter(|_| draws) else {
                return;
            };
            // A dot of a swarm is nothing that could be hit itself.
            match nearest(&layout, &view, still, Point { x, y }).filter(|_| layout.crowded) {
                Some(flight) => pick.emit(flight),
                None => {
                    pointer::capture(&event, &node);
                    stroke.set(Some(Stroke { from: Point { x, y }, to: Point { x, y } }));
                }
            }
        }
    };
    let onpointermove = {
        let (stroke, node) = (stroke.clone(), node.clone());
        move |event: PointerEvent| {
            if let (Some(drawn), Some((x, y))) = (*stroke, pointer::position_at(&event, &node)) {
                stroke.set(Some(Stroke { to: Point { x, y }, ..drawn }));
            }
        }
    };
    let onpointerup = {
        let (stroke, send, cut, cutter) = (stroke.clone(), send.clone(), cut.clone(), cutter.clone());
        move |_: PointerEvent| {
            if let Some(line) = &cut {
                cutter.emit(false);
                send.emit(Command::Act(line.clone()));
            }
            stroke.set(None);
        }
    };
    let oncontextmenu = {
        let (stroke, node, pick, point) = (stroke.clone(), node.clone(), pick.clone(), props.point.clone());
        let (layout, view, still) = (layout.clone(), view.clone(), *still);
        move |event: MouseEvent| {
            stroke.set(None);
            let Some((x, y)) = pointer::position_at(&event, &node) else { return };
            let at = Point { x, y };
            // What answers itself stands above what is found by its place.
            let found = things::found(&event).filter(|it| it.thing != Thing::Stage.to_string());
            if let (None, Some(flight)) = (&found, nearest(&layout, &view, still, at)) {
                event.prevent_default();
                return pick.emit(flight);
            }
            let here = (event.client_x(), event.client_y());
            let link = nearest_link(&layout, at).map(|(a, b)| Thing::Link(a, b));
            let pointed = found.as_ref().and_then(Pointed::new);
            let pointed =
                pointed.unwrap_or(Pointed { thing: link.unwrap_or(Thing::Stage), at: here, share: None });
            event.prevent_default();
            point.emit(pointed);
        }
    };
    let onpointercancel = {
        let stroke = stroke.clone();
        move |_: PointerEvent| stroke.set(None)
    };
    let close = {
        let picked = picked.clone();
        Callback::from(move |()| picked.set(None))
    };
    let landed = use_state(|| None::<ProcessId>);
    let land = use_callback(landed.setter(), |process, landed| landed.set(Some(process)));
    let stop = landed.filter(|it| is_there(view, *it)).or(selected.map(ProcessId::from));
    let stop = stop.or(view.servers.first().map(|it| it.id.into()));
    let onkeydown = {
        let node = node.clone();
        move |event: KeyboardEvent| {
            let toward = match event.key().as_str() {
                "ArrowLeft" => (-1.0, 0.0),
                "ArrowRight" => (1.0, 0.0),
                "ArrowUp" => (0.0, -1.0),
                "ArrowDown" => (0.0, 1.0),
                _ => return,
            };
            if !event.shift_key() && fields::focus_toward(&node, ".server, .client", toward) {
                event.prevent_default();
            }
        }
    };
    let hover = use_callback(near.setter(), |server, near| near.set(server));
    let named: Vec<ServerId> = [*selected, *near].into_iter().flatten().collect();
    let is_exact = |id: ServerId| layout.detail != Detail::Dot || named.contains(&id);
    let figure =
        |it: &ServerView| if is_exact(it.id) { Figure::from(it) } else { Figure::from(it).without_numbers() };
    let seen = format!("0 0 {} {}", layout.size.width as u32, layout.size.height as u32);
    let flight = picked.and_then(|id| view.flights.iter().find(|it| it.id == id));
    html! {
        <section class="ensemble" aria-label={tr!("page.stage.label")} data-cutting={flag(cut.is_some())} data-cutter={flag(*cutting)}>
            <div class="stage" ref={node} data-thing="stage" {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {oncontextmenu} {onkeydown}>
                <svg viewBox={seen.clone()} role="group" aria-label={tr!("page.stage.servers")}>
                    <ellipse class="orbit" cx={px(layout.center.x)} cy={px(layout.center.y)}
                        rx={px(layout.axes.x)} ry={px(layout.axes.y)} />
                    <Ground layout={layout.clone()} connections={view.connections.clone()} links={view.links.clone()} votes={stands(&view.servers)} selected={*selected} />
                    for server in view.servers.iter() {
                        <Server key={server.id.0} server={figure(server)} exact={is_exact(server.id)} at={whole(layout.place(server.id))}
                            radius={layout.radius.round() as i32} reach={layout.reach().round() as i32} detail={layout.detail}
                            leads={view.leader == Some(server.id)} selected={*selected == Some(server.id)} stop={stop == Some(server.id.into())} land={land.clone()}
                            select={select.clone()} hover={hover.clone()} />
                    }
                </svg>
                // What moves at every frame, in a layer of its own: what stands need not be painted with it.
                <svg class="motion" viewBox={seen}>
                    { timers(&layout, view, &named) }
                    if let Some(stop) = stop { { clients(&layout, view, meet, (stop, &land)) } }
                    { flights(&layout, view, [*picked, props.hovered], *still, (&pick, &props.hover)) }
                    if let Some(Stroke { from, to }) = *stroke {
                        <line class="stroke" x1={px(from.x)} y1={px(from.y)} x2={px(to.x)} y2={px(to.y)} />
                    }
                </svg>
                if let (Some(line), Some(Stroke { to, .. })) = (&cut, *stroke) {
                    <output class="preview" ~style={beside(&layout, to)}><code>{ line.clone() }</code></output>
                }
                if let Some(flight) = flight {
                    { flight_menu(flight, beside(&layout, position(&layout, flight, view.now, *still)), send, &close) }
                }
            </div>
            if *cutting {
                <Cutter layout={(*layout).clone()} drawn={stroke.is_some()} send={send.clone()} close={cutter.reform(|()| false)} />
            } else if 1 < view.servers.len() {
                <button type="button" class="scissors plain" aria-label={tr!("page.deeds.cutter")} title={format!("{}  [X]", tr!("page.deeds.cutter"))} aria-keyshortcuts="X"
                    onclick={cutter.reform(|_: MouseEvent| true)}>{ icon(Glyph::Cut) }</button>
            }
        </section>
    }
}

/// Whether a process is on the stage.
fn is_there(view: &View, process: ProcessId) -> bool {
    match process {
        ProcessId::Server(id) => view.servers.iter().any(|it| it.id == id),
        ProcessId::Client(id) => view.clients.iter().any(|it| it.id == id),
    }
}

/// The link that a point lies on, if it lies on one.
fn nearest_link(layout: &Layout, at: Point) -> Option<(ServerId, ServerId)> {
    const NEAR: f64 = 14.0;
    let ids = layout.ids();
    let pairs = ids.iter().enumerate().flat_map(|(place, a)| ids[place + 1..].iter().map(move |b| (*a, *b)));
    let far = |(a, b): (ServerId, ServerId)| {
        let (start, end) = layout.link(a, b);
        let (dx, dy) = (end.x - start.x, end.y - start.y);
        let along = ((at.x - start.x) * dx + (at.y - start.y) * dy) / (dx * dx + dy * dy).max(1.0);
        start.toward(end, along.clamp(0.0, 1.0)).distance(at)
    };
    pairs.map(|it| (far(it), it)).filter(|it| it.0 < NEAR).min_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1)
}

/// Beside a point, on the side where there is room.
fn beside(layout: &Layout, at: Point) -> String {
    let across = if at.x > layout.size.width / 2.0 { "-100%" } else { "0%" };
    let down = if at.y > layout.size.height / 2.0 { "-100%" } else { "0%" };
    format!("left: {}px; top: {}px; translate: {across} {down}", Px(at.x), Px(at.y))
}

/// What can be done to one message.
fn flight_menu(flight: &FlightView, style: String, send: &Callback<Command>, close: &Callback<()>) -> Html {
    let onact = {
        let (send, close) = (send.clone(), close.clone());
        Callback::from(move |line| {
            send.emit(Command::Act(line));
            close.emit(());
        })
    };
    html! {
        <div class="menu" role="dialog" aria-label={flight.name()} ~style={style}
            onpointerdown={|event: PointerEvent| event.stop_propagation()}>
            <header>
                <strong>{ flight.name() }</strong>
                <span>{ format!("{} → {}", flight.from, flight.to) }</span>
                <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close.reform(|_: MouseEvent| ())}>
                    { icon(Glyph::Close) }
                </button>
            </header>
            <p>{ flight.detail() }</p>
            for it in on_flight(flight) { { act(&(&it).into(), &onact) } }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_cut_names_the_side_of_the_smaller_id_first() {
        let ids = |it: &[u8]| it.iter().map(|id| ServerId(*id)).collect::<Vec<_>>();
        assert_eq!(cut_line(&ids(&[3, 4, 5]), &ids(&[1, 2])), "cut s1 s2 | s3 s4 s5");
    }
}
