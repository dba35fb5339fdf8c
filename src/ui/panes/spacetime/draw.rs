use crate::player::MarkKind;
use crate::player::spacetime::{CROWD, Passage, PassageKind, Scene, Standing, Stretch};
use crate::trace::{Entry, What};
use crate::ui::browser::canvas::{Canvas, Pen};
use crate::ui::panes::timeline::mark_shape;
use crate::vocab::{PeerState, ProcessId, ServerId, SimTime};

use super::palette::{Palette, standing_name, stroke_of};
use super::plot::{Plot, Point, distance};

/// With more lines than this, dashes and heads are left out.
const FEW: usize = 900;
/// With more than this, names.
const NAMED: usize = 500;
/// A line that is steeper has no name: it would stand on end.
const SLANT: f64 = 14.0;
/// With more acts than this, their lines do not go through the lanes, and their words are left out.
const MOST_ACTS: usize = 24;
/// So many names are enough.
const MOST_NAMES: usize = 70;
/// Names and lines stand so far apart at least.
const APART: f64 = 11.0;

/// All that is drawn.
pub struct Drawing<'a> {
    pub canvas: &'a Canvas,
    pub plot: &'a Plot,
    pub scene: &'a Scene,
    pub palette: &'a Palette,
    /// The whole trace.
    pub entries: &'a [Entry],
    /// How far the run is known.
    pub until: SimTime,
    pub selected: Option<ServerId>,
    pub hovered: Option<Passage>,
    /// Places of entries, in order.
    pub marked: &'a [usize],
}

impl Drawing<'_> {
    /// Draws it, from the back to the front.
    pub fn draw(&self) {
        self.canvas.set_font(&format!("600 10px {}", self.palette.family));
        self.selected_lane();
        self.bands();
        self.acts();
        self.crowd();
        self.marked_lines();
        self.passages();
        self.writes();
        self.happenings();
        self.rings();
        if self.scene.passages.len() <= NAMED {
            self.names();
        }
        if let Some(it) = &self.hovered {
            self.single(it, &self.palette.ink, 3.0);
        }
    }

    fn selected_lane(&self) {
        let Some(y) = self.selected.and_then(|it| self.plot.y_of(it.into())) else { return };
        let gap = self.plot.gap();
        self.canvas.begin();
        self.canvas.rect(0.0, y - gap / 2.0, self.plot.width, gap);
        self.canvas.fill(&self.palette.tint);
    }

    fn bands(&self) {
        for (lane, (_, stretches)) in self.scene.lanes.iter().enumerate() {
            stretches.iter().for_each(|it| self.band(lane, it));
        }
    }

    /// A band in the colour of what the process is, with the word for it where there is room; a thin line while it does not run.
    fn band(&self, lane: usize, stretch: &Stretch) {
        let (plot, canvas) = (self.plot, self.canvas);
        let (left, right, y) = (plot.x(stretch.from), plot.x(stretch.to).min(plot.width), plot.y(lane));
        let (color, thick) = (self.palette.standing(stretch.standing), plot.band());
        canvas.begin();
        match stretch.standing {
            Standing::Down | Standing::PoweredOff => {
                canvas.line((left, y), (right, y));
                let dash: &[f64] = if stretch.standing == Standing::Down { &[2.0, 4.0] } else { &[1.0, 9.0] };
                canvas.stroke(Pen { color, width: 1.5, dash });
            }
            Standing::Server(PeerState::Leading) => {
                canvas.rect(left, y - thick / 2.0, (right - left).max(1.0), thick);
                canvas.fill(color);
            }
            _ => {
                canvas.rect(left, y - thick / 2.0, (right - left).max(1.0), thick);
                canvas.set_alpha(0.2);
                canvas.fill(color);
                canvas.set_alpha(1.0);
                canvas.begin();
                canvas.line((left, y - thick / 2.0), (right, y - thick / 2.0));
                canvas.line((left, y + thick / 2.0), (right, y + thick / 2.0));
                canvas.line((left, y - thick / 2.0), (left, y + thick / 2.0));
                canvas.stroke(Pen { color, width: 1.0, dash: &[] });
            }
        }
        self.word(stretch, (left, right, y));
    }

    fn word(&self, stretch: &Stretch, (left, right, y): (f64, f64, f64)) {
        if self.plot.band() < 11.0 || right - left < 30.0 {
            return;
        }
        let word = standing_name(stretch.standing);
        if right - left < self.canvas.width_of(&word) + 10.0 {
            return;
        }
        let (color, ground) = match stretch.standing {
            Standing::Server(PeerState::Leading) => (&*self.palette.solid, ""),
            Standing::Down | Standing::PoweredOff => (&*self.palette.soft, &*self.palette.surface),
            _ => (&*self.palette.ink, ""),
        };
        self.canvas.write_from(&word, (left.max(0.0) + 5.0, y + 0.5), color, ground);
    }

    /// A line through all lanes for what somebody did, and what it was, where there is room for words; where too much was done,
    /// only that something was.
    fn acts(&self) {
        let acts = || self.scene.happenings.iter().filter(|it| it.kind == MarkKind::Act && it.who.is_none());
        let few = acts().take(MOST_ACTS + 1).count() <= MOST_ACTS;
        let end = if few { self.plot.height } else { 23.0 };
        let (mut free, mut last) = (0.0, f64::NEG_INFINITY);
        self.canvas.begin();
        for x in acts().map(|it| self.plot.x(it.at)) {
            if last + 2.0 <= x {
                self.canvas.line((x, 18.0), (x, end));
                last = x;
            }
        }
        self.canvas.stroke(Pen { color: &self.palette.harm, width: 1.0, dash: &[2.0, 3.0] });
        for it in acts().filter(|_| few) {
            let at = self.plot.place_of(it);
            let Some(What::Act { line }) = self.entries.get(it.place).map(|it| &it.what) else { continue };
            if at.0 < free {
                continue;
            }
            let width = self.canvas.width_of(line) + 12.0;
            if at.0 + width <= self.plot.width {
                self.canvas.write_from(line, (at.0 + 8.0, at.1), &self.palette.harm, "");
                free = at.0 + width + 12.0;
            }
        }
    }

    /// Where messages are too many: how many each process sent, by kind, as bars upon its lane.
    fn crowd(&self) {
        let most = self.scene.crowd.iter().map(|it| it.counts.iter().sum::<u32>()).max().unwrap_or(1);
        let (room, thick) = (self.plot.gap() - self.plot.band() - 2.0, self.plot.band());
        let width = f64::from(CROWD) - 0.5;
        for kind in PassageKind::ALL {
            self.canvas.begin();
            for it in &self.scene.crowd {
                let below: u32 = it.counts[..kind as usize].iter().sum();
                let height = |count: u32| f64::from(count) * room / f64::from(most);
                let bottom = self.plot.y(it.lane) - thick / 2.0 - height(below);
                let high = height(it.counts[kind as usize]);
                if 0.0 < high {
                    self.canvas.rect(f64::from(it.column), bottom - high, width, high);
                }
            }
            self.canvas.fill(self.palette.message(kind, None));
        }
    }

    /// One path for all that look the same.
    fn passages(&self) {
        type Look = (PassageKind, Option<ServerId>, bool);
        let look = |it: &Passage| (it.kind, it.candidate, it.ended.is_none() || it.lost.is_some());
        let mut looks: Vec<Look> = Vec::new();
        for it in &self.scene.passages {
            if !looks.contains(&look(it)) {
                looks.push(look(it));
            }
        }
        looks.sort_unstable();
        let few = self.scene.passages.len() <= FEW;
        for (kind, candidate, astray) in looks {
            let color = self.palette.message(kind, candidate);
            let of_it = || self.scene.passages.iter().filter(|it| look(it) == (kind, candidate, astray));
            self.canvas.begin();
            let stubs = of_it().filter(|it| it.ended.is_none()).filter_map(|it| self.plot.stub(it));
            let lines = of_it().filter_map(|it| self.visible(it)).chain(stubs);
            lines.for_each(|(from, to)| self.canvas.line(from, to));
            let (width, dash) = stroke_of(kind);
            let (width, dash): (f64, &[f64]) = match (few, astray) {
                (true, false) => (width, dash),
                (true, true) => (width, &[3.0, 4.0]),
                (false, _) => (1.0, &[]),
            };
            self.canvas.stroke(Pen { color, width, dash });
            if few && !astray {
                self.canvas.begin();
                of_it().filter_map(|it| self.plot.ends(it, self.until)).for_each(|it| self.head(it));
                self.canvas.fill(color);
            }
        }
        self.crosses();
    }

    /// The part of a message's line that is to be seen; far beyond, a line is not even begun.
    fn visible(&self, it: &Passage) -> Option<(Point, Point)> {
        const BEYOND: f64 = 50.0;
        let (mut from, mut to) = self.plot.ends(it, self.until)?;
        let slope = (to.1 - from.1) / (to.0 - from.0).max(0.001);
        let right = self.plot.width + BEYOND;
        if from.0 < -BEYOND && -BEYOND < to.0 {
            from = (-BEYOND, from.1 + slope * (-BEYOND - from.0));
        }
        if right < to.0 {
            to = (right, from.1 + slope * (right - from.0));
        }
        Some((from, to))
    }

    fn head(&self, (from, to): (Point, Point)) {
        let length = distance(from, to);
        if length < 12.0 || to.0 < -10.0 || self.plot.width + 10.0 < to.0 {
            return;
        }
        let (dx, dy) = ((to.0 - from.0) / length, (to.1 - from.1) / length);
        let back = (to.0 - dx * 7.0, to.1 - dy * 7.0);
        let side = |by: f64| (back.0 - dy * by, back.1 + dx * by);
        self.canvas.triangle(to, side(3.2), side(-3.2));
    }

    /// A cross where a message was lost, a ring where one that has not arrived was seen last.
    fn crosses(&self) {
        let astray = || self.scene.passages.iter().filter(|it| it.ended.is_none() || it.lost.is_some());
        self.canvas.begin();
        for it in astray().filter(|it| it.lost.is_some()) {
            let Some((_, (x, y))) = self.plot.ends(it, self.until) else { continue };
            self.canvas.line((x - 4.0, y - 4.0), (x + 4.0, y + 4.0));
            self.canvas.line((x + 4.0, y - 4.0), (x - 4.0, y + 4.0));
        }
        self.canvas.stroke(Pen { color: &self.palette.harm, width: 2.0, dash: &[] });
        self.canvas.begin();
        for it in astray().filter(|it| it.lost.is_none()) {
            if let Some((_, end)) = self.visible(it) {
                self.canvas.circle(end, 3.0);
            }
        }
        self.canvas.stroke(Pen { color: &self.palette.ink, width: 1.25, dash: &[] });
    }

    fn writes(&self) {
        let place = |failed: bool| {
            let writes = self.scene.writes.iter().filter(move |it| it.failed == failed);
            writes.filter_map(|it| self.plot.place_of_write(it))
        };
        self.canvas.begin();
        place(false).for_each(|(x, y)| self.canvas.rect(x - 2.0, y - 2.0, 4.0, 4.0));
        self.canvas.fill(&self.palette.ink);
        self.canvas.begin();
        for (x, y) in place(true) {
            self.canvas.line((x - 3.5, y - 3.5), (x + 3.5, y + 3.5));
            self.canvas.line((x + 3.5, y - 3.5), (x - 3.5, y + 3.5));
        }
        self.canvas.stroke(Pen { color: &self.palette.harm, width: 2.0, dash: &[] });
    }

    /// What is no band and no message, in the shapes of the timeline; of a kind that lies together, one.
    fn happenings(&self) {
        let mut before: Vec<(MarkKind, Point)> = Vec::new();
        for it in &self.scene.happenings {
            let color = match it.kind {
                // Bands tell who looks, and the page what was said.
                MarkKind::Looking | MarkKind::Caption => continue,
                MarkKind::Leader | MarkKind::Holder => &self.palette.leading,
                MarkKind::Act | MarkKind::Failure | MarkKind::Late => &self.palette.harm,
                MarkKind::Refused => &self.palette.accent,
            };
            let at = self.plot.place_of(it);
            if before.iter().rev().take(6).any(|(kind, other)| *kind == it.kind && distance(*other, at) < 9.0)
            {
                continue;
            }
            before.push((it.kind, at));
            let shape = match it.kind {
                MarkKind::Failure => "M-5 4L-4 3L0 7L4 3L5 4L1 8L5 12L4 13L0 9L-4 13L-5 12L-1 8Z",
                other => mark_shape(other),
            };
            self.canvas.shape(shape, (at.0, at.1 - 8.0), color);
        }
    }

    /// Names along the lines that are long enough, as long as none lies on another.
    fn names(&self) {
        let mut taken: Vec<Point> = Vec::new();
        let mut written = 0;
        for it in &self.scene.passages {
            let Some((from, to)) = self.visible(it) else { continue };
            let (from, to) = (within(from, to, self.plot.width), within(to, from, self.plot.width));
            let length = distance(from, to);
            if to.0 - from.0 < SLANT || MOST_NAMES <= written {
                continue;
            }
            let name = match it.candidate {
                Some(candidate) => format!("{} {candidate}", it.name),
                None => it.name.to_owned(),
            };
            let width = self.canvas.width_of(&name);
            if length < width + 18.0 {
                continue;
            }
            let (dx, dy) = ((to.0 - from.0) / length, (to.1 - from.1) / length);
            let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
            let half = (width / 2.0 / APART).ceil() as i32;
            let points: Vec<Point> = (-half..=half)
                .map(|it| f64::from(it) * APART)
                .map(|far| (middle.0 + dx * far, middle.1 + dy * far))
                .collect();
            if points.iter().any(|it| taken.iter().any(|other| distance(*it, *other) < APART)) {
                continue;
            }
            taken.extend(points);
            written += 1;
            let color = self.palette.message(it.kind, it.candidate);
            self.canvas.write(&name, middle, (dy / dx.max(0.000_1)).atan(), color, &self.palette.surface);
        }
    }

    fn single(&self, it: &Passage, color: &str, width: f64) {
        let Some(ends) = self.plot.ends(it, self.until) else { return };
        self.canvas.begin();
        self.canvas.line(ends.0, ends.1);
        self.canvas.stroke(Pen { color, width, dash: &[] });
        self.canvas.begin();
        self.head(ends);
        self.canvas.fill(color);
    }

    /// Messages that others have marked, broadly underlined.
    fn marked_lines(&self) {
        if self.marked.is_empty() {
            return;
        }
        let is_marked = |place: usize| self.marked.binary_search(&place).is_ok();
        let marked = |it: &&Passage| is_marked(it.sent.1) || it.ended.is_some_and(|it| is_marked(it.1));
        self.canvas.begin();
        for (from, to) in self.scene.passages.iter().filter(marked).filter_map(|it| self.visible(it)) {
            self.canvas.line(from, to);
        }
        self.canvas.set_alpha(0.35);
        self.canvas.stroke(Pen { color: &self.palette.accent, width: 9.0, dash: &[] });
        self.canvas.set_alpha(1.0);
    }

    /// Rings around what is marked and no message.
    fn rings(&self) {
        self.canvas.begin();
        for entry in self.marked.iter().filter_map(|it| self.entries.get(*it)) {
            let process = match &entry.what {
                What::Sent { .. } | What::Arrived { .. } | What::Lost { .. } => continue,
                What::ClientState { client, .. }
                | What::Called { client, .. }
                | What::Replied { client, .. } => Some(ProcessId::from(*client)),
                _ => entry.servers()[0].map(ProcessId::from),
            };
            let y = process.map_or(Some(10.0), |it| self.plot.y_of(it));
            if let Some(y) = y.filter(|_| self.plot.window.shows(entry.at)) {
                self.canvas.circle((self.plot.x(entry.at), y), self.plot.band() / 2.0 + 4.0);
            }
        }
        self.canvas.stroke(Pen { color: &self.palette.accent, width: 3.0, dash: &[] });
    }
}

/// A point of a line, moved along it until it is within the width.
fn within(point: Point, other: Point, width: f64) -> Point {
    let x = point.0.clamp(0.0, width);
    if x == point.0 || other.0 == point.0 {
        return point;
    }
    (x, point.1 + (other.1 - point.1) * (x - point.0) / (other.0 - point.0))
}
