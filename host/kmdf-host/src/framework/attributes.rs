//! `WDF_OBJECT_ATTRIBUTES`, checked as every create function checks it.

use crate::abi::{
    NTSTATUS, PFN_WDF_OBJECT_CONTEXT_CLEANUP, STATUS_INFO_LENGTH_MISMATCH,
    STATUS_WDF_EXECUTION_LEVEL_INVALID, STATUS_WDF_OBJECT_ATTRIBUTES_INVALID,
    STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED, STATUS_WDF_PARENT_NOT_SPECIFIED,
    STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID, WDF_OBJECT_ATTRIBUTES, WDF_OBJECT_CONTEXT_TYPE_INFO,
};
use crate::handle::Handle;

/// The size of a C structure in bytes, as its `Size` member gives it.
pub(crate) const fn size_of_c<T>() -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "the structures are tens of bytes long")]
    let size = size_of::<T>() as u32;
    size
}

/// `WdfExecutionLevel…` and `WdfSynchronizationScope…`: the first and the last valid value.
const LEVELS: std::ops::RangeInclusive<i32> = 1..=3;
const SCOPES: std::ops::RangeInclusive<i32> = 1..=4;
const INHERIT: i32 = 1;
const SCOPE_NONE: i32 = 4;

/// The members of a `WDF_OBJECT_CONTEXT_TYPE_INFO` that the framework uses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypeInfo {
    pub(crate) address: usize,
    pub(crate) size: u32,
    pub(crate) named: bool,
    pub(crate) context_size: usize,
}

/// A copy of the attributes that a driver passed; the default stands for
/// `WDF_NO_OBJECT_ATTRIBUTES`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Attributes {
    pub(crate) given: bool,
    pub(crate) size: u32,
    pub(crate) cleanup: PFN_WDF_OBJECT_CONTEXT_CLEANUP,
    pub(crate) destroy: PFN_WDF_OBJECT_CONTEXT_CLEANUP,
    pub(crate) level: i32,
    pub(crate) scope: i32,
    pub(crate) parent: Handle,
    pub(crate) size_override: usize,
    pub(crate) type_info: Option<TypeInfo>,
    /// Set by [`Attributes::check`]: the identity of the context type.
    pub(crate) unique_type: Option<usize>,
    /// Set by [`Attributes::check`]: the size of the context in bytes.
    pub(crate) context_size: usize,
}

/// How an object type treats `ParentObject`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parent {
    Forbidden,
    Optional,
    Required,
}

/// Which attributes an object type allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowed {
    pub(crate) parent: Parent,
    pub(crate) level: bool,
    pub(crate) scope: bool,
}

impl Allowed {
    /// An object with an optional parent and nothing else: locks, memory, strings.
    pub(crate) const PLAIN: Self = Self { parent: Parent::Optional, level: false, scope: false };
}

impl Attributes {
    /// Whether the object gets a context, or callbacks that live in one.
    pub(crate) fn has_context(&self) -> bool {
        self.unique_type.is_some() || self.cleanup.is_some() || self.destroy.is_some()
    }

    /// The requested execution level; "inherit" if the driver passed no attributes.
    pub(crate) fn level_or_inherit(&self) -> i32 {
        if self.given { self.level } else { INHERIT }
    }

    /// The requested synchronization scope; "inherit" if the driver passed no attributes.
    pub(crate) fn scope_or_inherit(&self) -> i32 {
        if self.given { self.scope } else { INHERIT }
    }

    /// Checks the attributes in the framework's order (KMDF behaviour,
    /// "Checks on object attributes").
    pub(crate) fn check(mut self, allowed: Allowed) -> Result<Self, NTSTATUS> {
        if !self.given {
            return match allowed.parent {
                Parent::Required => Err(STATUS_WDF_PARENT_NOT_SPECIFIED),
                Parent::Optional | Parent::Forbidden => Ok(self),
            };
        }
        if self.size != size_of_c::<WDF_OBJECT_ATTRIBUTES>() {
            return Err(STATUS_INFO_LENGTH_MISMATCH);
        }
        match self.type_info {
            Some(info) => {
                if info.size != size_of_c::<WDF_OBJECT_CONTEXT_TYPE_INFO>() {
                    return Err(STATUS_INFO_LENGTH_MISMATCH);
                }
                let too_small = self.size_override != 0 && self.size_override < info.context_size;
                if (info.context_size > 0 && !info.named) || too_small {
                    return Err(STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
                }
                self.unique_type = Some(info.address);
                self.context_size = self.size_override.max(info.context_size);
            }
            None if self.size_override != 0 => return Err(STATUS_WDF_OBJECT_ATTRIBUTES_INVALID),
            None => {}
        }
        match allowed.parent {
            Parent::Forbidden if !self.parent.is_null() => {
                return Err(STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED);
            }
            Parent::Required if self.parent.is_null() => {
                return Err(STATUS_WDF_PARENT_NOT_SPECIFIED);
            }
            _ => {}
        }
        if !LEVELS.contains(&self.level) || !SCOPES.contains(&self.scope) {
            return Err(STATUS_WDF_OBJECT_ATTRIBUTES_INVALID);
        }
        if !allowed.scope && self.scope != INHERIT && self.scope != SCOPE_NONE {
            return Err(STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID);
        }
        if !allowed.level && self.level != INHERIT {
            return Err(STATUS_WDF_EXECUTION_LEVEL_INVALID);
        }
        Ok(self)
    }
}
