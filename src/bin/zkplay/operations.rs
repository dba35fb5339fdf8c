//! What single operations cost on a tree of 100,000 znodes.

use std::fs;

use zookeeper_playground::explore::{Operation, TreeAlone, WholeWay};

use crate::cpu;

/// How many znodes are there when it is measured.
const ZNODES: u32 = 100_000;
/// How many requests of each kind make a round.
const REQUESTS: u32 = 20_000;

const MEASURED: [(&str, Operation); 3] =
    [("create", Operation::Create), ("set", Operation::Set), ("get", Operation::Get)];

/// Measures the tree alone, then the whole way from a client and back: the medians of some rounds, and what a znode weighs.
pub fn bench(rounds: usize) {
    let before = resident();
    let mut alone = TreeAlone::with_room_for(ZNODES + REQUESTS);
    alone.perform(Operation::Create, 0..ZNODES);
    let weight =
        before.zip(resident()).map(|(before, after)| after.saturating_sub(before) / u64::from(ZNODES));
    tell("the tree alone", rounds, |operation| alone.perform(operation, ZNODES..ZNODES + REQUESTS));
    if let Some(bytes) = weight {
        println!("operations: the tree alone: {bytes} bytes a znode, of which 100 are its data");
    }
    drop(alone);
    let mut way = WholeWay::with_room_for(ZNODES + REQUESTS);
    way.perform(Operation::Create, 0..ZNODES);
    tell("client, network, server, tree and trace", rounds, |operation| {
        way.perform(operation, ZNODES..ZNODES + REQUESTS);
    });
}

/// Every round creates some znodes more, sets them, reads them and deletes them again.
fn tell(what: &str, rounds: usize, mut perform: impl FnMut(Operation)) {
    let mut rates = [const { Vec::new() }; MEASURED.len()];
    for _ in 0..rounds.max(1) {
        for ((_, operation), rates) in MEASURED.iter().zip(&mut rates) {
            let begun = cpu::spent();
            perform(*operation);
            rates.push(cpu::per_second(REQUESTS.into(), cpu::spent() - begun));
        }
        perform(Operation::Delete);
    }
    let told = MEASURED.iter().zip(&mut rates).map(|((name, _), rates)| {
        rates.sort_unstable();
        format!("{name} {}", rates[rates.len() / 2])
    });
    let told: Vec<String> = told.collect();
    println!("operations: {what}: {} a CPU-s on {ZNODES} znodes (medians of {rounds})", told.join(", "));
}

/// The memory of this process in bytes, where the system tells it (only Linux does).
pub fn resident() -> Option<u64> {
    const PAGE: u64 = 4_096;
    let told = fs::read_to_string("/proc/self/statm").ok()?;
    Some(told.split(' ').nth(1)?.parse::<u64>().ok()? * PAGE)
}
