use std::sync::Arc;

use crate::scenario::{Run, Script};
use crate::trace::What;
use crate::vocab::SimTime;

/// Where a story says or asks something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: SimTime,
    /// What, as it is written: see [`caption`](crate::player::caption).
    pub said: String,
    /// Whether the reader is asked to foresee something.
    pub asks: bool,
}

/// A scenario that has more steps is not looked at farther: a page has to stay alive.
const MOST_STEPS: u32 = 400_000;

/// The moments of a scenario, in order. Those that lie ahead are not known before they have come, so it is played to the end of
/// its lines.
pub(super) fn moments(script: &Arc<Script>) -> Vec<Moment> {
    let mut run = Run::unchecked(Arc::clone(script));
    let (mut written, mut found) = (Vec::new(), Vec::new());
    for _ in 0..MOST_STEPS {
        if run.is_over() || run.step(&mut written).is_none() {
            break;
        }
        for entry in written.drain(..) {
            if let What::Said { text } = entry.what {
                let asks = run.questions().last().is_some_and(|it| it.at == entry.at && it.asks == text);
                found.push(Moment { at: entry.at, said: text, asks });
            }
        }
    }
    found
}

/// The number of the moment that is shown at `now`, from 0; `None` before the first.
pub fn current(moments: &[Moment], now: SimTime) -> Option<usize> {
    moments.partition_point(|it| it.at <= now).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_lies_ahead_is_known() {
        let text = "ensemble 3\nsay one\nwait 2s\nstart all\npredict two\noption leader s3 : s3\nuntil leader\nreveal\nsay three\n";
        let found = moments(&Arc::new(parse(text).0));
        let said: Vec<(&str, bool)> = found.iter().map(|it| (it.said.as_str(), it.asks)).collect();
        assert_eq!(said, [("one", false), ("two", true), ("three", false)]);
        assert_eq!(found[1].at, SimTime(2_000_000));
        assert_eq!(current(&found, SimTime::ZERO), Some(0));
        assert_eq!(current(&found, SimTime(2_000_000)), Some(1));
        assert_eq!(current(&found[1..], SimTime(1_999_999)), None);
    }
}
