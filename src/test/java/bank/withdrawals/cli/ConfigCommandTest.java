package bank.withdrawals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class ConfigCommandTest {

  /** A setting that is missing there would be ignored aloud, or refused as a near miss. */
  @Test
  void settingsOfAllFeaturesAreKnown() {
    ClassPathScanningCandidateComponentProvider classes =
        new ClassPathScanningCandidateComponentProvider(false);
    classes.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    List<String> records =
        classes.findCandidateComponents("bank.withdrawals").stream()
            .map(BeanDefinition::getBeanClassName)
            .toList();
    assertThat(ConfigCommand.SETTINGS)
        .extracting(Class::getName)
        .containsExactlyInAnyOrderElementsOf(records);
  }
}
