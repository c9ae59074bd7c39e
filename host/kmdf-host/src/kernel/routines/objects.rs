//! Events, mutexes, semaphores, and the waits for them. The state of each is in the driver's memory, as
//! on Windows, so that an exploration sees it there.
#![forbid(unsafe_code)]

use std::sync::Arc;

use super::super::place::Place;
use crate::abi::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_SUCCESS, STATUS_TIMEOUT};
use crate::footprint::{Resource, change, look};
use crate::machine::{Inner, State};
use crate::points::Waited;
use crate::rules::{Rule, Subject};
use crate::running::{self, DISPATCH};

/// The types of objects that a thread can wait for, as the first byte of each tells.
const NOTIFICATION_EVENT: u8 = 0;
const SYNCHRONIZATION_EVENT: u8 = 1;
const MUTEX: u8 = 2;
const SEMAPHORE: u8 = 5;

/// Where an object's state is, its list of waiting threads, and what its type adds.
const STATE: usize = 4;
const WAITERS: usize = 8;
const LIMIT: usize = 0x18;
const OWNER: usize = 0x28;

/// `KEVENT`, `KMUTEX` or `KSEMAPHORE`.
#[repr(C)]
pub struct Object {
    _opaque: [u8; 0],
}

type Any = Place<Object>;

fn type_of(object: Any) -> u8 {
    object.field::<u8>(0).read()
}

fn state(object: Any) -> Place<i32> {
    object.field(STATE)
}

/// Sets the state, which other threads see. Returns the state before.
fn set_state(object: Any, new: i32) -> i32 {
    change(Resource::DRIVER_MEMORY);
    let old = state(object).read();
    state(object).write(new);
    old
}

/// Initializes an object of a type that is so many 32-bit words long.
fn init(object: Any, kind: u8, words: u8, signaled: i32) {
    change(Resource::DRIVER_MEMORY);
    object.field::<u8>(0).write_all(&[kind, 0, words, 0]);
    state(object).write(signaled);
    let waiters = object.field::<[usize; 2]>(WAITERS);
    waiters.write([waiters.address(); 2]);
}

/// `KeInitializeEvent`.
pub(super) fn init_event(event: Any, kind: i32, signaled: u8) {
    let kind = if kind == 0 { NOTIFICATION_EVENT } else { SYNCHRONIZATION_EVENT };
    init(event, kind, 6, i32::from(signaled != 0));
}

/// `KeSetEvent`.
pub(super) fn set_event(event: Any, _increment: i32, _wait: u8) -> i32 {
    set_state(event, 1)
}

/// `KeResetEvent`.
pub(super) fn reset_event(event: Any) -> i32 {
    set_state(event, 0)
}

/// `KeClearEvent`.
pub(super) fn clear_event(event: Any) {
    set_state(event, 0);
}

/// `KeReadStateEvent`, `KeReadStateMutex`, `KeReadStateSemaphore`.
pub(super) fn read_state(object: Any) -> i32 {
    state(object).read()
}

/// `KeInitializeMutex`.
pub(super) fn init_mutex(mutex: Any, _level: u32) {
    init(mutex, MUTEX, 14, 1);
    mutex.field::<u64>(OWNER).write(0);
}

/// The running thread, as an owner in a driver's memory.
fn me() -> u64 {
    running::thread().map_or(0, |thread| thread.0)
}

/// `KeReleaseMutex`: 0 once the mutex is free.
pub(super) fn release_mutex(mutex: Any, _wait: u8) -> i32 {
    let call = "KeReleaseMutex";
    if mutex.field::<u64>(OWNER).read() != me() || state(mutex).read() > 0 {
        let detail = "this thread does not own the mutex";
        report(Rule::LockReleasedByNonOwner, call, detail);
        return state(mutex).read();
    }
    let old = set_state(mutex, state(mutex).read() + 1);
    if old == 0 {
        mutex.field::<u64>(OWNER).write(0);
    }
    old
}

/// `KeInitializeSemaphore`.
pub(super) fn init_semaphore(semaphore: Any, count: i32, limit: i32) {
    init(semaphore, SEMAPHORE, 8, count);
    semaphore.field::<i32>(LIMIT).write(limit);
}

/// `KeReleaseSemaphore`: the count before.
pub(super) fn release_semaphore(semaphore: Any, _boost: i32, adjustment: i32, _wait: u8) -> i32 {
    let (old, limit) = (state(semaphore).read(), semaphore.field::<i32>(LIMIT).read());
    if adjustment <= 0 || old.checked_add(adjustment).is_none_or(|count| count > limit) {
        let detail = format!(
            "the count {old} and the adjustment {adjustment} exceed the limit {limit}, which raises \
             STATUS_SEMAPHORE_LIMIT_EXCEEDED"
        );
        report(Rule::ObjectMisused, "KeReleaseSemaphore", &detail);
        return old;
    }
    set_state(semaphore, old + adjustment)
}

fn report(rule: Rule, call: &str, detail: &str) {
    if let Some(machine) = running::machine::<Inner>() {
        machine.violation(rule, Subject::None, call, detail.into());
    }
}

/// Whether the running thread need not wait for an object.
fn is_signaled(object: Any) -> bool {
    let owns = type_of(object) == MUTEX && object.field::<u64>(OWNER).read() == me();
    state(object).read() > 0 || owns
}

/// What a wait that is over does to an object.
fn take(object: Any) {
    match type_of(object) {
        SYNCHRONIZATION_EVENT => {
            set_state(object, 0);
        }
        SEMAPHORE => {
            set_state(object, state(object).read() - 1);
        }
        MUTEX => {
            set_state(object, state(object).read() - 1);
            object.field::<u64>(OWNER).write(me());
        }
        _ => {}
    }
}

/// A wait: a routine, and the time that a driver gives.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    pub(super) call: &'static str,
    /// Without one, the wait has no end; a negative one is relative, in 100 ns units.
    pub(super) timeout: Option<i64>,
}

impl Wait {
    /// Waits until one or all of the objects are signaled. Returns `STATUS_WAIT_0` and the index of the
    /// first that was.
    fn for_objects(self, machine: &Arc<Inner>, objects: &[Any], all: bool) -> NTSTATUS {
        let Self { call, timeout } = self;
        let ready = || {
            look(Resource::DRIVER_MEMORY);
            let mut signaled = objects.iter().enumerate().filter(|(_, o)| is_signaled(**o));
            if all {
                (signaled.count() == objects.len()).then_some(0)
            } else {
                signaled.next().map(|(index, _)| index)
            }
        };
        let polls = timeout == Some(0);
        if running::irql() >= DISPATCH && !polls && ready().is_none() {
            let detail = format!(
                "the thread would wait at IRQL {}, which stops Windows; expected APC_LEVEL or below, or \
                 a timeout of 0",
                running::irql()
            );
            machine.violation(Rule::WrongIrql, Subject::None, call, detail);
            return STATUS_TIMEOUT;
        }
        let over = match timeout {
            None if machine.wait_until(is_over(&ready)) => {
                if ends_with_its_driver(machine) {
                    None
                } else {
                    ready()
                }
            }
            None => {
                let detail =
                    "nothing on the machine can signal what the thread waits for: a deadlock";
                wait_never_ends(machine, call, detail);
                return STATUS_TIMEOUT;
            }
            Some(timeout) => bounded(machine, timeout, &ready),
        };
        let Some(index) = over else { return STATUS_TIMEOUT };
        let taken = if all { objects } else { &objects[index..=index] };
        for object in taken {
            take(*object);
        }
        i32::try_from(index).unwrap_or(STATUS_SUCCESS)
    }
}

/// What ends a wait: a signal, or the unload of the driver that made the waiting thread.
fn is_over(ready: &impl Fn() -> Option<usize>) -> impl Fn(&mut State) -> bool {
    |state| state.is_running_thread_left() || ready().is_some()
}

/// Ends the running thread after this call if its driver is unloaded. Returns whether that is so.
pub(super) fn ends_with_its_driver(machine: &Inner) -> bool {
    machine.with(|state| state.is_running_thread_left()) && running::leave_thread()
}

/// Reports a wait that never ends. A thread that a driver has made ends with the machine instead: the
/// unload of the driver has reported the thread.
fn wait_never_ends(machine: &Inner, call: &str, detail: &str) {
    if running::leave_thread() {
        return;
    }
    let detail = if machine.with(|state| state.has_thread_to_begin()) {
        "a thread that the driver has made begins only with the threads of the situation: let one of \
         them do what waits here, such as the start of the device"
    } else {
        detail
    };
    machine.violation(Rule::WaitNeverEnds, Subject::None, call, detail.into());
}

/// Waits for a time.
fn bounded(
    machine: &Arc<Inner>,
    timeout: i64,
    ready: &impl Fn() -> Option<usize>,
) -> Option<usize> {
    let now = super::time::system_time(machine);
    let time = if timeout <= 0 {
        timeout.unsigned_abs()
    } else {
        timeout.cast_unsigned().saturating_sub(now)
    };
    let start = machine.now();
    let found = ready();
    if found.is_some() || time == 0 {
        return found;
    }
    match machine.wait_for(time, is_over(ready)) {
        Waited::Ready if ends_with_its_driver(machine) => return None,
        Waited::Ready => return ready(),
        Waited::InVain if running::leave_thread() => return None,
        _ => {}
    }
    // Nobody signals in time: the whole time passes.
    machine.with(|state| *state.now = (*state.now).max(start.saturating_add(time)));
    None
}

/// `KeWaitForSingleObject`.
pub(super) fn wait_for_one(
    object: Any,
    _reason: i32,
    _mode: i8,
    _alertable: u8,
    timeout: Place<i64>,
) -> NTSTATUS {
    let wait = Wait { call: "KeWaitForSingleObject", timeout: timeout.get() };
    wait.for_objects(&crate::seam::machine(wait.call), &[object], false)
}

/// The most objects of one wait.
const MAXIMUM_WAIT_OBJECTS: u32 = 64;

/// `KeWaitForMultipleObjects`.
pub(super) fn wait_for_several(
    count: u32,
    objects: Place<*mut Object>,
    kind: i32,
    (_reason, _mode, _alertable): (i32, i8, u8),
    timeout: Place<i64>,
) -> NTSTATUS {
    let wait = Wait { call: "KeWaitForMultipleObjects", timeout: timeout.get() };
    let machine = crate::seam::machine(wait.call);
    if !(1..=MAXIMUM_WAIT_OBJECTS).contains(&count) {
        let detail = format!("Count is {count}, expected 1 to {MAXIMUM_WAIT_OBJECTS}");
        machine.violation(Rule::ObjectMisused, Subject::None, wait.call, detail);
        return STATUS_INVALID_PARAMETER;
    }
    let pointers = objects.read_all(count as usize);
    let objects: Vec<Any> = pointers.into_iter().map(|object| objects.led_to(object)).collect();
    wait.for_objects(&machine, &objects, kind == 0)
}

/// `FAST_MUTEX`: its count, its owner and the IRQL to return to.
const COUNT: usize = 0;
const FAST_OWNER: usize = 8;
const OLD_IRQL: usize = 0x30;
const APC: u8 = 1;

/// `FAST_MUTEX`.
#[repr(C)]
pub struct FastMutex {
    _opaque: [u8; 0],
}

/// `ExAcquireFastMutex`, which raises the IRQL to `APC_LEVEL`.
pub(super) fn acquire_fast(mutex: Place<FastMutex>) {
    acquire_owned(mutex, "ExAcquireFastMutex");
    let old = running::set_irql(APC.max(running::irql()));
    mutex.field::<u32>(OLD_IRQL).write(old.into());
}

/// `ExAcquireFastMutexUnsafe`.
pub(super) fn acquire_fast_unsafe(mutex: Place<FastMutex>) {
    acquire_owned(mutex, "ExAcquireFastMutexUnsafe");
}

/// `ExTryToAcquireFastMutex`.
pub(super) fn try_acquire_fast(mutex: Place<FastMutex>) -> u8 {
    let count = mutex.field::<i32>(COUNT);
    if count.read() != 1 {
        return 0;
    }
    acquire_fast(mutex);
    1
}

fn acquire_owned(mutex: Place<FastMutex>, call: &'static str) {
    let (count, owner) = (mutex.field::<i32>(COUNT), mutex.field::<u64>(FAST_OWNER));
    let machine = crate::seam::machine(call);
    if count.read() != 1 && owner.read() == me() {
        let detail = "this thread already owns the fast mutex";
        machine.violation(Rule::RecursiveLock, Subject::None, call, detail.into());
        return;
    }
    let free = || {
        look(Resource::DRIVER_MEMORY);
        count.read() == 1
    };
    let is_over = |state: &mut State| state.is_running_thread_left() || free();
    if !free() && !machine.wait_until(is_over) {
        wait_never_ends(&machine, call, "its owner can never release the fast mutex: a deadlock");
        return;
    }
    if ends_with_its_driver(&machine) {
        return;
    }
    change(Resource::DRIVER_MEMORY);
    count.write(0);
    owner.write(me());
}

/// `ExReleaseFastMutex`.
pub(super) fn release_fast(mutex: Place<FastMutex>) {
    let old = mutex.field::<u32>(OLD_IRQL).read();
    if release_owned(mutex, "ExReleaseFastMutex") {
        running::set_irql(u8::try_from(old).unwrap_or(0));
    }
}

/// `ExReleaseFastMutexUnsafe`.
pub(super) fn release_fast_unsafe(mutex: Place<FastMutex>) {
    release_owned(mutex, "ExReleaseFastMutexUnsafe");
}

fn release_owned(mutex: Place<FastMutex>, call: &str) -> bool {
    let (count, owner) = (mutex.field::<i32>(COUNT), mutex.field::<u64>(FAST_OWNER));
    let owns = count.read() != 1 && owner.read() == me();
    if owns {
        change(Resource::DRIVER_MEMORY);
        count.write(1);
        owner.write(0);
    } else {
        report(Rule::LockReleasedByNonOwner, call, "this thread does not own the fast mutex");
    }
    owns
}
