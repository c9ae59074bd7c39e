//! Where each event of a panel stands: time goes down, and calls that tell little take no room.

use kmdf_host::EventKind;

use super::super::Model;
use super::super::bars::{Bar, Kind};
use super::super::marks::Look;
use super::super::ownership::Place;
use super::words;

/// Pixels: of a line of text, below the last line of a bar, above a bar, where time has passed.
const LINE: f64 = 19.0;
const FOOT: f64 = 5.0;
const GAP: f64 = 5.0;
const TIME: f64 = 26.0;

/// A bar, or a line of text in one.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) event: usize,
    pub(super) lane: usize,
    /// How many bars are around it.
    pub(super) depth: usize,
    /// The bar's kind; none for a line of text.
    pub(super) kind: Option<Kind>,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) label: String,
}

/// The steps of a panel, and the vertical place of each event.
#[derive(Debug)]
pub(super) struct Steps {
    pub(super) shown: Vec<Step>,
    /// Where virtual time has passed: the event after that, and the place of the line.
    pub(super) moments: Vec<(usize, f64)>,
    /// Of each event: where an operation begins before it, where it begins and where it ends.
    places: Vec<[f64; 3]>,
    pub(super) end: f64,
}

impl Steps {
    /// Lays the steps out from `top` on. Moments come no earlier than `floors` says.
    pub(super) fn new(model: &Model<'_>, top: f64, floors: &[f64]) -> Self {
        let mut laid =
            Self { shown: Vec::new(), moments: Vec::new(), places: Vec::new(), end: top };
        let events = model.events;
        for (index, event) in events.iter().enumerate() {
            if index == 0 || event.time != events[index - 1].time {
                let floor = floors.get(laid.moments.len()).copied().unwrap_or_default();
                laid.end = laid.end.max(floor);
                laid.moments.push((index, laid.end));
                laid.end += TIME;
            }
            let lead = laid.end;
            let bars = || model.bars.iter().filter(|bar| is_shown(model, bar));
            for bar in bars().filter(|bar| bar.first == index && bar.kind == Kind::Operation) {
                let operation = model.operations.iter().find(|o| o.first == index);
                laid.bar(model, bar, operation.map_or(index, |o| o.event));
            }
            let begin = laid.end;
            for bar in bars().filter(|bar| bar.first == index && bar.kind != Kind::Operation) {
                laid.bar(model, bar, index);
            }
            if is_line(model, index) {
                laid.line(model, index);
            }
            // Inner bars end before the outer ones.
            let mut ending: Vec<&Bar> = bars().filter(|bar| bar.last == index).collect();
            ending.sort_by_key(|bar| std::cmp::Reverse(bar.depth));
            for bar in ending {
                laid.end += FOOT;
                let (lane, depth) = (bar.lane, bar.depth);
                let open = |s: &&mut Step| s.lane == lane && s.depth == depth && s.kind.is_some();
                if let Some(step) = laid.shown.iter_mut().rfind(open) {
                    step.bottom = laid.end;
                }
            }
            laid.places.push([lead, begin, laid.end]);
        }
        laid
    }

    fn bar(&mut self, model: &Model<'_>, bar: &Bar, event: usize) {
        let top = self.end + GAP;
        let returned = model.threads.end[event].map(|end| &model.events[end]);
        let label = words::of(&model.events[event], returned);
        let (lane, depth, kind) = (bar.lane, bar.depth, Some(bar.kind));
        self.end = top + LINE;
        self.shown.push(Step { event, lane, depth, kind, top, bottom: self.end, label });
    }

    fn line(&mut self, model: &Model<'_>, event: usize) {
        let lane = model.threads.lane[event];
        let around = |bar: &&Bar| bar.lane == lane && (bar.first..=bar.last).contains(&event);
        let depth = model.bars.iter().filter(around).map(|bar| bar.depth + 1).max().unwrap_or(0);
        // An operation in which nothing happens is a bar of one line.
        let kind = (model.marks[event].look == Look::Application).then_some(Kind::Operation);
        let top = if kind.is_some() { self.end + GAP } else { self.end };
        let returned = model.threads.end[event].map(|end| &model.events[end]);
        let label = words::of(&model.events[event], returned);
        self.end = top + LINE;
        self.shown.push(Step { event, lane, depth, kind, top, bottom: self.end, label });
    }

    /// The vertical place of a place in the trace.
    pub(super) fn y(&self, Place(event, part): Place) -> f64 {
        let [lead, begin, end] = self.places[event];
        if part < 0.0 {
            (begin - lead).mul_add(part, begin)
        } else {
            (end - begin).mul_add(part, begin)
        }
    }
}

fn is_shown(model: &Model<'_>, bar: &Bar) -> bool {
    match bar.kind {
        Kind::Operation | Kind::Callback | Kind::Wait => true,
        Kind::Call => model.marks[bar.first].label.is_some(),
    }
}

/// Whether an event is a line of text.
fn is_line(model: &Model<'_>, index: usize) -> bool {
    let mark = &model.marks[index];
    match mark.look {
        Look::Call | Look::Failed => mark.is_short && mark.label.is_some(),
        Look::Violation | Look::Cancel | Look::Framework | Look::Pnp | Look::Application => true,
        Look::Completed(_) => {
            // Where a call completes the request, the line of the call says so.
            mark.label.is_some() && matches!(model.events[index].kind, EventKind::Completed { .. })
        }
        Look::None | Look::Quiet | Look::Debug => false,
    }
}
