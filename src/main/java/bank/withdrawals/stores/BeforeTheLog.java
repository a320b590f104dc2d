package bank.withdrawals.stores;

import java.util.function.Consumer;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks at the settings when Spring Boot has read all of them, and before it opens the log file,
 * which is the first thing it does with them.
 */
final class BeforeTheLog
    implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

  private final Consumer<ConfigurableEnvironment> look;

  BeforeTheLog(Consumer<ConfigurableEnvironment> look) {
    this.look = look;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    look.accept(event.getEnvironment());
  }

  @Override
  public int getOrder() {
    return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
  }
}
