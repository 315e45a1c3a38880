//! codex32 (BIP-93): a seed of 128 or 256 bits as bech32 characters, of which the last 13 are the
//! checksum of a BCH code.
//!
//! An invalid text is corrected as the BIP recommends: characters outside the alphabet become the
//! ones that they are written for, and up to four are substituted where that gives a valid text.
//! The BIP requires a person to confirm every correction. Erasures, of which the code can fill
//! eight, do not occur here; neither do long codex32 strings, for seeds above 400 bits.

use std::ops::RangeInclusive;

use bech32::primitives::checksum::Engine;
use bech32::primitives::decode::CheckedHrpstring;
use bech32::primitives::gf32_ext::Fe32Ext;
use bech32::primitives::iter::{ByteIterExt as _, Fe32IterExt as _};
use bech32::primitives::{Field as _, LfsrIter};
use bech32::{Checksum, Fe32, Fe1024, Hrp};

use crate::scheme::{Known, Scheme};
use crate::slips::written::Script;
use crate::slips::{Generator, Written};

const PREFIX: &str = "ms";
/// The characters before the payload: threshold, identifier and index.
const HEADER: usize = 6;
/// The largest number of characters that can be corrected.
const MOST: usize = 4;

/// The short checksum of BIP-93, as the crate `bech32` defines it.
enum Short {}

impl Checksum for Short {
    type MidstateRepr = u128;
    type CorrectionField = Fe32Ext<2>;
    const ROOT_GENERATOR: Self::CorrectionField = Fe1024::new([Fe32::_9, Fe32::_9]);
    const ROOT_EXPONENTS: RangeInclusive<usize> = 9..=16;
    const CHECKSUM_LENGTH: usize = 13;
    const CODE_LENGTH: usize = 93;
    const GENERATOR_SH: [u128; 5] = [
        0x1_9dc5_00ce_73fd_e210,
        0x1_bfae_00de_f77f_e529,
        0x1_fbd9_20ff_fe7b_ee52,
        0x1_7396_40bd_eee3_fdad,
        0x0_7729_a039_cfc7_5f5a,
    ];
    const TARGET_RESIDUE: u128 = 0x1_0ce0_795c_2fd1_e62a;
}

/// The BIP does not specify groups; nobody could copy the text in one run.
const GROUP: usize = 4;

static CHARACTERS: Script = Script {
    alphabet: b"qpzry9x8gf2tvdw0s3jn54khce6mua7l",
    alike: &[
        (b'4', b'9'),
        (b'0', b'6'),
        (b'3', b'8'),
        (b'5', b'6'),
        (b'2', b'z'),
        (b'5', b's'),
        (b'9', b'g'),
        (b'9', b'q'),
        (b'g', b'q'),
        (b'u', b'v'),
        (b'7', b'l'),
    ],
    foreign: &[(b'0', b'o'), (b'l', b'1'), (b'l', b'i'), (b'8', b'b')],
    row: 4,
    words: false,
};

pub(crate) struct Codex32 {
    /// The length of the seed, in bytes.
    pub(crate) seed: usize,
}

/// Returns the text of an unshared seed with this identifier.
fn encoded(identifier: [Fe32; 4], seed: &[u8]) -> String {
    let hrp = Hrp::parse(PREFIX).expect("a prefix");
    let header = [Fe32::_0].into_iter().chain(identifier).chain([Fe32::S]);
    let data = header.chain(seed.iter().copied().bytes_to_fes());
    data.with_checksum::<Short>(&hrp).chars().collect()
}

/// Returns the seed of a text that is valid as it is (BIP-93, `ms32_decode` and "Unshared Secret").
fn seed(text: &str) -> Option<Vec<u8>> {
    let parsed = CheckedHrpstring::new::<Short>(text).ok()?;
    let data: Vec<Fe32> = parsed.fe32_iter().collect();
    // A single text is the secret itself only if its index says so.
    let (header, payload) = data.split_at_checked(HEADER)?;
    let is_secret = header[0].to_char().is_ascii_digit() && header[HEADER - 1] == Fe32::S;
    let seed: Vec<u8> = payload.iter().copied().fes_to_bytes().collect();
    let is_meant = parsed.hrp().as_str().eq_ignore_ascii_case(PREFIX) && is_secret;
    (is_meant && payload.len() * 5 % 8 <= 4 && (16..=64).contains(&seed.len())).then_some(seed)
}

/// Returns the valid text that this one becomes with at most four substitutions, if there is one.
fn corrected(text: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    let (prefix, data) = small.split_at_checked(PREFIX.len() + 1)?;
    let expected = PREFIX.bytes().chain(*b"1");
    let wrong_prefix = prefix.bytes().zip(expected).filter(|(is, was)| is != was).count();
    let meant = |written: u8| {
        CHARACTERS.foreign.iter().find(|pair| pair.1 == written).map_or(written, |pair| pair.0)
    };
    let data = data.bytes().map(|written| Fe32::from_char(char::from(meant(written))).ok());
    let mut data: Vec<Fe32> = data.collect::<Option<_>>()?;
    let hrp = Hrp::parse(PREFIX).expect("a prefix");
    let mut engine = Engine::<Short>::new();
    engine.input_hrp(hrp);
    for value in &data {
        engine.input_fe(*value);
    }
    let errors = errors(engine.residue() ^ Short::TARGET_RESIDUE, data.len())?;
    for (at, error) in &errors {
        data[*at] += *error;
    }
    let text = data.iter().map(|value| value.to_char());
    (errors.len() + wrong_prefix <= MOST).then(|| format!("{PREFIX}1{}", text.collect::<String>()))
}

/// Returns the errors in a text of this length, from the remainder of its checksum: each error's
/// position and the value to add. Returns `None` when there are more than four, if that is
/// detectable.
///
/// The crate has this too, but panics where there are more. The error locator comes from its
/// Berlekamp–Massey algorithm; the error values come from Forney's formula (R. E. Blahut,
/// "Algebraic Codes for Data Transmission", 2003, chapter 7).
fn errors(remainder: u128, length: usize) -> Option<Vec<(usize, Fe32)>> {
    let value = |polynomial: &[Fe1024], at: &Fe1024| {
        polynomial.iter().rev().fold(Fe1024::ZERO, |value, term| value * at + term)
    };
    let term = |n: usize| Fe32::try_from(u8::try_from(remainder >> (5 * n) & 31).ok()?).ok();
    let remainder = (0..Short::CHECKSUM_LENGTH).map(|n| term(n).map(Fe1024::from));
    let remainder: Vec<Fe1024> = remainder.collect::<Option<_>>()?;
    let power = |exponent: usize| {
        Short::ROOT_GENERATOR.powi(i64::try_from(exponent).expect("a short text"))
    };
    let syndromes: Vec<Fe1024> =
        Short::ROOT_EXPONENTS.map(|n| value(&remainder, &power(n))).collect();
    let mut locator = vec![Fe1024::ONE];
    locator.extend_from_slice(LfsrIter::berlekamp_massey(&syndromes).coefficients());
    let evaluator: Vec<Fe1024> = (0..syndromes.len())
        .map(|n| locator.iter().take(n + 1).zip(syndromes[..=n].iter().rev()))
        .map(|terms| terms.fold(Fe1024::ZERO, |sum, (term, syndrome)| sum + *term * syndrome))
        .collect();
    // In characteristic 2, the derivative keeps only the odd terms.
    let is_odd = |n: usize| if n % 2 == 1 { locator[n] } else { Fe1024::ZERO };
    let derivative: Vec<Fe1024> = (1..locator.len()).map(is_odd).collect();
    let mut errors = Vec::new();
    for exponent in 0..length {
        let inverse = Fe1024::ONE / power(exponent);
        if value(&locator, &inverse) != Fe1024::ZERO {
            continue;
        }
        let slope = value(&derivative, &inverse);
        if slope == Fe1024::ZERO {
            return None;
        }
        let error = value(&evaluator, &inverse)
            / (power(exponent * (*Short::ROOT_EXPONENTS.start() - 1)) * slope);
        // A character is an element of GF(32).
        errors.push((length - 1 - exponent, Fe32::try_from(error).ok()?));
    }
    (errors.len() == locator.len() - 1 && errors.len() <= MOST).then_some(errors)
}

impl Scheme for Codex32 {
    fn code(&self) -> &'static str {
        if self.seed == 16 { "codex32, 128 bits" } else { "codex32, 256 bits" }
    }

    /// The vectors of BIP-93 that are secrets, and one of each kind of its invalid ones.
    fn verify(&self) {
        Short::sanity_check();
        for (text, hexadecimal) in SECRETS {
            let secret = base16ct::lower::decode_vec(hexadecimal).expect("hexadecimal");
            assert_eq!(seed(text), Some(secret));
        }
        // The vector whose last character is padded with zeros.
        let leet = [Fe32::L, Fe32::E, Fe32::E, Fe32::T];
        let (text, hexadecimal) = SECRETS[3];
        let secret = base16ct::lower::decode_vec(hexadecimal).expect("hexadecimal");
        assert_eq!(encoded(leet, &secret), text);
        assert!(INVALID.iter().all(|text| seed(text).is_none()));
        self.verify_correction();
    }

    fn write(&self, generator: &mut Generator) -> Written {
        let mut seed = vec![0; self.seed];
        generator.fill(&mut seed);
        let mut character = || {
            let value = u8::try_from(generator.below(32)).expect("below 32");
            Fe32::try_from(value).expect("below 32")
        };
        let identifier = std::array::from_fn(|_| character());
        Written::in_groups(&CHARACTERS, encoded(identifier, &seed).as_bytes().chunks(GROUP))
    }

    fn read(&self, copy: &str, _known: Known<'_>) -> Option<Vec<u8>> {
        let text: String = copy.split_whitespace().collect();
        seed(&text).or_else(|| seed(&corrected(&text)?))
    }
}

impl Codex32 {
    /// Up to four substitutions anywhere are corrected; five never lead back to the original.
    fn verify_correction(&self) {
        let mut generator = Generator::of(1, "substitutions", 0);
        for round in 0..5_000 {
            let text = self.write(&mut generator).one_run();
            let count = round % 6;
            let mut copy = text.clone().into_bytes();
            let mut places = Vec::new();
            while places.len() < count {
                let at = generator.index(text.len());
                if !places.contains(&at) {
                    let was = copy[at];
                    while copy[at] == was {
                        copy[at] = CHARACTERS.alphabet[generator.index(CHARACTERS.alphabet.len())];
                    }
                    places.push(at);
                }
            }
            let copy = String::from_utf8(copy).expect("ASCII");
            assert_eq!(corrected(&copy).as_deref() == Some(&text[..]), count <= MOST);
        }
    }
}

const SECRETS: [(&str, &str); 5] = [
    ("ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw", "318c6318c6318c6318c6318c6318c631"),
    ("MS12NAMES6XQGUZTTXKEQNJSJZV4JV3NZ5K3KWGSPHUH6EVW", "d1808e096b35b209ca12132b264662a5"),
    ("ms13cashsllhdmn9m42vcsamx24zrxgs3qqjzqud4m0d6nln", "ffeeddccbbaa99887766554433221100"),
    (
        "ms10leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyqqtum9pgv99ycma",
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100",
    ),
    (
        "ms10leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyq0pgjxpzx0ysaam",
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100",
    ),
];

/// Wrong checksums, invalid lengths, a threshold of 0 with another index than the secret's, a
/// threshold that is not a digit, prefixes, and mixed cases.
const INVALID: [&str; 10] = [
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxve740yyge2ghq",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxxlk3yepcstwr",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxrd9sukzl05ej",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxw0a4c70rfefn4",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxk4pavy5n46nea",
    "ms10fauxxxxxxxxxxxxxxxxxxxxxxxxxxxx0z26tfn0ulw3p",
    "ms1fauxxxxxxxxxxxxxxxxxxxxxxxxxxxxxda3kr3s0s2swg",
    "ms0fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxxuqxkk05lyf3x2",
    "Ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxuqxkk05lyf3x2",
    "ms10FAUXsxxxxxxxxxxxxxxxxxxxxxxxxxxuqxkk05lyf3x2",
];
