use crate::cli::Command;
use crate::cli::command::COMMANDS;

/// What a line may go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Where the word begins whose place a candidate takes, in bytes.
    pub start: usize,
    /// What may stand there, sorted.
    pub candidates: Vec<String>,
}

/// Completes the last word of a line: the command, one of its options, or a path by the names of `children_of` its parent.
/// Unlike JLine (`JLineZNodeCompleter`), no commands are offered where none can stand.
pub fn complete(line: &str, children_of: impl Fn(&str) -> Vec<String>) -> Completion {
    let word = line.rsplit([' ', '\t']).next().unwrap_or("");
    let start = line.len() - word.len();
    let command = line.split_whitespace().next().unwrap_or("");
    if word.starts_with('/') {
        let (parent, prefix) = word.rsplit_once('/').expect("it begins with one");
        let names = children_of(if parent.is_empty() { "/" } else { parent });
        return among(names.into_iter(), prefix, line.len() - prefix.len());
    }
    if line[..start].trim().is_empty() {
        return among(COMMANDS.iter().map(|it| it.name.to_owned()), word, start);
    }
    match Command::named(command).filter(|_| word.starts_with('-')) {
        Some(command) => {
            let options = command.options.flags.iter().chain(command.options.valued);
            among(options.map(|it| format!("-{it}")), word, start)
        }
        None => Completion { start, candidates: Vec::new() },
    }
}

fn among(known: impl Iterator<Item = String>, prefix: &str, start: usize) -> Completion {
    let mut candidates: Vec<String> = known.filter(|it| it.starts_with(prefix)).collect();
    candidates.sort();
    Completion { start, candidates }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_word_is_completed_by_what_may_stand_there() {
        fn check(line: &str, start: usize, candidates: &[&str]) {
            let children = |path: &str| match path {
                "/" => vec!["zookeeper".to_owned(), "app".to_owned(), "api".to_owned()],
                "/app" => vec!["x".to_owned()],
                _ => Vec::new(),
            };
            let candidates = candidates.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(complete(line, children), Completion { start, candidates }, "{line:?}");
        }
        check("delet", 0, &["delete", "deleteall"]);
        check("ls /a", 4, &["api", "app"]);
        check("ls -R /app/", 11, &["x"]);
        check("get -", 4, &["-s", "-w"]);
        check("create /a cre", 10, &[]);
    }
}
