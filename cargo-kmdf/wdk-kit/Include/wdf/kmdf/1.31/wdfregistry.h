/*
 * Registry keys.
 *
 * Source: the reference pages of these functions and structures (header wdfregistry.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfmemory.h"
#include "wdfobject.h"

typedef VOID (*PFN_WDFREGISTRYCLOSE)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFKEY Key);

typedef NTSTATUS (*PFN_WDFREGISTRYQUERYULONG)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    PULONG Value);

typedef NTSTATUS (*PFN_WDFREGISTRYASSIGNULONG)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    ULONG Value);

typedef NTSTATUS (*PFN_WDFREGISTRYOPENKEY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY ParentKey,
    PCUNICODE_STRING KeyName,
    ACCESS_MASK DesiredAccess,
    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
    WDFKEY *Key);

typedef NTSTATUS (*PFN_WDFREGISTRYCREATEKEY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY ParentKey,
    PCUNICODE_STRING KeyName,
    ACCESS_MASK DesiredAccess,
    ULONG CreateOptions,
    PULONG CreateDisposition,
    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
    WDFKEY *Key);

typedef HANDLE (*PFN_WDFREGISTRYWDMGETHANDLE)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFKEY Key);

typedef NTSTATUS (*PFN_WDFREGISTRYREMOVEKEY)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFKEY Key);

typedef NTSTATUS (*PFN_WDFREGISTRYREMOVEVALUE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName);

typedef NTSTATUS (*PFN_WDFREGISTRYQUERYVALUE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    ULONG ValueLength,
    PVOID Value,
    PULONG ValueLengthQueried,
    PULONG ValueType);

typedef NTSTATUS (*PFN_WDFREGISTRYQUERYMEMORY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    POOL_TYPE PoolType,
    PWDF_OBJECT_ATTRIBUTES MemoryAttributes,
    WDFMEMORY *Memory,
    PULONG ValueType);

typedef NTSTATUS (*PFN_WDFREGISTRYQUERYMULTISTRING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    PWDF_OBJECT_ATTRIBUTES StringsAttributes,
    WDFCOLLECTION Collection);

typedef NTSTATUS (*PFN_WDFREGISTRYQUERYUNICODESTRING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    PUSHORT ValueByteLength,
    PUNICODE_STRING Value);

typedef NTSTATUS (*PFN_WDFREGISTRYQUERYSTRING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    WDFSTRING String);

typedef NTSTATUS (*PFN_WDFREGISTRYASSIGNVALUE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    ULONG ValueType,
    ULONG ValueLength,
    PVOID Value);

typedef NTSTATUS (*PFN_WDFREGISTRYASSIGNMEMORY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    ULONG ValueType,
    WDFMEMORY Memory,
    PWDFMEMORY_OFFSET MemoryOffsets);

typedef NTSTATUS (*PFN_WDFREGISTRYASSIGNMULTISTRING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    WDFCOLLECTION StringsCollection);

typedef NTSTATUS (*PFN_WDFREGISTRYASSIGNUNICODESTRING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    PCUNICODE_STRING Value);

typedef NTSTATUS (*PFN_WDFREGISTRYASSIGNSTRING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFKEY Key,
    PCUNICODE_STRING ValueName,
    WDFSTRING String);
