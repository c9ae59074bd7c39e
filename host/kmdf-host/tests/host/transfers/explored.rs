//! Every order of a request in the caller's context and a cancellation.

use std::sync::atomic::{AtomicU32, Ordering};

use kmdf_host::explore::{Explorer, Stage, Strategy};
use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PVOID,
    PWDFDEVICE_INIT, STATUS_CANCELLED, STATUS_SUCCESS, ULONG, WDFDEVICE, WDFDRIVER, WDFMEMORY,
    WDFQUEUE, WDFREQUEST,
};

use crate::raw_driver::{
    ContextType, HARDWARE_ID, INTERFACE, Zeroable, attributes, create_driver, install_on,
    queue_config, wdf,
};
use std::cell::Cell;
use std::ptr::null_mut;

struct OfRequest {
    output: Cell<WDFMEMORY>,
}
// SAFETY: a cell of a pointer.
unsafe impl Zeroable for OfRequest {}
static REQUEST: ContextType<OfRequest> = ContextType::new(c"Request", &REQUEST);

extern "system" fn entry(driver: PDRIVER_OBJECT, path: PCUNICODE_STRING) -> NTSTATUS {
    create_driver(driver, path, Some(device_add))
}

extern "C" fn device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    wdf!(WdfDeviceInitSetIoInCallerContextCallback, init, Some(in_caller_context as _));
    let mut of_request = attributes();
    REQUEST.give_to(&mut of_request);
    wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut of_request);
    let (mut init, mut device, mut queue): (_, WDFDEVICE, WDFQUEUE) =
        (init, null_mut(), null_mut());
    let status = wdf!(WdfDeviceCreate, &raw mut init, null_mut(), &raw mut device);
    if status < 0 {
        return status;
    }
    let class = &raw const INTERFACE;
    let status = wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut());
    if status < 0 {
        return status;
    }
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential);
    config.DefaultQueue = 1;
    config.EvtIoDeviceControl = Some(control);
    wdf!(WdfIoQueueCreate, device, &raw mut config, null_mut(), &raw mut queue)
}

/// Locks the output of the caller and enqueues the request.
extern "C" fn in_caller_context(device: WDFDEVICE, request: WDFREQUEST) {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let at = (&raw mut buffer, &raw mut length);
    let mut status = wdf!(WdfRequestRetrieveUnsafeUserOutputBuffer, request, 1, at.0, at.1);
    if let Some(context) = REQUEST.of(request).filter(|_| status >= 0) {
        let memory = context.output.as_ptr();
        status = wdf!(WdfRequestProbeAndLockUserBufferForWrite, request, buffer, length, memory);
    }
    if status >= 0 {
        status = wdf!(WdfDeviceEnqueueRequest, device, request);
    }
    if status < 0 {
        wdf!(WdfRequestComplete, request, status);
    }
}

extern "C" fn control(_: WDFQUEUE, request: WDFREQUEST, _: usize, _: usize, _: ULONG) {
    let memory = REQUEST.of(request).map_or(null_mut(), |context| context.output.get());
    let bytes = wdf!(WdfMemoryGetBuffer, memory, null_mut());
    // SAFETY: the memory has four bytes.
    unsafe { bytes.cast::<u8>().write(5) };
    wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, 1);
}

#[test]
fn cancellation_beside_the_callers_context_ends_the_request_in_every_order() {
    static ENDS: AtomicU32 = AtomicU32::new(0);
    let situation = |stage: &mut Stage| {
        install_on(&stage.machine(), entry);
        stage.machine().create_device(HARDWARE_ID).expect("the INF has the model");
        let path = stage.machine().interfaces(&INTERFACE).remove(0);
        let file = stage.machine().process().open(&path).expect("the device opens");
        let canceling = file.clone();
        stage.thread("application", move |_| {
            let result = file.device_control(0x22_2003, &[], 4).wait().expect("the request ends");
            let end = (result.status, &*result.data);
            assert!(end == (STATUS_SUCCESS, &[5][..]) || end == (STATUS_CANCELLED, &[][..]));
            ENDS.fetch_or(if end.0 == STATUS_SUCCESS { 1 } else { 2 }, Ordering::Relaxed);
        });
        stage.thread("canceler", move |_| _ = canceling.cancel_all());
    };
    let report = Explorer::new(Strategy::exhaustive()).run(&situation);
    assert!(report.failure().is_none(), "{report}");
    assert_eq!(ENDS.load(Ordering::Relaxed), 3, "both ends occur: {report}");
}
