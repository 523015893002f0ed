//! Values in columns and back: days as numbers, axes by name, lists as JSON. A value this build does not know is an
//! error that says so, never a default (rule 9).
//!
//! *Invariant:* every conversion here has its way back.

use jiff::civil::Date;
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A day as a sortable number, 20201201.
pub(crate) fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The day of a number.
pub(crate) fn day_of(number: i64) -> Option<Date> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// JSON text of a list or map; `None` where it is empty, so that rows stay small.
pub(crate) fn json<T: Serialize>(value: &T) -> Option<String> {
    let text = serde_json::to_string(value).ok()?;
    (!matches!(text.as_str(), "[]" | "{}" | "null")).then_some(text)
}

/// Reads a JSON column; an empty one gives the type's own empty value.
pub(crate) fn from_json<T: DeserializeOwned + Default>(text: Option<String>) -> rusqlite::Result<T> {
    match text {
        None => Ok(T::default()),
        Some(text) => serde_json::from_str(&text).map_err(unreadable),
    }
}

/// Reads a whole record kept as JSON.
pub(crate) fn record<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(unreadable)
}

/// Reads a value by its name.
pub(crate) fn named<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    parse(text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("unknown value '{text}'").into())
    })
}

fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(FromSqlError::Other(Box::new(error))))
}
