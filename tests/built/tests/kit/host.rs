//! The declarations of the host: the source of `kmdf_host::abi`, with its macros expanded here.

use syn::parse::{ParseStream, Result};
use syn::{Expr, Ident, Item, LitInt, Token, Type, braced};

use super::declarations::{Declarations, integer};

const SOURCES: [&str; 8] = [
    include_str!("../../../../host/abi/src/callbacks.rs"),
    include_str!("../../../../host/abi/src/enums.rs"),
    include_str!("../../../../host/abi/src/enums/power_states.rs"),
    include_str!("../../../../host/abi/src/functions.rs"),
    include_str!("../../../../host/abi/src/handles.rs"),
    include_str!("../../../../host/abi/src/nt.rs"),
    include_str!("../../../../host/abi/src/status.rs"),
    include_str!("../../../../host/abi/src/structs.rs"),
];

macro_rules! types_of_ddis {
    ($($name:ident $index:ident $pointer:ident
        ($($parameter:ident: $type:ty),*) -> $result:ty;)*) => {
        &[$((
            stringify!($pointer),
            stringify!(Option<unsafe extern "C" fn(PWDF_DRIVER_GLOBALS $(, $type)*) -> $result>),
        )),*]
    };
}

/// The type of each function of the host.
const DDIS: &[(&str, &str)] = kmdf_host::abi::for_each_hosted_ddi!(types_of_ddis);

/// The host's declarations.
pub fn declarations() -> Declarations {
    let mut host = Declarations::default();
    for source in SOURCES {
        let file = syn::parse_file(source).expect("the host's source is Rust");
        host.add(&file.items);
        for item in &file.items {
            if let Item::Macro(item) = item {
                add_macro(&mut host, &item.mac).expect("a macro of the host in the known form");
            }
        }
    }
    for (name, text) in DDIS {
        host.aliases.insert((*name).into(), syn::parse_str(text).expect("a function type"));
    }
    host
}

fn add_macro(host: &mut Declarations, of: &syn::Macro) -> Result<()> {
    let name = of.path.segments.last().expect("a path has a segment").ident.to_string();
    match name.as_str() {
        "c_enum" => of.parse_body_with(|input: ParseStream| enumeration(host, input)),
        "c_struct" => of.parse_body_with(|input: ParseStream| structure(host, input)),
        "function_enum" => of.parse_body_with(|input: ParseStream| indexes(host, input)),
        "handles" => of.parse_body_with(|input: ParseStream| handles(host, input)),
        "statuses" => of.parse_body_with(|input: ParseStream| statuses(host, input)),
        "debug_as" | "for_each_hosted_ddi" | "macro_rules" => Ok(()),
        _ => panic!("the host has a macro {name}!, which this test does not know: add it here"),
    }
}

/// `_X, X { A = 1, }`
fn enumeration(host: &mut Declarations, input: ParseStream) -> Result<()> {
    let name: Ident = input.parse()?;
    input.parse::<Token![,]>()?;
    let alias: Ident = input.parse()?;
    let list;
    braced!(list in input);
    while !list.is_empty() {
        let member: Ident = list.parse()?;
        list.parse::<Token![=]>()?;
        let value: Expr = list.parse()?;
        host.members.insert(format!("{name}::{member}"), integer(&value).expect("a literal"));
        list.parse::<Option<Token![,]>>()?;
    }
    host.aliases.insert(alias.to_string(), syn::parse_quote!(i32));
    Ok(())
}

/// `_X, X, PX, PCX { Field: Type, }`
fn structure(host: &mut Declarations, input: ParseStream) -> Result<()> {
    let name: Ident = input.parse()?;
    let types: [Type; 3] =
        [syn::parse_quote!(#name), syn::parse_quote!(*mut #name), syn::parse_quote!(*const #name)];
    for aliased in types {
        input.parse::<Token![,]>()?;
        host.aliases.insert(input.parse::<Ident>()?.to_string(), aliased);
    }
    let list;
    braced!(list in input);
    let mut fields = Vec::new();
    while !list.is_empty() {
        let field: Ident = list.parse()?;
        list.parse::<Token![:]>()?;
        fields.push((field.to_string(), list.parse()?));
        list.parse::<Option<Token![,]>>()?;
    }
    host.structures.insert(name.to_string(), fields);
    Ok(())
}

/// `0 WdfX WdfXTableIndex …`
fn indexes(host: &mut Declarations, input: ParseStream) -> Result<()> {
    while !input.is_empty() {
        let index = input.parse::<LitInt>()?.base10_parse()?;
        input.parse::<Ident>()?;
        host.members.insert(format!("_WDFFUNCENUM::{}", input.parse::<Ident>()?), index);
    }
    Ok(())
}

/// `WDFX WDFX__,`
fn handles(host: &mut Declarations, input: ParseStream) -> Result<()> {
    while !input.is_empty() {
        let handle: Ident = input.parse()?;
        let structure: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        host.aliases.insert(handle.to_string(), syn::parse_quote!(*mut #structure));
    }
    Ok(())
}

/// `STATUS_X = 0xC000_0001 => 31,`
fn statuses(host: &mut Declarations, input: ParseStream) -> Result<()> {
    while !input.is_empty() {
        let name: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        host.constants.insert(name.to_string(), input.parse::<LitInt>()?.base10_parse()?);
        if input.parse::<Option<Token![=>]>>()?.is_some() {
            input.parse::<LitInt>()?;
        }
        input.parse::<Token![,]>()?;
    }
    Ok(())
}
