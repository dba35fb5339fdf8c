//! Fields that take text.

use wasm_bindgen::JsCast;
use web_sys::{
    Element, FocusOptions, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::prelude::*;

use super::host;

/// What the reader has typed, ticked or chosen in the field that an event comes from.
pub fn value(event: &impl AsEvent) -> String {
    let event = event.as_event();
    if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
        field.value()
    } else if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
        field.value()
    } else {
        event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value()).unwrap_or_default()
    }
}

/// An event of the browser, whichever of Yew's types it comes as.
pub trait AsEvent {
    /// As its base type.
    fn as_event(&self) -> &Event;
}

impl<T: AsRef<Event>> AsEvent for T {
    fn as_event(&self) -> &Event {
        self.as_ref()
    }
}

/// Puts the cursor into the field behind `node`.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        take_focus(&element);
    }
}

/// Puts the focus on an element, which is then to be seen; but no host is scrolled for that.
fn take_focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(host::is_there());
    let _it_was_there = element.focus_with_options(&options);
    if host::is_there() {
        reveal_here(element);
    }
}

/// Selects `start..end` (in UTF-16 units) of the text in the area behind `node`, and shows it.
pub fn select(node: &NodeRef, start: u32, end: u32) {
    if let Some(area) = node.cast::<HtmlTextAreaElement>() {
        take_focus(&area);
        let _in_bounds = area.set_selection_range(start, end);
    }
}

/// Scrolls whatever scrolls, no further than is needed, until the element behind `node` is to be seen; but no host.
pub fn reveal(node: &NodeRef) {
    let Some(element) = node.cast::<Element>() else { return };
    if host::is_there() {
        return reveal_here(&element);
    }
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Scrolls the nearest list, and nothing else, until the first element below `node` that a selector fits is to be seen.
pub fn reveal_within(node: &NodeRef, selector: &str) {
    let found = node.cast::<Element>().and_then(|it| it.query_selector(selector).ok().flatten());
    found.iter().for_each(reveal_here);
}

/// Scrolls the strip behind `node` sideways, and nothing else, until the first element in it that a selector fits is in its middle.
pub fn centre_within(node: &NodeRef, selector: &str) {
    let Some(strip) = node.cast::<Element>() else { return };
    let found =
        strip.query_selector(selector).ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(element) = found {
        let (wanted, seen) = (element.get_bounding_client_rect(), strip.get_bounding_client_rect());
        let by = wanted.left() + wanted.width() / 2.0 - seen.left() - seen.width() / 2.0;
        strip.set_scroll_left(strip.scroll_left() + by as i32);
    }
}

/// The same, in the nearest list that scrolls and nowhere else: the browser's own way would go on in the host.
fn reveal_here(element: &Element) {
    let above = std::iter::successors(element.parent_element(), |it| it.parent_element());
    let Some(list) = above.into_iter().find(|it| it.client_height() < it.scroll_height()) else { return };
    let (wanted, seen) = (element.get_bounding_client_rect(), list.get_bounding_client_rect());
    let down = (wanted.bottom() - seen.bottom()).max(0.0).min(wanted.top() - seen.top());
    let by = if wanted.top() < seen.top() { wanted.top() - seen.top() } else { down };
    list.set_scroll_top(list.scroll_top() + by as i32);
}

/// How far the element behind `node` is scrolled, and how high it is.
pub fn scroll(node: &NodeRef) -> (f64, f64) {
    node.cast::<Element>()
        .map_or((0.0, 0.0), |it| (f64::from(it.scroll_top()), f64::from(it.client_height())))
}

/// Scrolls the element behind `node`.
pub fn set_scroll(node: &NodeRef, top: f64) {
    if let Some(element) = node.cast::<Element>() {
        element.set_scroll_top(top as i32);
    }
}

/// Puts the focus on the first element below `node` that a selector fits.
pub fn focus_within(node: &NodeRef, selector: &str) {
    let found = node.cast::<Element>().and_then(|it| it.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        take_focus(&element);
    }
}

/// Moves the focus among the elements below `node` that a selector fits, round and round; whether it was on one of them.
pub fn focus_beside(node: &NodeRef, selector: &str, step: i32) -> bool {
    let Some(all) = node.cast::<Element>().and_then(|it| it.query_selector_all(selector).ok()) else {
        return false;
    };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|it| all.item(it)?.dyn_into().ok()).collect();
    let is_focused = |it: &HtmlElement| it.matches(":focus").unwrap_or(false);
    let Some(at) = all.iter().position(is_focused) else { return false };
    let next = (at as i32 + step).rem_euclid(all.len() as i32);
    take_focus(&all[next as usize]);
    true
}

/// Moves the focus among the elements below `node` that a selector fits, which may be of an SVG, to the nearest one in a direction:
/// `(-1.0, 0.0)` is to the left. Whether it was on one of them.
pub fn focus_toward(node: &NodeRef, selector: &str, (dx, dy): (f64, f64)) -> bool {
    let Some(all) = node.cast::<Element>().and_then(|it| it.query_selector_all(selector).ok()) else {
        return false;
    };
    let all: Vec<Element> = (0..all.length()).filter_map(|it| all.item(it)?.dyn_into().ok()).collect();
    let middle = |it: &Element| {
        let seen = it.get_bounding_client_rect();
        (seen.x() + seen.width() / 2.0, seen.y() + seen.height() / 2.0)
    };
    let Some(from) = all.iter().find(|it| it.matches(":focus").unwrap_or(false)).map(middle) else {
        return false;
    };
    // What lies aside is as far as what lies three times as far ahead.
    let far = |it: &Element| {
        let (x, y) = (middle(it).0 - from.0, middle(it).1 - from.1);
        let (ahead, aside) = (x * dx + y * dy, (x * dy - y * dx).abs());
        (1.0 < ahead).then_some(ahead + 3.0 * aside)
    };
    let near = all.iter().filter_map(|it| Some((far(it)?, it))).min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, it)) = near {
        take_focus(it.unchecked_ref()); // an element of an SVG takes the focus as any other, though it is no HtmlElement
    }
    true
}

/// Whether the focus that leaves an element goes to another one below `node`.
pub fn keeps_focus(event: &FocusEvent, node: &NodeRef) -> bool {
    let next = event.related_target().and_then(|it| it.dyn_into::<web_sys::Node>().ok());
    node.cast::<Element>().is_some_and(|it| next.is_some_and(|next| it.contains(Some(&next))))
}
