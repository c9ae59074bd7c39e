//! The rule about the IRQL of calls: in each kind of callback, and for each call that the framework
//! refuses above `PASSIVE_LEVEL`.

use std::ptr::null_mut;

use wdk_sys::{
    _POOL_TYPE, DISPATCH_LEVEL, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, UNICODE_STRING,
    WDF_DRIVER_VERSION_AVAILABLE_PARAMS, WDFDEVICE, WDFKEY, WDFMEMORY, WDFSTRING,
};

use super::expect_only;
use crate::closure_driver::{
    Adding, Bench, Device, Driver, INTERFACE, Request, Rule, SUCCESS, SpinLock, Timer, WaitLock,
    WorkItem, attributes, ddi, keep, kept, sequential, status, timer,
};
use crate::raw_driver::size_of_c;

/// `WdfStringCreate`, which needs `PASSIVE_LEVEL`.
fn create_string() -> NTSTATUS {
    let mut string: WDFSTRING = null_mut();
    let status = ddi!(WdfStringCreate, null_mut(), null_mut(), &raw mut string);
    if status >= 0 {
        ddi!(WdfObjectDelete, string.cast());
    }
    status
}

/// Checks that the only violation is the string in a callback, which was not created.
fn expect_string(bench: &Bench, callback: &str) {
    expect_only(bench, Rule::WrongIrql, "-", "WdfStringCreate", callback);
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn passive_call_in_a_timer_callback_is_reported_and_refused() {
    let bench = Bench::new(|adding| {
        let timer = timer(adding.device().object());
        let tick = |_: Timer| assert_eq!(create_string(), STATUS_INVALID_DEVICE_REQUEST);
        timer.create(tick).start(-10_000);
    });
    bench.advance_ms(1);
    expect_string(&bench, "EvtTimerFunc");
}

#[test]
fn passive_call_in_a_pnp_callback_is_not_reported() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        adding.device();
        assert_eq!(create_string(), SUCCESS);
    });
    bench.on_pnp("SelfManagedIoSuspend", |_| create_string());
    bench.on_pnp("D0Exit", |_| create_string());
    bench.node().suspend().expect("started");
    bench.end_clean();
}

/// A machine whose queue calls its callbacks under its lock. The driver creates a string in each
/// read, and in the cancellation of each write.
fn serialized(passive: bool, expected: NTSTATUS) -> Bench {
    Bench::with_queue(move || {
        let queue = sequential().serialized();
        let queue = if passive { queue.passive() } else { queue };
        let queue = queue.read(move |_, request| {
            assert_eq!(create_string(), expected);
            request.complete(SUCCESS);
        });
        queue.write(move |_, request| {
            request.mark(move |request: Request| {
                assert_eq!(create_string(), expected);
                request.complete(SUCCESS);
            });
        })
    })
}

#[test]
fn passive_call_in_callbacks_of_the_dispatch_level_is_reported_and_refused() {
    let bench = serialized(false, STATUS_INVALID_DEVICE_REQUEST);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_string(&bench, "EvtIoRead");
    let bench = serialized(false, STATUS_INVALID_DEVICE_REQUEST);
    assert!(bench.open().write(b"x").cancel());
    expect_string(&bench, "EvtRequestCancel");
}

#[test]
fn passive_call_in_callbacks_of_the_passive_level_is_not_reported() {
    let bench = serialized(true, SUCCESS);
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert!(file.write(b"x").cancel());
    bench.end_clean();
}

const READ: u32 = wdk_sys::KEY_READ;

/// A call, and what tells that the framework refused the call.
type Refused = (&'static str, fn() -> bool);

fn is_status(status: NTSTATUS) -> bool {
    status == STATUS_INVALID_DEVICE_REQUEST
}

/// The calls in a running device that need `PASSIVE_LEVEL`; waits apart.
const CALLS: [Refused; 13] = [
    ("WdfDeviceCreateDeviceInterface", || {
        let (device, class) = (kept::<Device>("device"), INTERFACE);
        is_status(ddi!(WdfDeviceCreateDeviceInterface, device.0, &raw const class, null_mut()))
    }),
    ("WdfDeviceSetDeviceInterfaceState", || {
        let (device, class) = (kept::<Device>("device"), INTERFACE);
        ddi!(WdfDeviceSetDeviceInterfaceState, device.0, &raw const class, null_mut(), 0);
        // The application opens the interface afterwards.
        true
    }),
    ("WdfDeviceOpenRegistryKey", || {
        let (device, mut key): (_, WDFKEY) = (kept::<Device>("device"), null_mut());
        let (which, none, at) = (wdk_sys::PLUGPLAY_REGKEY_DEVICE, null_mut(), &raw mut key);
        is_status(ddi!(WdfDeviceOpenRegistryKey, device.0, which, READ, none, at))
    }),
    ("WdfDriverOpenParametersRegistryKey", || {
        let (driver, mut key): (_, WDFKEY) = (kept::<Driver>("driver"), null_mut());
        let at = &raw mut key;
        is_status(ddi!(WdfDriverOpenParametersRegistryKey, driver.0, READ, null_mut(), at))
    }),
    ("WdfRegistryQueryULong", || {
        let (name, mut value) = (UNICODE_STRING::default(), 0);
        let (key, name, at) = (key(), &raw const name, &raw mut value);
        is_status(ddi!(WdfRegistryQueryULong, key, name, at))
    }),
    ("WdfRegistryAssignULong", || {
        let name = UNICODE_STRING::default();
        is_status(ddi!(WdfRegistryAssignULong, key(), &raw const name, 1))
    }),
    // The key is used again afterwards.
    ("WdfRegistryClose", || {
        ddi!(WdfRegistryClose, key());
        true
    }),
    ("WdfStringCreate", || is_status(create_string())),
    ("WdfStringGetUnicodeString", || {
        let mut text = UNICODE_STRING { Length: 2, ..Default::default() };
        ddi!(WdfStringGetUnicodeString, string(), &raw mut text);
        text.Length == 0 && text.Buffer.is_null()
    }),
    ("WdfDriverRetrieveVersionString", || {
        let driver: Driver = kept("driver");
        is_status(ddi!(WdfDriverRetrieveVersionString, driver.0, string()))
    }),
    ("WdfDriverGetRegistryPath", || {
        let driver: Driver = kept("driver");
        ddi!(WdfDriverGetRegistryPath, driver.0).is_null()
    }),
    ("WdfDriverIsVersionAvailable", || {
        let mut version = WDF_DRIVER_VERSION_AVAILABLE_PARAMS {
            Size: size_of_c::<WDF_DRIVER_VERSION_AVAILABLE_PARAMS>(),
            MajorVersion: 1,
            MinorVersion: 1,
        };
        let driver: Driver = kept("driver");
        ddi!(WdfDriverIsVersionAvailable, driver.0, &raw mut version) == 0
    }),
    ("WdfMemoryCreate", || {
        let mut memory: WDFMEMORY = null_mut();
        let (pool, none, at) = (_POOL_TYPE::PagedPool, null_mut(), &raw mut memory);
        is_status(ddi!(WdfMemoryCreate, none, pool, 1, 8, at, null_mut()))
    }),
];

/// The calls that wait.
const WAITS: [Refused; 2] = [
    ("WdfWaitLockAcquire", || is_status(kept::<WaitLock>("wait lock").acquire())),
    ("WdfWorkItemFlush", || {
        ddi!(WdfWorkItemFlush, kept::<WorkItem>("work item").0);
        true
    }),
];

fn key() -> WDFKEY {
    std::ptr::without_provenance_mut(kept("key"))
}

fn string() -> WDFSTRING {
    std::ptr::without_provenance_mut(kept("string"))
}

/// Creates the objects that the calls use.
fn create_objects(adding: Adding) {
    let device = adding.device();
    let below = || attributes().parent(device.object());
    keep("lock", SpinLock::create(below()).expect("a lock"));
    keep("wait lock", WaitLock::create(below()).expect("a lock"));
    keep("work item", WorkItem::create(device.object(), false, |_| {}).expect("a work item"));
    let (mut key, mut string): (WDFKEY, WDFSTRING) = (null_mut(), null_mut());
    let (which, at) = (wdk_sys::PLUGPLAY_REGKEY_DEVICE, &raw mut key);
    let opened = ddi!(WdfDeviceOpenRegistryKey, device.0, which, READ, null_mut(), at);
    assert_eq!(opened, SUCCESS);
    keep("key", key.addr());
    let created = ddi!(WdfStringCreate, null_mut(), below().pointer(), &raw mut string);
    assert_eq!(created, SUCCESS);
    keep("string", string.addr());
}

#[test]
fn calls_that_need_passive_level_are_reported_and_refused() {
    for (name, call) in CALLS.into_iter().chain(WAITS) {
        let bench = Bench::new(move |adding| {
            create_objects(adding);
            let queue = sequential().read(move |_, request| {
                let lock: SpinLock = kept("lock");
                lock.acquire();
                assert!(call(), "{name}");
                lock.release();
                request.complete(SUCCESS);
            });
            queue.for_everything().create(kept("device"));
        });
        let file = bench.open();
        assert_eq!(status(&file.read(8)), SUCCESS);
        expect_only(&bench, Rule::WrongIrql, "-", name, "EvtIoRead");
        bench.open();
        assert_eq!(bench.shut_down().len(), 1, "{name}");
    }
}

#[test]
fn device_created_at_dispatch_level_is_reported_and_refused() {
    let bench = Bench::without_device(|adding| {
        let lock = SpinLock::create(attributes()).expect("a lock");
        lock.acquire();
        let (mut init, mut device): (_, WDFDEVICE) = (adding.init(), null_mut());
        let status = ddi!(WdfDeviceCreate, &raw mut init, null_mut(), &raw mut device);
        lock.release();
        lock.object().delete();
        assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST);
        status
    });
    bench.machine.create_device(crate::closure_driver::FIRST).expect("a node in any case");
    expect_only(&bench, Rule::WrongIrql, "-", "WdfDeviceCreate", "EvtDriverDeviceAdd");
    let detail = &bench.machine.violations()[0].detail;
    assert!(detail.contains(&format!("IRQL {DISPATCH_LEVEL}")), "{detail}");
}
