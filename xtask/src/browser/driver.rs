//! The running chromedriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::chromium::Chromium;

/// Far more often than two picks of the same taken port are likely.
const ATTEMPTS: usize = 5;

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
    ///
    /// It picks one that is free for IPv6 and ends if that is taken for IPv4: then another is tried.
    pub fn start(chromium: &Chromium) -> Driver {
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            match Driver::attempt(chromium) {
                Ok(driver) => return driver,
                Err(it) => said = it,
            }
        }
        panic!("chromedriver ended before it named its port, {ATTEMPTS} times:\n{said}")
    }

    /// Fails with what it said if it ends at once.
    fn attempt(chromium: &Chromium) -> Result<Driver, String> {
        let mut process = Command::new(&chromium.driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|it| panic!("{}: {it}", chromium.driver.display()));
        let mut stdout = BufReader::new(process.stdout.take().expect("it is piped"));
        match port_said(&mut stdout) {
            Ok(port) => Ok(Driver { process, port, _stdout: stdout }),
            Err(said) => {
                let _ = process.wait();
                Err(said)
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// From "ChromeDriver was started successfully on port 12345."; fails with all that it said if it ends before that.
fn port_said(stdout: &mut impl BufRead) -> Result<u16, String> {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).expect("chromedriver speaks UTF-8") == 0 {
            return Err(said);
        }
        said += &line;
        if let Some((_, port)) = line.trim_end().trim_end_matches('.').rsplit_once("successfully on port ") {
            return Ok(port.parse().expect("a port"));
        }
    }
}
