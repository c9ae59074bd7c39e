//! What happened on a machine, told in the words of the recordings, and compared with them.

use std::fmt::Write;

use kmdf_host::{Event, Machine, Who};

use super::recording::Line;

/// The calls that the recordings have; they leave all others out.
pub const RECORDED_CALLS: [&str; 5] = [
    "WdfRequestMarkCancelable",
    "WdfRequestMarkCancelableEx",
    "WdfRequestUnmarkCancelable",
    "WdfRequestComplete",
    "WdfRequestCompleteWithInformation",
];

/// Tells what a machine does from now on.
pub struct Story {
    machine: Machine,
    who: &'static [Who],
    calls: &'static [&'static str],
    /// The events before this one are told.
    told: usize,
    lines: Vec<Line>,
}

impl Story {
    /// A story that has only these tellers, and only these of the driver's calls.
    pub fn of(machine: &Machine, who: &'static [Who], calls: &'static [&'static str]) -> Self {
        let told = machine.trace().len();
        Self { machine: machine.clone(), who, calls, told, lines: Vec::new() }
    }

    /// A story as the recordings tell it.
    pub fn as_recorded(machine: &Machine) -> Self {
        const TELLERS: &[Who] = &[
            Who::CallbackEnter,
            Who::CallbackLeave,
            Who::Call,
            Who::CallReturned,
            Who::Framework,
            Who::Cancel,
            Who::Violation,
        ];
        Self::of(machine, TELLERS, &RECORDED_CALLS)
    }

    /// Takes over what the machine has done since the last time.
    pub fn catch_up(&mut self) {
        let trace = self.machine.trace();
        let fits = |event: &&Event| self.fits(event);
        let new = trace[self.told..].iter().filter(fits).map(|event| Line {
            who: event.who.to_string(),
            what: event.what.clone(),
            irql: Some(event.irql),
        });
        self.lines.extend(new.collect::<Vec<_>>());
        self.told = trace.len();
    }

    /// Adds what the application did or found.
    pub fn application(&mut self, what: String) {
        self.catch_up();
        self.lines.push(Line::application(what));
    }

    fn fits(&self, event: &Event) -> bool {
        let name = event.what.split(['(', ' ']).next().unwrap_or_default();
        let told = match event.who {
            Who::Call | Who::CallReturned => self.calls.contains(&name),
            // Loading and unloading is not among what the recordings' machine shows.
            Who::Pnp => name.starts_with("IRP_MN_") || name == "AddDevice",
            _ => true,
        };
        told && self.who.contains(&event.who)
    }

    /// The story, without ticks in which the timer did nothing, and with the requests numbered as
    /// they come up: the recordings number those that the driver has seen.
    pub fn end(mut self) -> Vec<Line> {
        self.catch_up();
        let mut lines: Vec<Line> = Vec::new();
        for line in self.lines {
            let leaves_timer = line.who == "callback leave" && line.what == "EvtTimerFunc";
            let idle = leaves_timer
                && lines.last().is_some_and(|last| {
                    last.who == "callback enter" && last.what.starts_with("EvtTimerFunc(")
                });
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

/// Renames the requests to R1, R2 … in the order in which they come up.
fn renumber(lines: &mut [Line]) {
    let mut seen: Vec<String> = Vec::new();
    for line in lines.iter_mut().filter(|line| line.irql.is_some()) {
        let mut renamed = String::new();
        for word in line.what.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
            let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let digits = name.strip_prefix('R').unwrap_or_default();
            if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
                renamed.push_str(word);
                continue;
            }
            let index = seen.iter().position(|s| s == name).unwrap_or_else(|| {
                seen.push(name.to_string());
                seen.len() - 1
            });
            let _ = write!(renamed, "R{}{}", index + 1, &word[name.len()..]);
        }
        line.what = renamed;
    }
}

/// Compares what happened with what is recorded, line by line.
///
/// # Panics
/// At the first difference, with what led there.
pub fn agree(name: &str, recorded: &[Line], happened: &[Line]) {
    const CONTEXT: usize = 6;
    let longer = recorded.len().max(happened.len());
    let Some(first) = (0..longer).find(|index| recorded.get(*index) != happened.get(*index)) else {
        return;
    };
    let show = |line: Option<&Line>| line.map_or("nothing more".into(), Line::to_string);
    let mut report = format!("{name}: line {} differs\n", first + 1);
    for (index, line) in recorded.iter().enumerate().take(first).skip(first.saturating_sub(CONTEXT))
    {
        let _ = writeln!(report, "  {:>4}  {line}", index + 1);
    }
    let _ = writeln!(report, "recorded  {}", show(recorded.get(first)));
    let _ = writeln!(report, "happened  {}", show(happened.get(first)));
    for (title, lines) in [("recorded", recorded), ("happened", happened)] {
        let _ = writeln!(report, "what comes next, {title}:");
        for line in lines.iter().skip(first + 1).take(CONTEXT) {
            let _ = writeln!(report, "        {line}");
        }
    }
    panic!("{report}");
}
