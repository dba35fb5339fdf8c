use std::cell::Cell;

use yew::prelude::*;

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
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        yew::AttrValue::from($crate::t!($key, locale = $crate::ui::lang::lang() $(, $name = $value)*))
    };
}
pub(crate) use tr;
