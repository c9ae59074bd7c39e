//! Calls that are legal by themselves, but not in the callback that makes them.

use super::Inner;
use crate::handle::Handle;
use crate::rules::Rule;
use crate::running;

/// What a call does, as far as a callback may forbid the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Asks for the parameters of a request.
    ReadsParameters,
    /// Stops, drains or purges a queue.
    ChangesQueue,
    /// Stops, drains or purges a queue, and waits for its requests.
    WaitsForQueue,
    /// Completes a request.
    Completes,
}

/// The rule that forbids a deed in a callback, and the detail of the report.
fn forbidden(callback: &str, deed: Deed) -> Option<(Rule, &'static str)> {
    match (callback, deed) {
        ("EvtIoStop" | "EvtIoResume", Deed::ReadsParameters) => Some((
            Rule::ParametersInStopOrResume,
            "the parameters were asked for at a power change, expected in the I/O callback",
        )),
        ("EvtDeviceSurpriseRemoval", Deed::ChangesQueue | Deed::WaitsForQueue) => Some((
            Rule::RequestsInSurpriseRemoval,
            "the queue was closed in EvtDeviceSurpriseRemoval, which only notifies; the framework \
             closes the queue after the callback",
        )),
        ("EvtDeviceSurpriseRemoval", Deed::Completes) => Some((
            Rule::RequestsInSurpriseRemoval,
            "the request was completed in EvtDeviceSurpriseRemoval, which only notifies; expected \
             in EvtDeviceSelfManagedIoSuspend, EvtIoStop or EvtRequestCancel",
        )),
        (
            "EvtIoDefault" | "EvtIoRead" | "EvtIoWrite" | "EvtIoDeviceControl",
            Deed::WaitsForQueue,
        ) => Some((
            Rule::QueueWaitInIoCallback,
            "an I/O callback waits for requests; the requests may wait for the callback's thread",
        )),
        _ => None,
    }
}

impl Inner {
    /// Reports a call that the running callback must not make.
    pub(crate) fn check_place(&self, call: &str, deed: Deed, object: Handle) {
        if let Some((rule, detail)) = forbidden(running::driver_function(), deed) {
            self.report(rule, object, call, detail);
        }
    }
}
