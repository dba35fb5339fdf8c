use std::fmt;

/// A moment as `java.util.Date` writes it, in UTC: `Thu Jan 01 00:00:05 UTC 2026`; milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub u64);

impl Date {
    const WEEKDAYS: [&'static str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&'static str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// Year, month from 0, and day from 1. Counted from the first of March of the year 0, so that leap days come last.
    fn calendar(self) -> (u64, usize, u64) {
        const DAYS_TO_1970: u64 = 719_468;
        const DAYS_IN_400_YEARS: u64 = 146_097;
        let days = self.0 / 86_400_000 + DAYS_TO_1970;
        let (era, day) = (days / DAYS_IN_400_YEARS, days % DAYS_IN_400_YEARS);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let is_next_year = 10 <= month;
        let month = if is_next_year { month - 10 } else { month + 2 };
        (era * 400 + year + u64::from(is_next_year), month as usize, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1_000;
        let (year, month, day) = self.calendar();
        let weekday = Self::WEEKDAYS[(seconds / 86_400 % 7) as usize];
        let (hours, minutes, seconds) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        let month = Self::MONTHS[month];
        write!(f, "{weekday} {month} {day:02} {hours:02}:{minutes:02}:{seconds:02} UTC {year}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::SimTime;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_date_is_written_as_java_writes_it() {
        fn check(seconds: u64, text: &str) {
            assert_eq!(Date(seconds * 1_000).to_string(), text);
        }
        check(0, "Thu Jan 01 00:00:00 UTC 1970");
        check(951_782_399, "Mon Feb 28 23:59:59 UTC 2000");
        check(951_782_400, "Tue Feb 29 00:00:00 UTC 2000");
        check(951_868_800, "Wed Mar 01 00:00:00 UTC 2000");
        check(1_795_354_009, "Sun Nov 22 13:26:49 UTC 2026");
        check(SimTime::WALL_START / 1_000, "Thu Jan 01 00:00:00 UTC 2026");
    }
}
