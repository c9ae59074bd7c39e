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

c_struct!(
    _WDF_POWER_POLICY_EVENT_CALLBACKS,
    WDF_POWER_POLICY_EVENT_CALLBACKS,
    PWDF_POWER_POLICY_EVENT_CALLBACKS,
    PCWDF_POWER_POLICY_EVENT_CALLBACKS {
        Size: ULONG,
        EvtDeviceArmWakeFromS0: PFN_WDF_DEVICE_ARM_WAKE_FROM_S0,
        EvtDeviceDisarmWakeFromS0: PFN_WDF_DEVICE_DISARM_WAKE_FROM_S0,
        EvtDeviceWakeFromS0Triggered: PFN_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED,
        EvtDeviceArmWakeFromSx: PFN_WDF_DEVICE_ARM_WAKE_FROM_SX,
        EvtDeviceDisarmWakeFromSx: PFN_WDF_DEVICE_DISARM_WAKE_FROM_SX,
        EvtDeviceWakeFromSxTriggered: PFN_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED,
        EvtDeviceArmWakeFromSxWithReason: PFN_WDF_DEVICE_ARM_WAKE_FROM_SX_WITH_REASON,
    }
);

c_struct!(
    _WDF_REMOVE_LOCK_OPTIONS,
    WDF_REMOVE_LOCK_OPTIONS,
    PWDF_REMOVE_LOCK_OPTIONS,
    PCWDF_REMOVE_LOCK_OPTIONS { Size: ULONG, Flags: ULONG }
);

c_struct!(
    _WDF_IO_TYPE_CONFIG,
    WDF_IO_TYPE_CONFIG,
    PWDF_IO_TYPE_CONFIG,
    PCWDF_IO_TYPE_CONFIG {
        Size: ULONG,
        ReadWriteIoType: WDF_DEVICE_IO_TYPE,
        DeviceControlIoType: WDF_DEVICE_IO_TYPE,
        DirectTransferThreshold: ULONG,
    }
);

c_struct!(
    _MDL,
    MDL,
    PMDL,
    PCMDL {
        Next: PMDL,
        Size: i16,
        MdlFlags: i16,
        Process: PEPROCESS,
        MappedSystemVa: PVOID,
        StartVa: PVOID,
        ByteCount: ULONG,
        ByteOffset: ULONG,
    }
);

c_struct!(
    _WDF_REQUEST_SEND_OPTIONS,
    WDF_REQUEST_SEND_OPTIONS,
    PWDF_REQUEST_SEND_OPTIONS,
    PCWDF_REQUEST_SEND_OPTIONS { Size: ULONG, Flags: ULONG, Timeout: LONGLONG }
);

c_struct!(
    _WDF_WMI_PROVIDER_CONFIG,
    WDF_WMI_PROVIDER_CONFIG,
    PWDF_WMI_PROVIDER_CONFIG,
    PCWDF_WMI_PROVIDER_CONFIG {
        Size: ULONG,
        Guid: GUID,
        Flags: ULONG,
        MinInstanceBufferSize: ULONG,
        EvtWmiProviderFunctionControl: PFN_WDF_WMI_PROVIDER_FUNCTION_CONTROL,
    }
);

c_struct!(
    _WDF_WMI_INSTANCE_CONFIG,
    WDF_WMI_INSTANCE_CONFIG,
    PWDF_WMI_INSTANCE_CONFIG,
    PCWDF_WMI_INSTANCE_CONFIG {
        Size: ULONG,
        Provider: WDFWMIPROVIDER,
        ProviderConfig: PWDF_WMI_PROVIDER_CONFIG,
        UseContextForQuery: BOOLEAN,
        Register: BOOLEAN,
        EvtWmiInstanceQueryInstance: PFN_WDF_WMI_INSTANCE_QUERY_INSTANCE,
        EvtWmiInstanceSetInstance: PFN_WDF_WMI_INSTANCE_SET_INSTANCE,
        EvtWmiInstanceSetItem: PFN_WDF_WMI_INSTANCE_SET_ITEM,
        EvtWmiInstanceExecuteMethod: PFN_WDF_WMI_INSTANCE_EXECUTE_METHOD,
    }
);

c_struct!(
    _WDF_IO_TARGET_OPEN_PARAMS,
    WDF_IO_TARGET_OPEN_PARAMS,
    PWDF_IO_TARGET_OPEN_PARAMS,
    PCWDF_IO_TARGET_OPEN_PARAMS {
        Size: ULONG,
        Type: WDF_IO_TARGET_OPEN_TYPE,
        EvtIoTargetQueryRemove: PFN_WDF_IO_TARGET_QUERY_REMOVE,
        EvtIoTargetRemoveCanceled: PFN_WDF_IO_TARGET_REMOVE_CANCELED,
        EvtIoTargetRemoveComplete: PFN_WDF_IO_TARGET_REMOVE_COMPLETE,
        TargetDeviceObject: PDEVICE_OBJECT,
        TargetFileObject: PFILE_OBJECT,
        TargetDeviceName: UNICODE_STRING,
        DesiredAccess: ACCESS_MASK,
        ShareAccess: ULONG,
        FileAttributes: ULONG,
        CreateDisposition: ULONG,
        CreateOptions: ULONG,
        EaBuffer: PVOID,
        EaBufferLength: ULONG,
        AllocationSize: PLONGLONG,
        FileInformation: ULONG,
        FileName: UNICODE_STRING,
    }
);

c_struct!(
    _WDF_REQUEST_REUSE_PARAMS,
    WDF_REQUEST_REUSE_PARAMS,
    PWDF_REQUEST_REUSE_PARAMS,
    PCWDF_REQUEST_REUSE_PARAMS { Size: ULONG, Flags: ULONG, Status: NTSTATUS, NewIrp: PIRP }
);

c_struct!(
    _IO_STATUS_BLOCK,
    IO_STATUS_BLOCK,
    PIO_STATUS_BLOCK,
    PCIO_STATUS_BLOCK { __bindgen_anon_1: _IO_STATUS_BLOCK__bindgen_ty_1, Information: ULONG_PTR }
);

c_struct!(
    _WDF_REQUEST_COMPLETION_PARAMS,
    WDF_REQUEST_COMPLETION_PARAMS,
    PWDF_REQUEST_COMPLETION_PARAMS,
    PCWDF_REQUEST_COMPLETION_PARAMS {
        Size: ULONG,
        Type: WDF_REQUEST_TYPE,
        IoStatus: IO_STATUS_BLOCK,
        Parameters: _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1,
    }
);

c_struct!(
    _WDF_MEMORY_DESCRIPTOR,
    WDF_MEMORY_DESCRIPTOR,
    PWDF_MEMORY_DESCRIPTOR,
    PCWDF_MEMORY_DESCRIPTOR {
        Type: WDF_MEMORY_DESCRIPTOR_TYPE,
        u: _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1,
    }
);

/// A union without a `Debug` of its own.
macro_rules! debug_as {
    ($($union:ident $text:literal,)*) => {
        $(impl core::fmt::Debug for $union {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str($text)
            }
        })*
    };
}
debug_as! {
    _IO_STATUS_BLOCK__bindgen_ty_1 "Status",
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1 "Parameters",
    _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1 "u",
}

/// The status, or a pointer.
#[repr(C)]
#[derive(Clone, Copy)]
pub union _IO_STATUS_BLOCK__bindgen_ty_1 {
    pub Status: NTSTATUS,
    pub Pointer: PVOID,
}

/// The buffer of a completed write.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_1 {
    pub Buffer: WDFMEMORY,
    pub Length: usize,
    pub Offset: usize,
}

/// The buffer of a completed read.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_2 {
    pub Buffer: WDFMEMORY,
    pub Length: usize,
    pub Offset: usize,
}

/// The input buffer of a completed control code.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3__bindgen_ty_1 {
    pub Buffer: WDFMEMORY,
    pub Offset: usize,
}

/// The output buffer of a completed control code.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3__bindgen_ty_2 {
    pub Buffer: WDFMEMORY,
    pub Offset: usize,
    pub Length: usize,
}

/// The code and the buffers of a completed control code.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3 {
    pub IoControlCode: ULONG,
    pub Input: _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3__bindgen_ty_1,
    pub Output: _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3__bindgen_ty_2,
}

/// Parameters that depend on a completed request's type.
#[repr(C)]
#[derive(Clone, Copy)]
pub union _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1 {
    pub Write: _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_1,
    pub Read: _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_2,
    pub Ioctl: _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3,
}

/// A buffer by its address.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1__bindgen_ty_1 {
    pub Buffer: PVOID,
    pub Length: ULONG,
}

/// A buffer by its memory descriptor list.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1__bindgen_ty_2 {
    pub Mdl: PMDL,
    pub BufferLength: ULONG,
}

/// A part of a memory object.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1__bindgen_ty_3 {
    pub Memory: WDFMEMORY,
    pub Offsets: PWDFMEMORY_OFFSET,
}

/// The buffer, by the descriptor's type.
#[repr(C)]
#[derive(Clone, Copy)]
pub union _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1 {
    pub BufferType: _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1__bindgen_ty_1,
    pub MdlType: _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1__bindgen_ty_2,
    pub HandleType: _WDF_MEMORY_DESCRIPTOR__bindgen_ty_1__bindgen_ty_3,
}

c_struct!(
    _WDF_DEVICE_STATE,
    WDF_DEVICE_STATE,
    PWDF_DEVICE_STATE,
    PCWDF_DEVICE_STATE {
        Size: ULONG,
        Disabled: WDF_TRI_STATE,
        DontDisplayInUI: WDF_TRI_STATE,
        Failed: WDF_TRI_STATE,
        NotDisableable: WDF_TRI_STATE,
        Removed: WDF_TRI_STATE,
        ResourcesChanged: WDF_TRI_STATE,
        AssignedToGuest: WDF_TRI_STATE,
    }
);

c_struct!(
    _WDF_DEVICE_PNP_CAPABILITIES,
    WDF_DEVICE_PNP_CAPABILITIES,
    PWDF_DEVICE_PNP_CAPABILITIES,
    PCWDF_DEVICE_PNP_CAPABILITIES {
        Size: ULONG,
        LockSupported: WDF_TRI_STATE,
        EjectSupported: WDF_TRI_STATE,
        Removable: WDF_TRI_STATE,
        DockDevice: WDF_TRI_STATE,
        UniqueID: WDF_TRI_STATE,
        SilentInstall: WDF_TRI_STATE,
        SurpriseRemovalOK: WDF_TRI_STATE,
        HardwareDisabled: WDF_TRI_STATE,
        NoDisplayInUI: WDF_TRI_STATE,
        Address: ULONG,
        UINumber: ULONG,
    }
);

c_struct!(
    _WDF_DEVICE_POWER_CAPABILITIES,
    WDF_DEVICE_POWER_CAPABILITIES,
    PWDF_DEVICE_POWER_CAPABILITIES,
    PCWDF_DEVICE_POWER_CAPABILITIES {
        Size: ULONG,
        DeviceD1: WDF_TRI_STATE,
        DeviceD2: WDF_TRI_STATE,
        WakeFromD0: WDF_TRI_STATE,
        WakeFromD1: WDF_TRI_STATE,
        WakeFromD2: WDF_TRI_STATE,
        WakeFromD3: WDF_TRI_STATE,
        DeviceState: [DEVICE_POWER_STATE; 7],
        DeviceWake: DEVICE_POWER_STATE,
        SystemWake: SYSTEM_POWER_STATE,
        D1Latency: ULONG,
        D2Latency: ULONG,
        D3Latency: ULONG,
        IdealDxStateForSx: DEVICE_POWER_STATE,
    }
);

c_struct!(
    _WDF_DEVICE_PROPERTY_DATA,
    WDF_DEVICE_PROPERTY_DATA,
    PWDF_DEVICE_PROPERTY_DATA,
    PCWDF_DEVICE_PROPERTY_DATA {
        Size: ULONG,
        PropertyKey: *const DEVPROPKEY,
        Lcid: LCID,
        Flags: ULONG,
    }
);

c_struct!(
    _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS,
    WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS,
    PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS,
    PCWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
        Size: ULONG,
        IdleCaps: WDF_POWER_POLICY_S0_IDLE_CAPABILITIES,
        DxState: DEVICE_POWER_STATE,
        IdleTimeout: ULONG,
        UserControlOfIdleSettings: WDF_POWER_POLICY_S0_IDLE_USER_CONTROL,
        Enabled: WDF_TRI_STATE,
        PowerUpIdleDeviceOnSystemWake: WDF_TRI_STATE,
        IdleTimeoutType: WDF_POWER_POLICY_IDLE_TIMEOUT_TYPE,
        ExcludeD3Cold: WDF_TRI_STATE,
    }
);

c_struct!(
    _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS,
    WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS,
    PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS,
    PCWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS {
        Size: ULONG,
        DxState: DEVICE_POWER_STATE,
        UserControlOfWakeSettings: WDF_POWER_POLICY_SX_WAKE_USER_CONTROL,
        Enabled: WDF_TRI_STATE,
        ArmForWakeIfChildrenAreArmedForWake: BOOLEAN,
        IndicateChildWakeOnParentWake: BOOLEAN,
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

c_struct!(
    _WDF_QUERY_INTERFACE_CONFIG,
    WDF_QUERY_INTERFACE_CONFIG,
    PWDF_QUERY_INTERFACE_CONFIG,
    PCWDF_QUERY_INTERFACE_CONFIG {
        Size: ULONG,
        Interface: PINTERFACE,
        InterfaceType: *const GUID,
        SendQueryToParentStack: BOOLEAN,
        EvtDeviceProcessQueryInterfaceRequest: PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST,
        ImportInterface: BOOLEAN,
    }
);

/// The callback that examines an IRP.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS__bindgen_ty_1__bindgen_ty_1 {
    pub EvtIoWdmIrpForForwardProgress: PFN_WDF_IO_WDM_IRP_FOR_FORWARD_PROGRESS,
}

/// The settings of a policy.
#[repr(C)]
#[derive(Clone, Copy)]
pub union _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS__bindgen_ty_1 {
    pub ExaminePolicy:
        _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS__bindgen_ty_1__bindgen_ty_1,
}

debug_as! {
    _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS__bindgen_ty_1 "Policy",
}

c_struct!(
    _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS,
    WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS,
    PWDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS,
    PCWDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS {
        Policy: _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS__bindgen_ty_1,
    }
);

c_struct!(
    _WDF_IO_QUEUE_FORWARD_PROGRESS_POLICY,
    WDF_IO_QUEUE_FORWARD_PROGRESS_POLICY,
    PWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY,
    PCWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY {
        Size: ULONG,
        TotalForwardProgressRequests: ULONG,
        ForwardProgressReservedPolicy: WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY,
        ForwardProgressReservePolicySettings: WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS,
        EvtIoAllocateResourcesForReservedRequest:
            PFN_WDF_IO_ALLOCATE_RESOURCES_FOR_RESERVED_REQUEST,
        EvtIoAllocateRequestResources: PFN_WDF_IO_ALLOCATE_REQUEST_RESOURCES,
    }
);
