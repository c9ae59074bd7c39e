//! Schedules as panels: the compact form of a timeline, for documents.
//!
//! Time goes down. Each thread is a column of bars, one in the other: calls of the application,
//! callbacks of the driver, and calls of the driver in which something else happens. Left of the bars
//! stand the IRQL and the lock that is held, right of the columns the owner of each request. Calls
//! that change no request are left out. Several panels stand side by side, and the same virtual time
//! stands at the same height.

mod columns;
mod draw;
mod legend;
mod steps;
mod words;

use kmdf_host::{Event, Who};

use self::columns::{Columns, count, width};
use self::steps::Steps;
use super::Model;
use super::style;
use super::svg::Svg;

/// Pixels: of the whole picture, around it, between two panels, above the
/// columns without the lines below the heading, of such a line.
const WIDTH: f64 = 830.0;
const EDGE: f64 = 12.0;
const BETWEEN: f64 = 22.0;
const HEAD: f64 = 54.0;
const LINE: f64 = 15.0;

/// A schedule that is one panel of a picture.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// The heading.
    pub title: &'a str,
    /// The lines below the heading.
    pub about: &'a [&'a str],
    /// The events, oldest first.
    pub events: &'a [Event],
    /// Whether the framework holds the queue's presentation lock around the callbacks of the queue
    /// and of its timer: the trace does not show that lock.
    pub serialized: bool,
}

/// The events of a schedule that breaks a rule, up to the end of the application's call in which, or
/// beside which, the first rule is broken.
#[must_use]
pub fn until_violation(events: &[Event]) -> &[Event] {
    let broken = events.iter().position(|event| event.who() == Who::Violation);
    let after = broken.unwrap_or(events.len());
    let end = events[after..].iter().position(|event| event.who() == Who::Application);
    &events[..end.map_or(events.len(), |end| after + end + 1)]
}

/// A panel with its layout.
struct Laid<'a> {
    panel: &'a Panel<'a>,
    model: Model<'a>,
    steps: Steps,
    columns: Columns,
    /// Where the steps begin.
    head: f64,
}

/// Draws schedules side by side as an SVG document as wide as a README, or wider if the texts need it.
#[must_use]
pub fn panels(panels: &[Panel<'_>], title: &str) -> String {
    let models: Vec<Model<'_>> = panels.iter().map(|one| Model::of(one.events, 0.0)).collect();
    let lines = panels.iter().map(|panel| panel.about.len()).max().unwrap_or_default();
    let head = LINE.mul_add(count(lines), HEAD);
    let floors = floors(&models, head);
    let steps: Vec<Steps> = models.iter().map(|one| Steps::new(one, head, &floors)).collect();
    let needed: Vec<f64> = models
        .iter()
        .zip(&steps)
        .zip(panels)
        .map(|((model, steps), panel)| {
            let lines = panel.about.iter().map(|line| width(line));
            lines.fold(Columns::needed(model, &steps.shown), f64::max)
        })
        .collect();
    let number = count(panels.len().max(1));
    let room = BETWEEN.mul_add(1.0 - number, 2.0f64.mul_add(-EDGE, WIDTH));
    let extra = (room - needed.iter().sum::<f64>()).max(0.0) / number;
    let mut x = EDGE;
    let mut laid: Vec<Laid<'_>> = Vec::new();
    for (((panel, model), steps), needed) in panels.iter().zip(models).zip(steps).zip(needed) {
        let columns = Columns::new(&model, &steps.shown, (x, needed + extra));
        x = columns.end + BETWEEN;
        laid.push(Laid { panel, model, steps, columns, head });
    }
    let end = laid.iter().map(|one| one.steps.end).fold(head, f64::max) + 8.0;
    let right = x - BETWEEN + EDGE;
    let mut svg = Svg::default();
    for one in &laid {
        draw::draw(&mut svg, one, end);
    }
    let end = legend::violations(&mut svg, &laid, end, right);
    let end = legend::legend(&mut svg, &laid, end, right);
    svg.finish(&style::sheet(), (right, end), title)
}

/// Where each moment can stand in all panels.
fn floors(models: &[Model<'_>], head: f64) -> Vec<f64> {
    let mut floors: Vec<f64> = Vec::new();
    loop {
        let laid = models.iter().map(|model| Steps::new(model, head, &floors));
        let next = laid.filter_map(|steps| steps.moments.get(floors.len()).map(|(_, y)| *y));
        let Some(next) = next.reduce(f64::max) else { return floors };
        floors.push(next);
    }
}
