use std::collections::BTreeMap;

use super::layout::{Layout, Point, arrow};
use super::markup::{all, label, line, path};
use super::palette::hue;
use crate::locale::Lang;
use crate::player::view::View;
use crate::t;
use crate::vocab::{PeerState, Port, ServerId, Span};

/// All that is known of the two directions between two servers.
#[derive(Default)]
struct Pair {
    /// An election, and a quorum connection; whether only one end knows of it.
    election: Option<bool>,
    quorum: Option<bool>,
    /// From the smaller id to the larger, and back.
    cut: [bool; 2],
    delay: [Option<Span>; 2],
}

fn pairs(view: &View) -> BTreeMap<(ServerId, ServerId), Pair> {
    let mut pairs: BTreeMap<(ServerId, ServerId), Pair> = BTreeMap::new();
    for it in view.connections.iter() {
        let opener = it.id.opening_server();
        let pair = pairs.entry((opener.min(it.to), opener.max(it.to))).or_default();
        let known = match it.id.port {
            Port::Election => &mut pair.election,
            Port::Quorum => &mut pair.quorum,
            Port::Client => continue,
        };
        *known = Some(known.unwrap_or(true) && it.half_open);
    }
    for it in view.links.iter() {
        let pair = pairs.entry((it.from.min(it.to), it.from.max(it.to))).or_default();
        let way = usize::from(it.to < it.from);
        (pair.cut[way], pair.delay[way]) = (it.cut, it.delay);
    }
    pairs
}

/// More servers than that are a crowd, whose election connections are not drawn.
const CROWD: usize = 9;

/// Connections, cuts and delays.
pub fn links(layout: &Layout, view: &View, lang: Lang) -> String {
    let pairs = pairs(view);
    let crowded = CROWD < view.servers.len();
    let (mut election, mut quorum, mut half, mut rest) =
        (String::new(), String::new(), String::new(), String::new());
    for ((a, b), pair) in &pairs {
        let (start, end) = layout.link(*a, *b);
        let straight = format!("M{start}L{end}");
        match pair.cut {
            [true, true] if crowded => {}
            [true, true] => rest += &broken(start, end),
            _ => {
                if pair.election.is_some() && !crowded {
                    election += &straight;
                }
                match pair.quorum {
                    Some(true) => half += &straight,
                    Some(false) => quorum += &straight,
                    None => {}
                }
            }
        }
        match pair.cut {
            [true, false] if !crowded => rest += &one_way(layout, *a, *b),
            [false, true] if !crowded => rest += &one_way(layout, *b, *a),
            _ => {}
        }
        rest += &delays(layout, (*a, *b), pair, lang);
    }
    if crowded {
        rest += &torn(layout, &pairs);
    }
    let drawn = |class: &str, d: &str| if d.is_empty() { String::new() } else { path(class, d) };
    [drawn("election", &election), drawn("quorum", &quorum), drawn("cut half", &half), rest].concat()
}

/// Two stubs, a gap, a cross.
fn broken(start: Point, end: Point) -> String {
    let middle = start.toward(end, 1, 2);
    let (left, right) = (middle.step(start, 90, 0), middle.step(end, 90, 0));
    path("cut torn", &format!("M{start}L{left}M{right}L{end}")) + &cross(middle)
}

fn cross(at: Point) -> String {
    path("cut cross", &format!("M{}l8 8m0-8l-8 8", at.plus(-40, -40)))
}

/// The lane of one direction, ending in a cross half way.
fn one_way(layout: &Layout, from: ServerId, to: ServerId) -> String {
    let (start, end) = layout.lane(from, to);
    let stop = start.toward(end, 55, 100);
    line("cut torn", (start, stop)) + &cross(stop)
}

/// Where many are cut off from many, each gets one cross instead of each link.
fn torn(layout: &Layout, pairs: &BTreeMap<(ServerId, ServerId), Pair>) -> String {
    let mut cut: Vec<ServerId> =
        pairs.iter().filter(|(_, it)| it.cut != [false; 2]).flat_map(|((a, b), _)| [*a, *b]).collect();
    cut.sort();
    cut.dedup();
    all(cut.into_iter().map(|it| cross(layout.place(it).step(layout.center, 2 * layout.radius, 0))))
}

fn delays(layout: &Layout, (a, b): (ServerId, ServerId), pair: &Pair, lang: Lang) -> String {
    let say = |from, to, span: Span, share, arrow: &str| {
        let (start, end) = layout.lane(from, to);
        let words = format!("{}{arrow}", t!("page.stage.delay", locale = lang, span = span));
        label(start.toward(end, share, 100).plus(0, 40), "b xs mono delay", &words)
    };
    match pair.delay {
        [Some(there), Some(back)] if there == back => say(a, b, there, 50, ""),
        [there, back] => {
            let there = there.map(|it| say(a, b, it, 42, &format!(" → {b}")));
            let back = back.map(|it| say(b, a, it, 42, &format!(" → {a}")));
            there.into_iter().chain(back).collect()
        }
    }
}

/// The votes of servers that do not stand for themselves, as arrows to whom they stand for, in that one's colour.
pub fn votes(layout: &Layout, view: &View) -> String {
    let mut paths: BTreeMap<(usize, bool), (String, String)> = BTreeMap::new();
    for it in view.servers.iter().filter(|it| it.state.is_some()) {
        let Some(candidate) = it.vote.map(|it| it.leader).filter(|leader| *leader != it.id) else { continue };
        let (a, b) = (layout.place(it.id), layout.place(candidate));
        let aside = -(a.distance(b) * 16 / 100).min(700);
        let (shaft, head) = arrow(a, b, aside, layout.radius + 30, (layout.radius / 4).clamp(50, 110));
        let all = paths.entry((hue(candidate), it.state == Some(PeerState::Looking))).or_default();
        all.0 += &shaft;
        all.1 += &head;
    }
    all(paths.into_iter().map(|((hue, looks), (shafts, heads))| {
        let looks = if looks { " looks" } else { "" };
        path(&format!("shaft v{hue}{looks}"), &shafts) + &path(&format!("h{hue}"), &heads)
    }))
}
