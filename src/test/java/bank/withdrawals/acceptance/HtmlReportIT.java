package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Programs;
import bank.withdrawals.testing.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The report in a real browser. Every test is skipped if there is no browser. */
class HtmlReportIT {

  private static final String HOSTILE = "<img src=x onerror=alert(1)>.csv";
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  @TempDir static Path home;

  private static Path output;
  private static ChromeDriver browser;

  @BeforeAll
  static void run() throws IOException {
    Optional<Path> chromium = Programs.find("chromium");
    Optional<Path> driver = Programs.find("chromedriver");
    if (chromium.isEmpty() || driver.isEmpty()) {
      return; // openTheReport skips every test.
    }
    Tool tool = Tool.at(home).withTestBroker();
    List<String> rows = new ArrayList<>(List.of("request_id,account_id,amount,note"));
    for (int i = 0; i < 250; i++) {
      rows.add("ok%d,%d,0.10,<script>alert(%d)</script>".formatted(i, 1 + i % 5, i));
      rows.add("no%d,%d,%d.50,<script>alert(1)</script>".formatted(i, 900 + i % 7, 300 - i));
    }
    rows.add("<script>alert(2)</script>,1,1.00,x");
    rows.add("big,2,100000.00,x");
    tool.write("input/" + HOSTILE, rows.toArray(String[]::new));
    tool.write("input/zz.csv", "request_id,account_id,amount", "a,1,\"1.00");
    Ended ended = tool.with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s").run("run").exits(4);
    assertThat(ended.out()).contains("COMPLETED", "REFUSED");
    output = home.resolve("output");
    Files.createDirectories(SCREENSHOTS);
    browser = browser(chromium.get(), driver.get());
  }

  private static ChromeDriver browser(Path chromium, Path driver) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toString());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--user-data-dir=" + home.resolve("browser"));
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.toFile())
            .withTimeout(Duration.ofMinutes(5))
            .build(),
        options);
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void openTheReport() throws IOException {
    Programs.assume("chromium", "chromedriver");
    browser.manage().window().setSize(new Dimension(1100, 1000));
    browser.get(folder(HOSTILE).resolve("report.html").toUri().toString());
  }

  @Test
  void itShowsTheRun() throws IOException {
    assertThat(text("h1")).isEqualTo(HOSTILE);
    assertThat(text(".status")).contains("Completed, with rejected rows");
    assertThat(text(".figures")).contains("250", "25.00", "252", "502");
    assertThat(text("main")).contains("Debited and rejected add up to the file.");
    assertThat(text("#reject-table")).contains("ACCOUNT_NOT_FOUND");
    assertThat(text("main")).contains("The first 200 of 252 are shown.");
    assertThat(browser.findElements(By.cssSelector("svg[role=img]"))).hasSize(2);
    assertThat(browser.findElement(By.linkText("rejects.csv")).getAttribute("href"))
        .isEqualTo(folder(HOSTILE).resolve("rejects.csv").toUri().toString());
    assertThat(folder(HOSTILE).resolve("rejects.csv")).exists();
    screenshot("light");
    dark();
    screenshot("dark");
    browser.manage().window().setSize(new Dimension(390, 900));
    screenshot("narrow");
    assertNothingWentWrong();
  }

  @Test
  void itSortsByAnyColumnWithTheKeyboardToo() {
    List<WebElement> buttons = browser.findElements(By.cssSelector("#reject-table th button"));
    assertThat(column(1)).first().isEqualTo("3");
    buttons.get(3).click();
    assertThat(numbers(column(4))).isSorted();
    assertThat(sorted(4)).isEqualTo("ascending");
    assertThat(sorted(1)).isNull();
    buttons.get(3).sendKeys(Keys.ENTER);
    assertThat(numbers(column(4))).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sorted(4)).isEqualTo("descending");
    buttons.get(1).sendKeys(Keys.SPACE);
    assertThat(column(2)).isSorted();
    assertNothingWentWrong();
  }

  @Test
  void itFiltersTheRejectedRows() {
    WebElement filter = browser.findElement(By.id("filter"));
    assertThat(browser.findElement(By.cssSelector("label[for=filter]")).isDisplayed()).isTrue();
    filter.sendKeys("no77");
    assertThat(shownRows()).containsExactly("no77");
    assertThat(text("#shown")).isEqualTo("1 of 200");
    filter.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
    assertThat(shownRows()).hasSize(200);
    assertNothingWentWrong();
  }

  @Test
  void itRunsNoScriptFromTheInput() {
    assertThat(browser.findElements(By.cssSelector("script"))).hasSize(1);
    assertThat(browser.findElements(By.cssSelector("img"))).isEmpty();
    Object alerted =
        browser.executeScript(
            "return document.documentElement.outerHTML.includes('<script>alert')");
    assertThat(alerted).isEqualTo(false);
    assertNothingWentWrong();
  }

  @Test
  void itLoadsNoOtherResource() {
    Object loaded = browser.executeScript("return performance.getEntriesByType('resource').length");
    assertThat(loaded).isEqualTo(0L);
  }

  @Test
  void theIndexLinksToEveryRun() throws IOException {
    browser.get(output.resolve("index.html").toUri().toString());
    assertThat(browser.findElements(By.cssSelector("tbody tr"))).hasSize(2);
    assertThat(text("tbody")).contains(HOSTILE, "COMPLETED", "zz.csv", "REFUSED");
    screenshot("index");
    browser.findElement(By.cssSelector("tbody a")).click();
    assertThat(text("h1")).isEqualTo("zz.csv");
    assertThat(text(".status")).contains("Refused: nothing was debited");
    assertThat(text(".message")).contains("line 2");
    screenshot("refused");
    assertNothingWentWrong();
  }

  /** Names of 60 characters and sums of 15 digits, as the files of a large bank have them. */
  @Test
  void neitherPageScrollsSidewaysWithLongValues() throws IOException {
    browser.manage().window().setSize(new Dimension(1280, 900));
    for (Path page :
        List.of(output.resolve("index.html"), folder(HOSTILE).resolve("report.html"))) {
      browser.get(page.toUri().toString());
      Object tooWide =
          browser.executeScript(
              """
              const longValues = {
                File: 'x'.repeat(60), Request: 'x'.repeat(60), Amount: '1,234,567,890,123.45'};
              document.querySelector('h1').textContent = longValues.File;
              for (const table of document.querySelectorAll('.scroll table')) {
                [...table.tHead.rows[0].cells].forEach((head, column) => {
                  const value = longValues[head.textContent.trim()];
                  if (value) [...table.tBodies[0].rows].forEach(
                    row => row.cells[column].textContent = value);
                });
              }
              return [...document.querySelectorAll('html, .scroll')]
                .filter(box => box.scrollWidth > box.clientWidth)
                .map(box => box.tagName + ' ' + box.scrollWidth + ' > ' + box.clientWidth);
              """);
      assertThat(tooWide).as(page.toString()).isEqualTo(List.of());
    }
    screenshot("long-values");
  }

  private static void dark() {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        java.util.Map.of(
            "features",
            List.of(java.util.Map.of("name", "prefers-color-scheme", "value", "dark"))));
  }

  private static String text(String selector) {
    return browser.findElement(By.cssSelector(selector)).getText();
  }

  private static List<String> column(int column) {
    return browser
        .findElements(By.cssSelector("#reject-table tbody td:nth-child(" + column + ")"))
        .stream()
        .map(WebElement::getText)
        .toList();
  }

  private static List<Double> numbers(List<String> texts) {
    return texts.stream().map(text -> text.isEmpty() ? 0 : Double.valueOf(text)).toList();
  }

  private static String sorted(int column) {
    return browser
        .findElement(By.cssSelector("#reject-table th:nth-child(" + column + ")"))
        .getAttribute("aria-sort");
  }

  private static List<String> shownRows() {
    return browser.findElements(By.cssSelector("#reject-table tbody tr:not([hidden])")).stream()
        .map(row -> row.findElement(By.cssSelector("td:nth-child(2)")).getText())
        .toList();
  }

  private static void assertNothingWentWrong() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .extracting(LogEntry::getMessage)
        .isEmpty();
  }

  private static void screenshot(String name) throws IOException {
    File taken = browser.getScreenshotAs(OutputType.FILE);
    Files.copy(
        taken.toPath(), SCREENSHOTS.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The folder of the run over a file. */
  private static Path folder(String file) throws IOException {
    try (Stream<Path> summaries = Files.walk(output)) {
      return summaries
          .filter(path -> path.endsWith("summary.json"))
          .filter(path -> read(path).contains(file))
          .findFirst()
          .orElseThrow()
          .getParent();
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
