/*
 * DPC objects.
 *
 * Source: the reference pages of these functions and structures (header wdfdpc.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

/* IRQL DISPATCH_LEVEL. */
typedef VOID EVT_WDF_DPC(WDFDPC Dpc);
typedef EVT_WDF_DPC *PFN_WDF_DPC;

typedef struct _WDF_DPC_CONFIG {
    ULONG Size;
    PFN_WDF_DPC EvtDpcFunc; /* offset 8, after 4 bytes of padding */
    BOOLEAN AutomaticSerialization;
} WDF_DPC_CONFIG, *PWDF_DPC_CONFIG;

typedef NTSTATUS (*PFN_WDFDPCCREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_DPC_CONFIG Config,
    PWDF_OBJECT_ATTRIBUTES Attributes,
    WDFDPC *Dpc);

typedef BOOLEAN (*PFN_WDFDPCENQUEUE)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFDPC Dpc);

typedef BOOLEAN (*PFN_WDFDPCCANCEL)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFDPC Dpc,
    BOOLEAN Wait);

typedef WDFOBJECT (*PFN_WDFDPCGETPARENTOBJECT)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFDPC Dpc);

typedef PKDPC (*PFN_WDFDPCWDMGETDPC)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFDPC Dpc);
