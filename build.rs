//! Packs the completions, which the binary carries.

use std::path::Path;
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec;

/// The smallest, which is the slowest.
const LEVEL: u8 = 10;

#[expect(clippy::disallowed_methods, reason = "no secrets are here, and Cargo's environment is")]
fn main() {
    let into = env::var_os("OUT_DIR").expect("cargo says where");
    println!("cargo::rerun-if-changed=completions");
    for entry in fs::read_dir("completions").expect("a folder of the package") {
        let file = entry.expect("a file in it");
        let packed = compress_to_vec(&fs::read(file.path()).expect("it can be read"), LEVEL);
        fs::write(Path::new(&into).join(file.file_name()), packed).expect("there is room");
    }
}
