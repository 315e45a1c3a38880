//! The primitives of the derivation match their standards, and the derivation matches the format,
//! computed here a second time by hand.
//!
//! - HKDF-SHA256: the test cases of RFC 5869, and Wycheproof's.
//! - Ed25519: the test vectors of RFC 8032 section 7.1, and Wycheproof's for verification.
//! - The derivation: HMAC (RFC 2104) and HKDF written out over SHA-256 alone, with the frozen salt
//!   and labels.
//!
//! Every set is counted, so that an empty one fails.

use collab::code::BackupCode;
use collab::derivation;
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use wycheproof::TestResult;

fn bytes(hex: &str) -> Vec<u8> {
    assert!(hex.len().is_multiple_of(2));
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}

fn key(hex: &str) -> [u8; 32] {
    bytes(hex).try_into().expect("32 bytes")
}

/// RFC 5869, appendix A: input, salt, info, pseudorandom key, output.
const RFC_5869: [[&str; 5]; 3] = [
    // Test Case 1
    [
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ],
    // Test Case 2
    [
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\
         202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\
         404142434445464748494a4b4c4d4e4f",
        "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f\
         808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f\
         a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
        "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf\
         d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef\
         f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c\
         59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71\
         cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ],
    // Test Case 3
    [
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "",
        "",
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ],
];

#[test]
fn hkdf_is_that_of_rfc_5869() {
    for [input, salt, info, pseudorandom_key, output] in RFC_5869 {
        let (extracted, hkdf) = Hkdf::<Sha256>::extract(Some(&bytes(salt)), &bytes(input));
        assert_eq!(extracted.as_slice(), bytes(pseudorandom_key));
        let expected = bytes(output);
        for hkdf in [hkdf, Hkdf::new(Some(&bytes(salt)), &bytes(input))] {
            let mut expanded = vec![0; expected.len()];
            hkdf.expand(&bytes(info), &mut expanded).expect("short enough");
            assert_eq!(expanded, expected);
        }
    }
}

#[test]
fn hkdf_passes_wycheproof() {
    use wycheproof::hkdf::{TestName, TestSet};

    let set = TestSet::load(TestName::HkdfSha256).expect("it is in the crate");
    let (mut valid, mut invalid) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut output = vec![0; test.size];
        let done = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut output);
        match test.result {
            TestResult::Valid => {
                assert!(done.is_ok() && output == *test.okm, "test {}", test.tc_id);
                valid += 1;
            }
            TestResult::Invalid => {
                assert!(done.is_err(), "test {}", test.tc_id);
                invalid += 1;
            }
            TestResult::Acceptable => panic!("test {} is undecided", test.tc_id),
        }
    }
    assert_eq!((valid, invalid), (83, 3));
}

/// RFC 8032, section 7.1: secret key, public key, message, signature.
const RFC_8032: [[&str; 4]; 5] = [
    // TEST 1
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
         5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    // TEST 2
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    // TEST 3
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
         18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
    // TEST 1024
    [
        "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
        "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
        MESSAGE_1024,
        "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350\
         aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03",
    ],
    // TEST SHA(abc)
    [
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
         2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589\
         09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ],
];

/// The message of TEST 1024, which is 1023 bytes long.
const MESSAGE_1024: &str = "\
08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f5\
     4e9f77b1e355f6c50544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37\
     c93a1b270b20329d658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc1a858efc\
     b8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4feba15452f80288a821a579116ec6dad2b\
     3b310da903401aa62100ab5d1a36553e06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573c\
     b116dbefefd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7aff6f6c94fcd7204\
     ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed185ce81bd84359d44254d95629e9855a94a7c1958\
     d1f8ada5d0532ed8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24\
     554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f27088d78b7e883c8759d2c4f5c6\
     5adb7553878ad575f9fad878e80a0c9ba63bcbcc2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2\
     cf65bd92dd597b0707e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128bab27af87a\
     71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51addd3b75a2b1ae0784504df543af8969b\
     e3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9\
     b47acdb751fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb\
     038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f672451\
     7b65e614ad6808d6f6ee34dff7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08\
     d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986780fc0b16ac451649de6188a7dbdf191f64b5fc5e\
     2ab47b57f7f7276cd419c17a3ca8e1b939ae49e488acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d\
     5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e6aed3fb0\
     f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5fb93246f6b1116398a346f1a641f3b041\
     e989f7914f90cc2c7fff357876e506b50d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa9\
     33a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380db2eaaa707b4c4185\
     c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8cac60c905c\
     15fc910840b94c00a0b9d0";

#[test]
fn ed25519_is_that_of_rfc_8032() {
    for [seed, public_key, message, signature] in RFC_8032 {
        let secret_key = SigningKey::from_bytes(&key(seed));
        assert_eq!(secret_key.verifying_key().to_bytes(), key(public_key));
        let (message, signature) = (bytes(message), bytes(signature));
        let signed = secret_key.sign(&message);
        assert_eq!(signed.to_bytes().as_slice(), signature);
        assert!(secret_key.verifying_key().verify(&message, &signed).is_ok());
    }
    assert_eq!(bytes(MESSAGE_1024).len(), 1023);
}

#[test]
fn ed25519_passes_wycheproof() {
    use wycheproof::eddsa::{TestName, TestSet};

    let set = TestSet::load(TestName::Ed25519).expect("it is in the crate");
    let (mut valid, mut invalid) = (0, 0);
    for group in &set.test_groups {
        let public_key =
            VerifyingKey::try_from(&group.key.pk[..]).expect("every key is a good one");
        for test in &group.tests {
            let signature = Signature::from_slice(&test.sig);
            let verifies = |strictly: bool| {
                signature.as_ref().is_ok_and(|signature| {
                    if strictly {
                        public_key.verify_strict(&test.msg, signature).is_ok()
                    } else {
                        public_key.verify(&test.msg, signature).is_ok()
                    }
                })
            };
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("test {} is undecided", test.tc_id),
            };
            assert_eq!((verifies(false), verifies(true)), (expected, expected), "{}", test.tc_id);
            *(if expected { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!((valid, invalid), (88, 63));
}

/// HMAC-SHA256 (RFC 2104): H(key ⊕ 0x5c…, H(key ⊕ 0x36…, message)). The key is padded with zeros to
/// a block of 64 bytes, after hashing it if it is longer.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message);
    let outer = Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c));
    outer.chain_update(inner.finalize()).finalize().into()
}

/// HKDF (RFC 5869) for 32 bytes, which are one block: T(1) = HMAC(HMAC(salt, input), info ‖ 0x01).
fn derived(salt: &[u8], input: &[u8], info: &[u8]) -> [u8; 32] {
    hmac(&hmac(salt, input), &[info, &[1]].concat())
}

/// RFC 4231, test cases 1, 2 and 6: a short key, a shorter one, and one longer than a block.
#[test]
fn the_hmac_of_this_test_is_that_of_rfc_4231() {
    let cases: [(&[u8], &[u8], &str); 3] = [
        (
            &[0x0b; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (with, message, expected) in cases {
        assert_eq!(hmac(with, message), key(expected));
    }
    for [input, salt, info, _, output] in RFC_5869 {
        assert_eq!(derived(&bytes(salt), &bytes(input), &bytes(info)), bytes(output)[..32]);
    }
}

/// The format's frozen salt and labels, written out here instead of taken from the program.
#[test]
fn the_derivation_is_hkdf_with_the_frozen_salt_and_labels() {
    const SALT: &[u8] = b"collab backup code v1";
    let mut codes = 0;
    for seed in 0..64_u8 {
        let mut draws = 0_u32;
        let code = BackupCode::generate_from(&mut |buffer: &mut [u8]| {
            draws += 1;
            let stream = Sha256::digest([&[seed], &draws.to_le_bytes()[..]].concat());
            buffer.copy_from_slice(&stream[..buffer.len()]);
            Ok(())
        })
        .expect("this generator never fails");
        let text = code.canonical_text();
        let text = text.expose().as_bytes();
        assert!(text.len() == 80 && text.iter().all(u8::is_ascii_digit));

        let keys = derivation::keys(&code);
        let identity = derived(SALT, text, b"collab/v1/identity/ed25519");
        assert!(*keys.login.expose() == derived(SALT, text, b"collab/v1/ssh/ed25519"));
        assert!(*keys.encryption.expose() == derived(SALT, text, b"collab/v1/encryption/x25519"));

        let public_key = SigningKey::from_bytes(&identity).verifying_key().to_bytes();
        assert_eq!(*derivation::identity(&code).public_key(), public_key);
        assert_eq!(*keys.identity.identity().public_key(), public_key);
        codes += 1;
    }
    assert_eq!(codes, 64);
}
