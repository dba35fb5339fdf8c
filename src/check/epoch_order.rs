use crate::sim::World;
use crate::vocab::ServerId;
use crate::zab::Rules;

/// J-4: acceptedEpoch ≥ currentEpoch ≥ epoch(last zxid) on every disk, looked at whenever a server begins to serve or ends:
/// a disk that breaks it is one that a real server refuses to start on. A release that mends `currentEpoch` at its start
/// does not refuse for that.
pub fn check(world: &World, server: ServerId) -> Option<String> {
    let disk = &world.hosts().get(&server)?.disk;
    if disk.epochs_are_sound() {
        return None;
    }
    let (accepted, current, last) = (disk.accepted_epoch, disk.current_epoch, disk.last_zxid());
    let mended = Rules::of(world.config().release).mends_current_epoch && last.epoch() <= accepted;
    (!mended).then(|| format!("{server}: acceptedEpoch {accepted}, currentEpoch {current}, last zxid {last}"))
}
