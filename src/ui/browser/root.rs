//! The document itself: language, theme, title, and that the page is ready.

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

/// Whether there is one: a worker has none.
pub fn is_there() -> bool {
    root().is_some()
}

/// Sets `<html name="value">`, or takes it off.
pub fn set(name: &str, value: Option<&str>) {
    let Some(root) = root() else { return };
    let _valid_name = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|it| it.document()) {
        document.set_title(title);
    }
}

/// What `<meta name="…">` says.
pub fn meta(name: &str) -> Option<String> {
    let found = root()?.query_selector(&format!("meta[name={name}]")).ok()??;
    found.get_attribute("content")
}

/// Loads a script of ours, and runs it.
pub fn run(address: &str) {
    let document = web_sys::window().and_then(|it| it.document());
    let Some(script) = document.and_then(|it| it.create_element("script").ok()) else { return };
    let _valid = script.set_attribute("type", "module").and_then(|()| script.set_attribute("src", address));
    let _it_has_a_root = root().map(|it| it.append_child(&script));
}
