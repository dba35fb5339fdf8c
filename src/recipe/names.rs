use std::sync::Arc;

/// The number that a sequential znode was given: its last ten characters, of which the first may be a minus sign once the
/// parent's counter has overflown. `None` if it has none.
pub fn sequence(name: &str) -> Option<i32> {
    let digits = name.len().checked_sub(10).and_then(|at| name.get(at..))?;
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    plain.bytes().all(|it| it.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The names that end in a number, lowest number first: not in the order of the whole names, which may begin with anything.
pub fn sorted(names: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut numbered: Vec<(i32, &Arc<str>)> =
        names.iter().filter_map(|it| Some((sequence(it)?, it))).collect();
    numbered.sort();
    numbered.into_iter().map(|(_, name)| Arc::clone(name)).collect()
}

/// What is above `path`, the lowest first: it has to be there before `path` can be created.
pub fn parents(path: &Arc<str>) -> Vec<Arc<str>> {
    let ends = path.char_indices().filter(|(at, c)| *at > 0 && *c == '/').map(|(at, _)| at);
    let mut all: Vec<Arc<str>> = ends.map(|at| path[..at].into()).collect();
    all.reverse();
    all
}

/// What a name begins with that carries a number of its own (Curator's `ProtectedUtils`).
pub fn protection(guid: &str) -> String {
    format!("_c_{guid}-")
}

/// As a UUID is written.
pub fn uuid(number: u128) -> String {
    let digits = format!("{number:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|it| &digits[it]);
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_path_needs_all_that_is_above_it() {
        assert_eq!(parents(&"/app/tx/c1".into()), ["/app/tx".into(), Arc::from("/app")]);
        assert_eq!(parents(&"/app".into()), []);
    }

    #[test]
    fn the_number_decides_and_not_the_name() {
        let names: Vec<Arc<str>> =
            ["b-0000000002", "ready", "a-0000000010", "z-0000000001", "a--000000001"].map(Arc::from).into();
        let sorted: Vec<Arc<str>> = sorted(&names);
        assert_eq!(
            sorted.iter().map(|it| &**it).collect::<Vec<_>>(),
            ["a--000000001", "z-0000000001", "b-0000000002", "a-0000000010"]
        );
        assert_eq!(sequence("short"), None);
        assert_eq!(sequence("n-2147483647"), Some(i32::MAX));
    }
}
