//! Who leads now, which messages there were, and who had most of them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use yew::prelude::*;

use crate::player::{Comparison, Course, Measurement};
use crate::ui::lang::tr;

/// How many participants are named, those with the most messages.
const LOADED: usize = 5;

/// Who led and leads: a row for the servers, and one for the programs.
pub fn leaders(lab: &Comparison, places: usize) -> Html {
    let of = |course: fn(&Measurement) -> &Course| {
        (0..places).map(|it| html! { <td>{ lab.measured(it).map(course).map(turn) }</td> }).collect::<Html>()
    };
    html! {
        <>
            <tr data-course="servers"><th scope="row">{ tr!("page.compare.servers_leader") }</th>{ of(|it| &it.servers) }</tr>
            <tr data-course="recipe"><th scope="row">{ tr!("page.compare.recipe_leader") }</th>{ of(|it| &it.recipe) }</tr>
        </>
    }
}

fn turn(course: &Course) -> AttrValue {
    match (&course.before, &course.change) {
        (None, None) => "–".into(),
        (Some(who), None) => tr!("page.compare.stays", who = who),
        (None, Some(change)) => change.to.clone().into(),
        (Some(who), Some(change)) => format!("{who} → {}", change.to).into(),
    }
}

/// The messages by their names, as many as each arrangement sent, and whoever sent and got the most.
pub fn kinds(lab: &Comparison, titles: &[&str]) -> Html {
    let measured: Vec<Option<&Measurement>> = (0..titles.len()).map(|it| lab.measured(it)).collect();
    let names: BTreeSet<&String> = measured.iter().flatten().flat_map(|it| it.messages.keys()).collect();
    let count = |of: &Option<&Measurement>, name: &String| {
        of.map(|it| it.messages.get(name).copied().unwrap_or_default()).map(|it| it.to_string())
    };
    html! {
        <details class="kinds">
            <summary>{ tr!("page.compare.kinds") }</summary>
            <table>
                <thead><tr>
                    <th scope="col"><span class="unseen">{ tr!("page.compare.kinds") }</span></th>
                    for title in titles { <th scope="col">{ *title }</th> }
                </tr></thead>
                <tbody>
                    for name in names {
                        <tr><th scope="row"><code>{ name.as_str() }</code></th>for it in &measured { <td>{ count(it, name) }</td> }</tr>
                    }
                    <tr class="loads"><th scope="row">{ tr!("page.compare.loads") }</th>for it in &measured { <td>{ it.map(loads) }</td> }</tr>
                </tbody>
            </table>
        </details>
    }
}

fn loads(measured: &Measurement) -> String {
    let mut all: Vec<(&String, &u64)> = measured.load.iter().collect();
    all.sort_by_key(|it| (Reverse(it.1), it.0));
    let most: Vec<String> =
        all.into_iter().take(LOADED).map(|(who, count)| format!("{who} {count}")).collect();
    most.join(", ")
}
