use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

/// Calls `done` once a promise is kept or broken.
pub fn settle(promise: &JsValue, done: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    let done = Rc::new(Cell::new(Some(done)));
    let broken = done.clone();
    let tell = move |how| {
        if let Some(done) = done.take() {
            done(how);
        }
    };
    let tell_broken = move |why| {
        if let Some(done) = broken.take() {
            done(Err(why));
        }
    };
    let kept = Closure::once_into_js(move |it: JsValue| tell(Ok(it)));
    let broken = Closure::once_into_js(move |why: JsValue| tell_broken(why));
    let then = js_sys::Reflect::get(promise, &"then".into()).ok().and_then(|it| it.dyn_into().ok());
    let then: Option<js_sys::Function> = then;
    if let Some(then) = then {
        let _another_promise = then.call2(promise, &kept, &broken);
    }
}
