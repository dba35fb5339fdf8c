//! What the reader has chosen, apart from the run: which pane, which server, what lies over the page.

use std::rc::Rc;

use yew::prelude::*;

use crate::player::Milestone;
use crate::player::view::Subject;
use crate::ui::deeds::Pointed;
use crate::ui::figure::Figure;
use crate::ui::panes::share::Opened;
use crate::ui::panes::why::Asked;
use crate::ui::shell::{Tab, Theme};
use crate::vocab::{ClientId, ServerId};

/// What lies over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    None,
    Gallery,
    Help,
    Branches,
    Share,
    Palette,
}

/// All of it.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// What was wrong with the link.
    pub wrong: Option<AttrValue>,
    /// The arrangement of an experiment that is on the stage: what it is called.
    pub compared: Option<AttrValue>,
    pub theme: Theme,
    /// As a part of another page: what of it is shown. `None` is the whole page.
    pub figure: Option<Figure>,
    pub tab: Tab,
    pub sheet: Sheet,
    pub selected: Option<ServerId>,
    /// The client whose terminal is open.
    pub client: Option<ClientId>,
    /// The znode that another pane has led to.
    pub node: Option<Rc<str>>,
    /// The write that is followed.
    pub followed: Option<Subject>,
    /// Whether the ruler of a sync is open, and how often it was asked for from elsewhere.
    pub ruler: (bool, u32),
    /// What «why?» is asked of.
    pub why: Option<Asked>,
    /// Whether the space-time diagram is open, and which message the reader points at, there or on the stage.
    pub diagram: bool,
    pub hovered: Option<u64>,
    /// What the reader goes to the next of.
    pub milestone: Milestone,
    /// The thing whose menu is open.
    pub pointed: Option<Pointed>,
    /// Whether a cut is drawn by keys or by a finger.
    pub cutting: bool,
    /// Whether the page is shown to a room, and whether the room sees it.
    pub presents: bool,
    pub black: bool,
    /// Whether the reader has never been here.
    pub newcomer: bool,
    /// Whether the link has been copied just now.
    pub copied: bool,
    /// What has become of the file that was opened last, as long as it is said.
    pub opened: Option<Opened>,
}

impl Reducible for Desk {
    type Action = Box<dyn FnOnce(&mut Desk)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        change(&mut next);
        if next == *self { self } else { Rc::new(next) }
    }
}

/// Changes the desk from anywhere.
#[derive(Clone)]
pub struct Hand(pub UseReducerDispatcher<Desk>);

impl Hand {
    /// Makes one change.
    pub fn change(&self, change: impl FnOnce(&mut Desk) + 'static) {
        self.0.dispatch(Box::new(change));
    }

    /// A callback that makes one.
    pub fn on<T: 'static>(&self, change: fn(&mut Desk, T)) -> Callback<T> {
        let hand = self.clone();
        Callback::from(move |it: T| hand.change(move |desk| change(desk, it)))
    }
}
