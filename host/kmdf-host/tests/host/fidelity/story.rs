//! The events of a machine, compared with the recordings.

use std::fmt::Write;

use kmdf_host::trace::{Argument, ObjectRef, Pnp};
use kmdf_host::{Event, EventKind, Machine, ObjectKind, ObjectName, Who};

use super::recording::Line;

/// The calls that the recordings contain.
pub const RECORDED_CALLS: [&str; 5] = [
    "WdfRequestMarkCancelable",
    "WdfRequestMarkCancelableEx",
    "WdfRequestUnmarkCancelable",
    "WdfRequestComplete",
    "WdfRequestCompleteWithInformation",
];

/// The events of a machine from now on, of the kinds that a recording contains.
pub struct Story {
    machine: Machine,
    who: &'static [Who],
    calls: &'static [&'static str],
    /// The number of events seen so far.
    seen: usize,
    lines: Vec<Line>,
}

impl Story {
    /// A story with only these kinds of events, and only these of the driver's calls.
    pub fn of(machine: &Machine, who: &'static [Who], calls: &'static [&'static str]) -> Self {
        let seen = machine.trace().len();
        Self { machine: machine.clone(), who, calls, seen, lines: Vec::new() }
    }

    /// A story with the kinds of events of the recordings.
    pub fn as_recorded(machine: &Machine) -> Self {
        const KINDS: &[Who] = &[
            Who::CallbackEnter,
            Who::CallbackLeave,
            Who::Call,
            Who::CallReturned,
            Who::Framework,
            Who::Cancel,
            Who::Violation,
        ];
        Self::of(machine, KINDS, &RECORDED_CALLS)
    }

    /// Adds the events since the last call.
    pub fn catch_up(&mut self) {
        let trace = self.machine.trace().split_off(self.seen);
        self.seen += trace.len();
        for event in trace {
            if self.fits(&event) {
                self.lines.push(Line::of(event.kind, event.irql));
            }
        }
    }

    /// Adds an action or a finding of the application.
    pub fn application(&mut self, what: String) {
        self.catch_up();
        self.lines.push(Line::Application(what));
    }

    fn fits(&self, event: &Event) -> bool {
        let recorded = match &event.kind {
            EventKind::Call { ddi, .. } | EventKind::CallReturned { ddi, .. } => {
                self.calls.contains(ddi)
            }
            // The recordings do not show the load and the unload of a driver.
            EventKind::FileIrp { .. } => false,
            EventKind::Pnp(pnp) => matches!(pnp, Pnp::Sent { .. }),
            _ => true,
        };
        recorded && self.who.contains(&event.who())
    }

    /// The story without idle ticks, and with the requests numbered in order of appearance: the
    /// recordings number the requests that the driver saw.
    pub fn end(mut self) -> Vec<Line> {
        self.catch_up();
        let mut lines: Vec<Line> = Vec::new();
        for line in self.lines {
            let idle = leaves(&line, TICK) && lines.last().is_some_and(|last| enters(last, TICK));
            if idle {
                lines.pop();
            } else {
                lines.push(line);
            }
        }
        renumber(&mut lines);
        lines
    }
}

const TICK: &str = "EvtTimerFunc";

fn enters(line: &Line, callback: &str) -> bool {
    matches!(line, Line::Event(kind, _) if kind.enters(callback))
}

fn leaves(line: &Line, name: &str) -> bool {
    matches!(line, Line::Event(EventKind::CallbackLeave { callback, .. }, _) if *callback == name)
}

/// Renames the requests to R1, R2 … in order of appearance.
fn renumber(lines: &mut [Line]) {
    let mut seen: Vec<ObjectName> = Vec::new();
    let mut rename = |name: ObjectName| {
        if name.kind != ObjectKind::Request {
            return name;
        }
        let place = seen.iter().position(|one| *one == name).unwrap_or_else(|| {
            seen.push(name);
            seen.len() - 1
        });
        ObjectName::new(ObjectKind::Request, u32::try_from(place + 1).expect("few requests"))
    };
    for line in lines {
        match line {
            Line::Event(
                EventKind::CallbackEnter { arguments, .. } | EventKind::Call { arguments, .. },
                _,
            ) => {
                let renamed = arguments.iter().map(|argument| match argument {
                    Argument::Object(ObjectRef::Existing(name)) => rename(*name).into(),
                    other => other.clone(),
                });
                *arguments = renamed.collect();
            }
            Line::Event(EventKind::Completed { request, .. }, _) => *request = rename(*request),
            _ => {}
        }
    }
}

/// Compares the events with a recording, line by line.
///
/// # Panics
/// At the first difference, with the lines before it.
pub fn agree(name: &str, recorded: &[Line], happened: &[Line]) {
    const CONTEXT: usize = 6;
    let longer = recorded.len().max(happened.len());
    let Some(first) = (0..longer).find(|index| recorded.get(*index) != happened.get(*index)) else {
        return;
    };
    let show = |line: Option<&Line>| line.map_or("the end".into(), Line::to_string);
    let mut report = format!("{name}: line {} differs\n", first + 1);
    for (index, line) in recorded.iter().enumerate().take(first).skip(first.saturating_sub(CONTEXT))
    {
        let _ = writeln!(report, "  {:>4}  {line}", index + 1);
    }
    let _ = writeln!(report, "recorded  {}", show(recorded.get(first)));
    let _ = writeln!(report, "happened  {}", show(happened.get(first)));
    for (title, lines) in [("recorded", recorded), ("happened", happened)] {
        let _ = writeln!(report, "the next lines, {title}:");
        for line in lines.iter().skip(first + 1).take(CONTEXT) {
            let _ = writeln!(report, "        {line}");
        }
    }
    panic!("{report}");
}
