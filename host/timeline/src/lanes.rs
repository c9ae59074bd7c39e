//! Drawing the lanes of the threads: IRQL, bars, marks with their labels, locks.

use kmdf_host::ObjectName;

use super::Model;
use super::bars::{Bar, Kind};
use super::columns::width_of_text;
use super::marks::{Look, Mark};
use super::ownership::Place;
use super::svg::{Area, Svg};

/// Pixels: of a bar without others in it, from a bar to one inside it, of a lock.
const BAR: f64 = 17.0;
const NESTED: f64 = 23.0;
const LOCK: f64 = 13.0;

/// Where a lane stands.
#[derive(Debug)]
struct Lane {
    /// The top of its outermost bars; labels stand above.
    bars: f64,
    /// The bottom of its innermost bars; locks stand below.
    locks: f64,
    end: f64,
    lock_names: Vec<ObjectName>,
}

impl Lane {
    fn new(model: &Model<'_>, lane: usize, top: f64) -> Self {
        let marks = model.threads.lanes[lane].events.iter().map(|event| &model.marks[*event]);
        let labels = marks.filter_map(|mark| mark.label.as_deref().filter(|_| is_marked(mark)));
        let longest = labels.map(width_of_text).fold(0.0, f64::max);
        let deepest = model.bars.iter().filter(|bar| bar.lane == lane).map(|bar| bar.depth).max();
        let bars = longest.mul_add(0.72, top + 12.0);
        let locks = NESTED.mul_add(count(deepest.unwrap_or(0)), bars + BAR + 5.0);
        let mut lock_names: Vec<ObjectName> = Vec::new();
        for hold in model.locks.iter().filter(|hold| hold.lane == lane) {
            if !lock_names.contains(&hold.what) {
                lock_names.push(hold.what);
            }
        }
        let end = LOCK.mul_add(count(lock_names.len()), locks + 2.0);
        Self { bars, locks, end, lock_names }
    }
}

/// Whether a mark is drawn as one, and not by a bar.
const fn is_marked(mark: &Mark) -> bool {
    !matches!(mark.look, Look::Call | Look::Quiet | Look::Failed) || mark.is_short
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Draws all lanes from `top` on, and says where they end.
pub(super) fn draw(svg: &mut Svg, model: &Model<'_>, top: f64, right: f64) -> f64 {
    let mut y = top;
    for number in 0..model.threads.lanes.len() {
        let lane = Lane::new(model, number, y);
        svg.line("rule", (0.0, y), (right, y));
        draw_lane(svg, model, number, &lane);
        y = lane.end + 6.0;
    }
    svg.line("rule", (0.0, y), (right, y));
    y
}

fn draw_lane(svg: &mut Svg, model: &Model<'_>, number: usize, lane: &Lane) {
    let thread = &model.threads.lanes[number];
    svg.text("lane", (12.0, lane.bars + 13.0), &thread.name);
    for level in model.levels.iter().filter(|level| level.lane == number) {
        let (class, name) = match level.what {
            0 | 1 => ("passive", "PASSIVE_LEVEL"),
            _ => ("dispatch", "DISPATCH_LEVEL"),
        };
        let (x, end) = (model.columns.x(level.from), model.columns.x(level.to));
        let (y, height) = (lane.bars - 7.0, lane.end - lane.bars + 9.0);
        let tip = format!("{name} ({})", level.what);
        svg.area(class, Area { x: x - 1.0, y, width: end - x + 2.0, height }, &tip);
    }
    let ends = thread.events.first().zip(thread.events.last());
    if let Some((first, last)) = ends {
        let (x, end) = (model.columns.x(Place(*first, 0.0)), model.columns.x(Place(*last, 1.0)));
        svg.line("idle", (x, lane.bars + BAR / 2.0), (end, lane.bars + BAR / 2.0));
    }
    for bar in model.bars.iter().filter(|bar| bar.lane == number) {
        draw_bar(svg, model, lane, bar);
    }
    for hold in model.locks.iter().filter(|hold| hold.lane == number) {
        let row = lane.lock_names.iter().position(|name| *name == hold.what).unwrap_or(0);
        let (x, end) = (model.columns.x(hold.from), model.columns.x(hold.to));
        let y = LOCK.mul_add(count(row), lane.locks + 1.0);
        let tip = format!("{} is held", hold.what);
        svg.area("lock", Area { x, y: y + 3.0, width: end - x, height: 5.0 }, &tip);
        svg.text("owns", (end + 4.0, y + 9.5), &hold.what.to_string());
    }
    for &event in &thread.events {
        draw_mark(svg, model, lane, number, event);
    }
}

fn draw_bar(svg: &mut Svg, model: &Model<'_>, lane: &Lane, bar: &Bar) {
    let class = match bar.kind {
        Kind::Operation => "bar operation",
        Kind::Callback => "bar callback",
        Kind::Call => "bar call",
        Kind::Wait => "bar wait",
    };
    let begin = if bar.early { -1.0 } else { 0.0 };
    let x = model.columns.x(Place(bar.first, begin));
    let width = model.columns.x(Place(bar.last, 1.0)) - x;
    let y = NESTED.mul_add(count(bar.depth), lane.bars);
    let inside = model.bars.iter().filter(|inner| {
        inner.lane == bar.lane && inner.first >= bar.first && inner.last <= bar.last
    });
    let levels = inside.map(|inner| inner.depth).max().unwrap_or(bar.depth) - bar.depth;
    let height = (NESTED + 1.5).mul_add(count(levels), BAR);
    let event = &model.events[if bar.kind == Kind::Operation { bar.last } else { bar.first }];
    let broken = bar.kind == Kind::Callback
        && model.violations.iter().any(|broken| {
            model.threads.lane[*broken] == bar.lane && (bar.first..=bar.last).contains(broken)
        });
    let class = format!("{class}{}", if broken { " breached" } else { "" });
    svg.area(&class, Area { x, y, width, height }, &event.to_string());
    if width_of_text(&bar.label) + 6.0 <= width {
        svg.text("name", (x + 4.0, y + 12.5), &bar.label);
    }
}

fn draw_mark(svg: &mut Svg, model: &Model<'_>, lane: &Lane, number: usize, event: usize) {
    let mark = &model.marks[event];
    if !is_marked(mark) {
        return;
    }
    let x = model.columns.x(Place(event, 0.5));
    let around = |bar: &&Bar| bar.lane == number && (bar.first..=bar.last).contains(&event);
    let depth = model.bars.iter().filter(around).map(|bar| bar.depth).max();
    // On the upper edge of the innermost bar, above its label.
    let edge = |depth| NESTED.mul_add(count(depth), lane.bars) - 1.5;
    let y = depth.map_or(lane.bars + BAR / 2.0, edge);
    let tip = model.events[event].to_string();
    let (class, path) = match mark.look {
        Look::None => return,
        Look::Violation => {
            svg.shape("violation", (x, y + BAR / 2.0), CROSS, &tip);
            return;
        }
        Look::Quiet | Look::Debug => {
            svg.line("quiet", (x, y - 3.0), (x, y));
            return;
        }
        Look::Call => ("does", DOT),
        Look::Failed => ("failed", DOT),
        Look::Application => ("asks", DOT),
        Look::Cancel => ("cancels", DIAMOND),
        Look::Completed(true) => ("success", CHECK),
        Look::Completed(false) => ("without", CHECK),
        Look::Framework => ("decides", DIAMOND),
        Look::Pnp => ("pnp", SQUARE),
    };
    if let Some(label) = &mark.label {
        svg.line("lead", (x, y), (x, lane.bars - 9.0));
        svg.slanted(&format!("label {class}"), (x + 3.0, lane.bars - 9.0), label);
    }
    svg.shape(&format!("mark {class}"), (x, y), path, &tip);
}

/// The shapes of marks, around (0, 0).
pub(super) const DOT: &str = "M-3.8 0a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0 -7.6 0z";
pub(super) const CROSS: &str = "M-6 -4L-4 -6L0 -2L4 -6L6 -4L2 0L6 4L4 6L0 2L-4 6L-6 4L-2 0z";
pub(super) const DIAMOND: &str = "M0 -5.5L5.5 0L0 5.5L-5.5 0z";
pub(super) const SQUARE: &str = "M-4 -4H4V4H-4z";
pub(super) const CHECK: &str = "M-5.5 -5H5.5V1L0 6.5L-5.5 1z";
