//! Requests that a driver finds in a queue and takes out of it, and the notice that a queue has some.

use std::ptr::null_mut;

use wdk_sys::{
    STATUS_INVALID_DEVICE_STATE, STATUS_NO_MORE_ENTRIES, WDF_REQUEST_PARAMETERS, WDFCONTEXT,
    WDFQUEUE, WDFREQUEST,
};

use super::{complete, with_side_door};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, SUCCESS, attributes, ddi, is_pending, keep, kept, manual,
    note, notes, parallel, status,
};

/// `STATUS_INVALID_PARAMETER_4` and `STATUS_NOT_FOUND`.
const INVALID_PARAMETER_4: i32 = 0xC000_00F2_u32.cast_signed();
const NOT_FOUND: i32 = 0xC000_0225_u32.cast_signed();
const WDF_PAUSED: i32 = 0xC020_0203_u32.cast_signed();

fn queue() -> Queue {
    kept("queue")
}

/// A machine whose reads stay in a manual queue.
fn holding() -> Bench {
    with_side_door(|device| {
        keep("queue", manual().for_everything().create(device));
    })
}

/// `WdfIoQueueFindRequest` behind a request; NULL begins at the head.
fn find(tag: WDFREQUEST) -> Result<WDFREQUEST, i32> {
    let mut found: WDFREQUEST = null_mut();
    let none = null_mut();
    let status = ddi!(WdfIoQueueFindRequest, queue().0, tag, none, null_mut(), &raw mut found);
    if status == SUCCESS { Ok(found) } else { Err(status) }
}

fn retrieve(found: WDFREQUEST) -> Result<Request, i32> {
    let mut taken: WDFREQUEST = null_mut();
    let status = ddi!(WdfIoQueueRetrieveFoundRequest, queue().0, found, &raw mut taken);
    if status == SUCCESS { Ok(Request(taken)) } else { Err(status) }
}

fn dereference(request: WDFREQUEST) {
    ddi!(WdfObjectDereferenceActual, request.cast(), null_mut(), 0, null_mut());
}

#[test]
fn found_request_stays_until_it_is_retrieved() {
    let bench = holding();
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.run(&file, || {
        let first = find(null_mut()).expect("the first read");
        let second = find(first).expect("the second read");
        assert_eq!(find(second), Err(STATUS_NO_MORE_ENTRIES));
        assert_eq!(queue().state().1, 2, "both stay in the queue");
        complete(retrieve(second).expect("the second read is there"));
        assert_eq!(retrieve(second).err(), Some(NOT_FOUND));
        dereference(first);
        dereference(second);
    });
    assert!(is_pending(&reads[0]));
    assert_eq!(status(&reads[1]), SUCCESS);
    bench.run(&file, || complete(queue().next().expect("the first read")));
    bench.end_clean();
}

#[test]
fn search_behind_a_request_that_was_cancelled_meanwhile_starts_again() {
    let bench = holding();
    let file = bench.open();
    let read = file.read(1);
    bench.run(&file, || keep("found", Request(find(null_mut()).expect("the read"))));
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.run(&file, || {
        let found = kept::<Request>("found").0;
        assert_eq!(find(found), Err(NOT_FOUND));
        assert_eq!(retrieve(found).err(), Some(NOT_FOUND));
        dereference(found);
    });
    bench.end_clean();
}

#[test]
fn requests_of_one_file_are_found_and_retrieved() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        let device = adding.device();
        keep("queue", manual().for_everything().create(device));
        keep(
            "own",
            parallel(9)
                .control(|_, request| {
                    let file = ddi!(WdfRequestGetFileObject, request.0);
                    let mut parameters = WDF_REQUEST_PARAMETERS { Size: 40, ..Default::default() };
                    let mut found: WDFREQUEST = null_mut();
                    let (parameters, out) = (&raw mut parameters, &raw mut found);
                    let manual = queue().0;
                    let status =
                        ddi!(WdfIoQueueFindRequest, manual, null_mut(), file, parameters, out);
                    assert_eq!(status, SUCCESS);
                    dereference(found);
                    let mut taken: WDFREQUEST = null_mut();
                    let out = &raw mut taken;
                    let status = ddi!(WdfIoQueueRetrieveRequestByFileObject, manual, file, out);
                    assert_eq!((status, taken), (SUCCESS, found));
                    complete(Request(taken));
                    let status = ddi!(WdfIoQueueRetrieveRequestByFileObject, manual, file, out);
                    assert_eq!((status, taken), (STATUS_NO_MORE_ENTRIES, null_mut()));
                    complete(request);
                })
                .create(device),
        );
        let control = wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl;
        let own = kept::<Queue>("own").0;
        assert_eq!(ddi!(WdfDeviceConfigureRequestDispatching, device.0, own, control), SUCCESS);
    });
    bench.on_create(|request, _| complete(request));
    let (first, second) = (bench.open(), bench.open());
    let reads = [first.read(1), second.read(1)];
    assert_eq!(status(&second.device_control(0x22_2000, &[], 0)), SUCCESS);
    assert!(is_pending(&reads[0]));
    assert_eq!(status(&reads[1]), SUCCESS);
    first.close();
    bench.check();
    bench.end_clean();
}

#[test]
fn small_parameters_structure_is_refused() {
    let bench = holding();
    let file = bench.open();
    bench.run(&file, || {
        let mut parameters = WDF_REQUEST_PARAMETERS { Size: 8, ..Default::default() };
        let mut found: WDFREQUEST = null_mut();
        let (parameters, none) = (&raw mut parameters, null_mut());
        let manual = queue().0;
        let out = &raw mut found;
        let status = ddi!(WdfIoQueueFindRequest, manual, none, null_mut(), parameters, out);
        assert_eq!(status, INVALID_PARAMETER_4);
    });
    bench.end_clean();
}

#[test]
fn empty_reads_are_completed_on_the_way_to_the_next() {
    let bench = holding();
    let file = bench.open();
    let reads = [file.read(0), file.read(1)];
    bench.run(&file, || complete(queue().next().expect("the read of a byte")));
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn stopped_queue_lets_requests_be_found_and_not_retrieved() {
    let bench = holding();
    let file = bench.open();
    let read = file.read(1);
    bench.run(&file, || {
        queue().stop(|_| note("stopped"));
        let found = find(null_mut()).expect("the read");
        assert_eq!(retrieve(found).err(), Some(WDF_PAUSED));
        dereference(found);
        queue().start();
        complete(queue().next().expect("the read"));
    });
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn parallel_queue_gives_no_request_away() {
    let bench = with_side_door(|device| {
        keep("queue", parallel(1).read(|_, request| complete(request)).create(device));
    });
    let file = bench.open();
    bench.run(&file, || {
        assert_eq!(queue().next().err(), Some(STATUS_INVALID_DEVICE_STATE));
    });
    bench.end_clean();
}

unsafe extern "C" fn evt_ready(queue: WDFQUEUE, _: WDFCONTEXT) {
    note("ready");
    while let Ok(request) = Queue(queue).next() {
        complete(request);
    }
}

#[test]
fn ready_callback_is_called_for_the_first_request_of_an_empty_queue() {
    let bench = holding();
    let file = bench.open();
    bench.run(&file, || {
        assert_eq!(ddi!(WdfIoQueueReadyNotify, queue().0, Some(evt_ready), null_mut()), SUCCESS);
    });
    assert_eq!(notes(), [""; 0], "the queue has never had a request");
    assert_eq!([file.read(1), file.read(2)].map(|read| status(&read)), [SUCCESS; 2]);
    assert_eq!(notes(), ["ready", "ready"]);
    bench.end_clean();
}

#[test]
fn ready_callback_waits_for_the_start_of_a_stopped_queue() {
    let bench = holding();
    let file = bench.open();
    bench.run(&file, || {
        assert_eq!(ddi!(WdfIoQueueReadyNotify, queue().0, Some(evt_ready), null_mut()), SUCCESS);
        queue().stop(|_| {});
    });
    let reads = [file.read(1), file.read(2)];
    assert_eq!(notes(), [""; 0]);
    bench.run(&file, || queue().start());
    assert_eq!(notes(), ["ready"], "once for both");
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.run(&file, || {
        queue().stop(|_| {});
        assert_eq!(ddi!(WdfIoQueueReadyNotify, queue().0, None, null_mut()), SUCCESS);
        queue().start();
    });
    let read = file.read(3);
    assert!(is_pending(&read), "the callback is off");
    bench.run(&file, || complete(queue().next().expect("the read")));
    bench.end_clean();
}
