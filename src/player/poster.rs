use crate::locale::Lang;
use crate::player::{Command, MarkKind, PictureTheme, Player, Story, picture};
use crate::vocab::{SimTime, Span};

/// No story of the gallery takes longer.
const LONGEST: SimTime = SimTime(200_000_000);
/// So much of it is played at once, far less than a player does in one go.
const STRETCH: Span = Span::from_secs(5);
/// What a caption speaks of has begun by then.
const LATER: Span = Span::from_millis(2);

/// A poster has at most so many bytes: an article loads those of all its figures.
pub const MOST_POSTER_BYTES: usize = 15 * 1024;

/// A picture that stands for a story: its stage in the middle of what it tells, or as near to that as it is small enough.
pub fn poster(story: &Story, lang: Lang) -> String {
    let mut player = Player::open(story.text);
    let mut at = SimTime::ZERO;
    while at < LONGEST {
        at = at + STRETCH;
        seek(&mut player, at);
    }
    let mut drawn = moments(&player).into_iter().map(|it| {
        seek(&mut player, it + LATER);
        picture(&player.view(), story.title(lang), lang, PictureTheme::Auto)
    });
    drawn.find(|it| it.len() <= MOST_POSTER_BYTES).unwrap_or_default()
}

fn seek(player: &mut Player, at: SimTime) {
    let _seeking_cannot_fail = player.apply(Command::Seek(at));
}

/// When captions are said, the middle one first; behind them, when somebody comes to lead, and the beginning.
fn moments(player: &Player) -> Vec<SimTime> {
    let of = |kind: MarkKind| player.marks().iter().filter(move |it| it.kind == kind).map(|it| it.at);
    let said: Vec<SimTime> = of(MarkKind::Caption).collect();
    let mut places: Vec<usize> = (0..said.len()).collect();
    places.sort_by_key(|it| it.abs_diff(said.len() / 2));
    places.iter().map(|it| said[*it]).chain(of(MarkKind::Leader)).chain([SimTime::ZERO]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::gallery;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_poster_shows_a_moment_in_the_middle_of_the_story() {
        let story = gallery().iter().find(|it| it.slug == "kill-the-leader").expect("it is there");
        let [en, zh] = [Lang::En, Lang::ZhCn].map(|it| poster(story, it));
        assert!(en.contains(story.title(Lang::En)) && zh.contains(story.title(Lang::ZhCn)));
        assert!(!en.contains(" · 0.000 s"), "{en}");
    }
}
