//! Memory that a driver misused: reports of writes that are found later.

use super::Inner;
use crate::memory::block::Damage;
use crate::memory::freed::{Misuse, Misused};
use crate::rules::Rule;

impl Inner {
    /// Reports memory that was misused.
    pub(crate) fn report_misused(&self, misused: Vec<Misused>) {
        for Misused { how, purpose, allocated, freed } in misused {
            let (rule, what) = match how {
                Misuse::AfterFree => {
                    (Rule::WriteAfterFree, "the memory was written to after it was freed".into())
                }
                Misuse::Around(Damage::Behind(distance)) => {
                    (Rule::PoolOverrun, format!("a write {distance} bytes behind the end"))
                }
                Misuse::Around(Damage::Before(distance)) => {
                    (Rule::PoolUnderrun, format!("a write {distance} bytes before the beginning"))
                }
            };
            let detail = format!("{what}; allocated by {allocated}, freed by {freed}");
            self.violation(rule, purpose.to_string(), "the host's check", detail);
        }
    }

    /// Reports a request for executable pool.
    pub(crate) fn report_executable(&self, tag: String, call: &str) {
        let detail = "the pool type is executable non-paged pool, expected NonPagedPoolNx or \
                      POOL_FLAG_NON_PAGED";
        self.violation(Rule::ExecutablePool, tag, call, detail.into());
    }

    /// Whether a call gets the address of freed memory as a driver's buffer; reports that. In special
    /// pool the access itself faults.
    pub(crate) fn is_freed(&self, address: usize, rule: Rule, call: &str) -> bool {
        let found = self.with(|state| {
            let freed = state.pool.freed_near(address)?;
            let (allocated, by) = (freed.memory.origin(), freed.by);
            let detail = format!(
                "the buffer is memory that was freed; allocated by {allocated}, freed by {by}"
            );
            Some((freed.purpose, detail)).filter(|_| !freed.memory.is_special())
        });
        let Some((purpose, detail)) = found else { return false };
        self.violation(rule, purpose.to_string(), call, detail);
        true
    }
}
