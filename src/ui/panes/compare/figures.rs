//! Numbers and what they are of, in the reader's language.

use yew::AttrValue;

use crate::locale::find;
use crate::player::{Growth, Metric};
use crate::ui::lang::{lang, tr};

/// A metric's name.
pub fn name(metric: Metric) -> AttrValue {
    AttrValue::Static(find(lang(), &format!("metric.{}.name", metric.name())).unwrap_or_default())
}

/// What it is, in a sentence.
pub fn meaning(metric: Metric) -> AttrValue {
    AttrValue::Static(find(lang(), &format!("metric.{}.is", metric.name())).unwrap_or_default())
}

/// A value of it.
pub fn value(metric: Metric, value: u64) -> AttrValue {
    match metric {
        _ if metric.is_time() => span(value),
        Metric::Bytes if value < 10_000 => tr!("page.compare.bytes", n = number(value)),
        Metric::Bytes if value < 1_000_000 => tr!("page.compare.kilobytes", n = value / 1_000),
        Metric::Bytes => tr!("page.compare.megabytes", n = tenths(value / 100_000)),
        _ => number(value).into(),
    }
}

/// So many microseconds, with two or three digits.
pub fn span(micros: u64) -> AttrValue {
    match micros {
        0 => tr!("page.compare.ms", n = 0),
        1..10_000 => tr!("page.compare.ms", n = tenths(micros / 100)),
        10_000..1_000_000 => tr!("page.compare.ms", n = micros / 1_000),
        _ => tr!("page.compare.s", n = tenths(micros / 100_000)),
    }
}

/// How a number grows with n.
pub fn growth(growth: Option<Growth>) -> AttrValue {
    match growth {
        Some(Growth::Constant) => tr!("page.compare.grows.constant"),
        Some(Growth::Linear) => tr!("page.compare.grows.linear"),
        Some(Growth::Quadratic) => tr!("page.compare.grows.quadratic"),
        Some(Growth::Cubic) => tr!("page.compare.grows.cubic"),
        None => tr!("page.compare.no_growth"),
    }
}

/// `17` as `1.7`, `20` as `2`.
fn tenths(it: u64) -> String {
    if it.is_multiple_of(10) { number(it / 10) } else { format!("{}.{}", it / 10, it % 10) }
}

/// With a comma before every three digits.
fn number(it: u64) -> String {
    if it < 1_000 { it.to_string() } else { format!("{},{:03}", number(it / 1_000), it % 1_000) }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn figures_are_short() {
        let shown = |metric, it| value(metric, it).to_string();
        assert_eq!(shown(Metric::Messages, 1_043_722), "1,043,722");
        assert_eq!(shown(Metric::Bytes, 2_321), "2,321 B");
        assert_eq!(shown(Metric::Bytes, 85_352), "85 KB");
        assert_eq!(shown(Metric::Bytes, 2_079_211), "2 MB");
        assert_eq!(
            [0, 2_650, 202_900, 6_631_200, 20_000_000].map(|it| span(it).to_string()),
            ["0 ms", "2.6 ms", "202 ms", "6.6 s", "20 s"]
        );
    }
}
