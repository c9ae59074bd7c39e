//! The rules about handles and memory, for requests that the driver has completed.

use std::ptr::null_mut;

use wdk_sys::{_POOL_TYPE, WDFMEMORY};

use super::expect_only;
use crate::closure_driver::{
    Bench, File, Object, Operation, Request, Rule, SUCCESS, below_device, ddi, sequential, status,
};

/// Sends a request of one type, whose callback is the second part.
type Send = (fn(&File) -> Operation, &'static str);

const READ: Send = (|file| file.read(8), "EvtIoRead");
const WRITE: Send = (|file| file.write(b"bytes"), "EvtIoWrite");
const CONTROL: Send = (|file| file.device_control(0x22_2004, b"input", 8), "EvtIoDeviceControl");

const COMPLETIONS: [fn(Request); 3] = [
    |request| request.complete(SUCCESS),
    |request| request.complete_with(SUCCESS, 1),
    |request| ddi!(WdfRequestCompleteWithPriorityBoost, request.0, SUCCESS, 0),
];

/// Does `work` with a request, and checks that one call is reported, about an object.
fn reports(
    send: Send,
    work: impl Fn(Request) + std::marker::Send + Sync + Copy + 'static,
    (rule, object, call): (Rule, &str, &str),
) {
    let (send, callback) = send;
    let bench = Bench::with_queue(move || {
        let queue = sequential().read(move |_, request| work(request));
        queue.write(move |_, request| work(request)).control(move |_, request| work(request))
    });
    assert_eq!(status(&send(&bench.open())), SUCCESS);
    expect_only(&bench, rule, object, call, callback);
    assert_eq!(bench.shut_down().len(), 1);
}

/// A call with a request, and its name.
type Call = (&'static str, fn(Request));

/// Checks that each call with a request of one type is reported after each form of completion.
fn are_stale(send: Send, calls: &[Call]) {
    for (name, call) in calls.iter().copied() {
        for complete in COMPLETIONS {
            let work = move |request| {
                complete(request);
                call(request);
            };
            reports(send, work, (Rule::StaleHandle, "R1", name));
        }
    }
}

const BUFFERS: [Call; 2] = [
    ("WdfRequestRetrieveInputBuffer", |request| assert!(request.buffer(false, 1).is_err())),
    ("WdfRequestRetrieveOutputBuffer", |request| assert!(request.buffer(true, 1).is_err())),
];

#[test]
fn buffer_retrieved_from_a_completed_read_is_reported() {
    are_stale(READ, &BUFFERS);
}

#[test]
fn buffer_retrieved_from_a_completed_write_is_reported() {
    are_stale(WRITE, &BUFFERS);
}

#[test]
fn buffer_retrieved_from_a_completed_control_is_reported() {
    are_stale(CONTROL, &BUFFERS);
}

/// The memory object of a request's output or input; NULL if the call fails.
fn memory_of(request: Request, output: bool) -> WDFMEMORY {
    let mut memory: WDFMEMORY = null_mut();
    let _ = if output {
        ddi!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory)
    } else {
        ddi!(WdfRequestRetrieveInputMemory, request.0, &raw mut memory)
    };
    memory
}

const MEMORIES: [Call; 2] = [
    ("WdfRequestRetrieveInputMemory", |request| assert!(memory_of(request, false).is_null())),
    ("WdfRequestRetrieveOutputMemory", |request| assert!(memory_of(request, true).is_null())),
];

#[test]
fn memory_retrieved_from_a_completed_read_is_reported() {
    are_stale(READ, &MEMORIES);
}

#[test]
fn memory_retrieved_from_a_completed_write_is_reported() {
    are_stale(WRITE, &MEMORIES);
}

#[test]
fn memory_retrieved_from_a_completed_control_is_reported() {
    are_stale(CONTROL, &MEMORIES);
}

/// A call with a memory object, and its name.
type MemoryCall = (&'static str, fn(WDFMEMORY));

/// The calls with a memory object.
const MEMORY_CALLS: [MemoryCall; 6] = [
    ("WdfMemoryGetBuffer", |memory| {
        assert!(ddi!(WdfMemoryGetBuffer, memory, null_mut()).is_null());
    }),
    ("WdfMemoryCopyToBuffer", |memory| {
        let mut byte = 0_u8;
        assert!(ddi!(WdfMemoryCopyToBuffer, memory, 0, (&raw mut byte).cast(), 1) < 0);
    }),
    ("WdfMemoryCopyFromBuffer", |memory| {
        let mut byte = 0_u8;
        assert!(ddi!(WdfMemoryCopyFromBuffer, memory, 0, (&raw mut byte).cast(), 1) < 0);
    }),
    ("WdfObjectReferenceActual", |memory| Object(memory.cast()).reference()),
    ("WdfObjectDereferenceActual", |memory| Object(memory.cast()).dereference()),
    ("WdfObjectDelete", |memory| Object(memory.cast()).delete()),
];

/// Checks that each use of a memory object is reported after the completion of its request.
fn memory_is_stale(send: Send, output: bool) {
    for (name, call) in MEMORY_CALLS {
        let work = move |request: Request| {
            let memory = memory_of(request, output);
            assert!(!memory.is_null());
            request.complete(SUCCESS);
            call(memory);
        };
        reports(send, work, (Rule::StaleHandle, "M1", name));
    }
}

#[test]
fn memory_object_used_after_its_read_is_reported() {
    memory_is_stale(READ, true);
}

#[test]
fn memory_object_used_after_its_write_is_reported() {
    memory_is_stale(WRITE, false);
}

#[test]
fn memory_object_used_after_its_control_is_reported() {
    memory_is_stale(CONTROL, false);
    memory_is_stale(CONTROL, true);
}

/// Checks that copies from and to the buffer of a completed request are reported.
fn buffer_is_freed(send: Send, output: bool) {
    for to_buffer in [false, true] {
        let work = move |request: Request| {
            let (buffer, length) = request.buffer(output, 1).expect("a buffer");
            let mut memory: WDFMEMORY = null_mut();
            let mut below = below_device();
            let (pool, below, at) = (_POOL_TYPE::NonPagedPoolNx, below.pointer(), &raw mut memory);
            let created = ddi!(WdfMemoryCreate, below, pool, 1, length, at, null_mut());
            assert_eq!(created, SUCCESS);
            request.complete(SUCCESS);
            let _ = if to_buffer {
                ddi!(WdfMemoryCopyToBuffer, memory, 0, buffer.cast(), length)
            } else {
                ddi!(WdfMemoryCopyFromBuffer, memory, 0, buffer.cast(), length)
            };
        };
        let (rule, call) = if to_buffer {
            (Rule::WriteAfterFree, "WdfMemoryCopyToBuffer")
        } else {
            (Rule::ReadAfterFree, "WdfMemoryCopyFromBuffer")
        };
        reports(send, work, (rule, "buffer of R1", call));
    }
}

#[test]
fn buffer_copied_after_its_read_is_reported() {
    buffer_is_freed(READ, true);
}

#[test]
fn buffer_copied_after_its_write_is_reported() {
    buffer_is_freed(WRITE, false);
}

#[test]
fn buffer_copied_after_its_control_is_reported() {
    buffer_is_freed(CONTROL, false);
    buffer_is_freed(CONTROL, true);
}

const QUERIES: [Call; 5] = [
    ("WdfRequestGetParameters", |request| _ = request.parameters()),
    ("WdfRequestSetInformation", |request| request.set_information(1)),
    ("WdfRequestGetInformation", |request| {
        assert_eq!(ddi!(WdfRequestGetInformation, request.0), 0);
    }),
    ("WdfRequestGetRequestorMode", |request| _ = ddi!(WdfRequestGetRequestorMode, request.0)),
    ("WdfRequestGetFileObject", |request| assert!(request.file_object().0.is_null())),
];

#[test]
fn queries_of_a_referenced_request_after_its_completion_are_reported() {
    for (name, call) in QUERIES.into_iter().chain(BUFFERS).chain(MEMORIES) {
        let work = move |request: Request| {
            request.object().reference();
            request.complete(SUCCESS);
            call(request);
            request.object().dereference();
        };
        reports(CONTROL, work, (Rule::StaleHandle, "R1", name));
    }
}

#[test]
fn uses_of_a_request_until_its_completion_are_not_reported() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(crate::closure_driver::attributes());
        let queue = sequential().control(|_, request| {
            request.parameters();
            request.buffer(false, 1).expect("an input buffer");
            request.buffer(true, 1).expect("an output buffer");
            for output in [false, true] {
                let memory = memory_of(request, output);
                assert!(!ddi!(WdfMemoryGetBuffer, memory, null_mut()).is_null());
            }
            request.set_information(1);
            assert_eq!(ddi!(WdfRequestGetInformation, request.0), 1);
            assert!(!request.file_object().0.is_null());
            request.complete(SUCCESS);
        });
        queue.for_everything().create(adding.device());
    });
    assert_eq!(status(&CONTROL.0(&bench.open())), SUCCESS);
    bench.end_clean();
}
