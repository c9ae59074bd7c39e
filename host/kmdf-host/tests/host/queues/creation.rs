//! What a queue's configuration may combine (KMDF behaviour, "Creating a queue").

use wdk_sys::_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
use wdk_sys::{
    NTSTATUS, STATUS_INVALID_PARAMETER, WDF_IO_QUEUE_CONFIG, WDF_NO_OBJECT_ATTRIBUTES, WDFQUEUE,
    WDFREQUEST,
};

use crate::closure_driver::{Bench, Device, SUCCESS};
use crate::raw_driver::{queue_config, wdf};

extern "C" fn evt_default(_: WDFQUEUE, _: WDFREQUEST) {}

fn create(device: Device, mut config: WDF_IO_QUEUE_CONFIG) -> NTSTATUS {
    let mut queue: WDFQUEUE = std::ptr::null_mut();
    let (none, out) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut queue);
    wdf!(WdfIoQueueCreate, device.0, &raw mut config, none, out)
}

/// A configuration with or without a handler, and with a limit of presented requests.
fn config(dispatch_type: i32, handler: bool, limit: u32) -> WDF_IO_QUEUE_CONFIG {
    let mut config = queue_config(dispatch_type);
    config.EvtIoDefault = if handler { Some(evt_default) } else { None };
    config.Settings.Parallel.NumberOfPresentedRequests = limit;
    config
}

/// Creates queues in `EvtDriverDeviceAdd`, and compares their statuses.
fn expect(rows: &'static [(i32, bool, u32, NTSTATUS)]) {
    let bench = Bench::new(move |adding| {
        let device = adding.device();
        for (dispatch_type, handler, limit, expected) in rows {
            let found = create(device, config(*dispatch_type, *handler, *limit));
            assert_eq!(found, *expected, "type {dispatch_type}, {handler}, limit {limit}");
        }
    });
    bench.end_clean();
}

#[test]
fn a_manual_queue_has_no_handler() {
    expect(&[
        (Dispatch::WdfIoQueueDispatchManual, false, 0, SUCCESS),
        (Dispatch::WdfIoQueueDispatchManual, true, 0, STATUS_INVALID_PARAMETER),
    ]);
}

#[test]
fn only_a_parallel_queue_has_a_limit() {
    expect(&[
        (Dispatch::WdfIoQueueDispatchParallel, true, 2, SUCCESS),
        (Dispatch::WdfIoQueueDispatchSequential, true, 0, SUCCESS),
        (Dispatch::WdfIoQueueDispatchSequential, true, 2, STATUS_INVALID_PARAMETER),
        (Dispatch::WdfIoQueueDispatchManual, false, 2, STATUS_INVALID_PARAMETER),
    ]);
}
