//! The built images as Windows sees them, read back from the files: headers, sections, imports,
//! control flow guard, version resource. A second build gives the same bytes.

mod built;
mod guard;
mod headers;
mod imports;
mod reproducible;
mod sections;
mod version;
