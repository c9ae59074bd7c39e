//! The picture of driver, layer, framework and host: `docs/img/architecture.svg`.

use std::fmt::Write as _;

use anyhow::Result;

use super::made::{Cost, Made, Place};

/// The picture.
pub const ARCHITECTURE: Made = Made {
    name: "architecture",
    place: Place::File("docs/img/architecture.svg"),
    cost: Cost::Quick,
    make: draw,
};

/// Pixels of the picture.
const WIDTH: i32 = 830;
const HEIGHT: i32 = 520;

/// A box: its class, its left, top, width and height, and its lines; the first is the heading.
type Part = (&'static str, [i32; 4], &'static [&'static str]);

/// An arrow: where it begins and ends, and the text beside it.
type Arrow = ([i32; 4], &'static str);

const PARTS: [Part; 18] = [
    ("room", [12, 100, 304, 230], &["Windows"]),
    ("room", [334, 100, 484, 230], &["kmdf-host: any machine"]),
    ("room", [12, 386, 806, 122], &[]),
    ("application", [12, 12, 304, 44], &["echoapp.exe", "or an application of yours"]),
    (
        "application",
        [334, 12, 484, 44],
        &["Tests, model, fuzzing, echoapp", "a program that owns a Machine"],
    ),
    ("system", [24, 128, 280, 56], &["I/O manager, PnP manager", "and the rest of the kernel"]),
    (
        "framework",
        [24, 222, 280, 96],
        &["KMDF 1.31", "objects, queues, requests,", "cancellation, timers, locks"],
    ),
    ("system", [346, 128, 250, 56], &["machine, user, pnp", "simulated processes, files, devices"]),
    (
        "framework",
        [346, 222, 250, 96],
        &["framework", "the same objects and rules;", "every call is traced and checked"],
    ),
    ("explore", [612, 128, 194, 56], &["explore", "tries every order of events"]),
    ("explore", [612, 196, 194, 56], &["points, schedule", "which thread runs next"]),
    ("loader", [612, 264, 194, 54], &["loader", "maps echo.sys, runs its code"]),
    (
        "layer",
        [24, 398, 782, 36],
        &["src/wdf: the framework as Rust types. All unsafe code of the driver is here."],
    ),
    ("driver", [24, 442, 190, 42], &["driver, device, settings", "create the objects"]),
    ("driver", [222, 442, 190, 42], &["auto_sync", "the framework's lock"]),
    ("driver", [420, 442, 190, 42], &["driver_sync", "the driver's spin lock"]),
    ("driver", [618, 442, 188, 42], &["stored", "the stored bytes"]),
    ("caption", [12, 485, 806, 22], &["The driver: one source for both"]),
];

const ARROWS: [Arrow; 11] = [
    ([164, 56, 164, 126], "read, write, cancel"),
    ([164, 184, 164, 220], "requests"),
    ([104, 318, 104, 396], "callbacks"),
    ([214, 396, 214, 320], "calls: wdk-sys"),
    ([560, 56, 560, 126], "read, write, cancel, remove, power"),
    ([471, 184, 471, 220], "requests"),
    ([411, 318, 411, 396], "callbacks"),
    ([511, 396, 511, 320], "calls: hosted-wdk-sys"),
    ([709, 184, 709, 194], ""),
    ([612, 236, 598, 236], ""),
    ([709, 396, 709, 320], "built echo.sys"),
];

const STYLE: &str = "
text { font: 12px 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif; fill: #1f2328; }
.heading { font-size: 13px; font-weight: 600; }
.middle { text-anchor: middle; }
.page { fill: #ffffff; }
rect { stroke-width: 1; }
.caption { fill: none; }
.room { fill: #f6f8fa; stroke: #b7c0ca; }
.application { fill: #dfe4ea; stroke: #7d8894; }
.system { fill: #ffffff; stroke: #7d8894; }
.framework { fill: #ffe7ba; stroke: #9a5b00; }
.explore { fill: #e9dcff; stroke: #6639ba; }
.loader { fill: #d5f0ee; stroke: #117a72; }
.layer { fill: #8fb6f7; stroke: #2f62c4; }
.driver { fill: #c3d8fb; stroke: #2f62c4; }
line { stroke: #59636e; stroke-width: 2; }
.tip { fill: #59636e; }
.beside { fill: #59636e; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.page { fill: #0d1117; }
.room { fill: #151b23; stroke: #49525c; }
.application { fill: #2a323b; stroke: #8c959f; }
.system { fill: #0d1117; stroke: #8c959f; }
.framework { fill: #45340f; stroke: #e3a64a; }
.explore { fill: #35235c; stroke: #b794f6; }
.loader { fill: #0f3a37; stroke: #3fb9ae; }
.layer { fill: #2a559f; stroke: #79a6ff; }
.driver { fill: #1b3766; stroke: #79a6ff; }
line { stroke: #9aa4af; }
.tip { fill: #9aa4af; }
.beside { fill: #9aa4af; }
}
";

fn draw() -> Result<Vec<u8>> {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Driver, layer, framework and \
         host\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n\
         <style>{STYLE}</style>\n<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n"
    );
    for part in PARTS {
        draw_part(&mut svg, part)?;
    }
    for arrow in ARROWS {
        draw_arrow(&mut svg, arrow)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg.into_bytes())
}

fn draw_part(svg: &mut String, (class, [x, y, width, height], lines): Part) -> Result<()> {
    writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"5\"/>"
    )?;
    let is_room = class == "room";
    let count = i32::try_from(lines.len())?;
    // The lines stand in the middle of a box, and at the top of a room.
    let first = if is_room { y + 19 } else { y + (height - 17 * count) / 2 + 13 };
    let (x, anchor) = if is_room { (x + 12, "") } else { (x + width / 2, " middle") };
    for (number, line) in (0..).zip(lines) {
        let heading = if number == 0 { "heading" } else { "" };
        let y = first + 17 * number;
        writeln!(svg, "<text class=\"{heading}{anchor}\" x=\"{x}\" y=\"{y}\">{line}</text>")?;
    }
    Ok(())
}

fn draw_arrow(svg: &mut String, ([x, y, to_x, to_y], text): Arrow) -> Result<()> {
    let (along, down) = ((to_x - x).signum(), (to_y - y).signum());
    let (end_x, end_y) = (to_x - 7 * along, to_y - 7 * down);
    writeln!(svg, "<line x1=\"{x}\" y1=\"{y}\" x2=\"{end_x}\" y2=\"{end_y}\"/>")?;
    let (base_x, base_y) = (to_x - 8 * along, to_y - 8 * down);
    let (across_x, across_y) = (5 * down, 5 * along);
    writeln!(
        svg,
        "<path class=\"tip\" d=\"M{to_x} {to_y}L{} {}L{} {}z\"/>",
        base_x + across_x,
        base_y + across_y,
        base_x - across_x,
        base_y - across_y
    )?;
    if !text.is_empty() {
        // Beside the middle of what is seen of the arrow.
        let (x, y) = (x + 9, i32::midpoint(y, to_y) + 4);
        writeln!(svg, "<text class=\"beside\" x=\"{x}\" y=\"{y}\">{text}</text>")?;
    }
    Ok(())
}
