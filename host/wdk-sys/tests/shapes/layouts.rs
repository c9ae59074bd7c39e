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
}
