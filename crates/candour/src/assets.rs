//! Assets.
pub fn present() -> bool {
    false
}
