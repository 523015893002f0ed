//! The acts: each is permitted, ruled, appended and projected, whole or not at all.
//!
//! Every write goes through [`App::write`]; every read through a [`view::View`]. There is no third way.
//!
//! *Invariant:* no HTTP, HTML, terminal, SQL text, environment or real time; those come in from `candour`.

mod assurances;
mod attached;
mod bodies;
mod documents;
mod drafts;
mod entries;
mod erasures;
mod error;
mod files;
mod filing;
mod holds;
mod ids;
mod joining;
mod judgements;
mod ladders;
mod memberships;
mod obligations;
mod people;
mod proposals;
mod recommendation_drafts;
mod register;
mod rejoinders;
mod responses;
mod restricted;
mod sealing;
mod seeds;
mod sieve;
mod subject;
mod themes;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use accounts::Accounts;
use domain::{ActId, ActKind, Change, Ctx};
use ledger::{Home, SqliteHome};
use view::{Audience, Pool, Search, Store, ViewError};

pub use attached::Unread;
pub use documents::{ImportOptions, Imported, Review, lexicon_of, shipped_lexicon, shipped_names};
pub use erasures::{Found, Looked};
pub use error::AppError;
pub use files::{FileError, Files, Incoming};
pub use holds::HoldOn;
pub use ids::{digest_id, seed_id};
pub use people::Invited;
pub use proposals::{Asked, Doubt, ReadAgain, Waiting};
pub use register::{
    ExportError, Exported, LoadRefused, Loaded, Progress, RebuildReport, rebuild_search, rebuild_views,
};
pub use restricted::Opened;
pub use sealing::ContentKey;
pub use subject::{AccountOf, Did, Subject, ToldOf};
pub use writer::{Facts, Receipt};

/// What turns a file's name and bytes into text and blocks: [`intake::decode`] itself, or a process with limits that calls it.
#[derive(Clone)]
pub struct Decoder(Arc<DecodeFn>);

type DecodeFn = dyn Fn(&str, &[u8]) -> Result<intake::Decoded, intake::DecodeError> + Send + Sync;

impl Decoder {
    /// A decoder that runs `decode`.
    pub fn new(
        decode: impl Fn(&str, &[u8]) -> Result<intake::Decoded, intake::DecodeError> + Send + Sync + 'static,
    ) -> Decoder {
        Decoder(Arc::new(decode))
    }

    /// Decodes one file.
    ///
    /// # Errors
    /// [`intake::DecodeError`]: why it cannot be read.
    pub fn decode(&self, file: &str, bytes: &[u8]) -> Result<intake::Decoded, intake::DecodeError> {
        (self.0)(file, bytes)
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decoder")
    }
}

/// Where a register lives and what the outside lends it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder.
    pub folder: PathBuf,
    /// The register's name.
    pub register: String,
    /// 32 random bytes, from which field salts are drawn.
    pub seed: [u8; 32],
    /// Threads that read the public view.
    pub readers: usize,
    /// What decodes the files that are imported.
    pub decoder: Decoder,
    /// Where secrets of accounts are drawn from.
    pub random: accounts::Random,
    /// Called first by the threads that write, so that who reads goes first where there is not enough for both.
    pub after_readers: fn(),
}

/// A register open for reading and writing.
pub struct App {
    settings: Settings,
    ledger: Arc<dyn Home>,
    writer: writer::Writer,
    public: Pool,
    workspace: Pool,
    search: Arc<Search>,
    files: Files,
    accounts: Accounts,
}

impl App {
    /// The ledger's file in a data folder.
    pub const LEDGER_FILE: &'static str = "ledger.sqlite";
    /// The accounts' file in a data folder.
    pub const ACCOUNTS_FILE: &'static str = "accounts.sqlite";

    /// Opens a data folder, making what is not there, and brings the views up to the ledger's head.
    pub fn open(settings: Settings) -> Result<App, AppError> {
        let views = settings.folder.join("views");
        std::fs::create_dir_all(&views).map_err(|e| AppError::folder(&settings.folder, &e))?;
        let ledger: Arc<dyn Home> =
            Arc::new(SqliteHome::open(&settings.folder.join(Self::LEDGER_FILE), &settings.register)?);
        let files = Files::open(&settings.folder.join("files"))?;
        let (public, workspace) = match open_views(&views, &settings.register) {
            Err(ViewError::OtherVersion) => {
                // A view of another version is derived and can go; it is built again from the ledger.
                register::rebuild_views(&*ledger, &views, &settings.register, &mut |_| ())?;
                open_views(&views, &settings.register)?
            }
            opened => opened?,
        };
        if register::behind(&public.view(), &*ledger)? > register::REBUILD_FROM {
            drop((public, workspace));
            register::rebuild_views(&*ledger, &views, &settings.register, &mut |_| ())?;
            let (public, workspace) = open_views(&views, &settings.register)?;
            return Self::start(settings, ledger, files, public, workspace);
        }
        Self::start(settings, ledger, files, public, workspace)
    }

    fn start(
        settings: Settings,
        ledger: Arc<dyn Home>,
        files: Files,
        public: Store,
        workspace: Store,
    ) -> Result<App, AppError> {
        let (file, beside) = (public.file().to_owned(), workspace.file().to_owned());
        let readers = Pool::start(&file, settings.readers, 1024)?;
        let after = writer::After { step_back: settings.after_readers, reading: readers.reading() };
        let writer = writer::Writer::start(Arc::clone(&ledger), public, workspace, settings.seed, after)?;
        let public = readers;
        let workspace = Pool::start(&beside, 1, 64)?;
        let home = accounts::SqliteHome::open(&settings.folder.join(Self::ACCOUNTS_FILE))?;
        let accounts = Accounts::new(Arc::new(home), settings.random.clone());
        let search = Search::open(&settings.folder.join("views"), &settings.register);
        let search = Arc::new(search.reading(files::texts(&settings.folder)));
        Ok(App { settings, ledger, writer, public, workspace, search, files, accounts })
    }

    /// The ledger.
    pub fn ledger(&self) -> &Arc<dyn Home> {
        &self.ledger
    }

    /// The files kept under their digests.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// A file's text and blocks, in a process with limits where its format's parsers need them.
    pub fn decode(&self, file: &str, bytes: &[u8]) -> Result<intake::Decoded, AppError> {
        Ok(self.settings.decoder.decode(file, bytes)?)
    }

    /// What decodes files.
    pub(crate) fn decoder(&self) -> &Decoder {
        &self.settings.decoder
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.settings.folder
    }

    /// The register's name.
    pub fn register(&self) -> &str {
        &self.settings.register
    }

    /// The readers of the public view.
    pub fn public(&self) -> &Pool {
        &self.public
    }

    /// Reads both views on this thread, for a page of someone who signed in.
    pub fn read_both<T>(
        &self,
        read: impl FnOnce(&view::View<'_>, &view::View<'_>) -> Result<T, ViewError>,
    ) -> Result<T, AppError> {
        Ok(self.public.here(|public| self.workspace.here(|workspace| read(public, workspace)))???)
    }

    /// The people behind the pseudonyms, and what they sign in with.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The search index of the public view.
    pub fn search(&self) -> &Arc<Search> {
        &self.search
    }

    /// Keeps the search index in step with the public view from now on: what is written is found within a second.
    pub fn follow_search(&self) {
        self.search.follow(&self.public_file(), self.settings.after_readers);
    }

    /// Brings the search index up to the public view once, for commands that do not stay; where a server is at it, waits for
    /// that a moment. `false` if it is still behind.
    pub fn catch_up_search(&self) -> Result<bool, AppError> {
        for _ in 0..20 {
            if self.search.catch_up(&self.public_file())? {
                return Ok(true);
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        Ok(false)
    }

    fn public_file(&self) -> PathBuf {
        self.settings.folder.join("views").join(Audience::Public.file_name())
    }

    /// Reads the public view on this thread, for work that is not a page.
    pub fn read_public<T>(&self, read: impl FnOnce(&view::View<'_>) -> Result<T, ViewError>) -> Result<T, AppError> {
        Ok(self.public.here(read)??)
    }

    /// Does one act: `decide` sees facts at the ledger's head and returns the records to write, or refuses. It may be
    /// asked again if another writer came first, so it must be free of effects.
    pub fn write(
        &self,
        ctx: &Ctx,
        act: ActKind,
        act_id: ActId,
        decide: impl Fn(&Facts<'_>) -> Result<Vec<Change>, AppError> + Send + 'static,
    ) -> Result<Receipt, AppError> {
        self.write_sealed(ctx, act, act_id, None, decide)
    }

    /// The same where a restricted record may be written: what is sealed of it is sealed with its key.
    pub(crate) fn write_sealed(
        &self,
        ctx: &Ctx,
        act: ActKind,
        act_id: ActId,
        key: Option<ContentKey>,
        decide: impl Fn(&Facts<'_>) -> Result<Vec<Change>, AppError> + Send + 'static,
    ) -> Result<Receipt, AppError> {
        self.writer.submit(ctx, act, act_id, key, Box::new(decide))
    }
}

fn open_views(folder: &Path, register: &str) -> Result<(Store, Store), ViewError> {
    Ok((Store::open(folder, Audience::Public, register)?, Store::open(folder, Audience::Workspace, register)?))
}
