package bank.withdrawals.report;

/**
 * The events of a run. The three numbers add up to its debits, plus its rejections if these have
 * events too.
 *
 * @param sent acknowledged by Kafka
 * @param pending still to be published
 * @param parked refused by Kafka for good
 */
public record EventCounts(long sent, long pending, long parked) {}
