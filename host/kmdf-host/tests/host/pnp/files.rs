//! File objects: their callbacks, their lifetime, and exclusive opens.

use wdk_sys::_WDF_SYNCHRONIZATION_SCOPE as Scope;
use wdk_sys::{STATUS_ACCESS_DENIED, STATUS_INVALID_DEVICE_REQUEST, STATUS_UNSUCCESSFUL};

use kmdf_host::{Event, EventKind};

use crate::closure_driver::{
    Bench, FIRST, FileObject, INTERFACE, NodeStatus, Problem, Request, Rule, SMALL, SUCCESS, Timer,
    attributes, ddi, keep, kept, sequential, status, timer,
};

/// A machine whose driver has file callbacks and completes reads.
fn with_files() -> Bench {
    Bench::new(|adding| {
        adding.file_callbacks(attributes().context(&SMALL).watched());
        let device = adding.device();
        let queue = sequential().read(|_, request| {
            assert_eq!(request.file_object(), kept("file"));
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    })
}

#[test]
fn a_file_is_created_cleaned_up_and_closed() {
    let bench = with_files();
    bench.on_create(|request, file| {
        assert_eq!(request.file_object(), file);
        let context = file.object().context(&SMALL);
        assert!(!context.is_null());
        keep("file", file);
        request.complete(SUCCESS);
    });
    let callbacks = bench.callbacks_of(|| {
        let file = bench.open();
        assert_eq!(status(&file.read(1)), SUCCESS);
        file.close();
    });
    bench.check();
    let expected = [
        "EvtDeviceFileCreate",
        "EvtIoRead",
        "EvtFileCleanup",
        "EvtFileClose",
        "EvtCleanupCallback",
        "EvtDestroyCallback",
    ];
    assert_eq!(callbacks, expected);
    let events = ["EvtDeviceFileCreate", "EvtFileCleanup", "EvtFileClose"];
    assert!(events.iter().all(|name| bench.last_entry(name).irql == 0));
    bench.end_clean();
}

#[test]
fn a_refused_create_leaves_no_file() {
    let bench = with_files();
    bench.on_create(|request, _| request.complete(STATUS_UNSUCCESSFUL));
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let files = bench.machine.objects().len();
    let callbacks = bench.callbacks_of(|| {
        let opened = bench.machine.process().open(&path);
        assert_eq!(opened.expect_err("refused"), STATUS_UNSUCCESSFUL);
    });
    assert!(callbacks.starts_with(&["EvtDeviceFileCreate"]), "{callbacks:?}");
    let called = |name| callbacks.contains(&name);
    assert!(!called("EvtFileCleanup") && !called("EvtFileClose"), "{callbacks:?}");
    assert_eq!(bench.machine.objects().len(), files, "the file object is deleted");
    bench.end_clean();
}

/// A machine whose driver has file callbacks, watched requests and watched file objects.
fn with_watched_requests() -> Bench {
    Bench::new(|adding| {
        adding.file_callbacks(attributes().watched());
        adding.request_attributes(attributes().watched());
        let device = adding.device();
        let tick = |_| kept::<Request>("create").complete(STATUS_UNSUCCESSFUL);
        keep("timer", timer(device.object()).create(tick));
    })
}

/// Opens the device, which the driver refuses. Returns how the request and the file object end.
fn refused(bench: &Bench) -> Vec<String> {
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let process = bench.machine.process();
    let before = bench.machine.trace().len();
    assert_eq!(process.open(&path).expect_err("refused"), STATUS_UNSUCCESSFUL);
    let trace = bench.machine.trace();
    let ends = |event: &Event| match &event.kind {
        EventKind::CallbackEnter { callback, arguments } if callback.ends_with("Callback") => {
            Some(format!("{callback}({arguments})"))
        }
        EventKind::Completed { .. } => Some("completed".into()),
        _ => None,
    };
    trace[before..].iter().filter_map(ends).collect()
}

#[test]
fn refused_create_deletes_the_file_object_before_its_irp_completes() {
    let expected = [
        "EvtCleanupCallback(R1)",
        "EvtCleanupCallback(F1)",
        "EvtDestroyCallback(F1)",
        "completed",
        "EvtDestroyCallback(R1)",
    ];
    let bench = with_watched_requests();
    bench.on_create(|request, _| request.complete(STATUS_UNSUCCESSFUL));
    assert_eq!(refused(&bench), expected);
    bench.end_clean();

    let bench = with_watched_requests();
    bench.on_create(|request, _| {
        keep("create", request);
        kept::<Timer>("timer").start(-20_000);
    });
    assert_eq!(refused(&bench), expected, "the timer completes the create");
    bench.end_clean();
}

#[test]
fn a_create_may_be_completed_later() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        let device = adding.device();
        let timer = timer(device.object());
        keep("timer", timer.create(|_| kept::<Request>("create").complete(SUCCESS)));
    });
    bench.on_create(|request, _| {
        keep("create", request);
        kept::<Timer>("timer").start(-20_000);
    });
    bench.open();
    assert_eq!(bench.machine.now(), 20_000, "CreateFile waited");
    bench.end_clean();
}

#[test]
fn each_open_has_a_file_object_of_its_own() {
    let bench = with_files();
    bench.on_create(|request, file| {
        if crate::closure_driver::count("opens") == 1 {
            keep("first", file);
        } else {
            assert_ne!(file, kept::<FileObject>("first"));
        }
        request.complete(SUCCESS);
    });
    let (first, second) = (bench.open(), bench.open());
    bench.check();
    let files = |bench: &Bench| {
        let objects = bench.machine.objects();
        objects.iter().filter(|object| object.kind == "WDFFILEOBJECT").count()
    };
    assert_eq!(files(&bench), 2);
    first.close();
    assert_eq!(files(&bench), 1);
    second.close();
    assert_eq!(files(&bench), 0);
    bench.end_clean();
}

#[test]
fn a_driver_without_file_callbacks_gets_no_file_objects() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            assert!(request.file_object().0.is_null());
            request.complete(SUCCESS);
        })
    });
    bench.allow(Rule::FileObjectsNotConfigured);
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    bench.check();
    assert!(bench.machine.objects().iter().all(|object| object.kind != "WDFFILEOBJECT"));
    file.close();
    bench.end_clean();
}

#[test]
fn exclusive_device_refuses_a_second_open_before_any_callback() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        adding.exclusive();
        adding.device();
    });
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let file = bench.open();
    let callbacks = bench.callbacks_of(|| {
        let second = bench.machine.process().open(&path);
        assert_eq!(second.expect_err("refused"), STATUS_ACCESS_DENIED);
    });
    assert_eq!(callbacks, [""; 0]);
    file.close();
    bench.open().close();
    bench.end_clean();
}

#[test]
fn file_callbacks_cannot_inherit_an_unsupported_scope() {
    for scope in [Scope::WdfSynchronizationScopeQueue, Scope::WdfSynchronizationScopeDevice] {
        let bench = Bench::without_device(move |adding| {
            adding.file_callbacks(attributes());
            match adding.try_device(attributes().scope(scope)) {
                Ok(_) => SUCCESS,
                Err(status) => status,
            }
        });
        bench.allow(Rule::WrongConfiguration);
        let node = bench.machine.create_device(FIRST).expect("a node in any case");
        let (problem, status) = (Problem::FailedAdd, STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(node.status(), NodeStatus::Failed { problem, status }, "scope {scope}");
        bench.end_clean();
    }
}

/// The text of a counted string that the framework returned.
fn text_of(string: *const wdk_sys::UNICODE_STRING) -> String {
    // SAFETY: the framework's string, which is valid as long as the file object.
    let string = unsafe { string.read() };
    if string.Length == 0 {
        return String::new();
    }
    // SAFETY: the string has that many units.
    let units =
        unsafe { std::slice::from_raw_parts(string.Buffer, usize::from(string.Length) / 2) };
    String::from_utf16_lossy(units)
}

#[test]
fn file_object_tells_the_name_behind_the_device() {
    let bench = with_files();
    let (told, last) = std::sync::mpsc::channel();
    bench.on_create(move |request, file| {
        let name = text_of(ddi!(WdfFileObjectGetFileName, file.0));
        told.send(name).expect("the test receives");
        request.complete(SUCCESS);
    });
    let link = bench.machine.interfaces(&INTERFACE).remove(0);
    for (name, expected) in [("", ""), (r"\Name", r"\Name"), (r"\a\b", r"\a\b")] {
        let file = bench.machine.process().open(&format!("{link}{name}")).expect("it opens");
        assert_eq!(last.recv().as_deref(), Ok(expected));
        file.close();
    }
    let refused = bench.machine.process().open(&format!("{link}Name"));
    assert!(refused.is_err(), "the link ends there");
    bench.end_clean();
}

#[test]
fn file_object_and_request_tell_their_process() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        let device = adding.device();
        let queue = sequential().read(|_, request| {
            let file = request.file_object();
            let process = ddi!(WdfRequestGetRequestorProcessId, request.0);
            assert_eq!(process, ddi!(WdfFileObjectGetInitiatorProcessId, file.0));
            assert_eq!(ddi!(WdfRequestIsFrom32BitProcess, request.0), 0);
            assert_eq!(ddi!(WdfFileObjectGetFlags, file.0), 0);
            request.complete_with(SUCCESS, process.into());
        });
        queue.for_everything().create(device);
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    let ids = [bench.open(), bench.open()]
        .map(|file| file.read(100).result().expect("it is complete").information);
    assert_eq!(ids[1] - ids[0], 4, "a process each");
    bench.end_clean();
}

#[test]
fn wdm_file_object_leads_back_to_the_framework() {
    let bench = with_files();
    bench.on_create(|request, file| {
        keep("file", file);
        let device = ddi!(WdfFileObjectGetDevice, file.0);
        let object = ddi!(WdfFileObjectWdmGetFileObject, file.0);
        // SAFETY: a FILE_OBJECT begins with its type and its size.
        let head = unsafe { object.cast::<[u16; 2]>().read() };
        assert_eq!(head, [5, 0xD8]);
        assert_eq!(ddi!(WdfDeviceGetFileObject, device, object), file.0);
        assert!(ddi!(WdfDeviceGetFileObject, device, std::ptr::null_mut()).is_null());
        request.complete(SUCCESS);
    });
    bench.open().close();
    bench.end_clean();
}
