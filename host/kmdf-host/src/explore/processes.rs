//! The simulated threads of all schedules of a situation, by numbers that stay the same from one
//! schedule to the next.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

use super::hash::{Mixer, Salt, mix};
use super::memory::lock;
use crate::footprint::Resource;
use crate::handle::Handle;
use crate::machine::Deferred;

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Process {
    /// A thread of the stage, by its number.
    Staged(usize),
    /// A DPC or work item, and which of its starts this is, from 1.
    Deferred(Deferred, usize),
    /// The clock.
    Clock,
}

/// Added to a process's number if the call that it is about to make fails.
const FAILS: usize = 1 << 24;

/// The number for a process whose next call fails.
pub(super) const fn failing(process: usize) -> usize {
    process | FAILS
}

/// The numbers of all processes, the same for all workers of a search. The number of a process is its
/// index: in the order in which workers met the processes, and so not the same in each search.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering(Arc<Mutex<Vec<Process>>>);

impl Numbering {
    fn of(&self, process: Process) -> usize {
        let mut all = lock(&self.0);
        all.iter().position(|known| *known == process).unwrap_or_else(|| {
            all.push(process);
            all.len() - 1
        })
    }
}

/// The processes that a worker has met so far.
#[derive(Debug, Default)]
pub(super) struct Processes {
    numbering: Numbering,
    known: RefCell<Vec<Known>>,
    /// The hash before the first step of each process, by its number; 0 if the worker has not met it.
    beginnings: RefCell<Vec<u64>>,
}

/// A process that a worker has met.
#[derive(Debug, Clone, Copy)]
struct Known {
    process: Process,
    number: usize,
    beginning: u64,
}

impl Processes {
    /// No processes, which will have these numbers.
    pub(super) fn numbered(numbering: Numbering) -> Self {
        Self { numbering, ..Self::default() }
    }

    /// The number of a process.
    pub(super) fn number(&self, process: Process) -> usize {
        self.known(process).number
    }

    /// The hash of a process before its first step, the same in all explorations of a situation.
    pub(super) fn beginning(&self, process: Process) -> u64 {
        self.known(process).beginning
    }

    fn known(&self, process: Process) -> Known {
        let found = self.known.borrow().iter().find(|known| known.process == process).copied();
        found.unwrap_or_else(|| self.meet(process))
    }

    /// Notes a process that the worker meets for the first time.
    fn meet(&self, process: Process) -> Known {
        let mut namer = Namer { processes: self, mixer: Mixer::default() };
        process.hash(&mut namer);
        let beginning = Salt::First.mix(namer.finish());
        let number = self.numbering.of(process);
        let mut beginnings = self.beginnings.borrow_mut();
        if beginnings.len() <= number {
            beginnings.resize(number + 1, 0);
        }
        beginnings[number] = beginning;
        let known = Known { process, number, beginning };
        self.known.borrow_mut().push(known);
        known
    }

    /// The resource under a name that is the same in all explorations of a situation. The handle of an
    /// object that a process created has the number of the process.
    pub(super) fn named(&self, resource: Resource) -> Resource {
        Resource::numbered(self.name(resource.number()))
    }

    fn name(&self, number: u64) -> u64 {
        let Some((range, rest)) = Handle::split(number) else { return number };
        let process = self.beginnings.borrow().get(range - 1).copied();
        process.map_or(number, |process| mix(process, rest))
    }
}

/// A hasher of processes that takes handles by the names of their objects.
struct Namer<'a> {
    processes: &'a Processes,
    mixer: Mixer,
}

impl Hasher for Namer<'_> {
    fn finish(&self) -> u64 {
        self.mixer.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.mixer.write(bytes);
    }

    fn write_usize(&mut self, number: usize) {
        self.mixer.write_u64(self.processes.name(number as u64));
    }
}
