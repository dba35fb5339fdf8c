use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// A moment: microseconds since the scenario began. Written in seconds, `3.2s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(pub u64);

/// A length of time in microseconds. Written with the largest unit that divides it: `2s`, `200ms`, `350us`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub u64);

impl SimTime {
    /// The beginning of every scenario.
    pub const ZERO: SimTime = SimTime(0);

    /// What a wall clock says at the beginning of every scenario, in milliseconds since 1970: 2026-01-01 00:00 UTC.
    pub const WALL_START: u64 = 1_767_225_600_000;

    /// What a wall clock says, in milliseconds since 1970.
    pub fn as_wall_millis(self) -> u64 {
        Self::WALL_START + self.0 / 1_000
    }

    /// How long ago `earlier` was; zero if it is still to come.
    pub fn since(self, earlier: SimTime) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// As a clock shows it: `0.119 s`, `1:02.500`, and beyond an hour `1:02:03`.
    pub fn clock(self) -> String {
        let millis = self.0 / 1_000;
        if millis < 60_000 {
            format!("{}.{:03} s", millis / 1_000, millis % 1_000)
        } else if millis < 3_600_000 {
            format!("{}:{:02}.{:03}", millis / 60_000, millis / 1_000 % 60, millis % 1_000)
        } else {
            format!("{}:{:02}:{:02}", millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60)
        }
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A span of whole milliseconds.
    pub const fn from_millis(millis: u64) -> Span {
        Span(millis * 1_000)
    }

    /// A span of whole seconds.
    pub const fn from_secs(secs: u64) -> Span {
        Span(secs * 1_000_000)
    }

    /// Whole milliseconds, rounded down.
    pub fn as_millis(self) -> u64 {
        self.0 / 1_000
    }

    /// `n` times as long.
    pub fn times(self, n: u32) -> Span {
        Span(self.0.saturating_mul(u64::from(n)))
    }

    /// Half as long, rounded down.
    pub fn half(self) -> Span {
        Span(self.0 / 2)
    }
}

impl Add<Span> for SimTime {
    type Output = SimTime;

    fn add(self, span: Span) -> SimTime {
        SimTime(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Span;

    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Span;

    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (secs, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if f.alternate() {
            return write!(f, "{secs}.{micros:06}s"); // the trace: columns of one width
        }
        let fraction = format!("{micros:06}");
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{secs}s"),
            digits => write!(f, "{secs}.{digits}s"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("0s"),
            it if it % 1_000_000 == 0 => write!(f, "{}s", it / 1_000_000),
            it if it % 1_000 == 0 => write!(f, "{}ms", it / 1_000),
            it => write!(f, "{it}us"),
        }
    }
}

/// The text is not a number with a unit, `us`, `ms`, `s`, `m`, `h` or `d`, or it is too long a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseSpanError;

impl FromStr for Span {
    type Err = ParseSpanError;

    /// Reads `200ms`, `1.5s`, `3d`: a decimal number, then the unit. Exact to a microsecond; 10,000 days at most.
    fn from_str(text: &str) -> Result<Self, ParseSpanError> {
        const MOST: u64 = 10_000 * 86_400_000_000;
        let split = text.find(|it: char| !it.is_ascii_digit() && it != '.').ok_or(ParseSpanError)?;
        let (number, unit) = text.split_at(split);
        let unit: u64 = match unit {
            "us" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            "d" => 86_400_000_000,
            _ => return Err(ParseSpanError),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        if whole.is_empty() || fraction.is_empty() || fraction.len() > 6 {
            return Err(ParseSpanError);
        }
        let parse = |digits: &str| digits.parse::<u64>().map_err(|_| ParseSpanError);
        let scale = 10_u64.pow(u32::try_from(fraction.len()).map_err(|_| ParseSpanError)?);
        let micros = parse(whole)?
            .checked_mul(unit)
            .and_then(|it| it.checked_add(parse(fraction).ok()?.checked_mul(unit)? / scale))
            .filter(|it| *it <= MOST);
        micros.map(Span).ok_or(ParseSpanError)
    }
}

impl FromStr for SimTime {
    type Err = ParseSpanError;

    fn from_str(text: &str) -> Result<Self, ParseSpanError> {
        text.parse::<Span>().map(|it| SimTime(it.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_span_is_read_with_its_unit() {
        fn check(text: &str, micros: u64) {
            assert_eq!(text.parse(), Ok(Span(micros)), "{text}");
        }
        check("350us", 350);
        check("200ms", 200_000);
        check("1.5s", 1_500_000);
        check("0.000001s", 1);
        check("2m", 120_000_000);
        check("3d", 259_200_000_000);
        for wrong in ["", "3", "s", ".5s", "1.s", "1.0000001s", "3 s", "-1s", "1e3s", "1..2s", "99999999999d"]
        {
            assert_eq!(wrong.parse::<Span>(), Err(ParseSpanError), "{wrong}");
        }
    }

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in ["0s", "3s", "0.2s", "12.000001s"] {
            assert_eq!(text.parse::<SimTime>().map(|it| it.to_string()), Ok(text.to_owned()));
        }
        for text in ["0s", "3s", "200ms", "350us", "1500ms"] {
            assert_eq!(text.parse::<Span>().map(|it| it.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(format!("{:#}", SimTime(1_200)), "0.001200s");
    }
}
