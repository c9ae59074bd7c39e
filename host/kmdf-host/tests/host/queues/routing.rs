//! `WdfDeviceConfigureRequestDispatching` (KMDF behaviour, "Routing request types").

use wdk_sys::_WDF_REQUEST_TYPE::{WdfRequestTypeCleanup, WdfRequestTypeRead, WdfRequestTypeWrite};
use wdk_sys::{
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER,
};

use super::{complete, with_side_door};
use crate::closure_driver::{Bench, Device, Queue, Rule, SUCCESS, keep, kept, manual, sequential};

/// A status that the published crate does not have.
const STATUS_WDF_BUSY: i32 = 0xC020_0204_u32.cast_signed();

/// A machine whose driver has queues for reads, for everything and for nothing in particular, and
/// routes types in `EvtDriverDeviceAdd`.
fn with_queues(add: fn(Device)) -> Bench {
    with_side_door(move |device| {
        let reads = || sequential().read(|_, request| complete(request));
        keep("device", device);
        keep("reads", reads().create(device));
        keep("default", reads().for_everything().create(device));
        keep("manual", manual().create(device));
        add(device);
    })
}

fn route(queue: &'static str, request_type: i32) -> i32 {
    kept::<Device>("device").route(kept::<Queue>(queue), request_type)
}

#[test]
fn a_type_is_routed_once_to_a_queue_that_handles_it() {
    let bench = with_queues(|_| {
        assert_eq!(route("reads", WdfRequestTypeCleanup), STATUS_INVALID_PARAMETER);
        assert_eq!(route("default", WdfRequestTypeRead), STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(route("reads", WdfRequestTypeWrite), STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(route("reads", WdfRequestTypeRead), SUCCESS);
        assert_eq!(route("manual", WdfRequestTypeRead), STATUS_WDF_BUSY);
        assert_eq!(route("manual", WdfRequestTypeWrite), SUCCESS);
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::WrongConfiguration; 3]);
}

#[test]
fn after_the_start_the_state_counts_before_the_handlers() {
    let bench = with_queues(|_| {});
    bench.run(&bench.open(), || {
        assert_eq!(route("reads", WdfRequestTypeCleanup), STATUS_INVALID_PARAMETER);
        for queue in ["default", "reads", "manual"] {
            assert_eq!(route(queue, WdfRequestTypeWrite), STATUS_INVALID_DEVICE_STATE, "{queue}");
        }
    });
    bench.end_clean();
}
