//! The limit on a driver's objects, which the driver's registry key sets.

use super::essence;
use crate::closure_driver::{
    Bench, Device, Dpc, Machine, Object, Rule, SUCCESS, WorkItem, below_device,
    inf_with_service_values, kept, sequential, status,
};

/// The value of a limit of two objects for each device.
const LIMIT: &str = r"HKR,Parameters\Wdf,ObjectLeakDetectionLimit,0x00010001,2";

/// A machine whose driver does `work` with each read, with values for the service's key.
fn limited(values: &str, work: impl Fn() + Send + Sync + Copy + 'static) -> Bench {
    let bench = Bench::from_inf(Machine::new(), &inf_with_service_values(values), move |adding| {
        let queue = sequential().read(move |_, request| {
            work();
            request.complete(SUCCESS);
        });
        queue.for_everything().create(adding.device());
        SUCCESS
    });
    bench.device();
    bench
}

/// Sends a number of reads.
fn read(bench: &Bench, reads: u32) {
    let file = bench.open();
    for _ in 0..reads {
        assert_eq!(status(&file.read(8)), SUCCESS);
    }
}

fn create_work_item() {
    WorkItem::create(kept::<Device>("device").object(), false, |_| {}).expect("a work item");
}

/// Checks that one violation was reported, with this call and these counts.
fn expect_excess(bench: &Bench, call: &str, counts: &str) {
    let violations = bench.shut_down();
    let found: Vec<_> = violations.iter().map(essence).collect();
    let subject = "HostTest".to_string();
    assert_eq!(found, [(Rule::TooManyObjects, subject, call, "EvtIoRead")], "{violations:#?}");
    assert!(violations[0].detail.starts_with(counts), "{}", violations[0].detail);
}

#[test]
fn work_items_beyond_the_limit_are_reported() {
    let bench = limited(LIMIT, create_work_item);
    read(&bench, 3);
    let counts = "1 WDFDEVICE, 2 WDFWORKITEM exist, expected at most 2 (ObjectLeakDetectionLimit)";
    expect_excess(&bench, "WdfWorkItemCreate", counts);
}

#[test]
fn objects_of_the_named_types_count() {
    let values =
        format!("{LIMIT}\nHKR,Parameters\\Wdf,ObjectsForLeakDetection,0x00010000,WDFOBJECT");
    let bench = limited(&values, || {
        create_work_item();
        Object::create(below_device()).expect("an object");
    });
    read(&bench, 2);
    assert_eq!(bench.machine.violations(), [], "work items do not count");
    read(&bench, 1);
    expect_excess(&bench, "WdfObjectCreate", "3 WDFOBJECT exist");
}

#[test]
fn dpcs_count_if_the_list_names_them() {
    let values = format!("{LIMIT}\nHKR,Parameters\\Wdf,ObjectsForLeakDetection,0x00010000,WDFDPC");
    let bench = limited(&values, || {
        Dpc::create(kept::<Device>("device").object(), false, |_| {}).expect("a DPC");
    });
    read(&bench, 3);
    expect_excess(&bench, "WdfDpcCreate", "3 WDFDPC exist");
}

#[test]
fn all_types_count_if_the_list_is_an_asterisk() {
    let values = format!("{LIMIT}\nHKR,Parameters\\Wdf,ObjectsForLeakDetection,0x00010000,*");
    let bench = limited(&values, || {});
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::TooManyObjects], "driver, device and queue are three");
}

#[test]
fn work_items_up_to_the_limit_are_not_reported() {
    let bench = limited(LIMIT, create_work_item);
    read(&bench, 1);
    let other = bench.device();
    read(&bench, 1);
    other.remove().expect("the second device goes");
    bench.end_clean();
}

#[test]
fn deleted_work_items_do_not_count() {
    let bench = limited(LIMIT, || {
        let item = WorkItem::create(kept::<Device>("device").object(), false, |_| {});
        item.expect("a work item").object().delete();
    });
    read(&bench, 5);
    bench.end_clean();
}

#[test]
fn objects_without_a_limit_are_not_reported() {
    let bench = limited("HKR,Parameters,Level,0x00010001,1", create_work_item);
    read(&bench, 20);
    bench.end_clean();
}
