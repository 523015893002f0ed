//! `theme.judge`: a person says which themes a recommendation has, and which it has not.
//!
//! *Invariant:* the rule is `domain::judge_themes`; what words suggest never calls this.

use domain::{ActId, ActKind, Ctx, JudgeThemes, JudgementId, Verdict, Whole};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::Receipt;

impl App {
    /// Records what a person says of a recommendation's themes, each by its address.
    pub fn judge_themes(&self, ctx: &Ctx, of: u64, has: &[String], has_not: &[String]) -> Result<Receipt, AppError> {
        let number = of.to_string();
        // One judgement for each recommendation and theme, so that a later word is a new version of it.
        let id = |slug: &str| JudgementId(digest_id("candour/judgement/theme/1", &[self.register(), &number, slug]));
        let said = |slugs: &[String], verdict| -> Vec<(String, JudgementId, Verdict)> {
            slugs.iter().map(|slug| (slug.clone(), id(slug), verdict)).collect()
        };
        let mut all = said(has, Verdict::HasTheme);
        all.extend(said(has_not, Verdict::HasNotTheme));
        let now = ctx.now.to_string();
        let mut parts = vec!["theme.judge", &number, &now];
        parts.extend(all.iter().flat_map(|(slug, _, verdict)| [slug.as_str(), verdict.as_str()]));
        let act_id = ActId(digest_id("candour/act/1", &parts));
        let cmd = JudgeThemes { act_id, of, said: all };
        self.write(ctx, ActKind::JudgeThemes, act_id, move |facts| {
            let permit = facts.ctx.permit::<JudgeThemes>(&Whole)?;
            let of = facts.public.recommendation_at(cmd.of)?.map(|known| known.id);
            Ok(domain::judge_themes(permit, of, &facts.public.themes()?, &cmd)?)
        })
    }
}
