//! Copying.

/// Puts `text` on the clipboard, as far as the browser allows it.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let _promise = window.navigator().clipboard().write_text(text);
    }
}
