//! The synchronous run: write a pattern, read it back, compare.

use crate::console::Console;
use crate::error::Error;
use crate::platform::{Completion, Device, Outcome, Request};
use crate::session::Session;
use crate::stop::Stop;

/// The lengths of the patterns in bytes: one sector, and several pages.
const LENGTHS: [usize; 2] = [512, 30_720];

/// Echoes the patterns on an open device. `Ok(false)`: stopped before all were verified.
pub fn run(device: &mut dyn Device, console: &Console, stop: &Stop) -> Result<bool, Error> {
    let mut session = Session::new(device, stop);
    for length in LENGTHS {
        if !verify(&mut session, length, console)? {
            for line in session.summary().lines() {
                console.line(line);
            }
            return Ok(false);
        }
    }
    Ok(true)
}

/// Echoes a pattern of one length. `Ok(false)`: stopped before the pattern was verified.
fn verify(session: &mut Session<'_>, length: usize, console: &Console) -> Result<bool, Error> {
    let sent = pattern(length);
    let Some(written) = transfer(session, Request::Write(sent.clone()), length)? else {
        return Ok(false);
    };
    console.line(format_args!("{} Pattern Bytes Written successfully", written.bytes));
    let Some(read) = transfer(session, Request::Read(length), length)? else {
        return Ok(false);
    };
    console.line(format_args!("{} Pattern Bytes Read successfully", read.bytes));
    compare(&sent, &read.data)?;
    console.line("Pattern Verified successfully");
    Ok(true)
}

/// Issues a request and waits for its completion; all `length` bytes must be transferred. `None`:
/// stopped before the completion.
fn transfer(
    session: &mut Session<'_>,
    request: Request,
    length: usize,
) -> Result<Option<Completion>, Error> {
    if session.is_stopping() {
        return Ok(None);
    }
    let what = format!("the {} of {length} bytes", request.kind().name());
    session.issue(request);
    let completion = session.wait()?;
    let failure = match &completion.outcome {
        Outcome::Succeeded if completion.bytes == length => return Ok(Some(completion)),
        Outcome::Succeeded => format!("{what} transferred {} bytes", completion.bytes),
        Outcome::Cancelled if session.is_stopping() => return Ok(None),
        Outcome::Cancelled => format!("{what} was cancelled, but not by this program"),
        Outcome::Failed(reason) => format!("{what} failed: {reason}"),
    };
    Err(Error::Device(failure))
}

/// The bytes 0, 1, 2, … 255, 0, …
fn pattern(length: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().take(length).collect()
}

fn compare(sent: &[u8], read: &[u8]) -> Result<(), Error> {
    let mut pairs = sent.iter().zip(read).enumerate();
    match pairs.find(|(_, (sent, read))| sent != read) {
        None => Ok(()),
        Some((offset, (sent, read))) => Err(Error::Device(format!(
            "the pattern was not echoed: byte {offset} of {} was written as {sent} and read as {read}",
            pairs.len() + offset + 1
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::memory;
    use crate::fake::FakeDevice;

    fn run_on(mut device: FakeDevice) -> (Result<bool, Error>, Vec<String>) {
        let stop = device.stop.clone();
        let (console, printed) = memory::console(&stop);
        let result = run(&mut device, &console, &stop);
        (result, printed.lines())
    }

    fn failure_on(device: FakeDevice) -> String {
        run_on(device).0.unwrap_err().to_string()
    }

    #[test]
    fn pattern_counts_up_and_wraps() {
        let bytes = pattern(600);
        assert_eq!(bytes.len(), 600);
        assert_eq!(bytes[..3], [0, 1, 2]);
        assert_eq!(bytes[254..258], [254, 255, 0, 1]);
    }

    #[test]
    fn run_on_working_device_prints_the_known_lines() {
        let (result, lines) = run_on(FakeDevice::default());
        assert_eq!(result, Ok(true));
        assert_eq!(
            lines,
            [
                "512 Pattern Bytes Written successfully",
                "512 Pattern Bytes Read successfully",
                "Pattern Verified successfully",
                "30720 Pattern Bytes Written successfully",
                "30720 Pattern Bytes Read successfully",
                "Pattern Verified successfully",
            ]
        );
    }

    #[test]
    fn run_with_one_wrong_byte_names_it() {
        let device = FakeDevice::that(|completion| {
            if completion.id == 3 {
                completion.data[30_000] ^= 1;
            }
        });
        assert_eq!(
            failure_on(device),
            "the pattern was not echoed: byte 30000 of 30720 was written as 48 and read as 49"
        );
    }

    #[test]
    fn run_with_short_read_says_how_much_came() {
        let device = FakeDevice::that(|completion| {
            if completion.id == 1 {
                completion.bytes = 511;
                completion.data.truncate(511);
            }
        });
        assert_eq!(failure_on(device), "the read of 512 bytes transferred 511 bytes");
    }

    #[test]
    fn run_with_failed_write_gives_the_reason() {
        let device = FakeDevice::that(|completion| {
            completion.outcome = Outcome::Failed("out of order".into());
        });
        assert_eq!(failure_on(device), "the write of 512 bytes failed: out of order");
    }

    #[test]
    fn run_with_unasked_cancellation_is_a_failure() {
        let device = FakeDevice::that(|completion| completion.outcome = Outcome::Cancelled);
        assert!(failure_on(device).contains("not by this program"));
    }

    #[test]
    fn run_stopped_while_waiting_cancels_and_prints_the_summary() {
        let device = FakeDevice::default().stopping_at(1);
        let (result, lines) = run_on(device);
        assert_eq!(result, Ok(false));
        assert_eq!(lines[0], "512 Pattern Bytes Written successfully");
        assert_eq!(lines[1], "Requests completed: 1 (0 read, 1 written)");
        assert_eq!(lines[2], "Requests cancelled: 1 (1 read, 0 written)");
    }

    #[test]
    fn run_stopped_beforehand_issues_nothing() {
        let device = FakeDevice::default();
        device.stop.request();
        let (result, lines) = run_on(device);
        assert_eq!(result, Ok(false));
        assert_eq!(lines[0], "Requests completed: 0 (0 read, 0 written)");
    }
}
