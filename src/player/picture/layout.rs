//! Where things stand in a picture, in tenths of a pixel; y grows downwards.

use std::collections::BTreeMap;
use std::fmt;

use crate::vocab::ServerId;

/// The size of a picture, in pixels: wide as a slide.
pub const WIDTH: i64 = 960;
/// See [`WIDTH`].
pub const HEIGHT: i64 = 600;

/// A place, or a distance, in tenths of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub x: i64,
    pub y: i64,
}

/// As in an SVG path: `12.3 4`.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Px(self.x), Px(self.y))
    }
}

/// Tenths of a pixel, written in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Px(pub i64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, whole, tenth) = (if self.0 < 0 { "-" } else { "" }, self.0.abs() / 10, self.0.abs() % 10);
        match tenth {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{tenth}"),
        }
    }
}

impl Point {
    /// In whole pixels.
    pub const fn px(x: i64, y: i64) -> Point {
        Point { x: x * 10, y: y * 10 }
    }

    /// So much to the right, and so much down.
    pub fn plus(self, x: i64, y: i64) -> Point {
        Point { x: self.x + x, y: self.y + y }
    }

    /// The point at `part` of `whole` of the way from here to `other`.
    pub fn toward(self, other: Point, part: i64, whole: i64) -> Point {
        let whole = whole.max(1);
        self.plus((other.x - self.x) * part / whole, (other.y - self.y) * part / whole)
    }

    /// How far it is to `other`.
    pub fn distance(self, other: Point) -> i64 {
        let (x, y) = (other.x - self.x, other.y - self.y);
        (x * x + y * y).isqrt()
    }

    /// The point `along` further on the way from here to `other`, and `aside` to the right of it.
    pub fn step(self, other: Point, along: i64, aside: i64) -> Point {
        let length = self.distance(other).max(1);
        let (x, y) = (other.x - self.x, other.y - self.y);
        self.plus((x * along - y * aside) / length, (y * along + x * aside) / length)
    }
}

/// How much is told at a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Its id.
    Dot,
    /// Also its state.
    Label,
    /// Also its vote and its last zxid.
    Full,
}

/// The places of an ensemble's servers.
pub struct Layout {
    /// The middle of the ring.
    pub center: Point,
    /// A server's radius.
    pub radius: i64,
    /// How much fits at a server.
    pub detail: Detail,
    places: BTreeMap<ServerId, Point>,
}

/// The half axes of the ring.
const AXES: Point = Point::px(310, 154);

impl Layout {
    /// Puts servers on a ring, the first at the top, clockwise in their order.
    pub fn new(servers: &[ServerId]) -> Layout {
        let count = servers.len().max(1) as i64;
        // The lowest of an odd number stands higher than the ring reaches: the ring goes down by half of that.
        let lowest = (0..count).map(|it| -sine(it * 360_000 / count + 90_000)).max().unwrap_or_default();
        let down = if count == 1 { 0 } else { AXES.y * (SINE_OF_90 - lowest) / SINE_OF_90 / 2 };
        let center = Point::px(WIDTH / 2, 274).plus(0, down);
        let around = (AXES.x + AXES.y) * 314 / 100;
        let radius = (around * 24 / 100 / count).clamp(70, 460);
        let detail = match radius {
            ..160 => Detail::Dot,
            340.. if count <= 7 => Detail::Full,
            _ => Detail::Label,
        };
        let place = |index: usize| match (index as i64 * 360_000 / count, count) {
            (_, 1) => center,
            (angle, _) => {
                center.plus(AXES.x * sine(angle) / SINE_OF_90, -AXES.y * sine(angle + 90_000) / SINE_OF_90)
            }
        };
        let places = servers.iter().enumerate().map(|(index, id)| (*id, place(index))).collect();
        Layout { center, radius, detail, places }
    }

    /// Where `server` stands; one that is not of the ensemble stands in the middle.
    pub fn place(&self, server: ServerId) -> Point {
        self.places.get(&server).copied().unwrap_or(self.center)
    }

    /// The two ends of the lane that messages take, from rim to rim, on the right-hand side of the link.
    pub fn lane(&self, from: ServerId, to: ServerId) -> (Point, Point) {
        let (a, b) = (self.place(from), self.place(to));
        let (rim, aside) = (self.radius + 40, (self.radius / 6).clamp(20, 70));
        (a.step(b, rim, aside), b.step(a, rim, -aside))
    }

    /// The two ends of the link itself, from rim to rim.
    pub fn link(&self, one: ServerId, other: ServerId) -> (Point, Point) {
        let (a, b) = (self.place(one), self.place(other));
        (a.step(b, self.radius, 0), b.step(a, self.radius, 0))
    }
}

/// A curve from one round thing to another, bent by so much to the right, and the head of its arrow, as SVG paths. Both
/// things reach so far.
pub fn arrow(a: Point, b: Point, aside: i64, reach: i64, head: i64) -> (String, String) {
    let bend = a.step(b, a.distance(b) / 2, aside);
    let start = a.step(bend, reach, 0);
    let (tip, neck) = (b.step(bend, reach + 30, 0), b.step(bend, reach + 30 + head, 0));
    let (left, right) = (tip.step(bend, head, head * 9 / 20), tip.step(bend, head, -head * 9 / 20));
    (format!("M{start}Q{bend} {neck}"), format!("M{tip}L{left}L{right}Z"))
}

/// What [`sine`] says of a right angle.
const SINE_OF_90: i64 = 10_000;

/// The sine of an angle in thousandths of a degree, by the approximation of Bhāskara I, in integers: never off by more than 17 of
/// 10,000, which is half a pixel on this ring.
fn sine(angle: i64) -> i64 {
    let angle = angle.rem_euclid(360_000);
    if 180_000 < angle {
        return -sine(angle - 180_000);
    }
    let product = angle * (180_000 - angle);
    4 * SINE_OF_90 * product / (40_500_000_000 - product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sine_is_near() {
        for (degrees, expected) in
            [(0, 0), (30, 5_000), (45, 7_071), (90, 10_000), (120, 8_660), (180, 0), (270, -10_000)]
        {
            assert!((sine(degrees * 1_000) - expected).abs() <= 17, "{degrees}");
            assert_eq!(sine(-degrees * 1_000), -sine(degrees * 1_000));
        }
    }

    #[test]
    fn servers_stay_in_the_picture_and_apart() {
        for count in [1, 2, 3, 4, 5, 7, 9, 15, 25, 51] {
            let ids: Vec<ServerId> = (1..=count).map(ServerId).collect();
            let layout = Layout::new(&ids);
            for id in &ids {
                let place = layout.place(*id);
                assert!(
                    (600 + layout.radius..=4_900 - layout.radius).contains(&place.y),
                    "{count}: {id} at {place}"
                );
                for other in ids.iter().filter(|it| *it < id) {
                    let far = place.distance(layout.place(*other));
                    assert!(2 * layout.radius < far, "{count}: {id} touches {other}");
                }
            }
        }
    }

    #[test]
    fn lengths_are_written_in_pixels() {
        assert_eq!(Point { x: 123, y: -6 }.to_string(), "12.3 -0.6");
        assert_eq!(Point::px(12, -7).to_string(), "12 -7");
    }
}
