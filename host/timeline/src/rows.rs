//! Drawing the rows of the requests: who has each, and when it is cancelled and completed.

use super::columns::width_of_text;
use super::lanes::{CHECK, CROSS, DIAMOND};
use super::ownership::{Owner, Place, Request};
use super::svg::{Area, Svg};
use super::text::short;
use super::{Model, operations};

/// Pixels of a row.
const ROW: f64 = 26.0;

impl Owner {
    /// The class of its colour, and its name in the picture.
    pub(super) const fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Application => ("application", "application"),
            Self::Queue => ("queue", "queue"),
            Self::Driver => ("driver", "driver"),
            Self::Marked => ("marked", "driver, marked cancelable"),
            Self::Canceled => ("canceled", "cancelled"),
        }
    }
}

/// Draws the rows from `top` on, and says where they end.
pub(super) fn draw(svg: &mut Svg, model: &Model<'_>, top: f64, right: f64) -> f64 {
    if model.requests.is_empty() {
        return top;
    }
    svg.text("lane", (12.0, top + 18.0), "requests");
    let mut y = top + 26.0;
    for request in &model.requests {
        draw_row(svg, model, request, y);
        y += ROW;
    }
    svg.line("rule", (0.0, y + 4.0), (right, y + 4.0));
    y + 4.0
}

fn draw_row(svg: &mut Svg, model: &Model<'_>, request: &Request, y: f64) {
    let operation = request.operation.map(|operation| model.operations[operation].event);
    let what = operation.map_or("", |event| operations::name(&model.events[event]));
    svg.text("lane", (12.0, y + 15.0), &request.name.to_string());
    svg.text("faint", (40.0, y + 15.0), what);
    let end = request
        .completed
        .map_or_else(|| model.columns.end(), |(event, _)| model.columns.x(Place(event, 0.5)));
    for (place, (from, owner)) in request.owners.iter().enumerate() {
        let next = request.owners.get(place + 1).map(|(to, _)| model.columns.x(*to));
        let (x, to) = (model.columns.x(*from), next.unwrap_or(end));
        let (class, label) = owner.look();
        let tip = format!("{}: {label}", request.name);
        let area = Area { x, y: y + 3.0, width: to - x, height: 17.0 };
        svg.area(&format!("own {class}"), area, &tip);
        if width_of_text(label) * 0.95 + 10.0 <= to - x {
            let inset = if owner == &Owner::Canceled { 9.0 } else { 5.0 };
            svg.text(&format!("owner on-{class}"), (x + inset, y + 15.0), label);
        }
    }
    for &cancel in &request.cancels {
        let at = (model.columns.x(Place(cancel, 0.5)), y + 11.5);
        svg.shape("mark cancels", at, DIAMOND, &model.events[cancel].to_string());
    }
    if let Some((event, status)) = request.completed {
        let class = if status == 0 { "success" } else { "without" };
        let tip = model.events[event].to_string();
        svg.shape(&format!("mark {class}"), (end, y + 11.5), CHECK, &tip);
        svg.text("name", (end + 9.0, y + 15.0), &short(status));
    } else {
        svg.text("faint", (end + 9.0, y + 15.0), "not completed");
    }
    for &breach in &request.violations {
        let at = (model.columns.x(Place(breach, 0.5)), y + 11.5);
        svg.shape("violation", at, CROSS, &model.events[breach].to_string());
    }
}
