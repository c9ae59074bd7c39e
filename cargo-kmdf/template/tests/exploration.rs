//! What the driver does in every order of events.

mod support;

use kmdf_host::abi::{STATUS_CANCELLED, STATUS_SUCCESS};
use kmdf_host::explore::{Explorer, Stage, Strategy};
use my_driver::interface::{IOCTL_POST, IOCTL_WAIT, MAX_MESSAGE};
use support::{open, package, start};

#[test]
fn message_reaches_the_wait_with_up_to_two_preemptions() {
    let package = package();
    // All orders of these two threads and their work items are too many for a test.
    let report = Explorer::new(Strategy::preemptions(2)).run(&move |stage: &mut Stage| {
        // Set up in one order.
        let machine = stage.machine();
        start(&machine, package.clone());
        let (waiter, poster) = (open(&machine), open(&machine));

        // From here on, other threads run in between.
        stage.thread("wait", move |_| {
            let wait = waiter.device_control(IOCTL_WAIT, &[], MAX_MESSAGE).wait().unwrap();
            assert_eq!(wait.data, b"hello");
        });
        stage.thread("post", move |_| {
            let post = poster.device_control(IOCTL_POST, b"hello", 0).wait().unwrap();
            assert_eq!(post.status, STATUS_SUCCESS);
        });
    });
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn wait_gets_the_message_or_is_cancelled_in_every_order() {
    let package = package();
    let report = Explorer::new(Strategy::exhaustive()).run(&move |stage: &mut Stage| {
        let machine = stage.machine();
        start(&machine, package.clone());
        let (waiter, poster) = (open(&machine), open(&machine));
        poster.device_control(IOCTL_POST, b"hello", 0).wait().unwrap();

        let canceler = waiter.clone();
        stage.thread("wait", move |_| {
            let wait = waiter.device_control(IOCTL_WAIT, &[], MAX_MESSAGE).wait().unwrap();
            assert!(wait.status == STATUS_CANCELLED || wait.data == b"hello", "{wait:?}");
        });
        stage.thread("cancel", move |_| _ = canceler.cancel_all());
    });
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn device_starts_or_leaves_nothing_behind_when_a_call_fails() {
    let package = package();
    let report = Explorer::new(Strategy::exhaustive()).run(&move |stage: &mut Stage| {
        let package = package.clone();
        stage.thread("install", move |machine| {
            machine.install(package).expect("the package installs");
            _ = machine.create_device(r"root\my_driver");
        });
        stage.allow_failures(1);
    });
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}
