//! Where things stand on the stage: pure functions from sizes and ids to coordinates, one unit being one CSS pixel.

use std::collections::BTreeMap;
use std::f64::consts::{FRAC_PI_2, TAU};
use std::fmt;

use crate::vocab::ServerId;

/// A place on the stage; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// As in an SVG path: `12.3 4.0`.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Px(self.x), Px(self.y))
    }
}

/// A length in pixels, written to a tenth. (Formatting floats in full would cost the page several kilobytes.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Px(pub f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(8);
        self.write_to(&mut text);
        f.write_str(&text)
    }
}

impl Px {
    /// Writes it without the machinery of formatting, which takes several times as long: at every frame there are
    /// thousands.
    fn write_to(self, out: &mut String) {
        let tenths = (self.0 * 10.0).round() as i32;
        if tenths < 0 {
            out.push('-');
        }
        let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let digit = |it: u32| char::from(b'0' + (it % 10) as u8);
        let mut unit = 1;
        while unit <= whole / 10 {
            unit *= 10;
        }
        while unit != 0 {
            out.push(digit(whole / unit));
            unit /= 10;
        }
        out.push('.');
        out.push(digit(tenth));
    }
}

/// Adds a dot at `at` to an SVG path that is drawn with caps: a line without length.
pub fn dot(path: &mut String, at: Point) {
    path.push('M');
    Px(at.x).write_to(path);
    path.push(' ');
    Px(at.y).write_to(path);
    path.push_str("h0");
}

/// [`Px`] as an attribute's value.
pub fn px(it: f64) -> String {
    Px(it).to_string()
}

impl Point {
    /// The point at `share` of the way from here to `other`: 0 is here, 1 is there.
    pub fn toward(self, other: Point, share: f64) -> Point {
        Point { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    /// How far it is to `other`.
    pub fn distance(self, other: Point) -> f64 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    /// The point `along` further on the way from here to `other`, and `aside` to the right of it.
    fn step(self, other: Point, along: f64, aside: f64) -> Point {
        let length = self.distance(other).max(1e-9);
        let (dx, dy) = ((other.x - self.x) / length, (other.y - self.y) / length);
        Point { x: self.x + dx * along - dy * aside, y: self.y + dy * along + dx * aside }
    }
}

/// The size of the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// The distance between two countdowns around a server, and how many are drawn at most.
pub const RING: f64 = 4.5;
pub const RINGS: usize = 2;

/// More servers than that are a crowd.
const CROWD: usize = 15;

/// How much can be told at a server before it gets crowded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// The id.
    Dot,
    /// The id, and below it state and vote.
    Label,
    /// All: also round and last zxid.
    Full,
}

/// The places of an ensemble's servers.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The stage.
    pub size: Size,
    /// The middle of the circle.
    pub center: Point,
    /// The half axes of the circle, which is an ellipse on a wide stage.
    pub axes: Point,
    /// A server's radius.
    pub radius: f64,
    /// How much fits at a server.
    pub detail: Detail,
    /// There are so many servers that what is common is drawn together.
    pub crowded: bool,
    places: BTreeMap<ServerId, Point>,
}

impl Layout {
    /// Puts `servers` on a circle, the first at the top, clockwise in their order.
    pub fn new(size: Size, servers: &[ServerId]) -> Layout {
        let count = servers.len().max(1) as f64;
        let shorter = size.width.min(size.height);
        let roomy = (shorter * 0.088).clamp(20.0, 68.0);
        let crowded = CROWD < servers.len();
        let (above, below) = if crowded { (26.0, 26.0) } else { (34.0, 54.0) };
        let center = Point { x: size.width / 2.0, y: (size.height + above - below) / 2.0 };
        let high = ((size.height - above - below) / 2.0 - roomy).max(20.0);
        let margin = if crowded { roomy + 8.0 } else { (roomy + 8.0).max(52.0) };
        let wide = (size.width / 2.0 - margin).clamp(20.0, high * 1.45);
        let axes = Point { x: wide, y: high };
        let around = std::f64::consts::PI * (wide + high);
        let radius = roomy.min(around / count * 0.36).max(7.0);
        let detail = match radius {
            r if r < 17.0 => Detail::Dot,
            r if r < 34.0 || servers.len() > 7 || size.height < 420.0 => Detail::Label,
            _ => Detail::Full,
        };
        let angle = |index: usize| TAU * index as f64 / count - FRAC_PI_2;
        let place = |index: usize| Point {
            x: center.x + wide * angle(index).cos(),
            y: center.y + high * angle(index).sin(),
        };
        let places = servers.iter().enumerate().map(|(index, id)| (*id, place(index))).collect();
        Layout { size, center, axes, radius, detail, crowded, places }
    }

    /// Where `server` stands; a server that is not of the ensemble stands in the middle.
    pub fn place(&self, server: ServerId) -> Point {
        self.places.get(&server).copied().unwrap_or(self.center)
    }

    /// How far the countdowns around a server reach.
    pub fn reach(&self) -> f64 {
        self.radius * 1.08 + 6.0 + RING * (RINGS - 1) as f64
    }

    /// The two ends of the lane that messages take, from rim to rim, on the right-hand side of the link.
    pub fn lane(&self, from: ServerId, to: ServerId) -> (Point, Point) {
        let (a, b) = (self.place(from), self.place(to));
        let (rim, aside) = (self.radius + 4.0, (self.radius * 0.16).clamp(2.0, 6.0));
        (a.step(b, rim, aside), b.step(a, rim, -aside))
    }

    /// The two ends of the link itself, from rim to rim; the same line whichever way.
    pub fn link(&self, one: ServerId, other: ServerId) -> (Point, Point) {
        let (a, b) = (self.place(one.min(other)), self.place(one.max(other)));
        (a.step(b, self.radius, 0.0), b.step(a, self.radius, 0.0))
    }

    /// A vote: a curve from the voter's rim to the candidate's, bent to the left so that two that cross stay apart; and
    /// the head of its arrow.
    pub fn vote(&self, voter: ServerId, candidate: ServerId) -> (String, String) {
        let (a, b) = (self.place(voter), self.place(candidate));
        let aside = -(a.distance(b) * 0.16).min(70.0);
        arrow(a, b, aside, self.radius + 3.0, (self.radius * 0.26).clamp(5.0, 10.0))
    }

    /// All servers that have a place.
    pub fn ids(&self) -> Vec<ServerId> {
        self.places.keys().copied().collect()
    }

    /// Which servers lie to the left of the line from `start` to `end`, and which to the right; on it counts as left.
    pub fn sides(&self, start: Point, end: Point) -> (Vec<ServerId>, Vec<ServerId>) {
        let turn = |it: Point| (end.x - start.x) * (it.y - start.y) - (end.y - start.y) * (it.x - start.x);
        self.places.iter().fold((Vec::new(), Vec::new()), |(mut left, mut right), (id, place)| {
            if turn(*place) <= 0.0 {
                left.push(*id)
            } else {
                right.push(*id)
            }
            (left, right)
        })
    }
}

/// A curve from one thing to another that is bent by so much to the right, and the head of its arrow. Both things are round
/// and reach so far.
pub fn arrow(a: Point, b: Point, aside: f64, reach: f64, head: f64) -> (String, String) {
    let bend = a.step(b, a.distance(b) / 2.0, aside);
    let start = a.step(bend, reach, 0.0);
    let (tip, neck) = (b.step(bend, reach + 3.0, 0.0), b.step(bend, reach + 3.0 + head, 0.0));
    let (left, right) = (tip.step(bend, head, head * 0.45), tip.step(bend, head, -head * 0.45));
    (format!("M{start}Q{bend} {neck}"), format!("M{tip}L{left}L{right}Z"))
}

/// Whether the state's name fits into a server of that radius.
pub fn is_roomy(radius: f64) -> bool {
    radius >= 34.0
}

/// A circle's arc of `share` of a full turn, from the top, clockwise, as an SVG path; all but a full circle for 1.
pub fn arc(center: Point, radius: f64, share: f64) -> String {
    let share = share.clamp(0.0, 0.994); // an arc that ends where it begins is none at all
    let angle = TAU * share - FRAC_PI_2;
    let end = Point { x: center.x + radius * angle.cos(), y: center.y + radius * angle.sin() };
    let large = u8::from(share > 0.5);
    let start = Point { y: center.y - radius, ..center };
    format!("M{start}A{r} {r} 0 {large} 1 {end}", r = Px(radius))
}

/// A regular hexagon standing on its tip, as an SVG path around the origin.
pub fn hexagon(radius: f64) -> String {
    let corner = |index: u32| {
        let angle = TAU * f64::from(index) / 6.0 - FRAC_PI_2;
        Point { x: radius * angle.cos(), y: radius * angle.sin() }.to_string()
    };
    format!("M{}Z", (0..6).map(corner).collect::<Vec<_>>().join("L"))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const DESKTOP: Size = Size { width: 900.0, height: 640.0 };
    const PHONE: Size = Size { width: 320.0, height: 340.0 };

    fn ensemble(count: u8) -> Vec<ServerId> {
        (1..=count).map(ServerId).collect()
    }

    #[test]
    fn servers_stay_on_the_stage_and_apart() {
        for size in [DESKTOP, PHONE] {
            for count in [1, 3, 5, 7, 9, 25, 51] {
                let ids = ensemble(count);
                let layout = Layout::new(size, &ids);
                for id in &ids {
                    let place = layout.place(*id);
                    let free = layout.radius - 0.01;
                    assert!((free..=size.width - free).contains(&place.x), "{count}: {id} at {place:?}");
                    assert!((free..=size.height - free).contains(&place.y), "{count}: {id} at {place:?}");
                    for other in ids.iter().filter(|it| *it < id) {
                        let gap = place.distance(layout.place(*other)) - 2.0 * layout.radius;
                        assert!(gap > 0.0 || layout.radius <= 7.0, "{count}: {id} touches {other}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_server_stands_at_the_top() {
        let layout = Layout::new(DESKTOP, &ensemble(5));
        let top = layout.place(ServerId(1));
        assert!((top.x - 450.0).abs() < 1e-6);
        assert!(ensemble(5).iter().all(|it| layout.place(*it).y >= top.y));
    }

    #[test]
    fn fewer_words_when_it_gets_crowded() {
        assert_eq!(Layout::new(DESKTOP, &ensemble(5)).detail, Detail::Full);
        assert_eq!(Layout::new(DESKTOP, &ensemble(9)).detail, Detail::Label);
        assert_eq!(Layout::new(DESKTOP, &ensemble(51)).detail, Detail::Dot);
    }

    #[test]
    fn a_line_across_the_stage_has_two_sides() {
        let layout = Layout::new(DESKTOP, &ensemble(5));
        let middle = Point { x: 450.0, y: 0.0 };
        let (left, right) = layout.sides(Point { x: 455.0, ..middle }, Point { x: 455.0, y: 640.0 });
        assert_eq!(
            (left, right),
            (vec![ServerId(2), ServerId(3)], vec![ServerId(1), ServerId(4), ServerId(5)])
        );
    }

    #[test]
    fn the_two_lanes_of_a_link_do_not_meet() {
        let layout = Layout::new(DESKTOP, &ensemble(2));
        let (there, _) = layout.lane(ServerId(1), ServerId(2));
        let (_, back) = layout.lane(ServerId(2), ServerId(1));
        assert!(there.distance(back) > 4.0);
    }

    #[test]
    fn lengths_are_written_to_a_tenth() {
        assert_eq!(Point { x: 12.34, y: -0.06 }.to_string(), "12.3 -0.1");
        assert_eq!(px(-0.04), "0.0");
        assert_eq!(px(1_234.56), "1234.6");
        assert_eq!(px(100.0), "100.0");
        let mut path = String::new();
        dot(&mut path, Point { x: 9.96, y: 0.0 });
        assert_eq!(path, "M10.0 0.0h0");
    }

    #[test]
    fn an_arc_goes_round_from_the_top() {
        let quarter = arc(Point { x: 10.0, y: 10.0 }, 10.0, 0.25);
        assert_eq!(quarter, "M10.0 0.0A10.0 10.0 0 0 1 20.0 10.0");
        assert!(arc(Point::default(), 10.0, 0.75).contains(" 0 1 1 "));
        assert_ne!(arc(Point::default(), 6.0, 1.0), "M0.0 -6.0A6.0 6.0 0 1 1 0.0 -6.0");
    }
}
