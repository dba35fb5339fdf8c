//! What going anywhere in an hour costs: time, and the memory of the history.

#![expect(clippy::disallowed_types, reason = "it measures")]

use std::time::Instant;

use zookeeper_playground::explore::hour;
use zookeeper_playground::player::{Command, Player};
use zookeeper_playground::vocab::SimTime;

use crate::cpu;
use crate::operations::resident;

/// The end of the hour.
const END: SimTime = SimTime(3_600_000_000);

/// Plays an hour, then goes to random moments of it.
pub fn bench(seeks: usize) {
    let before = resident();
    let mut player = Player::open(&hour());
    let begun = cpu::spent();
    while player.now() < END {
        go(&mut player, END);
    }
    let played = cpu::spent() - begun;
    let grown = before.zip(resident()).map(|(before, after)| after.saturating_sub(before));
    let mut at = 0x9e37_79b9_7f4a_7c15_u64;
    let mut taken: Vec<u128> = (0..seeks.max(1))
        .map(|_| {
            at = at.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            let begun = Instant::now();
            go(&mut player, SimTime((at >> 20) % END.0));
            drop(player.view());
            begun.elapsed().as_micros()
        })
        .collect();
    taken.sort_unstable();
    println!(
        "seek: an hour, {} entries kept of {} steps, played in {} ms of CPU; {seeks} random seeks: p50 {} us, p95 {} us, most {} us",
        player.entries().len(),
        player.world().steps(),
        played.as_millis(),
        taken[taken.len() / 2],
        taken[taken.len() * 95 / 100],
        taken[taken.len() - 1],
    );
    if let Some(bytes) = grown {
        println!("seek: its history takes {} KiB", bytes / 1_024);
    }
}

fn go(player: &mut Player, at: SimTime) {
    player.apply(Command::Seek(at)).expect("one can go anywhere");
}
