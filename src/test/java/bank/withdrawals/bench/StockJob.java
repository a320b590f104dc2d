package bank.withdrawals.bench;

import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.WithdrawalsTester;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.FlatFileItemWriter;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemWriterBuilder;
import org.springframework.batch.infrastructure.item.kafka.KafkaItemWriter;
import org.springframework.batch.infrastructure.item.kafka.builder.KafkaItemWriterBuilder;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What the reference documentation leads to: a reader, a processor and writers of Spring Batch. It
 * loses and repeats events if it is killed.
 */
final class StockJob implements Contender.Way {

  private static final String UPDATE =
      "UPDATE account SET balance = balance - ? WHERE account_id = ? AND balance >= ?";

  private final int chunk;
  private final boolean batched;

  private StockJob(int chunk, boolean batched) {
    this.chunk = chunk;
    this.batched = batched;
  }

  /** With one UPDATE per item. */
  static StockJob asDocumented() {
    return new StockJob(1_000, false);
  }

  /** With larger chunks, whose updates are one batch. */
  static StockJob tuned() {
    return new StockJob(5_000, true);
  }

  private record Row(String requestId, long accountId, BigDecimal amount) {}

  private record Outcome(Row row, boolean debited) {}

  @Override
  public void process(WithdrawalsTester tester, BenchFile file, int rows) throws Exception {
    DataSource database = tester.get(DataSource.class);
    JdbcTemplate jdbc = new JdbcTemplate(database);
    JobRepository repository = tester.get(JobRepository.class);
    DefaultKafkaProducerFactory<String, Outcome> producers =
        new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", TestBroker.get().bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            (topic, outcome) -> json(outcome).getBytes(StandardCharsets.UTF_8));
    Job job =
        new JobBuilder("stock", repository)
            .start(
                new StepBuilder("stock", repository)
                    .<Row, Outcome>chunk(chunk)
                    .transactionManager(tester.get(PlatformTransactionManager.class))
                    .reader(reader(file, rows))
                    .processor(row -> batched ? new Outcome(row, false) : debit(jdbc, row))
                    .writer(
                        writer(
                            batched ? outcomes -> debitAll(jdbc, outcomes) : outcomes -> outcomes,
                            journal(database),
                            events(producers, tester.topic()),
                            rejects(tester.home().resolve("stock-rejects.csv"))))
                    .build())
            .build();
    JobExecution execution =
        repository.createJobExecution(
            repository.createJobInstance("stock", new JobParameters()),
            new JobParameters(),
            new ExecutionContext());
    job.execute(execution);
    producers.destroy();
    if (execution.getStatus() != BatchStatus.COMPLETED) {
      throw new IllegalStateException(execution.getAllFailureExceptions().toString());
    }
  }

  private static FlatFileItemReader<Row> reader(BenchFile file, int rows) {
    FlatFileItemReader<Row> reader =
        new FlatFileItemReaderBuilder<Row>()
            .name("rows")
            .resource(new FileSystemResource(file.path()))
            .linesToSkip(1)
            .delimited()
            .names(BenchFile.HEADER.split(",", -1))
            .fieldSetMapper(
                fields ->
                    new Row(fields.readString(0), fields.readLong(1), fields.readBigDecimal(2)))
            .build();
    reader.setMaxItemCount(rows);
    return reader;
  }

  private static Outcome debit(JdbcTemplate jdbc, Row row) {
    int updated = jdbc.update(UPDATE, row.amount(), row.accountId(), row.amount());
    return new Outcome(row, updated == 1);
  }

  private static List<Outcome> debitAll(JdbcTemplate jdbc, List<Outcome> undecided) {
    List<Object[]> arguments = new ArrayList<>(undecided.size());
    for (Outcome outcome : undecided) {
      Row row = outcome.row();
      arguments.add(new Object[] {row.amount(), row.accountId(), row.amount()});
    }
    int[] updated = jdbc.batchUpdate(UPDATE, arguments);
    List<Outcome> decided = new ArrayList<>(undecided.size());
    for (int i = 0; i < updated.length; i++) {
      decided.add(new Outcome(undecided.get(i).row(), updated[i] == 1));
    }
    return decided;
  }

  private static ItemWriter<Outcome> writer(
      UnaryOperator<List<Outcome>> debits,
      JdbcBatchItemWriter<Outcome> journal,
      KafkaItemWriter<String, Outcome> events,
      FlatFileItemWriter<Outcome> rejects) {
    rejects.open(new ExecutionContext());
    return chunk -> {
      List<Outcome> outcomes = debits.apply(List.copyOf(chunk.getItems()));
      Chunk<Outcome> debited = new Chunk<>(part(outcomes, true));
      journal.write(debited);
      events.write(debited);
      rejects.write(new Chunk<>(part(outcomes, false)));
    };
  }

  private static List<Outcome> part(List<Outcome> outcomes, boolean debited) {
    return outcomes.stream().filter(outcome -> outcome.debited() == debited).toList();
  }

  private static JdbcBatchItemWriter<Outcome> journal(DataSource database) {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    long[] line = {1};
    JdbcBatchItemWriter<Outcome> writer =
        new JdbcBatchItemWriterBuilder<Outcome>()
            .dataSource(database)
            // Rewritten batches have no counts.
            .assertUpdates(false)
            .sql("INSERT INTO withdrawal VALUES (1, ?, ?, ?, ?, ?, 'USD', 0, ?)")
            .itemPreparedStatementSetter(
                (outcome, statement) -> {
                  statement.setLong(1, ++line[0]);
                  statement.setLong(2, line[0]);
                  statement.setString(3, outcome.row().requestId());
                  statement.setLong(4, outcome.row().accountId());
                  statement.setBigDecimal(5, outcome.row().amount());
                  statement.setObject(6, now);
                })
            .build();
    writer.afterPropertiesSet();
    return writer;
  }

  private static KafkaItemWriter<String, Outcome> events(
      DefaultKafkaProducerFactory<String, Outcome> producers, String topic) throws Exception {
    KafkaTemplate<String, Outcome> template = new KafkaTemplate<>(producers);
    template.setDefaultTopic(topic);
    KafkaItemWriter<String, Outcome> writer =
        new KafkaItemWriterBuilder<String, Outcome>()
            .kafkaTemplate(template)
            .itemKeyMapper(outcome -> Long.toString(outcome.row().accountId()))
            .build();
    writer.afterPropertiesSet();
    return writer;
  }

  private static FlatFileItemWriter<Outcome> rejects(Path file) {
    return new FlatFileItemWriterBuilder<Outcome>()
        .name("rejects")
        .resource(new FileSystemResource(file))
        .lineAggregator(
            outcome ->
                "%s,%d,%s"
                    .formatted(
                        outcome.row().requestId(),
                        outcome.row().accountId(),
                        outcome.row().amount()))
        .build();
  }

  private static String json(Outcome outcome) {
    return "{\"requestId\":\"%s\",\"accountId\":\"%d\",\"amount\":\"%s\",\"status\":\"SUCCESSFUL\"}"
        .formatted(outcome.row().requestId(), outcome.row().accountId(), outcome.row().amount());
  }
}
