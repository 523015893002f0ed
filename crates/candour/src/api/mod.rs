//! API.
pub(crate) fn csv_head() -> String {
    String::new()
}
pub(crate) fn csv_row(_r: &view::ListRow) -> String {
    String::new()
}
