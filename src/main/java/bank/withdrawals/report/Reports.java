package bank.withdrawals.report;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** What a run leaves for people and programs to read: its summary, its page, the index of all. */
@Component
public class Reports {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  private final RunDetails details;

  Reports(RunDetails details) {
    this.details = details;
  }

  /**
   * Writes {@code summary.json} and {@code report.html} into a run's folder and {@code index.html}
   * beside it, each whole or not at all.
   *
   * @throws UncheckedIOException where the disk does not take them
   */
  public void write(Path directory, Summary summary) {
    SummaryJson.write(directory, summary);
    byte[] page = HtmlReport.render(summary, details(summary)).getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve("report.html");
    try {
      OwnerOnlyFiles.replace(file, out -> out.write(page));
    } catch (IOException failure) {
      throw new UncheckedIOException("The report cannot be written: " + file, failure);
    }
    HtmlIndex.write(directory.resolveSibling(""));
  }

  /** Without them, where the database does not answer: that may be what there is to report. */
  private RunDetails.Details details(Summary summary) {
    try {
      return summary.status() == RunStatus.REFUSED
          ? RunDetails.Details.NONE
          : details.read(summary.totals().runId());
    } catch (DataAccessException failure) {
      log.debug("Reported without details", failure);
      return RunDetails.Details.NONE;
    }
  }
}
