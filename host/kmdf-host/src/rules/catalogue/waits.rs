//! Rules about waits that do not end.

use super::Entry;

pub(in super::super) const TIMER_WAIT_IN_OWN_CALLBACK: Entry = Entry {
    why: "The wait ends when the callback has returned, and the callback returns when the wait has \
          ended.",
    wrong: "VOID EvtTimerFunc(WDFTIMER timer) {\n\
            \x20   WdfTimerStop(timer, TRUE);\n\
            }",
    right: "VOID EvtTimerFunc(WDFTIMER timer) {\n\
            \x20   WdfTimerStop(timer, FALSE);\n\
            }",
    advice: "Stop a timer without Wait in its own callback; wait in a cleanup callback.",
    breaks: "rules::waits::waiting_for_a_timer_in_its_own_callback_is_reported",
    keeps: "rules::waits::a_stop_without_wait_in_the_timer_callback_is_not_reported",
};

pub(in super::super) const WAIT_NEVER_ENDS: Entry = Entry {
    why: "The thread hangs, and with it whatever waits for the thread: an application that cannot \
          be ended, a removal that never finishes.",
    wrong: "WdfWaitLockAcquire(lock, NULL);\n\
            return; // Nobody releases the lock.",
    right: "WdfWaitLockAcquire(lock, NULL);\n\
            // ...\n\
            WdfWaitLockRelease(lock);",
    advice: "Find out who should end the wait: the lock's owner, the queue's requests, the callback.",
    breaks: "rules::waits::waiting_for_a_lock_of_an_ended_thread_is_reported",
    keeps: "rules::waits::waiting_for_a_lock_that_is_released_is_not_reported",
};

pub(in super::super) const REQUEST_NEVER_COMPLETED: Entry = Entry {
    why: "The framework waits for the request in a power-down, a removal or the end of the \
          application. The machine does not sleep, or the process stays.",
    wrong: "VOID EvtIoRead(WDFQUEUE queue, WDFREQUEST request, size_t length) {\n\
            \x20   queueContext->Request = request; // not cancelable\n\
            }",
    right: "status = WdfRequestMarkCancelableEx(request, EvtRequestCancel);\n\
            if (NT_SUCCESS(status)) {\n\
            \x20   queueContext->Request = request;\n\
            }",
    advice: "Mark a request cancelable while the driver holds it, and give the queue an EvtIoStop.",
    breaks: "rules::waits::a_request_that_is_never_completed_is_reported",
    keeps: "rules::waits::a_request_that_a_cancellation_completes_is_not_reported",
};

pub(in super::super) const CONCURRENT_TIMER_STOPS: Entry = Entry {
    why: "The first stop to end allows starts again while the other one still waits. The timer may \
          run after a stop with Wait.",
    wrong: "WdfTimerStop(timer, TRUE); // in two threads at once",
    right: "WdfWaitLockAcquire(lock, NULL);\n\
            WdfTimerStop(timer, TRUE);\n\
            WdfWaitLockRelease(lock);",
    advice: "Let one place stop the timer with Wait, or serialize the stops with a wait lock.",
    breaks: "rules::timers::stopping_a_timer_in_two_threads_is_reported",
    keeps: "rules::timers::stopping_a_timer_twice_in_turn_is_not_reported",
};
