//! The page, in Yew: data comes down from the [`Player`](crate::player), commands go up to it.
//!
//! [`app`] is the root and holds what the reader has chosen; [`store`] keeps the player behind a reducer; the panes are
//! functions of plain data; `browser` is all that knows there is one. Nothing here decides anything about ZooKeeper.

#![allow(
    clippy::disallowed_types,
    reason = "the page is not replayed: it draws with floats and shares by Rc"
)]

mod lang;
mod browser;
mod widgets;
mod store;
mod lab;
mod grades;
mod deeds;
mod panes;
mod later;
mod guide;
mod presenter;
mod shell;
mod figure;
mod desk;
mod app;

use js_sys::futures::spawn_local;

/// Mounts the page. In a worker, where there is none, there is nothing to do until it is asked.
pub fn run() {
    if !browser::root::is_there() {
        return;
    }
    browser::panic::install();
    spawn_local(async {
        // Without them the page is in English, and the language is offered all the same.
        let _are_there = browser::words::bring(app::first_lang()).await;
        yew::Renderer::<app::App>::new().render();
    });
}
