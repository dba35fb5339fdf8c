//! Files: handing them out, taking them in, and pictures made of drawings.

use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, DragEvent, File, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, HtmlInputElement, Url,
};
use yew::prelude::*;

use super::listen::Listener;
use super::root;
use crate::player::export::{FileError, LARGEST_FILE, text_of};

/// A file that the reader has chosen or dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub name: String,
    pub text: Result<String, FileError>,
}

/// Hands a text to the browser as a file of that name. A frame may be forbidden to, and nobody tells.
pub fn save(name: &str, mime: &str, text: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &kind) {
        save_blob(name, &blob);
    }
}

fn save_blob(name: &str, blob: &Blob) {
    let document = web_sys::window().and_then(|it| it.document());
    let anchor = document.and_then(|it| it.create_element("a").ok());
    let anchor = anchor.and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok());
    if let (Some(anchor), Ok(address)) = (anchor, Url::create_object_url_with_blob(blob)) {
        anchor.set_href(&address);
        anchor.set_download(name);
        anchor.click();
        // The browser takes the content when it gets to it.
        gloo_timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&address))).forget();
    }
}

/// Hands a drawing to the browser as a PNG, so many pixels large; then says whether it could. A policy may forbid pictures that are
/// made in the page.
pub fn save_png(name: &str, svg: &str, (width, height): (u32, u32), told: Callback<bool>) {
    let Ok(image) = HtmlImageElement::new() else { return told.emit(false) };
    image.set_src(&super::location::data("image/svg+xml", svg));
    let name = name.to_owned();
    super::promise::settle(&image.decode(), {
        let image = image.clone();
        move |decoded| {
            let canvas = decoded.ok().and_then(|_| draw(&image, width, height));
            let Some(canvas) = canvas else { return told.emit(false) };
            let done = Closure::once_into_js(move |blob: Option<Blob>| {
                if let Some(blob) = &blob {
                    save_blob(&name, blob);
                }
                told.emit(blob.is_some());
            });
            let _it_has_an_origin = canvas.to_blob(done.unchecked_ref());
        }
    });
}

fn draw(image: &HtmlImageElement, width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas = web_sys::window()?.document()?.create_element("canvas").ok()?;
    let canvas = canvas.dyn_into::<HtmlCanvasElement>().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    let (width, height) = (f64::from(width), f64::from(height));
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height).ok()?;
    Some(canvas)
}

/// Whether the page stands in a frame without an origin, which may be forbidden to save files.
pub fn is_boxed() -> bool {
    let origin = js_sys::Reflect::get(&js_sys::global(), &"origin".into()).ok().and_then(|it| it.as_string());
    let protocol = web_sys::window().and_then(|it| it.location().protocol().ok());
    origin.as_deref() == Some("null") && protocol.as_deref() != Some("file:")
}

/// Reads the file that has been chosen in the field that an event comes from, which is then ready for the next.
pub fn take_chosen(event: &Event, taken: Callback<Taken>) {
    let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
    if let Some(file) = field.files().and_then(|it| it.get(0)) {
        take(&file, taken);
    }
    field.set_value("");
}

fn take(file: &File, taken: Callback<Taken>) {
    let name = file.name();
    let size = file.size() as usize;
    if LARGEST_FILE < size {
        return taken.emit(Taken { name, text: Err(FileError::TooLarge(size)) }); // it is not even read
    }
    super::promise::settle(&file.array_buffer(), move |read| {
        let text = match read {
            Ok(buffer) => text_of(&js_sys::Uint8Array::new(&buffer).to_vec()),
            Err(_) => Err(FileError::Unreadable), // a folder, or a file that has gone since
        };
        taken.emit(Taken { name, text });
    });
}

/// Lets the reader drop a file anywhere on the page. While one is held over it, `<html data-dropping>` says so.
#[hook]
pub fn use_drop(taken: Callback<Taken>) {
    let latest = use_mut_ref(|| taken.clone());
    *latest.borrow_mut() = taken;
    use_effect_with((), move |()| {
        let over = |event: Event| {
            let is_file = files_of(&event).is_some();
            if is_file {
                event.prevent_default();
            }
            root::set("data-dropping", is_file.then_some("true"));
        };
        let left = |event: Event| {
            // Between two elements of the page it is not left.
            if event.dyn_ref::<DragEvent>().is_none_or(|it| it.related_target().is_none()) {
                root::set("data-dropping", None);
            }
        };
        let dropped = move |event: Event| {
            root::set("data-dropping", None);
            let Some(files) = files_of(&event) else { return };
            event.prevent_default();
            if let Some(file) = files.files().and_then(|it| it.get(0)) {
                take(&file, latest.borrow().clone());
            }
        };
        let listeners = web_sys::window().map(|window| {
            [
                Listener::new(&window, "dragover", over),
                Listener::new(&window, "dragleave", left),
                Listener::new(&window, "drop", dropped),
            ]
        });
        move || drop(listeners)
    });
}

/// What is dragged, if it is files.
fn files_of(event: &Event) -> Option<web_sys::DataTransfer> {
    let dragged = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    dragged.types().includes(&"Files".into(), 0).then_some(dragged)
}
