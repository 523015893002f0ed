//! The facts shipped with every register: bodies, standards and themes, each with where it was taken from.
//!
//! *Invariant:* data only; the act that puts them in a register is `app`'s.

use crate::acts::leaves;

/// Police forces and other bodies (TOML).
pub const BODIES: &str = include_str!("../data/bodies.toml");
/// Codes, acts, regulations and policies (TOML).
pub const STANDARDS: &str = include_str!("../data/standards.toml");
/// The tree of themes (TOML).
pub const THEMES: &str = include_str!("../data/themes.toml");

leaves! {
    /// The command to put the shipped facts in a register (`register.seed`).
    SeedRegister;
}
