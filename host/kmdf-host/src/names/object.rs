//! The types of the framework's objects, and the objects' names.

use std::fmt;

macro_rules! kinds {
    ($($kind:ident $type_name:literal $letter:literal,)*) => {
        /// The type of a framework object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ObjectKind {
            $(
                #[doc = concat!("`", $type_name, "`; named `", $letter, "1`, `", $letter, "2` …")]
                $kind,
            )*
        }

        impl ObjectKind {
            /// The name of the handle's type, such as `WDFQUEUE`.
            #[must_use]
            pub const fn type_name(self) -> &'static str {
                match self { $(Self::$kind => $type_name,)* }
            }

            /// The prefix of such objects' names, such as `Q`.
            #[must_use]
            pub const fn letter(self) -> &'static str {
                match self { $(Self::$kind => $letter,)* }
            }
        }
    };
}

kinds! {
    Driver "WDFDRIVER" "DRV",
    DeviceInit "WDFDEVICE_INIT" "INIT",
    Device "WDFDEVICE" "D",
    IoPackage "I/O package" "IO",
    Queue "WDFQUEUE" "Q",
    Request "WDFREQUEST" "R",
    Timer "WDFTIMER" "T",
    SpinLock "WDFSPINLOCK" "L",
    WaitLock "WDFWAITLOCK" "W",
    Memory "WDFMEMORY" "M",
    String "WDFSTRING" "S",
    Key "WDFKEY" "K",
    File "WDFFILEOBJECT" "F",
    WorkItem "WDFWORKITEM" "WI",
    Collection "WDFCOLLECTION" "C",
    Dpc "WDFDPC" "P",
    Lookaside "WDFLOOKASIDE" "LA",
    IoTarget "WDFIOTARGET" "I",
    WmiProvider "WDFWMIPROVIDER" "WP",
    WmiInstance "WDFWMIINSTANCE" "WN",
    General "WDFOBJECT" "O",
}

/// The name of one object of a machine: `R1` is the first request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// The object's type.
    pub kind: ObjectKind,
    /// The object's number among those of the same type, from 1.
    pub number: u32,
}

impl ObjectName {
    /// The name of the object of a type and number.
    #[must_use]
    pub const fn new(kind: ObjectKind, number: u32) -> Self {
        Self { kind, number }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.letter(), self.number)
    }
}

/// The object that a handle refers to, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ObjectRef {
    /// An object that exists.
    Existing(ObjectName),
    /// An object that was deleted: the handle is stale.
    Deleted(ObjectName),
    /// The handle is NULL.
    Null,
    /// The value was never a handle of the framework.
    Unknown,
}

impl ObjectRef {
    /// The name of the object, if there is or was one.
    #[must_use]
    pub const fn name(self) -> Option<ObjectName> {
        match self {
            Self::Existing(name) | Self::Deleted(name) => Some(name),
            Self::Null | Self::Unknown => None,
        }
    }
}

impl From<ObjectName> for ObjectRef {
    fn from(name: ObjectName) -> Self {
        Self::Existing(name)
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Existing(name) => name.fmt(f),
            Self::Deleted(name) => write!(f, "{name} (deleted)"),
            Self::Null => f.write_str("NULL"),
            Self::Unknown => f.write_str("not a handle"),
        }
    }
}
