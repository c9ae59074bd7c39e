//! Rules about the state of queues.

use super::Entry;

pub(in super::super) const QUEUE_CHANGES_OVERLAP: Entry = Entry {
    why: "Two changes of one kind stop Windows with bug check 0x10D, code 0xA. Two of \
          different kinds end in an order that nobody has chosen.",
    wrong: "WdfIoQueueStop(queue, EvtQueueStopped, context);\n\
            WdfIoQueueStop(queue, EvtQueueStopped, context);",
    right: "WdfIoQueueStop(queue, EvtQueueStopped, context);\n\
            // ... and the next change in EvtQueueStopped",
    advice: "Change a queue from one place, and wait for the end of the change before the \
          next.",
    breaks: "rules::queue_changes::second_stop_before_the_first_ends_is_reported",
    keeps: "rules::queue_changes::stop_after_the_end_of_a_stop_is_not_reported",
};

pub(in super::super) const QUEUE_WAIT_IN_IO_CALLBACK: Entry = Entry {
    why: "The call waits for requests, and one of them may wait for the thread of the \
          callback: a deadlock that depends on the order of the requests.",
    wrong: "VOID EvtIoRead(WDFQUEUE queue, WDFREQUEST request, size_t length) {\n\
            \x20   WdfIoQueuePurgeSynchronously(otherQueue);\n\
            }",
    right: "VOID EvtIoRead(WDFQUEUE queue, WDFREQUEST request, size_t length) {\n\
            \x20   WdfIoQueuePurge(otherQueue, EvtQueuePurged, context);\n\
            }",
    advice: "Use the form with a callback, or wait in a PnP callback or a work item.",
    breaks: "rules::queue_changes::wait_for_a_queue_in_an_io_callback_is_reported",
    keeps: "rules::queue_changes::purge_with_a_callback_in_an_io_callback_is_not_reported",
};

pub(in super::super) const RETRIEVE_RACES_DISPATCH: Entry = Entry {
    why: "The framework delivers the next request of such a queue at the same time. \
          Which of the two gets a request is chance, and two are then in work at once.",
    wrong: "VOID EvtTimerFunc(WDFTIMER timer) {\n\
            \x20   WdfIoQueueRetrieveNextRequest(sequentialQueue, &request);\n\
            }",
    right: "VOID EvtTimerFunc(WDFTIMER timer) {\n\
            \x20   WdfIoQueueRetrieveNextRequest(manualQueue, &request);\n\
            }",
    advice: "Retrieve requests from manual queues.",
    breaks: "rules::queue_changes::retrieval_that_races_the_dispatcher_is_reported",
    keeps: "rules::queue_changes::retrieval_beside_an_owned_request_is_not_reported",
};
