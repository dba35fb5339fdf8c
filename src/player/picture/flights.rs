use std::collections::BTreeMap;

use super::layout::{Detail, Layout, Point, Px};
use super::markup::{all, path};
use super::palette::hue;
use crate::player::view::{FlightKind, FlightView, View};

/// More messages than that are dots.
const MOST: usize = 60;
/// So many that wait behind one another are drawn.
const WAITING: usize = 6;

/// The messages on their way, each where it is or where it waits. Kinds differ by shape and letter, not by colour alone; the number on
/// a vote is its candidate.
pub fn flights(layout: &Layout, view: &View) -> String {
    let place = |it: &FlightView| {
        let (start, end) = layout.lane(it.from, it.to);
        match it.arrives {
            Some(arrives) => {
                let (gone, whole) = (view.now.since(it.sent).0, arrives.since(it.sent).0.max(1));
                start.toward(end, (gone.min(whole) * 1_000 / whole) as i64, 1_000)
            }
            None => start.toward(end, 44 - 6 * (it.nth.clamp(1, WAITING) as i64 - 1), 100),
        }
    };
    // Behind a held message there may be hundreds: all but the first few would stand where the last of those does.
    let seen: Vec<&FlightView> =
        view.flights.iter().filter(|it| it.arrives.is_some() || it.nth <= WAITING).collect();
    if layout.detail == Detail::Dot || MOST < seen.len() {
        return swarm(seen.into_iter().map(|it| (it, place(it))));
    }
    all(seen.into_iter().map(|it| one(it, place(it))))
}

/// One path for all that look the same.
fn swarm<'a>(flights: impl Iterator<Item = (&'a FlightView, Point)>) -> String {
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for (it, at) in flights {
        let look = match it.candidate() {
            _ if it.arrives.is_none() => "swarm stuck".to_owned(),
            Some(candidate) => format!("swarm v{}", hue(candidate)),
            None => "swarm quorum".to_owned(),
        };
        *paths.entry(look).or_default() += &format!("M{at}h0");
    }
    all(paths.into_iter().map(|(look, d)| path(&look, &d)))
}

fn one(it: &FlightView, at: Point) -> String {
    let stuck = if it.arrives.is_none() { " stuck" } else { "" };
    let candidate = it.candidate();
    let (shape, class, letter) = match it.kind {
        FlightKind::Connection => ("m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "connection", None),
        FlightKind::Notification => {
            ("m-8-8h16q3 0 3 3v10q0 3-3 3h-16q-3 0-3-3v-10q0-3 3-3z", "notification", Some("on"))
        }
        FlightKind::Discovery => ("m0-7.5l7.5 7.5l-7.5 7.5l-7.5-7.5z", "discovery", None),
        FlightKind::Synchronization => ("m-5-9h10l5 9l-5 9h-10l-5-9z", "synchronization", Some("on")),
        FlightKind::Proposal => ("m-8-8h16v16h-16z", "proposal", Some("on")),
        FlightKind::Ack => ("m-8-8h12l5 8l-5 8h-12z", "ack", Some("on-ack")),
        FlightKind::Commit => ("m-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0z", "commit", Some("on")),
        FlightKind::Request => ("m0-11l10 18h-20z", "request", Some("on-request")),
        FlightKind::Ping => ("m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", "ping", None),
    };
    let own = candidate.map(|it| format!(" h{}", hue(it))).unwrap_or_default();
    let mark = path(&format!("{class}{own}{stuck}"), &format!("M{at}{shape}"));
    let said = match it.kind {
        FlightKind::Notification => candidate.map_or("–".to_owned(), |it| it.0.to_string()),
        FlightKind::Synchronization => "S".to_owned(),
        FlightKind::Proposal => "P".to_owned(),
        FlightKind::Ack => "A".to_owned(),
        FlightKind::Commit => "C".to_owned(),
        FlightKind::Request => "R".to_owned(),
        FlightKind::Connection | FlightKind::Discovery | FlightKind::Ping => String::new(),
    };
    let letter = letter
        .map(|on| format!("<text class=\"k {on}\" x=\"{}\" y=\"{}\">{said}</text>", Px(at.x), Px(at.y + 40)));
    mark + &letter.unwrap_or_default()
}
