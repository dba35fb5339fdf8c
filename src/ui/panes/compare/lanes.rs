use yew::prelude::*;

use super::figures;
use crate::player::{
    Change, Comparison, Growth, Job, Measurement, Metric, arrangement_says, arrangement_title, ticks,
};
use crate::ui::lang::{lang, tr};
use crate::ui::widgets::{Glyph, icon};

/// How much of the width lies before the failure, in per cent.
const BEFORE: f64 = 9.0;

/// Where moments lie on the axis.
#[derive(Clone, Copy)]
struct Axis {
    ends: u64,
}

impl Axis {
    /// In per cent of the width; a moment in microseconds since the failure.
    fn place(self, at: u64) -> f64 {
        BEFORE + (100.0 - BEFORE) * at.min(self.ends) as f64 / self.ends as f64
    }

    fn style(self, from: u64, until: u64) -> String {
        let left = self.place(from);
        format!("left: {left:.3}%; width: {:.3}%", self.place(until) - left)
    }
}

/// All lanes above their axis.
pub fn lanes(lab: &Comparison, play: &Callback<Job>) -> Html {
    let axis = Axis { ends: lab.ends() };
    html! {
        <section class="lanes" aria-label={tr!("page.compare.lanes")}>
            for (place, word) in lab.titles().into_iter().enumerate() {
                { lane(place, word, lab, axis, play) }
            }
            <div class="axis" aria-hidden="true">
                <b ~style={format!("left: {BEFORE}%")}>{ icon(Glyph::Bolt) }{ tr!("page.compare.failure") }</b>
                for at in ticks(axis.ends).into_iter().skip(1) {
                    <span ~style={format!("left: {:.3}%", axis.place(at))}>{ figures::span(at) }</span>
                }
            </div>
        </section>
    }
}

fn lane(place: usize, word: &str, lab: &Comparison, axis: Axis, play: &Callback<Job>) -> Html {
    let title = arrangement_title(word, lang()).to_owned();
    let job = Job { place, size: lab.size() };
    let measured = lab.measured(place);
    html! {
        <article class="lane" key={place} data-hue={(place % 9 + 1).to_string()}>
            <header>
                <h2>{ title.clone() }</h2>
                <p>{ arrangement_says(word, lab.size(), lang()) }</p>
                <button type="button" class="plain" onclick={play.reform(move |_: MouseEvent| job)} disabled={measured.is_none()}
                    aria-label={format!("{}: {title}", tr!("page.compare.play"))}>
                    { icon(Glyph::Play) }<span>{ tr!("page.compare.play") }</span>
                </button>
            </header>
            if let Some(it) = measured {
                { headline(lab, place, it) }
                { track(it, axis) }
                { told(it) }
                if it.problems > 0 { <p class="failed">{ icon(Glyph::Warning) }{ tr!("page.compare.failed") }</p> }
            } else {
                <p class="hint">{ tr!("page.compare.running") }</p>
            }
        </article>
    }
}

/// What is to be seen from the last row; with its growth, once that is known.
fn headline(lab: &Comparison, place: usize, it: &Measurement) -> Html {
    const SHOWN: [Metric; 5] =
        [Metric::Outage, Metric::Messages, Metric::Events, Metric::Names, Metric::Late];
    html! {
        <dl class="headline">
            for metric in SHOWN {
                if let Some(value) = it.value(metric).filter(|it| metric != Metric::Late || *it != 0) {
                    <div><dt>{ figures::name(metric) }</dt><dd>{ figures::value(metric, value) }{ grows(lab, place, metric) }</dd></div>
                }
            }
        </dl>
    }
}

/// `~ n²`, if it grows at all.
fn grows(lab: &Comparison, place: usize, metric: Metric) -> Html {
    let growth = lab.curve(place, metric).1.filter(|it| *it != Growth::Constant);
    html! { if let Some(it) = growth { <small>{ format!("~ {it}") }</small> } }
}

/// The phases of a change with their names in the style sheets: from when until when.
fn phases(it: &Change) -> [(&'static str, AttrValue, u64, u64); 3] {
    [
        ("detection", tr!("page.compare.detection"), 0, it.detected),
        ("election", tr!("page.compare.election"), it.detected, it.elected),
        ("recovery", tr!("page.compare.recovery"), it.elected, it.recovered),
    ]
}

fn track(it: &Measurement, axis: Axis) -> Html {
    let course = it.course();
    html! {
        <div class="track" aria-hidden="true">
            if let Some(change) = &course.change {
                <i data-phase="before" ~style={format!("left: 0; width: {BEFORE}%")}>{ change.from.clone() }</i>
                for (key, name, from, until) in phases(change) {
                    <i data-phase={key} ~style={axis.style(from, until)}><span>{ name }</span></i>
                }
                <i data-phase="after" ~style={axis.style(change.recovered, axis.ends)}><span>{ tr!("page.compare.leads", id = change.to) }</span></i>
            }
            for (from, until) in course.nobody.0.iter() {
                <i data-phase="nobody" ~style={axis.style(*from, *until)}><span>{ tr!("page.compare.nobody") }</span></i>
            }
            for (from, until) in course.two.0.iter() {
                <i data-phase="two" ~style={axis.style(*from, *until)}><span>{ tr!("page.compare.two") }</span></i>
            }
        </div>
    }
}

/// The same as text, which is the legend as well.
fn told(it: &Measurement) -> Html {
    let course = it.course();
    let stretches = |all: &[(u64, u64)]| {
        let shown = all.iter().map(|(from, until)| {
            tr!("page.compare.stretch", from = figures::span(*from), until = figures::span(*until))
                .to_string()
        });
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() { tr!("page.compare.never").to_string() } else { shown.join(", ") }
    };
    let Some(change) = &course.change else {
        return html! { <p class="hint">{ tr!("page.compare.unchanged", span = figures::span(it.watched)) }</p> };
    };
    html! {
        <ul class="told">
            if let Some(from) = &change.from { <li class="unseen">{ tr!("page.compare.led", id = from) }</li> }
            for (key, name, from, until) in phases(change) {
                <li><i data-phase={key}></i>{ name }{ " " }<b>{ figures::span(until - from) }</b></li>
            }
            <li class="unseen">{ tr!("page.compare.outage", span = figures::span(change.recovered)) }{ ": " }{ tr!("page.compare.leads", id = change.to) }</li>
            <li><i data-phase="nobody"></i>{ tr!("page.compare.nobody") }{ " " }<b>{ stretches(&course.nobody.0) }</b></li>
            <li><i data-phase="two"></i>{ tr!("page.compare.two") }{ " " }<b>{ stretches(&course.two.0) }</b></li>
        </ul>
    }
}
