//! The asynchronous run: many reads and writes outstanding at a time, and every read verified.

use echo_interface::MAX_WRITE;

use crate::console::Console;
use crate::content::Contents;
use crate::error::Error;
use crate::platform::{Completion, Device, Kind, Outcome, Request};
use crate::progress::Progress;
use crate::session::Session;
use crate::stop::Stop;

/// The most requests of one kind that are outstanding at once.
const MOST_OUTSTANDING: usize = 100;

/// Performs `count` reads and `count` writes (0: until stopped) on an open device and prints a
/// summary. `Ok(false)`: stopped before the end.
pub fn run(
    device: &mut dyn Device,
    count: u64,
    console: &Console,
    stop: &Stop,
    progress: &mut Progress,
) -> Result<bool, Error> {
    let mut run = Run::new(Session::new(device, stop), count);
    let ended = run.drive(progress);
    progress.finish();
    for line in run.session.summary().lines() {
        console.line(line);
    }
    console.line(format_args!("Reads verified:     {}", run.verified));
    if run.empty > 0 {
        console.line(format_args!(
            "Reads empty:        {}, issued before the first write had completed",
            run.empty
        ));
    }
    ended?;
    match run.trouble {
        Some(trouble) => Err(Error::Device(trouble)),
        None => Ok(count == 0 || run.is_complete()),
    }
}

struct Run<'a> {
    session: Session<'a>,
    contents: Contents,
    /// The number of requests of each kind; `u64::MAX` for a run without end.
    count: u64,
    written: u64,
    asked: u64,
    verified: u64,
    empty: u64,
    /// The first id issued after a write had succeeded: reads from here on must not be empty.
    stored_since: Option<u64>,
    /// The first failure. It ends the run.
    trouble: Option<String>,
}

impl<'a> Run<'a> {
    fn new(session: Session<'a>, count: u64) -> Self {
        Self {
            session,
            contents: Contents::new(),
            count: if count == 0 { u64::MAX } else { count },
            written: 0,
            asked: 0,
            verified: 0,
            empty: 0,
            stored_since: None,
            trouble: None,
        }
    }

    fn drive(&mut self, progress: &mut Progress) -> Result<(), Error> {
        loop {
            self.fill();
            let reads = self.session.outstanding(Kind::Read);
            if reads + self.session.outstanding(Kind::Write) == 0 {
                return Ok(());
            }
            let completion = self.session.wait()?;
            if let Err(trouble) = self.judge(&completion) {
                self.trouble.get_or_insert(trouble);
                self.session.cancel()?;
            }
            progress.reached(self.session.summary().ended());
        }
    }

    /// Issues requests up to the limit, a write first, so that the reads are not empty.
    fn fill(&mut self) {
        while !self.session.is_stopping() {
            let write = self.may_issue(Kind::Write, self.written);
            if write {
                let content = self.contents.of(self.written);
                self.written += 1;
                self.session.issue(Request::Write(content));
            }
            let read = self.may_issue(Kind::Read, self.asked);
            if read {
                self.asked += 1;
                self.session.issue(Request::Read(MAX_WRITE));
            }
            if !write && !read {
                return;
            }
        }
    }

    fn may_issue(&self, kind: Kind, issued: u64) -> bool {
        issued < self.count && self.session.outstanding(kind) < MOST_OUTSTANDING
    }

    /// Verifies a completion.
    fn judge(&mut self, completion: &Completion) -> Result<(), String> {
        let what = format!("{} (request {})", completion.kind.name(), completion.id);
        match (&completion.outcome, completion.kind) {
            (Outcome::Failed(reason), _) => Err(format!("a {what} failed: {reason}")),
            (Outcome::Cancelled, _) if self.session.is_stopping() => Ok(()),
            (Outcome::Cancelled, _) => {
                Err(format!("a {what} was cancelled, but not by this program"))
            }
            // The run issues none.
            (Outcome::Succeeded, Kind::Control) => Ok(()),
            (Outcome::Succeeded, Kind::Write) => {
                if completion.bytes != completion.data.len() {
                    return Err(format!(
                        "a {what} of {} bytes transferred {} bytes",
                        completion.data.len(),
                        completion.bytes
                    ));
                }
                self.stored_since.get_or_insert(self.session.next_id());
                Ok(())
            }
            (Outcome::Succeeded, Kind::Read) if completion.data.is_empty() => {
                if self.stored_since.is_some_and(|id| completion.id >= id) {
                    return Err(format!("a {what} was empty although a write had succeeded"));
                }
                self.empty += 1;
                Ok(())
            }
            (Outcome::Succeeded, Kind::Read) => {
                match self.contents.check(&completion.data, self.written) {
                    Ok(_) => {
                        self.verified += 1;
                        Ok(())
                    }
                    Err(mismatch) => Err(format!("a {what} is not one whole write: {mismatch}")),
                }
            }
        }
    }

    fn is_complete(&self) -> bool {
        let completed = |kind| self.session.summary().tally(kind).completed;
        completed(Kind::Read) == self.count && completed(Kind::Write) == self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::memory;
    use crate::fake::FakeDevice;

    fn run_on(device: &mut FakeDevice, count: u64) -> (Result<bool, Error>, Vec<String>) {
        let stop = device.stop.clone();
        let (console, printed) = memory::console(&stop);
        let mut progress = Progress::lines(&console, count);
        let result = run(device, count, &console, &stop, &mut progress);
        (result, printed.lines())
    }

    fn failure_on(mut device: FakeDevice) -> String {
        run_on(&mut device, 200).0.unwrap_err().to_string()
    }

    /// A device that applies `flaw` to the completion with this id only.
    fn flawed(id: u64, flaw: impl Fn(&mut Completion) + 'static) -> FakeDevice {
        FakeDevice::that(move |completion| {
            if completion.id == id {
                flaw(completion);
            }
        })
    }

    #[test]
    fn run_has_at_most_a_hundred_reads_outstanding() {
        let mut device = FakeDevice::default();
        let (result, lines) = run_on(&mut device, 250);
        assert_eq!(result, Ok(true));
        assert!(lines.contains(&"Requests completed: 500 (250 read, 250 written)".to_owned()));
        assert_eq!(lines.last().unwrap(), "Reads verified:     250");
        assert_eq!(device.most_outstanding, (100, 100));
    }

    #[test]
    fn run_of_three_has_at_most_three_outstanding() {
        let mut device = FakeDevice::default();
        assert_eq!(run_on(&mut device, 3).0, Ok(true));
        assert_eq!(device.most_outstanding, (3, 3));
    }

    #[test]
    fn run_without_end_continues_until_stopped() {
        let mut device = FakeDevice::default().stopping_at(1_000);
        let (result, lines) = run_on(&mut device, 0);
        assert_eq!(result, Ok(true));
        assert!(lines.contains(&"Requests completed: 1000 (500 read, 500 written)".to_owned()));
        assert!(lines.contains(&"Requests cancelled: 200 (100 read, 100 written)".to_owned()));
    }

    #[test]
    fn run_stopped_early_is_incomplete() {
        let mut device = FakeDevice::default().stopping_at(10);
        let (result, lines) = run_on(&mut device, 50);
        assert_eq!(result, Ok(false));
        assert!(lines.contains(&"Requests cancelled: 90 (45 read, 45 written)".to_owned()));
    }

    #[test]
    fn run_with_mixed_read_fails_and_cancels_the_rest() {
        let mut device = flawed(21, |completion| completion.data[19_000] ^= 1);
        let (result, lines) = run_on(&mut device, 200);
        let failure = result.unwrap_err().to_string();
        assert!(failure.starts_with("a read (request 21) is not one whole write"));
        assert!(failure.ends_with("and byte 19000 is from another write"), "{failure}");
        assert!(lines.contains(&"Reads verified:     10".to_owned()), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("Requests cancelled: 19")));
    }

    #[test]
    fn run_with_short_write_fails() {
        let failure = failure_on(flawed(2, |completion| completion.bytes -= 1));
        assert_eq!(failure, "a write (request 2) of 7939 bytes transferred 7938 bytes");
    }

    #[test]
    fn run_with_failed_request_gives_the_reason() {
        let failure = failure_on(flawed(5, |completion| {
            completion.outcome = Outcome::Failed("out of order".into());
        }));
        assert_eq!(failure, "a read (request 5) failed: out of order");
    }

    #[test]
    fn run_with_a_foreign_cancellation_fails() {
        let failure = failure_on(flawed(4, |completion| {
            completion.outcome = Outcome::Cancelled;
        }));
        assert!(failure.contains("not by this program"));
    }

    #[test]
    fn empty_read_before_any_write_succeeded_is_counted() {
        let mut device = flawed(1, |completion| {
            completion.data.clear();
            completion.bytes = 0;
        });
        let (result, lines) = run_on(&mut device, 200);
        assert_eq!(result, Ok(true));
        assert!(lines.contains(&"Reads verified:     199".to_owned()));
        assert!(lines.last().unwrap().starts_with("Reads empty:        1,"));
    }

    #[test]
    fn empty_read_after_a_write_succeeded_fails() {
        let failure = failure_on(flawed(201, |completion| {
            completion.data.clear();
            completion.bytes = 0;
        }));
        assert!(failure.contains("was empty although a write had succeeded"));
    }
}
