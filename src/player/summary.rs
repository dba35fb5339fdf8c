use std::fmt::Write as _;

use crate::sim::{Condition, World};

/// What a reader sees of a world, in words that stay as they are: a link has a checksum of it.
pub(super) fn summary(world: &World) -> String {
    let mut text = String::new();
    for (id, host) in world.hosts() {
        let condition = match host.condition() {
            Condition::Running => "running",
            Condition::Paused => "paused",
            Condition::Down => "down",
            Condition::PoweredOff => "off",
        };
        let disk = &host.disk;
        let (accepted, current, last) = (disk.accepted_epoch, disk.current_epoch, disk.last_zxid());
        let _ = write!(text, "{id} {condition} {accepted} {current} {last}");
        if let Some(server) = &host.server {
            let tree = &server.database().tree;
            let _ = write!(text, " {} {} {:016x}", server.state(), tree.last(), tree.digest());
        }
        text.push('\n');
    }
    for (id, host) in world.clients() {
        let _ = match &host.client {
            Some(it) => writeln!(text, "{id} {} {}", it.state().name(), it.session()),
            None => writeln!(text, "{id} down"),
        };
    }
    text
}
