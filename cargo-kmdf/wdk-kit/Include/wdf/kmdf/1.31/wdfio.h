/*
 * I/O queues.
 *
 * Source: the reference pages of these functions and structures (header wdfio.h);
 * numbers: the public headers of the framework.
 */
#pragma once

#include "wdfobject.h"
#include "wdfrequest.h"

typedef enum _WDF_IO_QUEUE_DISPATCH_TYPE {
    WdfIoQueueDispatchInvalid = 0,
    WdfIoQueueDispatchSequential = 1,
    WdfIoQueueDispatchParallel = 2,
    WdfIoQueueDispatchManual = 3,
    WdfIoQueueDispatchMax = 4,
} WDF_IO_QUEUE_DISPATCH_TYPE;

typedef enum _WDF_IO_QUEUE_STATE {
    WdfIoQueueAcceptRequests = 0x1,
    WdfIoQueueDispatchRequests = 0x2,
    WdfIoQueueNoRequests = 0x4,
    WdfIoQueueDriverNoRequests = 0x8,
    WdfIoQueuePnpHeld = 0x10,
} WDF_IO_QUEUE_STATE;

/* IRQL <= DISPATCH_LEVEL; PASSIVE_LEVEL if the execution level says so. */
typedef VOID EVT_WDF_IO_QUEUE_IO_DEFAULT(WDFQUEUE Queue, WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_DEFAULT *PFN_WDF_IO_QUEUE_IO_DEFAULT;

typedef VOID EVT_WDF_IO_QUEUE_IO_READ(WDFQUEUE Queue, WDFREQUEST Request, size_t Length);
typedef EVT_WDF_IO_QUEUE_IO_READ *PFN_WDF_IO_QUEUE_IO_READ;

typedef VOID EVT_WDF_IO_QUEUE_IO_WRITE(WDFQUEUE Queue, WDFREQUEST Request, size_t Length);
typedef EVT_WDF_IO_QUEUE_IO_WRITE *PFN_WDF_IO_QUEUE_IO_WRITE;

typedef VOID EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL(
    WDFQUEUE Queue,
    WDFREQUEST Request,
    size_t OutputBufferLength,
    size_t InputBufferLength,
    ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL;

typedef VOID EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL(
    WDFQUEUE Queue,
    WDFREQUEST Request,
    size_t OutputBufferLength,
    size_t InputBufferLength,
    ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL;

typedef VOID EVT_WDF_IO_QUEUE_IO_STOP(WDFQUEUE Queue, WDFREQUEST Request, ULONG ActionFlags);
typedef EVT_WDF_IO_QUEUE_IO_STOP *PFN_WDF_IO_QUEUE_IO_STOP;

typedef VOID EVT_WDF_IO_QUEUE_IO_RESUME(WDFQUEUE Queue, WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_RESUME *PFN_WDF_IO_QUEUE_IO_RESUME;

typedef VOID EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE(WDFQUEUE Queue, WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE *PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE;

/* The queue has reached the state that the driver asked for. */
typedef VOID EVT_WDF_IO_QUEUE_STATE(WDFQUEUE Queue, WDFCONTEXT Context);
typedef EVT_WDF_IO_QUEUE_STATE *PFN_WDF_IO_QUEUE_STATE;

typedef struct _WDF_IO_QUEUE_CONFIG {
    ULONG Size;
    WDF_IO_QUEUE_DISPATCH_TYPE DispatchType;
    WDF_TRI_STATE PowerManaged;
    BOOLEAN AllowZeroLengthRequests;
    BOOLEAN DefaultQueue;
    PFN_WDF_IO_QUEUE_IO_DEFAULT EvtIoDefault; /* offset 16, after 2 bytes of padding */
    PFN_WDF_IO_QUEUE_IO_READ EvtIoRead;
    PFN_WDF_IO_QUEUE_IO_WRITE EvtIoWrite;
    PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL EvtIoDeviceControl;
    PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL EvtIoInternalDeviceControl;
    PFN_WDF_IO_QUEUE_IO_STOP EvtIoStop;
    PFN_WDF_IO_QUEUE_IO_RESUME EvtIoResume;
    PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE EvtIoCanceledOnQueue;
    union {
        struct {
            ULONG NumberOfPresentedRequests; /* (ULONG)-1: no limit */
        } Parallel;
    } Settings;
    WDFDRIVER Driver; /* offset 88, after 4 bytes of padding */
} WDF_IO_QUEUE_CONFIG, *PWDF_IO_QUEUE_CONFIG;

typedef NTSTATUS (*PFN_WDFIOQUEUECREATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFDEVICE Device,
    PWDF_IO_QUEUE_CONFIG Config,
    PWDF_OBJECT_ATTRIBUTES QueueAttributes,
    WDFQUEUE *Queue);

typedef WDF_IO_QUEUE_STATE (*PFN_WDFIOQUEUEGETSTATE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    PULONG QueueRequests,
    PULONG DriverRequests);

typedef VOID (*PFN_WDFIOQUEUESTART)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFQUEUE Queue);

typedef VOID (*PFN_WDFIOQUEUESTOP)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    PFN_WDF_IO_QUEUE_STATE StopComplete,
    WDFCONTEXT Context);

typedef VOID (*PFN_WDFIOQUEUESTOPSYNCHRONOUSLY)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFQUEUE Queue);

typedef WDFDEVICE (*PFN_WDFIOQUEUEGETDEVICE)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFQUEUE Queue);

typedef NTSTATUS (*PFN_WDFIOQUEUERETRIEVENEXTREQUEST)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    WDFREQUEST *OutRequest);

typedef VOID (*PFN_WDFIOQUEUEDRAIN)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    PFN_WDF_IO_QUEUE_STATE DrainComplete,
    WDFCONTEXT Context);

typedef VOID (*PFN_WDFIOQUEUEDRAINSYNCHRONOUSLY)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFQUEUE Queue);

typedef VOID (*PFN_WDFIOQUEUEPURGE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    PFN_WDF_IO_QUEUE_STATE PurgeComplete,
    WDFCONTEXT Context);

typedef VOID (*PFN_WDFIOQUEUEPURGESYNCHRONOUSLY)(PWDF_DRIVER_GLOBALS DriverGlobals, WDFQUEUE Queue);

typedef VOID (*PFN_WDFIOQUEUESTOPANDPURGE)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    PFN_WDF_IO_QUEUE_STATE StopAndPurgeComplete,
    WDFCONTEXT Context);

typedef VOID (*PFN_WDFIOQUEUESTOPANDPURGESYNCHRONOUSLY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue);

typedef NTSTATUS (*PFN_WDFIOQUEUERETRIEVEREQUESTBYFILEOBJECT)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    WDFFILEOBJECT FileObject,
    WDFREQUEST *OutRequest);

typedef NTSTATUS (*PFN_WDFIOQUEUEFINDREQUEST)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    WDFREQUEST FoundRequest,
    WDFFILEOBJECT FileObject,
    PWDF_REQUEST_PARAMETERS Parameters,
    WDFREQUEST *OutRequest);

typedef NTSTATUS (*PFN_WDFIOQUEUERETRIEVEFOUNDREQUEST)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    WDFREQUEST FoundRequest,
    WDFREQUEST *OutRequest);

typedef NTSTATUS (*PFN_WDFIOQUEUEREADYNOTIFY)(
    PWDF_DRIVER_GLOBALS DriverGlobals,
    WDFQUEUE Queue,
    PFN_WDF_IO_QUEUE_STATE QueueReady,
    WDFCONTEXT Context);
