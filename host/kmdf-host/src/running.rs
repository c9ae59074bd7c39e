//! What is running: the machine, simulated thread and IRQL of the calling code. Nothing else knows
//! them.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::handle::Handle;
use crate::loader::Mapping;
use crate::memory::origin::Origin;
use crate::points::way_out::WayOut;
use crate::trace::ThreadName;

/// `DISPATCH_LEVEL` as a KIRQL.
pub(crate) const DISPATCH: u8 = 2;

/// A simulated thread's identity; every activation of a DPC has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ThreadId(pub(crate) u64);

/// One simulated thread on this OS thread's stack; the last one runs.
struct Frame {
    /// The machine, whose type only the layers above know.
    machine: Arc<dyn Any + Send + Sync>,
    thread: ThreadId,
    kind: ThreadName,
    irql: u8,
    /// The locks that it holds, oldest first.
    locks: Vec<Held>,
    /// The drivers' callbacks that are active, innermost last.
    callbacks: Vec<Callback>,
    /// The way out of the routine of a system thread.
    way_out: Option<WayOut>,
    /// Whether the thread takes that way at the end of its call of the kernel.
    is_leaving: bool,
}

/// A lock that a simulated thread holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) lock: Handle,
    /// Whether it is a lock object, not the callback lock of another object.
    pub(crate) is_object: bool,
    /// Whether it raised the IRQL.
    pub(crate) is_spin: bool,
}

/// The locks that a thread held at some time, oldest first. Each callback makes such a list, so that a
/// short one takes no memory of its own.
pub(crate) struct Locks {
    few: [Held; Self::FEW],
    /// How many of the few there are; 0 if `many` has all.
    length: usize,
    many: Vec<Held>,
}

impl Locks {
    const FEW: usize = 3;

    fn of(locks: &[Held]) -> Self {
        let mut few = [Held { lock: Handle::NULL, is_object: false, is_spin: false }; Self::FEW];
        match few.get_mut(..locks.len()) {
            Some(room) => {
                room.copy_from_slice(locks);
                Self { few, length: locks.len(), many: Vec::new() }
            }
            None => Self { few, length: 0, many: locks.to_vec() },
        }
    }
}

impl Deref for Locks {
    type Target = [Held];

    fn deref(&self) -> &[Held] {
        if self.many.is_empty() { &self.few[..self.length] } else { &self.many }
    }
}

/// A callback of a driver that is active.
pub(crate) struct Callback {
    pub(crate) name: &'static str,
    /// The index of the service of its driver.
    pub(crate) driver: usize,
    /// The object to which it belongs; NULL for a driver that has none yet.
    pub(crate) owner: Handle,
    /// The memory of its image, if the driver is not linked in; kept mapped while the callback is
    /// active.
    pub(crate) mapping: Option<Arc<Mapping>>,
}

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
    /// Empty lists of locks and callbacks, for new frames.
    static SPARE: RefCell<Vec<(Vec<Held>, Vec<Callback>)>> = const { RefCell::new(Vec::new()) };
    /// The range from which the running thread takes the handles of new objects.
    static HANDLE_RANGE: Cell<usize> = const { Cell::new(0) };
    /// Whether a driver's code has run since [`take_driver_ran`] was last called.
    static DRIVER_RAN: Cell<bool> = const { Cell::new(false) };
    /// Whether the driver's code runs, and not the host's: memory allocated then is the driver's.
    static IN_DRIVER: Cell<bool> = const { Cell::new(false) };
    /// The number of active callbacks of drivers.
    static CALLBACKS: Cell<u32> = const { Cell::new(0) };
    /// The last call of the innermost callback.
    static LAST_CALL: Cell<&'static str> = const { Cell::new(NO_CALL) };
    /// The size of the last allocation of a driver, if the allocation failed.
    static FAILED_ALLOCATION: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Makes the pageable memory of the running machine accessible or not, by the IRQL of the running
/// thread. Set once a machine has special pool.
static FOLLOW_IRQL: OnceLock<fn()> = OnceLock::new();

/// Calls `follow` from now on before a driver's code runs at a level that may be another one.
pub(crate) fn on_irql(follow: fn()) {
    FOLLOW_IRQL.get_or_init(|| follow);
}

/// Lets the pageable memory of the running machine follow the IRQL.
pub(crate) fn follow_irql() {
    if let Some(follow) = FOLLOW_IRQL.get() {
        follow();
    }
}

/// The name of the last call of a callback that has made none.
const NO_CALL: &str = "-";

/// Runs `work` as a simulated thread of `machine`.
pub(crate) fn run_as<M: Any + Send + Sync, R>(
    machine: &Arc<M>,
    kind: ThreadName,
    thread: ThreadId,
    irql: u8,
    work: impl FnOnce() -> R,
) -> R {
    /// Removes the frame, also when a test's assertion unwinds through it.
    struct Pop(bool);
    impl Drop for Pop {
        fn drop(&mut self) {
            IN_DRIVER.set(false);
            if let Some(Frame { mut locks, mut callbacks, .. }) = FRAMES.with_borrow_mut(Vec::pop) {
                locks.clear();
                callbacks.clear();
                SPARE.with_borrow_mut(|spare| spare.push((locks, callbacks)));
            }
            IN_DRIVER.set(self.0);
            // The host may write to memory of a driver that waits at another level.
            follow_irql();
        }
    }
    let machine: Arc<dyn Any + Send + Sync> = Arc::<M>::clone(machine);
    let (locks, callbacks) = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
    let frame =
        Frame { machine, thread, kind, irql, locks, callbacks, way_out: None, is_leaving: false };
    FRAMES.with_borrow_mut(|frames| frames.push(frame));
    let _pop = Pop(IN_DRIVER.replace(false));
    work()
}

/// The machine on which the calling code runs, of the type that [`run_as`] was called with.
pub(crate) fn machine<M: Any + Send + Sync>() -> Option<Arc<M>> {
    let machine = FRAMES.with_borrow(|frames| Some(Arc::clone(&frames.last()?.machine)))?;
    machine.downcast().ok()
}

/// The running simulated thread's identity; `None` outside any machine.
pub(crate) fn thread() -> Option<ThreadId> {
    FRAMES.with_borrow(|frames| frames.last().map(|frame| frame.thread))
}

/// The running simulated thread's name.
pub(crate) fn thread_name() -> ThreadName {
    FRAMES.with_borrow(|frames| frames.last().map_or(ThreadName::Host, |frame| frame.kind))
}

/// The number, from 1, of the running simulated thread if a driver has made it.
pub(crate) fn system_thread() -> Option<usize> {
    match thread_name() {
        ThreadName::System(number) => Some(number),
        _ => None,
    }
}

/// The number of DPCs that are active on this stack.
pub(crate) fn dpcs_below() -> u32 {
    FRAMES.with_borrow(|frames| {
        let dpcs = frames.iter().filter(|frame| matches!(frame.kind, ThreadName::Dpc(_))).count();
        u32::try_from(dpcs).unwrap_or(u32::MAX)
    })
}

/// The running simulated thread's IRQL; `PASSIVE_LEVEL` outside any machine.
pub(crate) fn irql() -> u8 {
    FRAMES.with_borrow(|frames| frames.last().map_or(0, |frame| frame.irql))
}

/// Sets the running simulated thread's IRQL and returns the previous one.
pub(crate) fn set_irql(irql: u8) -> u8 {
    FRAMES.with_borrow_mut(|frames| {
        frames.last_mut().map_or(0, |frame| std::mem::replace(&mut frame.irql, irql))
    })
}

/// Calls `look` with the locks that the running simulated thread holds, oldest first. `look` must not
/// ask what is running.
pub(crate) fn with_locks_held<R>(look: impl FnOnce(&[Held]) -> R) -> R {
    FRAMES.with_borrow(|frames| look(frames.last().map_or(&[], |frame| &frame.locks)))
}

/// The locks that the running simulated thread holds, oldest first.
pub(crate) fn locks_held() -> Locks {
    with_locks_held(Locks::of)
}

/// Whether the running simulated thread holds a lock.
pub(crate) fn holds_lock() -> bool {
    FRAMES.with_borrow(|frames| frames.last().is_some_and(|frame| !frame.locks.is_empty()))
}

/// Notes that the running simulated thread holds a lock.
pub(crate) fn note_acquired(held: Held) {
    FRAMES.with_borrow_mut(|frames| frames.last_mut().map(|frame| frame.locks.push(held)));
}

/// Notes that the running simulated thread no longer holds a lock.
pub(crate) fn note_released(lock: Handle) {
    FRAMES.with_borrow_mut(|frames| {
        if let Some(frame) = frames.last_mut() {
            frame.locks.retain(|held| held.lock != lock);
        }
    });
}

/// The driver's callback that is running, such as `EvtIoRead`; `-` if none is.
pub(crate) fn driver_function() -> &'static str {
    FRAMES.with_borrow(|frames| {
        let innermost = frames.iter().rev().find_map(|frame| frame.callbacks.last());
        innermost.map_or("-", |callback| callback.name)
    })
}

/// The index of the service of the driver whose code called the host.
pub(crate) fn driver() -> usize {
    let innermost = |frame: &Frame| frame.callbacks.last().map(|callback| callback.driver);
    FRAMES.with_borrow(|frames| frames.last().and_then(innermost)).unwrap_or(0)
}

/// Whether the running callback belongs to an image, not to a driver that is linked in.
pub(crate) fn in_image() -> bool {
    let innermost = |frame: &Frame| Some(frame.callbacks.last()?.mapping.is_some());
    FRAMES.with_borrow(|frames| frames.last().and_then(innermost)).unwrap_or(false)
}

/// Whether the driver's own code runs now.
pub(crate) fn in_driver() -> bool {
    IN_DRIVER.get()
}

/// Lets the host run from now on, in a callback that never ends.
pub(crate) fn leave_driver() {
    IN_DRIVER.set(false);
}

/// Notes the way out of the routine of the running system thread.
pub(crate) fn note_way_out(way_out: WayOut) {
    FRAMES.with_borrow_mut(|frames| {
        if let Some(frame) = frames.last_mut() {
            frame.way_out = Some(way_out);
        }
    });
}

/// Lets the running system thread end with the call that its routine makes. Returns whether the routine
/// of a system thread makes the call.
pub(crate) fn leave_thread() -> bool {
    FRAMES.with_borrow_mut(|frames| {
        let Some(frame) = frames.last_mut() else { return false };
        frame.is_leaving = frame.way_out.is_some() && frame.callbacks.len() == 1;
        frame.is_leaving
    })
}

/// The way out of the routine of the running system thread, if the thread is to end now.
pub(crate) fn take_way_out() -> Option<WayOut> {
    FRAMES.with_borrow_mut(|frames| {
        let frame = frames.last_mut()?;
        std::mem::take(&mut frame.is_leaving).then_some(frame.way_out).flatten()
    })
}

/// Whether a callback of a driver is active.
pub(crate) fn is_below_driver() -> bool {
    CALLBACKS.get() > 0
}

/// The last call of the innermost callback; `-` if it has made none.
pub(crate) fn last_call() -> &'static str {
    LAST_CALL.get()
}

/// The call that the running code makes for the driver; the framework's own outside a callback.
pub(crate) fn origin() -> Origin {
    match (last_call(), driver_function()) {
        (NO_CALL, _) | (_, "-") => Origin::default(),
        (call, function) => Origin { call, function },
    }
}

/// Sets [`last_call`].
pub(crate) fn note_call(name: &'static str) {
    LAST_CALL.set(name);
}

/// The object that owns the innermost callback, if one is active.
pub(crate) fn owner() -> Option<Handle> {
    FRAMES.with_borrow(|frames| Some(frames.last()?.callbacks.last()?.owner))
}

/// The memory of the image to which the innermost callback belongs.
pub(crate) fn mapping() -> Option<Arc<Mapping>> {
    FRAMES.with_borrow(|frames| frames.last()?.callbacks.last()?.mapping.clone())
}

/// The size in bytes of the last allocation of the innermost callback, if the allocation failed.
#[cfg_attr(
    windows,
    expect(dead_code, reason = "only a handler of faults asks, and Windows has none")
)]
pub(crate) fn failed_allocation() -> Option<usize> {
    FAILED_ALLOCATION.get()
}

/// Sets [`failed_allocation`].
pub(crate) fn note_allocation(failed: Option<usize>) {
    FAILED_ALLOCATION.set(failed);
}

/// Whether a driver's code has run on this OS thread since the last call of this function.
pub(crate) fn take_driver_ran() -> bool {
    DRIVER_RAN.replace(false)
}

/// The range from which the running thread takes the handles of new objects.
pub(crate) fn handle_range() -> usize {
    HANDLE_RANGE.get()
}

/// Sets [`handle_range`] and returns the previous one.
pub(crate) fn set_handle_range(range: usize) -> usize {
    HANDLE_RANGE.replace(range)
}

/// The state of [`running`](self) for a suspended thread.
#[cfg(not(all(windows, target_arch = "aarch64")))]
#[derive(Default)]
pub(crate) struct Suspended {
    frames: Vec<Frame>,
    in_driver: bool,
    callbacks: u32,
    last_call: &'static str,
}

#[cfg(not(all(windows, target_arch = "aarch64")))]
impl Suspended {
    /// Swaps with the state of the running thread.
    pub(crate) fn swap(&mut self) {
        FRAMES.with_borrow_mut(|frames| std::mem::swap(frames, &mut self.frames));
        self.in_driver = IN_DRIVER.replace(self.in_driver);
        self.callbacks = CALLBACKS.replace(self.callbacks);
        self.last_call = LAST_CALL.replace(self.last_call);
    }
}

/// The depth of the calls on this OS thread, to which [`Depth::restore`] returns.
#[derive(Clone, Copy)]
pub(crate) struct Depth {
    frames: usize,
    callbacks: usize,
    irql: u8,
}

impl Depth {
    /// The depth outside any callback.
    pub(crate) fn outside() -> Self {
        FRAMES.with_borrow(|frames| Self {
            frames: frames.len(),
            callbacks: frames.last().map_or(0, |frame| frame.callbacks.len()),
            irql: irql(),
        })
    }

    /// Forgets all threads and callbacks that have begun since, and that will never end.
    pub(crate) fn restore(self) {
        let abandoned = FRAMES.with_borrow_mut(|frames| {
            let abandoned = frames.split_off(self.frames.min(frames.len()));
            if let Some(frame) = frames.last_mut() {
                frame.callbacks.truncate(self.callbacks);
                frame.irql = self.irql;
            }
            abandoned
        });
        drop(abandoned);
        IN_DRIVER.set(false);
        CALLBACKS.set(0);
    }
}

/// Runs `work` as a callback of a driver.
pub(crate) fn in_callback<R>(callback: Callback, work: impl FnOnce() -> R) -> R {
    FRAMES.with_borrow_mut(|frames| {
        if let Some(frame) = frames.last_mut() {
            frame.callbacks.push(callback);
        }
    });
    let before = IN_DRIVER.replace(true);
    DRIVER_RAN.set(true);
    CALLBACKS.set(CALLBACKS.get() + 1);
    LAST_CALL.set(NO_CALL);
    follow_irql();
    let result = work();
    CALLBACKS.set(CALLBACKS.get() - 1);
    IN_DRIVER.set(before);
    let ended = FRAMES.with_borrow_mut(|frames| frames.last_mut().and_then(|f| f.callbacks.pop()));
    drop(ended);
    result
}

/// Runs `work` as the host, called from the driver's code.
pub(crate) fn in_host<R>(work: impl FnOnce() -> R) -> R {
    let before = IN_DRIVER.replace(false);
    let result = work();
    IN_DRIVER.set(before);
    if before {
        follow_irql();
        DRIVER_RAN.set(true);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{Callback, in_callback, in_host, take_driver_ran};
    use crate::handle::Handle;

    fn callback() -> Callback {
        Callback { name: "EvtIoRead", driver: 0, owner: Handle::NULL, mapping: None }
    }

    #[test]
    fn driver_that_ran_is_remembered_after_the_host_calls_itself() {
        in_callback(callback(), || ());
        in_host(|| ());
        assert!(take_driver_ran());
        assert!(!take_driver_ran());
    }

    #[test]
    fn return_from_a_call_to_the_driver_counts_as_a_run_of_the_driver() {
        in_callback(callback(), || {
            in_host(|| assert!(take_driver_ran()));
            assert!(take_driver_ran());
        });
        assert!(!take_driver_ran());
    }
}
