//! What this program does when it starts itself again: requests that are killed with the process, or a
//! part of a load.

use std::fmt;
use std::io::{self, Read};
use std::process;
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};

use super::load::{Load, Tally, Worker};
use super::process::{PENDING, requests};
use super::unmet::Unmet;
use crate::console::Console;
use crate::error::Error;
use crate::platform::Device;
use crate::stop::Stop;

/// The wait of a worker for a completion, and how often it waits for its cancelled requests.
const TURN: (Duration, u32) = (Duration::from_millis(20), 500);

/// Why this program was started again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To have [`requests`] outstanding until the process is killed.
    Pending,
    /// To run workers of a load.
    Load {
        /// The number of the run.
        run: u64,
        /// The number of the first worker.
        first: u64,
        /// The number of workers.
        workers: u64,
        /// How long they issue requests.
        time: Duration,
    },
}

impl fmt::Display for Errand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str(PENDING),
            Self::Load { run, first, workers, time } => {
                write!(f, "{run},{first},{workers},{}", time.as_millis())
            }
        }
    }
}

impl FromStr for Errand {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == PENDING {
            return Ok(Self::Pending);
        }
        let numbers: Result<Vec<u64>, _> = text.split(',').map(str::parse).collect();
        match numbers.as_deref() {
            Ok(&[run, first, workers, milliseconds]) => {
                Ok(Self::Load { run, first, workers, time: Duration::from_millis(milliseconds) })
            }
            _ => Err("the app starts itself this way".to_owned()),
        }
    }
}

impl Errand {
    /// A part of a load.
    pub fn load(load: &Load, first: u64, workers: u64) -> Self {
        Self::Load { run: load.run, first, workers, time: load.time }
    }

    /// Runs the errand in a process of its own. Prints [`PENDING`], or what
    /// the load did. The process ends when its standard input is closed.
    ///
    /// # Errors
    /// The device cannot be opened, or a request did not end as it must.
    pub fn run(
        &self,
        open: &(impl Fn() -> Result<Box<dyn Device>, Error> + Sync),
        console: &Console,
        stop: &Stop,
    ) -> Result<(), Error> {
        match self {
            Self::Pending => {
                let mut device = open()?;
                (0..).zip(requests()).for_each(|(id, request)| device.issue(id, request));
                console.line(PENDING);
                until_closed();
                // Without cancelling: the end of the process does.
                process::exit(0);
            }
            Self::Load { .. } => {
                let closed = stop.clone();
                thread::spawn(move || {
                    until_closed();
                    closed.request();
                });
                match self.run_load(open, stop) {
                    Ok(tally) => console.line(tally.line()),
                    Err(Unmet::Failed(text) | Unmet::Late(text) | Unmet::Skipped(text)) => {
                        console.line(text);
                    }
                    Err(Unmet::Interrupted) => console.line("interrupted"),
                }
                Ok(())
            }
        }
    }

    /// Runs the workers of a load in threads of this process.
    ///
    /// # Errors
    /// The device cannot be opened, or a request did not end as it must.
    pub fn run_load(
        &self,
        open: &(impl Fn() -> Result<Box<dyn Device>, Error> + Sync),
        stop: &Stop,
    ) -> Result<Tally, Unmet> {
        let Self::Load { run, first, workers, time } = *self else { return Ok(Tally::default()) };
        let work = |number| {
            let mut worker = Worker::new(open()?, run, number);
            let since = Instant::now();
            while since.elapsed() < time && !stop.requested() {
                worker.work(TURN.0)?;
            }
            worker.finish(TURN.0, TURN.1)
        };
        thread::scope(|scope| {
            let threads: Vec<_> =
                (first..first + workers).map(|number| scope.spawn(move || work(number))).collect();
            let mut tally = Tally::default();
            for thread in threads {
                let ended = thread.join();
                let ended = ended.unwrap_or_else(|_| {
                    Err(Unmet::Failed("a thread of the load panicked".to_owned()))
                });
                tally.add(ended?);
            }
            Ok(tally)
        })
    }
}

/// Waits until standard input is closed.
fn until_closed() {
    let mut byte = [0];
    while io::stdin().read(&mut byte).is_ok_and(|read| read > 0) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errand_survives_the_way_through_a_command_line() {
        let load = Load { run: u64::MAX, time: Duration::from_secs(5), stop: Stop::default() };
        for errand in [Errand::Pending, Errand::load(&load, 5, 2)] {
            assert_eq!(errand.to_string().parse(), Ok(errand));
        }
        assert!("pending,1".parse::<Errand>().is_err());
        assert!("1,2,3".parse::<Errand>().is_err());
    }

    #[test]
    fn tally_survives_the_way_through_a_pipe() {
        let tally = Tally { reads: 1, writes: 2, cancelled: 3 };
        assert_eq!(Tally::of_line(&tally.line()), Some(tally));
        assert_eq!(Tally::of_line("a read of the load failed"), None);
        assert_eq!(Tally::of_line(""), None);
    }

    #[cfg(any(not(windows), hosted))]
    #[test]
    fn load_from_several_threads_finds_nothing_wrong_with_the_driver() {
        use echo_support::Variant;
        use kmdf_host::{Machine, RegistryValue};

        use crate::content::Contents;
        use crate::hosted::HostedDevice;
        use crate::platform::Request;
        use crate::watchdog::Pulse;

        for variant in Variant::ALL {
            let machine = Machine::real_time();
            let subject = echo_mutants::subject(echo_mutants::original(), variant);
            subject.install(&machine).expect("a valid package");
            let period = [("TimerPeriod", RegistryValue::Dword(1))];
            let node = machine.create_device_with(variant.hardware_id(), &period);
            let path = node.expect("a model of the INF").interface(&echo_support::INTERFACE);
            let (path, process) = (path.expect("the device has started"), machine.process());
            let open = || -> Result<Box<dyn Device>, Error> {
                let file = process.open(&path).expect("the device opens");
                Ok(Box::new(HostedDevice::new(&machine, file, &Pulse::default())))
            };
            // As the check does, so that no read is empty.
            let mut first = open().expect("the device opens");
            first.issue(0, Request::Write(Contents::of_run(1).of(0)));
            while first.next(Duration::from_secs(1)).expect("it cannot fail").is_none() {}
            let time = Duration::from_millis(200);
            let load = Load { run: 1, time, stop: Stop::default() };
            let tally = Errand::load(&load, 1, 4).run_load(&open, &load.stop);
            assert!(tally.is_ok(), "{tally:?}");
            drop(first);
            assert_eq!(machine.shut_down(), []);
        }
    }
}
