package bank.withdrawals.crash;

/**
 * Places in the job at which it is killed, in the order in which a run comes by them. Each is a
 * method of the product's or of a library's, and where in it.
 */
enum Seam {
  /** Before the program's first line. */
  STARTED("bank.withdrawals.WithdrawalsApplication", "main", When.ENTER),
  /** The job repository knows the file, and no execution of it. */
  INSTANCE_CREATED(
      "org.springframework.batch.core.repository.support.SimpleJobRepository",
      "createJobInstance",
      When.COMMITTED),
  EXECUTION_CREATED(
      "org.springframework.batch.core.repository.support.SimpleJobRepository",
      "createJobExecution",
      When.COMMITTED),
  /** A step is begun, and has not saved its position. */
  STEP_CREATED(
      "org.springframework.batch.core.repository.support.SimpleJobRepository",
      "createStepExecution",
      When.COMMITTED),
  /** The file is registered, not committed. */
  FILE_REGISTERED("bank.withdrawals.ledger.FileRegister", "register", When.EXIT),
  FILE_COMMITTED(FILE_REGISTERED, When.COMMITTED),
  ACCOUNTS_LOCKED("bank.withdrawals.ledger.LedgerReader", "lockAccounts", When.EXIT),
  /** The chunk is decided, and none of it is written. */
  CHUNK_CLAIMED("bank.withdrawals.ledger.Ledger", "debit", When.ENTER),
  BALANCES_UPDATED("bank.withdrawals.ledger.Ledger", "debit", When.EXIT),
  JOURNAL_WRITTEN("bank.withdrawals.ledger.Ledger", "journal", When.EXIT),
  CHUNK_WRITTEN("bank.withdrawals.ledger.Ledger", "reject", When.EXIT),
  /** The error file is on disk and ahead of the database. */
  BEFORE_CHUNK_COMMIT(CHUNK_WRITTEN, When.COMMITTING),
  AFTER_CHUNK_COMMIT(CHUNK_WRITTEN, When.COMMITTED),
  EVENTS_ACKNOWLEDGED("bank.withdrawals.outbox.TransactionalEventSender", "await", When.EXIT),
  BEFORE_KAFKA_COMMIT(
      "org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", When.ENTER),
  /** Between Kafka's commit and the database's. */
  AFTER_KAFKA_COMMIT(
      "org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", When.EXIT),
  WATERMARK_NOTED("bank.withdrawals.outbox.EventWriter", "write", When.EXIT),
  BEFORE_WATERMARK_COMMIT(WATERMARK_NOTED, When.COMMITTING),
  AFTER_WATERMARK_COMMIT(WATERMARK_NOTED, When.COMMITTED),
  BEFORE_REJECTS_RENAME("bank.withdrawals.rejects.ErrorFile", "assemble", When.MOVING),
  /** Between the error file and the summary. */
  AFTER_REJECTS_RENAME("bank.withdrawals.rejects.ErrorFile", "assemble", When.EXIT),
  BEFORE_SUMMARY_RENAME("bank.withdrawals.report.SummaryJson", "write", When.MOVING),
  AFTER_SUMMARY_RENAME("bank.withdrawals.report.SummaryJson", "write", When.EXIT),
  PART_DROPPED("bank.withdrawals.rejects.ErrorFile", "finish", When.EXIT),
  /**
   * A dead execution can be started again, and is not started yet. Late in the order: one must have
   * died before.
   */
  RECOVERED("bank.withdrawals.run.ExecutionRecovery", "recover", When.EXIT),
  BEFORE_ARCHIVE_MOVE("bank.withdrawals.intake.Inbox", "relocate", When.MOVING),
  AFTER_ARCHIVE_MOVE("bank.withdrawals.intake.Inbox", "relocate", When.EXIT),
  BEFORE_QUARANTINE_MOVE("bank.withdrawals.intake.Inbox", "quarantine", When.ENTER),
  AFTER_QUARANTINE_MOVE("bank.withdrawals.intake.Inbox", "quarantine", When.EXIT),
  /** The last step is done, and the run has not ended. */
  BEFORE_RUN_END("bank.withdrawals.job.RunCompletionListener", "afterJob", When.ENTER),
  /** The run has ended, and nobody was told. */
  AFTER_RUN_END("bank.withdrawals.run.RunLauncher", "launch", When.EXIT);

  /** Where in the method. */
  enum When {
    ENTER,
    EXIT,
    /** Where a file is about to be renamed in it, or in what it calls. */
    MOVING,
    /** Where the transaction in which the method was called is about to commit. */
    COMMITTING,
    /** Where that transaction has committed. */
    COMMITTED
  }

  final String type;
  final String method;
  final When when;

  Seam(String type, String method, When when) {
    this.type = type;
    this.method = method;
    this.when = when;
  }

  Seam(Seam inTransaction, When when) {
    this(inTransaction.type, inTransaction.method, when);
  }
}
