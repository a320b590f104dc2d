package bank.withdrawals.testing;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Makes the database fail once at a chosen point: at a statement, or just before or after the
 * commit of the statement's transaction.
 */
public final class Faults implements BeanPostProcessor {

  /** Where the failure happens. */
  public enum Point {
    STATEMENT,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  private record Armed(String statement, int occurrence, Point point, SQLException failure) {}

  private record Meanwhile(String statement, Runnable action) {}

  private final AtomicReference<Meanwhile> meanwhile = new AtomicReference<>();
  private final AtomicReference<Armed> armed = new AtomicReference<>();
  private final AtomicInteger seen = new AtomicInteger();

  /** Arms a failure that is not transient: at the {@code occurrence}th statement that begins so. */
  public void failOnce(String statement, int occurrence) {
    failOnce(statement, occurrence, Point.STATEMENT, new SQLException("injected", "XX000"));
  }

  /** Arms one failure: at the {@code occurrence}th statement that begins so. */
  public void failOnce(String statement, int occurrence, Point point, SQLException failure) {
    seen.set(0);
    armed.set(new Armed(statement, occurrence, point, failure));
  }

  /** Does something else once, just before the first statement that begins so; nothing fails. */
  public void meanwhile(String statement, Runnable action) {
    meanwhile.set(new Meanwhile(statement, action));
  }

  /** Forgets a failure that has not happened. */
  void disarm() {
    armed.set(null);
    meanwhile.set(null);
  }

  /** Whether the armed failure has not happened yet. */
  public boolean isArmed() {
    return armed.get() != null;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof DataSource dataSource ? new Faulty(dataSource) : bean;
  }

  private final class Faulty extends DelegatingDataSource implements Closeable {

    Faulty(DataSource dataSource) {
      super(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
      return faulty(obtainTargetDataSource().getConnection());
    }

    @Override
    public void close() throws IOException {
      ((Closeable) obtainTargetDataSource()).close();
    }
  }

  private Connection faulty(Connection connection) {
    boolean[] inTransaction = {false};
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> intercept(connection, inTransaction, method, arguments));
  }

  private Object intercept(
      Connection connection, boolean[] inTransaction, Method method, Object[] arguments)
      throws Throwable {
    Meanwhile other = meanwhile.get();
    if (other != null
        && method.getName().equals("prepareStatement")
        && ((String) arguments[0]).startsWith(other.statement())
        && meanwhile.compareAndSet(other, null)) {
      other.action().run();
    }
    Armed fault = armed.get();
    if (fault != null && method.getName().equals("prepareStatement")) {
      boolean hit = ((String) arguments[0]).startsWith(fault.statement());
      if (hit && seen.incrementAndGet() == fault.occurrence()) {
        if (fault.point() == Point.STATEMENT) {
          strike(fault);
        }
        inTransaction[0] = true;
      }
    }
    boolean commit = inTransaction[0] && method.getName().equals("commit");
    if (commit && fault != null && fault.point() == Point.BEFORE_COMMIT) {
      // Otherwise the work would be committed when auto-commit is switched on again.
      connection.rollback();
      strike(fault);
    }
    Object result = invoke(connection, method, arguments);
    if (commit && fault != null && fault.point() == Point.AFTER_COMMIT) {
      strike(fault);
    }
    return result;
  }

  private void strike(Armed fault) throws SQLException {
    armed.set(null);
    throw fault.failure();
  }

  private static Object invoke(Connection connection, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }
}
