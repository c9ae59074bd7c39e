//! What a driver that is unloaded has left with the kernel: work items, threads, registrations,
//! open files.

use super::notify::Topic;
use crate::machine::Inner;
use crate::rules::{Rule, Subject};

impl Inner {
    /// Takes out what a driver that is unloaded has left with the kernel, and reports it.
    pub(super) fn check_left_with_kernel(&self, service: usize) {
        let report = |subject: String, detail: String| {
            self.violation(Rule::LeakedObject, Subject::from(subject), "driver unload", detail);
        };
        for _ in 0..self.with(|state| state.take_io_work_of(service)) {
            let detail = "it is left: the driver has not called IoFreeWorkItem";
            report("IO_WORKITEM".into(), detail.into());
        }
        for left in self.with(|state| state.take_threads_of(service)) {
            report("system thread".into(), left.into());
        }
        for topic in self.with(|state| state.take_listeners_of(service)) {
            let (subject, call) = match topic {
                Topic::Wmi(_) => ("object of a WMI class", "ObDereferenceObject"),
                Topic::Setting => {
                    ("registration of a power setting", "PoUnregisterPowerSettingCallback")
                }
                _ => ("registration of a notification", "IoUnregisterPlugPlayNotification"),
            };
            report(subject.into(), format!("it is left: the driver has not called {call}"));
        }
        for path in self.with(|state| state.disk.close_all_of(service)) {
            let detail = "a handle is left: the driver has not called ZwClose";
            report(format!("file {path}"), detail.into());
        }
    }
}
