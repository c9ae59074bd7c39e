//! Drawing what is around the lanes: title, virtual time, violations, the legend.

use super::Model;
use super::columns::width_of_text;
use super::lanes::{CHECK, DIAMOND, DOT, SQUARE};
use super::ownership::{Owner, Place};
use super::svg::{Area, Svg};
use super::text::wrap;

/// Draws the title, and the text of each violation. Says where the lanes can begin.
pub(super) fn head(svg: &mut Svg, model: &Model<'_>, title: &str, width: f64) -> f64 {
    let mut y = 12.0;
    for line in wrap(title, characters(width, 9.5)) {
        y += 19.0;
        svg.text("heading", (12.0, y), &line);
    }
    for (number, &event) in model.violations.iter().enumerate() {
        y += 8.0;
        badge(svg, (22.0, y + 12.0), number + 1, &model.events[event].to_string());
        for line in wrap(&model.events[event].kind.to_string(), characters(width, 7.0)) {
            y += 16.0;
            svg.text("broken", (36.0, y), &line);
        }
    }
    y + 40.0
}

/// Characters of `pixels` each that a line of the picture can have.
fn characters(width: f64, pixels: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of characters, at least one"
    )]
    let characters = ((width - 60.0) / pixels).max(1.0) as usize;
    characters
}

/// Draws the lines at which virtual time has passed, with the time.
pub(super) fn moments(svg: &mut Svg, model: &Model<'_>, top: f64, bottom: f64) {
    svg.text("faint", (12.0, top - 8.0), "virtual time");
    for &(event, x) in &model.columns.moments {
        svg.line("moment", (x, top - 20.0), (x, bottom));
        svg.text("lane", (x + 4.0, top - 8.0), &milliseconds(model.events[event].time));
    }
}

/// A time in 100 ns units as milliseconds.
fn milliseconds(time: u64) -> String {
    let text = format!("{}.{:04}", time / 10_000, time % 10_000);
    format!("{} ms", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Draws a red line with a number for each violation.
pub(super) fn breaches(svg: &mut Svg, model: &Model<'_>, top: f64, bottom: f64) {
    for (number, &event) in model.violations.iter().enumerate() {
        let x = model.columns.x(Place(event, 0.5));
        svg.line("breach", (x, top - 20.0), (x, bottom));
        badge(svg, (x, top - 12.0), number + 1, &model.events[event].to_string());
    }
}

fn badge(svg: &mut Svg, (x, y): (f64, f64), number: usize, tip: &str) {
    const DISC: &str = "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0z";
    svg.shape("violation", (x, y), DISC, tip);
    svg.text("number", (x, y + 4.0), &number.to_string());
}

/// Draws what the colours and shapes mean, and says where the picture ends.
pub(super) fn legend(svg: &mut Svg, top: f64, width: f64) -> f64 {
    let areas = [
        ("bar operation", "application's call"),
        ("bar callback", "driver's callback"),
        ("bar call", "driver's call"),
        ("bar wait", "waits for a lock"),
        ("lock", "lock held"),
        ("passive", "PASSIVE_LEVEL"),
        ("dispatch", "DISPATCH_LEVEL"),
    ];
    let marks = [
        ("mark does", DOT, "call"),
        ("mark failed", DOT, "call that failed"),
        ("mark asks", DOT, "application"),
        ("mark cancels", DIAMOND, "I/O manager cancels"),
        ("mark success", CHECK, "completed with success"),
        ("mark without", CHECK, "completed without"),
        ("mark decides", DIAMOND, "framework"),
        ("mark pnp", SQUARE, "PnP manager"),
    ];
    let owners = [Owner::Application, Owner::Queue, Owner::Driver, Owner::Marked, Owner::Canceled];
    let mut at = (12.0, top + 24.0);
    let mut place = |name: &str| {
        let needs = width_of_text(name) + 34.0;
        if at.0 + needs > width {
            at = (12.0, at.1 + 20.0);
        }
        let this = at;
        at.0 += needs;
        this
    };
    for (class, name) in areas {
        let (x, y) = place(name);
        let height = if class == "lock" { 5.0 } else { 11.0 };
        svg.area(class, Area { x, y: y - height / 2.0 - 4.0, width: 14.0, height }, "");
        svg.text("faint", (x + 19.0, y), name);
    }
    for (class, path, name) in marks {
        let (x, y) = place(name);
        svg.shape(class, (x + 7.0, y - 4.0), path, "");
        svg.text("faint", (x + 19.0, y), name);
    }
    for owner in owners {
        let (class, label) = owner.look();
        let name = format!("request: {label}");
        let (x, y) = place(&name);
        svg.area(class, Area { x, y: y - 9.5, width: 14.0, height: 11.0 }, "");
        svg.text("faint", (x + 19.0, y), &name);
    }
    at.1 + 16.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_milliseconds() {
        assert_eq!(milliseconds(0), "0 ms");
        assert_eq!(milliseconds(1_000_000), "100 ms");
        assert_eq!(milliseconds(12_345), "1.2345 ms");
    }
}
