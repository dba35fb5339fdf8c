use super::layout::{Detail, Layout, Point, Px};
use super::markup::{all, escaped, label, path, text};
use super::palette::hue;
use crate::locale::Lang;
use crate::player::view::{Condition, ServerView, View};
use crate::t;
use crate::vocab::PeerState;

/// Every server: its role is a shape, a colour and a word.
pub fn servers(layout: &Layout, view: &View, lang: Lang) -> String {
    all(view.servers.iter().map(|it| server(layout, view, it, lang)))
}

fn server(layout: &Layout, view: &View, it: &ServerView, lang: Lang) -> String {
    let (at, r) = (layout.place(it.id), layout.radius);
    let looks = match it.state {
        _ if matches!(it.condition, Condition::Down | Condition::PoweredOff) => "gone dots".to_owned(),
        None => "gone dots".to_owned(),
        Some(PeerState::Looking) => format!("open dash v{}", hue(candidate(it))),
        Some(PeerState::Leading) => format!("h{0} v{0}", hue(candidate(it))),
        Some(PeerState::Following | PeerState::Observing) => format!("tint h{0} v{0}", hue(candidate(it))),
    };
    let mut out = body(it, at, r, &format!("body {looks}"));
    if it.condition == Condition::Paused {
        out += &frost(at, r);
    }
    if it.state == Some(PeerState::Leading) {
        out += &crown(at, r, view.leader == Some(it.id), hue(it.id));
    }
    out + &name(it, at, r, lang) + &labels(layout, it, at, lang)
}

/// Whose colour a server wears: that of whom it stands for.
fn candidate(it: &ServerView) -> crate::vocab::ServerId {
    it.vote.map_or(it.id, |vote| vote.leader)
}

/// A leader is a hexagon, an observer a square, all others a circle.
fn body(it: &ServerView, at: Point, r: i64, class: &str) -> String {
    match it.state {
        Some(PeerState::Leading) => {
            let (wide, high) = (r * 935 / 1_000, r * 108 / 100);
            path(
                class,
                &format!(
                    "M{}l{a} {b}v{c}l-{a} {b}l-{a} -{b}v-{c}z",
                    at.plus(0, -high),
                    a = Px(wide),
                    b = Px(high / 2),
                    c = Px(high)
                ),
            )
        }
        Some(PeerState::Following) => circle(at, r, class),
        Some(PeerState::Looking | PeerState::Observing) | None if it.observer => {
            let (edge, side) = (at.plus(-r * 88 / 100, -r * 88 / 100), Px(r * 176 / 100));
            format!(
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" rx=\"{}\"/>",
                Px(edge.x),
                Px(edge.y),
                Px(r * 3 / 10)
            )
        }
        Some(PeerState::Looking | PeerState::Observing) | None => circle(at, r, class),
    }
}

fn circle(at: Point, r: i64, class: &str) -> String {
    format!("<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", Px(at.x), Px(at.y), Px(r))
}

/// A flake of snow: its process is frozen.
fn frost(at: Point, r: i64) -> String {
    let (far, half, wide) = (r * 78 / 100, r * 39 / 100, r * 675 / 1_000);
    let spokes = [(0, far), (wide, half), (wide, -half)];
    let d = all(spokes.map(|(x, y)| format!("M{}L{}", at.plus(-x, -y), at.plus(x, y))));
    circle(at, r, "veil frost") + &path("veil frost flake", &d)
}

/// Hollow while it leads without a quorum.
fn crown(at: Point, r: i64, established: bool, hue: usize) -> String {
    let size = |it: i64| it * r / 340;
    let lift = at.plus(0, -r * 108 / 100 - size(50));
    let corners = [(-160, 0), (-190, -170), (-90, -95), (0, -220), (90, -95), (190, -170), (160, 0)];
    let points: Vec<String> =
        corners.iter().map(|(x, y)| lift.plus(size(*x), size(*y)).to_string()).collect();
    let class = if established { format!("h{hue}") } else { format!("open v{hue}") };
    path(&class, &format!("M{}z", points.join("L")))
}

fn name(it: &ServerView, at: Point, r: i64, lang: Lang) -> String {
    let roomy = 340 <= r;
    let (size, drop) =
        if roomy { (r * 54 / 100, -r * 2 / 100) } else { ((r * 72 / 100).clamp(70, 220), r / 4) };
    let on = match it.state {
        Some(PeerState::Leading) if it.condition == Condition::Running => "on",
        Some(_) => "",
        None => "faint",
    };
    let id = format!(
        "<text class=\"b {on}\" x=\"{}\" y=\"{}\" style=\"font-size:{}px\">{}</text>",
        Px(at.x),
        Px(at.y + drop),
        Px(size),
        it.id
    );
    let within = if on == "on" { on } else { state_key(it) };
    let state = if roomy {
        text(at.plus(0, r * 40 / 100), &format!("b xs {within}"), &state(it, lang))
    } else {
        String::new()
    };
    id + &state
}

/// What stands below the shape.
fn labels(layout: &Layout, it: &ServerView, at: Point, lang: Lang) -> String {
    let below = at.plus(0, layout.radius * 108 / 100 + 160);
    match layout.detail {
        Detail::Dot => String::new(),
        Detail::Label if 340 <= layout.radius => String::new(),
        Detail::Label => label(below, &format!("b xs {}", state_key(it)), &state(it, lang)),
        Detail::Full => {
            let zxid = t!("page.stage.facts_down", locale = lang, zxid = it.last_zxid);
            let stand = stand(it, lang);
            let facts = |at| label(at, "xs mono soft", &zxid);
            match stand {
                Some(words) => {
                    label(below, &format!("b s h{}", hue(candidate(it))), &words) + &facts(below.plus(0, 150))
                }
                None => facts(below),
            }
        }
    }
}

/// For whom it stands, if that says anything.
fn stand(it: &ServerView, lang: Lang) -> Option<String> {
    let candidate = it.vote?.leader;
    Some(match it.state? {
        PeerState::Looking => t!("page.stage.votes", locale = lang, candidate = candidate).into_owned(),
        PeerState::Following | PeerState::Observing => {
            t!("page.stage.follows", locale = lang, candidate = candidate).into_owned()
        }
        PeerState::Leading => return None,
    })
}

/// A server's state in a word.
pub fn state(it: &ServerView, lang: Lang) -> String {
    match (it.condition, it.state) {
        (Condition::PoweredOff, _) => t!("page.state.power_off", locale = lang).into_owned(),
        (Condition::Down, _) | (_, None) => t!("page.state.down", locale = lang).into_owned(),
        (Condition::Paused, _) => t!("page.state.paused", locale = lang).into_owned(),
        (Condition::Running, Some(state)) => state.name().to_owned(),
    }
}

fn state_key(it: &ServerView) -> &'static str {
    match (it.condition, it.state) {
        (Condition::PoweredOff | Condition::Down, _) | (_, None) => "down",
        (Condition::Paused, _) => "paused",
        (Condition::Running, Some(PeerState::Looking)) => "looking",
        (Condition::Running, Some(PeerState::Following)) => "following",
        (Condition::Running, Some(PeerState::Leading)) => "leading",
        (Condition::Running, Some(PeerState::Observing)) => "observing",
    }
}

/// What a picture says to those who do not see it: every server in a few words, and the caption.
pub fn described(view: &View, caption: &str, lang: Lang) -> String {
    let servers: Vec<String> = view
        .servers
        .iter()
        .map(|it| {
            let stand = stand(it, lang).map(|it| format!(" ({it})")).unwrap_or_default();
            format!("{} {}{stand}", it.id, state(it, lang))
        })
        .collect();
    escaped(&format!("{}. {caption}", servers.join(", ")))
}
