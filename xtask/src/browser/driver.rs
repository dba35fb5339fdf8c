//! The running chromedriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::chromium::Chromium;

/// Ends with this value.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    pub port: u16,
    /// Held, since the driver fails to write once nobody could read.
    _stdout: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts it on a port that it picks itself, so that none can be taken in between.
    pub fn start(chromium: &Chromium) -> Driver {
        let mut process = Command::new(&chromium.driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|it| panic!("{}: {it}", chromium.driver.display()));
        let mut stdout = BufReader::new(process.stdout.take().expect("it is piped"));
        let port = port_said(&mut stdout);
        Driver { process, port, _stdout: stdout }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// From "ChromeDriver was started successfully on port 12345."
fn port_said(stdout: &mut impl BufRead) -> u16 {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        let length = stdout.read_line(&mut line).expect("chromedriver speaks UTF-8");
        assert!(length > 0, "chromedriver ended before it named its port:\n{said}");
        said += &line;
        if let Some((_, port)) = line.trim_end().trim_end_matches('.').rsplit_once("successfully on port ") {
            return port.parse().expect("a port");
        }
    }
}
