//! `cargo xtask bundle`: the page in dist/ as one file, for who wants to host it, or to open it from a disk. It makes no
//! request: styles, script and program stand in it, the program deflated and as base64.
//!
//! What needs files of its own is not there: no worker (the page then makes the runs of an experiment itself), no reference.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::command::Outcome;
use crate::project;

/// Waits for the program, which stands before it.
const BOOT: &str = "
const packed = document.getElementById('program');
const bytes = Uint8Array.from(atob(packed.textContent), it => it.charCodeAt(0));
const program = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
packed.remove();
await __wbg_init({ module_or_path: new Response(program, { headers: { 'Content-Type': 'application/wasm' } }) });
";
/// The best that there is; it takes seconds.
const COMPRESSION: u8 = 10;

pub fn run(mut args: lexopt::Parser) -> Outcome {
    if let Some(arg) = args.next().map_err(|it| it.to_string())? {
        return Err(arg.unexpected().to_string());
    }
    let path = project::bundle_dir().join("zookeeper-playground.html");
    let html = bundle(&project::dist())?;
    let written = fs::create_dir_all(project::bundle_dir()).and_then(|()| fs::write(&path, &html));
    written.map_err(|it| format!("{}: {it}", path.display()))?;
    println!("{}: {} KiB", path.display(), html.len().div_ceil(1024));
    Ok(())
}

fn bundle(dist: &Path) -> Outcome<String> {
    let read = |name: &str| {
        let path = dist.join(name.trim_start_matches("./"));
        fs::read(&path).map_err(|it| format!("{}: {it}", path.display()))
    };
    let text = |name: &str| read(name).map(|it| String::from_utf8_lossy(&it).into_owned());
    let page = text("index.html")?;
    let href = |link: &str| attribute(link, "href").unwrap_or_default().to_owned();
    let (mut glue, mut program) = (String::new(), String::new());
    let page = replaced(&page, "<link ", ">", |link| {
        Ok(match attribute(link, "rel").unwrap_or_default() {
            "stylesheet" => format!("<style>{}</style>", text(&href(link))?),
            "icon" => {
                let icon = BASE64.encode(read(&href(link))?);
                format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">")
            }
            "modulepreload" => {
                glue = text(&href(link))?;
                String::new()
            }
            "preload" => {
                program =
                    BASE64.encode(miniz_oxide::deflate::compress_to_vec(&read(&href(link))?, COMPRESSION));
                String::new()
            }
            _ => link.to_owned(),
        })
    })?;
    let page = replaced(&page, "<script ", "</script>", |_| Ok(String::new()))?;
    if glue.is_empty() || program.is_empty() || glue.contains("</script") {
        return Err("dist/index.html is not as expected: cargo xtask build".to_owned());
    }
    let program = format!("<script type=\"application/octet-stream\" id=\"program\">{program}</script>");
    let script = format!("{program}<script type=\"module\">{glue}{BOOT}</script></body>");
    Ok(page.replacen("</body>", &script, 1))
}

/// The text with another one for each part between such a beginning and such an end.
fn replaced(
    text: &str,
    open: &str,
    close: &str,
    mut with: impl FnMut(&str) -> Outcome<String>,
) -> Outcome<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start..].find(close).map(|it| start + it + close.len()) else { break };
        out += &rest[..start];
        out += &with(&rest[start..end])?;
        rest = &rest[end..];
    }
    Ok(out + rest)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_replaced_and_the_rest_stays() {
        let with = |tag: &str| Ok(attribute(tag, "rel").unwrap_or("?").to_uppercase());
        let html = "<a><link rel=\"x\" href=\"y\"><b><link href=\"z\">";
        assert_eq!(replaced(html, "<link ", ">", with).unwrap(), "<a>X<b>?");
    }
}
