//! Sizes, alignments and offsets of the structures, as the public headers of KMDF 1.33 have them for
//! 64-bit targets.

use core::{
    mem::{align_of, offset_of, size_of},
    slice,
};

/// Structure, its aliases, size and alignment; then each field's name, offset and size.
macro_rules! layouts {
    ($($structure:ident = $alias:ident $pointer:ident, $size:literal $align:literal {
        $($field:ident $offset:literal $field_size:literal,)*
    })*) => {
        $(
            #[test]
            #[expect(non_snake_case, reason = "named after the structure")]
            fn $structure() {
                use wdk_sys::{$alias, $pointer, $structure};

                assert_eq!((size_of::<$structure>(), align_of::<$structure>()), ($size, $align));
                let zeroed = $alias::default();
                $(
                    let field = stringify!($field);
                    assert_eq!(offset_of!($structure, $field), $offset, "offset of {field}");
                    assert_eq!(size_of_val(&zeroed.$field), $field_size, "size of {field}");
                    // SAFETY: the field is that long and has no padding, or is a union, whose copies
                    // keep every byte.
                    let bytes = unsafe {
                        slice::from_raw_parts((&raw const zeroed.$field).cast::<u8>(), $field_size)
                    };
                    assert!(bytes.iter().all(|byte| *byte == 0), "default of {field}");
                )*
                let mut copy = zeroed;
                let _: $pointer = &raw mut copy;
            }
        )*
    };
}

layouts! {
    _WDF_IO_TYPE_CONFIG = WDF_IO_TYPE_CONFIG PWDF_IO_TYPE_CONFIG, 16 4 {
        Size 0 4,
        ReadWriteIoType 4 4,
        DeviceControlIoType 8 4,
        DirectTransferThreshold 12 4,
    }
    _MDL = MDL PMDL, 48 8 {
        Next 0 8,
        Size 8 2,
        MdlFlags 10 2,
        Process 16 8,
        MappedSystemVa 24 8,
        StartVa 32 8,
        ByteCount 40 4,
        ByteOffset 44 4,
    }
    _WDF_DRIVER_GLOBALS = WDF_DRIVER_GLOBALS PWDF_DRIVER_GLOBALS, 56 8 {
        Driver 0 8,
        DriverFlags 8 4,
        DriverTag 12 4,
        DriverName 16 32,
        DisplaceDriverUnload 48 1,
    }
    _WDF_DRIVER_CONFIG = WDF_DRIVER_CONFIG PWDF_DRIVER_CONFIG, 32 8 {
        Size 0 4,
        EvtDriverDeviceAdd 8 8,
        EvtDriverUnload 16 8,
        DriverInitFlags 24 4,
        DriverPoolTag 28 4,
    }
    _WDF_DRIVER_VERSION_AVAILABLE_PARAMS = WDF_DRIVER_VERSION_AVAILABLE_PARAMS PWDF_DRIVER_VERSION_AVAILABLE_PARAMS, 12 4 {
        Size 0 4,
        MajorVersion 4 4,
        MinorVersion 8 4,
    }
    _WDF_OBJECT_CONTEXT_TYPE_INFO = WDF_OBJECT_CONTEXT_TYPE_INFO PWDF_OBJECT_CONTEXT_TYPE_INFO, 40 8 {
        Size 0 4,
        ContextName 8 8,
        ContextSize 16 8,
        UniqueType 24 8,
        EvtDriverGetUniqueContextType 32 8,
    }
    _WDF_OBJECT_ATTRIBUTES = WDF_OBJECT_ATTRIBUTES PWDF_OBJECT_ATTRIBUTES, 56 8 {
        Size 0 4,
        EvtCleanupCallback 8 8,
        EvtDestroyCallback 16 8,
        ExecutionLevel 24 4,
        SynchronizationScope 28 4,
        ParentObject 32 8,
        ContextSizeOverride 40 8,
        ContextTypeInfo 48 8,
    }
    _WDF_PNPPOWER_EVENT_CALLBACKS = WDF_PNPPOWER_EVENT_CALLBACKS PWDF_PNPPOWER_EVENT_CALLBACKS, 144 8 {
        Size 0 4,
        EvtDeviceD0Entry 8 8,
        EvtDeviceD0EntryPostInterruptsEnabled 16 8,
        EvtDeviceD0Exit 24 8,
        EvtDeviceD0ExitPreInterruptsDisabled 32 8,
        EvtDevicePrepareHardware 40 8,
        EvtDeviceReleaseHardware 48 8,
        EvtDeviceSelfManagedIoCleanup 56 8,
        EvtDeviceSelfManagedIoFlush 64 8,
        EvtDeviceSelfManagedIoInit 72 8,
        EvtDeviceSelfManagedIoSuspend 80 8,
        EvtDeviceSelfManagedIoRestart 88 8,
        EvtDeviceSurpriseRemoval 96 8,
        EvtDeviceQueryRemove 104 8,
        EvtDeviceQueryStop 112 8,
        EvtDeviceUsageNotification 120 8,
        EvtDeviceRelationsQuery 128 8,
        EvtDeviceUsageNotificationEx 136 8,
    }
    _WDF_FILEOBJECT_CONFIG = WDF_FILEOBJECT_CONFIG PWDF_FILEOBJECT_CONFIG, 40 8 {
        Size 0 4,
        EvtDeviceFileCreate 8 8,
        EvtFileClose 16 8,
        EvtFileCleanup 24 8,
        AutoForwardCleanupClose 32 4,
        FileObjectClass 36 4,
    }
    _WDF_IO_QUEUE_CONFIG = WDF_IO_QUEUE_CONFIG PWDF_IO_QUEUE_CONFIG, 96 8 {
        Size 0 4,
        DispatchType 4 4,
        PowerManaged 8 4,
        AllowZeroLengthRequests 12 1,
        DefaultQueue 13 1,
        EvtIoDefault 16 8,
        EvtIoRead 24 8,
        EvtIoWrite 32 8,
        EvtIoDeviceControl 40 8,
        EvtIoInternalDeviceControl 48 8,
        EvtIoStop 56 8,
        EvtIoResume 64 8,
        EvtIoCanceledOnQueue 72 8,
        Settings 80 4,
        Driver 88 8,
    }
    _WDF_TIMER_CONFIG = WDF_TIMER_CONFIG PWDF_TIMER_CONFIG, 40 8 {
        Size 0 4,
        EvtTimerFunc 8 8,
        Period 16 4,
        AutomaticSerialization 20 1,
        TolerableDelay 24 4,
        UseHighResolutionTimer 32 1,
    }
    _WDF_WORKITEM_CONFIG = WDF_WORKITEM_CONFIG PWDF_WORKITEM_CONFIG, 24 8 {
        Size 0 4,
        EvtWorkItemFunc 8 8,
        AutomaticSerialization 16 1,
    }
    _WDFMEMORY_OFFSET = WDFMEMORY_OFFSET PWDFMEMORY_OFFSET, 16 8 {
        BufferOffset 0 8,
        BufferLength 8 8,
    }
    _WDF_DPC_CONFIG = WDF_DPC_CONFIG PWDF_DPC_CONFIG, 24 8 {
        Size 0 4,
        EvtDpcFunc 8 8,
        AutomaticSerialization 16 1,
    }
    _WDF_REQUEST_PARAMETERS = WDF_REQUEST_PARAMETERS PWDF_REQUEST_PARAMETERS, 40 8 {
        Size 0 2,
        MinorFunction 2 1,
        Type 4 4,
        Parameters 8 32,
    }
    _WDF_POWER_POLICY_EVENT_CALLBACKS = WDF_POWER_POLICY_EVENT_CALLBACKS PWDF_POWER_POLICY_EVENT_CALLBACKS, 64 8 {
        Size 0 4,
        EvtDeviceArmWakeFromS0 8 8,
        EvtDeviceDisarmWakeFromS0 16 8,
        EvtDeviceWakeFromS0Triggered 24 8,
        EvtDeviceArmWakeFromSx 32 8,
        EvtDeviceDisarmWakeFromSx 40 8,
        EvtDeviceWakeFromSxTriggered 48 8,
        EvtDeviceArmWakeFromSxWithReason 56 8,
    }
    _WDF_REMOVE_LOCK_OPTIONS = WDF_REMOVE_LOCK_OPTIONS PWDF_REMOVE_LOCK_OPTIONS, 8 4 {
        Size 0 4,
        Flags 4 4,
    }
    _INTERFACE = INTERFACE PINTERFACE, 32 8 {
        Size 0 2,
        Version 2 2,
        Context 8 8,
        InterfaceReference 16 8,
        InterfaceDereference 24 8,
    }
    _WDF_QUERY_INTERFACE_CONFIG = WDF_QUERY_INTERFACE_CONFIG PWDF_QUERY_INTERFACE_CONFIG, 48 8 {
        Size 0 4,
        Interface 8 8,
        InterfaceType 16 8,
        SendQueryToParentStack 24 1,
        EvtDeviceProcessQueryInterfaceRequest 32 8,
        ImportInterface 40 1,
    }
    _WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS = WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS PWDF_IO_FORWARD_PROGRESS_RESERVED_POLICY_SETTINGS, 8 8 {
        Policy 0 8,
    }
    _WDF_IO_QUEUE_FORWARD_PROGRESS_POLICY = WDF_IO_QUEUE_FORWARD_PROGRESS_POLICY PWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY, 40 8 {
        Size 0 4,
        TotalForwardProgressRequests 4 4,
        ForwardProgressReservedPolicy 8 4,
        ForwardProgressReservePolicySettings 16 8,
        EvtIoAllocateResourcesForReservedRequest 24 8,
        EvtIoAllocateRequestResources 32 8,
    }
    _WDF_WMI_PROVIDER_CONFIG = WDF_WMI_PROVIDER_CONFIG PWDF_WMI_PROVIDER_CONFIG, 40 8 {
        Size 0 4,
        Guid 4 16,
        Flags 20 4,
        MinInstanceBufferSize 24 4,
        EvtWmiProviderFunctionControl 32 8,
    }
    _WDF_WMI_INSTANCE_CONFIG = WDF_WMI_INSTANCE_CONFIG PWDF_WMI_INSTANCE_CONFIG, 64 8 {
        Size 0 4,
        Provider 8 8,
        ProviderConfig 16 8,
        UseContextForQuery 24 1,
        Register 25 1,
        EvtWmiInstanceQueryInstance 32 8,
        EvtWmiInstanceSetInstance 40 8,
        EvtWmiInstanceSetItem 48 8,
        EvtWmiInstanceExecuteMethod 56 8,
    }
    _WDF_IO_TARGET_OPEN_PARAMS = WDF_IO_TARGET_OPEN_PARAMS PWDF_IO_TARGET_OPEN_PARAMS, 136 8 {
        Size 0 4,
        Type 4 4,
        EvtIoTargetQueryRemove 8 8,
        EvtIoTargetRemoveCanceled 16 8,
        EvtIoTargetRemoveComplete 24 8,
        TargetDeviceObject 32 8,
        TargetFileObject 40 8,
        TargetDeviceName 48 16,
        DesiredAccess 64 4,
        ShareAccess 68 4,
        FileAttributes 72 4,
        CreateDisposition 76 4,
        CreateOptions 80 4,
        EaBuffer 88 8,
        EaBufferLength 96 4,
        AllocationSize 104 8,
        FileInformation 112 4,
        FileName 120 16,
    }
    _WDF_REQUEST_SEND_OPTIONS = WDF_REQUEST_SEND_OPTIONS PWDF_REQUEST_SEND_OPTIONS, 16 8 {
        Size 0 4,
        Flags 4 4,
        Timeout 8 8,
    }
    _WDF_REQUEST_REUSE_PARAMS = WDF_REQUEST_REUSE_PARAMS PWDF_REQUEST_REUSE_PARAMS, 24 8 {
        Size 0 4,
        Flags 4 4,
        Status 8 4,
        NewIrp 16 8,
    }
    _WDF_REQUEST_COMPLETION_PARAMS = WDF_REQUEST_COMPLETION_PARAMS PWDF_REQUEST_COMPLETION_PARAMS, 72 8 {
        Size 0 4,
        Type 4 4,
        IoStatus 8 16,
        Parameters 24 48,
    }
    _WDF_MEMORY_DESCRIPTOR = WDF_MEMORY_DESCRIPTOR PWDF_MEMORY_DESCRIPTOR, 24 8 {
        Type 0 4,
        u 8 16,
    }
    _WDF_DEVICE_STATE = WDF_DEVICE_STATE PWDF_DEVICE_STATE, 32 4 {
        Size 0 4,
        Disabled 4 4,
        DontDisplayInUI 8 4,
        Failed 12 4,
        NotDisableable 16 4,
        Removed 20 4,
        ResourcesChanged 24 4,
        AssignedToGuest 28 4,
    }
    _WDF_DEVICE_PNP_CAPABILITIES = WDF_DEVICE_PNP_CAPABILITIES PWDF_DEVICE_PNP_CAPABILITIES, 48 4 {
        Size 0 4,
        LockSupported 4 4,
        EjectSupported 8 4,
        Removable 12 4,
        DockDevice 16 4,
        UniqueID 20 4,
        SilentInstall 24 4,
        SurpriseRemovalOK 28 4,
        HardwareDisabled 32 4,
        NoDisplayInUI 36 4,
        Address 40 4,
        UINumber 44 4,
    }
    _WDF_DEVICE_POWER_CAPABILITIES = WDF_DEVICE_POWER_CAPABILITIES PWDF_DEVICE_POWER_CAPABILITIES, 80 4 {
        Size 0 4,
        DeviceD1 4 4,
        DeviceD2 8 4,
        WakeFromD0 12 4,
        WakeFromD1 16 4,
        WakeFromD2 20 4,
        WakeFromD3 24 4,
        DeviceState 28 28,
        DeviceWake 56 4,
        SystemWake 60 4,
        D1Latency 64 4,
        D2Latency 68 4,
        D3Latency 72 4,
        IdealDxStateForSx 76 4,
    }
    _WDF_DEVICE_PROPERTY_DATA = WDF_DEVICE_PROPERTY_DATA PWDF_DEVICE_PROPERTY_DATA, 24 8 {
        Size 0 4,
        PropertyKey 8 8,
        Lcid 16 4,
        Flags 20 4,
    }
    _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS = WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS, 36 4 {
        Size 0 4,
        IdleCaps 4 4,
        DxState 8 4,
        IdleTimeout 12 4,
        UserControlOfIdleSettings 16 4,
        Enabled 20 4,
        PowerUpIdleDeviceOnSystemWake 24 4,
        IdleTimeoutType 28 4,
        ExcludeD3Cold 32 4,
    }
    _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS = WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS, 20 4 {
        Size 0 4,
        DxState 4 4,
        UserControlOfWakeSettings 8 4,
        Enabled 12 4,
        ArmForWakeIfChildrenAreArmedForWake 16 1,
        IndicateChildWakeOnParentWake 17 1,
    }
}
