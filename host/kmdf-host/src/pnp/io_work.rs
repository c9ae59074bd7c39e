//! The I/O manager's work items (`IoAllocateWorkItem`): routines on a system worker thread.

use std::sync::Arc;

use crate::machine::{Deferred, Inner, State};
use crate::names::Argument;
use crate::upcall;

/// A work item of a driver.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IoWorkItem {
    /// The service of the driver, by its index.
    driver: usize,
    /// The address of the device object that the routine gets.
    device: usize,
    /// What is to run, while the work item is queued.
    queued: Option<Routine>,
}

/// A driver's routine, by its address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Routine {
    pub(crate) address: usize,
    pub(crate) context: usize,
    /// The work item as the driver has it, if the routine gets that too (`IoQueueWorkItemEx`).
    pub(crate) item: Option<usize>,
}

impl State {
    /// `IoAllocateWorkItem`: returns the number of the work item.
    pub(crate) fn new_io_work_item(&mut self, driver: usize, device: usize) -> usize {
        self.io_work_items.push(IoWorkItem { driver, device, queued: None })
    }

    /// Queues a work item. The error says what is wrong.
    pub(crate) fn queue_io_work(
        &mut self,
        number: usize,
        routine: Routine,
    ) -> Result<(), &'static str> {
        let item = self.io_work_items.get_mut(number).ok_or("it is no work item")?;
        if item.queued.is_some() {
            return Err("it is queued already: its routine has not begun");
        }
        item.queued = Some(routine);
        self.work_items.push_back(Deferred::IoWork(number));
        Ok(())
    }

    /// `IoFreeWorkItem`. The error says what is wrong.
    pub(crate) fn free_io_work(&mut self, number: usize) -> Result<(), &'static str> {
        let item = self.io_work_items.remove(number).ok_or("it is no work item")?;
        if item.queued.is_some() {
            self.work_items.retain(|work| *work != Deferred::IoWork(number));
            return Err("it is queued: its routine has not begun");
        }
        Ok(())
    }

    /// Takes out the work items that a driver has left; returns how many.
    pub(super) fn take_io_work_of(&mut self, driver: usize) -> usize {
        let left = self.io_work_items.take_all(|item| item.driver == driver);
        for (number, _) in &left {
            self.work_items.retain(|work| *work != Deferred::IoWork(*number));
        }
        left.len()
    }
}

impl Inner {
    /// Runs the routine of a work item.
    pub(crate) fn run_io_work(self: &Arc<Self>, number: usize) {
        let Some((item, routine)) = self.with(|state| {
            let item = state.io_work_items.get_mut(number)?;
            let routine = item.queued.take()?;
            Some((*item, routine))
        }) else {
            return;
        };
        let Routine { address, context, item: own } = routine;
        let what = |_: &State| Argument::Untraced("context");
        self.upcall_of(item.driver, "IoWorkItemRoutine", what, || {
            upcall::io_work(address, (item.device, context), own);
        });
    }
}
