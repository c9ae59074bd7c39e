//! Debug output: text for `DbgPrint` goes to the host.

use core::fmt::Arguments;

/// Prints to the debugger.
#[macro_export]
macro_rules! print {
    ($($argument:tt)*) => {
        $crate::_print(::core::format_args!($($argument)*))
    };
}

/// Prints to the debugger, with a newline.
#[macro_export]
macro_rules! println {
    () => {
        $crate::print!("\n")
    };
    ($($argument:tt)*) => {
        $crate::print!("{}\n", ::core::format_args!($($argument)*))
    };
}

/// Prints an expression with its value and place to the debugger, and returns the value.
#[macro_export]
macro_rules! dbg {
    () => {
        $crate::println!("[{}:{}:{}]", ::core::file!(), ::core::line!(), ::core::column!())
    };
    ($value:expr $(,)?) => {
        // In a match, the temporaries of the expression live until its value is printed.
        match $value {
            value => {
                $crate::println!(
                    "[{}:{}:{}] {} = {:#?}",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::stringify!($value),
                    &value
                );
                value
            }
        }
    };
    ($($value:expr),+ $(,)?) => {
        ($($crate::dbg!($value),)+)
    };
}

#[doc(hidden)]
pub fn _print(arguments: Arguments<'_>) {
    kmdf_host::kernel::debug_print(arguments);
}
