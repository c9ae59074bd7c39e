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
    why: "A read has an output buffer only, a write an input buffer only. The call fails with \
          STATUS_INVALID_DEVICE_REQUEST, always.",
    wrong: "// in EvtIoRead\n\
            WdfRequestRetrieveInputBuffer(request, 1, &buffer, NULL);",
    right: "// in EvtIoRead\n\
            WdfRequestRetrieveOutputBuffer(request, 1, &buffer, NULL);",
    advice: "Retrieve the output of a read and the input of a write.",
    breaks: "rules::completion::retrieving_the_input_of_a_read_is_reported_and_refused",
    keeps: "rules::completion::retrieving_the_buffer_of_each_type_is_not_reported",
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
