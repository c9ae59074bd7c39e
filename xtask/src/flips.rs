//! `cargo xtask flips`: runs the kernel image with single bits flipped. Whatever the damage does, the
//! app ends with an exit code, and with a message if the code is not 0.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use cargo_kmdf::package::pe;
use cargo_kmdf::print::{Output, say};
use cargo_kmdf::target::{Arch, Profile};
use cargo_kmdf::{image, process, toolchain};
use clap::Args;

use crate::paths;

/// The arguments.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// How many bits to flip, one in each run
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub count: u32,
    /// The seed of the choice of bits
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// `--seconds` of the app: how long a driver may do nothing.
const SECONDS: &str = "4";
/// When the app itself counts as stuck. Longer than [`SECONDS`] by what a busy computer may take.
const LIMIT: Duration = Duration::from_mins(2);

/// How the runs ended.
#[derive(Debug, Default)]
struct Ends {
    ran: u32,
    refused: u32,
    wrong: Vec<String>,
    longest: Duration,
}

/// Builds the app and the release image for this machine, and runs the image with one bit flipped, again and again:
/// with the checksum as it was, which the host must refuse, and with the checksum of the damaged file.
///
/// # Errors
/// If a build fails, or a run ends by a signal, without a message, with another exit code, or not at
/// all.
pub fn run(options: Options) -> Result<()> {
    if cfg!(not(any(target_arch = "x86_64", target_arch = "aarch64"))) {
        return say!("images run on x86-64 and ARM64 only: no bit is flipped");
    }
    let image = image::build(&paths::driver()?, Arch::HOST, Profile::Release, Output::Text)?;
    let app = app()?;
    let good = fs::read(&image).with_context(|| image.display().to_string())?;
    let folder = paths::target().join("flips");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let mut numbers = Numbers(options.seed);
    let mut ends = Ends::default();
    for number in 1..=options.count {
        let bit = numbers.below(good.len() * 8);
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        try_one(&app, &folder, &bytes, &format!("bit {bit}"), &mut ends)?;
        if pe::set_checksum(&mut bytes).is_ok() {
            let what = format!("bit {bit}, with the right checksum");
            try_one(&app, &folder, &bytes, &what, &mut ends)?;
        }
        if number % 50 == 0 || number == options.count {
            let Ends { ran, refused, longest, .. } = &ends;
            say!(
                "{number} of {} bits: {ran} runs to the end, {refused} ended with a message, the \
                 longest after {:.1} s",
                options.count,
                longest.as_secs_f64()
            )?;
        }
    }
    if !ends.wrong.is_empty() {
        bail!("{} runs ended in another way:\n  {}", ends.wrong.len(), ends.wrong.join("\n  "));
    }
    Ok(())
}

/// Builds the app that hosts the driver.
fn app() -> Result<PathBuf> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["build", "--package", "echoapp"])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target());
    process::run(&mut cargo, "building the app")?;
    Ok(paths::target().join("debug").join(format!("echoapp{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs a damaged image, and notes how the run ended.
fn try_one(app: &Path, folder: &Path, bytes: &[u8], what: &str, ends: &mut Ends) -> Result<()> {
    let (image, messages) = (folder.join("echo.sys"), folder.join("messages.txt"));
    fs::write(&image, bytes).with_context(|| image.display().to_string())?;
    let stderr = File::create(&messages).with_context(|| messages.display().to_string())?;
    let start = Instant::now();
    let mut child = Command::new(app)
        .arg("--sys")
        .arg(&image)
        .args(["--period-ms", "1", "--seconds", SECONDS])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn()
        .context("cannot start the app")?;
    let status = process::wait(&mut child, LIMIT)?;
    ends.longest = ends.longest.max(start.elapsed());
    let said = fs::read(&messages).with_context(|| messages.display().to_string())?;
    let said = String::from_utf8_lossy(&said);
    let error = said.lines().find(|line| line.starts_with("error: "));
    match status.map(|status| (status, status.code())) {
        Some((_, Some(0))) => ends.ran += 1,
        Some((_, Some(1))) if error.is_some() => ends.refused += 1,
        Some((status, _)) => {
            let error = error.unwrap_or("without an error message");
            ends.wrong.push(format!("{what}: {status}: {error}"));
        }
        None => ends.wrong.push(format!("{what}: did not end within {LIMIT:?}")),
    }
    Ok(())
}

/// Pseudorandom numbers, the same for a seed in each run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % limit as u64).unwrap_or(0)
    }
}
