//! The items of this crate have the shapes of those in the published crate.

use wdk::wdf::{SpinLock, Timer};
use wdk_sys::{NTSTATUS, WDF_OBJECT_ATTRIBUTES, WDF_TIMER_CONFIG};

/// Compiles only if each function has the published signature.
#[test]
fn functions_have_the_published_signatures() {
    type Create = fn(&mut WDF_TIMER_CONFIG, &mut WDF_OBJECT_ATTRIBUTES) -> Result<Timer, NTSTATUS>;

    let _: fn(&mut WDF_OBJECT_ATTRIBUTES) -> Result<SpinLock, NTSTATUS> = SpinLock::try_new;
    let _: fn(&mut WDF_OBJECT_ATTRIBUTES) -> Result<SpinLock, NTSTATUS> = SpinLock::create;
    let _: [fn(&SpinLock); 2] = [SpinLock::acquire, SpinLock::release];
    let _: [Create; 2] = [Timer::try_new, Timer::create];
    let _: fn(&Timer, i64) -> bool = Timer::start;
    let _: fn(&Timer, bool) -> bool = Timer::stop;

    let _: fn() = wdk::dbg_break;
}

#[test]
fn nt_success_is_true_for_success_and_information_only() {
    let statuses = [0, 0x103, 0x4000_0000, 0x8000_0005, 0xC000_0001_u32];
    let successes = statuses.map(|status| wdk::nt_success(status.cast_signed()));
    assert_eq!(successes, [true, true, true, false, false]);
}

/// Compiles only if the macros take the same arguments as the published ones, and need no unsafe
/// block.
#[test]
fn macros_have_the_published_shapes() {
    #[forbid(unsafe_code)]
    fn all(name: &str, number: u32) -> (u32, &str) {
        wdk::paged_code!();
        wdk::print!("{name} = {:#x}", number);
        wdk::println!();
        wdk::println!("{name}{}", '!');
        wdk::dbg!();
        wdk::dbg!(wdk::dbg!(number), name)
    }
    let _: fn(&str, u32) -> (u32, &str) = all;
}
