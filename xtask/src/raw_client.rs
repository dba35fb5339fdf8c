//! A session with a real ZooKeeper, without a library behind it: requests written ahead of their answers. The records are those of
//! `zookeeper.jute`: big-endian integers, a length before strings and buffers.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::ops::Range;
use std::thread;

/// How many znodes have the same parent, and what every znode holds: as in our own measurement (`explore::operations`).
const CHILDREN: u32 = 1_000;
const DATA: [u8; 100] = [b'x'; 100];

/// Long enough for a full garbage collection, in milliseconds.
const TIMEOUT: i32 = 40_000;

/// One kind of request, by its number on the wire (`ZooDefs.OpCode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Create = 1,
    Delete = 2,
    Get = 4,
    Set = 5,
}

/// A connection that has its session.
#[derive(Debug)]
pub struct RawClient {
    stream: TcpStream,
    xid: i32,
}

impl RawClient {
    pub fn connect(port: u16) -> io::Result<RawClient> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        let mut hello = Vec::new();
        int(&mut hello, 0);
        hello.extend(0_i64.to_be_bytes());
        int(&mut hello, TIMEOUT);
        hello.extend(0_i64.to_be_bytes());
        buffer(&mut hello, &[0; 16]);
        hello.push(0);
        stream.write_all(&framed(&hello))?;
        frame(&mut stream)?;
        Ok(RawClient { stream, xid: 0 })
    }

    /// Creates the parents of so many znodes.
    pub fn make_room_for(&mut self, znodes: u32) -> io::Result<()> {
        let paths = (0..znodes.div_ceil(CHILDREN)).map(|it| format!("/d{it:03}"));
        self.ask(Operation::Create, paths.collect())
    }

    /// Asks for these znodes.
    pub fn perform(&mut self, operation: Operation, numbers: Range<u32>) -> io::Result<()> {
        self.ask(operation, numbers.map(|it| format!("/d{:03}/n{it:06}", it / CHILDREN)).collect())
    }

    /// Writes all requests and reads all answers, each as fast as the server lets it.
    fn ask(&mut self, operation: Operation, paths: Vec<String>) -> io::Result<()> {
        let count = paths.len();
        let first = self.xid;
        self.xid += i32::try_from(count).expect("few enough to be numbered");
        let mut writer = BufWriter::new(self.stream.try_clone()?);
        let mut reader = BufReader::new(self.stream.try_clone()?);
        thread::scope(|scope| {
            let writing = scope.spawn(move || {
                for (xid, path) in (first..).zip(&paths) {
                    writer.write_all(&framed(&request(xid, operation, path)))?;
                }
                writer.flush()
            });
            for _ in 0..count {
                let answer = frame(&mut reader)?;
                if answer[12..16] != [0; 4] {
                    return Err(io::Error::other(format!("{operation:?} is refused: {:?}", &answer[12..16])));
                }
            }
            writing.join().expect("it only writes")
        })
    }
}

fn request(xid: i32, operation: Operation, path: &str) -> Vec<u8> {
    let mut out = Vec::new();
    int(&mut out, xid);
    int(&mut out, operation as i32);
    buffer(&mut out, path.as_bytes());
    match operation {
        Operation::Create => {
            buffer(&mut out, &DATA);
            // An ACL of one line: everything to everyone. Then the flags: persistent.
            int(&mut out, 1);
            int(&mut out, 31);
            buffer(&mut out, b"world");
            buffer(&mut out, b"anyone");
            int(&mut out, 0);
        }
        Operation::Set => {
            buffer(&mut out, &DATA);
            int(&mut out, -1);
        }
        Operation::Delete => int(&mut out, -1),
        Operation::Get => out.push(0),
    }
    out
}

fn int(out: &mut Vec<u8>, value: i32) {
    out.extend(value.to_be_bytes());
}

fn buffer(out: &mut Vec<u8>, bytes: &[u8]) {
    int(out, i32::try_from(bytes.len()).expect("short"));
    out.extend(bytes);
}

fn framed(record: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    buffer(&mut out, record);
    out
}

fn frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = usize::try_from(i32::from_be_bytes(length)).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
