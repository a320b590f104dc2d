package bank.withdrawals.ledger;

/**
 * How a run made its work file of the original, so that it can be made again.
 *
 * @param format the name of the format
 * @param formatText the text that describes the format
 * @param readRules the limits and rules by which the file was read, as text
 * @param sliceRows the fewest rows of a slice that has others after it
 * @param checksum of the work file, 64 hex digits
 */
public record WorkFileRecipe(
    String format, String formatText, String readRules, long sliceRows, String checksum) {}
