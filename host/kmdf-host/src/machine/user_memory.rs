//! The memory of applications: a driver can access the buffers of a process in the context of that
//! process only, below `DISPATCH_LEVEL`.

use std::sync::atomic::Ordering;

use super::{Inner, State};
use crate::crash::{self, Access};
use crate::framework::object::{Body, Object};
use crate::framework::transfer::UserBuffers;
use crate::handle::Handle;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};

/// No process: the buffers of none are accessible.
const NOBODY: u32 = 0;

/// The accessible buffers are not known.
pub(super) const UNKNOWN: u32 = u32::MAX;

impl Inner {
    /// Whether the host can keep drivers from user memory: an exploration reads all memory at every step.
    pub(crate) fn guards_user_memory(&self) -> bool {
        crash::CATCHES && !cfg!(miri) && !self.is_explored()
    }

    /// Notes that buffers of an application were made.
    pub(crate) fn note_user_memory(&self) {
        running::on_irql(super::special_pool::follow_irql);
        self.has_user_memory.store(true, Ordering::Relaxed);
        self.user_process.store(UNKNOWN, Ordering::Relaxed);
    }

    /// Makes the caller's buffers of a request accessible for the host.
    pub(crate) fn open_user_buffers(&self, request: Handle) {
        self.user_process.store(UNKNOWN, Ordering::Relaxed);
        self.with(|state| {
            if let Some(user) = state.request(request).and_then(|r| r.buffers.rest.user.as_ref()) {
                user.set_accessible(true);
            }
        });
    }

    /// Makes the buffers of the running thread's process accessible, and no others.
    pub(super) fn follow_process(&self) {
        if !self.has_user_memory.load(Ordering::Relaxed) {
            return;
        }
        let raised = running::irql() >= DISPATCH;
        let process = Self::caller().filter(|_| !raised).unwrap_or(NOBODY);
        if self.user_process.swap(process, Ordering::Relaxed) != process {
            self.with(|state| {
                for user in state.objects.values().filter_map(user_buffers) {
                    user.set_accessible(user.process == process);
                }
            });
        }
    }
}

fn user_buffers(object: &Object) -> Option<&UserBuffers> {
    match &object.body {
        Body::Request(request) => request.buffers.rest.user.as_deref(),
        _ => None,
    }
}

impl State {
    /// The rule that an access to a caller's buffer broke, the memory, and the details.
    pub(super) fn user_misuse(
        &self,
        access: Access,
        address: usize,
    ) -> Option<(Rule, String, String)> {
        let near = |user: &&UserBuffers| user.blocks().any(|block| block.is_near(address));
        let of_requests = self.objects.values().filter_map(|o| Some((o.name, user_buffers(o)?)));
        let (request, user) = of_requests.into_iter().find(|(_, user)| near(user))?;
        let (process, thread) = (user.process, running::thread_name());
        let detail = format!(
            "{access} of a buffer in process {process} by thread {thread} at IRQL {}, expected the \
             process's own thread below DISPATCH_LEVEL, or locked pages",
            running::irql()
        );
        Some((Rule::UserBufferOutOfContext, format!("caller's buffer of {request}"), detail))
    }
}
