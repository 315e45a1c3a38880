//! BIP-39: 24 English words of 11 bits, of which the last 8 bits are the first bits of the SHA-256
//! of the entropy.
//!
//! Words off the list and a wrong checksum are refused; no correction is specified. The lengths are
//! the five of the BIP.

use sha2::{Digest as _, Sha256};

use crate::bits::{self, bits};
use crate::scheme::{Known, Scheme};
use crate::slips::{Generator, Written};
use crate::words::{Spelling, Words};

pub(crate) struct Bip39 {
    words: Words,
    spelling: Spelling,
}

impl Bip39 {
    pub(crate) fn new(spelling: Spelling) -> Self {
        Self { words: Words::of(include_str!("words/bip39.txt"), 2048), spelling }
    }

    fn mnemonic(&self, entropy: &[u8]) -> Written {
        let mut bits = bits::of_bytes(entropy);
        let checksum = bits::of_bytes(&Sha256::digest(entropy));
        bits.extend(&checksum[..entropy.len() / 4]);
        self.words.write(bits::numbers(&bits, 11))
    }

    fn entropy(&self, copy: &str) -> Option<Vec<u8>> {
        let words = self.words.read(copy, self.spelling)?;
        if ![12, 15, 18, 21, 24].contains(&words.len()) {
            return None;
        }
        let bits = bits(words, 11);
        let (entropy, checksum) = bits.split_at(bits.len() / 33 * 32);
        let entropy = bits::bytes(entropy);
        let digest = bits::of_bytes(&Sha256::digest(&entropy));
        digest.starts_with(checksum).then_some(entropy)
    }
}

impl Scheme for Bip39 {
    fn code(&self) -> &'static str {
        "BIP-39, 24 words"
    }

    fn reader(&self) -> &'static str {
        self.spelling.reader()
    }

    /// The vectors of 24 words that BIP-39 refers to, from the authors' implementation
    /// (trezor/python-mnemonic, vectors.json).
    fn verify(&self) {
        for (entropy, mnemonic) in VECTORS {
            let entropy = base16ct::lower::decode_vec(entropy).expect("hexadecimal");
            assert_eq!(self.mnemonic(&entropy).groups(), mnemonic);
            assert_eq!(self.entropy(mnemonic), Some(entropy));
            let (rest, last) = mnemonic.rsplit_once(' ').expect("words");
            let other = if last == "zoo" { "zone" } else { "zoo" };
            assert_eq!(self.entropy(&format!("{rest} {other}")), None);
        }
    }

    fn write(&self, generator: &mut Generator) -> Written {
        let mut entropy = [0; 32];
        generator.fill(&mut entropy);
        self.mnemonic(&entropy)
    }

    fn read(&self, copy: &str, _known: Known<'_>) -> Option<Vec<u8>> {
        self.entropy(copy)
    }
}

const VECTORS: [(&str, &str); 6] = [
    (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
         abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
         abandon art",
    ),
    (
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage \
         worth useful legal winner thank year wave sausage worth title",
    ),
    (
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo \
         zoo vote",
    ),
    (
        "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
        "hamster diagram private dutch cause delay private meat slide toddler razor book happy \
         fancy gospel tennis maple dilemma loan word shrug inflict delay length",
    ),
    (
        "066dca1a2bb7e8a1db2832148ce9933eea0f3ac9548d793112d9a95c9407efad",
        "all hour make first leader extend hole alien behind guard gospel lava path output census \
         museum junior mass reopen famous sing advance salt reform",
    ),
    (
        "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
        "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing \
         screen patrol group space point ten exist slush involve unfold",
    ),
];
