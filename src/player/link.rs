//! A link's fragment: the letter of its format, then everything else as base64url. A format once released is read for ever.
//!
//! Format `b`, the present one: a checksum of the whole text (3 bytes of FNV-1a) and one of the state that is shown (2); then, as
//! LEB128 numbers, the [edition] that made it, the moment in microseconds, how many steps of that very moment are done, and what is
//! on the screen; then the branch by its place, the story that the text begins with by a checksum of it, and the rest of the
//! text, [packed](crate::player::primed).
//!
//! [edition]: Edition
//!
//! Format `a`: a checksum of the text (4 bytes), the moment, the number of entries of the trace before it, pings too, and the
//! text, deflated.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use miniz_oxide::inflate;

use crate::locale::Lang;
use crate::player::primed::{pack, put_number, take_number, unpack};
use crate::player::{gallery, story};
use crate::scenario::branches;
use crate::t;
use crate::trace::TraceHash;
use crate::vocab::SimTime;

/// A text of a link is at most that long, in bytes, so that a short link cannot fill the memory.
pub const LONGEST_TEXT: usize = 256 * 1024;
/// A fragment that is longer cannot be relied on everywhere: a file is to be shared instead.
pub const LONGEST_LINK: usize = 1_999;

/// Which version of the playground made a link, but for its last number: a rule that is mended such that some scenario does otherwise
/// wants a new second number at least. In a link it is `major * 100 + minor`, for ever: 1 was 0.1, 100 is 1.0, and all before 1.28
/// take a byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edition(u64);

impl Edition {
    /// This one.
    pub const OURS: Edition =
        Edition(number(env!("CARGO_PKG_VERSION_MAJOR")) * 100 + number(env!("CARGO_PKG_VERSION_MINOR")));
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 100, self.0 % 100)
    }
}

const fn number(digits: &str) -> u64 {
    match u64::from_str_radix(digits, 10) {
        Ok(it) if it < 100 => it,
        _ => panic!("links have room for two digits"),
    }
}

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The scenario, all its branches.
    pub text: Arc<str>,
    /// The branch that is gone along; `None`: the trunk.
    pub branch: Option<Arc<str>>,
    /// The moment; of an experiment the largest size that is measured.
    pub at: SimTime,
    /// Where within that moment.
    pub within: Within,
    /// A checksum of what was to be seen then, and where that was; `None` if the link does not say.
    pub state: Option<(u16, Edition)>,
    /// What is on the screen.
    pub screen: Screen,
}

/// Several things may happen in one microsecond: how much of that has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Within {
    /// All of it.
    #[default]
    All,
    /// So many steps.
    Steps(u64),
    /// So much that the trace has so many entries, pings too (format `a`).
    Entries(usize),
}

/// What is on the screen, as numbers that the page has given once and for ever; 0 is not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Which pane.
    pub pane: u32,
    /// The server that is chosen.
    pub server: u32,
    /// The client that is chosen.
    pub client: u32,
    /// The language.
    pub lang: u32,
    /// Light or dark.
    pub theme: u32,
}

/// Why a link could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is of a format, or of a story's text, that this version does not know: made by a newer one.
    Newer,
    /// Something of it is missing or changed.
    Damaged,
    /// It can be read but is not what was put in.
    WrongChecksum(Box<Link>),
}

impl LinkError {
    /// In the reader's words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Newer => t!("link.newer", locale = lang),
            Self::Damaged => t!("link.damaged", locale = lang),
            Self::WrongChecksum(_) => t!("link.wrong_checksum", locale = lang),
        }
        .into_owned()
    }
}

impl Link {
    /// To a text, at its beginning.
    pub fn to_text(text: &str) -> Link {
        Link { text: text.into(), ..Link::default() }
    }

    /// The fragment; only `A-Z a-z 0-9 _ -`.
    pub fn encode(&self) -> String {
        // An edition is never 0, which says that nothing is said.
        let (state, edition) = self.state.unwrap_or_default();
        let mut bytes = checksum(&self.text)[..3].to_vec();
        bytes.extend(state.to_be_bytes());
        put_number(&mut bytes, edition.0);
        put_number(&mut bytes, self.at.0);
        put_number(&mut bytes, if let Within::Steps(steps) = self.within { steps + 1 } else { 0 });
        let Screen { pane, server, client, lang, theme } = self.screen;
        let said = [pane, lang, theme, server, client];
        let count = said.iter().rposition(|it| *it != 0).map_or(0, |it| it + 1);
        put_number(&mut bytes, count as u64);
        said[..count].iter().for_each(|it| put_number(&mut bytes, u64::from(*it)));
        let place = branches(&self.text).iter().position(|it| Some(&*it.name) == self.branch.as_deref());
        put_number(&mut bytes, place.map_or(0, |it| it as u64 + 1));
        let stories = gallery().iter().map(|it| it.text).filter(|it| self.text.starts_with(it));
        let base = stories.max_by_key(|it| it.len()).unwrap_or_default();
        put_number(&mut bytes, u64::from(!base.is_empty()));
        if !base.is_empty() {
            bytes.extend(&checksum(base)[..3]);
        }
        bytes.extend(pack(&self.text[base.len()..]));
        format!("b{}", BASE64.encode(bytes))
    }

    /// What a fragment says.
    pub fn decode(fragment: &str) -> Result<Link, LinkError> {
        let (format, coded) = fragment.split_at_checked(1).ok_or(LinkError::Damaged)?;
        let bytes = || BASE64.decode(coded).map_err(|_| LinkError::Damaged);
        match format {
            "a" => decode_a(&bytes()?),
            "b" => decode_b(&bytes()?),
            newer if newer.starts_with(|it: char| it.is_ascii_lowercase()) => Err(LinkError::Newer),
            _ => Err(LinkError::Damaged),
        }
    }
}

fn decode_a(bytes: &[u8]) -> Result<Link, LinkError> {
    let (sum, rest) = bytes.split_at_checked(4).ok_or(LinkError::Damaged)?;
    let (at, rest) = take_number(rest).ok_or(LinkError::Damaged)?;
    let (seen, packed) = take_number(rest).ok_or(LinkError::Damaged)?;
    let within = Within::Entries(usize::try_from(seen).unwrap_or(usize::MAX));
    let unpacked =
        inflate::decompress_to_vec_with_limit(packed, LONGEST_TEXT).map_err(|_| LinkError::Damaged)?;
    let text = String::from_utf8(unpacked).map_err(|_| LinkError::Damaged)?;
    let link = Link { at: SimTime(at), within, ..Link::to_text(&text) };
    if checksum(&text) == sum { Ok(link) } else { Err(LinkError::WrongChecksum(link.into())) }
}

fn decode_b(bytes: &[u8]) -> Result<Link, LinkError> {
    let (sums, mut rest) = bytes.split_at_checked(5).ok_or(LinkError::Damaged)?;
    let mut number = || {
        let (number, behind) = take_number(rest).ok_or(LinkError::Damaged)?;
        rest = behind;
        Ok(number)
    };
    let (edition, at, steps, count) = (number()?, number()?, number()?, number()?);
    // What a newer page says of its screen behind what we know is left alone.
    let mut said = [0; 5];
    for place in 0..count.min(64) {
        let it = number()?;
        if let Some(known) = usize::try_from(place).ok().and_then(|it| said.get_mut(it)) {
            *known = u32::try_from(it).unwrap_or_default();
        }
    }
    let (branch, has_base) = (number()?, number()?);
    let base = match has_base {
        0 => "",
        _ => {
            let (sum, behind) = rest.split_at_checked(3).ok_or(LinkError::Damaged)?;
            rest = behind;
            story::released().find(|it| checksum(it)[..3] == *sum).ok_or(LinkError::Newer)?
        }
    };
    let own = unpack(rest, LONGEST_TEXT).ok_or(LinkError::Damaged)?;
    let text: Arc<str> = format!("{base}{own}").into();
    let branch = usize::try_from(branch).ok().and_then(|it| it.checked_sub(1));
    let [pane, lang, theme, server, client] = said;
    let link = Link {
        branch: branch.and_then(|it| branches(&text).get(it).map(|it| it.name.as_str().into())),
        at: SimTime(at),
        within: steps.checked_sub(1).map_or(Within::All, Within::Steps),
        state: (edition != 0).then_some((u16::from_be_bytes([sums[3], sums[4]]), Edition(edition))),
        screen: Screen { pane, server, client, lang, theme },
        text,
    };
    if checksum(&link.text)[..3] == sums[..3] { Ok(link) } else { Err(LinkError::WrongChecksum(link.into())) }
}

/// The checksum of a state.
pub(super) fn state_of(summary: &str) -> u16 {
    let [a, b, ..] = checksum(summary);
    u16::from_be_bytes([a, b])
}

fn checksum(text: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = TraceHash::EMPTY.with_bytes(text.as_bytes()).0.to_be_bytes();
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn link(text: &str, at: u64) -> Link {
        Link {
            at: SimTime(at),
            within: Within::Steps(3),
            state: Some((0x1234, Edition::OURS)),
            screen: Screen { pane: 3, lang: 2, theme: 1, server: 5, client: 20 },
            ..Link::to_text(text)
        }
    }

    #[test]
    fn a_link_carries_all_that_is_on_the_screen() {
        let story = format!("{}branch b1 from 9s\nat 9s heal\n", gallery()[0].text);
        for text in ["", "ensemble 5\nstart all\n", "say 领导者 → s3\n", "branch x from 1s\n", &story] {
            for at in [0, 127, 128, 3_200_000, u64::MAX >> 1] {
                let name = branches(text).first().map(|it| it.name.as_str().into());
                let link = Link { branch: name, ..link(text, at) };
                let coded = link.encode();
                let plain = |it: u8| it.is_ascii_alphanumeric() || it == b'_' || it == b'-';
                assert!(coded.bytes().all(plain), "{coded}");
                assert_eq!(Link::decode(&coded), Ok(link));
            }
        }
    }

    /// An old link opens for ever: this one is from the day that format was made.
    #[test]
    fn the_first_link_still_opens() {
        let text = "ensemble 3\nstart all\nuntil leader\n";
        let first = Link { at: SimTime(1_500_000), within: Within::Entries(384), ..Link::to_text(text) };
        assert_eq!(Link::decode(FIRST), Ok(first));
    }

    const FIRST: &str = "a7J7RNODGW4ADASIA3f9lbnNlbWJsZSAzCnN0YXJ0IGFsbAp1bnRpbCBsZWFkZXIK";

    /// Whichever made it, its number is kept: what it says depends on the checksum alone.
    #[test]
    fn a_link_names_the_edition_that_made_it() {
        for (said, shown) in [(1, "0.1"), (100, "1.0"), (127, "1.27"), (1203, "12.3")] {
            let link = Link { state: Some((7, Edition(said))), ..link("ensemble 3\n", 5) };
            let read = Link::decode(&link.encode()).unwrap().state;
            assert_eq!(read.map(|(_, it)| it.to_string()).as_deref(), Some(shown));
        }
        const { assert!(Edition::OURS.0 < 128, "it takes a byte") };
    }

    #[test]
    fn a_damaged_link_says_so() {
        let link = link("ensemble 3\nstart all\nat 1s crash s3\n", 5).encode();
        for end in 0..link.len() {
            assert!(Link::decode(&link[..end]).is_err(), "{end}");
        }
        assert_eq!(Link::decode("zAAAA"), Err(LinkError::Newer));
        assert_eq!(Link::decode("b<script>"), Err(LinkError::Damaged));
        let (front, back) = link.split_at(3);
        let other = if back.starts_with('A') { "B" } else { "A" };
        assert!(Link::decode(&format!("{front}{other}{}", &back[1..])).is_err());
    }

    #[test]
    fn a_link_to_a_story_is_short() {
        for story in gallery() {
            let coded = Link::to_text(story.text).encode();
            assert!(coded.len() <= 24, "{}: {coded}", story.slug);
        }
    }
}
