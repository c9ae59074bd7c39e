//! The report of a broken rule.

use std::fmt;

use super::{Rule, Tool};
use crate::names::{Arguments, ObjectName, ObjectRef};

/// A broken rule, with the subject, the call and the driver's function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// What the breach is about, such as `R1` (the machine's first request).
    pub subject: Subject,
    /// The DDI or the framework's step in which the breach was seen.
    pub call: String,
    /// The driver's callback that was running, such as `EvtIoRead`; `-` if none was.
    pub driver_function: String,
    /// The details, with values.
    pub detail: String,
    /// The time, in 100 ns units since the machine started.
    pub time: u64,
}

impl Violation {
    /// The breach in one line: rule, subject, call, callback and details.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self { rule, subject, call, driver_function, detail, .. } = self;
        if *rule == Rule::BugCheck {
            return format!("{rule:?}: {driver_function}({subject}) after {call}: {detail}");
        }
        format!("{rule:?}: {subject} in {call} called by {driver_function}: {detail}")
    }
}

/// The [summary](Violation::summary), the names that Microsoft's tools have for the rule (the first
/// of each tool), and the advice, each on a line.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())?;
        let known: Vec<_> = self.rule.microsoft().collect();
        let first = |tool| known.iter().find(|rule| rule.tool == tool);
        let names: Vec<_> = Tool::all().filter_map(first).map(ToString::to_string).collect();
        if !names.is_empty() {
            write!(f, "\n    Microsoft: {}", names.join("; "))?;
        }
        write!(f, "\n    Advice: {}", self.rule.advice())
    }
}

/// What a breach is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// No subject with a name.
    None,
    /// An object.
    Object(ObjectRef),
    /// Several objects.
    Objects(Vec<ObjectRef>),
    /// A queue, and the requests that the framework waits for in vain. `Display` names the queue
    /// only.
    Waiting {
        /// The queue.
        queue: ObjectRef,
        /// The requests.
        requests: Vec<ObjectRef>,
    },
    /// A callback, by its arguments.
    Callback(Arguments),
    /// Another subject, as text: pool by its tag, a driver or a routine by its name.
    Other(String),
}

impl Subject {
    /// The names of the objects.
    #[must_use]
    pub fn objects(&self) -> Vec<ObjectName> {
        let named = |objects: &[ObjectRef]| -> Vec<_> {
            objects.iter().filter_map(|object| object.name()).collect()
        };
        match self {
            Self::Object(object) => named(&[*object]),
            Self::Objects(objects) => named(objects),
            Self::Waiting { queue, requests } => [named(&[*queue]), named(requests)].concat(),
            Self::Callback(arguments) => arguments.objects().collect(),
            Self::None | Self::Other(_) => Vec::new(),
        }
    }
}

impl From<ObjectRef> for Subject {
    fn from(object: ObjectRef) -> Self {
        Self::Object(object)
    }
}

impl From<ObjectName> for Subject {
    fn from(name: ObjectName) -> Self {
        Self::Object(name.into())
    }
}

impl From<String> for Subject {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("-"),
            Self::Object(object) | Self::Waiting { queue: object, .. } => object.fmt(f),
            Self::Objects(objects) => {
                for (number, object) in objects.iter().enumerate() {
                    write!(f, "{}{object}", if number == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Callback(arguments) => arguments.fmt(f),
            Self::Other(words) => f.write_str(words),
        }
    }
}
