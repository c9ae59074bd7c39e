/*
 * Function device objects.
 *
 * Source: the reference pages of these functions and structures (header wdffdo.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

typedef NTSTATUS (*PFN_WDFFDOINITOPENREGISTRYKEY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit,
    ULONG DeviceInstanceKeyType,
    ACCESS_MASK DesiredAccess,
    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
    WDFKEY *Key);

typedef VOID (*PFN_WDFFDOINITSETFILTER)(PWDF_DRIVER_GLOBALS DriverGlobals, PWDFDEVICE_INIT DeviceInit);

typedef PDEVICE_OBJECT (*PFN_WDFFDOINITWDMGETPHYSICALDEVICE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit);

typedef NTSTATUS (*PFN_WDFFDOINITQUERYPROPERTY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit,
    DEVICE_REGISTRY_PROPERTY DeviceProperty,
    ULONG BufferLength,
    PVOID PropertyBuffer,
    PULONG ResultLength);

typedef NTSTATUS (*PFN_WDFFDOINITALLOCANDQUERYPROPERTY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit,
    DEVICE_REGISTRY_PROPERTY DeviceProperty,
    POOL_TYPE PoolType,
    PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
    WDFMEMORY *PropertyMemory);

typedef NTSTATUS (*PFN_WDFFDOINITQUERYPROPERTYEX)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit,
    PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
    ULONG BufferLength,
    PVOID PropertyBuffer,
    PULONG ResultLength,
    PDEVPROPTYPE Type);

typedef NTSTATUS (*PFN_WDFFDOINITALLOCANDQUERYPROPERTYEX)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit,
    PWDF_DEVICE_PROPERTY_DATA DeviceProperty,
    POOL_TYPE PoolType,
    PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
    WDFMEMORY *PropertyMemory,
    PDEVPROPTYPE Type);
