use std::collections::{BTreeMap, BTreeSet};

use crate::vocab::{ProcessId, SimTime};

/// Which process wants to be woken when: those that are awake and take in what comes at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    by_process: BTreeMap<ProcessId, SimTime>,
    /// The same, soonest first: a world has to look after every step.
    in_order: BTreeSet<(SimTime, ProcessId)>,
}

impl Alarms {
    /// A process wants to be woken then, or not any more.
    pub fn set(&mut self, process: ProcessId, at: Option<SimTime>) {
        let before = match at {
            Some(at) => self.by_process.insert(process, at),
            None => self.by_process.remove(&process),
        };
        if before == at {
            return;
        }
        if let Some(before) = before {
            self.in_order.remove(&(before, process));
        }
        self.in_order.extend(at.map(|at| (at, process)));
    }

    /// Who is woken next, and when: of those who should have been by now, the first by id.
    pub fn next(&self, now: SimTime) -> Option<(SimTime, ProcessId)> {
        let late = self.in_order.iter().take_while(|(at, _)| *at <= now).map(|(_, process)| *process).min();
        late.map(|process| (now, process)).or_else(|| self.in_order.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::ServerId;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn of_those_who_are_late_the_first_by_id_is_woken() {
        let mut alarms = Alarms::default();
        let [one, two] = [1, 2].map(|it| ProcessId::from(ServerId(it)));
        alarms.set(two, Some(SimTime(10)));
        alarms.set(one, Some(SimTime(20)));
        assert_eq!(alarms.next(SimTime(5)), Some((SimTime(10), two)));
        assert_eq!(alarms.next(SimTime(20)), Some((SimTime(20), one)));
        alarms.set(one, None);
        assert_eq!(alarms.next(SimTime(20)), Some((SimTime(20), two)));
        alarms.set(two, Some(SimTime(30)));
        assert_eq!(alarms.next(SimTime(20)), Some((SimTime(30), two)));
    }
}
