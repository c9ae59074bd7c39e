//! Colours and type: the classes of the picture's elements, for a light and for a dark surrounding.

/// Type and strokes, and the colours on a light ground.
const LIGHT: &str = "
text { font: 11px 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif; fill: #1f2328; }
.heading { font-size: 16px; font-weight: 600; }
.lane { font-size: 12px; font-weight: 600; }
.faint { fill: #59636e; }
.number { font-size: 11px; font-weight: 700; fill: #ffffff; text-anchor: middle; }
.owner { font-size: 10px; fill: #ffffff; }
.owner.on-canceled { fill: #1f2328; }
.page { fill: #ffffff; }
.rule { stroke: #d1d9e0; stroke-width: 1; }
.idle { stroke: #b7c0ca; stroke-width: 1; }
.lead { stroke: #8c959f; stroke-width: 0.6; }
.moment { stroke: #59636e; stroke-width: 1; stroke-dasharray: 4 3; }
.passive { fill: #eef3f8; }
.dispatch { fill: #ffe7ba; }
.bar { stroke-width: 1; }
.operation { fill: #dfe4ea; stroke: #7d8894; }
.callback { fill: #c3d8fb; stroke: #2f62c4; }
.call { fill: #f6f8fa; stroke: #7d8894; }
.wait { fill: #fff8e6; stroke: #9a5b00; stroke-dasharray: 4 2; }
.lock { fill: #8f4a1a; }
.breached { stroke: #d1242f; stroke-width: 2; }
.quiet { stroke: #59636e; stroke-width: 1; }
.mark { stroke: #ffffff; stroke-width: 0.8; }
.does { fill: #2f62c4; }
.failed { fill: #c2620a; }
.asks { fill: #59636e; }
.cancels { fill: #e08a1e; }
.success { fill: #1f883d; }
.without { fill: #c2620a; }
.decides { fill: #8250df; }
.pnp { fill: #1f2328; }
text.failed, text.cancels { fill: #9a5b00; }
text.decides { fill: #6639ba; }
.application { fill: #6e7781; }
.queue { fill: #8250df; }
.driver { fill: #2f62c4; }
.marked { fill: #117a72; }
.canceled { fill: #f0a53c; }
.violation, text.broken { fill: #d1242f; }
.breach { stroke: #d1242f; stroke-width: 1.5; }
.title { font-size: 17px; font-weight: 600; }
.words { font-size: 12px; }
.small { font-size: 11px; }
.strong { font-weight: 700; }
.column { font-size: 12px; font-weight: 600; }
.way { stroke: #8250df; stroke-width: 2; }
.centred { text-anchor: middle; }
.digit { font-size: 12px; font-weight: 600; text-anchor: middle; }
.low { fill: #dbe6f2; }
.high { fill: #ffd591; }
.alarm { fill: #ffebe9; stroke: #d1242f; stroke-width: 1; }
";

/// The colours on a dark ground, where they differ.
const DARK: &str = "
text { fill: #e6edf3; }
.faint { fill: #9aa4af; }
.page { fill: #0d1117; }
.rule { stroke: #30363d; }
.idle { stroke: #49525c; }
.lead { stroke: #6e7681; }
.moment { stroke: #9aa4af; }
.passive { fill: #18202a; }
.dispatch { fill: #45340f; }
.operation { fill: #2a323b; stroke: #8c959f; }
.callback { fill: #1b3766; stroke: #79a6ff; }
.call { fill: #161b22; stroke: #8c959f; }
.wait { fill: #2e2408; stroke: #e3a64a; }
.lock { fill: #e08b52; }
.breached { stroke: #f85149; }
.quiet { stroke: #9aa4af; }
.mark { stroke: #0d1117; }
.does { fill: #79a6ff; }
.failed, .without, text.failed, text.cancels { fill: #f0a53c; }
.asks { fill: #9aa4af; }
.success { fill: #3fb950; }
.decides, text.decides { fill: #b794f6; }
.pnp { fill: #e6edf3; }
.violation, text.broken { fill: #f85149; }
.breach { stroke: #f85149; }
.way { stroke: #8250df; }
.low { fill: #24303d; }
.high { fill: #6b4d10; }
.alarm { fill: #331416; stroke: #f85149; }
";

/// The style sheet. What does not know `prefers-color-scheme` shows the light colours, on the
/// picture's own ground.
pub(super) fn sheet() -> String {
    format!("{LIGHT}@media (prefers-color-scheme: dark) {{{DARK}}}\n")
}
