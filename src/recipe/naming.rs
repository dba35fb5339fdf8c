use std::sync::Arc;

use super::calls::create;
use super::{Belief, Desk, Fact, Steps, Stimulus};
use crate::session::Response;
use crate::tree::CreateMode;

/// Gets a name that nobody has or had: the number that a parent gives.
///
/// Sources: *ZooKeeper Programmer's Guide*, «Sequence Nodes — Unique Naming»; *ZooKeeper Recipes and Solutions* («Out of the Box
/// Applications»). Promises: no name is given twice as long as the parent is there, not even that of a znode that was deleted.
/// What breaks it: a parent that was deleted and made again counts from 0; a name whose reply was lost is nobody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    prefix: Arc<str>,
    asks: bool,
}

impl Naming {
    /// One that asks for names below `path`.
    pub fn new(path: &Arc<str>) -> Naming {
        Naming { prefix: format!("{path}/name-").into(), asks: false }
    }

    fn ask(&mut self, desk: &mut Desk) {
        self.asks = true;
        desk.ask(create(Arc::clone(&self.prefix), "", CreateMode::PersistentSequential));
    }
}

impl Steps for Naming {
    fn step(&mut self, stimulus: Stimulus, desk: &mut Desk) {
        match stimulus {
            Stimulus::Begin => self.ask(desk),
            Stimulus::Replied(result) => {
                self.asks = false;
                match result {
                    Ok(Response::Path(name, _)) => desk.say(Fact::Named { name }),
                    Ok(_) => {}
                    Err(error) => desk.say(Fact::Failed { error }),
                }
            }
            Stimulus::Typed(line) if &*line == "next" => self.ask(desk),
            Stimulus::Typed(line) => desk.say(Fact::Puzzled { line }),
            Stimulus::Lost => self.asks = false,
            Stimulus::Fired(_)
            | Stimulus::Suspended
            | Stimulus::Reconnected
            | Stimulus::Drew(_)
            | Stimulus::Alarm
            | Stimulus::Leased(_) => {}
        }
    }

    fn belief(&self) -> Belief {
        if self.asks { Belief::Busy } else { Belief::Idle }
    }
}
