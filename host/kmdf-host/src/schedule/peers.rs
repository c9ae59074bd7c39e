//! Peers: threads that run while the thread that holds the baton lends it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, MutexGuard};

use super::{Holder, PEER, Peer, Scheduler, Turn, Turns};

impl Scheduler {
    /// The number of this OS thread among the machine's peers, if it is one.
    pub(crate) fn peer(&self) -> Option<u64> {
        PEER.get().filter(|(scheduler, _)| *scheduler == (&raw const *self).addr()).map(|p| p.1)
    }

    /// Resumes the panic of a peer on a thread where it is noticed.
    pub(crate) fn resume_panic(&self) {
        let panic = self.lock().panic.take();
        if let Some(panic) = panic {
            std::panic::resume_unwind(panic);
        }
    }

    /// Starts a peer and gives it its first turn: runs `work` until it ends or has to wait.
    pub(crate) fn start_peer(
        self: &Arc<Self>,
        is_of_driver: bool,
        work: impl FnOnce() + Send + 'static,
    ) {
        let number = {
            let mut turns = self.lock();
            turns.next_peer += 1;
            let number = turns.next_peer;
            turns.peers.push(Peer { number, is_of_driver, turn: Turn::Parked, progressed: false });
            number
        };
        let scheduler = Arc::clone(self);
        let thread = std::thread::Builder::new().name(format!("peer {number}"));
        let spawned = thread.spawn(move || {
            /// Ends the peer's last turn, whatever happens in it.
            struct Finish(Arc<Scheduler>, u64);
            impl Drop for Finish {
                fn drop(&mut self) {
                    self.0.end_turn(self.1, Turn::Finished, true);
                }
            }
            PEER.set(Some((Arc::as_ptr(&scheduler).addr(), number)));
            drop(scheduler.await_turn(number));
            let finish = Finish(scheduler, number);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(work)) {
                finish.0.lock().panic = Some(panic);
            }
        });
        match spawned {
            Ok(_) => {
                self.lend(number);
            }
            Err(error) => {
                let mut turns = self.lock();
                turns.peers.retain(|peer| peer.number != number);
                turns.panic =
                    Some(Box::new(format!("could not start a thread of the machine: {error}")));
            }
        }
    }

    /// Gives a peer a turn and waits until it parks or finishes. Returns whether it made progress.
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

    /// Gives every peer a turn. Returns whether one of them made progress.
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

    /// Ends a peer's turn and waits for its next one. Returns `false` if the machine is being shut
    /// down.
    pub(crate) fn park(&self, number: u64) -> bool {
        let depth = self.lock().depth;
        self.end_turn(number, Turn::Parked, false);
        let mut turns = self.await_turn(number);
        turns.depth = depth;
        let me = turns.peers.iter().find(|peer| peer.number == number);
        !me.is_some_and(|me| turns.abandoned[usize::from(me.is_of_driver)])
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

    /// Makes the wait of every peer of a test fail, or of every peer of a driver, so that it ends.
    pub(crate) fn abandon_peers(&self, is_of_driver: bool) {
        self.lock().abandoned[usize::from(is_of_driver)] = true;
        while self.lend_to_all() {}
    }
}
