use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

use super::panic;
use crate::vocab::Span;

/// A longer pause between two frames than this counts as this long: the page was asleep.
const LONGEST: f64 = 100.0;

type Turn = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;

/// Asks for animation frames while it lives. The browser gives none while the page is hidden.
struct Frames {
    alive: Rc<Cell<bool>>,
    turn: Turn,
}

impl Frames {
    fn start(each: Callback<Span>) -> Frames {
        let alive = Rc::new(Cell::new(true));
        let turn = Turn::default();
        let mut before: Option<f64> = None;
        *turn.borrow_mut() = Some({
            let (alive, turn) = (alive.clone(), turn.clone());
            Closure::new(move |now: f64| {
                if !alive.get() || panic::has_broken() {
                    return;
                }
                let elapsed = (now - before.unwrap_or(now)).clamp(0.0, LONGEST);
                before = Some(now);
                ask(&turn);
                if elapsed > 0.0 {
                    each.emit(Span((elapsed * 1_000.0) as u64));
                }
            })
        });
        ask(&turn);
        Frames { alive, turn }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.alive.set(false);
        let turn = self.turn.clone();
        // The closure holds itself, and may be the one that is running now: it is freed a moment later.
        gloo_timers::callback::Timeout::new(200, move || drop(turn.borrow_mut().take())).forget();
    }
}

fn ask(turn: &Turn) {
    let turn = turn.borrow();
    if let (Some(turn), Some(window)) = (turn.as_ref(), web_sys::window()) {
        let _no_frame_without_a_window = window.request_animation_frame(turn.as_ref().unchecked_ref());
    }
}

/// Calls `each` with the time since the last frame, at every frame while `running`; costs nothing otherwise.
#[hook]
pub fn use_frames(running: bool, each: Callback<Span>) {
    let latest = use_mut_ref(|| each.clone());
    *latest.borrow_mut() = each;
    use_effect_with(running, move |running| {
        let frames = running.then(|| {
            Frames::start(Callback::from(move |elapsed| {
                let each = latest.borrow().clone();
                each.emit(elapsed);
            }))
        });
        move || drop(frames)
    });
}

/// Calls `each` every `millis`, while `running`.
#[hook]
pub fn use_interval(running: bool, millis: u32, each: Callback<()>) {
    let latest = use_mut_ref(|| each.clone());
    *latest.borrow_mut() = each;
    use_effect_with((running, millis), move |(running, millis)| {
        let interval = running.then(|| {
            gloo_timers::callback::Interval::new(*millis, move || {
                let each = latest.borrow().clone();
                each.emit(());
            })
        });
        move || drop(interval)
    });
}

/// What has come for the next frame, and whether one is asked for.
struct Merged<T> {
    each: Callback<T>,
    waiting: Option<T>,
    asked: bool,
}

/// Passes on at most one value a frame, the last one. The first comes at once.
#[hook]
pub fn use_merged<T: 'static>(each: Callback<T>) -> Callback<T> {
    let merged = {
        let each = each.clone();
        use_mut_ref(move || Merged { each, waiting: None, asked: false })
    };
    merged.borrow_mut().each = each;
    use_callback((), move |value: T, ()| {
        merged.borrow_mut().waiting = Some(value);
        if !merged.borrow().asked {
            pass_on(&merged);
        }
    })
}

/// Passes on what waits, and asks for a frame to look again.
fn pass_on<T: 'static>(merged: &Rc<RefCell<Merged<T>>>) {
    let (value, each) = {
        let mut merged = merged.borrow_mut();
        merged.asked = merged.waiting.is_some();
        (merged.waiting.take(), merged.each.clone())
    };
    let Some(value) = value else { return };
    each.emit(value);
    let again = merged.clone();
    let again = Closure::once_into_js(move || pass_on(&again));
    if let Some(window) = web_sys::window() {
        let _no_frame_without_a_window = window.request_animation_frame(again.unchecked_ref());
    }
}
