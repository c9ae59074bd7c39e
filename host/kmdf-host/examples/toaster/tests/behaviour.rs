//! What the toaster does, in one order of events.

mod support;

use std::time::Duration;

use kmdf_host::abi::{
    STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER,
};
use kmdf_host::{File, Machine};
use support::{package, start};
use toaster::{IDLE_MS, IOCTL_COUNT, IOCTL_SET_BROWNING, IOCTL_TOAST, SLICE};

/// Toasts a slice, and returns what comes out.
fn toast(file: &File, slice: &[u8]) -> Vec<u8> {
    let result = file.device_control(IOCTL_TOAST, slice, slice.len()).wait();
    let result = result.expect("the request completes");
    assert_eq!(result.status, 0);
    result.data.to_vec()
}

/// How many slices were toasted.
fn count(file: &File) -> u32 {
    let result = file.device_control(IOCTL_COUNT, &[], 4).wait().expect("the request completes");
    u32::from_le_bytes(result.data[..].try_into().expect("four bytes"))
}

fn set_browning(file: &File, browning: u8) -> i32 {
    let result = file.device_control(IOCTL_SET_BROWNING, &[browning], 0).wait();
    result.expect("the request completes").status
}

/// How often the device has entered and left D0.
fn power_changes(machine: &Machine) -> [usize; 2] {
    let trace = machine.trace();
    ["EvtDeviceD0Entry", "EvtDeviceD0Exit"]
        .map(|name| trace.iter().filter(|event| event.kind.enters(name)).count())
}

#[test]
fn slice_comes_out_darker_by_the_browning() {
    let machine = Machine::new();
    let (_, file) = start(&machine, package());
    assert_eq!(toast(&file, b"bread\xFF"), b"csfbe\xFF");
    assert_eq!(set_browning(&file, 3), 0);
    assert_eq!(toast(&file, b"bread"), b"euhdg");
    assert_eq!(count(&file), 2);
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn request_that_the_toaster_cannot_do_is_refused() {
    let machine = Machine::new();
    let (_, file) = start(&machine, package());
    for (code, input, output, expected) in [
        (IOCTL_SET_BROWNING, &[][..], 0, STATUS_BUFFER_TOO_SMALL),
        (IOCTL_SET_BROWNING, &[0], 0, STATUS_INVALID_PARAMETER),
        (IOCTL_SET_BROWNING, &[7], 0, STATUS_INVALID_PARAMETER),
        (IOCTL_TOAST, &[0; SLICE + 1], SLICE + 1, STATUS_INVALID_PARAMETER),
        (IOCTL_TOAST, &[], 1, STATUS_BUFFER_TOO_SMALL),
        (IOCTL_COUNT, &[], 0, STATUS_BUFFER_TOO_SMALL),
        (IOCTL_COUNT + 4, &[], 0, STATUS_INVALID_DEVICE_REQUEST),
    ] {
        let result =
            file.device_control(code, input, output).wait().expect("the request completes");
        let found = result.status;
        assert_eq!(found, expected, "{code:#x}, {} bytes: {found:#x}", input.len());
    }
    assert_eq!(count(&file), 0);
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn toaster_leaves_d0_when_idle_and_comes_back_for_a_slice() {
    let machine = Machine::new();
    let (_, file) = start(&machine, package());
    assert_eq!(set_browning(&file, 2), 0);
    machine.advance(Duration::from_millis(u64::from(IDLE_MS) - 1));
    assert_eq!(power_changes(&machine), [1, 0]);
    machine.advance(Duration::from_millis(1));
    assert_eq!(power_changes(&machine), [1, 1]);
    // The browning outlasts the sleep.
    assert_eq!(toast(&file, b"bread"), b"dtgcf");
    assert_eq!(power_changes(&machine), [2, 1]);
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn slice_for_a_suspended_toaster_waits_until_the_resume() {
    let machine = Machine::new();
    let (node, file) = start(&machine, package());
    node.suspend().expect("the device falls asleep");
    let slice = file.device_control(IOCTL_TOAST, b"bread", 5);
    assert_eq!(slice.result(), None);
    node.resume().expect("the device wakes");
    assert_eq!(slice.wait().expect("the request completes").data, b"csfbe");
    assert_eq!(machine.shut_down(), []);
}
