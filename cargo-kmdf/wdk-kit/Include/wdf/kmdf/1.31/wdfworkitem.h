/*
 * Work items.
 *
 * Source: the reference pages of these functions and structures (header wdfworkitem.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

/* IRQL PASSIVE_LEVEL. */
typedef VOID EVT_WDF_WORKITEM(WDFWORKITEM WorkItem);
typedef EVT_WDF_WORKITEM *PFN_WDF_WORKITEM;

typedef struct _WDF_WORKITEM_CONFIG {
    ULONG Size;
    PFN_WDF_WORKITEM EvtWorkItemFunc; /* offset 8, after 4 bytes of padding */
    BOOLEAN AutomaticSerialization;
} WDF_WORKITEM_CONFIG, *PWDF_WORKITEM_CONFIG;

typedef NTSTATUS (*PFN_WDFWORKITEMCREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_WORKITEM_CONFIG Config,
    PWDF_OBJECT_ATTRIBUTES Attributes,
    WDFWORKITEM *WorkItem);

typedef VOID (*PFN_WDFWORKITEMENQUEUE)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFWORKITEM WorkItem);

typedef WDFOBJECT (*PFN_WDFWORKITEMGETPARENTOBJECT)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFWORKITEM WorkItem);

typedef VOID (*PFN_WDFWORKITEMFLUSH)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFWORKITEM WorkItem);
