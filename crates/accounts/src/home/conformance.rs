//! What every home must do, as checks that run against any of them.
//!
//! *Invariant:* knows no home; each check starts from an empty one.

use super::{Home, Space, Write};

fn write(key: &str, seen: u64, value: Option<&str>, expires: Option<i64>) -> Write {
    let value = value.map(|v| v.as_bytes().to_vec());
    Write { space: Space::User, key: key.to_owned(), seen, value, expires }
}

/// Runs every check on an empty home; the first that fails, in words.
pub fn check(home: &dyn Home) -> Result<(), String> {
    let must = |so: bool, what: &str| if so { Ok(()) } else { Err(what.to_owned()) };
    let says = |e: super::HomeError| e.to_string();
    let value = |key: &str| Ok::<_, String>(home.get(Space::User, key).map_err(says)?.map(|k| (k.version, k.value)));

    must(home.apply(&[write("a/1", 0, Some("one"), None)]).map_err(says)?, "a new value is kept")?;
    must(value("a/1")? == Some((1, b"one".to_vec())), "it is read back, at version 1")?;
    must(!home.apply(&[write("a/1", 0, Some("other"), None)]).map_err(says)?, "what is there is not made again")?;
    must(!home.apply(&[write("a/1", 2, Some("other"), None)]).map_err(says)?, "another version is not overwritten")?;
    must(value("a/1")? == Some((1, b"one".to_vec())), "what was refused changed nothing")?;
    let both = [write("a/2", 0, Some("two"), None), write("a/1", 7, Some("other"), None)];
    must(!home.apply(&both).map_err(says)?, "a set with one stale change is refused")?;
    must(value("a/2")?.is_none(), "and nothing of it is kept")?;
    let both = [write("a/2", 0, Some("two"), None), write("a/1", 1, Some("uno"), None)];
    must(home.apply(&both).map_err(says)?, "a set is kept whole")?;
    must(value("a/1")? == Some((2, b"uno".to_vec())), "a changed value has the next version")?;

    must(home.apply(&[write("b/1", 0, Some("x"), Some(100))]).map_err(says)?, "a value that ends is kept")?;
    let keys = |prefix: &str, after: &str, most| {
        let found = home.list(Space::User, prefix, after, most).map_err(says)?;
        Ok::<_, String>(found.into_iter().map(|(key, _)| key).collect::<Vec<_>>())
    };
    must(keys("a/", "", 10)? == ["a/1", "a/2"], "a list holds what starts with its prefix, in order")?;
    must(keys("a/", "a/1", 10)? == ["a/2"], "and goes on after a key")?;
    must(keys("", "", 2)? == ["a/1", "a/2"], "and has no more than was asked for")?;
    must(home.list(Space::Session, "", "", 10).map_err(says)?.is_empty(), "another space is another space")?;

    must(home.sweep(99).map_err(says)? == 0, "what has not ended stays")?;
    must(home.sweep(100).map_err(says)? == 1, "what has ended goes")?;
    must(home.apply(&[write("a/1", 2, None, None)]).map_err(says)?, "a value is removed")?;
    must(value("a/1")?.is_none(), "and is gone")?;
    home.settle().map_err(says)?;
    must(value("a/2")? == Some((1, b"two".to_vec())), "what was not removed stays when it settles")
}
