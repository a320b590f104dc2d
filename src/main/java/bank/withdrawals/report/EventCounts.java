package bank.withdrawals.report;

/**
 * What became of a file's events; the three add up to its debits, and its rejections where these
 * are told too.
 *
 * @param sent acknowledged by Kafka
 * @param pending still to be sent
 * @param parked refused by Kafka for good and set aside
 */
public record EventCounts(long sent, long pending, long parked) {}
