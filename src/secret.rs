//! Secret values: they wipe themselves, compare in constant time, and never print.
//!
//! A secret leaves its [`Secret`] only through [`Secret::expose`] and [`Secret::expose_mut`], so
//! that every use of a secret can be found by that word. `Debug` shows nothing, and there is no
//! `Display`, no `Clone` and no serialization. Where the system allows it, the memory of a secret
//! is locked, so that it is never swapped out.

mod memory;

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

#[cfg(feature = "cli")]
pub(crate) use memory::on_deep_stack;
pub use memory::{Memory, keep_stack, use_stack, wipe_stack};

/// A value that is wiped when dropped and never printed.
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize + Memory> Secret<T> {
    /// Wraps a value.
    ///
    /// A `String` or `Vec` must have been built with enough capacity: the memory that it outgrows
    /// is not wiped.
    pub fn new(value: T) -> Self {
        memory::keep(value.place());
        Self(Zeroizing::new(value))
    }
}

impl<T: Zeroize> Secret<T> {
    /// Returns the value, for the moment of its use.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// Returns the value, to be filled or changed in place.
    pub fn expose_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    /// Compares the content in constant time; a difference in length shows.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

/// Secret bytes, such as those of a code in a file or a pipe.
pub type SecretBytes = Secret<Vec<u8>>;

/// Secret text.
pub type SecretText = Secret<String>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new(String::from("51367"));
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }

    #[test]
    fn secrets_are_equal_when_every_byte_is_equal() {
        assert_eq!(Secret::new([1_u8; 32]), Secret::new([1_u8; 32]));
        assert_ne!(Secret::new([1_u8; 32]), Secret::new([2_u8; 32]));
        assert_ne!(Secret::new(vec![1_u8]), Secret::new(vec![1_u8, 1]));
    }
}
