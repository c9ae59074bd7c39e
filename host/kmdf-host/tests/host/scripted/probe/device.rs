//! The probe's device: its context, and the requests that the driver holds.

use std::cell::Cell;

use wdk_sys::{ULONG_PTR, WDFQUEUE, WDFREQUEST, WDFTIMER, WDFWORKITEM};

use crate::raw_driver::{ContextType, Zeroable};

/// The most requests that the driver holds at a time.
const ROOM: usize = 16;

/// The context of the device.
pub struct Device {
    /// The default queue, which gets the reads one by one.
    pub sequential: Cell<WDFQUEUE>,
    /// The queue that presents two writes at a time.
    pub parallel: Cell<WDFQUEUE>,
    /// The queue of control codes, which is not power-managed.
    pub controls: Cell<WDFQUEUE>,
    /// A power-managed manual queue with `EvtIoCanceledOnQueue`.
    pub manual: Cell<WDFQUEUE>,
    /// A manual queue that is not power-managed.
    pub unmanaged: Cell<WDFQUEUE>,
    pub timer: Cell<WDFTIMER>,
    pub passive_timer: Cell<WDFTIMER>,
    pub work_item: Cell<WDFWORKITEM>,
    pub stop_mode: Cell<u32>,
    /// Whether the driver refuses the next query of the `PnP` manager.
    pub refuses_next: Cell<bool>,
    /// 1 for each tick of a timer, and 100 for each run of the work item.
    pub ticks: Cell<ULONG_PTR>,
    held: [Cell<WDFREQUEST>; ROOM],
    held_count: Cell<usize>,
}
// SAFETY: cells of integers, booleans and pointers.
unsafe impl Zeroable for Device {}
pub static DEVICE: ContextType<Device> = ContextType::new(c"Device", &DEVICE);

impl Device {
    /// Adds a request to those held.
    pub fn keep(&self, request: WDFREQUEST) {
        let count = self.held_count.get();
        self.held[count].set(request);
        self.held_count.set(count + 1);
    }

    /// Removes a request from those held, if it is one of them.
    pub fn forget(&self, request: WDFREQUEST) {
        let held = self.held();
        let others = held.iter().copied().filter(|one| *one != request);
        let mut count = 0;
        for (place, other) in self.held.iter().zip(others) {
            place.set(other);
            count += 1;
        }
        self.held_count.set(count);
    }

    /// The request held longest.
    pub fn oldest(&self) -> Option<WDFREQUEST> {
        self.held().first().copied()
    }

    fn held(&self) -> Vec<WDFREQUEST> {
        self.held.iter().take(self.held_count.get()).map(Cell::get).collect()
    }
}

/// The context of a request.
pub struct Request {
    /// Whether the driver holds the request cancelable.
    pub cancelable: Cell<bool>,
}
// SAFETY: a cell of a boolean.
unsafe impl Zeroable for Request {}
pub static REQUEST: ContextType<Request> = ContextType::new(c"Request", &REQUEST);

thread_local! {
    /// The context of the newest device on this thread's machine. Most callbacks of the recorded
    /// driver find the context without a call.
    static CURRENT: Cell<Option<&'static Device>> = const { Cell::new(None) };
}

/// Makes a device's context the one that [`current`] returns, or none at the driver's unload.
pub fn set_current(device: Option<&'static Device>) {
    CURRENT.set(device);
}

/// The context of the device.
pub fn current() -> &'static Device {
    CURRENT.get().expect("EvtDriverDeviceAdd has made the device")
}
