//! Tests of the bell.

use std::time::Duration;

use kmdf_host::abi::{STATUS_CANCELLED, STATUS_INSUFFICIENT_RESOURCES};
use kmdf_host::{Fault, FaultTarget, Machine};

use super::driver::{BELL, driver_entry};
use super::{explore, package};

#[test]
fn read_completes_at_the_next_tick() {
    let machine = Machine::new();
    machine.install(package(driver_entry)).unwrap();
    machine.create_device(r"root\bell").unwrap();
    let file = machine.process().open(&machine.interfaces(&BELL)[0]).unwrap();

    let read = file.read(1);
    machine.advance(Duration::from_millis(99));
    assert_eq!(read.result(), None);
    machine.advance(Duration::from_millis(1));
    assert_eq!(read.result().unwrap().data, b"!");

    assert_eq!(machine.shut_down(), []);
}

#[test]
fn read_cancelled_before_it_is_marked_completes() {
    let machine = Machine::new();
    machine.install(package(driver_entry)).unwrap();
    machine.create_device(r"root\bell").unwrap();
    let file = machine.process().open(&machine.interfaces(&BELL)[0]).unwrap();

    let other = file.clone();
    machine.before_call("WdfRequestMarkCancelableEx", 1, move |_| _ = other.cancel_all());
    assert_eq!(file.read(1).wait().unwrap().status, STATUS_CANCELLED);

    assert_eq!(machine.shut_down(), []);
}

#[test]
fn device_without_a_timer_leaves_nothing_behind() {
    let machine = Machine::new();
    machine.install(package(driver_entry)).unwrap();
    machine.inject(Fault {
        call: FaultTarget::Ddi("WdfTimerCreate"),
        nth: 1,
        status: STATUS_INSUFFICIENT_RESOURCES,
    });
    machine.create_device(r"root\bell").unwrap();
    assert!(machine.interfaces(&BELL).is_empty());

    assert_eq!(machine.shut_down(), []);
}

#[test]
fn driver_keeps_the_rules_in_every_order() {
    let report = explore(driver_entry);
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}
