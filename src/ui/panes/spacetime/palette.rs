use yew::prelude::*;

use crate::player::ClientState;
use crate::player::spacetime::{PassageKind, Standing};
use crate::ui::browser::canvas;
use crate::ui::lang::tr;
use crate::ui::panes::words::peer_state_key;
use crate::ui::widgets::hue;
use crate::vocab::ServerId;

/// The colours of the style sheets, in the form that a canvas takes: those of some elements that nobody sees, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    pub kinds: Vec<String>,
    pub hues: Vec<String>,
    pub states: Vec<String>,
    pub ink: String,
    pub soft: String,
    pub faint: String,
    pub line: String,
    pub surface: String,
    pub solid: String,
    pub accent: String,
    pub tint: String,
    pub harm: String,
    pub leading: String,
    pub family: String,
}

/// How many servers differ by colour.
const HUES: u8 = 9;
const STATES: [&str; 8] =
    ["looking", "following", "leading", "observing", "paused", "down", "connected", "connecting"];
const INKS: [&str; 10] =
    ["ink", "soft", "faint", "line", "surface", "solid", "accent", "tint", "harm", "leading"];

/// The elements.
pub fn swatches() -> Html {
    html! {
        <div class="swatches" hidden=true>
            for it in PassageKind::ALL { <i data-kind={kind_key(it)}></i> }
            for it in 1..=HUES { <i data-hue={hue(ServerId(it))}></i> }
            for it in STATES { <i data-standing={it}></i> }
            for it in INKS { <i data-ink={it}></i> }
        </div>
    }
}

impl Palette {
    /// Reads the colours off the elements below `node`.
    pub fn read(node: &NodeRef) -> Option<Palette> {
        let (colors, family) = canvas::colors(node, ".swatches > i");
        let mut rest = colors.into_iter();
        let mut take = |count: usize| rest.by_ref().take(count).collect::<Vec<_>>();
        let (kinds, hues, states) =
            (take(PassageKind::ALL.len()), take(usize::from(HUES)), take(STATES.len()));
        let inks: [String; INKS.len()] = take(INKS.len()).try_into().ok()?;
        let [ink, soft, faint, line, surface, solid, accent, tint, harm, leading] = inks;
        Some(Palette {
            kinds,
            hues,
            states,
            ink,
            soft,
            faint,
            line,
            surface,
            solid,
            accent,
            tint,
            harm,
            leading,
            family,
        })
    }

    /// A kind of message; a vote has the colour of its candidate, as on the stage.
    pub fn message(&self, kind: PassageKind, candidate: Option<ServerId>) -> &str {
        match candidate {
            Some(it) => &self.hues[(usize::from(it.0.max(1)) - 1) % self.hues.len()],
            None => &self.kinds[kind as usize],
        }
    }

    /// What a process is.
    pub fn standing(&self, standing: Standing) -> &str {
        let place = STATES.iter().position(|it| *it == standing_key(standing)).unwrap_or_default();
        &self.states[place]
    }
}

/// The word for a kind in the style sheets.
pub fn kind_key(kind: PassageKind) -> &'static str {
    match kind {
        PassageKind::Connection => "connection",
        PassageKind::Notification => "notification",
        PassageKind::Discovery => "discovery",
        PassageKind::Synchronization => "synchronization",
        PassageKind::Proposal => "proposal",
        PassageKind::Ack => "ack",
        PassageKind::Commit => "commit",
        PassageKind::Request => "request",
        PassageKind::Reply => "reply",
        PassageKind::Event => "event",
    }
}

/// What the lines of a kind are, in the legend.
pub fn kind_name(kind: PassageKind) -> AttrValue {
    match kind {
        PassageKind::Connection => tr!("page.spacetime.kind.connection"),
        PassageKind::Notification => tr!("page.spacetime.kind.notification"),
        PassageKind::Discovery => tr!("page.spacetime.kind.discovery"),
        PassageKind::Synchronization => tr!("page.spacetime.kind.synchronization"),
        PassageKind::Proposal => tr!("page.spacetime.kind.proposal"),
        PassageKind::Ack => tr!("page.spacetime.kind.ack"),
        PassageKind::Commit => tr!("page.spacetime.kind.commit"),
        PassageKind::Request => tr!("page.spacetime.kind.request"),
        PassageKind::Reply => tr!("page.spacetime.kind.reply"),
        PassageKind::Event => tr!("page.spacetime.kind.event"),
    }
}

/// Width and dashes of a line: kinds of one colour differ in them.
pub fn stroke_of(kind: PassageKind) -> (f64, &'static [f64]) {
    match kind {
        PassageKind::Connection => (1.0, &[1.5, 3.0]),
        PassageKind::Notification => (1.5, &[]),
        PassageKind::Discovery => (1.5, &[5.0, 3.0]),
        PassageKind::Synchronization => (2.5, &[]),
        PassageKind::Proposal => (1.5, &[]),
        PassageKind::Ack => (1.5, &[4.0, 3.0]),
        PassageKind::Commit => (3.5, &[]),
        PassageKind::Request => (1.5, &[]),
        PassageKind::Reply => (1.5, &[5.0, 2.0]),
        PassageKind::Event => (2.5, &[8.0, 2.0, 2.0, 2.0]),
    }
}

fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Down | Standing::PoweredOff => "down",
        Standing::Paused => "paused",
        Standing::Server(state) => peer_state_key(state),
        Standing::Client(ClientState::Connected | ClientState::ConnectedReadOnly) => "connected",
        Standing::Client(ClientState::Connecting) => "connecting",
        Standing::Client(ClientState::Closed | ClientState::AuthFailed) => "down",
    }
}

/// What a process is, in a word.
pub fn standing_name(standing: Standing) -> AttrValue {
    match standing {
        Standing::Down => tr!("page.state.down"),
        Standing::PoweredOff => tr!("page.state.power_off"),
        Standing::Paused => tr!("page.state.paused"),
        Standing::Server(state) => AttrValue::Static(state.name()),
        Standing::Client(state) => AttrValue::Static(state.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Kinds that are for the same wear one colour (`www/css/panes/spacetime.css`).
    #[test]
    fn kinds_of_one_colour_have_lines_of_their_own() {
        use PassageKind as Kind;
        let groups: [&[Kind]; 3] = [
            &[Kind::Discovery, Kind::Synchronization],
            &[Kind::Proposal, Kind::Ack, Kind::Commit],
            &[Kind::Request, Kind::Reply, Kind::Event],
        ];
        for group in groups {
            for (place, one) in group.iter().enumerate() {
                let same = group[..place].iter().find(|it| stroke_of(**it) == stroke_of(*one));
                assert_eq!(same, None, "{one:?}");
            }
        }
    }
}
