//! What a published page says of itself: its version, where it lies, and what has changed.

use std::env;
use std::fs;
use std::path::Path;

use crate::command::{Outcome, output, program};
use crate::project;

/// The environment's word for where the page will lie, `https://…/`. Some readers of the page's picture want whole addresses.
const ADDRESS: &str = "PUBLIC_ADDRESS";
/// How the page names its picture before it is known where that will lie.
const PICTURE: &str = "content=\"./card.png\"";

/// Does it to a folder that holds the page.
pub fn set(folder: &Path) -> Outcome {
    let (page, changes) = (folder.join("index.html"), project::root().join("CHANGELOG.md"));
    let address = env::var(ADDRESS).ok().filter(|it| !it.is_empty());
    let version = version(&project::locked_version("zookeeper-playground")?, commit().as_deref());
    let done = fs::read_to_string(&page)
        .and_then(|html| fs::write(&page, said(&html, &version, address.as_deref())))
        .and_then(|()| fs::read_to_string(changes))
        .and_then(|text| fs::write(folder.join("changes.html"), changes_page(&text)));
    done.map_err(|it| format!("{}: {it}", page.display()))
}

/// Which commit is built, if that is known, and whether something has been changed since.
fn commit() -> Option<String> {
    output(program("git").args(["describe", "--always", "--dirty", "--exclude", "*"]))
}

fn version(version: &str, commit: Option<&str>) -> String {
    commit.map_or_else(|| version.to_owned(), |it| format!("{version} ({it})"))
}

/// The page with that in its head.
fn said(html: &str, version: &str, address: Option<&str>) -> String {
    // The page keeps itself on the device where it finds the name of the script for that.
    let mut head = format!(
        "<meta name=\"version\" content=\"{version}\"><meta name=\"offline\" content=\"offline.js\">"
    );
    let mut html = html.to_owned();
    if let Some(address) = address {
        let address = address.trim_end_matches('/');
        html = html.replace(PICTURE, &format!("content=\"{address}/card.png\""));
        head += &format!(
            "<meta property=\"og:url\" content=\"{address}/\"><link rel=\"canonical\" href=\"{address}/\">"
        );
    }
    html.replacen("</head>", &(head + "</head>"), 1)
}

/// The release notes, to be read in a browser.
fn changes_page(text: &str) -> String {
    let mut page = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
        <title>What has changed · ZooKeeper Playground</title>\n<link rel=\"stylesheet\" href=\"host.css\">\n<main>\n"
        .to_owned();
    pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new(text));
    page + "</main>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head><meta property=\"og:image\" content=\"./card.png\"></head><body>";

    #[test]
    fn a_page_says_its_version() {
        assert!(said(HTML, &version("1.0.0", Some("abc")), None).contains("content=\"1.0.0 (abc)\""));
        assert!(said(HTML, &version("1.0.0", None), None).contains("content=\"1.0.0\""), "built without git");
    }

    #[test]
    fn addresses_are_whole_where_one_is_known() {
        assert!(said(HTML, "1", None).contains(PICTURE));
        for address in ["https://x.org/zk", "https://x.org/zk/"] {
            let html = said(HTML, "1", Some(address));
            assert!(html.contains("content=\"https://x.org/zk/card.png\""), "{html}");
            assert!(
                html.contains("og:url\" content=\"https://x.org/zk/\"") && !html.contains(PICTURE),
                "{html}"
            );
        }
    }
}
