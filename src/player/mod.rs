//! The page without the page: playback, going back, links, and what the panes show.

pub mod view;
