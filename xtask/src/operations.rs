//! `cargo xtask operations`: how many operations of one client the engine answers in a second; with `--real` beside those of a real
//! server.

use std::io;
use std::time::Duration;

use lexopt::prelude::*;
use xtask::command::{self, Outcome, cargo};

use crate::raw_client::{Operation, RawClient};
use crate::real_server::RealServer;

const ROUNDS: &str = "7";
/// The same, and the same load, as `zkplay operations` has.
const REAL_ROUNDS: usize = 7;
const ZNODES: u32 = 100_000;
const REQUESTS: u32 = 20_000;

pub fn run(mut args: lexopt::Parser) -> Outcome {
    let mut beside_real = false;
    while let Some(arg) = args.next().map_err(|it| it.to_string())? {
        match arg {
            Long("real") => beside_real = true,
            _ => return Err(arg.unexpected().to_string()),
        }
    }
    if beside_real {
        RealServer::java()?;
    }
    let mut cargo = cargo();
    cargo.args(["run", "--locked", "--release", "--quiet", "--bin", "zkplay", "--", "operations", ROUNDS]);
    command::run(&mut cargo)?;
    if beside_real { real() } else { Ok(()) }
}

/// The same load at a real server, of whose process alone the CPU time is counted.
fn real() -> Outcome {
    let server = RealServer::start()?;
    let told = |it: io::Error| format!("the real server: {it}");
    let mut client = RawClient::connect(server.port).map_err(told)?;
    client.make_room_for(ZNODES + REQUESTS).map_err(told)?;
    let before = server.live_bytes();
    client.perform(Operation::Create, 0..ZNODES).map_err(told)?;
    let weight = before.zip(server.live_bytes());
    let measured = [("create", Operation::Create), ("set", Operation::Set), ("get", Operation::Get)];
    let (mut rates, start) = (measured.map(|_| Vec::new()), server.cpu()?);
    for _ in 0..REAL_ROUNDS {
        for ((_, operation), rates) in measured.iter().zip(&mut rates) {
            let (begun, _) = server.cpu()?;
            client.perform(*operation, ZNODES..ZNODES + REQUESTS).map_err(told)?;
            rates.push(per_second(server.cpu()?.0.saturating_sub(begun)));
        }
        client.perform(Operation::Delete, ZNODES..ZNODES + REQUESTS).map_err(told)?;
    }
    let end = server.cpu()?;
    let in_kernel = (end.1 - start.1).as_millis() * 100 / (end.0 - start.0).as_millis().max(1);
    let told = measured.iter().zip(&mut rates).map(|((name, _), rates)| {
        rates.sort_unstable();
        format!("{name} {}", rates[rates.len() / 2])
    });
    let (told, release) = (told.collect::<Vec<_>>().join(", "), server.release());
    println!(
        "operations: the real server, {release}: {told} a CPU-s on {ZNODES} znodes (medians of {REAL_ROUNDS}); {in_kernel} % of that in the kernel"
    );
    match weight {
        Some((before, after)) => {
            let bytes = after.saturating_sub(before) / u64::from(ZNODES);
            println!("operations: the real server: {bytes} bytes of heap a znode, of which 100 are its data");
        }
        None => println!("operations: the real server: no jcmd, so nobody knows what a znode weighs there"),
    }
    Ok(())
}

fn per_second(span: Duration) -> u64 {
    u64::from(REQUESTS) * 1_000 / u64::try_from(span.as_millis()).unwrap_or(u64::MAX).max(1)
}
