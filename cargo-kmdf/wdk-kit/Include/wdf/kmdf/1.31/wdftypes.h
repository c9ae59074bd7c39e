/*
 * Handles of the framework's objects, and the types that all its headers share.
 *
 * A handle is a pointer to a structure that only the framework knows, a different one for each kind
 * of object. Source: the reference page "Summary of Framework Objects"; numbers: the public headers
 * of the framework.
 */
#pragma once

#include "wdm.h"

typedef HANDLE WDFOBJECT; /* a handle of any kind */
typedef PVOID WDFCONTEXT; /* handed back to a callback unchanged */

#define DECLARE_WDF_HANDLE(name) \
    struct name##__ {            \
        int unused;              \
    };                           \
    typedef struct name##__ *name

DECLARE_WDF_HANDLE(WDFCMRESLIST);
DECLARE_WDF_HANDLE(WDFCOLLECTION);
DECLARE_WDF_HANDLE(WDFDEVICE);
DECLARE_WDF_HANDLE(WDFDPC);
DECLARE_WDF_HANDLE(WDFDRIVER);
DECLARE_WDF_HANDLE(WDFFILEOBJECT);
DECLARE_WDF_HANDLE(WDFKEY);
DECLARE_WDF_HANDLE(WDFLOOKASIDE);
DECLARE_WDF_HANDLE(WDFMEMORY);
DECLARE_WDF_HANDLE(WDFQUEUE);
DECLARE_WDF_HANDLE(WDFREQUEST);
DECLARE_WDF_HANDLE(WDFSPINLOCK);
DECLARE_WDF_HANDLE(WDFSTRING);
DECLARE_WDF_HANDLE(WDFTIMER);
DECLARE_WDF_HANDLE(WDFWAITLOCK);
DECLARE_WDF_HANDLE(WDFWORKITEM);

/* What a device is created from; the framework owns it. */
typedef struct WDFDEVICE_INIT *PWDFDEVICE_INIT;

typedef enum _WDF_TRI_STATE {
    WdfFalse = 0,
    WdfTrue = 1,
    WdfUseDefault = 2,
} WDF_TRI_STATE;
