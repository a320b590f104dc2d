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

/** Writes the files about a run: its summary, its page, and the index of all runs. */
@Component
public class Reports {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  private final RunDetails details;

  Reports(RunDetails details) {
    this.details = details;
  }

  /**
   * Writes {@code summary.json} and {@code report.html} into the folder of a run, and {@code
   * index.html} beside that folder. Each file is written completely or not at all.
   *
   * @throws UncheckedIOException if a file cannot be written
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

  /**
   * Writes {@code summary.json} and the index again, because what they say about a complete run has
   * changed. Its page stays as it is.
   *
   * @throws UncheckedIOException if a file cannot be written
   */
  public void writeSummary(Path directory, Summary summary) {
    SummaryJson.write(directory, summary);
    HtmlIndex.write(directory.resolveSibling(""));
  }

  /** Empty if the database fails: its failure may be what the report is about. */
  private RunDetails.Details details(Summary summary) {
    try {
      return summary.status() == RunStatus.REFUSED
          ? RunDetails.Details.NONE
          : details.read(summary.totals().runId());
    } catch (DataAccessException failure) {
      log.debug("The report has no details", failure);
      return RunDetails.Details.NONE;
    }
  }
}
