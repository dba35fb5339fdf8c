//! Drawing in pixels: for what is too much for elements.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, Path2d};
use yew::prelude::*;

/// A canvas, wiped, as large in pixels as the device shows it. Its units are CSS pixels.
pub struct Canvas {
    context: CanvasRenderingContext2d,
}

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen<'a> {
    pub color: &'a str,
    pub width: f64,
    /// Lengths of dashes and gaps; whole if there are none.
    pub dash: &'a [f64],
}

impl Canvas {
    /// The canvas behind `node`, at that size.
    pub fn wiped(node: &NodeRef, (width, height): (f64, f64)) -> Option<Canvas> {
        let canvas = node.cast::<HtmlCanvasElement>()?;
        let ratio = web_sys::window()?.device_pixel_ratio();
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let (wide, high) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
        if (canvas.width(), canvas.height()) != (wide, high) {
            canvas.set_width(wide);
            canvas.set_height(high);
        }
        let _finite = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, width, height);
        context.set_text_baseline("middle");
        context.set_line_cap("butt");
        Some(Canvas { context })
    }

    /// Begins a path.
    pub fn begin(&self) {
        self.context.begin_path();
    }

    /// Adds a line to it.
    pub fn line(&self, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
        self.context.move_to(x, y);
        self.context.line_to(to_x, to_y);
    }

    /// Adds an area with three corners.
    pub fn triangle(&self, a: (f64, f64), b: (f64, f64), c: (f64, f64)) {
        self.context.move_to(a.0, a.1);
        self.context.line_to(b.0, b.1);
        self.context.line_to(c.0, c.1);
        self.context.close_path();
    }

    /// Adds a rectangle.
    pub fn rect(&self, x: f64, y: f64, width: f64, height: f64) {
        self.context.rect(x, y, width, height);
    }

    /// Adds a circle.
    pub fn circle(&self, (x, y): (f64, f64), radius: f64) {
        self.context.move_to(x + radius, y);
        let _a_radius_is_not_negative = self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
    }

    /// Draws the lines of the path.
    pub fn stroke(&self, pen: Pen) {
        self.context.set_stroke_style_str(pen.color);
        self.context.set_line_width(pen.width);
        let dash: Array = pen.dash.iter().map(|it| JsValue::from_f64(*it)).collect();
        let _finite = self.context.set_line_dash(&dash);
        self.context.stroke();
    }

    /// Fills the areas of the path.
    pub fn fill(&self, color: &str) {
        self.context.set_fill_style_str(color);
        self.context.fill();
    }

    /// How much of what is below shows through all that is drawn from now on: 1 is nothing.
    pub fn set_alpha(&self, alpha: f64) {
        self.context.set_global_alpha(alpha);
    }

    /// Chooses the font of what is written from now on, as in CSS.
    pub fn set_font(&self, font: &str) {
        self.context.set_font(font);
    }

    /// How wide a text is.
    pub fn width_of(&self, text: &str) -> f64 {
        self.context.measure_text(text).map_or(0.0, |it| it.width())
    }

    /// Writes a text in the middle of a point, at an angle, on a ground of its own.
    pub fn write(&self, text: &str, (x, y): (f64, f64), angle: f64, color: &str, ground: &str) {
        self.context.save();
        self.context.set_text_align("center");
        let _finite = self.context.translate(x, y).and_then(|()| self.context.rotate(angle));
        self.context.set_line_join("round");
        self.ground(text, ground, (0.0, 0.0));
        self.context.set_fill_style_str(color);
        let _always = self.context.fill_text(text, 0.0, 0.0);
        self.context.restore();
    }

    /// Writes a text from a point on to the right; without a ground if that is empty.
    pub fn write_from(&self, text: &str, (x, y): (f64, f64), color: &str, ground: &str) {
        self.context.set_text_align("left");
        self.ground(text, ground, (x, y));
        self.context.set_fill_style_str(color);
        let _always = self.context.fill_text(text, x, y);
    }

    fn ground(&self, text: &str, color: &str, (x, y): (f64, f64)) {
        if !color.is_empty() {
            self.context.set_stroke_style_str(color);
            self.context.set_line_width(4.0);
            let _whole = self.context.set_line_dash(&Array::new());
            let _always = self.context.stroke_text(text, x, y);
        }
    }

    /// Fills an outline as SVG writes it, moved to a point.
    pub fn shape(&self, outline: &str, (x, y): (f64, f64), color: &str) {
        let Ok(path) = Path2d::new_with_path_string(outline) else { return };
        self.context.save();
        let _finite = self.context.translate(x, y);
        self.context.set_fill_style_str(color);
        self.context.fill_with_path_2d(&path);
        self.context.restore();
    }
}

/// The colours of the text of all elements below `node` that a selector fits, as a canvas takes them, and the family of fonts.
pub fn colors(node: &NodeRef, selector: &str) -> (Vec<String>, String) {
    let window = web_sys::window();
    let style = |it: &Element| window.as_ref().and_then(|window| window.get_computed_style(it).ok()?);
    let said = |it: &Element, name: &str| {
        style(it).and_then(|it| it.get_property_value(name).ok()).unwrap_or_default()
    };
    let Some(element) = node.cast::<Element>() else { return Default::default() };
    let Ok(all) = element.query_selector_all(selector) else { return Default::default() };
    let elements = (0..all.length()).filter_map(|it| all.item(it)?.dyn_into::<Element>().ok());
    (elements.map(|it| said(&it, "color")).collect(), said(&element, "font-family"))
}
