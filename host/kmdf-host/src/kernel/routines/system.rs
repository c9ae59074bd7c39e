//! What the kernel tells about processes, processors and itself.
#![forbid(unsafe_code)]

use super::super::place::Place;
use super::threads;
use crate::abi::{NTSTATUS, STATUS_SUCCESS};
use crate::running;
use crate::seam;
use crate::trace::ThreadName;

/// The process of the system, to which every thread but an application's belongs.
pub(super) const SYSTEM: usize = 4;

/// `PsGetCurrentProcessId`: that of the application in its own thread.
pub(super) fn process_id() -> usize {
    match running::thread_name() {
        ThreadName::Application(number) => number as usize * 4 + 4,
        _ => SYSTEM,
    }
}

/// `PsGetCurrentThreadId`. The numbers of the threads that drivers make begin behind all others.
pub(super) fn thread_id() -> usize {
    match running::thread_name() {
        ThreadName::System(number) => threads::id(number),
        _ => running::thread().map_or(0, |thread| usize::try_from(thread.0).unwrap_or(0) * 4),
    }
}

/// `KeQueryActiveProcessorCount`, with the mask of the processors.
pub(super) fn processors(mask: Place<u64>) -> u32 {
    mask.put(1);
    1
}

/// `KeQueryActiveProcessorCountEx`, `KeQueryMaximumProcessorCountEx`, `KeQueryActiveGroupCount` and
/// the like: a machine runs one thread at a time.
pub(super) fn one_processor(_group: u16) -> u32 {
    1
}

/// `KeQueryMaximumProcessorCount`.
pub(super) fn most_processors() -> u32 {
    1
}

/// `KeGetCurrentProcessorNumberEx`.
pub(super) fn processor_number(number: Place<u32>) -> u32 {
    number.put(0);
    0
}

/// The version of Windows 10 by default: 2004.
const BUILD: u32 = 19041;

/// The build of the machine's Windows.
pub(super) fn build(call: &str) -> u32 {
    seam::machine(call).with(|state| state.windows_build).unwrap_or(BUILD)
}

/// `RtlGetVersion`: fills an `RTL_OSVERSIONINFOW`, or the first part of the larger structure.
pub(super) fn version(information: Place<u32>) -> NTSTATUS {
    // Behind the size: major and minor version, build, VER_PLATFORM_WIN32_NT.
    information.at(1).write_all(&[10, 0, build("RtlGetVersion"), 2]);
    information.at(5).field::<u16>(0).write(0);
    STATUS_SUCCESS
}

/// `PsGetVersion`: TRUE for a checked build.
pub(super) fn is_checked(
    major: Place<u32>,
    minor: Place<u32>,
    build: Place<u32>,
    _service_pack: Place<u64>,
) -> u8 {
    major.put(10);
    minor.put(0);
    build.put(self::build("PsGetVersion"));
    0
}

/// `RtlRandomEx`: the next of a sequence that the seed alone decides.
pub(super) fn random(seed: Place<u32>) -> u32 {
    let next = seed.read().wrapping_mul(0x7FFF_FFED).wrapping_add(0x7FFF_FFC3) % 0x7FFF_FFFF;
    seed.write(next);
    next
}

/// `MmGetSystemRoutineAddress`: the host has no routine that a driver need not import.
pub(super) fn routine_address(_name: Place<u64>) -> *mut u8 {
    std::ptr::null_mut()
}
