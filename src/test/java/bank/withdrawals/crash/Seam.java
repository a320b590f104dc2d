package bank.withdrawals.crash;

/**
 * Places at which a test kills or freezes the job, in the order in which a run reaches them. Each
 * is a place in a method of the job or of a library.
 */
enum Seam {
  /** Before the first line of the program. */
  STARTED("bank.withdrawals.WithdrawalsApplication", "main", When.ENTER),
  /** The job repository has the job instance of the file, but no execution. */
  INSTANCE_CREATED(
      "org.springframework.batch.core.repository.support.SimpleJobRepository",
      "createJobInstance",
      When.COMMITTED),
  EXECUTION_CREATED(
      "org.springframework.batch.core.repository.support.SimpleJobRepository",
      "createJobExecution",
      When.COMMITTED),
  /** A step has started but has not saved its position. */
  STEP_CREATED(
      "org.springframework.batch.core.repository.support.SimpleJobRepository",
      "createStepExecution",
      When.COMMITTED),
  /** Some rows of the original are read. */
  ROW_READ("bank.withdrawals.workfile.WorkFileWriter", "add", When.EXIT),
  /** The work file is half written. */
  WORK_ROW_WRITTEN("bank.withdrawals.workfile.SliceWriter", "write", When.EXIT),
  /** The rows are written, but not the index. */
  BEFORE_INDEX_RENAME("bank.withdrawals.workfile.WorkFile$Index", "write", When.MOVING),
  WORK_FILE_WRITTEN("bank.withdrawals.workfile.WorkFileWriter", "finish", When.EXIT),
  /** The file is registered but not committed. */
  FILE_REGISTERED("bank.withdrawals.ledger.FileRegister", "register", When.EXIT),
  FILE_COMMITTED(FILE_REGISTERED, When.COMMITTED),
  ACCOUNTS_LOCKED("bank.withdrawals.ledger.LedgerReader", "lockAccounts", When.EXIT),
  /** The chunk is decided, but nothing of it is written. */
  CHUNK_CLAIMED("bank.withdrawals.ledger.Ledger", "debit", When.ENTER),
  BALANCES_UPDATED("bank.withdrawals.ledger.Ledger", "debit", When.EXIT),
  JOURNAL_WRITTEN("bank.withdrawals.ledger.Ledger", "journal", When.EXIT),
  CHUNK_WRITTEN("bank.withdrawals.ledger.Ledger", "reject", When.EXIT),
  /** The error file is on disk and ahead of the database. */
  BEFORE_CHUNK_COMMIT(CHUNK_WRITTEN, When.COMMITTING),
  AFTER_CHUNK_COMMIT(CHUNK_WRITTEN, When.COMMITTED),
  EVENTS_ACKNOWLEDGED("bank.withdrawals.outbox.EventTransactions", "await", When.EXIT),
  BEFORE_KAFKA_COMMIT(
      "org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", When.ENTER),
  /** Between Kafka's commit and the database's. */
  AFTER_KAFKA_COMMIT(
      "org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", When.EXIT),
  POSITION_STORED("bank.withdrawals.outbox.EventWriter", "write", When.EXIT),
  BEFORE_POSITION_COMMIT(POSITION_STORED, When.COMMITTING),
  AFTER_POSITION_COMMIT(POSITION_STORED, When.COMMITTED),
  BEFORE_REJECTS_RENAME("bank.withdrawals.rejects.ErrorFile", "assemble", When.MOVING),
  /** Between the error file and the summary. */
  AFTER_REJECTS_RENAME("bank.withdrawals.rejects.ErrorFile", "assemble", When.EXIT),
  BEFORE_SUMMARY_RENAME("bank.withdrawals.report.SummaryJson", "write", When.MOVING),
  AFTER_SUMMARY_RENAME("bank.withdrawals.report.SummaryJson", "write", When.EXIT),
  PART_DROPPED("bank.withdrawals.rejects.ErrorFile", "finish", When.EXIT),
  WORK_FILE_DELETED("bank.withdrawals.job.WorkFiles", "delete", When.EXIT),
  /**
   * A dead execution can be restarted but is not restarted yet. It is late in the order, because an
   * execution must have died before.
   */
  RECOVERED("bank.withdrawals.run.ExecutionRecovery", "recover", When.EXIT),
  BEFORE_ARCHIVE_MOVE("bank.withdrawals.files.DurableMove", "move", When.MOVING),
  AFTER_ARCHIVE_MOVE("bank.withdrawals.files.DurableMove", "move", When.EXIT),
  BEFORE_QUARANTINE_MOVE("bank.withdrawals.intake.InboxExit", "quarantine", When.ENTER),
  AFTER_QUARANTINE_MOVE("bank.withdrawals.intake.InboxExit", "quarantine", When.EXIT),
  /** The last step has ended, but the run has not. */
  BEFORE_RUN_END("bank.withdrawals.job.RunCompletionListener", "afterJob", When.ENTER),
  /** The run has ended, but its outcome is not reported. */
  AFTER_RUN_END("bank.withdrawals.run.RunLauncher", "launch", When.EXIT);

  /** The place in the method. */
  enum When {
    ENTER,
    EXIT,
    /** Before a file is renamed, in the method or in one that it calls. */
    MOVING,
    /** Before the commit of the transaction in which the method was called. */
    COMMITTING,
    /** After the commit of that transaction. */
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
