//! `candour serve` and `candour demo`.
use super::Given;
use crate::outcome::{Exit, Failure};
#[derive(clap::Args)]
pub(crate) struct Serve {}
#[derive(clap::Args)]
pub(crate) struct Demo {}
pub(crate) fn serve(_g: &Given, _a: Serve) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
pub(crate) fn demo(_g: &Given, _a: Demo) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
