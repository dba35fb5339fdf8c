//! The narrow part: every metric of every arrangement, and the experiment as text.

use std::rc::Rc;

use yew::prelude::*;

use super::{figures, kinds};
use crate::player::{Comparison, Metric, arrangement_title};
use crate::scenario::Problem;
use crate::ui::browser::location;
use crate::ui::lab::change;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::editor::Editor;
use crate::ui::widgets::{Glyph, flag, icon};

/// See [`Counts`].
#[derive(Clone, PartialEq, Properties)]
pub struct CountsProps {
    pub lab: UseReducerHandle<Comparison>,
    /// Takes another text.
    pub open: Callback<String>,
}

/// What each arrangement costs.
#[component]
pub fn Counts(CountsProps { lab, open }: &CountsProps) -> Html {
    use_lang();
    let draft = use_state(|| None::<String>);
    // Another experiment has come: what was typed into the one before is over.
    use_effect_with(lab.text().clone(), {
        let draft = draft.setter();
        move |_| draft.set(None)
    });
    let text: Rc<str> = draft.as_deref().unwrap_or(lab.text()).into();
    let changed = draft.is_some();
    let problems: Rc<[Problem]> = lab.errors().iter().cloned().map(Problem::Parse).collect();
    let oninput = {
        let draft = draft.setter();
        Callback::from(move |text| draft.set(Some(text)))
    };
    let run = {
        let (open, text) = (open.clone(), text.clone());
        Callback::from(move |()| open.emit(text.to_string()))
    };
    let revert = {
        let draft = draft.setter();
        move |_: MouseEvent| draft.set(None)
    };
    let runs = run.reform(|_: MouseEvent| ());
    html! {
        <section class="counts" aria-label={tr!("page.compare.counts")}>
            if !lab.titles().is_empty() { { table(lab) } }
            <details open={!problems.is_empty()}>
                <summary>{ tr!("page.compare.text") }</summary>
                <p class="hint">{ tr!("page.compare.hint") }</p>
                <div class="acts">
                    <button type="button" class="primary" onclick={runs} disabled={!changed}>{ icon(Glyph::Play) }<span>{ tr!("page.compare.run") }</span><kbd>{ "Ctrl ↵" }</kbd></button>
                    if changed { <button type="button" class="plain" onclick={revert}>{ tr!("page.compare.revert") }</button> }
                </div>
                <Editor label={tr!("page.compare.text")} {text} {changed} {problems} {oninput} onrun={run} />
            </details>
        </section>
    }
}

fn table(lab: &UseReducerHandle<Comparison>) -> Html {
    let titles: Vec<&str> = lab.titles().into_iter().map(|it| arrangement_title(it, lang())).collect();
    let caption = if lab.sizes().is_empty() {
        tr!("page.compare.counts")
    } else {
        tr!("page.compare.counts_for", n = lab.size())
    };
    let csv = location::data("text/csv", &lab.csv());
    html! {
        <>
            <table>
                <caption>{ caption }</caption>
                <thead><tr>
                    <th scope="col"><span class="unseen">{ tr!("page.compare.measure") }</span></th>
                    for (place, it) in titles.iter().enumerate() { <th scope="col" data-hue={(place % 9 + 1).to_string()}>{ *it }</th> }
                </tr></thead>
                <tbody>
                    { kinds::leaders(lab, titles.len()) }
                    for metric in Metric::ALL { { row(lab, metric, titles.len()) } }
                </tbody>
            </table>
            { kinds::kinds(lab, &titles) }
            <a class="csv" href={csv} download="zookeeper-comparison.csv">{ tr!("page.compare.csv") }</a>
        </>
    }
}

fn row(lab: &UseReducerHandle<Comparison>, metric: Metric, places: usize) -> Html {
    let to = lab.dispatcher();
    let choose = move |_: MouseEvent| change(&to, move |lab| lab.metric = metric);
    let tip = format!("metric-{}", metric.name());
    let value = |place| {
        lab.measured(place).map(|it| it.value(metric).map_or("–".into(), |it| figures::value(metric, it)))
    };
    html! {
        <tr data-metric={metric.name()}>
            <th scope="row">
                <button type="button" aria-pressed={flag(lab.metric == metric)} onclick={choose} aria-describedby={tip.clone()}>{ figures::name(metric) }</button>
                <span role="tooltip" id={tip}>{ figures::meaning(metric) }</span>
            </th>
            for place in 0..places {
                <td>{ value(place) }if lab.has_curve() { <small>{ grown(lab, place, metric) }</small> }</td>
            }
        </tr>
    }
}

/// `~ n²`, if it can be said; nothing for what is always zero.
fn grown(lab: &Comparison, place: usize, metric: Metric) -> String {
    let (points, growth) = lab.curve(place, metric);
    let growth = growth.filter(|_| points.iter().any(|it| it.1 != 0));
    growth.map_or_else(String::new, |it| format!("~ {it}"))
}
