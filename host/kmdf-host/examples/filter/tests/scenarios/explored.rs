//! The orders of a write, its cancellation and a tick.

use echo_support::Variant;
use kmdf_host::explore::{Explorer, Stage, Strategy};

use super::Bench;
use crate::drivers;

fn explore(variant: Variant, strategy: Strategy) {
    let package = drivers().package();
    let report = Explorer::new(strategy).run(&move |stage: &mut Stage| {
        let bench = Bench::on(stage.machine(), package.clone(), variant);
        let (writer, file) = (bench.file.clone(), bench.file);
        stage.thread("write", move |_| {
            let result = writer.write(b"a").wait().expect("the write completes");
            assert!(result.status == 0 || result.information == 0);
        });
        stage.thread("cancel", move |_| _ = file.cancel_all());
        stage.allow_ticks(1);
    });
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn auto_sync_below_keeps_the_rules_in_every_order() {
    explore(Variant::AutoSync, Strategy::exhaustive());
}

#[test]
fn driver_sync_below_keeps_the_rules_with_two_preemptions() {
    explore(Variant::DriverSync, Strategy::preemptions(2));
}
