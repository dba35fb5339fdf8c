use std::fmt;

use crate::tree::Request;
use crate::vocab::{SimTime, Zxid};

/// What a server counts while it has one role (`ServerStats`): a role begins with a server of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerStats {
    /// When the role began.
    pub since: SimTime,
    /// What its clients sent: requests, and who they are.
    pub received: u64,
    /// What they got: replies and events.
    pub sent: u64,
    /// How long their requests took.
    pub latency: Latency,
}

impl ServerStats {
    /// Nothing so far.
    pub fn new(since: SimTime) -> ServerStats {
        ServerStats { since, received: 0, sent: 0, latency: Latency::default() }
    }

    /// Counts anew; the role goes on (`srst`).
    pub fn reset(&mut self) {
        *self = ServerStats::new(self.since);
    }
}

/// Some latencies in whole milliseconds; 0 while there is none (`AvgMinMaxCounter`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// How many there were.
    pub count: u64,
    /// All of them together.
    pub total: u64,
    /// The shortest.
    pub min: u64,
    /// The longest.
    pub max: u64,
}

impl Latency {
    /// One more.
    pub fn add(&mut self, millis: u64) {
        self.min = if self.count == 0 { millis } else { self.min.min(millis) };
        self.max = self.max.max(millis);
        self.count += 1;
        self.total += millis;
    }

    /// The average, to be written.
    pub fn average(&self) -> Average {
        let (total, count) = (u128::from(self.total), u128::from(self.count.max(1)));
        Average(u64::try_from((total * 20_000 + count) / (2 * count)).unwrap_or(u64::MAX))
    }
}

/// An average in ten thousandths, rounded half up; written as Java writes the double: `0.0`, `9.3333`, `5.0E-4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Average(u64);

impl fmt::Display for Average {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 10_000, self.0 % 10_000);
        if (1..10).contains(&self.0) {
            return write!(f, "{fraction}.0E-4");
        }
        let digits = format!("{fraction:04}");
        let digits = digits.trim_end_matches('0');
        write!(f, "{whole}.{}", if digits.is_empty() { "0" } else { digits })
    }
}

/// What a server counts of one connection (`ServerCnxn`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CnxnStats {
    /// When it was accepted.
    pub established: SimTime,
    /// When something was last read from it or written to it.
    pub touched: SimTime,
    /// What came by it.
    pub received: u64,
    /// What went by it.
    pub sent: u64,
    /// The operation that was answered last, by the name that `cons` has for it.
    pub last_op: &'static str,
    /// Its number, unless the library asked by itself; none after `crst`.
    pub last_xid: Option<u32>,
    /// What the server had processed then; −1 after `crst`.
    pub last_zxid: Zxid,
    /// When that was.
    pub last_response: SimTime,
    /// How long it took, in milliseconds.
    pub last_latency: u64,
    /// How long all took. The shortest of a connection is 0 from the beginning; only `crst` lets it be more.
    pub latency: Latency,
    /// Whether `crst` has been asked.
    is_reset: bool,
}

impl CnxnStats {
    /// Of a new connection.
    pub fn new(now: SimTime) -> CnxnStats {
        CnxnStats {
            established: now,
            touched: now,
            received: 0,
            sent: 0,
            last_op: "null",
            last_xid: Some(0),
            last_zxid: Zxid::ZERO,
            last_response: SimTime::ZERO,
            last_latency: 0,
            latency: Latency::default(),
            is_reset: false,
        }
    }

    /// Counts anew (`crst`).
    pub fn reset(&mut self) {
        *self = CnxnStats {
            touched: self.touched,
            last_op: "NA",
            last_xid: None,
            last_zxid: Zxid::UNEXPECTED_EMPTY,
            is_reset: true,
            ..CnxnStats::new(self.established)
        };
    }

    /// A request has been answered that came `millis` ago (`updateStatsForResponse`); `xid` is negative for what the library
    /// asks by itself.
    pub fn answered(&mut self, now: SimTime, millis: u64, xid: i32, zxid: Zxid, op: &'static str) {
        self.last_xid = u32::try_from(xid).ok().or(self.last_xid);
        (self.last_zxid, self.last_op, self.last_response) = (zxid, op, now);
        self.last_latency = millis;
        self.latency.add(millis);
    }

    /// The shortest latency, in milliseconds, as `cons` tells it.
    pub fn min_latency(&self) -> u64 {
        if self.is_reset { self.latency.min } else { 0 }
    }

    /// The average latency, in milliseconds, rounded down.
    pub fn average_latency(&self) -> u64 {
        self.latency.total / self.latency.count.max(1)
    }
}

/// The name that `cons` has for an operation (`FinalRequestProcessor`, `lastOp`); `auth` does not come as far as that.
pub fn op_name(request: &Request) -> Option<&'static str> {
    Some(match request {
        Request::Create(_) => "CREA",
        Request::Delete(_) | Request::DeleteContainer { .. } => "DELE",
        Request::SetData(_) => "SETD",
        Request::SetAcl(_) => "SETA",
        Request::Check(_) => "CHEC",
        Request::Multi(_) => "MULT",
        Request::MultiRead(_) => "MLTR",
        Request::GetData { .. } => "GETD",
        Request::Exists { .. } => "EXIS",
        Request::GetChildren { .. } | Request::GetChildren2 { .. } => "GETC",
        Request::GetAllChildrenNumber { .. } => "GETACN",
        Request::GetAcl { .. } => "GETA",
        Request::GetEphemerals { .. } => "GETE",
        Request::Sync { .. } => "SYNC",
        Request::AddWatch { .. } => "ADDW",
        Request::RemoveWatches { .. } => "REMW",
        Request::CheckWatches { .. } => "CHKW",
        Request::SetWatches(it) if it.name() == "setWatches2" => "STW2",
        Request::SetWatches(_) => "SETW",
        Request::WhoAmI => "HOMI",
        Request::CreateSession { .. } => "SESS",
        Request::CloseSession => "CLOS",
        Request::Ping => "PING",
        Request::Auth { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn an_average_is_written_as_java_writes_a_double() {
        fn check(count: u64, total: u64, text: &str) {
            let latency = Latency { count, total, ..Latency::default() };
            assert_eq!(latency.average().to_string(), text, "{total}/{count}");
        }
        check(0, 0, "0.0");
        check(3, 28, "9.3333");
        check(3, 20, "6.6667");
        check(2, 5, "2.5");
        check(4, 40, "10.0");
        check(2_000, 1, "5.0E-4");
        check(1_000, 1, "0.001");
        check(30_000, 1, "0.0");
    }
    #[test]
    fn a_connection_is_told_of_by_its_last_request_and_a_ping_has_no_number() {
        let mut stats = CnxnStats::new(SimTime(7));
        assert_eq!((stats.last_op, stats.last_xid), ("null", Some(0)));
        stats.answered(SimTime(8), 5, 3, Zxid::ZERO, "CREA");
        stats.answered(SimTime(9), 2, -2, Zxid::ZERO, "PING");
        assert_eq!((stats.last_op, stats.last_xid, stats.last_latency), ("PING", Some(3), 2));
        assert_eq!((stats.min_latency(), stats.average_latency(), stats.latency.max), (0, 3, 5));
        stats.reset();
        assert_eq!((stats.last_op, stats.last_xid, stats.established), ("NA", None, SimTime(7)));
        assert_eq!((stats.last_zxid.hex(), stats.min_latency()), ("0xffffffffffffffff".to_owned(), 0));
        stats.answered(SimTime(10), 4, 4, Zxid::ZERO, "GETD");
        assert_eq!(stats.min_latency(), 4, "only now is there a shortest");
    }
}
