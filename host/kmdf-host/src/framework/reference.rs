//! The references that a driver takes to objects, each with its tag.

use std::fmt;
use std::sync::Arc;

use super::object::Object;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::PoolTag;
use crate::rules::Rule;

/// A reference that a driver took, or a call that drops one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The tag; 0 for the macros without a tag, such as `WdfObjectReference`.
    pub(crate) tag: usize,
    /// The source file and the line, if the driver gave a file.
    pub(crate) place: Option<(String, i32)>,
}

/// A tag, for people: the characters of a tag as pool has it, or a number.
struct Tag(usize);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(tag) = *self;
        match u32::try_from(tag) {
            Ok(0) => f.write_str("no tag"),
            Ok(text) if text.to_le_bytes().iter().all(u8::is_ascii_graphic) => {
                write!(f, "the tag '{}'", PoolTag(text))
            }
            _ => write!(f, "the tag {tag:#x}"),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Tag(self.tag).fmt(f)?;
        match &self.place {
            Some((file, line)) => write!(f, " ({file}, line {line})"),
            None => Ok(()),
        }
    }
}

/// The references of a list, for people.
pub(crate) fn listed(references: &[Reference]) -> String {
    let references: Vec<_> = references.iter().map(Reference::to_string).collect();
    references.join(", ")
}

/// What a dereference found.
enum Dropped {
    /// A reference with the tag.
    Known,
    /// References with other tags only.
    OtherTags(Vec<Reference>),
    /// No reference of the driver.
    Nothing,
}

impl Object {
    /// Takes a reference of the driver from the list: one with the tag, else the newest.
    fn drop_reference(&mut self, tag: usize) -> Dropped {
        let known = self.taken.iter().rposition(|reference| reference.tag == tag);
        match known {
            Some(index) => {
                self.taken.remove(index);
                Dropped::Known
            }
            None if self.taken.is_empty() => Dropped::Nothing,
            None => {
                let taken = self.taken.clone();
                self.taken.pop();
                Dropped::OtherTags(taken)
            }
        }
    }
}

impl Inner {
    /// Takes a reference for the framework.
    pub(crate) fn reference(&self, handle: Handle) {
        self.with(|state| {
            if let Some(object) = state.objects.get_mut(handle) {
                object.references += 1;
            }
        });
    }

    /// `WdfObjectReference` by the driver.
    pub(crate) fn reference_by_driver(&self, handle: Handle, reference: Reference) {
        self.with(|state| {
            if let Some(object) = state.objects.get_mut(handle) {
                object.references += 1;
                object.taken.push(reference);
            }
        });
    }

    /// `WdfObjectDereference` by the driver. A tag that no reference has is a breach, and drops a
    /// reference all the same, as the framework does.
    pub(crate) fn dereference(self: &Arc<Self>, handle: Handle, reference: &Reference) {
        const CALL: &str = "WdfObjectDereferenceActual";
        let dropped = self.with(|state| {
            let object = state.objects.get_mut(handle);
            object.map_or(Dropped::Nothing, |object| object.drop_reference(reference.tag))
        });
        match dropped {
            Dropped::Known => {}
            Dropped::OtherTags(taken) => {
                let detail =
                    format!("dereferenced with {reference}, referenced with {}", listed(&taken));
                self.report(Rule::ReferenceTagMismatch, handle, CALL, detail);
            }
            Dropped::Nothing => {
                let detail = "the object was dereferenced more often than referenced";
                self.report(Rule::ObjectMisused, handle, CALL, detail);
                return;
            }
        }
        self.release(handle);
    }
}
