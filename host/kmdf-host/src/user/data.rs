//! The bytes that an operation returned.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The bytes that an operation returned. Clones share the bytes. As a `Vec<u8>`, the last clone gives the
/// bytes away without a copy.
#[derive(Clone, Default)]
pub struct Data(Option<Arc<Vec<u8>>>);

impl Data {
    /// A copy of `bytes`.
    pub(crate) fn copy_of(bytes: &[u8]) -> Self {
        Self((!bytes.is_empty()).then(|| Arc::new(bytes.to_vec())))
    }
}

impl Deref for Data {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl From<Data> for Vec<u8> {
    fn from(data: Data) -> Self {
        data.0.map_or(Self::new(), Arc::unwrap_or_clone)
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Data {}

impl<B: AsRef<[u8]> + ?Sized> PartialEq<B> for Data {
    fn eq(&self, other: &B) -> bool {
        **self == *other.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::Data;

    #[test]
    fn last_clone_gives_its_bytes_away_without_a_copy() {
        let data = Data::copy_of(b"bytes");
        let (clone, place) = (data.clone(), data.as_ptr());
        let (copied, given) = (Vec::from(clone), Vec::from(data));
        assert_ne!(copied.as_ptr(), place);
        assert_eq!(given.as_ptr(), place);
    }

    #[test]
    fn data_is_compared_by_its_bytes() {
        assert_eq!(Data::copy_of(b"bytes"), b"bytes");
        assert_ne!(Data::default(), b"bytes".to_vec());
        assert_eq!(Data::default(), Data::copy_of(&[]));
    }
}
