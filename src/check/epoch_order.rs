use crate::sim::World;
use crate::vocab::ServerId;

/// J-4: acceptedEpoch ≥ currentEpoch ≥ epoch(last zxid) on every disk, looked at whenever a server begins to serve or ends:
/// a disk that breaks it is one that a real server refuses to start on.
pub fn check(world: &World, server: ServerId) -> Option<String> {
    let disk = &world.hosts().get(&server)?.disk;
    let (accepted, current, last) = (disk.accepted_epoch, disk.current_epoch, disk.last_zxid());
    (!disk.epochs_are_sound())
        .then(|| format!("{server}: acceptedEpoch {accepted}, currentEpoch {current}, last zxid {last}"))
}
