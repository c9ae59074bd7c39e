/*
 * Control devices.
 *
 * Source: the reference pages of these functions and structures (header wdfcontrol.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfdevice.h"

typedef VOID EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION(
    WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION *PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION;

typedef PWDFDEVICE_INIT (*PFN_WDFCONTROLDEVICEINITALLOCATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFDRIVER Driver,
    PCUNICODE_STRING SDDLString);

typedef VOID (*PFN_WDFCONTROLDEVICEINITSETSHUTDOWNNOTIFICATION)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDFDEVICE_INIT DeviceInit,
    PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION Notification,
    UCHAR Flags);

typedef VOID (*PFN_WDFCONTROLFINISHINITIALIZING)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFDEVICE Device);
