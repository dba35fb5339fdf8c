//! How much of what was recorded is equal here. The tests that compare say so, and `cargo xtask golden` runs those alone.

use std::io::{self, Write as _};
use std::ops::AddAssign;

use serde_json::Value;

/// How many things are equal, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub equal: usize,
    pub all: usize,
}

impl AddAssign for Count {
    fn add_assign(&mut self, more: Count) {
        self.equal += more.equal;
        self.all += more.all;
    }
}

/// How far a trace is equal.
#[derive(Debug, Default)]
pub struct Compared {
    /// Its steps: those before the first that differs, of all.
    pub steps: Count,
    /// The first difference; what comes behind it is not looked at.
    pub difference: Option<String>,
}

impl Compared {
    /// Compares one step after another, as far as they are equal.
    pub fn of<'a>(steps: &'a [Value], compare: impl FnMut(&'a Value) -> Result<(), String>) -> Compared {
        let mut compared = Compared { steps: Count { equal: 0, all: steps.len() }, difference: None };
        for outcome in steps.iter().map(compare) {
            match outcome {
                Ok(()) => compared.steps.equal += 1,
                Err(difference) => {
                    compared.difference = Some(difference);
                    break;
                }
            }
        }
        compared
    }

    /// Looks at the whole, if all steps are equal.
    pub fn and(mut self, whole: impl FnOnce() -> Option<String>) -> Compared {
        self.difference = self.difference.or_else(whole);
        self
    }
}

/// Says something that is to be read though the test passes: the harness keeps what goes through `println!`.
pub fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
