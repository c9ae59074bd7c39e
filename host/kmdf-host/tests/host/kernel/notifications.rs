//! Notifications that a driver asks the kernel for.

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr::null_mut;

use kmdf_host::GUID;
use wdk_sys::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_NOT_SUPPORTED, UNICODE_STRING};

use super::{Rule, broken_by, call, run};
use crate::closure_driver::{Bench, INTERFACE, SUCCESS, keep, kept, parallel};

const INTERFACES: i32 = 2;
const EXISTING: u32 = 1;
static TICK: i64 = -10_000;
const CLASS: GUID = GUID { Data1: 0x77, ..INTERFACE };

thread_local! {
    static TOLD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn told() -> Vec<String> {
    TOLD.take()
}

/// `DRIVER_NOTIFICATION_CALLBACK_ROUTINE`
extern "C" fn on_interface(notification: *mut c_void, context: *mut c_void) -> NTSTATUS {
    let at = |offset: usize| notification.wrapping_byte_add(offset);
    // SAFETY: the kernel passes a DEVICE_INTERFACE_CHANGE_NOTIFICATION with this member.
    let event = unsafe { at(4).cast::<u32>().read() };
    // SAFETY: and this one, which leads to a UNICODE_STRING.
    let link = unsafe { at(40).cast::<*const UNICODE_STRING>().read() };
    // SAFETY: as above.
    let link = unsafe { link.read() };
    let (bytes, text) = (link.Length, link.Buffer);
    // SAFETY: the string has this length.
    let text = unsafe { std::slice::from_raw_parts(text, usize::from(bytes) / 2) };
    let text = String::from_utf16_lossy(text);
    let text = text.split('{').next().unwrap_or_default();
    let kind = if event == 0xcb3a_4004 { "arrival" } else { "removal" };
    TOLD.with_borrow_mut(|told| told.push(format!("{kind} {text} {}", context.addr())));
    SUCCESS
}

/// `WMI_NOTIFICATION_CALLBACK`
extern "C" fn on_event(wnode: *mut c_void, context: *mut c_void) {
    // SAFETY: the kernel passes the whole WNODE, and this one has a text behind its head.
    let data = unsafe { std::slice::from_raw_parts(wnode.cast::<u8>().wrapping_add(64), 4) };
    let text = String::from_utf8_lossy(data).into_owned();
    TOLD.with_borrow_mut(|told| told.push(format!("event {text} {}", context.addr())));
}

fn register(category: i32, flags: u32) -> (i32, *mut u8) {
    let mut entry = null_mut();
    let (mut class, routine) = (INTERFACE, on_interface as *const () as usize);
    let data = (&raw mut class).cast();
    let entry_place = &raw mut entry;
    let status = call!(
        IoRegisterPlugPlayNotification,
        category,
        flags,
        data,
        null_mut(),
        routine,
        7,
        entry_place
    );
    (status, entry)
}

#[test]
fn interfaces_that_come_and_go_are_told() {
    told();
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        parallel(1).read(|_, request| request.complete(0)).for_everything().create(device);
    });
    let file = bench.open();
    bench.run(&file, || {
        let (status, entry) = register(INTERFACES, EXISTING);
        assert_eq!(status, SUCCESS);
        keep("entry", entry.addr());
    });
    let link = |number: u32| format!(r"\??\ROOT#HOSTTEST#{number:04}# 7").to_lowercase();
    let lower = || told().iter().map(|line| line.to_lowercase()).collect::<Vec<_>>();
    assert_eq!(lower(), [format!("arrival {}", link(0))]);
    let other = bench.device();
    assert_eq!(lower(), [format!("arrival {}", link(1))]);
    other.remove().expect("it can be removed");
    assert_eq!(lower(), [format!("removal {}", link(1))]);
    bench.run(&file, || {
        let entry = std::ptr::without_provenance_mut(kept::<usize>("entry"));
        assert_eq!(call!(IoUnregisterPlugPlayNotificationEx, entry), SUCCESS);
    });
    bench.device().remove().expect("it can be removed");
    assert_eq!(told(), Vec::<String>::new());
    file.close();
    bench.end_clean();
}

#[test]
fn registration_that_is_left_is_reported() {
    let broken = broken_by(|| {
        assert_eq!(register(INTERFACES, 0).0, SUCCESS);
        assert_eq!(register(9, 0).0, STATUS_INVALID_PARAMETER);
        assert_eq!(register(3, 0).0, STATUS_NOT_SUPPORTED);
        let (_, entry) = register(1, 0);
        assert_eq!(call!(IoUnregisterPlugPlayNotification, entry), SUCCESS);
        call!(IoUnregisterPlugPlayNotification, entry);
    });
    assert_eq!(broken, [Rule::WrongHandleType, Rule::LeakedObject]);
}

#[test]
fn power_setting_is_registered_until_it_is_unregistered() {
    let broken = broken_by(|| {
        let (setting, routine, mut handle) = (CLASS, on_event as *const () as usize, null_mut());
        let (setting, place) = (&raw const setting, &raw mut handle);
        let none = call!(PoRegisterPowerSettingCallback, null_mut(), setting, 0, 0, place);
        assert_eq!(none, STATUS_INVALID_PARAMETER);
        for _ in 0..2 {
            let status =
                call!(PoRegisterPowerSettingCallback, null_mut(), setting, routine, 0, place);
            assert_eq!(status, SUCCESS);
        }
        assert_eq!(call!(PoUnregisterPowerSettingCallback, handle), SUCCESS);
    });
    assert_eq!(broken, [Rule::LeakedObject], "the first one is left");
}

/// A `WNODE_SINGLE_INSTANCE` in pool, with the data `data`.
fn wnode(device: *mut u8) -> *mut u8 {
    // SAFETY: any driver may allocate.
    let wnode = unsafe { kmdf_host::kernel::ExAllocatePool2(0x40, 68, 0x5445_5354) }.cast::<u8>();
    let provider = call!(IoWMIDeviceObjectToProviderId, device);
    let put = |offset: usize, bytes: &[u8]| {
        // SAFETY: all offsets lie in the block.
        unsafe { wnode.wrapping_add(offset).copy_from(bytes.as_ptr(), bytes.len()) };
    };
    put(0, &68_u32.to_le_bytes());
    put(4, &provider.to_le_bytes());
    put(24, &CLASS.Data1.to_le_bytes());
    put(28, &CLASS.Data2.to_le_bytes());
    put(30, &CLASS.Data3.to_le_bytes());
    put(32, &CLASS.Data4);
    put(56, &64_u32.to_le_bytes());
    put(60, &4_u32.to_le_bytes());
    put(64, b"data");
    wnode
}

#[test]
fn event_of_wmi_reaches_the_callback_until_the_object_is_given_up() {
    told();
    run(|| {
        let (mut class, mut block) = (CLASS, null_mut());
        assert_eq!(call!(IoWMIOpenBlock, &raw mut class, 4, &raw mut block), SUCCESS);
        let routine = on_event as *const () as usize;
        assert_eq!(call!(IoWMISetNotificationCallback, block, routine, 9), SUCCESS);
        assert_eq!(call!(ObfReferenceObject, block), 2);
        assert_eq!(call!(ObfDereferenceObject, block), 1);
        assert_eq!(call!(IoWMIWriteEvent, wnode(null_mut())), SUCCESS);
        // The worker thread runs while this thread waits.
        call!(KeDelayExecutionThread, 0, 0, &raw const TICK);
        assert_eq!(call!(ObfDereferenceObject, block), 0);
        assert_eq!(call!(IoWMIWriteEvent, wnode(null_mut())), SUCCESS);
    });
    assert_eq!(told(), ["event data 9"]);
}
