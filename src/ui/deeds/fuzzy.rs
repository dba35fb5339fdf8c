//! What somebody means who types a part of it.

/// How well `typed` fits `text`, both in small letters: each word of it has to be found. The more the better; `None` if it does not
/// fit.
pub fn fit(typed: &str, text: &str) -> Option<u32> {
    typed.split_whitespace().map(|word| fit_word(word, text)).try_fold(0, |sum, it| Some(sum + it?))
}

/// A word as it stands, best at the beginning of one; or its letters in their order, the closer together the better.
fn fit_word(word: &str, text: &str) -> Option<u32> {
    const WHOLE: u32 = 1_000;
    let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    let whole = text.match_indices(word).map(|(at, _)| {
        let early = 100 - at.min(100) as u32;
        WHOLE + early + if begins(at) { WHOLE } else { 0 }
    });
    whole.max().or_else(|| scattered(word, text))
}

fn scattered(word: &str, text: &str) -> Option<u32> {
    let mut rest = text.char_indices();
    let (mut first, mut last) = (None, 0);
    for letter in word.chars() {
        let (at, _) = rest.find(|it| it.1 == letter)?;
        first.get_or_insert(at);
        last = at;
    }
    let spread = last - first?;
    Some(500 - spread.min(400) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The better one first; nothing else fits.
    fn check(typed: &str, expected: &[&str]) {
        let texts = ["crash crash s3", "restart restart s3", "crash crash s1", "theme: dark", "杀掉 leader"];
        let mut found: Vec<_> = texts.iter().filter_map(|it| Some((fit(typed, it)?, *it))).collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.0));
        assert_eq!(found.iter().map(|it| it.1).collect::<Vec<_>>(), expected, "{typed}");
    }

    #[test]
    fn words_letters_and_any_script() {
        check("s3", &["crash crash s3", "restart restart s3"]);
        check("s3 cra", &["crash crash s3"]);
        check("crs1", &["crash crash s1"]);
        check("drk", &["theme: dark"]);
        check("杀", &["杀掉 leader"]);
        check("xyz", &[]);
    }
}
