//! What the toaster does in every order of events.

mod support;

use kmdf_host::explore::{Explorer, Report, Stage, Strategy};
use support::{package, start};
use toaster::{IOCTL_COUNT, IOCTL_TOAST};

fn check(report: &Report) {
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn slices_never_meet_a_cold_heater_with_a_preemption() {
    let package = package();
    // More preemptions of these threads and of the device's power changes are too many for a test.
    let report = Explorer::new(Strategy::preemptions(1)).run(&move |stage: &mut Stage| {
        // Set up in one order.
        let (_, file) = start(&stage.machine(), package.clone());

        // From here on, other threads run in between, and the idle timer may expire.
        for name in ["first slice", "second slice"] {
            let file = file.clone();
            stage.thread(name, move |_| {
                let slice = file.device_control(IOCTL_TOAST, b"bread", 5).wait();
                assert_eq!(slice.expect("the request completes").data, b"csfbe");
            });
        }
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            let count = file.device_control(IOCTL_COUNT, &[], 4).wait();
            let count = count.map_err(|error| error.to_string())?.data;
            (count == [2, 0, 0, 0]).then_some(()).ok_or(format!("{count:?} slices"))
        });
    });
    check(&report);
}

#[test]
fn device_starts_or_leaves_nothing_behind_when_a_call_fails() {
    let package = package();
    let report = Explorer::new(Strategy::exhaustive()).run(&move |stage: &mut Stage| {
        let package = package.clone();
        stage.thread("install", move |machine| {
            machine.install(package).expect("the package installs");
            _ = machine.create_device(r"root\toaster");
        });
        stage.allow_failures(1);
    });
    check(&report);
}
