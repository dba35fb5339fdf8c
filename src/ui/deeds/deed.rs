use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

use yew::prelude::*;

use super::key::Press;
use crate::player::view::View;
use crate::player::{BranchView, Command, DocumentChange, Fact, Milestone};
use crate::ui::desk::Sheet;
use crate::ui::lang::{Lang, tr};
use crate::ui::shell::{Tab, Theme};
use crate::ui::widgets::Glyph;
use crate::vocab::{ClientId, ServerId, SimTime};

/// Something that a reader can do.
#[derive(Clone, PartialEq)]
pub struct Deed {
    pub what: What,
    /// In the reader's language.
    pub label: AttrValue,
    /// The line that it writes.
    pub line: Option<AttrValue>,
    pub glyph: Glyph,
    /// Whether it breaks something.
    pub harm: bool,
    pub key: Option<Press>,
    pub group: Group,
}

impl Deed {
    /// What it is known by from one visit to the next, in one language.
    pub fn name(&self) -> &AttrValue {
        self.line.as_ref().unwrap_or(&self.label)
    }
}

/// What it comes to.
#[derive(Clone, PartialEq)]
pub enum What {
    Do(Command),
    /// Does a line that writes, and shows what becomes of it.
    Write(String),
    Show(Tab),
    Open(Sheet),
    Story(&'static str),
    Ask(Fact),
    /// Puts the answer away.
    Unask,
    Choose(ServerId),
    Meet(ClientId),
    Visit(Rc<str>),
    Dress(Theme),
    Speak(Lang),
    /// Opens or closes the space-time diagram.
    Diagram,
    /// Copies the link.
    Copy,
    /// Puts the cursor into the command line.
    Type,
    /// Draws a cut by keys or by a finger, or not any more.
    Cutter,
    /// Shows the stage alone, large; or no longer.
    Present,
    /// Opens the menu of what has the focus.
    Menu,
}

/// What stands together in the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What has been done lately, whatever it is.
    Recent,
    Servers,
    Links,
    Clients,
    Time,
    Panes,
    Branches,
    Share,
    Look,
    Stories,
}

impl Group {
    /// Its heading.
    pub fn label(self) -> AttrValue {
        match self {
            Self::Recent => tr!("page.deeds.group.recent"),
            Self::Servers => tr!("page.deeds.group.servers"),
            Self::Links => tr!("page.deeds.group.links"),
            Self::Clients => tr!("page.clients.label"),
            Self::Time => tr!("page.transport.label"),
            Self::Panes => tr!("page.tab.label"),
            Self::Branches => tr!("page.branches.label"),
            Self::Share => tr!("page.share.label"),
            Self::Look => tr!("page.deeds.group.look"),
            Self::Stories => tr!("page.gallery.label"),
        }
    }
}

/// What something can be done to. Its text, in an element's `data-thing`, makes the element answer with a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    Server(ServerId),
    /// The link between two.
    Link(ServerId, ServerId),
    Client(ClientId),
    Znode(Rc<str>),
    /// A stretch of the time axis.
    Axis(SimTime, SimTime),
    /// The stage itself.
    Stage,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(id) => write!(f, "server {id}"),
            Self::Link(a, b) => write!(f, "link {a} {b}"),
            Self::Client(id) => write!(f, "client {id}"),
            Self::Znode(path) => write!(f, "znode {path}"),
            Self::Axis(from, to) => write!(f, "axis {} {}", from.0, to.0),
            Self::Stage => f.write_str("stage"),
        }
    }
}

impl FromStr for Thing {
    type Err = ();

    fn from_str(text: &str) -> Result<Thing, ()> {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        let pair = || rest.split_once(' ').ok_or(());
        let time = |it: &str| it.parse().map(SimTime).map_err(|_| ());
        Ok(match kind {
            "server" => Self::Server(rest.parse().map_err(|_| ())?),
            "link" => Self::Link(pair()?.0.parse().map_err(|_| ())?, pair()?.1.parse().map_err(|_| ())?),
            "client" => Self::Client(rest.parse().map_err(|_| ())?),
            "znode" => Self::Znode(rest.into()),
            "axis" => Self::Axis(time(pair()?.0)?, time(pair()?.1)?),
            "stage" => Self::Stage,
            _ => return Err(()),
        })
    }
}

/// What of the page decides which deeds there are.
#[derive(Clone, PartialEq)]
pub struct Scene {
    pub view: Rc<View>,
    /// The server that is looked at.
    pub chosen: Option<ServerId>,
    /// What a client would create next.
    pub next: Rc<str>,
    pub undoable: [Option<DocumentChange>; 2],
    pub is_playing: bool,
    pub branches: Rc<[BranchView]>,
    pub milestone: Milestone,
    pub theme: Theme,
    pub tab: Tab,
    /// Whether an answer to «why?» is open.
    pub asks: bool,
    /// Whether the page is a part of another one.
    pub is_figure: bool,
    /// Whether it is shown to a room.
    pub presents: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_thing_is_read_back_from_its_text() {
        let things = [
            Thing::Server(ServerId(3)),
            Thing::Link(ServerId(1), ServerId(12)),
            Thing::Client(ClientId(2)),
            Thing::Znode("/a b/c".into()),
            Thing::Axis(SimTime(5), SimTime(1_000_000)),
            Thing::Stage,
        ];
        for it in things {
            assert_eq!(it.to_string().parse(), Ok(it));
        }
        assert_eq!("server x".parse::<Thing>(), Err(()));
    }
}
