use yew::prelude::*;

use super::geometry::{Layout, Point, px};
use super::stage::Stroke;
use crate::player::Command;
use crate::ui::browser::fields;
use crate::ui::lang::{tr, use_lang};
use crate::ui::widgets::{Glyph, icon};

/// A turn of the line, and a step of it, in degrees and in parts of the stage.
const TURN: i32 = 5;
const STEPS: f64 = 24.0;

/// See [`Cutter`].
#[derive(Clone, PartialEq, Properties)]
pub struct CutterProps {
    pub layout: Layout,
    /// Whether a line is being drawn by hand.
    pub drawn: bool,
    pub send: Callback<Command>,
    pub close: Callback<()>,
}

/// A line across the stage that keys turn and move; what it would cut is its button.
#[component]
pub fn Cutter(CutterProps { layout, drawn, send, close }: &CutterProps) -> Html {
    use_lang();
    let blade = use_state(|| Blade { angle: 90, aside: 0 });
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| fields::focus(&node)
    });
    let stroke = blade.stroke(layout);
    let line = stroke.line(layout);
    let cut = {
        let (send, close, line) = (send.clone(), close.clone(), line.clone());
        Callback::from(move |()| {
            close.emit(());
            line.iter().for_each(|it| send.emit(Command::Act(it.clone())));
        })
    };
    let turn = {
        let (blade, layout) = (blade.clone(), layout.clone());
        move |by: i32, aside: i32| blade.set(blade.onward(by, aside, &layout))
    };
    let onkeydown = {
        let (turn, close) = (turn.clone(), close.clone());
        move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowRight" => turn(TURN, 0),
                "ArrowLeft" => turn(-TURN, 0),
                "ArrowDown" => turn(0, 1),
                "ArrowUp" => turn(0, -1),
                "Escape" | "x" | "X" => close.emit(()),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let seen = format!("0 0 {} {}", px(layout.size.width), px(layout.size.height));
    html! {
        <div class="cutter" role="group" aria-label={tr!("page.deeds.cutter")} {onkeydown}>
            if !*drawn {
                <svg viewBox={seen} aria-hidden="true">
                    <line class="stroke" x1={px(stroke.from.x)} y1={px(stroke.from.y)} x2={px(stroke.to.x)} y2={px(stroke.to.y)} />
                </svg>
            }
            <p>{ tr!("page.deeds.cutter_hint") }</p>
            <button type="button" class="plain" aria-label={tr!("page.deeds.cutter_turn")} title={tr!("page.deeds.cutter_turn")} onclick={move |_: MouseEvent| turn(TURN, 0)}>{ icon(Glyph::Restart) }</button>
            <button ref={node} type="button" class="primary" aria-disabled={line.is_none().then_some("true")} onclick={cut.reform(|_: MouseEvent| ())}>
                { icon(Glyph::Cut) }<code aria-live="polite">{ line.unwrap_or_else(|| "–".to_owned()) }</code>
            </button>
            <button type="button" class="plain" aria-label={tr!("page.close")} onclick={close.reform(|_: MouseEvent| ())}>{ icon(Glyph::Close) }</button>
        </div>
    }
}

/// Where the line lies: its angle in degrees, and how many steps it is off the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Blade {
    angle: i32,
    aside: i32,
}

impl Blade {
    fn stroke(self, layout: &Layout) -> Stroke {
        let (sin, cos) = f64::from(self.angle).to_radians().sin_cos();
        let length = layout.size.width + layout.size.height;
        let aside = f64::from(self.aside) * layout.size.width.min(layout.size.height) / STEPS;
        let middle = Point { x: layout.center.x - aside * sin, y: layout.center.y + aside * cos };
        let end = |to: f64| Point { x: middle.x + to * length * cos, y: middle.y + to * length * sin };
        Stroke { from: end(-1.0), to: end(1.0) }
    }

    /// Turned or moved until it cuts otherwise; as it is, if it never does.
    fn onward(self, by: i32, aside: i32, layout: &Layout) -> Blade {
        let before = self.stroke(layout).line(layout);
        let on = |it: &Blade| Some(Blade { angle: (it.angle + by).rem_euclid(360), aside: it.aside + aside });
        let steps = std::iter::successors(on(&self), on).take(72);
        let cuts = |it: &Blade| it.stroke(layout).line(layout).is_some_and(|it| Some(it) != before);
        steps.into_iter().find(cuts).unwrap_or(self)
    }
}
