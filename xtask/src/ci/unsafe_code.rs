//! Unsafe code is only in the files that a table lists.

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::checks::Problem;
use super::tree::Tree;

/// The places that may have unsafe code: a file, or a folder that ends in `/`; and its purpose.
pub const ALLOWED: &[(&str, &str)] = &[
    // The driver.
    ("src/lib.rs", "the driver's entry point"),
    ("src/wdf/", "the driver's calls into the framework"),
    // The host: the binary interface, both directions of a call, memory, stacks.
    ("host/abi/src/", "the types of the binary interface"),
    ("host/kmdf-host/src/binding.rs", "the way in for the stand-ins of wdk-sys and wdk-alloc"),
    ("host/kmdf-host/src/crash/faults/", "the processor's exceptions"),
    ("host/kmdf-host/src/crash/hook_lock.rs", "the way out of the hook of panics"),
    ("host/kmdf-host/src/crash/hook_lock_windows.rs", "the way out of a panic on Windows"),
    ("host/kmdf-host/src/crash/stack.rs", "the stack of a driver that may crash"),
    ("host/kmdf-host/src/ddi/", "the driver's pointers"),
    ("host/kmdf-host/src/explore/thread.rs", "the stack of an explored thread"),
    ("host/kmdf-host/src/kernel/", "the kernel's pool and exports"),
    ("host/kmdf-host/src/loader/driver_image.rs", "the entry point of a driver"),
    ("host/kmdf-host/src/loader/code_cache.rs", "the cache of instructions"),
    ("host/kmdf-host/src/loader/mapping.rs", "an image in memory"),
    ("host/kmdf-host/src/memory/block.rs", "blocks of pool and of contexts"),
    ("host/kmdf-host/src/memory/special_pool.rs", "the protection of pages"),
    ("host/kmdf-host/src/memory/transfer.rs", "copies to and from memory of drivers"),
    ("host/kmdf-host/src/memory/words.rs", "the look at memory that drivers use"),
    ("host/kmdf-host/src/points/switch.rs", "the way to another thread's stack"),
    ("host/kmdf-host/src/points/way_out.rs", "the way out of a routine"),
    ("host/kmdf-host/src/upcall.rs", "the driver's callbacks"),
    ("host/wdk/src/", "the stand-in for wdk"),
    ("host/wdk-alloc/src/", "the stand-in for wdk-alloc"),
    ("host/wdk-sys/src/", "the stand-in for wdk-sys"),
    // Programs that name a driver's entry point or an image, or call Windows.
    ("cargo-kmdf/src/run/image.rs", "an image"),
    ("cargo-kmdf/template/src/lib.rs", "the entry point of a new driver"),
    ("echoapp/src/hosted.rs", "the driver's entry point"),
    ("echoapp/src/win32/", "calls of Windows"),
    ("tests/bench/", "drivers that the benchmarks run"),
    ("tests/copies.rs", "the functions that copy memory"),
    ("tests/exploration/src/bin/explore/program/work.rs", "an image"),
    ("tests/fuzz/", "a driver that fuzzing runs"),
    ("tests/mutants/", "the mutants' entry points"),
    ("tests/support/src/subject.rs", "the driver's entry point"),
];

/// Folders in which every file may have unsafe code, because tests contain drivers.
const TESTS: [&str; 2] = ["/tests/", "/examples/"];

/// Finds unsafe code outside the table.
///
/// # Errors
/// If a file cannot be read, or is not Rust.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let is_allowed = |file: &&str| {
        let row = |(place, _): &(&str, &str)| {
            if place.ends_with('/') { file.starts_with(place) } else { file == place }
        };
        ALLOWED.iter().any(row) || TESTS.iter().any(|folder| file.contains(folder))
    };
    let mut problems = Vec::new();
    for file in tree.ending(".rs").filter(|file| !is_allowed(file)) {
        let tokens = tree.text(file)?.parse::<TokenStream>().ok();
        let tokens = tokens.with_context(|| format!("{file}: expected tokens of Rust"))?;
        problems.extend(lines(tokens).into_iter().map(|line| {
            let what = "unsafe code in a file that must not have any; move it to a file in the \
                        table of xtask/src/ci/unsafe_code.rs, or add this file with the reason";
            Problem::at(file, line, what)
        }));
    }
    Ok(problems)
}

/// The lines with the keyword, without types of functions. The keyword is not a token of comments,
/// strings or attributes such as `forbid(unsafe_code)`.
fn lines(tokens: TokenStream) -> Vec<usize> {
    let mut found = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "unsafe" => {
                // `extern "C" fn`
                while tokens.next_if(is_of_function).is_some() {}
                let is_type = matches!(tokens.peek(), Some(TokenTree::Group(parameters))
                    if parameters.delimiter() == Delimiter::Parenthesis);
                if !is_type {
                    found.push(word.span().start().line);
                }
            }
            TokenTree::Group(group) => found.extend(lines(group.stream())),
            _ => {}
        }
    }
    found
}

fn is_of_function(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => word == "extern" || word == "fn",
        TokenTree::Literal(_) => true,
        _ => false,
    }
}
