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
use crate::ui::browser::{fields, pointer};
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::words::Figure;
use crate::ui::widgets::{Act, Glyph, act, flag, icon};
use crate::vocab::{ClientId, ProcessId, ServerId};

/// Something that a newcomer is invited to do, drawn beside a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub server: ServerId,
    pub label: AttrValue,
    pub line: AttrValue,
    pub glyph: Glyph,
}

/// See [`Ensemble`].
#[derive(PartialEq, Properties)]
pub struct EnsembleProps {
    pub view: Rc<View>,
    pub selected: Option<ServerId>,
    /// The message that the reader points at, here or elsewhere.
    pub hovered: Option<u64>,
    pub invitation: Option<Invitation>,
    /// The reader wants nothing to move.
    pub still: bool,
    pub select: Callback<ServerId>,
    /// Shows a client.
    pub meet: Callback<ClientId>,
    /// Points at a message.
    pub hover: Callback<Option<u64>>,
    pub send: Callback<Command>,
}

/// A line that is being drawn across the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stroke {
    from: Point,
    to: Point,
}

impl Stroke {
    const SHORTEST: f64 = 40.0;

    /// The cut that it stands for; `None` while it is short or leaves all on one side.
    fn line(&self, layout: &Layout) -> Option<String> {
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
    let EnsembleProps { view, selected, invitation, still, select, meet, send, .. } = props;
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
            let Some((x, y)) = pointer::position_at(&event, &node).filter(|_| event.is_primary()) else {
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
        let (stroke, send, cut) = (stroke.clone(), send.clone(), cut.clone());
        move |_: PointerEvent| {
            if let Some(line) = &cut {
                send.emit(Command::Act(line.clone()));
            }
            stroke.set(None);
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
        <section class="ensemble" aria-label={tr!("page.stage.label")} data-cutting={flag(cut.is_some())}>
            <div class="stage" ref={node} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onkeydown}>
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
                if let (Some(invitation), None) = (invitation, *stroke) {
                    { invite(&layout, invitation, send) }
                }
            </div>
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

/// Beside a point, on the side where there is room.
fn beside(layout: &Layout, at: Point) -> String {
    let across = if at.x > layout.size.width / 2.0 { "-100%" } else { "0%" };
    let down = if at.y > layout.size.height / 2.0 { "-100%" } else { "0%" };
    format!("left: {}px; top: {}px; translate: {across} {down}", Px(at.x), Px(at.y))
}

fn invite(layout: &Layout, invitation: &Invitation, send: &Callback<Command>) -> Html {
    let narrow = layout.size.width < 600.0; // no room beside a server: in the middle, below the first one's words
    let at = if narrow {
        Point { y: layout.center.y + 16.0, ..layout.center }
    } else {
        layout.place(invitation.server).toward(layout.center, 0.6)
    };
    let line = invitation.line.to_string();
    html! {
        <button type="button" class="invitation" ~style={format!("left: {}px; top: {}px", Px(at.x), Px(at.y))}
            onpointerdown={|event: PointerEvent| event.stop_propagation()}
            onclick={send.reform(move |_: MouseEvent| Command::Act(line.clone()))}>
            { icon(invitation.glyph) }<span>{ invitation.label.clone() }</span><code>{ invitation.line.clone() }</code>
        </button>
    }
}

/// What can be done to one message.
fn flight_menu(flight: &FlightView, style: String, send: &Callback<Command>, close: &Callback<()>) -> Html {
    let nth = if flight.nth > 1 { format!(" nth {}", flight.nth) } else { String::new() };
    let line = |verb: &str| format!("{verb} {} > {}{nth}", flight.from, flight.to);
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
            if flight.held {
                { act(&Act { label: tr!("page.flight.release"), line: line("release"), glyph: Glyph::Play, harm: false }, &onact) }
            } else {
                { act(&Act { label: tr!("page.flight.hold"), line: line("hold"), glyph: Glyph::Lock, harm: false }, &onact) }
            }
            { act(&Act { label: tr!("page.flight.drop"), line: line("drop"), glyph: Glyph::Close, harm: true }, &onact) }
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
