//! Below the panels: the rules that were broken, and what colours and shapes mean.

use super::super::lanes::CHECK;
use super::super::ownership::Owner;
use super::super::svg::{Area, Svg};
use super::super::text::wrap;
use super::Laid;
use super::columns::{characters, count, width};

/// Writes the text of each violation; returns where the texts end.
pub(super) fn violations(svg: &mut Svg, laid: &[Laid<'_>], top: f64, right: f64) -> f64 {
    let mut y = top;
    for one in laid {
        for &event in &one.model.violations {
            y += 6.0;
            let characters = characters(right - 44.0);
            let lines = wrap(&one.model.events[event].kind.to_string(), characters);
            let height = 17.0 * count(lines.len()) + 10.0;
            svg.area("alarm", Area { x: 12.0, y, width: right - 24.0, height }, "");
            for line in lines {
                y += 17.0;
                svg.text("words broken", (22.0, y + 2.0), &line);
            }
            y += 12.0;
        }
    }
    y
}

/// Draws what occurs in the panels; returns where the picture ends.
pub(super) fn legend(svg: &mut Svg, laid: &[Laid<'_>], top: f64, right: f64) -> f64 {
    let owners = [Owner::Queue, Owner::Driver, Owner::Marked, Owner::Canceled];
    let occurs = |owner: &Owner| {
        laid.iter()
            .flat_map(|one| &one.model.requests)
            .any(|r| r.owners.iter().any(|(_, o)| o == owner))
    };
    let mut entries = vec![
        ("bar operation", "application's call"),
        ("bar callback", "driver's callback"),
        ("lock", "lock held"),
        ("low", "PASSIVE_LEVEL"),
        ("high", "DISPATCH_LEVEL"),
    ];
    let names = |owner: Owner| match owner {
        Owner::Queue => "request waits in the queue",
        Owner::Marked => "marked cancelable",
        Owner::Driver => "driver has the request",
        _ => owner.look().1,
    };
    entries.extend(owners.into_iter().filter(occurs).map(|owner| (owner.look().0, names(owner))));
    entries.push(("mark success", "completed"));
    let mut at = (12.0, top + 22.0);
    for (class, name) in entries {
        let needs = 0.93f64.mul_add(width(name), 36.0);
        if at.0 + needs > right {
            at = (12.0, at.1 + 20.0);
        }
        let (x, y) = at;
        if class == "mark success" {
            svg.shape(class, (x + 7.0, y - 4.0), CHECK, "");
        } else {
            let (inset, width) = if class == "lock" { (4.0, 7.0) } else { (0.0, 14.0) };
            svg.area(class, Area { x: x + inset, y: y - 10.0, width, height: 12.0 }, "");
        }
        svg.text("small faint", (x + 19.0, y), name);
        at.0 += needs;
    }
    at.1 + 14.0
}
