//! Sizes, alignments and offsets of structures, in bytes: `_X::size_of`, `_X::align_of`,
//! `_X::Field`.

use syn::parse::{ParseStream, Result};
use syn::{Expr, Ident, Item, Lit, LitInt, Stmt, Token, braced};

use super::declarations::{Things, integer};

/// The layouts of clang, from the assertions that bindgen writes: `["Size of X"][size_of::<X>() -
/// 8];`.
pub fn asserted(items: &[Item]) -> Things<i64> {
    let blocks = items.iter().filter_map(|item| match item {
        Item::Const(assertions) => match assertions.expr.as_ref() {
            Expr::Block(block) => Some(&block.block.stmts),
            _ => None,
        },
        _ => None,
    });
    let assertions = blocks.flatten().map(|statement| {
        let (what, value) = assertion(statement).expect("an assertion as bindgen writes it");
        let name = if let Some(structure) = what.strip_prefix("Size of ") {
            format!("{structure}::size_of")
        } else if let Some(structure) = what.strip_prefix("Alignment of ") {
            format!("{structure}::align_of")
        } else {
            let field = what.strip_prefix("Offset of field: ");
            field.unwrap_or_else(|| panic!("bindgen asserts something else: {what}")).into()
        };
        (name, value)
    });
    assertions.collect()
}

fn assertion(statement: &Stmt) -> Option<(String, i64)> {
    let Stmt::Expr(Expr::Index(index), _) = statement else { return None };
    let Expr::Array(what) = index.expr.as_ref() else { return None };
    let Expr::Lit(what) = what.elems.first()? else { return None };
    let Lit::Str(what) = &what.lit else { return None };
    let Expr::Binary(difference) = index.index.as_ref() else { return None };
    Some((what.value(), integer(&difference.right)?))
}

/// One row of a table of facts: `_X, size alignment { Field offset size, }`, perhaps with aliases:
/// `_X = X PX, …`.
pub fn row(input: ParseStream) -> Result<Things<i64>> {
    let structure: Ident = input.parse()?;
    input.parse::<Option<Token![=]>>()?;
    while !input.peek(Token![,]) {
        input.parse::<Ident>()?;
    }
    input.parse::<Token![,]>()?;
    let mut layout = Things::new();
    for what in ["size_of", "align_of"] {
        let value = input.parse::<LitInt>()?.base10_parse()?;
        layout.insert(format!("{structure}::{what}"), value);
    }
    let fields;
    braced!(fields in input);
    while !fields.is_empty() {
        let field: Ident = fields.parse()?;
        let offset = fields.parse::<LitInt>()?.base10_parse()?;
        fields.parse::<LitInt>()?;
        fields.parse::<Token![,]>()?;
        layout.insert(format!("{structure}::{field}"), offset);
    }
    Ok(layout)
}
