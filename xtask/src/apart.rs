//! Takes the page's styles and its script out of it, into files beside it: a site whose policy is `default-src 'self'` runs
//! no others. Trunk writes both into the page.

use std::fs;
use std::path::Path;

use xtask::command::Outcome;

const STYLE: [&str; 2] = ["<style>", "</style>"];
const SCRIPT: [&str; 2] = ["<script type=\"module\">", "</script>"];

/// Does it to a folder that Trunk has filled.
pub fn set(folder: &Path) -> Outcome {
    let page = folder.join("index.html");
    let told = |it: std::io::Error| format!("{}: {it}", page.display());
    let (html, files) = apart(&fs::read_to_string(&page).map_err(told)?);
    for (name, text) in &files {
        fs::write(folder.join(name), text).map_err(told)?;
    }
    fs::write(&page, html).map_err(told)
}

/// The page without what stood in it, and the files that it names instead.
fn apart(html: &str) -> (String, Vec<(String, String)>) {
    let (styles, html) = take(html, STYLE);
    let (script, html) = take(&html, SCRIPT);
    let styles = (format!("page-{}.css", hash(&styles)), styles);
    let script = (format!("boot-{}.js", hash(&script)), script);
    let links = format!(
        "<link rel=\"stylesheet\" href=\"./{}\"><script type=\"module\" src=\"./{}\"></script></head>",
        styles.0, script.0
    );
    (html.replacen("</head>", &links, 1), vec![styles, script])
}

/// What stands between such tags, one behind the other, and the rest.
fn take(html: &str, [open, close]: [&str; 2]) -> (String, String) {
    let (mut taken, mut left, mut rest) = (String::new(), String::new(), html);
    while let Some((before, (content, after))) =
        rest.split_once(open).and_then(|(before, it)| Some((before, it.split_once(close)?)))
    {
        left += before.trim_end();
        taken += content;
        rest = after;
    }
    (taken, left + rest)
}

/// FNV-1a: a name that changes with the content, so that a browser may keep it for ever.
fn hash(text: &str) -> String {
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_in_the_page() {
        let html = "<head><style>a{}</style> <style>b{}</style><script type=\"module\">go()</script></head>";
        let (page, files) = apart(html);
        let texts: Vec<&str> = files.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(texts, ["a{}b{}", "go()"]);
        let [css, js] = [&files[0].0, &files[1].0];
        assert_eq!(
            page,
            format!(
                "<head><link rel=\"stylesheet\" href=\"./{css}\"><script type=\"module\" src=\"./{js}\"></script></head>"
            )
        );
        assert_ne!(css, &apart(&html.replace("a{}", "c{}")).1[0].0);
    }
}
