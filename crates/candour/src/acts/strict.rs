//! What an act is done with, read so that nothing is taken that was not understood: a key that stands twice is refused, for nobody
//! can say which of its two values is meant.
//!
//! *Invariant:* what is read is what was sent; nothing of it was dropped.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::ActError;

/// Reads a JSON text (RFC 8259) in which no object has a key twice.
pub(crate) fn json(bytes: &[u8]) -> Result<Value, ActError> {
    let malformed = |e: serde_json::Error| ActError::Malformed(format!("the body is not JSON: {e}"));
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = Once.deserialize(&mut from).map_err(malformed)?;
    from.end().map_err(malformed)?;
    Ok(value)
}

struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is none"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(value) = all.next_element_seed(Once)? {
            out.push(value);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = all.next_key::<String>()? {
            let value = all.next_value_seed(Once)?;
            if out.contains_key(&key) {
                return Err(A::Error::custom(format!("'{key}' stands twice; which is meant?")));
            }
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once_at_any_depth() {
        let read = |text: &str| json(text.as_bytes()).map_err(|e| e.to_string());
        let same = r#"{"a":[1,-2,2.5,true,null,{"b":"c"}],"d":{}}"#;
        assert_eq!(read(same), Ok(serde_json::from_str(same).unwrap_or(Value::Null)));
        for twice in [r#"{"a":1,"a":1}"#, r#"{"x":[{"a":1,"b":2,"a":3}]}"#] {
            assert!(read(twice).is_err_and(|why| why.contains("'a' stands twice")), "{twice}");
        }
        assert!(read(r#"{"a":1} {"b":2}"#).is_err(), "one value, and nothing after it");
        assert!(read(&"[".repeat(10_000)).is_err(), "deeper than is read");
    }
}
