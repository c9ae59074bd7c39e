//! Directed races: an intruder runs just before each call that the driver makes in an action.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kmdf_host::{Machine, Operation};

use crate::bench::Bench;

type Intruder = Box<dyn FnOnce(&Machine) + Send>;

/// A race between a main thread and an intruder.
pub(crate) struct Race<'a, S, R> {
    prepare: Box<dyn Fn(&Bench) -> S + 'a>,
    main: Box<dyn Fn(&S) -> R + 'a>,
    intruder: Box<dyn Fn(&S) -> Intruder + 'a>,
}

impl<'a, S: 'a, R: 'a> Race<'a, S, R> {
    /// `prepare` takes a new machine to the start of the race; `main` is the action of the main
    /// thread.
    pub(crate) fn of(prepare: impl Fn(&Bench) -> S + 'a, main: impl Fn(&S) -> R + 'a) -> Self {
        let intruder = Box::new(|_: &S| -> Intruder { Box::new(|_| ()) });
        Self { prepare: Box::new(prepare), main: Box::new(main), intruder }
    }

    /// Sets the intruder, which runs on a simulated thread. It must not panic: `check` sees its
    /// effects on the machine.
    pub(crate) fn against<I>(mut self, make: impl Fn(&S) -> I + 'a) -> Self
    where
        I: FnOnce(&Machine) + Send + 'static,
    {
        self.intruder = Box::new(move |state| Box::new(make(state)));
        self
    }

    /// Runs the race once for each call that the driver makes in `main`, each time on a new
    /// machine. `check` gets the name of the call that the intruder preceded.
    #[track_caller]
    pub(crate) fn at_every_call(
        &self,
        bench: &Bench,
        mut check: impl FnMut(&Bench, &S, R, &'static str),
    ) {
        let calls = self.calls(bench);
        assert!(!calls.is_empty(), "the driver makes no call");
        for (index, call) in calls.iter().enumerate() {
            let nth = calls.iter().take(index + 1).filter(|other| *other == call).count();
            self.at_call(bench, (call, u32::try_from(nth).unwrap_or(u32::MAX)), &mut check);
        }
    }

    /// Runs the race with the intruder before the `nth` call of this name, counted from 1.
    pub(crate) fn at_call(
        &self,
        bench: &Bench,
        (call, nth): (&'static str, u32),
        check: impl FnOnce(&Bench, &S, R, &'static str),
    ) {
        bench.afresh(|bench| {
            let state = (self.prepare)(bench);
            let intruder = (self.intruder)(&state);
            let came = Arc::new(AtomicBool::new(false));
            let comes = Arc::clone(&came);
            bench.machine.before_call(call, nth, move |machine| {
                comes.store(true, Ordering::Relaxed);
                intruder(machine);
            });
            let result = (self.main)(&state);
            assert!(came.load(Ordering::Relaxed), "the driver did not reach call {nth} of {call}");
            check(bench, &state, result, call);
        });
    }

    /// The calls that the driver makes without the intruder.
    fn calls(&self, bench: &Bench) -> Vec<&'static str> {
        let mut calls = Vec::new();
        bench.afresh(|bench| {
            let state = (self.prepare)(bench);
            let before = bench.story();
            let _result = (self.main)(&state);
            calls.extend(bench.story().since(&before).calls());
        });
        calls
    }
}

/// A place for an operation that the intruder starts.
#[derive(Clone, Default)]
pub(crate) struct Late(Arc<Mutex<Option<Operation>>>);

impl Late {
    pub(crate) fn put(&self, operation: Operation) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(operation);
    }

    /// The operation. The intruder has run before.
    #[track_caller]
    pub(crate) fn get(&self) -> Operation {
        let operation = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        operation.unwrap_or_else(|| panic!("the intruder's operation did not return"))
    }
}
