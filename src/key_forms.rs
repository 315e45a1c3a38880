//! Key formats of other programs: PKCS#8 (RFC 5958) and SPKI (RFC 5280) for Ed25519 and X25519 (RFC
//! 8410), as PEM (RFC 7468), and JWK (RFC 7517, RFC 8037).
//!
//! A PKCS#8 structure is version 1, without the public half: OpenSSL before 3.5 reads no other. A
//! JWK has no `alg`, since RFC 8037 and RFC 9864 disagree on its value; its `kid` is the thumbprint
//! of RFC 7638. JSON members are in alphabetical order, without whitespace.
//!
//! ```
//! use collab::key_forms::{Algorithm, PrivateKey, PublicKey};
//! use collab::secret::Secret;
//!
//! let seed = Secret::new([7; 32]);
//! let private = PrivateKey::new(Algorithm::Ed25519, &seed);
//! assert!(private.pkcs8_pem().expose().starts_with("-----BEGIN PRIVATE KEY-----\n"));
//!
//! let public: PublicKey = private.public();
//! assert!(public.spki_pem().starts_with("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA"));
//! assert!(public.jwk().starts_with(r#"{"crv":"Ed25519","kid":""#));
//! ```

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};
use x25519_dalek::StaticSecret;

use crate::pem;
use crate::secret::{Secret, SecretText};
use crate::ssh_wire;

/// An algorithm of RFC 8410, with keys of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// Signatures (RFC 8032).
    Ed25519,
    /// Key agreement (RFC 7748).
    X25519,
}

/// The DER prefix of an SPKI structure: everything before the key.
const SPKI: [u8; 12] = *b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x00\x03\x21\x00";
/// The DER prefix of a PKCS#8 structure: everything before the key.
const PKCS8: [u8; 16] = *b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x00\x04\x22\x04\x20";
/// Length of 32 bytes in unpadded base64, in characters.
const BASE64: usize = 43;

impl Algorithm {
    /// Returns the name in a JWK, `crv` (RFC 8037, section 2).
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::X25519 => "X25519",
        }
    }

    /// Returns the last byte of the object identifier (RFC 8410, section 3): `1.3.101.110` or
    /// `.112`.
    fn identifier(self) -> u8 {
        match self {
            Self::X25519 => 110,
            Self::Ed25519 => 112,
        }
    }
}

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Algorithm,
    bytes: [u8; 32],
}

impl PublicKey {
    /// Returns the key with these bytes (RFC 8032, RFC 7748).
    pub fn new(algorithm: Algorithm, bytes: [u8; 32]) -> Self {
        Self { algorithm, bytes }
    }

    /// Returns the `SubjectPublicKeyInfo`, in DER.
    pub fn spki(&self) -> [u8; SPKI.len() + 32] {
        let mut der = [0; SPKI.len() + 32];
        der[..SPKI.len()].copy_from_slice(&SPKI);
        der[8] = self.algorithm.identifier();
        der[SPKI.len()..].copy_from_slice(&self.bytes);
        der
    }

    /// Returns the `SubjectPublicKeyInfo` as PEM.
    pub fn spki_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.spki(), pem::WIDTH).expose().clone()
    }

    /// Returns the JWK: `crv`, `kid`, `kty` and `x`.
    pub fn jwk(&self) -> String {
        let (name, x) = (self.algorithm.name(), self.x());
        let kid = self.key_id();
        format!(r#"{{"crv":"{name}","kid":"{kid}","kty":"OKP","x":"{x}"}}"#)
    }

    /// Returns the `kid`: the JWK thumbprint with SHA-256 (RFC 7638; RFC 8037, appendix A.3).
    pub fn key_id(&self) -> String {
        let (name, x) = (self.algorithm.name(), self.x());
        let hashed = format!(r#"{{"crv":"{name}","kty":"OKP","x":"{x}"}}"#);
        Base64UrlUnpadded::encode_string(&Sha256::digest(hashed))
    }

    fn x(&self) -> String {
        Base64UrlUnpadded::encode_string(&self.bytes)
    }
}

/// A private key, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct PrivateKey<'a> {
    algorithm: Algorithm,
    bytes: &'a Secret<[u8; 32]>,
}

impl<'a> PrivateKey<'a> {
    /// Returns the key with these bytes: a seed of Ed25519 (RFC 8032), or a scalar of X25519
    /// (RFC 7748).
    pub fn new(algorithm: Algorithm, bytes: &'a Secret<[u8; 32]>) -> Self {
        Self { algorithm, bytes }
    }

    /// Returns the public half.
    pub fn public(&self) -> PublicKey {
        let bytes = match self.algorithm {
            Algorithm::Ed25519 => *ssh_wire::PublicKey::of_seed(self.bytes).bytes(),
            Algorithm::X25519 => {
                let secret = StaticSecret::from(*self.bytes.expose());
                x25519_dalek::PublicKey::from(&secret).to_bytes()
            }
        };
        PublicKey::new(self.algorithm, bytes)
    }

    /// Returns the PKCS#8 structure, version 1, in DER.
    pub fn pkcs8(&self) -> Secret<[u8; PKCS8.len() + 32]> {
        let mut der = Secret::new([0; PKCS8.len() + 32]);
        let bytes = der.expose_mut();
        bytes[..PKCS8.len()].copy_from_slice(&PKCS8);
        bytes[11] = self.algorithm.identifier();
        bytes[PKCS8.len()..].copy_from_slice(self.bytes.expose());
        der
    }

    /// Returns the PKCS#8 structure as PEM.
    pub fn pkcs8_pem(&self) -> SecretText {
        pem::encode("PRIVATE KEY", self.pkcs8().expose(), pem::WIDTH)
    }

    /// Returns the JWK: `crv`, `d`, `kid`, `kty` and `x`.
    pub fn jwk(&self) -> SecretText {
        let public = self.public();
        let mut base64 = Secret::new([0; BASE64]);
        let d = Base64UrlUnpadded::encode(self.bytes.expose(), base64.expose_mut());
        let d = d.expect("32 bytes are 43 characters");
        let mut text = Secret::new(String::with_capacity(256));
        for piece in [
            r#"{"crv":""#,
            self.algorithm.name(),
            r#"","d":""#,
            d,
            r#"","kid":""#,
            &public.key_id(),
            r#"","kty":"OKP","x":""#,
            &public.x(),
            r#""}"#,
        ] {
            text.expose_mut().push_str(piece);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding as _};

    use super::*;

    fn bytes(base64url: &str) -> [u8; 32] {
        Base64UrlUnpadded::decode_vec(base64url).expect("base64").try_into().expect("32 bytes")
    }

    #[test]
    fn the_key_of_rfc_8037_has_its_thumbprint() {
        // Appendix A.1 to A.3.
        let d = Secret::new(bytes("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
        let private = PrivateKey::new(Algorithm::Ed25519, &d);
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(private.public(), PublicKey::new(Algorithm::Ed25519, bytes(x)));
        let kid = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
        assert_eq!(private.public().key_id(), kid);
        assert_eq!(
            private.jwk().expose(),
            &format!(
                r#"{{"crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","kid":"{kid}","kty":"OKP","x":"{x}"}}"#
            )
        );
        assert_eq!(
            private.public().jwk(),
            format!(r#"{{"crv":"Ed25519","kid":"{kid}","kty":"OKP","x":"{x}"}}"#)
        );
        assert!(private.jwk().expose().len() <= 256);
    }

    #[test]
    fn the_keys_of_rfc_8410_have_its_pem() {
        // Section 10.1 and 10.3.
        let der =
            Base64::decode_vec("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC")
                .expect("base64");
        let seed = Secret::new(der[16..].try_into().expect("32 bytes"));
        let private = PrivateKey::new(Algorithm::Ed25519, &seed);
        assert_eq!(
            private.pkcs8_pem().expose(),
            "-----BEGIN PRIVATE KEY-----\n\
             MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
             -----END PRIVATE KEY-----\n"
        );
        assert_eq!(
            private.public().spki_pem(),
            "-----BEGIN PUBLIC KEY-----\n\
             MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
             -----END PUBLIC KEY-----\n"
        );
    }

    #[test]
    fn the_algorithms_differ_in_their_identifier_and_nothing_else() {
        let secret = Secret::new([9; 32]);
        let of = |algorithm| {
            let private = PrivateKey::new(algorithm, &secret);
            let public = PublicKey::new(algorithm, [5; 32]);
            (*private.pkcs8().expose(), public.spki())
        };
        let (ed25519, x25519) = (of(Algorithm::Ed25519), of(Algorithm::X25519));
        let differ = |a: &[u8], b: &[u8]| -> Vec<(usize, u8, u8)> {
            let all = a.iter().zip(b).enumerate().map(|(place, (&a, &b))| (place, a, b));
            all.filter(|(_, a, b)| a != b).collect()
        };
        assert_eq!(differ(&ed25519.0, &x25519.0), [(11, 0x70, 0x6e)]);
        assert_eq!(differ(&ed25519.1, &x25519.1), [(8, 0x70, 0x6e)]);
    }

    #[test]
    fn an_x25519_key_has_the_public_half_of_rfc_7748() {
        // Section 6.1, Bob.
        let bytes = |hex: &str| {
            let mut bytes = [0; 32];
            base16ct::lower::decode(hex, &mut bytes).expect("hexadecimal");
            bytes
        };
        let private =
            Secret::new(bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        let public = bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        let private = PrivateKey::new(Algorithm::X25519, &private);
        assert_eq!(private.public(), PublicKey::new(Algorithm::X25519, public));
    }
}
