//! The wide part: which experiment, its lanes, its curve.

use yew::prelude::*;

use super::curve::Curve;
use super::lanes::lanes;
use crate::player::{Comparison, Job, Prepared, experiments};
use crate::ui::browser::fields;
use crate::ui::lab::change;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::widgets::flag;

/// What the experiment is called.
pub fn title(lab: &Comparison) -> AttrValue {
    prepared(lab).map_or_else(|| tr!("page.compare.own"), |it| it.title(lang()).into())
}

fn prepared(lab: &Comparison) -> Option<&'static Prepared> {
    experiments().iter().find(|it| *it.text == **lab.text())
}

/// See [`Bench`].
#[derive(Clone, PartialEq, Properties)]
pub struct BenchProps {
    pub lab: UseReducerHandle<Comparison>,
    /// Takes another text.
    pub open: Callback<String>,
    /// Shows an arrangement on the stage.
    pub play: Callback<Job>,
}

/// An experiment, chosen and run.
#[component]
pub fn Bench(BenchProps { lab, open, play }: &BenchProps) -> Html {
    use_lang();
    // Whatever comes here is run for its n at once.
    use_effect_with((lab.text().clone(), lab.is_new()), {
        let lab = lab.dispatcher();
        move |(_, is_new)| {
            if *is_new {
                change(&lab, |it| it.choose(it.size()));
            }
        }
    });
    let prepared = prepared(lab);
    let choose = open.reform(|event: Event| {
        let slug = fields::value(&event);
        experiments().iter().find(|it| it.slug == slug).map_or_else(String::new, |it| it.text.to_owned())
    });
    html! {
        <section class="bench" aria-label={tr!("page.compare.label")}>
            <header>
                <select aria-label={tr!("page.compare.which")} onchange={choose}>
                    if prepared.is_none() { <option value="" selected={true}>{ tr!("page.compare.own") }</option> }
                    for it in experiments() { <option value={it.slug} selected={prepared == Some(it)}>{ it.title(lang()) }</option> }
                </select>
                if !lab.sizes().is_empty() { { sizes(lab) } }
            </header>
            if let Some(it) = prepared { <p class="question">{ it.question(lang()) }</p> }
            { lanes(lab, play) }
            if 1 < lab.sizes().len() { <Curve lab={lab.clone()} /> }
        </section>
    }
}

fn sizes(lab: &UseReducerHandle<Comparison>) -> Html {
    let choose = |size: u16| {
        let lab = lab.dispatcher();
        move |_: MouseEvent| change(&lab, move |it| it.choose(size))
    };
    html! {
        <div class="sizes" role="group" aria-label={tr!("page.compare.size")}>
            <span aria-hidden="true">{ tr!("page.compare.size") }</span>
            for size in lab.sizes().iter().copied() {
                <button key={size} type="button" class="plain" aria-pressed={flag(size == lab.size())} onclick={choose(size)}>{ size }</button>
            }
        </div>
    }
}
