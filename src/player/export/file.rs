use crate::locale::Lang;
use crate::t;

/// A file that is opened is at most that long, in bytes, as is the text of a link.
pub const LARGEST_FILE: usize = 256 * 1024;

/// Why a file could not be opened as a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is larger than [`LARGEST_FILE`]: so many bytes.
    TooLarge(usize),
    /// It is something else than text in UTF-8.
    NotText,
    /// The browser did not hand it out.
    Unreadable,
}

impl FileError {
    /// In the reader's words.
    pub fn text(self, name: &str, lang: Lang) -> String {
        match self {
            Self::TooLarge(bytes) => {
                t!(
                    "file.too_large",
                    locale = lang,
                    name = name,
                    kb = bytes.div_ceil(1024),
                    most = LARGEST_FILE / 1024
                )
            }
            Self::NotText => t!("file.not_text", locale = lang, name = name),
            Self::Unreadable => t!("file.unreadable", locale = lang, name = name),
        }
        .into_owned()
    }
}

/// A file's content as a text, without the mark of byte order that some editors put before it, and with lines that end as ours do.
pub fn text_of(bytes: &[u8]) -> Result<String, FileError> {
    if LARGEST_FILE < bytes.len() {
        return Err(FileError::TooLarge(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileError::NotText)?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let is_text = |it: char| !it.is_control() || matches!(it, '\n' | '\t' | '\r');
    if text.chars().all(is_text) { Ok(text) } else { Err(FileError::NotText) }
}

/// A name for a file of something with that title: letters, digits and dashes of any language.
pub fn file_name(title: &str, ending: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let words: String = title.to_lowercase().chars().map(plain).take(60).collect();
    let name = words.split_whitespace().collect::<Vec<_>>().join("-");
    format!("{}.{ending}", if name.is_empty() { "scenario" } else { &name })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn text_is_taken_and_nothing_else() {
        assert_eq!(
            text_of("\u{feff}ensemble 3\r\nsay 领导者\n".as_bytes()),
            Ok("ensemble 3\nsay 领导者\n".to_owned())
        );
        assert_eq!(text_of(b"\x89PNG\r\n\x1a\n\0"), Err(FileError::NotText));
        assert_eq!(text_of(b"ensemble\0"), Err(FileError::NotText));
        assert_eq!(text_of(&vec![b'x'; LARGEST_FILE]).map(|it| it.len()), Ok(LARGEST_FILE));
        assert_eq!(text_of(&vec![b'x'; LARGEST_FILE + 1]), Err(FileError::TooLarge(LARGEST_FILE + 1)));
    }

    #[test]
    fn a_file_is_named_as_what_it_holds() {
        assert_eq!(file_name("A lock holder that is not", "zk"), "a-lock-holder-that-is-not.zk");
        assert_eq!(file_name("../../etc/passwd", "rs"), "etc-passwd.rs");
        assert_eq!(file_name("两台都自称 LEADING", "svg"), "两台都自称-leading.svg");
        assert_eq!(file_name("…", "zk"), "scenario.zk");
    }
}
