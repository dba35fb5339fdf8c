//! One tab with the page, asked step by step.

use std::cell::RefCell;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::{
    By, ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, TypingData, WebDriver,
};
use tokio::runtime::{self, Runtime};

use super::driver::Driver;
use super::server::{Request, Server, Site};
use crate::chromium::{Chromium, FLAGS};
use crate::project;

/// How long anything may take to come true.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(25);
/// How long a script may take: benchmarks do a thing hundreds of times.
const LONGEST_SCRIPT: Duration = Duration::from_secs(300);

/// What the visitor's screen and settings are.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
    /// Device pixels in a CSS pixel.
    pub scale: f64,
    pub dark: bool,
    pub reduced_motion: bool,
    /// High contrast: the system's colours alone.
    pub forced_colors: bool,
    /// As it goes to paper.
    pub print: bool,
    /// As a browser names it: `en`, `zh-CN`.
    pub language: String,
}

impl Default for Look {
    fn default() -> Look {
        Look {
            width: 1280,
            height: 800,
            scale: 1.0,
            dark: false,
            reduced_motion: false,
            forced_colors: false,
            print: false,
            language: "en".to_owned(),
        }
    }
}

/// How many seconds of the processor the page has taken so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Processor {
    /// In script.
    pub script: f64,
    /// In all that the page's thread does.
    pub tasks: f64,
}

/// A browser with one tab. When it goes, it fails the test if the page wrote an error to the console.
#[derive(Debug)]
pub struct Page {
    runtime: Runtime,
    /// `None` once it has been closed.
    session: Option<WebDriver>,
    /// Below the session, which is closed through it.
    _driver: Driver,
    /// Where the page lives.
    url: String,
    server: Option<Server>,
    /// Read from the console, and not asked for by the test.
    errors: RefCell<Vec<String>>,
}

impl Page {
    /// The page of dist/ at that fragment (`""` for none), rendered, as most visitors see it.
    #[track_caller]
    pub fn open(fragment: &str) -> Page {
        Page::open_as(&Look::default(), fragment)
    }

    /// The page of dist/ as seen by such a visitor.
    #[track_caller]
    pub fn open_as(look: &Look, fragment: &str) -> Page {
        let mut page = Page::of_dist();
        page.look(look);
        page.visit(fragment);
        page
    }

    /// A browser that is yet to [`Page::visit`] the page in dist/.
    #[track_caller]
    pub fn of_dist() -> Page {
        Page::of_site(Site::default())
    }

    /// The same, with other folders behind dist/, and with such headers.
    #[track_caller]
    pub fn of_site(site: Site) -> Page {
        let dist = project::dist();
        assert!(dist.join("index.html").exists(), "no page in {}: cargo xtask build", dist.display());
        let folders = std::iter::once(dist).chain(site.folders).collect();
        Page::of_folders(Site { folders, ..site })
    }

    /// A browser that is yet to visit a page in other folders than dist/.
    #[track_caller]
    pub fn of_folders(site: Site) -> Page {
        let server = Server::start(site).expect("a port of this machine");
        let mut page = Page::of_url(server.url());
        page.server = Some(server);
        page
    }

    /// A browser that is yet to visit a page that someone else serves.
    #[track_caller]
    pub fn of_url(url: String) -> Page {
        let chromium =
            Chromium::find().expect("Chromium and chromedriver: cargo xtask test would install them");
        let driver = Driver::start(&chromium);
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let endpoint = format!("http://127.0.0.1:{}", driver.port);
        let open = async {
            let session = WebDriver::new(endpoint, capabilities(&chromium)?).await?;
            session.set_script_timeout(LONGEST_SCRIPT).await?;
            Ok::<_, WebDriverError>(session)
        };
        let session = runtime
            .block_on(open)
            .unwrap_or_else(|it| panic!("a session with {}: {it}", chromium.browser.display()));
        Page {
            runtime,
            session: Some(session),
            _driver: driver,
            url,
            server: None,
            errors: RefCell::default(),
        }
    }

    /// From the next visit on.
    #[track_caller]
    pub fn look(&self, look: &Look) {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": look.width, "height": look.height, "deviceScaleFactor": look.scale, "mobile": false }),
        );
        let scheme = if look.dark { "dark" } else { "light" };
        let motion = if look.reduced_motion { "reduce" } else { "no-preference" };
        let forced = if look.forced_colors { "active" } else { "none" };
        let media = if look.print { "print" } else { "" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
            { "name": "forced-colors", "value": forced },
        ]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
        let agent = self.js("return navigator.userAgent");
        self.cdp(
            "Emulation.setUserAgentOverride",
            json!({ "userAgent": agent, "acceptLanguage": look.language }),
        );
        self.cdp("Emulation.setLocaleOverride", json!({ "locale": look.language }));
    }

    /// Loads the page at that fragment as a visitor who was never here, and waits until it is rendered.
    #[track_caller]
    pub fn visit(&mut self, fragment: &str) {
        let url = format!("{}#{}", self.url, fragment.trim_start_matches('#'));
        let url = url.trim_end_matches('#');
        // By way of nowhere, since another fragment alone would not load anything.
        self.wait(self.session().goto("about:blank"));
        self.cdp("Storage.clearDataForOrigin", json!({ "origin": self.url, "storageTypes": "all" }));
        self.wait(self.session().goto(url));
        self.wait_for("document.documentElement.dataset.ready === 'true'");
    }

    /// Loads another page of our server, as it is: `host.html`.
    #[track_caller]
    pub fn go(&self, path: &str) {
        self.wait(self.session().goto(format!("{}{path}", self.url)));
    }

    /// The same, where our server goes by another name.
    #[track_caller]
    pub fn go_to(&self, url: &str, path: &str) {
        self.wait(self.session().goto(format!("{url}{path}")));
    }

    /// Where the page lives, with a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on, all is about the page in the frame that this JavaScript expression finds, once it is there and rendered.
    #[track_caller]
    pub fn enter(&self, frame: &str) {
        self.wait_for(frame);
        self.wait(async {
            let frame = self.session().execute(format!("return {frame}"), Vec::new()).await?;
            frame.element()?.enter_frame().await
        });
        self.wait_for("document.documentElement.dataset.ready === 'true'");
    }

    /// From now on, all is about the whole page again.
    #[track_caller]
    pub fn leave(&self) {
        self.wait(self.session().enter_default_frame());
    }

    /// Loads it again, as a visitor who was here.
    #[track_caller]
    pub fn reload(&self) {
        self.wait(self.session().refresh());
        self.wait_for("document.documentElement.dataset.ready === 'true'");
    }

    /// Runs a script's statements; the value it returns, awaited if it is a promise.
    #[track_caller]
    pub fn js(&self, script: &str) -> Value {
        self.wait(self.session().execute(script, Vec::new())).json().clone()
    }

    /// Waits until that JavaScript expression is true.
    #[track_caller]
    pub fn wait_for(&self, condition: &str) {
        let script = format!("return !!({condition})");
        let deadline = Instant::now() + PATIENCE;
        while self.js(&script) != Value::Bool(true) {
            if deadline < Instant::now() {
                let console = self.console().join("\n");
                panic!("not within {} s: {condition}\nthe console:\n{console}", PATIENCE.as_secs());
            }
            thread::sleep(PAUSE);
        }
    }

    /// Waits for an element.
    #[track_caller]
    pub fn wait_for_element(&self, selector: &str) {
        self.wait_for(&format!("document.querySelector({})", json!(selector)));
    }

    /// The text that a reader sees in the element, once it is there.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.of_element(selector, "innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The texts of all such elements that are there now.
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let texts = self.js(&format!(
            "return Array.from(document.querySelectorAll({}), it => it.innerText)",
            json!(selector)
        ));
        texts
            .as_array()
            .expect("an array")
            .iter()
            .map(|it| it.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The attribute's value, if the element has it.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let value = self.of_element(selector, &format!("getAttribute({})", json!(name)));
        value.as_str().map(str::to_owned)
    }

    /// Clicks the element once it is there, as a hand would: what covers it would be hit instead, and is an error.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        self.wait_for_element(selector);
        self.wait(async {
            let element = self.session().find(By::Css(selector)).await?;
            element.scroll_into_view().await?;
            element.click().await
        });
    }

    /// Replaces what stands in a field.
    #[track_caller]
    pub fn fill(&self, selector: &str, text: &str) {
        self.wait_for_element(selector);
        self.wait(async {
            let element = self.session().find(By::Css(selector)).await?;
            element.clear().await?;
            element.send_keys(text).await
        });
    }

    /// Presses keys wherever the focus is: `Key::Right`, `"k"`.
    #[track_caller]
    pub fn key(&self, keys: impl Into<TypingData>) {
        self.wait(self.session().action_chain().send_keys(keys).perform());
    }

    /// A command of the DevTools protocol: network conditions, metrics, the accessibility tree.
    #[track_caller]
    pub fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.wait(self.session().cdp().send_raw(command, parameters))
    }

    /// One of Chromium's figures of the page (`Performance.getMetrics`).
    #[track_caller]
    pub fn metric(&self, name: &str) -> f64 {
        let told = self.cdp("Performance.getMetrics", json!({}));
        let all = told["metrics"].as_array().into_iter().flatten();
        all.filter(|it| it["name"] == name).find_map(|it| it["value"].as_f64()).unwrap_or_default()
    }

    /// The time of the processor, which others do not stretch.
    #[track_caller]
    pub fn processor(&self) -> Processor {
        self.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" }));
        Processor { script: self.metric("ScriptDuration"), tasks: self.metric("TaskDuration") }
    }

    /// From the next visit on, runs this before the page's own scripts.
    #[track_caller]
    pub fn begin_with(&self, script: &str) {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// Minimises the window: nobody sees the page.
    #[track_caller]
    pub fn hide(&self) {
        self.wait(self.session().minimize_window());
        self.wait_for("document.hidden");
    }

    /// What is to be seen now, as PNG.
    #[track_caller]
    pub fn picture(&self) -> Vec<u8> {
        self.wait(self.session().screenshot_as_png())
    }

    /// The files that were asked of our server so far.
    pub fn asked(&self) -> Vec<String> {
        self.requests().into_iter().filter_map(|it| it.file).collect()
    }

    /// All that was asked of it so far.
    pub fn requests(&self) -> Vec<Request> {
        self.server.as_ref().map(Server::asked).unwrap_or_default()
    }

    /// Takes the network away from all that the browser does, or gives it back.
    pub fn unplug(&self, unplugged: bool) {
        self.server.as_ref().expect("a server of our own").unplug(unplugged);
    }

    /// Lines written to the console since this was last asked, each with its level first.
    #[track_caller]
    pub fn console(&self) -> Vec<String> {
        let log = self.wait(self.session().browser_log());
        let lines: Vec<_> = log.into_iter().map(|it| format!("{} {}", it.level, it.message)).collect();
        self.errors.borrow_mut().extend(lines.iter().filter(|it| it.starts_with("SEVERE")).cloned());
        lines
    }

    /// The errors on the console so far; for a test that expects some. Those that nobody takes fail it.
    #[track_caller]
    pub fn take_errors(&self) -> Vec<String> {
        self.console();
        self.errors.take()
    }

    #[track_caller]
    fn of_element(&self, selector: &str, property: &str) -> Value {
        self.wait_for_element(selector);
        self.js(&format!("return document.querySelector({}).{property}", json!(selector)))
    }

    fn session(&self) -> &WebDriver {
        self.session.as_ref().expect("it is open until it is dropped")
    }

    #[track_caller]
    fn wait<T>(&self, answer: impl Future<Output = WebDriverResult<T>>) -> T {
        match self.runtime.block_on(answer) {
            Ok(it) => it,
            Err(it) => panic!("{it}"),
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let errors = if thread::panicking() { Vec::new() } else { self.take_errors() };
        if let Some(session) = self.session.take() {
            let _ = self.runtime.block_on(session.quit()); // ends the browser, which would outlive its driver
        }
        assert!(errors.is_empty(), "errors on the console:\n{}", errors.join("\n"));
    }
}

fn capabilities(chromium: &Chromium) -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = ChromeCapabilities::new();
    capabilities.set_binary(&chromium.browser.to_string_lossy())?;
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}
