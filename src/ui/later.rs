//! The parts of the page that are not there at once.
//!
//! The program is two files: what the first view needs, and the rest, which is asked for as soon as the first view stands. The
//! build cuts it (`xtask/src/split.rs`): whatever only [`parts`] leads to goes into the second file. A part has the same
//! name here as where it is written, takes the same properties, and draws nothing until it has come.
//!
//! Without `--cfg split` (`cargo xtask serve`, the tests in a browser) all is one file, and the rest is there at once.

use std::cell::OnceCell;
use std::fmt::{self, Debug};

use gloo_timers::callback::Timeout;
use js_sys::futures::spawn_local;
use yew::prelude::*;

use crate::ui::deeds::{self, MenuProps, PaletteProps};
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes;
use crate::ui::panes::branches::BranchesProps;
use crate::ui::panes::checks::ChecksProps;
use crate::ui::panes::clients::ClientsProps;
use crate::ui::panes::compare::bench::BenchProps;
use crate::ui::panes::compare::counts::CountsProps;
use crate::ui::panes::console::ConsoleProps;
use crate::ui::panes::ensemble::CutterProps;
use crate::ui::panes::gallery::GalleryProps;
use crate::ui::panes::help::HelpProps;
use crate::ui::panes::inventory::InventoryProps;
use crate::ui::panes::logs::LogsProps;
use crate::ui::panes::news::NewsProps;
use crate::ui::panes::script::ScriptProps;
use crate::ui::panes::server::ServerPaneProps;
use crate::ui::panes::share::ShareProps;
use crate::ui::panes::spacetime::DiagramProps;
use crate::ui::panes::story::StoryPaneProps;
use crate::ui::panes::trace::TraceProps;
use crate::ui::panes::twin::TwinProps;
use crate::ui::panes::why::WhyProps;
use crate::ui::panes::znodes::ZnodesProps;

/// Whether the rest of the page has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    #[default]
    Coming,
    There,
    /// It could not be loaded.
    Missing,
}

/// A frame and a little.
const PAINT_MILLIS: u32 = 24;

thread_local! {
    static PARTS: OnceCell<Parts> = const { OnceCell::new() };
}

/// One component for each part, and the table of what draws them.
macro_rules! parts {
    ($($name:ident($props:ty) = $field:ident: $path:path, $empty:ident;)*) => {
        /// What draws the parts.
        struct Parts {
            $($field: fn(&$props) -> Html,)*
        }

        fn parts() -> Parts {
            Parts { $($field: |it| { use $path as Part; html! { <Part ..it.clone() /> } },)* }
        }

        $(
            #[component]
            pub fn $name(props: &$props) -> Html {
                let rest = use_context::<Rest>().unwrap_or_default();
                use_lang();
                match rest {
                    Rest::There => PARTS.with(|it| it.get().map(|it| (it.$field)(props))).unwrap_or_default(),
                    _ => $empty(rest),
                }
            }
        )*
    };
}

parts! {
    Bench(BenchProps) = bench: panes::compare::bench::Bench, waiting;
    Branches(BranchesProps) = branches: panes::branches::Branches, nothing;
    Checks(ChecksProps) = checks: panes::checks::Checks, waiting;
    Clients(ClientsProps) = clients: panes::clients::Clients, waiting;
    Console(ConsoleProps) = console: panes::console::Console, nothing;
    Cutter(CutterProps) = cutter: panes::ensemble::Cutter, nothing;
    Counts(CountsProps) = counts: panes::compare::counts::Counts, waiting;
    Diagram(DiagramProps) = diagram: panes::spacetime::Diagram, waiting;
    Gallery(GalleryProps) = gallery: panes::gallery::Gallery, nothing;
    Help(HelpProps) = help: panes::help::Help, nothing;
    Inventory(InventoryProps) = inventory: panes::inventory::Inventory, waiting;
    Logs(LogsProps) = logs: panes::logs::Logs, waiting;
    Menu(MenuProps) = menu: deeds::Menu, nothing;
    News(NewsProps) = news: panes::news::News, nothing;
    Palette(PaletteProps) = palette: deeds::Palette, nothing;
    Script(ScriptProps) = script: panes::script::Script, waiting;
    ServerPane(ServerPaneProps) = server: panes::server::ServerPane, waiting;
    Share(ShareProps) = share: panes::share::Share, nothing;
    StoryPane(StoryPaneProps) = story: panes::story::StoryPane, waiting;
    Trace(TraceProps) = trace: panes::trace::Trace, waiting;
    Twin(TwinProps) = twin: panes::twin::Twin, waiting;
    Why(WhyProps) = why: panes::why::Why, waiting;
    Znodes(ZnodesProps) = znodes: panes::znodes::Znodes, waiting;
}

impl Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts")
    }
}

/// In the place of a pane.
fn waiting(rest: Rest) -> Html {
    let text = match rest {
        Rest::Missing => tr!("page.later.missing"),
        _ => tr!("page.later.coming"),
    };
    html! { <p class="coming" role="status">{ text }</p> }
}

/// In the place of what is not open at first.
fn nothing(_: Rest) -> Html {
    Html::default()
}

/// The file did not come.
#[derive(Debug)]
struct Missing;

#[cfg(split)]
mod file {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{Missing, Parts, parts};

    impl From<SplitLoaderError> for Missing {
        fn from(_: SplitLoaderError) -> Missing {
            Missing // the browser's console says why
        }
    }

    #[wasm_split(rest, fallible)]
    pub fn load() -> Result<Parts, Missing> {
        Ok(parts())
    }
}

#[cfg(not(split))]
mod file {
    use super::{Missing, Parts, parts};

    #[expect(clippy::unused_async, reason = "it is, where the program is split")]
    pub async fn load() -> Result<Parts, Missing> {
        Ok(parts())
    }
}

/// Loads the rest once the page has been drawn, and says how that stands.
#[hook]
pub fn use_rest() -> Rest {
    let rest = use_state_eq(Rest::default);
    use_effect_with((), {
        let rest = rest.setter();
        move |()| {
            // Once this has been painted: what the first view needs has the line for itself.
            let load = async move {
                rest.set(match file::load().await {
                    Ok(parts) => {
                        PARTS.with(|it| drop(it.set(parts)));
                        Rest::There
                    }
                    Err(Missing) => Rest::Missing,
                });
            };
            Timeout::new(PAINT_MILLIS, || spawn_local(load)).forget();
        }
    });
    *rest
}
