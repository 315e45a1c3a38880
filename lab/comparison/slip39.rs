//! SLIP-39: a single share that is the whole secret of 256 bits, as 33 English words of 10 bits, of
//! which the last three are a Reed–Solomon checksum (RS1024).
//!
//! Words off the list, a wrong checksum and wrong padding are refused, and so is a share that does
//! not suffice alone. The specification forbids correction beyond naming the place of an error
//! ("Combining the shares"). The secret compared here is the combined share before its decryption
//! with a passphrase, with the parameters that the decryption takes from the share.

use crate::bits::{self, bits};
use crate::scheme::{Known, Scheme};
use crate::slips::{Generator, Written};
use crate::words::{Spelling, Words};

/// The words before the share's value: identifier, extendable flag, iteration exponent, and the
/// group and member fields.
const HEADER: usize = 4;
const CHECKSUM: usize = 3;
/// The number of words for a value of 128 bits, the shortest.
const SHORTEST: usize = 20;
/// The exponent of new shares in the authors' implementation.
const ITERATION_EXPONENT: u16 = 1;

pub(crate) struct Slip39 {
    words: Words,
    spelling: Spelling,
}

/// A share that suffices alone.
#[derive(Debug, PartialEq)]
struct Share {
    identifier: u16,
    extendable: bool,
    iteration_exponent: u16,
    value: Vec<u8>,
}

impl Slip39 {
    pub(crate) fn new(spelling: Spelling) -> Self {
        Self { words: Words::of(include_str!("words/slip39.txt"), 1024), spelling }
    }

    fn mnemonic(&self, share: &Share) -> Written {
        let mut header = bits([share.identifier], 15);
        header.push(share.extendable);
        header.extend(bits([share.iteration_exponent], 4));
        // One group of one member, and the first of each: all indices, and all counts minus one,
        // are 0.
        header.extend([false; 20]);
        let value = bits::of_bytes(&share.value);
        let padding = value.len().next_multiple_of(10) - value.len();
        let all = [header, vec![false; padding], value].concat();
        let mut words: Vec<u16> = bits::numbers(&all, 10).collect();
        words.extend([0; CHECKSUM]);
        let checksum = polymod(share.extendable, &words) ^ 1;
        let end = words.len();
        for (n, word) in words[end - CHECKSUM..].iter_mut().enumerate() {
            *word = u16::try_from(checksum >> (10 * (CHECKSUM - 1 - n)) & 1023).expect("ten bits");
        }
        self.words.write(words)
    }

    fn share(&self, copy: &str) -> Option<Share> {
        let words = self.words.read(copy, self.spelling)?;
        if words.len() < SHORTEST {
            return None;
        }
        let header = bits(words[..HEADER].iter().copied(), 10);
        let field = |from: usize, width: usize| bits::numbers(&header[from..from + width], width);
        let field = |from, width| field(from, width).next().expect("a field of the header");
        let extendable = header[15];
        let (group_threshold, member_threshold) = (field(24, 4), field(36, 4));
        if polymod(extendable, &words) != 1 || (group_threshold, member_threshold) != (0, 0) {
            return None;
        }
        let padded = bits(words[HEADER..words.len() - CHECKSUM].iter().copied(), 10);
        let (padding, value) = padded.split_at(padded.len() % 16);
        if padding.len() > 8 || padding.contains(&true) {
            return None;
        }
        Some(Share {
            identifier: field(0, 15),
            extendable,
            iteration_exponent: field(16, 4),
            value: bits::bytes(value),
        })
    }
}

/// Returns the remainder of the checksum (SLIP-39, "Checksum"): 1 for a valid share.
fn polymod(extendable: bool, words: &[u16]) -> u32 {
    const GENERATOR: [u32; 10] = [
        0x0e0_e040,
        0x1c1_c080,
        0x383_8100,
        0x707_0200,
        0xe0e_0009,
        0x1c0c_2412,
        0x3808_6c24,
        0x3090_fc48,
        0x21b1_f890,
        0x3f3_f120,
    ];
    let customization: &[u8] = if extendable { b"shamir_extendable" } else { b"shamir" };
    let values = customization.iter().copied().map(u32::from);
    values.chain(words.iter().copied().map(u32::from)).fold(1, |remainder, value| {
        let high = remainder >> 20;
        let low = (remainder & 0xf_ffff) << 10 ^ value;
        let taken = (0..10).filter(|bit| high >> bit & 1 == 1);
        taken.fold(low, |sum, bit| sum ^ GENERATOR[bit])
    })
}

impl Scheme for Slip39 {
    fn code(&self) -> &'static str {
        "SLIP-39, one share of 33 words"
    }

    fn reader(&self) -> &'static str {
        self.spelling.reader()
    }

    /// The vectors of single shares that SLIP-39 refers to, from the authors' implementation
    /// (trezor/python-shamir-mnemonic, vectors.json).
    fn verify(&self) {
        for mnemonic in VALID {
            let share = self.share(mnemonic).expect("a valid share");
            assert_eq!(self.mnemonic(&share).groups(), mnemonic);
        }
        assert!(INVALID.iter().all(|mnemonic| self.share(mnemonic).is_none()));
    }

    fn write(&self, generator: &mut Generator) -> Written {
        let mut value = vec![0; 32];
        generator.fill(&mut value);
        let identifier = u16::try_from(generator.below(1 << 15)).expect("fifteen bits");
        let iteration_exponent = ITERATION_EXPONENT;
        self.mnemonic(&Share { identifier, extendable: true, iteration_exponent, value })
    }

    fn read(&self, copy: &str, _known: Known<'_>) -> Option<Vec<u8>> {
        let share = self.share(copy)?;
        let identifier = if share.extendable { 0 } else { share.identifier };
        let taken = [u16::from(share.extendable), identifier, share.iteration_exponent];
        Some([&taken.map(u16::to_be_bytes).concat(), &share.value[..]].concat())
    }
}

/// An extendable share of 128 bits, and one of 256 bits that is not extendable.
const VALID: [&str; 2] = [
    "testify swimming academic academic column loyalty smear include exotic bedroom exotic wrist \
     lobe cover grief golden smart junior estimate learn",
    "theory painting academic academic armed sweater year military elder discuss acne wildlife \
     boring employer fused large satoshi bundle carbon diagnose anatomy hamster leaves tracks \
     paces beyond phantom capital marvel lips brave detect luck",
];

/// A wrong checksum, wrong padding, an insufficient share, one that is too short, and an impossible
/// length.
const INVALID: [&str; 5] = [
    "duckling enlarge academic academic agency result length solution fridge kidney coal piece \
     deal husband erode duke ajar critical decision kidney",
    "theory painting academic academic campus sweater year military elder discuss acne wildlife \
     boring employer fused large satoshi bundle carbon diagnose anatomy hamster leaves tracks \
     paces beyond phantom capital marvel lips facility obtain sister",
    "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist \
     rescue view short owner flip making coding armed",
    "junk necklace academic academic acne isolate join hesitate lunar roster dough calcium \
     chemical ladybug amount mobile glasses verify cylinder",
    "fraction necklace academic academic award teammate mouse regular testify coding building \
     member verdict purchase blind camera duration email prepare spirit quarter",
];
