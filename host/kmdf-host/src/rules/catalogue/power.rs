//! Rules about requests and callbacks when the power or the presence of a device changes.

use super::Entry;

pub(in super::super) const PARAMETERS_IN_STOP_OR_RESUME: Entry = Entry {
    why: "Another thread may complete the request meanwhile: the parameters are then \
          gone.",
    wrong: "VOID EvtIoStop(WDFQUEUE queue, WDFREQUEST request, ULONG flags) {\n\
            \x20   WdfRequestGetParameters(request, &parameters);\n\
            }",
    right: "VOID EvtIoStop(WDFQUEUE queue, WDFREQUEST request, ULONG flags) {\n\
            \x20   WDF_REQUEST_TYPE type = RequestGetContext(request)->Type;\n\
            }",
    advice: "Store what EvtIoStop and EvtIoResume need in the request's context, in the \
          I/O callback.",
    breaks: "rules::power::parameters_in_evt_io_stop_are_reported",
    keeps: "rules::power::parameters_in_the_io_callback_are_not_reported",
};

pub(in super::super) const REQUESTS_IN_SURPRISE_REMOVAL: Entry = Entry {
    why: "The callback is a notice, and the framework orders it with no other \
          callback. The requests and queues are dealt with after it, in callbacks that \
          have an order.",
    wrong: "VOID EvtDeviceSurpriseRemoval(WDFDEVICE device) {\n\
            \x20   WdfIoQueuePurge(queue, NULL, NULL);\n\
            }",
    right: "VOID EvtDeviceSelfManagedIoFlush(WDFDEVICE device) {\n\
            \x20   WdfIoQueuePurge(queue, NULL, NULL);\n\
            }",
    advice: "Note the removal in EvtDeviceSurpriseRemoval; release requests in EvtIoStop \
          or the self-managed I/O callbacks.",
    breaks: "rules::surprise_removal::queue_closed_in_a_surprise_removal_is_reported",
    keeps: "rules::surprise_removal::request_completed_after_a_surprise_removal_is_not_reported",
};

pub(in super::super) const POWER_DOWN_DELAYED: Entry = Entry {
    why: "The machine sleeps, or the device is removed, only when the driver has let \
          go of the request.",
    wrong: "config.EvtIoStop = NULL; // and the driver holds requests for seconds",
    right: "VOID EvtIoStop(WDFQUEUE queue, WDFREQUEST request, ULONG flags) {\n\
            \x20   WdfRequestStopAcknowledge(request, TRUE);\n\
            }",
    advice: "Give the queue an EvtIoStop that completes, requeues or acknowledges each \
          request, or release requests in EvtDeviceSelfManagedIoSuspend.",
    breaks: "rules::power::request_held_without_evt_io_stop_is_reported",
    keeps: "rules::power::request_held_for_a_moment_is_not_reported",
};

pub(in super::super) const CANCELED_REQUEST_LATE: Entry = Entry {
    why: "The thread or the process that waits for the request cannot end. After five \
          minutes Windows gives up, and the driver keeps a request without an owner.",
    wrong: "VOID EvtRequestCancel(WDFREQUEST request) {\n\
            \x20   context->Canceled = TRUE; // completed some day\n\
            }",
    right: "VOID EvtRequestCancel(WDFREQUEST request) {\n\
            \x20   WdfRequestComplete(request, STATUS_CANCELLED);\n\
            }",
    advice: "Complete a cancelled request in EvtRequestCancel, or soon after.",
    breaks: "rules::power::cancelled_request_completed_late_is_reported",
    keeps: "rules::power::cancelled_request_completed_in_time_is_not_reported",
};

pub(in super::super) const PNP_STATUS_NOT_SUPPORTED: Entry = Entry {
    why: "The kernel takes this status for a request that no driver has handled, and \
          goes on as if it had not been refused.",
    wrong: "NTSTATUS EvtDeviceQueryRemove(WDFDEVICE device) {\n\
            \x20   return STATUS_NOT_SUPPORTED;\n\
            }",
    right: "NTSTATUS EvtDeviceQueryRemove(WDFDEVICE device) {\n\
            \x20   return STATUS_DEVICE_BUSY;\n\
            }",
    advice: "Return another failure, such as STATUS_UNSUCCESSFUL or STATUS_DEVICE_BUSY.",
    breaks: "rules::power_callbacks::not_supported_from_a_pnp_callback_is_reported",
    keeps: "rules::power_callbacks::other_failures_from_pnp_callbacks_are_not_reported",
};

pub(in super::super) const POWER_CALLBACK_TIMED_OUT: Entry = Entry {
    why: "Windows stops with bug check 0x10D, code 1, or 0x9F.",
    wrong: "NTSTATUS EvtDeviceD0Entry(WDFDEVICE device, WDF_POWER_DEVICE_STATE from) {\n\
            \x20   while (!IsReady(device)) { Wait(OneSecond); }\n\
            }",
    right: "NTSTATUS EvtDeviceD0Entry(WDFDEVICE device, WDF_POWER_DEVICE_STATE from) {\n\
            \x20   for (i = 0; i < 5 && !IsReady(device); i++) { Wait(OneSecond); }\n\
            }",
    advice: "Bound the waits of a PnP or power callback, and fail the callback after \
          them.",
    breaks: "rules::power_callbacks::power_callback_of_eleven_minutes_is_reported",
    keeps: "rules::power_callbacks::power_callback_of_nine_minutes_is_not_reported",
};

pub(in super::super) const PAGED_CODE_ON_POWER_UP: Entry = Entry {
    why: "The disk with the paged-out code may be asleep: the resume is slow, or never \
          ends.",
    wrong: "NTSTATUS EvtDeviceD0Entry(WDFDEVICE device, WDF_POWER_DEVICE_STATE from) {\n\
            \x20   PAGED_CODE();\n\
            }",
    right: "NTSTATUS EvtDeviceD0Entry(WDFDEVICE device, WDF_POWER_DEVICE_STATE from) {\n\
            \x20   // not in a PAGE section\n\
            }",
    advice: "Keep the callbacks on the way to D0, and what they call, out of pageable \
          sections.",
    breaks: "rules::power_callbacks::pageable_code_in_d0_entry_is_reported",
    keeps: "rules::power_callbacks::pageable_code_in_d0_exit_is_not_reported",
};
