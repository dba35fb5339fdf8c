use std::collections::{BTreeMap, BTreeSet};

use crate::vocab::{SimTime, Span};

/// Things that expire if they are not touched, all that falls into one interval at its end (`ExpiryQueue`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpiryQueue<T> {
    interval: Span,
    expiry: BTreeMap<T, SimTime>,
    buckets: BTreeMap<SimTime, BTreeSet<T>>,
}

impl<T: Copy + Ord> ExpiryQueue<T> {
    /// An empty one; `interval` is the tick.
    pub fn new(interval: Span) -> ExpiryQueue<T> {
        assert!(interval != Span::ZERO, "a bucket has a width");
        ExpiryQueue { interval, expiry: BTreeMap::new(), buckets: BTreeMap::new() }
    }

    /// Gives a thing, new or old, its full time from now on. It expires at the first multiple of the interval after that.
    pub fn update(&mut self, now: SimTime, thing: T, timeout: Span) -> SimTime {
        let end = now + timeout;
        let at = SimTime((end.0 / self.interval.0 + 1) * self.interval.0);
        if self.expiry.get(&thing) != Some(&at) {
            self.remove(thing);
            self.expiry.insert(thing, at);
            self.buckets.entry(at).or_default().insert(thing);
        }
        at
    }

    /// Takes a thing out; when it would have expired.
    pub fn remove(&mut self, thing: T) -> Option<SimTime> {
        let at = self.expiry.remove(&thing)?;
        if let Some(bucket) = self.buckets.get_mut(&at) {
            bucket.remove(&thing);
            if bucket.is_empty() {
                self.buckets.remove(&at);
            }
        }
        Some(at)
    }

    /// When the next bucket is due.
    pub fn deadline(&self) -> Option<SimTime> {
        self.buckets.keys().next().copied()
    }

    /// Takes out what has expired by now, oldest bucket first.
    pub fn poll(&mut self, now: SimTime) -> Vec<T> {
        let mut due = Vec::new();
        while let Some(bucket) = self.buckets.first_entry().filter(|it| *it.key() <= now) {
            due.extend(bucket.remove());
        }
        for thing in &due {
            self.expiry.remove(thing);
        }
        due
    }

    /// When a thing expires; `None` if it is not there.
    pub fn of(&self, thing: T) -> Option<SimTime> {
        self.expiry.get(&thing).copied()
    }

    /// Every bucket with its end (`dump`).
    pub fn buckets(&self) -> impl Iterator<Item = (SimTime, &BTreeSet<T>)> {
        self.buckets.iter().map(|(at, bucket)| (*at, bucket))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_is_silent_expires_at_the_next_tick_after_its_timeout() {
        fn check(now: u64, timeout: u64, end: u64) {
            let mut queue = ExpiryQueue::new(Span::from_millis(500));
            let at = queue.update(SimTime(now * 1_000), 1, Span::from_millis(timeout));
            assert_eq!(at, SimTime(end * 1_000), "{now} + {timeout}");
            assert!(queue.poll(SimTime(end * 1_000 - 1)).is_empty());
            assert_eq!(queue.poll(at), [1]);
            assert_eq!(queue, ExpiryQueue::new(Span::from_millis(500)));
        }
        check(0, 1_000, 1_500);
        check(1, 1_000, 1_500);
        check(499, 1_000, 1_500);
        check(500, 1_000, 2_000);
        check(0, 1_250, 1_500);
    }

    #[test]
    fn a_touch_moves_it_to_a_later_bucket() {
        let mut queue = ExpiryQueue::new(Span(10));
        queue.update(SimTime(0), 'a', Span(20));
        queue.update(SimTime(0), 'b', Span(20));
        queue.update(SimTime(15), 'a', Span(20));
        assert_eq!(queue.deadline(), Some(SimTime(30)));
        assert_eq!(queue.poll(SimTime(39)), ['b']);
        assert_eq!(queue.remove('a'), Some(SimTime(40)));
        assert_eq!(queue.deadline(), None);
    }
}
