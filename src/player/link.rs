//! A link's fragment: the letter of its format, then everything else as base64url.
//!
//! Format `a`: a checksum of the text (4 bytes of FNV-1a), the moment in microseconds and the number of entries of the
//! trace before it (both LEB128; several things may happen in one microsecond), and the text, deflated.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use miniz_oxide::{deflate, inflate};

use crate::locale::Lang;
use crate::t;
use crate::trace::TraceHash;
use crate::vocab::SimTime;

/// A text of a link is at most that long, so that a short link cannot fill the memory.
const LONGEST: usize = 256 * 1024;

/// Why a link could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is of a format that this version does not know: made by a newer one.
    Newer,
    /// Something of it is missing or changed.
    Damaged,
    /// The text is there but is not the one that was put in.
    WrongChecksum { text: String, at: SimTime },
}

impl LinkError {
    /// In the reader's words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Newer => t!("link.newer", locale = lang),
            Self::Damaged => t!("link.damaged", locale = lang),
            Self::WrongChecksum { .. } => t!("link.wrong_checksum", locale = lang),
        }
        .into_owned()
    }
}

/// The fragment for a text, a moment, and how many entries of the trace lie before it; only `A-Z a-z 0-9 _ -`.
pub fn encode(text: &str, at: SimTime, seen: usize) -> String {
    let mut bytes = checksum(text).to_vec();
    put_number(&mut bytes, at.0);
    put_number(&mut bytes, seen as u64);
    bytes.extend(deflate::compress_to_vec(text.as_bytes(), 9));
    format!("a{}", BASE64.encode(bytes))
}

fn put_number(bytes: &mut Vec<u8>, mut rest: u64) {
    while rest >= 0x80 {
        bytes.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// The text of a fragment, the moment, and how many entries lie before it.
pub fn decode(fragment: &str) -> Result<(String, SimTime, usize), LinkError> {
    let coded = match fragment.split_at_checked(1) {
        Some(("a", coded)) => coded,
        Some((other, _)) if other.starts_with(|it: char| it.is_ascii_lowercase()) => {
            return Err(LinkError::Newer);
        }
        _ => return Err(LinkError::Damaged),
    };
    let bytes = BASE64.decode(coded).map_err(|_| LinkError::Damaged)?;
    let (sum, rest) = bytes.split_at_checked(4).ok_or(LinkError::Damaged)?;
    let (at, rest) = take_number(rest).ok_or(LinkError::Damaged)?;
    let (seen, packed) = take_number(rest).ok_or(LinkError::Damaged)?;
    let (at, seen) = (SimTime(at), usize::try_from(seen).unwrap_or(usize::MAX));
    let unpacked = inflate::decompress_to_vec_with_limit(packed, LONGEST).map_err(|_| LinkError::Damaged)?;
    let text = String::from_utf8(unpacked).map_err(|_| LinkError::Damaged)?;
    if checksum(&text) == sum { Ok((text, at, seen)) } else { Err(LinkError::WrongChecksum { text, at }) }
}

fn checksum(text: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = TraceHash::EMPTY.with_bytes(text.as_bytes()).0.to_be_bytes();
    [a, b, c, d]
}

fn take_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let end = bytes.iter().take(9).position(|it| it & 0x80 == 0)?;
    let digits = bytes[..=end].iter().rev();
    let number = digits.fold(0_u64, |sum, byte| (sum << 7) | u64::from(byte & 0x7f));
    Some((number, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_link_carries_text_and_moment() {
        for text in ["", "ensemble 5\nstart all\n", "say 领导者 → s3\n"] {
            for at in [0, 127, 128, 3_200_000, u64::MAX >> 1] {
                let link = encode(text, SimTime(at), 300);
                assert!(
                    link.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-'),
                    "{link}"
                );
                assert_eq!(decode(&link), Ok((text.to_owned(), SimTime(at), 300)));
            }
        }
    }

    /// An old link opens for ever: this one is from the day the format was made.
    #[test]
    fn the_first_link_still_opens() {
        let text = "ensemble 3\nstart all\nuntil leader\n";
        assert_eq!(decode(FIRST), Ok((text.to_owned(), SimTime(1_500_000), 384)));
    }

    const FIRST: &str = "a7J7RNODGW4ADASIA3f9lbnNlbWJsZSAzCnN0YXJ0IGFsbAp1bnRpbCBsZWFkZXIK";

    #[test]
    fn a_damaged_link_says_so() {
        let link = encode("ensemble 3\nstart all\n", SimTime(5), 1);
        for end in 0..link.len() {
            assert!(decode(&link[..end]).is_err(), "{end}");
        }
        assert_eq!(decode("zAAAA"), Err(LinkError::Newer));
        assert_eq!(decode("a<script>"), Err(LinkError::Damaged));
        let (front, back) = link.split_at(3);
        let other = if back.starts_with('A') { "B" } else { "A" };
        assert!(decode(&format!("{front}{other}{}", &back[1..])).is_err());
    }
}
