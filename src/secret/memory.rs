//! Where secrets are in memory: keeping those pages out of the swap file, and what moved values leave
//! on the stack.
//!
//! The rule: it is tried, and nothing depends on it. How much memory a process may lock is the
//! system's choice, and a secret on a page that may be swapped out is better than an account that
//! can't be opened.

use std::mem;

use zeroize::Zeroize as _;

/// A value whose secret part is in a place of its own.
pub trait Memory {
    /// The bytes that it takes there; none for what is kept in the value itself.
    fn place(&self) -> (*const u8, usize) {
        (std::ptr::null(), 0)
    }
}

impl Memory for String {
    fn place(&self) -> (*const u8, usize) {
        (self.as_ptr(), self.capacity())
    }
}

impl Memory for Vec<u8> {
    fn place(&self) -> (*const u8, usize) {
        (self.as_ptr(), self.capacity())
    }
}

/// An array is wherever its owner is: on the stack, which [`keep_stack`] has locked.
impl<T, const N: usize> Memory for [T; N] {}

/// Keeps these bytes' pages in memory, from now on.
///
/// They are never let go: a page holds more than one secret, and the lock of a page isn't counted.
pub(super) fn keep((start, length): (*const u8, usize)) {
    if let Ok(guard) = region::lock(start, length) {
        mem::forget(guard);
    }
}

/// How much of the stack is locked and in the end wiped; what goes deeper is not.
const STACK: usize = 256 * 1024;
/// What stays unlocked below it, so that the stack goes on growing from an unlocked page: where
/// its lowest page is, growing counts against the limit of locked memory, and beyond it the process
/// is killed.
const BELOW: usize = 64 * 1024;

/// Keeps the part of the stack in memory that the caller's next calls will use.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what this is about")]
pub fn keep_stack() {
    let stack = std::hint::black_box([0_u8; BELOW + STACK]);
    keep((stack[BELOW..].as_ptr(), STACK));
}

/// Overwrites the stack that the caller's earlier calls used: a value that was moved is still where
/// it was, and nobody wipes it there.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what this is about")]
pub fn wipe_stack() {
    let mut below = [0_u8; STACK];
    below.zeroize();
    std::hint::black_box(&below);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use rustix::process::{Resource, getrlimit};

    use super::*;
    use crate::secret::SecretText;

    /// Whether the page at this address may not be swapped out.
    fn is_locked(address: *const u8) -> bool {
        let mappings = fs::read_to_string("/proc/self/smaps").expect("Linux has it");
        let holds = |line: &str| {
            let (start, rest) = line.split_once('-')?;
            let number = |text| usize::from_str_radix(text, 16).ok();
            Some((number(start)?..number(rest.split(' ').next()?)?).contains(&address.addr()))
        };
        let mapping = mappings.lines().skip_while(|line| holds(line) != Some(true));
        let flags = mapping.map_while(Some).find(|line| line.starts_with("VmFlags:"));
        flags.expect("every mapping has flags").split(' ').any(|flag| flag == "lo")
    }

    #[test]
    #[allow(clippy::print_stderr, reason = "a skipped test says so")]
    #[allow(clippy::large_stack_arrays, reason = "the stack is what this is about")]
    fn the_pages_of_a_secret_and_of_the_stack_are_not_swapped_out() {
        if getrlimit(Resource::Memlock).current.is_some_and(|limit| limit < (1 << 20)) {
            eprintln!("skipped: this system lets us lock no memory");
            return;
        }
        // A place where no other secret has been.
        let mut used = Vec::new();
        let text = loop {
            let text = String::with_capacity(1 << 20);
            if !is_locked(text.as_ptr()) {
                break text;
            }
            used.push(text);
        };
        let secret = SecretText::new(text);
        assert!(is_locked(secret.expose().as_ptr()));

        keep_stack();
        // Below what `keep_stack` leaves out of its own frame, above where it ends.
        let deeper = std::hint::black_box([0_u8; STACK / 2]);
        assert!(is_locked(deeper.as_ptr()));
    }
}
