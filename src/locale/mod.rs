//! The words that readers see, by language. They stand in `www/locales`; the build makes tables of them and checks that
//! every language has every message with the same arguments. A key is looked up when the program is compiled:
//! [`t!`](crate::t) with a key that does not exist does not build.

use std::borrow::Cow;
use std::fmt::Display;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English, the reference.
    #[default]
    En,
    /// 简体中文.
    ZhCn,
}

impl Lang {
    /// Every language, in the order in which a reader is offered them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::ZhCn];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// Its number in links, for ever; 0 is none.
    pub fn number(self) -> u32 {
        match self {
            Self::En => 1,
            Self::ZhCn => 2,
        }
    }

    /// The one of a link.
    pub fn numbered(number: u32) -> Option<Lang> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// What its own readers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhCn => "简体中文",
        }
    }

    /// The language for a tag that a browser or a link names, by the first part of it if need be.
    pub fn for_tag(tag: &str) -> Option<Lang> {
        let first = |it: &str| it.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let exact = Self::ALL.into_iter().find(|it| it.tag().eq_ignore_ascii_case(tag));
        exact.or_else(|| Self::ALL.into_iter().find(|it| first(it.tag()) == first(tag)))
    }

    fn messages(self) -> &'static [&'static str] {
        match self {
            Self::En => &EN,
            Self::ZhCn => &ZH_CN,
        }
    }
}

impl From<&str> for Lang {
    /// The language of a tag, English where there is none.
    fn from(tag: &str) -> Lang {
        Lang::for_tag(tag).unwrap_or_default()
    }
}

/// Where a key stands in the tables; stops the compiler where there is no such key.
pub const fn index_of(key: &str) -> usize {
    let (mut low, mut high) = (0, KEYS.len());
    while low < high {
        let middle = (low + high) / 2;
        match compare(KEYS[middle].as_bytes(), key.as_bytes()) {
            0 => return middle,
            -1 => low = middle + 1,
            _ => high = middle,
        }
    }
    panic!("www/locales has no message with this key")
}

const fn compare(a: &[u8], b: &[u8]) -> i8 {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return if a[at] < b[at] { -1 } else { 1 };
        }
        at += 1;
    }
    if a.len() == b.len() {
        0
    } else if a.len() < b.len() {
        -1
    } else {
        1
    }
}

/// The message at `index` with its arguments filled in.
pub fn message(lang: impl Into<Lang>, index: usize, arguments: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    fill(lang.into().messages()[index], arguments)
}

/// The message with a key that is known only when the program runs, such as a story's title. Those under `page` are not found.
pub fn find(lang: Lang, key: &str) -> Option<&'static str> {
    let place = FOUND.binary_search_by(|(it, _)| (*it).cmp(key)).ok()?;
    Some(lang.messages()[FOUND[place].1])
}

fn fill(template: &'static str, arguments: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    if arguments.is_empty() {
        return Cow::Borrowed(template);
    }
    let mut parts = template.split("%{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = arguments.iter().find(|(it, _)| *it == name).map(|(_, value)| value.to_string());
        filled.push_str(&value.unwrap_or_default());
        filled.push_str(rest);
    }
    Cow::Owned(filled)
}

/// A message of `www/locales` in a language: `t!("trace.crashed", locale = lang, server = id)`.
#[macro_export]
macro_rules! t {
    ($key:literal, locale = $lang:expr $(, $name:ident = $value:expr)* $(,)?) => {{
        const INDEX: usize = $crate::locale::index_of($key);
        $crate::locale::message($lang, INDEX, &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),*])
    }};
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn arguments_take_their_places() {
        assert_eq!(fill("%{a} leads %{b}, not %{a}", &[("a", &1), ("b", &"x")]), "1 leads x, not 1");
        assert_eq!(fill("50 %{percent", &[("a", &1)]), "50 ");
    }

    #[test]
    fn a_language_is_found_by_its_tag_or_the_first_part_of_it() {
        assert_eq!(Lang::for_tag("zh-CN"), Some(Lang::ZhCn));
        assert_eq!(Lang::for_tag("zh-Hans"), Some(Lang::ZhCn));
        assert_eq!(Lang::for_tag("EN-gb"), Some(Lang::En));
        assert_eq!(Lang::for_tag("fr"), None);
    }

    #[test]
    fn every_key_is_found_where_it_stands() {
        for (place, key) in KEYS.iter().enumerate() {
            assert_eq!(index_of(key), place);
            assert_eq!(find(Lang::En, key), Some(EN[place]).filter(|_| !key.starts_with("page.")));
        }
    }
}
