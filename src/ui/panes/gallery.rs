use yew::prelude::*;

use crate::locale::find;
use crate::player::{Story, gallery};
use crate::ui::browser::fields;
use crate::ui::grades::Grades;
use crate::ui::lang::{lang, tr, use_lang};
use crate::ui::panes::question::mark;
use crate::ui::widgets::{Dialog, Glyph, icon};

/// See [`Gallery`].
#[derive(Clone, PartialEq, Properties)]
pub struct GalleryProps {
    pub open: bool,
    /// The story that is open now.
    pub current: Option<&'static str>,
    pub choose: Callback<&'static str>,
    pub close: Callback<()>,
}

/// The stories that the playground tells, by chapter; to be searched by all that they say.
#[component]
pub fn Gallery(GalleryProps { open, current, choose, close }: &GalleryProps) -> Html {
    use_lang();
    let wanted = use_state(String::new);
    let list = use_node_ref();
    let haystacks = use_memo(*open, |open| {
        gallery().iter().filter(|_| *open).map(|it| (it, it.haystack())).collect::<Vec<_>>()
    });
    let found: Vec<&'static Story> =
        haystacks.iter().filter(|it| fits(&it.1, &wanted)).map(|it| it.0).collect();
    let oninput = {
        let wanted = wanted.clone();
        move |event: InputEvent| wanted.set(fields::value(&event))
    };
    let onsubmit = {
        let (first, choose) = (found.first().map(|it| it.slug), choose.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            first.into_iter().for_each(|it| choose.emit(it));
        }
    };
    let onkeydown = {
        let list = list.clone();
        move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                _ => return,
            };
            event.prevent_default();
            fields::focus_beside(&list, "input, .stories button", step);
        }
    };
    html! {
        <Dialog open={*open} name="gallery" title={tr!("page.gallery.label")} onclose={close.clone()}>
            <div ref={list} class="shelves" {onkeydown}>
                <form class="search" role="search" {onsubmit}>
                    { icon(Glyph::Search) }
                    <input type="search" value={(*wanted).clone()} {oninput} placeholder={tr!("page.gallery.search")} aria-label={tr!("page.gallery.search")}
                        autocomplete="off" spellcheck="false" enterkeyhint="go" />
                    <span role="status">{ tr!("page.gallery.found", n = found.len(), all = gallery().len()) }</span>
                </form>
                <p class="hint">{ tr!("page.gallery.hint") }</p>
                { chapters(&found, *current, choose) }
            </div>
        </Dialog>
    }
}

/// Whether each word that is wanted is somewhere in what a story says.
fn fits(haystack: &str, wanted: &str) -> bool {
    wanted.to_lowercase().split_whitespace().all(|it| haystack.contains(it))
}

fn chapters(
    found: &[&'static Story],
    current: Option<&'static str>,
    choose: &Callback<&'static str>,
) -> Html {
    let grades = Grades::recall();
    let mut chapters: Vec<&'static str> = found.iter().map(|it| it.chapter).collect();
    chapters.dedup();
    html! {
        for chapter in chapters {
            <section key={chapter}>
                <h3>{ chapter_name(chapter) }</h3>
                <ul class="stories">
                    for story in found.iter().filter(|it| it.chapter == chapter) { { card(story, current, &grades, choose) } }
                </ul>
            </section>
        }
    }
}

fn card(
    story: &'static Story,
    current: Option<&'static str>,
    grades: &Grades,
    choose: &Callback<&'static str>,
) -> Html {
    let onclick = choose.reform(move |_: MouseEvent| story.slug);
    html! {
        <li key={story.slug}>
            <button type="button" {onclick} aria-current={(current == Some(story.slug)).then_some("true")}>
                <strong>{ story.title(lang()) }</strong>
                <span>{ story.summary(lang()) }</span>
                if let Some(grade) = grades.of(story.slug) { { mark(grade) } }
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

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The slugs of what is found.
    fn found(wanted: &str) -> Vec<&'static str> {
        gallery().iter().filter(|it| fits(&it.haystack(), wanted)).map(|it| it.slug).collect()
    }

    #[test]
    fn a_story_is_found_by_what_it_says_in_any_language() {
        assert_eq!(found("Five FRESH"), ["five-fresh-servers"]);
        assert!(found("finalizeWait").contains(&"five-fresh-servers"), "by a caption");
        assert_eq!(found("五台全新"), found("five fresh"));
        assert_eq!(found("l21"), ["roll-over"]);
        assert_eq!(found("no such words anywhere"), [] as [&str; 0]);
        assert_eq!(found("  ").len(), gallery().len());
    }
}
