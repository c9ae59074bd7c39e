//! Where each event stands on the axis. Events follow each other; nothing is to scale.

use kmdf_host::{Event, Who};

use super::bars::{Bar, Kind};
use super::marks::{Look, Mark};
use super::ownership::Place;

/// Pixels of a character of a label, at most on average.
const CHARACTER: f64 = 6.3;

/// Pixels in which a request goes from the application to the queue.
const LEAD: f64 = 30.0;

/// Pixels at each side of a line where time has passed, and from one such line to the next.
const GAP: f64 = 10.0;
const TIME: f64 = 64.0;

/// The columns, one for each event.
#[derive(Debug)]
pub(super) struct Columns {
    /// The space before each column in which an operation begins.
    lead: Vec<f64>,
    width: Vec<f64>,
    /// Where the column itself begins.
    left: Vec<f64>,
    /// Where virtual time has passed: the first event after that, and the x of the line.
    pub(super) moments: Vec<(usize, f64)>,
}

impl Columns {
    /// Lays the columns out from `start` on.
    pub(super) fn new(events: &[Event], marks: &[Mark], bars: &[Bar], start: f64) -> Self {
        let mut lead = vec![0.0_f64; events.len()];
        let mut width: Vec<f64> =
            events.iter().zip(marks).map(|(event, mark)| width_of(event, mark)).collect();
        for bar in bars.iter().filter(|bar| bar.early) {
            lead[bar.first] = LEAD;
        }
        // Inner bars first: what they need, the outer ones have too.
        let mut inner_first: Vec<&Bar> = bars.iter().collect();
        inner_first.sort_by_key(|bar| bar.last - bar.first);
        for bar in inner_first
            .into_iter()
            .filter(|bar| bar.kind != Kind::Call || marks[bar.first].look != Look::Quiet)
        {
            let within = |spaces: &[f64]| spaces[bar.first + 1..=bar.last].iter().sum::<f64>();
            let early = if bar.early { lead[bar.first] } else { 0.0 };
            let has = early + width[bar.first] + within(&lead) + within(&width);
            let needs = width_of_text(&bar.label) + 10.0;
            width[bar.last] += (needs - has).max(0.0);
        }
        let mut left = Vec::with_capacity(events.len());
        let mut moments: Vec<(usize, f64)> = Vec::new();
        let mut end = start;
        for index in 0..events.len() {
            if index == 0 || events[index].time != events[index - 1].time {
                // The time stands beside the line, and the next one beside that.
                let after = moments.last().map_or(end, |(_, before)| before + TIME);
                let moment = after.max(end + GAP);
                moments.push((index, moment));
                end = moment + GAP;
            }
            left.push(end + lead[index]);
            end += lead[index] + width[index];
        }
        Self { lead, width, left, moments }
    }

    /// The x of a place.
    pub(super) fn x(&self, Place(event, part): Place) -> f64 {
        let unit = if part < 0.0 { &self.lead } else { &self.width };
        unit[event].mul_add(part, self.left[event])
    }

    /// The end of the last column.
    pub(super) fn end(&self) -> f64 {
        self.left.last().zip(self.width.last()).map_or(0.0, |(left, width)| left + width)
    }
}

fn width_of(event: &Event, mark: &Mark) -> f64 {
    match (event.who(), mark.look) {
        (_, Look::Violation) => 22.0,
        (Who::CallReturned, _) if mark.is_short => 1.0,
        (_, Look::Quiet) if mark.is_short && concerns_a_lock(event) => 9.0,
        (_, Look::Quiet) if mark.is_short => 5.0,
        (_, Look::Debug) => 4.0,
        _ if mark.label.is_some() => 20.0,
        (_, Look::Completed(_)) => 12.0,
        _ => 7.0,
    }
}

fn concerns_a_lock(event: &Event) -> bool {
    event.kind.name().is_some_and(|ddi| ddi.contains("Lock"))
}

/// The width of so many characters.
pub(super) fn width_of_text(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) * CHARACTER
}

#[cfg(test)]
mod tests {
    use kmdf_host::{EventKind, ObjectKind};

    use super::super::Model;
    use super::super::samples::*;
    use super::*;

    #[test]
    fn bar_has_room_for_its_label() {
        let timer = first(ObjectKind::Timer);
        let events = events([(DPC, enter("EvtTimerFunc", timer)), (DPC, leave("EvtTimerFunc"))]);
        let model = Model::of(&events, 0.0);
        let width = model.columns.x(Place(1, 1.0)) - model.columns.x(Place(0, 0.0));
        assert!(width > width_of_text("EvtTimerFunc T1"), "{width}");
    }

    #[test]
    fn events_follow_each_other_with_a_gap_where_time_has_passed() {
        let line = |text: &str| (PNP, EventKind::Debug(text.into()));
        let mut events = events([line("a"), line("b")]);
        let gap = |events: &[Event]| {
            let columns = Model::of(events, 0.0).columns;
            columns.x(Place(1, 0.0)) - columns.x(Place(0, 1.0))
        };
        assert!(gap(&events).abs() < 0.01);
        assert_eq!(Model::of(&events, 0.0).columns.moments.len(), 1);
        events[1].time = 10_000;
        assert!(gap(&events) > 10.0);
    }
}
