use std::cell::Cell;
use std::fmt::Display;

use yew::prelude::*;

use crate::locale::message;

pub use crate::locale::Lang;

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::En) };
}

/// The language in force, for [`tr!`].
pub fn lang() -> Lang {
    LANG.get()
}

/// Sets the language in force. The root does, before anything is drawn in it.
pub fn set_lang(lang: Lang) {
    LANG.set(lang);
}

/// The language in force. A component that shows words calls this, so that it is drawn anew when the language changes.
#[hook]
pub fn use_lang() -> Lang {
    use_context::<Lang>().unwrap_or_default()
}

/// A message of `www/locales` in the language in force, as something that Yew takes anywhere.
macro_rules! tr {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const INDEX: usize = $crate::locale::index_of($key);
        $crate::ui::lang::words(INDEX, &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),*])
    }};
}
pub(crate) use tr;

/// What [`tr!`] comes to, once and not at each of the hundreds of its places.
#[inline(never)]
pub fn words(index: usize, arguments: &[(&str, &dyn Display)]) -> AttrValue {
    message(lang(), index, arguments).into()
}
