use yew::prelude::*;

use super::figures;
use crate::player::{Comparison, Growth, Metric, arrangement_title, ticks};
use crate::ui::browser::{fields, size};
use crate::ui::lab::change;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::widgets::{Glyph, icon};

/// See [`Curve`].
#[derive(PartialEq, Properties)]
pub struct CurveProps {
    pub lab: UseReducerHandle<Comparison>,
}

/// A metric over n, a line for each arrangement, as far as it has been run.
#[component]
pub fn Curve(CurveProps { lab }: &CurveProps) -> Html {
    use_lang();
    let node = use_node_ref();
    let (width, _) = size::use_size(&node).unwrap_or_default();
    let sizes = lab.sizes();
    let (first, last) =
        (sizes.first().copied().unwrap_or_default(), sizes.last().copied().unwrap_or_default());
    let to = lab.dispatcher();
    let choose = {
        let to = to.clone();
        move |event: Event| {
            let name = fields::value(&event);
            if let Some(metric) = Metric::ALL.into_iter().find(|it| it.name() == name) {
                change(&to, move |lab| lab.metric = metric);
            }
        }
    };
    let run = {
        let to = to.clone();
        move |_: MouseEvent| change(&to, Comparison::ask_for_curve)
    };
    let cancel = move |_: MouseEvent| change(&to, Comparison::cancel);
    let lines: Vec<Line> =
        lab.titles().into_iter().enumerate().map(|(place, word)| line(lab, place, word)).collect();
    html! {
        <section class="curve" aria-label={tr!("page.compare.curve", metric = figures::name(lab.metric))}>
            <header>
                <select aria-label={tr!("page.compare.measure")} onchange={choose}>
                    for it in Metric::ALL { <option value={it.name()} selected={it == lab.metric}>{ figures::name(it) }</option> }
                </select>
                <h2>{ tr!("page.compare.curve", metric = "") }</h2>
                if let Some((done, all)) = lab.progress() {
                    <progress max={all.to_string()} value={done.to_string()} aria-label={tr!("page.compare.running")}></progress>
                    <span role="status">{ tr!("page.compare.progress", done = done, count = all) }</span>
                    <button type="button" class="plain" onclick={cancel}>{ icon(Glyph::Close) }<span>{ tr!("page.compare.cancel") }</span></button>
                } else if !lab.has_curve() {
                    <button type="button" class="primary" onclick={run}>{ icon(Glyph::Play) }<span>{ tr!("page.compare.curve_run", from = first, to = last) }</span></button>
                }
            </header>
            <ul class="legend">
                for it in &lines {
                    <li data-hue={it.hue()}><svg viewBox="0 0 24 12" aria-hidden="true">{ stroke(it, &[(1.0, 6.0), (23.0, 6.0)]) }{ it.marker(12.0, 6.0) }</svg>
                        { it.title.clone() }if lab.has_curve() { <b>{ figures::growth(it.growth) }</b> }</li>
                }
            </ul>
            <div class="plot" ref={node}>{ plot(&lines, lab, width) }</div>
            <p class="hint">{ tr!("page.compare.curve_hint") }if is_logarithmic(&lines) { { " " }{ tr!("page.compare.curve_logarithmic") } }</p>
            { points(&lines, lab) }
        </section>
    }
}

/// The line of one arrangement.
struct Line {
    place: usize,
    title: String,
    points: Vec<(u16, u64)>,
    growth: Option<Growth>,
}

fn line(lab: &Comparison, place: usize, word: &str) -> Line {
    let (points, growth) = lab.curve(place, lab.metric);
    Line { place, title: arrangement_title(word, lang()).to_owned(), points, growth }
}

impl Line {
    fn hue(&self) -> String {
        (self.place % 9 + 1).to_string()
    }

    /// A shape for each arrangement, so that nobody needs the colours.
    fn marker(&self, x: f64, y: f64) -> Html {
        match self.place % 3 {
            0 => html! { <circle cx={px(x)} cy={px(y)} r="4" /> },
            1 => html! { <rect x={px(x - 3.5)} y={px(y - 3.5)} width="7" height="7" /> },
            _ => html! { <path d={format!("M{x:.1} {:.1}l4.5 8h-9Z", y - 5.0)} /> },
        }
    }
}

/// Few orders of magnitude are best seen on linear axes; and nothing has a logarithm that is zero.
fn is_logarithmic(lines: &[Line]) -> bool {
    let values = || lines.iter().flat_map(|it| &it.points).map(|it| it.1);
    let (least, most) = (values().min().unwrap_or_default(), values().max().unwrap_or_default());
    0 < least && least * 30 <= most
}

/// Where n and values lie, in pixels.
struct Scale {
    logarithmic: bool,
    width: f64,
    sizes: (f64, f64),
    values: (f64, f64),
}

const HEIGHT: f64 = 230.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 36.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 24.0;

impl Scale {
    fn share(&self, it: f64, (from, to): (f64, f64)) -> f64 {
        let on_axis = |it: f64| if self.logarithmic { it.max(1.0).ln() } else { it };
        (on_axis(it) - on_axis(from)) / (on_axis(to) - on_axis(from)).max(f64::EPSILON)
    }

    fn x(&self, size: u16) -> f64 {
        LEFT + (self.width - LEFT - RIGHT) * self.share(f64::from(size), self.sizes)
    }

    fn y(&self, value: u64) -> f64 {
        TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - self.share(value as f64, self.values))
    }
}

fn plot(lines: &[Line], lab: &Comparison, width: f64) -> Html {
    let (metric, sizes) = (lab.metric, lab.sizes());
    let all = || lines.iter().flat_map(|it| &it.points);
    let (Some(first), Some(last), Some(most)) =
        (sizes.iter().min(), sizes.iter().max(), all().map(|it| it.1).max())
    else {
        return Html::default();
    };
    let logarithmic = is_logarithmic(lines);
    let least = if logarithmic { all().map(|it| it.1).min().unwrap_or(1) } else { 0 };
    let from = if logarithmic { 10_u64.pow(least.ilog10()) } else { 0 };
    let marks = if logarithmic { decades(from, most) } else { ticks(most.max(1)) };
    let ends = (*last).max(first + 1);
    let scale = Scale {
        logarithmic,
        width,
        sizes: (f64::from(*first), f64::from(ends)),
        values: (from as f64, most.max(from + 1) as f64),
    };
    let mut labelled = f64::NEG_INFINITY;
    let sizes = sizes.iter().map(|it| (*it, scale.x(*it))).filter(|(_, x)| {
        let has_room = labelled + 22.0 <= *x;
        labelled = if has_room { *x } else { labelled };
        has_room
    });
    html! {
        <svg aria-hidden="true" width={px(width)} height={px(HEIGHT)}>
            for value in marks {
                <path class="grid" d={format!("M{LEFT} {:.1}H{:.1}", scale.y(value), width - RIGHT)} />
                <text x={px(LEFT - 10.0)} y={px(scale.y(value) + 4.0)} text-anchor="end">{ figures::value(metric, value) }</text>
            }
            for (size, x) in sizes {
                <text x={px(x)} y={px(HEIGHT - 6.0)} text-anchor="middle">{ size }</text>
            }
            <text x={px(width - 4.0)} y={px(HEIGHT - 6.0)} text-anchor="end">{ "n" }</text>
            for it in lines { { drawn(it, &scale) } }
        </svg>
    }
}

fn drawn(line: &Line, scale: &Scale) -> Html {
    let points: Vec<(f64, f64)> =
        line.points.iter().map(|(size, value)| (scale.x(*size), scale.y(*value))).collect();
    html! {
        <g data-hue={line.hue()}>
            { stroke(line, &points) }
            for (x, y) in &points { { line.marker(*x, *y) } }
            if let (Some(growth), Some((x, y))) = (line.growth, points.last()) {
                <text class="growth" x={px(x + 10.0)} y={px(y + 5.0)}>{ growth.to_string() }</text>
            }
        </g>
    }
}

fn stroke(line: &Line, points: &[(f64, f64)]) -> Html {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    html! { <polyline data-dash={(line.place % 3).to_string()} points={points.join(" ")} /> }
}

/// The powers of ten from one to the last that is not above another.
fn decades(from: u64, most: u64) -> Vec<u64> {
    std::iter::successors(Some(from.max(1)), |it| it.checked_mul(10)).take_while(|it| *it <= most).collect()
}

/// The same as text.
fn points(lines: &[Line], lab: &Comparison) -> Html {
    html! {
        <details>
            <summary>{ tr!("page.compare.points") }</summary>
            <table>
                <caption>{ tr!("page.compare.curve", metric = figures::name(lab.metric)) }</caption>
                <thead><tr><th scope="col">{ "n" }</th>for it in lines { <th scope="col">{ it.title.clone() }</th> }</tr></thead>
                <tbody>
                    for size in lab.sizes() {
                        <tr><th scope="row">{ size }</th>
                            for it in lines {
                                <td>{ it.points.iter().find(|it| it.0 == *size).map(|it| figures::value(lab.metric, it.1)) }</td>
                            }
                        </tr>
                    }
                </tbody>
            </table>
        </details>
    }
}

fn px(it: f64) -> String {
    format!("{it:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn line_of(values: &[u64]) -> Line {
        let points = values.iter().enumerate().map(|(place, it)| (place as u16 + 3, *it)).collect();
        Line { place: 0, title: String::new(), points, growth: None }
    }

    #[test]
    fn axes_are_logarithmic_over_orders_of_magnitude_without_a_zero() {
        assert!(is_logarithmic(&[line_of(&[14, 43_722]), line_of(&[9, 9])]));
        assert!(!is_logarithmic(&[line_of(&[14, 43_722]), line_of(&[0, 0])]));
        assert!(!is_logarithmic(&[line_of(&[200, 219])]));
        assert!(!is_logarithmic(&[]));
    }

    #[test]
    fn decades_begin_below_all_values() {
        assert_eq!(decades(1, 43_722), [1, 10, 100, 1_000, 10_000]);
        assert_eq!(decades(10, 99), [10]);
    }
}
