use crate::player::spacetime::{DiskWrite, Happening, Passage, Scene};
use crate::player::{MarkKind, Window};
use crate::trace::Loss;
use crate::vocab::{ProcessId, SimTime};

/// A point in CSS pixels from the upper left corner.
pub type Point = (f64, f64);

/// Above the lanes: what was done.
const HEAD: f64 = 20.0;
/// A lane is no higher, and its band no thicker.
const HIGHEST: f64 = 96.0;
const THICKEST: f64 = 15.0;
/// How far right of where it was sent something stands that has not arrived.
const STUB: f64 = 9.0;
/// How near a pointer is to what it points at.
const NEAR: f64 = 7.0;

/// Where on the canvas what is.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    pub window: Window,
    pub width: f64,
    pub height: f64,
    lanes: Vec<ProcessId>,
}

/// What a pointer can point at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A message, and its place in the trace that is nearer to the pointer: its sending, or its end.
    Passage(Passage, usize),
    /// What has a place of its own.
    Place(usize),
    /// Nothing but a moment.
    Moment(SimTime),
}

impl Plot {
    /// For these lanes in that room.
    pub fn new(scene: &Scene, window: Window, (width, height): (f64, f64)) -> Plot {
        Plot { window, width, height, lanes: scene.lanes.iter().map(|it| it.0).collect() }
    }

    /// How much of the height a lane has.
    pub fn gap(&self) -> f64 {
        ((self.height - HEAD - 4.0) / self.lanes.len().max(1) as f64).min(HIGHEST)
    }

    /// How thick the band of a lane is.
    pub fn band(&self) -> f64 {
        (self.gap() * 0.36).clamp(2.0, THICKEST)
    }

    /// How far right a moment is; negative before the window.
    pub fn x(&self, at: SimTime) -> f64 {
        let since = at.0 as f64 - self.window.from.0 as f64;
        since * self.width / self.window.span().0.max(1) as f64
    }

    /// The moment at a place from the left.
    pub fn at(&self, x: f64) -> SimTime {
        let parts = (x.clamp(0.0, self.width) * 1_000.0).round() as u64;
        self.window.at(parts, (self.width * 1_000.0).max(1.0) as u64)
    }

    /// The middle of a lane, by its place.
    pub fn y(&self, lane: usize) -> f64 {
        HEAD + self.gap() * (lane as f64 + 0.5)
    }

    /// The middle of a process's lane.
    pub fn y_of(&self, process: ProcessId) -> Option<f64> {
        self.lanes.binary_search(&process).ok().map(|it| self.y(it))
    }

    /// The two ends of a message's line. What has not arrived stands still beside its sender, up to where the run is known.
    pub fn ends(&self, it: &Passage, until: SimTime) -> Option<(Point, Point)> {
        let (from, to) = (self.y_of(it.from)?, self.y_of(it.to)?);
        let edge = (to - from).signum() * self.band() / 2.0;
        let start = (self.x(it.sent.0), from + edge);
        let Some((end, _)) = it.ended else {
            let y = from + (to - from).signum() * self.gap() / 2.0;
            return Some(((start.0 + STUB, y), (self.x(until).max(start.0 + STUB), y)));
        };
        let there = if it.lost == Some(Loss::Dropped) { (from + to) / 2.0 } else { to - edge };
        Some((start, (self.x(end), there)))
    }

    /// The line from its sender to where something stands still that has not arrived.
    pub fn stub(&self, it: &Passage) -> Option<(Point, Point)> {
        let (from, to) = (self.y_of(it.from)?, self.y_of(it.to)?);
        let (x, down) = (self.x(it.sent.0), (to - from).signum());
        Some(((x, from + down * self.band() / 2.0), (x + STUB, from + down * self.gap() / 2.0)))
    }

    /// What is at a point.
    pub fn target(&self, scene: &Scene, until: SimTime, point: Point) -> Target {
        let marks = scene.happenings.iter().map(|it| (self.place_of(it), it.place));
        let writes = scene.writes.iter().filter_map(|it| Some((self.place_of_write(it)?, it.place)));
        let mark = writes.chain(marks).map(|it| (distance(it.0, point), it.1));
        let mark = mark.filter(|it| it.0 < NEAR).min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, place)) = mark {
            return Target::Place(place);
        }
        let near = scene.passages.iter().filter_map(|it| {
            let (from, to) = self.ends(it, until)?;
            let (far, share) = to_line(from, to, point);
            (far < NEAR).then_some((far, share, it))
        });
        match near.min_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, share, it)) => {
                let end = it.ended.filter(|_| 0.5 < share).map_or(it.sent.1, |it| it.1);
                Target::Passage(*it, end)
            }
            None => Target::Moment(self.at(point.0)),
        }
    }

    /// Where an event is marked: on the lane of whom it concerns, or above them all.
    pub fn place_of(&self, it: &Happening) -> Point {
        let lane = it.who.filter(|_| !is_act(it)).and_then(|it| self.y_of(it));
        (self.x(it.at), lane.map_or(HEAD / 2.0, |it| it - self.band() / 2.0 - 8.0))
    }

    /// Where a write to a disk is marked.
    pub fn place_of_write(&self, it: &DiskWrite) -> Option<Point> {
        Some((self.x(it.at), self.y_of(it.server.into())? + self.band() / 2.0 + 2.0))
    }
}

fn is_act(it: &Happening) -> bool {
    it.kind == MarkKind::Act
}

/// How far one point is from another.
pub fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// How far a point is from a line, and how far along it is what is nearest: 0 to 1.
fn to_line(from: Point, to: Point, point: Point) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).max(1.0);
    let share = (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length).clamp(0.0, 1.0);
    (distance((from.0 + dx * share, from.1 + dy * share), point), share)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_point_is_as_far_from_a_line_as_from_what_is_nearest_of_it() {
        assert_eq!(to_line((0.0, 0.0), (10.0, 0.0), (5.0, 3.0)), (3.0, 0.5));
        assert_eq!(to_line((0.0, 0.0), (10.0, 0.0), (14.0, 3.0)), (5.0, 1.0));
    }

    #[test]
    fn a_place_and_its_moment_are_the_same() {
        let window = Window { from: SimTime(2_000), to: SimTime(3_000) };
        let plot = Plot { window, width: 500.0, height: 200.0, lanes: Vec::new() };
        assert_eq!(plot.at(250.0), SimTime(2_500));
        assert_eq!(plot.x(SimTime(2_500)), 250.0);
        assert!(plot.x(SimTime(1_000)) < 0.0);
    }
}
