//! The events of a machine, with the questions that scenarios ask about them.

use kmdf_host::{Event, EventKind, Machine, Who};

/// Events, oldest first.
pub(crate) struct Story(Vec<Event>);

impl Story {
    /// All events so far.
    pub(crate) fn of(machine: &Machine) -> Self {
        Self(machine.trace())
    }

    /// The events since an earlier story was taken.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        Self(self.0.iter().skip(earlier.0.len()).cloned().collect())
    }

    pub(crate) fn events(&self) -> &[Event] {
        &self.0
    }

    /// The entries of a callback.
    pub(crate) fn entered(&self, callback: &str) -> Vec<&Event> {
        self.0.iter().filter(|event| event.kind.enters(callback)).collect()
    }

    /// The number of times a callback was entered.
    pub(crate) fn count(&self, callback: &str) -> usize {
        self.entered(callback).len()
    }

    /// The number of reads and writes presented to the driver.
    pub(crate) fn presented(&self) -> usize {
        self.count("EvtIoRead") + self.count("EvtIoWrite")
    }

    /// The names of the driver's calls, in order, without those that print: a build may print wherever
    /// its author needs to see something.
    pub(crate) fn calls(&self) -> Vec<&'static str> {
        let call = |event: &Event| match event.kind {
            EventKind::Call { ddi, .. } => Some(ddi).filter(|ddi| *ddi != "DbgPrint"),
            _ => None,
        };
        self.0.iter().filter_map(call).collect()
    }

    /// The largest number of simultaneous runs of a callback.
    pub(crate) fn most_at_once(&self, callback: &str) -> usize {
        let (mut active, mut most) = (0_usize, 0);
        for event in self.0.iter().filter(|event| event.kind.name() == Some(callback)) {
            match event.who() {
                Who::CallbackEnter => active += 1,
                Who::CallbackLeave => active = active.saturating_sub(1),
                _ => {}
            }
            most = most.max(active);
        }
        most
    }

    /// The order of these callbacks and calls: `> name` when entered or called, `< name` when left
    /// or returned.
    pub(crate) fn order_of(&self, names: &[&str]) -> Vec<String> {
        let step = |event: &Event| {
            let name = event.kind.name().filter(|name| names.contains(name))?;
            match event.who() {
                Who::CallbackEnter | Who::Call => Some(format!("> {name}")),
                Who::CallbackLeave | Who::CallReturned => Some(format!("< {name}")),
                _ => None,
            }
        };
        self.0.iter().filter_map(step).collect()
    }
}

#[cfg(test)]
mod tests {
    use kmdf_host::trace::{Arguments, ThreadName};

    use super::*;

    #[test]
    fn calls_of_a_driver_that_prints_are_those_of_one_that_does_not() {
        let call = |ddi| Event {
            time: 0,
            thread: ThreadName::Host,
            irql: 0,
            kind: EventKind::Call { ddi, arguments: Arguments::default() },
        };
        let story = Story(vec![call("DbgPrint"), call("WdfTimerStart"), call("DbgPrint")]);
        assert_eq!(story.calls(), ["WdfTimerStart"]);
    }
}
