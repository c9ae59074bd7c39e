//! Calls of the drivers that fail.

use echo_support::{INTERFACE, Variant, machine};
use kmdf_host::abi::STATUS_INSUFFICIENT_RESOURCES;
use kmdf_host::{Fault, FaultTarget};

use super::{Bench, id};
use crate::drivers;

/// More than both drivers make at the start.
const CALLS: u32 = 40;

const STATUS: i32 = STATUS_INSUFFICIENT_RESOURCES;

#[test]
fn each_call_that_fails_at_the_start_leaves_nothing_behind() {
    let mut starts = false;
    for nth in 1..=CALLS {
        let machine = machine();
        machine.install(drivers().package()).expect("the package installs");
        machine.inject(Fault { call: FaultTarget::AnyFallible, nth, status: STATUS });
        let node = machine.create_device(id(Variant::AutoSync)).expect("the INF has the model");
        starts = node.interface(&INTERFACE).is_some();
        assert_eq!(machine.shut_down(), [], "call {nth}");
        assert_eq!(machine.pool(), [], "call {nth}");
    }
    assert!(starts, "both drivers make fewer calls that can fail");
}

#[test]
fn each_call_that_fails_in_a_write_fails_the_write() {
    let calls =
        ["WdfRequestRetrieveInputMemory", "WdfMemoryCreate", "WdfIoTargetFormatRequestForWrite"];
    for call in calls {
        let bench = Bench::new(Variant::AutoSync);
        bench.machine.inject(Fault { call: FaultTarget::Ddi(call), nth: 1, status: STATUS });
        let result = bench.file.write(b"lost").wait().expect("it fails at once");
        assert_eq!((result.status, result.information), (STATUS, 0), "{call}");
        bench.end();
    }
}
