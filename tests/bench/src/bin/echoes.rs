//! Prints for each variant how many echoes the host carries out in a second of processor time.
//!
//! With a number as its argument, carries out as many echoes with the first variant and prints nothing: a
//! profiler counts their instructions.

#[cfg(any(not(windows), hosted))]
fn main() -> std::io::Result<()> {
    use std::io::Write;

    if let Some(count) = std::env::args().nth(1).and_then(|count| count.parse::<u32>().ok()) {
        let echoes = echo_bench::Echoes::new(echo_support::Variant::AutoSync);
        (0..count).for_each(|_| echoes.echo());
        return Ok(());
    }
    for variant in echo_support::Variant::ALL {
        writeln!(std::io::stdout(), "{} {:.0}", variant.name(), rate(variant))?;
    }
    Ok(())
}

#[cfg(any(not(windows), hosted))]
fn rate(variant: echo_support::Variant) -> f64 {
    /// How many echoes are timed together.
    const BLOCK: u32 = 10_000;
    /// How many blocks are timed. The quickest counts: other programs slow a block and never speed it up.
    const BLOCKS: u32 = 10;
    let echoes = echo_bench::Echoes::new(variant);
    let block = |_| {
        let start = cpu_time::ProcessTime::now();
        (0..BLOCK).for_each(|_| echoes.echo());
        start.elapsed()
    };
    let quickest = (0..BLOCKS).map(block).min().unwrap_or_default();
    f64::from(BLOCK) / quickest.as_secs_f64()
}

/// `cargo wdk build` builds every package of the workspace for Windows, where the driver's crate is the
/// kernel driver, which the host cannot run.
#[cfg(all(windows, not(hosted)))]
fn main() {
    eprintln!("error: this build cannot host the driver; build it with RUSTFLAGS=\"--cfg hosted\"");
    std::process::exit(2);
}
