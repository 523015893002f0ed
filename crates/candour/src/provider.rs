//! An organisation's own provider of sign-ins: where people are sent, and what its answer says of them (OpenID Connect Core 1.0,
//! the code flow of section 3.1 with PKCE, RFC 7636).
//!
//! *Invariant:* what the provider says is believed after its signature, its audience, its time and our nonce were checked, and not before.

use std::time::Duration;

use accounts::Flow;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::reqwest::blocking::Client;
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use thiserror::Error;

use crate::config;
use crate::now;
use crate::outcome::Failure;

/// How long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The provider that the configuration names.
pub(crate) struct Provider {
    /// What it is called on the page.
    pub(crate) name: String,
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    back: RedirectUrl,
    http: Client,
}

/// Whom the provider vouches for.
pub(crate) struct Vouched {
    pub(crate) issuer: String,
    /// The provider's name for them, which stays theirs.
    pub(crate) subject: String,
    /// Their address, where the provider says that it is theirs.
    pub(crate) email: Option<String>,
}

/// Why a provider signed nobody in.
#[derive(Debug, Error)]
#[error("the provider {doing}: {why}")]
pub(crate) struct ProviderError {
    doing: &'static str,
    why: String,
}

fn failed<E: std::error::Error>(doing: &'static str) -> impl Fn(E) -> ProviderError {
    move |error| {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            why = format!("{why}: {inner}");
            source = inner.source();
        }
        ProviderError { doing, why }
    }
}

impl Provider {
    /// The provider that the configuration names, if it names one. `address` is where this site is opened.
    pub(crate) fn of(set: &config::Provider, address: &str) -> Result<Option<Provider>, Failure> {
        if set.issuer.is_empty() {
            return Ok(None);
        }
        let wrong = |why: String| Failure::usage(format!("the configuration: provider.{why}"));
        let local =
            ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|at| set.issuer.starts_with(at));
        if !set.issuer.starts_with("https://") && !local {
            return Err(wrong("issuer must start with https://".to_owned()));
        }
        if set.client.is_empty() {
            return Err(wrong("client is missing: the name that the provider knows this register by".to_owned()));
        }
        let secret = match set.secret_file.as_os_str().is_empty() {
            true => None,
            false => Some(
                std::fs::read_to_string(&set.secret_file)
                    .map_err(|e| wrong(format!("secret_file '{}' cannot be read: {e}", set.secret_file.display())))?,
            ),
        };
        // Nowhere but where the provider's own description says: no redirect is followed.
        let http =
            Client::builder().redirect(openidconnect::reqwest::redirect::Policy::none()).timeout(PATIENCE).build();
        Ok(Some(Provider {
            name: if set.name.is_empty() { set.issuer.clone() } else { set.name.clone() },
            issuer: IssuerUrl::new(set.issuer.clone()).map_err(|e| wrong(format!("issuer: {e}")))?,
            client: ClientId::new(set.client.clone()),
            secret: secret.map(|secret| ClientSecret::new(secret.trim().to_owned())),
            back: RedirectUrl::new(format!("{address}/sign-in/provider/back"))
                .map_err(|e| wrong(format!("issuer: this site's own address: {e}")))?,
            http: http.map_err(|e| wrong(format!("issuer: {e}")))?,
        }))
    }

    /// The provider's description of itself and its keys, as they are now: keys change, and sign-ins are few.
    fn described(&self) -> Result<CoreProviderMetadata, ProviderError> {
        CoreProviderMetadata::discover(&self.issuer, &self.http).map_err(failed("does not describe itself"))
    }

    /// Where the person is sent.
    pub(crate) fn address(&self, flow: &Flow) -> Result<String, ProviderError> {
        let client = CoreClient::from_provider_metadata(self.described()?, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(flow.verifier.clone()));
        let (state, nonce) = (flow.state.clone(), flow.nonce.clone());
        let ask = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        );
        let ask = ask.add_scope(Scope::new("email".to_owned())).set_pkce_challenge(challenge);
        Ok(ask.url().0.to_string())
    }

    /// Whom the provider vouches for, by the code that it sent the person back with.
    pub(crate) fn vouched(&self, code: &str, flow: &Flow) -> Result<Vouched, ProviderError> {
        let client = CoreClient::from_provider_metadata(self.described()?, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let asked = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(failed("names no address for codes"))?
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()))
            .request(&self.http)
            .map_err(failed("does not take its code back"))?;
        let token = asked.id_token();
        let token =
            token.ok_or_else(|| ProviderError { doing: "says nobody's name", why: "no ID token".to_owned() })?;
        let verifier = client.id_token_verifier().set_time_fn(|| {
            let second = now::now().as_second();
            chrono::DateTime::from_timestamp(second, 0).unwrap_or_default()
        });
        let claims = token.claims(&verifier, &Nonce::new(flow.nonce.clone()));
        let claims = claims.map_err(failed("says a name that is not to be believed"))?;
        let mut email = claims.email().filter(|_| claims.email_verified() == Some(true)).cloned();
        if email.is_none() {
            // A provider may tell addresses, or that they are verified, only when it is asked (OpenID Connect Core 1.0 section 5.4).
            let info: Option<CoreUserInfoClaims> = client
                .user_info(asked.access_token().clone(), Some(claims.subject().clone()))
                .ok()
                .map(|ask| ask.request(&self.http).map_err(failed("does not tell the address")))
                .transpose()?;
            email = info.filter(|info| info.email_verified() == Some(true)).and_then(|info| info.email().cloned());
        }
        Ok(Vouched {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            email: email.map(|email| email.to_string()),
        })
    }
}
