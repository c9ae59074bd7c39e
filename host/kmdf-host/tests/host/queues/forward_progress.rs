//! Forward progress of queues, against KMDF behaviour, "Forward progress".

use wdk_sys::{
    NTSTATUS, PIRP, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_UNSUCCESSFUL,
    WDF_IO_FORWARD_PROGRESS_ACTION, WDF_IO_QUEUE_FORWARD_PROGRESS_POLICY, WDFQUEUE, WDFREQUEST,
};

use crate::closure_driver::{Bench, Queue, Rule, SUCCESS, count, counted, ddi, parallel, status};

const ALWAYS: i32 = 1;
const EXAMINE: i32 = 2;

unsafe extern "C" fn for_reserved(_: WDFQUEUE, request: WDFREQUEST) -> NTSTATUS {
    assert_eq!(ddi!(WdfRequestIsReserved, request), 1);
    if count("reserved") == 3 { STATUS_INSUFFICIENT_RESOURCES } else { SUCCESS }
}

unsafe extern "C" fn for_request(_: WDFQUEUE, request: WDFREQUEST) -> NTSTATUS {
    assert_eq!(ddi!(WdfRequestIsReserved, request), 0);
    if count("request") == 2 { STATUS_INSUFFICIENT_RESOURCES } else { SUCCESS }
}

unsafe extern "C" fn examine(_: WDFQUEUE, _: PIRP) -> WDF_IO_FORWARD_PROGRESS_ACTION {
    1
}

fn assign(queue: Queue, requests: u32, policy: i32, examines: bool) -> NTSTATUS {
    let mut config = WDF_IO_QUEUE_FORWARD_PROGRESS_POLICY {
        Size: 40,
        TotalForwardProgressRequests: requests,
        ForwardProgressReservedPolicy: policy,
        EvtIoAllocateResourcesForReservedRequest: Some(for_reserved),
        EvtIoAllocateRequestResources: Some(for_request),
        ..Default::default()
    };
    if examines {
        let settings = &mut config.ForwardProgressReservePolicySettings.Policy;
        settings.ExaminePolicy.EvtIoWdmIrpForForwardProgress = Some(examine);
    }
    ddi!(WdfIoQueueAssignForwardProgressPolicy, queue.0, &raw mut config)
}

fn bench(assign: fn(Queue)) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let queue = parallel(u32::MAX).read(|_, request| request.complete(SUCCESS));
        assign(queue.for_everything().create(device));
    })
}

#[test]
fn requests_are_set_aside_and_each_request_gets_its_resources() {
    let bench = bench(|queue| {
        assert_eq!(assign(queue, 2, EXAMINE, true), SUCCESS);
        assert_eq!(counted("reserved"), 2);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(status(&file.read(1)), STATUS_UNSUCCESSFUL, "its resources are short");
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn policy_that_makes_no_sense_or_comes_twice_is_refused() {
    let bench = bench(|queue| {
        assert_eq!(assign(queue, 1, EXAMINE, false), STATUS_INVALID_PARAMETER);
        assert_eq!(assign(queue, 0, ALWAYS, false), STATUS_INVALID_PARAMETER);
        assert_eq!(assign(queue, 1, 4, false), STATUS_INVALID_PARAMETER);
        assert_eq!(assign(queue, 1, ALWAYS, false), SUCCESS);
        assert_eq!(assign(queue, 1, ALWAYS, false), STATUS_INVALID_PARAMETER);
    });
    let rules: Vec<Rule> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::ObjectMisused]);
}

#[test]
fn driver_without_resources_for_the_reserved_requests_has_no_policy() {
    let bench = bench(|queue| {
        assert_eq!(assign(queue, 5, ALWAYS, false), STATUS_INSUFFICIENT_RESOURCES);
        assert_eq!(assign(queue, 2, ALWAYS, false), SUCCESS, "the queue has none yet");
    });
    bench.end_clean();
}
