//! Memory that is wiped when it is given back.
//!
//! A secret is a [`Secret`](crate::auth::Secret), which overwrites itself. But on its way a text is copied by code that
//! knows of no secrets: a field's value handed over by the browser, a token's JSON, a buffer that had to grow. What is
//! given back of a page's memory stays in it as it was, for whoever reads that memory later; so the page's allocator
//! wipes it.
#![allow(unsafe_code, reason = "what an allocator is made of")]

use std::alloc::{GlobalAlloc, Layout};

/// The largest block that is wiped, in bytes. No answer with a secret in it comes near; an image's content does, and
/// need not wait for it.
const LARGEST: usize = 1024 * 1024;

/// An allocator over another one.
#[derive(Debug)]
pub struct Wiping<A>(pub A);

/// Overwrites a block, in a way that no compiler leaves out as being without effect.
///
/// # Safety
/// The block is this long, may be written, and nobody reads it any more.
unsafe fn wipe(block: *mut u8, size: usize) {
    // SAFETY: by this function's own condition.
    unsafe { block.write_bytes(0, size) };
    std::hint::black_box(block);
}

// SAFETY: every block is had from the other allocator and given back to it with the layout that it has there; what is
// written lies inside of it.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the same conditions; so in the next four.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if layout.size() <= LARGEST {
            unsafe { wipe(block, layout.size()) };
        }
        unsafe { self.0.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // It may move what is there, and leaves it behind as it was.
        if layout.size() > LARGEST {
            return unsafe { self.0.realloc(block, layout, size) };
        }
        // SAFETY: the caller promises that this is a layout; the two blocks are two.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::System;
    use std::cell::Cell;

    thread_local! {
        /// How many blocks were given back, and in how many there was something.
        static SEEN: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
    }

    /// Looks at what it is given back.
    struct Looking;

    // SAFETY: all is left to the system's; the block is read before that.
    unsafe impl GlobalAlloc for Looking {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            let [all, written] = SEEN.get();
            SEEN.set([all + 1, written + usize::from(bytes.iter().any(|byte| *byte != 0))]);
            unsafe { System.dealloc(block, layout) }
        }
    }

    /// Writes a block of that size full, lets it become another size, and gives it back.
    fn use_block(from: usize, to: usize) -> [usize; 2] {
        let memory = Wiping(Looking);
        SEEN.set([0; 2]);
        let layout = |size| Layout::from_size_align(size, 8).unwrap();
        // SAFETY: each block is used as long as it is had, and within its size.
        unsafe {
            let block = memory.alloc(layout(from));
            block.write_bytes(7, from);
            let block = memory.realloc(block, layout(from), to);
            assert_eq!(*block.add(from.min(to) - 1), 7, "what was there is there");
            block.write_bytes(9, to);
            memory.dealloc(block, layout(to));
        }
        SEEN.get()
    }

    #[test]
    fn a_block_comes_back_empty() {
        for (from, to) in [(1, 2), (100, 1000), (1000, 100), (LARGEST - 1, LARGEST)] {
            assert_eq!(use_block(from, to), [2, 0], "{from} {to}");
        }
        assert_eq!(use_block(LARGEST, LARGEST + 1), [2, 1], "too large to hold a secret");
    }
}
