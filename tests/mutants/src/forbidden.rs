//! Mistakes that the driver's types forbid: no mutant can make them without `unsafe`.
//!
//! Each pair of examples is a line that compiles and the mistake next to it, which does not.
//!
//! # A request is completed once
//!
//! ```
//! use echo_mutants::forbidden::wdf::{NtStatus, Request};
//! fn tick(request: Request) {
//!     request.complete(NtStatus::SUCCESS);
//! }
//! ```
//!
//! ```compile_fail,E0382
//! use echo_mutants::forbidden::wdf::{NtStatus, Request};
//! fn tick(request: Request) {
//!     request.complete(NtStatus::SUCCESS);
//!     request.complete(NtStatus::SUCCESS);
//! }
//! ```
//!
//! # A held request is not used
//!
//! ```
//! use echo_mutants::forbidden::wdf::{QueueContext, NtStatus, PendingRequest, Request};
//! fn read<T: QueueContext>(pending: &mut PendingRequest<T>, request: Request) {
//!     if let Err((request, status)) = pending.hold(request) {
//!         request.complete(status);
//!     }
//! }
//! ```
//!
//! ```compile_fail,E0382
//! use echo_mutants::forbidden::wdf::{QueueContext, NtStatus, PendingRequest, Request};
//! fn read<T: QueueContext>(pending: &mut PendingRequest<T>, request: Request) {
//!     if pending.hold(request).is_err() {
//!         request.complete(NtStatus::CANCELLED);
//!     }
//! }
//! ```
//!
//! # A cancellation is not lost
//!
//! ```
//! use echo_mutants::forbidden::wdf::{
//!     CanceledRequest, Cancellation, QueueContext, PendingRequest,
//! };
//! fn cancel<T: QueueContext>(
//!     pending: &mut PendingRequest<T>,
//!     cancellation: Cancellation,
//! ) -> CanceledRequest {
//!     pending.reclaim(cancellation)
//! }
//! ```
//!
//! ```compile_fail,E0308
//! use echo_mutants::forbidden::wdf::{
//!     CanceledRequest, Cancellation, QueueContext, PendingRequest,
//! };
//! fn cancel<T: QueueContext>(
//!     pending: &mut PendingRequest<T>,
//!     cancellation: Cancellation,
//! ) -> CanceledRequest {
//!     drop(cancellation)
//! }
//! ```
//!
//! Nothing but a place makes a `CanceledRequest`:
//!
//! ```compile_fail,E0423
//! use echo_mutants::forbidden::wdf::CanceledRequest;
//! fn cancel() -> CanceledRequest {
//!     CanceledRequest(None)
//! }
//! ```
//!
//! # A cancelled request is not completed under the driver's lock
//!
//! ```
//! use echo_mutants::forbidden::wdf::{
//!     CanceledRequest, Cancellation, QueueContext, Lock, PendingRequest,
//! };
//! fn cancel<T: QueueContext>(
//!     state: &Lock<PendingRequest<T>>,
//!     cancellation: Cancellation,
//! ) -> CanceledRequest {
//!     state.with(|pending| pending.reclaim(cancellation))
//! }
//! ```
//!
//! ```compile_fail,E0624
//! use echo_mutants::forbidden::wdf::{
//!     CanceledRequest, Cancellation, QueueContext, Lock, PendingRequest,
//! };
//! fn cancel<T: QueueContext>(state: &Lock<PendingRequest<T>>, cancellation: Cancellation) {
//!     state.with(|pending| pending.reclaim(cancellation).complete());
//! }
//! ```
//!
//! # A lock is released, and in the reverse order of its acquisition
//!
//! A critical section is a closure, and no value stands for the held lock: there is nothing to
//! forget, and nothing to release early.
//!
//! ```
//! use echo_mutants::forbidden::wdf::Lock;
//! fn sum(one: &Lock<u32>, other: &Lock<u32>) -> u32 {
//!     one.with(|one| other.with(|other| *one + *other))
//! }
//! ```
//!
//! ```compile_fail,E0599
//! use echo_mutants::forbidden::wdf::Lock;
//! fn sum(one: &Lock<u32>, other: &Lock<u32>) -> u32 {
//!     let (one, other) = (one.lock(), other.lock());
//!     *one + *other
//! }
//! ```
//!
//! The data cannot be used after the release:
//!
//! ```compile_fail
//! use echo_mutants::forbidden::wdf::Lock;
//! fn data(lock: &Lock<u32>) -> &mut u32 {
//!     lock.with(|data| data)
//! }
//! ```
//!
//! # A callback without the queue's lock does not change the context
//!
//! ```compile_fail,E0596
//! use echo_mutants::forbidden::wdf::{QueueContext, PendingRequest};
//! fn tick<T: QueueContext>(context: &PendingRequest<T>) {
//!     context.take();
//! }
//! ```

/// The driver's layer over the framework.
#[doc(hidden)]
pub mod wdf {
    pub use crate::copies::original::wdf::*;
}
