//! `cargo xtask pictures`: the pictures that stand for the page elsewhere, made of it: icons for where it is installed, of the
//! drawing of its favicon, and the card that is shown with a link to it. They lie in `www`, and change when the page does.

use std::fs;

use serde_json::json;

use super::page::{Look, Page};
use crate::command::Outcome;
use crate::project;

/// File, side in pixels, how much of it the drawing takes, and how round the corners are, in hundredths of it:
/// a system cuts a maskable icon to a shape of its own, but for the middle four fifths.
const ICONS: [(&str, u32, u32, u32); 4] =
    [("192", 192, 78, 20), ("512", 512, 78, 20), ("maskable", 512, 56, 0), ("apple", 180, 70, 0)];
/// What Open Graph's readers take.
const CARD: (u32, u32) = (1200, 630);
/// A moment of the first story: four have voted for the fifth, and connect to it.
const CARD_AT_MICROS: u64 = 321_300;
const CARD_STYLE: &str = "
    body { display: grid; grid-template-columns: 27rem 1fr; inline-size: 100vw; block-size: 100vh; overflow: hidden; }
    header { display: grid; align-content: center; gap: 1.75rem; padding-inline-start: 4.5rem; }
    header svg { inline-size: 6.5rem; }
    h1 { font-size: 3.75rem; line-height: 1.05; letter-spacing: -0.03em; font-weight: 750; }
    p { font-size: 1.75rem; line-height: 1.3; color: var(--ink-soft); }
    iframe { inline-size: 100%; block-size: 100%; border: 0; }";
/// On the stage: what stands around it goes, and so do its border and shades, which take half of the file.
const STAGE_STYLE: &str =
    ".foot, .caption { display: none; } .app { border: 0; } * { background-image: none !important; }";

pub fn run(mut args: lexopt::Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    let www = project::root().join("www");
    let favicon = fs::read_to_string(www.join("favicon.svg")).map_err(|it| format!("favicon.svg: {it}"))?;
    let mut page = Page::of_dist();
    let mut written = Vec::new();
    for (name, side, part, round) in ICONS {
        written.push((format!("icons/{name}.png"), icon(&mut page, &favicon, side, part, round)));
    }
    written.push(("card.png".to_owned(), card(&mut page, &favicon)));
    for (name, picture) in written {
        fs::write(www.join(&name), &picture).map_err(|it| format!("www/{name}: {it}"))?;
        println!("www/{name}: {} KB", picture.len().div_ceil(1000));
    }
    Ok(())
}

fn icon(page: &mut Page, favicon: &str, side: u32, part: u32, round: u32) -> Vec<u8> {
    let style = format!(
        "body {{ background: none; }}
        main {{ display: grid; place-content: center; block-size: 100vh; border-radius: {round}%; background: var(--paper); }}
        svg {{ inline-size: {part}vw; }}"
    );
    blank(page, (side, side), &style, &format!("<main>{favicon}</main>"));
    page.cdp(
        "Emulation.setDefaultBackgroundColorOverride",
        json!({ "color": { "r": 0, "g": 0, "b": 0, "a": 0 } }),
    );
    page.picture()
}

fn card(page: &mut Page, favicon: &str) -> Vec<u8> {
    let body = format!(
        "<header>{favicon}<h1>ZooKeeper Playground</h1><p>Break it, rewind it, share it: a whole ensemble runs in this page.</p></header>
        <iframe src='index.html?view=stage&theme=light&height=fill'></iframe>"
    );
    blank(page, CARD, CARD_STYLE, &body);
    page.enter("document.querySelector('iframe')");
    add_style(page, STAGE_STYLE);
    page.leave();
    let seek = json!({ "zkplay": 1, "type": "seek", "micros": CARD_AT_MICROS });
    page.js(&format!("frames[0].postMessage({seek}, '*')"));
    page.enter("document.querySelector('iframe')");
    page.wait_for_element(".flight");
    page.leave();
    page.picture()
}

fn add_style(page: &Page, style: &str) {
    let style = json!(style);
    page.js(&format!(
        "document.head.append(Object.assign(document.createElement('style'), {{ textContent: {style} }}))"
    ));
}

/// The page with its colours and type, and nothing in it but that.
fn blank(page: &mut Page, (width, height): (u32, u32), style: &str, body: &str) {
    page.look(&Look { width, height, reduced_motion: true, ..Look::default() });
    page.visit("");
    page.js(&format!("document.body.innerHTML = {}", json!(body)));
    add_style(page, style);
}
