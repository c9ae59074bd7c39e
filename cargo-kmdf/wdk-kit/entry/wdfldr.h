/*
 * What WDFLDR.SYS, the framework's loader, offers to the entry code of an image.
 *
 * Source: the framework's open source, for the numbers of binding only. The offsets are those of
 * 64-bit Windows, on x64 and ARM64 alike.
 */
#pragma once

#include "wdf.h"

/* What an image requests from the loader and passes to it: 48 bytes. */
typedef struct _WDF_BIND_INFO {
    ULONG Size;
    PCWSTR Component; /* offset 8, after 4 bytes of padding */
    struct {
        ULONG Major;
        ULONG Minor;
        ULONG Build;
    } Version;
    ULONG FuncCount;
    const WDFFUNC **FuncTable; /* where the loader stores the address of the function table */
    PVOID Module; /* reserved for the loader */
} WDF_BIND_INFO, *PWDF_BIND_INFO;

_Static_assert(sizeof(WDF_BIND_INFO) == 48, "WDF_BIND_INFO");
_Static_assert(__builtin_offsetof(WDF_BIND_INFO, Version) == 16, "WDF_BIND_INFO.Version");
_Static_assert(__builtin_offsetof(WDF_BIND_INFO, FuncTable) == 32, "WDF_BIND_INFO.FuncTable");

/* IRQL PASSIVE_LEVEL. Loads the framework and stores the addresses of the function table and the globals. */
__declspec(dllimport) NTSTATUS WdfVersionBind(
    PDRIVER_OBJECT DriverObject,
    PUNICODE_STRING RegistryPath,
    PWDF_BIND_INFO BindInfo,
    PWDF_DRIVER_GLOBALS *DriverGlobals);

/* IRQL PASSIVE_LEVEL. After this call, no function of the framework may be called. */
__declspec(dllimport) NTSTATUS WdfVersionUnbind(
    PUNICODE_STRING RegistryPath,
    PWDF_BIND_INFO BindInfo,
    PWDF_DRIVER_GLOBALS DriverGlobals);
