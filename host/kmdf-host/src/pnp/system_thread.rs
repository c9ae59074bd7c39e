//! The threads that drivers make (`PsCreateSystemThread`).

use std::sync::Arc;

use super::Routine;
use crate::footprint::{Resource, change};
use crate::machine::{Deferred, Inner, State};
use crate::memory::block::Block;
use crate::names::Argument;
use crate::running;
use crate::upcall;

/// A thread of a driver.
pub(crate) struct SystemThread {
    /// The service of the driver, by its index.
    driver: usize,
    routine: Routine,
    /// The part of the `KTHREAD` that a wait looks at.
    object: Block,
    /// Whether its handle is open.
    has_handle: bool,
    /// The references of drivers to the object.
    references: u32,
    has_ended: bool,
}

/// `DISPATCHER_HEADER`: the type of a thread, its size in 32-bit words, and where its state and its list of
/// waiting threads are (wdm.h).
const TYPE: u8 = 6;
const WORDS: u8 = 6;
const STATE: usize = 4;
const WAITERS: usize = 8;

impl SystemThread {
    /// The memory to which drivers have pointers.
    pub(crate) fn object(&self) -> &Block {
        &self.object
    }

    fn is_gone(&self) -> bool {
        self.has_ended && !self.has_handle && self.references == 0
    }
}

impl State {
    /// Makes a thread, which begins later. Returns its number.
    pub(crate) fn new_system_thread(&mut self, driver: usize, routine: Routine) -> usize {
        let mut object = Block::zeroed(usize::from(WORDS) * 4);
        object.put(0, &[TYPE, 0, WORDS, 0]);
        let waiters = (object.address() + WAITERS).to_le_bytes();
        object.put(WAITERS, &[waiters, waiters].concat());
        let (has_handle, references, has_ended) = (true, 0, false);
        let thread = SystemThread { driver, routine, object, has_handle, references, has_ended };
        let number = self.system_threads.push(thread);
        self.work_items.push_back(Deferred::Thread(number));
        number
    }

    /// Whether a thread has not begun, as while a situation to explore is prepared.
    pub(crate) fn has_thread_to_begin(&self) -> bool {
        self.work_items.iter().any(|work| matches!(work, Deferred::Thread(_)))
    }

    /// Whether the running thread is one whose driver is unloaded: the driver's memory is gone, and no code
    /// of the driver may run.
    pub(crate) fn is_running_thread_left(&self) -> bool {
        running::system_thread().is_some_and(|number| self.system_threads.get(number - 1).is_none())
    }

    /// Closes a thread's handle, if it is open.
    pub(crate) fn close_system_thread(&mut self, number: usize) -> bool {
        let Some(thread) = self.system_threads.get_mut(number) else { return false };
        let was_open = std::mem::take(&mut thread.has_handle);
        self.forget_system_thread(number);
        was_open
    }

    /// Takes a reference to the thread of an open handle; returns the object's address.
    pub(crate) fn refer_to_system_thread(&mut self, number: usize) -> Option<usize> {
        let thread = self.system_threads.get_mut(number).filter(|thread| thread.has_handle)?;
        thread.references += 1;
        Some(thread.object.address())
    }

    /// Takes or returns a reference to the thread with an object. Returns how many are left.
    pub(crate) fn count_system_thread(&mut self, object: usize, more: bool) -> Option<usize> {
        let is_meant = |(_, thread): &(usize, &SystemThread)| thread.object.address() == object;
        let (number, _) = self.system_threads.numbered().find(is_meant)?;
        let thread = self.system_threads.get_mut(number)?;
        let left = if more { thread.references + 1 } else { thread.references.checked_sub(1)? };
        thread.references = left;
        self.forget_system_thread(number);
        Some(left as usize)
    }

    fn end_system_thread(&mut self, number: usize) {
        // A wait for the thread looks at the driver's memory.
        change(Resource::DRIVER_MEMORY);
        if let Some(thread) = self.system_threads.get_mut(number) {
            thread.has_ended = true;
            thread.object.put(STATE, &1_i32.to_le_bytes());
        }
        self.forget_system_thread(number);
    }

    /// Removes a thread that has ended and that no driver can name any more.
    fn forget_system_thread(&mut self, number: usize) {
        if self.system_threads.get(number).is_some_and(SystemThread::is_gone) {
            self.system_threads.remove(number);
        }
    }

    /// Takes out the threads that a driver has left; returns what is wrong with each.
    pub(super) fn take_threads_of(&mut self, driver: usize) -> Vec<&'static str> {
        let left = self.system_threads.take_all(|thread| thread.driver == driver);
        let mut wrong = Vec::new();
        for (number, thread) in left {
            self.work_items.retain(|work| *work != Deferred::Thread(number));
            wrong.push(if !thread.has_ended {
                "its routine has not ended: the driver has not waited for the thread, which bug check \
                 0xCE would end"
            } else if thread.has_handle {
                "its handle is left: the driver has not called ZwClose"
            } else {
                "references are left: the driver has not called ObDereferenceObject"
            });
        }
        wrong
    }
}

impl Inner {
    /// Runs the routine of a thread.
    pub(crate) fn run_system_thread(self: &Arc<Self>, number: usize) {
        let begun = self.with(|state| {
            let thread = state.system_threads.get(number)?;
            Some((thread.driver, thread.routine))
        });
        let Some((driver, routine)) = begun else { return };
        let Routine { address, context, .. } = routine;
        let what = |_: &State| Argument::Untraced("context");
        self.upcall_of(driver, "ThreadStart", what, || upcall::system_thread(address, context));
        self.with(|state| state.end_system_thread(number));
    }
}
