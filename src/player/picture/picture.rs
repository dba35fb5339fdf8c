use std::collections::BTreeSet;

use super::clients::{clients, ties};
use super::flights::flights;
use super::layout::{HEIGHT, Layout, Point, WIDTH};
use super::links::{links, votes};
use super::markup::{all, escaped, lines, measured, shortened, text};
use super::palette::{PictureTheme, style};
use super::servers::{described, servers};
use crate::locale::Lang;
use crate::player::story;
use crate::player::view::{ServerView, View};
use crate::vocab::ServerId;

/// An SVG of what the stage shows, 960 × 600 pixels, under a title, with the moment and the caption.
pub fn picture(view: &View, title: &str, lang: Lang, theme: PictureTheme) -> String {
    let ids: Vec<ServerId> = view.servers.iter().map(|it| it.id).collect();
    let layout = Layout::new(&ids);
    let caption = view.caption.as_deref().map(|it| story::caption(it, lang)).unwrap_or_default();
    let moment = view.now.clock();
    [
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             role=\"img\" lang=\"{}\"><title>{} · {moment}</title><desc>{}</desc><style>{}</style>",
            lang.tag(), escaped(title), described(view, caption, lang), style(theme, &coloured(view)),
        ),
        format!("<rect class=\"bg\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>"),
        text(Point::px(24, 36), "t", &shortened(title, 780 * 100 / 22)),
        text(Point::px(WIDTH - 24, 36), "at mono soft", &moment),
        links(&layout, view, lang),
        ties(&layout, view),
        votes(&layout, view),
        servers(&layout, view, lang),
        clients(&layout, view, lang),
        flights(&layout, view),
        said(caption),
        "</svg>\n".to_owned(),
    ]
    .concat()
}

/// The servers of whose colours something is.
fn coloured(view: &View) -> BTreeSet<ServerId> {
    let stand = |it: &ServerView| it.vote.map_or(it.id, |vote| vote.leader);
    let servers = view.servers.iter().flat_map(|it| [it.id, stand(it)]);
    servers.chain(view.flights.iter().filter_map(|it| it.candidate())).collect()
}

/// The caption: three lines at most, all about as long.
fn said(caption: &str) -> String {
    const WIDEST: usize = 880 * 100 / 20;
    let rows = measured(caption).div_ceil(WIDEST).max(1);
    let even = (measured(caption) / rows + 300).min(WIDEST);
    let broken = if rows <= 3 { lines(caption, even, 3) } else { lines(caption, WIDEST, 3) };
    let top = HEIGHT - 26 - 26 * (broken.len() as i64 - 1);
    all(broken
        .iter()
        .enumerate()
        .map(|(row, it)| text(Point::px(WIDTH / 2, top + 26 * row as i64), "said", it)))
}
