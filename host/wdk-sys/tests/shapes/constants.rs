//! Types and values of the constants, base types, and the shapes of the crate's own macros.

use core::{any::TypeId, ffi::c_void, mem::size_of, ptr};

use wdk_sys::{
    GUID, NT_ERROR, NT_INFORMATION, NT_SUCCESS, NT_WARNING, NTSTATUS, PAGED_CODE, PCUNICODE_STRING,
    POOL_FLAGS, PVOID, PWDF_OBJECT_ATTRIBUTES, UNICODE_STRING, WDFDEVICE, WDFDRIVER, WDFFILEOBJECT,
    WDFKEY, WDFMEMORY, WDFOBJECT, WDFQUEUE, WDFREQUEST, WDFSPINLOCK, WDFSTRING, WDFTIMER,
    call_unsafe_wdf_function_binding, ntddk,
};

#[test]
fn base_types_have_the_widths_of_64_bit_windows() {
    fn same<A: 'static, B: 'static>(name: &str) {
        assert_eq!(TypeId::of::<A>(), TypeId::of::<B>(), "{name}");
    }
    same::<wdk_sys::ULONG, u32>("ULONG");
    same::<wdk_sys::LONG, i32>("LONG");
    same::<wdk_sys::NTSTATUS, i32>("NTSTATUS");
    same::<wdk_sys::LONGLONG, i64>("LONGLONG");
    same::<wdk_sys::ULONG_PTR, u64>("ULONG_PTR");
    same::<wdk_sys::SIZE_T, u64>("SIZE_T");
    same::<wdk_sys::BOOLEAN, u8>("BOOLEAN");
    same::<wdk_sys::UCHAR, u8>("UCHAR");
    same::<wdk_sys::KIRQL, u8>("KIRQL");
    same::<wdk_sys::USHORT, u16>("USHORT");
    same::<wdk_sys::WCHAR, u16>("WCHAR");
    same::<wdk_sys::CHAR, i8>("CHAR");
    same::<wdk_sys::ACCESS_MASK, u32>("ACCESS_MASK");
    same::<wdk_sys::POOL_FLAGS, u64>("POOL_FLAGS");
    same::<wdk_sys::PVOID, *mut c_void>("PVOID");
    same::<wdk_sys::HANDLE, *mut c_void>("HANDLE");
    same::<wdk_sys::WDFOBJECT, *mut c_void>("WDFOBJECT");
    same::<wdk_sys::WDFCONTEXT, *mut c_void>("WDFCONTEXT");
    same::<wdk_sys::PCUNICODE_STRING, *const wdk_sys::_UNICODE_STRING>("PCUNICODE_STRING");
    same::<wdk_sys::LPCGUID, *const wdk_sys::_GUID>("LPCGUID");
    same::<wdk_sys::LPCSTR, *const i8>("LPCSTR");
}

#[test]
fn handles_are_distinct_pointer_types() {
    let handles = [
        TypeId::of::<WDFDRIVER>(),
        TypeId::of::<WDFDEVICE>(),
        TypeId::of::<WDFQUEUE>(),
        TypeId::of::<WDFREQUEST>(),
        TypeId::of::<WDFTIMER>(),
        TypeId::of::<WDFSPINLOCK>(),
        TypeId::of::<WDFMEMORY>(),
        TypeId::of::<WDFSTRING>(),
        TypeId::of::<WDFKEY>(),
        TypeId::of::<WDFFILEOBJECT>(),
        TypeId::of::<WDFOBJECT>(),
    ];
    for (position, handle) in handles.iter().enumerate() {
        assert!(!handles[position + 1..].contains(handle), "handle {position} is not distinct");
    }
    assert_eq!(size_of::<WDFQUEUE>(), 8);
    let queue: *mut wdk_sys::WDFQUEUE__ = ptr::null_mut();
    let _: WDFOBJECT = queue.cast();
}

#[test]
fn strings_and_guids_have_the_layout_of_64_bit_windows() {
    assert_eq!(size_of::<UNICODE_STRING>(), 16);
    let string = UNICODE_STRING::default();
    assert_eq!((string.Length, string.MaximumLength), (0, 0));
    assert!(string.Buffer.is_null());
    assert_eq!(size_of::<GUID>(), 16);
    let GUID { Data1, Data2, Data3, Data4 } = GUID::default();
    let parts: (u32, u16, u16, [u8; 8]) = (Data1, Data2, Data3, Data4);
    assert_eq!(parts, (0, 0, 0, [0; 8]));
}

#[test]
fn integer_constants_have_the_types_that_bindgen_gives_them() {
    let integers: [(u32, u32); 20] = [
        (wdk_sys::PASSIVE_LEVEL, 0),
        (wdk_sys::APC_LEVEL, 1),
        (wdk_sys::DISPATCH_LEVEL, 2),
        (wdk_sys::TRUE, 1),
        (wdk_sys::FALSE, 0),
        (wdk_sys::PLUGPLAY_REGKEY_DEVICE, 1),
        (wdk_sys::PLUGPLAY_REGKEY_DRIVER, 2),
        (wdk_sys::KEY_READ, 0x2_0019),
        (wdk_sys::KEY_WRITE, 0x2_0006),
        (wdk_sys::KEY_ALL_ACCESS, 0xF_003F),
        (wdk_sys::REG_NONE, 0),
        (wdk_sys::REG_SZ, 1),
        (wdk_sys::REG_EXPAND_SZ, 2),
        (wdk_sys::REG_BINARY, 3),
        (wdk_sys::REG_DWORD, 4),
        (wdk_sys::REG_MULTI_SZ, 7),
        (wdk_sys::REG_OPTION_NON_VOLATILE, 0),
        (wdk_sys::REG_OPTION_VOLATILE, 1),
        (wdk_sys::REG_CREATED_NEW_KEY, 1),
        (wdk_sys::REG_OPENED_EXISTING_KEY, 2),
    ];
    for (constant, value) in integers {
        assert_eq!(constant, value);
    }
    let pool_flags: [(POOL_FLAGS, u64); 8] = [
        (wdk_sys::POOL_FLAG_USE_QUOTA, 0x1),
        (wdk_sys::POOL_FLAG_UNINITIALIZED, 0x2),
        (wdk_sys::POOL_FLAG_SESSION, 0x4),
        (wdk_sys::POOL_FLAG_CACHE_ALIGNED, 0x8),
        (wdk_sys::POOL_FLAG_RAISE_ON_FAILURE, 0x20),
        (wdk_sys::POOL_FLAG_NON_PAGED, 0x40),
        (wdk_sys::POOL_FLAG_NON_PAGED_EXECUTE, 0x80),
        (wdk_sys::POOL_FLAG_PAGED, 0x100),
    ];
    for (constant, value) in pool_flags {
        assert_eq!(constant, value);
    }
}

#[test]
fn statuses_are_ntstatus_with_the_values_of_the_reference() {
    let statuses: [(NTSTATUS, u32); 14] = [
        (wdk_sys::STATUS_SUCCESS, 0),
        (wdk_sys::STATUS_PENDING, 0x103),
        (wdk_sys::STATUS_BUFFER_OVERFLOW, 0x8000_0005),
        (wdk_sys::STATUS_DEVICE_BUSY, 0x8000_0011),
        (wdk_sys::STATUS_UNSUCCESSFUL, 0xC000_0001),
        (wdk_sys::STATUS_INFO_LENGTH_MISMATCH, 0xC000_0004),
        (wdk_sys::STATUS_INVALID_PARAMETER, 0xC000_000D),
        (wdk_sys::STATUS_INVALID_DEVICE_REQUEST, 0xC000_0010),
        (wdk_sys::STATUS_BUFFER_TOO_SMALL, 0xC000_0023),
        (wdk_sys::STATUS_OBJECT_TYPE_MISMATCH, 0xC000_0024),
        (wdk_sys::STATUS_OBJECT_NAME_NOT_FOUND, 0xC000_0034),
        (wdk_sys::STATUS_INSUFFICIENT_RESOURCES, 0xC000_009A),
        (wdk_sys::STATUS_CANCELLED, 0xC000_0120),
        (wdk_sys::STATUS_INVALID_DEVICE_STATE, 0xC000_0184),
    ];
    for (status, value) in statuses {
        assert_eq!(status.cast_unsigned(), value);
    }
}

#[test]
fn status_classes_follow_the_two_highest_bits() {
    let classes = |status: u32| {
        let status = status.cast_signed();
        [NT_SUCCESS(status), NT_INFORMATION(status), NT_WARNING(status), NT_ERROR(status)]
    };
    assert_eq!(classes(0x0000_0103), [true, false, false, false]);
    assert_eq!(classes(0x4000_0000), [true, true, false, false]);
    assert_eq!(classes(0x8000_0005), [false, false, true, false]);
    assert_eq!(classes(0xC000_0120), [false, false, false, true]);
}

#[test]
fn absent_arguments_are_null_pointers_of_the_published_types() {
    let attributes: PWDF_OBJECT_ATTRIBUTES = wdk_sys::WDF_NO_OBJECT_ATTRIBUTES;
    assert!(attributes.is_null());
    let pointers: [PVOID; 4] = [
        wdk_sys::WDF_NO_HANDLE,
        wdk_sys::WDF_NO_EVENT_CALLBACK,
        wdk_sys::WDF_NO_CONTEXT,
        wdk_sys::WDF_NO_SEND_OPTIONS,
    ];
    assert!(pointers.iter().all(|pointer| pointer.is_null()));
}

#[test]
fn kernel_functions_have_the_published_signatures() {
    let _: unsafe extern "C" fn(POOL_FLAGS, u64, u32) -> PVOID = ntddk::ExAllocatePool2;
    let _: unsafe extern "C" fn(PVOID) = ntddk::ExFreePool;
    let _: unsafe extern "C" fn(PVOID, u32) = ntddk::ExFreePoolWithTag;
    let _: unsafe extern "C" fn() -> u8 = ntddk::KeGetCurrentIrql;
}

/// Compiles only if the macros take what the published ones take; a trailing comma, an argument
/// that coerces, a result that is `()` or a value.
#[test]
fn macros_have_the_published_shapes() {
    unsafe fn create(
        driver: &mut wdk_sys::DRIVER_OBJECT,
        path: PCUNICODE_STRING,
        config: &mut wdk_sys::WDF_DRIVER_CONFIG,
    ) -> NTSTATUS {
        PAGED_CODE!();
        // SAFETY: never called.
        unsafe {
            call_unsafe_wdf_function_binding!(
                WdfDriverCreate,
                driver,
                path,
                wdk_sys::WDF_NO_OBJECT_ATTRIBUTES,
                config,
                wdk_sys::WDF_NO_HANDLE.cast::<WDFDRIVER>(),
            )
        }
    }
    unsafe fn start(queue: WDFQUEUE) {
        // SAFETY: never called.
        unsafe { call_unsafe_wdf_function_binding!(WdfIoQueueStart, queue) };
    }
    let _: unsafe fn(WDFQUEUE) = start;
    let _: unsafe fn(
        &mut wdk_sys::DRIVER_OBJECT,
        PCUNICODE_STRING,
        &mut wdk_sys::WDF_DRIVER_CONFIG,
    ) -> NTSTATUS = create;
}
