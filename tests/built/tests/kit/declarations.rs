//! The declarations of a C interface in Rust source: the output of bindgen, or the host's own.

use std::collections::BTreeMap;

use syn::{
    Expr, ExprUnary, Fields, ForeignItem, GenericArgument, Item, Lit, PathArguments, ReturnType,
    Type, UnOp, UseTree,
};

/// Declarations of one kind, by name.
pub type Things<T> = BTreeMap<String, T>;

/// All declarations, by name.
#[derive(Default)]
pub struct Declarations {
    /// Type aliases. An enumeration is an alias of `i32`.
    pub aliases: Things<Type>,
    /// Fields of the structures and unions, with their types.
    pub structures: Things<Vec<(String, Type)>>,
    /// Members of the enumerations: `_X::Member`.
    pub members: Things<i64>,
    /// Constants outside enumerations.
    pub constants: Things<i64>,
    /// Functions of the kernel, as function types.
    pub functions: Things<Type>,
}

impl Declarations {
    /// Adds the declarations of a file.
    pub fn add(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Type(alias) => {
                    self.aliases.insert(alias.ident.to_string(), (*alias.ty).clone());
                }
                Item::Struct(structure) => {
                    self.structures.insert(structure.ident.to_string(), fields(&structure.fields));
                }
                Item::Union(union) => {
                    let fields = fields(&Fields::Named(union.fields.clone()));
                    self.structures.insert(union.ident.to_string(), fields);
                }
                Item::Mod(module) => {
                    let items = module.content.iter().flat_map(|(_, items)| items);
                    let members = items.filter_map(constant);
                    let qualified = members
                        .map(|(member, value)| (format!("{}::{member}", module.ident), value));
                    self.members.extend(qualified);
                }
                Item::Use(reexport) => {
                    if let Some(alias) = renamed(&reexport.tree) {
                        self.aliases.insert(alias, syn::parse_quote!(i32));
                    }
                }
                Item::Const(_) => self.constants.extend(constant(item)),
                Item::ForeignMod(module) => self.add_functions(&module.items),
                _ => {}
            }
        }
    }

    fn add_functions(&mut self, items: &[ForeignItem]) {
        for item in items {
            if let ForeignItem::Fn(function) = item {
                let (inputs, output) = (&function.sig.inputs, &function.sig.output);
                let types = inputs.iter().map(|input| match input {
                    syn::FnArg::Typed(input) => &input.ty,
                    syn::FnArg::Receiver(receiver) => &receiver.ty,
                });
                let variadic = function.sig.variadic.as_ref().map(|variadic| &variadic.dots);
                let function_type =
                    syn::parse_quote!(unsafe extern "C" fn(#(#types,)* #variadic) #output);
                self.functions.insert(function.sig.ident.to_string(), function_type);
            }
        }
    }

    /// Spells a type out: without aliases, C's integers by their widths on 64-bit Windows,
    /// functions without the names of their parameters.
    pub fn spell(&self, of: &Type) -> String {
        match of {
            Type::Ptr(pointer) => {
                let kind = if pointer.mutability.is_some() { "*mut" } else { "*const" };
                format!("{kind} {}", self.spell(&pointer.elem))
            }
            Type::Array(array) => {
                let length = integer(&array.len).expect("a length that is a literal");
                format!("[{}; {length}]", self.spell(&array.elem))
            }
            Type::BareFn(function) => {
                let mut inputs: Vec<String> =
                    function.inputs.iter().map(|input| self.spell(&input.ty)).collect();
                inputs.extend(function.variadic.as_ref().map(|_| "...".into()));
                let output = match &function.output {
                    ReturnType::Type(_, output) => self.spell(output),
                    ReturnType::Default => "()".into(),
                };
                let abi = function.abi.as_ref().and_then(|abi| abi.name.as_ref());
                let abi = abi.map(syn::LitStr::value).unwrap_or_default();
                format!("extern {abi:?} fn({}) -> {output}", inputs.join(", "))
            }
            Type::Path(path) => self.spell_path(path),
            Type::Tuple(tuple) if tuple.elems.is_empty() => "()".into(),
            Type::Paren(inner) => self.spell(&inner.elem),
            Type::Group(inner) => self.spell(&inner.elem),
            _ => panic!("not a type of a C interface"),
        }
    }

    fn spell_path(&self, path: &syn::TypePath) -> String {
        let last = path.path.segments.last().expect("a path has a segment");
        if let PathArguments::AngleBracketed(arguments) = &last.arguments {
            let inner = arguments.args.iter().map(|argument| match argument {
                GenericArgument::Type(inner) => self.spell(inner),
                _ => panic!("an argument that is no type"),
            });
            return format!("{}<{}>", last.ident, inner.collect::<Vec<_>>().join(", "));
        }
        let name = last.ident.to_string();
        if let Some(aliased) = self.aliases.get(&name) {
            return self.spell(aliased);
        }
        let width = match name.as_str() {
            "c_char" => "i8",
            "c_uchar" => "u8",
            "c_short" => "i16",
            "c_ushort" => "u16",
            "c_int" | "c_long" => "i32",
            "c_uint" | "c_ulong" => "u32",
            "c_longlong" => "i64",
            "c_ulonglong" => "u64",
            // The host does not name the types that only the I/O manager knows.
            _ if name.starts_with('_') && self.is_incomplete(&name) => "c_void",
            _ => return name,
        };
        width.into()
    }

    /// Whether only pointers to a structure exist.
    fn is_incomplete(&self, name: &str) -> bool {
        let fields = self.structures.get(name);
        fields.is_some_and(|fields| fields.iter().all(|(field, _)| field == "_unused"))
    }

    /// Whether a structure has a layout: it is complete, and not the target of a handle.
    pub fn is_laid_out(&self, name: &str) -> bool {
        self.structures.contains_key(name) && !self.is_incomplete(name) && !name.ends_with("__")
    }

    /// The types of all fields: `_X::Field`.
    pub fn fields(&self) -> Things<String> {
        let mut spelled = Things::new();
        for (structure, fields) in &self.structures {
            if self.is_laid_out(structure) {
                let of_one = fields.iter();
                spelled.extend(
                    of_one.map(|(field, of)| (format!("{structure}::{field}"), self.spell(of))),
                );
            }
        }
        spelled
    }

    /// Types, spelled out.
    pub fn spell_all(&self, types: &Things<Type>) -> Things<String> {
        types.iter().map(|(name, of)| (name.clone(), self.spell(of))).collect()
    }
}

fn fields(fields: &Fields) -> Vec<(String, Type)> {
    let named = fields.iter().map(|field| {
        let name = field.ident.as_ref().expect("a field with a name");
        (name.to_string(), field.ty.clone())
    });
    named.collect()
}

/// The name and the value of an integer constant.
fn constant(item: &Item) -> Option<(String, i64)> {
    let Item::Const(constant) = item else { return None };
    Some((constant.ident.to_string(), integer(&constant.expr)?))
}

/// `X` of `use self::_X::Type as X`, the type of an enumeration.
fn renamed(tree: &UseTree) -> Option<String> {
    match tree {
        UseTree::Path(path) => renamed(&path.tree),
        UseTree::Rename(rename) if rename.ident == "Type" => Some(rename.rename.to_string()),
        _ => None,
    }
}

/// The value of an integer literal.
pub fn integer(value: &Expr) -> Option<i64> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(literal) => literal.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => integer(expr).map(|value| -value),
        _ => None,
    }
}
