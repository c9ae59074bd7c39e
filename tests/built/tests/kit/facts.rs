//! Facts of the public headers: the tables of the tests of the hosted `wdk-sys`, and the facts
//! here, which the hosted `wdk-sys` does not need.

use syn::parse::{ParseStream, Parser, Result};
use syn::punctuated::Punctuated;
use syn::{
    Expr, GenericArgument, Ident, Item, LitInt, Pat, PathArguments, ReturnType, Stmt, Token, Type,
    braced, parenthesized,
};

use super::declarations::{Things, integer};
use super::layouts;

/// The functions of KMDF 1.31 in the order of its function table.
const FUNCTIONS: &str = include_str!("functions.txt");

/// The structures of a request's parameters; the second is that of a write.
const LAYOUTS: [(&str, i64); 13] = [
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1::Create", 0),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::size_of", 32),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::align_of", 8),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::SecurityContext", 0),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::Options", 8),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::FileAttributes", 16),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::ShareAccess", 18),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_1::EaLength", 24),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_3::size_of", 24),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_3::align_of", 8),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_3::Length", 0),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_3::Key", 8),
    ("_WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_3::DeviceOffset", 16),
];

/// Enumerations of the kernel.
const MEMBERS: [(&str, i64); 12] = [
    ("_DEVICE_RELATION_TYPE::BusRelations", 0),
    ("_DEVICE_RELATION_TYPE::EjectionRelations", 1),
    ("_DEVICE_RELATION_TYPE::PowerRelations", 2),
    ("_DEVICE_RELATION_TYPE::RemovalRelations", 3),
    ("_DEVICE_RELATION_TYPE::TargetDeviceRelation", 4),
    ("_DEVICE_RELATION_TYPE::SingleBusRelations", 5),
    ("_DEVICE_RELATION_TYPE::TransportRelations", 6),
    ("_MODE::KernelMode", 0),
    ("_MODE::UserMode", 1),
    ("_POOL_TYPE::NonPagedPool", 0),
    ("_POOL_TYPE::PagedPool", 1),
    ("_POOL_TYPE::NonPagedPoolNx", 512),
];

/// Constants of the kernel, and the framework's own statuses.
const CONSTANTS: [(&str, i64); 19] = [
    ("IRP_MJ_MAXIMUM_FUNCTION", 27),
    ("STATUS_NAME_TOO_LONG", 0xC000_0106),
    ("STATUS_WDF_QUEUED", 0x4020_0000),
    ("STATUS_WDF_POSTED", 0x4020_0002),
    ("STATUS_WDF_INTERNAL_ERROR", 0xC020_0201),
    ("STATUS_WDF_PAUSED", 0xC020_0203),
    ("STATUS_WDF_BUSY", 0xC020_0204),
    ("STATUS_WDF_DEVICE_REMOVED_NOT_SENT", 0xC020_0206),
    ("STATUS_WDF_REQUEST_INVALID_STATE", 0xC020_0208),
    ("STATUS_WDF_OBJECT_ATTRIBUTES_INVALID", 0xC020_0209),
    ("STATUS_WDF_NO_CALLBACK", 0xC020_020B),
    ("STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL", 0xC020_020C),
    ("STATUS_WDF_PARENT_ALREADY_ASSIGNED", 0xC020_020D),
    ("STATUS_WDF_PARENT_IS_SELF", 0xC020_020E),
    ("STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED", 0xC020_020F),
    ("STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID", 0xC020_0210),
    ("STATUS_WDF_EXECUTION_LEVEL_INVALID", 0xC020_0211),
    ("STATUS_WDF_PARENT_NOT_SPECIFIED", 0xC020_0212),
    ("STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS", 0xC020_0214),
];

/// All facts, by the name of their subject.
#[derive(Default)]
pub struct Facts {
    /// Sizes, alignments and offsets of structures and unions.
    pub layouts: Things<i64>,
    /// Members of enumerations, including the indexes of the functions.
    pub members: Things<i64>,
    /// Constants outside enumerations.
    pub constants: Things<i64>,
    /// Base types, callbacks and types of the framework's functions.
    pub types: Things<Type>,
    /// Functions of the kernel.
    pub functions: Things<Type>,
}

/// Reads the tables.
pub fn facts() -> Facts {
    let mut facts = Facts::default();
    let owned = |(name, value): (&str, i64)| (name.to_owned(), value);

    let layouts = include_str!("../../../../host/wdk-sys/tests/shapes/layouts.rs");
    for source in [layouts, include_str!("kernel.rs")] {
        facts.layouts.extend(table(source, "layouts", layouts::row).into_iter().flatten());
    }
    facts.layouts.extend(LAYOUTS.map(owned));

    let enums = include_str!("../../../../host/wdk-sys/tests/shapes/enums.rs");
    facts.members.extend(table(enums, "enumerations", enumeration).into_iter().flatten());
    let indexes = FUNCTIONS.lines().map(|name| format!("{name}TableIndex"));
    let indexes = indexes.chain(["WdfFunctionTableNumEntries".into()]);
    let indexes = indexes.map(|name| format!("_WDFFUNCENUM::{name}"));
    facts.members.extend(indexes.zip(0..));
    facts.members.extend(MEMBERS.map(owned));

    let callbacks = include_str!("../../../../host/wdk-sys/tests/shapes/callbacks.rs");
    facts.types.extend(table(callbacks, "callbacks", callback).into_iter().flatten());
    let functions = include_str!("../../../../host/wdk-sys/tests/shapes/functions.rs");
    facts.types.extend(table(functions, "functions", function));
    let constants = include_str!("../../../../host/wdk-sys/tests/shapes/constants.rs");
    add_constants(&mut facts, constants);
    facts.constants.extend(CONSTANTS.map(owned));
    facts
}

/// The rows of the table that a file passes to the macro of this name.
fn table<T>(source: &str, name: &str, row: impl Fn(ParseStream) -> Result<T>) -> Vec<T> {
    let file = syn::parse_file(source).expect("a file of facts is Rust");
    let table = file.items.iter().find_map(|item| match item {
        Item::Macro(item) if item.mac.path.is_ident(name) => Some(item.mac.tokens.clone()),
        _ => None,
    });
    let rows = |input: ParseStream| {
        let mut rows = Vec::new();
        while !input.is_empty() {
            rows.push(row(input)?);
        }
        Ok(rows)
    };
    let rows = rows.parse2(table.expect("a table of this name")).expect("rows in the known form");
    assert!(!rows.is_empty(), "the table {name} is empty");
    rows
}

/// `_X = X { Member 1, }`
fn enumeration(input: ParseStream) -> Result<Things<i64>> {
    let name: Ident = input.parse()?;
    input.parse::<Token![=]>()?;
    input.parse::<Ident>()?;
    let list;
    braced!(list in input);
    let mut members = Things::new();
    while !list.is_empty() {
        let member: Ident = list.parse()?;
        let value = integer(&list.parse()?).expect("a literal");
        members.insert(format!("{name}::{member}"), value);
        list.parse::<Token![,]>()?;
    }
    Ok(members)
}

/// `EVT_X PFN_X = (Type, Type) -> Type;`
fn callback(input: ParseStream) -> Result<[(String, Type); 2]> {
    let names: [Ident; 2] = [input.parse()?, input.parse()?];
    let signature = signature(input)?;
    Ok(names.map(|name| (name.to_string(), signature.clone())))
}

/// `116 WdfX WdfXTableIndex PFN_WDFX = (Type, Type) -> Type;`
fn function(input: ParseStream) -> Result<(String, Type)> {
    input.parse::<LitInt>()?;
    input.parse::<Ident>()?;
    input.parse::<Ident>()?;
    let name: Ident = input.parse()?;
    Ok((name.to_string(), signature(input)?))
}

fn signature(input: ParseStream) -> Result<Type> {
    input.parse::<Token![=]>()?;
    let list;
    parenthesized!(list in input);
    let inputs = Punctuated::<Type, Token![,]>::parse_terminated(&list)?;
    let output: ReturnType = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok(syn::parse_quote!(Option<unsafe extern "C" fn(#inputs) #output>))
}

/// Tuples `(wdk_sys::X, value)`, calls `same::<wdk_sys::X, Type>()`, and `let _: Type = ntddk::X`.
fn add_constants(facts: &mut Facts, source: &str) {
    let file = syn::parse_file(source).expect("a file of facts is Rust");
    let bodies = file.items.iter().filter_map(|item| match item {
        Item::Fn(function) => Some(&function.block.stmts),
        _ => None,
    });
    for statement in bodies.flatten() {
        match statement {
            Stmt::Local(local) => {
                facts.functions.extend(function_of_the_kernel(local));
                let value = local.init.as_ref().map(|init| init.expr.as_ref());
                if let Some(Expr::Array(rows)) = value {
                    facts.constants.extend(rows.elems.iter().filter_map(pair));
                }
            }
            Stmt::Expr(Expr::Call(call), _) => facts.types.extend(same(&call.func)),
            _ => {}
        }
    }
    assert!(!facts.constants.is_empty() && !facts.functions.is_empty(), "no facts of constants");
}

fn function_of_the_kernel(local: &syn::Local) -> Option<(String, Type)> {
    let Pat::Type(pattern) = &local.pat else { return None };
    let Expr::Path(value) = local.init.as_ref()?.expr.as_ref() else { return None };
    let segments = &value.path.segments;
    let (module, name) = (segments.first()?, segments.last()?);
    (module.ident == "ntddk").then(|| (name.ident.to_string(), (*pattern.ty).clone()))
}

fn pair(row: &Expr) -> Option<(String, i64)> {
    let Expr::Tuple(row) = row else { return None };
    let (Expr::Path(name), value) = (row.elems.first()?, row.elems.last()?) else { return None };
    Some((name.path.segments.last()?.ident.to_string(), integer(value)?))
}

fn same(function: &Expr) -> Option<(String, Type)> {
    let Expr::Path(function) = function else { return None };
    let PathArguments::AngleBracketed(types) = &function.path.segments.last()?.arguments else {
        return None;
    };
    let GenericArgument::Type(Type::Path(name)) = types.args.first()? else { return None };
    let GenericArgument::Type(fact) = types.args.last()? else { return None };
    Some((name.path.segments.last()?.ident.to_string(), fact.clone()))
}
