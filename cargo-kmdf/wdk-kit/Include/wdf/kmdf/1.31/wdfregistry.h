/*
 * Registry keys.
 *
 * Source: the reference pages of these functions and structures (header wdfregistry.h);
 * numbers: the public headers of the framework.
 */
#pragma once

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
