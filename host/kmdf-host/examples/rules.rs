//! Prints the page of the rules: what the host checks, and what becomes of each rule of Microsoft's
//! tools.

use std::io::{self, Write};

use kmdf_host::{MicrosoftRule, Rule, Tool};

fn main() -> io::Result<()> {
    let mut page = io::stdout().lock();
    writeln!(page, "# Rules that the host checks\n\nMade by `cargo xtask docs --only rules`.\n")?;
    writeln!(
        page,
        "A driver that breaks one of these rules gets a violation, which names the rule, Microsoft's \
         names for the rule, the object, the call, the callback and an advice. A test can make a \
         rule a warning, or turn the rule off: `Machine::set_rules`. Each rule has two tests in \
         `host/kmdf-host/tests/host`: a driver that breaks the rule, and one that comes near.\n"
    )?;
    contents(&mut page)?;
    for rule in Rule::ALL {
        chapter(&mut page, *rule)?;
    }
    tools(&mut page)
}

fn contents(page: &mut impl Write) -> io::Result<()> {
    writeln!(page, "| rule | broken when |\n|---|---|")?;
    for rule in Rule::ALL {
        let link = format!("{rule:?}").to_lowercase();
        writeln!(page, "| [`{rule:?}`](#{link}) | {} |", rule.about())?;
    }
    let covered = MicrosoftRule::all().filter(|rule| !rule.rules.is_empty()).count();
    let all = MicrosoftRule::all().count();
    writeln!(
        page,
        "\n{covered} of {all} rules of Microsoft's tools are [covered](#microsofts-tools), each \
         by the tests that the table names.\n"
    )
}

fn chapter(page: &mut impl Write, rule: Rule) -> io::Result<()> {
    writeln!(page, "## {rule:?}\n\n{}\n", rule.about())?;
    let names: Vec<_> =
        rule.microsoft().map(|known| format!("{} `{}`", known.tool, known.name)).collect();
    if !names.is_empty() {
        writeln!(page, "Microsoft's names: {}.\n", names.join(", "))?;
    }
    writeln!(page, "{}\n", rule.why())?;
    writeln!(page, "Wrong:\n\n```c\n{}\n```\n", rule.wrong())?;
    writeln!(page, "Right:\n\n```c\n{}\n```\n", rule.right())?;
    writeln!(page, "{}\n", rule.advice())?;
    writeln!(page, "Tests: `{}`, `{}`.\n", rule.breaking_test(), rule.keeping_test())
}

fn tools(page: &mut impl Write) -> io::Result<()> {
    writeln!(page, "## Microsoft's tools")?;
    for tool in Tool::all() {
        writeln!(page, "\n### {tool}\n\n| rule | checked by | tests and remarks |\n|---|---|---|")?;
        for rule in MicrosoftRule::all().filter(|rule| rule.tool == tool) {
            let list = |items: Vec<String>| {
                items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
            };
            let by = list(rule.rules.iter().map(|rule| format!("{rule:?}")).collect());
            let tests = list(rule.tests.iter().map(ToString::to_string).collect());
            let remarks: Vec<_> =
                [tests.as_str(), rule.remark].into_iter().filter(|text| !text.is_empty()).collect();
            writeln!(
                page,
                "| {} | {} | {} |",
                rule.name,
                if by.is_empty() { "-" } else { &by },
                remarks.join(". ")
            )?;
        }
    }
    Ok(())
}
