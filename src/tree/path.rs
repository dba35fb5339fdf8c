use std::fmt;

/// What is wrong with a path, in the words of ZooKeeper's own message (`PathUtils.validatePath`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// Nothing at all.
    Empty,
    /// Does not begin with a slash.
    NotAbsolute,
    /// Ends with a slash.
    TrailingSlash,
    /// What stands at `index`, counted in UTF-16 units as Java does.
    At {
        /// The whole path.
        path: String,
        /// The reason, without its place.
        reason: &'static str,
        /// Where.
        index: usize,
    },
}

impl fmt::Display for PathProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Path length must be > 0"),
            Self::NotAbsolute => f.write_str("Path must start with / character"),
            Self::TrailingSlash => f.write_str("Path must not end with / character"),
            Self::At { path, reason, index } => {
                write!(f, "Invalid path string \"{path}\" caused by {reason} @{index}")
            }
        }
    }
}

/// Whether a path may name a znode. Clients ask before they send; the server asks again before it writes, but not before it
/// reads, so that a malformed path is simply not found.
pub fn validate(path: &str) -> Result<(), PathProblem> {
    match path {
        "" => return Err(PathProblem::Empty),
        "/" => return Ok(()),
        _ if !path.starts_with('/') => return Err(PathProblem::NotAbsolute),
        _ if path.ends_with('/') => return Err(PathProblem::TrailingSlash),
        _ => {}
    }
    let units: Vec<u16> = path.encode_utf16().collect();
    for (index, unit) in units.iter().enumerate().skip(1) {
        if let Some(reason) = wrong_at(&units, index, *unit) {
            return Err(PathProblem::At { path: path.to_owned(), reason, index });
        }
    }
    Ok(())
}

fn wrong_at(units: &[u16], index: usize, unit: u16) -> Option<&'static str> {
    const SLASH: u16 = b'/' as u16;
    const DOT: u16 = b'.' as u16;
    let before = units[index - 1];
    let ends_here = units.get(index + 1).is_none_or(|it| *it == SLASH);
    let second_dot = before == DOT && units[..index - 1].last() == Some(&SLASH);
    match unit {
        0 => Some("null character not allowed"),
        SLASH if before == SLASH => Some("empty node name specified"),
        DOT if (before == SLASH || second_dot) && ends_here => Some("relative paths not allowed"),
        1..=0x1f | 0x7f..=0x9f | 0xd800..=0xf8ff | 0xfff0.. => Some("invalid character"),
        _ => None,
    }
}

/// What stands before and after the last slash; `None` without one. The parent of `/a` is written "", as in ZooKeeper.
pub fn split(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once('/')
}

/// The name of a sequential znode: base path and the parent's counter in ten digits, the sign being one of them.
pub fn sequential(base: &str, counter: i32) -> String {
    format!("{base}{counter:010}")
}

/// The path itself and all above it, up to "/" (`PathParentIterator`).
pub fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path).filter(|it| !it.is_empty()), |it| match it.rfind('/') {
        None => None,
        Some(0) => (*it != "/").then_some("/"),
        Some(slash) => Some(&it[..slash]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_path_is_refused_with_its_reason() {
        fn check(path: &str, message: &str) {
            let problem = validate(path).err().map(|it| it.to_string()).unwrap_or_default();
            let place = format!("Invalid path string \"{path}\" caused by ");
            assert_eq!(problem.strip_prefix(&place).unwrap_or(&problem), message, "{path:?}");
        }
        for fine in ["/", "/a", "/a/b", "/a.b", "/..a", "/a..", "/...", "/ ", "/名字", "/a/.b"] {
            check(fine, "");
        }
        check("", "Path length must be > 0");
        check("a", "Path must start with / character");
        check("/a/", "Path must not end with / character");
        check("//a", "empty node name specified @1");
        check("/a//b", "empty node name specified @3");
        check("/.", "relative paths not allowed @1");
        check("/..", "relative paths not allowed @2");
        check("/a/./b", "relative paths not allowed @3");
        check("/a/../b", "relative paths not allowed @4");
        check("/a\0", "null character not allowed @2");
        check("/a\u{1f}", "invalid character @2");
        check("/a\u{7f}", "invalid character @2");
        check("/a\u{e000}", "invalid character @2");
        check("/a\u{fff0}", "invalid character @2");
        check("/a\u{1f600}", "invalid character @2");
    }

    #[test]
    fn a_sequence_number_has_ten_digits_or_a_sign_and_ten() {
        assert_eq!(sequential("/q-", 7), "/q-0000000007");
        assert_eq!(sequential("/", i32::MAX), "/2147483647");
        assert_eq!(sequential("/q-", i32::MIN), "/q--2147483648");
        assert_eq!(sequential("/q-", -5), "/q--000000005");
    }

    #[test]
    fn the_way_up_ends_at_the_root() {
        fn check(path: &str, all: &[&str]) {
            assert_eq!(upwards(path).collect::<Vec<_>>(), all, "{path:?}");
        }
        check("/a/b/c", &["/a/b/c", "/a/b", "/a", "/"]);
        check("/a", &["/a", "/"]);
        check("/", &["/"]);
        check("", &[]);
        check("x", &["x"]);
    }
}
