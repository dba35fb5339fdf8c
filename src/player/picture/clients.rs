use std::collections::BTreeMap;

use super::layout::{Detail, Layout, Point, Px, arrow};
use super::markup::{all, label, line, path, text};
use crate::locale::Lang;
use crate::player::ClientState;
use crate::player::view::{ClientFigure, ClientFlight, Goal, ProgramView, Stance, StoreView, Verdict, View};
use crate::t;
use crate::vocab::{ClientId, ServerId};

/// Half of a client's side.
const HALF: i64 = 110;
/// More clients at one server than that are told by a number.
const MOST: usize = 4;
/// How far two clients of one server stand apart.
const APART: i64 = 460;

/// From each client to its server: below all else.
pub fn ties(layout: &Layout, view: &View) -> String {
    let places = ranks(layout, view).places;
    all(view.clients.iter().filter_map(|it| Some(tie(layout, it, *places.get(&it.id)?))))
}

/// The clients, each before its server, what is on its way between them, what their programs believe, and the store.
pub fn clients(layout: &Layout, view: &View, lang: Lang) -> String {
    let Ranks { places, crowds } = ranks(layout, view);
    let shown = || view.clients.iter().filter_map(|it| Some((it, *places.get(&it.id)?)));
    [
        awaits(&places, &view.programs),
        all(view
            .client_flights
            .iter()
            .filter_map(|it| Some(flight(layout, view, it, *places.get(&it.client)?)))),
        all(shown().map(|(it, at)| figure(view, it, at, lang))),
        all(crowds.into_iter().map(|(at, hidden)| label(at.plus(0, 45), "b soft", &format!("+{hidden}")))),
        view.store.as_deref().map(|it| store(&places, view, it, lang)).unwrap_or_default(),
    ]
    .concat()
}

/// Where clients stand, and where a crowd is only counted.
struct Ranks {
    places: BTreeMap<ClientId, Point>,
    crowds: Vec<(Point, usize)>,
}

/// Those of a server in a row between it and the middle, those of none in the middle; of a crowd first those who hold something. A
/// row begins at its server, but above or below the middle it stands around it.
fn ranks(layout: &Layout, view: &View) -> Ranks {
    let holds = |it: &ClientFigure| program(view, it.id).is_some_and(|it| it.hold().is_some());
    let mut rows: BTreeMap<Option<ServerId>, Vec<&ClientFigure>> = BTreeMap::new();
    for it in view.clients.iter() {
        rows.entry(it.server.filter(|_| layout.detail != Detail::Dot)).or_default().push(it);
    }
    let mut ranks = Ranks { places: BTreeMap::new(), crowds: Vec::new() };
    for (server, mut row) in rows {
        let hidden = if MOST < row.len() { row.len() + 1 - MOST } else { 0 };
        row.sort_by_key(|it| !holds(it));
        row.truncate(row.len() - hidden);
        row.sort_by_key(|it| it.id);
        let first = server.map_or(layout.center, |it| stand(layout, it));
        let across = server.map_or(0, |it| layout.center.x - layout.place(it).x);
        let last = row.len() as i64 - i64::from(hidden == 0);
        let place = |index: i64| match across {
            -1_000..=1_000 => first.plus(APART * index - APART * last / 2, 0),
            _ => first.plus(APART * index * across.signum(), 0),
        };
        if hidden != 0 {
            ranks.crowds.push((place(last), hidden));
        }
        ranks.places.extend(row.into_iter().zip(0..).map(|(it, index)| (it.id, place(index))));
    }
    ranks
}

/// Where the clients of a server stand: toward the middle, but not on what is told below it.
fn stand(layout: &Layout, server: ServerId) -> Point {
    let from = layout.place(server);
    let far = from.distance(layout.center).max(1);
    let above = layout.center.y - from.y;
    let room = if far * 7 / 10 < above { 900 } else { 480 };
    from.step(layout.center, (layout.radius + room).min(far * 9 / 10), 0)
}

fn program(view: &View, client: ClientId) -> Option<&ProgramView> {
    view.programs.iter().find(|it| it.client == client)
}

fn tie(layout: &Layout, it: &ClientFigure, at: Point) -> String {
    let Some(server) = it.server else { return String::new() };
    let rim = layout.place(server).step(at, layout.radius, 0);
    line(if it.open { "tie" } else { "tie try" }, (at, rim))
}

fn flight(layout: &Layout, view: &View, it: &ClientFlight, client: Point) -> String {
    let edge = layout.place(it.server).step(client, layout.radius, 0);
    let (from, to) = if it.to_server { (client, edge) } else { (edge, client) };
    let (gone, whole) = match it.arrives {
        Some(arrives) => (view.now.since(it.sent).0, arrives.since(it.sent).0.max(1)),
        None => (1, 2),
    };
    let at = from.toward(to, (gone.min(whole) * 1_000 / whole) as i64, 1_000);
    let (class, shape) = match it.kind {
        "request" => ("talk", "m0-5.5l5 8.5h-10z"),
        "reply" => ("talk", "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
        "event" => ("talk", "m0-7l2 5l5 2l-5 2l-2 5l-2-5l-5-2l5-2z"),
        _ => ("down", "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z"),
    };
    let told = it.path.as_ref().map(|path| text(at.plus(0, -70), "b xs talk", &format!("⚡{path}")));
    path(class, &format!("M{at}{shape}")) + &told.unwrap_or_default()
}

fn figure(view: &View, it: &ClientFigure, at: Point, lang: Lang) -> String {
    let look = match it.state {
        _ if it.mistaken => "client bad",
        None | Some(ClientState::Closed | ClientState::AuthFailed) => "client dots",
        Some(_) if it.paused => "client frost",
        Some(ClientState::Connecting) => "client dash",
        Some(ClientState::Connected | ClientState::ConnectedReadOnly) => "client",
    };
    let (edge, side) = (at.plus(-HALF, -HALF), Px(2 * HALF));
    let square = format!(
        "<rect class=\"{look}\" x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" rx=\"5\"/>",
        Px(edge.x),
        Px(edge.y)
    );
    let stance = program(view, it.id).map(|it| stance(it, at, lang)).unwrap_or_default();
    square + &text(at.plus(0, 45), "b s", &it.id.to_string()) + &stance
}

/// What a program believes: a sign above the client, a word below.
fn stance(it: &ProgramView, at: Point, lang: Lang) -> String {
    let (word, sign) = match &it.stance {
        Stance::Idle => (t!("page.program.idle", locale = lang), None),
        Stance::Busy => (t!("page.program.busy", locale = lang), None),
        Stance::Waits { .. } => (t!("page.program.waits", locale = lang), None),
        Stance::Holds { hold, is_true: false } => {
            (t!("page.program.believes", locale = lang), Some((hold.goal, false)))
        }
        Stance::Holds { hold, .. } => {
            let word = match hold.goal {
                Goal::Leader => t!("page.program.leads", locale = lang),
                Goal::Lock | Goal::Read | Goal::Write | Goal::Lease => {
                    t!("page.program.holds", locale = lang)
                }
                Goal::Barrier | Goal::Member => t!("page.program.inside", locale = lang),
            };
            (word, Some((hold.goal, true)))
        }
    };
    let class = match sign {
        Some((_, true)) => "b xs good",
        Some((_, false)) => "b xs harm",
        None => "xs soft",
    };
    let sign =
        sign.map(|(goal, is_true)| self::sign(goal, is_true, at.plus(0, -HALF - 70))).unwrap_or_default();
    sign + &label(at.plus(0, HALF + 140), class, &word)
}

/// A crown for who leads, a key for who holds, a tick for who is within; in question if it is not so.
fn sign(goal: Goal, is_true: bool, at: Point) -> String {
    let shape = match goal {
        Goal::Leader => "m-9 0l-1.5-9.5l5.5 4.3l5-6.8l5 6.8l5.500-4.3l-1.500 9.500z",
        Goal::Lock | Goal::Read | Goal::Write | Goal::Lease => {
            "m-11-5a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0m8.500-1.500h13v6.500h-2.500v-3.500h-2v2h-2.500v-2h-6z"
        }
        Goal::Barrier | Goal::Member => "m-7-5l2-2.2l3.5 3.2l6.5-7.5l2.2 1.900l-8.5 9.800z",
    };
    let mark = path(if is_true { "good" } else { "open bad" }, &format!("M{at}{shape}"));
    if is_true { mark } else { mark + &text(at.plus(180, 0), "b harm", "?") }
}

/// From each that waits for another's znode to that other.
fn awaits(places: &BTreeMap<ClientId, Point>, programs: &[ProgramView]) -> String {
    all(programs.iter().filter_map(|it| {
        let Stance::Waits { of: Some(other), .. } = it.stance else { return None };
        let (from, to) = (*places.get(&it.client)?, *places.get(&other)?);
        let bend = (from.distance(to) * 22 / 100).clamp(240, 600);
        let aside = if to.x < from.x { bend } else { -bend };
        let (shaft, head) = arrow(from, to, aside, HALF + 40, 60);
        Some(path("await", &shaft) + &path("soft", &head))
    }))
}

/// In the upper left corner, where no server stands; with what is on its way to it.
fn store(places: &BTreeMap<ClientId, Point>, view: &View, it: &StoreView, lang: Lang) -> String {
    let at = Point::px(76, 104);
    let errands = it.errands.iter().filter_map(|errand| {
        let from = *places.get(&errand.client)?;
        let (gone, whole) = (view.now.since(errand.sent).0, errand.arrives.since(errand.sent).0.max(1));
        let place = from.toward(at, 100 + (gone.min(whole) * 750 / whole) as i64, 1_000);
        let class = if errand.token < it.highest { "harm" } else { "good" };
        Some(
            [
                line("await", (from, at)),
                path(class, &format!("M{}h12v12h-12z", place.plus(-60, -60))),
                label(place.plus(160, 40), &format!("b xs {class}"), &errand.token.to_string()),
            ]
            .concat(),
        )
    });
    let drum = path(
        "drum",
        &format!("M{}c0-10 48-10 48 0v38c0 10-48 10-48 0zc0 10 48 10 48 0", at.plus(-240, -190)),
    );
    let fence = it.fenced.then(|| {
        path(
            "cut",
            &format!("M{}h62m-62 8h62m-55-17v25m12-25v25m12-25v25m12-25v25m12-25v25", at.plus(-310, 120)),
        )
    });
    let last = it.last.map(|last| {
        let (class, verdict) = match last.verdict {
            Verdict::Accepted => ("xs good", t!("page.program.accepted", locale = lang)),
            Verdict::AcceptedLate => ("b xs harm", t!("page.program.late", locale = lang)),
            Verdict::Refused => ("b xs harm", t!("page.program.refused", locale = lang)),
        };
        text(at.plus(0, 520), class, &format!("{} {} {verdict}", last.client, last.token))
    });
    let name = match it.fenced {
        true => t!("page.program.store_fenced", locale = lang),
        false => t!("page.program.store_open", locale = lang),
    };
    [
        all(errands),
        drum,
        fence.unwrap_or_default(),
        text(at.plus(0, 10), "b", &it.highest.to_string()),
        text(at.plus(0, 400), "xs soft", &name),
        last.unwrap_or_default(),
    ]
    .concat()
}
