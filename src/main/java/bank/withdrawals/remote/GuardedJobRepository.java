package bank.withdrawals.remote;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets a thread that executes a slice change its step execution only while it holds the lock of the
 * slice, in the same transaction. The version of a step execution does not guard its execution
 * context, which is the read position.
 *
 * <p>Once the job execution has ended, whoever has ended it, the slice stops after its chunk.
 * Spring Batch itself stops it only if the job execution is STOPPING or STOPPED.
 */
@Component
final class GuardedJobRepository implements BeanPostProcessor {

  private final ObjectProvider<SliceGuard> guard;
  private final ObjectProvider<PlatformTransactionManager> transactions;

  GuardedJobRepository(
      ObjectProvider<SliceGuard> guard, ObjectProvider<PlatformTransactionManager> transactions) {
    this.guard = guard;
    this.transactions = transactions;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof JobRepository repository
        ? Proxy.newProxyInstance(
            JobRepository.class.getClassLoader(),
            new Class<?>[] {JobRepository.class},
            new Guarded(repository))
        : bean;
  }

  private final class Guarded implements InvocationHandler {

    private final JobRepository repository;

    private Guarded(JobRepository repository) {
      this.repository = repository;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (arguments != null
          && arguments.length == 1
          && arguments[0] instanceof StepExecution step
          && method.getReturnType() == void.class
          && guard.getObject().isOfSlice()) {
        change(method, step);
        return null;
      }
      return call(method, arguments);
    }

    private void change(Method method, StepExecution step) {
      new TransactionTemplate(transactions.getObject())
          .executeWithoutResult(
              transaction -> {
                guard.getObject().requireHeld();
                try {
                  call(method, step);
                } catch (RuntimeException | Error failure) {
                  throw failure;
                } catch (Throwable checked) {
                  throw new IllegalStateException(checked);
                }
              });
      if (!step.getJobExecution().isRunning()) {
        step.setTerminateOnly();
      }
    }

    private @Nullable Object call(Method method, Object @Nullable ... arguments) throws Throwable {
      try {
        return method.invoke(repository, arguments);
      } catch (InvocationTargetException failure) {
        throw failure.getCause();
      }
    }
  }
}
