//! The orders in which locks were acquired, and cycles among the orders.

use std::collections::{BTreeMap, BTreeSet};

use crate::handle::Handle;

/// The orders in which threads have acquired locks since the machine started. They are history, not
/// part of the state: they decide nothing but reports.
#[derive(Debug, Default)]
pub(crate) struct LockOrder {
    /// By lock, the sets of other locks that a thread held when it acquired the lock.
    acquired: BTreeMap<Handle, BTreeSet<Vec<Handle>>>,
}

impl LockOrder {
    /// Notes that a thread that holds the locks `held` has acquired `lock`. Returns the cycle that
    /// the acquisition closes, if it closes one: each lock was acquired by a holder of the one before,
    /// and the last one is `lock`.
    ///
    /// Acquisitions under a common lock do not count, since they exclude each other.
    pub(crate) fn note(&mut self, held: &[Handle], lock: Handle) -> Option<Vec<Handle>> {
        let mut held = held.to_vec();
        held.sort_unstable();
        if held.is_empty() || !self.acquired.entry(lock).or_default().insert(held.clone()) {
            return None;
        }
        self.cycle(&held, &mut vec![lock], &mut held.clone())
    }

    /// Extends `path` with acquisitions until one of them acquires a lock of `held`. `taken` has the
    /// locks that are held along the path.
    fn cycle(
        &self,
        held: &[Handle],
        path: &mut Vec<Handle>,
        taken: &mut Vec<Handle>,
    ) -> Option<Vec<Handle>> {
        let last = *path.last()?;
        for (lock, sets) in &self.acquired {
            for set in sets {
                if !set.contains(&last) || set.iter().any(|lock| taken.contains(lock)) {
                    continue;
                }
                if held.contains(lock) {
                    let mut cycle = vec![*lock];
                    cycle.append(path);
                    return Some(cycle);
                }
                if path.contains(lock) {
                    continue;
                }
                let length = taken.len();
                path.push(*lock);
                taken.extend(set);
                let found = self.cycle(held, path, taken);
                if found.is_some() {
                    return found;
                }
                path.pop();
                taken.truncate(length);
            }
        }
        None
    }

    /// Forgets a deleted lock.
    pub(crate) fn forget(&mut self, lock: Handle) {
        self.acquired.remove(&lock);
        self.acquired.retain(|_, sets| {
            sets.retain(|set| !set.contains(&lock));
            !sets.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::LockOrder;
    use crate::handle::Handle;

    const A: Handle = Handle(1);
    const B: Handle = Handle(2);
    const C: Handle = Handle(3);
    const GATE: Handle = Handle(4);

    #[test]
    fn opposite_orders_close_a_cycle_once() {
        let mut order = LockOrder::default();
        assert_eq!(order.note(&[A], B), None);
        assert_eq!(order.note(&[B], A), Some(vec![B, A]));
        assert_eq!(order.note(&[B], A), None);
    }

    #[test]
    fn three_locks_close_a_cycle() {
        let mut order = LockOrder::default();
        assert_eq!(order.note(&[A], B), None);
        assert_eq!(order.note(&[B], C), None);
        assert_eq!(order.note(&[C], A), Some(vec![C, A, B]));
    }

    #[test]
    fn orders_under_a_common_lock_close_no_cycle() {
        let mut order = LockOrder::default();
        assert_eq!(order.note(&[GATE, A], B), None);
        assert_eq!(order.note(&[B, GATE], A), None);
        assert_eq!(order.note(&[B], A), Some(vec![B, A]));
    }

    #[test]
    fn deleted_lock_closes_no_cycle() {
        let mut order = LockOrder::default();
        assert_eq!(order.note(&[A], B), None);
        order.forget(A);
        assert_eq!(order.note(&[B], A), None);
    }
}
