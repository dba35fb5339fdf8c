//! The comparison behind Yew's reducer, and who makes its runs: a thread of its own, or the page bit by bit where there is none.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::player::{Comparison, Job, Measurement, Trial, measured, trial};
use crate::ui::browser::worker::Worker;

/// So many steps of a world are made at once on the page: some milliseconds.
const SLICE_STEPS: u32 = 1_000;

impl Reducible for Comparison {
    type Action = Box<dyn FnOnce(&mut Comparison)>;

    fn reduce(self: Rc<Self>, change: Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        change(&mut next);
        Rc::new(next)
    }
}

/// Changes the comparison.
pub fn change(lab: &UseReducerDispatcher<Comparison>, change: impl FnOnce(&mut Comparison) + 'static) {
    lab.dispatch(Box::new(change));
}

/// Who makes the runs.
#[derive(Default)]
enum Hand {
    #[default]
    Untried,
    Worker(Worker),
    Page,
}

type Done = Callback<Measurement>;

/// A run under way; it is given up when this is dropped.
struct Way {
    hand: Rc<RefCell<Hand>>,
    alive: Rc<Cell<bool>>,
}

impl Way {
    fn begin(hand: &Rc<RefCell<Hand>>, scenario: String, done: Done) -> Way {
        let way = Way { hand: hand.clone(), alive: Rc::new(Cell::new(true)) };
        if matches!(*hand.borrow(), Hand::Untried) {
            *hand.borrow_mut() = Worker::start().map_or(Hand::Page, Hand::Worker);
        }
        match &*hand.borrow() {
            Hand::Worker(worker) => {
                let (hand, alive, text) = (hand.clone(), way.alive.clone(), scenario.clone());
                let answered =
                    Callback::from(move |answer: Option<String>| match answer.and_then(|it| measured(&it)) {
                        Some(it) => done.emit(it),
                        None => {
                            *hand.borrow_mut() = Hand::Page;
                            slice(trial(&text), alive.clone(), done.clone());
                        }
                    });
                worker.ask(&scenario, answered);
            }
            Hand::Untried | Hand::Page => slice(trial(&scenario), way.alive.clone(), done),
        }
        way
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.alive.set(false);
        let mut hand = self.hand.borrow_mut();
        if matches!(&*hand, Hand::Worker(it) if it.is_busy()) {
            *hand = Hand::Untried;
        }
    }
}

/// Goes on with a run a little, and again when the page has had its turn.
fn slice(mut trial: Trial, alive: Rc<Cell<bool>>, done: Done) {
    Timeout::new(0, move || {
        if !alive.get() {
            return;
        }
        if trial.advance(SLICE_STEPS) {
            slice(trial, alive, done);
        } else {
            done.emit(trial.measurement());
        }
    })
    .forget();
}

/// Makes the runs that the comparison asks for, one after the other.
#[hook]
pub fn use_runs(lab: &UseReducerHandle<Comparison>) {
    let hand = use_mut_ref(Hand::default);
    let job = lab.job().map(|it| (it, lab.text().clone()));
    let lab = lab.clone();
    use_effect_with(job, move |job| {
        let way = job.as_ref().map(|(job, _)| {
            let (job, dispatcher): (Job, _) = (*job, lab.dispatcher());
            let done = Callback::from(move |it| change(&dispatcher, move |lab| lab.take(job, it)));
            Way::begin(&hand, lab.scenario(job), done)
        });
        move || drop(way)
    });
}
