use crate::vocab::{SimTime, Span};

/// The stretch of the time axis that is in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: SimTime,
    /// Its end; later than its beginning.
    pub to: SimTime,
}

/// No window is shorter.
const SHORTEST: Span = Span(10);
/// One that is not the whole axis is no longer than this.
const LONGEST: Span = Span::from_secs(3_600);
/// While time passes, the cursor is kept within so many hundredths of the window.
const AHEAD: u64 = 85;

impl Window {
    /// The whole axis up to `end`.
    pub fn all(end: SimTime) -> Window {
        Window { from: SimTime::ZERO, to: end.max(SimTime::ZERO + SHORTEST) }
    }

    /// How long it is.
    pub fn span(self) -> Span {
        self.to.since(self.from)
    }

    /// Whether a moment is in view.
    pub fn shows(self, at: SimTime) -> bool {
        self.from <= at && at <= self.to
    }

    /// The moment that lies so many parts of a whole along it.
    pub fn at(self, part: u64, whole: u64) -> SimTime {
        self.from + Span(scaled(self.span().0, part, whole))
    }

    /// The same made longer or shorter by so many parts of a whole, on an axis up to `end`; `about` stays where it is.
    pub fn zoomed(self, about: SimTime, parts: u64, whole: u64, end: SimTime) -> Window {
        let most = end.0.clamp(SHORTEST.0, LONGEST.0.max(self.span().0));
        let span = scaled(self.span().0, parts, whole).clamp(SHORTEST.0, most);
        let about = about.clamp(self.from, self.to);
        let before = scaled(span, about.since(self.from).0, self.span().0);
        Window::beginning(about.0.saturating_sub(before), span, end)
    }

    /// The same, moved by so many microseconds, back if negative, on an axis up to `end`.
    pub fn moved(self, by: i64, end: SimTime) -> Window {
        Window::beginning(self.from.0.saturating_add_signed(by), self.span().0, end)
    }

    /// The same, moved so that a moment is in it, and something of what comes behind it.
    pub fn following(self, at: SimTime, end: SimTime) -> Window {
        let ahead = scaled(self.span().0, AHEAD, 100);
        if self.from <= at && at <= self.from + Span(ahead) {
            return self;
        }
        Window::beginning(at.0.saturating_sub(ahead), self.span().0, end)
    }

    /// The same, moved so that a moment is in its middle.
    pub fn centred(self, at: SimTime, end: SimTime) -> Window {
        Window::beginning(at.0.saturating_sub(self.span().0 / 2), self.span().0, end)
    }

    fn beginning(from: u64, span: u64, end: SimTime) -> Window {
        let from = from.min(end.0.saturating_sub(span));
        Window { from: SimTime(from), to: SimTime(from + span) }
    }
}

/// `value` times `parts` over `whole`, rounded down.
fn scaled(value: u64, parts: u64, whole: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(parts) / u128::from(whole.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const END: SimTime = SimTime(10_000_000);

    #[test]
    fn zooming_leaves_what_is_under_the_pointer_where_it_is() {
        let about = SimTime(4_000_000);
        let near = Window::all(END).zoomed(about, 1, 4, END);
        assert_eq!(near, Window { from: SimTime(3_000_000), to: SimTime(5_500_000) });
        assert_eq!(near.at(2, 5), about);
        assert_eq!(near.zoomed(about, 4, 1, END), Window::all(END));
        assert_eq!(near.zoomed(about, 1_000, 1, END), Window::all(END), "and no farther");
    }

    #[test]
    fn a_window_is_at_least_ten_microseconds_long() {
        let near = Window::all(END).zoomed(SimTime(7), 1, 1_000_000_000, END);
        assert_eq!(near.span(), SHORTEST);
        assert!(near.shows(SimTime(7)));
    }

    #[test]
    fn a_window_does_not_leave_the_axis() {
        let near = Window { from: SimTime(1_000), to: SimTime(3_000) };
        assert_eq!(near.moved(-5_000, END), Window { from: SimTime(0), to: SimTime(2_000) });
        assert_eq!(near.moved(i64::MAX, END), Window { from: SimTime(9_998_000), to: END });
    }

    #[test]
    fn it_follows_what_is_about_to_leave_it() {
        let near = Window { from: SimTime(1_000), to: SimTime(2_000) };
        assert_eq!(near.following(SimTime(1_850), END), near);
        assert_eq!(near.following(SimTime(1_900), END), near.moved(50, END));
        assert_eq!(near.following(SimTime(100), END), Window { from: SimTime(0), to: SimTime(1_000) });
    }
}
