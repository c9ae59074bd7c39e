/*
 * The driver's globals, which the framework's loader allocates when the driver binds.
 *
 * Every function of the framework takes them as its first argument.
 * Source: numbers of the framework's public headers.
 */
#pragma once

#include "wdftypes.h"

typedef struct _WDF_DRIVER_GLOBALS {
    WDFDRIVER Driver;
    ULONG DriverFlags;
    ULONG DriverTag;
    CHAR DriverName[32];
    BOOLEAN DisplaceDriverUnload;
} WDF_DRIVER_GLOBALS, *PWDF_DRIVER_GLOBALS;

extern PWDF_DRIVER_GLOBALS WdfDriverGlobals;
