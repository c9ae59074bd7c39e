//! Memory of a driver, as the kernel's routines reach it: the pointers that a driver passes become
//! places, and the routines themselves are safe code.

/// A place in the memory of a driver, or NULL.
pub(crate) struct Place<T>(*mut T);

impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<T> {}

impl<T> Place<T> {
    /// # Safety
    /// `pointer` is NULL, or leads to memory that the called routine may use as its documentation says,
    /// for as long as that says; and so does every pointer in that memory that the routine follows.
    pub(super) unsafe fn of(pointer: *mut T) -> Self {
        Self(pointer)
    }

    pub(super) fn is_null(self) -> bool {
        self.0.is_null()
    }

    pub(super) fn address(self) -> usize {
        self.0.expose_provenance()
    }

    pub(super) fn pointer(self) -> *mut T {
        self.0
    }

    /// What is there.
    pub(super) fn read(self) -> T
    where
        T: Copy,
    {
        // SAFETY: guaranteed by the caller of `of`.
        unsafe { self.0.read_unaligned() }
    }

    /// What is there, unless the place is NULL.
    pub(super) fn get(self) -> Option<T>
    where
        T: Copy,
    {
        (!self.is_null()).then(|| self.read())
    }

    pub(super) fn write(self, value: T) {
        // SAFETY: guaranteed by the caller of `of`.
        unsafe { self.0.write_unaligned(value) };
    }

    /// Writes, unless the place is NULL.
    pub(super) fn put(self, value: T) {
        if !self.is_null() {
            self.write(value);
        }
    }

    /// The place of the element `index` of an array that begins here.
    pub(super) fn at(self, index: usize) -> Self {
        Self(self.0.wrapping_add(index))
    }

    /// The place of a field, `offset` bytes behind the beginning.
    pub(super) fn field<U>(self, offset: usize) -> Place<U> {
        Place(self.0.wrapping_byte_add(offset).cast())
    }

    /// The place to which a pointer leads that is in the memory here.
    #[expect(clippy::unused_self, reason = "a place vouches for the pointers in it")]
    pub(super) fn led_to<U>(self, pointer: *mut U) -> Place<U> {
        Place(pointer)
    }

    /// Copies so many elements, from a place that may overlap.
    pub(super) fn copy_from(self, from: Self, count: usize) {
        if count > 0 {
            // SAFETY: guaranteed by the caller of `of`.
            unsafe { self.0.copy_from(from.0, count) };
        }
    }

    /// Writes elements one after the other.
    pub(super) fn write_all(self, values: &[T])
    where
        T: Copy,
    {
        for (index, value) in values.iter().enumerate() {
            self.at(index).write(*value);
        }
    }

    /// So many elements from here on.
    pub(super) fn read_all(self, count: usize) -> Vec<T>
    where
        T: Copy,
    {
        (0..count).map(|index| self.at(index).read()).collect()
    }
}

/// A parameter of a routine, as the routine gets it: a place in place of a pointer.
pub(super) trait Parameter {
    type Seen;

    /// # Safety
    /// [`Place::of`]'s, for a pointer.
    unsafe fn seen(self) -> Self::Seen;
}

impl<T> Parameter for *mut T {
    type Seen = Place<T>;

    unsafe fn seen(self) -> Place<T> {
        // SAFETY: guaranteed by the caller.
        unsafe { Place::of(self) }
    }
}

impl<T> Parameter for *const T {
    type Seen = Place<T>;

    unsafe fn seen(self) -> Place<T> {
        // SAFETY: guaranteed by the caller.
        unsafe { Place::of(self.cast_mut()) }
    }
}

macro_rules! values {
    ($($type:ty),*) => {
        $(impl Parameter for $type {
            type Seen = Self;

            unsafe fn seen(self) -> Self {
                self
            }
        })*
    };
}
values!(u8, i8, u16, i32, u32, i64, u64, usize);
