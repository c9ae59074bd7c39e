//! The outcome of an operation, compared with the expected one.

use kmdf_host::abi::{NTSTATUS, STATUS_CANCELLED, STATUS_PENDING, STATUS_SUCCESS};
use kmdf_host::{IoResult, Operation, describe};

/// Checks of an operation; times are in 100 ns units.
pub(crate) trait Outcome {
    /// The device accepted the operation and has not completed it.
    fn pends(&self);

    /// The device accepted the operation and has completed it. Returns the result.
    fn done(&self) -> IoResult;

    /// The device accepted the operation, and completed it with this status and this number of
    /// bytes at this time. Returns the bytes that were read.
    fn completed(&self, status: NTSTATUS, information: usize, at: u64) -> Vec<u8>;

    /// [`Outcome::completed`] with `STATUS_SUCCESS`.
    fn succeeded(&self, information: usize, at: u64) -> Vec<u8>;

    /// [`Outcome::completed`] with `STATUS_CANCELLED` and no bytes.
    fn cancelled(&self, at: u64);

    /// The device refused the operation: it failed at once, with no bytes.
    fn refused(&self, status: NTSTATUS);
}

impl Outcome for Operation {
    #[track_caller]
    fn pends(&self) {
        assert_eq!(self.issued(), STATUS_PENDING, "the device did not accept {self:?}");
        assert!(self.result().is_none(), "{self:?} should be pending");
    }

    #[track_caller]
    fn done(&self) -> IoResult {
        assert_eq!(self.issued(), STATUS_PENDING, "the device did not accept {self:?}");
        self.result().unwrap_or_else(|| panic!("{self:?} should have completed"))
    }

    #[track_caller]
    fn completed(&self, status: NTSTATUS, information: usize, at: u64) -> Vec<u8> {
        let result = self.done();
        let expected = (describe(status), information, at);
        let found = (describe(result.status), result.information, result.completed_at);
        assert_eq!(found, expected, "(status, information, time) of an operation");
        result.data.into()
    }

    #[track_caller]
    fn succeeded(&self, information: usize, at: u64) -> Vec<u8> {
        self.completed(STATUS_SUCCESS, information, at)
    }

    #[track_caller]
    fn cancelled(&self, at: u64) {
        self.completed(STATUS_CANCELLED, 0, at);
    }

    #[track_caller]
    fn refused(&self, status: NTSTATUS) {
        assert_eq!(
            describe(self.issued()),
            describe(status),
            "the status that the dispatch returned"
        );
        let result = self.result().unwrap_or_else(|| panic!("{self:?} should have failed"));
        let found = (describe(result.status), result.information);
        assert_eq!(found, (describe(status), 0), "(status, information) of an operation");
    }
}
