//! A real ZooKeeper server: the one of Debian's package `zookeeper`, alone, on 127.0.0.1, in a directory of its own. It ends with the
//! value that holds it.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::command::{Outcome, on_path, output};
use xtask::project;

const JARS: [&str; 2] = ["/usr/share/java/zookeeper.jar", "/usr/share/java/slf4j-simple.jar"];
const MAIN: &str = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
/// What zkServer.sh gives it (`ZK_SERVER_HEAP`).
const HEAP: &str = "-Xmx1000m";
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct RealServer {
    pub port: u16,
    home: PathBuf,
    child: Child,
}

impl RealServer {
    /// The Java that it needs; an error says what is not there.
    pub fn java() -> Outcome<PathBuf> {
        if let Some(missing) = JARS.iter().find(|it| !Path::new(it).exists()) {
            return Err(format!("no {missing}: the real server is that of Debian's package zookeeper"));
        }
        let java = on_path("java", &env::var_os("PATH").unwrap_or_default());
        java.ok_or_else(|| "no java on the PATH: the real server is a Java program".to_owned())
    }

    /// Starts it, and waits until it serves.
    pub fn start() -> Outcome<RealServer> {
        let java = RealServer::java()?;
        let port = free_port()?;
        let home = project::target_dir().join(format!("real-server-{port}"));
        let told = |it: std::io::Error| format!("{}: {it}", home.display());
        fs::create_dir_all(home.join("data")).map_err(told)?;
        let config = format!(
            "tickTime=2000\ndataDir={}\nclientPort={port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n",
            home.join("data").display()
        );
        fs::write(home.join("zoo.cfg"), config).map_err(told)?;
        let log = fs::File::create(home.join("log")).map_err(told)?;
        let mut command = Command::new(java);
        command.args([HEAP, "-Djava.net.preferIPv4Stack=true", "-cp", &JARS.join(":"), MAIN]);
        command.arg(home.join("zoo.cfg")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = command.spawn().map_err(told)?;
        let mut server = RealServer { port, home, child };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Outcome {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.srvr().is_some_and(|it| it.contains("Mode:")) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
                return Err(format!("the real server did not start, {status}:\n{log}"));
            }
            sleep(Duration::from_millis(50));
        }
        Err(format!("the real server does not serve after {} s", PATIENCE.as_secs()))
    }

    fn srvr(&self) -> Option<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.write_all(b"srvr").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// Its release, as it says it.
    pub fn release(&self) -> String {
        let answer = self.srvr().unwrap_or_default();
        let version = answer.strip_prefix("Zookeeper version: ").unwrap_or("?");
        version.split(['-', ',']).next().unwrap_or_default().to_owned()
    }

    /// The CPU time that all threads of its process have used so far, and what of it in the kernel (`utime` and `stime` in
    /// /proc/PID/stat).
    pub fn cpu(&self) -> Outcome<(Duration, Duration)> {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = fs::read_to_string(&path).map_err(|it| format!("{path}: {it}"))?;
        // Behind the name, which is in parentheses and may hold anything, stand the fields from the third on.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at - 3).and_then(|it| it.parse::<u64>().ok());
        let (user, kernel) = ticks(14).zip(ticks(15)).ok_or_else(|| format!("{path} is not as expected"))?;
        let per_second = output(Command::new("getconf").arg("CLK_TCK")).and_then(|it| it.parse().ok());
        let span = |ticks: u64| Duration::from_millis(ticks * 1_000 / per_second.unwrap_or(100));
        Ok((span(user + kernel), span(kernel)))
    }

    /// What lives on its heap, in bytes, after a full collection; none without the JDK's `jcmd`.
    pub fn live_bytes(&self) -> Option<u64> {
        let told = output(Command::new("jcmd").arg(self.child.id().to_string()).arg("GC.class_histogram"))?;
        let total = told.lines().rev().find(|it| it.starts_with("Total"))?;
        total.split_whitespace().nth(2)?.parse().ok()
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.home);
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|it| it.to_string())?;
    Ok(listener.local_addr().map_err(|it| it.to_string())?.port())
}
