//! What the driver does, in one order of events.

mod support;

use kmdf_host::Machine;
use kmdf_host::abi::{
    STATUS_BUFFER_TOO_SMALL, STATUS_CANCELLED, STATUS_DEVICE_BUSY, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_INVALID_PARAMETER, STATUS_SUCCESS,
};
use my_driver::interface::{IOCTL_POST, IOCTL_WAIT, MAX_MESSAGE};
use support::{open, package, start};

#[test]
fn wait_gets_the_message_that_is_posted_later() {
    let machine = Machine::new();
    start(&machine, package());
    let (waiter, poster) = (open(&machine), open(&machine));

    let wait = waiter.device_control(IOCTL_WAIT, &[], MAX_MESSAGE);
    assert_eq!(wait.result(), None);
    let post = poster.device_control(IOCTL_POST, b"hello", 0).wait().unwrap();
    assert_eq!((post.status, post.information), (STATUS_SUCCESS, 0));
    assert_eq!(wait.wait().unwrap().data, b"hello");

    assert_eq!(machine.shut_down(), []);
}

#[test]
fn message_waits_and_a_second_one_is_refused() {
    let machine = Machine::new();
    start(&machine, package());
    let file = open(&machine);

    let post = |text: &[u8]| file.device_control(IOCTL_POST, text, 0).wait().unwrap().status;
    assert_eq!(post(b"first"), STATUS_SUCCESS);
    assert_eq!(post(b"second"), STATUS_DEVICE_BUSY);
    let wait = file.device_control(IOCTL_WAIT, &[], MAX_MESSAGE).wait().unwrap();
    assert_eq!(wait.data, b"first");

    assert_eq!(machine.shut_down(), []);
}

#[test]
fn wait_ends_when_it_is_cancelled_or_the_device_is_removed() {
    let machine = Machine::new();
    start(&machine, package());
    let file = open(&machine);

    let wait = file.device_control(IOCTL_WAIT, &[], MAX_MESSAGE);
    assert!(file.cancel_all());
    assert_eq!(wait.wait().unwrap().status, STATUS_CANCELLED);

    let wait = file.device_control(IOCTL_WAIT, &[], MAX_MESSAGE);
    machine.devices()[0].surprise_remove().unwrap();
    assert_eq!(wait.wait().unwrap().status, STATUS_CANCELLED);

    file.close();
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn wait_lasts_while_the_system_sleeps() {
    let machine = Machine::new();
    start(&machine, package());
    let (waiter, poster) = (open(&machine), open(&machine));

    let wait = waiter.device_control(IOCTL_WAIT, &[], MAX_MESSAGE);
    let device = machine.devices().remove(0);
    device.suspend().unwrap();
    let post = poster.device_control(IOCTL_POST, b"hello", 0);
    assert_eq!(wait.result(), None);
    device.resume().unwrap();
    assert_eq!(post.wait().unwrap().status, STATUS_SUCCESS);
    assert_eq!(wait.wait().unwrap().data, b"hello");

    assert_eq!(machine.shut_down(), []);
}

#[test]
fn request_that_the_driver_does_not_know_is_refused() {
    let machine = Machine::new();
    start(&machine, package());
    let file = open(&machine);

    for (code, input, output, expected) in [
        (IOCTL_POST, &[0; MAX_MESSAGE + 1][..], 0, STATUS_INVALID_PARAMETER),
        (IOCTL_POST, &[], 0, STATUS_BUFFER_TOO_SMALL),
        (IOCTL_WAIT, &[], MAX_MESSAGE - 1, STATUS_BUFFER_TOO_SMALL),
        (IOCTL_WAIT + 4, &[], 0, STATUS_INVALID_DEVICE_REQUEST),
    ] {
        let result = file.device_control(code, input, output).wait().unwrap();
        assert_eq!(result.status, expected, "{code:#x} with {} and {output}", input.len());
    }

    assert_eq!(machine.shut_down(), []);
}
