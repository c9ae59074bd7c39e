//! Where the columns of a panel stand: a thread with its IRQL and its lock, then the requests.

use super::super::Model;
use super::steps::Step;

/// Pixels of a character of a panel's text, at most on average.
const CHARACTER: f64 = 6.8;

/// Pixels: of the IRQL, of the IRQL and the lock, from a bar to one inside it, of a mark, of a request.
pub(super) const IRQL: f64 = 17.0;
pub(super) const BESIDE: f64 = 30.0;
pub(super) const NESTED: f64 = 6.0;
pub(super) const MARK: f64 = 14.0;
const REQUEST: f64 = 24.0;
const GAP: f64 = 14.0;

/// The column of a thread.
#[derive(Debug)]
pub(super) struct Thread {
    /// The left of the IRQL.
    pub(super) left: f64,
    /// The left and the right of the outermost bars.
    pub(super) bars: (f64, f64),
}

/// The columns of a panel.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) left: f64,
    pub(super) threads: Vec<Thread>,
    requests: f64,
    pub(super) end: f64,
}

impl Columns {
    /// Shares the width among the threads by what their texts need.
    pub(super) fn new(model: &Model<'_>, steps: &[Step], (left, width): (f64, f64)) -> Self {
        let texts: Vec<f64> =
            (0..model.threads.lanes.len()).map(|lane| text(steps, lane)).collect();
        let extra = (width - Self::needed(model, steps)).max(0.0) / count(texts.len().max(1));
        let mut x = left;
        let mut threads = Vec::new();
        for text in texts {
            let bars = (x + BESIDE, x + BESIDE + text + extra);
            threads.push(Thread { left: x, bars });
            x = bars.1 + GAP;
        }
        let end = REQUEST.mul_add(count(model.requests.len()), x).max(left + width);
        Self { left, threads, requests: x, end }
    }

    /// The pixels that a panel needs.
    pub(super) fn needed(model: &Model<'_>, steps: &[Step]) -> f64 {
        let threads = (0..model.threads.lanes.len()).map(|lane| BESIDE + text(steps, lane) + GAP);
        REQUEST.mul_add(count(model.requests.len()), threads.sum())
    }

    /// The left and the right of the bar of a request.
    pub(super) fn request(&self, number: usize) -> (f64, f64) {
        let left = REQUEST.mul_add(count(number), self.requests);
        (left + 3.0, left + REQUEST - 3.0)
    }
}

/// Pixels that the texts of a thread need.
fn text(steps: &[Step], lane: usize) -> f64 {
    let of_lane = steps.iter().filter(|step| step.lane == lane);
    let needs = of_lane.map(|step| {
        let mark = if step.kind.is_some() { 0.0 } else { MARK };
        (2.0 * NESTED).mul_add(count(step.depth), width(&step.label) + mark + 10.0)
    });
    needs.fold(70.0, f64::max)
}

/// Pixels of a text.
pub(super) fn width(text: &str) -> f64 {
    count(text.chars().count()) * CHARACTER
}

/// Characters that fit into pixels; at least one.
pub(super) fn characters(pixels: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of characters, at least one"
    )]
    let characters = (pixels / CHARACTER).max(1.0) as usize;
    characters
}

pub(super) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
