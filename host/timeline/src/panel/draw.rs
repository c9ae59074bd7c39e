//! Drawing a panel.

use kmdf_host::EventKind;
use kmdf_host::trace::ThreadName;

use super::super::bars::Kind;
use super::super::lanes::{CHECK, CROSS, DIAMOND, DOT};
use super::super::marks::Look;
use super::super::ownership::{Owner, Place, Request};
use super::super::svg::{Area, Svg};
use super::columns::{IRQL, MARK, NESTED, count, width};
use super::steps::Step;
use super::{LINE, Laid};

/// Draws a panel whose columns end at `end`.
pub(super) fn draw(svg: &mut Svg, laid: &Laid<'_>, end: f64) {
    let Laid { panel, columns, .. } = laid;
    svg.text("title", (columns.left, 26.0), panel.title);
    for (number, line) in panel.about.iter().enumerate() {
        svg.text("words faint", (columns.left, LINE.mul_add(count(number), 43.0)), line);
    }
    for (lane, thread) in laid.model.threads.lanes.iter().enumerate() {
        let column = &columns.threads[lane];
        svg.text("small faint", (column.left, laid.head - 2.0), "IRQL");
        let name = laid.model.events[thread.events[0]].thread;
        let name = match name {
            ThreadName::Application(_) => "application",
            ThreadName::Dpc(_) => "DPC",
            _ => &thread.name,
        };
        svg.text("column", (column.bars.0 + 2.0, laid.head - 2.0), name);
    }
    for &(_, y) in &laid.steps.moments {
        svg.line("moment", (columns.left, y + 13.0), (columns.end, y + 13.0));
    }
    for step in laid.steps.shown.iter().filter(|step| step.kind.is_some()) {
        bar(svg, laid, step);
    }
    for step in laid.steps.shown.iter().filter(|step| step.kind.is_none()) {
        line(svg, laid, step);
    }
    moments(svg, laid);
    levels(svg, laid);
    locks(svg, laid);
    requests(svg, laid, end);
}

/// The virtual time, where the first event after it stands.
fn moments(svg: &mut Svg, laid: &Laid<'_>) {
    for &(event, y) in &laid.steps.moments {
        let time = format!("{} ms", laid.model.events[event].time / 10_000);
        let x = laid.columns.threads[laid.model.threads.lane[event]].bars.0;
        let area = Area { x, y: y + 4.0, width: width(&time) + 8.0, height: 18.0 };
        svg.area("page", area, "");
        svg.text("column", (x + 4.0, y + 17.0), &time);
    }
}

/// The left and the right of what stands at a depth in a thread's column.
fn sides(laid: &Laid<'_>, step: &Step) -> (f64, f64) {
    let (left, right) = laid.columns.threads[step.lane].bars;
    let inset = NESTED * count(step.depth);
    (left + inset, right - inset)
}

fn bar(svg: &mut Svg, laid: &Laid<'_>, step: &Step) {
    let class = match step.kind {
        Some(Kind::Operation) => "bar operation",
        Some(Kind::Callback) => "bar callback",
        Some(Kind::Wait) => "bar wait",
        _ => "bar call",
    };
    let (left, right) = sides(laid, step);
    let area = Area { x: left, y: step.top, width: right - left, height: step.bottom - step.top };
    svg.area(class, area, &laid.model.events[step.event].to_string());
    svg.text("words", (left + 6.0, step.top + 14.0), &step.label);
}

fn line(svg: &mut Svg, laid: &Laid<'_>, step: &Step) {
    let (left, _) = sides(laid, step);
    let (class, path) = match laid.model.marks[step.event].look {
        Look::Violation => ("violation", CROSS),
        Look::Failed => ("mark failed", DOT),
        Look::Cancel => ("mark cancels", DIAMOND),
        Look::Framework => ("mark decides", DIAMOND),
        _ => ("mark does", DOT),
    };
    let (class, path) = match &laid.model.events[step.event].kind {
        EventKind::Call { ddi, .. } if ddi.contains("Complete") => ("mark success", CHECK),
        _ => (class, path),
    };
    let broken = if class == "violation" { "words broken strong" } else { "words" };
    let middle = step.top + 10.0;
    svg.shape(class, (left + 5.0, middle), path, &laid.model.events[step.event].to_string());
    svg.text(broken, (left + MARK, middle + 4.0), &step.label);
}

/// The IRQL of each thread while it runs.
fn levels(svg: &mut Svg, laid: &Laid<'_>) {
    let mut spans: Vec<(usize, u8, f64, f64)> = Vec::new();
    for level in &laid.model.levels {
        let (top, bottom) = (laid.steps.y(level.from), laid.steps.y(level.to));
        if bottom - top < 1.0 {
            continue;
        }
        match spans.last_mut() {
            Some((lane, what, _, end))
                if (*lane, *what) == (level.lane, level.what) && top - *end < 1.0 =>
            {
                *end = bottom;
            }
            _ => spans.push((level.lane, level.what, top, bottom)),
        }
    }
    for (lane, irql, top, bottom) in spans {
        let x = laid.columns.threads[lane].left;
        let class = if irql < 2 { "level low" } else { "level high" };
        svg.area(
            class,
            Area { x, y: top, width: IRQL, height: bottom - top },
            &format!("IRQL {irql}"),
        );
        if bottom - top > 13.0 {
            let place = (x + IRQL / 2.0, f64::midpoint(top, bottom) + 4.0);
            svg.text("digit", place, &irql.to_string());
        }
    }
}

/// The locks that are held: those of the trace, and the framework's around its callbacks.
fn locks(svg: &mut Svg, laid: &Laid<'_>) {
    let mut held: Vec<(usize, f64, f64)> = laid
        .model
        .locks
        .iter()
        .map(|hold| (hold.lane, laid.steps.y(hold.from), laid.steps.y(hold.to)))
        .collect();
    if laid.panel.serialized {
        let is_serialized = |step: &&Step| match laid.model.events[step.event].kind {
            EventKind::CallbackEnter { callback, .. } => {
                callback.starts_with("EvtIo")
                    || ["EvtTimerFunc", "EvtRequestCancel"].contains(&callback)
            }
            _ => false,
        };
        let steps = laid.steps.shown.iter().filter(is_serialized);
        held.extend(steps.map(|step| (step.lane, step.top, step.bottom)));
    }
    for (lane, top, bottom) in held {
        let x = laid.columns.threads[lane].left + IRQL + 3.0;
        svg.area("lock", Area { x, y: top, width: 7.0, height: bottom - top }, "lock held");
    }
}

/// Who has each request, and the way of those that waited in the queue.
fn requests(svg: &mut Svg, laid: &Laid<'_>, end: f64) {
    for (number, request) in laid.model.requests.iter().enumerate() {
        let (left, right) = laid.columns.request(number);
        let middle = f64::midpoint(left, right);
        svg.text("column centred", (middle, laid.head - 2.0), &request.name.to_string());
        let last = request.completed.map_or(end, |(event, _)| laid.steps.y(Place(event, 0.5)));
        for (place, (from, owner)) in request.owners.iter().enumerate() {
            let to = request.owners.get(place + 1).map_or(last, |(to, _)| laid.steps.y(*to));
            let y = laid.steps.y(*from);
            let (class, label) = owner.look();
            let area = Area { x: left + 2.0, y, width: right - left - 4.0, height: to - y };
            svg.area(&format!("own {class}"), area, &format!("{}: {label}", request.name));
        }
        if let Some((event, status)) = request.completed {
            let class = if status == 0 { "mark success" } else { "mark without" };
            svg.shape(class, (middle, last + 1.0), CHECK, &laid.model.events[event].to_string());
        }
        way(svg, laid, request);
        for &broken in &request.violations {
            let y = laid.steps.y(Place(broken, 0.5));
            svg.shape("violation", (middle, y), CROSS, &laid.model.events[broken].to_string());
        }
    }
}

/// An arrow from the call that became a request to the callback that gets it, if the request waited
/// in the queue.
fn way(svg: &mut Svg, laid: &Laid<'_>, request: &Request) {
    let step = |event| laid.steps.shown.iter().rfind(|step| step.event == event);
    let delivered = request.owners.iter().find(|(_, owner)| *owner == Owner::Driver);
    let Some((operation, (Place(delivery, _), _))) = request.operation.zip(delivered) else {
        return;
    };
    let operation = &laid.model.operations[operation];
    let (Some(from), Some(to)) = (step(operation.event), step(*delivery)) else { return };
    if operation.first < operation.event || from.lane == to.lane {
        return;
    }
    let (right, left) = (sides(laid, from).1, sides(laid, to).0);
    let turn = laid.columns.threads[to.lane].left - 6.0;
    let (y, below) = (from.top + 10.0, to.top + 10.0);
    svg.line("way", (right, y), (turn, y));
    svg.line("way", (turn, y), (turn, below));
    svg.line("way", (turn, below), (left - 6.0, below));
    svg.shape("queue", (left, below), "M0 0L-8 -4.5V4.5z", "");
}
