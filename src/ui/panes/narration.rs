use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::player::Narrator;
use crate::ui::lang::{lang, use_lang};
use crate::ui::store::Tape;

/// A listener is told something new no more often than that, and where a reader has stopped, once it has stood still for so long.
const PAUSE_MILLIS: u32 = 1_200;

/// See [`Narration`].
#[derive(PartialEq, Properties)]
pub struct NarrationProps {
    pub tape: Tape,
    /// How many entries lie in the past, and how many steps the world has made.
    pub past: usize,
    pub steps: u64,
    pub is_playing: bool,
}

/// What is planned, and which plan it is: a later one puts it off.
#[derive(Default)]
struct Plan {
    number: u32,
    is_made: bool,
}

/// The one place of the page that speaks by itself as time passes.
#[component]
pub fn Narration(NarrationProps { tape, past, steps, is_playing }: &NarrationProps) -> Html {
    use_lang();
    let told = use_state(AttrValue::default);
    let narrator = use_mut_ref(Narrator::default);
    let plan = use_mut_ref(Plan::default);
    use_effect_with((tape.handle(), *past, *steps, *is_playing), {
        let told = told.setter();
        move |(tape, _, _, is_playing)| {
            let number = {
                let mut plan = plan.borrow_mut();
                if *is_playing && plan.is_made {
                    return;
                }
                plan.number += 1;
                plan.is_made = true;
                plan.number
            };
            let tape = tape.clone();
            Timeout::new(PAUSE_MILLIS, move || {
                if plan.borrow().number != number {
                    return;
                }
                plan.borrow_mut().is_made = false;
                let text = tape.read(|player| narrator.borrow_mut().tell(player, lang()));
                if !text.is_empty() {
                    told.set(text.into());
                }
            })
            .forget();
        }
    });
    html! { <p class="unseen narration" role="status">{ (*told).clone() }</p> }
}
