//! The words of a panel: what stands in a bar, and beside a mark.

use kmdf_host::abi::{STATUS_PENDING, STATUS_SUCCESS};
use kmdf_host::trace::{Application, Argument, Decision};
use kmdf_host::{Event, EventKind};

use super::super::bars::returned_status;
use super::super::text::short;

/// The text for an event. `returned` is the return of a call.
pub(super) fn of(event: &Event, returned: Option<&Event>) -> String {
    match &event.kind {
        EventKind::Application(done) => operation(*done),
        EventKind::CallbackEnter { callback, .. } => {
            let request = event.kind.requests().next();
            request.map_or_else(|| (*callback).into(), |name| format!("{callback} {name}"))
        }
        EventKind::Call { ddi, .. } => call(ddi, event, returned),
        EventKind::Cancel { request } => format!("I/O manager cancels {request}"),
        EventKind::Framework(Decision::DispatchDeferred { to, .. }) => {
            format!("deferred to {to}")
        }
        EventKind::Violation(violation) => format!("{:?}", violation.rule),
        other => other.to_string(),
    }
}

/// A call of the driver by what it does to a request, with the status that it passes or
/// returns unless that is success.
fn call(ddi: &str, event: &Event, returned: Option<&Event>) -> String {
    let request = event.kind.requests().next().map(|name| name.to_string());
    let call = format!("{} {}", verb(ddi).unwrap_or(ddi), request.unwrap_or_default());
    let passed = event.kind.arguments().into_iter().flatten().find_map(|one| match one {
        Argument::Status(status) => Some(*status),
        _ => None,
    });
    match (passed, returned.and_then(returned_status)) {
        (None | Some(STATUS_SUCCESS), None | Some(STATUS_SUCCESS)) => call.trim_end().into(),
        (None, Some(status)) => format!("{call} → {}", short(status)),
        (Some(status), _) => format!("{call}: {}", short(status)),
    }
}

fn verb(ddi: &str) -> Option<&'static str> {
    let verbs =
        [("MarkCancelable", "mark"), ("UnmarkCancelable", "unmark"), ("Complete", "complete")];
    let fits =
        |part: &str| ddi.strip_prefix("WdfRequest").is_some_and(|rest| rest.starts_with(part));
    verbs.into_iter().find(|(part, _)| fits(part)).map(|(_, verb)| verb)
}

/// An application's call, with its status unless the call succeeded or is pending.
fn operation(done: Application) -> String {
    match done {
        Application::Issued { call, status: STATUS_SUCCESS | STATUS_PENDING, .. } => {
            call.name().into()
        }
        Application::Issued { call, status, .. } => format!("{} → {}", call.name(), short(status)),
        Application::Cancel { .. } | Application::CancelAll { .. } => "CancelIoEx".into(),
        Application::Close => "CloseHandle".into(),
        other => other.to_string(),
    }
}
