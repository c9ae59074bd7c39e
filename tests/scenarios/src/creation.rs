//! Loading the driver and creating a device, with each step failing in turn.

use kmdf_host::abi::STATUS_INSUFFICIENT_RESOURCES;
use kmdf_host::{Fault, FaultTarget, NodeStatus, Problem};

use crate::bench::Bench;
use crate::failures::{STATUS, each_fallible_call};
use echo_support::pattern;

/// The calls that only print the framework's version: the driver works without them.
const FOR_SHOW: [&str; 2] = ["WdfStringCreate", "WdfDriverRetrieveVersionString"];

/// Calls that every build makes to create a device.
const STEPS: [&str; 6] = [
    "WdfFdoInitOpenRegistryKey",
    "WdfRegistryQueryULong",
    "WdfDeviceCreate",
    "WdfDeviceCreateDeviceInterface",
    "WdfIoQueueCreate",
    "WdfTimerCreate",
];

pub(crate) fn failed_driver_entry_leaves_nothing_and_can_be_retried(bench: &Bench) {
    let call = FaultTarget::Ddi("WdfDriverCreate");
    let status = STATUS_INSUFFICIENT_RESOURCES;
    bench.machine.inject(Fault { call, nth: 1, status });
    let node = bench.node(&[]);
    let problem = Problem::FailedDriverEntry;
    assert_eq!(node.status(), NodeStatus::Failed { problem, status });
    assert_eq!((bench.machine.objects(), bench.machine.pool()), (Vec::new(), Vec::new()));
    assert_eq!(bench.story().count("EvtDriverDeviceAdd"), 0);
    bench.device().works();
}

pub(crate) fn each_failed_creation_step_leaves_nothing_and_can_be_retried(bench: &Bench) {
    let failed = each_failed_creation(bench);
    let missing: Vec<_> = STEPS.iter().filter(|step| !failed.contains(step)).collect();
    assert!(missing.is_empty(), "{missing:?} never failed; the calls that failed: {failed:?}");
    assert_eq!(failed.first(), Some(&"WdfDriverCreate"));
    let has_lock = failed.contains(&"WdfSpinLockCreate");
    assert_eq!(has_lock, !bench.is_serialized(), "whether a lock is created");
}

pub(crate) fn each_failed_creation_step_leaves_other_devices_alone(bench: &Bench) {
    let keeper = bench.device();
    let bytes = pattern(100, 5);
    keeper.store(&bytes);
    let failed = each_failed_creation(bench);
    assert!(failed.len() >= STEPS.len(), "{failed:?}");
    keeper.has_stored(&bytes);
    keeper.works();
}

pub(crate) fn version_of_the_framework_is_printed_by_a_debug_build(bench: &Bench) {
    bench.device();
    let lines = bench.machine.debug_output();
    if !bench.subject.debug_build {
        assert!(lines.is_empty(), "a release build prints: {lines:?}");
        return;
    }
    let [version, available] = lines.as_slice() else { panic!("two lines: {lines:?}") };
    // The text of the framework ends with the build of Windows, and nothing follows.
    let framework = version.strip_prefix("echo: Kernel Mode Driver Framework");
    let build = framework.and_then(|text| text.trim_end().rsplit_once('.')).map(|(_, build)| build);
    let is_build = build.is_some_and(|build| ["19041", "22621"].contains(&build));
    assert!(is_build, "the version of the framework: {version:?}");
    assert_eq!(available.trim_end(), "echo: version 1.0 of the framework is available");
}

/// Creates a device with each fallible call failing in turn, and after each failure a device that
/// works. Returns the calls that failed.
fn each_failed_creation(bench: &Bench) -> Vec<&'static str> {
    let machine = &bench.machine;
    let before = (machine.objects(), machine.pool());
    each_fallible_call(bench, |failed| {
        let node = bench.node(&[]);
        let failed = failed();
        let for_show = failed.is_some_and(|call| FOR_SHOW.contains(&call));
        if failed.is_none() || for_show {
            assert_eq!(node.status(), NodeStatus::Started, "{failed:?} failed");
        } else {
            let problem = match failed {
                Some("WdfDriverCreate") => Problem::FailedDriverEntry,
                _ => Problem::FailedAdd,
            };
            let status = NodeStatus::Failed { problem, status: STATUS };
            assert_eq!(node.status(), status, "{failed:?} failed");
            assert_eq!((machine.objects(), machine.pool()), before, "{failed:?} failed");
        }
        let removed = node.remove();
        assert!(removed.is_ok(), "{removed:?}");
        let again = bench.device();
        again.works();
        let removed = again.node.remove();
        assert!(removed.is_ok(), "{removed:?}");
        assert_eq!((machine.objects(), machine.pool()), before, "{failed:?} failed");
    })
}
