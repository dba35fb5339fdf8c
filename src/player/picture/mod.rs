//! The stage at one moment as a picture: an SVG that needs nothing but itself, for slides, posters and files.
//!
//! It shows what the page's stage shows: servers on a ring with their roles by shape, text and colour, votes as arrows,
//! messages on their way, cuts, clients and what their programs believe, and below it the caption. It is drawn in integers
//! (tenths of a pixel), so the same moment is the same picture on every machine, to the byte. Colours are those of
//! `www/css/tokens.css` (a test compares), written as plain rules: programs that know neither variables nor `prefers-color-scheme` show
//! the light ones. What comes from a scenario is a stranger's text, and escaped.
//!
//! Left out: countdowns and watches, which mean little in a picture that stands still.

mod layout;
mod markup;
mod palette;
mod links;
mod servers;
mod flights;
mod clients;
mod picture;

pub use palette::{PictureTheme, palette};
pub use picture::picture;
