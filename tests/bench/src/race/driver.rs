//! The driver of the race. A read waits in a slot of its queue, marked cancelable. The timer, which expires
//! once, claims each read under the lock and completes it; a cancellation takes a read out of its slot
//! under the lock.

use std::cell::Cell;
use std::ptr::{null, null_mut};

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE, GUID, NT_SUCCESS, NTSTATUS, PCUNICODE_STRING,
    PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_CANCELLED, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_STATE, STATUS_SUCCESS, WDF_IO_QUEUE_CONFIG, WDF_NO_OBJECT_ATTRIBUTES,
    WDF_TIMER_CONFIG, WDFDEVICE, WDFDRIVER, WDFQUEUE, WDFREQUEST, WDFSPINLOCK, WDFTIMER,
};

use super::raw_driver::{
    ContextType, Zeroable, attributes, attributes_under, create_driver, queue_config, timer_config,
    wdf,
};

/// The interface class by which applications find the device.
pub static RACE: GUID = GUID {
    Data1: 0x5a0e_9b37,
    Data2: 0x64c2,
    Data3: 0x4f11,
    Data4: [0x8d, 0x2b, 0x10, 0xf7, 0x3c, 0x95, 0x6e, 0xa2],
};

/// How many reads can wait.
const SLOTS: usize = 2;

/// The context of the queue.
struct Waiting {
    lock: Cell<WDFSPINLOCK>,
    slots: [Cell<WDFREQUEST>; SLOTS],
}

// SAFETY: cells of pointers may be zero, and need no `Drop`.
unsafe impl Zeroable for Waiting {}

static WAITING: ContextType<Waiting> = ContextType::new(c"Waiting", &WAITING);

/// `DriverEntry`.
pub extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(driver, registry_path, Some(device_add))
}

/// `EvtDriverDeviceAdd`: creates the device, its queue, the lock and the timer.
extern "C" fn device_add(_driver: WDFDRIVER, mut init: PWDFDEVICE_INIT) -> NTSTATUS {
    let mut device: WDFDEVICE = null_mut();
    let (init, none) = (&raw mut init, WDF_NO_OBJECT_ATTRIBUTES);
    let status = wdf!(WdfDeviceCreate, init, none, &raw mut device);
    if !NT_SUCCESS(status) {
        return status;
    }
    let status = wdf!(WdfDeviceCreateDeviceInterface, device, &raw const RACE, null());
    if !NT_SUCCESS(status) {
        return status;
    }
    let mut config = WDF_IO_QUEUE_CONFIG {
        PowerManaged: _WDF_TRI_STATE::WdfFalse,
        DefaultQueue: 1,
        EvtIoRead: Some(io_read),
        ..queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel)
    };
    let mut queue: WDFQUEUE = null_mut();
    let mut with_slots = attributes();
    WAITING.give_to(&mut with_slots);
    let (config, with_slots) = (&raw mut config, &raw mut with_slots);
    let status = wdf!(WdfIoQueueCreate, device, config, with_slots, &raw mut queue);
    if !NT_SUCCESS(status) {
        return status;
    }
    let Some(waiting) = WAITING.of(queue) else { return STATUS_INVALID_DEVICE_STATE };
    let mut below = attributes_under(queue);
    let status = wdf!(WdfSpinLockCreate, &raw mut below, waiting.lock.as_ptr());
    if NT_SUCCESS(status) { create_timer(queue) } else { status }
}

/// Creates the timer, and starts it.
fn create_timer(queue: WDFQUEUE) -> NTSTATUS {
    let mut timer: WDFTIMER = null_mut();
    let mut config = WDF_TIMER_CONFIG { AutomaticSerialization: 0, ..timer_config(Some(tick), 0) };
    let mut below = attributes_under(queue);
    let status = wdf!(WdfTimerCreate, &raw mut config, &raw mut below, &raw mut timer);
    if NT_SUCCESS(status) {
        // In 100 ns units; a negative time is from now.
        _ = wdf!(WdfTimerStart, timer, -1_000_000);
    }
    status
}

/// Takes a read out of its slot, unless its cancellation has begun; NULL if there is none. The lock keeps
/// the read: its cancellation takes the lock before it completes the read.
fn claim(waiting: &Waiting, slot: &Cell<WDFREQUEST>) -> WDFREQUEST {
    wdf!(WdfSpinLockAcquire, waiting.lock.get());
    let mut request = slot.replace(null_mut());
    if !request.is_null() && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED {
        request = null_mut();
    }
    wdf!(WdfSpinLockRelease, waiting.lock.get());
    request
}

fn complete(request: WDFREQUEST, status: NTSTATUS) {
    wdf!(WdfRequestComplete, request, status);
}

/// `EvtIoRead`: lets the read wait. No other thread runs yet.
extern "C" fn io_read(queue: WDFQUEUE, request: WDFREQUEST, _length: usize) {
    let slot = WAITING
        .of(queue)
        .and_then(|waiting| waiting.slots.iter().find(|slot| slot.get().is_null()));
    let Some(slot) = slot else { return complete(request, STATUS_INSUFFICIENT_RESOURCES) };
    slot.set(request);
    let status = wdf!(WdfRequestMarkCancelableEx, request, Some(request_cancel));
    if !NT_SUCCESS(status) {
        slot.set(null_mut());
        complete(request, status);
    }
}

/// `EvtTimerFunc`: claims each read that waits, and completes it unless its cancellation has begun.
extern "C" fn tick(timer: WDFTIMER) {
    let queue: WDFQUEUE = wdf!(WdfTimerGetParentObject, timer).cast();
    let Some(waiting) = WAITING.of(queue) else { return };
    for slot in &waiting.slots {
        let request = claim(waiting, slot);
        if !request.is_null() {
            complete(request, STATUS_SUCCESS);
        }
    }
}

/// `EvtRequestCancel`: takes the read out of its slot, and completes it.
extern "C" fn request_cancel(request: WDFREQUEST) {
    let queue = wdf!(WdfRequestGetIoQueue, request);
    let Some(waiting) = WAITING.of(queue) else { return };
    wdf!(WdfSpinLockAcquire, waiting.lock.get());
    for slot in &waiting.slots {
        if slot.get() == request {
            slot.set(null_mut());
        }
    }
    wdf!(WdfSpinLockRelease, waiting.lock.get());
    complete(request, STATUS_CANCELLED);
}
