//! Finds the paths in a Rust source that name items of its own crate.
//!
//! The search is over tokens, not over a syntax tree, so a path in a macro's body is found like one
//! in a `use`.

use std::str::FromStr;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// A path that begins with `crate`, `self` or `super`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The line in the source, from 1.
    pub line: usize,
    /// The names, from the root of the crate.
    pub path: Vec<String>,
}

/// All such paths in the source of a module; `module` has its names from the root of the crate.
///
/// # Errors
/// If the source does not consist of Rust's tokens.
pub fn imports(source: &str, module: &[String]) -> Result<Vec<Import>> {
    let tokens = TokenStream::from_str(source).map_err(|error| {
        anyhow!("line {}: not a token of Rust: {error}", error.span().start().line)
    })?;
    let mut found = Vec::new();
    search(tokens, module, &mut found);
    Ok(found)
}

fn search(tokens: TokenStream, module: &[String], found: &mut Vec<Import>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => search(group.stream(), module, found),
            TokenTree::Ident(word) if word == "mod" => {
                if let [TokenTree::Ident(name), TokenTree::Group(body), ..] = &tokens[at..] {
                    search(body.stream(), &below(module, name), found);
                    at += 2;
                }
            }
            TokenTree::Ident(word) if is_start(word) && is_separator(&tokens, at) => {
                at = follow(&tokens, at - 1, module, found);
            }
            _ => {}
        }
    }
}

/// Follows a path from a token on, with every path of a group at its end. Names are relative to
/// `module`. Returns the index after the path.
fn follow(
    tokens: &[TokenTree],
    mut at: usize,
    module: &[String],
    found: &mut Vec<Import>,
) -> usize {
    let mut path = module.to_vec();
    let mut line = 0;
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => {
                line = name.span().start().line;
                path = step(&path, name);
                at += 1;
                if is_separator(tokens, at) {
                    at += 2;
                    continue;
                }
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inside.split(|token| is_punctuation(token, ',')) {
                    if !part.is_empty() {
                        follow(part, 0, &path, found);
                    }
                }
                return at + 1;
            }
            // `*`, the parameters of a type, or a macro's variable.
            _ => {}
        }
        found.push(Import { line, path });
        return at;
    }
}

/// The path after one more name.
fn step(path: &[String], name: &Ident) -> Vec<String> {
    match name.to_string().as_str() {
        "crate" => Vec::new(),
        "self" => path.to_vec(),
        "super" => path.split_last().map_or(Vec::new(), |(_, above)| above.to_vec()),
        _ => below(path, name),
    }
}

fn below(path: &[String], name: &Ident) -> Vec<String> {
    path.iter().cloned().chain([name.to_string()]).collect()
}

fn is_start(word: &Ident) -> bool {
    ["crate", "self", "super"].iter().any(|start| word == start)
}

/// Whether `::` is at an index.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at..at + 2).is_some_and(|pair| pair.iter().all(|token| is_punctuation(token, ':')))
}

fn is_punctuation(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punctuation) if punctuation.as_char() == character)
}
