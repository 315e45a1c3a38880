//! Random codes sign as ssh-keygen does, byte for byte, and each verifies what the other signed.

use std::fmt;
use std::ops::AddAssign;

use collab::sshsig::Hash;

use crate::proof::{Proof, codes, seed, share_of};
use crate::slips::Generator;
use crate::support::keygen::is_here;
use crate::support::signatures::both_ways;

/// How many signatures were compared.
#[derive(Default)]
struct Tally(u32);

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} signatures are those of ssh-keygen, and good to either", self.0)
    }
}

#[test]
fn random_codes_sign_as_ssh_keygen_does() {
    const NAME: &str = "signatures of random codes, beside ssh-keygen";
    assert!(is_here(), "ssh-keygen is missing (Debian: openssh-client)");
    let codes = codes(NAME, share_of(1_000));
    let count = u32::try_from(codes.len()).expect("few");
    let tally = Proof::begin(NAME, count).run(|case| {
        let code = &codes[usize::try_from(case).expect("an index")];
        let mut generator = Generator::of(seed(), "messages", case);
        let message: Vec<u8> = (0..generator.below(5_000)).map(|it| it.to_le_bytes()[0]).collect();
        let folder = tempfile::tempdir().expect("a folder");
        for hash in Hash::ALL {
            both_ways(folder.path(), code, &message, hash);
        }
        Tally(2)
    });
    assert_eq!(tally.0, 2 * count);
}
