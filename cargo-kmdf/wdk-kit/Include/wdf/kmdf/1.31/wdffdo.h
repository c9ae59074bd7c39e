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
