//! Text in a picture: escaped, measured, broken into lines.

use std::fmt::Write as _;

use super::layout::{Point, Px};

/// As it may stand in an element or an attribute. What XML cannot hold at all is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            _ => out.push(c),
        }
    }
    out
}

/// A line of text, its middle there.
pub fn text(at: Point, class: &str, said: &str) -> String {
    format!("<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>", Px(at.x), Px(at.y), escaped(said))
}

/// The same, with a rim of the ground's colour below it, so that it is read above lines.
pub fn label(at: Point, class: &str, said: &str) -> String {
    text(at, &format!("halo {class}"), said) + &text(at, class, said)
}

/// A straight line.
pub fn line(class: &str, (a, b): (Point, Point)) -> String {
    path(class, &format!("M{a}L{b}"))
}

/// A path.
pub fn path(class: &str, d: &str) -> String {
    format!("<path class=\"{class}\" d=\"{d}\"/>")
}

/// All of them, one after another.
pub fn all(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().fold(String::new(), |mut all, it| {
        _ = all.write_str(&it);
        all
    })
}

/// How wide a character is, in hundredths of the size of the type; about.
fn width(c: char) -> usize {
    match c {
        '\u{2e80}'.. => 100,
        'm' | 'w' | 'M' | 'W' | '—' | '→' | '…' => 85,
        'A'..='Z' => 65,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | ';' | '\'' | '(' | ')' => 32,
        _ => 54,
    }
}

/// How wide a text is, in hundredths of the size of the type; about.
pub fn measured(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Broken into lines that are at most that wide; of more than `most` lines the rest is left out, and dots say so. Chinese may break
/// between any two characters, but no line begins with a closing mark.
pub fn lines(text: &str, widest: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last_mut().expect("there is one");
        if line.is_empty() || measured(line) + measured(word.trim_end()) <= widest {
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    let mut lines: Vec<String> = lines.iter().map(|it| shortened(it.trim(), widest)).collect();
    if most < lines.len() {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = shortened(&format!("{last} …"), widest);
        }
    }
    lines
}

/// As much of it as is at most that wide, with dots where it ends too soon.
pub fn shortened(text: &str, widest: usize) -> String {
    if measured(text) <= widest {
        return text.to_owned();
    }
    let mut left = widest.saturating_sub(width('…'));
    let kept = text.chars().take_while(|c| {
        let fits = width(*c) <= left;
        left = left.saturating_sub(width(*c));
        fits
    });
    kept.collect::<String>().trim_end().to_owned() + "…"
}

/// Pieces between which a line may break, each with the blanks behind it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut begun = 0;
    let mut before = ' ';
    for (place, c) in text.char_indices() {
        let closes = "，。；：！？、）」』”’》".contains(c);
        let opens = "（「『“‘《".contains(before);
        let chinese = '\u{2e80}' <= c || '\u{2e80}' <= before;
        if place != 0 && ((before == ' ' && c != ' ') || (chinese && !closes && !opens && c != ' ')) {
            words.push(&text[begun..place]);
            begun = place;
        }
        before = c;
    }
    words.push(&text[begun..]);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_wrote_stays_text() {
        assert_eq!(
            escaped("<script>alert('&\")</script>"),
            "&lt;script&gt;alert(&#39;&amp;&quot;)&lt;/script&gt;"
        );
        assert_eq!(escaped("a\0b\u{1b}c\nd\u{ffff}"), "abc d");
    }

    #[test]
    fn a_long_text_is_broken_at_words() {
        let text = "the quick brown fox jumps over the lazy dog";
        let broken = lines(text, 1_000, 9);
        assert!(1 < broken.len() && broken.iter().all(|it| measured(it) <= 1_000), "{broken:?}");
        assert_eq!(broken.join(" "), text);
        let cut = lines(text, 1_000, 1);
        assert!(cut.len() == 1 && cut[0].ends_with('…') && measured(&cut[0]) <= 1_000, "{cut:?}");
        assert_eq!(lines("", 100, 2), [""]);
        assert!(measured(&lines(&"x".repeat(99), 1_000, 2)[0]) <= 1_000);
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_full_stop() {
        assert_eq!(lines("领导者已经选出。", 700, 9), ["领导者已经选", "出。"]);
    }
}
