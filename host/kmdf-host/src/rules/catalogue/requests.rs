//! Rules about requests.

use super::Entry;

pub(in super::super) const DOUBLE_COMPLETION: Entry = Entry {
    why: "The first completion gives the request back to the I/O manager. The second one completes \
          memory that belongs to another request by then: bug check 0x44.",
    wrong: "WdfRequestComplete(request, STATUS_SUCCESS);\n\
            WdfRequestComplete(request, STATUS_CANCELLED);",
    right: "WdfRequestComplete(request, status);\n\
            // The handle is gone.",
    advice: "Complete each request in one place; drop the handle with the completion.",
    breaks: "rules::requests::completing_twice_is_reported",
    keeps: "rules::requests::completing_each_request_once_is_not_reported",
};

pub(in super::super) const COMPLETION_WHILE_MARKED: Entry = Entry {
    why: "The cancel routine is still set. The routine may run for a request that no longer exists.",
    wrong: "WdfRequestMarkCancelable(request, EvtRequestCancel);\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    right: "if (WdfRequestUnmarkCancelable(request) != STATUS_CANCELLED) {\n\
            \x20   WdfRequestComplete(request, STATUS_SUCCESS);\n\
            }",
    advice: "Call WdfRequestUnmarkCancelable first; complete unless it returns STATUS_CANCELLED.",
    breaks: "rules::requests::completing_a_marked_request_is_reported",
    keeps: "rules::requests::completing_an_unmarked_request_is_not_reported",
};

pub(in super::super) const CANCEL_MARK_MISUSED: Entry = Entry {
    why: "The framework keeps one cancel routine for each request. A second mark, or an unmark \
          without a mark, corrupts its list of cancelable requests.",
    wrong: "WdfRequestMarkCancelable(request, EvtRequestCancel);\n\
            WdfRequestMarkCancelable(request, EvtRequestCancel);",
    right: "status = WdfRequestMarkCancelableEx(request, EvtRequestCancel);\n\
            if (!NT_SUCCESS(status)) {\n\
            \x20   WdfRequestComplete(request, status);\n\
            }",
    advice: "Keep the mark in the request's context or in your queue: mark once, unmark once.",
    breaks: "rules::requests::marking_twice_is_reported",
    keeps: "rules::requests::marking_again_after_an_unmark_is_not_reported",
};

pub(in super::super) const USE_WHILE_MARKED: Entry = Entry {
    why: "EvtRequestCancel may run on another processor at any moment after the mark. The callback \
          completes the request, and the request and its buffers are gone while the other thread still \
          uses them. The host speaks once it has seen the callback complete a request by itself. \
          A thread that holds a lock may keep the callback out, so the host does not speak then.",
    wrong: "WdfRequestMarkCancelable(request, EvtRequestCancel);\n\
            WdfRequestRetrieveOutputBuffer(request, 1, &buffer, NULL);",
    right: "WdfRequestRetrieveOutputBuffer(request, 1, &buffer, NULL);\n\
            status = WdfRequestMarkCancelableEx(request, EvtRequestCancel);",
    advice: "Do all work before the mark or after a successful unmark, or under the lock that \
             EvtRequestCancel takes.",
    breaks: "rules::marked_use::use_of_a_marked_request_is_reported",
    keeps: "rules::marked_use::use_of_a_marked_request_under_a_lock_is_not_reported",
};

pub(in super::super) const REQUEST_NOT_OWNED: Entry = Entry {
    why: "The queue may give the request to another thread, or complete the request after a \
          cancellation, at any moment. The former owner then uses memory that is gone.",
    wrong: "WdfRequestForwardToIoQueue(request, queue);\n\
            WdfRequestGetParameters(request, &parameters);",
    right: "WdfRequestGetParameters(request, &parameters);\n\
            WdfRequestForwardToIoQueue(request, queue);",
    advice: "Drop the handle with the forward or the requeue; use the request again when the queue \
             delivers it.",
    breaks: "rules::request_use::use_after_a_forward_is_reported",
    keeps: "rules::request_use::use_after_the_next_delivery_is_not_reported",
};

pub(in super::super) const STATUS_OF_UNSENT_REQUEST: Entry = Entry {
    why: "The status belongs to the driver below, or to a send that failed. Before a send the value \
          says nothing.",
    wrong: "// in EvtIoRead\n\
            WdfRequestComplete(request, WdfRequestGetStatus(request));",
    right: "if (!WdfRequestSend(request, target, &options)) {\n\
            \x20   WdfRequestComplete(request, WdfRequestGetStatus(request));\n\
            }",
    advice: "Ask for the status only after a WdfRequestSend that failed or was synchronous.",
    breaks: "rules::request_use::status_of_a_request_that_was_not_sent_is_reported",
    keeps: "rules::request_use::completion_with_the_status_of_the_work_is_not_reported",
};

pub(in super::super) const PARAMETERS_NOT_INITIALIZED: Entry = Entry {
    why: "The framework compares Size with its own structure. A structure of another size stays as it \
          was, and the driver reads what was in it before.",
    wrong: "WDF_REQUEST_PARAMETERS parameters;\n\
            WdfRequestGetParameters(request, &parameters);",
    right: "WDF_REQUEST_PARAMETERS parameters;\n\
            WDF_REQUEST_PARAMETERS_INIT(&parameters);\n\
            WdfRequestGetParameters(request, &parameters);",
    advice: "Call WDF_REQUEST_PARAMETERS_INIT first.",
    breaks: "rules::request_use::parameters_without_their_size_are_reported_and_stay",
    keeps: "rules::request_use::parameters_of_the_right_size_are_filled_in",
};

pub(in super::super) const QUEUE_OF_CREATE_REQUEST: Entry = Entry {
    why: "EvtDeviceFileCreate gets its requests from a queue of the framework, not of the driver. The \
          handle is NULL.",
    wrong: "// in EvtDeviceFileCreate\n\
            context = QueueGetContext(WdfRequestGetIoQueue(request));",
    right: "// in EvtDeviceFileCreate\n\
            context = DeviceGetContext(device);",
    advice: "Use the device in EvtDeviceFileCreate, or route creates to a queue.",
    breaks: "rules::request_use::queue_of_a_create_without_one_is_reported",
    keeps: "rules::request_use::queue_of_a_routed_create_is_not_reported",
};

pub(in super::super) const INFORMATION_TOO_LARGE: Entry = Entry {
    why: "The I/O manager copies Information bytes out of the system buffer. Bytes beyond the \
          buffer are other kernel memory, and the application reads them.",
    wrong: "WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, queueContext->Length);",
    right: "length = min(length, queueContext->Length);\n\
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, length);",
    advice: "Limit Information to the length of the request's output buffer.",
    breaks: "rules::requests::information_beyond_the_buffer_is_reported",
    keeps: "rules::requests::information_of_the_whole_buffer_is_not_reported",
};

pub(in super::super) const READ_ONLY_MEMORY: Entry = Entry {
    why: "The bytes are the application's input. The call fails with STATUS_ACCESS_VIOLATION.",
    wrong: "WdfRequestRetrieveInputMemory(write, &memory);\n\
            WdfMemoryCopyFromBuffer(memory, 0, buffer, length);",
    right: "WdfRequestRetrieveInputMemory(write, &memory);\n\
            WdfMemoryCopyToBuffer(memory, 0, buffer, length);",
    advice: "Copy from the memory of a write request (WdfMemoryCopyToBuffer), never into it.",
    breaks: "rules::pool::copying_into_the_memory_of_a_write_is_reported_and_refused",
    keeps: "rules::pool::copying_into_the_memory_of_reads_and_control_codes_is_not_reported",
};

pub(in super::super) const INVALID_COMPLETION_STATUS: Entry = Entry {
    why: "STATUS_PENDING says that the request is still in work, and -1 is no status. Whoever waits \
          for the request is misled; Driver Verifier stops with bug check 0xC9, code 6.",
    wrong: "WdfRequestComplete(request, STATUS_PENDING);",
    right: "// Keep the request now, and complete it with the result later.\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    advice: "Complete with a final status; for a pending request, return without a completion.",
    breaks: "rules::completion::completing_with_pending_or_minus_one_is_reported",
    keeps: "rules::completion::returning_with_a_pending_request_is_not_reported",
};

pub(in super::super) const WRONG_BUFFER: Entry = Entry {
    why: "A read has an output buffer only, a write an input buffer only; METHOD_NEITHER and \
          WdfDeviceIoNeither have calls of their own. The call fails with \
          STATUS_INVALID_DEVICE_REQUEST, always.",
    wrong: "// in EvtIoRead\n\
            WdfRequestRetrieveInputBuffer(request, 1, &buffer, NULL);",
    right: "// in EvtIoRead\n\
            WdfRequestRetrieveOutputBuffer(request, 1, &buffer, NULL);",
    advice: "Retrieve the output of a read and the input of a write.",
    breaks: "rules::completion::retrieving_the_input_of_a_read_is_reported_and_refused",
    keeps: "rules::completion::retrieving_the_buffer_of_each_type_is_not_reported",
};

pub(in super::super) const USER_BUFFER_OUT_OF_CONTEXT: Entry = Entry {
    why: "The address is valid in the process of the caller only, and the pages may be gone at any \
          time. In another process the address leads to other memory or to none, at DISPATCH_LEVEL a \
          page that is paged out stays out: bug check 0x50, 0xA or 0x3B.",
    wrong: "// in EvtIoDeviceControl\n\
            WdfRequestRetrieveUnsafeUserOutputBuffer(request, 1, &buffer, NULL);\n\
            buffer[0] = 1;",
    right: "// in EvtIoInCallerContext\n\
            WdfRequestRetrieveUnsafeUserOutputBuffer(request, 1, &buffer, &length);\n\
            WdfRequestProbeAndLockUserBufferForWrite(request, buffer, length, &memory);\n\
            WdfDeviceEnqueueRequest(device, request);",
    advice: "Lock the buffer in EvtIoInCallerContext, and use the memory object from then on.",
    breaks: "rules::user_buffers::retrieving_a_user_buffer_in_a_queue_callback_is_reported",
    keeps: "rules::user_buffers::locking_a_user_buffer_in_the_callers_context_is_not_reported",
};

pub(in super::super) const MEMORY_REFERENCED_AT_COMPLETION: Entry = Entry {
    why: "The memory object stays, but the buffer behind it goes back to the application: bug check \
          0x10D, code 3.",
    wrong: "WdfRequestRetrieveInputMemory(request, &memory);\n\
            WdfObjectReference(memory);\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    right: "WdfObjectReference(memory);\n\
            // ...\n\
            WdfObjectDereference(memory);\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    advice: "Drop references to a request's memory before the completion, or copy the bytes.",
    breaks: "rules::memory_references::completing_with_a_referenced_memory_object_is_reported",
    keeps: "rules::memory_references::completing_after_the_last_dereference_is_not_reported",
};
