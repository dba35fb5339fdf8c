//! `cargo xtask serve`

use std::net::TcpListener;
use std::process::Command;

use lexopt::prelude::*;
use xtask::command::Outcome;
use xtask::project;
use xtask::tools::Tools;

const ADDRESS: &str = "127.0.0.1";
/// Tried in turn when none is asked for.
const PORTS: std::ops::Range<u16> = 8080..8100;

pub fn run(args: lexopt::Parser) -> Outcome {
    let Options { port, release, open } = Options::parse(args).map_err(|it| it.to_string())?;
    let port = match port {
        Some(port) if is_free(port) => port,
        Some(port) => return Err(format!("port {port} is taken")),
        None => PORTS
            .into_iter()
            .find(|it| is_free(*it))
            .ok_or("ports 8080 to 8099 are taken; --port names another")?,
    };
    let tools = Tools::ensure()?;
    let mut trunk = tools.trunk();
    // Apart from dist/, which holds the page as published: tests may run meanwhile.
    trunk.arg("serve").arg("--dist").arg(project::target_dir().join("serve"));
    trunk.args(["--address", ADDRESS, "--port", &port.to_string()]);
    trunk.args(release.then_some("--release")).args(open.then_some("--open"));
    eprintln!("http://{ADDRESS}:{port}/ answers after the first build (about a minute); Ctrl-C ends it");
    hand_over(trunk)
}

struct Options {
    port: Option<u16>,
    release: bool,
    open: bool,
}

impl Options {
    fn parse(mut args: lexopt::Parser) -> Result<Options, lexopt::Error> {
        let mut options = Options { port: None, release: false, open: false };
        while let Some(arg) = args.next()? {
            match arg {
                Long("port") => options.port = Some(args.value()?.parse()?),
                Long("release") => options.release = true,
                Long("open") => options.open = true,
                _ => return Err(arg.unexpected()),
            }
        }
        Ok(options)
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((ADDRESS, port)).is_ok()
}

/// Becomes the program where that is possible: who stops us then stops it.
fn hand_over(mut program: Command) -> Outcome {
    #[cfg(unix)]
    return Err(format!("trunk: {}", std::os::unix::process::CommandExt::exec(&mut program)));
    #[cfg(not(unix))]
    return xtask::command::run(&mut program);
}
