use ed25519_dalek::{Signer as _, SigningKey};
use proptest::prelude::*;

use super::*;

const MESSAGE: &[u8] = b"the message";

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn digest(hash: Hash) -> Digest {
    Digest::of(hash, &mut &MESSAGE[..]).expect("read")
}

/// Returns a signature with these parts.
fn signed(namespace: &[u8], reserved: &[u8], hash: Hash) -> Signature {
    let data = signed_data(namespace, reserved, &digest(hash));
    let key = signing_key();
    Signature {
        key: PublicKey::from_bytes(key.verifying_key().to_bytes()),
        namespace: namespace.to_vec(),
        reserved: reserved.to_vec(),
        hash,
        proof: key.sign(&data).to_bytes(),
    }
}

/// Returns a blob of these parts, unchecked.
fn blob(version: u32, parts: [&[u8]; 5]) -> Vec<u8> {
    let mut blob = Vec::new();
    let mut writer = Writer::new(&mut blob);
    writer.bytes(MAGIC).uint32(version);
    for part in parts {
        writer.string(part);
    }
    blob
}

fn strings(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        Writer::new(&mut bytes).string(part);
    }
    bytes
}

#[test]
fn the_signed_data_of_a_file_is_as_long_as_a_sha512_hash() {
    // `identity_key` warns of this trap.
    assert_eq!(signed_data(b"file", b"", &digest(Hash::Sha256)).len(), 64);
}

#[test]
fn a_signature_verifies_for_its_namespace_and_message_alone() {
    for hash in Hash::ALL {
        let signature = signed(b"file", b"", hash);
        let key = signature.claimed_key();
        assert_eq!(signature.verify(&Namespace::FILE, &digest(hash)), Ok(key));
        assert_eq!(
            signature.verify(&Namespace::GIT, &digest(hash)),
            Err(VerificationError::OtherNamespace(b"file".to_vec()))
        );
        let other = Digest::of(hash, &mut &b"another message"[..]).expect("read");
        assert_eq!(signature.verify(&Namespace::FILE, &other), Err(VerificationError::Mismatch));
    }
    let signature = signed(b"file", b"", Hash::Sha256);
    assert_eq!(
        signature.verify(&Namespace::FILE, &digest(Hash::Sha512)),
        Err(VerificationError::OtherHash)
    );
}

#[test]
fn the_reserved_field_is_covered_by_the_signature() {
    let signature = signed(b"file", b"later", Hash::Sha256);
    let read = Signature::from_blob(&signature.blob()).expect("a signature");
    assert!(read.verify(&Namespace::FILE, &digest(Hash::Sha256)).is_ok());
    let without = Signature { reserved: Vec::new(), ..read };
    let verified = without.verify(&Namespace::FILE, &digest(Hash::Sha256));
    assert_eq!(verified, Err(VerificationError::Mismatch));
}

#[test]
fn a_renamed_signature_does_not_verify() {
    let renamed = Signature { namespace: b"git".to_vec(), ..signed(b"file", b"", Hash::Sha256) };
    let verified = renamed.verify(&Namespace::GIT, &digest(Hash::Sha256));
    assert_eq!(verified, Err(VerificationError::Mismatch));
}

/// Keys for which forged signatures verify, or that have a second encoding: little-endian y, and
/// the sign of x in the top bit.
#[test]
fn keys_of_small_order_and_second_encodings_are_unfit() {
    let mut keys = Vec::new();
    for low in [
        // 1 and 0: the identity element, and the points of order 4.
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        // -1: the point of order 2.
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // The points of order 8.
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        // p, p + 1 and p + 3 (the last a point of full order): non-canonical encodings of 0, 1 and
        // 3.
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // No point has y = 2.
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        let mut key = [0; 32];
        base16ct::lower::decode(low, &mut key).expect("hexadecimal");
        keys.push(key);
        key[31] |= 0x80;
        keys.push(key);
    }
    let good = signed(b"file", b"", Hash::Sha256);
    for key in keys {
        for proof in [good.proof, [0; 64], identity_element()] {
            let forged = Signature { key: PublicKey::from_bytes(key), proof, ..good.clone() };
            let verified = forged.verify(&Namespace::FILE, &digest(Hash::Sha256));
            assert_eq!(verified, Err(VerificationError::UnfitKey), "{key:?}");
        }
    }
}

/// The signature of the identity element and a zero scalar: lax verification accepts it for a key
/// of small order.
fn identity_element() -> [u8; 64] {
    let mut signature = [0; 64];
    signature[0] = 1;
    signature
}

#[test]
fn each_mistake_in_a_blob_has_its_name() {
    let key = signing_key().verifying_key().to_bytes();
    let key = PublicKey::from_bytes(key).blob();
    let made = strings(&[b"ssh-ed25519", &[9; 64]]);
    let rsa = strings(&[b"ssh-rsa", b"\x03", b"\x7f"]);
    let good = |version| blob(version, [&key, b"file", b"", b"sha256", &made]);
    assert!(Signature::from_blob(&good(1)).is_ok());
    let other = |name: &str, key: &[u8]| SignatureError::OtherAlgorithm {
        name: name.to_owned(),
        key: key.to_vec(),
    };
    let certificate = strings(&[b"ssh-ed25519-cert-v01@openssh.com", &[1; 32], &[7; 32]]);
    let cases = [
        (Vec::new(), SignatureError::NoMagic),
        (b"SSHSIX\0\0\0\x01".to_vec(), SignatureError::NoMagic),
        (good(0), SignatureError::Version(0)),
        (good(2), SignatureError::Version(2)),
        ([&good(1)[..], b"x"].concat(), WireError::Trailing.into()),
        (blob(1, [&key, b"", b"", b"sha256", &made]), SignatureError::EmptyNamespace),
        (blob(1, [&key, b"file", b"", b"sha1", &made]), SignatureError::UnknownHash),
        (blob(1, [&key, b"file", b"", b"SHA256", &made]), SignatureError::UnknownHash),
        (blob(1, [&key, b"file", b"", b"", &made]), SignatureError::UnknownHash),
        (blob(1, [&rsa, b"file", b"", b"sha256", &made]), other("ssh-rsa", &rsa)),
        (
            blob(1, [&certificate, b"file", b"", b"sha256", &made]),
            other("ssh-ed25519-cert-v01@openssh.com", &certificate),
        ),
        (blob(1, [&key[1..], b"file", b"", b"sha256", &made]), SignatureError::MalformedKey),
        (blob(1, [b"", b"file", b"", b"sha256", &made]), SignatureError::MalformedKey),
        (blob(1, [&key, b"file", b"", b"sha256", b""]), SignatureError::MalformedSignature),
        (blob(1, [&key, b"file", b"", b"sha256", &made[1..]]), SignatureError::MalformedSignature),
        (
            blob(1, [&key, b"file", b"", b"sha256", &strings(&[b"ssh-rsa", &[9; 64]])]),
            SignatureError::MalformedSignature,
        ),
        (
            blob(1, [&key, b"file", b"", b"sha256", &strings(&[b"ssh-ed25519", &[9; 65]])]),
            SignatureError::MalformedSignature,
        ),
    ];
    for (blob, why) in cases {
        assert_eq!(Signature::from_blob(&blob), Err(why), "{blob:?}");
    }
    let good = good(1);
    for cut in 0..good.len() {
        let error = Signature::from_blob(&good[..cut]).expect_err("it is cut");
        let expected =
            if cut < MAGIC.len() { SignatureError::NoMagic } else { WireError::Truncated.into() };
        assert_eq!(error, expected, "{cut}");
    }
}

#[test]
fn a_long_text_is_not_even_looked_at() {
    let mut text = signed(b"file", b"", Hash::Sha256).armor();
    text.push_str(&"\n".repeat(LONGEST_TEXT - text.len()));
    assert!(Signature::from_armor(text.as_bytes()).is_ok());
    text.push('\n');
    assert_eq!(Signature::from_armor(text.as_bytes()), Err(ArmorError::TooLong.into()));
}

proptest! {
    #[test]
    fn a_blob_that_is_read_is_written_as_the_same_bytes(
        namespace in prop::collection::vec(any::<u8>(), 1..40),
        reserved in prop::collection::vec(any::<u8>(), 0..40),
        place: prop::sample::Index,
        flip: u8,
    ) {
        let signature = signed(&namespace, &reserved, Hash::Sha512);
        let mut blob = signature.blob();
        prop_assert_eq!(Signature::from_blob(&blob), Ok(signature.clone()));
        prop_assert_eq!(Signature::from_armor(signature.armor().as_bytes()), Ok(signature));
        let place = place.index(blob.len());
        blob[place] ^= flip;
        if let Ok(read) = Signature::from_blob(&blob) {
            prop_assert_eq!(read.blob(), blob);
        }
    }

    #[test]
    fn no_flipped_bit_leaves_a_signature_good(place: prop::sample::Index, bit in 0..8) {
        let mut blob = signed(b"file", b"", Hash::Sha256).blob();
        let place = place.index(blob.len());
        blob[place] ^= 1_u8 << bit;
        let verified = Signature::from_blob(&blob)
            .is_ok_and(|read| read.verify(&Namespace::FILE, &digest(Hash::Sha256)).is_ok());
        prop_assert!(!verified, "byte {} bit {}", place, bit);
    }
}
