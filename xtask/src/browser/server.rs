//! A server of files: the page as a visitor gets it, and a record of what was asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
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

/// Serves a site on a free port of this machine for as long as the process lives.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(site: Site) -> io::Result<Server> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, site) = (Arc::clone(&asked), Arc::new(site));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (site, log) = (Arc::clone(&site), Arc::clone(&log));
                // The browser opens more connections than it uses at once: none may wait for another.
                thread::spawn(move || answer(&stream, &site, &log));
            }
        });
        Ok(Server { address, asked })
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The files asked for so far, relative to their folder, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(mut stream: &TcpStream, site: &Site, log: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let Some(request) = lines.next().transpose()? else { return Ok(()) };
    while lines.next().transpose()?.is_some_and(|it| !it.is_empty()) {}
    let target = request.split(' ').nth(1).unwrap_or_default();
    let path = target.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let inside = Path::new(path).components().all(|it| matches!(it, Component::Normal(_)));
    let body = if inside { site.folders.iter().find_map(|it| fs::read(it.join(path)).ok()) } else { None };
    if body.is_some() {
        log.lock().unwrap().push(path.to_owned());
    }
    let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
    let (kind, body) = (kind(path), body.unwrap_or_default());
    let mut headers: String = site.headers.iter().map(|it| format!("{it}\r\n")).collect();
    let compressed = site.compressed.get(path);
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
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
