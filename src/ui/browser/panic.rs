//! What the reader sees when the engine breaks: a panel in plain DOM, since nothing of ours can be relied on any more.

use std::cell::{Cell, RefCell};

use super::location;
use crate::player::Link;

/// What was known before it broke.
#[derive(Clone, Debug, Default)]
pub struct Rescue {
    /// To what happened: the link that replays it is made of it only when it is needed.
    pub link: Link,
    /// The line that was being run, if there was one.
    pub line: String,
    /// The panel's words, in the reader's language: heading, what to do, the name of the link, of the last line.
    pub words: [String; 4],
}

thread_local! {
    static RESCUE: RefCell<Rescue> = RefCell::default();
    static BROKEN: Cell<bool> = const { Cell::new(false) };
}

/// Keeps what would be needed if the next step broke.
pub fn prepare(rescue: Rescue) {
    RESCUE.with_borrow_mut(|it| *it = rescue);
}

/// Whether it has broken: nothing of ours may run any more.
pub fn has_broken() -> bool {
    BROKEN.get()
}

/// Shows the panel on the first panic; those that follow from it are not told. Called once, before anything else.
pub fn install() {
    yew::set_custom_panic_hook(Box::new(|info| {
        if BROKEN.replace(true) {
            return;
        }
        web_sys::console::error_1(&info.to_string().into());
        let rescue = RESCUE.with(|it| it.try_borrow().map(|it| it.clone()).unwrap_or_default());
        show(&info.to_string(), &rescue);
    }));
}

fn show(message: &str, rescue: &Rescue) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let element = |tag: &str, text: &str| {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let panel = element("section", "")?;
    panel.set_attribute("class", "panic").ok()?;
    panel.set_attribute("role", "alert").ok()?;
    let [heading, advice, link, line] = &rescue.words;
    panel.append_child(&*element("h2", heading)?).ok()?;
    panel.append_child(&*element("p", advice)?).ok()?;
    let anchor = element("a", link)?;
    anchor.set_attribute("href", &location::address_with(&rescue.link.encode())).ok()?;
    anchor.set_attribute("target", "_blank").ok()?;
    panel.append_child(&anchor).ok()?;
    if !rescue.line.is_empty() {
        panel.append_child(&*element("p", line)?).ok()?;
        panel.append_child(&*element("pre", &rescue.line)?).ok()?;
    }
    panel.append_child(&*element("pre", message)?).ok()?;
    document.body()?.append_child(&panel).ok()?;
    Some(())
}
