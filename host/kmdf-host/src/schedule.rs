//! The baton of a machine: who holds it runs, and nobody else does.
//!
//! A thread that waits lends it on, to threads that were started at a seam (*peers*).

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::machine::{Inner, Machine};

thread_local! {
    /// The peer that this OS thread is: the address of its machine's scheduler, and its number.
    static PEER: Cell<Option<(usize, u64)>> = const { Cell::new(None) };
}

/// Who can hold the baton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// A thread that came in by itself.
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
    turn: Turn,
    /// Whether it did more in its last turn than to look and wait on.
    progressed: bool,
}

#[derive(Debug, Default)]
struct Turns {
    holder: Option<Holder>,
    depth: u32,
    peers: Vec<Peer>,
    next_peer: u64,
    abandoned: bool,
    /// How many threads of the operating system wait for a change: often none, and to wake nobody
    /// is a system call.
    sleeping: u32,
    /// What a peer panicked with: a test's assertion that failed.
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
    /// The number of the peer of this machine that this OS thread is.
    pub(crate) fn peer(&self) -> Option<u64> {
        PEER.get().filter(|(scheduler, _)| *scheduler == (&raw const *self).addr()).map(|p| p.1)
    }

    fn me(&self) -> Holder {
        match self.peer() {
            None => Holder::Root(std::thread::current().id()),
            Some(number) => Holder::Peer(number),
        }
    }

    /// Goes on with the panic of a peer, on a thread where that is noticed.
    pub(crate) fn resume_panic(&self) {
        let panic = self.lock().panic.take();
        if let Some(panic) = panic {
            std::panic::resume_unwind(panic);
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

    /// Has those who sleep look at what has changed.
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

    /// Whether the caller holds the baton once only, so that it is about to leave the machine.
    pub(crate) fn outermost(&self) -> bool {
        self.lock().depth == 1
    }

    /// Puts the baton down for at most `timeout`, or until somebody else has used the machine.
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

    /// Gives a peer a turn and waits until it parks or finishes.
    fn lend(&self, number: u64) -> bool {
        let mut turns = self.lock();
        let (holder, depth) = (turns.holder, turns.depth);
        (turns.holder, turns.depth) = (Some(Holder::Peer(number)), 0);
        if let Some(peer) = turns.peers.iter_mut().find(|peer| peer.number == number) {
            peer.turn = Turn::Running;
            peer.progressed = false;
        }
        self.wake(&turns);
        let running = |turns: &Turns| {
            turns.peers.iter().any(|p| p.number == number && p.turn == Turn::Running)
        };
        while running(&turns) {
            turns = self.sleep(turns);
        }
        (turns.holder, turns.depth) = (holder, depth);
        let progressed = turns
            .peers
            .iter()
            .any(|peer| peer.number == number && (peer.progressed || peer.turn == Turn::Finished));
        turns.peers.retain(|peer| peer.turn != Turn::Finished);
        progressed
    }

    /// Gives every peer a turn; says whether one of them got on.
    pub(crate) fn lend_to_all(&self) -> bool {
        if self.peer().is_some() {
            return false;
        }
        let numbers: Vec<u64> = self.lock().peers.iter().map(|peer| peer.number).collect();
        numbers.into_iter().fold(false, |any, number| self.lend(number) | any)
    }

    fn end_turn(&self, number: u64, turn: Turn, progressed: bool) {
        let mut turns = self.lock();
        if let Some(peer) = turns.peers.iter_mut().find(|peer| peer.number == number) {
            peer.turn = turn;
            peer.progressed |= progressed;
        }
        self.wake(&turns);
    }

    /// Ends a peer's turn until it is lent the next one; `false` if the machine is being shut down.
    pub(crate) fn park(&self, number: u64) -> bool {
        let depth = self.lock().depth;
        self.end_turn(number, Turn::Parked, false);
        let mut turns = self.await_turn(number);
        turns.depth = depth;
        !turns.abandoned
    }

    /// Waits until a peer is lent the baton.
    fn await_turn(&self, number: u64) -> MutexGuard<'_, Turns> {
        let mut turns = self.lock();
        while !turns.peers.iter().any(|p| p.number == number && p.turn == Turn::Running) {
            turns = self.sleep(turns);
        }
        turns
    }

    pub(crate) fn note_progress(&self, number: u64) {
        let mut turns = self.lock();
        if let Some(peer) = turns.peers.iter_mut().find(|peer| peer.number == number) {
            peer.progressed = true;
        }
    }

    /// Makes every peer's wait fail, so that it ends.
    pub(crate) fn abandon_peers(&self) {
        self.lock().abandoned = true;
        while self.lend_to_all() {}
    }
}

impl Inner {
    /// Runs `work` on another simulated thread, now, until it ends or has to wait.
    pub(crate) fn preempt(self: &Arc<Self>, work: impl FnOnce(&Machine) + Send + 'static) {
        let number = {
            let mut turns = self.scheduler.lock();
            turns.next_peer += 1;
            let number = turns.next_peer;
            turns.peers.push(Peer { number, turn: Turn::Parked, progressed: false });
            number
        };
        let machine = Arc::clone(self);
        let thread = std::thread::Builder::new().name(format!("peer {number}"));
        let spawned = thread.spawn(move || {
            /// Ends the peer's last turn, whatever happens in it.
            struct Finish(Arc<Inner>, u64);
            impl Drop for Finish {
                fn drop(&mut self) {
                    self.0.scheduler.end_turn(self.1, Turn::Finished, true);
                }
            }
            PEER.set(Some(((&raw const machine.scheduler).addr(), number)));
            drop(machine.scheduler.await_turn(number));
            let finish = Finish(machine, number);
            let machine = Machine::from_inner(Arc::clone(&finish.0));
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&machine)));
            if let Err(panic) = outcome {
                finish.0.scheduler.lock().panic = Some(panic);
            }
        });
        match spawned {
            Ok(_) => {
                self.scheduler.lend(number);
            }
            Err(error) => {
                let mut turns = self.scheduler.lock();
                turns.peers.retain(|peer| peer.number != number);
                turns.panic = Some(Box::new(format!("no thread for a preemption: {error}")));
            }
        }
    }
}
