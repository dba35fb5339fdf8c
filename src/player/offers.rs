use crate::scenario::{Condition, Run, parse_condition};
use crate::sim::World;
use crate::vocab::{ClientId, ServerId};

/// No more znodes than that are named.
const MOST_ZNODES: usize = 6;

/// What is true now, as conditions that an author may expect or ask for: most telling first.
pub(super) fn offers(run: &Run) -> Vec<String> {
    let world = run.world();
    let mut offers = vec![world.leader().map_or_else(|| "no leader".to_owned(), |it| format!("leader {it}"))];
    offers.push("settled".to_owned());
    offers.push("level".to_owned());
    offers.extend(by_state(world));
    let ends = world.hosts().iter().map(|(id, host)| (format!("zxid {}", host.disk.last_zxid()), *id));
    offers.extend(grouped(ends));
    offers.extend(grouped(world.clients().keys().map(|id| (client_state(world, *id), *id))));
    let holders = world.clients().iter().filter(|(_, it)| it.belief().is_some_and(|it| it.hold().is_some()));
    offers.extend(holders.map(|(id, _)| format!("{id} holds")));
    if !world.clients().is_empty() {
        offers.push(format!("believers {}", world.clients().values().filter(|it| it.holds_alone()).count()));
    }
    offers.extend(znodes(world));
    offers.retain(|it| is_true(run, it));
    offers
}

/// Whether a condition can be read and holds.
pub(super) fn is_true(run: &Run, text: &str) -> bool {
    let condition: Option<Condition> = parse_condition(run.script(), text).ok();
    condition.is_some_and(|it| it.holds(run.world(), run.tally()))
}

/// Who has the first znodes that are not ZooKeeper's own.
fn znodes(world: &World) -> Vec<String> {
    let running = || world.hosts().iter().filter_map(|(id, host)| Some((*id, host.server.as_ref()?)));
    let Some((_, first)) = running().max_by_key(|(_, it)| it.database().tree.last()) else {
        return Vec::new();
    };
    let paths = first.database().tree.nodes().map(|(path, _)| path);
    let own = paths.filter(|it| &***it != "/" && !it.starts_with("/zookeeper")).take(MOST_ZNODES);
    let has = |path: &str| {
        let with = running().filter(|(_, it)| it.database().tree.get(path).is_some());
        let with: Vec<String> = with.map(|(id, _)| id.to_string()).collect();
        let who = if with.len() == world.hosts().len() { "all".to_owned() } else { with.join(" ") };
        format!("{who} has {path}")
    };
    own.map(|path| has(path)).collect()
}

fn by_state(world: &World) -> Vec<String> {
    grouped(world.hosts().keys().map(|id| (server_state(world, *id), *id)))
}

fn server_state(world: &World, id: ServerId) -> String {
    world.server(id).map_or("DOWN", |it| it.state().name()).to_owned()
}

fn client_state(world: &World, id: ClientId) -> String {
    let client = world.clients().get(&id).and_then(|it| it.client.as_ref());
    client.map_or("DOWN", |it| it.state().name()).to_owned()
}

/// `s1 s2 FOLLOWING`: those with the same fact together, in the order in which the first of each came.
fn grouped<T: ToString>(facts: impl Iterator<Item = (String, T)>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (fact, id) in facts {
        match groups.iter_mut().find(|it| it.0 == fact) {
            Some(group) => group.1.push(id.to_string()),
            None => groups.push((fact, vec![id.to_string()])),
        }
    }
    groups.into_iter().map(|(fact, ids)| format!("{} {fact}", ids.join(" "))).collect()
}

#[cfg(test)]
mod tests {
    use crate::player::{Command, Player};
    use crate::vocab::SimTime;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_is_offered_is_true() {
        let text =
            "ensemble 3\nstart s1 s3\nuntil settled\nclient c1 c2\nrun c1 lock\nwait 2s\nwrite s3 /a\n";
        let mut player = Player::open(text);
        player.apply(Command::Seek(SimTime(4_000_000))).unwrap();
        let offers = player.offers();
        for some in ["leader s3", "s2 DOWN", "s1 FOLLOWING", "c1 c2 CONNECTED", "c1 holds", "believers 1"] {
            assert!(offers.iter().any(|it| it == some), "{some} is missing: {offers:?}");
        }
        assert!(offers.iter().any(|it| it == "s1 s3 has /a"), "s2 is down: {offers:?}");
        for offer in offers {
            player.apply(Command::Act(format!("expect {offer}"))).unwrap();
        }
        assert_eq!(player.problems(), []);
    }
}
