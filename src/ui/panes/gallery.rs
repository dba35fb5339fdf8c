use yew::prelude::*;

use crate::locale::find;
use crate::player::{Story, gallery};
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::widgets::Dialog;

/// See [`Gallery`].
#[derive(PartialEq, Properties)]
pub struct GalleryProps {
    pub open: bool,
    /// The story that is open now.
    pub current: Option<&'static str>,
    pub choose: Callback<&'static str>,
    pub close: Callback<()>,
}

/// The stories that the playground tells.
#[component]
pub fn Gallery(GalleryProps { open, current, choose, close }: &GalleryProps) -> Html {
    use_lang();
    let mut chapters: Vec<&'static str> = Vec::new();
    for story in gallery() {
        if !chapters.contains(&story.chapter) {
            chapters.push(story.chapter);
        }
    }
    html! {
        <Dialog open={*open} name="gallery" title={tr!("page.gallery.label")} onclose={close.clone()}>
            <p class="hint">{ tr!("page.gallery.hint") }</p>
            for chapter in chapters {
                <h3>{ chapter_name(chapter) }</h3>
                <ul class="stories">
                    for story in gallery().iter().filter(|it| it.chapter == chapter) { { card(story, *current, choose) } }
                </ul>
            }
        </Dialog>
    }
}

fn card(story: &'static Story, current: Option<&'static str>, choose: &Callback<&'static str>) -> Html {
    let onclick = choose.reform(move |_: MouseEvent| story.slug);
    html! {
        <li key={story.slug}>
            <button type="button" {onclick} aria-current={(current == Some(story.slug)).then_some("true")}>
                <strong>{ story.title(lang()) }</strong>
                <span>{ story.summary(lang()) }</span>
            </button>
        </li>
    }
}

/// A story's title.
pub fn title(slug: &str) -> AttrValue {
    gallery().iter().find(|it| it.slug == slug).map_or_else(AttrValue::default, |it| it.title(lang()).into())
}

fn chapter_name(chapter: &str) -> AttrValue {
    words(&format!("chapter.{chapter}"))
}

/// A message whose key comes from the gallery; the key itself where there is none.
fn words(key: &str) -> AttrValue {
    find(lang(), key).map_or_else(|| key.to_owned().into(), AttrValue::Static)
}
