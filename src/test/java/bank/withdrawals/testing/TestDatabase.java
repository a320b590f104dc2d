package bank.withdrawals.testing;

import java.util.Map;

/** The databases that every contract is tested on. */
public enum TestDatabase {
  /** HSQLDB in file mode, as on a laptop. */
  HSQLDB {
    @Override
    public Map<String, String> newDatabase() {
      return TestHsqldb.newDatabase();
    }
  },

  /** A real PostgreSQL that forces its commits to disk. */
  POSTGRES {
    @Override
    public Map<String, String> newDatabase() {
      return TestPostgres.newDatabase();
    }
  };

  /** Properties of a new, empty database of this kind. */
  public abstract Map<String, String> newDatabase();
}
