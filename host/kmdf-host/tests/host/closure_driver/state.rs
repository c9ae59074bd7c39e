//! The callbacks of a test driver: closures by object, one set per test.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wdk_sys::NTSTATUS;

use super::device::Adding;
use super::handles::{Device, Dpc, FileObject, Object, Queue, Request, Timer, WorkItem};
use super::queue::QueueSpec;
use super::targets::Returned;

/// A callback of the driver.
pub type Callback<A, R = ()> = Arc<dyn Fn(A) -> R + Send + Sync>;

/// The callbacks of one kind of object, by its handle.
type ByHandle<T> = Mutex<HashMap<usize, T>>;

/// The callbacks of one test's driver, and their notes.
#[derive(Default)]
pub struct State {
    pub add: Mutex<Option<Callback<Adding, NTSTATUS>>>,
    pub entry: Mutex<Option<Callback<(), NTSTATUS>>>,
    pub unload: Mutex<Option<Callback<()>>>,
    /// Whether the driver is one without Plug and Play, and whether it has no EvtDriverUnload.
    pub non_pnp: AtomicBool,
    pub no_unload: AtomicBool,
    pub shutdown: Mutex<Option<Callback<Device>>>,
    pub queues: ByHandle<Arc<QueueSpec>>,
    pub cancels: ByHandle<Callback<Request>>,
    pub timers: ByHandle<Callback<Timer>>,
    pub work_items: ByHandle<Callback<WorkItem>>,
    pub dpcs: ByHandle<Callback<Dpc>>,
    pub returns: ByHandle<Callback<Returned>>,
    pub cleanups: ByHandle<Callback<Object>>,
    pub destroys: ByHandle<Callback<Object>>,
    /// The callbacks of WdfIoQueueStop and its relatives; the context is the index.
    pub finished: Mutex<Vec<Callback<Queue>>>,
    /// The PnP callbacks, by their names without `EvtDevice`.
    pub pnp: Mutex<HashMap<&'static str, Callback<Device, NTSTATUS>>>,
    pub caller_context: Mutex<Option<Callback<(Device, Request)>>>,
    pub create: Mutex<Option<Callback<(Request, FileObject)>>>,
    /// The file callbacks, by their names without `EvtFile`.
    pub files: Mutex<HashMap<&'static str, Callback<FileObject>>>,
    /// The closure that the side door runs next.
    pub errand: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    notes: Mutex<Vec<String>>,
    kept: Mutex<HashMap<&'static str, usize>>,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<State>>> = const { RefCell::new(None) };
}

/// The driver of threads that no test has claimed, such as the clock of a real-time machine.
static OF_OTHER_THREADS: Mutex<Option<Arc<State>>> = Mutex::new(None);

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets the driver whose callbacks run on this OS thread.
pub fn claim_thread(state: &Arc<State>) {
    CURRENT.set(Some(Arc::clone(state)));
}

/// Sets the driver whose callbacks run on threads that no test has claimed.
pub fn claim_other_threads(state: &Arc<State>) {
    *lock(&OF_OTHER_THREADS) = Some(Arc::clone(state));
}

/// The driver of this OS thread.
pub fn state() -> Arc<State> {
    let own = CURRENT.with_borrow(Clone::clone);
    own.or_else(|| lock(&OF_OTHER_THREADS).clone()).expect("a thread with a driver")
}

/// Runs a callback. A failed assertion must not unwind into the host, so it is kept until the test
/// checks the machine.
pub fn guarded<R: Default>(work: impl FnOnce(&State) -> R) -> R {
    let state = state();
    catch_unwind(AssertUnwindSafe(|| work(&state))).unwrap_or_else(|panic| {
        lock(&state.panic).get_or_insert(panic);
        R::default()
    })
}

/// Copies a callback from a table, so that the table is not locked while the callback runs.
pub fn find<T: Clone>(table: &ByHandle<T>, handle: usize) -> Option<T> {
    lock(table).get(&handle).cloned()
}

impl State {
    /// The assertion that failed in a callback.
    pub fn panic(&self) -> Option<Box<dyn Any + Send>> {
        lock(&self.panic).take()
    }
}

/// Adds a note.
pub fn note(line: impl Into<String>) {
    lock(&state().notes).push(line.into());
}

/// The notes so far, which are then cleared.
pub fn notes() -> Vec<String> {
    std::mem::take(&mut lock(&state().notes))
}

/// A value that a driver can keep between callbacks.
pub trait Keep: Sized {
    fn to_bits(self) -> usize;
    fn from_bits(bits: usize) -> Self;
}

impl Keep for usize {
    fn to_bits(self) -> usize {
        self
    }

    fn from_bits(bits: usize) -> Self {
        bits
    }
}

/// Keeps a handle or a number under a name.
pub fn keep(name: &'static str, value: impl Keep) {
    lock(&state().kept).insert(name, value.to_bits());
}

/// The value kept under a name.
pub fn kept<T: Keep>(name: &str) -> T {
    let bits = lock(&state().kept).get(name).copied();
    T::from_bits(bits.unwrap_or_else(|| panic!("nothing was kept as {name}")))
}

/// Increments the counter of a name. Returns its value.
pub fn count(name: &'static str) -> usize {
    let state = state();
    let mut kept = lock(&state.kept);
    let number = kept.entry(name).or_default();
    *number += 1;
    *number
}

/// The value of the counter of a name.
pub fn counted(name: &str) -> usize {
    lock(&state().kept).get(name).copied().unwrap_or_default()
}
