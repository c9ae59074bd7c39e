//! A driver's handles and mandatory pointers: checks them, and reports what is wrong.

use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::{ObjectName, ObjectRef};
use crate::rules::{Rule, Subject};

/// The fault of a handle.
enum Wrong {
    Null,
    Deleted(ObjectName),
    Completed(ObjectName),
    Destroyed(ObjectName),
    Type(ObjectName),
    Unknown,
}

/// The only call for which an object's `EvtDestroyCallback` may use the object's handle.
const CONTEXT_CALL: &str = "WdfObjectGetTypedContextWorker";

impl Inner {
    /// The handle that the driver passed, if it belongs to an existing object of `kind`; reports
    /// any other value (`WDF_VIOLATION` 5, or worse).
    pub(super) fn check<T>(&self, call: &str, raw: *mut T, kind: Kind) -> Option<Handle> {
        self.check_as(call, raw, Some(kind), Rule::StaleHandle)
    }

    /// [`Inner::check`] for a call that takes any object.
    pub(super) fn check_any<T>(&self, call: &str, raw: *mut T) -> Option<Handle> {
        self.check_as(call, raw, None, Rule::StaleHandle)
    }

    /// [`Inner::check`] for a completion: a stale request handle means a double completion.
    pub(super) fn check_completion<T>(&self, call: &str, raw: *mut T) -> Option<Handle> {
        self.check_as(call, raw, Some(Kind::Request), Rule::DoubleCompletion)
    }

    /// [`Inner::check`] for a request that `WdfIoQueueFindRequest` returned: the framework may have
    /// completed it, and the driver's reference keeps its handle.
    pub(super) fn check_found<T>(&self, call: &str, raw: *mut T) -> Option<Handle> {
        let handle = Handle(raw.addr());
        let is_kept = self.with(|state| {
            let object = state.objects.get(handle);
            object.is_some_and(|o| o.kind() == Kind::Request && !o.taken.is_empty())
        });
        if is_kept { Some(handle) } else { self.check(call, raw, Kind::Request) }
    }

    fn check_as<T>(
        &self,
        call: &str,
        raw: *mut T,
        kind: Option<Kind>,
        stale: Rule,
    ) -> Option<Handle> {
        let handle = Handle(raw.addr());
        let wrong = self.with(|state| {
            if handle.is_null() {
                return Some(Wrong::Null);
            }
            if let Some(object) = state.objects.get(handle) {
                let completed = match &object.body {
                    Body::Request(request) => request.progress.completed && kind.is_some(),
                    _ => false,
                };
                if completed {
                    return Some(Wrong::Completed(object.name));
                }
                if object.references == 0 && call != CONTEXT_CALL {
                    return Some(Wrong::Destroyed(object.name));
                }
                let right = kind.is_none_or(|kind| kind == object.kind());
                return (!right).then_some(Wrong::Type(object.name));
            }
            Some(state.deleted.get(handle).map_or(Wrong::Unknown, Wrong::Deleted))
        });
        let expected = kind.map_or("WDFOBJECT", Kind::type_name);
        let (rule, subject, detail): (_, Subject, _) = match wrong {
            None => return Some(handle),
            Some(Wrong::Null) => {
                (Rule::WrongHandleType, ObjectRef::Null.into(), format!("expected a {expected}"))
            }
            Some(Wrong::Deleted(name)) if kind.is_none_or(|kind| kind == name.kind) => {
                (stale, name.into(), format!("the {} was deleted", name.kind.type_name()))
            }
            Some(Wrong::Completed(name)) => {
                (stale, name.into(), "the request was completed".into())
            }
            Some(Wrong::Destroyed(name)) => {
                let detail = "its EvtDestroyCallback runs: only its context can be used".into();
                (Rule::ObjectMisused, name.into(), detail)
            }
            Some(Wrong::Deleted(name) | Wrong::Type(name)) => (
                Rule::WrongHandleType,
                name.into(),
                format!("a {}, expected a {expected}", name.kind.type_name()),
            ),
            Some(Wrong::Unknown) => {
                let detail = format!("not a handle of the framework's, expected a {expected}");
                (Rule::WrongHandleType, Subject::Other("unknown".into()), detail)
            }
        };
        self.violation(rule, subject, call, detail);
        None
    }

    /// Whether no mandatory pointer is NULL; reports the first that is (`WDF_VIOLATION` 4).
    pub(super) fn required(&self, call: &str, pointers: &[(&str, bool)]) -> bool {
        let missing = pointers.iter().find(|(_, is_null)| *is_null);
        if let Some((name, _)) = missing {
            let detail = format!("{name} is NULL");
            self.violation(Rule::RequiredParameterIsNull, Subject::None, call, detail);
        }
        missing.is_none()
    }

    /// The object of a raw handle, by its name.
    pub(super) fn name_of<T>(&self, raw: *mut T) -> ObjectRef {
        self.with(|state| state.name(Handle(raw.addr())))
    }
}
