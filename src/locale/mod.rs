//! The words that readers see, by language. They stand in `www/locales`; the build makes tables of them and checks that
//! every language has every message with the same arguments, and all the plural forms that it needs. A key is looked up when
//! the program is compiled: [`t!`](crate::t) with a key that does not exist does not build.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English, the reference.
    #[default]
    En,
    /// 简体中文.
    ZhCn,
    /// 繁體中文, as in Taiwan.
    ZhTw,
    /// Русский.
    Ru,
}

impl Lang {
    /// Every language, in the order in which a reader is offered them.
    pub const ALL: [Lang; 4] = [Lang::En, Lang::ZhCn, Lang::ZhTw, Lang::Ru];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
            Self::ZhTw => "zh-TW",
            Self::Ru => "ru",
        }
    }

    /// Its number in links, for ever; 0 is none.
    pub fn number(self) -> u32 {
        match self {
            Self::En => 1,
            Self::ZhCn => 2,
            Self::ZhTw => 3,
            Self::Ru => 4,
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
            Self::ZhTw => "繁體中文",
            Self::Ru => "русский",
        }
    }

    /// The language for a tag that a browser or a link names, by a part of it if need be. Chinese is one of two, by the script,
    /// or else by what is written where.
    pub fn for_tag(tag: &str) -> Option<Lang> {
        let tag = tag.replace('_', "-").to_ascii_lowercase();
        let named = |it: &str| tag.split('-').skip(1).any(|part| part == it);
        let found = match tag.split('-').next().unwrap_or_default() {
            "zh" if named("hans") => Self::ZhCn,
            "zh" if ["hant", "tw", "hk", "mo"].into_iter().any(named) => Self::ZhTw,
            "zh" => Self::ZhCn,
            first => Self::ALL.into_iter().find(|it| it.tag() == first)?,
        };
        Self::ALL.contains(&found).then_some(found)
    }

    /// Which of a message's plural forms goes with a number, in the order of build.rs: CLDR's rules for whole numbers.
    fn form(self, number: u64) -> usize {
        match self {
            Self::En => usize::from(number != 1),
            Self::ZhCn | Self::ZhTw => 0,
            Self::Ru => match (number % 10, number % 100) {
                (1, rest) if rest != 11 => 0,
                (2..=4, rest) if !(12..=14).contains(&rest) => 1,
                _ => 2,
            },
        }
    }

    /// The messages, in the order of the keys. English until those of the language have come.
    fn messages(self) -> &'static [&'static str] {
        if self == Self::En { &EN } else { self.brought().unwrap_or(&EN) }
    }

    /// Every language is part of a program that runs by itself.
    #[cfg(not(split))]
    fn brought(self) -> Option<&'static [&'static str]> {
        Some(self.table())
    }

    /// Of the page's program English alone is part.
    #[cfg(split)]
    fn brought(self) -> Option<&'static [&'static str]> {
        BROUGHT[self as usize].get().map(Vec::as_slice)
    }

    #[cfg_attr(split, allow(dead_code, reason = "what nothing leads to is no part of the program"))]
    fn table(self) -> &'static [&'static str] {
        match self {
            Self::En => &EN,
            Self::ZhCn => &ZH_CN,
            Self::ZhTw => &ZH_TW,
            Self::Ru => &RU,
        }
    }

    /// Whether its messages have still to be [brought](Self::bring).
    pub fn is_missing(self) -> bool {
        self != Self::En && self.brought().is_none()
    }

    /// All messages as one text, for a file beside the page.
    pub fn packed(self) -> String {
        self.messages().join(BETWEEN_MESSAGES)
    }

    /// Takes what [`packed`](Self::packed) made of them. Says whether they are those of this program: another one has others.
    pub fn bring(self, packed: String) -> bool {
        let messages: Vec<&str> = Box::leak(packed.into_boxed_str()).split(BETWEEN_MESSAGES).collect();
        messages.len() == KEYS.len() && BROUGHT[self as usize].set(messages).is_ok()
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

/// What stands between messages in a file of them.
const BETWEEN_MESSAGES: &str = "\u{1e}";

/// The messages that were brought, by language.
static BROUGHT: [OnceLock<Vec<&'static str>>; 4] = [const { OnceLock::new() }; 4];

/// What stands between the plural forms of a message; see build.rs.
const BETWEEN_FORMS: char = '\u{1f}';

/// The message at `index` with its arguments filled in.
pub fn message(lang: impl Into<Lang>, index: usize, arguments: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    let lang = lang.into();
    fill(lang, lang.messages()[index], arguments)
}

/// The message with a key that is known only when the program runs, such as a story's title. Those under `page` are not found.
pub fn find(lang: Lang, key: &str) -> Option<&'static str> {
    let place = FOUND.binary_search_by(|(it, _)| (*it).cmp(key)).ok()?;
    Some(lang.messages()[FOUND[place].1])
}

/// A message of that language with its arguments filled in, in the plural form that goes with them.
pub fn fill(lang: Lang, template: &'static str, arguments: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    if arguments.is_empty() {
        return Cow::Borrowed(template);
    }
    let mut parts = form(lang, template, arguments).split("%{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = arguments.iter().find(|(it, _)| *it == name).map(|(_, value)| value.to_string());
        filled.push_str(&value.unwrap_or_default());
        filled.push_str(rest);
    }
    Cow::Owned(filled)
}

/// The form that goes with the argument `count`, or with the only one; the last form if that is no whole number.
fn form(lang: Lang, template: &'static str, arguments: &[(&str, &dyn Display)]) -> &'static str {
    if !template.contains(BETWEEN_FORMS) {
        return template;
    }
    let counts = arguments.iter().find(|(name, _)| *name == "count").or(arguments.first());
    let number = counts.and_then(|(_, value)| value.to_string().parse().ok());
    let mut forms = template.split(BETWEEN_FORMS);
    let found = number.and_then(|it| forms.clone().nth(lang.form(it)));
    found.or_else(|| forms.next_back()).unwrap_or(template)
}

/// Every key, for those who check what is used.
pub fn keys() -> &'static [&'static str] {
    &KEYS
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
        let filled = |it, arguments: &[(&str, &dyn Display)]| fill(Lang::En, it, arguments);
        assert_eq!(filled("%{a} leads %{b}, not %{a}", &[("a", &1), ("b", &"x")]), "1 leads x, not 1");
        assert_eq!(filled("50 %{percent", &[("a", &1)]), "50 ");
    }

    #[test]
    fn the_form_goes_with_the_number() {
        let one_few_many = "%{n} узел\u{1f}%{n} узла\u{1f}%{n} узлов\u{1f}%{n} узла";
        let russian = |n: &dyn Display| fill(Lang::Ru, one_few_many, &[("n", n)]);
        for n in [1, 21, 101, 1001] {
            assert_eq!(russian(&n), format!("{n} узел"));
        }
        for n in [2, 3, 4, 22, 104] {
            assert_eq!(russian(&n), format!("{n} узла"));
        }
        for n in [0, 5, 11, 12, 14, 19, 20, 25, 100, 111, 112, 1_000_000] {
            assert_eq!(russian(&n), format!("{n} узлов"));
        }
        assert_eq!(russian(&"1.5"), "1.5 узла", "no whole number: the last form");

        let english =
            |n: u32, of: u32| fill(Lang::En, "%{of}: it\u{1f}%{of}: %{count}", &[("of", &of), ("count", &n)]);
        assert_eq!([english(0, 1), english(1, 2), english(2, 1)], ["1: 0", "2: it", "1: 2"]);
        assert_eq!(fill(Lang::ZhTw, "%{n} 個節點", &[("n", &1)]), "1 個節點");
    }

    #[test]
    fn a_language_is_found_by_its_tag_or_a_part_of_it() {
        assert_eq!(Lang::for_tag("EN-gb"), Some(Lang::En));
        assert_eq!(Lang::for_tag("ru-RU"), Some(Lang::Ru));
        for tag in ["zh", "zh-CN", "zh-Hans", "zh-SG", "zh_CN", "zh-Hans-HK"] {
            assert_eq!(Lang::for_tag(tag), Some(Lang::ZhCn), "{tag}");
        }
        for tag in ["zh-TW", "zh-Hant", "zh-hk", "zh-MO", "zh-Hant-CN"] {
            assert_eq!(Lang::for_tag(tag), Some(Lang::ZhTw), "{tag}");
        }
        for tag in ["fr", "", "-", "english"] {
            assert_eq!(Lang::for_tag(tag), None, "{tag}");
        }
    }

    #[test]
    fn messages_are_brought_as_they_were_packed() {
        assert!(!Lang::Ru.bring("one\u{1e}two".to_owned()), "another program's");
        let packed = Lang::ZhCn.packed();
        assert!(packed.split(BETWEEN_MESSAGES).eq(Lang::ZhCn.messages().iter().copied()));
        assert!(Lang::ZhCn.bring(packed));
        assert_eq!(BROUGHT[Lang::ZhCn as usize].get().unwrap().as_slice(), Lang::ZhCn.messages());
    }

    #[test]
    fn every_key_is_found_where_it_stands() {
        for (place, key) in KEYS.iter().enumerate() {
            assert_eq!(index_of(key), place);
            assert_eq!(find(Lang::En, key), Some(EN[place]).filter(|_| !key.starts_with("page.")));
        }
    }
}
