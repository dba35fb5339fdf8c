use std::sync::Arc;

use crate::cli::java::parse_int;
use crate::cli::step::Failure;
use crate::tree::{Request, validate};
use crate::vocab::ServerId;

/// What a shell asks for. A call and a new connection come last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call the library. `local`: remove the client's own watches even if no server can be asked.
    Call { request: Request, local: bool },
    /// Show something.
    Print(Printed),
    /// Throw the handle away, and make a new one for these servers.
    Connect { servers: Vec<ServerId> },
    /// The process ends.
    Exit,
}

/// Something that was printed, without the end of its last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Whether on stderr.
    pub stderr: bool,
    /// One line or several.
    pub text: String,
}

/// What a command has printed and asked for so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// In this order.
    pub effects: Vec<Effect>,
    /// What was printed without an end of line.
    pub partial: String,
    /// Whether watches are removed even if no server can be asked.
    pub local: bool,
    /// The path that the server knows as what is `/` here; "" for the server's own root.
    pub chroot: Arc<str>,
}

impl Screen {
    /// A line, or several, on stdout.
    pub fn print(&mut self, text: &str) {
        let text = std::mem::take(&mut self.partial) + text;
        self.effects.push(Effect::Print(Printed { stderr: false, text }));
    }

    /// A part of a line on stdout.
    pub fn print_part(&mut self, text: &str) {
        self.partial.push_str(text);
    }

    /// A line, or several, on stderr.
    pub fn complain(&mut self, text: &str) {
        self.effects.push(Effect::Print(Printed { stderr: true, text: text.to_owned() }));
    }

    /// Ends a line that was begun.
    pub fn flush(&mut self) {
        if !self.partial.is_empty() {
            self.print("");
        }
    }

    /// Connects to the servers of a connect string (`ConnectStringParser`): `s1:2181,s2/chroot`.
    pub fn connect(&mut self, to: &str) -> Result<(), Failure> {
        let (hosts, chroot) = to.find('/').map_or((to, ""), |it| to.split_at(it));
        self.chroot = "".into();
        if 1 < chroot.len() {
            let illegal = |it| Failure::Uncaught(format!("java.lang.IllegalArgumentException: {it}"));
            validate(chroot).map_err(illegal)?;
            self.chroot = chroot.into();
        }
        let mut servers = Vec::new();
        for host in hosts.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
            if !port.is_empty() {
                parse_int(port).map_err(Failure::Uncaught)?;
            }
            servers.extend(name.parse::<ServerId>());
        }
        self.effects.push(Effect::Connect { servers });
        Ok(())
    }

    /// The process ends.
    pub fn exit(&mut self) {
        self.effects.push(Effect::Exit);
    }

    /// A server's path as this client knows it.
    pub fn client_path<'a>(&self, path: &'a str) -> &'a str {
        match path.strip_prefix(&*self.chroot) {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        }
    }

    /// A path of this client as the server knows it.
    pub fn server_path(&self, path: &str) -> Arc<str> {
        if path == "/" && !self.chroot.is_empty() {
            return Arc::clone(&self.chroot);
        }
        format!("{}{path}", self.chroot).into()
    }
}
