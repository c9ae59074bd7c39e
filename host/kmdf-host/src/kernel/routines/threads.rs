//! The threads that drivers make.
#![forbid(unsafe_code)]

use super::super::place::Place;
use super::numbers::Numbers;
use super::system;
use crate::abi::{
    NTSTATUS, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH,
    STATUS_SUCCESS,
};
use crate::machine::Inner;
use crate::pnp::Routine;
use crate::rules::{Rule, Subject};
use crate::running;
use crate::seam;

/// Handles of threads: of the kernel, like those of files, and apart from these.
const HANDLES: Numbers = Numbers { first: 0xFFFF_FFFF_9000_0004, distance: 4 };

/// The variable `PsThreadType`: the type of threads, which drivers only compare.
pub static THREAD_TYPE: usize = 0xFFFF_B200_0000_1000;

/// The identifier of the thread with a number from 1.
pub(super) const fn id(number: usize) -> usize {
    0x10_0000 + 4 * number
}

/// `PsCreateSystemThread`.
pub(super) fn create(
    handle: Place<usize>,
    client: Place<usize>,
    address: usize,
    context: usize,
) -> NTSTATUS {
    if handle.is_null() || address == 0 {
        return STATUS_INVALID_PARAMETER;
    }
    let (driver, routine) = (running::driver(), Routine { address, context, item: None });
    let machine = seam::machine("PsCreateSystemThread");
    let number = machine.with(|state| state.new_system_thread(driver, routine));
    handle.write(HANDLES.value(number));
    if !client.is_null() {
        client.write_all(&[system::SYSTEM, id(number + 1)]);
    }
    STATUS_SUCCESS
}

/// `PsTerminateSystemThread`: does not return to the routine of a thread that a driver has made, and
/// refuses all other callers.
pub(super) fn terminate(_status: NTSTATUS) -> NTSTATUS {
    if running::leave_thread() { STATUS_SUCCESS } else { STATUS_INVALID_PARAMETER }
}

/// `ObReferenceObjectByHandle`: the object of a thread; the host has no other one.
pub(super) fn refer(handle: usize, kind: usize, object: Place<usize>) -> NTSTATUS {
    const CALL: &str = "ObReferenceObjectByHandle";
    if ![0, THREAD_TYPE].contains(&kind) {
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    let machine = seam::machine(CALL);
    let number = HANDLES.number(handle);
    let found =
        number.and_then(|number| machine.with(|state| state.refer_to_system_thread(number)));
    object.put(found.unwrap_or(0));
    if found.is_none() {
        let detail = format!("{handle:#x} is no open handle of a thread");
        machine.violation(Rule::WrongHandleType, Subject::None, CALL, detail);
        return STATUS_INVALID_HANDLE;
    }
    STATUS_SUCCESS
}

/// Closes the handle of a thread, if it is an open one.
pub(super) fn close(machine: &Inner, handle: usize) -> bool {
    HANDLES.number(handle).is_some_and(|number| machine.with(|s| s.close_system_thread(number)))
}
