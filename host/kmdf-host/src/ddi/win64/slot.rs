//! A parameter in its register, or in its place on the stack.

use std::marker::PhantomData;

/// A parameter as an image passes it: 8 bytes, of which a smaller value fills the lowest.
///
/// Windows leaves the other bytes undefined. On macOS for ARM64, a Rust function with a smaller
/// parameter relies on them, and finds smaller parameters close together on the stack (Apple, "Writing
/// ARM64 code for Apple platforms", "Pass arguments to functions correctly"). With parameters of this
/// type, a function is right on every system.
///
/// For the compiler the type is an integer: of a union, it would take the seventh parameter of a function
/// for a pointer to the value.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Slot<T>(u64, PhantomData<T>);

impl<T: Copy> Slot<T> {
    /// Only an image makes a slot, so that it holds a value of the type.
    pub(super) const fn value(self) -> T {
        const { assert!(size_of::<T>() <= 8 && cfg!(target_endian = "little")) };
        // SAFETY: the image's author vouches for the arguments of its calls.
        unsafe { (&raw const self.0).cast::<T>().read() }
    }
}

#[cfg(test)]
mod tests {
    use std::marker::PhantomData;

    use super::Slot;

    /// Calls a function as an image does that leaves the upper bytes undefined.
    #[test]
    fn small_parameter_is_read_without_the_bytes_above_it() {
        extern "efiapi" fn sum(first: Slot<u8>, second: Slot<i16>) -> i64 {
            i64::from(first.value()) + i64::from(second.value())
        }
        let first = Slot(0xFFFF_FFFF_FFFF_FF02, PhantomData);
        let second = Slot(0x1234_5678_0000_FFFF, PhantomData);
        assert_eq!(sum(first, second), 1);
    }

    /// Calls a function with more parameters than there are registers for them in any convention.
    #[test]
    fn parameters_beyond_the_registers_are_those_of_an_image() {
        type Slots = extern "efiapi" fn(
            u64,
            Slot<*const u8>,
            Slot<i32>,
            Slot<u8>,
            Slot<u64>,
            Slot<u16>,
            Slot<*mut u8>,
            Slot<u32>,
            Slot<i64>,
        ) -> u64;
        type Plain =
            extern "efiapi" fn(u64, *const u8, i32, u8, u64, u16, *mut u8, u32, i64) -> u64;
        extern "efiapi" fn digits(
            one: u64,
            two: Slot<*const u8>,
            three: Slot<i32>,
            four: Slot<u8>,
            five: Slot<u64>,
            six: Slot<u16>,
            seven: Slot<*mut u8>,
            eight: Slot<u32>,
            nine: Slot<i64>,
        ) -> u64 {
            let all = [
                one,
                two.value().addr() as u64,
                u64::from(three.value().unsigned_abs()),
                four.value().into(),
                five.value(),
                six.value().into(),
                seven.value().addr() as u64,
                eight.value().into(),
                nine.value().unsigned_abs(),
            ];
            all.iter().fold(0, |number, digit| number * 10 + digit)
        }
        // SAFETY: an image passes each of these values as a slot takes it.
        let plain = unsafe { std::mem::transmute::<Slots, Plain>(digits) };
        let (two, seven) = (std::ptr::without_provenance(2), std::ptr::without_provenance_mut(7));
        assert_eq!(plain(1, two, 3, 4, 5, 6, seven, 8, 9), 123_456_789);
    }
}
