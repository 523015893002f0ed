//! What a recommendation is about as its document says it: the standards cited and the themes named.
//!
//! *Invariant:* what words only suggest is not filed.

use domain::proposals::ProposedCitation;
use domain::{Citation, PartialDate, Standard, Theme, ThemeId, fold};

use super::Filing;
use crate::error::AppError;

impl Filing<'_> {
    /// The theme that a document names, by its name or address.
    pub(super) fn theme(&self, named: &str) -> Option<ThemeId> {
        let folded = fold(named);
        let means = |theme: &Theme| fold(&theme.name) == folded || fold(&theme.slug) == folded;
        self.themes.iter().find(|(_, theme)| means(theme)).map(|(id, _)| *id)
    }

    /// A citation, resolved to the standard it means.
    pub(super) fn citation(&self, c: &ProposedCitation, made_on: Option<PartialDate>) -> Result<Citation, AppError> {
        let meant = self.facts.public.standards_named(&c.standard.value)?;
        // Several versions may bear one name: what is cited is the one in force on the day.
        let known = match (meant.as_slice(), made_on) {
            ([one], _) => Some(one.clone()),
            (several, Some(on)) => Standard::in_force_among(several, on).cloned(),
            _ => None,
        };
        let in_force = known.as_ref().zip(made_on).and_then(|((_, standard), on)| standard.in_force(on));
        Ok(Citation {
            named: c.standard.value.clone(),
            standard: known.map(|(id, _)| id),
            provision: c.provision.as_ref().map(|p| p.value.clone()),
            quote: c.quote.as_ref().map(|q| self.public(&q.value)),
            in_force,
        })
    }
}
