//! Prints what the tests and the host have, a line each: `KIND<tab>NAME<tab>ABOUT`. The generated
//! pages and counts are made of this: `cargo xtask docs`.

#[cfg(any(not(windows), hosted))]
fn main() -> std::io::Result<()> {
    use std::io::Write;

    use kmdf_host::Rule;
    use kmdf_host::abi::WDF_FUNCTION_COUNT;

    macro_rules! names {
        ($($name:ident $index:ident $type:ident ($($parameter:ident: $of:ty),*) -> $result:tt;)*) => {
            [$(stringify!($name)),*]
        };
    }
    let functions = kmdf_host::abi::for_each_hosted_ddi!(names);

    let mut output = std::io::stdout().lock();
    for behaviour in echo_scenarios::scenarios() {
        writeln!(output, "behaviour\t{}\t", behaviour.name)?;
    }
    for situation in echo_exploration::scenarios() {
        writeln!(output, "situation\t{}\t{}", situation.name, situation.about)?;
    }
    for (mutant, _) in echo_mutants::mutants() {
        writeln!(output, "mutant\t{}\t{}", mutant.name, mutant.mistake)?;
    }
    for rule in Rule::ALL {
        writeln!(output, "rule\t{rule:?}\t{}", rule.about())?;
    }
    for function in functions {
        writeln!(output, "function\t{function}\t")?;
    }
    for index in 0..WDF_FUNCTION_COUNT {
        writeln!(output, "entry\t{index}\t")?;
    }
    Ok(())
}

/// The mutants are not there where the driver is built for the kernel.
#[cfg(not(any(not(windows), hosted)))]
fn main() {}
