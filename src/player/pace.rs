use crate::scenario::Run;
use crate::vocab::{SimTime, Span};
use crate::wire::{Message, Segment};
use crate::zab::Packet;

/// How fast time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Slow while messages fly, quick while nothing happens.
    #[default]
    Adaptive,
    /// So many times as fast as real time, as a fraction.
    Times(u32, u32),
}

/// While messages fly, one of the usual latency takes that long on the reader's clock.
const FLIGHT: Span = Span::from_millis(350);
/// While only pings fly, that long.
const PING_FLIGHT: Span = Span::from_millis(100);

impl Pace {
    /// How much simulated time passes in how much of the reader's, from `since`, when something happened last, to the
    /// next thing that will.
    pub(super) fn rate(self, run: &Run, since: SimTime, next: Option<SimTime>) -> (Span, Span) {
        match self {
            Self::Times(times, per) => (Span(u64::from(times)), Span(u64::from(per.max(1)))),
            Self::Adaptive => {
                let network = run.world().network();
                let usual = (network.latency + network.jitter).max(Span(1));
                let gap = next.map_or(Span::from_secs(1), |it| it.since(since));
                if usual.times(4) < gap {
                    return (gap, idle(gap));
                }
                (usual, if only_pings_fly(run) { PING_FLIGHT } else { FLIGHT })
            }
        }
    }
}

/// How long a gap in which nothing happens takes on the reader's clock: longer ones take longer, but not in proportion.
fn idle(gap: Span) -> Span {
    let doublings = (gap.as_millis() + 1).ilog2();
    Span::from_millis(125 + 60 * u64::from(doublings))
}

fn only_pings_fly(run: &Run) -> bool {
    let world = run.world();
    let is_ping = |it: &Segment| matches!(it, Segment::Data(Message::Packet(Packet::Ping { .. })));
    // It is asked after every step: mostly, what comes next is none, and the thousands of connections need not be looked at.
    if !world.arriving().all(is_ping) {
        return false;
    }
    let streams = world.network().connections().values().flat_map(|it| &it.streams);
    let mut flights = streams.flat_map(|it| &it.flights);
    flights.all(|it| is_ping(&it.segment)) && world.errands().next().is_none()
}
