//! What names the version, or a colour, beside the one place where it stands.

use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(path).expect(path)
}

#[test]
fn the_release_is_written_up() {
    let version = env!("CARGO_PKG_VERSION");
    let changes = read("CHANGELOG.md");
    let newest = changes.lines().find_map(|it| it.strip_prefix("## [")).expect("a release");
    let (name, date) = newest.split_once("] - ").expect("its date");
    assert_eq!(name, version, "CHANGELOG.md");
    let citation = read("CITATION.cff");
    assert!(citation.lines().any(|it| it == format!("version: {version}")), "CITATION.cff: {version}");
    assert!(citation.lines().any(|it| it == format!("date-released: {date}")), "CITATION.cff: {date}");
}

/// What a system paints around the page before it has read a style sheet.
#[test]
fn the_window_has_the_colours_of_the_page() {
    let tokens = read("www/css/tokens.css");
    let colours = |token: &str| {
        let (_, rest) = tokens.split_once(&format!("--{token}: light-dark(")).expect(token);
        let (light, rest) = rest.split_once(", ").unwrap();
        (light.to_owned(), rest.split(')').next().unwrap().to_owned())
    };
    let (surface, paper) = (colours("surface"), colours("paper"));
    let page = read("index.html");
    for (colour, scheme) in [(&surface.0, "light"), (&surface.1, "dark")] {
        let meta =
            format!("name=\"theme-color\" content=\"{colour}\" media=\"(prefers-color-scheme: {scheme})\"");
        assert!(page.contains(&meta), "index.html: {meta}");
    }
    let manifest: serde_json::Value = serde_json::from_str(&read("www/manifest.webmanifest")).unwrap();
    assert_eq!(
        (&manifest["theme_color"], &manifest["background_color"]),
        (&surface.0.into(), &paper.0.into())
    );
}
