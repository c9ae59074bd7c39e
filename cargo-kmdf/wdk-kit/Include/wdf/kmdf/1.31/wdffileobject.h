/*
 * File objects.
 *
 * The configuration with its events is in wdfdevice.h, as in the framework's own headers.
 *
 * Source: the reference pages of these functions and structures (header wdffileobject.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

typedef WDFDEVICE (*PFN_WDFFILEOBJECTGETDEVICE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFFILEOBJECT FileObject);

typedef PUNICODE_STRING (*PFN_WDFFILEOBJECTGETFILENAME)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFFILEOBJECT FileObject);

typedef ULONG (*PFN_WDFFILEOBJECTGETFLAGS)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFFILEOBJECT FileObject);

typedef PFILE_OBJECT (*PFN_WDFFILEOBJECTWDMGETFILEOBJECT)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFFILEOBJECT FileObject);

typedef ULONG (*PFN_WDFFILEOBJECTGETINITIATORPROCESSID)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFFILEOBJECT FileObject);
