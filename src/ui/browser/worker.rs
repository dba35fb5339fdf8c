//! A thread beside the page, in which scenarios are run.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, WorkerOptions, WorkerType};
use yew::prelude::*;

use super::listen::Listener;
use crate::player;

/// What `www/worker.js` calls: runs a scenario and measures it, as JSON.
#[wasm_bindgen]
pub fn measure(scenario: &str) -> String {
    player::measure(scenario)
}

type Asker = Rc<RefCell<Option<Callback<Option<String>>>>>;

/// One such thread. It ends when this is dropped, whatever it is doing.
pub struct Worker {
    worker: web_sys::Worker,
    asker: Asker,
    _listeners: [Listener; 2],
}

impl Worker {
    /// Begins one; `None` where the browser has none to give.
    pub fn start() -> Option<Worker> {
        let document = web_sys::window()?.document()?;
        // The name of the glue has a hash in it, which only the document knows.
        let glue = document.query_selector("link[rel=modulepreload]").ok()??;
        let glue = js_sys::Reflect::get(&glue, &"href".into()).ok()?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options("worker.js", &options).ok()?;
        // The program is already here: it is handed over, not loaded again.
        worker.post_message(&js_sys::Array::of2(&glue, &wasm_bindgen::module())).ok()?;
        let asker = Asker::default();
        let answer = |asker: &Asker, answer| {
            let asked = asker.borrow_mut().take();
            if let Some(asked) = asked {
                asked.emit(answer);
            }
        };
        let heard = {
            let asker = asker.clone();
            move |event: Event| {
                let event: MessageEvent = event.unchecked_into();
                answer(&asker, event.data().as_string());
            }
        };
        let failed = {
            let asker = asker.clone();
            move |_: Event| answer(&asker, None)
        };
        let listeners = [Listener::new(&worker, "message", heard), Listener::new(&worker, "error", failed)];
        Some(Worker { worker, asker, _listeners: listeners })
    }

    /// Has a scenario run. The answer is what [`measure`] says, or `None` if it could not.
    pub fn ask(&self, scenario: &str, asker: Callback<Option<String>>) {
        *self.asker.borrow_mut() = Some(asker);
        let _it_is_a_text = self.worker.post_message(&scenario.into());
    }

    /// Whether it has not answered yet.
    pub fn is_busy(&self) -> bool {
        self.asker.borrow().is_some()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
