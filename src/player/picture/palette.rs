use std::collections::BTreeSet;

use crate::vocab::ServerId;

/// Whose colours a picture wears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureTheme {
    /// Light, or dark where whoever looks at it prefers that.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The name of a colour in `www/css/tokens.css`, and what it is there: light, and dark.
type Colour = (&'static str, &'static str, &'static str);

const SURFACE: Colour = ("surface", "#fffefb", "#151a21");
const SUNKEN: Colour = ("sunken", "#efede7", "#0a0d11");
const LINE: Colour = ("line", "#e0ddd4", "#28303b");
const LINE_STRONG: Colour = ("line-strong", "#8b877c", "#6d7889");
const INK: Colour = ("ink", "#1a2230", "#e9edf3");
const INK_SOFT: Colour = ("ink-soft", "#4a5463", "#b2bccb");
const INK_FAINT: Colour = ("ink-faint", "#646d7b", "#8d98a9");
const ON_SOLID: Colour = ("on-solid", "#ffffff", "#0e1217");
const GOOD: Colour = ("good", "#03642b", "#6de18b");
const HARM: Colour = ("harm", "#b7191c", "#fe8c80");
const LOOKING: Colour = ("looking", "#995700", "#e19300");
const FOLLOWING: Colour = ("following", "#0066c4", "#5398ea");
const LEADING: Colour = ("leading", "#003319", "#60ffb0");
const OBSERVING: Colour = ("observing", "#44005d", "#ffd6ff");
const DOWN: Colour = ("down", "#5f6062", "#929599");
const FROST: Colour = ("frost", "#2e6d7f", "#a5dbec");
const SERVERS: [Colour; 9] = [
    ("server-1", "#1762b6", "#7fb7ff"),
    ("server-2", "#9e5209", "#f9aa60"),
    ("server-3", "#007146", "#5ed99e"),
    ("server-4", "#a62b6d", "#f693c0"),
    ("server-5", "#6737b7", "#baa3fe"),
    ("server-6", "#006e7c", "#5ed9e6"),
    ("server-7", "#b02a2d", "#fe8b83"),
    ("server-8", "#65690f", "#cad05c"),
    ("server-9", "#434d97", "#8d9df5"),
];

/// What wears which colour. What stands later wins.
const WORN: [(&str, &str, Colour); 40] = [
    (".bg", "fill", SURFACE),
    ("text", "fill", INK),
    (".soft", "fill", INK_SOFT),
    (".faint", "fill", INK_FAINT),
    (".on", "fill", ON_SOLID),
    (".looking", "fill", LOOKING),
    (".following", "fill", FOLLOWING),
    (".leading", "fill", LEADING),
    (".observing", "fill", OBSERVING),
    (".paused", "fill", FROST),
    (".down,.power-off", "fill", DOWN),
    (".open", "fill", SURFACE),
    (".gone", "fill", SUNKEN),
    (".gone", "stroke", LINE_STRONG),
    (".frost", "stroke", FROST),
    (".ring", "stroke", LINE),
    (".election", "stroke", LINE),
    (".quorum", "stroke", LINE_STRONG),
    (".cut", "stroke", HARM),
    (".delay", "fill", LOOKING),
    (".connection,.ping", "fill", DOWN),
    (".notification", "stroke", SURFACE),
    (".discovery", "fill", FOLLOWING),
    (".synchronization", "fill", FOLLOWING),
    (".proposal,.commit", "fill", LEADING),
    (".ack,.request", "fill", SURFACE),
    (".ack", "stroke", LEADING),
    (".request", "stroke", OBSERVING),
    (".on-ack", "fill", LEADING),
    (".on-request,.talk", "fill", OBSERVING),
    (".stuck", "stroke", HARM),
    (".tie", "stroke", LINE_STRONG),
    (".client", "fill", SURFACE),
    (".client,.drum", "stroke", INK_SOFT),
    (".drum", "fill", SUNKEN),
    (".await", "stroke", INK_SOFT),
    (".good", "fill", GOOD),
    (".harm", "fill", HARM),
    (".bad", "stroke", HARM),
    (".halo", "stroke", SURFACE),
];

/// What does not depend on colours.
const SHAPES: &str = "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;text-anchor:middle}\
    .mono{font-family:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}.b{font-weight:700}\
    .t{font-size:21px;font-weight:700;text-anchor:start}.at{font-size:19px;text-anchor:end}.said{font-size:20px}\
    .s{font-size:12px}.xs{font-size:11px}.n,.k{font-weight:700;font-size:11px}\
    .halo{stroke-width:5;stroke-linejoin:round}path,circle,rect{stroke-width:2}\
    .ring,.election,.quorum,.cut,.tie,.await,.shaft,.veil{fill:none}.ring{stroke-width:1;stroke-dasharray:1 7;stroke-linecap:round}\
    .election{stroke-width:1.5}.quorum{stroke-width:2.5;stroke-opacity:.55}.half{stroke-dasharray:5 6}.torn{stroke-dasharray:2 4}\
    .cross{stroke-width:3;stroke-linecap:round}.body{stroke-width:3}.tint{fill-opacity:.22}.dash{stroke-dasharray:7 4}\
    .dots{stroke-dasharray:2 4}.flake{stroke-opacity:.35}.shaft{stroke-width:2;stroke-opacity:.6}.looks{stroke-width:2.5;stroke-opacity:.9}\
    .swarm{fill:none;stroke-width:7;stroke-linecap:round}.await{stroke-width:1.5;stroke-dasharray:4 3}.try{stroke-dasharray:3 4}";

/// The style sheet of a picture in which these servers have colours of their own.
pub(super) fn style(theme: PictureTheme, servers: &BTreeSet<ServerId>) -> String {
    let hues: BTreeSet<usize> = servers.iter().map(|it| hue(*it)).collect();
    let rules = |dark: bool| {
        let pick = |it: Colour| if dark { it.2 } else { it.1 };
        let worn = WORN.iter().map(|(who, what, it)| format!("{who}{{{what}:{}}}", pick(*it)));
        let own = hues.iter().map(|it| {
            let colour = pick(SERVERS[it - 1]);
            format!(".h{it}{{fill:{colour}}}.v{it}{{stroke:{colour}}}")
        });
        worn.chain(own).collect::<String>()
    };
    let coloured = match theme {
        PictureTheme::Auto => format!("{}@media(prefers-color-scheme:dark){{{}}}", rules(false), rules(true)),
        PictureTheme::Light => rules(false),
        PictureTheme::Dark => rules(true),
    };
    format!("{coloured}{SHAPES}")
}

/// Which of the nine colours a server has, from 1.
pub(super) fn hue(server: ServerId) -> usize {
    (usize::from(server.0.max(1)) - 1) % SERVERS.len() + 1
}

/// Every colour of a picture: its name in `www/css/tokens.css`, light, and dark.
pub fn palette() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let worn: BTreeSet<Colour> = WORN.iter().map(|it| it.2).chain(SERVERS).collect();
    worn.into_iter()
}
