// Lighthouse over many pages in one Chromium: `node lighthouse.mjs CHROMIUM URL...` prints a line of
// JSON for each. Its own program starts a browser for each page, and waits for what it measures.
import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...urls] = process.argv.slice(2);
const chrome = await launcher.launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
// Nothing here is a matter of time, so nothing is waited for once the page is there.
const quick = {
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 0,
  cpuQuietThresholdMs: 0,
  disableFullPageScreenshot: true,
};
try {
  for (const url of urls) {
    const { lhr } = await lighthouse(url, {
      ...quick,
      port: chrome.port,
      // Pages of results are kept out of search engines on purpose.
      skipAudits: ["is-crawlable"],
      onlyCategories: ["accessibility", "best-practices", "seo"],
      logLevel: "silent",
    });
    const scores = Object.fromEntries(
      Object.values(lhr.categories).map((category) => [category.id, category.score]),
    );
    const failed = Object.values(lhr.audits)
      .filter((audit) => audit.score !== null && audit.score < 1)
      .map((audit) => audit.id);
    console.log(JSON.stringify({ url: lhr.requestedUrl, scores, failed, error: lhr.runtimeError }));
  }
} finally {
  chrome.kill();
}
