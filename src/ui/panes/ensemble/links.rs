use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use super::geometry::{Layout, Point, px};
use crate::player::view::{ConnectionView, LinkView, ServerView};
use crate::ui::lang::{tr, use_lang};
use crate::ui::widgets::{flag, hue};
use crate::vocab::{Port, ServerId, Span};

/// All that is known of the two directions between two servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pair {
    /// An election connection stands; whether only one end knows.
    election: Option<bool>,
    /// So does a quorum connection.
    quorum: Option<bool>,
    /// From the smaller id to the larger, and back.
    cut: [bool; 2],
    delay: [Option<Span>; 2],
}

fn pairs(connections: &[ConnectionView], links: &[LinkView]) -> BTreeMap<(ServerId, ServerId), Pair> {
    let mut pairs: BTreeMap<(ServerId, ServerId), Pair> = BTreeMap::new();
    for it in connections {
        let opener = it.id.opening_server();
        let (a, b) = (opener.min(it.to), opener.max(it.to));
        let pair = pairs.entry((a, b)).or_default();
        let known = match it.id.port {
            Port::Election => &mut pair.election,
            Port::Quorum => &mut pair.quorum,
            Port::Client => continue,
        };
        *known = Some(known.unwrap_or(true) && it.half_open);
    }
    for it in links {
        let pair = pairs.entry((it.from.min(it.to), it.from.max(it.to))).or_default();
        let way = usize::from(it.from > it.to);
        pair.cut[way] = it.cut;
        pair.delay[way] = it.delay;
    }
    pairs
}

/// See [`Ground`].
#[derive(PartialEq, Properties)]
pub struct GroundProps {
    pub layout: Rc<Layout>,
    pub connections: Arc<[ConnectionView]>,
    pub links: Arc<[LinkView]>,
    pub votes: Vec<Stand>,
    pub selected: Option<ServerId>,
}

/// What lies under the messages: connections, cuts, delays and votes. It changes much less often than they move.
#[component]
pub fn Ground(GroundProps { layout, connections, links, votes, selected }: &GroundProps) -> Html {
    use_lang();
    let drawn = |(a, b): &(ServerId, ServerId), pair: &Pair| {
        !layout.crowded
            || pair.quorum.is_some()
            || pair.delay != [None; 2]
            || *selected == Some(*a)
            || *selected == Some(*b)
    };
    let pairs = pairs(connections, links);
    html! {
        <>
            <g class="links" aria-hidden="true">
                for (ends, pair) in pairs.iter().filter(|(ends, pair)| drawn(ends, pair)) {
                    { link(layout, *ends, *pair) }
                }
                if layout.crowded { { torn(layout, &pairs) } }
            </g>
            { arrows(layout, votes, *selected) }
        </>
    }
}

fn link(layout: &Layout, (a, b): (ServerId, ServerId), pair: Pair) -> Html {
    let (start, end) = layout.link(a, b);
    let line = |class: &'static str, half: Option<bool>| {
        let half = half.unwrap_or(false).to_string();
        html! {
            <line {class} data-half-open={half} x1={px(start.x)} y1={px(start.y)} x2={px(end.x)} y2={px(end.y)} />
        }
    };
    html! {
        <g key={format!("{a}-{b}")} class="link">
            if pair.cut == [true; 2] {
                { broken(start, end, 9.0) }
            } else {
                if pair.election.is_some() || pair.cut != [false; 2] || pair.delay != [None; 2] {
                    { line("election", pair.election) }
                }
                if pair.quorum.is_some() { { line("quorum", pair.quorum) } }
            }
            if pair.cut == [true, false] { { one_way(layout, a, b) } }
            if pair.cut == [false, true] { { one_way(layout, b, a) } }
            { delay(layout, (a, b), pair) }
        </g>
    }
}

/// Two stubs, a gap, a cross.
fn broken(start: Point, end: Point, gap: f64) -> Html {
    let (far, middle) = (start.distance(end).max(1.0), start.toward(end, 0.5));
    let (left, right) = (start.toward(end, 0.5 - gap / far), start.toward(end, 0.5 + gap / far));
    html! {
        <g class="cut">
            <line x1={px(start.x)} y1={px(start.y)} x2={px(left.x)} y2={px(left.y)} />
            <line x1={px(right.x)} y1={px(right.y)} x2={px(end.x)} y2={px(end.y)} />
            { cross(middle) }
        </g>
    }
}

fn cross(at: Point) -> Html {
    html! { <path class="cross" d={format!("M{}l8 8m0 -8l-8 8", Point { x: at.x - 4.0, y: at.y - 4.0 })} /> }
}

/// The lane of one direction, ending in a cross half way.
fn one_way(layout: &Layout, from: ServerId, to: ServerId) -> Html {
    let (start, end) = layout.lane(from, to);
    let stop = start.toward(end, 0.55);
    html! {
        <g class="cut one-way">
            <line x1={px(start.x)} y1={px(start.y)} x2={px(stop.x)} y2={px(stop.y)} />
            { cross(stop) }
        </g>
    }
}

/// Where many servers are cut off from many, each gets one cross instead of each link.
fn torn(layout: &Layout, pairs: &BTreeMap<(ServerId, ServerId), Pair>) -> Html {
    let mut cut: BTreeMap<ServerId, u32> = BTreeMap::new();
    for ((a, b), _) in pairs.iter().filter(|(_, it)| it.cut != [false; 2]) {
        *cut.entry(*a).or_default() += 1;
        *cut.entry(*b).or_default() += 1;
    }
    html! {
        <g class="cut">
            for server in cut.keys() {
                { cross(layout.place(*server).toward(layout.center, 1.9 * layout.radius / layout.axes.y.max(1.0))) }
            }
        </g>
    }
}

fn delay(layout: &Layout, (a, b): (ServerId, ServerId), pair: Pair) -> Html {
    let label = |from, to, span: Span, share: f64, arrow: &str| {
        let (start, end) = layout.lane(from, to);
        let at = start.toward(end, share);
        let text = format!("{}{arrow}", tr!("page.stage.delay", span = span));
        html! { <text class="delay" x={px(at.x)} y={px(at.y + 4.0)}>{ text }</text> }
    };
    match pair.delay {
        [None, None] => html! {},
        [Some(there), Some(back)] if there == back => label(a, b, there, 0.5, ""),
        [there, back] => html! {
            <>
                if let Some(span) = there { { label(a, b, span, 0.42, &format!(" → {b}")) } }
                if let Some(span) = back { { label(b, a, span, 0.42, &format!(" → {a}")) } }
            </>
        },
    }
}

/// Voter, candidate, and whether the voter still looks.
pub type Stand = (ServerId, ServerId, bool);

/// For whom the servers stand that do not stand for themselves.
pub fn stands(servers: &[ServerView]) -> Vec<Stand> {
    let looks = |it: &ServerView| it.state == Some(crate::vocab::PeerState::Looking);
    let running = servers.iter().filter(|it| it.state.is_some());
    let stands = running.filter_map(|it| Some((it.id, it.vote?.leader, looks(it))));
    stands.filter(|(voter, candidate, _)| voter != candidate).collect()
}

/// The votes as arrows from voter to candidate, in the candidate's colour.
fn arrows(layout: &Layout, votes: &[Stand], selected: Option<ServerId>) -> Html {
    html! {
        <g class="votes" aria-hidden="true">
            for (voter, candidate, looking) in votes.iter().copied() {
                { vote(layout, voter, candidate, looking, selected == Some(voter)) }
            }
        </g>
    }
}

fn vote(layout: &Layout, voter: ServerId, candidate: ServerId, looking: bool, selected: bool) -> Html {
    let (curve, head) = layout.vote(voter, candidate);
    html! {
        <g key={format!("{voter}-{candidate}")} data-hue={hue(candidate)} data-looking={flag(looking)}
            data-selected={flag(selected)}>
            <path class="shaft" d={curve} pathLength="1" />
            <path class="head" d={head} />
        </g>
    }
}
