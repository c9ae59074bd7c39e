//! The baton of a machine: the thread that holds it runs, and no other thread does.
//!
//! A thread that waits lends the baton to its *peers*, the threads that were started at a seam.
#![forbid(unsafe_code)]

mod peers;

use std::any::Any;
use std::cell::Cell;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

thread_local! {
    /// The peer that this OS thread is: the address of its machine's scheduler, and its number.
    static PEER: Cell<Option<(usize, u64)>> = const { Cell::new(None) };
}

/// Who can hold the baton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// A thread that entered from outside.
    Root(std::thread::ThreadId),
    /// A thread that was started at a seam.
    Peer(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Running,
    Parked,
    Finished,
}

#[derive(Debug)]
struct Peer {
    number: u64,
    /// Whether a driver has made it: then it may wait until its driver is unloaded.
    is_of_driver: bool,
    turn: Turn,
    /// Whether it did more in its last turn than check its wait and continue to wait.
    progressed: bool,
}

#[derive(Debug, Default)]
struct Turns {
    holder: Option<Holder>,
    depth: u32,
    peers: Vec<Peer>,
    next_peer: u64,
    /// Whether the waits of a test's peers fail, and those of drivers' peers.
    abandoned: [bool; 2],
    /// How many OS threads wait for a change. Often none do, and a wake-up is a system call even
    /// then.
    sleeping: u32,
    /// The panic of a peer, such as a failed assertion of a test.
    panic: Option<Box<dyn Any + Send>>,
}

/// The baton of one machine.
#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    turns: Mutex<Turns>,
    changed: Condvar,
}

/// The right to run on a machine.
pub(crate) struct Baton<'a>(&'a Scheduler);

impl Drop for Baton<'_> {
    fn drop(&mut self) {
        let mut turns = self.0.lock();
        turns.depth = turns.depth.saturating_sub(1);
        if turns.depth == 0 {
            turns.holder = None;
            self.0.wake(&turns);
        }
    }
}

impl Scheduler {
    fn me(&self) -> Holder {
        match self.peer() {
            None => Holder::Root(std::thread::current().id()),
            Some(number) => Holder::Peer(number),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep<'a>(&self, mut turns: MutexGuard<'a, Turns>) -> MutexGuard<'a, Turns> {
        turns.sleeping += 1;
        let mut turns = self.changed.wait(turns).unwrap_or_else(PoisonError::into_inner);
        turns.sleeping -= 1;
        turns
    }

    /// Wakes the sleeping threads, which then check what has changed.
    fn wake(&self, turns: &Turns) {
        if turns.sleeping > 0 {
            self.changed.notify_all();
        }
    }

    /// Waits for the baton; the holder may take it again.
    pub(crate) fn enter(&self) -> Baton<'_> {
        let me = self.me();
        let mut turns = self.lock();
        while turns.holder.is_some_and(|holder| holder != me) {
            turns = self.sleep(turns);
        }
        turns.holder = Some(me);
        turns.depth += 1;
        Baton(self)
    }

    /// Whether the caller holds the baton only once, so that it is about to leave the machine.
    pub(crate) fn outermost(&self) -> bool {
        self.lock().depth == 1
    }

    /// Puts the baton down for at most `timeout`, or until another thread has used the machine.
    pub(crate) fn rest(&self, timeout: Duration) {
        let mut turns = self.lock();
        let depth = std::mem::take(&mut turns.depth);
        turns.holder = None;
        self.wake(&turns);
        turns.sleeping += 1;
        let (mut turns, _) =
            self.changed.wait_timeout(turns, timeout).unwrap_or_else(PoisonError::into_inner);
        turns.sleeping -= 1;
        while turns.holder.is_some() {
            turns = self.sleep(turns);
        }
        turns.holder = Some(self.me());
        turns.depth = depth;
    }
}
