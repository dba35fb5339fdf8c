use yew::prelude::*;

use crate::player::view::FlightKind;
use crate::ui::browser::{offline, root};
use crate::ui::deeds::KEYS;
use crate::ui::lang::{tr, use_lang};
use crate::ui::panes::ensemble::specimen;
use crate::ui::widgets::{Dialog, Glyph, icon};

/// See [`Help`].
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProps {
    pub open: bool,
    /// Opens the palette instead.
    pub all: Callback<()>,
    pub close: Callback<()>,
}

/// What is what, and the keys.
#[component]
pub fn Help(HelpProps { open, all, close }: &HelpProps) -> Html {
    let lang = use_lang();
    html! {
        <Dialog open={*open} name="help" title={tr!("page.help.label")} onclose={close.clone()}>
            <p>{ tr!("page.help.what") }</p>
            <h3>{ tr!("page.help.reading") }</h3>
            { legend() }
            <h3>{ tr!("page.help.doing") }</h3>
            <ul>
                <li>{ tr!("page.help.select") }</li>
                <li>{ tr!("page.help.draw") }</li>
                <li>{ tr!("page.help.message") }</li>
                <li>{ tr!("page.deeds.help") }</li>
                <li>{ tr!("page.help.logs") }</li>
                <li>{ tr!("page.why.help") }</li>
                <li>{ tr!("page.help.recipes") }</li>
                <li>{ tr!("page.help.compare") }</li>
                <li>{ tr!("page.help.branches") }</li>
                <li>{ tr!("page.help.share") }</li>
                <li><a href={format!("reference/{}.html", lang.tag())} target="_blank">{ tr!("page.help.reference") }</a></li>
            </ul>
            <h3>{ tr!("page.help.keys") }</h3>
            <button type="button" class="primary" onclick={all.reform(|_: MouseEvent| ())}>
                { icon(Glyph::Search) }<span>{ tr!("page.deeds.palette") }</span><kbd>{ "Ctrl K" }</kbd>
            </button>
            { keys() }
            <p class="hint">{ tr!("page.help.left_out") }</p>
            <p class="hint version">
                { tr!("page.news.version", version = version()) }
                if offline::script().is_some() { { " · " }<a href="changes.html" target="_blank">{ tr!("page.news.changes") }</a> }
            </p>
        </Dialog>
    }
}

/// With the commit that the published page was built of, which stands in the page so that the program is the same without it.
fn version() -> String {
    root::meta("version").unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned())
}

fn legend() -> Html {
    let kinds = [
        (FlightKind::Notification, tr!("page.help.ballot")),
        (FlightKind::Connection, tr!("page.help.connection")),
        (FlightKind::Discovery, tr!("page.help.discovery")),
        (FlightKind::Synchronization, tr!("page.help.synchronization")),
        (FlightKind::Request, tr!("page.help.request")),
        (FlightKind::Proposal, tr!("page.help.proposal")),
        (FlightKind::Ack, tr!("page.help.ack")),
        (FlightKind::Commit, tr!("page.help.commit")),
        (FlightKind::Ping, tr!("page.help.ping")),
    ];
    html! {
        <dl class="legend">
            <dt class="swatches" aria-hidden="true"><i data-hue="1"></i><i data-hue="2"></i><i data-hue="3"></i></dt>
            <dd>{ tr!("page.help.colour") }</dd>
            for (kind, text) in kinds { <><dt>{ specimen(kind) }</dt><dd>{ text }</dd></> }
        </dl>
    }
}

/// What the table of keys says, and nothing else.
fn keys() -> Html {
    html! {
        <table class="keys">
            for row in KEYS {
                <tr><th scope="row">for cap in row.caps() { <kbd>{ cap }</kbd> }</th><td>{ (row.purpose)() }</td></tr>
            }
        </table>
    }
}
