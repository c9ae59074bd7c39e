//! The framework's configuration structures, laid out as in KMDF 1.31 on 64-bit Windows.
#![allow(
    clippy::pub_underscore_fields,
    clippy::wildcard_imports,
    non_snake_case,
    non_camel_case_types,
    missing_docs,
    reason = "C names, described by the WDF reference"
)]

use super::{callbacks::*, enums::*, handles::*, nt::*};

macro_rules! c_struct {
    ($name:ident, $alias:ident, $pointer:ident, $const_pointer:ident { $($field:ident: $type:ty),* $(,)? }) => {
        #[doc = concat!("The C structure `", stringify!($alias), "`.")]
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct $name {
            $(pub $field: $type,)*
        }
        impl Default for $name {
            fn default() -> Self {
                // SAFETY: every field is an integer, a pointer, an `Option` of a function pointer
                // or a union of integers, and all of them have all-zero values.
                unsafe { core::mem::zeroed() }
            }
        }
        pub type $alias = $name;
        pub type $pointer = *mut $name;
        pub type $const_pointer = *const $name;
    };
}

c_struct!(
    _WDF_DRIVER_GLOBALS,
    WDF_DRIVER_GLOBALS,
    PWDF_DRIVER_GLOBALS,
    PCWDF_DRIVER_GLOBALS {
        Driver: WDFDRIVER,
        DriverFlags: ULONG,
        DriverTag: ULONG,
        DriverName: [CHAR; 32],
        DisplaceDriverUnload: BOOLEAN,
    }
);

c_struct!(
    _WDF_DRIVER_CONFIG,
    WDF_DRIVER_CONFIG,
    PWDF_DRIVER_CONFIG,
    PCWDF_DRIVER_CONFIG {
        Size: ULONG,
        EvtDriverDeviceAdd: PFN_WDF_DRIVER_DEVICE_ADD,
        EvtDriverUnload: PFN_WDF_DRIVER_UNLOAD,
        DriverInitFlags: ULONG,
        DriverPoolTag: ULONG,
    }
);

c_struct!(
    _WDF_DRIVER_VERSION_AVAILABLE_PARAMS,
    WDF_DRIVER_VERSION_AVAILABLE_PARAMS,
    PWDF_DRIVER_VERSION_AVAILABLE_PARAMS,
    PCWDF_DRIVER_VERSION_AVAILABLE_PARAMS { Size: ULONG, MajorVersion: ULONG, MinorVersion: ULONG }
);

/// Returns the identity of a context type, where that is not the structure itself.
pub type PFN_GET_UNIQUE_CONTEXT_TYPE =
    Option<unsafe extern "C" fn() -> PCWDF_OBJECT_CONTEXT_TYPE_INFO>;
c_struct!(
    _WDF_OBJECT_CONTEXT_TYPE_INFO,
    WDF_OBJECT_CONTEXT_TYPE_INFO,
    PWDF_OBJECT_CONTEXT_TYPE_INFO,
    PCWDF_OBJECT_CONTEXT_TYPE_INFO {
        Size: ULONG,
        ContextName: LPCSTR,
        ContextSize: usize,
        UniqueType: PCWDF_OBJECT_CONTEXT_TYPE_INFO,
        EvtDriverGetUniqueContextType: PFN_GET_UNIQUE_CONTEXT_TYPE,
    }
);

c_struct!(
    _WDF_OBJECT_ATTRIBUTES,
    WDF_OBJECT_ATTRIBUTES,
    PWDF_OBJECT_ATTRIBUTES,
    PCWDF_OBJECT_ATTRIBUTES {
        Size: ULONG,
        EvtCleanupCallback: PFN_WDF_OBJECT_CONTEXT_CLEANUP,
        EvtDestroyCallback: PFN_WDF_OBJECT_CONTEXT_DESTROY,
        ExecutionLevel: WDF_EXECUTION_LEVEL,
        SynchronizationScope: WDF_SYNCHRONIZATION_SCOPE,
        ParentObject: WDFOBJECT,
        ContextSizeOverride: usize,
        ContextTypeInfo: PCWDF_OBJECT_CONTEXT_TYPE_INFO,
    }
);

c_struct!(
    _WDF_PNPPOWER_EVENT_CALLBACKS,
    WDF_PNPPOWER_EVENT_CALLBACKS,
    PWDF_PNPPOWER_EVENT_CALLBACKS,
    PCWDF_PNPPOWER_EVENT_CALLBACKS {
        Size: ULONG,
        EvtDeviceD0Entry: PFN_WDF_DEVICE_D0_ENTRY,
        EvtDeviceD0EntryPostInterruptsEnabled: PFN_WDF_DEVICE_D0_ENTRY_POST_INTERRUPTS_ENABLED,
        EvtDeviceD0Exit: PFN_WDF_DEVICE_D0_EXIT,
        EvtDeviceD0ExitPreInterruptsDisabled: PFN_WDF_DEVICE_D0_EXIT_PRE_INTERRUPTS_DISABLED,
        EvtDevicePrepareHardware: PFN_WDF_DEVICE_PREPARE_HARDWARE,
        EvtDeviceReleaseHardware: PFN_WDF_DEVICE_RELEASE_HARDWARE,
        EvtDeviceSelfManagedIoCleanup: PFN_WDF_DEVICE_SELF_MANAGED_IO_CLEANUP,
        EvtDeviceSelfManagedIoFlush: PFN_WDF_DEVICE_SELF_MANAGED_IO_FLUSH,
        EvtDeviceSelfManagedIoInit: PFN_WDF_DEVICE_SELF_MANAGED_IO_INIT,
        EvtDeviceSelfManagedIoSuspend: PFN_WDF_DEVICE_SELF_MANAGED_IO_SUSPEND,
        EvtDeviceSelfManagedIoRestart: PFN_WDF_DEVICE_SELF_MANAGED_IO_RESTART,
        EvtDeviceSurpriseRemoval: PFN_WDF_DEVICE_SURPRISE_REMOVAL,
        EvtDeviceQueryRemove: PFN_WDF_DEVICE_QUERY_REMOVE,
        EvtDeviceQueryStop: PFN_WDF_DEVICE_QUERY_STOP,
        EvtDeviceUsageNotification: PFN_WDF_DEVICE_USAGE_NOTIFICATION,
        EvtDeviceRelationsQuery: PFN_WDF_DEVICE_RELATIONS_QUERY,
        EvtDeviceUsageNotificationEx: PFN_WDF_DEVICE_USAGE_NOTIFICATION_EX,
    }
);

c_struct!(
    _WDF_FILEOBJECT_CONFIG,
    WDF_FILEOBJECT_CONFIG,
    PWDF_FILEOBJECT_CONFIG,
    PCWDF_FILEOBJECT_CONFIG {
        Size: ULONG,
        EvtDeviceFileCreate: PFN_WDF_DEVICE_FILE_CREATE,
        EvtFileClose: PFN_WDF_FILE_CLOSE,
        EvtFileCleanup: PFN_WDF_FILE_CLEANUP,
        AutoForwardCleanupClose: WDF_TRI_STATE,
        FileObjectClass: WDF_FILEOBJECT_CLASS,
    }
);

c_struct!(
    _WDF_IO_QUEUE_CONFIG,
    WDF_IO_QUEUE_CONFIG,
    PWDF_IO_QUEUE_CONFIG,
    PCWDF_IO_QUEUE_CONFIG {
        Size: ULONG,
        DispatchType: WDF_IO_QUEUE_DISPATCH_TYPE,
        PowerManaged: WDF_TRI_STATE,
        AllowZeroLengthRequests: BOOLEAN,
        DefaultQueue: BOOLEAN,
        EvtIoDefault: PFN_WDF_IO_QUEUE_IO_DEFAULT,
        EvtIoRead: PFN_WDF_IO_QUEUE_IO_READ,
        EvtIoWrite: PFN_WDF_IO_QUEUE_IO_WRITE,
        EvtIoDeviceControl: PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL,
        EvtIoInternalDeviceControl: PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL,
        EvtIoStop: PFN_WDF_IO_QUEUE_IO_STOP,
        EvtIoResume: PFN_WDF_IO_QUEUE_IO_RESUME,
        EvtIoCanceledOnQueue: PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE,
        Settings: _WDF_IO_QUEUE_CONFIG__bindgen_ty_1,
        Driver: WDFDRIVER,
    }
);

c_struct!(
    _WDF_TIMER_CONFIG,
    WDF_TIMER_CONFIG,
    PWDF_TIMER_CONFIG,
    PCWDF_TIMER_CONFIG {
        Size: ULONG,
        EvtTimerFunc: PFN_WDF_TIMER,
        Period: ULONG,
        AutomaticSerialization: BOOLEAN,
        TolerableDelay: ULONG,
        __bindgen_padding_0: [u8; 4],
        UseHighResolutionTimer: BOOLEAN,
    }
);

c_struct!(
    _WDFMEMORY_OFFSET,
    WDFMEMORY_OFFSET,
    PWDFMEMORY_OFFSET,
    PCWDFMEMORY_OFFSET { BufferOffset: usize, BufferLength: usize }
);

c_struct!(
    _WDF_DPC_CONFIG,
    WDF_DPC_CONFIG,
    PWDF_DPC_CONFIG,
    PCWDF_DPC_CONFIG { Size: ULONG, EvtDpcFunc: PFN_WDF_DPC, AutomaticSerialization: BOOLEAN }
);

c_struct!(
    _WDF_WORKITEM_CONFIG,
    WDF_WORKITEM_CONFIG,
    PWDF_WORKITEM_CONFIG,
    PCWDF_WORKITEM_CONFIG {
        Size: ULONG,
        EvtWorkItemFunc: PFN_WDF_WORKITEM,
        AutomaticSerialization: BOOLEAN,
    }
);

c_struct!(
    _WDF_REQUEST_PARAMETERS,
    WDF_REQUEST_PARAMETERS,
    PWDF_REQUEST_PARAMETERS,
    PCWDF_REQUEST_PARAMETERS {
        Size: USHORT,
        MinorFunction: UCHAR,
        Type: WDF_REQUEST_TYPE,
        Parameters: _WDF_REQUEST_PARAMETERS__bindgen_ty_1,
    }
);

/// Limits of a parallel queue.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct _WDF_IO_QUEUE_CONFIG__bindgen_ty_1__bindgen_ty_1 {
    pub NumberOfPresentedRequests: ULONG,
}

/// Settings that depend on a queue's dispatch type.
#[repr(C)]
#[derive(Clone, Copy)]
pub union _WDF_IO_QUEUE_CONFIG__bindgen_ty_1 {
    pub Parallel: _WDF_IO_QUEUE_CONFIG__bindgen_ty_1__bindgen_ty_1,
}
impl core::fmt::Debug for _WDF_IO_QUEUE_CONFIG__bindgen_ty_1 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Settings")
    }
}

/// Parameters of a read or a write.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_2 {
    pub Length: usize,
    pub Key: ULONG,
    pub DeviceOffset: LONGLONG,
}

/// Parameters of a device control request.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_4 {
    pub OutputBufferLength: usize,
    pub InputBufferLength: usize,
    pub IoControlCode: ULONG,
    pub Type3InputBuffer: PVOID,
}

/// Parameters that depend on a request's type.
#[repr(C)]
#[derive(Clone, Copy)]
pub union _WDF_REQUEST_PARAMETERS__bindgen_ty_1 {
    pub Read: _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_2,
    pub Write: _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_2,
    pub DeviceIoControl: _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_4,
}
impl core::fmt::Debug for _WDF_REQUEST_PARAMETERS__bindgen_ty_1 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Parameters")
    }
}
