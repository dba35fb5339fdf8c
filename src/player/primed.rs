//! Short texts of the language, packed: PPMd (variant H), primed with a text that says what scenarios say.
//!
//! The priming text is packed ahead of every text, and the bytes that it comes to, always the same, are left out. Before that,
//! times behind `at` are written as the time since the line before: `at 12.3s` behind `at 10s` as `\u{1}2.3`.

use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use miniz_oxide::{deflate, inflate};
use ppmd_rust::{Ppmd7Decoder, Ppmd7Encoder};

use crate::vocab::SimTime;

/// What scenarios say. Links of format `b` are read with it for ever: it must never change.
const PRIMING: &[u8] = include_bytes!("link_b.txt");
const ORDER: u32 = 5;
const MEMORY: u32 = 1 << 20;
/// Stands for `at ` and a time since the line before.
const SINCE: char = '\u{1}';
/// The first byte says how the rest is packed.
const PRIMED: u8 = 0;
const DEFLATED: u8 = 1;

/// Packed as short as it gets; nothing comes to nothing.
pub(super) fn pack(text: &str) -> Vec<u8> {
    if text.is_empty() {
        return Vec::new();
    }
    let relative = (!text.contains(SINCE))
        .then(|| to_relative(text))
        .filter(|it| from_relative(it).as_deref() == Some(text));
    let mut packed = relative.and_then(|it| {
        let mut packed = vec![PRIMED];
        put_number(&mut packed, it.len() as u64);
        packed.extend(encode(it.as_bytes())?);
        Some(packed)
    });
    packed.get_or_insert_with(|| {
        let mut packed = vec![DEFLATED];
        packed.extend(deflate::compress_to_vec(text.as_bytes(), 9));
        packed
    });
    packed.unwrap_or_default()
}

/// What was packed; `None` if that is nothing, or longer than `most` bytes.
pub(super) fn unpack(packed: &[u8], most: usize) -> Option<String> {
    let Some(first) = packed.split_first() else { return Some(String::new()) };
    match first {
        (&PRIMED, rest) => {
            let (length, coded) = take_number(rest)?;
            let length = usize::try_from(length).ok().filter(|it| *it <= most)?;
            from_relative(&String::from_utf8(decode(coded, length)?).ok()?).filter(|it| it.len() <= most)
        }
        (&DEFLATED, rest) => String::from_utf8(inflate::decompress_to_vec_with_limit(rest, most).ok()?).ok(),
        _ => None,
    }
}

fn compressed(text: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = Ppmd7Encoder::new(Vec::new(), ORDER, MEMORY).ok()?;
    encoder.write_all(PRIMING).ok()?;
    encoder.write_all(text).ok()?;
    encoder.finish(false).ok()
}

/// What the priming text comes to, whatever follows it.
fn prefix() -> &'static [u8] {
    static PREFIX: OnceLock<Vec<u8>> = OnceLock::new();
    PREFIX.get_or_init(|| {
        let [mut one, other] =
            [&b"\0\0\0\0"[..], &b"\xff\xff\xff\xff"[..]].map(|it| compressed(it).unwrap_or_default());
        let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
        one.truncate(shared);
        one
    })
}

/// `None` for a text that is not as others are behind the priming text.
fn encode(text: &[u8]) -> Option<Vec<u8>> {
    let all = compressed(text)?;
    let mut own = all.strip_prefix(prefix())?.to_vec();
    // The coder ends with more than is needed to read the text: what is missing reads as zeros.
    while own.pop().is_some() {
        if decode(&own, text.len()).as_deref() != Some(text) {
            own.push(all[prefix().len() + own.len()]);
            return Some(own);
        }
    }
    Some(own)
}

fn decode(coded: &[u8], length: usize) -> Option<Vec<u8>> {
    let zeros = std::io::repeat(0);
    let mut decoder = Ppmd7Decoder::new(prefix().chain(coded).chain(zeros), ORDER, MEMORY).ok()?;
    let mut text = vec![0; PRIMING.len() + length];
    decoder.read_exact(&mut text).ok()?;
    Some(text.split_off(PRIMING.len()))
}

/// The time in a word, if it is written as we write it.
fn time(word: &str) -> Option<SimTime> {
    word.parse().ok().filter(|it: &SimTime| it.to_string() == word)
}

/// The time that the next one is told from, behind a line: that of a line `at TIME`, or of `branch … from TIME`.
fn base(line: &str) -> Option<SimTime> {
    if line.starts_with("branch ") { line.rsplit(' ').next().and_then(time) } else { None }
}

fn to_relative(text: &str) -> String {
    let mut out = String::new();
    let mut last = SimTime::ZERO;
    for line in text.split_inclusive('\n') {
        let split = line.strip_prefix("at ").and_then(|it| it.split_once(' '));
        match split.and_then(|(word, rest)| Some((time(word).filter(|it| last <= *it)?, rest))) {
            Some((at, rest)) => {
                let since = SimTime(at.0 - last.0).to_string();
                out.extend([SINCE]);
                out.extend([since.trim_end_matches('s'), " ", rest]);
                last = at;
            }
            None => out.push_str(line),
        }
        last = base(line.trim_end()).unwrap_or(last);
    }
    out
}

fn from_relative(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut last = SimTime::ZERO;
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(SINCE) {
            Some(line) => {
                let (since, rest) = line.split_once(' ')?;
                let since: SimTime = format!("{since}s").parse().ok()?;
                last = SimTime(last.0.checked_add(since.0)?);
                out.push_str(&format!("at {last} {rest}"));
            }
            None => out.push_str(line),
        }
        last = base(line.trim_end()).unwrap_or(last);
    }
    Some(out)
}

/// LEB128.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut rest: u64) {
    while rest >= 0x80 {
        bytes.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// The number at the beginning, and what follows it.
pub(super) fn take_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
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
    fn what_is_packed_is_what_was_put_in() {
        let long = "at 1s crash s1\nat 2.5s start s1\n".repeat(900);
        let branches =
            "ensemble 3\nat 9s heal\nat 9.1s heal\nbranch b1 from 4s\nat 4.2s crash s3\nat 1s heal\n";
        for text in
            ["", "x", "at 1s", "at  1s heal", "at 1.0s heal\n", "\u{1}", "say 领导者 → s3\n", branches, &long]
        {
            assert_eq!(unpack(&pack(text), 1 << 18).as_deref(), Some(text), "{text:?}");
            assert!(text.is_empty() || unpack(&pack(text), text.len() - 1).is_none());
        }
        assert_eq!(to_relative("at 9s heal\nat 9.1s heal"), "\u{1}9 heal\n\u{1}0.1 heal");
        assert_eq!(to_relative("branch b from 4s\nat 4.2s heal"), "branch b from 4s\n\u{1}0.2 heal");
    }

    #[test]
    fn what_scenarios_say_is_short() {
        let text = "ensemble 5\nstart all\nuntil leader\nat 12.3s crash s5\nat 15s start s5\n";
        assert!(pack(text).len() < 22, "{}", pack(text).len());
    }
}
