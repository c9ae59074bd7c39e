//! The function table of KMDF 1.31: every DDI by index, and the types of those that this host has.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    non_upper_case_globals,
    non_camel_case_types,
    missing_docs,
    reason = "C names, described by the WDF reference"
)]

use super::{callbacks::*, enums::*, handles::*, nt::*, structs::*};

/// Number of entries of the function table of KMDF 1.31 and 1.33 (`WdfFunctionTableNumEntries`).
pub const WDF_FUNCTION_COUNT: usize = 458;

/// An entry of the function table, before it is given its real type.
pub type WDFFUNC = Option<unsafe extern "C" fn()>;

macro_rules! function_enum {
    ($($index:literal $name:ident $constant:ident)*) => {
        /// Indexes into the function table.
        pub mod _WDFFUNCENUM {
            /// The enumeration's representation, a C `int`.
            pub type Type = i32;
            $(pub const $constant: Type = $index;)*
        }
        pub use self::_WDFFUNCENUM::Type as WDFFUNCENUM;
        /// The names of the DDIs in the order of the function table.
        pub const DDI_NAMES: [&str; WDF_FUNCTION_COUNT] = [$(stringify!($name)),*];
    };
}

/// Calls a macro with every DDI that this host has: name, index, type, parameters, result. Tokens
/// after the macro's name come first.
#[macro_export]
#[doc(hidden)]
macro_rules! __for_each_hosted_ddi {
    ($callback:ident $($before:tt)*) => {
        $callback! {
            $($before)*
            WdfDriverCreate WdfDriverCreateTableIndex PFN_WDFDRIVERCREATE (DriverObject: PDRIVER_OBJECT, RegistryPath: PCUNICODE_STRING, DriverAttributes: PWDF_OBJECT_ATTRIBUTES, DriverConfig: PWDF_DRIVER_CONFIG, Driver: *mut WDFDRIVER) -> NTSTATUS;
            WdfDriverGetRegistryPath WdfDriverGetRegistryPathTableIndex PFN_WDFDRIVERGETREGISTRYPATH (Driver: WDFDRIVER) -> PWSTR;
            WdfDriverWdmGetDriverObject WdfDriverWdmGetDriverObjectTableIndex PFN_WDFDRIVERWDMGETDRIVEROBJECT (Driver: WDFDRIVER) -> PDRIVER_OBJECT;
            WdfDriverOpenParametersRegistryKey WdfDriverOpenParametersRegistryKeyTableIndex PFN_WDFDRIVEROPENPARAMETERSREGISTRYKEY (Driver: WDFDRIVER, DesiredAccess: ACCESS_MASK, KeyAttributes: PWDF_OBJECT_ATTRIBUTES, Key: *mut WDFKEY) -> NTSTATUS;
            WdfDriverRetrieveVersionString WdfDriverRetrieveVersionStringTableIndex PFN_WDFDRIVERRETRIEVEVERSIONSTRING (Driver: WDFDRIVER, String: WDFSTRING) -> NTSTATUS;
            WdfDriverIsVersionAvailable WdfDriverIsVersionAvailableTableIndex PFN_WDFDRIVERISVERSIONAVAILABLE (Driver: WDFDRIVER, VersionAvailableParams: PWDF_DRIVER_VERSION_AVAILABLE_PARAMS) -> BOOLEAN;
            WdfWdmDriverGetWdfDriverHandle WdfWdmDriverGetWdfDriverHandleTableIndex PFN_WDFWDMDRIVERGETWDFDRIVERHANDLE (DriverObject: PDRIVER_OBJECT) -> WDFDRIVER;
            WdfCollectionCreate WdfCollectionCreateTableIndex PFN_WDFCOLLECTIONCREATE (CollectionAttributes: PWDF_OBJECT_ATTRIBUTES, Collection: *mut WDFCOLLECTION) -> NTSTATUS;
            WdfCollectionGetCount WdfCollectionGetCountTableIndex PFN_WDFCOLLECTIONGETCOUNT (Collection: WDFCOLLECTION) -> ULONG;
            WdfCollectionAdd WdfCollectionAddTableIndex PFN_WDFCOLLECTIONADD (Collection: WDFCOLLECTION, Object: WDFOBJECT) -> NTSTATUS;
            WdfCollectionRemove WdfCollectionRemoveTableIndex PFN_WDFCOLLECTIONREMOVE (Collection: WDFCOLLECTION, Item: WDFOBJECT) -> ();
            WdfCollectionRemoveItem WdfCollectionRemoveItemTableIndex PFN_WDFCOLLECTIONREMOVEITEM (Collection: WDFCOLLECTION, Index: ULONG) -> ();
            WdfCollectionGetItem WdfCollectionGetItemTableIndex PFN_WDFCOLLECTIONGETITEM (Collection: WDFCOLLECTION, Index: ULONG) -> WDFOBJECT;
            WdfCollectionGetFirstItem WdfCollectionGetFirstItemTableIndex PFN_WDFCOLLECTIONGETFIRSTITEM (Collection: WDFCOLLECTION) -> WDFOBJECT;
            WdfCollectionGetLastItem WdfCollectionGetLastItemTableIndex PFN_WDFCOLLECTIONGETLASTITEM (Collection: WDFCOLLECTION) -> WDFOBJECT;
            WdfDpcCreate WdfDpcCreateTableIndex PFN_WDFDPCCREATE (Config: PWDF_DPC_CONFIG, Attributes: PWDF_OBJECT_ATTRIBUTES, Dpc: *mut WDFDPC) -> NTSTATUS;
            WdfDpcEnqueue WdfDpcEnqueueTableIndex PFN_WDFDPCENQUEUE (Dpc: WDFDPC) -> BOOLEAN;
            WdfDpcCancel WdfDpcCancelTableIndex PFN_WDFDPCCANCEL (Dpc: WDFDPC, Wait: BOOLEAN) -> BOOLEAN;
            WdfDpcGetParentObject WdfDpcGetParentObjectTableIndex PFN_WDFDPCGETPARENTOBJECT (Dpc: WDFDPC) -> WDFOBJECT;
            WdfDpcWdmGetDpc WdfDpcWdmGetDpcTableIndex PFN_WDFDPCWDMGETDPC (Dpc: WDFDPC) -> PKDPC;
            WdfDeviceInitSetPnpPowerEventCallbacks WdfDeviceInitSetPnpPowerEventCallbacksTableIndex PFN_WDFDEVICEINITSETPNPPOWEREVENTCALLBACKS (DeviceInit: PWDFDEVICE_INIT, PnpPowerEventCallbacks: PWDF_PNPPOWER_EVENT_CALLBACKS) -> ();
            WdfDeviceInitSetIoType WdfDeviceInitSetIoTypeTableIndex PFN_WDFDEVICEINITSETIOTYPE (DeviceInit: PWDFDEVICE_INIT, IoType: WDF_DEVICE_IO_TYPE) -> ();
            WdfDeviceInitSetIoTypeEx WdfDeviceInitSetIoTypeExTableIndex PFN_WDFDEVICEINITSETIOTYPEEX (DeviceInit: PWDFDEVICE_INIT, IoTypeConfig: PWDF_IO_TYPE_CONFIG) -> ();
            WdfDeviceInitSetIoInCallerContextCallback WdfDeviceInitSetIoInCallerContextCallbackTableIndex PFN_WDFDEVICEINITSETIOINCALLERCONTEXTCALLBACK (DeviceInit: PWDFDEVICE_INIT, EvtIoInCallerContext: PFN_WDF_IO_IN_CALLER_CONTEXT) -> ();
            WdfDeviceInitSetExclusive WdfDeviceInitSetExclusiveTableIndex PFN_WDFDEVICEINITSETEXCLUSIVE (DeviceInit: PWDFDEVICE_INIT, IsExclusive: BOOLEAN) -> ();
            WdfDeviceInitSetFileObjectConfig WdfDeviceInitSetFileObjectConfigTableIndex PFN_WDFDEVICEINITSETFILEOBJECTCONFIG (DeviceInit: PWDFDEVICE_INIT, FileObjectConfig: PWDF_FILEOBJECT_CONFIG, FileObjectAttributes: PWDF_OBJECT_ATTRIBUTES) -> ();
            WdfDeviceInitSetRequestAttributes WdfDeviceInitSetRequestAttributesTableIndex PFN_WDFDEVICEINITSETREQUESTATTRIBUTES (DeviceInit: PWDFDEVICE_INIT, RequestAttributes: PWDF_OBJECT_ATTRIBUTES) -> ();
            WdfDeviceInitSetPowerPolicyOwnership WdfDeviceInitSetPowerPolicyOwnershipTableIndex PFN_WDFDEVICEINITSETPOWERPOLICYOWNERSHIP (DeviceInit: PWDFDEVICE_INIT, IsPowerPolicyOwner: BOOLEAN) -> ();
            WdfDeviceInitSetPowerNotPageable WdfDeviceInitSetPowerNotPageableTableIndex PFN_WDFDEVICEINITSETPOWERNOTPAGEABLE (DeviceInit: PWDFDEVICE_INIT) -> ();
            WdfDeviceInitSetPowerPageable WdfDeviceInitSetPowerPageableTableIndex PFN_WDFDEVICEINITSETPOWERPAGEABLE (DeviceInit: PWDFDEVICE_INIT) -> ();
            WdfDeviceInitSetPowerInrush WdfDeviceInitSetPowerInrushTableIndex PFN_WDFDEVICEINITSETPOWERINRUSH (DeviceInit: PWDFDEVICE_INIT) -> ();
            WdfDeviceInitSetDeviceType WdfDeviceInitSetDeviceTypeTableIndex PFN_WDFDEVICEINITSETDEVICETYPE (DeviceInit: PWDFDEVICE_INIT, DeviceType: ULONG) -> ();
            WdfDeviceInitSetCharacteristics WdfDeviceInitSetCharacteristicsTableIndex PFN_WDFDEVICEINITSETCHARACTERISTICS (DeviceInit: PWDFDEVICE_INIT, DeviceCharacteristics: ULONG, OrInValues: BOOLEAN) -> ();
            WdfDeviceInitSetDeviceClass WdfDeviceInitSetDeviceClassTableIndex PFN_WDFDEVICEINITSETDEVICECLASS (DeviceInit: PWDFDEVICE_INIT, DeviceClassGuid: LPCGUID) -> ();
            WdfDeviceInitSetReleaseHardwareOrderOnFailure WdfDeviceInitSetReleaseHardwareOrderOnFailureTableIndex PFN_WDFDEVICEINITSETRELEASEHARDWAREORDERONFAILURE (DeviceInit: PWDFDEVICE_INIT, ReleaseHardwareOrderOnFailure: WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE) -> ();
            WdfDeviceInitSetPowerPolicyEventCallbacks WdfDeviceInitSetPowerPolicyEventCallbacksTableIndex PFN_WDFDEVICEINITSETPOWERPOLICYEVENTCALLBACKS (DeviceInit: PWDFDEVICE_INIT, PowerPolicyEventCallbacks: PWDF_POWER_POLICY_EVENT_CALLBACKS) -> ();
            WdfDeviceInitSetRemoveLockOptions WdfDeviceInitSetRemoveLockOptionsTableIndex PFN_WDFDEVICEINITSETREMOVELOCKOPTIONS (DeviceInit: PWDFDEVICE_INIT, Options: PWDF_REMOVE_LOCK_OPTIONS) -> ();
            WdfDeviceInitFree WdfDeviceInitFreeTableIndex PFN_WDFDEVICEINITFREE (DeviceInit: PWDFDEVICE_INIT) -> ();
            WdfDeviceInitAssignName WdfDeviceInitAssignNameTableIndex PFN_WDFDEVICEINITASSIGNNAME (DeviceInit: PWDFDEVICE_INIT, DeviceName: PCUNICODE_STRING) -> NTSTATUS;
            WdfDeviceInitAssignSDDLString WdfDeviceInitAssignSDDLStringTableIndex PFN_WDFDEVICEINITASSIGNSDDLSTRING (DeviceInit: PWDFDEVICE_INIT, SDDLString: PCUNICODE_STRING) -> NTSTATUS;
            WdfDeviceCreate WdfDeviceCreateTableIndex PFN_WDFDEVICECREATE (DeviceInit: *mut PWDFDEVICE_INIT, DeviceAttributes: PWDF_OBJECT_ATTRIBUTES, Device: *mut WDFDEVICE) -> NTSTATUS;
            WdfDeviceCreateDeviceInterface WdfDeviceCreateDeviceInterfaceTableIndex PFN_WDFDEVICECREATEDEVICEINTERFACE (Device: WDFDEVICE, InterfaceClassGUID: LPCGUID, ReferenceString: PCUNICODE_STRING) -> NTSTATUS;
            WdfDeviceSetDeviceInterfaceState WdfDeviceSetDeviceInterfaceStateTableIndex PFN_WDFDEVICESETDEVICEINTERFACESTATE (Device: WDFDEVICE, InterfaceClassGUID: LPCGUID, ReferenceString: PCUNICODE_STRING, IsInterfaceEnabled: BOOLEAN) -> ();
            WdfDeviceGetDriver WdfDeviceGetDriverTableIndex PFN_WDFDEVICEGETDRIVER (Device: WDFDEVICE) -> WDFDRIVER;
            WdfDeviceGetDefaultQueue WdfDeviceGetDefaultQueueTableIndex PFN_WDFDEVICEGETDEFAULTQUEUE (Device: WDFDEVICE) -> WDFQUEUE;
            WdfDeviceOpenDevicemapKey WdfDeviceOpenDevicemapKeyTableIndex PFN_WDFDEVICEOPENDEVICEMAPKEY (Device: WDFDEVICE, KeyName: PCUNICODE_STRING, DesiredAccess: ACCESS_MASK, KeyAttributes: PWDF_OBJECT_ATTRIBUTES, Key: *mut WDFKEY) -> NTSTATUS;
            WdfDeviceOpenRegistryKey WdfDeviceOpenRegistryKeyTableIndex PFN_WDFDEVICEOPENREGISTRYKEY (Device: WDFDEVICE, DeviceInstanceKeyType: ULONG, DesiredAccess: ACCESS_MASK, KeyAttributes: PWDF_OBJECT_ATTRIBUTES, Key: *mut WDFKEY) -> NTSTATUS;
            WdfDeviceConfigureRequestDispatching WdfDeviceConfigureRequestDispatchingTableIndex PFN_WDFDEVICECONFIGUREREQUESTDISPATCHING (Device: WDFDEVICE, Queue: WDFQUEUE, RequestType: WDF_REQUEST_TYPE) -> NTSTATUS;
            WdfDeviceEnqueueRequest WdfDeviceEnqueueRequestTableIndex PFN_WDFDEVICEENQUEUEREQUEST (Device: WDFDEVICE, Request: WDFREQUEST) -> NTSTATUS;
            WdfFdoInitSetFilter WdfFdoInitSetFilterTableIndex PFN_WDFFDOINITSETFILTER (DeviceInit: PWDFDEVICE_INIT) -> ();
            WdfDeviceWdmGetDeviceObject WdfDeviceWdmGetDeviceObjectTableIndex PFN_WDFDEVICEWDMGETDEVICEOBJECT (Device: WDFDEVICE) -> PDEVICE_OBJECT;
            WdfDeviceWdmGetAttachedDevice WdfDeviceWdmGetAttachedDeviceTableIndex PFN_WDFDEVICEWDMGETATTACHEDDEVICE (Device: WDFDEVICE) -> PDEVICE_OBJECT;
            WdfDeviceWdmGetPhysicalDevice WdfDeviceWdmGetPhysicalDeviceTableIndex PFN_WDFDEVICEWDMGETPHYSICALDEVICE (Device: WDFDEVICE) -> PDEVICE_OBJECT;
            WdfWdmDeviceGetWdfDeviceHandle WdfWdmDeviceGetWdfDeviceHandleTableIndex PFN_WDFWDMDEVICEGETWDFDEVICEHANDLE (DeviceObject: PDEVICE_OBJECT) -> WDFDEVICE;
            WdfDeviceGetCharacteristics WdfDeviceGetCharacteristicsTableIndex PFN_WDFDEVICEGETCHARACTERISTICS (Device: WDFDEVICE) -> ULONG;
            WdfDeviceGetAlignmentRequirement WdfDeviceGetAlignmentRequirementTableIndex PFN_WDFDEVICEGETALIGNMENTREQUIREMENT (Device: WDFDEVICE) -> ULONG;
            WdfDeviceGetSystemPowerAction WdfDeviceGetSystemPowerActionTableIndex PFN_WDFDEVICEGETSYSTEMPOWERACTION (Device: WDFDEVICE) -> POWER_ACTION;
            WdfDeviceSetCharacteristics WdfDeviceSetCharacteristicsTableIndex PFN_WDFDEVICESETCHARACTERISTICS (Device: WDFDEVICE, DeviceCharacteristics: ULONG) -> ();
            WdfDeviceSetAlignmentRequirement WdfDeviceSetAlignmentRequirementTableIndex PFN_WDFDEVICESETALIGNMENTREQUIREMENT (Device: WDFDEVICE, AlignmentRequirement: ULONG) -> ();
            WdfDeviceSetStaticStopRemove WdfDeviceSetStaticStopRemoveTableIndex PFN_WDFDEVICESETSTATICSTOPREMOVE (Device: WDFDEVICE, Stoppable: BOOLEAN) -> ();
            WdfDeviceSetSpecialFileSupport WdfDeviceSetSpecialFileSupportTableIndex PFN_WDFDEVICESETSPECIALFILESUPPORT (Device: WDFDEVICE, FileType: WDF_SPECIAL_FILE_TYPE, FileTypeIsSupported: BOOLEAN) -> ();
            WdfDeviceRetrieveDeviceName WdfDeviceRetrieveDeviceNameTableIndex PFN_WDFDEVICERETRIEVEDEVICENAME (Device: WDFDEVICE, String: WDFSTRING) -> NTSTATUS;
            WdfDeviceCreateSymbolicLink WdfDeviceCreateSymbolicLinkTableIndex PFN_WDFDEVICECREATESYMBOLICLINK (Device: WDFDEVICE, SymbolicLinkName: PCUNICODE_STRING) -> NTSTATUS;
            WdfDeviceRetrieveDeviceInterfaceString WdfDeviceRetrieveDeviceInterfaceStringTableIndex PFN_WDFDEVICERETRIEVEDEVICEINTERFACESTRING (Device: WDFDEVICE, InterfaceClassGUID: LPCGUID, ReferenceString: PCUNICODE_STRING, String: WDFSTRING) -> NTSTATUS;
            WdfDeviceSetDeviceInterfaceStateEx WdfDeviceSetDeviceInterfaceStateExTableIndex PFN_WDFDEVICESETDEVICEINTERFACESTATEEX (Device: WDFDEVICE, InterfaceClassGUID: LPCGUID, ReferenceString: PCUNICODE_STRING, IsInterfaceEnabled: BOOLEAN) -> ();
            WdfControlDeviceInitAllocate WdfControlDeviceInitAllocateTableIndex PFN_WDFCONTROLDEVICEINITALLOCATE (Driver: WDFDRIVER, SDDLString: PCUNICODE_STRING) -> PWDFDEVICE_INIT;
            WdfControlDeviceInitSetShutdownNotification WdfControlDeviceInitSetShutdownNotificationTableIndex PFN_WDFCONTROLDEVICEINITSETSHUTDOWNNOTIFICATION (DeviceInit: PWDFDEVICE_INIT, Notification: PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION, Flags: UCHAR) -> ();
            WdfControlFinishInitializing WdfControlFinishInitializingTableIndex PFN_WDFCONTROLFINISHINITIALIZING (Device: WDFDEVICE) -> ();
            WdfFdoInitOpenRegistryKey WdfFdoInitOpenRegistryKeyTableIndex PFN_WDFFDOINITOPENREGISTRYKEY (DeviceInit: PWDFDEVICE_INIT, DeviceInstanceKeyType: ULONG, DesiredAccess: ACCESS_MASK, KeyAttributes: PWDF_OBJECT_ATTRIBUTES, Key: *mut WDFKEY) -> NTSTATUS;
            WdfFdoInitWdmGetPhysicalDevice WdfFdoInitWdmGetPhysicalDeviceTableIndex PFN_WDFFDOINITWDMGETPHYSICALDEVICE (DeviceInit: PWDFDEVICE_INIT) -> PDEVICE_OBJECT;
            WdfFdoInitQueryProperty WdfFdoInitQueryPropertyTableIndex PFN_WDFFDOINITQUERYPROPERTY (DeviceInit: PWDFDEVICE_INIT, DeviceProperty: DEVICE_REGISTRY_PROPERTY, BufferLength: ULONG, PropertyBuffer: PVOID, ResultLength: PULONG) -> NTSTATUS;
            WdfFdoInitAllocAndQueryProperty WdfFdoInitAllocAndQueryPropertyTableIndex PFN_WDFFDOINITALLOCANDQUERYPROPERTY (DeviceInit: PWDFDEVICE_INIT, DeviceProperty: DEVICE_REGISTRY_PROPERTY, PoolType: POOL_TYPE, PropertyMemoryAttributes: PWDF_OBJECT_ATTRIBUTES, PropertyMemory: *mut WDFMEMORY) -> NTSTATUS;
            WdfFdoInitQueryPropertyEx WdfFdoInitQueryPropertyExTableIndex PFN_WDFFDOINITQUERYPROPERTYEX (DeviceInit: PWDFDEVICE_INIT, DeviceProperty: PWDF_DEVICE_PROPERTY_DATA, BufferLength: ULONG, PropertyBuffer: PVOID, ResultLength: PULONG, Type: PDEVPROPTYPE) -> NTSTATUS;
            WdfFdoInitAllocAndQueryPropertyEx WdfFdoInitAllocAndQueryPropertyExTableIndex PFN_WDFFDOINITALLOCANDQUERYPROPERTYEX (DeviceInit: PWDFDEVICE_INIT, DeviceProperty: PWDF_DEVICE_PROPERTY_DATA, PoolType: POOL_TYPE, PropertyMemoryAttributes: PWDF_OBJECT_ATTRIBUTES, PropertyMemory: *mut WDFMEMORY, Type: PDEVPROPTYPE) -> NTSTATUS;
            WdfFileObjectGetDevice WdfFileObjectGetDeviceTableIndex PFN_WDFFILEOBJECTGETDEVICE (FileObject: WDFFILEOBJECT) -> WDFDEVICE;
            WdfFileObjectGetFileName WdfFileObjectGetFileNameTableIndex PFN_WDFFILEOBJECTGETFILENAME (FileObject: WDFFILEOBJECT) -> PUNICODE_STRING;
            WdfFileObjectGetFlags WdfFileObjectGetFlagsTableIndex PFN_WDFFILEOBJECTGETFLAGS (FileObject: WDFFILEOBJECT) -> ULONG;
            WdfFileObjectWdmGetFileObject WdfFileObjectWdmGetFileObjectTableIndex PFN_WDFFILEOBJECTWDMGETFILEOBJECT (FileObject: WDFFILEOBJECT) -> PFILE_OBJECT;
            WdfFileObjectGetInitiatorProcessId WdfFileObjectGetInitiatorProcessIdTableIndex PFN_WDFFILEOBJECTGETINITIATORPROCESSID (FileObject: WDFFILEOBJECT) -> ULONG;
            WdfDeviceGetFileObject WdfDeviceGetFileObjectTableIndex PFN_WDFDEVICEGETFILEOBJECT (Device: WDFDEVICE, FileObject: PFILE_OBJECT) -> WDFFILEOBJECT;
            WdfDeviceAssignS0IdleSettings WdfDeviceAssignS0IdleSettingsTableIndex PFN_WDFDEVICEASSIGNS0IDLESETTINGS (Device: WDFDEVICE, Settings: PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS) -> NTSTATUS;
            WdfDeviceAssignSxWakeSettings WdfDeviceAssignSxWakeSettingsTableIndex PFN_WDFDEVICEASSIGNSXWAKESETTINGS (Device: WDFDEVICE, Settings: PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS) -> NTSTATUS;
            WdfDeviceStopIdleNoTrack WdfDeviceStopIdleNoTrackTableIndex PFN_WDFDEVICESTOPIDLENOTRACK (Device: WDFDEVICE, WaitForD0: BOOLEAN) -> NTSTATUS;
            WdfDeviceResumeIdleNoTrack WdfDeviceResumeIdleNoTrackTableIndex PFN_WDFDEVICERESUMEIDLENOTRACK (Device: WDFDEVICE) -> ();
            WdfDeviceStopIdleActual WdfDeviceStopIdleActualTableIndex PFN_WDFDEVICESTOPIDLEACTUAL (Device: WDFDEVICE, WaitForD0: BOOLEAN, Tag: PVOID, Line: LONG, File: PCCH) -> NTSTATUS;
            WdfDeviceResumeIdleActual WdfDeviceResumeIdleActualTableIndex PFN_WDFDEVICERESUMEIDLEACTUAL (Device: WDFDEVICE, Tag: PVOID, Line: LONG, File: PCCH) -> ();
            WdfIoQueueCreate WdfIoQueueCreateTableIndex PFN_WDFIOQUEUECREATE (Device: WDFDEVICE, Config: PWDF_IO_QUEUE_CONFIG, QueueAttributes: PWDF_OBJECT_ATTRIBUTES, Queue: *mut WDFQUEUE) -> NTSTATUS;
            WdfIoQueueGetState WdfIoQueueGetStateTableIndex PFN_WDFIOQUEUEGETSTATE (Queue: WDFQUEUE, QueueRequests: PULONG, DriverRequests: PULONG) -> WDF_IO_QUEUE_STATE;
            WdfIoQueueStart WdfIoQueueStartTableIndex PFN_WDFIOQUEUESTART (Queue: WDFQUEUE) -> ();
            WdfIoQueueStop WdfIoQueueStopTableIndex PFN_WDFIOQUEUESTOP (Queue: WDFQUEUE, StopComplete: PFN_WDF_IO_QUEUE_STATE, Context: WDFCONTEXT) -> ();
            WdfIoQueueStopSynchronously WdfIoQueueStopSynchronouslyTableIndex PFN_WDFIOQUEUESTOPSYNCHRONOUSLY (Queue: WDFQUEUE) -> ();
            WdfIoQueueGetDevice WdfIoQueueGetDeviceTableIndex PFN_WDFIOQUEUEGETDEVICE (Queue: WDFQUEUE) -> WDFDEVICE;
            WdfIoQueueRetrieveNextRequest WdfIoQueueRetrieveNextRequestTableIndex PFN_WDFIOQUEUERETRIEVENEXTREQUEST (Queue: WDFQUEUE, OutRequest: *mut WDFREQUEST) -> NTSTATUS;
            WdfIoQueueRetrieveRequestByFileObject WdfIoQueueRetrieveRequestByFileObjectTableIndex PFN_WDFIOQUEUERETRIEVEREQUESTBYFILEOBJECT (Queue: WDFQUEUE, FileObject: WDFFILEOBJECT, OutRequest: *mut WDFREQUEST) -> NTSTATUS;
            WdfIoQueueFindRequest WdfIoQueueFindRequestTableIndex PFN_WDFIOQUEUEFINDREQUEST (Queue: WDFQUEUE, FoundRequest: WDFREQUEST, FileObject: WDFFILEOBJECT, Parameters: PWDF_REQUEST_PARAMETERS, OutRequest: *mut WDFREQUEST) -> NTSTATUS;
            WdfIoQueueRetrieveFoundRequest WdfIoQueueRetrieveFoundRequestTableIndex PFN_WDFIOQUEUERETRIEVEFOUNDREQUEST (Queue: WDFQUEUE, FoundRequest: WDFREQUEST, OutRequest: *mut WDFREQUEST) -> NTSTATUS;
            WdfIoQueueReadyNotify WdfIoQueueReadyNotifyTableIndex PFN_WDFIOQUEUEREADYNOTIFY (Queue: WDFQUEUE, QueueReady: PFN_WDF_IO_QUEUE_STATE, Context: WDFCONTEXT) -> NTSTATUS;
            WdfIoQueueDrain WdfIoQueueDrainTableIndex PFN_WDFIOQUEUEDRAIN (Queue: WDFQUEUE, DrainComplete: PFN_WDF_IO_QUEUE_STATE, Context: WDFCONTEXT) -> ();
            WdfIoQueueDrainSynchronously WdfIoQueueDrainSynchronouslyTableIndex PFN_WDFIOQUEUEDRAINSYNCHRONOUSLY (Queue: WDFQUEUE) -> ();
            WdfIoQueuePurge WdfIoQueuePurgeTableIndex PFN_WDFIOQUEUEPURGE (Queue: WDFQUEUE, PurgeComplete: PFN_WDF_IO_QUEUE_STATE, Context: WDFCONTEXT) -> ();
            WdfIoQueuePurgeSynchronously WdfIoQueuePurgeSynchronouslyTableIndex PFN_WDFIOQUEUEPURGESYNCHRONOUSLY (Queue: WDFQUEUE) -> ();
            WdfIoQueueStopAndPurge WdfIoQueueStopAndPurgeTableIndex PFN_WDFIOQUEUESTOPANDPURGE (Queue: WDFQUEUE, StopAndPurgeComplete: PFN_WDF_IO_QUEUE_STATE, Context: WDFCONTEXT) -> ();
            WdfIoQueueStopAndPurgeSynchronously WdfIoQueueStopAndPurgeSynchronouslyTableIndex PFN_WDFIOQUEUESTOPANDPURGESYNCHRONOUSLY (Queue: WDFQUEUE) -> ();
            WdfMemoryCreate WdfMemoryCreateTableIndex PFN_WDFMEMORYCREATE (Attributes: PWDF_OBJECT_ATTRIBUTES, PoolType: POOL_TYPE, PoolTag: ULONG, BufferSize: usize, Memory: *mut WDFMEMORY, Buffer: *mut PVOID) -> NTSTATUS;
            WdfMemoryCreatePreallocated WdfMemoryCreatePreallocatedTableIndex PFN_WDFMEMORYCREATEPREALLOCATED (Attributes: PWDF_OBJECT_ATTRIBUTES, Buffer: PVOID, BufferSize: usize, Memory: *mut WDFMEMORY) -> NTSTATUS;
            WdfMemoryGetBuffer WdfMemoryGetBufferTableIndex PFN_WDFMEMORYGETBUFFER (Memory: WDFMEMORY, BufferSize: *mut usize) -> PVOID;
            WdfMemoryCopyToBuffer WdfMemoryCopyToBufferTableIndex PFN_WDFMEMORYCOPYTOBUFFER (SourceMemory: WDFMEMORY, SourceOffset: usize, Buffer: PVOID, NumBytesToCopyTo: usize) -> NTSTATUS;
            WdfMemoryCopyFromBuffer WdfMemoryCopyFromBufferTableIndex PFN_WDFMEMORYCOPYFROMBUFFER (DestinationMemory: WDFMEMORY, DestinationOffset: usize, Buffer: PVOID, NumBytesToCopyFrom: usize) -> NTSTATUS;
            WdfMemoryAssignBuffer WdfMemoryAssignBufferTableIndex PFN_WDFMEMORYASSIGNBUFFER (Memory: WDFMEMORY, Buffer: PVOID, BufferSize: usize) -> NTSTATUS;
            WdfLookasideListCreate WdfLookasideListCreateTableIndex PFN_WDFLOOKASIDELISTCREATE (LookasideAttributes: PWDF_OBJECT_ATTRIBUTES, BufferSize: usize, PoolType: POOL_TYPE, MemoryAttributes: PWDF_OBJECT_ATTRIBUTES, PoolTag: ULONG, Lookaside: *mut WDFLOOKASIDE) -> NTSTATUS;
            WdfMemoryCreateFromLookaside WdfMemoryCreateFromLookasideTableIndex PFN_WDFMEMORYCREATEFROMLOOKASIDE (Lookaside: WDFLOOKASIDE, Memory: *mut WDFMEMORY) -> NTSTATUS;
            WdfObjectGetTypedContextWorker WdfObjectGetTypedContextWorkerTableIndex PFN_WDFOBJECTGETTYPEDCONTEXTWORKER (Handle: WDFOBJECT, TypeInfo: PCWDF_OBJECT_CONTEXT_TYPE_INFO) -> PVOID;
            WdfObjectAllocateContext WdfObjectAllocateContextTableIndex PFN_WDFOBJECTALLOCATECONTEXT (Handle: WDFOBJECT, ContextAttributes: PWDF_OBJECT_ATTRIBUTES, Context: *mut PVOID) -> NTSTATUS;
            WdfObjectContextGetObject WdfObjectContextGetObjectTableIndex PFN_WDFOBJECTCONTEXTGETOBJECT (ContextPointer: PVOID) -> WDFOBJECT;
            WdfObjectReferenceActual WdfObjectReferenceActualTableIndex PFN_WDFOBJECTREFERENCEACTUAL (Handle: WDFOBJECT, Tag: PVOID, Line: LONG, File: PCCH) -> ();
            WdfObjectDereferenceActual WdfObjectDereferenceActualTableIndex PFN_WDFOBJECTDEREFERENCEACTUAL (Handle: WDFOBJECT, Tag: PVOID, Line: LONG, File: PCCH) -> ();
            WdfObjectCreate WdfObjectCreateTableIndex PFN_WDFOBJECTCREATE (Attributes: PWDF_OBJECT_ATTRIBUTES, Object: *mut WDFOBJECT) -> NTSTATUS;
            WdfObjectDelete WdfObjectDeleteTableIndex PFN_WDFOBJECTDELETE (Object: WDFOBJECT) -> ();
            WdfObjectAcquireLock WdfObjectAcquireLockTableIndex PFN_WDFOBJECTACQUIRELOCK (Object: WDFOBJECT) -> ();
            WdfObjectReleaseLock WdfObjectReleaseLockTableIndex PFN_WDFOBJECTRELEASELOCK (Object: WDFOBJECT) -> ();
            WdfRegistryClose WdfRegistryCloseTableIndex PFN_WDFREGISTRYCLOSE (Key: WDFKEY) -> ();
            WdfRegistryOpenKey WdfRegistryOpenKeyTableIndex PFN_WDFREGISTRYOPENKEY (ParentKey: WDFKEY, KeyName: PCUNICODE_STRING, DesiredAccess: ACCESS_MASK, KeyAttributes: PWDF_OBJECT_ATTRIBUTES, Key: *mut WDFKEY) -> NTSTATUS;
            WdfRegistryCreateKey WdfRegistryCreateKeyTableIndex PFN_WDFREGISTRYCREATEKEY (ParentKey: WDFKEY, KeyName: PCUNICODE_STRING, DesiredAccess: ACCESS_MASK, CreateOptions: ULONG, CreateDisposition: PULONG, KeyAttributes: PWDF_OBJECT_ATTRIBUTES, Key: *mut WDFKEY) -> NTSTATUS;
            WdfRegistryWdmGetHandle WdfRegistryWdmGetHandleTableIndex PFN_WDFREGISTRYWDMGETHANDLE (Key: WDFKEY) -> HANDLE;
            WdfRegistryRemoveKey WdfRegistryRemoveKeyTableIndex PFN_WDFREGISTRYREMOVEKEY (Key: WDFKEY) -> NTSTATUS;
            WdfRegistryRemoveValue WdfRegistryRemoveValueTableIndex PFN_WDFREGISTRYREMOVEVALUE (Key: WDFKEY, ValueName: PCUNICODE_STRING) -> NTSTATUS;
            WdfRegistryQueryValue WdfRegistryQueryValueTableIndex PFN_WDFREGISTRYQUERYVALUE (Key: WDFKEY, ValueName: PCUNICODE_STRING, ValueLength: ULONG, Value: PVOID, ValueLengthQueried: PULONG, ValueType: PULONG) -> NTSTATUS;
            WdfRegistryQueryMemory WdfRegistryQueryMemoryTableIndex PFN_WDFREGISTRYQUERYMEMORY (Key: WDFKEY, ValueName: PCUNICODE_STRING, PoolType: POOL_TYPE, MemoryAttributes: PWDF_OBJECT_ATTRIBUTES, Memory: *mut WDFMEMORY, ValueType: PULONG) -> NTSTATUS;
            WdfRegistryQueryMultiString WdfRegistryQueryMultiStringTableIndex PFN_WDFREGISTRYQUERYMULTISTRING (Key: WDFKEY, ValueName: PCUNICODE_STRING, StringsAttributes: PWDF_OBJECT_ATTRIBUTES, Collection: WDFCOLLECTION) -> NTSTATUS;
            WdfRegistryQueryUnicodeString WdfRegistryQueryUnicodeStringTableIndex PFN_WDFREGISTRYQUERYUNICODESTRING (Key: WDFKEY, ValueName: PCUNICODE_STRING, ValueByteLength: PUSHORT, Value: PUNICODE_STRING) -> NTSTATUS;
            WdfRegistryQueryString WdfRegistryQueryStringTableIndex PFN_WDFREGISTRYQUERYSTRING (Key: WDFKEY, ValueName: PCUNICODE_STRING, String: WDFSTRING) -> NTSTATUS;
            WdfRegistryQueryULong WdfRegistryQueryULongTableIndex PFN_WDFREGISTRYQUERYULONG (Key: WDFKEY, ValueName: PCUNICODE_STRING, Value: PULONG) -> NTSTATUS;
            WdfRegistryAssignValue WdfRegistryAssignValueTableIndex PFN_WDFREGISTRYASSIGNVALUE (Key: WDFKEY, ValueName: PCUNICODE_STRING, ValueType: ULONG, ValueLength: ULONG, Value: PVOID) -> NTSTATUS;
            WdfRegistryAssignMemory WdfRegistryAssignMemoryTableIndex PFN_WDFREGISTRYASSIGNMEMORY (Key: WDFKEY, ValueName: PCUNICODE_STRING, ValueType: ULONG, Memory: WDFMEMORY, MemoryOffsets: PWDFMEMORY_OFFSET) -> NTSTATUS;
            WdfRegistryAssignMultiString WdfRegistryAssignMultiStringTableIndex PFN_WDFREGISTRYASSIGNMULTISTRING (Key: WDFKEY, ValueName: PCUNICODE_STRING, StringsCollection: WDFCOLLECTION) -> NTSTATUS;
            WdfRegistryAssignUnicodeString WdfRegistryAssignUnicodeStringTableIndex PFN_WDFREGISTRYASSIGNUNICODESTRING (Key: WDFKEY, ValueName: PCUNICODE_STRING, Value: PCUNICODE_STRING) -> NTSTATUS;
            WdfRegistryAssignString WdfRegistryAssignStringTableIndex PFN_WDFREGISTRYASSIGNSTRING (Key: WDFKEY, ValueName: PCUNICODE_STRING, String: WDFSTRING) -> NTSTATUS;
            WdfRegistryAssignULong WdfRegistryAssignULongTableIndex PFN_WDFREGISTRYASSIGNULONG (Key: WDFKEY, ValueName: PCUNICODE_STRING, Value: ULONG) -> NTSTATUS;
            WdfRequestGetStatus WdfRequestGetStatusTableIndex PFN_WDFREQUESTGETSTATUS (Request: WDFREQUEST) -> NTSTATUS;
            WdfRequestMarkCancelable WdfRequestMarkCancelableTableIndex PFN_WDFREQUESTMARKCANCELABLE (Request: WDFREQUEST, EvtRequestCancel: PFN_WDF_REQUEST_CANCEL) -> ();
            WdfRequestMarkCancelableEx WdfRequestMarkCancelableExTableIndex PFN_WDFREQUESTMARKCANCELABLEEX (Request: WDFREQUEST, EvtRequestCancel: PFN_WDF_REQUEST_CANCEL) -> NTSTATUS;
            WdfRequestUnmarkCancelable WdfRequestUnmarkCancelableTableIndex PFN_WDFREQUESTUNMARKCANCELABLE (Request: WDFREQUEST) -> NTSTATUS;
            WdfRequestIsCanceled WdfRequestIsCanceledTableIndex PFN_WDFREQUESTISCANCELED (Request: WDFREQUEST) -> BOOLEAN;
            WdfRequestComplete WdfRequestCompleteTableIndex PFN_WDFREQUESTCOMPLETE (Request: WDFREQUEST, Status: NTSTATUS) -> ();
            WdfRequestCompleteWithInformation WdfRequestCompleteWithInformationTableIndex PFN_WDFREQUESTCOMPLETEWITHINFORMATION (Request: WDFREQUEST, Status: NTSTATUS, Information: ULONG_PTR) -> ();
            WdfRequestCompleteWithPriorityBoost WdfRequestCompleteWithPriorityBoostTableIndex PFN_WDFREQUESTCOMPLETEWITHPRIORITYBOOST (Request: WDFREQUEST, Status: NTSTATUS, PriorityBoost: CCHAR) -> ();
            WdfRequestGetParameters WdfRequestGetParametersTableIndex PFN_WDFREQUESTGETPARAMETERS (Request: WDFREQUEST, Parameters: PWDF_REQUEST_PARAMETERS) -> ();
            WdfRequestRetrieveInputMemory WdfRequestRetrieveInputMemoryTableIndex PFN_WDFREQUESTRETRIEVEINPUTMEMORY (Request: WDFREQUEST, Memory: *mut WDFMEMORY) -> NTSTATUS;
            WdfRequestRetrieveOutputMemory WdfRequestRetrieveOutputMemoryTableIndex PFN_WDFREQUESTRETRIEVEOUTPUTMEMORY (Request: WDFREQUEST, Memory: *mut WDFMEMORY) -> NTSTATUS;
            WdfRequestRetrieveInputBuffer WdfRequestRetrieveInputBufferTableIndex PFN_WDFREQUESTRETRIEVEINPUTBUFFER (Request: WDFREQUEST, MinimumRequiredLength: usize, Buffer: *mut PVOID, Length: *mut usize) -> NTSTATUS;
            WdfRequestRetrieveOutputBuffer WdfRequestRetrieveOutputBufferTableIndex PFN_WDFREQUESTRETRIEVEOUTPUTBUFFER (Request: WDFREQUEST, MinimumRequiredSize: usize, Buffer: *mut PVOID, Length: *mut usize) -> NTSTATUS;
            WdfRequestRetrieveInputWdmMdl WdfRequestRetrieveInputWdmMdlTableIndex PFN_WDFREQUESTRETRIEVEINPUTWDMMDL (Request: WDFREQUEST, Mdl: *mut PMDL) -> NTSTATUS;
            WdfRequestRetrieveOutputWdmMdl WdfRequestRetrieveOutputWdmMdlTableIndex PFN_WDFREQUESTRETRIEVEOUTPUTWDMMDL (Request: WDFREQUEST, Mdl: *mut PMDL) -> NTSTATUS;
            WdfRequestRetrieveUnsafeUserInputBuffer WdfRequestRetrieveUnsafeUserInputBufferTableIndex PFN_WDFREQUESTRETRIEVEUNSAFEUSERINPUTBUFFER (Request: WDFREQUEST, MinimumRequiredLength: usize, InputBuffer: *mut PVOID, Length: *mut usize) -> NTSTATUS;
            WdfRequestRetrieveUnsafeUserOutputBuffer WdfRequestRetrieveUnsafeUserOutputBufferTableIndex PFN_WDFREQUESTRETRIEVEUNSAFEUSEROUTPUTBUFFER (Request: WDFREQUEST, MinimumRequiredLength: usize, OutputBuffer: *mut PVOID, Length: *mut usize) -> NTSTATUS;
            WdfRequestProbeAndLockUserBufferForRead WdfRequestProbeAndLockUserBufferForReadTableIndex PFN_WDFREQUESTPROBEANDLOCKUSERBUFFERFORREAD (Request: WDFREQUEST, Buffer: PVOID, Length: usize, MemoryObject: *mut WDFMEMORY) -> NTSTATUS;
            WdfRequestProbeAndLockUserBufferForWrite WdfRequestProbeAndLockUserBufferForWriteTableIndex PFN_WDFREQUESTPROBEANDLOCKUSERBUFFERFORWRITE (Request: WDFREQUEST, Buffer: PVOID, Length: usize, MemoryObject: *mut WDFMEMORY) -> NTSTATUS;
            WdfRequestSetInformation WdfRequestSetInformationTableIndex PFN_WDFREQUESTSETINFORMATION (Request: WDFREQUEST, Information: ULONG_PTR) -> ();
            WdfRequestGetInformation WdfRequestGetInformationTableIndex PFN_WDFREQUESTGETINFORMATION (Request: WDFREQUEST) -> ULONG_PTR;
            WdfRequestGetFileObject WdfRequestGetFileObjectTableIndex PFN_WDFREQUESTGETFILEOBJECT (Request: WDFREQUEST) -> WDFFILEOBJECT;
            WdfRequestGetRequestorMode WdfRequestGetRequestorModeTableIndex PFN_WDFREQUESTGETREQUESTORMODE (Request: WDFREQUEST) -> KPROCESSOR_MODE;
            WdfRequestGetRequestorProcessId WdfRequestGetRequestorProcessIdTableIndex PFN_WDFREQUESTGETREQUESTORPROCESSID (Request: WDFREQUEST) -> ULONG;
            WdfRequestIsFrom32BitProcess WdfRequestIsFrom32BitProcessTableIndex PFN_WDFREQUESTISFROM32BITPROCESS (Request: WDFREQUEST) -> BOOLEAN;
            WdfRequestForwardToIoQueue WdfRequestForwardToIoQueueTableIndex PFN_WDFREQUESTFORWARDTOIOQUEUE (Request: WDFREQUEST, DestinationQueue: WDFQUEUE) -> NTSTATUS;
            WdfRequestRequeue WdfRequestRequeueTableIndex PFN_WDFREQUESTREQUEUE (Request: WDFREQUEST) -> NTSTATUS;
            WdfRequestGetIoQueue WdfRequestGetIoQueueTableIndex PFN_WDFREQUESTGETIOQUEUE (Request: WDFREQUEST) -> WDFQUEUE;
            WdfRequestStopAcknowledge WdfRequestStopAcknowledgeTableIndex PFN_WDFREQUESTSTOPACKNOWLEDGE (Request: WDFREQUEST, Requeue: BOOLEAN) -> ();
            WdfSpinLockCreate WdfSpinLockCreateTableIndex PFN_WDFSPINLOCKCREATE (SpinLockAttributes: PWDF_OBJECT_ATTRIBUTES, SpinLock: *mut WDFSPINLOCK) -> NTSTATUS;
            WdfSpinLockAcquire WdfSpinLockAcquireTableIndex PFN_WDFSPINLOCKACQUIRE (SpinLock: WDFSPINLOCK) -> ();
            WdfSpinLockRelease WdfSpinLockReleaseTableIndex PFN_WDFSPINLOCKRELEASE (SpinLock: WDFSPINLOCK) -> ();
            WdfWaitLockCreate WdfWaitLockCreateTableIndex PFN_WDFWAITLOCKCREATE (LockAttributes: PWDF_OBJECT_ATTRIBUTES, Lock: *mut WDFWAITLOCK) -> NTSTATUS;
            WdfWaitLockAcquire WdfWaitLockAcquireTableIndex PFN_WDFWAITLOCKACQUIRE (Lock: WDFWAITLOCK, Timeout: PLONGLONG) -> NTSTATUS;
            WdfWaitLockRelease WdfWaitLockReleaseTableIndex PFN_WDFWAITLOCKRELEASE (Lock: WDFWAITLOCK) -> ();
            WdfStringCreate WdfStringCreateTableIndex PFN_WDFSTRINGCREATE (UnicodeString: PCUNICODE_STRING, StringAttributes: PWDF_OBJECT_ATTRIBUTES, String: *mut WDFSTRING) -> NTSTATUS;
            WdfStringGetUnicodeString WdfStringGetUnicodeStringTableIndex PFN_WDFSTRINGGETUNICODESTRING (String: WDFSTRING, UnicodeString: PUNICODE_STRING) -> ();
            WdfTimerCreate WdfTimerCreateTableIndex PFN_WDFTIMERCREATE (Config: PWDF_TIMER_CONFIG, Attributes: PWDF_OBJECT_ATTRIBUTES, Timer: *mut WDFTIMER) -> NTSTATUS;
            WdfTimerStart WdfTimerStartTableIndex PFN_WDFTIMERSTART (Timer: WDFTIMER, DueTime: LONGLONG) -> BOOLEAN;
            WdfTimerStop WdfTimerStopTableIndex PFN_WDFTIMERSTOP (Timer: WDFTIMER, Wait: BOOLEAN) -> BOOLEAN;
            WdfTimerGetParentObject WdfTimerGetParentObjectTableIndex PFN_WDFTIMERGETPARENTOBJECT (Timer: WDFTIMER) -> WDFOBJECT;
            WdfWorkItemCreate WdfWorkItemCreateTableIndex PFN_WDFWORKITEMCREATE (Config: PWDF_WORKITEM_CONFIG, Attributes: PWDF_OBJECT_ATTRIBUTES, WorkItem: *mut WDFWORKITEM) -> NTSTATUS;
            WdfWorkItemEnqueue WdfWorkItemEnqueueTableIndex PFN_WDFWORKITEMENQUEUE (WorkItem: WDFWORKITEM) -> ();
            WdfWorkItemGetParentObject WdfWorkItemGetParentObjectTableIndex PFN_WDFWORKITEMGETPARENTOBJECT (WorkItem: WDFWORKITEM) -> WDFOBJECT;
            WdfWorkItemFlush WdfWorkItemFlushTableIndex PFN_WDFWORKITEMFLUSH (WorkItem: WDFWORKITEM) -> ();
            WdfDeviceGetIoTarget WdfDeviceGetIoTargetTableIndex PFN_WDFDEVICEGETIOTARGET (Device: WDFDEVICE) -> WDFIOTARGET;
            WdfDeviceQueryProperty WdfDeviceQueryPropertyTableIndex PFN_WDFDEVICEQUERYPROPERTY (Device: WDFDEVICE, DeviceProperty: DEVICE_REGISTRY_PROPERTY, BufferLength: ULONG, PropertyBuffer: PVOID, ResultLength: PULONG) -> NTSTATUS;
            WdfDeviceAllocAndQueryProperty WdfDeviceAllocAndQueryPropertyTableIndex PFN_WDFDEVICEALLOCANDQUERYPROPERTY (Device: WDFDEVICE, DeviceProperty: DEVICE_REGISTRY_PROPERTY, PoolType: POOL_TYPE, PropertyMemoryAttributes: PWDF_OBJECT_ATTRIBUTES, PropertyMemory: *mut WDFMEMORY) -> NTSTATUS;
            WdfDeviceQueryPropertyEx WdfDeviceQueryPropertyExTableIndex PFN_WDFDEVICEQUERYPROPERTYEX (Device: WDFDEVICE, DeviceProperty: PWDF_DEVICE_PROPERTY_DATA, BufferLength: ULONG, PropertyBuffer: PVOID, RequiredSize: PULONG, Type: PDEVPROPTYPE) -> NTSTATUS;
            WdfDeviceAllocAndQueryPropertyEx WdfDeviceAllocAndQueryPropertyExTableIndex PFN_WDFDEVICEALLOCANDQUERYPROPERTYEX (Device: WDFDEVICE, DeviceProperty: PWDF_DEVICE_PROPERTY_DATA, PoolType: POOL_TYPE, PropertyMemoryAttributes: PWDF_OBJECT_ATTRIBUTES, PropertyMemory: *mut WDFMEMORY, Type: PDEVPROPTYPE) -> NTSTATUS;
            WdfDeviceAssignProperty WdfDeviceAssignPropertyTableIndex PFN_WDFDEVICEASSIGNPROPERTY (Device: WDFDEVICE, DeviceProperty: PWDF_DEVICE_PROPERTY_DATA, Type: DEVPROPTYPE, Size: ULONG, Data: PVOID) -> NTSTATUS;
            WdfDeviceSetPnpCapabilities WdfDeviceSetPnpCapabilitiesTableIndex PFN_WDFDEVICESETPNPCAPABILITIES (Device: WDFDEVICE, PnpCapabilities: PWDF_DEVICE_PNP_CAPABILITIES) -> ();
            WdfDeviceSetPowerCapabilities WdfDeviceSetPowerCapabilitiesTableIndex PFN_WDFDEVICESETPOWERCAPABILITIES (Device: WDFDEVICE, PowerCapabilities: PWDF_DEVICE_POWER_CAPABILITIES) -> ();
            WdfDeviceGetDeviceState WdfDeviceGetDeviceStateTableIndex PFN_WDFDEVICEGETDEVICESTATE (Device: WDFDEVICE, DeviceState: PWDF_DEVICE_STATE) -> ();
            WdfDeviceSetDeviceState WdfDeviceSetDeviceStateTableIndex PFN_WDFDEVICESETDEVICESTATE (Device: WDFDEVICE, DeviceState: PWDF_DEVICE_STATE) -> ();
            WdfDeviceSetFailed WdfDeviceSetFailedTableIndex PFN_WDFDEVICESETFAILED (Device: WDFDEVICE, FailedAction: WDF_DEVICE_FAILED_ACTION) -> ();
            WdfDeviceIndicateWakeStatus WdfDeviceIndicateWakeStatusTableIndex PFN_WDFDEVICEINDICATEWAKESTATUS (Device: WDFDEVICE, WaitWakeStatus: NTSTATUS) -> NTSTATUS;
            WdfRequestWdmGetIrp WdfRequestWdmGetIrpTableIndex PFN_WDFREQUESTWDMGETIRP (Request: WDFREQUEST) -> PIRP;
            WdfRequestIsReserved WdfRequestIsReservedTableIndex PFN_WDFREQUESTISRESERVED (Request: WDFREQUEST) -> BOOLEAN;
            WdfIoQueueAssignForwardProgressPolicy WdfIoQueueAssignForwardProgressPolicyTableIndex PFN_WDFIOQUEUEASSIGNFORWARDPROGRESSPOLICY (Queue: WDFQUEUE, ForwardProgressPolicy: PWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY) -> NTSTATUS;
            WdfFdoQueryForInterface WdfFdoQueryForInterfaceTableIndex PFN_WDFFDOQUERYFORINTERFACE (Fdo: WDFDEVICE, InterfaceType: LPCGUID, Interface: PINTERFACE, Size: USHORT, Version: USHORT, InterfaceSpecificData: PVOID) -> NTSTATUS;
            WdfIoTargetQueryForInterface WdfIoTargetQueryForInterfaceTableIndex PFN_WDFIOTARGETQUERYFORINTERFACE (IoTarget: WDFIOTARGET, InterfaceType: LPCGUID, Interface: PINTERFACE, Size: USHORT, Version: USHORT, InterfaceSpecificData: PVOID) -> NTSTATUS;
            WdfDeviceAddQueryInterface WdfDeviceAddQueryInterfaceTableIndex PFN_WDFDEVICEADDQUERYINTERFACE (Device: WDFDEVICE, InterfaceConfig: PWDF_QUERY_INTERFACE_CONFIG) -> NTSTATUS;
            WdfObjectQuery WdfObjectQueryTableIndex PFN_WDFOBJECTQUERY (Object: WDFOBJECT, Guid: LPCGUID, QueryBufferLength: ULONG, QueryBuffer: PVOID) -> NTSTATUS;
            WdfDeviceGetDevicePnpState WdfDeviceGetDevicePnpStateTableIndex PFN_WDFDEVICEGETDEVICEPNPSTATE (Device: WDFDEVICE) -> WDF_DEVICE_PNP_STATE;
            WdfDeviceGetDevicePowerState WdfDeviceGetDevicePowerStateTableIndex PFN_WDFDEVICEGETDEVICEPOWERSTATE (Device: WDFDEVICE) -> WDF_DEVICE_POWER_STATE;
            WdfDeviceGetDevicePowerPolicyState WdfDeviceGetDevicePowerPolicyStateTableIndex PFN_WDFDEVICEGETDEVICEPOWERPOLICYSTATE (Device: WDFDEVICE) -> WDF_DEVICE_POWER_POLICY_STATE;
            WdfDeviceAssignMofResourceName WdfDeviceAssignMofResourceNameTableIndex PFN_WDFDEVICEASSIGNMOFRESOURCENAME (Device: WDFDEVICE, MofResourceName: PCUNICODE_STRING) -> NTSTATUS;
            WdfIoTargetStart WdfIoTargetStartTableIndex PFN_WDFIOTARGETSTART (IoTarget: WDFIOTARGET) -> NTSTATUS;
            WdfIoTargetStop WdfIoTargetStopTableIndex PFN_WDFIOTARGETSTOP (IoTarget: WDFIOTARGET, Action: WDF_IO_TARGET_SENT_IO_ACTION) -> ();
            WdfIoTargetPurge WdfIoTargetPurgeTableIndex PFN_WDFIOTARGETPURGE (IoTarget: WDFIOTARGET, Action: WDF_IO_TARGET_PURGE_IO_ACTION) -> ();
            WdfIoTargetGetState WdfIoTargetGetStateTableIndex PFN_WDFIOTARGETGETSTATE (IoTarget: WDFIOTARGET) -> WDF_IO_TARGET_STATE;
            WdfIoTargetGetDevice WdfIoTargetGetDeviceTableIndex PFN_WDFIOTARGETGETDEVICE (IoTarget: WDFIOTARGET) -> WDFDEVICE;
            WdfIoTargetCreate WdfIoTargetCreateTableIndex PFN_WDFIOTARGETCREATE (Device: WDFDEVICE, IoTargetAttributes: PWDF_OBJECT_ATTRIBUTES, IoTarget: *mut WDFIOTARGET) -> NTSTATUS;
            WdfIoTargetOpen WdfIoTargetOpenTableIndex PFN_WDFIOTARGETOPEN (IoTarget: WDFIOTARGET, OpenParams: PWDF_IO_TARGET_OPEN_PARAMS) -> NTSTATUS;
            WdfIoTargetCloseForQueryRemove WdfIoTargetCloseForQueryRemoveTableIndex PFN_WDFIOTARGETCLOSEFORQUERYREMOVE (IoTarget: WDFIOTARGET) -> ();
            WdfIoTargetClose WdfIoTargetCloseTableIndex PFN_WDFIOTARGETCLOSE (IoTarget: WDFIOTARGET) -> ();
            WdfIoTargetQueryTargetProperty WdfIoTargetQueryTargetPropertyTableIndex PFN_WDFIOTARGETQUERYTARGETPROPERTY (IoTarget: WDFIOTARGET, DeviceProperty: DEVICE_REGISTRY_PROPERTY, BufferLength: ULONG, PropertyBuffer: PVOID, ResultLength: PULONG) -> NTSTATUS;
            WdfIoTargetAllocAndQueryTargetProperty WdfIoTargetAllocAndQueryTargetPropertyTableIndex PFN_WDFIOTARGETALLOCANDQUERYTARGETPROPERTY (IoTarget: WDFIOTARGET, DeviceProperty: DEVICE_REGISTRY_PROPERTY, PoolType: POOL_TYPE, PropertyMemoryAttributes: PWDF_OBJECT_ATTRIBUTES, PropertyMemory: *mut WDFMEMORY) -> NTSTATUS;
            WdfIoTargetWdmGetTargetDeviceObject WdfIoTargetWdmGetTargetDeviceObjectTableIndex PFN_WDFIOTARGETWDMGETTARGETDEVICEOBJECT (IoTarget: WDFIOTARGET) -> PDEVICE_OBJECT;
            WdfIoTargetWdmGetTargetPhysicalDevice WdfIoTargetWdmGetTargetPhysicalDeviceTableIndex PFN_WDFIOTARGETWDMGETTARGETPHYSICALDEVICE (IoTarget: WDFIOTARGET) -> PDEVICE_OBJECT;
            WdfIoTargetWdmGetTargetFileObject WdfIoTargetWdmGetTargetFileObjectTableIndex PFN_WDFIOTARGETWDMGETTARGETFILEOBJECT (IoTarget: WDFIOTARGET) -> PFILE_OBJECT;
            WdfIoTargetWdmGetTargetFileHandle WdfIoTargetWdmGetTargetFileHandleTableIndex PFN_WDFIOTARGETWDMGETTARGETFILEHANDLE (IoTarget: WDFIOTARGET) -> HANDLE;
            WdfIoTargetSendReadSynchronously WdfIoTargetSendReadSynchronouslyTableIndex PFN_WDFIOTARGETSENDREADSYNCHRONOUSLY (IoTarget: WDFIOTARGET, Request: WDFREQUEST, OutputBuffer: PWDF_MEMORY_DESCRIPTOR, DeviceOffset: PLONGLONG, RequestOptions: PWDF_REQUEST_SEND_OPTIONS, BytesRead: PULONG_PTR) -> NTSTATUS;
            WdfIoTargetFormatRequestForRead WdfIoTargetFormatRequestForReadTableIndex PFN_WDFIOTARGETFORMATREQUESTFORREAD (IoTarget: WDFIOTARGET, Request: WDFREQUEST, OutputBuffer: WDFMEMORY, OutputBufferOffset: PWDFMEMORY_OFFSET, DeviceOffset: PLONGLONG) -> NTSTATUS;
            WdfIoTargetSendWriteSynchronously WdfIoTargetSendWriteSynchronouslyTableIndex PFN_WDFIOTARGETSENDWRITESYNCHRONOUSLY (IoTarget: WDFIOTARGET, Request: WDFREQUEST, InputBuffer: PWDF_MEMORY_DESCRIPTOR, DeviceOffset: PLONGLONG, RequestOptions: PWDF_REQUEST_SEND_OPTIONS, BytesWritten: PULONG_PTR) -> NTSTATUS;
            WdfIoTargetFormatRequestForWrite WdfIoTargetFormatRequestForWriteTableIndex PFN_WDFIOTARGETFORMATREQUESTFORWRITE (IoTarget: WDFIOTARGET, Request: WDFREQUEST, InputBuffer: WDFMEMORY, InputBufferOffset: PWDFMEMORY_OFFSET, DeviceOffset: PLONGLONG) -> NTSTATUS;
            WdfIoTargetSendIoctlSynchronously WdfIoTargetSendIoctlSynchronouslyTableIndex PFN_WDFIOTARGETSENDIOCTLSYNCHRONOUSLY (IoTarget: WDFIOTARGET, Request: WDFREQUEST, IoctlCode: ULONG, InputBuffer: PWDF_MEMORY_DESCRIPTOR, OutputBuffer: PWDF_MEMORY_DESCRIPTOR, RequestOptions: PWDF_REQUEST_SEND_OPTIONS, BytesReturned: PULONG_PTR) -> NTSTATUS;
            WdfIoTargetFormatRequestForIoctl WdfIoTargetFormatRequestForIoctlTableIndex PFN_WDFIOTARGETFORMATREQUESTFORIOCTL (IoTarget: WDFIOTARGET, Request: WDFREQUEST, IoctlCode: ULONG, InputBuffer: WDFMEMORY, InputBufferOffset: PWDFMEMORY_OFFSET, OutputBuffer: WDFMEMORY, OutputBufferOffset: PWDFMEMORY_OFFSET) -> NTSTATUS;
            WdfIoTargetSendInternalIoctlSynchronously WdfIoTargetSendInternalIoctlSynchronouslyTableIndex PFN_WDFIOTARGETSENDINTERNALIOCTLSYNCHRONOUSLY (IoTarget: WDFIOTARGET, Request: WDFREQUEST, IoctlCode: ULONG, InputBuffer: PWDF_MEMORY_DESCRIPTOR, OutputBuffer: PWDF_MEMORY_DESCRIPTOR, RequestOptions: PWDF_REQUEST_SEND_OPTIONS, BytesReturned: PULONG_PTR) -> NTSTATUS;
            WdfIoTargetFormatRequestForInternalIoctl WdfIoTargetFormatRequestForInternalIoctlTableIndex PFN_WDFIOTARGETFORMATREQUESTFORINTERNALIOCTL (IoTarget: WDFIOTARGET, Request: WDFREQUEST, IoctlCode: ULONG, InputBuffer: WDFMEMORY, InputBufferOffset: PWDFMEMORY_OFFSET, OutputBuffer: WDFMEMORY, OutputBufferOffset: PWDFMEMORY_OFFSET) -> NTSTATUS;
            WdfRequestCreate WdfRequestCreateTableIndex PFN_WDFREQUESTCREATE (RequestAttributes: PWDF_OBJECT_ATTRIBUTES, IoTarget: WDFIOTARGET, Request: *mut WDFREQUEST) -> NTSTATUS;
            WdfRequestReuse WdfRequestReuseTableIndex PFN_WDFREQUESTREUSE (Request: WDFREQUEST, ReuseParams: PWDF_REQUEST_REUSE_PARAMS) -> NTSTATUS;
            WdfRequestChangeTarget WdfRequestChangeTargetTableIndex PFN_WDFREQUESTCHANGETARGET (Request: WDFREQUEST, IoTarget: WDFIOTARGET) -> NTSTATUS;
            WdfRequestFormatRequestUsingCurrentType WdfRequestFormatRequestUsingCurrentTypeTableIndex PFN_WDFREQUESTFORMATREQUESTUSINGCURRENTTYPE (Request: WDFREQUEST) -> ();
            WdfRequestSend WdfRequestSendTableIndex PFN_WDFREQUESTSEND (Request: WDFREQUEST, Target: WDFIOTARGET, Options: PWDF_REQUEST_SEND_OPTIONS) -> BOOLEAN;
            WdfRequestCancelSentRequest WdfRequestCancelSentRequestTableIndex PFN_WDFREQUESTCANCELSENTREQUEST (Request: WDFREQUEST) -> BOOLEAN;
            WdfRequestSetCompletionRoutine WdfRequestSetCompletionRoutineTableIndex PFN_WDFREQUESTSETCOMPLETIONROUTINE (Request: WDFREQUEST, CompletionRoutine: PFN_WDF_REQUEST_COMPLETION_ROUTINE, CompletionContext: WDFCONTEXT) -> ();
            WdfRequestGetCompletionParams WdfRequestGetCompletionParamsTableIndex PFN_WDFREQUESTGETCOMPLETIONPARAMS (Request: WDFREQUEST, Params: PWDF_REQUEST_COMPLETION_PARAMS) -> ();
            WdfRequestAllocateTimer WdfRequestAllocateTimerTableIndex PFN_WDFREQUESTALLOCATETIMER (Request: WDFREQUEST) -> NTSTATUS;
            WdfWmiProviderCreate WdfWmiProviderCreateTableIndex PFN_WDFWMIPROVIDERCREATE (Device: WDFDEVICE, WmiProviderConfig: PWDF_WMI_PROVIDER_CONFIG, ProviderAttributes: PWDF_OBJECT_ATTRIBUTES, WmiProvider: *mut WDFWMIPROVIDER) -> NTSTATUS;
            WdfWmiProviderGetDevice WdfWmiProviderGetDeviceTableIndex PFN_WDFWMIPROVIDERGETDEVICE (WmiProvider: WDFWMIPROVIDER) -> WDFDEVICE;
            WdfWmiProviderIsEnabled WdfWmiProviderIsEnabledTableIndex PFN_WDFWMIPROVIDERISENABLED (WmiProvider: WDFWMIPROVIDER, ProviderControl: WDF_WMI_PROVIDER_CONTROL) -> BOOLEAN;
            WdfWmiProviderGetTracingHandle WdfWmiProviderGetTracingHandleTableIndex PFN_WDFWMIPROVIDERGETTRACINGHANDLE (WmiProvider: WDFWMIPROVIDER) -> ULONGLONG;
            WdfWmiInstanceCreate WdfWmiInstanceCreateTableIndex PFN_WDFWMIINSTANCECREATE (Device: WDFDEVICE, InstanceConfig: PWDF_WMI_INSTANCE_CONFIG, InstanceAttributes: PWDF_OBJECT_ATTRIBUTES, Instance: *mut WDFWMIINSTANCE) -> NTSTATUS;
            WdfWmiInstanceRegister WdfWmiInstanceRegisterTableIndex PFN_WDFWMIINSTANCEREGISTER (WmiInstance: WDFWMIINSTANCE) -> NTSTATUS;
            WdfWmiInstanceDeregister WdfWmiInstanceDeregisterTableIndex PFN_WDFWMIINSTANCEDEREGISTER (WmiInstance: WDFWMIINSTANCE) -> ();
            WdfWmiInstanceGetDevice WdfWmiInstanceGetDeviceTableIndex PFN_WDFWMIINSTANCEGETDEVICE (WmiInstance: WDFWMIINSTANCE) -> WDFDEVICE;
            WdfWmiInstanceGetProvider WdfWmiInstanceGetProviderTableIndex PFN_WDFWMIINSTANCEGETPROVIDER (WmiInstance: WDFWMIINSTANCE) -> WDFWMIPROVIDER;
            WdfWmiInstanceFireEvent WdfWmiInstanceFireEventTableIndex PFN_WDFWMIINSTANCEFIREEVENT (WmiInstance: WDFWMIINSTANCE, EventDataSize: ULONG, EventData: PVOID) -> NTSTATUS;
            WdfDeviceAddDependentUsageDeviceObject WdfDeviceAddDependentUsageDeviceObjectTableIndex PFN_WDFDEVICEADDDEPENDENTUSAGEDEVICEOBJECT (Device: WDFDEVICE, DependentDevice: PDEVICE_OBJECT) -> NTSTATUS;
            WdfDeviceRemoveDependentUsageDeviceObject WdfDeviceRemoveDependentUsageDeviceObjectTableIndex PFN_WDFDEVICEREMOVEDEPENDENTUSAGEDEVICEOBJECT (Device: WDFDEVICE, DependentDevice: PDEVICE_OBJECT) -> ();
            WdfDeviceAddRemovalRelationsPhysicalDevice WdfDeviceAddRemovalRelationsPhysicalDeviceTableIndex PFN_WDFDEVICEADDREMOVALRELATIONSPHYSICALDEVICE (Device: WDFDEVICE, PhysicalDevice: PDEVICE_OBJECT) -> NTSTATUS;
            WdfDeviceRemoveRemovalRelationsPhysicalDevice WdfDeviceRemoveRemovalRelationsPhysicalDeviceTableIndex PFN_WDFDEVICEREMOVEREMOVALRELATIONSPHYSICALDEVICE (Device: WDFDEVICE, PhysicalDevice: PDEVICE_OBJECT) -> ();
            WdfDeviceClearRemovalRelationsDevices WdfDeviceClearRemovalRelationsDevicesTableIndex PFN_WDFDEVICECLEARREMOVALRELATIONSDEVICES (Device: WDFDEVICE) -> ();
            WdfDeviceGetSelfIoTarget WdfDeviceGetSelfIoTargetTableIndex PFN_WDFDEVICEGETSELFIOTARGET (Device: WDFDEVICE) -> WDFIOTARGET;
            WdfDeviceInitAllowSelfIoTarget WdfDeviceInitAllowSelfIoTargetTableIndex PFN_WDFDEVICEINITALLOWSELFIOTARGET (DeviceInit: PWDFDEVICE_INIT) -> ();
            WdfIoTargetSelfAssignDefaultIoQueue WdfIoTargetSelfAssignDefaultIoQueueTableIndex PFN_WDFIOTARGETSELFASSIGNDEFAULTIOQUEUE (IoTarget: WDFIOTARGET, Queue: WDFQUEUE) -> NTSTATUS;
            WdfCmResourceListGetCount WdfCmResourceListGetCountTableIndex PFN_WDFCMRESOURCELISTGETCOUNT (List: WDFCMRESLIST) -> ULONG;
            WdfCmResourceListGetDescriptor WdfCmResourceListGetDescriptorTableIndex PFN_WDFCMRESOURCELISTGETDESCRIPTOR (List: WDFCMRESLIST, Index: ULONG) -> PCM_PARTIAL_RESOURCE_DESCRIPTOR;
            WdfCmResourceListAppendDescriptor WdfCmResourceListAppendDescriptorTableIndex PFN_WDFCMRESOURCELISTAPPENDDESCRIPTOR (List: WDFCMRESLIST, Descriptor: PCM_PARTIAL_RESOURCE_DESCRIPTOR) -> NTSTATUS;
            WdfCmResourceListInsertDescriptor WdfCmResourceListInsertDescriptorTableIndex PFN_WDFCMRESOURCELISTINSERTDESCRIPTOR (List: WDFCMRESLIST, Descriptor: PCM_PARTIAL_RESOURCE_DESCRIPTOR, Index: ULONG) -> NTSTATUS;
            WdfCmResourceListRemove WdfCmResourceListRemoveTableIndex PFN_WDFCMRESOURCELISTREMOVE (List: WDFCMRESLIST, Index: ULONG) -> ();
            WdfCmResourceListRemoveByDescriptor WdfCmResourceListRemoveByDescriptorTableIndex PFN_WDFCMRESOURCELISTREMOVEBYDESCRIPTOR (List: WDFCMRESLIST, Descriptor: PCM_PARTIAL_RESOURCE_DESCRIPTOR) -> ();
            WdfVerifierDbgBreakPoint WdfVerifierDbgBreakPointTableIndex PFN_WDFVERIFIERDBGBREAKPOINT () -> ();
            WdfVerifierKeBugCheck WdfVerifierKeBugCheckTableIndex PFN_WDFVERIFIERKEBUGCHECK (BugCheckCode: ULONG, BugCheckParameter1: ULONG_PTR, BugCheckParameter2: ULONG_PTR, BugCheckParameter3: ULONG_PTR, BugCheckParameter4: ULONG_PTR) -> ();
        }
    };
}
#[doc(hidden)]
pub use crate::__for_each_hosted_ddi as for_each_hosted_ddi;

macro_rules! function_types {
    ($($name:ident $index:ident $pfn:ident ($($parameter:ident: $type:ty),*) -> $result:ty;)*) => {
        $(
            #[doc = concat!("The type of `", stringify!($name), "`.")]
            pub type $pfn =
                Option<unsafe extern "C" fn(DriverGlobals: PWDF_DRIVER_GLOBALS $(, $parameter: $type)*) -> $result>;
        )*
    };
}
for_each_hosted_ddi!(function_types);

function_enum! {
    0 WdfChildListCreate WdfChildListCreateTableIndex
    1 WdfChildListGetDevice WdfChildListGetDeviceTableIndex
    2 WdfChildListRetrievePdo WdfChildListRetrievePdoTableIndex
    3 WdfChildListRetrieveAddressDescription WdfChildListRetrieveAddressDescriptionTableIndex
    4 WdfChildListBeginScan WdfChildListBeginScanTableIndex
    5 WdfChildListEndScan WdfChildListEndScanTableIndex
    6 WdfChildListBeginIteration WdfChildListBeginIterationTableIndex
    7 WdfChildListRetrieveNextDevice WdfChildListRetrieveNextDeviceTableIndex
    8 WdfChildListEndIteration WdfChildListEndIterationTableIndex
    9 WdfChildListAddOrUpdateChildDescriptionAsPresent WdfChildListAddOrUpdateChildDescriptionAsPresentTableIndex
    10 WdfChildListUpdateChildDescriptionAsMissing WdfChildListUpdateChildDescriptionAsMissingTableIndex
    11 WdfChildListUpdateAllChildDescriptionsAsPresent WdfChildListUpdateAllChildDescriptionsAsPresentTableIndex
    12 WdfChildListRequestChildEject WdfChildListRequestChildEjectTableIndex
    13 WdfCollectionCreate WdfCollectionCreateTableIndex
    14 WdfCollectionGetCount WdfCollectionGetCountTableIndex
    15 WdfCollectionAdd WdfCollectionAddTableIndex
    16 WdfCollectionRemove WdfCollectionRemoveTableIndex
    17 WdfCollectionRemoveItem WdfCollectionRemoveItemTableIndex
    18 WdfCollectionGetItem WdfCollectionGetItemTableIndex
    19 WdfCollectionGetFirstItem WdfCollectionGetFirstItemTableIndex
    20 WdfCollectionGetLastItem WdfCollectionGetLastItemTableIndex
    21 WdfCommonBufferCreate WdfCommonBufferCreateTableIndex
    22 WdfCommonBufferGetAlignedVirtualAddress WdfCommonBufferGetAlignedVirtualAddressTableIndex
    23 WdfCommonBufferGetAlignedLogicalAddress WdfCommonBufferGetAlignedLogicalAddressTableIndex
    24 WdfCommonBufferGetLength WdfCommonBufferGetLengthTableIndex
    25 WdfControlDeviceInitAllocate WdfControlDeviceInitAllocateTableIndex
    26 WdfControlDeviceInitSetShutdownNotification WdfControlDeviceInitSetShutdownNotificationTableIndex
    27 WdfControlFinishInitializing WdfControlFinishInitializingTableIndex
    28 WdfDeviceGetDeviceState WdfDeviceGetDeviceStateTableIndex
    29 WdfDeviceSetDeviceState WdfDeviceSetDeviceStateTableIndex
    30 WdfWdmDeviceGetWdfDeviceHandle WdfWdmDeviceGetWdfDeviceHandleTableIndex
    31 WdfDeviceWdmGetDeviceObject WdfDeviceWdmGetDeviceObjectTableIndex
    32 WdfDeviceWdmGetAttachedDevice WdfDeviceWdmGetAttachedDeviceTableIndex
    33 WdfDeviceWdmGetPhysicalDevice WdfDeviceWdmGetPhysicalDeviceTableIndex
    34 WdfDeviceWdmDispatchPreprocessedIrp WdfDeviceWdmDispatchPreprocessedIrpTableIndex
    35 WdfDeviceAddDependentUsageDeviceObject WdfDeviceAddDependentUsageDeviceObjectTableIndex
    36 WdfDeviceAddRemovalRelationsPhysicalDevice WdfDeviceAddRemovalRelationsPhysicalDeviceTableIndex
    37 WdfDeviceRemoveRemovalRelationsPhysicalDevice WdfDeviceRemoveRemovalRelationsPhysicalDeviceTableIndex
    38 WdfDeviceClearRemovalRelationsDevices WdfDeviceClearRemovalRelationsDevicesTableIndex
    39 WdfDeviceGetDriver WdfDeviceGetDriverTableIndex
    40 WdfDeviceRetrieveDeviceName WdfDeviceRetrieveDeviceNameTableIndex
    41 WdfDeviceAssignMofResourceName WdfDeviceAssignMofResourceNameTableIndex
    42 WdfDeviceGetIoTarget WdfDeviceGetIoTargetTableIndex
    43 WdfDeviceGetDevicePnpState WdfDeviceGetDevicePnpStateTableIndex
    44 WdfDeviceGetDevicePowerState WdfDeviceGetDevicePowerStateTableIndex
    45 WdfDeviceGetDevicePowerPolicyState WdfDeviceGetDevicePowerPolicyStateTableIndex
    46 WdfDeviceAssignS0IdleSettings WdfDeviceAssignS0IdleSettingsTableIndex
    47 WdfDeviceAssignSxWakeSettings WdfDeviceAssignSxWakeSettingsTableIndex
    48 WdfDeviceOpenRegistryKey WdfDeviceOpenRegistryKeyTableIndex
    49 WdfDeviceSetSpecialFileSupport WdfDeviceSetSpecialFileSupportTableIndex
    50 WdfDeviceSetCharacteristics WdfDeviceSetCharacteristicsTableIndex
    51 WdfDeviceGetCharacteristics WdfDeviceGetCharacteristicsTableIndex
    52 WdfDeviceGetAlignmentRequirement WdfDeviceGetAlignmentRequirementTableIndex
    53 WdfDeviceSetAlignmentRequirement WdfDeviceSetAlignmentRequirementTableIndex
    54 WdfDeviceInitFree WdfDeviceInitFreeTableIndex
    55 WdfDeviceInitSetPnpPowerEventCallbacks WdfDeviceInitSetPnpPowerEventCallbacksTableIndex
    56 WdfDeviceInitSetPowerPolicyEventCallbacks WdfDeviceInitSetPowerPolicyEventCallbacksTableIndex
    57 WdfDeviceInitSetPowerPolicyOwnership WdfDeviceInitSetPowerPolicyOwnershipTableIndex
    58 WdfDeviceInitRegisterPnpStateChangeCallback WdfDeviceInitRegisterPnpStateChangeCallbackTableIndex
    59 WdfDeviceInitRegisterPowerStateChangeCallback WdfDeviceInitRegisterPowerStateChangeCallbackTableIndex
    60 WdfDeviceInitRegisterPowerPolicyStateChangeCallback WdfDeviceInitRegisterPowerPolicyStateChangeCallbackTableIndex
    61 WdfDeviceInitSetIoType WdfDeviceInitSetIoTypeTableIndex
    62 WdfDeviceInitSetExclusive WdfDeviceInitSetExclusiveTableIndex
    63 WdfDeviceInitSetPowerNotPageable WdfDeviceInitSetPowerNotPageableTableIndex
    64 WdfDeviceInitSetPowerPageable WdfDeviceInitSetPowerPageableTableIndex
    65 WdfDeviceInitSetPowerInrush WdfDeviceInitSetPowerInrushTableIndex
    66 WdfDeviceInitSetDeviceType WdfDeviceInitSetDeviceTypeTableIndex
    67 WdfDeviceInitAssignName WdfDeviceInitAssignNameTableIndex
    68 WdfDeviceInitAssignSDDLString WdfDeviceInitAssignSDDLStringTableIndex
    69 WdfDeviceInitSetDeviceClass WdfDeviceInitSetDeviceClassTableIndex
    70 WdfDeviceInitSetCharacteristics WdfDeviceInitSetCharacteristicsTableIndex
    71 WdfDeviceInitSetFileObjectConfig WdfDeviceInitSetFileObjectConfigTableIndex
    72 WdfDeviceInitSetRequestAttributes WdfDeviceInitSetRequestAttributesTableIndex
    73 WdfDeviceInitAssignWdmIrpPreprocessCallback WdfDeviceInitAssignWdmIrpPreprocessCallbackTableIndex
    74 WdfDeviceInitSetIoInCallerContextCallback WdfDeviceInitSetIoInCallerContextCallbackTableIndex
    75 WdfDeviceCreate WdfDeviceCreateTableIndex
    76 WdfDeviceSetStaticStopRemove WdfDeviceSetStaticStopRemoveTableIndex
    77 WdfDeviceCreateDeviceInterface WdfDeviceCreateDeviceInterfaceTableIndex
    78 WdfDeviceSetDeviceInterfaceState WdfDeviceSetDeviceInterfaceStateTableIndex
    79 WdfDeviceRetrieveDeviceInterfaceString WdfDeviceRetrieveDeviceInterfaceStringTableIndex
    80 WdfDeviceCreateSymbolicLink WdfDeviceCreateSymbolicLinkTableIndex
    81 WdfDeviceQueryProperty WdfDeviceQueryPropertyTableIndex
    82 WdfDeviceAllocAndQueryProperty WdfDeviceAllocAndQueryPropertyTableIndex
    83 WdfDeviceSetPnpCapabilities WdfDeviceSetPnpCapabilitiesTableIndex
    84 WdfDeviceSetPowerCapabilities WdfDeviceSetPowerCapabilitiesTableIndex
    85 WdfDeviceSetBusInformationForChildren WdfDeviceSetBusInformationForChildrenTableIndex
    86 WdfDeviceIndicateWakeStatus WdfDeviceIndicateWakeStatusTableIndex
    87 WdfDeviceSetFailed WdfDeviceSetFailedTableIndex
    88 WdfDeviceStopIdleNoTrack WdfDeviceStopIdleNoTrackTableIndex
    89 WdfDeviceResumeIdleNoTrack WdfDeviceResumeIdleNoTrackTableIndex
    90 WdfDeviceGetFileObject WdfDeviceGetFileObjectTableIndex
    91 WdfDeviceEnqueueRequest WdfDeviceEnqueueRequestTableIndex
    92 WdfDeviceGetDefaultQueue WdfDeviceGetDefaultQueueTableIndex
    93 WdfDeviceConfigureRequestDispatching WdfDeviceConfigureRequestDispatchingTableIndex
    94 WdfDmaEnablerCreate WdfDmaEnablerCreateTableIndex
    95 WdfDmaEnablerGetMaximumLength WdfDmaEnablerGetMaximumLengthTableIndex
    96 WdfDmaEnablerGetMaximumScatterGatherElements WdfDmaEnablerGetMaximumScatterGatherElementsTableIndex
    97 WdfDmaEnablerSetMaximumScatterGatherElements WdfDmaEnablerSetMaximumScatterGatherElementsTableIndex
    98 WdfDmaTransactionCreate WdfDmaTransactionCreateTableIndex
    99 WdfDmaTransactionInitialize WdfDmaTransactionInitializeTableIndex
    100 WdfDmaTransactionInitializeUsingRequest WdfDmaTransactionInitializeUsingRequestTableIndex
    101 WdfDmaTransactionExecute WdfDmaTransactionExecuteTableIndex
    102 WdfDmaTransactionRelease WdfDmaTransactionReleaseTableIndex
    103 WdfDmaTransactionDmaCompleted WdfDmaTransactionDmaCompletedTableIndex
    104 WdfDmaTransactionDmaCompletedWithLength WdfDmaTransactionDmaCompletedWithLengthTableIndex
    105 WdfDmaTransactionDmaCompletedFinal WdfDmaTransactionDmaCompletedFinalTableIndex
    106 WdfDmaTransactionGetBytesTransferred WdfDmaTransactionGetBytesTransferredTableIndex
    107 WdfDmaTransactionSetMaximumLength WdfDmaTransactionSetMaximumLengthTableIndex
    108 WdfDmaTransactionGetRequest WdfDmaTransactionGetRequestTableIndex
    109 WdfDmaTransactionGetCurrentDmaTransferLength WdfDmaTransactionGetCurrentDmaTransferLengthTableIndex
    110 WdfDmaTransactionGetDevice WdfDmaTransactionGetDeviceTableIndex
    111 WdfDpcCreate WdfDpcCreateTableIndex
    112 WdfDpcEnqueue WdfDpcEnqueueTableIndex
    113 WdfDpcCancel WdfDpcCancelTableIndex
    114 WdfDpcGetParentObject WdfDpcGetParentObjectTableIndex
    115 WdfDpcWdmGetDpc WdfDpcWdmGetDpcTableIndex
    116 WdfDriverCreate WdfDriverCreateTableIndex
    117 WdfDriverGetRegistryPath WdfDriverGetRegistryPathTableIndex
    118 WdfDriverWdmGetDriverObject WdfDriverWdmGetDriverObjectTableIndex
    119 WdfDriverOpenParametersRegistryKey WdfDriverOpenParametersRegistryKeyTableIndex
    120 WdfWdmDriverGetWdfDriverHandle WdfWdmDriverGetWdfDriverHandleTableIndex
    121 WdfDriverRegisterTraceInfo WdfDriverRegisterTraceInfoTableIndex
    122 WdfDriverRetrieveVersionString WdfDriverRetrieveVersionStringTableIndex
    123 WdfDriverIsVersionAvailable WdfDriverIsVersionAvailableTableIndex
    124 WdfFdoInitWdmGetPhysicalDevice WdfFdoInitWdmGetPhysicalDeviceTableIndex
    125 WdfFdoInitOpenRegistryKey WdfFdoInitOpenRegistryKeyTableIndex
    126 WdfFdoInitQueryProperty WdfFdoInitQueryPropertyTableIndex
    127 WdfFdoInitAllocAndQueryProperty WdfFdoInitAllocAndQueryPropertyTableIndex
    128 WdfFdoInitSetEventCallbacks WdfFdoInitSetEventCallbacksTableIndex
    129 WdfFdoInitSetFilter WdfFdoInitSetFilterTableIndex
    130 WdfFdoInitSetDefaultChildListConfig WdfFdoInitSetDefaultChildListConfigTableIndex
    131 WdfFdoQueryForInterface WdfFdoQueryForInterfaceTableIndex
    132 WdfFdoGetDefaultChildList WdfFdoGetDefaultChildListTableIndex
    133 WdfFdoAddStaticChild WdfFdoAddStaticChildTableIndex
    134 WdfFdoLockStaticChildListForIteration WdfFdoLockStaticChildListForIterationTableIndex
    135 WdfFdoRetrieveNextStaticChild WdfFdoRetrieveNextStaticChildTableIndex
    136 WdfFdoUnlockStaticChildListFromIteration WdfFdoUnlockStaticChildListFromIterationTableIndex
    137 WdfFileObjectGetFileName WdfFileObjectGetFileNameTableIndex
    138 WdfFileObjectGetFlags WdfFileObjectGetFlagsTableIndex
    139 WdfFileObjectGetDevice WdfFileObjectGetDeviceTableIndex
    140 WdfFileObjectWdmGetFileObject WdfFileObjectWdmGetFileObjectTableIndex
    141 WdfInterruptCreate WdfInterruptCreateTableIndex
    142 WdfInterruptQueueDpcForIsr WdfInterruptQueueDpcForIsrTableIndex
    143 WdfInterruptSynchronize WdfInterruptSynchronizeTableIndex
    144 WdfInterruptAcquireLock WdfInterruptAcquireLockTableIndex
    145 WdfInterruptReleaseLock WdfInterruptReleaseLockTableIndex
    146 WdfInterruptEnable WdfInterruptEnableTableIndex
    147 WdfInterruptDisable WdfInterruptDisableTableIndex
    148 WdfInterruptWdmGetInterrupt WdfInterruptWdmGetInterruptTableIndex
    149 WdfInterruptGetInfo WdfInterruptGetInfoTableIndex
    150 WdfInterruptSetPolicy WdfInterruptSetPolicyTableIndex
    151 WdfInterruptGetDevice WdfInterruptGetDeviceTableIndex
    152 WdfIoQueueCreate WdfIoQueueCreateTableIndex
    153 WdfIoQueueGetState WdfIoQueueGetStateTableIndex
    154 WdfIoQueueStart WdfIoQueueStartTableIndex
    155 WdfIoQueueStop WdfIoQueueStopTableIndex
    156 WdfIoQueueStopSynchronously WdfIoQueueStopSynchronouslyTableIndex
    157 WdfIoQueueGetDevice WdfIoQueueGetDeviceTableIndex
    158 WdfIoQueueRetrieveNextRequest WdfIoQueueRetrieveNextRequestTableIndex
    159 WdfIoQueueRetrieveRequestByFileObject WdfIoQueueRetrieveRequestByFileObjectTableIndex
    160 WdfIoQueueFindRequest WdfIoQueueFindRequestTableIndex
    161 WdfIoQueueRetrieveFoundRequest WdfIoQueueRetrieveFoundRequestTableIndex
    162 WdfIoQueueDrainSynchronously WdfIoQueueDrainSynchronouslyTableIndex
    163 WdfIoQueueDrain WdfIoQueueDrainTableIndex
    164 WdfIoQueuePurgeSynchronously WdfIoQueuePurgeSynchronouslyTableIndex
    165 WdfIoQueuePurge WdfIoQueuePurgeTableIndex
    166 WdfIoQueueReadyNotify WdfIoQueueReadyNotifyTableIndex
    167 WdfIoTargetCreate WdfIoTargetCreateTableIndex
    168 WdfIoTargetOpen WdfIoTargetOpenTableIndex
    169 WdfIoTargetCloseForQueryRemove WdfIoTargetCloseForQueryRemoveTableIndex
    170 WdfIoTargetClose WdfIoTargetCloseTableIndex
    171 WdfIoTargetStart WdfIoTargetStartTableIndex
    172 WdfIoTargetStop WdfIoTargetStopTableIndex
    173 WdfIoTargetGetState WdfIoTargetGetStateTableIndex
    174 WdfIoTargetGetDevice WdfIoTargetGetDeviceTableIndex
    175 WdfIoTargetQueryTargetProperty WdfIoTargetQueryTargetPropertyTableIndex
    176 WdfIoTargetAllocAndQueryTargetProperty WdfIoTargetAllocAndQueryTargetPropertyTableIndex
    177 WdfIoTargetQueryForInterface WdfIoTargetQueryForInterfaceTableIndex
    178 WdfIoTargetWdmGetTargetDeviceObject WdfIoTargetWdmGetTargetDeviceObjectTableIndex
    179 WdfIoTargetWdmGetTargetPhysicalDevice WdfIoTargetWdmGetTargetPhysicalDeviceTableIndex
    180 WdfIoTargetWdmGetTargetFileObject WdfIoTargetWdmGetTargetFileObjectTableIndex
    181 WdfIoTargetWdmGetTargetFileHandle WdfIoTargetWdmGetTargetFileHandleTableIndex
    182 WdfIoTargetSendReadSynchronously WdfIoTargetSendReadSynchronouslyTableIndex
    183 WdfIoTargetFormatRequestForRead WdfIoTargetFormatRequestForReadTableIndex
    184 WdfIoTargetSendWriteSynchronously WdfIoTargetSendWriteSynchronouslyTableIndex
    185 WdfIoTargetFormatRequestForWrite WdfIoTargetFormatRequestForWriteTableIndex
    186 WdfIoTargetSendIoctlSynchronously WdfIoTargetSendIoctlSynchronouslyTableIndex
    187 WdfIoTargetFormatRequestForIoctl WdfIoTargetFormatRequestForIoctlTableIndex
    188 WdfIoTargetSendInternalIoctlSynchronously WdfIoTargetSendInternalIoctlSynchronouslyTableIndex
    189 WdfIoTargetFormatRequestForInternalIoctl WdfIoTargetFormatRequestForInternalIoctlTableIndex
    190 WdfIoTargetSendInternalIoctlOthersSynchronously WdfIoTargetSendInternalIoctlOthersSynchronouslyTableIndex
    191 WdfIoTargetFormatRequestForInternalIoctlOthers WdfIoTargetFormatRequestForInternalIoctlOthersTableIndex
    192 WdfMemoryCreate WdfMemoryCreateTableIndex
    193 WdfMemoryCreatePreallocated WdfMemoryCreatePreallocatedTableIndex
    194 WdfMemoryGetBuffer WdfMemoryGetBufferTableIndex
    195 WdfMemoryAssignBuffer WdfMemoryAssignBufferTableIndex
    196 WdfMemoryCopyToBuffer WdfMemoryCopyToBufferTableIndex
    197 WdfMemoryCopyFromBuffer WdfMemoryCopyFromBufferTableIndex
    198 WdfLookasideListCreate WdfLookasideListCreateTableIndex
    199 WdfMemoryCreateFromLookaside WdfMemoryCreateFromLookasideTableIndex
    200 WdfDeviceMiniportCreate WdfDeviceMiniportCreateTableIndex
    201 WdfDriverMiniportUnload WdfDriverMiniportUnloadTableIndex
    202 WdfObjectGetTypedContextWorker WdfObjectGetTypedContextWorkerTableIndex
    203 WdfObjectAllocateContext WdfObjectAllocateContextTableIndex
    204 WdfObjectContextGetObject WdfObjectContextGetObjectTableIndex
    205 WdfObjectReferenceActual WdfObjectReferenceActualTableIndex
    206 WdfObjectDereferenceActual WdfObjectDereferenceActualTableIndex
    207 WdfObjectCreate WdfObjectCreateTableIndex
    208 WdfObjectDelete WdfObjectDeleteTableIndex
    209 WdfObjectQuery WdfObjectQueryTableIndex
    210 WdfPdoInitAllocate WdfPdoInitAllocateTableIndex
    211 WdfPdoInitSetEventCallbacks WdfPdoInitSetEventCallbacksTableIndex
    212 WdfPdoInitAssignDeviceID WdfPdoInitAssignDeviceIDTableIndex
    213 WdfPdoInitAssignInstanceID WdfPdoInitAssignInstanceIDTableIndex
    214 WdfPdoInitAddHardwareID WdfPdoInitAddHardwareIDTableIndex
    215 WdfPdoInitAddCompatibleID WdfPdoInitAddCompatibleIDTableIndex
    216 WdfPdoInitAddDeviceText WdfPdoInitAddDeviceTextTableIndex
    217 WdfPdoInitSetDefaultLocale WdfPdoInitSetDefaultLocaleTableIndex
    218 WdfPdoInitAssignRawDevice WdfPdoInitAssignRawDeviceTableIndex
    219 WdfPdoMarkMissing WdfPdoMarkMissingTableIndex
    220 WdfPdoRequestEject WdfPdoRequestEjectTableIndex
    221 WdfPdoGetParent WdfPdoGetParentTableIndex
    222 WdfPdoRetrieveIdentificationDescription WdfPdoRetrieveIdentificationDescriptionTableIndex
    223 WdfPdoRetrieveAddressDescription WdfPdoRetrieveAddressDescriptionTableIndex
    224 WdfPdoUpdateAddressDescription WdfPdoUpdateAddressDescriptionTableIndex
    225 WdfPdoAddEjectionRelationsPhysicalDevice WdfPdoAddEjectionRelationsPhysicalDeviceTableIndex
    226 WdfPdoRemoveEjectionRelationsPhysicalDevice WdfPdoRemoveEjectionRelationsPhysicalDeviceTableIndex
    227 WdfPdoClearEjectionRelationsDevices WdfPdoClearEjectionRelationsDevicesTableIndex
    228 WdfDeviceAddQueryInterface WdfDeviceAddQueryInterfaceTableIndex
    229 WdfRegistryOpenKey WdfRegistryOpenKeyTableIndex
    230 WdfRegistryCreateKey WdfRegistryCreateKeyTableIndex
    231 WdfRegistryClose WdfRegistryCloseTableIndex
    232 WdfRegistryWdmGetHandle WdfRegistryWdmGetHandleTableIndex
    233 WdfRegistryRemoveKey WdfRegistryRemoveKeyTableIndex
    234 WdfRegistryRemoveValue WdfRegistryRemoveValueTableIndex
    235 WdfRegistryQueryValue WdfRegistryQueryValueTableIndex
    236 WdfRegistryQueryMemory WdfRegistryQueryMemoryTableIndex
    237 WdfRegistryQueryMultiString WdfRegistryQueryMultiStringTableIndex
    238 WdfRegistryQueryUnicodeString WdfRegistryQueryUnicodeStringTableIndex
    239 WdfRegistryQueryString WdfRegistryQueryStringTableIndex
    240 WdfRegistryQueryULong WdfRegistryQueryULongTableIndex
    241 WdfRegistryAssignValue WdfRegistryAssignValueTableIndex
    242 WdfRegistryAssignMemory WdfRegistryAssignMemoryTableIndex
    243 WdfRegistryAssignMultiString WdfRegistryAssignMultiStringTableIndex
    244 WdfRegistryAssignUnicodeString WdfRegistryAssignUnicodeStringTableIndex
    245 WdfRegistryAssignString WdfRegistryAssignStringTableIndex
    246 WdfRegistryAssignULong WdfRegistryAssignULongTableIndex
    247 WdfRequestCreate WdfRequestCreateTableIndex
    248 WdfRequestCreateFromIrp WdfRequestCreateFromIrpTableIndex
    249 WdfRequestReuse WdfRequestReuseTableIndex
    250 WdfRequestChangeTarget WdfRequestChangeTargetTableIndex
    251 WdfRequestFormatRequestUsingCurrentType WdfRequestFormatRequestUsingCurrentTypeTableIndex
    252 WdfRequestWdmFormatUsingStackLocation WdfRequestWdmFormatUsingStackLocationTableIndex
    253 WdfRequestSend WdfRequestSendTableIndex
    254 WdfRequestGetStatus WdfRequestGetStatusTableIndex
    255 WdfRequestMarkCancelable WdfRequestMarkCancelableTableIndex
    256 WdfRequestUnmarkCancelable WdfRequestUnmarkCancelableTableIndex
    257 WdfRequestIsCanceled WdfRequestIsCanceledTableIndex
    258 WdfRequestCancelSentRequest WdfRequestCancelSentRequestTableIndex
    259 WdfRequestIsFrom32BitProcess WdfRequestIsFrom32BitProcessTableIndex
    260 WdfRequestSetCompletionRoutine WdfRequestSetCompletionRoutineTableIndex
    261 WdfRequestGetCompletionParams WdfRequestGetCompletionParamsTableIndex
    262 WdfRequestAllocateTimer WdfRequestAllocateTimerTableIndex
    263 WdfRequestComplete WdfRequestCompleteTableIndex
    264 WdfRequestCompleteWithPriorityBoost WdfRequestCompleteWithPriorityBoostTableIndex
    265 WdfRequestCompleteWithInformation WdfRequestCompleteWithInformationTableIndex
    266 WdfRequestGetParameters WdfRequestGetParametersTableIndex
    267 WdfRequestRetrieveInputMemory WdfRequestRetrieveInputMemoryTableIndex
    268 WdfRequestRetrieveOutputMemory WdfRequestRetrieveOutputMemoryTableIndex
    269 WdfRequestRetrieveInputBuffer WdfRequestRetrieveInputBufferTableIndex
    270 WdfRequestRetrieveOutputBuffer WdfRequestRetrieveOutputBufferTableIndex
    271 WdfRequestRetrieveInputWdmMdl WdfRequestRetrieveInputWdmMdlTableIndex
    272 WdfRequestRetrieveOutputWdmMdl WdfRequestRetrieveOutputWdmMdlTableIndex
    273 WdfRequestRetrieveUnsafeUserInputBuffer WdfRequestRetrieveUnsafeUserInputBufferTableIndex
    274 WdfRequestRetrieveUnsafeUserOutputBuffer WdfRequestRetrieveUnsafeUserOutputBufferTableIndex
    275 WdfRequestSetInformation WdfRequestSetInformationTableIndex
    276 WdfRequestGetInformation WdfRequestGetInformationTableIndex
    277 WdfRequestGetFileObject WdfRequestGetFileObjectTableIndex
    278 WdfRequestProbeAndLockUserBufferForRead WdfRequestProbeAndLockUserBufferForReadTableIndex
    279 WdfRequestProbeAndLockUserBufferForWrite WdfRequestProbeAndLockUserBufferForWriteTableIndex
    280 WdfRequestGetRequestorMode WdfRequestGetRequestorModeTableIndex
    281 WdfRequestForwardToIoQueue WdfRequestForwardToIoQueueTableIndex
    282 WdfRequestGetIoQueue WdfRequestGetIoQueueTableIndex
    283 WdfRequestRequeue WdfRequestRequeueTableIndex
    284 WdfRequestStopAcknowledge WdfRequestStopAcknowledgeTableIndex
    285 WdfRequestWdmGetIrp WdfRequestWdmGetIrpTableIndex
    286 WdfIoResourceRequirementsListSetSlotNumber WdfIoResourceRequirementsListSetSlotNumberTableIndex
    287 WdfIoResourceRequirementsListSetInterfaceType WdfIoResourceRequirementsListSetInterfaceTypeTableIndex
    288 WdfIoResourceRequirementsListAppendIoResList WdfIoResourceRequirementsListAppendIoResListTableIndex
    289 WdfIoResourceRequirementsListInsertIoResList WdfIoResourceRequirementsListInsertIoResListTableIndex
    290 WdfIoResourceRequirementsListGetCount WdfIoResourceRequirementsListGetCountTableIndex
    291 WdfIoResourceRequirementsListGetIoResList WdfIoResourceRequirementsListGetIoResListTableIndex
    292 WdfIoResourceRequirementsListRemove WdfIoResourceRequirementsListRemoveTableIndex
    293 WdfIoResourceRequirementsListRemoveByIoResList WdfIoResourceRequirementsListRemoveByIoResListTableIndex
    294 WdfIoResourceListCreate WdfIoResourceListCreateTableIndex
    295 WdfIoResourceListAppendDescriptor WdfIoResourceListAppendDescriptorTableIndex
    296 WdfIoResourceListInsertDescriptor WdfIoResourceListInsertDescriptorTableIndex
    297 WdfIoResourceListUpdateDescriptor WdfIoResourceListUpdateDescriptorTableIndex
    298 WdfIoResourceListGetCount WdfIoResourceListGetCountTableIndex
    299 WdfIoResourceListGetDescriptor WdfIoResourceListGetDescriptorTableIndex
    300 WdfIoResourceListRemove WdfIoResourceListRemoveTableIndex
    301 WdfIoResourceListRemoveByDescriptor WdfIoResourceListRemoveByDescriptorTableIndex
    302 WdfCmResourceListAppendDescriptor WdfCmResourceListAppendDescriptorTableIndex
    303 WdfCmResourceListInsertDescriptor WdfCmResourceListInsertDescriptorTableIndex
    304 WdfCmResourceListGetCount WdfCmResourceListGetCountTableIndex
    305 WdfCmResourceListGetDescriptor WdfCmResourceListGetDescriptorTableIndex
    306 WdfCmResourceListRemove WdfCmResourceListRemoveTableIndex
    307 WdfCmResourceListRemoveByDescriptor WdfCmResourceListRemoveByDescriptorTableIndex
    308 WdfStringCreate WdfStringCreateTableIndex
    309 WdfStringGetUnicodeString WdfStringGetUnicodeStringTableIndex
    310 WdfObjectAcquireLock WdfObjectAcquireLockTableIndex
    311 WdfObjectReleaseLock WdfObjectReleaseLockTableIndex
    312 WdfWaitLockCreate WdfWaitLockCreateTableIndex
    313 WdfWaitLockAcquire WdfWaitLockAcquireTableIndex
    314 WdfWaitLockRelease WdfWaitLockReleaseTableIndex
    315 WdfSpinLockCreate WdfSpinLockCreateTableIndex
    316 WdfSpinLockAcquire WdfSpinLockAcquireTableIndex
    317 WdfSpinLockRelease WdfSpinLockReleaseTableIndex
    318 WdfTimerCreate WdfTimerCreateTableIndex
    319 WdfTimerStart WdfTimerStartTableIndex
    320 WdfTimerStop WdfTimerStopTableIndex
    321 WdfTimerGetParentObject WdfTimerGetParentObjectTableIndex
    322 WdfUsbTargetDeviceCreate WdfUsbTargetDeviceCreateTableIndex
    323 WdfUsbTargetDeviceRetrieveInformation WdfUsbTargetDeviceRetrieveInformationTableIndex
    324 WdfUsbTargetDeviceGetDeviceDescriptor WdfUsbTargetDeviceGetDeviceDescriptorTableIndex
    325 WdfUsbTargetDeviceRetrieveConfigDescriptor WdfUsbTargetDeviceRetrieveConfigDescriptorTableIndex
    326 WdfUsbTargetDeviceQueryString WdfUsbTargetDeviceQueryStringTableIndex
    327 WdfUsbTargetDeviceAllocAndQueryString WdfUsbTargetDeviceAllocAndQueryStringTableIndex
    328 WdfUsbTargetDeviceFormatRequestForString WdfUsbTargetDeviceFormatRequestForStringTableIndex
    329 WdfUsbTargetDeviceGetNumInterfaces WdfUsbTargetDeviceGetNumInterfacesTableIndex
    330 WdfUsbTargetDeviceSelectConfig WdfUsbTargetDeviceSelectConfigTableIndex
    331 WdfUsbTargetDeviceWdmGetConfigurationHandle WdfUsbTargetDeviceWdmGetConfigurationHandleTableIndex
    332 WdfUsbTargetDeviceRetrieveCurrentFrameNumber WdfUsbTargetDeviceRetrieveCurrentFrameNumberTableIndex
    333 WdfUsbTargetDeviceSendControlTransferSynchronously WdfUsbTargetDeviceSendControlTransferSynchronouslyTableIndex
    334 WdfUsbTargetDeviceFormatRequestForControlTransfer WdfUsbTargetDeviceFormatRequestForControlTransferTableIndex
    335 WdfUsbTargetDeviceIsConnectedSynchronous WdfUsbTargetDeviceIsConnectedSynchronousTableIndex
    336 WdfUsbTargetDeviceResetPortSynchronously WdfUsbTargetDeviceResetPortSynchronouslyTableIndex
    337 WdfUsbTargetDeviceCyclePortSynchronously WdfUsbTargetDeviceCyclePortSynchronouslyTableIndex
    338 WdfUsbTargetDeviceFormatRequestForCyclePort WdfUsbTargetDeviceFormatRequestForCyclePortTableIndex
    339 WdfUsbTargetDeviceSendUrbSynchronously WdfUsbTargetDeviceSendUrbSynchronouslyTableIndex
    340 WdfUsbTargetDeviceFormatRequestForUrb WdfUsbTargetDeviceFormatRequestForUrbTableIndex
    341 WdfUsbTargetPipeGetInformation WdfUsbTargetPipeGetInformationTableIndex
    342 WdfUsbTargetPipeIsInEndpoint WdfUsbTargetPipeIsInEndpointTableIndex
    343 WdfUsbTargetPipeIsOutEndpoint WdfUsbTargetPipeIsOutEndpointTableIndex
    344 WdfUsbTargetPipeGetType WdfUsbTargetPipeGetTypeTableIndex
    345 WdfUsbTargetPipeSetNoMaximumPacketSizeCheck WdfUsbTargetPipeSetNoMaximumPacketSizeCheckTableIndex
    346 WdfUsbTargetPipeWriteSynchronously WdfUsbTargetPipeWriteSynchronouslyTableIndex
    347 WdfUsbTargetPipeFormatRequestForWrite WdfUsbTargetPipeFormatRequestForWriteTableIndex
    348 WdfUsbTargetPipeReadSynchronously WdfUsbTargetPipeReadSynchronouslyTableIndex
    349 WdfUsbTargetPipeFormatRequestForRead WdfUsbTargetPipeFormatRequestForReadTableIndex
    350 WdfUsbTargetPipeConfigContinuousReader WdfUsbTargetPipeConfigContinuousReaderTableIndex
    351 WdfUsbTargetPipeAbortSynchronously WdfUsbTargetPipeAbortSynchronouslyTableIndex
    352 WdfUsbTargetPipeFormatRequestForAbort WdfUsbTargetPipeFormatRequestForAbortTableIndex
    353 WdfUsbTargetPipeResetSynchronously WdfUsbTargetPipeResetSynchronouslyTableIndex
    354 WdfUsbTargetPipeFormatRequestForReset WdfUsbTargetPipeFormatRequestForResetTableIndex
    355 WdfUsbTargetPipeSendUrbSynchronously WdfUsbTargetPipeSendUrbSynchronouslyTableIndex
    356 WdfUsbTargetPipeFormatRequestForUrb WdfUsbTargetPipeFormatRequestForUrbTableIndex
    357 WdfUsbInterfaceGetInterfaceNumber WdfUsbInterfaceGetInterfaceNumberTableIndex
    358 WdfUsbInterfaceGetNumEndpoints WdfUsbInterfaceGetNumEndpointsTableIndex
    359 WdfUsbInterfaceGetDescriptor WdfUsbInterfaceGetDescriptorTableIndex
    360 WdfUsbInterfaceSelectSetting WdfUsbInterfaceSelectSettingTableIndex
    361 WdfUsbInterfaceGetEndpointInformation WdfUsbInterfaceGetEndpointInformationTableIndex
    362 WdfUsbTargetDeviceGetInterface WdfUsbTargetDeviceGetInterfaceTableIndex
    363 WdfUsbInterfaceGetConfiguredSettingIndex WdfUsbInterfaceGetConfiguredSettingIndexTableIndex
    364 WdfUsbInterfaceGetNumConfiguredPipes WdfUsbInterfaceGetNumConfiguredPipesTableIndex
    365 WdfUsbInterfaceGetConfiguredPipe WdfUsbInterfaceGetConfiguredPipeTableIndex
    366 WdfUsbTargetPipeWdmGetPipeHandle WdfUsbTargetPipeWdmGetPipeHandleTableIndex
    367 WdfVerifierDbgBreakPoint WdfVerifierDbgBreakPointTableIndex
    368 WdfVerifierKeBugCheck WdfVerifierKeBugCheckTableIndex
    369 WdfWmiProviderCreate WdfWmiProviderCreateTableIndex
    370 WdfWmiProviderGetDevice WdfWmiProviderGetDeviceTableIndex
    371 WdfWmiProviderIsEnabled WdfWmiProviderIsEnabledTableIndex
    372 WdfWmiProviderGetTracingHandle WdfWmiProviderGetTracingHandleTableIndex
    373 WdfWmiInstanceCreate WdfWmiInstanceCreateTableIndex
    374 WdfWmiInstanceRegister WdfWmiInstanceRegisterTableIndex
    375 WdfWmiInstanceDeregister WdfWmiInstanceDeregisterTableIndex
    376 WdfWmiInstanceGetDevice WdfWmiInstanceGetDeviceTableIndex
    377 WdfWmiInstanceGetProvider WdfWmiInstanceGetProviderTableIndex
    378 WdfWmiInstanceFireEvent WdfWmiInstanceFireEventTableIndex
    379 WdfWorkItemCreate WdfWorkItemCreateTableIndex
    380 WdfWorkItemEnqueue WdfWorkItemEnqueueTableIndex
    381 WdfWorkItemGetParentObject WdfWorkItemGetParentObjectTableIndex
    382 WdfWorkItemFlush WdfWorkItemFlushTableIndex
    383 WdfCommonBufferCreateWithConfig WdfCommonBufferCreateWithConfigTableIndex
    384 WdfDmaEnablerGetFragmentLength WdfDmaEnablerGetFragmentLengthTableIndex
    385 WdfDmaEnablerWdmGetDmaAdapter WdfDmaEnablerWdmGetDmaAdapterTableIndex
    386 WdfUsbInterfaceGetNumSettings WdfUsbInterfaceGetNumSettingsTableIndex
    387 WdfDeviceRemoveDependentUsageDeviceObject WdfDeviceRemoveDependentUsageDeviceObjectTableIndex
    388 WdfDeviceGetSystemPowerAction WdfDeviceGetSystemPowerActionTableIndex
    389 WdfInterruptSetExtendedPolicy WdfInterruptSetExtendedPolicyTableIndex
    390 WdfIoQueueAssignForwardProgressPolicy WdfIoQueueAssignForwardProgressPolicyTableIndex
    391 WdfPdoInitAssignContainerID WdfPdoInitAssignContainerIDTableIndex
    392 WdfPdoInitAllowForwardingRequestToParent WdfPdoInitAllowForwardingRequestToParentTableIndex
    393 WdfRequestMarkCancelableEx WdfRequestMarkCancelableExTableIndex
    394 WdfRequestIsReserved WdfRequestIsReservedTableIndex
    395 WdfRequestForwardToParentDeviceIoQueue WdfRequestForwardToParentDeviceIoQueueTableIndex
    396 WdfCxDeviceInitAllocate WdfCxDeviceInitAllocateTableIndex
    397 WdfCxDeviceInitAssignWdmIrpPreprocessCallback WdfCxDeviceInitAssignWdmIrpPreprocessCallbackTableIndex
    398 WdfCxDeviceInitSetIoInCallerContextCallback WdfCxDeviceInitSetIoInCallerContextCallbackTableIndex
    399 WdfCxDeviceInitSetRequestAttributes WdfCxDeviceInitSetRequestAttributesTableIndex
    400 WdfCxDeviceInitSetFileObjectConfig WdfCxDeviceInitSetFileObjectConfigTableIndex
    401 WdfDeviceWdmDispatchIrp WdfDeviceWdmDispatchIrpTableIndex
    402 WdfDeviceWdmDispatchIrpToIoQueue WdfDeviceWdmDispatchIrpToIoQueueTableIndex
    403 WdfDeviceInitSetRemoveLockOptions WdfDeviceInitSetRemoveLockOptionsTableIndex
    404 WdfDeviceConfigureWdmIrpDispatchCallback WdfDeviceConfigureWdmIrpDispatchCallbackTableIndex
    405 WdfDmaEnablerConfigureSystemProfile WdfDmaEnablerConfigureSystemProfileTableIndex
    406 WdfDmaTransactionInitializeUsingOffset WdfDmaTransactionInitializeUsingOffsetTableIndex
    407 WdfDmaTransactionGetTransferInfo WdfDmaTransactionGetTransferInfoTableIndex
    408 WdfDmaTransactionSetChannelConfigurationCallback WdfDmaTransactionSetChannelConfigurationCallbackTableIndex
    409 WdfDmaTransactionSetTransferCompleteCallback WdfDmaTransactionSetTransferCompleteCallbackTableIndex
    410 WdfDmaTransactionSetImmediateExecution WdfDmaTransactionSetImmediateExecutionTableIndex
    411 WdfDmaTransactionAllocateResources WdfDmaTransactionAllocateResourcesTableIndex
    412 WdfDmaTransactionSetDeviceAddressOffset WdfDmaTransactionSetDeviceAddressOffsetTableIndex
    413 WdfDmaTransactionFreeResources WdfDmaTransactionFreeResourcesTableIndex
    414 WdfDmaTransactionCancel WdfDmaTransactionCancelTableIndex
    415 WdfDmaTransactionWdmGetTransferContext WdfDmaTransactionWdmGetTransferContextTableIndex
    416 WdfInterruptQueueWorkItemForIsr WdfInterruptQueueWorkItemForIsrTableIndex
    417 WdfInterruptTryToAcquireLock WdfInterruptTryToAcquireLockTableIndex
    418 WdfIoQueueStopAndPurge WdfIoQueueStopAndPurgeTableIndex
    419 WdfIoQueueStopAndPurgeSynchronously WdfIoQueueStopAndPurgeSynchronouslyTableIndex
    420 WdfIoTargetPurge WdfIoTargetPurgeTableIndex
    421 WdfUsbTargetDeviceCreateWithParameters WdfUsbTargetDeviceCreateWithParametersTableIndex
    422 WdfUsbTargetDeviceQueryUsbCapability WdfUsbTargetDeviceQueryUsbCapabilityTableIndex
    423 WdfUsbTargetDeviceCreateUrb WdfUsbTargetDeviceCreateUrbTableIndex
    424 WdfUsbTargetDeviceCreateIsochUrb WdfUsbTargetDeviceCreateIsochUrbTableIndex
    425 WdfDeviceWdmAssignPowerFrameworkSettings WdfDeviceWdmAssignPowerFrameworkSettingsTableIndex
    426 WdfDmaTransactionStopSystemTransfer WdfDmaTransactionStopSystemTransferTableIndex
    427 WdfCxVerifierKeBugCheck WdfCxVerifierKeBugCheckTableIndex
    428 WdfInterruptReportActive WdfInterruptReportActiveTableIndex
    429 WdfInterruptReportInactive WdfInterruptReportInactiveTableIndex
    430 WdfDeviceInitSetReleaseHardwareOrderOnFailure WdfDeviceInitSetReleaseHardwareOrderOnFailureTableIndex
    431 WdfGetTriageInfo WdfGetTriageInfoTableIndex
    432 WdfDeviceInitSetIoTypeEx WdfDeviceInitSetIoTypeExTableIndex
    433 WdfDeviceQueryPropertyEx WdfDeviceQueryPropertyExTableIndex
    434 WdfDeviceAllocAndQueryPropertyEx WdfDeviceAllocAndQueryPropertyExTableIndex
    435 WdfDeviceAssignProperty WdfDeviceAssignPropertyTableIndex
    436 WdfFdoInitQueryPropertyEx WdfFdoInitQueryPropertyExTableIndex
    437 WdfFdoInitAllocAndQueryPropertyEx WdfFdoInitAllocAndQueryPropertyExTableIndex
    438 WdfDeviceStopIdleActual WdfDeviceStopIdleActualTableIndex
    439 WdfDeviceResumeIdleActual WdfDeviceResumeIdleActualTableIndex
    440 WdfDeviceGetSelfIoTarget WdfDeviceGetSelfIoTargetTableIndex
    441 WdfDeviceInitAllowSelfIoTarget WdfDeviceInitAllowSelfIoTargetTableIndex
    442 WdfIoTargetSelfAssignDefaultIoQueue WdfIoTargetSelfAssignDefaultIoQueueTableIndex
    443 WdfDeviceOpenDevicemapKey WdfDeviceOpenDevicemapKeyTableIndex
    444 WdfDmaTransactionSetSingleTransferRequirement WdfDmaTransactionSetSingleTransferRequirementTableIndex
    445 WdfCxDeviceInitSetPnpPowerEventCallbacks WdfCxDeviceInitSetPnpPowerEventCallbacksTableIndex
    446 WdfFileObjectGetInitiatorProcessId WdfFileObjectGetInitiatorProcessIdTableIndex
    447 WdfRequestGetRequestorProcessId WdfRequestGetRequestorProcessIdTableIndex
    448 WdfDeviceRetrieveCompanionTarget WdfDeviceRetrieveCompanionTargetTableIndex
    449 WdfCompanionTargetSendTaskSynchronously WdfCompanionTargetSendTaskSynchronouslyTableIndex
    450 WdfCompanionTargetWdmGetCompanionProcess WdfCompanionTargetWdmGetCompanionProcessTableIndex
    451 WdfDriverOpenPersistentStateRegistryKey WdfDriverOpenPersistentStateRegistryKeyTableIndex
    452 WdfDriverErrorReportApiMissing WdfDriverErrorReportApiMissingTableIndex
    453 WdfPdoInitRemovePowerDependencyOnParent WdfPdoInitRemovePowerDependencyOnParentTableIndex
    454 WdfCxDeviceInitAllocateContext WdfCxDeviceInitAllocateContextTableIndex
    455 WdfCxDeviceInitGetTypedContextWorker WdfCxDeviceInitGetTypedContextWorkerTableIndex
    456 WdfCxDeviceInitSetPowerPolicyEventCallbacks WdfCxDeviceInitSetPowerPolicyEventCallbacksTableIndex
    457 WdfDeviceSetDeviceInterfaceStateEx WdfDeviceSetDeviceInterfaceStateExTableIndex
}
