//! A server of files: the page as a visitor gets it, and a record of what was asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is served, and how.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// A file is looked for in the first, then in the next.
    pub folders: Vec<PathBuf>,
    /// Sent with every answer: `Content-Security-Policy: default-src 'self'`.
    pub headers: Vec<String>,
    /// By path, what is sent compressed by brotli.
    pub compressed: BTreeMap<String, Vec<u8>>,
}

/// What a browser has asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// With what stands behind the `?`.
    pub target: String,
    /// The file, relative to its folder, if there is one.
    pub file: Option<String>,
    /// Whether anything was sent along.
    pub has_body: bool,
}

/// Serves a site on a free port of this machine for as long as the process lives.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
    unplugged: Arc<AtomicBool>,
}

impl Server {
    pub fn start(site: Site) -> io::Result<Server> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let unplugged = Arc::new(AtomicBool::new(false));
        let (log, site, silent) = (Arc::clone(&asked), Arc::new(site), Arc::clone(&unplugged));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if silent.load(Ordering::Relaxed) {
                    continue;
                }
                let (site, log) = (Arc::clone(&site), Arc::clone(&log));
                // The browser opens more connections than it uses at once: none may wait for another.
                thread::spawn(move || answer(&stream, &site, &log));
            }
        });
        Ok(Server { address, asked, unplugged })
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// All that was asked for so far, in order.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// Answers nobody any more, or everybody again.
    pub fn unplug(&self, unplugged: bool) {
        self.unplugged.store(unplugged, Ordering::Relaxed);
    }
}

fn answer(mut stream: &TcpStream, site: &Site, log: &Mutex<Vec<Request>>) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let Some(request) = lines.next().transpose()? else { return Ok(()) };
    let mut has_body = false;
    while let Some(line) = lines.next().transpose()?.filter(|it| !it.is_empty()) {
        let (name, value) = line.split_once(':').unwrap_or_default();
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        has_body |= (name == "content-length" && value != "0") || name == "transfer-encoding";
    }
    let mut words = request.split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/').to_owned();
    let inside = Path::new(&path).components().all(|it| matches!(it, Component::Normal(_)));
    let folders = if inside { &site.folders[..] } else { &[] };
    let is_folder = |it: &PathBuf| it.join(&path).is_dir();
    // As every host does: without the slash, what a page names beside itself would be sought above it.
    let leads_on = !path.is_empty() && !path.ends_with('/') && folders.iter().any(is_folder);
    let path = if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path };
    let body = folders.iter().find_map(|it| fs::read(it.join(&path)).ok());
    let file = body.is_some().then(|| path.clone());
    log.lock().unwrap().push(Request { method, target, file, has_body });
    let status = match body {
        Some(_) => "200 OK".to_owned(),
        None if leads_on => format!("301 Moved Permanently\r\nLocation: /{path}/"),
        None => "404 Not Found".to_owned(),
    };
    let (kind, body) = (kind(&path), body.unwrap_or_default());
    let mut headers: String = site.headers.iter().map(|it| format!("{it}\r\n")).collect();
    let compressed = site.compressed.get(&path);
    headers.extend(compressed.map(|_| "Content-Encoding: br\r\n"));
    let body = compressed.unwrap_or(&body);
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
