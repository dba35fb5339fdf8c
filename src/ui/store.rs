//! The player behind Yew's reducer: every frame and every command goes through here.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::player::view::{Subject, View};
use crate::player::{BranchView, Command, DocumentChange, Pace, Player};
use crate::scenario::Problem;
use crate::ui::browser::panic;
use crate::ui::lang::tr;
use crate::vocab::Span;

/// The player, for panes that read long lists from it. Two handles are equal if they are of the same run at the same length.
#[derive(Clone)]
pub struct Tape {
    player: Rc<RefCell<Player>>,
    revision: u32,
}

impl PartialEq for Tape {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player) && self.revision == other.revision
    }
}

impl Tape {
    /// Calls `read` with the player.
    pub fn read<T>(&self, read: impl FnOnce(&Player) -> T) -> T {
        read(&self.player.borrow())
    }

    /// The same of whichever run is on: equal as long as the page is.
    pub fn handle(&self) -> Tape {
        Tape { player: self.player.clone(), revision: 0 }
    }

    /// Grows whenever what has been recorded is no longer a longer version of what it was.
    pub fn revision(&self) -> u32 {
        self.revision
    }
}

/// What can happen to the store.
pub enum Action {
    /// The reader asks for something.
    Do(Command),
    /// A frame: this much time has passed on the wall.
    Tick(Span),
    /// Another player, from a link.
    Replace(Box<Player>),
}

/// All of the page that comes from the engine.
#[derive(Clone)]
pub struct Store {
    player: Rc<RefCell<Player>>,
    revision: u32,
    /// What is shown.
    pub view: Rc<View>,
    pub is_playing: bool,
    pub pace: Pace,
    pub text: Rc<str>,
    /// The story that it is, but for its branches.
    pub story: Option<&'static str>,
    pub branches: Rc<[BranchView]>,
    /// What would be taken back, and what would be done again.
    pub undoable: [Option<DocumentChange>; 2],
    pub problems: Rc<[Problem]>,
    /// The last write that the reader had a client ask for.
    pub asked: Option<Subject>,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
            && self.revision == other.revision
            && self.is_playing == other.is_playing
            && self.pace == other.pace
            && self.asked == other.asked
            && self.view == other.view
    }
}

impl Store {
    /// A store around `player`.
    pub fn new(player: Player) -> Store {
        let text = Rc::from(player.text());
        let problems = Rc::from(player.problems());
        Store {
            view: Rc::new(player.view()),
            is_playing: player.is_playing(),
            pace: player.pace(),
            story: player.story().map(|it| it.slug),
            branches: player.branches().into(),
            undoable: player.undoable(),
            player: Rc::new(RefCell::new(player)),
            revision: 0,
            text,
            problems,
            asked: None,
        }
    }

    /// The player, to read from.
    pub fn tape(&self) -> Tape {
        Tape { player: self.player.clone(), revision: self.revision }
    }

    fn shown(&self, changed: bool) -> Store {
        let player = self.player.borrow();
        let mut next = self.clone();
        next.view = Rc::new(if changed { player.view() } else { player.view_after(&self.view) });
        next.is_playing = player.is_playing();
        next.pace = player.pace();
        if changed || next.view.steps != self.view.steps {
            let problems = player.problems();
            if *problems != *self.problems {
                next.problems = Rc::from(problems);
            }
        }
        if changed {
            next.text = Rc::from(player.text());
            next.story = player.story().map(|it| it.slug);
            next.branches = player.branches().into();
            next.undoable = player.undoable();
            next.revision += 1;
        }
        next
    }

    /// Keeps what a reader would need if `line` broke the engine.
    fn prepare_for_the_worst(&self, line: &str) {
        let words = [
            tr!("page.panic.heading"),
            tr!("page.panic.advice"),
            tr!("page.panic.replay"),
            tr!("page.panic.line"),
        ];
        panic::prepare(panic::Rescue {
            link: self.player.borrow().bookmark(),
            line: line.to_owned(),
            words: words.map(|it| it.to_string()),
        });
    }
}

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        match action {
            Action::Tick(wall) => {
                let changed = self.player.borrow_mut().tick(wall);
                if !changed && self.is_playing == self.player.borrow().is_playing() {
                    return self;
                }
                Rc::new(self.shown(false))
            }
            Action::Do(command) => {
                let line = match &command {
                    Command::Act(line) => line.as_str(),
                    _ => "",
                };
                self.prepare_for_the_worst(line);
                let acted = !line.is_empty();
                let rewritten = command.rewrites();
                let before = self.view.entries;
                let _told_where_it_was_typed = self.player.borrow_mut().apply(command);
                let mut next = self.shown(rewritten);
                if acted {
                    let asked = self.player.borrow().last_asked_after(before);
                    next.asked = asked.or(next.asked);
                }
                Rc::new(next)
            }
            Action::Replace(player) => Rc::new(Store::new(*player)),
        }
    }
}
