//! The function table that a driver is bound to.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::missing::missing;
use super::{
    cancel, capabilities, collection, control, device, device_init, device_names, dpc, driver,
    file_object, forward_progress, getters, init_setters, io_target, irp, lookaside, memory,
    object, power_policy, properties, query_interface, queue, queue_retrieval, registry, relations,
    remote_target, request, request_origin, self_target, send, stop_idle, target_io,
};
use super::{
    registry_assign, registry_keys, registry_query, request_buffer, request_user_buffer,
    resource_list, string, synchronization, timer, verifier, wmi, work_item,
};
use crate::abi::*;

/// The entry of a DDI that this host does not have.
unsafe extern "C" fn missing_entry<const INDEX: usize>() -> u64 {
    missing(INDEX)
}

/// A table of instances of one generic function, of type `$type`.
macro_rules! missing_table {
    ($missing:ident: $type:ty) => {
        $crate::ddi::table::missing_table! { $missing: $type;
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19
            20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39
            40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59
            60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79
            80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99
            100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 118 119
            120 121 122 123 124 125 126 127 128 129 130 131 132 133 134 135 136 137 138 139
            140 141 142 143 144 145 146 147 148 149 150 151 152 153 154 155 156 157 158 159
            160 161 162 163 164 165 166 167 168 169 170 171 172 173 174 175 176 177 178 179
            180 181 182 183 184 185 186 187 188 189 190 191 192 193 194 195 196 197 198 199
            200 201 202 203 204 205 206 207 208 209 210 211 212 213 214 215 216 217 218 219
            220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239
            240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 259
            260 261 262 263 264 265 266 267 268 269 270 271 272 273 274 275 276 277 278 279
            280 281 282 283 284 285 286 287 288 289 290 291 292 293 294 295 296 297 298 299
            300 301 302 303 304 305 306 307 308 309 310 311 312 313 314 315 316 317 318 319
            320 321 322 323 324 325 326 327 328 329 330 331 332 333 334 335 336 337 338 339
            340 341 342 343 344 345 346 347 348 349 350 351 352 353 354 355 356 357 358 359
            360 361 362 363 364 365 366 367 368 369 370 371 372 373 374 375 376 377 378 379
            380 381 382 383 384 385 386 387 388 389 390 391 392 393 394 395 396 397 398 399
            400 401 402 403 404 405 406 407 408 409 410 411 412 413 414 415 416 417 418 419
            420 421 422 423 424 425 426 427 428 429 430 431 432 433 434 435 436 437 438 439
            440 441 442 443 444 445 446 447 448 449 450 451 452 453 454 455 456 457
        }
    };
    ($missing:ident: $type:ty; $($index:literal)*) => {
        [$(Some({
            let entry: $type = $missing::<$index>;
            // SAFETY: a function-table entry has no type of its own; the driver gives it the one
            // of its index, and this entry takes no parameters on any ABI where the caller clears
            // the stack, which all 64-bit ABIs are.
            unsafe { std::mem::transmute::<$type, unsafe extern "C" fn()>(entry) }
        })),*]
    };
}
pub(super) use missing_table;

macro_rules! entries {
    ($table:ident: $($module:ident { $($name:ident $index:ident $pfn:ident,)* })*) => {
        $($({
            let entry: $pfn = Some($module::$name);
            // SAFETY: the driver calls the entry through the type of its index, `$pfn`.
            $table[_WDFFUNCENUM::$index as usize] = unsafe { std::mem::transmute::<$pfn, WDFFUNC>(entry) };
        })*)*
    };
}

/// The table, one for all machines: an entry finds its machine by the running thread.
pub(crate) static FUNCTION_TABLE: [WDFFUNC; WDF_FUNCTION_COUNT] = table();

#[expect(clippy::too_many_lines, reason = "a line per entry")]
const fn table() -> [WDFFUNC; WDF_FUNCTION_COUNT] {
    let mut table: [WDFFUNC; WDF_FUNCTION_COUNT] =
        missing_table!(missing_entry: unsafe extern "C" fn() -> u64);
    entries! { table:
        power_policy {
            WdfDeviceAssignS0IdleSettings WdfDeviceAssignS0IdleSettingsTableIndex PFN_WDFDEVICEASSIGNS0IDLESETTINGS,
            WdfDeviceAssignSxWakeSettings WdfDeviceAssignSxWakeSettingsTableIndex PFN_WDFDEVICEASSIGNSXWAKESETTINGS,
        }
        stop_idle {
            WdfDeviceStopIdleNoTrack WdfDeviceStopIdleNoTrackTableIndex PFN_WDFDEVICESTOPIDLENOTRACK,
            WdfDeviceResumeIdleNoTrack WdfDeviceResumeIdleNoTrackTableIndex PFN_WDFDEVICERESUMEIDLENOTRACK,
            WdfDeviceStopIdleActual WdfDeviceStopIdleActualTableIndex PFN_WDFDEVICESTOPIDLEACTUAL,
            WdfDeviceResumeIdleActual WdfDeviceResumeIdleActualTableIndex PFN_WDFDEVICERESUMEIDLEACTUAL,
        }
        capabilities {
            WdfDeviceSetPnpCapabilities WdfDeviceSetPnpCapabilitiesTableIndex PFN_WDFDEVICESETPNPCAPABILITIES,
            WdfDeviceSetPowerCapabilities WdfDeviceSetPowerCapabilitiesTableIndex PFN_WDFDEVICESETPOWERCAPABILITIES,
            WdfDeviceGetDeviceState WdfDeviceGetDeviceStateTableIndex PFN_WDFDEVICEGETDEVICESTATE,
            WdfDeviceSetDeviceState WdfDeviceSetDeviceStateTableIndex PFN_WDFDEVICESETDEVICESTATE,
            WdfDeviceSetFailed WdfDeviceSetFailedTableIndex PFN_WDFDEVICESETFAILED,
            WdfDeviceIndicateWakeStatus WdfDeviceIndicateWakeStatusTableIndex PFN_WDFDEVICEINDICATEWAKESTATUS,
        }
        properties {
            WdfIoTargetQueryTargetProperty WdfIoTargetQueryTargetPropertyTableIndex PFN_WDFIOTARGETQUERYTARGETPROPERTY,
            WdfIoTargetAllocAndQueryTargetProperty WdfIoTargetAllocAndQueryTargetPropertyTableIndex PFN_WDFIOTARGETALLOCANDQUERYTARGETPROPERTY,
            WdfDeviceQueryProperty WdfDeviceQueryPropertyTableIndex PFN_WDFDEVICEQUERYPROPERTY,
            WdfDeviceAllocAndQueryProperty WdfDeviceAllocAndQueryPropertyTableIndex PFN_WDFDEVICEALLOCANDQUERYPROPERTY,
            WdfFdoInitQueryProperty WdfFdoInitQueryPropertyTableIndex PFN_WDFFDOINITQUERYPROPERTY,
            WdfFdoInitAllocAndQueryProperty WdfFdoInitAllocAndQueryPropertyTableIndex PFN_WDFFDOINITALLOCANDQUERYPROPERTY,
            WdfDeviceQueryPropertyEx WdfDeviceQueryPropertyExTableIndex PFN_WDFDEVICEQUERYPROPERTYEX,
            WdfDeviceAllocAndQueryPropertyEx WdfDeviceAllocAndQueryPropertyExTableIndex PFN_WDFDEVICEALLOCANDQUERYPROPERTYEX,
            WdfFdoInitQueryPropertyEx WdfFdoInitQueryPropertyExTableIndex PFN_WDFFDOINITQUERYPROPERTYEX,
            WdfFdoInitAllocAndQueryPropertyEx WdfFdoInitAllocAndQueryPropertyExTableIndex PFN_WDFFDOINITALLOCANDQUERYPROPERTYEX,
            WdfDeviceAssignProperty WdfDeviceAssignPropertyTableIndex PFN_WDFDEVICEASSIGNPROPERTY,
        }
        irp {
            WdfRequestWdmGetIrp WdfRequestWdmGetIrpTableIndex PFN_WDFREQUESTWDMGETIRP,
        }
        forward_progress {
            WdfRequestIsReserved WdfRequestIsReservedTableIndex PFN_WDFREQUESTISRESERVED,
            WdfIoQueueAssignForwardProgressPolicy WdfIoQueueAssignForwardProgressPolicyTableIndex PFN_WDFIOQUEUEASSIGNFORWARDPROGRESSPOLICY,
        }
        query_interface {
            WdfFdoQueryForInterface WdfFdoQueryForInterfaceTableIndex PFN_WDFFDOQUERYFORINTERFACE,
            WdfIoTargetQueryForInterface WdfIoTargetQueryForInterfaceTableIndex PFN_WDFIOTARGETQUERYFORINTERFACE,
            WdfDeviceAddQueryInterface WdfDeviceAddQueryInterfaceTableIndex PFN_WDFDEVICEADDQUERYINTERFACE,
            WdfObjectQuery WdfObjectQueryTableIndex PFN_WDFOBJECTQUERY,
        }
        getters {
            WdfWmiProviderGetDevice WdfWmiProviderGetDeviceTableIndex PFN_WDFWMIPROVIDERGETDEVICE,
            WdfWmiInstanceGetDevice WdfWmiInstanceGetDeviceTableIndex PFN_WDFWMIINSTANCEGETDEVICE,
            WdfWmiInstanceGetProvider WdfWmiInstanceGetProviderTableIndex PFN_WDFWMIINSTANCEGETPROVIDER,
            WdfIoTargetWdmGetTargetDeviceObject WdfIoTargetWdmGetTargetDeviceObjectTableIndex PFN_WDFIOTARGETWDMGETTARGETDEVICEOBJECT,
            WdfIoTargetWdmGetTargetPhysicalDevice WdfIoTargetWdmGetTargetPhysicalDeviceTableIndex PFN_WDFIOTARGETWDMGETTARGETPHYSICALDEVICE,
            WdfIoTargetWdmGetTargetFileObject WdfIoTargetWdmGetTargetFileObjectTableIndex PFN_WDFIOTARGETWDMGETTARGETFILEOBJECT,
            WdfIoTargetWdmGetTargetFileHandle WdfIoTargetWdmGetTargetFileHandleTableIndex PFN_WDFIOTARGETWDMGETTARGETFILEHANDLE,
            WdfDeviceGetDefaultQueue WdfDeviceGetDefaultQueueTableIndex PFN_WDFDEVICEGETDEFAULTQUEUE,
            WdfDeviceGetDriver WdfDeviceGetDriverTableIndex PFN_WDFDEVICEGETDRIVER,
            WdfDeviceWdmGetDeviceObject WdfDeviceWdmGetDeviceObjectTableIndex PFN_WDFDEVICEWDMGETDEVICEOBJECT,
            WdfDeviceWdmGetAttachedDevice WdfDeviceWdmGetAttachedDeviceTableIndex PFN_WDFDEVICEWDMGETATTACHEDDEVICE,
            WdfDeviceWdmGetPhysicalDevice WdfDeviceWdmGetPhysicalDeviceTableIndex PFN_WDFDEVICEWDMGETPHYSICALDEVICE,
            WdfWdmDeviceGetWdfDeviceHandle WdfWdmDeviceGetWdfDeviceHandleTableIndex PFN_WDFWDMDEVICEGETWDFDEVICEHANDLE,
            WdfFdoInitWdmGetPhysicalDevice WdfFdoInitWdmGetPhysicalDeviceTableIndex PFN_WDFFDOINITWDMGETPHYSICALDEVICE,
            WdfWdmDriverGetWdfDriverHandle WdfWdmDriverGetWdfDriverHandleTableIndex PFN_WDFWDMDRIVERGETWDFDRIVERHANDLE,
            WdfDeviceGetCharacteristics WdfDeviceGetCharacteristicsTableIndex PFN_WDFDEVICEGETCHARACTERISTICS,
            WdfDeviceGetAlignmentRequirement WdfDeviceGetAlignmentRequirementTableIndex PFN_WDFDEVICEGETALIGNMENTREQUIREMENT,
            WdfDeviceGetSystemPowerAction WdfDeviceGetSystemPowerActionTableIndex PFN_WDFDEVICEGETSYSTEMPOWERACTION,
            WdfDeviceSetCharacteristics WdfDeviceSetCharacteristicsTableIndex PFN_WDFDEVICESETCHARACTERISTICS,
            WdfDeviceSetAlignmentRequirement WdfDeviceSetAlignmentRequirementTableIndex PFN_WDFDEVICESETALIGNMENTREQUIREMENT,
            WdfDeviceSetStaticStopRemove WdfDeviceSetStaticStopRemoveTableIndex PFN_WDFDEVICESETSTATICSTOPREMOVE,
            WdfDeviceSetSpecialFileSupport WdfDeviceSetSpecialFileSupportTableIndex PFN_WDFDEVICESETSPECIALFILESUPPORT,
            WdfDeviceGetDevicePnpState WdfDeviceGetDevicePnpStateTableIndex PFN_WDFDEVICEGETDEVICEPNPSTATE,
            WdfDeviceGetDevicePowerState WdfDeviceGetDevicePowerStateTableIndex PFN_WDFDEVICEGETDEVICEPOWERSTATE,
            WdfDeviceGetDevicePowerPolicyState WdfDeviceGetDevicePowerPolicyStateTableIndex PFN_WDFDEVICEGETDEVICEPOWERPOLICYSTATE,
        }
        device_names {
            WdfDeviceInitAssignName WdfDeviceInitAssignNameTableIndex PFN_WDFDEVICEINITASSIGNNAME,
            WdfDeviceInitAssignSDDLString WdfDeviceInitAssignSDDLStringTableIndex PFN_WDFDEVICEINITASSIGNSDDLSTRING,
            WdfDeviceRetrieveDeviceName WdfDeviceRetrieveDeviceNameTableIndex PFN_WDFDEVICERETRIEVEDEVICENAME,
            WdfDeviceCreateSymbolicLink WdfDeviceCreateSymbolicLinkTableIndex PFN_WDFDEVICECREATESYMBOLICLINK,
            WdfDeviceRetrieveDeviceInterfaceString WdfDeviceRetrieveDeviceInterfaceStringTableIndex PFN_WDFDEVICERETRIEVEDEVICEINTERFACESTRING,
            WdfDeviceAssignMofResourceName WdfDeviceAssignMofResourceNameTableIndex PFN_WDFDEVICEASSIGNMOFRESOURCENAME,
        }
        control {
            WdfDeviceInitFree WdfDeviceInitFreeTableIndex PFN_WDFDEVICEINITFREE,
            WdfControlDeviceInitAllocate WdfControlDeviceInitAllocateTableIndex PFN_WDFCONTROLDEVICEINITALLOCATE,
            WdfControlDeviceInitSetShutdownNotification WdfControlDeviceInitSetShutdownNotificationTableIndex PFN_WDFCONTROLDEVICEINITSETSHUTDOWNNOTIFICATION,
            WdfControlFinishInitializing WdfControlFinishInitializingTableIndex PFN_WDFCONTROLFINISHINITIALIZING,
        }
        init_setters {
            WdfDeviceInitSetExclusive WdfDeviceInitSetExclusiveTableIndex PFN_WDFDEVICEINITSETEXCLUSIVE,
            WdfDeviceInitSetPowerPolicyOwnership WdfDeviceInitSetPowerPolicyOwnershipTableIndex PFN_WDFDEVICEINITSETPOWERPOLICYOWNERSHIP,
            WdfDeviceInitSetPowerNotPageable WdfDeviceInitSetPowerNotPageableTableIndex PFN_WDFDEVICEINITSETPOWERNOTPAGEABLE,
            WdfDeviceInitSetPowerPageable WdfDeviceInitSetPowerPageableTableIndex PFN_WDFDEVICEINITSETPOWERPAGEABLE,
            WdfDeviceInitSetPowerInrush WdfDeviceInitSetPowerInrushTableIndex PFN_WDFDEVICEINITSETPOWERINRUSH,
            WdfDeviceInitSetDeviceType WdfDeviceInitSetDeviceTypeTableIndex PFN_WDFDEVICEINITSETDEVICETYPE,
            WdfDeviceInitSetCharacteristics WdfDeviceInitSetCharacteristicsTableIndex PFN_WDFDEVICEINITSETCHARACTERISTICS,
            WdfDeviceInitSetDeviceClass WdfDeviceInitSetDeviceClassTableIndex PFN_WDFDEVICEINITSETDEVICECLASS,
            WdfDeviceInitSetReleaseHardwareOrderOnFailure WdfDeviceInitSetReleaseHardwareOrderOnFailureTableIndex PFN_WDFDEVICEINITSETRELEASEHARDWAREORDERONFAILURE,
            WdfDeviceInitSetPowerPolicyEventCallbacks WdfDeviceInitSetPowerPolicyEventCallbacksTableIndex PFN_WDFDEVICEINITSETPOWERPOLICYEVENTCALLBACKS,
            WdfDeviceInitSetRemoveLockOptions WdfDeviceInitSetRemoveLockOptionsTableIndex PFN_WDFDEVICEINITSETREMOVELOCKOPTIONS,
        }
        collection {
            WdfCollectionCreate WdfCollectionCreateTableIndex PFN_WDFCOLLECTIONCREATE,
            WdfCollectionGetCount WdfCollectionGetCountTableIndex PFN_WDFCOLLECTIONGETCOUNT,
            WdfCollectionAdd WdfCollectionAddTableIndex PFN_WDFCOLLECTIONADD,
            WdfCollectionRemove WdfCollectionRemoveTableIndex PFN_WDFCOLLECTIONREMOVE,
            WdfCollectionRemoveItem WdfCollectionRemoveItemTableIndex PFN_WDFCOLLECTIONREMOVEITEM,
            WdfCollectionGetItem WdfCollectionGetItemTableIndex PFN_WDFCOLLECTIONGETITEM,
            WdfCollectionGetFirstItem WdfCollectionGetFirstItemTableIndex PFN_WDFCOLLECTIONGETFIRSTITEM,
            WdfCollectionGetLastItem WdfCollectionGetLastItemTableIndex PFN_WDFCOLLECTIONGETLASTITEM,
        }
        device {
            WdfDeviceCreate WdfDeviceCreateTableIndex PFN_WDFDEVICECREATE,
            WdfDeviceCreateDeviceInterface WdfDeviceCreateDeviceInterfaceTableIndex PFN_WDFDEVICECREATEDEVICEINTERFACE,
            WdfDeviceSetDeviceInterfaceState WdfDeviceSetDeviceInterfaceStateTableIndex PFN_WDFDEVICESETDEVICEINTERFACESTATE,
            WdfDeviceConfigureRequestDispatching WdfDeviceConfigureRequestDispatchingTableIndex PFN_WDFDEVICECONFIGUREREQUESTDISPATCHING,
            WdfDeviceSetDeviceInterfaceStateEx WdfDeviceSetDeviceInterfaceStateExTableIndex PFN_WDFDEVICESETDEVICEINTERFACESTATEEX,
        }
        device_init {
            WdfDeviceInitSetPnpPowerEventCallbacks WdfDeviceInitSetPnpPowerEventCallbacksTableIndex PFN_WDFDEVICEINITSETPNPPOWEREVENTCALLBACKS,
            WdfDeviceInitSetIoType WdfDeviceInitSetIoTypeTableIndex PFN_WDFDEVICEINITSETIOTYPE,
            WdfDeviceInitSetIoTypeEx WdfDeviceInitSetIoTypeExTableIndex PFN_WDFDEVICEINITSETIOTYPEEX,
            WdfDeviceInitSetIoInCallerContextCallback WdfDeviceInitSetIoInCallerContextCallbackTableIndex PFN_WDFDEVICEINITSETIOINCALLERCONTEXTCALLBACK,
            WdfDeviceInitSetFileObjectConfig WdfDeviceInitSetFileObjectConfigTableIndex PFN_WDFDEVICEINITSETFILEOBJECTCONFIG,
            WdfDeviceInitSetRequestAttributes WdfDeviceInitSetRequestAttributesTableIndex PFN_WDFDEVICEINITSETREQUESTATTRIBUTES,
            WdfFdoInitSetFilter WdfFdoInitSetFilterTableIndex PFN_WDFFDOINITSETFILTER,
        }
        dpc {
            WdfDpcCreate WdfDpcCreateTableIndex PFN_WDFDPCCREATE,
            WdfDpcEnqueue WdfDpcEnqueueTableIndex PFN_WDFDPCENQUEUE,
            WdfDpcCancel WdfDpcCancelTableIndex PFN_WDFDPCCANCEL,
            WdfDpcGetParentObject WdfDpcGetParentObjectTableIndex PFN_WDFDPCGETPARENTOBJECT,
            WdfDpcWdmGetDpc WdfDpcWdmGetDpcTableIndex PFN_WDFDPCWDMGETDPC,
        }
        driver {
            WdfDriverCreate WdfDriverCreateTableIndex PFN_WDFDRIVERCREATE,
            WdfDriverGetRegistryPath WdfDriverGetRegistryPathTableIndex PFN_WDFDRIVERGETREGISTRYPATH,
            WdfDriverWdmGetDriverObject WdfDriverWdmGetDriverObjectTableIndex PFN_WDFDRIVERWDMGETDRIVEROBJECT,
            WdfDriverRetrieveVersionString WdfDriverRetrieveVersionStringTableIndex PFN_WDFDRIVERRETRIEVEVERSIONSTRING,
            WdfDriverIsVersionAvailable WdfDriverIsVersionAvailableTableIndex PFN_WDFDRIVERISVERSIONAVAILABLE,
        }
        file_object {
            WdfFileObjectGetDevice WdfFileObjectGetDeviceTableIndex PFN_WDFFILEOBJECTGETDEVICE,
            WdfFileObjectGetFileName WdfFileObjectGetFileNameTableIndex PFN_WDFFILEOBJECTGETFILENAME,
            WdfFileObjectGetFlags WdfFileObjectGetFlagsTableIndex PFN_WDFFILEOBJECTGETFLAGS,
            WdfFileObjectWdmGetFileObject WdfFileObjectWdmGetFileObjectTableIndex PFN_WDFFILEOBJECTWDMGETFILEOBJECT,
            WdfFileObjectGetInitiatorProcessId WdfFileObjectGetInitiatorProcessIdTableIndex PFN_WDFFILEOBJECTGETINITIATORPROCESSID,
            WdfDeviceGetFileObject WdfDeviceGetFileObjectTableIndex PFN_WDFDEVICEGETFILEOBJECT,
        }
        lookaside {
            WdfLookasideListCreate WdfLookasideListCreateTableIndex PFN_WDFLOOKASIDELISTCREATE,
            WdfMemoryCreateFromLookaside WdfMemoryCreateFromLookasideTableIndex PFN_WDFMEMORYCREATEFROMLOOKASIDE,
        }
        memory {
            WdfMemoryCreate WdfMemoryCreateTableIndex PFN_WDFMEMORYCREATE,
            WdfMemoryCreatePreallocated WdfMemoryCreatePreallocatedTableIndex PFN_WDFMEMORYCREATEPREALLOCATED,
            WdfMemoryGetBuffer WdfMemoryGetBufferTableIndex PFN_WDFMEMORYGETBUFFER,
            WdfMemoryCopyToBuffer WdfMemoryCopyToBufferTableIndex PFN_WDFMEMORYCOPYTOBUFFER,
            WdfMemoryCopyFromBuffer WdfMemoryCopyFromBufferTableIndex PFN_WDFMEMORYCOPYFROMBUFFER,
            WdfMemoryAssignBuffer WdfMemoryAssignBufferTableIndex PFN_WDFMEMORYASSIGNBUFFER,
        }
        object {
            WdfObjectGetTypedContextWorker WdfObjectGetTypedContextWorkerTableIndex PFN_WDFOBJECTGETTYPEDCONTEXTWORKER,
            WdfObjectAllocateContext WdfObjectAllocateContextTableIndex PFN_WDFOBJECTALLOCATECONTEXT,
            WdfObjectContextGetObject WdfObjectContextGetObjectTableIndex PFN_WDFOBJECTCONTEXTGETOBJECT,
            WdfObjectReferenceActual WdfObjectReferenceActualTableIndex PFN_WDFOBJECTREFERENCEACTUAL,
            WdfObjectDereferenceActual WdfObjectDereferenceActualTableIndex PFN_WDFOBJECTDEREFERENCEACTUAL,
            WdfObjectCreate WdfObjectCreateTableIndex PFN_WDFOBJECTCREATE,
            WdfObjectDelete WdfObjectDeleteTableIndex PFN_WDFOBJECTDELETE,
        }
        queue {
            WdfIoQueueCreate WdfIoQueueCreateTableIndex PFN_WDFIOQUEUECREATE,
            WdfIoQueueGetState WdfIoQueueGetStateTableIndex PFN_WDFIOQUEUEGETSTATE,
            WdfIoQueueStart WdfIoQueueStartTableIndex PFN_WDFIOQUEUESTART,
            WdfIoQueueStop WdfIoQueueStopTableIndex PFN_WDFIOQUEUESTOP,
            WdfIoQueueStopSynchronously WdfIoQueueStopSynchronouslyTableIndex PFN_WDFIOQUEUESTOPSYNCHRONOUSLY,
            WdfIoQueueGetDevice WdfIoQueueGetDeviceTableIndex PFN_WDFIOQUEUEGETDEVICE,
            WdfIoQueueDrain WdfIoQueueDrainTableIndex PFN_WDFIOQUEUEDRAIN,
            WdfIoQueueDrainSynchronously WdfIoQueueDrainSynchronouslyTableIndex PFN_WDFIOQUEUEDRAINSYNCHRONOUSLY,
            WdfIoQueuePurge WdfIoQueuePurgeTableIndex PFN_WDFIOQUEUEPURGE,
            WdfIoQueuePurgeSynchronously WdfIoQueuePurgeSynchronouslyTableIndex PFN_WDFIOQUEUEPURGESYNCHRONOUSLY,
            WdfIoQueueStopAndPurge WdfIoQueueStopAndPurgeTableIndex PFN_WDFIOQUEUESTOPANDPURGE,
            WdfIoQueueStopAndPurgeSynchronously WdfIoQueueStopAndPurgeSynchronouslyTableIndex PFN_WDFIOQUEUESTOPANDPURGESYNCHRONOUSLY,
        }
        queue_retrieval {
            WdfIoQueueRetrieveNextRequest WdfIoQueueRetrieveNextRequestTableIndex PFN_WDFIOQUEUERETRIEVENEXTREQUEST,
            WdfIoQueueRetrieveRequestByFileObject WdfIoQueueRetrieveRequestByFileObjectTableIndex PFN_WDFIOQUEUERETRIEVEREQUESTBYFILEOBJECT,
            WdfIoQueueFindRequest WdfIoQueueFindRequestTableIndex PFN_WDFIOQUEUEFINDREQUEST,
            WdfIoQueueRetrieveFoundRequest WdfIoQueueRetrieveFoundRequestTableIndex PFN_WDFIOQUEUERETRIEVEFOUNDREQUEST,
            WdfIoQueueReadyNotify WdfIoQueueReadyNotifyTableIndex PFN_WDFIOQUEUEREADYNOTIFY,
        }
        registry {
            WdfDriverOpenParametersRegistryKey WdfDriverOpenParametersRegistryKeyTableIndex PFN_WDFDRIVEROPENPARAMETERSREGISTRYKEY,
            WdfDeviceOpenRegistryKey WdfDeviceOpenRegistryKeyTableIndex PFN_WDFDEVICEOPENREGISTRYKEY,
            WdfFdoInitOpenRegistryKey WdfFdoInitOpenRegistryKeyTableIndex PFN_WDFFDOINITOPENREGISTRYKEY,
            WdfRegistryClose WdfRegistryCloseTableIndex PFN_WDFREGISTRYCLOSE,
            WdfRegistryQueryULong WdfRegistryQueryULongTableIndex PFN_WDFREGISTRYQUERYULONG,
            WdfRegistryAssignULong WdfRegistryAssignULongTableIndex PFN_WDFREGISTRYASSIGNULONG,
        }
        registry_assign {
            WdfRegistryAssignValue WdfRegistryAssignValueTableIndex PFN_WDFREGISTRYASSIGNVALUE,
            WdfRegistryAssignMemory WdfRegistryAssignMemoryTableIndex PFN_WDFREGISTRYASSIGNMEMORY,
            WdfRegistryAssignMultiString WdfRegistryAssignMultiStringTableIndex PFN_WDFREGISTRYASSIGNMULTISTRING,
            WdfRegistryAssignUnicodeString WdfRegistryAssignUnicodeStringTableIndex PFN_WDFREGISTRYASSIGNUNICODESTRING,
            WdfRegistryAssignString WdfRegistryAssignStringTableIndex PFN_WDFREGISTRYASSIGNSTRING,
        }
        registry_keys {
            WdfDeviceOpenDevicemapKey WdfDeviceOpenDevicemapKeyTableIndex PFN_WDFDEVICEOPENDEVICEMAPKEY,
            WdfRegistryOpenKey WdfRegistryOpenKeyTableIndex PFN_WDFREGISTRYOPENKEY,
            WdfRegistryCreateKey WdfRegistryCreateKeyTableIndex PFN_WDFREGISTRYCREATEKEY,
            WdfRegistryWdmGetHandle WdfRegistryWdmGetHandleTableIndex PFN_WDFREGISTRYWDMGETHANDLE,
            WdfRegistryRemoveKey WdfRegistryRemoveKeyTableIndex PFN_WDFREGISTRYREMOVEKEY,
            WdfRegistryRemoveValue WdfRegistryRemoveValueTableIndex PFN_WDFREGISTRYREMOVEVALUE,
        }
        registry_query {
            WdfRegistryQueryValue WdfRegistryQueryValueTableIndex PFN_WDFREGISTRYQUERYVALUE,
            WdfRegistryQueryMemory WdfRegistryQueryMemoryTableIndex PFN_WDFREGISTRYQUERYMEMORY,
            WdfRegistryQueryMultiString WdfRegistryQueryMultiStringTableIndex PFN_WDFREGISTRYQUERYMULTISTRING,
            WdfRegistryQueryUnicodeString WdfRegistryQueryUnicodeStringTableIndex PFN_WDFREGISTRYQUERYUNICODESTRING,
            WdfRegistryQueryString WdfRegistryQueryStringTableIndex PFN_WDFREGISTRYQUERYSTRING,
        }
        io_target {
            WdfDeviceGetIoTarget WdfDeviceGetIoTargetTableIndex PFN_WDFDEVICEGETIOTARGET,
            WdfIoTargetStart WdfIoTargetStartTableIndex PFN_WDFIOTARGETSTART,
            WdfIoTargetStop WdfIoTargetStopTableIndex PFN_WDFIOTARGETSTOP,
            WdfIoTargetPurge WdfIoTargetPurgeTableIndex PFN_WDFIOTARGETPURGE,
            WdfIoTargetGetState WdfIoTargetGetStateTableIndex PFN_WDFIOTARGETGETSTATE,
            WdfIoTargetGetDevice WdfIoTargetGetDeviceTableIndex PFN_WDFIOTARGETGETDEVICE,
        }
        remote_target {
            WdfIoTargetCreate WdfIoTargetCreateTableIndex PFN_WDFIOTARGETCREATE,
            WdfIoTargetOpen WdfIoTargetOpenTableIndex PFN_WDFIOTARGETOPEN,
            WdfIoTargetCloseForQueryRemove WdfIoTargetCloseForQueryRemoveTableIndex PFN_WDFIOTARGETCLOSEFORQUERYREMOVE,
            WdfIoTargetClose WdfIoTargetCloseTableIndex PFN_WDFIOTARGETCLOSE,
        }
        target_io {
            WdfIoTargetSendReadSynchronously WdfIoTargetSendReadSynchronouslyTableIndex PFN_WDFIOTARGETSENDREADSYNCHRONOUSLY,
            WdfIoTargetFormatRequestForRead WdfIoTargetFormatRequestForReadTableIndex PFN_WDFIOTARGETFORMATREQUESTFORREAD,
            WdfIoTargetSendWriteSynchronously WdfIoTargetSendWriteSynchronouslyTableIndex PFN_WDFIOTARGETSENDWRITESYNCHRONOUSLY,
            WdfIoTargetFormatRequestForWrite WdfIoTargetFormatRequestForWriteTableIndex PFN_WDFIOTARGETFORMATREQUESTFORWRITE,
            WdfIoTargetSendIoctlSynchronously WdfIoTargetSendIoctlSynchronouslyTableIndex PFN_WDFIOTARGETSENDIOCTLSYNCHRONOUSLY,
            WdfIoTargetFormatRequestForIoctl WdfIoTargetFormatRequestForIoctlTableIndex PFN_WDFIOTARGETFORMATREQUESTFORIOCTL,
            WdfIoTargetSendInternalIoctlSynchronously WdfIoTargetSendInternalIoctlSynchronouslyTableIndex PFN_WDFIOTARGETSENDINTERNALIOCTLSYNCHRONOUSLY,
            WdfIoTargetFormatRequestForInternalIoctl WdfIoTargetFormatRequestForInternalIoctlTableIndex PFN_WDFIOTARGETFORMATREQUESTFORINTERNALIOCTL,
        }
        send {
            WdfRequestCreate WdfRequestCreateTableIndex PFN_WDFREQUESTCREATE,
            WdfRequestReuse WdfRequestReuseTableIndex PFN_WDFREQUESTREUSE,
            WdfRequestChangeTarget WdfRequestChangeTargetTableIndex PFN_WDFREQUESTCHANGETARGET,
            WdfRequestFormatRequestUsingCurrentType WdfRequestFormatRequestUsingCurrentTypeTableIndex PFN_WDFREQUESTFORMATREQUESTUSINGCURRENTTYPE,
            WdfRequestSend WdfRequestSendTableIndex PFN_WDFREQUESTSEND,
            WdfRequestCancelSentRequest WdfRequestCancelSentRequestTableIndex PFN_WDFREQUESTCANCELSENTREQUEST,
            WdfRequestSetCompletionRoutine WdfRequestSetCompletionRoutineTableIndex PFN_WDFREQUESTSETCOMPLETIONROUTINE,
            WdfRequestGetCompletionParams WdfRequestGetCompletionParamsTableIndex PFN_WDFREQUESTGETCOMPLETIONPARAMS,
            WdfRequestAllocateTimer WdfRequestAllocateTimerTableIndex PFN_WDFREQUESTALLOCATETIMER,
        }
        relations {
            WdfDeviceAddDependentUsageDeviceObject WdfDeviceAddDependentUsageDeviceObjectTableIndex PFN_WDFDEVICEADDDEPENDENTUSAGEDEVICEOBJECT,
            WdfDeviceRemoveDependentUsageDeviceObject WdfDeviceRemoveDependentUsageDeviceObjectTableIndex PFN_WDFDEVICEREMOVEDEPENDENTUSAGEDEVICEOBJECT,
            WdfDeviceAddRemovalRelationsPhysicalDevice WdfDeviceAddRemovalRelationsPhysicalDeviceTableIndex PFN_WDFDEVICEADDREMOVALRELATIONSPHYSICALDEVICE,
            WdfDeviceRemoveRemovalRelationsPhysicalDevice WdfDeviceRemoveRemovalRelationsPhysicalDeviceTableIndex PFN_WDFDEVICEREMOVEREMOVALRELATIONSPHYSICALDEVICE,
            WdfDeviceClearRemovalRelationsDevices WdfDeviceClearRemovalRelationsDevicesTableIndex PFN_WDFDEVICECLEARREMOVALRELATIONSDEVICES,
        }
        self_target {
            WdfDeviceGetSelfIoTarget WdfDeviceGetSelfIoTargetTableIndex PFN_WDFDEVICEGETSELFIOTARGET,
            WdfDeviceInitAllowSelfIoTarget WdfDeviceInitAllowSelfIoTargetTableIndex PFN_WDFDEVICEINITALLOWSELFIOTARGET,
            WdfIoTargetSelfAssignDefaultIoQueue WdfIoTargetSelfAssignDefaultIoQueueTableIndex PFN_WDFIOTARGETSELFASSIGNDEFAULTIOQUEUE,
        }
        request {
            WdfRequestGetStatus WdfRequestGetStatusTableIndex PFN_WDFREQUESTGETSTATUS,
            WdfRequestComplete WdfRequestCompleteTableIndex PFN_WDFREQUESTCOMPLETE,
            WdfRequestCompleteWithInformation WdfRequestCompleteWithInformationTableIndex PFN_WDFREQUESTCOMPLETEWITHINFORMATION,
            WdfRequestCompleteWithPriorityBoost WdfRequestCompleteWithPriorityBoostTableIndex PFN_WDFREQUESTCOMPLETEWITHPRIORITYBOOST,
            WdfRequestGetParameters WdfRequestGetParametersTableIndex PFN_WDFREQUESTGETPARAMETERS,
            WdfRequestSetInformation WdfRequestSetInformationTableIndex PFN_WDFREQUESTSETINFORMATION,
            WdfRequestGetInformation WdfRequestGetInformationTableIndex PFN_WDFREQUESTGETINFORMATION,
            WdfRequestGetFileObject WdfRequestGetFileObjectTableIndex PFN_WDFREQUESTGETFILEOBJECT,
            WdfRequestForwardToIoQueue WdfRequestForwardToIoQueueTableIndex PFN_WDFREQUESTFORWARDTOIOQUEUE,
            WdfRequestRequeue WdfRequestRequeueTableIndex PFN_WDFREQUESTREQUEUE,
            WdfRequestGetIoQueue WdfRequestGetIoQueueTableIndex PFN_WDFREQUESTGETIOQUEUE,
            WdfRequestStopAcknowledge WdfRequestStopAcknowledgeTableIndex PFN_WDFREQUESTSTOPACKNOWLEDGE,
        }
        cancel {
            WdfRequestMarkCancelable WdfRequestMarkCancelableTableIndex PFN_WDFREQUESTMARKCANCELABLE,
            WdfRequestMarkCancelableEx WdfRequestMarkCancelableExTableIndex PFN_WDFREQUESTMARKCANCELABLEEX,
            WdfRequestUnmarkCancelable WdfRequestUnmarkCancelableTableIndex PFN_WDFREQUESTUNMARKCANCELABLE,
            WdfRequestIsCanceled WdfRequestIsCanceledTableIndex PFN_WDFREQUESTISCANCELED,
        }
        resource_list {
            WdfCmResourceListGetCount WdfCmResourceListGetCountTableIndex PFN_WDFCMRESOURCELISTGETCOUNT,
            WdfCmResourceListGetDescriptor WdfCmResourceListGetDescriptorTableIndex PFN_WDFCMRESOURCELISTGETDESCRIPTOR,
            WdfCmResourceListAppendDescriptor WdfCmResourceListAppendDescriptorTableIndex PFN_WDFCMRESOURCELISTAPPENDDESCRIPTOR,
            WdfCmResourceListInsertDescriptor WdfCmResourceListInsertDescriptorTableIndex PFN_WDFCMRESOURCELISTINSERTDESCRIPTOR,
            WdfCmResourceListRemove WdfCmResourceListRemoveTableIndex PFN_WDFCMRESOURCELISTREMOVE,
            WdfCmResourceListRemoveByDescriptor WdfCmResourceListRemoveByDescriptorTableIndex PFN_WDFCMRESOURCELISTREMOVEBYDESCRIPTOR,
        }
        request_user_buffer {
            WdfRequestRetrieveInputWdmMdl WdfRequestRetrieveInputWdmMdlTableIndex PFN_WDFREQUESTRETRIEVEINPUTWDMMDL,
            WdfRequestRetrieveOutputWdmMdl WdfRequestRetrieveOutputWdmMdlTableIndex PFN_WDFREQUESTRETRIEVEOUTPUTWDMMDL,
            WdfRequestRetrieveUnsafeUserInputBuffer WdfRequestRetrieveUnsafeUserInputBufferTableIndex PFN_WDFREQUESTRETRIEVEUNSAFEUSERINPUTBUFFER,
            WdfRequestRetrieveUnsafeUserOutputBuffer WdfRequestRetrieveUnsafeUserOutputBufferTableIndex PFN_WDFREQUESTRETRIEVEUNSAFEUSEROUTPUTBUFFER,
            WdfRequestProbeAndLockUserBufferForRead WdfRequestProbeAndLockUserBufferForReadTableIndex PFN_WDFREQUESTPROBEANDLOCKUSERBUFFERFORREAD,
            WdfRequestProbeAndLockUserBufferForWrite WdfRequestProbeAndLockUserBufferForWriteTableIndex PFN_WDFREQUESTPROBEANDLOCKUSERBUFFERFORWRITE,
            WdfDeviceEnqueueRequest WdfDeviceEnqueueRequestTableIndex PFN_WDFDEVICEENQUEUEREQUEST,
        }
        request_buffer {
            WdfRequestRetrieveInputMemory WdfRequestRetrieveInputMemoryTableIndex PFN_WDFREQUESTRETRIEVEINPUTMEMORY,
            WdfRequestRetrieveOutputMemory WdfRequestRetrieveOutputMemoryTableIndex PFN_WDFREQUESTRETRIEVEOUTPUTMEMORY,
            WdfRequestRetrieveInputBuffer WdfRequestRetrieveInputBufferTableIndex PFN_WDFREQUESTRETRIEVEINPUTBUFFER,
            WdfRequestRetrieveOutputBuffer WdfRequestRetrieveOutputBufferTableIndex PFN_WDFREQUESTRETRIEVEOUTPUTBUFFER,
        }
        request_origin {
            WdfRequestGetRequestorMode WdfRequestGetRequestorModeTableIndex PFN_WDFREQUESTGETREQUESTORMODE,
            WdfRequestGetRequestorProcessId WdfRequestGetRequestorProcessIdTableIndex PFN_WDFREQUESTGETREQUESTORPROCESSID,
            WdfRequestIsFrom32BitProcess WdfRequestIsFrom32BitProcessTableIndex PFN_WDFREQUESTISFROM32BITPROCESS,
        }
        string {
            WdfStringCreate WdfStringCreateTableIndex PFN_WDFSTRINGCREATE,
            WdfStringGetUnicodeString WdfStringGetUnicodeStringTableIndex PFN_WDFSTRINGGETUNICODESTRING,
        }
        synchronization {
            WdfObjectAcquireLock WdfObjectAcquireLockTableIndex PFN_WDFOBJECTACQUIRELOCK,
            WdfObjectReleaseLock WdfObjectReleaseLockTableIndex PFN_WDFOBJECTRELEASELOCK,
            WdfSpinLockCreate WdfSpinLockCreateTableIndex PFN_WDFSPINLOCKCREATE,
            WdfSpinLockAcquire WdfSpinLockAcquireTableIndex PFN_WDFSPINLOCKACQUIRE,
            WdfSpinLockRelease WdfSpinLockReleaseTableIndex PFN_WDFSPINLOCKRELEASE,
            WdfWaitLockCreate WdfWaitLockCreateTableIndex PFN_WDFWAITLOCKCREATE,
            WdfWaitLockAcquire WdfWaitLockAcquireTableIndex PFN_WDFWAITLOCKACQUIRE,
            WdfWaitLockRelease WdfWaitLockReleaseTableIndex PFN_WDFWAITLOCKRELEASE,
        }
        timer {
            WdfTimerCreate WdfTimerCreateTableIndex PFN_WDFTIMERCREATE,
            WdfTimerStart WdfTimerStartTableIndex PFN_WDFTIMERSTART,
            WdfTimerStop WdfTimerStopTableIndex PFN_WDFTIMERSTOP,
            WdfTimerGetParentObject WdfTimerGetParentObjectTableIndex PFN_WDFTIMERGETPARENTOBJECT,
        }
        verifier {
            WdfVerifierDbgBreakPoint WdfVerifierDbgBreakPointTableIndex PFN_WDFVERIFIERDBGBREAKPOINT,
            WdfVerifierKeBugCheck WdfVerifierKeBugCheckTableIndex PFN_WDFVERIFIERKEBUGCHECK,
        }
        wmi {
            WdfWmiProviderCreate WdfWmiProviderCreateTableIndex PFN_WDFWMIPROVIDERCREATE,
            WdfWmiProviderIsEnabled WdfWmiProviderIsEnabledTableIndex PFN_WDFWMIPROVIDERISENABLED,
            WdfWmiProviderGetTracingHandle WdfWmiProviderGetTracingHandleTableIndex PFN_WDFWMIPROVIDERGETTRACINGHANDLE,
            WdfWmiInstanceCreate WdfWmiInstanceCreateTableIndex PFN_WDFWMIINSTANCECREATE,
            WdfWmiInstanceRegister WdfWmiInstanceRegisterTableIndex PFN_WDFWMIINSTANCEREGISTER,
            WdfWmiInstanceDeregister WdfWmiInstanceDeregisterTableIndex PFN_WDFWMIINSTANCEDEREGISTER,
            WdfWmiInstanceFireEvent WdfWmiInstanceFireEventTableIndex PFN_WDFWMIINSTANCEFIREEVENT,
        }
        work_item {
            WdfWorkItemCreate WdfWorkItemCreateTableIndex PFN_WDFWORKITEMCREATE,
            WdfWorkItemEnqueue WdfWorkItemEnqueueTableIndex PFN_WDFWORKITEMENQUEUE,
            WdfWorkItemGetParentObject WdfWorkItemGetParentObjectTableIndex PFN_WDFWORKITEMGETPARENTOBJECT,
            WdfWorkItemFlush WdfWorkItemFlushTableIndex PFN_WDFWORKITEMFLUSH,
        }
    }
    table
}
