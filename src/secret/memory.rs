//! The memory of secrets: locking its pages, so that they are not swapped out, and wiping the
//! copies that moved values leave on the stack.
//!
//! Locking is best effort, and nothing depends on it. The system limits the memory that a process
//! may lock, and a secret on a page that may be swapped out is better than an account that can't be
//! opened.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroize as _;

/// A value whose secret part may be in memory of its own, outside the value.
pub trait Memory {
    /// Returns the start and length of that memory; length 0 if the secret is in the value itself.
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

/// An array is where its owner is: on the stack, which [`keep_stack`] locks.
impl<T, const N: usize> Memory for [T; N] {}

/// Locks the pages of these bytes in memory, from now on.
///
/// They are never unlocked: a page holds more than one secret, and locks of a page are not counted.
pub(super) fn keep((start, length): (*const u8, usize)) {
    if let Ok(guard) = region::lock(start, length) {
        mem::forget(guard);
    }
}

/// The length of the stack that is locked, and wiped in the end, in words of eight bytes; deeper calls
/// are not covered. The deepest call of the release build, judging a new passphrase, ends 47,000 bytes
/// down. Each page of it costs every command some microseconds.
const STACK: usize = 64 * 1024 / size_of::<u64>();
/// The same for a decoder of pictures: the one for JPEG, the deepest, ends 98,000 bytes down.
#[cfg(feature = "cli")]
const DEEP_STACK: usize = 128 * 1024 / size_of::<u64>();

/// Whether there may be secrets on the stack.
static IS_USED: AtomicBool = AtomicBool::new(false);

/// Notes that secrets may come onto the stack from now on, so that [`wipe_stack`] wipes it: an
/// argument can be one already, by mistake.
pub fn use_stack() {
    IS_USED.store(true, Ordering::Relaxed);
}

/// Locks the part of the stack that the caller's next calls will use. It is called before the first
/// secret of ours may come: help and usage errors need none of this, and it costs as much as they do.
pub fn keep_stack() {
    use_stack();
    keep_below::<STACK>();
}

/// Wipes the stack that the caller's earlier calls used, after [`use_stack`]: a moved value leaves a
/// copy there that nothing else wipes.
pub fn wipe_stack() {
    if IS_USED.load(Ordering::Relaxed) {
        wipe_below::<STACK>();
    }
}

/// Calls what needs more stack than [`keep_stack`] locks: locks that before, and wipes it afterwards.
#[cfg(feature = "cli")]
#[inline(never)]
pub(crate) fn on_deep_stack<T>(call: impl FnOnce() -> T) -> T {
    keep_below::<DEEP_STACK>();
    let returned = call();
    wipe_below::<DEEP_STACK>();
    returned
}

/// Locks this many words of the stack below the caller, but for their lowest page: the stack grows from
/// there. If that page were locked, growing would count against the limit of locked memory, and beyond
/// that limit the process is killed.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what this is about")]
fn keep_below<const WORDS: usize>() {
    let stack = std::hint::black_box([0_u64; WORDS]);
    let lowest = (region::page::size() / size_of::<u64>()).min(WORDS);
    keep((stack[lowest..].as_ptr().cast(), size_of_val(&stack[lowest..])));
}

/// Wipes this many words of the stack below the caller, each with one volatile write.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what this is about")]
fn wipe_below<const WORDS: usize>() {
    let mut below = [0_u64; WORDS];
    below.zeroize();
    std::hint::black_box(&below);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use rustix::process::{Resource, getrlimit};

    use super::*;
    use crate::secret::SecretText;

    /// Whether the page at this address is locked in memory.
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
        // A buffer on pages that no other secret has locked.
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
        // Below the part that `keep_stack` leaves out for its own frame, above the end of the
        // locked part.
        let deeper = std::hint::black_box([0_u64; STACK / 2]);
        assert!(is_locked(deeper.as_ptr().cast()));
    }
}
