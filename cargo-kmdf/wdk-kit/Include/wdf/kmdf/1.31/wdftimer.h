/*
 * Timers. Due times are in units of 100 ns, periods and delays in milliseconds.
 *
 * Source: the reference pages of these functions and structures (header wdftimer.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"

/* IRQL DISPATCH_LEVEL; PASSIVE_LEVEL if the execution level says so. */
typedef VOID EVT_WDF_TIMER(WDFTIMER Timer);
typedef EVT_WDF_TIMER *PFN_WDF_TIMER;

typedef struct _WDF_TIMER_CONFIG {
    ULONG Size;
    PFN_WDF_TIMER EvtTimerFunc; /* offset 8, after 4 bytes of padding */
    ULONG Period;
    BOOLEAN AutomaticSerialization;
    ULONG TolerableDelay; /* offset 24, after 3 bytes of padding */
    BOOLEAN POINTER_ALIGNMENT UseHighResolutionTimer; /* offset 32, after 4 bytes of padding */
} WDF_TIMER_CONFIG, *PWDF_TIMER_CONFIG;

typedef NTSTATUS (*PFN_WDFTIMERCREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    PWDF_TIMER_CONFIG Config,
    PWDF_OBJECT_ATTRIBUTES Attributes,
    WDFTIMER *Timer);

typedef BOOLEAN (*PFN_WDFTIMERSTART)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFTIMER Timer,
    LONGLONG DueTime);

typedef BOOLEAN (*PFN_WDFTIMERSTOP)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFTIMER Timer,
    BOOLEAN Wait);

typedef WDFOBJECT (*PFN_WDFTIMERGETPARENTOBJECT)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFTIMER Timer);
