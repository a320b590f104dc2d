package bank.withdrawals.bench;

import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.WithdrawalsTester;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The original program's design: each row has a lock, a transaction and a flushed event. */
final class OneByOne implements Contender.Way {

  @Override
  public void process(WithdrawalsTester tester, BenchFile file, int rows) throws Exception {
    JdbcTemplate jdbc = tester.jdbc();
    TransactionTemplate transaction =
        new TransactionTemplate(tester.get(PlatformTransactionManager.class));
    try (Stream<String> lines = Files.lines(file.path());
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", TestBroker.get().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
      long line = 1;
      for (Iterator<String> next = lines.skip(1).limit(rows).iterator(); next.hasNext(); ) {
        String[] cells = next.next().split(",", -1);
        long number = ++line;
        Boolean debited = transaction.execute(status -> withdraw(jdbc, number, cells));
        if (Boolean.TRUE.equals(debited)) {
          byte[] event = String.join(",", cells).getBytes(StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(tester.topic(), cells[1], event)).get();
        }
      }
    }
  }

  private static boolean withdraw(JdbcTemplate jdbc, long line, String[] cells) {
    long account = Long.parseLong(cells[1]);
    BigDecimal amount = new BigDecimal(cells[2]);
    BigDecimal balance =
        jdbc
            .queryForList(
                "SELECT balance FROM account WHERE account_id = ? FOR UPDATE",
                BigDecimal.class,
                account)
            .stream()
            .findFirst()
            .orElse(BigDecimal.ZERO);
    if (balance.compareTo(amount) < 0) {
      return false;
    }
    jdbc.update("UPDATE account SET balance = balance - ? WHERE account_id = ?", amount, account);
    jdbc.update(
        "INSERT INTO withdrawal VALUES (1, ?, ?, ?, ?, ?, 'USD', ?, ?)",
        line,
        line,
        cells[0],
        account,
        amount,
        balance.subtract(amount),
        OffsetDateTime.now(ZoneOffset.UTC));
    return true;
  }
}
