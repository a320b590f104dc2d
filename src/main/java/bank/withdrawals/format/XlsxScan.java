package bank.withdrawals.format;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the XML parts of a workbook and counts what the library would keep in memory. */
final class XlsxScan {

  /** About what the library keeps in memory. */
  private static final long MOST_KEPT_BYTES = 64L << 20;

  private static final int BYTES_PER_TEXT = 64;
  private static final int MOST_SHARED_FORMULAS = 1_000;
  private static final int MOST_DEPTH = 100;
  private static final int MOST_COLUMN = 1_000_000;
  private static final String STYLES = "styles+xml";

  private final ReadRules rules;
  private long keptBytes;
  private long sharedTexts;
  private long highestSharedText = -1;
  private int sharedFormulas;
  private boolean styles;

  XlsxScan(ReadRules rules) {
    this.rules = rules;
  }

  /** Whether the workbook has styles; known after all parts. */
  boolean hasStyles() {
    return styles;
  }

  /**
   * Checks what only all parts together show.
   *
   * @throws RefusedFileException if a shared text is missing: the library would look for it forever
   */
  void end() throws RefusedFileException {
    if (highestSharedText >= sharedTexts) {
      throw damaged("a shared text is missing");
    }
  }

  /**
   * Reads one part.
   *
   * @throws RefusedFileException if it is not XML, or too large in one way
   */
  void part(InputStream in) throws IOException, RefusedFileException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // Newer JDKs have a limit of their own; the one here has a sentence.
    factory.setProperty("jdk.xml.maxElementDepth", 0);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      new Part(xml).read();
    } catch (XMLStreamException wrong) {
      if (wrong.getNestedException() instanceof XlsxGuard.TooLargeException failure) {
        throw failure;
      }
      throw damaged("a part of it is not XML");
    }
  }

  /** One XML part, event by event. */
  private final class Part {

    private final XMLStreamReader xml;
    private final StringBuilder sharedText = new StringBuilder();
    private int depth;
    private long line;
    private long charsOfRow;
    private boolean inRow;
    private boolean isSharedText;
    private boolean textIsKept = true;

    Part(XMLStreamReader xml) {
      this.xml = xml;
    }

    void read() throws XMLStreamException, RefusedFileException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
          case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              text();
          default -> {
            // Nothing of this stays in memory.
          }
        }
      }
    }

    private void start(String element) throws RefusedFileException {
      if (++depth > MOST_DEPTH) {
        throw tooLarge("elements within more than %d others".formatted(MOST_DEPTH));
      }
      switch (element) {
        case "row" -> {
          inRow = true;
          charsOfRow = 0;
          line++;
          textIsKept = false;
        }
        case "c" -> cell();
        case "f" -> formula();
        case "si" -> {
          sharedTexts++;
          keep(BYTES_PER_TEXT);
        }
        case "xf", "numFmt", "Relationship", "sheet" -> keepAttributes();
        case "Override" -> {
          String type = xml.getAttributeValue(null, "ContentType");
          styles |= type != null && type.endsWith(STYLES);
        }
        default -> {
          // The library does not keep other elements.
        }
      }
    }

    private void end(String element) throws RefusedFileException {
      depth--;
      switch (element) {
        case "row" -> inRow = false;
        case "c" -> noteSharedText();
        case "f" -> textIsKept = false;
        default -> {
          // Nothing is noted.
        }
      }
    }

    private void cell() throws RefusedFileException {
      sharedText.setLength(0);
      isSharedText = "s".equals(xml.getAttributeValue(null, "t"));
      String place = xml.getAttributeValue(null, "r");
      int column = 0;
      for (int i = 0; place != null && i < place.length(); i++) {
        int letter = Character.toUpperCase(place.charAt(i)) - 'A' + 1;
        if (letter < 1 || letter > 26) {
          break;
        }
        column = Math.min(column * 26 + letter, MOST_COLUMN);
      }
      if (column > rules.maxColumns() || (place != null && column == 0)) {
        throw RefusedFileException.onLine(
            "the row has more than %d columns; remove the surplus, or raise"
                    .formatted(rules.maxColumns())
                + " withdrawals.intake.max-columns",
            line);
      }
    }

    private void formula() throws RefusedFileException {
      if (xml.getAttributeValue(null, "ref") != null) {
        textIsKept = true;
        keepAttributes();
        if (++sharedFormulas > MOST_SHARED_FORMULAS) {
          throw tooLarge("more formulas over several cells than can be read");
        }
      }
    }

    private void text() throws RefusedFileException {
      int length = xml.getTextLength();
      if (textIsKept) {
        keep(length);
      }
      if (inRow) {
        charsOfRow += length;
        if (charsOfRow > rules.maxRecordBytes()) {
          throw RefusedFileException.onLine(
              "the row is longer than %d characters".formatted(rules.maxRecordBytes()), line);
        }
        if (isSharedText) {
          sharedText.append(xml.getText());
        }
      }
    }

    private void noteSharedText() throws RefusedFileException {
      String index = sharedText.toString().strip();
      if (isSharedText && !index.isEmpty()) {
        if (!index.matches("[0-9]{1,9}")) {
          throw damaged("a shared text is missing");
        }
        highestSharedText = Math.max(highestSharedText, Long.parseLong(index));
      }
      isSharedText = false;
    }

    private void keepAttributes() throws RefusedFileException {
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        keep(BYTES_PER_TEXT + xml.getAttributeValue(i).length());
      }
    }

    private void keep(int more) throws RefusedFileException {
      keptBytes += more;
      if (keptBytes > MOST_KEPT_BYTES) {
        throw tooLarge("more text than fits into memory");
      }
    }
  }

  static RefusedFileException damaged(String what) {
    return new RefusedFileException(
        "the workbook is damaged: %s; save it again as .xlsx".formatted(what));
  }

  static RefusedFileException tooLarge(String what) {
    return new RefusedFileException(
        "the workbook has %s; save the sheet as CSV and send that".formatted(what));
  }
}
