//! `cargo xtask bundle`: the page in dist/ as one file, for who wants to host it, or to open it from a disk. It makes no
//! request: styles, script, words and program stand in it, both parts of the program deflated and as base64.
//!
//! What needs files of its own is not there: no worker (the page then makes the runs of an experiment itself), no reference, and nothing
//! to keep it on the device, where it is already.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::command::Outcome;
use crate::project;

/// Waits for the programs, which stands before it.
const BOOT: &str = "
function unpacked(id) {
  const packed = document.getElementById(id);
  const bytes = Uint8Array.from(atob(packed.textContent), it => it.charCodeAt(0));
  const program = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  packed.remove();
  return new Response(program, { headers: { 'Content-Type': 'application/wasm' } });
}
await __wbg_init({ module_or_path: unpacked('program') });
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
    let packed = |name: &str| {
        read(name).map(|it| BASE64.encode(miniz_oxide::deflate::compress_to_vec(&it, COMPRESSION)))
    };
    let (mut glue, mut program, mut sum) = (String::new(), String::new(), String::new());
    let page = replaced(&page, "<link ", ">", |link| {
        Ok(match attribute(link, "rel").unwrap_or_default() {
            "stylesheet" => format!("<style>{}</style>", text(&href(link))?),
            "icon" => {
                let icon = BASE64.encode(read(&href(link))?);
                format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">")
            }
            "modulepreload" => {
                glue = text(&href(link))?;
                sum = href(link).trim_start_matches("./page-").trim_end_matches(".js").to_owned();
                String::new()
            }
            "preload" => {
                program = packed(&href(link))?;
                String::new()
            }
            // It would be a file beside it.
            "apple-touch-icon" => String::new(),
            _ => link.to_owned(),
        })
    })?;
    let page = replaced(&page, "<meta name=\"offline\"", ">", |_| Ok(String::new()))?;
    let page = replaced(&page, "<script ", "</script>", |_| Ok(String::new()))?;
    if glue.is_empty() || program.is_empty() || glue.contains("</script") {
        return Err("dist/index.html is not as expected: cargo xtask build".to_owned());
    }
    let glue = with_loader(&glue, &text(&format!("rest-{sum}.js"))?, &sum)?;
    let data = |id: &str, content: &str| {
        format!("<script type=\"application/octet-stream\" id=\"{id}\">{content}</script>")
    };
    let rest = data("rest", &packed(&format!("split_rest-{sum}.wasm"))?);
    let mut words = String::new();
    for (tag, name) in messages(dist, &sum)? {
        words += &data(&format!("messages-{tag}"), &text(&name)?);
    }
    // In the head, as the program takes the body for itself.
    let data = format!("{}{rest}{words}</head>", data("program", &program));
    let script = format!("<script type=\"module\">{glue}{BOOT}</script></body>");
    Ok(page.replacen("</head>", &data, 1).replacen("</body>", &script, 1))
}

/// The glue with the script that loads the rest in it, which then finds the rest in the page.
fn with_loader(glue: &str, loader: &str, sum: &str) -> Outcome<String> {
    const EXPORT: &str = "export const ";
    let unexpected = || "the script that loads the rest is not as expected: cargo xtask build".to_owned();
    let import = glue.lines().find(|it| it.contains(&format!("./rest-{sum}.js"))).ok_or_else(unexpected)?;
    let name = import.split(' ').nth(3).ok_or_else(unexpected)?;
    let (_, body) = loader.split_once('\n').filter(|it| it.0.starts_with("import")).ok_or_else(unexpected)?;
    let exported = body.split_once(EXPORT).and_then(|(_, it)| it.split(' ').next()).ok_or_else(unexpected)?;
    let fetched = format!("fetch(new URL(\"./split_rest-{sum}.wasm\", import.meta.url))");
    if !body.contains(&fetched) {
        return Err(unexpected());
    }
    let body = body.replace(EXPORT, "const ").replace(&fetched, "Promise.resolve(unpacked('rest'))");
    Ok(glue.replacen(import, &format!("const {name} = (() => {{ {body} return {{ {exported} }}; }})();"), 1))
}

/// The files with the words of the languages that are no part of the program, by language.
fn messages(dist: &Path, sum: &str) -> Outcome<Vec<(String, String)>> {
    let entries = fs::read_dir(dist).map_err(|it| format!("{}: {it}", dist.display()))?;
    let names = entries.filter_map(|it| it.ok()?.file_name().into_string().ok());
    let mut found: Vec<_> = names
        .filter_map(|name| {
            let tag = name.strip_prefix("messages-")?.strip_suffix(&format!("-{sum}.txt"))?.to_owned();
            Some((tag, name))
        })
        .collect();
    found.sort();
    Ok(found)
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
    fn the_loader_goes_into_the_glue() {
        let glue = "import * as import1 from \"./rest-7.js\"\nlet a = import1;";
        let loader = "import { initSync } from \"./page-7.js\";\nexport const load = fetch(new URL(\"./split_rest-7.wasm\", import.meta.url));";
        let both = with_loader(glue, loader, "7").unwrap();
        assert_eq!(
            both,
            "const import1 = (() => { const load = Promise.resolve(unpacked('rest')); return { load }; })();\nlet a = import1;"
        );
        assert!(with_loader(glue, loader, "8").is_err());
    }

    #[test]
    fn parts_are_replaced_and_the_rest_stays() {
        let with = |tag: &str| Ok(attribute(tag, "rel").unwrap_or("?").to_uppercase());
        let html = "<a><link rel=\"x\" href=\"y\"><b><link href=\"z\">";
        assert_eq!(replaced(html, "<link ", ">", with).unwrap(), "<a>X<b>?");
    }
}
