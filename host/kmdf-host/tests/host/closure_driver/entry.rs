//! DriverEntry and the C callbacks of the test driver, which run the closures.

use std::ptr::null_mut;
use std::sync::atomic::Ordering;

use wdk_sys::{
    NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, ULONG, WDF_DRIVER_CONFIG,
    WDF_POWER_DEVICE_STATE, WDFCMRESLIST, WDFCONTEXT, WDFDEVICE, WDFDPC, WDFDRIVER, WDFFILEOBJECT,
    WDFOBJECT, WDFQUEUE, WDFREQUEST, WDFTIMER, WDFWORKITEM,
};

use super::attributes::size_of_c;
use super::device::Adding;
use super::handles::{
    Device, Dpc, Driver, FileObject, Object, Queue, Request, Timer, WorkItem, ddi,
};
use super::state::{find, guarded, keep, lock, state};

/// DriverEntry.
pub unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: Some(device_add),
        EvtDriverUnload: Some(driver_unload),
        ..Default::default()
    };
    let state = state();
    if state.non_pnp.load(Ordering::Relaxed) {
        config.EvtDriverDeviceAdd = None;
        let flags = wdk_sys::_WDF_DRIVER_INIT_FLAGS::WdfDriverInitNonPnpDriver;
        config.DriverInitFlags = flags.cast_unsigned();
    }
    if state.no_unload.load(Ordering::Relaxed) {
        config.EvtDriverUnload = None;
    }
    let (config, none) = (&raw mut config, null_mut());
    let mut handle: WDFDRIVER = null_mut();
    let status = ddi!(WdfDriverCreate, driver, registry_path, none, config, &raw mut handle);
    if status < 0 {
        return status;
    }
    keep("driver", Driver(handle));
    guarded(|state| {
        let entry = lock(&state.entry).clone();
        entry.map_or(0, |entry| entry(()))
    })
}

unsafe extern "C" fn driver_unload(_driver: WDFDRIVER) {
    guarded(|state| {
        let unload = lock(&state.unload).clone();
        if let Some(unload) = unload {
            unload(());
        }
    });
}

pub unsafe extern "C" fn shutdown(device: WDFDEVICE) {
    guarded(|state| {
        let shutdown = lock(&state.shutdown).clone();
        shutdown.expect("a callback for the shutdown")(Device(device));
    });
}

unsafe extern "C" fn device_add(_driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    guarded(|state| {
        let add = lock(&state.add).clone().expect("a driver that adds devices");
        add(Adding::new(init))
    })
}

macro_rules! queue_callbacks {
    ($($name:ident $field:ident ($($parameter:ident: $type:ty),*);)*) => {
        $(
            pub unsafe extern "C" fn $name(
                queue: WDFQUEUE,
                request: WDFREQUEST,
                $($parameter: $type,)*
            ) {
                guarded(|state| {
                    let spec = find(&state.queues, queue.addr()).expect("a queue of this driver");
                    if let Some(handler) = &spec.$field {
                        handler(Queue(queue), Request(request));
                    }
                });
            }
        )*
    };
}

queue_callbacks! {
    io_default default();
    io_resume resume();
    io_canceled_on_queue canceled_on_queue();
    io_read read(_length: usize);
    io_write write(_length: usize);
    io_control control(_output: usize, _input: usize, _code: ULONG);
}

pub unsafe extern "C" fn io_stop(queue: WDFQUEUE, request: WDFREQUEST, flags: ULONG) {
    guarded(|state| {
        let spec = find(&state.queues, queue.addr()).expect("a queue of this driver");
        if let Some(stop) = &spec.stop {
            stop(Queue(queue), Request(request), flags);
        }
    });
}

pub unsafe extern "C" fn cancel(request: WDFREQUEST) {
    guarded(|state| {
        let cancel = find(&state.cancels, request.addr()).expect("a request that was marked");
        cancel(Request(request));
    });
}

pub unsafe extern "C" fn timer(timer: WDFTIMER) {
    guarded(|state| {
        let tick = find(&state.timers, timer.addr()).expect("a timer of this driver");
        tick(Timer(timer));
    });
}

pub unsafe extern "C" fn work_item(item: WDFWORKITEM) {
    guarded(|state| {
        let work = find(&state.work_items, item.addr()).expect("a work item of this driver");
        work(WorkItem(item));
    });
}

pub unsafe extern "C" fn dpc(dpc: WDFDPC) {
    guarded(|state| {
        let work = find(&state.dpcs, dpc.addr()).expect("a DPC of this driver");
        work(Dpc(dpc));
    });
}

pub unsafe extern "C" fn object_cleanup(object: WDFOBJECT) {
    guarded(|state| {
        if let Some(work) = find(&state.cleanups, object.addr()) {
            work(Object(object));
        }
    });
}

pub unsafe extern "C" fn object_destroy(object: WDFOBJECT) {
    guarded(|state| {
        if let Some(work) = find(&state.destroys, object.addr()) {
            work(Object(object));
        }
    });
}

pub unsafe extern "C" fn queue_state(queue: WDFQUEUE, context: WDFCONTEXT) {
    guarded(|state| {
        let done = lock(&state.finished).get(context.addr()).cloned();
        done.expect("a callback for this index")(Queue(queue));
    });
}

fn pnp(name: &'static str, device: WDFDEVICE) -> NTSTATUS {
    guarded(|state| {
        let callback = lock(&state.pnp).get(name).cloned();
        callback.map_or(0, |callback| callback(Device(device)))
    })
}

macro_rules! pnp_callbacks {
    ($($function:ident $name:literal ($($parameter:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            pub unsafe extern "C" fn $function(
                device: WDFDEVICE $(, $parameter: $type)*
            ) $(-> $result)? {
                let _status = pnp($name, device);
                $(return <$result>::from(_status);)?
            }
        )*
    };
}

pnp_callbacks! {
    d0_entry "D0Entry"(_from: WDF_POWER_DEVICE_STATE) -> NTSTATUS;
    post_interrupts "D0EntryPostInterruptsEnabled"(_from: WDF_POWER_DEVICE_STATE) -> NTSTATUS;
    d0_exit "D0Exit"(_to: WDF_POWER_DEVICE_STATE) -> NTSTATUS;
    pre_interrupts "D0ExitPreInterruptsDisabled"(_to: WDF_POWER_DEVICE_STATE) -> NTSTATUS;
    prepare "PrepareHardware"(_raw: WDFCMRESLIST, _translated: WDFCMRESLIST) -> NTSTATUS;
    release "ReleaseHardware"(_translated: WDFCMRESLIST) -> NTSTATUS;
    smio_cleanup "SelfManagedIoCleanup"();
    smio_flush "SelfManagedIoFlush"();
    smio_init "SelfManagedIoInit"() -> NTSTATUS;
    smio_suspend "SelfManagedIoSuspend"() -> NTSTATUS;
    smio_restart "SelfManagedIoRestart"() -> NTSTATUS;
    surprise_removal "SurpriseRemoval"();
    query_remove "QueryRemove"() -> NTSTATUS;
    query_stop "QueryStop"() -> NTSTATUS;
}

pub unsafe extern "C" fn io_in_caller_context(device: WDFDEVICE, request: WDFREQUEST) {
    guarded(|state| {
        let work = lock(&state.caller_context).clone();
        work.expect("a callback for the caller's context")((Device(device), Request(request)));
    });
}

pub unsafe extern "C" fn file_create(_device: WDFDEVICE, request: WDFREQUEST, file: WDFFILEOBJECT) {
    guarded(|state| {
        let create = lock(&state.create).clone();
        match create {
            Some(create) => create((Request(request), FileObject(file))),
            None => Request(request).complete(0),
        }
    });
}

fn file_event(file: WDFFILEOBJECT, event: &'static str) {
    guarded(|state| {
        let work = lock(&state.files).get(event).cloned();
        if let Some(work) = work {
            work(FileObject(file));
        }
    });
}

pub unsafe extern "C" fn file_cleanup(file: WDFFILEOBJECT) {
    file_event(file, "Cleanup");
}

pub unsafe extern "C" fn file_close(file: WDFFILEOBJECT) {
    file_event(file, "Close");
}
