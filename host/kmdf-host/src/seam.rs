//! The seam: every call from the driver passes here.
//!
//! This is the one place to check a call's IRQL, to trace the call, to switch to another simulated
//! thread before it, and to make it fail.
#![forbid(unsafe_code)]

use std::sync::Arc;

use crate::abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST};
use crate::crash;
use crate::faults::Faults;
use crate::footprint::{self, Resource};
use crate::framework::queue::QueueState;
use crate::handle::Handle;
use crate::machine::{Inner, Machine};
use crate::names::{Arguments, ObjectRef};
use crate::points;
use crate::rules::{Rule, Subject};
use crate::running::{self, DISPATCH};
use crate::trace::{CallResult, EventKind};

/// The result of a call.
pub(crate) trait Outcome {
    /// The result as the trace shows it.
    fn traced(&self) -> CallResult;
}

impl Outcome for NTSTATUS {
    fn traced(&self) -> CallResult {
        CallResult::Status(*self)
    }
}

impl Outcome for bool {
    fn traced(&self) -> CallResult {
        CallResult::Boolean(*self)
    }
}

impl Outcome for QueueState {
    fn traced(&self) -> CallResult {
        CallResult::QueueState(self.bits)
    }
}

impl Outcome for u32 {
    fn traced(&self) -> CallResult {
        CallResult::Count(*self)
    }
}

/// A handle, with the name of its object for the trace.
impl Outcome for (Handle, ObjectRef) {
    fn traced(&self) -> CallResult {
        CallResult::Object(self.1)
    }
}

impl<R: Outcome> Outcome for Option<R> {
    fn traced(&self) -> CallResult {
        self.as_ref().map_or(CallResult::Untraced, R::traced)
    }
}

/// Results that the trace leaves out: addresses, handles, counts.
macro_rules! untraced {
    ($($type:ty),*) => {
        $(impl Outcome for $type {
            fn traced(&self) -> CallResult {
                CallResult::Untraced
            }
        })*
    };
}
untraced!((), usize, u64, Handle, (usize, usize));

/// The machine of the running driver. A driver's code runs on no other thread than a machine's.
pub(crate) fn machine(call: &str) -> Arc<Inner> {
    running::machine().unwrap_or_else(|| {
        eprintln!("kmdf-host: {call} was called on a thread that no machine runs");
        std::process::abort()
    })
}

/// Carries out a call of the driver that cannot fail for lack of resources. `limit` is the highest
/// IRQL at which it may be called.
pub(crate) fn call<R: Outcome, A: Into<Arguments>>(
    name: &'static str,
    limit: u8,
    arguments: impl FnOnce(&Arc<Inner>) -> A,
    body: impl FnOnce(&Arc<Inner>) -> R,
) -> R {
    pass(name, limit, arguments, |machine, _| body(machine), false)
}

/// Carries out a call of the driver that may fail for lack of resources, or makes it fail.
pub(crate) fn fallible<A: Into<Arguments>>(
    name: &'static str,
    limit: u8,
    arguments: impl FnOnce(&Arc<Inner>) -> A,
    body: impl FnOnce(&Arc<Inner>) -> NTSTATUS,
) -> NTSTATUS {
    let body = |machine: &Arc<Inner>, fault: Option<NTSTATUS>| match fault {
        Some(status) => status,
        None if refuses(limit) => STATUS_INVALID_DEVICE_REQUEST,
        None => body(machine),
    };
    pass(name, limit, arguments, body, true)
}

/// Whether the framework's verifier refuses a call at the running IRQL: the limits below
/// `DISPATCH_LEVEL` are checked before the call does anything.
pub(crate) fn refuses(limit: u8) -> bool {
    limit < DISPATCH && running::irql() > limit
}

/// [`fallible`] for a call whose lack of resources has a status of its own.
pub(crate) fn fallible_with<A: Into<Arguments>>(
    name: &'static str,
    limit: u8,
    lack: NTSTATUS,
    arguments: impl FnOnce(&Arc<Inner>) -> A,
    body: impl FnOnce(&Arc<Inner>) -> NTSTATUS,
) -> NTSTATUS {
    let body = |machine: &Arc<Inner>, fault: Option<NTSTATUS>| match fault {
        Some(STATUS_INSUFFICIENT_RESOURCES) => lack,
        Some(fault) => fault,
        None => body(machine),
    };
    pass(name, limit, arguments, body, true)
}

/// Carries out a call of the driver that returns a handle, or makes it fail and returns none.
pub(crate) fn allocated_handle<A: Into<Arguments>>(
    name: &'static str,
    limit: u8,
    arguments: impl FnOnce(&Arc<Inner>) -> A,
    body: impl FnOnce(&Arc<Inner>) -> Option<Handle>,
) -> Option<Handle> {
    let body = |machine: &Arc<Inner>, fault: Option<NTSTATUS>| match fault {
        None if !refuses(limit) => body(machine),
        _ => None,
    };
    pass(name, limit, arguments, body, true)
}

/// Carries out an allocation of the driver, or makes it fail and returns 0.
pub(crate) fn allocation<A: Into<Arguments>>(
    limit: u8,
    arguments: impl FnOnce(&Arc<Inner>) -> A,
    body: impl FnOnce(&Arc<Inner>) -> usize,
) -> usize {
    let body = |machine: &Arc<Inner>, fault: Option<NTSTATUS>| match fault {
        Some(_) => 0,
        None => body(machine),
    };
    pass(Faults::ALLOCATION, limit, arguments, body, true)
}

fn pass<R: Outcome, A: Into<Arguments>>(
    name: &'static str,
    limit: u8,
    arguments: impl FnOnce(&Arc<Inner>) -> A,
    body: impl FnOnce(&Arc<Inner>, Option<NTSTATUS>) -> R,
    may_fail: bool,
) -> R {
    running::in_host(|| {
        let (machine, failing) = begin(name, may_fail);
        machine.trace(|| EventKind::Call { ddi: name, arguments: arguments(&machine).into() });
        check(&machine, name, limit);
        let fault = match (failing, may_fail) {
            (true, _) => Some(STATUS_INSUFFICIENT_RESOURCES),
            (false, true) => strike(&machine, name),
            (false, false) => None,
        };
        let result = body(&machine, fault);
        machine.trace(|| EventKind::CallReturned { ddi: name, result: result.traced() });
        machine.tell_time();
        crash::stop_if_overdue();
        // Another callback may have run in this call.
        running::note_call(name);
        result
    })
}

// There is a `pass` for each call that a driver can make. What is the same for all of them is in the
// functions below, so that the compiler makes their code once.

/// Lets other threads run before a call. Returns the machine, and whether the exploration makes the
/// call fail.
fn begin(name: &'static str, may_fail: bool) -> (Arc<Inner>, bool) {
    running::note_call(name);
    let machine = machine(name);
    let failing = if may_fail {
        points::fails()
    } else {
        points::point();
        false
    };
    machine.preempt_before(name);
    machine.stop_if_crashed();
    // The call follows the driver's pointers.
    footprint::look(Resource::DRIVER_MEMORY);
    (machine, failing)
}

/// Reports a call at a wrong IRQL, on a wrong stack, or before the driver object is created.
fn check(machine: &Arc<Inner>, name: &'static str, limit: u8) {
    let irql = running::irql();
    if irql > limit {
        let detail = format!("called at IRQL {irql}, allowed up to {limit}");
        machine.violation(Rule::WrongIrql, Subject::None, name, detail);
    }
    if !points::switch::is_on_own_stack() {
        let detail = "called on a stack that the driver made, expected the thread's".into();
        machine.violation(Rule::StackSwitched, Subject::None, name, detail);
    }
    if running::driver_function() == "DriverEntry"
        && name.starts_with("Wdf")
        // The binding precedes the driver object.
        && !name.starts_with("WdfVersion")
        && name != "WdfDriverCreate"
    {
        machine.check_created(name);
    }
}

/// The status with which a test makes a call fail.
fn strike(machine: &Inner, name: &'static str) -> Option<NTSTATUS> {
    machine.with(|state| state.faults.strike(name))
}

impl Inner {
    /// Runs the action that a test has set before a call.
    fn preempt_before(self: &Arc<Self>, name: &str) {
        if let Some(action) = self.due_preemption(name) {
            self.preempt(move |machine: &Machine| action(machine));
        }
    }
}
