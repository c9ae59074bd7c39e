//! The form of a security descriptor in SDDL (Security Descriptor String Format, ACE Strings, SID
//! Strings).

const ACE_TYPES: [&str; 18] = [
    "A", "D", "OA", "OD", "AU", "AL", "OU", "OL", "CR", "ML", "RA", "SP", "XA", "XD", "XU", "ZA",
    "FL", "TL",
];
const ACE_FLAGS: [&str; 8] = ["CI", "OI", "NP", "IO", "ID", "SA", "FA", "TP"];
const RIGHTS: [&str; 31] = [
    "GA", "GR", "GW", "GX", "RC", "SD", "WD", "WO", "RP", "WP", "CC", "DC", "LC", "SW", "LO", "DT",
    "CR", "FA", "FR", "FW", "FX", "KA", "KR", "KW", "KX", "NR", "NW", "NX", "AS", "MR", "MW",
];
const ACL_FLAGS: [&str; 3] = ["AR", "AI", "P"];

/// Checks the form of a security descriptor.
///
/// # Errors
/// The fault, as a predicate: `is empty`.
pub(super) fn parse(text: &str) -> Result<(), String> {
    let mut rest = text;
    let mut last = None;
    if text.is_empty() {
        return Err("is empty".into());
    }
    while !rest.is_empty() {
        let (part, body) = rest
            .split_once(':')
            .filter(|(part, _)| ["O", "G", "D", "S"].contains(part))
            .ok_or_else(|| format!("has `{rest}` where O:, G:, D: or S: is expected"))?;
        let order = "OGDS".find(part);
        if order <= last {
            return Err(format!("has {part}: twice, or out of the order O:G:D:S:"));
        }
        last = order;
        rest = if matches!(part, "O" | "G") { sid(body)? } else { acl(body)? };
    }
    Ok(())
}

/// Reads an account at the start of a text; returns the rest.
fn sid(text: &str) -> Result<&str, String> {
    let end = text
        .char_indices()
        .zip(text.chars().skip(1).map(Some).chain([None]))
        .find(|((_, c), next)| c.is_ascii_alphabetic() && *next == Some(':'))
        .map_or(text.len(), |((index, _), _)| index);
    let (account, rest) = text.split_at(end);
    if is_sid(account) { Ok(rest) } else { Err(format!("has the invalid account `{account}`")) }
}

fn is_sid(text: &str) -> bool {
    let alias = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut numbers = text.strip_prefix("S-1-").unwrap_or_default().split('-');
    let is_number = |number: &str| {
        let hexadecimal = number.strip_prefix("0x").unwrap_or_default();
        u64::from_str_radix(hexadecimal, 16).is_ok() || number.parse::<u64>().is_ok()
    };
    alias || numbers.all(is_number)
}

/// Reads an access control list at the start of a text; returns the rest.
fn acl(text: &str) -> Result<&str, String> {
    let end = text.find(['(', ':']).unwrap_or(text.len());
    let (mut flags, mut rest) = text.split_at(end);
    if rest.starts_with(':') {
        // The letter in front of the colon begins the next part.
        let letter = flags.char_indices().next_back().map_or(0, |(index, _)| index);
        (flags, rest) = text.split_at(letter);
    }
    if !is_made_of(flags, &ACL_FLAGS) && flags != "NO_ACCESS_CONTROL" {
        return Err(format!("has the invalid flags `{flags}` of an access control list"));
    }
    while let Some(open) = rest.strip_prefix('(') {
        let (entry, after) = close(open).ok_or("has an entry without closing parenthesis")?;
        ace(entry)?;
        rest = after;
    }
    Ok(rest)
}

/// The text up to its closing parenthesis, and the text after the parenthesis.
fn close(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let end = text.find(|c| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        false
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

fn ace(text: &str) -> Result<(), String> {
    let fields: Vec<_> = text.splitn(7, ';').collect();
    let [kind, flags, rights, _, _, account, ..] = fields[..] else {
        return Err(format!(
            "has the entry ({text}) with {} fields instead of six (type, flags, rights, object, \
             inherited object, account)",
            fields.len()
        ));
    };
    let fault =
        |what, value| Err(format!("has the invalid {what} `{value}` in the entry ({text})"));
    let is_mask = || {
        let digits = rights.strip_prefix("0x").unwrap_or_default();
        u32::from_str_radix(digits, 16).is_ok() || rights.parse::<u32>().is_ok()
    };
    if !ACE_TYPES.contains(&kind) {
        fault("type", kind)
    } else if !is_made_of(flags, &ACE_FLAGS) {
        fault("flags", flags)
    } else if !is_made_of(rights, &RIGHTS) && !is_mask() {
        fault("rights", rights)
    } else if !is_sid(account) {
        fault("account", account)
    } else {
        Ok(())
    }
}

/// Whether the text is a sequence of the words.
fn is_made_of(text: &str, words: &[&str]) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let Some(after) = words.iter().find_map(|word| rest.strip_prefix(word)) else {
            return false;
        };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn valid_descriptor_is_accepted() {
        for text in [
            "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)",
            "O:BAG:SYD:(A;;FA;;;WD)",
            "D:PAI(A;OICI;0x1200a9;;;S-1-5-32-545)S:(ML;;NW;;;LW)",
            "D:",
            "D:NO_ACCESS_CONTROL",
            "O:S-1-5-32-544D:(D;;GA;;;AN)",
            "D:(XA;;GR;;;WD;(@User.Title==\"PM\" && (a==b)))",
        ] {
            assert_eq!(parse(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn malformed_descriptor_is_rejected() {
        for text in [
            "",
            "P(A;;GA;;;SY)",
            "D:P(A;;GA;;;SY",
            "D:P(A",
            "D:P(A;;GA;;SY)",
            "D:P(B;;GA;;;SY)",
            "D:P(A;XX;GA;;;SY)",
            "D:P(A;;GZ;;;SY)",
            "D:P(A;;GA;;;System)",
            "D:Q(A;;GA;;;SY)",
            "D:P(A;;GA;;;SY)x",
            "D:D:",
            "S:D:",
            "O:D:",
            "O:BA(",
            "D:é:",
            "O:S-1-x",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
