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

/// A scenario that has more steps is not looked at farther.
const MOST_STEPS: u32 = 400_000;

/// Finds the moments of a scenario. Those that lie ahead are not known before they have come, so it is played to the end of its
/// lines, in as many parts as the page likes.
#[derive(Clone, Debug)]
pub struct Scout {
    run: Run,
    found: Vec<Moment>,
    left: u32,
}

impl Scout {
    pub(super) fn new(script: &Arc<Script>) -> Scout {
        Scout { run: Run::unchecked(Arc::clone(script)), found: Vec::new(), left: MOST_STEPS }
    }

    /// Goes on by so many steps at most; whether it has come to the end.
    pub fn go(&mut self, steps: u32) -> bool {
        let mut written = Vec::new();
        for _ in 0..steps.min(self.left) {
            if self.run.is_over() || self.run.step(&mut written).is_none() {
                return true;
            }
            for entry in written.drain(..) {
                if let What::Said { text } = entry.what {
                    let last = self.run.questions().last();
                    let asks = last.is_some_and(|it| it.at == entry.at && it.asks == text);
                    self.found.push(Moment { at: entry.at, said: text, asks });
                }
            }
        }
        self.left -= steps.min(self.left);
        self.left == 0
    }

    /// What has been found so far, in order.
    pub fn moments(&self) -> &[Moment] {
        &self.found
    }
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
        let mut scout = Scout::new(&Arc::new(parse(text).0));
        assert!(!scout.go(3), "it is not over after three steps");
        assert!(scout.go(u32::MAX));
        let found = scout.moments();
        let said: Vec<(&str, bool)> = found.iter().map(|it| (it.said.as_str(), it.asks)).collect();
        assert_eq!(said, [("one", false), ("two", true), ("three", false)]);
        assert_eq!(found[1].at, SimTime(2_000_000));
        assert_eq!(current(found, SimTime::ZERO), Some(0));
        assert_eq!(current(found, SimTime(2_000_000)), Some(1));
        assert_eq!(current(&found[1..], SimTime(1_999_999)), None);
    }
}
