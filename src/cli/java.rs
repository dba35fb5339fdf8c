//! Numbers and dates as Java reads and prints them.

/// `Integer.parseInt`, and what it throws. Rust reads the same decimals.
pub fn parse_int(text: &str) -> Result<i32, String> {
    text.parse().map_err(|_| number_format(text))
}

/// `Integer.decode`: also `0x1f`, `#1f` and octal `017`, each with a sign.
pub fn decode_int(text: &str) -> Result<i32, String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = ["0x", "0X", "#"].iter().find_map(|it| digits.strip_prefix(it));
    let octal = digits.strip_prefix('0').filter(|it| !it.is_empty());
    match (hex, octal) {
        (Some(hex), _) => i32::from_str_radix(&format!("{sign}{hex}"), 16).map_err(|_| number_format(hex)),
        (None, Some(octal)) => {
            i32::from_str_radix(&format!("{sign}{octal}"), 8).map_err(|_| number_format(octal))
        }
        (None, None) => format!("{sign}{digits}").parse().map_err(|_| number_format(digits)),
    }
}

fn number_format(text: &str) -> String {
    format!("java.lang.NumberFormatException: For input string: \"{text}\"")
}

/// `Date.toString()` in UTC: `Thu Jan 01 00:00:00 UTC 1970` for 0 milliseconds.
pub fn date(millis: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = millis / 1_000;
    let days = seconds / 86_400;
    let weekday = DAYS[(days % 7) as usize];
    // Years, then months, are taken off as long as they fit.
    let (mut rest, mut year, mut month) = (days, 1970, 0);
    while year_length(year) <= rest {
        rest -= year_length(year);
        year += 1;
    }
    while month_length(year, month) <= rest {
        rest -= month_length(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let (name, day) = (MONTHS[month], rest + 1);
    format!("{weekday} {name} {day:02} {hour:02}:{minute:02}:{second:02} UTC {year}")
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn year_length(year: u64) -> u64 {
    365 + u64::from(is_leap(year))
}

fn month_length(year: u64, month: usize) -> u64 {
    match month {
        1 => 28 + u64::from(is_leap(year)),
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_date_is_written_as_java_does() {
        assert_eq!(date(0), "Thu Jan 01 00:00:00 UTC 1970");
        assert_eq!(date(951_827_696_789), "Tue Feb 29 12:34:56 UTC 2000");
        assert_eq!(date(1_767_225_599_999), "Wed Dec 31 23:59:59 UTC 2025");
    }

    #[test]
    fn a_number_is_decoded_as_java_does() {
        assert_eq!((decode_int("0x1f"), decode_int("-017"), decode_int("0")), (Ok(31), Ok(-15), Ok(0)));
        assert_eq!(decode_int("x"), Err("java.lang.NumberFormatException: For input string: \"x\"".into()));
    }
}
