//! The messages of the languages that are no part of the program: files beside it.

use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Response};

use super::location::text_of;
use crate::locale::Lang;

/// Brings the messages of a language, if they are not there. Says whether they are then.
pub async fn bring(lang: Lang) -> bool {
    if !lang.is_missing() {
        return true;
    }
    let Some(document) = web_sys::window().and_then(|it| it.document()) else { return false };
    // In a page of one file they stand in it.
    let inside = document.get_element_by_id(&format!("messages-{}", lang.tag()));
    let packed = match inside.and_then(|it| it.text_content()) {
        Some(it) => Some(it),
        None => load(&document, lang).await,
    };
    packed.is_some_and(|it| lang.bring(it)) || !lang.is_missing()
}

/// The file has the sum of the program in its name: another program has another one.
async fn load(document: &Document, lang: Lang) -> Option<String> {
    let glue = document.query_selector("link[rel=modulepreload]").ok()??.get_attribute("href")?;
    let (folder, name) = glue.rsplit_once('/').unwrap_or((".", &glue));
    let sum = name.strip_suffix(".js")?.strip_prefix("page-")?;
    let address = format!("{folder}/messages-{}-{sum}.txt", lang.tag());
    let answer = JsFuture::from(web_sys::window()?.fetch_with_str(&address)).await.ok()?;
    text_of(answer.dyn_into::<Response>().ok()?).await
}
