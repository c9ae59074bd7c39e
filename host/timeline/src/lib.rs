//! One schedule as a picture: a lane for each simulated thread, a row for each request.
//!
//! From left to right stands one event after the other; virtual time stands still for most of them,
//! and a dashed line with the milliseconds shows where it passes. In a lane, bars are operations
//! of an application, callbacks of the driver, and calls in which something else happens; marks are
//! calls and what the I/O manager, the framework and the `PnP` manager do. The ground shows the IRQL,
//! the thick lines below the bars are lock objects that are held. Below the lanes, the rows show who
//! has each request. Pointing at something shows its event.
//!
//! The picture is SVG with its own fonts' names, colours and ground, and nothing from elsewhere.

mod bars;
mod columns;
mod frame;
mod lanes;
mod marks;
mod operations;
mod ownership;
pub mod panel;
mod rows;
#[cfg(test)]
mod samples;
mod style;
mod svg;
mod text;
mod threads;

use kmdf_host::{Event, ObjectName, Who};

use self::bars::{Bar, Span};
use self::columns::Columns;
use self::marks::Mark;
use self::operations::Operation;
use self::ownership::Request;
use self::svg::Svg;
use self::threads::Threads;

/// Pixels left of the first event, for the names of the lanes.
const GUTTER: f64 = 132.0;

/// Pixels right of the last event, for its label.
const MARGIN: f64 = 160.0;

/// All that is to be drawn.
#[derive(Debug)]
struct Model<'a> {
    events: &'a [Event],
    threads: Threads,
    operations: Vec<Operation>,
    requests: Vec<Request>,
    marks: Vec<Mark>,
    bars: Vec<Bar>,
    locks: Vec<Span<ObjectName>>,
    levels: Vec<Span<u8>>,
    /// The events that are violations.
    violations: Vec<usize>,
    columns: Columns,
}

impl<'a> Model<'a> {
    fn of(events: &'a [Event], start: f64) -> Self {
        let threads = Threads::of(events);
        let operations = operations::of(events, &threads);
        let requests = ownership::of(events, &threads, &operations);
        let marks = marks::of(events, &threads, &operations);
        let bars = bars::bars(events, &threads, &operations, &marks);
        let locks = bars::locks(events, &threads);
        let levels = bars::levels(events, &threads, &operations);
        let broken = |index: &usize| events[*index].who() == Who::Violation;
        let violations = (0..events.len()).filter(broken).collect();
        let columns = Columns::new(events, &marks, &bars, start);
        Self {
            events,
            threads,
            operations,
            requests,
            marks,
            bars,
            locks,
            levels,
            violations,
            columns,
        }
    }
}

/// The events from where the set-up ends: a driver was loaded, devices were started, files opened.
/// All of them, if that cannot be told or a rule was broken in it.
#[must_use]
pub fn without_set_up(events: &[Event]) -> &[Event] {
    let operations = operations::of(events, &Threads::of(events));
    &events[operations::end_of_set_up(events, &operations)..]
}

/// Draws the events of one schedule, oldest first, as an SVG document.
///
/// `events` is what [`Machine::trace`](kmdf_host::Machine::trace) or the
/// [`Failure`](kmdf_host::explore::Failure) of an exploration has, or a part of it: what began
/// before is drawn as far as it is known. A picture of some hundred events can be read.
#[must_use]
pub fn svg(events: &[Event], title: &str) -> String {
    let model = Model::of(events, GUTTER);
    let width = (model.columns.end() + MARGIN).max(1080.0);
    let mut svg = Svg::default();
    let top = frame::head(&mut svg, &model, title, width);
    // Lines go below what they cross, and end where the rows do: that is known before drawing.
    let mut body = Svg::default();
    let lanes_end = lanes::draw(&mut body, &model, top, width);
    let rows_end = rows::draw(&mut body, &model, lanes_end, width);
    frame::moments(&mut svg, &model, top, rows_end);
    svg.append(&body);
    frame::breaches(&mut svg, &model, top, rows_end);
    let end = frame::legend(&mut svg, rows_end, width);
    svg.finish(&style::sheet(), (width, end), title)
}
