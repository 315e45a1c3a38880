//! The writer: it appends to a buffer that never reallocates, because nobody would wipe the old
//! allocation.

use crate::secret::SecretBytes;

/// A buffer with a fixed capacity.
pub(super) struct Writer(SecretBytes);

impl Writer {
    pub(super) fn with_room(room: usize) -> Self {
        Self(SecretBytes::new(Vec::with_capacity(room)))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.expose()
    }

    pub(super) fn into_bytes(self) -> SecretBytes {
        self.0
    }

    pub(super) fn put(&mut self, text: &str) -> &mut Self {
        self.put_bytes(text.as_bytes())
    }

    pub(super) fn put_bytes(&mut self, bytes: &[u8]) -> &mut Self {
        let text = self.0.expose_mut();
        debug_assert!(bytes.len() <= text.capacity() - text.len(), "there is room for everything");
        text.extend_from_slice(bytes);
        self
    }

    pub(super) fn put_hex(&mut self, bytes: &[u8]) -> &mut Self {
        for byte in bytes {
            let mut digits = [0; 2];
            let digits = base16ct::lower::encode(&[*byte], &mut digits).expect("two digits a byte");
            self.put_bytes(digits);
        }
        self
    }

    /// Appends a text in quotes, or `null`.
    pub(super) fn put_or_null(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            None => self.put("null"),
            Some(text) => self.put("\"").put(text).put("\""),
        }
    }
}
