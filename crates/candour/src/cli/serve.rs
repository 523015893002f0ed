//! `candour serve` and `candour demo`.
//!
//! *Invariant:* the server stops on a signal after answering what it has taken; acts it acknowledged are in the ledger.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use axum::Router;
use axum::http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use super::Given;
use crate::config::SecondFactor;
use crate::outcome::{Exit, Failure};
use crate::strings::Strings;
use crate::{api, assets, web};

/// Arguments of `serve`.
#[derive(clap::Args)]
pub(crate) struct Serve {
    /// The address and port.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

/// Arguments of `demo`.
#[derive(clap::Args)]
pub(crate) struct Demo {
    /// The folder of sample documents.
    #[arg(long, default_value = "samples", value_name = "DIR")]
    samples: PathBuf,
    /// Further documents, imported where they exist.
    #[arg(long, value_name = "DIR")]
    also: Vec<PathBuf>,
    /// The address and port.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Fill the register and stop, without serving it.
    #[arg(long)]
    fill_only: bool,
}

pub(crate) fn serve(given: &Given, args: Serve) -> Result<Exit, Failure> {
    let app = given.existing()?;
    run(given, app, args.listen)
}

pub(crate) fn demo(given: &Given, args: Demo) -> Result<Exit, Failure> {
    let app = given.app()?;
    if !args.samples.is_dir() {
        return Err(Failure::failed(
            "no_samples",
            format!("there are no sample documents in '{}'; name their folder with --samples", args.samples.display()),
        ));
    }
    let mut folders = vec![args.samples];
    folders.extend(args.also.into_iter().filter(|folder| folder.is_dir()));
    super::documents::import_paths(given, &app, folders)?;
    if args.fill_only {
        return Ok(Exit::Done);
    }
    run(given, app, args.listen)
}

/// What goes wrong, a line of JSON each.
fn log_to_stderr() {
    let logs = tracing_subscriber::fmt().json().with_env_filter(
        tracing_subscriber::EnvFilter::try_from_env("CANDOUR_LOG").unwrap_or_else(|_| "warn,candour=info".into()),
    );
    // A second start in one process (tests) keeps the first subscriber.
    let _ = logs.with_writer(std::io::stderr).try_init();
}

fn run(given: &Given, app: App, listen: Option<String>) -> Result<Exit, Failure> {
    let listen = listen.unwrap_or_else(|| given.config.server.listen.clone());
    log_to_stderr();
    app.files().sweep();
    app.follow_search();
    app.search().wait(Duration::from_millis(500));
    let strings = Strings::english().map_err(|e| Failure::failed("strings", e))?;
    let road = crate::letters::Road::of(&given.config.mail, given.folder())?;
    let failed = |e: std::io::Error| Failure::failed("server", format!("the server could not start: {e}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    let acting = crate::priority::acting().map_err(failed)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind(&listen)).map_err(|e| {
        Failure::failed("listen", format!("'{listen}' cannot be listened on: {e}; choose another with --listen"))
    })?;
    let here = listener.local_addr().map_or(listen, |a| a.to_string());
    let (people, set) = (&given.config.people, given.config.server.address.trim_end_matches('/'));
    let address = if set.is_empty() { format!("http://{here}") } else { set.to_owned() };
    let site = Arc::new(web::Site {
        app,
        acting: acting.handle().clone(),
        provider: crate::provider::Provider::of(&given.config.provider, &address)?,
        address,
        behind_proxy: given.config.server.behind_proxy,
        second_factor_required: people.second_factor == SecondFactor::Required,
        evidence: people.evidence * 1_000_000,
        limits: accounts::SessionLimits {
            silent: i64::from(people.silent_minutes) * 60,
            longest: i64::from(people.session_hours) * 3600,
        },
        throttle: accounts::Throttle::default(),
        gate: crate::gate::Gate::new(std::thread::available_parallelism().map_or(2, usize::from)),
        rooms: crate::rooms::Rooms::new(),
        strings,
        title: given.config.pages.title.clone(),
        rows: given.config.pages.rows,
        stylesheet: assets::stylesheet(),
        icon: assets::icon(),
        choices: std::sync::Mutex::default(),
        unnamed: web::Kept::default(),
        common: web::Kept::default(),
        sent: api::Sent::default(),
        downloads: api::Downloads::default(),
    });
    crate::letters::follow(&site, road, given.config.mail.from.clone());
    crate::jobs::follow(&site, given.config.mail.clone());
    crate::webhooks::follow(&site);
    let timeout = Duration::from_secs(given.config.server.timeout);
    runtime.block_on(async move {
        given.say(|| format!("Serving http://{here}/ (stop with Ctrl-C)"), || serde_json::json!({"listening": here}));
        first_account(given, &site)?;
        if site.stylesheet.is_none() {
            tracing::warn!("the styles are not built in; pages are plain. Run make assets and build again");
        }
        axum::serve(listener, router(site, timeout).into_make_service_with_connect_info::<std::net::SocketAddr>())
            .with_graceful_shutdown(stopped())
            .await
            .map_err(|e| Failure::failed("server", e.to_string()))
    })?;
    Ok(Exit::Done)
}

/// While nobody has an account, says where the first is made: only who sees what the program prints can make it.
fn first_account(given: &Given, site: &web::Site) -> Result<(), Failure> {
    let now = crate::now::now();
    if !site.app.nobody_yet(now)? {
        return Ok(());
    }
    let secret = site.app.accounts().make_link(accounts::Link::First, now).map_err(app::AppError::from)?;
    let link = format!("{}/links/{secret}", site.address);
    given.say(
        || {
            format!(
                "Nobody can sign in yet. Make the first account, the operator's, at {link} (good once, for seven days)"
            )
        },
        || serde_json::json!({"first_account": link}),
    );
    Ok(())
}

/// About a kilobyte of nothing.
const BENCH_STATIC: &str = const {
    const FILL: [u8; 1024] = [b'.'; 1024];
    match std::str::from_utf8(&FILL) {
        Ok(text) => text,
        Err(_) => "",
    }
};

/// Pages and API with what surrounds both.
pub(crate) fn router(site: Arc<web::Site>, timeout: Duration) -> Router {
    // The fastest level: the default one cuts list pages to a fifth of their rate (DESIGN.md section 9).
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(512).and(NotForContentType::const_new("text/css")));
    // The reference of bench/: a page that reads nothing, from the same server under the same layers.
    let uploads = web::uploads(Arc::clone(&site)).merge(api::uploads(Arc::clone(&site)));
    let mut router = api::router(Arc::clone(&site)).merge(web::router(site));
    if std::env::var_os("CANDOUR_BENCH_STATIC").is_some() {
        router = router.route("/bench-static", axum::routing::get(|| async { axum::response::Html(BENCH_STATIC) }));
    }
    router
        .layer(compression)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout))
        .merge(uploads)
        .layer(CatchPanicLayer::new())
}

async fn stopped() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
