//! Pages.
pub(crate) fn number(prefix: &str, reference: &str) -> Option<u64> {
    let (before, digits) = reference.trim().split_once('-')?;
    if !before.eq_ignore_ascii_case(prefix)
        || digits.is_empty()
        || digits.len() > 18
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    digits.parse().ok()
}
