//! An echo device for unit tests. It completes requests in order, with a defect if a test asks.

use std::collections::VecDeque;
use std::time::Duration;

use crate::error::Error;
use crate::platform::{Completion, Device, Kind, Outcome, Request};
use crate::stop::Stop;

type Flaw = Box<dyn FnMut(&mut Completion)>;

/// An echo device in memory.
#[derive(Default)]
pub struct FakeDevice {
    /// The flag that [`Self::stopping_at`] sets.
    pub stop: Stop,
    /// The highest numbers of reads and of writes that were outstanding at once.
    pub most_outstanding: (usize, usize),
    stored: Vec<u8>,
    queue: VecDeque<(u64, Request)>,
    cancelled: bool,
    completed: u64,
    stop_at: Option<u64>,
    flaw: Option<Flaw>,
    hangs: bool,
    refuses_to_cancel: bool,
}

impl FakeDevice {
    /// A device that applies `flaw` to each completion.
    pub fn that(flaw: impl FnMut(&mut Completion) + 'static) -> Self {
        Self { flaw: Some(Box::new(flaw)), ..Self::default() }
    }

    /// A device that completes no request, not even a cancelled one.
    pub fn that_hangs() -> Self {
        Self { hangs: true, ..Self::default() }
    }

    /// A device that completes no request and fails to cancel.
    pub fn that_refuses_to_cancel() -> Self {
        Self { refuses_to_cancel: true, ..Self::that_hangs() }
    }

    /// Requests a stop after this many completions. The other requests complete only when cancelled.
    pub fn stopping_at(mut self, completed: u64) -> Self {
        self.stop_at = Some(completed);
        self
    }

    fn outstanding(&self, kind: Kind) -> usize {
        let same = |(_, request): &&(u64, Request)| request.kind() == kind;
        self.queue.iter().filter(same).count()
    }
}

impl Device for FakeDevice {
    fn issue(&mut self, id: u64, request: Request) {
        self.queue.push_back((id, request));
        let (reads, writes) = self.most_outstanding;
        self.most_outstanding =
            (reads.max(self.outstanding(Kind::Read)), writes.max(self.outstanding(Kind::Write)));
    }

    fn next(&mut self, _timeout: Duration) -> Result<Option<Completion>, Error> {
        if self.hangs {
            return Ok(None);
        }
        if !self.cancelled && self.stop_at == Some(self.completed) {
            self.stop.request();
            return Ok(None);
        }
        let Some((id, request)) = self.queue.pop_front() else {
            return Err(Error::System("nothing is outstanding".to_owned()));
        };
        let kind = request.kind();
        let mut data = match request {
            Request::Read(length) => self.stored[..length.min(self.stored.len())].to_vec(),
            Request::Write(data) => data,
            Request::Control(_) => Vec::new(),
        };
        let outcome = if self.cancelled { Outcome::Cancelled } else { Outcome::Succeeded };
        match kind {
            Kind::Write if !self.cancelled => self.stored.clone_from(&data),
            Kind::Read if self.cancelled => data.clear(),
            _ => {}
        }
        self.completed += 1;
        let mut completion = Completion {
            id,
            kind,
            bytes: if self.cancelled { 0 } else { data.len() },
            outcome,
            data,
            latency: Duration::from_millis(1),
        };
        if let Some(flaw) = &mut self.flaw {
            flaw(&mut completion);
        }
        Ok(Some(completion))
    }

    fn cancel_all(&mut self) -> Result<(), Error> {
        if self.refuses_to_cancel {
            return Err(Error::System("refused".to_owned()));
        }
        self.cancelled = true;
        Ok(())
    }

    fn cancel(&mut self, _id: u64) -> Result<(), Error> {
        unreachable!("the runs cancel all requests or none")
    }

    fn close(&mut self) {
        unreachable!("the runs do not close their device")
    }
}
