//! Every sentence of the interface, from one Fluent file a language, compiled in.
//!
//! *Invariant:* a key that is missing shows itself and fails a test; no sentence stands in a template.

use std::collections::HashMap;
use std::fmt::Display;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The English sentences.
pub const ENGLISH: &str = include_str!("../strings/en.ftl");

/// The sentences of one language.
pub struct Strings {
    bundle: FluentBundle<FluentResource>,
    plain: HashMap<String, String>,
}

impl Strings {
    /// Loads the English sentences; the faults of the file as text, should there be any.
    pub fn english() -> Result<Strings, String> {
        let resource = FluentResource::try_new(ENGLISH.to_owned()).map_err(|(_, errors)| format!("{errors:?}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::langid!("en-GB")]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|errors| format!("{errors:?}"))?;
        let mut strings = Strings { bundle, plain: HashMap::new() };
        // Most sentences have no variables: format those once.
        let keys = ENGLISH.lines().filter_map(|l| l.split_once(" =")).map(|(k, _)| k.trim()).filter(|k| !k.is_empty());
        for key in keys.filter(|k| k.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')) {
            if let Some(text) = strings.formatted(key, None) {
                strings.plain.insert(key.to_owned(), text);
            }
        }
        Ok(strings)
    }

    /// A sentence without variables.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.plain.get(key).map_or(key, String::as_str)
    }

    /// A sentence of a family, such as the name of a value on an axis (`position` and `accepted`).
    pub fn of(&self, family: &str, value: impl Display) -> String {
        let key = format!("{family}-{value}").replace('_', "-");
        self.plain.get(&key).cloned().unwrap_or(key)
    }

    /// A sentence with a number in it.
    pub fn n(&self, key: &str, count: &u64) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(*count));
        self.formatted(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// A sentence with a word in it.
    pub fn w(&self, key: &str, word: impl Display) -> String {
        let mut args = FluentArgs::new();
        args.set("word", FluentValue::from(word.to_string()));
        self.formatted(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// A sentence with two words in it.
    pub fn ww(&self, key: &str, word: impl Display, other: impl Display) -> String {
        let mut args = FluentArgs::new();
        args.set("word", FluentValue::from(word.to_string()));
        args.set("other", FluentValue::from(other.to_string()));
        self.formatted(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    fn formatted(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}
