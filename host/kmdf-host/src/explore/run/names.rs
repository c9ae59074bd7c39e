//! The process that a choice lets continue: by number for choosers, by name for people and for a
//! replay.
#![forbid(unsafe_code)]

use super::{Choice, Run, Task};
use crate::explore::processes::{Process, failing};
use crate::machine::Deferred;

impl Run<'_> {
    /// The number of the process that a choice lets continue.
    pub(super) fn who(&self, choice: Choice) -> usize {
        let process = match choice {
            Choice::Task(index) => return self.tasks[index].number,
            Choice::Failing(index) => return failing(self.tasks[index].number),
            Choice::Dpc(deferred) | Choice::WorkItem(deferred) => self.next(deferred),
            Choice::Clock => Process::Clock,
        };
        self.processes.number(process)
    }

    /// The process that a DPC or work item becomes when it begins.
    pub(super) fn next(&self, deferred: Deferred) -> Process {
        let same = |task: &&Task| matches!(task.process, Process::Deferred(d, _) if d == deferred);
        Process::Deferred(deferred, self.tasks.iter().filter(same).count() + 1)
    }

    /// The name of the process that a choice lets continue.
    pub(super) fn name(&self, choice: Choice) -> String {
        let process = match choice {
            Choice::Task(index) | Choice::Failing(index) => self.tasks[index].process,
            Choice::Dpc(deferred) | Choice::WorkItem(deferred) => self.next(deferred),
            Choice::Clock => Process::Clock,
        };
        let name = match process {
            Process::Staged(number) => self.names[number].clone(),
            Process::Deferred(deferred, count) => self.deferred(deferred, count),
            Process::Clock => "clock".into(),
        };
        if matches!(choice, Choice::Failing(_)) { format!("{name}!") } else { name }
    }

    /// The name of a DPC or work item, with the number of its start.
    fn deferred(&self, deferred: Deferred, count: usize) -> String {
        let name = self.machine.with(|state| match deferred {
            Deferred::Timer(timer) => state.name(timer).to_string(),
            Deferred::Dpc(dpc) => state.name(dpc).to_string(),
            Deferred::Dispatch(queue) => format!("dispatch-{}", state.name(queue)),
            Deferred::WorkItem(item) => state.name(item).to_string(),
            Deferred::Delete(object) => format!("delete-{}", state.name(object)),
            Deferred::Close(file) => format!("close-{file}"),
            Deferred::Timeout(request) => format!("timeout-{}", state.name(request)),
            Deferred::Remove(node) => format!("remove-{node}"),
            Deferred::Fail(node) => format!("fail-{node}"),
            Deferred::Idle(node) => format!("idle-{node}"),
            Deferred::IoWork(number) => format!("io-work-{number}"),
            Deferred::Thread(number) => format!("thread-{}", number + 1),
            Deferred::Notify(number) => format!("notify-{number}"),
            Deferred::Unload(service) => format!("unload-{service}"),
        });
        format!("{}#{count}", name.replace([' ', ','], "-"))
    }
}
